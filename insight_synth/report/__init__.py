"""The report that leaves the building: composed from a snapshot, drawn in six formats, and verified.

``compose`` writes it and lays a ``Draft`` of what people changed over it, ``render`` draws it by the file's ending,
``examined`` takes it back out of a file and ``discrepancies`` says what in it no longer holds. What people may change
is in ``editing``, what changed between two reports in ``versions``. Input is a ``Snapshot``; nothing reads the store.
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
