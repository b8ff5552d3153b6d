"""The figures and quotations a finished report uses, numbered in reading order; what nothing uses is left out."""

from __future__ import annotations

from insight_synth.report.document import Report
from insight_synth.report.ledger import Ledger


def settled(report: Report, ledger: Ledger) -> Report:
    """The report with its figures and quotations, both numbered in reading order everywhere."""
    import dataclasses

    return dataclasses.replace(report, figures=ledger.figures, citations=ledger.citations)
