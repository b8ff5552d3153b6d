"""What each source says of a theme, in whose voice, and with which words."""

from insight_synth.evidence.intervals import wilson
from insight_synth.evidence.quotes import citation, quotes
from insight_synth.evidence.recurrence import Recurrence, independent_sources, net_sentiment, recurrence
from insight_synth.evidence.voices import voices

__all__ = [
    "Recurrence",
    "citation",
    "independent_sources",
    "net_sentiment",
    "quotes",
    "recurrence",
    "voices",
    "wilson",
]
