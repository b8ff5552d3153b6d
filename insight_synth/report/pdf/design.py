"""The look of the PDF: grid, type scale, one accent colour, fonts, and text made into reportlab's markup.

Fonts are shipped beside this package. A sign the text face lacks is set in the fallback face; a sign that has neither
is shown as ``▯``. What people wrote is escaped here and nowhere else on its way to a page.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

from insight_synth.report.document import Prose
from insight_synth.report.untrusted import REPLACEMENT, printable

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 23 * mm, 21 * mm, 25 * mm, 22 * mm
WIDTH = PAGE_WIDTH - LEFT - RIGHT
HEIGHT = PAGE_HEIGHT - TOP - BOTTOM
GUTTER = 6 * mm

INK = HexColor("#1d252b")
GREY = HexColor("#59656d")
RULE = HexColor("#d3dadd")
FAINT = HexColor("#f2f5f6")
ACCENT = HexColor("#0b5d69")
WHITE = HexColor("#ffffff")

LIGHT, REGULAR, SEMIBOLD, ITALIC, FALLBACK = (
    "InsightLight", "InsightText", "InsightSemibold", "InsightItalic", "InsightFallback",
)  # fmt: skip
_FILES = {
    LIGHT: "SourceSansPro-Light.ttf",
    REGULAR: "SourceSansPro-Regular.ttf",
    SEMIBOLD: "SourceSansPro-Semibold.ttf",
    ITALIC: "SourceSansPro-It.ttf",
    FALLBACK: "DejaVuSans.ttf",
}


_BEYOND = re.compile(r"<([0-9A-F]{5,6})>")


def tint(part: float) -> Color:
    """The accent colour thinned by white: 0 is white, 1 the accent itself."""
    part = min(max(part, 0.0), 1.0)
    return Color(*(1 - (1 - channel) * part for channel in (ACCENT.red, ACCENT.green, ACCENT.blue)))


class _ShippedFont(TTFont):
    """A font whose signs beyond U+FFFF can be copied out of the PDF: reportlab writes their codes where the format
    wants UTF-16 (ISO 32000-1, 9.10.3)."""

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - reportlab's name
        super().addObjects(doc)
        held: Any
        for name, held in doc.idToObject.items():
            if str(name).startswith("toUnicodeCMap:") and isinstance(held.content, str):
                held.content = _BEYOND.sub(lambda found: f"<{_utf16(found[1])}>", held.content)


def _utf16(code: str) -> str:
    return chr(int(code, 16)).encode("utf-16-be").hex().upper()


@cache
def fonts() -> None:
    """Register the fonts, once a process."""
    folder = resources.files("insight_synth.report") / "fonts"
    for name, file in _FILES.items():
        with resources.as_file(folder / file) as path:
            pdfmetrics.registerFont(_ShippedFont(name, str(path)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=SEMIBOLD, italic=ITALIC, boldItalic=SEMIBOLD)
    for name in (LIGHT, SEMIBOLD, ITALIC, FALLBACK):
        pdfmetrics.registerFontFamily(name, normal=name, bold=SEMIBOLD, italic=name, boldItalic=SEMIBOLD)


@cache
def _signs(font: str) -> frozenset[int]:
    fonts()
    shipped: Any = pdfmetrics.getFont(font)
    return frozenset(shipped.face.charToGlyph)


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """The printable text in runs of ``(font, text)``, every sign in a font that has it."""
    found: list[tuple[str, str]] = []
    for sign in printable(text):
        face = font
        if ord(sign) not in _signs(font):
            face = FALLBACK
            if ord(sign) not in _signs(FALLBACK):
                sign = REPLACEMENT
        if found and found[-1][0] == face:
            found[-1] = (face, found[-1][1] + sign)
        else:
            found.append((face, sign))
    return found


def as_printed(text: str) -> str:
    """The text as it will stand on the page, ``▯`` for signs no font has."""
    return "".join(part for _, part in runs(text, REGULAR))


def markup(text: str, font: str = REGULAR) -> str:
    """The text as a paragraph's content: escaped, and in fonts that have its signs."""
    return "".join(
        escape(part) if face == font else f'<font name="{face}">{escape(part)}</font>'
        for face, part in runs(text, font)
    )


def prose_markup(prose: Prose, font: str = REGULAR, *, cite_records: bool = True) -> str:
    """Running text as a paragraph's content, with links to sections and quotations."""
    parts = []
    for span in prose.spans:
        lead = " " if span.text[:1].isspace() else ""
        trail = " " if span.text[-1:].isspace() and span.text.strip() else ""
        inner = markup(span.text, SEMIBOLD if span.strong else font)
        if span.strong:
            inner = f'<font name="{SEMIBOLD}">{inner}</font>'
        if span.cite:
            record = f'<ondraw name="cite" label="{span.cite}"/>' if cite_records else ""
            inner = f'{record}<a href="#cite-{span.cite}" color="{_hex(ACCENT)}">{inner}</a>'
        elif span.target:
            inner = f'<a href="#{destination(span.target)}">{inner}</a>'
        parts.append(f"{lead}{inner}{trail}")
    return "".join(parts)


def destination(section_id: str) -> str:
    """A section's id as a PDF destination: plain ASCII whatever a source's folder is called."""
    return "s-" + "".join(sign if sign.isascii() and sign.isalnum() else f"-{ord(sign):x}-" for sign in section_id)


def _hex(colour: Color) -> str:
    return f"#{colour.hexval()[2:]}"


def _style(
    name: str, size: float, leading: float, font: str = REGULAR, colour: Color = INK, **more: Any
) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, textColor=colour, splitLongWords=1,
                          allowWidows=0, allowOrphans=0, **more)  # fmt: skip


@cache
def styles() -> dict[str, ParagraphStyle]:
    """Every paragraph style by name."""
    fonts()
    made = (
        _style("chapter", 24, 28, LIGHT, ACCENT, spaceAfter=10),
        _style("part", 18, 22, LIGHT, ACCENT, spaceAfter=6),
        _style("sheet", 14, 18, SEMIBOLD, INK, spaceAfter=4),
        _style("heading", 9.5, 13, SEMIBOLD, ACCENT, spaceBefore=9, spaceAfter=3),
        _style("lead", 11.5, 16.5, spaceAfter=8),
        _style("body", 9.5, 13.5, spaceAfter=6),
        _style("body-tight", 9.3, 12.6),
        _style("claim", 10.2, 14.6),
        _style("note", 8, 11, colour=GREY, spaceBefore=5, spaceAfter=3),
        _style("caveat", 8, 11, colour=GREY, spaceAfter=4),
        _style(
            "bullet",
            9.5,
            13.3,
            leftIndent=11,
            bulletIndent=0,
            spaceAfter=3.5,
            bulletFontName=REGULAR,
            bulletFontSize=9.5,
        ),
        _style(
            "bullet-tight",
            8.8,
            11.8,
            leftIndent=11,
            bulletIndent=0,
            spaceAfter=1.6,
            bulletFontName=REGULAR,
            bulletFontSize=9.5,
        ),
        _style("quote", 9.5, 13.4),
        _style("source", 7.8, 10.4, colour=GREY),
        _style("cell", 8.4, 11),
        _style("cell-right", 8.4, 11, alignment=TA_RIGHT),
        _style("cell-centre", 8.4, 11, alignment=TA_CENTER),
        _style("snug", 8, 10),
        _style("snug-right", 8, 10, alignment=TA_RIGHT),
        _style("head", 7.6, 9.6, SEMIBOLD, GREY),
        _style("head-right", 7.6, 9.6, SEMIBOLD, GREY, alignment=TA_RIGHT),
        _style("tiny", 7.2, 9),
        _style("tiny-right", 7.2, 9, alignment=TA_RIGHT),
        _style("label", 8, 11, colour=GREY),
        _style("number", 17, 20, LIGHT, ACCENT),
        _style("title", 10.5, 14, SEMIBOLD),
        _style("page", 8.4, 11, colour=GREY, alignment=TA_RIGHT),
        _style("badge", 9, 12, SEMIBOLD, WHITE, alignment=TA_CENTER),
        _style("badge-plain", 9, 12, SEMIBOLD, ACCENT, alignment=TA_CENTER),
        _style("evidence", 8.2, 10.6, leftIndent=24, bulletIndent=0, spaceAfter=0),
        _style("place", 6.8, 8.6, colour=GREY, leftIndent=24, spaceAfter=4.6),
        _style("contents-1", 10, 13.4, SEMIBOLD, spaceBefore=4),
        _style("contents-2", 9, 11, leftIndent=12),
        _style("cover-title", 42, 46, LIGHT, WHITE),
        _style("cover-kicker", 11, 14, SEMIBOLD, WHITE),
        _style("cover-period", 14, 19, REGULAR, WHITE),
        _style("cover-label", 8.4, 12, SEMIBOLD, GREY),
        _style("cover-fact", 11, 15, alignment=TA_LEFT),
    )
    return {style.name: style for style in made}
