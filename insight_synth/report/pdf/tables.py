"""Tables on the page: plain ones that break between rows, facts in two columns, and shares as a heat map."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable
from reportlab.platypus import Table as Grid

from insight_synth.report.document import Column, Facts, Figure, Prose, Table
from insight_synth.report.pdf.charts import label
from insight_synth.report.pdf.design import (
    ACCENT,
    GREY,
    REGULAR,
    RULE,
    SEMIBOLD,
    WIDTH,
    markup,
    prose_markup,
    runs,
    tint,
)  # fmt: skip
from insight_synth.report.pdf.paragraphs import Paragraphs
from insight_synth.report.pdf.styles import CLOSE, SMALLEST, styles

Figures = dict[str, Figure]

BARE: list[Any] = [
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),
    ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]  # fmt: skip
"""A grid that adds nothing of its own."""

_ENDLESS = 2500  # signs from which on a cell may not fit a page, so that its row must be split
_LOOKED_AT = 60  # rows whose words are measured
_HEAD = 7.6  # points of a column's title
_WIDEST = 0.3  # of the table, that a word makes its column
_ACROSS = 20  # columns of shares beside each other at most
_TALLEST = 190.0  # of a turned heading
_DARKEST = 0.45  # of the accent behind a share


def plain(table: Table, paragraph: Paragraphs, width: float = WIDTH, *, kind: str = "cell", close: int = 0) -> Grid:
    """A table with its head repeated on every page; a row stays whole, but where it may fit no page."""
    end = CLOSE * close
    heads = [paragraph(markup(column.title, SEMIBOLD), _aligned("head", column.align, end)) for column in table.columns]
    rows = [
        [paragraph(prose_markup(cell), _aligned(kind, column.align, end))
         for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]  # fmt: skip
    endless = any(is_endless(*row) for row in table.rows)
    gap = {"tiny": 5, "snug": 7}.get(kind, 9)
    turns = [
        column.align == "right" and beside.align != "right"
        for column, beside in zip(table.columns, [*table.columns[1:], Column("", align="right")], strict=True)
    ]
    gaps = [gap * (1.6 if turn else 1.0) for turn in turns[:-1]] + [0.0]
    grid = Grid([heads, *rows], colWidths=_widths(table, width, gaps, f"{kind}{end}", paragraph), repeatRows=1,
                splitInRow=int(endless))  # fmt: skip
    air = max(1.6, 3.2 - 0.8 * close) if kind == "cell" else 1.8
    style: list[Any] = [
        *BARE,
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        *(("RIGHTPADDING", (place, 0), (place, -1), apart) for place, apart in enumerate(gaps)),
        ("TOPPADDING", (0, 0), (-1, -1), air),
        ("BOTTOMPADDING", (0, 0), (-1, -1), air + 0.6),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
    ]
    grid.setStyle(style)
    return grid


def _widths(table: Table, width: float, gaps: list[float], style: str, paragraph: Paragraphs) -> list[float]:
    """The columns' widths as the table asks for them, but none narrower than its longest word, where that can be."""
    size: Any = styles()[style]
    parts = sum(column.width for column in table.columns)
    asked = [column.width / parts * width for column in table.columns]
    least = []
    for place, column in enumerate(table.columns):
        texts = [paragraph.bound(row[place].text[:_ENDLESS]) for row in table.rows[:_LOOKED_AT]]
        words = {word for text in texts for word in text.split(" ")}
        longest = max((_wide(word, size.fontSize) for word in words), default=0.0)
        longest = max([longest, *(_wide(word, _HEAD) for word in column.title.split())])
        least.append(min(longest * 1.02, width * _WIDEST) + gaps[place] + 0.5)
    short = sum(max(0.0, need - has) for has, need in zip(asked, least, strict=True))
    spare = sum(max(0.0, has - need) for has, need in zip(asked, least, strict=True))
    if not short or spare < short:
        return asked
    return [need if has < need else has - (has - need) / spare * short for has, need in zip(asked, least, strict=True)]


@lru_cache(maxsize=1 << 14)
def _wide(word: str, size: float) -> float:
    """The width of a word, bold as it may be."""
    return sum(stringWidth(part, face, size) for face, part in runs(word, SEMIBOLD))


def matrix(table: Table, figures: Figures, paragraph: Paragraphs) -> list[Grid]:
    """A table of shares as heat maps of at most ``_ACROSS`` columns: turned headings, cells shaded by their share."""
    rest = range(1, len(table.columns))
    parts = -(-len(rest) // _ACROSS) or 1
    many = -(-len(rest) // parts) or 1
    return [_heat(table, list(rest[at : at + many]), figures, paragraph) for at in range(0, max(len(rest), 1), many)]


def _heat(table: Table, shown: list[int], figures: Figures, paragraph: Paragraphs) -> Grid:
    first = 128.0 if len(shown) <= 16 else 110.0  # of the names' column
    wide = min((WIDTH - first) / max(len(shown), 1), 40.0)
    titles = [table.columns[place].title for place in shown]
    tall = min(max((stringWidth(title, REGULAR, 7.4) for title in titles), default=0.0) + 8, _TALLEST)
    heads: list[Any] = [paragraph(markup(table.columns[0].title, SEMIBOLD), "head")]
    heads += [Turned(title, wide, tall) for title in titles]
    rows = [
        [paragraph(prose_markup(row[place]), "tiny-right" if place else "tiny") for place in (0, *shown)]
        for row in table.rows
    ]
    grid = Grid([heads, *rows], colWidths=[first, *[wide] * len(shown)], repeatRows=1, hAlign="LEFT", spaceAfter=14)
    style: list[Any] = [
        *BARE,
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 1), (-1, -1), "MIDDLE"),
        ("RIGHTPADDING", (0, 0), (0, -1), 6),
        ("RIGHTPADDING", (1, 0), (-1, -1), 4 if wide > 24 else 1.5),
        ("TOPPADDING", (0, 0), (-1, -1), 3.4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
    ]
    for down, row in enumerate(table.rows, start=1):
        for across, place in enumerate(shown, start=1):
            share = share_in(row[place], figures)
            if share is not None:
                colour = tint(min(share, _DARKEST))
                style.append(("BACKGROUND", (across, down), (across, down), colour))
    grid.setStyle(style)
    return grid


def share_in(cell: Prose, figures: Figures) -> float | None:
    """The share a cell shows, if it shows one."""
    figure = next((figures[span.figure] for span in cell.spans if span.figure), None)
    return None if figure is None or not isinstance(figure.value, int | float) else float(figure.value)


def facts(block: Facts, paragraph: Paragraphs, *, close: int) -> Grid:
    """Labels with their values; short ones stand two beside each other."""
    end = CLOSE * close
    named = 84.0
    half = WIDTH / 2 - named
    size: Any = styles()[f"cell{end}"]
    rows: list[list[Any]] = []
    air = max(1.8 - 0.6 * close, 0.0)
    style: list[Any] = [*BARE, ("TOPPADDING", (0, 0), (-1, -1), air), ("BOTTOMPADDING", (0, 0), (-1, -1), air + 0.4)]
    endless = is_endless(*(value for _, value in block.rows))
    if not endless:
        style.append(("NOSPLIT", (0, 0), (-1, -1)))
    short = False  # whether the row before has room beside it
    for name, value in block.rows:
        cells = [paragraph(markup(name), f"label{end}"), paragraph(prose_markup(value), f"cell{end}")]
        fits = stringWidth(value.text, REGULAR, size.fontSize) < half - 8
        if fits and short:
            rows[-1][2:] = cells
            short = False
        else:
            rows.append([*cells, "", ""])
            short = fits
    style += [("SPAN", (1, place), (3, place)) for place, row in enumerate(rows) if row[2] == ""]
    grid = Grid(rows, colWidths=[named, "*", named, "*"], splitInRow=int(endless))
    grid.setStyle(style)
    return grid


def is_endless(*texts: Prose) -> bool:
    """Whether a text may be taller than a page where it stands in a cell."""
    return any(len(text.text) > _ENDLESS for text in texts)


class Turned(Flowable):
    """A column's heading read from below."""

    def __init__(self, text: str, width: float, height: float) -> None:
        super().__init__()
        self.text, self.width, self.height = text, width, height

    def wrap(self, *_: float) -> tuple[float, float]:
        return min(self.width - 4, 12), self.height

    def draw(self) -> None:
        from reportlab.graphics import renderPDF
        from reportlab.graphics.shapes import Drawing

        drawing = Drawing(self.height, 10)
        drawing.add(label(0, 2, self.text, REGULAR, max(SMALLEST, 7.2), GREY, self.height - 2))
        self.canv.saveState()
        self.canv.translate(self.width / 2 + 3, 0)
        self.canv.rotate(90)
        renderPDF.draw(drawing, self.canv, 0, 0)
        self.canv.restoreState()


def _aligned(name: str, align: str, end: str) -> str:
    return f"{name}-right{end}" if align == "right" else f"{name}{end}"
