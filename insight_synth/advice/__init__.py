"""Which sources earn their place: track, keep, fix or retire, and what each would be missed for."""

from insight_synth.advice.verdicts import advise
from insight_synth.advice.what_if import Standing, without

__all__ = ["Standing", "advise", "without"]
