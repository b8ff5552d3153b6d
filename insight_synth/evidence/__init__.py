"""What each source says of a theme, in whose voice, and with which words."""

from insight_synth.evidence.heard import Heard
from insight_synth.evidence.independence import independent_sources
from insight_synth.evidence.intervals import wilson
from insight_synth.evidence.quotes import citation, quotes
from insight_synth.evidence.recurrence import Recurrence, net_sentiment, recurrence
from insight_synth.evidence.ties import Ties
from insight_synth.evidence.voices import voice_ids, voices
from insight_synth.evidence.witnesses import Witnesses, voices_needed, witnesses

__all__ = [
    "Heard",
    "Recurrence",
    "Ties",
    "Witnesses",
    "citation",
    "independent_sources",
    "net_sentiment",
    "quotes",
    "recurrence",
    "voice_ids",
    "voices",
    "voices_needed",
    "wilson",
    "witnesses",
]
