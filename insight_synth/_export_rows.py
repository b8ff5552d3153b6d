"""The row of an export that a verbatim came from, as it was delivered: read again from the copy the workspace keeps.

Part of ``pipeline``. Files are read in a child process, as when they were added. What names a person stays hidden, as
everywhere; other cells are redacted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from insight_synth import ingest
from insight_synth._analyse import stored_sources
from insight_synth._tables import redactor
from insight_synth.errors import BadInput
from insight_synth.ingest.columns.column_names import ideas
from insight_synth.model import Columns
from insight_synth.store import Workspace, records

_NUMBER = re.compile(r"(\d+)$")
_ROOM = 50  # rows that a file may hold before the one of number n: headers, notes, other sheets
_PERSON = frozenset({"customer", "respondent", "mail", "name"})
_NO_PERSON = frozenset({
    "segment", "group", "type", "category", "trait", "place", "product", "object", "text", "message", "title", "date",
    "rating", "count", "meta", "weight", "event", "value", "quantity",
})  # fmt: skip
_LONGEST = 4_000  # characters of a cell that are shown


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an export's row. ``value`` is redacted, and "" where ``hidden`` says that it names a person."""

    column: str
    value: str
    hidden: bool
    field: str  # what the source's mapping makes of it: text, date, customer …; "" for nothing


def row_in_export(ws: Workspace, verbatim_id: str) -> tuple[Cell, ...]:
    """Every cell of the row, in the export's order. Takes as long as reading the file does.

    Raises:
        BadInput: the copy is no longer kept, cannot be read, or does not hold the row any more.
    """
    with ws.read() as connection:
        found = records.verbatims(connection, ids=[verbatim_id])
        stored = records.stored_copies(connection)
    if not found:
        raise BadInput("this text is no longer in the workspace")
    verbatim = found[0]
    file = ws.path / (stored.get((verbatim.source, verbatim.sha256)) or "gone")
    if not file.is_file():
        raise BadInput(
            "the workspace keeps no copy of this file any more", where=verbatim.export, remedy="See where it came from."
        )
    source = stored_sources(ws)[verbatim.source]
    row = _row_at(file, verbatim.locator, source.encoding)
    if row is None:
        raise BadInput(f"{verbatim.locator} is not in the file as it is read now", where=verbatim.export)
    return tuple(_cells(row, source.columns, verbatim.language))


def _row_at(file: Path, locator: str, encoding: str | None) -> Mapping[str, str] | None:
    """The row at this place; of a large file no more is read than its number asks for, where that is enough."""
    number = _NUMBER.search(locator)
    for most in (int(number[1]) + _ROOM, None) if number else (None,):
        reading = ingest.read_in_child(file, most=most, encoding=encoding)
        for row in reading.rows:
            if row.locator == locator:
                return row.values
    return None


def _cells(values: Mapping[str, str], columns: Columns, language: str) -> Iterator[Cell]:
    redact = redactor()
    mapped = {name: field.name for field in fields(Columns) for name in getattr(columns, field.name)}
    for column, value in values.items():
        field = mapped.get(column, "")
        hidden = bool(value.strip()) and _names_a_person(column, field)
        shown = "" if hidden else redact.row_id(value) if field == "id" else redact.text(value, language)
        yield Cell(redact.field(column), shown[:_LONGEST], hidden, field)


def _names_a_person(column: str, field: str) -> bool:
    if field:
        return field == "customer"
    said = ideas(column)
    return column == "signature" or (bool(said & _PERSON) and not said & _NO_PERSON)  # as the reader of mail calls it
