"""What a new export's records are to those its source delivered before: new, said already, or corrections.

The newest delivery counts. A row whose id stood in an earlier export and whose fields are others now supersedes the
older one, where the id is a key in both and the two can be of the same thing; a row that says again what was said is a
duplicate. Only within one source: the same voice in two sources is found later, as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, Protocol, TypeVar

from insight_synth.ingest.duplicates import digest, duplicate_key, event_content, verbatim_content
from insight_synth.ingest.plan import row_id_key
from insight_synth.model import Event, Verbatim

__all__ = ["Held", "HeldInMemory", "Repeats", "Settled", "anew", "held_back", "settle"]

Record = TypeVar("Record", Verbatim, Event)
Kept = TypeVar("Kept", bound=Verbatim | Event, covariant=True)
_SAME_WORDS = 0.5  # share of the words of two texts that a corrected one keeps at least, where the date is another
_WORD = re.compile(r"\w+")


class Held(Protocol[Kept]):
    """What earlier exports of the source left, as far as it is asked for."""

    def with_ids(self, ids: Iterable[str]) -> Mapping[str, Kept]:
        """Of these ids those that are kept, active or superseded."""

    def with_row_ids(self, row_ids: Iterable[str]) -> Mapping[str, Sequence[Kept]]:
        """The active records under each of these row ids."""


@dataclass(frozen=True, slots=True)
class Settled(Generic[Record]):
    """Records with their final ids and status, in their order, and by id which older record each supersedes."""

    records: list[Record]
    superseded: Mapping[str, str]  # id of the older → id of what takes its place


@dataclass(frozen=True, slots=True)
class Repeats:
    """What stands more than once in an export: told of it as a whole, before its records are settled part by part."""

    row_ids: frozenset[int] | None = None  # their ``row_id_key``; None where the row ids are no key
    contents: frozenset[int] | None = None  # records' ids as numbers; None where any may have been delivered before


def settle(records: Sequence[Record], held: Held[Record], repeats: Repeats) -> Settled[Record]:
    """What each of ``records`` is.

    Args:
        records: of one export or a part of it, as a staged export gives them, their customers hashed, or
            :func:`anew`.
        held: what came before, the earlier parts of this export among it.
        repeats: of this export.
    """
    said = [record for record in records if repeats.contents is None or int(record.id, 16) in repeats.contents]
    known = held.with_ids({given for record in said for given in _possible_ids(record)})
    ids = {duplicate_key(record): record.id for record in known.values()}
    taken = set(known)
    keys = set() if repeats.row_ids is None else {
        record.source_row_id for record in records
        if record.source_row_id and row_id_key(record.source_row_id) not in repeats.row_ids
    }  # fmt: skip
    older = _one_of_an_earlier_export(held.with_row_ids(keys), records[0].sha256) if keys else {}
    settled: list[Record] = []
    superseded: dict[str, str] = {}
    for record in records:
        content = record.id
        key = _key(record)
        before = older.pop(record.source_row_id, None)
        relation = None if before is None else _relation(before, record)
        if before is not None and relation == "correction":
            own = content if content not in taken else digest("correction", content, before.id, *_fields(record))
            superseded[before.id] = own
        elif before is not None and relation == "same":
            settled.append(_duplicate(record, before.id))
            continue
        elif key in ids:
            settled.append(_duplicate(record, ids[key]))
            continue
        else:
            # Two customers who say the very same: only the second id needs the customer's (secret-keyed) hash.
            own = content if content not in taken else digest("customer", content, key.partition(":")[2])
        ids[key] = own
        taken.add(own)
        settled.append(record if record.id == own else replace(record, id=own))
    return Settled(settled, superseded)


def held_back(records: Iterable[Record]) -> list[Record]:
    """Records of an export that is held back: kept, with ids of their own so that no later row is taken for theirs."""
    return [
        replace(record, id=digest("held back", record.id, record.sha256, record.locator), status="quarantined")
        for record in records
    ]


def anew(record: Record) -> Record:
    """A kept record as it was before it was settled."""
    if isinstance(record, Event):
        content = event_content(
            record.source, record.source_row_id, record.event, record.value, record.date, record.segment, record.product
        )
    else:
        content = verbatim_content(
            record.source, record.source_row_id, record.text, record.date, record.segment, record.product,
            record.rating, record.weight,
        )  # fmt: skip
    return replace(record, id=content, status="active", duplicate_of="")


class HeldInMemory(Generic[Record]):
    """:class:`Held` for records at hand: grows by what was settled."""

    def __init__(self) -> None:
        self._by_id: dict[str, Record] = {}
        self._by_row_id: dict[str, dict[str, Record]] = {}

    def with_ids(self, ids: Iterable[str]) -> Mapping[str, Record]:
        return {given: self._by_id[given] for given in ids if given in self._by_id}

    def with_row_ids(self, row_ids: Iterable[str]) -> Mapping[str, Sequence[Record]]:
        return {given: list(self._by_row_id[given].values()) for given in row_ids if given in self._by_row_id}

    def take(self, settled: Settled[Record]) -> None:
        """Takes the records in that are active, and what they supersede out."""
        for old in settled.superseded:
            del self._by_row_id[self._by_id[old].source_row_id][old]
        for record in settled.records:
            if record.status == "active":
                self._by_id[record.id] = record
                if record.source_row_id:
                    self._by_row_id.setdefault(record.source_row_id, {})[record.id] = record


def _possible_ids(record: Verbatim | Event) -> tuple[str, ...]:
    said_by = _key(record).partition(":")[2]
    return (record.id, digest("customer", record.id, said_by)) if said_by else (record.id,)


def _key(record: Verbatim | Event) -> str:
    """:func:`duplicate_key` of a record whose id still is its content."""
    said_by = "" if record.source_row_id and isinstance(record, Verbatim) else record.customer
    return f"{record.id}:{said_by}"


def _duplicate(record: Record, of: str) -> Record:
    own = digest("duplicate", of, record.sha256, record.locator)
    return replace(record, id=own, status="duplicate", duplicate_of=of)


def _one_of_an_earlier_export(found: Mapping[str, Sequence[Record]], sha256: str) -> dict[str, Record]:
    """Row ids under which exactly one record stands, of an earlier export."""
    return {given: some[0] for given, some in found.items() if len(some) == 1 and some[0].sha256 != sha256}


def _relation(older: Verbatim | Event, newer: Verbatim | Event) -> Literal["same", "correction"] | None:
    """None where a row id was used again for something else."""
    if older.customer and newer.customer and older.customer != newer.customer:
        return None
    pairs = zip(_fields(older), _fields(newer), strict=True)
    if all(before == now or now in (None, "") for before, now in pairs):
        return "same"
    same_day = not older.date or not newer.date or older.date == newer.date
    if isinstance(older, Verbatim) and isinstance(newer, Verbatim):
        return "correction" if same_day or _shared_words(older.text, newer.text) >= _SAME_WORDS else None
    if isinstance(older, Event) and isinstance(newer, Event):
        return "correction" if same_day and older.event == newer.event else None
    return None


def _fields(record: Verbatim | Event) -> tuple[object, ...]:
    common = (record.date, record.segment, record.product, record.customer)
    if isinstance(record, Verbatim):
        return (*common, record.text, record.rating, record.weight)
    return (*common, record.event, record.value)


def _shared_words(one: str, other: str) -> float:
    """Jaccard index of the words of two texts."""
    words = [set(_WORD.findall(text.lower())) for text in (one, other)]
    return len(words[0] & words[1]) / (len(words[0] | words[1]) or 1)
