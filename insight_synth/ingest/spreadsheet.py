"""XLSX and XLSM workbooks: every sheet that has a header, hidden ones too, every cell as text.

A formula gives the value it had when the workbook was saved; nothing is computed and no macro is run. Errors (#N/A) and
formulas without a saved value are empty cells, counted in the notes. Old ``.xls`` and ``.ods`` files are not read here.
"""

from __future__ import annotations

import re
import warnings
import weakref
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from insight_synth.errors import BadInput
from insight_synth.ingest.protocol import Reading
from insight_synth.ingest.reasons import ZIP_ERRORS, reason_of
from insight_synth.ingest.sheets import Merge, NumberedRow, Sheet, SheetBroken, cell_text, read_sheets
from insight_synth.model import Row

__all__ = ["read_workbook"]

_LARGEST_UNPACKED = 2 * 1024**3
_LARGEST_PART = 512 * 1024**2  # of those held in memory
_STREAMED = ("xl/worksheets/", "xl/media/")
_REMEDY = "Open it in a spreadsheet program and save it again as XLSX or CSV"
_CHUNK = 1024 * 1024
_MOST_MERGES = 200_000
_WHOLE = re.compile(r"-?\d+")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\bhidden=\"(?:1|true)\"")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref=\"\$?([A-Za-z]+)\$?(\d+):\$?([A-Za-z]+)\$?(\d+)\"")
_PERCENT = re.compile(r'%(?=(?:[^"]*"[^"]*")*[^"]*$)')  # outside quotation marks


def read_workbook(file: Path) -> Reading:
    """The rows of every sheet with a header. Locators are ``sheet NAME row n``, as the spreadsheet numbers rows.

    Raises:
        BadInput: damaged, encrypted, too large unpacked, or without any sheet that has a header.
    """
    _check_size(file)
    stream = file.open("rb")  # opened here: openpyxl judges a path by its ending
    try:
        workbook = _opened(stream, file)
        # The rows are read long after this function has returned, or never.
        weakref.finalize(workbook, stream.close)
        return _reading(workbook, file)
    except BaseException:
        stream.close()
        raise


def _check_size(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    except ZIP_ERRORS:
        raise BadInput("a damaged XLSX file", where=str(file), remedy=_REMEDY) from None
    if sum(sizes.values()) > _LARGEST_UNPACKED:
        raise BadInput("unpacks to more than 2 GiB", where=str(file), remedy="Save it as CSV")
    if max((size for name, size in sizes.items() if not name.startswith(_STREAMED)), default=0) > _LARGEST_PART:
        raise BadInput("its texts unpack to more than 512 MiB", where=str(file), remedy="Save it as CSV")


def _opened(stream: IO[bytes], file: Path) -> Any:
    import openpyxl

    try:
        with _quiet():
            return openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:
        raise BadInput(f"cannot be read as XLSX: {reason_of(error)}", where=str(file), remedy=_REMEDY) from None


def _reading(workbook: Any, file: Path) -> Reading:
    notes: list[str] = []
    sheets: list[Sheet] = []
    for sheet in workbook.worksheets:
        facts = _facts(workbook, sheet)
        if sheet.sheet_state != "visible":
            notes.append(f"sheet {sheet.title} is hidden; it was read too")
        if facts.hidden_rows:
            notes.append(f"sheet {sheet.title}: {facts.hidden_rows} hidden rows were read too")
        sheets.append(Sheet(sheet.title, _RowsOf(workbook, sheet, notes), facts.merges))
    for chart in workbook.chartsheets:
        notes.append(f"sheet {chart.title} is a chart and was left out")
    read = {sheet.title for sheet in (*workbook.worksheets, *workbook.chartsheets)}
    missing = [name for name in _promised(workbook) if name not in read]
    problem = "a sheet that cannot be read: the workbook names it, but does not hold it"
    return read_sheets("xlsx", file, sheets, notes, [Row(f"sheet {name}", {}, "", problem) for name in missing])


def _promised(workbook: Any) -> list[str]:
    """The sheets that the workbook names; openpyxl passes over those whose part is missing."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(workbook._archive.read("xl/workbook.xml"), forbid_dtd=True)
    except (*ZIP_ERRORS, ParseError, DefusedXmlException):
        return []  # openpyxl has found the sheets by another way
    return [element.get("name", "") for element in root.iter() if element.tag.endswith("}sheet")]


# ---- cells -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _RowsOf:
    """The rows of one sheet, read anew at each call.

    openpyxl's own rows fill gaps, drop rows out of order and stop at the size the workbook states of itself, which is
    often wrong; here each row is given as it stands. Strings, dates and formats are openpyxl's.
    """

    workbook: Any
    sheet: Any
    notes: list[str]
    _percents: dict[str, bool] = field(default_factory=dict)  # style → whether its format is a percentage

    def __call__(self) -> Iterator[NumberedRow]:
        from lxml import etree

        wanting: dict[str, list[str]] = {}
        number = 0
        try:
            with _quiet(), self.workbook._archive.open(self.sheet._worksheet_path) as source:
                safely = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
                for _, element in etree.iterparse(source, events=("end",), tag="{*}row", **safely):
                    if element.getroottree().docinfo.internalDTD is not None:
                        raise SheetBroken("it defines entities of its own, which no spreadsheet program does")
                    number = int(float(element.get("r") or number + 1))
                    yield number, self._texts(element, number, wanting)
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except (SheetBroken, MemoryError):
            raise
        except Exception as error:
            raise SheetBroken(reason_of(error)) from None
        for what, cells in wanting.items():
            note = f"sheet {self.sheet.title}: {len(cells)} {what} read as empty, the first in {cells[0]}"
            if note not in self.notes:
                self.notes.append(note)

    def _texts(self, row: Any, number: int, wanting: dict[str, list[str]]) -> dict[int, str]:
        texts: dict[int, str] = {}
        column = 0
        for cell in row:
            place = cell.get("r")
            column = _column(place) if place else column + 1
            kind = cell.get("t", "n")
            value = formula = None
            for part in cell:
                name = part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""
                if name == "v":
                    value = part.text
                elif name == "is":
                    value = _inline(part)
                elif name == "f":
                    formula = part
            if kind == "e":
                wanting.setdefault("cells that hold an error", []).append(place or f"row {number}")
            elif value:
                if text := self._text(value, kind, cell.get("s", "0")):
                    texts[column] = text
            elif formula is not None and kind != "str":
                wanting.setdefault("formulas without a saved value", []).append(place or f"row {number}")
        return texts

    def _text(self, value: str, kind: str, style: str) -> str:
        if kind == "s":
            return cell_text(self.sheet._shared_strings[int(value)])
        if kind == "b":
            return "true" if value.strip() in ("1", "true") else "false"
        if kind != "n":
            return cell_text(value.removesuffix("T00:00:00") if kind == "d" else value)
        if style != "0":
            if int(style) in self.workbook._date_formats:
                return self._date(value, int(style))
            if self._percent(style):
                return f"{cell_text(float(value) * 100)}%"
        return value if _WHOLE.fullmatch(value) else cell_text(float(value))

    def _date(self, value: str, style: int) -> str:
        from openpyxl.utils.datetime import from_excel

        timed = style in self.workbook._timedelta_formats
        try:
            return cell_text(from_excel(float(value), self.workbook.epoch, timedelta=timed))
        except (OverflowError, ValueError):
            return value  # no day of the calendar: the number as it stands

    def _percent(self, style: str) -> bool:
        if style not in self._percents:
            from openpyxl.cell.read_only import ReadOnlyCell

            try:
                code = ReadOnlyCell(self.sheet, 1, 1, None, style_id=int(style)).number_format
            except IndexError:
                code = ""
            self._percents[style] = bool(_PERCENT.search(code))
        return self._percents[style]


def _inline(element: Any) -> str:
    """Text written in the cell itself, its runs joined; the reading aid over East Asian words is none of it."""
    runs = []
    for text in element.iter("{*}t"):
        if not text.getparent().tag.endswith("}rPh"):
            runs.append(text.text or "")
    return "".join(runs)


def _column(place: str) -> int:
    column = 0
    for letter in place:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter.upper()) - 64
    return column


# ---- what stands beside the cells --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facts:
    merges: tuple[Merge, ...]
    hidden_rows: int


def _facts(workbook: Any, sheet: Any) -> _Facts:
    """What a sheet says of merged cells, which stand behind all its rows, and of hidden rows.

    A search through the bytes: parsing a large sheet once more would double the time.
    """
    merges: set[Merge] = set()
    hidden = 0
    try:
        with workbook._archive.open(sheet._worksheet_path) as source:
            rest = b""
            while chunk := source.read(_CHUNK):
                text = rest + chunk
                cut = text.rfind(b"<") if len(chunk) == _CHUNK else len(text)  # what lies across the border waits
                text, rest = text[:cut], text[max(cut, len(text) - _CHUNK) :]
                hidden += sum(1 for _ in _HIDDEN_ROW.finditer(text))
                for match in _MERGED.finditer(text):
                    left, top, right, bottom = (group.decode() for group in match.groups())
                    merges.add(Merge(int(top), _column(left), int(bottom), _column(right)))
                    if len(merges) > _MOST_MERGES:
                        return _Facts((), hidden)
    except ZIP_ERRORS:
        pass  # said when its rows are read
    return _Facts(tuple(sorted(merges, key=lambda merge: (merge.top, merge.left))), hidden)


@contextmanager
def _quiet() -> Iterator[None]:
    """openpyxl warns of styles, extensions and dates out of range, none of which we need."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
