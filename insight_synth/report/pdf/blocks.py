"""Each block of a report as reportlab flowables: how it stands on the page, not what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from insight_synth.report.document import (
    Action,
    Block,
    Cited,
    Facts,
    Figure,
    Finding,
    Heading,
    Prose,
    Quotes,
    Report,
    Section,
    SourceChart,
    Span,
    Table,
    Text,
    TimeChart,
    Verdict,
)  # fmt: skip
from insight_synth.report.pdf.charts import badge, label, source_drawing, time_drawing
from insight_synth.report.pdf.design import (
    ACCENT,
    FAINT,
    GREY,
    GUTTER,
    INK,
    REGULAR,
    RULE,
    SEMIBOLD,
    WIDTH,
    destination,
    markup,
    prose_markup,
    styles,
    tint,
)  # fmt: skip

_SNUG = {"source", "compared", "agenda", "themes"}  # sections whose tables stand close
_MANY = 16  # columns from which on a table of shares stands close
_ENDLESS = 2500  # signs from which on a cell may not fit a page, so that its row must be split
QUOTED = 700
"""Signs of a quotation shown outside the appendix; there it stands whole."""


@dataclass
class Recorder:
    """Where things came to stand: what the next pass needs to print page numbers."""

    pages: int = 0
    places: dict[str, int] = field(default_factory=dict)  # destination → page
    cites: dict[int, list[int]] = field(default_factory=dict)  # quotation → pages citing it, in order


class Drawn:
    """Turns one report's blocks into flowables; ``known`` is what the pass before recorded."""

    def __init__(self, report: Report, known: Recorder) -> None:
        self.report = report
        self.known = known

    @cached_property
    def figures(self) -> dict[str, Figure]:
        return {figure.id: figure for figure in self.report.figures}

    @cached_property
    def cited(self) -> dict[int, Cited]:
        return {cited.number: cited for cited in self.report.citations}

    def blocks(self, section: Section) -> list[Flowable]:
        """A section's blocks in order; a heading stays with what follows, but where the section is kept whole."""
        flowables: list[Flowable] = []
        place, number = 0, 0
        while place < len(section.blocks):
            block = section.blocks[place]
            after = section.blocks[place + 1] if place + 1 < len(section.blocks) else None
            if isinstance(block, Finding):
                number += 1
                flowables += self.claim(block) if not block.title else self.finding(block, number)
            elif isinstance(block, SourceChart) and isinstance(after, TimeChart):
                third = section.blocks[place + 2] if place + 2 < len(section.blocks) else None
                below = third if isinstance(third, Table) else None
                flowables += [self._charts(block, after, below), Spacer(1, 4)]
                place += 1 if below is None else 2
            elif isinstance(block, Heading) and after is not None and not is_whole(section):
                following = self.block(after, section)
                flowables.append(KeepTogether([_paragraph(markup(block.text, SEMIBOLD), "heading"), *following[:1]]))
                flowables += following[1:]
                place += 1
            else:
                flowables += self.block(block, section)
            place += 1
        return flowables

    def block(self, block: Block, section: Section) -> list[Flowable]:
        if isinstance(block, Text):
            if block.tone == "bullet":
                style = "bullet-tight" if section.kind == "source" else "bullet"
                return [_paragraph(f"<bullet>–</bullet>{prose_markup(block.prose)}", style)]
            return [_paragraph(prose_markup(block.prose), block.tone)]
        if isinstance(block, Heading):
            return [_paragraph(markup(block.text, SEMIBOLD), "heading")]
        if isinstance(block, Quotes):
            return self._evidence(block) if section.kind == "evidence" else self._quotes(block)
        if isinstance(block, SourceChart):
            return [source_drawing(block, self.figures, WIDTH, close=section.kind == "question"), Spacer(1, 2)]
        if isinstance(block, TimeChart):
            return [time_drawing(block, self.figures, WIDTH), Spacer(1, 6)]
        if isinstance(block, Table):
            if block.wide:
                return [self._matrix(block), Spacer(1, 12)]
            snug = section.kind in _SNUG
            return [self._table(block, kind="snug" if snug else "cell"), Spacer(1, 3 if snug else 6)]
        if isinstance(block, Facts):
            return [self._facts(block), Spacer(1, 4)]
        if isinstance(block, Verdict):
            return [self._verdict(block), Spacer(1, 5)]
        if isinstance(block, Action):
            return [self._action(block)]
        return self.claim(block)

    def finding(self, finding: Finding, number: int) -> list[Flowable]:
        """A numbered finding of the first page, with the page that tells more."""
        page = self.known.places.get(destination(finding.target), 0)
        to = (
            f'<a href="#{destination(finding.target)}">{markup(self.report.label("page"))} {page}</a>'
            if finding.target
            else ""
        )
        title = markup(finding.title, SEMIBOLD)
        if finding.target:
            title = f'<a href="#{destination(finding.target)}">{title}</a>'
        row = [
            _paragraph(str(number), "number"),
            [_paragraph(title, "title"), _paragraph(prose_markup(finding.claim), "body-tight")],
            _paragraph(to, "page"),
        ]
        grid = Grid([row], colWidths=[24, WIDTH - 24 - 52, 52])
        grid.setStyle([*_BARE, ("LINEABOVE", (0, 0), (-1, 0), 0.5, RULE), ("TOPPADDING", (0, 0), (-1, -1), 4.5),
                       ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5), ("TOPPADDING", (0, 0), (0, 0), 2.5)])  # fmt: skip
        return [grid]

    def claim(self, finding: Finding) -> list[Flowable]:
        """A theme's claim with what must be read beside it."""
        left = [_paragraph(prose_markup(finding.claim), "claim")]
        if not finding.caveats:
            return [*left, Spacer(1, 8)]
        beside = [_paragraph(markup(self.report.label("beside"), SEMIBOLD), "head")]
        beside += [_paragraph(prose_markup(caveat), "caveat") for caveat in finding.caveats]
        narrow = 158
        grid = Grid([[left, beside]], colWidths=[WIDTH - narrow, narrow])
        grid.setStyle([*_BARE, ("RIGHTPADDING", (0, 0), (0, 0), GUTTER), ("LINEBEFORE", (1, 0), (1, 0), 0.8, ACCENT),
                       ("LEFTPADDING", (1, 0), (1, 0), 9)])  # fmt: skip
        return [grid, Spacer(1, 4)]

    def _charts(self, sources: SourceChart, time: TimeChart, below: Table | None) -> Flowable:
        """Over sources on the left; over time, and what the theme is made of, on the right."""
        narrow = 158.0
        wide = WIDTH - narrow - GUTTER
        right: list[Flowable] = [time_drawing(time, self.figures, narrow)]
        if below is not None:
            right += [Spacer(1, 8), self._table(below, narrow, kind="tiny")]
        row = [source_drawing(sources, self.figures, wide), "", right]
        grid = Grid([row], colWidths=[wide, GUTTER, narrow])
        grid.setStyle([*_BARE, ("BOTTOMPADDING", (0, 0), (-1, -1), 6)])
        return grid

    def _quotes(self, quotes: Quotes) -> list[Flowable]:
        flowables: list[Flowable] = []
        for number in quotes.numbers:
            cited = self.cited[number]
            opening, closing = self.report.label("quote.open"), self.report.label("quote.close")
            text = markup(f"{opening}{shortened(cited.text, QUOTED)}{closing}")
            grid = Grid(
                [[[_paragraph(text, "quote"), _paragraph(self._attribution(cited), "source")]]], colWidths=[WIDTH]
            )
            grid.setStyle(
                [
                    *_BARE,
                    ("LINEBEFORE", (0, 0), (0, -1), 2, tint(0.35)),
                    ("LEFTPADDING", (0, 0), (-1, -1), 10),
                    ("TOPPADDING", (0, 0), (-1, -1), 0),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
                ]
            )
            flowables += [grid, Spacer(1, 6.5)]
        return flowables

    def _attribution(self, cited: Cited) -> str:
        parts = [cited.source_name, self._when(cited), self.report.label(f"language.{cited.language}")]
        if cited.redacted:
            parts.append(self.report.label("quote.redacted"))
        cite = prose_markup(Prose((Span(f"[{cited.number}]", cite=cited.number),)))
        return f"{' · '.join(markup(part) for part in parts if part)} &nbsp;{cite}"

    def _when(self, cited: Cited) -> str:
        return self.report.label(f"date.{cited.date}") if cited.date else ""

    def _evidence(self, quotes: Quotes) -> list[Flowable]:
        """The appendix: every quotation whole, where it stands, and the pages that cite it."""
        flowables: list[Flowable] = []
        for number in quotes.numbers:
            cited = self.cited[number]
            anchor = f'<a name="cite-{number}"/>'
            text = _paragraph(
                f'<bullet><font color="#0b5d69">[{number}]</font></bullet>{anchor}{markup(cited.text)}', "evidence"
            )
            place = f"{cited.export}, {cited.locator}, {self.report.label('characters')} {cited.start}–{cited.end}"
            parts = [
                cited.source_name,
                place,
                self._when(cited),
                self.report.label(f"language.{cited.language}"),
                cited.sha256[:12],
            ]
            if cited.redacted:
                parts.append(self.report.label("quote.redacted"))
            pages = sorted(set(self.known.cites.get(number, [])))
            back = ", ".join(f'<a href="#page-{page}" color="#0b5d69">{page}</a>' for page in pages)
            line = " · ".join(markup(part) for part in parts if part)
            line += f" · {markup(self.report.label('cited_on'))} {back}" if back else ""
            flowables += [text, _paragraph(line, "place")]
        return [KeepTogether(flowables[place : place + 2]) for place in range(0, len(flowables), 2)]

    def _table(self, table: Table, width: float = WIDTH, *, kind: str = "cell") -> Flowable:
        whole = sum(column.width for column in table.columns)
        widths = [column.width / whole * width for column in table.columns]
        endless = any(len(cell.text) > _ENDLESS for row in table.rows for cell in row)
        heads = [_paragraph(markup(column.title, SEMIBOLD), _aligned("head", column.align)) for column in table.columns]
        rows = [
            [_paragraph(prose_markup(cell), _aligned(kind, column.align))
             for cell, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ]  # fmt: skip
        grid = Grid([heads, *rows], colWidths=widths, repeatRows=1, splitInRow=int(endless))
        last = len(table.columns) - 1
        grid.setStyle(
            [
                ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
                ("VALIGN", (0, 1), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), {"tiny": 4, "snug": 6}.get(kind, 9)),
                ("RIGHTPADDING", (last, 0), (last, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3.2 if kind == "cell" else 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3.8 if kind == "cell" else 2.4),
                ("LINEBELOW", (0, 0), (-1, 0), 0.9, ACCENT),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
            ]
        )
        return grid

    def _matrix(self, table: Table) -> Flowable:
        """A table of shares with turned headings and cells shaded by share."""
        first = 128.0 if len(table.columns) < _MANY else 108.0
        rest = min((WIDTH - first) / max(len(table.columns) - 1, 1), 40.0)
        heads: list[Any] = [_paragraph(markup(table.columns[0].title, SEMIBOLD), "head")]
        heads += [Turned(column.title, rest, 118) for column in table.columns[1:]]
        rows = [
            [_paragraph(prose_markup(cell), "tiny" if not place else "tiny-right") for place, cell in enumerate(row)]
            for row in table.rows
        ]
        grid = Grid([heads, *rows], colWidths=[first, *[rest] * (len(table.columns) - 1)], repeatRows=1, hAlign="LEFT")
        style: list[Any] = [
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("VALIGN", (0, 1), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (0, -1), 6),
            ("RIGHTPADDING", (1, 0), (-1, -1), 4 if len(table.columns) < _MANY else 1.5),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.4),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, ACCENT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
        ]
        for down, row in enumerate(table.rows, start=1):
            for across, cell in enumerate(row[1:], start=1):
                shade = self._shade(cell)
                if shade is not None:
                    style.append(("BACKGROUND", (across, down), (across, down), shade))
        grid.setStyle(style)
        return grid

    def _shade(self, cell: Prose) -> Color | None:
        figure = next((self.figures[span.figure] for span in cell.spans if span.figure), None)
        if figure is None or not isinstance(figure.value, int | float):
            return None
        return tint(min(float(figure.value), 0.4))

    def _facts(self, facts: Facts) -> Flowable:
        half = WIDTH / 2 - 82
        rows: list[list[Any]] = []
        style: list[Any] = [*_BARE, ("TOPPADDING", (0, 0), (-1, -1), 1.2), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6)]
        style.append(("NOSPLIT", (0, 0), (-1, -1)))
        short = False  # whether the row before has room beside it
        for name, value in facts.rows:
            cells = [_paragraph(markup(name), "label"), _paragraph(prose_markup(value), "cell")]
            fits = stringWidth(value.text, REGULAR, 8.4) < half - 8
            if fits and short:
                rows[-1][2:] = cells
                short = False
            else:
                rows.append([*cells, "", ""])
                short = fits
        style += [("SPAN", (1, place), (3, place)) for place, row in enumerate(rows) if row[2] == ""]
        grid = Grid(rows, colWidths=[82, half, 82, half])
        grid.setStyle(style)
        return grid

    def _verdict(self, verdict: Verdict) -> Flowable:
        colour = INK if verdict.code in {"fix", "retire"} else ACCENT
        plate = badge(verdict.word, 74, filled=verdict.code in {"track", "retire"}, colour=colour)
        grid = Grid([[plate, _paragraph(prose_markup(verdict.prose), "cell")]], colWidths=[82, WIDTH - 82])
        grid.setStyle([*_BARE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
        return grid

    def _action(self, action: Action) -> Flowable:
        names = (self.report.label("action"), self.report.label("measured"), self.report.label("owner"))
        values = (prose_markup(action.what), prose_markup(action.measured), markup(self.report.label("owner_blank")))
        rows = [[_paragraph(markup(name, SEMIBOLD), "head"), _paragraph(value, "cell")]
                for name, value in zip(names, values, strict=True)]  # fmt: skip
        grid = Grid(rows, colWidths=[92, WIDTH - 92], spaceBefore=6, spaceAfter=12)
        grid.setStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), FAINT),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 9),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                ("TOPPADDING", (0, 0), (-1, 0), 6),
                ("BOTTOMPADDING", (0, -1), (-1, -1), 6),
                ("NOSPLIT", (0, 0), (-1, -1)),
            ]
        )
        return grid


class Turned(Flowable):
    """A column's heading read from below."""

    def __init__(self, text: str, width: float, height: float) -> None:
        super().__init__()
        self.text, self.width, self.height = text, width, height

    def wrap(self, *_: float) -> tuple[float, float]:
        return self.width - 4, self.height

    def draw(self) -> None:
        from reportlab.graphics import renderPDF
        from reportlab.graphics.shapes import Drawing

        drawing = Drawing(self.height, 10)
        drawing.add(label(0, 2, self.text, REGULAR, 7.2, GREY, self.height - 2))
        self.canv.saveState()
        self.canv.translate(self.width - 6, 0)
        self.canv.rotate(90)
        renderPDF.draw(drawing, self.canv, 0, 0)
        self.canv.restoreState()


def is_whole(section: Section) -> bool:
    """Whether a section is kept on one page: the story, a question, and a source's sheet without a digest."""
    tables = any(isinstance(block, Table) for block in section.blocks)
    return section.kind in {"story", "question"} or (section.kind == "source" and not tables)


def shortened(text: str, size: int) -> str:
    """The beginning of a long text with an ellipsis."""
    return text if len(text) <= size else f"{text[: size - 2].rstrip()} …"


_BARE = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]  # fmt: skip


def _aligned(name: str, align: str) -> str:
    return f"{name}-right" if align == "right" else name


def _paragraph(content: str, style: str) -> Paragraph:
    return Paragraph(content, styles()[style])
