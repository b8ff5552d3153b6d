"""Themes through time: series by month, beginnings, ends and trends."""

from insight_synth.tracking.series import ended, monthly_voices, months_between, series, started, steady_sources, trend

__all__ = ["ended", "monthly_voices", "months_between", "series", "started", "steady_sources", "trend"]
