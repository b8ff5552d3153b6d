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

__all__ = ["duplicate_key", "event_content", "mark_duplicates", "verbatim_content"]

Record = TypeVar("Record", Verbatim, Event)


def duplicate_key(record: Verbatim | Event) -> str:
    """What two rows of one source share when one repeats the other.

    A verbatim: its source row id and its text, or without an id all its normalised fields (the language apart, which
    is our own finding). An event: all its fields, because a receipt's lines share the receipt's number.
    The part before the colon comes from content alone; the customer's hash follows where it tells records apart.
    """
    if isinstance(record, Event):
        content = event_content(
            record.source, record.source_row_id, record.event, record.value, record.date, record.segment, record.product
        )
        return f"{content}:{record.customer}"
    content = verbatim_content(
        record.source, record.source_row_id, record.text, record.date, record.segment, record.product, record.rating,
        record.weight,
    )  # fmt: skip
    return f"{content}:{'' if record.source_row_id else record.customer}"


def verbatim_content(
    source: str,
    row_id: str,
    text: str,
    date: str,
    segment: str,
    product: str,
    rating: float | None,
    weight: float | None,
) -> str:
    """16 hexadecimal digits (BLAKE2b, 64 bits) of what a verbatim says; who said it is left out."""
    if row_id:
        return _digest("verbatim", source, row_id, text)
    return _digest("verbatim", source, row_id, text, date, segment, product, rating, weight)


def event_content(
    source: str, row_id: str, event: str, value: float | None, date: str, segment: str, product: str
) -> str:
    """Likewise for what an event says."""
    return _digest("event", source, row_id, event, value, date, segment, product)


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
        own = content if content not in taken else _digest("customer", content, customer)
        ids[key] = own
        taken.add(own)
        settled = record.id == own and record.status == "active"
        marked.append(record if settled else replace(record, id=own, status="active", duplicate_of=""))
    return marked


def _digest(*parts: object) -> str:
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", errors="surrogatepass"), digest_size=8).hexdigest()
