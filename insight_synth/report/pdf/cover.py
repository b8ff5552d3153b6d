"""What stands before the sections: the cover with the main points, the contents, and the band of the short kinds."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Spacer
from reportlab.platypus import Table as Grid

from insight_synth.report.document import Finding, Prose, Report, Section, Table, Text
from insight_synth.report.pdf.blocks import Recorder
from insight_synth.report.pdf.charts import label
from insight_synth.report.pdf.design import (
    ACCENT,
    BOTTOM,
    FAINT,
    GUTTER,
    HEIGHT,
    INK,
    LEFT,
    LIGHT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    REGULAR,
    RIGHT,
    RULE,
    SEMIBOLD,
    TOP,
    WHITE,
    WIDTH,
    destination,
    markup,
    prose_markup,
    tint,
)  # fmt: skip
from insight_synth.report.pdf.paragraphs import Paragraphs, height_of
from insight_synth.report.pdf.quotations import shortened
from insight_synth.report.pdf.styles import CLOSE
from insight_synth.report.pdf.tables import BARE, Figures, share_in

_PANEL = 0.44  # of the cover's height
_POINTS, _THEMES, _SOURCES = 3, 16, 30  # shown on the cover at most
_LONGEST = 300  # signs of a name shown on its own
_CONTENTS = 2  # how close the contents are set at most
_WIDE = 60  # signs of a title from which on it is set smaller
_COLUMN = 268.0  # the cover's wide column


class Cover(Flowable):
    """The first page: title and period on a panel, the main points beside a picture of themes by source, the facts."""

    def __init__(self, report: Report, figures: Figures, paragraphs: Paragraphs) -> None:
        super().__init__()
        self.report, self.figures, self.paragraphs = report, figures, paragraphs

    def wrap(self, *_: float) -> tuple[float, float]:
        return PAGE_WIDTH, PAGE_HEIGHT

    def draw(self) -> None:
        report, canvas = self.report, self.canv
        canvas.bookmarkPage("page-1")
        bottom = _panel(canvas, PAGE_HEIGHT * _PANEL)
        _title(canvas, report, self.paragraphs, "cover", bottom)
        facts = _facts(report, self.paragraphs)
        _, tall = facts.wrapOn(canvas, WIDTH, PAGE_HEIGHT)
        facts.drawOn(canvas, LEFT, BOTTOM - 22)
        self._points(bottom - 34, bottom - 34 - (BOTTOM - 22) - tall - 18)

    def _points(self, top: float, room: float) -> None:
        """The main points, and how they spread over sources, in ``room`` points of height below ``top``."""
        report = self.report
        story = next((section for section in report.sections if section.kind == "story"), None)
        heat = next((section for section in report.sections if section.kind == "matrix"), None)
        table = next((block for block in heat.blocks if isinstance(block, Table)), None) if heat else None
        if story is not None and report.findings:
            wide = _COLUMN if table is not None else WIDTH
            for full in (True, False):
                points = [self._head(story), *(
                    self._point(finding, number, wide, full=full)
                    for number, finding in enumerate(report.findings[:_POINTS], start=1)
                )]  # fmt: skip
                if height_of(points, wide) <= room:
                    break
            _stacked(self.canv, points, LEFT, top, wide)
        if heat is not None and table is not None and table.rows:
            at = LEFT + _COLUMN + 1.6 * GUTTER
            head = self._head(heat)
            _stacked(self.canv, [head], at, top, PAGE_WIDTH - RIGHT - at)
            wide = PAGE_WIDTH - RIGHT - at
            told = next((block.prose.text for block in heat.blocks if isinstance(block, Text)), "")
            key = self.paragraphs(markup(told.partition(". ")[0]), "cover-label")
            below = height_of([key], wide) + 8
            low = self._picture(table, at, top - height_of([head]) - 7, wide, room - 20 - below)
            _stacked(self.canv, [key], at, low - 4, wide)

    def _head(self, section: Section) -> Flowable:
        link = f'<a href="#{destination(section.id)}">{markup(section.title, SEMIBOLD)}</a>'
        return self.paragraphs(link, "cover-head")

    def _point(self, finding: Finding, number: int, width: float, *, full: bool) -> Flowable:
        title = markup(shortened(finding.title, 120), SEMIBOLD)
        if finding.target:
            title = f'<a href="#{destination(finding.target)}">{title}</a>'
        said: list[Flowable] = [self.paragraphs(title, "cover-point")]
        if full:
            said.append(self.paragraphs(prose_markup(_opening(finding.claim)), "cover-claim"))
        grid = Grid([[self.paragraphs(str(number), "number"), said]], colWidths=[22, width - 22])
        grid.setStyle([*BARE, ("LINEABOVE", (0, 0), (-1, 0), 0.5, RULE), ("TOPPADDING", (0, 0), (-1, -1), 6),
                       ("TOPPADDING", (0, 0), (0, 0), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 9)])  # fmt: skip
        return grid

    def _picture(self, table: Table, x: float, top: float, width: float, room: float) -> float:
        """Themes down, sources across, the darker the larger the share: the matrix in small; its lower edge."""
        from reportlab.graphics import renderPDF
        from reportlab.graphics.shapes import Drawing, Rect

        rows = table.rows[:_THEMES]
        across = min(len(table.columns) - 1, _SOURCES)
        pitch = min(13.5, room / max(len(rows), 1))
        names = width * 0.48
        cell = min((width - names) / max(across, 1), 13.5)
        drawing = Drawing(width, pitch * len(rows))
        for down, row in enumerate(rows):
            y = pitch * (len(rows) - down - 1)
            size = 7.4 if stringWidth(row[0].text, REGULAR, 7.4) <= names - 6 else 6.6
            drawing.add(label(0, y + pitch / 2 - 2.6, row[0].text, REGULAR, size, INK, names - 6))
            for place in range(across):
                share = share_in(row[place + 1], self.figures)
                colour = FAINT if share is None else tint(min(0.12 + 1.7 * share, 1.0))
                square: Any = Rect(names + place * cell + 0.5, y + 0.5, cell - 1, pitch - 1)
                square.fillColor, square.strokeColor = colour, None
                drawing.add(square)
        renderPDF.draw(drawing, self.canv, x, top - pitch * len(rows))
        return top - pitch * len(rows)


def band_height(report: Report, paragraphs: Paragraphs) -> float:
    """How much of the first page the band of a short report takes, in points from the top."""
    return 50 + height_of(_headings(report, paragraphs, "band")) + (30 if report.cover.mark else 0)


def draw_band(canvas: Canvas, report: Report, paragraphs: Paragraphs) -> None:
    """The coloured band of a summary or a digest: title and period."""
    bottom = _panel(canvas, band_height(report, paragraphs))
    _title(canvas, report, paragraphs, "band", bottom)


def contents(report: Report, known: Recorder, paragraphs: Paragraphs) -> list[Flowable]:
    """Every section with its page, a rule above each chapter; set closer where that makes it fit a page."""
    head: Flowable = paragraphs(markup(report.label("contents"), LIGHT), "chapter")
    room = HEIGHT - height_of([head]) - head.getSpaceAfter()
    for close in range(_CONTENTS + 1):
        grid = _listed(report, known, paragraphs, close)
        if height_of([grid]) <= room:
            return [head, grid]
    return [head, _listed(report, known, paragraphs, 0)]


def _listed(report: Report, known: Recorder, paragraphs: Paragraphs, close: int) -> Grid:
    end = CLOSE * close
    rows = []
    style: list[Any] = [*BARE, ("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("BOTTOMPADDING", (0, 0), (-1, -1), 0.6)]
    for place, section in enumerate(report.sections):
        key = destination(section.id)
        title = markup(shortened(section.title, _LONGEST), SEMIBOLD if section.level == 1 else REGULAR)
        page = known.places.get(key, "")
        rows.append([
            paragraphs(f'<a href="#{key}">{title}</a>', f"contents-{min(section.level, 2)}{end}"),
            paragraphs(f'<a href="#{key}">{page}</a>', f"contents-page{end}"),
        ])  # fmt: skip
        if section.level == 1:
            style += [
                ("LINEABOVE", (0, place), (-1, place), 0.5, RULE),
                ("TOPPADDING", (0, place), (-1, place), 3 - close),
                ("BOTTOMPADDING", (0, place), (-1, place), 2.4 - close),
            ]
            if place:
                style.append(("BOTTOMPADDING", (0, place - 1), (-1, place - 1), 4 - 1.5 * close))
    grid = Grid(rows, colWidths=[WIDTH - 40, 40])
    grid.setStyle(style)
    return grid


def _opening(claim: Prose) -> Prose:
    """A claim up to the first quotation it rests on."""
    return Prose(tuple(takewhile(lambda span: not span.cite, claim.spans)))


def _panel(canvas: Canvas, height: float) -> float:
    """A coloured panel at the top of the page; its lower edge."""
    canvas.saveState()
    canvas.setFillColor(ACCENT)
    canvas.rect(0, PAGE_HEIGHT - height, PAGE_WIDTH, height, stroke=0, fill=1)
    canvas.restoreState()
    return PAGE_HEIGHT - height


def _headings(report: Report, paragraphs: Paragraphs, form: str) -> list[Flowable]:
    kicker, title = report.cover.subtitle, report.cover.title
    if report.kind == "digest" and report.sections:  # of one source, whose section bears its name
        kicker, title = title, report.sections[0].title
    style = "cover-long" if form == "cover" and len(title) > _WIDE else f"{form}-title"
    return [
        paragraphs(markup(shortened(kicker, _LONGEST), SEMIBOLD), "cover-kicker"),
        paragraphs(markup(shortened(title, _LONGEST), LIGHT), style),
        paragraphs(prose_markup(report.cover.period), f"{form}-period"),
    ]


def _title(canvas: Canvas, report: Report, paragraphs: Paragraphs, form: str, bottom: float) -> None:
    """Kicker above, title and period at the panel's lower edge; made-up data are named as such."""
    kicker, title, period = _headings(report, paragraphs, form)
    air = 32 if form == "cover" else 18
    _, low = period.wrapOn(canvas, WIDTH, PAGE_HEIGHT)
    period.drawOn(canvas, LEFT, bottom + air)
    _, tall = title.wrapOn(canvas, WIDTH, PAGE_HEIGHT)
    over = bottom + air + low + (10 if form == "cover" else 2)
    title.drawOn(canvas, LEFT, over)
    _, high = kicker.wrapOn(canvas, WIDTH, PAGE_HEIGHT)
    at = PAGE_HEIGHT - TOP - 14 if form == "cover" else over + tall + 2
    kicker.drawOn(canvas, LEFT, at)
    if report.cover.mark:
        note = f"{report.cover.mark}. {report.label('mark_note')}"
        mark = paragraphs(markup(note, SEMIBOLD), "cover-kicker")
        _, deep = mark.wrapOn(canvas, WIDTH - 20, PAGE_HEIGHT)
        top = at - deep - 28 if form == "cover" else at + high + 8
        canvas.saveState()
        canvas.setStrokeColor(WHITE)
        canvas.setLineWidth(0.8)
        canvas.roundRect(LEFT, top, WIDTH, deep + 12, 4, stroke=1, fill=0)
        canvas.restoreState()
        mark.drawOn(canvas, LEFT + 10, top + 7)


def _facts(report: Report, paragraphs: Paragraphs) -> Flowable:
    if not report.cover.facts:
        return Spacer(1, 1)
    rows = [
        [paragraphs(markup(name), "cover-label"), paragraphs(prose_markup(value), "cover-fact")]
        for name, value in report.cover.facts
    ]
    grid = Grid(rows, colWidths=[96, WIDTH - 96])
    grid.setStyle([*BARE, ("LINEABOVE", (0, 0), (-1, -1), 0.4, RULE), ("TOPPADDING", (0, 0), (-1, -1), 2.4),
                   ("BOTTOMPADDING", (0, 0), (-1, -1), 3)])  # fmt: skip
    return grid


def _stacked(canvas: Canvas, flowables: list[Flowable], x: float, top: float, width: float) -> None:
    for flowable in flowables:
        _, tall = flowable.wrapOn(canvas, width, PAGE_HEIGHT)
        flowable.drawOn(canvas, x, top - tall)
        top -= tall + flowable.getSpaceAfter()
