"""Running text, figures, links and marks as HTML, and what a page must remember of them.

A figure is a ``<data>`` with its value and its key, a quotation's number a link that its entry leads back to. Nothing
here knows of blocks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from insight_synth.report.captions import MARK, mark_meaning
from insight_synth.report.document import Cited, Prose, Report, Section, Span
from insight_synth.report.untrusted import printable, xml

_AROUND = ' …“”„"«»'  # signs around a piece of a quotation in a sentence
_PIECE = 8  # signs from which on words are a piece of a quotation and not by chance the same
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass
class Page:
    """One report on its way to HTML, and what was met while it was written."""

    report: Report
    section: Section | None = None  # the one being written
    citing: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # quotation → (anchor, section's title)
    tables: int = 0
    charts: int = 0

    def label(self, name: str) -> str:
        return self.report.label(name)

    def prose(self, prose: Prose) -> str:
        """Running text; a space at a span's edge stays."""
        parts = []
        for place, span in enumerate(prose.spans):
            shown = self._span(span)
            cited = self._quoted(span, prose.spans[place + 1 : place + 3])
            parts.append(f"<span {spoken(cited.language)}>{shown}</span>" if cited else shown)
        return "".join(parts)

    def figure(self, figure_id: str, shown: str = "") -> str:
        """A figure as it is printed, with its value and the key that computes it; ``shown`` is other HTML for it."""
        figure = self.report.figure(figure_id)
        value = "" if figure.value is None else str(figure.value)
        return (
            f'<data value="{xml(value)}" data-key="{xml(figure.key)}" data-figure="{xml(figure.id)}">'
            f"{shown or worded(figure.shown)}</data>"
        )

    def cite(self, number: int, inner: str) -> str:
        """A link to a quotation's entry, which will lead back here."""
        met = self.citing.setdefault(number, [])
        here = f"ref-{number}-{len(met) + 1}"
        met.append((here, self.section.title if self.section else ""))
        return f'<a class="cite" id="{here}" href="#cite-{number}">{inner}</a>'

    def number(self, figure_id: str) -> float:
        """A figure's value, 0 where it has none."""
        value = self.report.figure(figure_id).value
        return float(value) if isinstance(value, int | float) else 0.0

    def shown(self, figure_id: str) -> str:
        return self.report.figure(figure_id).shown

    def _quoted(self, span: Span, after: Sequence[Span]) -> Cited | None:
        """The quotation in another language that the span repeats a piece of, where its number follows."""
        said = span.text.strip(_AROUND)
        if len(said) < _PIECE or span.figure or span.cite or span.target:
            return None
        quotations = self.report.citations_by_number
        cited = next((quotations[other.cite] for other in after if other.cite in quotations), None)
        if cited is None or cited.language == self.report.language:
            return None
        return cited if said in printable(cited.text) else None

    def _span(self, span: Span) -> str:
        lead, trail = " " * span.text[:1].isspace(), " " * (span.text[-1:].isspace() and bool(span.text.strip()))
        inner = worded(span.text)
        if span.figure in self.report.figures_by_id:
            inner = self.figure(span.figure, inner)
        if span.mark:
            code = span.mark.replace(" ", "-")
            told = xml(mark_meaning(self.report, span.mark))
            inner = (
                f'<span class="marked {code}">{inner}<sup><a href="#mark-{code}" title="{told}">{MARK}</a></sup></span>'
            )
        if span.strong:
            inner = f"<strong>{inner}</strong>"
        if span.cite:
            inner = self.cite(span.cite, inner)
        elif span.target and not span.mark:
            inner = f'<a href="#{anchor(span.target)}">{inner}</a>'
        return f"{lead}{inner}{trail}"


def worded(text: str) -> str:
    """Text as HTML; where it is read from right to left, set apart from what stands around it."""
    shown = xml(text)
    return f"<bdi>{shown}</bdi>" if reads_leftwards(text) else shown


def reads_leftwards(text: str) -> bool:
    """Whether any sign of the text is read from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text)


def spoken(language: str) -> str:
    """A quotation's language as the attributes that say it, whichever way it is read."""
    return f'lang="{language if _LANGUAGE.fullmatch(language) else "und"}" dir="auto"'


def anchor(section_id: str) -> str:
    """A section's id as an anchor: plain ASCII whatever a source's folder is called."""
    return "s-" + "".join(sign if sign.isascii() and sign.isalnum() else f"-{ord(sign):x}-" for sign in section_id)


def cut(text: str, size: int) -> str:
    """The beginning of a long text with an ellipsis."""
    return text if len(text) <= size else f"{text[: size - 1].rstrip()}…"
