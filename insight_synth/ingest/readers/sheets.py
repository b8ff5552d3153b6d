"""What XLSX, XLS and ODS workbooks have in common: cells to text, headers, and sheets beside one another.

It opens no file: ``spreadsheet`` and ``old_spreadsheet`` give it the sheets. A cell reads as a person sees it, but for
the number format: 15 digits at most, no ``.0``, ISO dates; percentages keep their sign where the format tells.

A value merged over several columns of the header names each of them; one merged over several rows of data, a group's
label, stands in each of those rows. A value merged over columns of a data row stands in the first alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.headers import columns_of, start_of_header
from insight_synth.ingest.readers.protocol import Reading, clean_columns
from insight_synth.model import Row

__all__ = ["Merge", "Sheet", "SheetBroken", "cell_text", "read_sheets"]

_MOST_COLUMNS = 2_000
_MOST_CELLS = 50_000_000
_PREAMBLE = 30
_SAMPLE = 60  # rows that tell whether a second row belongs to the header
_DEEPEST_HEADER = 4
_TITLE = 80  # letters of a row above the header that a note quotes
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged cell; rows and columns count from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


NumberedRow = tuple[int, Mapping[int, str]]
"""A row's number in the sheet, and its texts by column; both count from 1, and empty cells are absent."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: ``rows()`` reads it from its start, each time it is called."""

    name: str
    rows: Callable[[], Iterator[NumberedRow]]
    merges: tuple[Merge, ...] = ()


class SheetBroken(Exception):
    """A sheet cannot be read any further; the message says why."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet's columns by position, and the number of the row under its header."""

    sheet: Sheet
    columns: Mapping[int, str]
    first: int
    labels: Mapping[int, tuple[Merge, ...]] = field(default_factory=dict)  # column → what is merged over its rows


def read_sheets(reader: str, file: Path, sheets: Sequence[Sheet], notes: list[str], broken: Sequence[Row]) -> Reading:
    """The rows of every sheet that has a header, under the columns of all; locators are ``sheet NAME row n``.

    Args:
        reader: the format's name.
        sheets: in the workbook's order.
        notes: what is known of the workbook already; grows.
        broken: problem rows for sheets that the workbook promises and does not hold.

    Raises:
        BadInput: no sheet has a header; or, while rows are read, a sheet has more than 50 million cells.
    """
    tables: list[_Table] = []
    problems = list(broken)
    for sheet in sheets:
        try:
            table = _table(sheet, notes)
        except SheetBroken as error:
            problems.append(Row(f"sheet {sheet.name}", {}, "", f"a sheet that cannot be read: {error}"))
            continue
        if table is not None:
            tables.append(table)
    if not tables:
        if problems:
            raise BadInput(
                f"cannot be read as {reader.upper()}: {problems[0].problem}",
                where=f"{file} {problems[0].locator}",
                remedy="Open it in a spreadsheet program and save it again as XLSX or CSV",
            )
        raise BadInput("no sheet has a header", where=str(file), remedy="Put column names in the first row")
    columns: dict[str, None] = {}
    for table in tables:
        columns.update(dict.fromkeys(table.columns.values()))
    if len(tables) > 1:
        notes.append(f"{len(tables)} sheets read: {', '.join(table.sheet.name for table in tables)}")
    return Reading(reader, "utf-8", _rows(file, tables, problems, notes), tuple(columns), notes)


def cell_text(value: Any) -> str:
    """A cell's value as text: 1.0 is ``1``, a day at midnight a plain date, true and false are words."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _CODED.sub(_uncoded, value) if "_x" in value else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)  # days are stored as fractions
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = "-" * (seconds < 0), abs(seconds)
        return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def _uncoded(match: re.Match[str]) -> str:
    """XLSX writes control characters as ``_x000D_``; only line ends and tabs are ever meant."""
    letter = chr(int(match[1], 16))
    return letter if letter in "\r\n\t" else match[0]


# ---- the header --------------------------------------------------------------------------------------------------


def _table(sheet: Sheet, notes: list[str]) -> _Table | None:
    head = [(number, cells) for number, cells in islice(sheet.rows(), _PREAMBLE + _SAMPLE) if _filled(cells)]
    if not head:
        notes.append(f"sheet {sheet.name} has no header and was left out")
        return None
    far = sum(1 for _, cells in head for column in cells if column > _MOST_COLUMNS)
    if far:
        notes.append(f"sheet {sheet.name}: cells beyond column {_MOST_COLUMNS:,}, without a column's name: {far}")
    width = max((column for _, cells in head for column in cells if column <= _MOST_COLUMNS), default=1)
    at = _header_position([_over_merges(number, cells, sheet.merges, width) for number, cells in head[:_PREAMBLE]])
    at = start_of_header([[cells.get(column, "") for column in range(1, width + 1)] for _, cells in head], at)
    if above := [" ".join(" ".join(cells.values()).split())[:_TITLE] for _, cells in head[:at]]:
        quoted = "; ".join(f"“{text}”" for text in above)
        rows = f"{len(above)} row{'s' * (len(above) > 1)}"
        notes.append(f"sheet {sheet.name}: {rows} above the header left out: {quoted}")
    found: list[str] = []
    names, deep = _names(head[at:], sheet.merges, width, found)
    notes.extend(f"sheet {sheet.name}: {note}" for note in found)
    body = head[at + deep :]
    if not body:
        notes.append(f"sheet {sheet.name} has a header and no rows")
    used = {column for _, cells in body for column in cells}
    first = head[at + deep - 1][0] + 1 if deep else head[at][0]
    return _Table(
        sheet,
        {column: name for column, name in enumerate(names, start=1) if name != f"column {column}" or column in used},
        first,
        _labels(sheet.merges, first),
    )


def _filled(cells: Mapping[int, str]) -> bool:
    return any(text.strip() for text in cells.values())


def _over_merges(number: int, cells: Mapping[int, str], merges: Sequence[Merge], width: int) -> list[str]:
    """A row of the header, a merged name repeated over its columns; a title from the first column on is none."""
    row = [cells.get(column, "") for column in range(1, width + 1)]
    title = set(cells) == {1}
    for merge in merges:
        if merge.top == number and not title and (name := cells.get(merge.left, "")):
            for column in range(merge.left, min(merge.right, width) + 1):
                row[column - 1] = name
    return row


def _header_position(rows: Sequence[Sequence[str]]) -> int:
    """The first row that fills at least half as many cells as the fullest: titles above it fill fewer."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    fullest = max(filled)
    return next(position for position, count in enumerate(filled) if count * 2 > fullest or count == fullest)


def _names(
    rows: Sequence[NumberedRow], merges: Sequence[Merge], width: int, notes: list[str]
) -> tuple[tuple[str, ...], int]:
    """The columns' names from the header in ``rows[0]``, and of how many rows they were made.

    A name merged downwards tells for certain how deep the header is; without one, the rows themselves must.
    """
    top, cells = rows[0]
    bottom = max((merge.bottom for merge in merges if merge.top == top and merge.left in cells), default=top)
    if top < bottom < top + _DEEPEST_HEADER:
        header = [_over_merges(number, cells, merges, width) for number, cells in rows if number <= bottom]
        stacked = [dict.fromkeys(" ".join(cell.split()) for cell in column) for column in zip(*header, strict=True)]
        notes.append(f"a header of {bottom - top + 1} rows, by its merged cells")
        return clean_columns([" – ".join(filter(None, names)) for names in stacked], notes), len(header)
    plain = [[cells.get(column, "") for column in range(1, width + 1)] for _, cells in rows]
    said: list[str] = []
    several = columns_of(plain, said)
    if several.rows != 1:
        notes.extend(said)
        return several.columns, several.rows
    return clean_columns(_over_merges(top, cells, merges, width), notes), 1


def _labels(merges: Sequence[Merge], first: int) -> dict[int, tuple[Merge, ...]]:
    """What is merged over several rows of data, by column. A block over several columns too is a text, no label."""
    found: dict[int, list[Merge]] = {}
    for merge in sorted(merges, key=lambda merge: merge.top):
        if merge.bottom > merge.top >= first and merge.left == merge.right:
            found.setdefault(merge.left, []).append(merge)
    return {column: tuple(merges) for column, merges in found.items()}


# ---- the rows ----------------------------------------------------------------------------------------------------


def _rows(file: Path, tables: Sequence[_Table], problems: Sequence[Row], notes: list[str]) -> Iterator[Row]:
    yield from problems
    for table in tables:
        name = table.sheet.name
        blank = dict.fromkeys(table.columns.values(), "")
        labels = _Labels(table.labels)
        cells_read = strays = 0
        number = table.first - 1
        try:
            for number, cells in table.sheet.rows():
                cells_read += len(cells)
                if cells_read > _MOST_CELLS:
                    where = f"{file} sheet {name} row {number}"
                    raise BadInput(f"more than {_MOST_CELLS:,} cells", where=where, remedy="Save it as CSV")
                labels.see(number, cells)
                if number < table.first or not _filled(cells):
                    continue
                values = blank.copy()
                for column, text in labels.over(number, cells):
                    known = table.columns.get(column)
                    strays += known is None
                    values[known or f"column {column}"] = text
                yield Row(f"sheet {name} row {number}", values)
        except SheetBroken as error:
            yield Row(f"sheet {name} row {number + 1}", {}, "", f"the sheet cannot be read from here on: {error}")
        if strays:
            notes.append(f"sheet {name}: cells right of the header, kept as 'column n': {strays}")


class _Labels:
    """Values merged over several rows, as they come by."""

    def __init__(self, merges: Mapping[int, tuple[Merge, ...]]) -> None:
        self._waiting = {column: list(reversed(found)) for column, found in merges.items()}
        self._current: dict[int, tuple[int, str]] = {}  # column → last row, text

    def see(self, number: int, cells: Mapping[int, str]) -> None:
        for column, waiting in self._waiting.items():
            while waiting and waiting[-1].top <= number:
                merge = waiting.pop()
                if merge.top == number:
                    self._current[column] = merge.bottom, cells.get(column, "")

    def over(self, number: int, cells: Mapping[int, str]) -> Iterator[tuple[int, str]]:
        """The cells of a row, with the labels that stand over it."""
        yield from cells.items()
        for column, (last, text) in self._current.items():
            if number <= last and column not in cells and text:
                yield column, text
