"""The report as a workbook: findings, shares, quotations, and a sheet each for the tables of agenda, digests and
comparisons. A text is never a formula."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from insight_synth.report.document import Column, Figure, Finding, Heading, Prose, Report, SourceChart, Table
from insight_synth.report.untrusted import printable

_LONGEST = 32_000  # signs a cell may hold, with room to spare
_FORBIDDEN = re.compile(r"[\\/*?:\[\]]")  # signs no sheet may have in its title
_TABLED = frozenset({"agenda", "source", "compared"})  # kinds of sections whose tables have sheets of their own
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_xlsx(report: Report, out: Path) -> None:
    """Write the workbook. Equal reports give equal bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "insight_synth"
    book.properties.title = printable(report.cover.title)
    book.properties.created = book.properties.modified = datetime.datetime(2000, 1, 1)
    book.remove(book.active)
    label = report.label
    _sheet(book, label("claim"), [label("theme"), label("claim"), label("number")], _findings(report), (36, 110, 12))
    heads = [
        label("theme"),
        label("source"),
        label("voices"),
        f"{label('voices')} ({label('source')})",
        label("share"),
        "–",
        "+",
    ]
    _sheet(book, label("share"), heads, _shares(report), (36, 36, 10, 16, 10, 10, 10))
    heads = [label(name) for name in ("number", "source", "quotation", "language", "date", "file", "place")] + [
        "SHA-256"
    ]
    _sheet(book, label("quotation"), heads, _quotations(report), (8, 30, 90, 12, 12, 28, 24, 20))
    for title, (columns, rows) in _tables(report).items():
        widths = [34.0, *(max(12.0, 14 * column.width) for column in columns)]
        _sheet(book, title, ["", *(column.title for column in columns)], rows, widths)
    buffer = io.BytesIO()
    book.save(buffer)
    out.write_bytes(_timeless(buffer.getvalue()))


def _findings(report: Report) -> list[list[Any]]:
    return [
        [block.title or section.title, block.claim.text, ", ".join(str(number) for number in block.citations)]
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Finding)
    ]


def _shares(report: Report) -> list[list[Any]]:
    figures: dict[str, Figure] = {figure.id: figure for figure in report.figures}
    return [
        [
            section.title,
            row.name,
            *(figures[name].value for name in (row.voices, row.of_voices, row.share, row.low, row.high)),
        ]
        for section in report.sections
        for block in section.blocks
        if isinstance(block, SourceChart)
        for row in block.rows
    ]


def _tables(report: Report) -> dict[str, tuple[tuple[Column, ...], list[list[Any]]]]:
    """The tables of agenda, digests and comparisons by their sheets' titles; each row opens with what it is of."""
    figures = {figure.id: figure for figure in report.figures}
    found: dict[str, tuple[tuple[Column, ...], list[list[Any]]]] = {}
    for section in report.sections:
        heading, first = "", True
        for block in section.blocks if section.kind in _TABLED else ():
            if isinstance(block, Heading):
                heading = block.text
            if isinstance(block, Table):
                known = found.get(section.title)
                titled = section.title if first or (known and known[0] == block.columns) else heading
                title, about = (heading, section.title) if section.kind == "source" else (titled, heading)
                rows = [[about, *(_cell(cell, figures) for cell in row)] for row in block.rows]
                found.setdefault(title, (block.columns, []))[1].extend(rows)
                first = False
    return found


def _cell(cell: Prose, figures: dict[str, Figure]) -> Any:
    """A cell's number where it holds nothing else, so that it can be reckoned with; else its text."""
    spans = [span for span in cell.spans if span.text.strip()]
    value = figures[spans[0].figure].value if len(spans) == 1 and spans[0].figure else None
    return value if isinstance(value, int | float) else cell.text


def _quotations(report: Report) -> list[list[Any]]:
    return [
        [
            cited.number,
            cited.source_name,
            cited.text,
            report.label(f"language.{cited.language}"),
            cited.date,
            cited.export,
            f"{cited.locator}, {cited.start}–{cited.end}",
            cited.sha256,
        ]
        for cited in report.citations
    ]


def _sheet(book: Any, title: str, heads: list[str], rows: list[list[Any]], widths: Sequence[float]) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(" ".join(_FORBIDDEN.sub(" ", title).split())[:31])
    lines: list[list[Any]] = [list(heads), *rows]
    for down, row in enumerate(lines, start=1):
        for across, value in enumerate(row, start=1):
            cell = sheet.cell(down, across)
            if isinstance(value, str):
                cell.value = printable(value)[:_LONGEST]
                cell.data_type = "s"  # whatever it begins with: a text, never a formula
            else:
                cell.value = value
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if down == 1:
                cell.font = Font(bold=True, color="0B5D69")
    for across, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + across)].width = width
    sheet.freeze_panes = "A2"


def _timeless(content: bytes) -> bytes:
    """The same archive with every entry dated alike, so that equal reports give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as timeless:
        for name in held.namelist():
            data = held.read(name)
            if name == "docProps/core.xml":
                data = _undated(data)
            timeless.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _undated(core: bytes) -> bytes:
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", core)
