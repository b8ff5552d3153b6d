"""Saved web pages: reviews, posts, comments and tables as rows.

Tries, in this order: schema.org microdata, JSON-LD, a table with a header, repeated posts, the page as one text.
It runs no script and fetches nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.encoding import decoded
from insight_synth.ingest.markup import text_of_markup
from insight_synth.ingest.protocol import Reading, clean_columns
from insight_synth.model import Row

__all__ = ["read_page"]

_LARGEST = 256 * 1024 * 1024
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:1?[0-8bcefBCEF]|1[9adAD]));"
)
_REVIEW_TYPES = re.compile(
    r"schema\.org/(?:\w*Review|Comment|UserComments|DiscussionForumPosting|BlogPosting)$", re.IGNORECASE
)
_LD_TYPES = re.compile(r"(?:Review|Comment|DiscussionForumPosting|BlogPosting|Answer|Question)$")
_POST = re.compile(r"(?:^|[-_])(?:post|comment|message|review|entry|reply|viesti|kommentti|komentarz|wpis)s?(?:$|[-_])")
_AUTHOR = re.compile(r"(?:^|[-_])(?:author|user(?:name)?|nick(?:name)?|poster|byline|nimimerkki|autor)(?:$|[-_])")
_DATE = re.compile(r"(?:^|[-_])(?:date|time(?:stamp)?|published|posted|created|pvm|data)(?:$|[-_])")
_TITLE = re.compile(r"(?:^|[-_])(?:title|headline|subject|otsikko|tytul)(?:$|[-_])")
_BODY = re.compile(r"(?:^|[-_])(?:content|body|text|message|teksti|tresc)(?:$|[-_])")
_RATING = re.compile(r"(?:^|[-_])(?:rating|stars?|score|arvosana|ocena)(?:$|[-_])")
_NUMBERED = re.compile(r"(?:review|post|comment|message|entry|anchor)[-_]?(\d+)$", re.IGNORECASE)
_UNSEEN = ("script", "style", "noscript", "template", "nav", "footer", "form", "svg", "iframe")
_HEADINGS = ("h1", "h2", "h3", "h4")
_STANDARD = ("text", "title", "date", "customer", "rating", "id", "product", "segment")


def read_page(file: Path) -> Reading:
    """The reviews, posts or table rows of a saved page. Locators are ``item n``, or ``table n row m``.

    Standard columns are ``text, title, date, customer, rating, id, product, segment``, as far as found; labelled
    values inside a review (a two-column table) become columns of their own.

    Raises:
        BadInput: larger than 256 MiB, not HTML, or without any text.
    """
    import lxml.etree
    import lxml.html

    if file.stat().st_size > _LARGEST:
        raise BadInput("larger than 256 MiB", where=str(file), remedy="Save fewer pages in one file")
    markup, encoding = _markup(file.read_bytes())
    try:
        found = _found(lxml.html.document_fromstring(markup))
    except (lxml.etree.LxmlError, ValueError, RecursionError):
        raise BadInput("not HTML that can be read", where=str(file), remedy="Save the page again") from None
    if found is None:
        raise BadInput("the page holds no text", where=str(file), remedy="Save the page after it has loaded, as HTML")
    what, rows = found
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


def _found(page: Any) -> tuple[str, list[Row]] | None:
    if rows := _items([_microdata(block) for block in _outermost(page, _is_review)]):
        return "schema.org microdata", _with_page_product(page, rows)
    if rows := _items(list(_linked_data(page))):
        return "JSON-LD", rows
    for unseen in list(page.iter(*_UNSEEN)):
        if unseen.getparent() is not None:
            unseen.drop_tree()
    if rows := _tables(page):
        return "tables", rows
    if rows := _items([_post(block) for block in _post_blocks(page)]):
        return "repeated posts", rows
    body = page.find(".//main")
    text = _text(body if body is not None else page)
    title = " ".join((page.findtext(".//title") or "").split())
    if not text:
        return None
    values = {"text": text, "title": title}
    if date := _date_in(page):
        values["date"] = date
    return "the page as one text", [Row("item 1", values)]


def _items(records: Sequence[dict[str, str]]) -> list[Row]:
    return [
        Row(f"item {number}", values) for number, values in enumerate(records, start=1) if any(values.values())
    ] if any(record.get("text") for record in records) else []  # fmt: skip


# ---- schema.org --------------------------------------------------------------------------------------------------


def _is_review(element: Any) -> bool:
    types = element.get("itemtype", "").split()
    return any(_REVIEW_TYPES.search(kind) for kind in types) or (
        element.get("itemprop") == "review" and element.get("itemscope") is not None
    )


def _outermost(page: Any, wanted: Any) -> list[Any]:
    blocks = [element for element in page.iter() if isinstance(element.tag, str) and wanted(element)]
    chosen = set(blocks)
    return [block for block in blocks if not any(above in chosen for above in block.iterancestors())]


def _microdata(block: Any) -> dict[str, str]:
    values = {"text": _text_of_property(block, "reviewBody", "articleBody", "text", "description")}
    values["title"] = _property(block, "name", own_only=True) or _property(block, "headline") or _heading(block)
    values["customer"] = _person(block)
    values["date"] = _property(block, "datePublished") or _property(block, "dateCreated") or _date_in(block)
    values["rating"] = _property(block, "ratingValue")
    values["id"] = _identity(block)
    values["product"] = _named(block, "itemReviewed")
    values |= _labelled(block)
    return {name: value for name, value in values.items() if value or name == "text"}


def _properties(block: Any, name: str) -> Iterator[Any]:
    return (element for element in block.iter() if name in (element.get("itemprop") or "").split())


def _property(block: Any, name: str, own_only: bool = False) -> str:
    for element in _properties(block, name):
        scopes = (above for above in element.iterancestors() if above.get("itemscope") is not None)
        if own_only and next(scopes, None) is not block:
            continue
        value = element.get("content") or element.get("datetime") or _text(element)
        if value:
            return " ".join(value.split())
    return ""


def _text_of_property(block: Any, *names: str) -> str:
    for name in names:
        for element in _properties(block, name):
            if text := element.get("content") or _text(element):
                return str(text)
    return ""


def _named(block: Any, name: str) -> str:
    return next((_property(element, "name") or _text(element) for element in _properties(block, name)), "")


def _person(block: Any) -> str:
    return " ".join(_named(block, "author").split())


def _with_page_product(page: Any, rows: list[Row]) -> list[Row]:
    """What the whole page is about, where its reviews do not say it themselves."""
    if any("product" in row.values for row in rows):
        return rows
    for element in _properties(page, "name"):
        scopes = [above for above in element.iterancestors() if above.get("itemscope") is not None]
        if len(scopes) == 1 and not _is_review(scopes[0]) and (name := element.get("content") or _text(element)):
            product = " ".join(name.split())
            return [Row(row.locator, {**row.values, "product": product}) for row in rows]
    return rows


def _linked_data(page: Any) -> Iterator[dict[str, str]]:
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            document = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _linked_records(document, "", 0)


def _linked_records(node: Any, product: str, depth: int) -> Iterator[dict[str, str]]:
    if depth > 12:
        return
    if isinstance(node, list):
        for item in node:
            yield from _linked_records(item, product, depth + 1)
    elif isinstance(node, dict):
        kinds = node.get("@type", "")
        body = node.get("reviewBody") or node.get("articleBody") or node.get("text") or node.get("description")
        if any(_LD_TYPES.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])) and body:
            rating = node.get("reviewRating")
            values = {
                "text": text_of_markup(str(body)),
                "title": _plain(node.get("headline") or node.get("name")),
                "date": _plain(node.get("datePublished") or node.get("dateCreated")),
                "customer": _plain(node.get("author")),
                "rating": _plain(rating.get("ratingValue") if isinstance(rating, dict) else rating),
                "id": _plain(node.get("@id") or node.get("identifier")),
                "product": _plain(node.get("itemReviewed")) or product,
            }
            yield {name: value for name, value in values.items() if value}
        else:
            product = _plain(node.get("name")) or product
        for key in sorted(node):
            if key in ("review", "reviews", "comment", "hasPart", "@graph", "itemListElement", "item", "mainEntity",
                       "suggestedAnswer", "acceptedAnswer"):  # fmt: skip
                yield from _linked_records(node[key], product, depth + 1)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id")
    if isinstance(value, list):
        value = ", ".join(_plain(item) for item in value)
    return "" if value is None else " ".join(text_of_markup(str(value)).split())


# ---- tables ------------------------------------------------------------------------------------------------------


def _tables(page: Any) -> list[Row]:
    """Rows of every innermost table with a header row and at least two columns."""
    rows: list[Row] = []
    number = 0
    for table in page.iter("table"):
        if table.find(".//table") is not None:
            continue
        lines = [[cell for cell in line if cell.tag in ("td", "th")] for line in table.iter("tr")]
        number += 1
        header = next((at for at, cells in enumerate(lines) if len(cells) > 1), None)
        if header is None or not all(cell.tag == "th" for cell in lines[header]) or len(lines) < header + 2:
            continue
        columns = clean_columns([_text(cell) for cell in lines[header]])
        for at, cells in enumerate(lines[header + 1 :], start=header + 2):
            values = [_text(cell) for cell in cells]
            if not any(values):
                continue
            problem = f"{len(values)} cells where the header has {len(columns)}" if len(values) > len(columns) else ""
            values += [""] * (len(columns) - len(values))
            raw = "\t".join(values) if problem else ""
            rows.append(Row(f"table {number} row {at}", dict(zip(columns, values, strict=False)), raw, problem))
    return rows


# ---- posts without schema.org ------------------------------------------------------------------------------------


def _post_blocks(page: Any) -> list[Any]:
    """The group of like elements that looks most like posts: named so or ``<article>``, and holding most text."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        named = next((name for name in (element.get("class") or "").lower().split() if _POST.search(name)), "")
        if element.tag == "article" or named:
            groups.setdefault((element.tag, re.sub(r"\d+", "", named)), []).append(element)
    best: tuple[float, int] = (0.0, 0)
    chosen: list[Any] = []
    for _, blocks in sorted(groups.items(), key=lambda item: item[0]):
        members = set(blocks)
        outer = [block for block in blocks if not any(above in members for above in block.iterancestors())]
        if len(outer) < 2 and outer and outer[0].tag != "article":
            continue
        size = sum(len(_text(block)) for block in outer)
        whole = sum(1 for block in outer if _marked(block, _DATE) is not None or _marked(block, _AUTHOR) is not None)
        # A post knows who wrote it or when; its inner parts hold as much text but not that.
        score = (size * (1 + whole / len(outer)), len(outer))
        if score > best:
            best, chosen = score, outer
    return chosen


def _post(block: Any) -> dict[str, str]:
    for quote in [element for element in block.iter("blockquote") if _is_quote(element)]:
        quote.drop_tree()
    author, date, rating = _marked(block, _AUTHOR), _marked(block, _DATE), _marked(block, _RATING)
    title = _marked(block, _TITLE)
    if title is None:
        title = next(iter(block.iter(*_HEADINGS)), None)
    values = {
        "title": _line(title),
        "customer": _line(author),
        "date": _date_in(block) or (_line(date) if date is not None else ""),
        "rating": (rating.get("data-rating") or rating.get("content") or _line(rating)) if rating is not None else "",
        "id": _identity(block),
    }
    bodies = [
        element for element in block.iter()
        if element is not block and isinstance(element.tag, str) and _has_mark(element, _BODY)
    ]  # fmt: skip
    if bodies:
        values["text"] = max((_text(element) for element in bodies), key=len)
    else:
        for element in (author, date, rating, title, *block.iter("time")):
            if element is not None and element is not block and element.getparent() is not None:
                element.drop_tree()
        values["text"] = _text(block)
    return {name: value for name, value in values.items() if value or name == "text"}


def _is_quote(element: Any) -> bool:
    """A quotation of another post is that post's words, not this one's."""
    return "quote" in (element.get("class") or "").lower() or element.find(".//cite") is not None


def _has_mark(element: Any, pattern: re.Pattern[str]) -> bool:
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('rel') or ''}".lower().split()
    return any(pattern.search(name) for name in names)


def _marked(block: Any, pattern: re.Pattern[str]) -> Any:
    return next(
        (element for element in block.iter() if element is not block and isinstance(element.tag, str)
         and _has_mark(element, pattern)), None,
    )  # fmt: skip


# ---- parts of a block --------------------------------------------------------------------------------------------


def _text(element: Any) -> str:
    import lxml.html

    return text_of_markup(lxml.html.tostring(element, encoding="unicode", with_tail=False))


def _line(element: Any) -> str:
    return "" if element is None else " ".join((element.get("content") or _text(element)).split())


def _heading(block: Any) -> str:
    return next((_line(heading) for heading in block.iter(*_HEADINGS)), "")


def _date_in(block: Any) -> str:
    return next((str(time.get("datetime") or _line(time)).strip() for time in block.iter("time")), "")


def _identity(block: Any) -> str:
    for name in ("data-id", "data-review-id", "data-post-id", "data-comment-id", "data-message-id"):
        if block.get(name):
            return str(block.get(name))
    for name in (block.get("class") or "").split():
        if match := _NUMBERED.search(name):
            return match[1]
    return str(block.get("id") or "")


def _labelled(block: Any) -> dict[str, str]:
    """Two-column table rows inside a review: label and value, unless the value is drawn as stars."""
    values: dict[str, str] = {}
    for line in block.iter("tr"):
        cells = [cell for cell in line if cell.tag in ("td", "th")]
        if len(cells) != 2:
            continue
        label = _line(cells[0])
        filled = [star for star in cells[1].iter() if "fill" in (star.get("class") or "").split()]
        if label and label.lower() not in _STANDARD:
            values[label] = str(len(filled)) if filled else _line(cells[1])
    return values
