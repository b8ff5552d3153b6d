"""XLS and ODS workbooks, by the conventions of ``sheets``: every sheet that has a header, every cell as text.

Formulas give the value they had when the workbook was saved; errors (#N/A) are empty cells. Percentages are fractions
here (0.25 for 25 %): the reader of these formats gives values without their number format. In ODS it also drops tabs
and breaks within a paragraph of a cell, which the notes count.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.readers.reasons import ZIP_ERRORS, reason_of
from insight_synth.ingest.readers.sheets import Merge, NumberedRow, Sheet, SheetBroken, cell_text, read_sheets

__all__ = ["read_old_workbook"]

_LARGEST = 512 * 1024 * 1024  # unpacked; a workbook is parsed whole
_WIDEST_AREA = 20_000_000  # cells between a sheet's corners, all of which are held in memory
_REMEDY = "Open it in a spreadsheet program and save it as XLSX or CSV"
_ERRORS = frozenset({"#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})  # as ODS shows them


def read_old_workbook(file: Path) -> Reading:
    """The rows of every sheet with a header. Locators are ``sheet NAME row n``, as the spreadsheet numbers rows.

    Raises:
        BadInput: damaged, protected by a password, no workbook, too large, or without any sheet that has a header.
    """
    import python_calamine

    with file.open("rb") as stream:
        zipped = stream.read(2) == b"PK"  # an XLS file may hold an archive, so no search for one
    notes: list[str] = []
    if zipped:
        if joined := _checked_open_document(file):
            notes.append(f"tabs or breaks within cells not read, the words around them joined: {joined}")
    elif file.stat().st_size > _LARGEST:
        raise BadInput("larger than 512 MiB", where=str(file), remedy=_REMEDY)
    reader = "ods" if zipped else "xls"
    try:
        with file.open("rb") as stream:
            workbook = python_calamine.CalamineWorkbook.from_filelike(stream)
            facts = list(workbook.sheets_metadata)
    except BaseException as error:
        if not _is_failure(error):
            raise
        raise _refusal(file, reader, error) from None
    sheets: list[Sheet] = []
    for sheet in facts:
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            notes.append(f"sheet {sheet.name} holds no cells (a chart or macros) and was left out")
            continue
        if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
            notes.append(f"sheet {sheet.name} is hidden; it was read too")
        sheets.append(_sheet(workbook, sheet.name))
    return read_sheets(reader, file, sheets, notes, [])


def _is_failure(error: BaseException) -> bool:
    """Whether the file is to blame. What calamine did not foresee comes as a panic, which is no ``Exception``."""
    foreseen = isinstance(error, Exception) and not isinstance(error, MemoryError)
    return foreseen or type(error).__name__ == "PanicException"


def _sheet(workbook: Any, name: str) -> Sheet:
    try:
        cells = workbook.get_sheet_by_name(name)
    except BaseException as error:
        if not _is_failure(error):
            raise
        reason = reason_of(error)

        def broken() -> Iterator[NumberedRow]:
            raise SheetBroken(reason)

        return Sheet(name, broken)
    ranges = cells.merged_cell_ranges or ()
    merges = tuple(Merge(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)

    def rows() -> Iterator[NumberedRow]:
        if cells.start is None:
            return
        left = cells.start[1] + 1  # rows come from the first of the sheet on, columns from the first that is filled
        for number, row in enumerate(cells.iter_rows(), start=1):
            texts = ((column, cell_text(value)) for column, value in enumerate(row, start=left))
            yield number, {column: text for column, text in texts if text and text not in _ERRORS}

    return Sheet(name, rows, merges)


def _refusal(file: Path, reader: str, error: BaseException) -> BadInput:
    reason = reason_of(error)
    if "password" in reason.lower():
        return BadInput("protected by a password", where=str(file), remedy="Save it again without a password")
    return BadInput(f"cannot be read as {reader.upper()}: {reason}", where=str(file), remedy=_REMEDY)


def _checked_open_document(file: Path) -> int:
    """How many tabs and breaks stand in its cells, for a file that can be read.

    An ODS file says "a million rows like this" in a few letters; its sheets must fit in memory when spelt out.

    Raises:
        BadInput: it is damaged, protected, defines entities, or spreads over too many cells.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise BadInput("unpacks to more than 512 MiB", where=str(file), remedy="Save it as CSV")
            names = archive.namelist()
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise BadInput("protected by a password", where=str(file), remedy="Save it again without a password")
            with archive.open("content.xml") as source:
                return _checked_spread(source, file)
    except (*ZIP_ERRORS, etree.LxmlError) as error:
        raise BadInput(f"a damaged ODS file: {reason_of(error)}", where=str(file), remedy=_REMEDY) from None


def _checked_spread(source: Any, file: Path) -> int:
    from lxml import etree

    rows = height = width = joined = 0
    tags = ("{*}table-row", "{*}table")
    for _, element in etree.iterparse(
        source, events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    ):
        if element.getroottree().docinfo.internalDTD is not None:
            raise BadInput("its XML defines entities, which is refused", where=str(file), remedy=_REMEDY)
        if element.tag.endswith("}table-row"):
            filled, repeated = _filled_width(element), _repeated(element, "number-rows-repeated")
            joined += sum(1 for _ in element.iter("{*}tab", "{*}line-break"))
            rows += repeated
            if filled:
                width, height = max(width, filled), rows
            if width * height > _WIDEST_AREA:
                raise BadInput(
                    f"a sheet reaches down to row {height:,} and right to column {width:,}, too many cells to read",
                    where=str(file),
                    remedy="Delete what stands far from the table, or save the sheet as CSV",
                )
        else:
            rows = height = width = 0
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return joined


def _filled_width(row: Any) -> int:
    """The column of the last cell that holds anything."""
    column = last = 0
    for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
        column += _repeated(cell, "number-columns-repeated")
        if len(cell) or any(name.endswith("}value-type") for name in cell.keys()):  # noqa: SIM118 an element, no mapping
            last = column
    return last


def _repeated(element: Any, attribute: str) -> int:
    for name, value in element.items():
        if name.endswith("}" + attribute):
            return max(int(value), 1)
    return 1
