"""Which sources earn their place: track, keep, fix or retire, and what each would be missed for."""

from insight_synth.advice.cheapest import cheapest_set
from insight_synth.advice.questions import AgendaWitnesses
from insight_synth.advice.removal import without
from insight_synth.advice.rules import smallest_detectable_change
from insight_synth.advice.spoken import Spoken
from insight_synth.advice.verdicts import advise
from insight_synth.advice.what_if import what_if
from insight_synth.advice.worth import worth

__all__ = [
    "AgendaWitnesses",
    "Spoken",
    "advise",
    "cheapest_set",
    "smallest_detectable_change",
    "what_if",
    "without",
    "worth",
]
