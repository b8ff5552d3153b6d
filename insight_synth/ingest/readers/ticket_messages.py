"""A message of a support ticket: who wrote it, and what they wrote.

The keys and words under which ticket systems say so stand here as tables; a role comes from what a message says of
itself or from the users listed beside it, never from its text. It makes no rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from insight_synth.ingest.readers.json_values import Record, first_text, objects, reached
from insight_synth.ingest.readers.own_words import OwnWords, own_words, own_words_of_markup

__all__ = [
    "AGENT_FLAGS", "AUTHOR_MAIL", "CUSTOMER_FLAGS", "PLAIN", "RICH", "People", "Role", "attachments_of", "author_of",
    "has_words", "looks_like_markup", "messages_of", "named_role", "people_beside", "people_within", "role_of",
    "words_of",
]  # fmt: skip

Role = Literal["customer", "agent", "bot", "note", ""]
"""Of a message's author; a note is for colleagues only, and "" is where nothing tells."""

PLAIN = ("plain_body", "body_text", "text_body", "stripped_text", "description_text", "plain_text")
RICH = ("html_body", "body_html", "bodyHtml", "html", "richText", "rich_text")
_EITHER = ("body", "text", "content", "message", "comment", "description", "summary", "note", "raw_body")
_MARKUP = re.compile(
    r"<\s*/?\s*(?:p|div|br|span|a|b|i|ul|ol|li|html|body|table|strong|em|blockquote|img|h[1-6])\b[^<>]*>", re.IGNORECASE
)
_LISTS = (
    "comments", "messages", "replies", "conversations", "threads", "thread", "posts", "conversation_parts", "articles",
    "thread_entries", "transcript", "notes", "emails",
)  # fmt: skip
_INNER_LISTS = (
    "conversation_parts.conversation_parts", "_embedded.threads", "fields.comment.comments", "comment.comments",
    "messages.data", "messages.results", "comments.data", "comments.comments", "comments.values", "thread.messages",
    "chat.messages",
)  # fmt: skip

_CUSTOMERS = frozenset({
    "customer", "user", "end-user", "end_user", "enduser", "lead", "contact", "visitor", "requester", "client",
    "guest", "incoming", "inbound", "in", "consumer", "reporter", "buyer", "member", "asiakas", "klient",
})  # fmt: skip
_AGENTS = frozenset({
    "agent", "admin", "staff", "operator", "team", "teammate", "support", "support_agent", "representative", "owner",
    "employee", "outgoing", "outbound", "out", "atlassian", "moderator", "seller", "asiakaspalvelija",
    "asiakaspalvelu", "konsultant",
})  # fmt: skip
_BOTS = frozenset({
    "bot", "app", "system", "automation", "automated", "workflow", "assistant", "chatbot",
})  # fmt: skip
_NOTES = frozenset({
    "note", "internal_note", "private_note", "internal", "private",
})  # fmt: skip
_ROLE_KEYS = (
    "author_role", "author_type", "authorType", "sender_type", "senderType", "user_type", "userType", "from_type",
    "author.role", "author.type", "author.accountType", "author.user_type", "sender.role", "sender.type",
    "senders.type", "createdBy.type", "created_by.type", "created_by_type", "user.role", "user.type", "role",
    "direction", "sender", "from.type", "author", "from",
)  # fmt: skip
CUSTOMER_FLAGS = (
    "incoming", "from_customer", "is_inbound", "inbound", "is_customer", "isCustomer", "fromCustomer",
)  # fmt: skip
AGENT_FLAGS = (
    "from_agent", "is_agent", "isAgent", "is_staff", "isStaff", "outgoing", "is_outbound", "fromAgent", "from_staff",
)  # fmt: skip
_PRIVATE = ("private", "internal", "is_private", "is_internal", "is_note", "isInternal", "isPrivate", "isNote")
_PUBLIC = ("public", "jsdPublic", "is_public", "isPublic")
_THREADS: Mapping[str, Role] = {"customer": "customer", "message": "agent", "lineitem": "bot"}  # Help Scout's types
_ENTRIES: Mapping[str, Role] = {"M": "customer", "R": "agent", "N": "note"}  # osTicket's
_ACTORS: Mapping[str, Role] = {"V-": "customer", "A-": "agent", "B-": "bot", "S-": "bot", "I-": "bot"}  # HubSpot's
_AUTHOR = (
    "author_id", "author.id", "user_id", "sender_id", "sender.id", "senders.actorId", "created_by_id", "createdBy.id",
    "created_by.id", "author.accountId", "user.id", "from.id", "contact_id", "authorId", "userId",
)  # fmt: skip
AUTHOR_MAIL = (
    "author.email", "from_email", "sender.email", "senders.email", "senders.deliveryIdentifier.value",
    "createdBy.email", "author.emailAddress", "user.email", "from.email", "author_email",
)  # fmt: skip
_LISTED: Mapping[str, Role] = {
    "users": "", "people": "", "participants": "", "agents": "agent", "admins": "agent", "teammates": "agent",
    "customers": "customer", "contacts": "customer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """Roles and addresses by id, as far as users are described beside the messages."""

    roles: Mapping[str, Role] = field(default_factory=dict)
    mails: Mapping[str, str] = field(default_factory=dict)


def role_of(message: Record, people: People, requester: str) -> Role:
    """Whose word a message is: what is private first, then what is known of its author, then what it says itself."""
    kind = first_text(message, "part_type", "type", "kind", "category")
    private = any(_flag(message, key) is True for key in _PRIVATE)
    if private or kind.lower() in _NOTES or any(_flag(message, key) is False for key in _PUBLIC):
        return "note"
    author = author_of(message)
    if known := people.roles.get(author):
        return known
    if said := _said_role(message, kind):
        return said
    if requester and requester in (author, first_text(message, *AUTHOR_MAIL).lower()):
        return "customer"
    return "agent" if requester and author else ""


def named_role(name: str) -> Role:
    """The role that a word such as ``end-user``, ``admin`` or ``incoming`` means."""
    if not name:
        return ""
    given = name.strip().lower().replace(" ", "_")
    for names, role in ((_BOTS, "bot"), (_AGENTS, "agent"), (_NOTES, "note"), (_CUSTOMERS, "customer")):
        if given in names:
            return role  # type: ignore[return-value]
    return ""


def author_of(message: Record) -> str:
    """The id of a message's author, "" where it gives none."""
    return first_text(message, *_AUTHOR)


def words_of(message: Record) -> OwnWords:
    """What a message says: its plain text where it has one, else its markup as text."""
    for key in (*PLAIN, *_EITHER, *RICH):
        value = message.get(key)
        if isinstance(value, dict):
            text = _document_text(value) if "content" in value else first_text(value, "text", "body", "plain", "html")
        else:
            text = value if isinstance(value, str) else ""
        if text.strip():
            rich = key in RICH or (key in _EITHER and looks_like_markup(text))
            return own_words_of_markup(text) if rich else own_words(text)
    return OwnWords("")


def has_words(message: Any) -> bool:
    """Whether a record has a field for what was said."""
    return isinstance(message, Mapping) and any(key in message for key in (*PLAIN, *RICH, *_EITHER))


def looks_like_markup(text: str) -> bool:
    """Whether a text holds HTML rather than signs that only look like it."""
    return bool(_MARKUP.search(text[:20_000]))


def messages_of(ticket: Any) -> tuple[str, list[dict[str, Any]]]:
    """The path to a ticket's messages, and them; "" where it has none."""
    if isinstance(ticket, Mapping):
        for path in (*_INNER_LISTS, *_LISTS):
            inner = objects(reached(ticket, path) if "." in path else ticket.get(path))
            if inner and any(has_words(message) for message in inner):
                return path, inner
    return "", []


def attachments_of(message: Record) -> str:
    """The names of what was attached, one a line."""
    given = objects(message.get("attachments"))
    names = (first_text(entry, "file_name", "filename", "name", "title") for entry in given)
    return "\n".join(name for name in names if name)


def people_beside(document: Any) -> People:
    """The users that are listed in a document or a ticket, as far as their role is given."""
    roles: dict[str, Role] = {}
    mails: dict[str, str] = {}
    if isinstance(document, Mapping):
        for key, listed in _LISTED.items():
            for person in objects(document.get(key)):
                identity = first_text(person, "id", "accountId", "actorId")
                role = named_role(first_text(person, "role", "type", "user_type", "accountType")) or listed
                if identity and role:
                    roles[identity] = role
                if identity and (mail := first_text(person, "email", "emailAddress")):
                    mails[identity] = mail.lower()
    return People(roles, mails)


def people_within(ticket: Record, people: People) -> People:
    """``people`` and those whom the ticket itself describes: its requester, submitter, assignee."""
    own = people_beside(ticket)
    roles, mails = {**own.roles, **people.roles}, {**own.mails, **people.mails}
    for key in ("requester", "submitter", "assignee", "customer", "primaryCustomer"):
        if (person := ticket.get(key)) and (identity := first_text(person, "id")):
            if role := named_role(first_text(person, "role", "type")):
                roles.setdefault(identity, role)
            if mail := first_text(person, "email"):
                mails.setdefault(identity, mail.lower())
    return People(roles, mails)


def _said_role(message: Record, kind: str) -> Role:
    for key in CUSTOMER_FLAGS:
        if (flag := _flag(message, key)) is not None:
            return "customer" if flag else "agent"
    for key in AGENT_FLAGS:
        if (flag := _flag(message, key)) is not None:
            return "agent" if flag else "customer"
    if "createdBy" in message and kind in _THREADS:
        return _THREADS[kind]
    if kind in _ENTRIES:
        return _ENTRIES[kind]
    for key in _ROLE_KEYS:
        if role := named_role(first_text(message, key)):
            return role
    return _ACTORS.get(first_text(message, "senders.actorId")[:2], "")


def _flag(message: Record, key: str) -> bool | None:
    value = message.get(key)
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False, "1": True, "0": False}.get(value.lower()) if isinstance(value, str) else None


def _document_text(node: Record) -> str:
    """The text of an Atlassian document: paragraphs and list items become lines."""
    lines: list[str] = []
    waiting: list[Any] = [node]
    while waiting:
        part = waiting.pop()
        inner = objects(part.get("content"))
        if part.get("type") in ("paragraph", "heading", "codeBlock"):
            said = ("\n" if one.get("type") == "hardBreak" else first_text(one, "text", "attrs.text") for one in inner)
            lines.append("".join(said))
        else:
            waiting += reversed(inner)
    return "\n".join(lines)
