"""Exports of forums: Reddit threads and listings, Discourse topics, Stack Exchange questions, posts with comments.

One row a post or comment, each with its own words only. What its author or a moderator took away, what a bot or the
forum itself wrote, and the stubs that stand for comments not in the export are kept apart, a row each.

Locators name the post as its forum does where that is an id (``post t3_ab1``, ``comment t1_c3``, ``post 12``), and
else by its place: ``item 3``, ``item 3 answer 1``, ``item 3 answer 1 comment 2``.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Any

from insight_synth.ingest.readers.json_values import (
    Found,
    Record,
    Shape,
    apart,
    as_text,
    first_text,
    flattened,
    moment,
    objects,
    reached,
    usual_first,
)  # fmt: skip
from insight_synth.ingest.readers.markup import text_of_markup
from insight_synth.ingest.readers.ticket_messages import looks_like_markup
from insight_synth.model import RAW_LENGTH, Row

__all__ = ["SHAPES", "discourse", "reddit", "stack_exchange", "threads"]

_GONE = {"[deleted]": "a deleted post", "[removed]": "a removed post", "[ Removed by Reddit ]": "a removed post"}
_BOTS = frozenset({"automoderator", "remindmebot", "system", "discobot"})
_STUB = "a stub for comments that are not in the export"
_REDDITS_OWN = frozenset(  # what stands under a usual name, or is no value
    {"body", "body_html", "selftext", "selftext_html", "replies", "title", "id", "name", "author", "media", "preview",
     "created", "created_utc"}
)  # fmt: skip
_DISCOURSES_OWN = frozenset(
    {"cooked", "raw", "username", "id", "actions_summary", "link_counts", "polls", "created_at", "post_number"}
)


# ---- Reddit ------------------------------------------------------------------------------------------------------


def reddit(document: Any, place: str) -> Found | None:
    """Reddit: a thread (the listing of its post and that of its comments), a listing, or plain posts and comments.

    Known by ``kind`` and ``data`` of a listing; plain records (one a line, as archives keep them) by an ``author``, a
    ``subreddit`` and a ``body`` or ``selftext``.
    """
    things = _things(document)
    if things is None:
        return None
    notes: list[str] = []
    return Found("Reddit posts and comments", _reddit_rows(things, place, notes), notes)


def _things(document: Any) -> list[Record] | None:
    """Posts, comments and stubs, comments of a listing still holding their replies."""
    if isinstance(document, dict):
        if document.get("kind") == "Listing" and isinstance(reached(document, "data.children"), list):
            return _children(document)
        if document.get("kind") in ("t1", "t3", "more") and isinstance(document.get("data"), dict):
            return [document]
        if _is_plain_reddit(document):
            return [_thing(document)]
        return None
    if not isinstance(document, list) or not document:
        return None
    if all(isinstance(one, dict) and one.get("kind") == "Listing" for one in document):
        return [thing for listing in document for thing in _children(listing)]
    if all(isinstance(one, dict) and one.get("kind") in ("t1", "t3", "more") for one in document):
        return objects(document)  # type: ignore[return-value]
    if all(isinstance(one, dict) and _is_plain_reddit(one) for one in document):
        return [_thing(one) for one in document]
    return None


def _is_plain_reddit(record: Record) -> bool:
    return {"author", "subreddit"} <= record.keys() and bool({"body", "selftext"} & record.keys())


def _thing(record: Record) -> Record:
    return {"kind": "t1" if "body" in record else "t3", "data": record}


def _children(listing: Any) -> list[Record]:
    """What a listing holds; archives write the things themselves there, without their kind."""
    found: list[Record] = []
    for child in objects(reached(listing, "data.children")):
        found.append(child if "data" in child and "kind" in child else _thing(child.get("data") or child))
    return found


def _reddit_rows(things: Sequence[Record], place: str, notes: list[str]) -> Iterator[Row]:
    missing = 0
    waiting = list(reversed(things))
    alone = len(things) == 1 and bool(place)
    number = 0
    while waiting:
        thing = waiting.pop()
        number += 1
        data = thing.get("data")
        data = data if isinstance(data, dict) else {}
        if thing.get("kind") == "more":
            missing += _count(data)
            parent = first_text(data, "parent_id") or str(number)
            yield apart(f"more under {parent}", {"parent": parent}, as_text(dict(data))[:RAW_LENGTH], _STUB)
            continue
        is_post = thing.get("kind") == "t3" or "selftext" in data
        name = first_text(data, "name")
        if not name and (given := first_text(data, "id")):
            name = f"t3_{given}" if is_post else f"t1_{given}"
        where = f"{'post' if is_post else 'comment'} {name}" if name else f"item {number}"
        locator = f"{place} {where}" if place and not alone else place or where
        yield _reddit_row(data, locator, name, is_post)
        replies = data.get("replies")
        waiting += reversed(_children(replies) if isinstance(replies, dict) else [])
    if missing:
        notes.append(f"the export holds stubs for {missing} more comments, but not those: see the rejects")


def _count(stub: Record) -> int:
    given = first_text(stub, "count")
    return int(given) if given.isdecimal() else len(stub.get("children") or [])


def _reddit_row(data: Record, locator: str, name: str, is_post: bool) -> Row:
    text = first_text(data, "selftext") if is_post else first_text(data, "body")
    author = first_text(data, "author")
    usual = {
        "text": text,
        **({"title": first_text(data, "title")} if is_post else {}),
        "date": moment(first_text(data, "created_utc", "created")),
        "customer": "" if author in _GONE else author,
        "id": name,
        "parent": first_text(data, "parent_id"),
        "thread": name if is_post else first_text(data, "link_id"),
    }
    values = usual_first(usual, flattened({key: value for key, value in data.items() if key not in _REDDITS_OWN}))
    if text.strip() in _GONE:
        return apart(locator, values, values.get("title") or text, _GONE[text.strip()])
    if author.lower() in _BOTS:
        return apart(locator, values, text, "a bot's message")
    return Row(locator, values)


# ---- Discourse ---------------------------------------------------------------------------------------------------


def discourse(document: Any, place: str) -> Found | None:
    """Discourse: a topic with its ``post_stream``, a list of topics, or posts, known by ``cooked`` and ``username``."""
    topics = [document] if isinstance(document, dict) else document if isinstance(document, list) else []
    notes: list[str] = []
    if topics and all(isinstance(reached(topic, "post_stream.posts"), list) for topic in topics):
        return Found("Discourse topics", _topic_rows(topics, place, notes), notes)
    posts = topics
    if len(topics) == 1 and isinstance(topics[0], dict):
        posts = objects(topics[0].get("latest_posts")) or objects(topics[0].get("posts")) or topics
    if posts and all(isinstance(post, dict) and {"cooked", "username"} <= post.keys() for post in posts):
        return Found("Discourse posts", (_discourse_row(post, {}, place or "") for post in posts), notes)
    return None


def _topic_rows(topics: Sequence[Record], place: str, notes: list[str]) -> Iterator[Row]:
    missing = 0
    for number, topic in enumerate(topics, start=1):
        where = place if len(topics) == 1 else f"{place} item {number}".strip()
        posts = objects(reached(topic, "post_stream.posts"))
        for post in posts:
            yield _discourse_row(post, topic, where)
        held = {first_text(post, "id") for post in posts}
        others = [as_text(one) for one in reached(topic, "post_stream.stream") or [] if as_text(one) not in held]
        if others:
            missing += len(others)
            yield apart(f"{where} more".strip(), {}, ", ".join(others)[:RAW_LENGTH], _STUB)
    if missing:
        notes.append(f"posts that the export names but does not hold: {missing}, see the rejects")


def _discourse_row(post: Record, topic: Record, place: str) -> Row:
    number = first_text(post, "post_number")
    locator = f"{place} post {number or first_text(post, 'id')}".strip()
    cooked = first_text(post, "cooked")
    text, quoted = _without_quotations(cooked)
    title = first_text(topic, "title") or first_text(post, "topic_title")
    tags = topic.get("tags")
    usual = {
        "text": text,
        "date": moment(first_text(post, "created_at")),
        "customer": first_text(post, "username"),
        "id": first_text(post, "id"),
        "thread": first_text(post, "topic_id") or first_text(topic, "id"),
        "tags": ", ".join(first_text(tag, "name") if isinstance(tag, dict) else as_text(tag) for tag in tags or []),
        "role": "staff" if post.get("staff") or post.get("admin") or post.get("moderator") else "member",
        **({"quoted": quoted} if quoted else {}),
        **({"title": title} if number in ("", "1") and title else {}),
    }
    values = usual_first(usual, flattened({key: value for key, value in post.items() if key not in _DISCOURSES_OWN}))
    kind = first_text(post, "post_type") or "1"
    if post.get("user_deleted") or post.get("deleted_at"):
        return apart(locator, values, text, "a deleted post")
    if kind in ("2", "3") or first_text(post, "action_code"):
        return apart(locator, values, text or first_text(post, "action_code"), "a notice of the forum itself")
    if kind == "4":
        return apart(locator, values, text, "an internal note")
    if values["customer"].lower() in _BOTS or first_text(post, "user_id") in ("-1", "-2"):
        return apart(locator, values, text, "a bot's message")
    return Row(locator, values)


def _without_quotations(markup: str) -> tuple[str, str]:
    """A post's own words, and those it quotes from other posts."""
    import lxml.etree
    import lxml.html

    if "<aside" not in markup and "<blockquote" not in markup:
        return text_of_markup(markup), ""
    try:
        page = lxml.html.fragment_fromstring(markup.replace("\0", ""), create_parent="div")
    except (lxml.etree.LxmlError, ValueError, RecursionError):
        return text_of_markup(markup), ""
    quoted: list[str] = []
    for element in [*page.iter("aside"), *page.iter("blockquote")]:
        is_quote = element.tag == "blockquote" or "quote" in (element.get("class") or "").split()
        if is_quote and any(above is page for above in element.iterancestors()):
            quoted.append(text_of_markup(lxml.html.tostring(element, encoding="unicode", with_tail=False)))
            element.drop_tree()
    return text_of_markup(lxml.html.tostring(page, encoding="unicode")), "\n".join(quoted)


# ---- Stack Exchange, and posts with comments under them ----------------------------------------------------------

_STACK_IDS = ("comment_id", "answer_id", "question_id")
_TEXTS = ("body_markdown", "text", "body", "content", "comment", "message", "raw_message", "review", "contenido")
_BELOW = {
    "answers": "answer", "comments": "comment", "replies": "reply", "children": "reply", "responses": "reply",
    "comments.data": "comment", "replies.data": "reply", "replies.comments": "reply", "answers.items": "answer",
    "replies.items": "reply", "posts": "post",
}  # fmt: skip
_AUTHORS = (
    "owner.user_id", "owner.account_id", "author.id", "author.username", "user.id", "user.username", "from.id",
    "user_id", "author_id", "author.name", "user.name", "user.login", "from.name", "owner.display_name",
    "author_name", "username", "userName", "author", "user", "from", "name",
)  # fmt: skip
_DATES = ("creation_date", "created_at", "createdAt", "created_time", "created", "date", "date_gmt", "publishedAt",
          "published_at", "timestamp", "time", "created_utc")  # fmt: skip


def stack_exchange(document: Any, place: str) -> Found | None:
    """Stack Exchange: ``items`` that are questions, answers or comments with an ``owner`` and a ``creation_date``."""
    items = document.get("items") if isinstance(document, dict) and "items" in document else document
    items = [items] if isinstance(items, dict) else items
    if not isinstance(items, list) or not items or not all(_is_stack(item) for item in items):
        return None
    more = isinstance(document, dict) and document.get("has_more") is True
    notes = ["the export says that there are more items than it holds"] if more else []
    return Found("Stack Exchange posts", _item_rows(items, place, single=len(items) == 1 and bool(place)), notes)


def threads(document: Any, place: str) -> Found | None:
    """Posts of any forum that hold the comments or replies made to them, each with a text of its own."""
    items = document
    if isinstance(document, dict) and not _has_below(document):
        lists = [value for value in document.values() if any(map(_has_below, objects(value)))]
        items = lists[0] if len(lists) == 1 else None
    single = isinstance(items, dict)
    posts = [items] if isinstance(items, dict) else items
    if not isinstance(posts, list) or not any(isinstance(post, dict) and _has_below(post) for post in posts):
        return None
    return Found("posts with their comments", _item_rows(posts, place, single=single and bool(place)))


def _is_stack(item: Any) -> bool:
    return (
        isinstance(item, dict) and any(key in item for key in _STACK_IDS)
        and "creation_date" in item and bool({"owner", "body", "body_markdown"} & item.keys())
    )  # fmt: skip


def _has_below(post: Record) -> bool:
    if not (first_text(post, *_TEXTS) or first_text(post, "title")):
        return False
    return any(first_text(inner, *_TEXTS) for path in _BELOW for inner in _below(post, path))


def _below(post: Record, path: str) -> list[dict[str, Any]]:
    return objects(reached(post, path) if "." in path else post.get(path))


def _item_rows(items: Sequence[Any], place: str, single: bool) -> Iterator[Row]:
    waiting: list[tuple[Any, str, str]] = [
        (item, place if single else f"{place} item {number}".strip(), "") for number, item in enumerate(items, start=1)
    ]
    waiting.reverse()
    while waiting:
        item, locator, parent = waiting.pop()
        if not isinstance(item, dict):
            yield Row(locator, {"text": as_text(item)})
            continue
        lists = {path: inner for path in _BELOW if (inner := _below(item, path)) and any(
            first_text(one, *_TEXTS) for one in inner)}  # fmt: skip
        identity = first_text(item, *_STACK_IDS, "id", "_id", "uuid")
        identity = f"{parent}/{identity}" if parent and identity else identity  # ids of comments may begin anew
        yield _item_row(item, locator, identity, parent, [path.partition(".")[0] for path in lists])
        below = [
            (inner, f"{locator} {kind} {number}", identity)
            for path, kind in _BELOW.items() if path in lists
            for number, inner in enumerate(lists[path], start=1)
        ]  # fmt: skip
        waiting += reversed(below)


def _item_row(item: Record, locator: str, identity: str, parent: str, below: Sequence[str]) -> Row:
    text = first_text(item, *_TEXTS)
    text = text_of_markup(text) if looks_like_markup(text) and "body_markdown" not in item else text
    title = first_text(item, "title")
    title = html.unescape(title) if _is_stack(item) else title  # its interface gives titles as markup
    usual = {
        "text": text,
        **({"title": title} if title else {}),
        "date": moment(first_text(item, *_DATES)),
        **({"customer": author} if (author := first_text(item, *_AUTHORS)) else {}),
        "id": identity,
        **({"parent": parent} if parent else {}),
        **({"tags": ", ".join(map(as_text, item["tags"]))} if isinstance(item.get("tags"), list) else {}),
    }
    values = usual_first(usual, flattened({key: value for key, value in item.items() if key not in below}))
    return apart(locator, values, text, _GONE[text.strip()]) if text.strip() in _GONE else Row(locator, values)


SHAPES: Sequence[Shape] = (reddit, discourse, stack_exchange)
