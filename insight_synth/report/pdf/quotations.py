"""Quotations on the page: as they are shown beside what they bear out, and in the appendix with where they stand."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable

from insight_synth.report.document import Cited, Prose, Span
from insight_synth.report.pdf.design import ACCENT_HEX, HEIGHT, markup, prose_markup, tint
from insight_synth.report.pdf.paragraphs import Paragraphs
from insight_synth.report.pdf.styles import CLOSE
from insight_synth.report.places import place_in_words

QUOTED = 700
"""Signs of a quotation shown outside the appendix; there it stands whole."""
NAMED = 300
"""Signs of a name shown where it stands by itself."""

_HOLDS = "\u00a0"  # a space at which no line breaks

Labels = dict[str, str]


class Pair(Flowable):
    """Two paragraphs, one below the other, that stay together: a text and where it comes from.

    ``line`` draws a line beside them, ``inset`` is their distance from it. A text longer than a page is split.
    ``rehearsed``: it is measured and not drawn.
    """

    def __init__(
        self, text: Any, below: Any, *, after: float, line: bool = False, inset: float = 0.0, rehearsed: bool = False
    ) -> None:
        super().__init__()
        self.rehearsed = rehearsed
        self.text, self.below, self.line, self.inset = text, below, line, inset
        self.spaceAfter = after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        _, upper = self.text.wrap(width - self.inset, height)
        _, self.lower = self.below.wrap(width - self.inset, height)
        self.height = upper + self.lower
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        if self.wrap(width, height)[1] <= HEIGHT:
            return []
        parts = self.text.split(width - self.inset, height)
        if len(parts) < 2:
            return []
        rest = Pair(parts[1], self.below, after=self.spaceAfter, line=self.line, inset=self.inset)
        return [parts[0], rest]

    def draw(self) -> None:
        if self.rehearsed:
            return
        if self.line:
            self.canv.saveState()
            self.canv.setStrokeColor(tint(0.35))
            self.canv.setLineWidth(2)
            self.canv.line(0, 0, 0, self.height)
            self.canv.restoreState()
        self.text.drawOn(self.canv, self.inset, self.lower)
        self.below.drawOn(self.canv, self.inset, 0)


def quoted(cited: Cited, labels: Labels, paragraph: Paragraphs, *, close: int) -> Pair:
    """A quotation in its own words, and who said it where and when."""
    end = CLOSE * close
    text = markup(f"{labels['quote.open']}{shortened(cited.text, QUOTED)}{labels['quote.close']}")
    parts = [shortened(cited.source_name, NAMED), _when(cited, labels), _language(cited, labels)]
    if cited.redacted:
        parts.append(labels["quote.redacted"])
    cite = prose_markup(Prose((Span(f"[{cited.number}]", cite=cited.number),)))
    said = f"{' · '.join(markup(part) for part in parts if part)} &nbsp;{cite}"
    return Pair(paragraph(text, f"quote{end}"), paragraph(said, f"source{end}"), after=7 - 1.5 * close, line=True,
                inset=10)  # fmt: skip


def entry(
    cited: Cited, pages: list[int], labels: Labels, paragraph: Paragraphs, *, rehearsed: bool, after: float
) -> Pair:
    """A quotation of the appendix: whole, where it stands, and the pages that cite it."""
    at = f"{shortened(cited.export, NAMED)}, {shortened(place_in_words(cited.locator, labels), NAMED)}"
    place = f"{at}, {labels['characters']} {cited.start}–{cited.end}"
    parts = [shortened(cited.source_name, NAMED), place, _when(cited, labels), _language(cited, labels)]
    parts.append(cited.sha256[:12])
    if cited.redacted:
        parts.append(labels["quote.redacted"])
    line = " · ".join(markup(part) for part in parts if part)
    back = ", ".join(
        str(page) if rehearsed else f'<a href="#page-{page}" color="{ACCENT_HEX}">{page}</a>' for page in pages
    )
    cited_on = markup(labels["cited_on"]).replace(" ", _HOLDS)
    line += f" · {cited_on}{_HOLDS}{back}" if back else ""
    number, anchor = f"[{cited.number}]", f"cite-{cited.number}"
    text = paragraph(markup(cited.text), "evidence", bullet=number, anchor=anchor)
    return Pair(text, paragraph(line, "place"), after=after, rehearsed=rehearsed)


def shortened(text: str, size: int) -> str:
    """The beginning of a long text with an ellipsis."""
    return text if len(text) <= size else f"{text[: size - 2].rstrip()} …"


def _when(cited: Cited, labels: Labels) -> str:
    return labels.get(f"date.{cited.date}", cited.date) if cited.date else ""


def _language(cited: Cited, labels: Labels) -> str:
    return labels.get(f"language.{cited.language}", cited.language)
