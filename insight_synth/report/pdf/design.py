"""The look of the PDF: grid, one accent colour, fonts, and text made into reportlab's markup.

Fonts are shipped beside this package. A sign the text face lacks is set in the fallback face; a sign that has neither
is shown as ``▯``. What people wrote is escaped here and nowhere else on its way to a page. The type scale is in
``styles``.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

from insight_synth.report.document import Prose
from insight_synth.report.pdf.directions import plain_letters
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
WARNING = HexColor("#a3320b")
ACCENT_HEX, GREY_HEX = "#0b5d69", "#59656d"

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


DAGGER = f'<super><font name="{SEMIBOLD}" color="#a3320b">†</font></super>'
"""What stands after a span that carries a mark; a note says what it means."""
_MEASURED = 50_000  # words of a font whose widths are kept
_BEYOND = re.compile(r"<([0-9A-F]{5,6})>")
_JOINED = re.compile(r"<(F[BE][0-9A-F]{2})>")


def tint(part: float) -> Color:
    """The accent colour thinned by white: 0 is white, 1 the accent itself."""
    part = min(max(part, 0.0), 1.0)
    return Color(*(1 - (1 - channel) * part for channel in (ACCENT.red, ACCENT.green, ACCENT.blue)))


class _ShippedFont(TTFont):
    """A font that measures a word once, and whose signs beyond U+FFFF can be copied out of the PDF: reportlab writes
    their codes where the format wants UTF-16 (ISO 32000-1, 9.10.3); joined Arabic forms are copied as their letters."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        self._units: dict[str, float] = {}

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802 - reportlab's name
        units = self._units.get(text)
        if units is None:
            face: Any = self.face
            units = sum(face.charWidths.get(ord(sign), face.defaultWidth) for sign in text)
            if len(self._units) >= _MEASURED:
                self._units.clear()
            self._units[text] = units
        return 0.001 * size * units

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - reportlab's name
        super().addObjects(doc)
        held: Any
        for name, held in doc.idToObject.items():
            if str(name).startswith("toUnicodeCMap:") and isinstance(held.content, str):
                held.content = _BEYOND.sub(lambda found: f"<{_utf16(found[1])}>", held.content)
                held.content = _JOINED.sub(lambda found: f"<{_utf16(found[1])}>", held.content)


def _utf16(code: str) -> str:
    return plain_letters(chr(int(code, 16))).encode("utf-16-be").hex().upper()


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


def has_signs(font: str, text: str) -> bool:
    """Whether a font has all signs of a text."""
    return all(ord(sign) in _signs(font) for sign in text)


@cache
def _usual(font: str) -> frozenset[str]:
    """The signs that a font has and that are printed as they are, wherever they stand."""
    return frozenset(chr(code) for code in _signs(font) if printable(f"a{chr(code)}a") == f"a{chr(code)}a")


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """The printable text in runs of ``(font, text)``, every sign in a font that has it."""
    if _usual(font).issuperset(text):
        text = " ".join(filter(None, text.split(" ")))
        return [(font, text)] if text else []
    found: list[tuple[str, str]] = []
    for sign in "".join(map(plain_letters, printable(text))):  # joined forms are found anew when they are drawn
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


def prose_markup(prose: Prose, font: str = REGULAR) -> str:
    """Running text as a paragraph's content, with links to sections and quotations, and marks a person must see."""
    parts = []
    for span in prose.spans:
        lead = " " if span.text[:1].isspace() else ""
        trail = " " if span.text[-1:].isspace() and span.text.strip() else ""
        inner = markup(span.text, SEMIBOLD if span.strong else font)
        if span.strong:
            inner = f'<font name="{SEMIBOLD}">{inner}</font>'
        if span.cite:
            record = f'<ondraw name="cite" label="{span.cite}"/>'
            inner = f'{record}<a href="#cite-{span.cite}" color="{ACCENT_HEX}">{inner}</a>'
        elif span.target:
            inner = f'<a href="#{destination(span.target)}">{inner}</a>'
        parts.append(f"{lead}{inner}{DAGGER if span.mark else ''}{trail}")
    return "".join(parts)


def destination(section_id: str) -> str:
    """A section's id as a PDF destination: plain ASCII whatever a source's folder is called."""
    return "s-" + "".join(sign if sign.isascii() and sign.isalnum() else f"-{ord(sign):x}-" for sign in section_id)
