"""Laying a draft over the composed report: words, order, choice of quotations, plans and what people added."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from insight_synth.model import Citation, Draft, Indicator, Passage
from insight_synth.report.document import Report
from insight_synth.report.ledger import Ledger

CitationAt = Callable[[Passage], Citation | None]


def laid_over(
    report: Report,
    draft: Draft,
    ledger: Ledger,
    citation_at: CitationAt | None = None,
    indicators: Sequence[Indicator] = (),
) -> Report:
    """The report with what people changed of it."""
    return report
