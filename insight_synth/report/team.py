"""The team digest: for a source's owner, what its data told, where it stands in the whole and what is asked of it."""

from __future__ import annotations

from insight_synth.report.document import Section
from insight_synth.report.ledger import Ledger
from insight_synth.report.method import evidence_section
from insight_synth.report.sheets import source_sheet


def team_sections(ledger: Ledger, source_id: str) -> list[Section]:
    """The sections of the digest on one source."""
    advice = next((advice for advice in ledger.snapshot.advice if advice.source == source_id), None)
    return [source_sheet(ledger, ledger.snapshot.profile(source_id), advice), evidence_section(ledger)]
