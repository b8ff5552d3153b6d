"""Ids of records, and rows that say again what their source has said.

Only within one source: the same voice in two sources is found later, as evidence. Ids come from content alone, so the
same export gives the same ids in any workspace, whatever its secret key for customers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from insight_synth.model import Event, Verbatim

__all__ = ["content_id", "duplicate_key", "mark_duplicates"]

Record = TypeVar("Record", Verbatim, Event)


def duplicate_key(record: Verbatim | Event) -> str:
    """What two rows of one source share when one repeats the other.

    A verbatim: its source row id and its text, or without an id all its normalised fields (the language apart, which
    is our own finding). An event: all its fields, because a receipt's lines share the receipt's number.
    The part before the colon is :func:`content_id`; the customer's hash follows where it tells records apart.
    """
    identified = isinstance(record, Verbatim) and record.source_row_id
    return f"{content_id(record)}:{'' if identified else record.customer}"


def content_id(record: Verbatim | Event) -> str:
    """16 hexadecimal digits (BLAKE2b, 64 bits) of what the record says; the customer's hash is left out of it."""
    if isinstance(record, Verbatim):
        parts: tuple[object, ...] = ("verbatim", record.source, record.source_row_id, record.text)
        if not record.source_row_id:
            parts += (record.date, record.segment, record.product, record.rating, record.weight)
    else:
        parts = (
            "event", record.source, record.source_row_id, record.event, record.value, record.date, record.segment,
            record.product,
        )  # fmt: skip
    return _digest(*parts)


def mark_duplicates(records: Sequence[Record], known: Mapping[str, str] | None = None) -> list[Record]:
    """``records`` in their order, with final ids, and those said before marked as duplicates.

    Args:
        records: verbatims or events of one source, in the order of the file.
        known: :func:`duplicate_key` → id of every active record of that source that is kept already.

    Returns:
        The same records. A duplicate names the first of its kind in ``duplicate_of``; its own id also hashes the
        file and the locator, so that every row keeps a row.
    """
    ids = dict(known or {})
    taken = set(ids.values())
    marked = []
    for record in records:
        key = duplicate_key(record)
        if key in ids:
            own = _digest("duplicate", ids[key], record.sha256, record.locator)
            marked.append(replace(record, id=own, status="duplicate", duplicate_of=ids[key]))
            continue
        content, _, customer = key.partition(":")
        # Two customers who say the very same: only the second id needs the customer's (secret-keyed) hash.
        ids[key] = content if content not in taken else _digest("customer", content, customer)
        taken.add(ids[key])
        marked.append(replace(record, id=ids[key], status="active", duplicate_of=""))
    return marked


def _digest(*parts: object) -> str:
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", errors="surrogatepass"), digest_size=8).hexdigest()
