"""HTML to the text a reader of the page sees: blocks become lines, tags go, entities become letters.

It finds nothing in a page (``web_page`` does) and gives plain text only: no markup survives.
"""

from __future__ import annotations

import html
import re

import nh3

__all__ = ["text_of_markup"]

_BLOCK = re.compile(
    r"<\s*(?:br|hr|/?(?:p|div|li|ul|ol|dl|dt|dd|tr|td|th|table|section|article|header|footer|h[1-6]|blockquote|pre|"
    r"figure|figcaption|form|option|address|main|aside|nav))\b[^<>]*>",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = {"script", "style", "noscript", "template", "svg", "head", "title"}
_BREAK = "\u2028"  # survives nh3, and no page means it as a letter


def text_of_markup(markup: str) -> str:
    """The text of an HTML fragment, one line a block, without empty lines."""
    flowing = _BLANKS.sub(" ", markup.replace("\0", ""))
    broken = _BLOCK.sub(_BREAK, flowing)
    bare = nh3.clean(broken, tags=set(), clean_content_tags=_UNSEEN)
    lines = (_BLANKS.sub(" ", line).strip() for line in html.unescape(bare).replace(_BREAK, "\n").split("\n"))
    return "\n".join(line for line in lines if line)
