"""What each source says of a theme, in whose voice, and with which words."""

from insight_synth.evidence.heard import Heard
from insight_synth.evidence.intervals import wilson
from insight_synth.evidence.quotes import citation, quotes
from insight_synth.evidence.recurrence import Recurrence, independent_sources, net_sentiment, recurrence
from insight_synth.evidence.voices import voices
from insight_synth.evidence.witnesses import Witnesses, witnesses

__all__ = [
    "Heard",
    "Recurrence",
    "Witnesses",
    "citation",
    "independent_sources",
    "net_sentiment",
    "quotes",
    "recurrence",
    "voices",
    "wilson",
    "witnesses",
]
