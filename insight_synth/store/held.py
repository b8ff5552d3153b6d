"""What a source's earlier exports hold, asked for a batch at a time: ``Held`` of ``ingest``, in the database.

Keeps nothing in memory: a new export is compared with millions of older rows through the indices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Generic, TypeVar

from sqlalchemy import Connection, Table, bindparam, select, update

from insight_synth.model import Event, Verbatim
from insight_synth.store import schema
from insight_synth.store.records import batches

__all__ = ["HeldEvents", "HeldVerbatims", "supersede"]

Kept = TypeVar("Kept", Verbatim, Event)


class _Held(Generic[Kept]):
    def __init__(self, connection: Connection, source_id: str, table: Table, kept: type[Kept]) -> None:
        self._connection = connection
        self._source = source_id
        self._table = table
        self._kept: type[Kept] = kept
        self._query = select(*(table.c[field.name] for field in fields(kept)))

    def with_ids(self, ids: Iterable[str]) -> Mapping[str, Kept]:
        found: dict[str, Kept] = {}
        for batch in batches(sorted(set(ids))):
            # Asked for by nothing else, so that no other index seems better to the database.
            for row in self._connection.execute(self._query.where(self._table.c.id.in_(batch))):
                if row.source == self._source and row.status in ("active", "superseded"):
                    found[row.id] = self._kept(**row._mapping)
        return found

    def with_row_ids(self, row_ids: Iterable[str]) -> Mapping[str, Sequence[Kept]]:
        found: dict[str, list[Kept]] = defaultdict(list)
        query = self._query.where(self._table.c.source == self._source)
        for batch in batches(sorted(set(row_ids))):
            for row in self._connection.execute(query.where(self._table.c.source_row_id.in_(batch))):
                if row.status == "active":
                    found[row.source_row_id].append(self._kept(**row._mapping))
        return found


class HeldVerbatims(_Held[Verbatim]):
    """The verbatims of a source."""

    def __init__(self, connection: Connection, source_id: str) -> None:
        super().__init__(connection, source_id, schema.verbatims, Verbatim)


class HeldEvents(_Held[Event]):
    """The events of a source."""

    def __init__(self, connection: Connection, source_id: str) -> None:
        super().__init__(connection, source_id, schema.events, Event)


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
