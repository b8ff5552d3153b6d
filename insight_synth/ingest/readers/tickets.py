"""Exports of ticket systems and support chats: one row a message of the customer.

Replies of agents, messages of bots, internal notes and steps without words are kept apart, each a row of its own that
can be opened. Three shapes are known by their keys: Zendesk's, Intercom's, and a ticket with a list of messages that
say who wrote them (Freshdesk, Help Scout, Jira Service Management, Zammad, HubSpot, Front, Gorgias and the like).
A message whose author cannot be told from an agent counts as the customer's only where it opens the ticket.

Locators are those of the ticket and the message in it: ``item 3`` what opened the third ticket, ``item 3 comment 2``
the second of its comments, ``item 3 rating`` what was said with the satisfaction score. Subject and score stand on
one row a ticket only, so that they count once. A ticket's own fields stay beside, under their own names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
from insight_synth.ingest.readers.own_words import OwnWords
from insight_synth.ingest.readers.ticket_messages import (
    AGENT_FLAGS,
    AUTHOR_MAIL,
    CUSTOMER_FLAGS,
    PLAIN,
    RICH,
    People,
    Role,
    attachments_of,
    author_of,
    has_words,
    messages_of,
    named_role,
    people_beside,
    people_within,
    role_of,
    words_of,
)  # fmt: skip
from insight_synth.model import RAW_LENGTH, Row

__all__ = ["SHAPES", "helpdesk", "intercom", "messages", "zendesk"]

_KEPT_APART = {
    "agent": "an agent's reply", "bot": "a bot's message", "note": "an internal note",
    "": "a message not known to be the customer's",
}  # fmt: skip
_SINGULAR = {
    "comments": "comment", "values": "comment", "replies": "reply", "posts": "post", "conversation_parts": "part",
    "articles": "article", "thread_entries": "entry", "notes": "note", "emails": "email",
}  # fmt: skip
_WRAPPERS = (
    "tickets", "conversations", "issues", "cases", "requests", "chats", "threads", "results", "data", "items",
    "_embedded",
)  # fmt: skip
_SINGLES = ("ticket", "conversation", "issue", "case", "chat")
_BESIDE = ("comments", "messages", "conversations", "replies", "threads", "articles")
_REQUESTER = (
    "requester_id", "requester.id", "requester", "customer_id", "customer.id", "primaryCustomer.id", "contact_id",
    "contact.id", "source.author.id", "conversation_message.author.id", "contacts.contacts.id", "user_id", "user.id",
    "fields.reporter.accountId", "reporter.id", "reporter", "associatedContactId", "author_id", "customer",
)  # fmt: skip
_REQUESTER_MAIL = (
    "requester.email", "customer.email", "primaryCustomer.email", "contact.email", "user.email",
    "fields.reporter.emailAddress", "source.author.email", "requester_email", "customer_email", "email",
)  # fmt: skip
_DATE = (
    "created_at", "createdAt", "created", "creationDate", "created_time", "createdTime", "created_datetime",
    "timestamp", "date", "sent_at", "sent_datetime", "time", "ts",
)  # fmt: skip
_SUBJECT = (
    "subject", "raw_subject", "title", "fields.summary", "source.subject", "conversation_message.subject",
    "source.title",
)  # fmt: skip
_SCORE = (
    "satisfaction_rating.score", "conversation_rating.rating", "satisfaction.rating", "satisfaction.score",
    "rating.score", "csat.score", "csat", "rating", "satisfaction_score", "satisfaction_survey.score", "satisfaction",
)  # fmt: skip
_REMARK = (
    "satisfaction_rating.comment", "conversation_rating.remark", "rating.comment", "satisfaction.comment",
    "csat.comment",
)  # fmt: skip
_SPOKEN = frozenset(  # what the messages' rows carry themselves
    {"description", "source", "conversation_message", "conversation_rating", "satisfaction_rating", "body", "text",
     "message", "subject", "raw_subject", "title", "id", "custom_fields", *PLAIN, *RICH}
)  # fmt: skip
_FIGURES = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:\s*/\s*\d+)?$")
_LOOKED_AT = 20  # of many tickets, to know their shape


@dataclass(frozen=True, slots=True)
class _Message:
    locator: str
    given: Record
    words: OwnWords
    role: Role
    author: str
    number: int = 0  # among the ticket's messages; 0 for what opened it, beside them

    @property
    def opening(self) -> bool:
        return not self.number


# ---- the shapes --------------------------------------------------------------------------------------------------


def zendesk(document: Any, place: str) -> Found | None:
    """Zendesk: tickets whose ``comments`` have an ``author_id`` and are ``public`` or not, beside their ``users``.

    Tickets listed without their comments, known by ``requester_id``, ``subject`` and ``description``, are read too.
    """
    return _found(document, place, _is_zendesk, "Zendesk tickets")


def intercom(document: Any, place: str) -> Found | None:
    """Intercom: conversations with a ``source`` (or ``conversation_message``) and ``conversation_parts``."""
    return _found(document, place, _is_intercom, "Intercom conversations")


def helpdesk(document: Any, place: str) -> Found | None:
    """Any ticket with a list of messages of which some say whether a customer or an agent wrote them."""
    return _found(document, place, _is_helpdesk, "tickets with their messages")


def messages(document: Any, place: str) -> Found | None:
    """Messages without a ticket around them, each of which says whether it came in or went out."""
    records = document if isinstance(document, list) else _inside(document, ("results", "messages", "conversations"))
    records = [document] if not records and isinstance(document, dict) else records
    if not records or not all(_is_message(record) for record in records[:_LOOKED_AT]):
        return None
    return Found("messages of a support system", _message_rows(records, place))


SHAPES: Sequence[Shape] = (zendesk, intercom, helpdesk, messages)


def _is_zendesk(record: Record) -> bool:
    if comments := objects(record.get("comments")):
        of_ticket = bool({"requester_id", "requester", "submitter_id", "subject"} & record.keys())
        authored = [comment for comment in comments if "author_id" in comment and has_words(comment)]
        return any(of_ticket or {"public", "audit_id"} & comment.keys() for comment in authored)
    return {"requester_id", "subject", "description"} <= record.keys() and not messages_of(record)[0]


def _is_intercom(record: Record) -> bool:
    source = reached(record, "source") or reached(record, "conversation_message")
    parts = reached(record, "conversation_parts.conversation_parts") or record.get("conversation_parts")
    said = isinstance(source, dict) and isinstance(source.get("author"), dict) and "body" in source
    return said or any(isinstance(part.get("author"), dict) and "part_type" in part for part in objects(parts))


def _is_helpdesk(record: Record) -> bool:
    path, inner = messages_of(record)
    people = people_beside(record)
    told = any(role_of(message, people, "") in ("customer", "agent") for message in inner)
    known = {"requester_id", "requester", "customer", "contact", "customer_id"} & record.keys()
    return bool(path) and (told or bool(known and any(author_of(message) for message in inner)))


def _is_message(record: Any) -> bool:
    if not isinstance(record, dict) or not has_words(record) or messages_of(record)[0]:
        return False
    flagged = any(isinstance(record.get(key), bool) for key in (*CUSTOMER_FLAGS, *AGENT_FLAGS))
    named = named_role(first_text(record, "direction", "sender_type", "senderType", "author_type", "authorType"))
    return flagged or named in ("customer", "agent")


def _found(document: Any, place: str, is_ticket: Callable[[Record], bool], what: str) -> Found | None:
    tickets, single = _tickets(document, is_ticket)
    looked_at = tickets[:_LOOKED_AT]
    if 2 * sum(isinstance(one, dict) and is_ticket(one) for one in looked_at) <= len(looked_at):
        return None
    return Found(what, _rows(tickets, place, single, people_beside(document)))


def _tickets(document: Any, is_ticket: Callable[[Record], bool]) -> tuple[list[Any], bool]:
    """The tickets of a document, and whether it is but one."""
    if isinstance(document, list):
        return document, False
    if not isinstance(document, dict):
        return [], False
    listed = _inside(document, _WRAPPERS)
    if any(isinstance(one, dict) and is_ticket(one) for one in listed[:_LOOKED_AT]):
        return listed, False
    for key in _SINGLES:
        if isinstance(inner := document.get(key), dict):  # a ticket whose messages stand beside it
            beside = {name: document[name] for name in _BESIDE if name in document and name not in inner}
            if is_ticket({**inner, **beside}):
                return [{**inner, **beside}], True
    return ([document], True) if is_ticket(document) else ([], True)


def _inside(document: Any, keys: Sequence[str]) -> list[Any]:
    if isinstance(document, dict):
        for key in keys:
            inner = document.get(key)
            if objects(inner):
                return list(inner or ())
            if isinstance(inner, dict) and (deeper := _inside(inner, keys)):
                return deeper
    return []


# ---- rows --------------------------------------------------------------------------------------------------------


def _rows(tickets: Sequence[Any], place: str, single: bool, people: People) -> Iterator[Row]:
    for number, ticket in enumerate(tickets, start=1):
        locator = (place or "item 1") if single else f"{place} item {number}".strip()
        if isinstance(ticket, dict):
            yield from _ticket_rows(ticket, locator, people)
        else:
            yield Row(locator, {}, as_text(ticket)[:RAW_LENGTH], "not a ticket")


def _ticket_rows(ticket: Record, place: str, beside: People) -> Iterator[Row]:
    path, given = messages_of(ticket)
    people = people_within(ticket, beside)
    requester = first_text(ticket, *_REQUESTER)
    mail = (first_text(ticket, *_REQUESTER_MAIL) or people.mails.get(requester, "")).lower()
    asker = requester or mail
    common = _common(ticket, path)
    remark, satisfaction = first_text(ticket, *_REMARK), _satisfaction(first_text(ticket, *_SCORE))
    once = {"title": first_text(ticket, *_SUBJECT), **({} if remark else satisfaction)}
    for message in _said(ticket, path, given, place, asker, people):
        said = _message_values(message, common["ticket"], asker, mail)
        values = usual_first(said, common)
        whole = "\n".join(part for part in (message.words.text, message.words.quoted, message.words.signature) if part)
        if message.role == "customer" and (message.words.text or message.opening):
            yield Row(message.locator, usual_first({**said, **once}, common))
            once = {}
        elif not whole:
            yield apart(message.locator, values, as_text(dict(message.given))[:RAW_LENGTH], "a step without words")
        elif message.role == "customer":
            yield apart(message.locator, values, whole, "nothing but quoted text")
        else:
            yield apart(message.locator, values, whole, _KEPT_APART[message.role])
    if remark:
        date = moment(first_text(ticket, "conversation_rating.created_at", "updated_at"))
        said = {"text": remark, "customer": asker, "id": f"{common['ticket']}/rating", "date": date, "role": "customer"}
        yield Row(f"{place} rating", usual_first({**said, **satisfaction}, common))


def _said(
    ticket: Record, path: str, given: Sequence[Record], place: str, asker: str, people: People
) -> Iterator[_Message]:
    """What opened the ticket, where that is not the first of its messages, and then those."""
    kind = _SINGULAR.get(path.rpartition(".")[2], "message")
    opening = _opening(ticket)
    words = words_of(opening)
    opened = bool(words.text) and not (given and _same(words.text, words_of(given[0]).text))
    if opened or not given:
        role = role_of(opening, people, asker) if "author" in opening else "customer"
        yield _Message(place, opening, words, role or "customer", author_of(opening) or asker)
    first = author_of(given[0]) if given else ""
    for number, message in enumerate(given, start=1):
        role, author = role_of(message, people, asker), author_of(message)
        asks = (number == 1 and not opened) if not author else not asker and author == first
        role = role or ("customer" if asks else "")
        yield _Message(f"{place} {kind} {number}", message, words_of(message), role, author, number)


def _same(one: str, other: str) -> bool:
    """Whether two texts are one, whatever their blanks and markup were."""
    short, long = sorted(("".join(filter(str.isalnum, text)) for text in (one, other)), key=len)
    return short == long or (len(short) > 40 and long.startswith(short))


def _opening(ticket: Record) -> Record:
    for path in ("source", "conversation_message"):
        if isinstance(inner := ticket.get(path), dict) and "body" in inner:
            return {"created_at": ticket.get("created_at"), **inner}
    kept = (*PLAIN, *RICH, "description", "body", "text", "message", "attachments", *_DATE)
    opening = {key: ticket[key] for key in kept if key in ticket and not isinstance(ticket[key], list)}
    if isinstance(fields := ticket.get("fields"), dict):
        opening |= {"description": fields.get("description"), "created": fields.get("created")}
    return opening


def _message_values(message: _Message, ticket: str, asker: str, mail: str) -> dict[str, str]:
    others = message.role == "customer" and message.author not in ("", asker, mail)
    own = first_text(message.given, "id", "message_id", "uuid", "comment_id") or (str(message.number) if ticket else "")
    found = {
        "channel": first_text(message.given, "via.channel", "channel"),
        "quoted": message.words.quoted,
        "signature": message.words.signature,
        "attachments": attachments_of(message.given),
    }
    return {
        "text": message.words.text,
        "date": moment(first_text(message.given, *_DATE)),
        "customer": message.author if others else asker,
        "id": ticket if message.opening else "/".join(part for part in (ticket, own) if part),
        "role": message.role or "unknown",
        **{name: value for name, value in found.items() if value},
    }


def _common(ticket: Record, path: str) -> dict[str, str]:
    """What holds for the whole ticket: its own fields under their own names, and those that have a usual one."""
    above = path.partition(".")[0]
    own = {key: value for key, value in ticket.items() if key not in _SPOKEN and key not in (above, "fields")}
    if isinstance(fields := ticket.get("fields"), dict):
        own["fields"] = {key: fields[key] for key in fields if key not in ("comment", "description", "summary")}
    values = flattened(own)
    for entry in objects(ticket.get("custom_fields")):
        if name := first_text(entry, "title", "name", "id"):
            values[f"custom_fields.{name}"] = as_text(entry.get("value"))
    if isinstance(custom := ticket.get("custom_fields"), dict):
        values |= flattened({"custom_fields": custom})
    usual = {
        "channel": first_text(ticket, "via.channel", "channel", "source.type", "channel.type", "originalChannelId"),
        "product": first_text(ticket, "product", "product.name", "product_name", "fields.project.name"),
        "tags": _tags(ticket),
    }
    values |= {name: value for name, value in usual.items() if value}
    return values | {"ticket": first_text(ticket, "id", "key", "number", "ticket_id", "conversation_id", "threadId")}


def _tags(ticket: Record) -> str:
    tags = ticket.get("tags") or reached(ticket, "fields.labels")
    tags = tags.get("tags") if isinstance(tags, dict) else tags
    if isinstance(tags, list):
        return ", ".join(first_text(tag, "name", "tag") if isinstance(tag, dict) else as_text(tag) for tag in tags)
    return as_text(tags) if isinstance(tags, str) else ""


def _satisfaction(score: str) -> dict[str, str]:
    """A score in figures is a rating; one in words, such as Zendesk's good and bad, stays beside it."""
    if _FIGURES.match(score.strip()):
        return {"rating": score}
    return {"satisfaction": score} if score and score not in ("unoffered", "offered") else {}


def _message_rows(records: Sequence[Any], place: str) -> Iterator[Row]:
    single = len(records) == 1 and bool(place)
    for number, record in enumerate(records, start=1):
        locator = place if single else f"{place} item {number}".strip()
        if not isinstance(record, dict):
            yield Row(locator, {}, as_text(record)[:RAW_LENGTH], "not a message")
            continue
        words, role = words_of(record), role_of(record, People(), "")
        usual = {
            "text": words.text,
            "title": first_text(record, "subject"),
            "date": moment(first_text(record, *_DATE)),
            "customer": author_of(record) or first_text(record, *AUTHOR_MAIL),
            "role": role or "unknown",
            "quoted": words.quoted,
            "signature": words.signature,
        }
        values = usual_first(usual, flattened(record))
        if role == "customer":
            yield Row(locator, values)
        else:
            yield apart(locator, values, words.text or as_text(record)[:RAW_LENGTH], _KEPT_APART[role])
