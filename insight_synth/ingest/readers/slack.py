"""Slack exports: the days of a channel as JSON, alone or in the zip archive of a workspace.

One row a message as its channel shows it. Bots and the chat's own notices (someone joined, a topic was set) are kept
apart. Who works for the company and who is a customer is not known here: everyone else counts.

Locators are ``message 4`` of a day, and ``general/2024-03-04.json message 4`` within an archive.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.encoding import decoded
from insight_synth.ingest.readers.json_values import (
    Found,
    Record,
    Shape,
    apart,
    as_text,
    first_text,
    moment,
    objects,
    parsed,
)  # fmt: skip
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.model import RAW_LENGTH, Row

__all__ = ["SHAPES", "is_slack_archive", "read_slack", "slack"]

_WRITTEN = frozenset({"", "file_share", "me_message", "thread_broadcast", "file_comment", "reply_broadcast"})
_LISTS = frozenset({"users.json", "channels.json", "groups.json", "dms.json", "mpims.json", "integration_logs.json",
                    "canvases.json", "lists.json", "org_users.json", "huddle_transcripts.json"})  # fmt: skip
_DAY = re.compile(r"(?:.+/)?([^/]+)/\d{4}-\d{2}-\d{2}\.json$")
_REFERENCE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_LARGEST = 64 * 1024 * 1024  # bytes of one day of one channel, unpacked
_MOST = 2 * 1024 * 1024 * 1024  # bytes of all of them
_UNREADABLE = (
    ValueError, RecursionError, RuntimeError, NotImplementedError, OSError, EOFError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def slack(document: Any, place: str) -> Found | None:
    """A day of a channel, or ``messages`` as the API gives them: each of ``type`` message, with ``ts`` and ``text``."""
    records = document.get("messages") if isinstance(document, dict) and "messages" in document else document
    records = [records] if isinstance(records, dict) else records
    if not isinstance(records, list) or not records or not all(_is_message(record) for record in records[:50]):
        return None
    single = len(records) == 1 and bool(place)
    return Found("Slack messages", _rows(records, place, single, {}, frozenset(), {}))


SHAPES: Sequence[Shape] = (slack,)


def is_slack_archive(names: Sequence[str]) -> bool:
    """Whether the members of an archive are those of a Slack export: its lists, and days in channels' folders."""
    lists = {name.rpartition("/")[2] for name in names}
    return {"users.json", "channels.json"} & lists != set() and any(_DAY.match(name) for name in names)


def read_slack(archive: zipfile.ZipFile, file: Path) -> Reading:
    """The messages of a workspace's export, channel by channel and day by day.

    Args:
        archive: the opened export.
        file: where it lies, for errors.

    Raises:
        BadInput: there is no day of any channel in it.
    """
    days = sorted(name for name in archive.namelist() if _DAY.match(name))
    if not days:
        raise BadInput("no channel's messages in it", where=str(file), remedy="Export the workspace again")
    people = {first_text(person, "id"): person for name in archive.namelist() if name.rpartition("/")[2] == "users.json"
              for person in objects(_member(archive, name)[0])}  # fmt: skip
    names = {identity: first_text(person, "profile.display_name", "real_name", "profile.real_name", "name")
             for identity, person in people.items()}  # fmt: skip
    bots = frozenset(identity for identity, person in people.items() if person.get("is_bot"))
    columns = ("text", "date", "customer", "id", "channel", "user_name", "thread", "attachments")
    return Reading("slack", "utf-8", _archive_rows(archive, days, names, bots), columns, ["read as a Slack export"])


def _archive_rows(
    archive: zipfile.ZipFile, days: Sequence[str], names: Mapping[str, str], bots: frozenset[str]
) -> Iterator[Row]:
    unpacked = 0
    for day in days:
        unpacked += archive.getinfo(day).file_size
        records, problem = _member(archive, day) if unpacked <= _MOST else (None, "the archive unpacks to too much")
        if problem or not isinstance(records, list):
            yield Row(day, {}, as_text(records)[:RAW_LENGTH], problem or "not a list of messages")
            continue
        channel = _DAY.match(day)[1]  # type: ignore[index]
        yield from _rows(records, day, False, names, bots, {"channel": channel})


def _member(archive: zipfile.ZipFile, name: str) -> tuple[Any, str]:
    """What a JSON member holds, and what is wrong with it."""
    if archive.getinfo(name).file_size > _LARGEST:
        return None, f"larger than {_LARGEST >> 20} MiB"
    try:
        with archive.open(name) as stream:
            data = stream.read(_LARGEST + 1)
        return (None, f"larger than {_LARGEST >> 20} MiB") if len(data) > _LARGEST else (parsed(decoded(data)[0]), "")
    except _UNREADABLE as error:
        return None, f"cannot be read: {str(error)[:120]}"


def _is_message(record: Any) -> bool:
    return isinstance(record, dict) and record.get("type") == "message" and {"ts", "text"} <= record.keys()


def _rows(
    records: Sequence[Any], place: str, single: bool, names: Mapping[str, str], bots: frozenset[str],
    common: Mapping[str, str],
) -> Iterator[Row]:  # fmt: skip
    for number, record in enumerate(records, start=1):
        locator = place if single else f"{place} message {number}".strip()
        if not _is_message(record):
            yield Row(locator, {}, as_text(record)[:RAW_LENGTH], "not a message")
            continue
        yield _row(record, locator, names, bots, common)


def _row(
    record: Record, locator: str, names: Mapping[str, str], bots: frozenset[str], common: Mapping[str, str]
) -> Row:
    user, stamp = first_text(record, "user"), first_text(record, "ts")
    name = names.get(user) or first_text(record, "user_profile.display_name", "user_profile.real_name", "username")
    channel = common.get("channel") or first_text(record, "channel")
    thread = first_text(record, "thread_ts")
    files = [first_text(given, "name", "title") for given in objects(record.get("files"))]
    values = {
        "text": _shown(first_text(record, "text"), names),
        "date": moment(stamp),
        "customer": user,
        "id": f"{channel}/{stamp}" if channel else stamp,
        "channel": channel,
        "user_name": name,
        "thread": thread,
        "attachments": "\n".join(filter(None, files)),
    }
    subtype = first_text(record, "subtype")
    if subtype == "bot_message" or record.get("bot_id") or user in bots or user == "USLACKBOT":
        said = values["text"] or "\n".join(
            first_text(given, "text", "fallback") for given in objects(record.get("attachments")))  # fmt: skip
        return apart(locator, values, said or as_text(dict(record))[:RAW_LENGTH], "a bot's message")
    if subtype == "tombstone":
        return apart(locator, values, values["text"], "a deleted post")
    if subtype not in _WRITTEN:
        return apart(locator, values, values["text"], "a notice of the chat itself")
    return Row(locator, values)


def _shown(text: str, names: Mapping[str, str]) -> str:
    """A message's text as its channel shows it: names for ids, labels for links, signs for their entities."""

    def reference(match: re.Match[str]) -> str:
        sign, target, label = match[1], match[2], match[3]
        if sign == "@":
            return f"@{label or names.get(target) or target}"
        if sign == "#":
            return f"#{label or target}"
        if sign == "!":
            return label or f"@{target.partition('^')[0]}"
        shortened = not label or ("." in label and target.rstrip("/").endswith(label))
        return target if shortened else f"{label} ({target})"

    return html.unescape(_REFERENCE.sub(reference, text))
