"""The figures and quotations a finished report uses, numbered in reading order; what nothing uses is left out.

A report is settled whether or not people changed it, so that what is drafted and what is edited are numbered alike.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from insight_synth.report.document import (
    Figure,
    Finding,
    Quotes,
    Report,
    Section,
    SourceBar,
    Span,
    TimeChart,
    cited_in,
)  # fmt: skip
from insight_synth.report.editing.tokens import FigureToken, parsed
from insight_synth.report.ledger import Ledger

_BAR = ("share", "low", "high", "voices", "of_voices")


def settled(report: Report, ledger: Ledger) -> Report:
    """The report with its figures and quotations, both numbered in reading order everywhere.

    The section of evidence comes last and lists every quotation that anything before it cites. Figures that only
    titles show are kept, after all others.
    """
    citations = {cited.number: cited for cited in ledger.citations}
    figures = {figure.id: figure for figure in ledger.figures}
    cites = {old: new for new, old in enumerate(_cited(report), 1)}
    used = _used([report.cover, *report.sections], dict[str, None]())
    used |= dict.fromkeys(_in_titles(report, ledger.figures))
    ids = {old: f"f{new}" for new, old in enumerate((old for old in used if old in figures), 1)}
    numbered = _Numbers(cites, ids)
    sections = tuple(_section(numbered.anew(section), len(cites)) for section in report.sections)
    return dataclasses.replace(
        report,
        cover=numbered.anew(report.cover),
        sections=sections,
        figures=tuple(dataclasses.replace(figures[old], id=new) for old, new in ids.items()),
        citations=tuple(dataclasses.replace(citations[old], number=new) for old, new in cites.items()),
    )


def _cited(report: Report) -> dict[int, None]:
    """The numbers cited before the section of evidence, in reading order."""
    return dict.fromkeys(
        number
        for section in report.sections
        if section.kind != "evidence"
        for block in section.blocks
        for number in cited_in(block)
    )


def _section(section: Section, count: int) -> Section:
    """The section; that of evidence with every quotation, those it did not list yet after its last."""
    if section.kind != "evidence":
        return section
    listed = {number for block in section.blocks if isinstance(block, Quotes) for number in block.numbers}
    left = tuple(number for number in range(1, count + 1) if number not in listed)
    places = [at for at, block in enumerate(section.blocks) if isinstance(block, Quotes)]
    blocks = [
        dataclasses.replace(block, numbers=tuple(sorted((*block.numbers, *(left if at == places[-1] else ())))))
        if isinstance(block, Quotes)
        else block
        for at, block in enumerate(section.blocks)
    ]
    return dataclasses.replace(section, blocks=tuple(blocks))


def _used(value: Any, found: dict[str, None]) -> dict[str, None]:
    """The ids of the figures that spans and charts show, in reading order."""
    if isinstance(value, Span):
        if value.figure:
            found[value.figure] = None
    elif isinstance(value, SourceBar):
        found |= dict.fromkeys(getattr(value, name) for name in _BAR)
    elif isinstance(value, TimeChart):
        found |= dict.fromkeys(share for share in value.shares if share)
    elif isinstance(value, tuple | list):
        for part in value:
            _used(part, found)
    elif dataclasses.is_dataclass(value):
        for name in _fields(type(value)):
            _used(getattr(value, name), found)
    return found


def _in_titles(report: Report, figures: tuple[Figure, ...]) -> list[str]:
    """The figures in the titles that people wrote: a title is plain text, its figures can still be computed anew."""
    named = {
        (piece.key, piece.unit)
        for words in report.draft.words
        if words.item.endswith("/title") or words.item == "cover/subtitle"
        for piece in parsed(words.text)
        if isinstance(piece, FigureToken)
    }
    return [figure.id for figure in figures if (figure.key, figure.unit) in named]


class _Numbers:
    """Old numbers and ids to new ones, over any part of a report."""

    def __init__(self, cites: dict[int, int], figures: dict[str, str]) -> None:
        self._cites = cites
        self._figures = figures

    def anew(self, value: Any) -> Any:
        """The part with new numbers; quotations that are cited nowhere else leave the section of evidence."""
        if isinstance(value, Span):
            return self._span(value)
        if isinstance(value, tuple):
            return tuple(self.anew(item) for item in value)
        if isinstance(value, SourceBar):
            ids: dict[str, Any] = {name: self._figure(getattr(value, name)) for name in _BAR}
            return dataclasses.replace(value, **ids)
        if isinstance(value, TimeChart):
            return dataclasses.replace(value, shares=tuple(map(self._figure, value.shares)))
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return value
        changes = {name: self.anew(getattr(value, name)) for name in _fields(type(value))}
        if isinstance(value, Quotes):
            changes["numbers"] = self._numbers(value.numbers)
        if isinstance(value, Finding):
            changes["citations"] = self._numbers(value.citations)
        return dataclasses.replace(value, **changes)

    def _numbers(self, old: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(self._cites[number] for number in old if number in self._cites)

    def _figure(self, old: str) -> str:
        return self._figures.get(old, old)

    def _span(self, span: Span) -> Span:
        if span.cite:
            number = self._cites[span.cite]
            text = f"[{number}]" if span.text == f"[{span.cite}]" else span.text
            return dataclasses.replace(span, cite=number, text=text)
        return dataclasses.replace(span, figure=self._figure(span.figure)) if span.figure else span


def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
