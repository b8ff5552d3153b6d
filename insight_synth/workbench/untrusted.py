"""Feedback and names out of data, made safe to show in a browser.

Feedback is hostile input: it is never Markdown and never HTML. Everything that reaches the page passes here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from insight_synth.report.untrusted import printable

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@])")
_LINK = re.compile(r"(https?\\:|www(?=\\\.)|\\@)", re.IGNORECASE)  # as escaped
_MARKED = '<mark style="background: #ffe08a; color: #1d252b; padding: 0 .15em; border-radius: 3px">{}</mark>'
_UNDERLINED = '<span style="border-bottom: 1px dotted currentColor">{}</span>'
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def plain(text: str) -> str:
    """``text`` on one line for a place that reads Markdown (a heading, a label, a sentence): every sign is a sign.

    Addresses, which become links even where their signs are escaped, are parted by a word joiner, which is not seen.
    """
    return _LINK.sub("\\1\u2060", _MARKDOWN.sub(r"\\\1", one_line(text)))


def one_line(text: str) -> str:
    """``text`` on one line for a place that reads no markup, such as an option to choose."""
    return " ".join(printable(text).split())


def marked_html(text: str, passage: tuple[int, int], others: Sequence[tuple[int, int]], language: str) -> str:
    """A whole text as HTML, its passage marked and other passages underlined; nothing of it is markup.

    Offsets are into ``text``; an empty ``passage`` marks nothing, and what overlaps it is not underlined.
    """
    lang = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    pieces, at = [], 0
    apart = {span for span in others if span[1] <= passage[0] or span[0] >= passage[1]}
    for start, end in sorted(apart | {passage}):
        if start < at or end <= start:
            continue
        mark = _MARKED if (start, end) == passage else _UNDERLINED
        pieces += [_inert(text[at:start]), mark.format(_inert(text[start:end]))]
        at = end
    pieces.append(_inert(text[at:]))
    style = "white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.6"
    return f'<div{lang} style="{style}">{"".join(pieces)}</div>'


def quotation_html(text: str, language: str, opening: str, closing: str) -> str:
    """A quotation in quotation marks as HTML; nothing of it is markup."""
    lang = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    return (
        f'<div{lang} style="white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; font-size: 1.05rem">'
        f"{_inert(opening)}{_inert(text.strip())}{_inert(closing)}</div>"
    )


def _inert(text: str) -> str:
    return html.escape(printable(text, lines=True), quote=True)
