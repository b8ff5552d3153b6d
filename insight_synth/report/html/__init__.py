"""The report as one self-contained, accessible HTML file: no script, no outside file, everything escaped."""

from __future__ import annotations

from insight_synth.report.html.page import html_text

__all__ = ["html_text"]
