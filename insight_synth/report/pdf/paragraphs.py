"""Paragraphs that remember how they were broken into lines, kept from one pass of the layout to the next.

A report is laid out until its page numbers settle, and a paragraph is measured several times in every pass: by the
table it stands in, by the group that must fit a page, by the page. Its lines are found once for a width.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from reportlab.platypus import Flowable, Paragraph

from insight_synth.report.pdf.design import WIDTH
from insight_synth.report.pdf.directions import turns
from insight_synth.report.pdf.styles import styles
from insight_synth.report.pdf.turned import draw_turned

_ALONE = re.compile(r"(?<![^\s(„>])([wziouaWZIOUA](?:</\w+>)*) (?=\S)")  # Polish words of one letter, which end no line
_COUNTED = re.compile(r"(\d\.?(?:</\w+>)*) (?=[€%]|p\.p\.|[^\W\d]{1,12}\b)")  # a number and what it counts
_QUOTED = ("quote", "evidence")  # styles of texts that stand as they are


class Kept(Paragraph):
    """A paragraph that is broken into lines once for a width. ``anchor`` names the place where it begins."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.anchor = ""
        self.turned = False  # whether something in it is read from the right
        self._lines: dict[float, tuple[Any, Any, float]] = {}

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        known = self._lines.get(width)
        if known is not None:
            self.blPara, self._wrapWidths, self.height = known
            self.width = width
            return width, self.height
        found: tuple[float, float] = super().wrap(width, height)
        if hasattr(self, "blPara"):
            self._lines[width] = (self.blPara, self._wrapWidths, found[1])
        return found

    def split(self, width: float, height: float) -> list[Flowable]:
        parts: list[Any] = super().split(width, height)
        self._lines.clear()  # splitting writes into the lines
        if parts:
            parts[0].anchor = self.anchor
            for part in parts:
                part.turned = self.turned
        return parts

    def draw(self) -> None:
        if self.anchor:
            self.canv.bookmarkHorizontal(self.anchor, 0, self.height)
        if self.turned and self.blPara.lines:
            draw_turned(self)
        else:
            super().draw()


class Paragraphs:
    """Makes paragraphs by their content and style; from the second pass on, hands out those of the pass before."""

    def __init__(self, language: str = "") -> None:
        self._polish = language == "pl"
        self._held: dict[tuple[str, str, str], list[Kept]] = {}
        self._used: Counter[tuple[str, str, str]] = Counter()

    def again(self) -> None:
        """A pass begins: every paragraph may be used anew."""
        self._used.clear()

    def bound(self, text: str) -> str:
        """A text of ours with spaces at which no line breaks, where the language does not break one."""
        text = _COUNTED.sub("\\1\u00a0", text)
        return _ALONE.sub("\\1\u00a0", text) if self._polish else text

    def __call__(self, content: str, style: str, *, bullet: str = "", anchor: str = "") -> Kept:
        if not style.startswith(_QUOTED):
            content = self.bound(content)
        key = (content, style, bullet)
        held = self._held.setdefault(key, [])
        at = self._used[key]
        self._used[key] += 1
        if at == len(held):
            held.append(_made(content, style, bullet))
            held[at].turned = turns(content)
        vars(held[at]).pop("_postponed", None)  # what the layout of the pass before noted of it
        held[at].anchor = anchor
        return held[at]


def _made(content: str, style: str, bullet: str) -> Kept:
    if not content.strip() or "<" in content or "&" in content:
        return Kept(content, styles()[style], bulletText=bullet or None)
    fragment = _sample(style).frags[0].clone(text=content.strip())  # what reportlab's parser would give, sooner
    return Kept(None, styles()[style], bulletText=bullet or None, frags=[fragment])


@cache
def _sample(style: str) -> Any:
    return Paragraph("a", styles()[style])


def height_of(flowables: list[Flowable], width: float = WIDTH) -> float:
    """The height of flowables set one below the other, in points, without the space before the first."""
    whole = after = 0.0
    nowhere: Any = None  # measuring needs no canvas
    for place, flowable in enumerate(flowables):
        _, high = flowable.wrapOn(nowhere, width, 1e6)
        before = flowable.getSpaceBefore() if place else 0.0
        whole += max(before, after) + high
        after = flowable.getSpaceAfter()
    return whole
