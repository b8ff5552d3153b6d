"""Saved web pages: reviews, posts, comments and tables as rows.

Tries, in this order: schema.org microdata; then whichever of JSON-LD, repeated posts and tables tells most; then the
page as one text. What the company answered is kept apart. It runs no script and fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.encoding import decoded
from insight_synth.ingest.readers.markup import text_of_markup
from insight_synth.ingest.readers.page_elements import date_in, drop, text
from insight_synth.ingest.readers.page_posts import post_rows
from insight_synth.ingest.readers.page_reviews import linked_rows, microdata_rows
from insight_synth.ingest.readers.page_tables import table_rows
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.model import Row

__all__ = ["read_page"]

_LARGEST = 128 * 1024 * 1024
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:1?[0-8bcefBCEF]|1[9adAD]));"
)
_UNSEEN = ("script", "style", "noscript", "template", "nav", "footer", "form", "svg", "iframe")
_STANDARD = ("text", "title", "date", "customer", "rating", "id", "product", "segment")


def read_page(file: Path) -> Reading:
    """The reviews, posts or table rows of a saved page. Locators are ``item n``, or ``table n row m``.

    Standard columns are ``text, title, date, customer, rating, id, product, segment``, as far as found; labelled
    values inside a review (a two-column table) become columns of their own.

    Raises:
        BadInput: larger than 128 MiB, not HTML, or without any text.
    """
    import lxml.etree
    import lxml.html

    if file.stat().st_size > _LARGEST:
        raise BadInput("larger than 128 MiB", where=str(file), remedy="Save fewer pages in one file")
    markup, encoding = _markup(file.read_bytes())
    try:
        page = lxml.html.document_fromstring(markup)
        what, rows = ("", []) if _broke_off(page, markup) else _found(page)
    except (lxml.etree.LxmlError, ValueError, RecursionError):
        what, rows = "", []
    if not rows and (whole := text_of_markup(markup)):  # a page nested too deeply for the parser still has its words
        what, rows = "the page as one text", [Row("item 1", {"text": whole})]
    if not rows:
        raise BadInput("the page holds no text", where=str(file), remedy="Save the page after it has loaded, as HTML")
    seen = {name: None for name in _STANDARD if any(name in row.values for row in rows)}
    for row in rows:
        seen.update(dict.fromkeys(row.values))
    return Reading("html", encoding, rows, tuple(seen), [f"read from {what}"])


def _markup(data: bytes) -> tuple[str, str]:
    text, encoding = decoded(data)
    stated = _CHARSET.search(data[:4096])
    if stated and not encoding.startswith("utf"):
        try:
            encoding = stated[1].decode("ascii").lower()
            text = data.decode(encoding, errors="replace")
        except LookupError:
            pass
    # lxml refuses a string that states its own encoding, and text with characters that XML does not have
    text = _NOT_XML.sub("", re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")))
    return text, encoding.removesuffix("-sig")


def _broke_off(page: Any, markup: str) -> bool:
    """Whether the parser gave up, as it does on what is nested too deeply: much of the text is not on the page."""
    given, parsed = (sum(map(str.isalnum, said)) for said in (text_of_markup(markup), text(page)))
    return parsed < 0.8 * given


def _found(page: Any) -> tuple[str, list[Row]]:
    if rows := microdata_rows(page):
        return "schema.org microdata", rows
    linked = linked_rows(page)
    for unseen in list(page.iter(*_UNSEEN)):
        drop(unseen)
    tables = table_rows(page)
    arranged = _size(tables)
    whole, title, date = _whole(page)
    posts = post_rows(page)
    if linked and (len(posts) <= len(linked) or _size(posts) <= 1.2 * _size(linked)):
        return "JSON-LD", linked
    if tables and arranged > _size(posts):
        return "tables", tables
    if posts:
        return "repeated posts", posts
    return "the page as one text", [Row("item 1", {"text": whole, "title": title, **date})] if whole else []


def _size(rows: Sequence[Row]) -> int:
    return sum(len(value) for row in rows for value in row.values.values())


def _whole(page: Any) -> tuple[str, str, dict[str, str]]:
    """The text of the page's main part, its title and its date."""
    main = page.find(".//main")
    title = " ".join((page.findtext(".//title") or "").split())
    return text(main if main is not None else page), title, {"date": date} if (date := date_in(page)) else {}
