"""Taking an erased customer's words out of a report that was kept and out of what people wrote.

Only says what is left: which verbatims go, and which words are the customer's, is given. Figures stay as they were.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from insight_synth.model import Draft
from insight_synth.report.document import Cited, Prose, Report, Span

__all__ = [
    "ERASED", "MARK", "Stretch", "Stretches", "blanked", "draft_without", "is_erased", "report_without", "texts_of",
]  # fmt: skip

ERASED = "erased"
"""In place of the id of a verbatim that was erased."""
MARK = "[erased]"
"""In place of an erased customer's words within other text."""

# What programs read: ids, keys and codes, never a person's words.
_NO_WORDS = frozenset({
    "align", "code", "figure", "figures", "fingerprint", "id", "ids", "item", "key", "kind", "language", "mark", "now",
    "numbers", "of", "sha256", "source", "target", "theme_id", "tone", "unit", "verbatim_id", "version", "written",
})  # fmt: skip
_T = TypeVar("_T")

Stretch = tuple[int, int, str]
"""Where a customer's words or id begin and end in a text, and what stands there instead."""
Stretches = Callable[[str], list[Stretch]]
"""The stretches of a text that go, in order, none over another."""


def is_erased(cited: Cited) -> bool:
    """Whether a quotation of a kept report was erased."""
    return cited.verbatim_id == ERASED


def blanked(text: str, stretches: list[Stretch]) -> str:
    """The text with these stretches replaced."""
    pieces, at = [], 0
    for start, end, instead in stretches:
        pieces += [text[at:start], instead]
        at = end
    return "".join([*pieces, text[at:]])


def report_without(report: Report, gone: Collection[str], going: Stretches) -> tuple[Report, int]:
    """The report without the words of the verbatims ``gone``, and how many of its quotations were taken out.

    A quotation keeps its number and its source, so that it can be told what was erased where.
    """
    erased = {
        cited.number
        for cited in report.citations
        if not is_erased(cited) and (cited.verbatim_id in gone or going(cited.text))
    }
    citations = tuple(_emptied(cited) if cited.number in erased else cited for cited in report.citations)
    left = dataclasses.replace(report, citations=citations, draft=draft_without(report.draft, gone, going))

    def rewritten(value: str | Prose) -> str | Prose:
        if isinstance(value, str):
            return blanked(value, going(value))
        spans = tuple(
            dataclasses.replace(span, text=MARK) if span.cite in erased and span.text != f"[{span.cite}]" else span
            for span in value.spans
        )
        return _prose_without(Prose(spans), going)

    return _rewritten(left, rewritten), len(erased)


def draft_without(draft: Draft, gone: Collection[str], going: Stretches) -> Draft:
    """The draft without the passages that people chose of the verbatims ``gone``, and without their words."""
    chosen = []
    for choice in draft.chosen:
        passages = tuple(passage for passage in choice.passages if passage.verbatim_id not in gone)
        if passages or not choice.passages:
            chosen.append(dataclasses.replace(choice, passages=passages))
    words = []
    for said in draft.words:
        seen = tuple(seen for seen in said.seen if not _names(seen.token, gone))
        text = _without_tokens(said.text, gone)
        if text.strip() or not said.text.strip():  # where nothing is left, the drafted words come back
            words.append(dataclasses.replace(said, text=text, seen=seen))
    left = dataclasses.replace(draft, chosen=tuple(chosen), words=tuple(words))
    return _rewritten(left, lambda value: blanked(value, going(value)) if isinstance(value, str) else value)


def texts_of(value: object) -> list[str]:
    """Every text of a report or draft that could hold a customer's words; running text whole."""
    found: list[str] = []

    def noted(value: str | Prose) -> str | Prose:
        found.append(value if isinstance(value, str) else value.text)
        return value

    _rewritten(value, noted)
    return found


# ---- helpers


def _emptied(cited: Cited) -> Cited:
    return Cited(
        number=cited.number,
        verbatim_id=ERASED,
        source=cited.source,
        source_name=cited.source_name,
        export="",
        sha256="",
        locator="",
        start=0,
        end=0,
        text="",
        language=cited.language,
    )


def _without_tokens(text: str, gone: Collection[str]) -> str:
    """The words without the tokens of verbatims that go (see ``editing/tokens``); of quoted words a mark stays."""

    def left(token: re.Match[str]) -> str:
        if not _names(token[0], gone):
            return token[0]
        return MARK if token[0].startswith("{quote ") else ""

    return re.sub(r"\{[^{}]*\}", left, text)


def _names(token: str, gone: Collection[str]) -> bool:
    return any(verbatim_id in token for verbatim_id in gone)


def _prose_without(prose: Prose, going: Stretches) -> Prose:
    """Running text without the stretches, which may go over several of its spans; what is left of these is plain."""
    stretches, spans, at = going(prose.text), [], 0
    for span in prose.spans:
        end = at + len(span.text)
        within = [stretch for stretch in stretches if stretch[0] < end and stretch[1] > at]
        if within:
            own = [(max(start - at, 0), min(stop, end) - at, instead if start >= at else "")
                   for start, stop, instead in within]  # fmt: skip
            span = Span(blanked(span.text, own), strong=span.strong)
        spans.append(span)
        at = end
    return Prose(tuple(spans)) if stretches else prose


def _rewritten(value: _T, change: Callable[[str | Prose], str | Prose]) -> _T:
    """The value, with each of its texts and each piece of running text as ``change`` gives it."""
    made: Any = _of_part(value, change)
    return made  # type: ignore[no-any-return]


def _of_part(value: Any, change: Callable[[str | Prose], str | Prose]) -> Any:
    if isinstance(value, Prose):
        return change(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for field in dataclasses.fields(value):
            held = getattr(value, field.name)
            if field.name not in _NO_WORDS and (made := _of_part(held, change)) != held:
                changed[field.name] = made
        return dataclasses.replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        return tuple(_of_part(item, change) for item in value)
    return change(value) if isinstance(value, str) and value else value
