"""XLSX workbooks: every sheet that has a header, every cell as text.

Formulas give the value they had when the workbook was saved. Old ``.xls`` and ``.ods`` files are not read here.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.protocol import Reading, clean_columns
from insight_synth.model import Row

__all__ = ["read_workbook"]

_MOST_COLUMNS = 2_000
_MOST_CELLS = 50_000_000
_LARGEST_UNPACKED = 2 * 1024**3
_PREAMBLE = 30
_REMEDY = "Open it in a spreadsheet program and save it again as XLSX or CSV"
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_workbook(file: Path) -> Reading:
    """The rows of every sheet with a header. Locators are ``sheet NAME row n``, as the spreadsheet numbers rows.

    Raises:
        BadInput: damaged, encrypted, larger than 2 GiB unpacked, or without any sheet that has a header.
    """
    _check_size(file)
    sheets: list[tuple[str, int, tuple[str, ...]]] = []
    notes: list[str] = []
    for name, rows in _sheets(file):
        head: list[list[str]] = []
        for row in rows:
            head.append(row)
            if len(head) >= _PREAMBLE:
                break
        position = _header_position(head)
        if position is None:
            notes.append(f"sheet {name} has no header and was left out")
            continue
        if above := sum(1 for row in head[:position] if any(row)):
            notes.append(f"sheet {name}: {above} row{'s' * (above > 1)} above the header left out")
        sheets.append((name, position, clean_columns(head[position], notes)))
    if not sheets:
        raise BadInput("no sheet has a header", where=str(file), remedy="Put column names in the first row")
    columns: dict[str, None] = {}
    for _, _, names in sheets:
        columns.update(dict.fromkeys(names))
    if len(sheets) > 1:
        notes.append(f"{len(sheets)} sheets read: {', '.join(name for name, _, _ in sheets)}")
    return Reading("xlsx", "utf-8", _rows(file, sheets), tuple(columns), notes)


def _check_size(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise BadInput("a damaged XLSX file", where=str(file), remedy=_REMEDY) from None
    if unpacked > _LARGEST_UNPACKED:
        raise BadInput("unpacks to more than 2 GiB", where=str(file), remedy="Save it as CSV")


def _rows(file: Path, sheets: Sequence[tuple[str, int, tuple[str, ...]]]) -> Iterator[Row]:
    headers = {name: (position, columns) for name, position, columns in sheets}
    for name, rows in _sheets(file):
        if name not in headers:
            continue
        position, columns = headers[name]
        for number, cells in enumerate(rows, start=1):
            if number <= position + 1 or not any(cells):
                continue
            names = [*columns, *(f"column {at}" for at in range(len(columns) + 1, len(cells) + 1))]
            cells = [*cells, *[""] * (len(columns) - len(cells))]
            yield Row(f"sheet {name} row {number}", dict(zip(names, cells, strict=True)))


def _sheets(file: Path) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Each worksheet's name with its rows as text, the empty tail of each row cut off."""
    import openpyxl

    with file.open("rb") as stream:  # opened here: openpyxl judges a path by its ending
        try:
            with _quiet():
                workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except Exception as error:
            raise BadInput(f"cannot be read as XLSX: {_short(error)}", where=str(file), remedy=_REMEDY) from None
        try:
            for sheet in workbook.worksheets:
                # The size a workbook states of itself is often wrong: read what is there.
                sheet.reset_dimensions()
                yield sheet.title, _texts(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), file, sheet.title)
        finally:
            workbook.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """openpyxl warns of styles, extensions and dates out of range, none of which we need."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _texts(rows: Iterator[Sequence[Any]], file: Path, sheet: str) -> Iterator[list[str]]:
    cells = 0
    number = 0
    while True:
        number += 1
        try:
            with _quiet():
                row = next(rows, None)
        except Exception as error:
            where = f"{file} sheet {sheet} row {number}"
            raise BadInput(f"cannot be read as XLSX: {_short(error)}", where=where, remedy=_REMEDY) from None
        if row is None:
            return
        end = len(row)
        while end and (row[end - 1] is None or row[end - 1] == ""):
            end -= 1
        cells += end
        if cells > _MOST_CELLS:
            raise BadInput(f"more than {_MOST_CELLS:,} cells", where=f"{file} sheet {sheet}", remedy="Save it as CSV")
        yield [_text(cell) for cell in row[:end]]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _CODED.sub(_uncoded, cell) if "_x" in cell else cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _uncoded(match: re.Match[str]) -> str:
    """XLSX writes control characters as ``_x000D_``; only line ends and tabs are ever meant."""
    letter = chr(int(match[1], 16))
    return letter if letter in "\r\n\t" else match[0]


def _header_position(rows: Sequence[Sequence[str]]) -> int | None:
    """The first row that fills at least half as many cells as the fullest: titles above it fill fewer."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    fullest = max(filled, default=0)
    if not fullest:
        return None
    return next(position for position, count in enumerate(filled) if count * 2 > fullest or count == fullest)


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]
