"""What a source's earlier exports hold, asked for a batch at a time: ``Held`` of ``ingest``, in the database.

Keeps nothing in memory: a new export is compared with millions of older rows through the indices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, select, update

from insight_synth.model import Event, Verbatim
from insight_synth.store import schema
from insight_synth.store.records import EVENT_FIELDS, VERBATIM_FIELDS, batches

__all__ = ["HeldEvents", "HeldVerbatims", "supersede"]


class _Held:
    def __init__(self, connection: Connection, source_id: str) -> None:
        self._connection = connection
        self._source = source_id

    def _by_id(self, names: Sequence[str], ids: Iterable[str]) -> Iterator[Row[Any]]:
        """Rows with these ids; asked for by nothing else, so that no other index seems better to the database."""
        table = _table_with(names)
        query = select(*(table.c[name] for name in names))
        for batch in batches(sorted(set(ids))):
            found = self._connection.execute(query.where(table.c.id.in_(batch)))
            yield from (row for row in found if row.source == self._source and row.status in ("active", "superseded"))

    def _by_row_id(self, names: Sequence[str], row_ids: Iterable[str]) -> Iterator[Row[Any]]:
        table = _table_with(names)
        query = select(*(table.c[name] for name in names)).where(table.c.source == self._source)
        for batch in batches(sorted(set(row_ids))):
            found = self._connection.execute(query.where(table.c.source_row_id.in_(batch)))
            yield from (row for row in found if row.status == "active")


def _table_with(names: Sequence[str]) -> Table:
    return schema.events if "event" in names else schema.verbatims


class HeldVerbatims(_Held):
    """The verbatims of a source."""

    def with_ids(self, ids: Iterable[str]) -> Mapping[str, Verbatim]:
        found = (Verbatim(**row._mapping) for row in self._by_id(VERBATIM_FIELDS, ids))
        return {verbatim.id: verbatim for verbatim in found}

    def with_row_ids(self, row_ids: Iterable[str]) -> Mapping[str, Sequence[Verbatim]]:
        found: dict[str, list[Verbatim]] = defaultdict(list)
        for row in self._by_row_id(VERBATIM_FIELDS, row_ids):
            found[row.source_row_id].append(Verbatim(**row._mapping))
        return found


class HeldEvents(_Held):
    """The events of a source."""

    def with_ids(self, ids: Iterable[str]) -> Mapping[str, Event]:
        found = (Event(**row._mapping) for row in self._by_id(EVENT_FIELDS, ids))
        return {event.id: event for event in found}

    def with_row_ids(self, row_ids: Iterable[str]) -> Mapping[str, Sequence[Event]]:
        found: dict[str, list[Event]] = defaultdict(list)
        for row in self._by_row_id(EVENT_FIELDS, row_ids):
            found[row.source_row_id].append(Event(**row._mapping))
        return found


def supersede(connection: Connection, superseded: Mapping[str, str]) -> set[str]:
    """Notes which older records newer ones take the place of, by id; gives the SHA-256 of the exports they stand in."""
    touched: set[str] = set()
    for table in (schema.verbatims, schema.events):
        for batch in batches(sorted(superseded)):
            touched.update(connection.execute(select(table.c.sha256).where(table.c.id.in_(batch))).scalars())
            own = update(table).where(table.c.id == bindparam("b_id"))
            connection.execute(
                own.values(status="superseded", duplicate_of=bindparam("b_new")),
                [{"b_id": old, "b_new": superseded[old]} for old in batch],
            )
    return touched
