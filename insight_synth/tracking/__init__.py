"""Themes through time: series by month, beginnings, ends and trends; indicators, their charts and their changes."""

from insight_synth.tracking.before_after import between, difference, score_interval
from insight_synth.tracking.behaviour import behaviour_beside
from insight_synth.tracking.changes import changes
from insight_synth.tracking.charts import control_limits, dispersion, scatter, signals
from insight_synth.tracking.choosing import followed_sources
from insight_synth.tracking.composed import composed, control_chart
from insight_synth.tracking.counting import (
    Counted,
    events_by_month,
    voices_by_month,
    voices_by_week,
    voices_on_sides,
)
from insight_synth.tracking.early import early_signs, smoothed
from insight_synth.tracking.indicators import Heard, counted_voices, followed
from insight_synth.tracking.series import ended, monthly_voices, months_between, series, started, steady_sources, trend

__all__ = [
    "Counted",
    "Heard",
    "behaviour_beside",
    "between",
    "changes",
    "composed",
    "control_chart",
    "control_limits",
    "counted_voices",
    "difference",
    "dispersion",
    "early_signs",
    "ended",
    "events_by_month",
    "followed",
    "followed_sources",
    "monthly_voices",
    "months_between",
    "scatter",
    "score_interval",
    "series",
    "signals",
    "smoothed",
    "started",
    "steady_sources",
    "trend",
    "voices_by_month",
    "voices_by_week",
    "voices_on_sides",
]
