"""What each source says of a theme, in whose voice, and with which words."""

from insight_synth.evidence.contradictions import contradictions
from insight_synth.evidence.feelings import Feelings, feelings
from insight_synth.evidence.heard import Heard
from insight_synth.evidence.independence import independent_sources
from insight_synth.evidence.intervals import wilson
from insight_synth.evidence.quotes import citation, quotes
from insight_synth.evidence.recurrence import Recurrence, net_sentiment, recurrence
from insight_synth.evidence.ties import Ties
from insight_synth.evidence.triangulation import triangulation
from insight_synth.evidence.voices import voice_ids, voices
from insight_synth.evidence.witnesses import Witnesses, voices_needed, witnesses

__all__ = [
    "Feelings",
    "Heard",
    "Recurrence",
    "Ties",
    "Witnesses",
    "citation",
    "contradictions",
    "feelings",
    "independent_sources",
    "net_sentiment",
    "quotes",
    "recurrence",
    "triangulation",
    "voice_ids",
    "voices",
    "voices_needed",
    "wilson",
    "witnesses",
]
