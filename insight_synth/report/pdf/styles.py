"""The type scale of the PDF: every paragraph style by name, in its usual size and four closer ones.

A style's closer forms, ``name~`` to ``name~~~~``, are for what must fit a page that it would just miss. No type is
smaller than 7 points.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from insight_synth.report.pdf.design import ACCENT, GREY, INK, LIGHT, REGULAR, SEMIBOLD, WHITE, fonts

SMALLEST = 7.0
CLOSE = "~"
"""The end of a closer style's name, once for every step."""
CLOSEST = 4
"""How many steps closer than usual there are."""
_PARTS = (
    (1.0, 1.0, 1.0),
    (0.98, 0.955, 0.8),
    (0.93, 0.90, 0.6),
    (0.885, 0.87, 0.45),
    (0.84, 0.825, 0.3),
)  # of size, leading and space, step by step


@cache
def styles() -> dict[str, ParagraphStyle]:
    """Every paragraph style by name."""
    fonts()
    right: dict[str, Any] = {"alignment": TA_RIGHT}
    bullet: dict[str, Any] = {"leftIndent": 11, "bulletIndent": 0, "bulletFontName": REGULAR}
    made = (
        _style("chapter", 24, 28, LIGHT, ACCENT, spaceBefore=26, spaceAfter=10),
        _style("part", 18, 22, LIGHT, ACCENT, spaceBefore=20, spaceAfter=6),
        _style("sheet", 14, 18, SEMIBOLD, spaceBefore=18, spaceAfter=4),
        _style("heading", 9.5, 13, SEMIBOLD, ACCENT, spaceBefore=9, spaceAfter=3),
        _style("lead", 11.5, 16.2, spaceAfter=8),
        _style("body", 9.5, 13.5, spaceAfter=6),
        _style("finding", 9.4, 12.8),
        _style("claim", 10.2, 14.6),
        _style("note", 8, 11, colour=GREY, spaceBefore=5, spaceAfter=3),
        _style("caveat", 8, 11, colour=GREY, spaceAfter=4),
        _style("bullet", 9.4, 13, spaceAfter=3.4, bulletFontSize=9.4, **bullet),
        _style("quote", 9.5, 13.4),
        _style("source", 7.8, 10.4, colour=GREY),
        _style("cell", 8.4, 11),
        _style("cell-right", 8.4, 11, **right),
        _style("snug", 8, 10),
        _style("snug-right", 8, 10, **right),
        _style("head", 7.6, 9.6, SEMIBOLD, GREY),
        _style("head-right", 7.6, 9.6, SEMIBOLD, GREY, **right),
        _style("tiny", 7.2, 9),
        _style("tiny-right", 7.2, 9, **right),
        _style("label", 8, 11, colour=GREY),
        _style("number", 17, 20, LIGHT, ACCENT),
        _style("title", 10.8, 14, SEMIBOLD),
        _style("page", 8.4, 11, colour=GREY, **right),
        _style(
            "evidence",
            8.4,
            10.8,
            leftIndent=26,
            bulletIndent=0,
            bulletFontName=REGULAR,
            bulletFontSize=8.4,
            bulletColor=ACCENT,
        ),
        _style("place", 7, 8.8, colour=GREY, leftIndent=26),
        _style("contents-1", 10, 13.4, SEMIBOLD),
        _style("contents-2", 9, 11.2, leftIndent=12),
        _style("contents-page", 9, 11.2, colour=GREY, **right),
        _style("cover-title", 42, 46, LIGHT, WHITE),
        _style("cover-long", 25, 29, LIGHT, WHITE),
        _style("band-title", 25, 29, LIGHT, WHITE),
        _style("cover-kicker", 11, 14, SEMIBOLD, WHITE),
        _style("cover-period", 14, 19, colour=WHITE),
        _style("band-period", 10.5, 14, colour=WHITE),
        _style("cover-head", 8.4, 12, SEMIBOLD, ACCENT, spaceAfter=5),
        _style("cover-point", 12, 15.4, SEMIBOLD),
        _style("cover-claim", 9, 12.2),
        _style("cover-fact", 8.8, 11.6),
        _style("cover-label", 8, 11.6, colour=GREY),
        _style("badge", 9, 12, SEMIBOLD, WHITE, alignment=TA_CENTER),
    )
    found = {style.name: style for style in made}
    for step in range(1, CLOSEST + 1):
        found |= {f"{style.name}{CLOSE * step}": _closer(style, step) for style in made}
    return found


def _style(
    name: str, size: float, leading: float, font: str = REGULAR, colour: Color = INK, **more: Any
) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, textColor=colour, splitLongWords=1,
                          allowWidows=0, allowOrphans=0, **more)  # fmt: skip


def _closer(style: ParagraphStyle, step: int) -> ParagraphStyle:
    usual: Any = style
    part, apart, space = _PARTS[step]
    size = max(min(SMALLEST, usual.fontSize), usual.fontSize * part)
    return ParagraphStyle(
        f"{usual.name}{CLOSE * step}", parent=style, fontSize=size, leading=max(size * 1.16, usual.leading * apart),
        bulletFontSize=size, spaceBefore=usual.spaceBefore * space, spaceAfter=usual.spaceAfter * space,
    )  # fmt: skip
