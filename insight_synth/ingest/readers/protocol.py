"""What every reader gives: a :class:`Reading`.

A reader is a plain function ``read_x(file) -> Reading``; ``reading.py`` knows them all. Nothing here touches files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from insight_synth.model import Row

__all__ = ["NAMING_WHAT_OCCURS", "Reading", "clean_columns"]

_LONGEST_NAME = 2_000  # letters; questions of surveys run to hundreds, and what is longer is no column's name


NAMING_WHAT_OCCURS = frozenset({"docx", "html", "json", "jsonl", "notes", "slack", "xml"})
"""Readers of formats without a header: a column that no row fills is not among the columns of such a reading."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An export as its reader found it.

    ``rows`` can be iterated once, and is read from the file as it is, so that a large file needs no large memory.
    ``notes`` says what a person should know of how it was read, and may grow until the rows are exhausted.
    """

    reader: str  # csv, xlsx, json, jsonl, html, mbox …
    encoding: str
    rows: Iterable[Row]
    columns: tuple[str, ...]
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def clean_columns(header: Sequence[str], notes: list[str] | None = None) -> tuple[str, ...]:
    """Column names fit for a mapping: outer blanks off, the nameless and the repeated made distinct and noted."""
    names: list[str] = []
    taken: set[str] = set()
    counts: dict[str, int] = {}
    repeated: list[str] = []
    for position, given in enumerate(header, start=1):
        name = " ".join(given.replace("\0", "").split()) or f"column {position}"
        if len(name) > _LONGEST_NAME:
            name = name[:_LONGEST_NAME] + "…"
        if name in taken:
            repeated.append(name)
            count = counts.get(name, 1) + 1
            while f"{name} ({count})" in taken:
                count += 1
            counts[name] = count
            name = f"{name} ({count})"
        taken.add(name)
        names.append(name)
    if repeated and notes is not None:
        notes.append(f"repeated column names got a number: {', '.join(sorted(set(repeated)))}")
    return tuple(names)
