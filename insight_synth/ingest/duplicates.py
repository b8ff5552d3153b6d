"""Ids of records, and what two rows of one source share when one repeats the other.

Ids come from content alone, so the same export gives the same ids in any workspace, whatever its secret key for
customers. Which rows are new, said already or corrected is for ``settling``.
"""

from __future__ import annotations

import hashlib

from insight_synth.model import Event, Verbatim

__all__ = ["digest", "duplicate_key", "event_content", "verbatim_content"]


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
        return digest("verbatim", source, row_id, text)
    return digest("verbatim", source, row_id, text, date, segment, product, rating, weight)


def event_content(
    source: str, row_id: str, event: str, value: float | None, date: str, segment: str, product: str
) -> str:
    """Likewise for what an event says."""
    return digest("event", source, row_id, event, value, date, segment, product)


def digest(*parts: object) -> str:
    """16 hexadecimal digits (BLAKE2b, 64 bits) of the parts in their order."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", errors="surrogatepass"), digest_size=8).hexdigest()
