"""Personal data out of what is printed, by the recognisers of ``ingest``.

A quotation is cut from its redacted verbatim, so that no half of a number which the passage's end cuts is printed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from insight_synth.ingest.privacy import Redactor
    from insight_synth.model import Citation
    from insight_synth.report.document import Cited

__all__ = ["Quotations", "VerbatimText", "redacted"]

VerbatimText = Callable[[str], str | None]
"""The stored text of a verbatim by its id; None where there is none."""


def redacted(text: str) -> tuple[str, bool]:
    """A short text with personal data replaced by marks such as ``[e-mail]``, and whether anything was."""
    from insight_synth.ingest import redact

    result = redact(text)
    return result.text, result.text != text


class Quotations:
    """Quotations as they may be printed. Without ``verbatim_text`` only the passage itself is looked at."""

    def __init__(self, verbatim_text: VerbatimText | None = None, *, with_names: bool = True) -> None:
        self._verbatim_text = verbatim_text
        self._with_names = with_names
        self._made: Redactor | None = None
        self._whole: dict[str, str | None] = {}

    def redacted(self, item: Citation | Cited, passage: str) -> tuple[str, bool]:
        """``passage``, the stored text of ``item``, with personal data marked, and whether anything was."""
        whole = self._redacted_whole(item.verbatim_id, item.language)
        shown = self._redactor.text(passage, item.language) if whole is None else whole[item.start : item.end]
        return shown, shown != passage

    def _redacted_whole(self, verbatim_id: str, language: str) -> str | None:
        if self._verbatim_text is None:
            return None
        if verbatim_id not in self._whole:
            stored = self._verbatim_text(verbatim_id)
            self._whole[verbatim_id] = None if stored is None else self._redactor.text(stored, language)
        return self._whole[verbatim_id]

    @property
    def _redactor(self) -> Redactor:
        if self._made is None:
            from insight_synth.ingest.privacy import Redactor

            self._made = Redactor(with_names=self._with_names)
        return self._made
