"""What a section says, piece by piece: as it is read, and with figures and quotations named rather than shown, so that
a sentence can be told from the figures that stand in it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from insight_synth.report.document import (
    Block,
    Column,
    Prose,
    Quotes,
    Report,
    Section,
    SourceBar,
    Span,
    Text,
    prose_of,
)  # fmt: skip


class Naming:
    """Names the figures and quotations of one report by what they are of rather than by their numbers in it."""

    def __init__(self, report: Report) -> None:
        self._figures = {figure.id: f"{figure.key} {figure.unit}" for figure in report.figures}
        self._cited = {item.number: f"{item.verbatim_id}:{item.start}-{item.end}" for item in report.citations}

    def figure(self, name: str) -> str:
        return self._figures.get(name, f"no figure {name}")

    def cited(self, number: int) -> str:
        return self._cited.get(number, f"no quotation {number}")

    def prose(self, prose: Prose) -> str:
        """The prose with its figures and quotations named."""
        return "".join(
            f"{self._named(span)}{{{span.mark}}}" if span.mark else self._named(span) for span in prose.spans
        )

    def _named(self, span: Span) -> str:
        if span.figure:
            return f"{{{self.figure(span.figure)}}}"
        if span.cite:
            return f"{{{self.cited(span.cite)}}}"
        return f"{span.text}{{to {span.target}}}" if span.target else span.text


def said(report: Report, section: Section, naming: Naming | None = None) -> list[tuple[str, str]]:
    """Every piece of the section as ``(named, shown)``, in reading order."""
    named = naming or Naming(report)
    found = [(f"title {section.title}", section.title)]
    for block in section.blocks:
        found += list(_pieces(block, named))
    return found


def _pieces(block: Block, naming: Naming) -> Iterator[tuple[str, str]]:
    kind = type(block).__name__
    for prose in prose_of(block):
        tone = f" {block.tone}" if isinstance(block, Text) else ""
        yield f"{kind}{tone} {naming.prose(prose)}", prose.text
    if isinstance(block, Quotes):
        for number in block.numbers:
            yield f"{kind} {naming.cited(number)}", f"[{number}]"
        return
    for field in dataclasses.fields(block):
        held = getattr(block, field.name)
        if field.name in {"tone", "id"} or isinstance(held, Prose) or held == field.default:
            continue
        if isinstance(held, str):
            yield f"{kind} {field.name} {held}", held
        elif isinstance(held, tuple):
            for entry in held:
                yield from _entry(f"{kind} {field.name}", entry, naming)


def _entry(kind: str, entry: object, naming: Naming) -> Iterator[tuple[str, str]]:
    """One row, column or name of a block, where it is no prose."""
    if isinstance(entry, SourceBar):
        names = (entry.share, entry.low, entry.high, entry.voices, entry.of_voices)
        yield f"{kind} {entry.name} {entry.stands} {[naming.figure(name) for name in names]}", entry.name
    elif isinstance(entry, str):
        yield f"{kind} {naming.figure(entry) if kind.endswith('shares') and entry else entry}", entry
    elif isinstance(entry, int):
        yield f"{kind} {naming.cited(entry)}", f"[{entry}]"
    elif isinstance(entry, tuple):
        labels = [part for part in entry if isinstance(part, str)]
        for label in labels:
            yield f"{kind} {label}", label
    elif isinstance(entry, Column):
        yield f"{kind} {entry.title} {entry.align}", entry.title
