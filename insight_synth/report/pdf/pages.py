"""Laying a report's sections out on pages: what stands together, header, footer, bookmarks, page numbers.

Page numbers in the contents, on the first page and in the appendix are known only once everything stands, so the report
is laid out again until nothing moves; every pass is a function of the report and of what the pass before recorded.
"""

from __future__ import annotations

import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import reportlab
from reportlab import rl_config
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
)  # fmt: skip

from insight_synth.report.document import Report, Section
from insight_synth.report.pdf.attachments import attach
from insight_synth.report.pdf.blocks import Drawn, Recorder, expected
from insight_synth.report.pdf.charts import label
from insight_synth.report.pdf.cover import Cover, band_height, contents, draw_band
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
    WIDTH,
    destination,
    fonts,
    markup,
)  # fmt: skip
from insight_synth.report.pdf.directions import turns
from insight_synth.report.pdf.paragraphs import Kept, Paragraphs, height_of
from insight_synth.report.pdf.planning import (
    LONGEST_TITLE,
    PART,
    Page,
    fitted,
    part_height,
    planned,
    rest_below,
    style_of,
)
from insight_synth.report.pdf.quotations import shortened
from insight_synth.report.pdf.styles import styles
from insight_synth.report.serial import evidence_csv, to_json
from insight_synth.report.untrusted import printable

_PASSES = 6
_FOLLOWS = {"comparability", "method", "evidence"}  # kinds of chapters that may begin below the end of another
_ORPHAN = 0.15  # of a page, that the appendix must not end with
_BELOW = 16.0  # points between a band and what stands below it

Running = dict[int, tuple[str, bool]]
"""The last chapter begun on a page, and whether one begins at its top."""


def write_pdf(report: Report, out: Path) -> None:
    """Write the report to ``out``. Equal reports give equal bytes."""
    out.write_bytes(pdf_bytes(report))


def made_with() -> str:
    """What draws the pages: two PDFs of one report are the same only where this is."""
    return f"insight_synth report 6, reportlab {reportlab.Version}"


def pdf_bytes(report: Report) -> bytes:
    """The report as a PDF's bytes."""
    fonts()
    with _our_settings():
        layout = _Layout(report)
        _, known = layout.laid_out(expected(report), rehearsed=True)
        if _is_left_over(report, known):
            layout.tight = True
            _, known = layout.laid_out(known, rehearsed=True)
        for _ in range(_PASSES):
            canvas, found = layout.laid_out(known)
            if found == known:
                break
            known = found
        return layout.written(canvas)


class _Layout:
    """One report being laid out: what is the same in every pass."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.paragraphs = Paragraphs(report.language)
        self.out = io.BytesIO()
        self.tight = report.kind != "full"  # the appendix, where a little of it would take a page of its own
        self.short = report.kind != "full"
        self.band = band_height(report, self.paragraphs) if self.short else 0.0
        self.first = PAGE_HEIGHT - BOTTOM - self.band - _BELOW if self.short else HEIGHT  # what the first page holds
        self.head = 8.0 if report.kind == "digest" else 42.0  # of a first title; a digest's is in the band
        drawn = Drawn(report, expected(report), self.paragraphs)
        self.rest = rest_below(report.sections, drawn, self.first - self.head) if self.short else 0.0
        self.pages = [Page([section]) for section in report.sections] if self.short else planned(report.sections, drawn)

    def laid_out(self, known: Recorder, *, rehearsed: bool = False) -> tuple[Canvas, Recorder]:
        """One pass: the pages by what is known, and where everything came to stand."""
        found = Recorder()
        self.out = io.BytesIO()
        self.paragraphs.again()
        report = self.report

        def cited(canvas: Canvas, _: str | None, number: str) -> None:
            found.cites.setdefault(int(number), []).append(canvas.getPageNumber())

        document: Any = BaseDocTemplate(
            self.out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), leftMargin=LEFT, rightMargin=RIGHT, topMargin=TOP,
            bottomMargin=BOTTOM, title=printable(report.cover.title), author="insight_synth",
            subject=printable(report.cover.subtitle), creator=made_with(), keywords=[report.fingerprint],
            lang=report.language, invariant=1, pageCompression=1, initialFontName=REGULAR,
        )  # fmt: skip
        document._doSave = 0  # a pass is written only once it is known that nothing moves
        running: Running = {}

        def first(canvas: Canvas, _: BaseDocTemplate) -> None:
            canvas.setNamedCB("cite", cited)
            if self.short:
                canvas.bookmarkPage("page-1")
                draw_band(canvas, report, self.paragraphs)

        def ended(canvas: Canvas, _: BaseDocTemplate) -> None:
            _running(canvas, report, known, running)

        body = PageTemplate("body", [_frame(HEIGHT)], onPage=_bookmark, onPageEnd=ended)
        if self.short:
            frame = _frame(self.first)
            document.addPageTemplates([PageTemplate("first", [frame], onPage=first, onPageEnd=ended), body])
        else:
            whole = Frame(0, 0, PAGE_WIDTH, PAGE_HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
            document.addPageTemplates([PageTemplate("first", [whole], onPage=first), body])
        drawn = Drawn(report, known, self.paragraphs, rehearsed=rehearsed, tight=self.tight)
        story: list[Flowable] = [NextPageTemplate("body")]
        if not self.short:
            story += [Cover(report, drawn.figures, self.paragraphs), PageBreak()]
            story += contents(report, known, self.paragraphs)
        for page in self.pages:
            story += self._set(page, drawn, found, running)
        document.build(story)
        found.pages = document.page
        return document.canv, found

    def written(self, canvas: Canvas) -> bytes:
        """The bytes of a pass, with what a reader's program shows around the pages, and the files inside."""
        report = self.report
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.addPageLabel(0, style="ARABIC", start=1)
        canvas.showOutline()
        files = {
            "report.json": ("application/json", to_json(report).encode(), report.label("attached_report")),
            "evidence.csv": ("text/csv", evidence_csv(report).encode(), report.label("attached_evidence")),
        }
        attach(canvas, files)
        canvas.save()
        return self.out.getvalue()

    def _set(self, page: Page, drawn: Drawn, found: Recorder, running: Running) -> list[Flowable]:
        """A group of sections on a new page, or below what stands there if all of it fits."""
        flowables: list[Flowable] = []
        for section in page.sections:
            flowables.append(_Title(section, self._style(section), found, running))
            if section.kind == "story" or (self.short and section is self.report.sections[0]):
                flowables += fitted(section, drawn, self.first - self.head - self.rest)
            else:
                flowables += drawn.section(section, close=page.close, whole=page.height > 0)
            if section.kind == "evidence":
                flowables.append(_End(found))
        if page.height:
            return [CondPageBreak(min(page.height, HEIGHT)), *flowables]
        if section.kind == "matrix" or (self.short and section.kind == "evidence"):
            return [CondPageBreak(min(height_of(flowables) + 30, HEIGHT)), *flowables]
        if section.level > 1:
            return [CondPageBreak(part_height(section, drawn, page.close)), *flowables]
        if self.short:
            return [CondPageBreak(HEIGHT * PART), *flowables]
        if section.kind in _FOLLOWS:
            return [CondPageBreak(HEIGHT * 0.45), *flowables]
        return [PageBreak(), *flowables]

    def _style(self, section: Section) -> str:
        if self.report.kind == "digest" and section is self.report.sections[0]:
            return ""  # its title stands in the band
        return "sheet" if self.short else style_of(section)


def _is_left_over(report: Report, known: Recorder) -> bool:
    """Whether the appendix ends with a few lines on a page of their own."""
    page, share = known.end
    after = [known.places[destination(section.id)] for section in report.sections if section.kind == "matrix"]
    return share < _ORPHAN and page not in after and report.kind == "full"


class _End(Flowable):
    """Records where the appendix ends."""

    def __init__(self, found: Recorder) -> None:
        super().__init__()
        self.found = found

    def wrap(self, *_: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        _, y = self.canv.absolutePosition(0, 0)
        self.found.end = (self.canv.getPageNumber(), (PAGE_HEIGHT - TOP - y) / HEIGHT)


class _Title(Kept):
    """A section's title: destination, outline entry, and its page for the contents."""

    def __init__(self, section: Section, style: str, found: Recorder, running: Running) -> None:
        text = shortened(section.title, LONGEST_TITLE) if style else ""
        super().__init__(markup(text, SEMIBOLD if style == "sheet" else LIGHT), styles()[style or "place"])
        self.section, self.found, self.into = section, found, running
        self.turned = turns(text)

    def split(self, *_: float) -> list[Flowable]:
        return []

    def draw(self) -> None:
        key = destination(self.section.id)
        self.canv.bookmarkHorizontal(key, 0, self.height + 8)
        self.canv.addOutlineEntry(
            printable(self.section.title)[:200], key, self.section.level - 1, closed=self.section.level == 1
        )
        page = self.canv.getPageNumber()
        self.found.places[key] = page
        if self.section.level == 1:
            at_top = self.canv.absolutePosition(0, self.height)[1] > PAGE_HEIGHT - TOP - 10
            self.into[page] = (self.section.title, self.into[page][1] if page in self.into else at_top)
        super().draw()


def _frame(height: float) -> Frame:
    return Frame(LEFT, BOTTOM, WIDTH, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def _bookmark(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.bookmarkPage(f"page-{document.page}")


def _running(canvas: Canvas, report: Report, known: Recorder, running: Running) -> None:
    """Header and footer of a page: which chapter goes on here, what the report is, and the page of how many."""
    from reportlab.graphics import renderPDF
    from reportlab.graphics.shapes import Drawing

    page = canvas.getPageNumber()
    begun = [at for at in sorted(running) if at < page]
    opens = page in running and running[page][1]
    title = running[begun[-1]][0] if begun and not opens else ""
    canvas.saveState()
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, BOTTOM - 18, PAGE_WIDTH - RIGHT, BOTTOM - 18)
    canvas.restoreState()
    number = f"{page} / {max(known.pages, page)}"
    left = f"{report.cover.title} · {report.cover.period.text}"
    if report.cover.mark:
        left += f" · {report.cover.mark}"
    drawing = Drawing(WIDTH, PAGE_HEIGHT)
    drawing.add(label(0, PAGE_HEIGHT - TOP + 26, title, REGULAR, 8, GREY, WIDTH))
    drawing.add(label(0, BOTTOM - 30, left, REGULAR, 7.6, GREY, WIDTH - 60))
    drawing.add(label(WIDTH - stringWidth(number, SEMIBOLD, 8), BOTTOM - 30, number, SEMIBOLD, 8, ACCENT, 60))
    renderPDF.draw(drawing, canvas, LEFT, 0)


@contextmanager
def _our_settings() -> Iterator[None]:
    """reportlab's own settings, ours for a while: streams compressed and not written as text besides (a fifth smaller),
    and no drawing that begins in a font which is not in the file."""
    from reportlab.graphics.shapes import STATE_DEFAULTS

    settings: Any = rl_config
    collects = gc.isenabled()
    gc.disable()  # a sixth of the time went into looking for garbage among what is still laid out
    streams, font = settings.useA85, STATE_DEFAULTS["fontName"]
    settings.useA85, STATE_DEFAULTS["fontName"] = 0, REGULAR
    try:
        yield
    finally:
        settings.useA85, STATE_DEFAULTS["fontName"] = streams, font
        if collects:
            gc.enable()
