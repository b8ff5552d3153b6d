"""What became of the exports that came in last: what their duplicates repeat, and the rows that were rejected.

Part of ``pipeline``. Reads; what an export's rows became was settled when it was added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from insight_synth.model import Export, Reject
from insight_synth.store import Workspace, records, schema


@dataclass(frozen=True, slots=True)
class Addition:
    """An export that came in, beside what its source had delivered before."""

    export: Export
    repeats: Mapping[
        str, int
    ]  # name of the export that its duplicates repeat → rows, the most first; its own for its own
    before: tuple[Export, ...]  # earlier exports of its source that count, in the order they came


def newest_exports(ws: Workspace, most: int = 5) -> list[tuple[str, str]]:
    """Source and SHA-256 of the exports that came in last, the newest first; cheap to ask for."""
    table = schema.exports
    query = select(table.c.source, table.c.sha256).order_by(table.c.position.desc()).limit(most)
    with ws.read() as connection:
        return [(row.source, row.sha256) for row in connection.execute(query)]


def addition(ws: Workspace, source_id: str, sha256: str) -> Addition | None:
    """What became of one export; None where it is no longer there."""
    with ws.read() as connection:
        came = records.exports_as_they_came(connection, source_id)
        place = next((at for at, export in enumerate(came) if export.sha256 == sha256), None)
        if place is None:
            return None
        repeats = _repeats(connection, came[place]) if came[place].duplicates else {}
    before = tuple(export for export in came[:place] if export.state == "accepted")
    return Addition(came[place], repeats, before)


def rejects_of(ws: Workspace, source_id: str, sha256: str) -> list[Reject]:
    """The rows of one export that were rejected, in their order, as they are stored."""
    table = schema.rejects
    names = Reject.__dataclass_fields__
    query = select(*(table.c[name] for name in names)).where(table.c.source == source_id, table.c.sha256 == sha256)
    with ws.read() as connection:
        return [Reject(*row) for row in connection.execute(query.order_by(table.c.position))]


def _repeats(connection: Connection, export: Export) -> dict[str, int]:
    found: dict[str, int] = {}
    for table in (schema.verbatims, schema.events):
        for name, rows in _repeated_in(connection, table, export):
            found[name] = found.get(name, 0) + rows
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _repeated_in(connection: Connection, table: Table, export: Export) -> list[tuple[str, int]]:
    other = table.alias()
    query = (
        select(other.c.export, func.count())
        .select_from(table.join(other, table.c.duplicate_of == other.c.id))
        .where(table.c.source == export.source, table.c.sha256 == export.sha256, table.c.status == "duplicate")
        .group_by(other.c.export)
    )
    return [(name, rows) for name, rows in connection.execute(query)]
