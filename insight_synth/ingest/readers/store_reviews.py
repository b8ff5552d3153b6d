"""Reviews as app stores and review sites give them in JSON: Google Play, the App Store, Trustpilot and their scrapers.

One row a review, with the usual columns beside its own. What the developer or the company answered is no row: it
stands in ``reply``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
)
from insight_synth.model import RAW_LENGTH, Row

__all__ = ["SHAPES", "app_store", "google_play", "reviews"]

_TEXT = ("text", "content", "body", "review", "reviewBody", "review_text", "reviewText", "comment", "reviewDescription")
_RATING = (
    "rating", "score", "stars", "starRating", "star_rating", "ratingValue", "reviewRating.ratingValue", "rating.value",
)  # fmt: skip
_DATE = (
    "date", "at", "createdAt", "created_at", "updated", "dates.publishedDate", "publishedDate", "published_at",
    "datePublished", "reviewDate", "review_date", "submittedAt", "createdDate", "timestamp",
)  # fmt: skip
_WRITER = (
    "consumer.id", "user.id", "author.id", "userId", "user_id", "userName", "username", "authorName", "author.name",
    "reviewer.displayName", "consumer.displayName", "reviewerNickname", "reviewer", "nickname", "author", "user.name",
    "user",
)  # fmt: skip
_REPLY = (
    "replyContent", "replyText", "companyReply.text", "reply.text", "reply.message", "developerResponse.body",
    "developer_response.body", "developerResponse", "reviewReply.comment", "ownerResponse.text", "response.text",
    "responseFromOwnerText", "reply",
)  # fmt: skip
_PRODUCT = (
    "appName", "app_name", "businessUnit.displayName", "product.name", "productName", "product", "appId",
)  # fmt: skip
_EVIDENCE = frozenset({
    "reviewId", "review_id", "replyContent", "replyText", "thumbsUpCount", "reviewCreatedVersion", "developerResponse",
    "developer_response", "isEdited", "consumer", "companyReply", "reviewReply", "reviewer", "userName", "stars",
    "starRating", "reviewerNickname", "ownerResponse", "responseFromOwnerText",
})  # fmt: skip
_LISTS = ("reviews", "data", "results", "items", "")
_SHOWN = 20


def google_play(document: Any, place: str) -> Found | None:
    """Google Play's own: reviews whose ``comments`` hold a ``userComment`` and perhaps a ``developerComment``."""
    given = objects(document.get("reviews")) if isinstance(document, dict) and "reviews" in document else document
    given = [given] if isinstance(given, dict) else given
    if not isinstance(given, list) or not any(reached(one, "comments.userComment") for one in given[:_SHOWN]):
        return None
    return Found("Google Play reviews", _play_rows(given, place))


def app_store(document: Any, place: str) -> Found | None:
    """The App Store's own: entries of its feed (``im:rating``), or ``customerReviews`` with their responses."""
    if not isinstance(document, dict):
        return None
    entries = reached(document, "feed.entry")
    entries = [entries] if isinstance(entries, dict) else entries
    if isinstance(entries, list) and any(reached(entry, "im:rating") for entry in objects(entries)):
        return Found("App Store reviews", _feed_rows(entries, place))
    listed = objects(document.get("data"))
    if listed and all(one.get("type") == "customerReviews" for one in listed):
        return Found("App Store reviews", _connect_rows(listed, objects(document.get("included")), place))
    return None


def reviews(document: Any, place: str) -> Found | None:
    """Reviews with a text, a rating and something that only reviews have: who wrote it, a company's reply, likes."""
    listed = document if isinstance(document, list) else None
    if isinstance(document, dict):
        listed = next((inner for key in _LISTS if isinstance(inner := document.get(key), list)), [document])
    if not listed or not all(_is_review(one) for one in listed[:_SHOWN]):
        return None
    single = isinstance(document, dict) and listed[0] is document and bool(place)
    return Found("reviews", _review_rows(listed, place, single))


SHAPES: Sequence[Shape] = (google_play, app_store, reviews)


def _is_review(record: Any) -> bool:
    return (
        isinstance(record, dict) and any(key in record for key in _TEXT) and bool(_EVIDENCE & record.keys())
        and any(reached(record, path) is not None for path in _RATING)
    )  # fmt: skip


def _review_rows(listed: Sequence[Any], place: str, single: bool) -> Iterator[Row]:
    for number, one in enumerate(listed, start=1):
        locator = place if single else f"{place} item {number}".strip()
        usual = {
            "text": first_text(one, *_TEXT),
            "title": first_text(one, "title", "reviewTitle", "headline"),
            "date": moment(first_text(one, *_DATE)),
            "customer": first_text(one, *_WRITER),
            "rating": first_text(one, *_RATING),
            "id": first_text(one, "id", "reviewId", "review_id", "uuid"),
            "product": first_text(one, *_PRODUCT),
            "reply": first_text(one, *_REPLY),
        }
        yield Row(locator, usual_first(_said(usual), flattened(one)))


def _play_rows(given: Sequence[Any], place: str) -> Iterator[Row]:
    single = len(given) == 1 and bool(place)
    for number, one in enumerate(given, start=1):
        user: Record = {}
        developer: Record = {}
        for comment in objects(one.get("comments")) if isinstance(one, dict) else []:
            user = comment.get("userComment") or user
            developer = comment.get("developerComment") or developer
        title, tab, text = first_text(user, "text").partition("\t")  # what the store shows above and below
        usual = {
            "text": (text if tab else title).strip(),
            "title": title.strip() if tab else "",
            "date": moment(first_text(user, "lastModified.seconds")),
            "customer": first_text(one, "authorName"),
            "rating": first_text(user, "starRating"),
            "id": first_text(one, "reviewId"),
            "product": first_text(user, "appVersionName"),
            "reply": first_text(developer, "text"),
        }
        others = flattened({key: user[key] for key in user if key not in ("text", "lastModified", "starRating")})
        yield Row(place if single else f"{place} item {number}".strip(), usual_first(_said(usual), others))


def _feed_rows(entries: Sequence[Any], place: str) -> Iterator[Row]:
    for number, entry in enumerate(entries, start=1):
        locator = f"{place} item {number}".strip()
        if not reached(entry, "im:rating"):  # the app itself, which heads older feeds
            values = {"title": first_text(entry, "im:name.label", "title.label")}
            yield apart(locator, values, as_text(entry)[:RAW_LENGTH], "the app's own entry")
            continue
        usual = {
            "text": first_text(entry, "content.label"),
            "title": first_text(entry, "title.label"),
            "date": first_text(entry, "updated.label"),
            "customer": first_text(entry, "author.name.label"),
            "rating": first_text(entry, "im:rating.label"),
            "id": first_text(entry, "id.label"),
            "version": first_text(entry, "im:version.label"),
        }
        yield Row(locator, _said(usual))


def _connect_rows(listed: Sequence[Record], included: Sequence[Record], place: str) -> Iterator[Row]:
    replies: Mapping[str, str] = {
        first_text(one, "id"): first_text(one, "attributes.responseBody") for one in included
    }  # fmt: skip
    for number, one in enumerate(listed, start=1):
        usual = {
            "text": first_text(one, "attributes.body"),
            "title": first_text(one, "attributes.title"),
            "date": first_text(one, "attributes.createdDate"),
            "customer": first_text(one, "attributes.reviewerNickname"),
            "rating": first_text(one, "attributes.rating"),
            "id": first_text(one, "id"),
            "reply": replies.get(first_text(one, "relationships.response.data.id"), ""),
            "territory": first_text(one, "attributes.territory"),
        }
        yield Row(f"{place} item {number}".strip(), _said(usual))


def _said(usual: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in usual.items() if value or name == "text"}
