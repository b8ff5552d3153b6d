"""Workbooks as one XML document ("XML Spreadsheet 2003"), which many systems export under the ending ``.xls``.

The conventions are those of ``sheets``. A formula gives the value it had when the workbook was saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.readers.reasons import reason_of
from insight_synth.ingest.readers.sheets import Merge, NumberedRow, Sheet, SheetBroken, cell_text, read_sheets

__all__ = ["NAMESPACE", "read_xml_workbook"]

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE}}}"
_REMEDY = "Open it in a spreadsheet program and save it as XLSX or CSV"


def read_xml_workbook(file: Path) -> Reading:
    """The rows of every sheet with a header. Locators are ``sheet NAME row n``, as the spreadsheet numbers rows.

    Raises:
        BadInput: not valid XML before the first sheet, or without any sheet that has a header.
    """
    found: list[_Found] = []
    for event, element in _elements(file):
        if event == "start":
            found.append(_Found(file, len(found), element.get(f"{_SS}Name") or f"sheet {len(found) + 1}"))
        elif found and element.tag == f"{_SS}Row":
            found[-1].see(element)
    if not found:
        raise BadInput("a workbook without sheets, or a damaged one", where=str(file), remedy=_REMEDY)
    sheets = [Sheet(sheet.name, sheet, tuple(sheet.merges)) for sheet in found]
    return read_sheets("xls", file, sheets, [], [])


@dataclass(slots=True)
class _Found:
    """One worksheet; called, it gives its rows."""

    file: Path
    position: int
    name: str
    merges: list[Merge] = field(default_factory=list)
    _row: int = 0

    def see(self, row: Any) -> None:
        """Takes down what is merged in one of its rows."""
        self._row = _number(row, "Index", self._row + 1)
        for column, cell in _cells(row):
            across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            if across or down:
                self.merges.append(Merge(self._row, column, self._row + down, column + across))

    def __call__(self) -> Iterator[NumberedRow]:
        at, number = -1, 0
        for event, element in _elements(self.file, broken=True):
            if event == "start":
                at, number = at + 1, 0
            elif at == self.position and element.tag == f"{_SS}Row":
                number = _number(element, "Index", number + 1)
                texts = ((column, _text(cell)) for column, cell in _cells(element))
                yield number, {column: text for column, text in texts if text}
            elif at > self.position:
                return


def _elements(file: Path, broken: bool = False) -> Iterator[tuple[str, Any]]:
    """The start of each worksheet and the end of each row; where it breaks off, silence or ``SheetBroken``."""
    from lxml import etree

    try:
        with file.open("rb") as source:
            for event, element in etree.iterparse(
                source, events=("start", "end"), tag=(f"{_SS}Worksheet", f"{_SS}Row"), resolve_entities=False,
                no_network=True, load_dtd=False, huge_tree=False,
            ):  # fmt: skip
                if element.getroottree().docinfo.internalDTD is not None:
                    raise BadInput("its XML defines entities, which is refused", where=str(file), remedy=_REMEDY)
                worksheet = element.tag == f"{_SS}Worksheet"
                if worksheet == (event == "start"):
                    yield event, element
                if event == "end":
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        if broken:
            raise SheetBroken(reason_of(error)) from None


def _cells(row: Any) -> Iterator[tuple[int, Any]]:
    column = 0
    for cell in row.iterchildren(f"{_SS}Cell"):
        column = _number(cell, "Index", column + 1)
        yield column, cell
        column += _number(cell, "MergeAcross", 0)


def _number(element: Any, attribute: str, otherwise: int) -> int:
    given = element.get(f"{_SS}{attribute}", "")
    return int(given) if given.isdecimal() and len(given) < 9 else otherwise


def _text(cell: Any) -> str:
    data = next(cell.iterchildren(f"{_SS}Data"), None)
    if data is None:
        return ""
    given = "".join(data.itertext())
    kind = data.get(f"{_SS}Type", "String")
    if kind == "Error":
        return ""
    if kind == "Boolean":
        return "true" if given.strip() == "1" else "false"
    if kind == "DateTime":
        day, _, hour = given.partition("T")
        hour = hour.removesuffix(".000")
        return day if hour in ("", "00:00:00") else f"{day} {hour}"
    if kind == "Number":
        try:
            return given if given.lstrip("-").isdecimal() else cell_text(float(given))
        except ValueError:
            return given
    return given
