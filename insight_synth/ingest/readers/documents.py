"""DOCX and DOCM documents: staff notes and reports, one row an entry or paragraph, one a row of a table.

The author's words only: text inserted under tracked changes is read, deleted text is not, nor are headers, footers,
footnotes and comments, which the notes count. Pictures, macros and fields' instructions are not looked at. What an
entry, a section and an author are is ``entries``' business.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.entries import Block, columns_of_rows, dated, rows_of_entries
from insight_synth.ingest.readers.protocol import Reading, clean_columns
from insight_synth.ingest.readers.reasons import ZIP_ERRORS, reason_of
from insight_synth.model import Row

__all__ = ["read_document"]

_LARGEST_PART = 128 * 1024 * 1024
_REMEDY = "Open it in a word processor and save it again as DOCX, or save it as plain text"
_DELETED = frozenset({"del", "moveFrom", "delText", "delInstrText", "instrText", "pPr", "rPr", "sdtPr", "Fallback"})
_HEADING_NAME = re.compile(r"heading (\d)$", re.IGNORECASE)
_HEADING_ID = re.compile(r"(?:Heading|Otsikko|Nag(?:ł|l)?[oó]?wek|Rubrik|(?:Ü)?berschrift)([1-9])")
_BREAKS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "‑", "ptab": "\t"}
_APART = (("comments", "comment"), ("footnotes", "footnote"), ("endnotes", "endnote"))
_HEADER_WORDS = 12  # a longer cell names no column


def read_document(file: Path) -> Reading:
    """The entries of a Word document. Locators are ``paragraph n``, empty ones not counted, and ``table n row m``.

    Columns: ``text``; where found ``section`` (the headings above), ``date``, ``author``, and the columns of tables.

    Raises:
        BadInput: damaged, too large, with entities of its own, or without any words.
    """
    notes: list[str] = []
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            root = _parsed(archive, "word/document.xml", file)
            styles = _styles(_parsed(archive, "word/styles.xml", file)) if "word/styles.xml" in names else {}
            for part, what in _APART:
                if f"word/{part}.xml" in names and (count := _apart(_parsed(archive, f"word/{part}.xml", file), what)):
                    notes.append(f"{count} {what}{'s' * (count > 1)} left out")
    except ZIP_ERRORS as error:
        raise BadInput(f"cannot be read as DOCX: {reason_of(error)}", where=str(file), remedy=_REMEDY) from None
    document = _Document(styles)
    for body in root.iterchildren("{*}body"):
        document.read(body)
    rows = [*rows_of_entries(document.blocks, {}), *document.problems]
    if not rows:
        raise BadInput("the document holds no text", where=str(file), remedy="Export it again, or leave it out")
    if document.deleted:
        notes.append("deleted text of tracked changes left out")
    if any(row.values.get("section") for row in rows):
        notes.append("headings became the section of what stands below them")
    return Reading("docx", "utf-8", rows, columns_of_rows(rows), notes)


def _parsed(archive: zipfile.ZipFile, part: str, file: Path) -> Any:
    from lxml import etree

    if archive.getinfo(part).file_size > _LARGEST_PART:
        raise BadInput("larger than 128 MiB unpacked", where=str(file), remedy="Split the document")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(archive.read(part), parser)
    except etree.LxmlError as error:
        raise BadInput(f"cannot be read as DOCX: {reason_of(error)}", where=str(file), remedy=_REMEDY) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadInput("its XML defines entities, which is refused", where=str(file), remedy=_REMEDY)
    return root


def _apart(root: Any, what: str) -> int:
    """How many comments or notes hold words; the first footnotes of a file are but separators."""
    return sum(1 for one in root.iterchildren(f"{{*}}{what}") if "".join(one.itertext("{*}t")).strip())


def _styles(root: Any) -> Mapping[str, int]:
    """The heading level of each style that has one, by the style's id, which differs by language; its name does not."""
    levels: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in root.iterchildren("{*}style"):
        identity = _value(style, "styleId")
        name = next((_value(one, "val") for one in style.iterchildren("{*}name")), "")
        if found := _HEADING_NAME.match(name):
            levels[identity] = int(found[1]) or 1
        elif name.lower() in ("title", "subtitle"):
            levels[identity] = 1
        elif (outline := _outline(style)) is not None:
            levels[identity] = outline
        parents[identity] = next((_value(one, "val") for one in style.iterchildren("{*}basedOn")), "")
    for identity in parents:
        above, seen = identity, {identity}
        while above not in levels and (above := parents.get(above, "")) and above not in seen:
            seen.add(above)
        if above in levels:
            levels[identity] = levels[above]
    return {identity: level for identity, level in levels.items() if level <= 9}


def _level_of_usual_id(style: str) -> int:
    """The level of a heading whose style the document does not describe, as documents written by programs often do."""
    found = _HEADING_ID.fullmatch(style)
    return int(found[1]) if found else 1 if style == "Title" else 10


def _outline(element: Any) -> int | None:
    """The outline level that an element's paragraph properties name, 1 for the highest, 10 for plain text."""
    for properties in element.iterchildren("{*}pPr"):
        for outline in properties.iterchildren("{*}outlineLvl"):
            given = _value(outline, "val")
            return int(given) + 1 if given.isdecimal() else None
    return None


def _value(element: Any, attribute: str) -> str:
    return next((value for name, value in element.items() if name.rpartition("}")[2] == attribute), "")


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


# ---- the body ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Document:
    """The blocks of a document, as they are found."""

    styles: Mapping[str, int]
    blocks: list[Block] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)
    deleted: bool = False
    _paragraphs: int = 0
    _tables: int = 0

    def read(self, element: Any) -> None:
        for child in element:
            name = _name(child)
            if name == "p":
                self._read_paragraph(child)
            elif name == "tbl":
                self._read_table(child)
            elif name == "altChunk":
                self.problems.append(
                    Row(f"paragraph {self._paragraphs + 1}", {}, "", "an embedded document, which is not read")
                )
            elif name in _DELETED:
                self.deleted |= name in ("del", "moveFrom")
            else:
                self.read(child)  # content controls and the like hold paragraphs

    def _read_paragraph(self, paragraph: Any) -> None:
        boxes: list[Any] = []
        text = self._text(paragraph, boxes).strip()
        if text:
            self._paragraphs += 1
            self.blocks.append(self._block(paragraph, text, f"paragraph {self._paragraphs}"))
        for box in boxes:
            self.read(box)

    def _block(self, paragraph: Any, text: str, locator: str) -> Block:
        style, outline, listed = "", _outline(paragraph), False
        for properties in paragraph.iterchildren("{*}pPr"):
            style = next((_value(one, "val") for one in properties.iterchildren("{*}pStyle")), "")
            listed = any(_value(one, "val") != "0" for one in properties.iterfind("{*}numPr/{*}numId"))
        level = outline if outline is not None else self.styles.get(style) or _level_of_usual_id(style)
        if level <= 9:
            return Block("heading", " ".join(text.split()), locator, level)
        bullet = listed or style.startswith(("ListBullet", "ListNumber", "ListParagraph"))
        return Block("bullet" if bullet else "paragraph", text, locator)

    def _text(self, element: Any, boxes: list[Any]) -> str:
        """The words of a paragraph; text boxes anchored in it are put aside."""
        parts: list[str] = []
        for child in element:
            name = _name(child)
            if name == "t":
                parts.append(child.text or "")
            elif name in _BREAKS:
                parts.append(_BREAKS[name])
            elif name == "br":
                parts.append(" " if _value(child, "type") in ("page", "column") else "\n")
            elif name == "txbxContent":
                boxes.append(child)
            elif name in _DELETED:
                self.deleted |= name in ("del", "moveFrom")
            else:
                parts.append(self._text(child, boxes))
        return "".join(parts)

    # ---- tables

    def _read_table(self, table: Any) -> None:
        self._tables += 1
        grid, stated = self._grid(table)
        rows = [(f"table {self._tables} row {at}", cells) for at, cells in enumerate(grid, start=1)]
        filled = [(locator, cells) for locator, cells in rows if any(cell.strip() for cell in cells)]
        width = max((len(cells) for _, cells in filled), default=0)
        if len(filled) > 1 and width > 1 and (stated or _is_header(filled[0][1], width)):
            names = [*filled[0][1], *[""] * (width - len(filled[0][1]))]
            body = tuple((locator, (*cells, *[""] * (width - len(cells)))) for locator, cells in filled[1:])
            self.blocks.append(Block("table", "", filled[0][0], header=clean_columns(names), rows=body))
            return
        for locator, cells in filled:  # a table that only sets the page, or a form
            self.blocks.append(Block("paragraph", "\n".join(cell for cell in cells if cell.strip()), locator))

    def _grid(self, table: Any) -> tuple[list[list[str]], bool]:
        """The cells' texts by row and column, what is merged downwards in each row, and whether a header is stated."""
        grid: list[list[str]] = []
        stated = False
        for row in _within(table, "tr"):
            cells: list[str] = []
            stated |= not grid and next(row.iterfind("{*}trPr/{*}tblHeader"), None) is not None
            for cell in _within(row, "tc"):
                span = next((_value(one, "val") for one in cell.iterfind("{*}tcPr/{*}gridSpan")), "1")
                merge = next(iter(cell.iterfind("{*}tcPr/{*}vMerge")), None)
                above = grid[-1][len(cells)] if grid and len(cells) < len(grid[-1]) else ""
                continued = merge is not None and _value(merge, "val") in ("", "continue")
                cells.append(above if continued else self._cell(cell))
                cells.extend([""] * (min(int(span), 63) - 1 if span.isdecimal() else 0))
            grid.append(cells)
        return grid, stated

    def _cell(self, cell: Any) -> str:
        boxes: list[Any] = []
        lines = [
            self._text(paragraph, boxes).strip()  # text boxes are met as paragraphs of the cell
            for paragraph in cell.iter("{*}p")
            if next(paragraph.iterancestors("{*}Fallback"), None) is None
        ]
        return "\n".join(line for line in lines if line)


def _within(element: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, those in content controls too, those of inner tables not."""
    for child in element:
        name = _name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _within(child, wanted)


def _is_header(cells: list[str], width: int) -> bool:
    """Whether a first row reads like names: filled, distinct, short, and no dates, figures or sentences."""
    names = [cell.strip() for cell in cells]
    distinct = len(set(names)) == len(names) == width and all(names)
    return distinct and not any(
        dated(name) or name[0].isdigit() or name.endswith((".", "!", "?", ":")) or len(name.split()) > _HEADER_WORDS
        for name in names
    )
