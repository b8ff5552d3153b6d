"""Posts, comments and reviews of a page that does not mark them up for search engines.

Found as like elements that are named so and hold most of the page's text. Each has its own words only: not those of
the comments inside it, nor of the posts it quotes, nor of the company's reply.
"""

from __future__ import annotations

import re
from typing import Any

from insight_synth.ingest.readers.page_elements import (
    date_in,
    drop,
    identity,
    is_company_reply,
    line,
    marks,
    post_row,
    rating_in,
    text,
)  # fmt: skip
from insight_synth.model import Row

__all__ = ["post_rows"]

_POST = re.compile(r"(?:^|[-_])(?:post|comment|message|review|entry|reply|viesti|kommentti|komentarz|wpis)s?(?:$|[-_])")
_PART = re.compile(  # of a post, or what holds many of them
    r"(?:^|[-_])(?:header|head|footer|meta|info|author|avatar|actions?|title|date|count|form|body|content|text|links?|"
    r"buttons?|tools?|rating|stars?|image|signature|quote|user|name|controls?|list|wrapper|container|section|area|summary|"
    r"filter|sort|response|nav|typography|time|number|permalink)(?:$|[-_])"
)
_NUMBERED = re.compile(r"(?:js-|div-)?(post|comment|review|message|msg|reply)[-_]?\d+$", re.IGNORECASE)
_BLOCK_IDS = ("data-review-id", "data-comment-id", "data-post-id", "data-reviewid", "data-service-review-card-paper")
_AUTHOR = re.compile(
    r"(?:^|[-_])(?:author|user(?:name)?|nick(?:name)?|poster|byline|nimimerkki|autor|consumer-name|reviewer|profile-name)"
    r"(?:$|[-_])"
)
_DATE = re.compile(r"(?:^|[-_])(?:date|time(?:stamp)?|published|posted|created|pvm|data)(?:$|[-_])")
_TITLE = re.compile(r"(?:^|[-_])(?:title|headline|subject|otsikko|tytul)(?:$|[-_])")
_BODY = re.compile(r"(?:^|[-_])(?:content|body|text|message|teksti|tresc)(?:$|[-_])")
_RATING = re.compile(r"(?:^|[-_])(?:rating|stars?|score|arvosana|ocena)(?:$|[-_])")
_RATED = re.compile(r"\d.*(?:stars?|out of|tähte|gwiazd|/\s*5)", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4")


def post_rows(page: Any) -> list[Row]:
    """A row a post, in the page's order, with locators ``item n``; empty where nothing repeats. Takes them off it."""
    blocks = _blocks(page)
    found: list[list[tuple[dict[str, str], bool]]] = []
    for block in reversed(blocks):  # what is inside first
        replies: list[dict[str, str]] = []
        is_review = any("review" in name for name in marks(block))
        for inner in [element for element in block.iter() if element is not block and isinstance(element.tag, str)]:
            if _attached(inner, block) and is_company_reply(inner, is_review):
                if said := text(inner):
                    replies.append({"text": said, "date": date_in(inner)})
                drop(inner)
        by_company = is_company_reply(block)
        own = _post(block)
        drop(block)
        found.append([*([(own, by_company)] if any(own.values()) else []), *((reply, True) for reply in replies)])
    rows: list[Row] = []
    number = 0
    for group in reversed(found):
        for values, by_company in group:
            number += 1
            rows.append(post_row(number, values, by_company))
    return rows if any(row.values.get("text") for row in rows if not row.problem) else []


def _attached(element: Any, block: Any) -> bool:
    return any(above is block for above in element.iterancestors())


# ---- where the posts are -----------------------------------------------------------------------------------------


def _blocks(page: Any) -> list[Any]:
    """The posts, in the page's order: the group of like elements that holds most text, and those as sure beside it."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for element in page.iter():
        if isinstance(element.tag, str) and (key := _kind(element)):
            groups.setdefault(key, []).append(element)
    for key in [key for key in groups if key[1] == "data"]:
        groups[key] = [block.getparent() if block.tag == "header" else block for block in groups[key]]
    best: tuple[float, int] = (0.0, 0)
    chosen: tuple[str, str] | None = None
    for key, members in sorted(groups.items(), key=lambda item: item[0]):
        score = _score(members)
        if score > best:
            best, chosen = score, key
    if chosen is None:
        return []
    accepted = set(groups[chosen])
    for key, members in groups.items():
        if key != chosen and _sure(members):
            accepted |= set(members)
    return [element for element in page.iter() if element in accepted]


def _kind(element: Any) -> tuple[str, str] | None:
    if any(element.get(name) is not None for name in _BLOCK_IDS):
        return element.tag, "data"
    for name in (element.get("class") or "")[:2_000].lower().split():
        if _POST.search(name) and not _PART.search(name):
            return element.tag, re.sub(r"\d+", "", name)
    if numbered := _NUMBERED.match(element.get("id") or ""):
        return element.tag, f"id {numbered[1].lower()}"
    return ("article", "") if element.tag == "article" else None


def _score(members: list[Any]) -> tuple[float, int]:
    inside = set(members)
    outer = [block for block in members if not any(above in inside for above in block.iterancestors())]
    if len(members) < 2 and members[0].tag != "article":
        return (0.0, 0)
    size = sum(len(text(block)) for block in outer)
    whole = sum(_says_who_or_when(block) for block in members)
    # A post knows who wrote it or when; its inner parts hold as much text but not that.
    return (size * (1 + whole / len(members)), len(members))


def _sure(members: list[Any]) -> bool:
    """Whether most of these are posts by all signs: who wrote them or when, and a text."""
    good = sum(
        _says_who_or_when(block) and (_marked(block, _BODY) is not None or block.find(".//p") is not None)
        for block in members
    )
    return 2 * good > len(members)


def _says_who_or_when(block: Any) -> bool:
    return block.find(".//time") is not None or any(_marked(block, wanted) is not None for wanted in (_DATE, _AUTHOR))


# ---- what a post holds -------------------------------------------------------------------------------------------


def _post(block: Any) -> dict[str, str]:
    quotes = [element for element in block.iter("blockquote") if element is not block and _is_quote(element)]
    quoted = "\n".join(text(element) for element in quotes)
    for element in quotes:
        drop(element)
    author, date, rating = _innermost(block, _AUTHOR), _innermost(block, _DATE), _rating(block)
    title = _marked(block, _TITLE)
    if title is None:
        title = next(iter(block.iter(*_HEADINGS)), None)
    values = {
        "title": line(title),
        "customer": line(author),
        "date": date_in(block) or line(date),
        "rating": rating_in(rating) if rating is not None else "",
        "id": identity(block) or next(filter(None, map(_stated_id, block.iter("header", "a"))), ""),
        "quoted": quoted,
    }
    values["text"] = _body(block)
    if not values["text"]:
        for element in (author, date, rating, title, *block.iter("time")):
            if element is not None and element is not block:
                drop(element)
        values["text"] = text(block)
    return {name: value for name, value in values.items() if value or name == "text"}


def _body(block: Any) -> str:
    """The longest element marked as text, and others marked alike: a review may have one for good and one for bad."""
    bodies = [(element, name) for element in block.iter() if element is not block and isinstance(element.tag, str)
              and (name := next((mark for mark in marks(element) if _BODY.search(mark)), ""))]  # fmt: skip
    if not bodies:
        return ""
    said = [(text(element), name, element) for element, name in bodies]
    longest = max(said, key=lambda one: len(one[0]))
    inside = set(longest[2].iter())
    alike = [
        one for one in said
        if one[1] == longest[1] and (one is longest or (one[2] not in inside and longest[2] not in set(one[2].iter())))
    ]  # fmt: skip
    return "\n".join(one[0] for one in alike if one[0])


def _rating(block: Any) -> Any:
    named = _marked(block, _RATING)
    if named is not None:
        return named
    drawn = (element for element in block.iter("div", "span", "img", "svg", "figure")
             if _RATED.search(element.get("aria-label") or element.get("alt") or ""))  # fmt: skip
    return next(drawn, None)


def _stated_id(element: Any) -> str:
    return next((element.get(name) for name in _BLOCK_IDS if element.get(name)), "")


def _is_quote(element: Any) -> bool:
    """A quotation of another post is that post's words, not this one's."""
    return "quote" in (element.get("class") or "").lower() or element.find(".//cite") is not None


def _innermost(block: Any, wanted: re.Pattern[str]) -> Any:
    """The first element so marked, or the one within it: a line "by X, on Monday" holds a name."""
    found = _marked(block, wanted)
    while found is not None and (inner := _marked(found, wanted)) is not None:
        found = inner
    return found


def _marked(block: Any, wanted: re.Pattern[str]) -> Any:
    return next(
        (element for element in block.iter() if element is not block and isinstance(element.tag, str)
         and any(wanted.search(name) for name in marks(element))), None,
    )  # fmt: skip
