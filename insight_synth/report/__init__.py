"""The report that leaves the building: composed from a snapshot, drawn as PDF, HTML, Markdown or XLSX, and verified.

``compose`` writes it, ``render`` draws it by the file's ending, ``read_attached`` takes it back out of a PDF and
``discrepancies`` says what in it no longer holds. Input is a ``Snapshot`` only; nothing here reads the store.
"""

from __future__ import annotations

from insight_synth.report.compose import compose
from insight_synth.report.document import Action, Cited, Figure, Finding, Report
from insight_synth.report.rendering import render
from insight_synth.report.serial import evidence_csv, from_json, to_json
from insight_synth.report.verify import Discrepancy, Examined, discrepancies, examined, grouped, read_attached

__all__ = [
    "Action",
    "Cited",
    "Discrepancy",
    "Examined",
    "Figure",
    "Finding",
    "Report",
    "compose",
    "discrepancies",
    "evidence_csv",
    "examined",
    "from_json",
    "grouped",
    "read_attached",
    "render",
    "to_json",
]
