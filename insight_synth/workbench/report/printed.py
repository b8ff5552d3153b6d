"""A report's running text as HTML of the page: what is computed, what is quoted and what a person wrote told apart.

Nothing of the text is markup: every piece is escaped here.
"""

from __future__ import annotations

from insight_synth.report.document import Cited, Prose, Span
from insight_synth.report.untrusted import xml

DAGGER = "†"
_COMPUTED = "border-bottom: 1px dotted currentColor"
_BY_HAND = "background: #ffe08a; color: #1d252b; padding: 0 .15em; border-radius: 3px"


def prose_html(prose: Prose, language: str, computed: str, by_hand: str) -> str:
    """The text on one paragraph; ``computed`` and ``by_hand`` say what a figure and a mark are."""
    inner = "".join(_span(span, computed, by_hand) for span in prose.spans)
    return f'<div lang="{xml(language)}" style="overflow-wrap: anywhere; line-height: 1.5">{inner}</div>'


def text_html(text: str, language: str) -> str:
    """A text without figures; a dagger in it stands after what a person wrote."""
    return f'<div lang="{xml(language)}" style="overflow-wrap: anywhere; line-height: 1.5">{xml(text)}</div>'


def quote_line(cited: Cited, opening: str, closing: str, date: str) -> str:
    """A quotation as it stands under what it bears out: its number, its words, its source and date."""
    lang = f' lang="{xml(cited.language)}"' if cited.language else ""
    origin = " · ".join(part for part in (cited.source_name, date) if part)
    return (
        f'<div style="overflow-wrap: anywhere; font-size: .9rem; line-height: 1.45; padding-left: .75rem; '
        f'border-left: 3px solid rgba(128, 128, 128, .45)">[{cited.number}] <span{lang}>{xml(opening)}'
        f'{xml(cited.text.strip())}{xml(closing)}</span> <span style="opacity: .75">{xml(origin)}</span></div>'
    )


def _span(span: Span, computed: str, by_hand: str) -> str:
    lead = " " * span.text[:1].isspace()
    trail = " " * (span.text[-1:].isspace() and bool(span.text.strip()))
    inner = f"{lead}{xml(span.text)}{trail}"
    if span.mark:
        inner = f'<mark title="{xml(by_hand)}" style="{_BY_HAND}">{inner.strip()}<sup>{DAGGER}</sup></mark>'
        inner = f"{lead}{inner}{trail}"
    elif span.figure:
        inner = f'<span title="{xml(computed)}" style="{_COMPUTED}">{inner}</span>'
    return f"<strong>{inner}</strong>" if span.strong else inner
