"""Reviews, comments and posts that a page marks up for search engines: schema.org as microdata or JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from insight_synth.ingest.readers.markup import text_of_markup
from insight_synth.ingest.readers.page_elements import (
    date_in,
    drop,
    heading,
    identity,
    is_company_reply,
    labelled,
    line,
    post_row,
    text,
)
from insight_synth.model import Row

__all__ = ["linked_rows", "microdata_rows"]

_TYPES = re.compile(
    r"schema\.org/(?:\w*Review|Comment|UserComments|DiscussionForumPosting|BlogPosting|Answer|Question)$", re.IGNORECASE
)
_LD_TYPES = re.compile(r"(?:Review|Comment|DiscussionForumPosting|BlogPosting|Answer|Question)$")
_LD_INSIDE = (
    "review", "reviews", "comment", "hasPart", "@graph", "itemListElement", "item", "mainEntity", "suggestedAnswer",
    "acceptedAnswer",
)  # fmt: skip
_BODIES = ("reviewBody", "articleBody", "text", "commentText", "description")
_DEEPEST = 12


# ---- microdata ---------------------------------------------------------------------------------------------------


def microdata_rows(page: Any) -> list[Row]:
    """A row each for the reviews and comments marked on the page, with their own words only. Takes them off it."""
    product = _page_product(page)
    blocks = [element for element in page.iter() if isinstance(element.tag, str) and _is_review(element)]
    found: list[tuple[dict[str, str], bool]] = []
    for block in reversed(blocks):  # what is inside first
        by_company = _by_company(block)
        replies = [] if by_company else [inner for inner in block.iter() if inner is not block and _is_reply(inner)]
        said = "\n".join(filter(None, map(text, replies)))
        for reply in replies:
            drop(reply)
        values = {**_microdata(block), **({"reply": said} if said else {})}
        drop(block)
        found.append((values, by_company))
    found.reverse()
    if not any(values.get("text") for values, _ in found):
        return []
    if not any("product" in values for values, _ in found) and product:
        found = [({**values, "product": product}, by_company) for values, by_company in found]
    rows = []
    for number, (values, by_company) in enumerate(found, start=1):
        if any(value for name, value in values.items() if name != "product"):
            rows.append(post_row(number, values, by_company))
    return rows


def _is_review(element: Any) -> bool:
    types = element.get("itemtype", "").split()
    return any(_TYPES.search(kind) for kind in types) or (
        element.get("itemprop") == "review" and element.get("itemscope") is not None
    )


def _is_reply(element: Any) -> bool:
    return isinstance(element.tag, str) and element.get("itemprop") is None and is_company_reply(element)


def _by_company(block: Any) -> bool:
    """Whether the company wrote it: said of its author, or by the block's own marks."""
    author = next(_properties(block, "author"), None)
    organised = author is not None and "Organization" in (author.get("itemtype") or "")
    return organised or is_company_reply(block)


def _microdata(block: Any) -> dict[str, str]:
    values = {"text": _text_of_property(block, *_BODIES)}
    values["title"] = _property(block, "name", own_only=True) or _property(block, "headline") or heading(block)
    values["customer"] = " ".join(_named(block, "author").split())
    values["date"] = _property(block, "datePublished") or _property(block, "dateCreated") or date_in(block)
    values["rating"] = _property(block, "ratingValue")
    values["id"] = identity(block)
    values["product"] = _named(block, "itemReviewed")
    values |= labelled(block)
    return {name: value for name, value in values.items() if value or name == "text"}


def _properties(block: Any, name: str) -> Iterator[Any]:
    return (element for element in block.iter() if name in (element.get("itemprop") or "").split())


def _property(block: Any, name: str, own_only: bool = False) -> str:
    for element in _properties(block, name):
        scopes = (above for above in element.iterancestors() if above.get("itemscope") is not None)
        if own_only and next(scopes, None) is not block:
            continue
        value = element.get("content") or element.get("datetime") or text(element)
        if value:
            return " ".join(value.split())
    return ""


def _text_of_property(block: Any, *names: str) -> str:
    for name in names:
        for element in _properties(block, name):
            if said := element.get("content") or text(element):
                return str(said)
    return ""


def _named(block: Any, name: str) -> str:
    return next((_property(element, "name") or text(element) for element in _properties(block, name)), "")


def _page_product(page: Any) -> str:
    """What the whole page is about, where its reviews do not say it themselves."""
    for element in _properties(page, "name"):
        scopes = [above for above in element.iterancestors() if above.get("itemscope") is not None]
        if len(scopes) == 1 and not _is_review(scopes[0]) and (name := line(element)):
            return name
    return ""


# ---- JSON-LD -----------------------------------------------------------------------------------------------------


def linked_rows(page: Any) -> list[Row]:
    """A row each for the reviews and comments in the page's JSON-LD; a company's replies are kept apart."""
    found: list[tuple[dict[str, str], bool]] = []
    for script in page.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                document = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            found += _linked(document, "", 0)
    return [post_row(number, values, by_company) for number, (values, by_company) in enumerate(found, start=1)]


def _linked(node: Any, product: str, depth: int) -> Iterator[tuple[dict[str, str], bool]]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for item in node:
            yield from _linked(item, product, depth + 1)
    elif isinstance(node, dict):
        kinds = node.get("@type", "")
        body = next((node[name] for name in _BODIES if node.get(name)), "")
        if any(_LD_TYPES.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])) and body:
            author, rating = node.get("author"), node.get("reviewRating")
            values = {
                "text": text_of_markup(str(body)),
                "title": _plain(node.get("headline") or node.get("name")),
                "date": _plain(node.get("datePublished") or node.get("dateCreated")),
                "customer": _plain(author),
                "rating": _plain(rating.get("ratingValue") if isinstance(rating, dict) else rating),
                "id": _plain(node.get("@id") or node.get("identifier")),
                "product": _plain(node.get("itemReviewed")) or product,
            }
            organised = isinstance(author, dict) and "Organization" in str(author.get("@type"))
            by_company = organised and "Comment" in str(kinds)
            yield {name: value for name, value in values.items() if value or name == "text"}, by_company
        else:
            product = _plain(node.get("name")) or product
        for key in sorted(node):
            if key in _LD_INSIDE:
                yield from _linked(node[key], product, depth + 1)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id")
    if isinstance(value, list):
        value = ", ".join(_plain(item) for item in value)
    return "" if value is None else " ".join(text_of_markup(str(value)).split())
