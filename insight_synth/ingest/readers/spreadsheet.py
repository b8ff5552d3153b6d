"""XLSX and XLSM workbooks: every sheet that has a header, hidden ones too, every cell as text.

A formula gives the value it had when the workbook was saved; nothing is computed and no macro is run. Errors (#N/A) and
formulas without a saved value are empty cells, counted in the notes. Old ``.xls`` and ``.ods`` files are not read here.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.readers.reasons import ZIP_ERRORS, reason_of
from insight_synth.ingest.readers.sheets import Merge, NumberedRow, Sheet, SheetBroken, cell_text, read_sheets
from insight_synth.model import Row

__all__ = ["read_workbook"]

_LARGEST_UNPACKED = 2 * 1024**3
_LARGEST_PART = 512 * 1024**2  # of those held in memory
_STREAMED = ("xl/worksheets/", "xl/media/")
_Format = Literal["date", "duration", "percent", ""]  # how a number is shown
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
    notes: list[str] = []
    try:
        with _quiet():
            found = _found_sheets(file, notes)
    except (BadInput, MemoryError):
        raise
    except Exception as error:
        raise BadInput(f"cannot be read as XLSX: {reason_of(error)}", where=str(file), remedy=_REMEDY) from None
    sheets: list[Sheet] = []
    for name, rows in found.sheets:
        facts = _facts(file, rows.path)
        if facts.hidden_rows:
            notes.append(f"sheet {name}: hidden rows read too: {facts.hidden_rows}")
        sheets.append(Sheet(name, rows, facts.merges))
    problem = "a sheet that cannot be read: the workbook names it, but does not hold it"
    return read_sheets("xlsx", file, sheets, notes, [Row(f"sheet {name}", {}, "", problem) for name in found.missing])


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


@dataclass(frozen=True, slots=True)
class _FoundSheets:
    sheets: tuple[tuple[str, _RowsOf], ...]
    missing: tuple[str, ...]  # named by the workbook, but not in it


def _found_sheets(file: Path, notes: list[str]) -> _FoundSheets:
    """The worksheets by name. openpyxl tells them; of all else that it would load, odd parts would cost the whole."""
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml.constants import SHARED_STRINGS

    with file.open("rb") as stream:  # opened here: openpyxl judges a path by its ending
        reader = ExcelReader(stream, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_workbook()
        texts = reader.package.find(SHARED_STRINGS)
        strings = _strings(reader.archive, texts.PartName.lstrip("/")) if texts is not None else ()
        formats = _formats(reader.archive, notes)
        sheets: list[tuple[str, _RowsOf]] = []
        missing: list[str] = []
        for sheet in reader.parser.sheets:
            try:
                part = reader.parser.rels[sheet.id]
            except KeyError:
                part = None
            if part is None or part.target not in reader.valid_files:
                missing.append(sheet.name)
            elif "chartsheet" in part.Type or "dialogsheet" in part.Type:
                notes.append(f"sheet {sheet.name} is a chart and was left out")
            else:
                if sheet.state != "visible":
                    notes.append(f"sheet {sheet.name} is hidden; it was read too")
                rows = _RowsOf(file, sheet.name, part.target, strings, formats, reader.wb.epoch, notes)
                sheets.append((sheet.name, rows))
    return _FoundSheets(tuple(sheets), tuple(missing))


def _strings(archive: zipfile.ZipFile, part: str) -> tuple[str, ...]:
    """The texts that cells refer to by number."""
    if part not in archive.namelist():
        return ()
    return tuple(cell_text(_joined_runs(element)) for element in _elements(archive, part, "{*}si"))


def _formats(archive: zipfile.ZipFile, notes: list[str]) -> tuple[_Format, ...]:
    """What each style of cells makes of a number."""
    from lxml import etree
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    formats: list[_Format] = []
    try:
        for element in _elements(archive, "xl/styles.xml", ("{*}numFmts", "{*}cellXfs")):
            for part in element:
                code = codes.get(part.get("numFmtId", "0"), "")
                if element.tag.endswith("}numFmts"):
                    codes[part.get("numFmtId", "")] = part.get("formatCode", "")
                elif is_date_format(code):
                    formats.append("duration" if is_timedelta_format(code) else "date")
                else:
                    formats.append("percent" if _PERCENT.search(code) else "")
    except (*ZIP_ERRORS, etree.LxmlError, SheetBroken):
        if "xl/styles.xml" in archive.namelist():
            notes.append("the formats of cells could not be read: days may stand as numbers, percentages as fractions")
    return tuple(formats)


def _elements(archive: zipfile.ZipFile, part: str, tags: str | tuple[str, ...]) -> Iterator[Any]:
    """Each element of that name when it ends; it is gone after that."""
    from lxml import etree

    with archive.open(part) as source:
        for _, element in etree.iterparse(
            source, events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            if element.getroottree().docinfo.internalDTD is not None:
                raise SheetBroken("it defines entities of its own, which no spreadsheet program does")
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


# ---- cells -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _RowsOf:
    """The rows of one sheet, read anew at each call, each as it stands: in any order, however far apart."""

    file: Path
    name: str
    path: str
    strings: tuple[str, ...]
    formats: tuple[_Format, ...]
    epoch: Any
    notes: list[str]

    def __call__(self) -> Iterator[NumberedRow]:
        wanting: dict[str, list[str]] = {}
        number = 0
        try:
            with zipfile.ZipFile(self.file) as archive:
                for element in _elements(archive, self.path, "{*}row"):
                    number = int(float(element.get("r") or number + 1))
                    yield number, self._texts(element, number, wanting)
        except (SheetBroken, MemoryError):
            raise
        except Exception as error:
            raise SheetBroken(reason_of(error)) from None
        for what, cells in wanting.items():
            note = f"sheet {self.name}: {what}, read as empty: {len(cells)}, the first in {cells[0]}"
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
                    value = _joined_runs(part)
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
            return self.strings[int(value)]
        if kind == "b":
            return "true" if value.strip() in ("1", "true") else "false"
        if kind != "n":
            return cell_text(value.removesuffix("T00:00:00") if kind == "d" else value)
        form = self.formats[int(style)] if int(style) < len(self.formats) else ""
        if form in ("date", "duration"):
            return self._date(value, form == "duration")
        if form == "percent":
            return f"{cell_text(float(value) * 100)}%"
        return value if _WHOLE.fullmatch(value) else cell_text(float(value))

    def _date(self, value: str, duration: bool) -> str:
        from openpyxl.utils.datetime import from_excel

        try:
            return cell_text(from_excel(float(value), self.epoch, timedelta=duration))
        except (OverflowError, ValueError):
            return value  # no day of the calendar: the number as it stands


def _joined_runs(element: Any) -> str:
    """A text whose parts may be formatted apart; the reading aid over East Asian words is none of it."""
    texts = element.iter("{*}t")
    return "".join(text.text or "" for text in texts if not text.getparent().tag.endswith("}rPh"))


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


def _facts(file: Path, part: str) -> _Facts:
    """What a sheet says of merged cells, which stand behind all its rows, and of hidden rows.

    A search through the bytes: parsing a large sheet once more would double the time.
    """
    merges: set[Merge] = set()
    hidden = 0
    try:
        with zipfile.ZipFile(file) as archive, archive.open(part) as source:
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
