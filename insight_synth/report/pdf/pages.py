"""Laying a report's sections out on pages: cover, contents, header, footer, bookmarks, page numbers.

Page numbers in the contents, on the first page and in the appendix are known only once everything stands, so the report
is laid out again until nothing moves; every pass is a function of the report and of what the pass before recorded.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import reportlab
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepInFrame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)  # fmt: skip
from reportlab.platypus import Table as Grid

from insight_synth.report.document import Report, Section
from insight_synth.report.pdf.attachments import attach
from insight_synth.report.pdf.blocks import Drawn, Recorder, is_whole
from insight_synth.report.pdf.charts import label
from insight_synth.report.pdf.design import (
    ACCENT,
    BOTTOM,
    GREY,
    HEIGHT,
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
    fonts,
    markup,
    prose_markup,
    styles,
)  # fmt: skip
from insight_synth.report.serial import evidence_csv, to_json
from insight_synth.report.untrusted import printable

_PASSES = 6
_TITLE = 44  # what a chapter's title takes of a page's height
_PANEL = 0.52  # of the cover's height


def write_pdf(report: Report, out: Path) -> None:
    """Write the report to ``out``. Equal reports give equal bytes."""
    out.write_bytes(pdf_bytes(report))


def made_with() -> str:
    """What draws the pages: two PDFs of one report are the same only where this is."""
    return f"insight_synth report 1, reportlab {reportlab.Version}"


def pdf_bytes(report: Report) -> bytes:
    """The report as a PDF's bytes."""
    fonts()
    known = Recorder()
    for _ in range(_PASSES):
        content, found = _laid_out(report, known)
        if found == known:
            break
        known = found
    return content


def _laid_out(report: Report, known: Recorder) -> tuple[bytes, Recorder]:
    """One pass: the PDF by what is known, and where everything came to stand."""
    found, out = Recorder(), io.BytesIO()

    def cited(canvas: Canvas, _: str | None, number: str) -> None:
        found.cites.setdefault(int(number), []).append(canvas.getPageNumber())

    document = BaseDocTemplate(
        out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), leftMargin=LEFT, rightMargin=RIGHT, topMargin=TOP, bottomMargin=BOTTOM,
        title=printable(report.cover.title), author="insight_synth", subject=printable(report.cover.subtitle),
        creator=made_with(), keywords=[report.fingerprint], lang=report.language, invariant=1, pageCompression=1,
        initialFontName=REGULAR,
    )  # fmt: skip
    running: dict[int, str] = {}

    def start(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setNamedCB("cite", cited)
        _cover(canvas, report)

    document.addPageTemplates([
        PageTemplate("cover", [_frame(PAGE_HEIGHT * (1 - _PANEL) - BOTTOM - 30)], onPage=start),
        PageTemplate("body", [_frame(HEIGHT)], onPage=_bookmark,
                     onPageEnd=lambda canvas, _: _running(canvas, report, known, running)),
    ])  # fmt: skip
    drawn = Drawn(report, known)
    story: list[Flowable] = [*_cover_facts(report), NextPageTemplate("body"), PageBreak(), *_contents(report, known)]
    for section in report.sections:
        story += _section(section, drawn, found, running)

    def finish(canvas: Canvas) -> None:
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.showOutline()
        files = {
            "report.json": ("application/json", to_json(report).encode()),
            "evidence.csv": ("text/csv", evidence_csv(report).encode()),
        }
        attach(canvas, files)

    document.build([*story, _Last(finish)])
    found.pages = document.page
    return out.getvalue(), found


def _frame(height: float) -> Frame:
    return Frame(LEFT, BOTTOM, WIDTH, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def _section(section: Section, drawn: Drawn, found: Recorder, running: dict[int, str]) -> list[Flowable]:
    """A section on a new page, or, for a source's sheet, where it fits whole or, with a digest in it, half."""
    style = {"theme": "part", "source": "sheet", "question": "sheet"}.get(section.kind, "chapter")
    style = "part" if section.id in {"themes-lone", "themes-other"} else style
    mark = _Mark(section, found, running)
    title = Paragraph(markup(section.title, LIGHT if style != "sheet" else SEMIBOLD), styles()[style])
    blocks = drawn.blocks(section)
    if section.kind == "source" and not is_whole(section):
        return [Spacer(1, 14), CondPageBreak(HEIGHT * 0.3), mark, title, *blocks, Spacer(1, 4)]
    if section.kind == "source":
        return [KeepTogether([Spacer(1, 14), mark, title, *blocks, Spacer(1, 4)])]
    if section.kind == "theme":
        return [Spacer(1, 16), CondPageBreak(HEIGHT * 0.8), mark, title, *blocks]
    if section.kind == "question":
        return [KeepTogether([Spacer(1, 12), mark, title, *blocks])]
    if section.id in {"themes-lone", "themes-other"}:
        return [Spacer(1, 14), CondPageBreak(HEIGHT * 0.12), mark, title, *blocks]
    if section.kind in {"method", "comparability"}:
        return [Spacer(1, 22), CondPageBreak(HEIGHT * 0.35), mark, title, *blocks]
    if section.kind == "story":
        return [PageBreak(), mark, title, KeepInFrame(WIDTH, HEIGHT - _TITLE, blocks, mode="shrink")]
    return [PageBreak(), mark, title, *blocks]


class _Mark(Flowable):
    """A section's beginning: destination, outline entry, and its page for the contents."""

    def __init__(self, section: Section, found: Recorder, running: dict[int, str]) -> None:
        super().__init__()
        self.section, self.found, self.running = section, found, running

    def wrap(self, *_: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        key = destination(self.section.id)
        self.canv.bookmarkHorizontal(key, 0, 24)
        self.canv.addOutlineEntry(
            printable(self.section.title)[:200], key, self.section.level - 1, closed=self.section.level == 1
        )
        page = self.canv.getPageNumber()
        self.found.places[key] = page
        self.running.setdefault(page, self.section.title)


class _Last(Flowable):
    """What is done to the canvas once everything stands."""

    def __init__(self, finish: Callable[[Canvas], None]) -> None:
        super().__init__()
        self.finish = finish

    def wrap(self, *_: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.finish(self.canv)


def _bookmark(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.bookmarkPage(f"page-{document.page}")


def _running(canvas: Canvas, report: Report, known: Recorder, running: dict[int, str]) -> None:
    """Header and footer of a page: what the report is, where one is in it, and the page of how many."""
    page = canvas.getPageNumber()
    begun = [at for at in sorted(running) if at <= page]
    title = running[begun[-1]] if begun else report.label("contents")
    canvas.saveState()
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, BOTTOM - 18, PAGE_WIDTH - RIGHT, BOTTOM - 18)
    canvas.restoreState()
    number = f"{page} / {max(known.pages, page)}"
    left = f"{report.cover.title} · {report.cover.period.text}"
    if report.cover.mark:
        left += f" · {report.cover.mark}"
    from reportlab.graphics import renderPDF
    from reportlab.graphics.shapes import Drawing
    from reportlab.pdfbase.pdfmetrics import stringWidth

    drawing = Drawing(WIDTH, PAGE_HEIGHT)
    drawing.add(label(0, PAGE_HEIGHT - TOP + 26, title, REGULAR, 8, GREY, WIDTH))
    drawing.add(label(0, BOTTOM - 30, left, REGULAR, 7.6, GREY, WIDTH - 60))
    drawing.add(label(WIDTH - stringWidth(number, SEMIBOLD, 8), BOTTOM - 30, number, SEMIBOLD, 8, ACCENT, 60))
    renderPDF.draw(drawing, canvas, LEFT, 0)


def _cover(canvas: Canvas, report: Report) -> None:
    """The coloured panel with title and period."""
    canvas.bookmarkPage("page-1")
    canvas.saveState()
    canvas.setFillColor(ACCENT)
    bottom = PAGE_HEIGHT * (1 - _PANEL)
    canvas.rect(0, bottom, PAGE_WIDTH, PAGE_HEIGHT - bottom, stroke=0, fill=1)
    canvas.restoreState()
    kicker = Paragraph(markup(report.cover.subtitle, SEMIBOLD), styles()["cover-kicker"])
    kicker.wrapOn(canvas, WIDTH, 40)
    kicker.drawOn(canvas, LEFT, PAGE_HEIGHT - TOP - 14)
    title = Paragraph(markup(report.cover.title, LIGHT), styles()["cover-title"])
    period = Paragraph(prose_markup(report.cover.period), styles()["cover-period"])
    _, tall = title.wrapOn(canvas, WIDTH, 300)
    _, low = period.wrapOn(canvas, WIDTH, 100)
    period.drawOn(canvas, LEFT, bottom + 36)
    title.drawOn(canvas, LEFT, bottom + 36 + low + 12)
    if report.cover.mark:
        note = f"{report.cover.mark}. {report.label('mark_note')}"
        mark = Paragraph(markup(note, SEMIBOLD), styles()["cover-kicker"])
        _, high = mark.wrapOn(canvas, WIDTH - 20, 60)
        canvas.saveState()
        canvas.setStrokeColor(WHITE)
        canvas.setLineWidth(0.8)
        top = bottom + 36 + low + 12 + tall + 22
        canvas.roundRect(LEFT, top, WIDTH, high + 12, 4, stroke=1, fill=0)
        canvas.restoreState()
        mark.drawOn(canvas, LEFT + 10, top + 7)


def _cover_facts(report: Report) -> list[Flowable]:
    rows = [
        [
            Paragraph(markup(name, SEMIBOLD), styles()["cover-label"]),
            Paragraph(prose_markup(value), styles()["cover-fact"]),
        ]
        for name, value in report.cover.facts
    ]
    grid = Grid(rows, colWidths=[110, WIDTH - 110])
    grid.setStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LINEBELOW", (0, 0), (-1, -2), 0.4, RULE),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ]
    )
    return [grid]


def _contents(report: Report, known: Recorder) -> list[Flowable]:
    """The contents: every section with its page, dotted lines left out."""
    rows = []
    for section in report.sections:
        page = known.places.get(destination(section.id), 0)
        title = markup(section.title, SEMIBOLD if section.level == 1 else REGULAR)
        link = f'<a href="#{destination(section.id)}">{title}</a>'
        rows.append(
            [
                Paragraph(link, styles()[f"contents-{section.level}"]),
                Paragraph(f'<a href="#{destination(section.id)}">{page or ""}</a>', styles()["page"]),
            ]
        )
    grid = Grid(rows, colWidths=[WIDTH - 40, 40])
    grid.setStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("TOPPADDING", (0, 0), (-1, -1), 0.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0.2),
        ]
    )
    return [Paragraph(markup(report.label("contents"), LIGHT), styles()["chapter"]), grid]
