"""What the readers of web pages share: the text of an element, and what its marks say it is.

An element is marked by its classes, ``itemprop``, ``rel``, the names of its ``data-`` attributes and the values of
those that tests hang on (``data-testid`` and the like).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from insight_synth.ingest.readers.json_values import apart
from insight_synth.ingest.readers.markup import text_of_markup
from insight_synth.model import Row

__all__ = [
    "date_in", "drop", "heading", "identity", "is_company_reply", "labelled", "line", "marks", "post_row", "rating_in",
    "text",
]  # fmt: skip

_NUMBERED = re.compile(r"(?:review|post|comment|message|entry|anchor)[-_]?(\d+)$", re.IGNORECASE)
_IDS = ("data-id", "data-review-id", "data-post-id", "data-comment-id", "data-message-id", "data-reviewid")
_HOOKS = ("data-hook", "data-testid", "data-qa", "data-test")
_HEADINGS = ("h1", "h2", "h3", "h4")
_STANDARD = frozenset({"text", "title", "date", "customer", "rating", "id", "product", "segment"})
_COMPANY = re.compile(
    r"(?:developer|owner|business|company|merchant|seller|brand|management|publisher|vendor|official|dev|staff)"
    r"[-_]?(?:response|reply|replies|answer|comment)(?:$|[-_])",
    re.IGNORECASE,
)
_RESPONSE = re.compile(r"review.*response(?:$|[-_])|^response$", re.IGNORECASE)
_COMPANY_HEADING = re.compile(
    r"(?:Developer Response|Response from|Reply from|Owner['’]s (?:reply|response)|Kehittäjän vastaus|"
    r"Omistajan vastaus|Yrityksen vastaus|Vastaus (?:omistajalta|yritykseltä)|"
    r"Odpowiedź (?:dewelopera|właściciela|firmy|od)|Antwort (?:des|vom)|Svar från)",
    re.IGNORECASE,
)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "title"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_SCORE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|out of|of|z|stars?\b|★|tähte|gwiazd|av|von)", re.IGNORECASE)


def text(element: Any) -> str:
    """What a reader of the page sees of an element, one line a block."""
    import lxml.html

    if not len(element) and element.tag not in _UNSEEN:  # most elements: nothing in them but words
        return _BLANKS.sub(" ", element.text or "").strip()
    return text_of_markup(lxml.html.tostring(element, encoding="unicode", with_tail=False))


def line(element: Any) -> str:
    """The same in one line, or the value that the element states for programs; "" for no element."""
    return "" if element is None else " ".join((element.get("content") or text(element)).split())


def marks(element: Any) -> Iterator[str]:
    """The names that say what an element is, in lower case."""
    for attribute, value in element.attrib.items():
        if attribute in ("class", "itemprop", "rel") or attribute in _HOOKS:
            yield from value[:2_000].lower().split()
        elif attribute.startswith("data-"):
            yield attribute[5:].lower()


def heading(block: Any) -> str:
    """The first heading in a block."""
    return next((line(found) for found in block.iter(*_HEADINGS)), "")


def date_in(block: Any) -> str:
    """The first ``<time>`` in a block, as it is stated for programs."""
    return next((str(time.get("datetime") or line(time)).strip() for time in block.iter("time")), "")


def rating_in(element: Any) -> str:
    """The figure that an element drawn as stars stands for."""
    stated = (element.get("data-rating"), element.get("content"), element.get("data-service-review-rating"))
    for value in (*stated, element.get("aria-label"), element.get("alt"), element.get("title"), line(element)):
        if value and (match := _SCORE.search(value)):
            return match[1]
        if value and value.strip():
            return str(value).strip()
    for inner in element.iter("img", "svg", "i", "span", "div"):
        for value in (inner.get("alt"), inner.get("aria-label"), inner.get("title")):
            if value and (match := _SCORE.search(value)):
                return match[1]
    return ""


def identity(block: Any) -> str:
    """The id that a page gives a review or post."""
    for name in _IDS:
        if block.get(name):
            return str(block.get(name))
    for name in (block.get("class") or "").split():
        if match := _NUMBERED.search(name):
            return match[1]
    return str(block.get("id") or "")


def labelled(block: Any) -> dict[str, str]:
    """Two-column table rows inside a review: label and value, unless the value is drawn as stars."""
    values: dict[str, str] = {}
    for row in block.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) != 2:
            continue
        label = line(cells[0])
        filled = [star for star in cells[1].iter() if "fill" in (star.get("class") or "").split()]
        if label and label.lower() not in _STANDARD:
            values[label] = str(len(filled)) if filled else line(cells[1])
    return values


def is_company_reply(element: Any, to_review: bool = False) -> bool:
    """Whether a block is what the developer or the company answered; below a review any "response" is."""
    if any(_COMPANY.search(name) or (to_review and _RESPONSE.search(name)) for name in marks(element)):
        return True
    first = next((inner for inner in element.iter("h1", "h2", "h3", "h4", "h5", "strong", "b")), None)
    return first is not None and bool(_COMPANY_HEADING.match(line(first)))


def post_row(number: int, values: Mapping[str, str], by_company: bool) -> Row:
    """The row of the page's ``number``-th post, kept apart where the company wrote it."""
    locator = f"item {number}"
    return apart(locator, values, values["text"], "a company's reply") if by_company else Row(locator, values)


def drop(element: Any) -> None:
    """Takes an element off its page; what stands behind it stays."""
    if element.getparent() is not None:
        element.drop_tree()
