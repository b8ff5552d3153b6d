"""The summary: the story on one page and the quotations it cites, to be read by people who read one page."""

from __future__ import annotations

from insight_synth.report.document import Section
from insight_synth.report.ledger import Ledger
from insight_synth.report.method import evidence_section
from insight_synth.report.story import story_section


def summary_sections(ledger: Ledger) -> list[Section]:
    """The sections of the summary."""
    return [story_section(ledger), evidence_section(ledger)]
