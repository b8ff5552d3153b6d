"""The report as a workbook: to filter, sort and reckon with. A text is never a formula, and nothing is a link.

A sheet each for findings, actions, figures, shares, quotations and sources, one with every text in reading order, and
one for each kind of table. Every sheet has one row of headings that stays in sight and filters.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from insight_synth.report import captions
from insight_synth.report.captions import MARK
from insight_synth.report.document import (
    Action,
    Block,
    Column,
    Facts,
    Figure,
    Finding,
    Heading,
    Prose,
    Quotes,
    Report,
    Section,
    SourceChart,
    Table,
    Text,
    TimeChart,
    Unit,
    Verdict,
)  # fmt: skip
from insight_synth.report.json_format import citation_id
from insight_synth.report.office import sealed
from insight_synth.report.places import place_in_words
from insight_synth.report.serial import to_json
from insight_synth.report.untrusted import printable

_LONGEST = 32_000  # signs of a text in a cell; it may hold 32,767 (ECMA-376, Excel's limits)
_FORBIDDEN = re.compile(r"[\\/*?:\[\]]")  # signs no sheet may have in its title
_READ = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what a spreadsheet would read as a sign's code (ECMA-376, 22.9.2.19)
_TITLE = 31  # signs of a sheet's title
_LINE, _TALLEST = 14.4, 409.0  # points of a line of text, and of the tallest row there may be
_ACCENT, _FAINT = "0B5D69", "F2F5F6"
_HEADING, _TEXT, _PLAIN = "Report heading", "Report text", "Report plain"  # the cells' styles
_FORMATS: dict[Unit, str] = {
    "count": "#,##0", "number": "#,##0.0", "share": "0.0%", "percent": '0.0" %"', "score": "+0.00;−0.00;0.00",
    "points": "#,##0.0", "days": "#,##0",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Number:
    """A figure's number in a cell, and how it is shown."""

    value: float
    unit: Unit


_Kind = TypeVar("_Kind")
_Cell = str | int | _Number | None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet: its headings with the widths of their columns (in signs), and its rows."""

    title: str
    columns: tuple[tuple[str, float], ...]
    rows: list[tuple[_Cell, ...]]


def write_xlsx(report: Report, out: Path) -> None:
    """Write the workbook. Equal reports give equal bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "insight_synth"
    book.properties.title = printable(report.cover.title)
    book.properties.language = report.language
    book.properties.keywords = printable(report.fingerprint)
    book.properties.created = book.properties.modified = datetime.datetime(2000, 1, 1)
    book.remove(book.active)
    _styled(book)
    held: set[str] = set()
    for sheet in _sheets(report):
        if sheet.rows:
            _write(book, sheet, held)
    buffer = io.BytesIO()
    book.save(buffer)
    out.write_bytes(sealed(buffer.getvalue(), to_json(report)))


def _sheets(report: Report) -> list[_Sheet]:
    return [
        _cover(report),
        _findings(report),
        _actions(report),
        _figures(report),
        _shares(report),
        _months(report),
        _quotations(report),
        _sources(report),
        *_tables(report),
        _words(report),
    ]


# ---- what the sheets hold ----------------------------------------------------------------------------------------


def _cover(report: Report) -> _Sheet:
    cover, label = report.cover, report.label
    rows: list[tuple[_Cell, ...]] = [(cover.subtitle, cover.title), (label("date"), cover.period.text)]
    if cover.mark:
        rows.append((cover.mark, label("mark_note")))
    rows += [(name, _text(value)) for name, value in cover.facts]
    rows += [(MARK, captions.mark_meaning(report, mark)) for mark in captions.marks_in(report)]
    return _Sheet(label("format.report"), ((label("format.name"), 30), (label("format.text"), 90)), rows)


def _findings(report: Report) -> _Sheet:
    label = report.label
    rows: list[tuple[_Cell, ...]] = [
        (block.id, block.title or section.title, _text(block.claim), _numbers(block.citations),
         " ".join(_text(caveat) for caveat in block.caveats), label(f"format.written_{block.written}"))
        for section in report.sections for block in section.blocks if isinstance(block, Finding)
    ]  # fmt: skip
    columns = ((label("format.id"), 18), (label("theme"), 34), (label("claim"), 90), (label("format.quoted"), 14),
               (label("format.caveats"), 60), (label("format.written"), 18))  # fmt: skip
    return _Sheet(label("claim"), columns, rows)


def _actions(report: Report) -> _Sheet:
    label = report.label
    rows: list[tuple[_Cell, ...]] = [
        (block.id, section.title, _text(block.what), block.owner, block.due, _text(block.measured),
         label(f"format.written_{block.written}"))
        for section in report.sections for block in section.blocks if isinstance(block, Action)
    ]  # fmt: skip
    columns = ((label("format.id"), 18), (label("theme"), 34), (label("format.what"), 70), (label("format.owner"), 20),
               (label("format.due"), 16), (label("measured"), 60), (label("format.written"), 18))  # fmt: skip
    return _Sheet(label("format.actions"), columns, rows)


def _figures(report: Report) -> _Sheet:
    label = report.label
    rows: list[tuple[_Cell, ...]] = [
        (figure.id, figure.key, _value(figure), figure.shown, label(f"format.unit_{figure.unit}"))
        for figure in report.figures
    ]
    columns = ((label("format.id"), 14), (label("format.key"), 52), (label("format.value"), 16),
               (label("format.shown"), 24), (label("format.unit"), 20))  # fmt: skip
    return _Sheet(label("format.figures"), columns, rows)


def _shares(report: Report) -> _Sheet:
    label = report.label
    rows: list[tuple[_Cell, ...]] = [
        (section.title, row.name,
         *(_value(report.figure(name)) for name in (row.voices, row.of_voices, row.share, row.low, row.high)),
         label("format.yes" if row.stands else "format.no"), block.title)
        for section, block in _of_kind(report, SourceChart) for row in block.rows
    ]  # fmt: skip
    columns = ((label("theme"), 40), (label("source"), 40), (label("voices"), 10), (label("format.of_voices"), 14),
               (label("share"), 10), (label("format.low"), 14), (label("format.high"), 14),
               (label("format.stands"), 14), (label("format.name"), 50))  # fmt: skip
    return _Sheet(label("format.shares"), columns, rows)


def _months(report: Report) -> _Sheet:
    label = report.label
    rows: list[tuple[_Cell, ...]] = [
        (section.title, month, shown, _value(report.figure(share)) if share else None, block.title)
        for section, block in _of_kind(report, TimeChart)
        for month, shown, share in zip(block.months, block.labels, block.shares, strict=True)
    ]
    columns = ((label("theme"), 40), (label("date"), 12), (label("month"), 14), (label("share"), 10),
               (label("format.name"), 50))  # fmt: skip
    return _Sheet(label("format.months"), columns, rows)


def _quotations(report: Report) -> _Sheet:
    label = report.label
    rows: list[tuple[_Cell, ...]] = [
        (cited.number, citation_id(cited), cited.source_name, cited.text, label(f"language.{cited.language}"),
         cited.date, cited.segment, cited.export, place_in_words(cited.locator, report.labels_by_name),
         f"{cited.start}–{cited.end}",
         label("format.yes" if cited.redacted else "format.no"), cited.sha256)
        for cited in report.citations
    ]  # fmt: skip
    widths = {"number": 8, "format.id": 26, "source": 30, "quotation": 90, "language": 12, "date": 12,
              "format.segment": 16, "file": 28, "place": 24, "format.position": 14, "format.redacted": 14,
              "format.fingerprint": 24}  # fmt: skip
    columns = tuple((label(name), float(width)) for name, width in widths.items())
    return _Sheet(label("format.quotations"), columns, rows)


def _sources(report: Report) -> _Sheet:
    label = report.label
    rows: list[tuple[_Cell, ...]] = [
        (block.id.removeprefix("verdict:"), section.title, block.word, _text(block.prose),
         label(f"format.written_{block.written}"))
        for section, block in _of_kind(report, Verdict)
    ]  # fmt: skip
    columns = ((label("format.id"), 24), (label("source"), 40), (label("format.verdict"), 12),
               (label("format.advice"), 90), (label("format.written"), 18))  # fmt: skip
    return _Sheet(label("format.sources"), columns, rows)


def _tables(report: Report) -> list[_Sheet]:
    """The report's tables, those of the same columns under one title as one sheet; a row opens with what it is of."""
    found: dict[tuple[str, tuple[Column, ...]], _Sheet] = {}
    for section in report.sections:
        heading, first = "", True
        for block in section.blocks:
            if isinstance(block, Heading):
                heading = block.text
            if isinstance(block, Table):
                again = (section.title, block.columns) in found
                title, about = section.title if first or again else heading or section.title, heading
                if section.kind == "source":
                    title, about = heading or section.title, section.title
                elif section.kind == "theme":
                    title, about = block.columns[0].title, section.title
                columns = [("", 34.0), *((column.title, max(12.0, 14 * column.width)) for column in block.columns)]
                sheet = found.setdefault((title, block.columns), _Sheet(title, tuple(columns), []))
                sheet.rows.extend((about, *(_cell(cell, report) for cell in row)) for row in block.rows)
                first = False
    return list(found.values())


def _words(report: Report) -> _Sheet:
    """Every text in reading order."""
    label = report.label
    rows: list[tuple[_Cell, ...]] = []
    for section in report.sections:
        rows.append((section.title, "", section.title, "", ""))
        for block in section.blocks:
            written = getattr(block, "written", "")
            noted = label(f"format.written_{written}") if written else ""
            for name, text in _told(block, report):
                rows.append((section.title, name, text, noted, getattr(block, "id", "")))
    columns = ((label("format.section"), 34), (label("format.name"), 26), (label("format.text"), 100),
               (label("format.written"), 18), (label("format.id"), 22))  # fmt: skip
    return _Sheet(label("format.words"), columns, rows)


def _told(block: Block, report: Report) -> list[tuple[str, str]]:
    label = report.label
    if isinstance(block, Text):
        return [("", _text(block.prose))]
    if isinstance(block, Heading):
        return [("", block.text)]
    if isinstance(block, Finding):
        caveats = [(label("beside"), _text(caveat)) for caveat in block.caveats]
        return [(block.title, _text(block.claim)), *caveats]
    if isinstance(block, Action):
        return [
            (label("action"), _text(block.what)),
            (label("measured"), _text(block.measured)),
            (label("owner"), ", ".join(captions.agreed(report, block))),
        ]
    if isinstance(block, Quotes):
        return [(label("quotes"), " ".join(f"[{number}]" for number in block.numbers))]
    if isinstance(block, SourceChart | TimeChart):
        return [(block.title, block.alt)]
    if isinstance(block, Facts):
        return [(name, _text(value)) for name, value in block.rows]
    if isinstance(block, Verdict):
        return [(block.word, _text(block.prose))]
    return [(label("chart_table"), block.note)] if block.note else []


# ---- cells -------------------------------------------------------------------------------------------------------


def _of_kind(report: Report, kind: type[_Kind]) -> list[tuple[Section, _Kind]]:
    return [(section, block) for section in report.sections for block in section.blocks if isinstance(block, kind)]


def _text(prose: Prose) -> str:
    return "".join(f"{span.text}{MARK}" if span.mark else span.text for span in prose.spans)


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def _value(figure: Figure) -> _Cell:
    if isinstance(figure.value, int | float):
        return _Number(figure.value, figure.unit)
    return figure.value


def _cell(cell: Prose, report: Report) -> _Cell:
    """A cell's number where it holds nothing else, so that it can be reckoned with; else its text."""
    spans = [span for span in cell.spans if span.text.strip()]
    if len(spans) == 1 and spans[0].figure and not spans[0].mark:
        value = _value(report.figure(spans[0].figure))
        if isinstance(value, _Number):
            return value
    return _text(cell)


def _styled(book: Any) -> None:
    """Gives the workbook its styles: of headings, of texts, and of numbers of each unit. Cells share them."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    text = Alignment("left", "top", wrap_text=True, indent=1)
    font = Font("Calibri", 11, bold=True, color=_ACCENT)
    fill, below = PatternFill("solid", fgColor=_FAINT), Border(bottom=Side("thin", _ACCENT))
    book.add_named_style(NamedStyle(_HEADING, font=font, fill=fill, border=below, alignment=text))
    book.add_named_style(NamedStyle(_TEXT, alignment=text))
    formats = {_PLAIN: "General"} | {_style(unit): shown for unit, shown in _FORMATS.items()}
    for name, shown in formats.items():
        book.add_named_style(NamedStyle(name, number_format=shown, alignment=Alignment(vertical="top")))


def _style(unit: Unit) -> str:
    """The name of the style of numbers in that unit."""
    return f"Report {unit}" if unit in _FORMATS else _PLAIN


def _write(book: Any, sheet: _Sheet, held: set[str]) -> None:
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(_title(sheet.title, held))
    lines: list[tuple[_Cell, ...]] = [tuple(title for title, _ in sheet.columns), *sheet.rows]
    for down, row in enumerate(lines, start=1):
        page.row_dimensions[down].height = _height(row, sheet)
        for across, value in enumerate(row, start=1):
            if value is None:
                continue
            cell = page.cell(down, across)
            if isinstance(value, str):
                cell.value = _READ.sub("_x005F_", _fitting(printable(value)))
                cell.data_type = "s"  # whatever it begins with: a text, never a formula
                cell.style = _TEXT if down > 1 else _HEADING
            elif isinstance(value, _Number):
                cell.value, cell.style = value.value, _style(value.unit)
            else:
                cell.value, cell.style = value, _PLAIN
    for across, (_, width) in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(across)].width = width
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(lines)}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _height(row: tuple[_Cell, ...], sheet: _Sheet) -> float | None:
    """The points a row takes, by how often its texts break; None where nothing breaks."""
    widths = [width for _, width in sheet.columns]
    lines = max((-(-len(cell) // max(width - 3, 1)) for cell, width in zip(row, widths, strict=True)
                 if isinstance(cell, str)), default=1)  # fmt: skip
    return None if lines <= 1 else min(_LINE * lines + 2, _TALLEST)


def _fitting(text: str) -> str:
    """The text as far as a cell holds it, with a visible end."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} […]"


def _title(title: str, held: set[str]) -> str:
    """A title that a sheet may have and no other has; what people wrote may be in it."""
    plain = " ".join(_FORBIDDEN.sub(" ", printable(title)).split()).strip("' ")[:_TITLE].strip("' ") or "–"
    made, again = plain, 2
    while made.casefold() in held or made.casefold() == "history":
        ending = f" ({again})"
        made, again = f"{plain[: _TITLE - len(ending)]}{ending}", again + 1
    held.add(made.casefold())
    return made
