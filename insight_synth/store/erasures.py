"""Repository of what an erasure takes away, and of the tombstones that keep it away.

Deletes rows and says what it deleted; files, vectors and the proof are the pipeline's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from insight_synth.store import decisions, indicators, model_state, schema, source_decisions, suggestions
from insight_synth.store.records import batches
from insight_synth.store.workspace import Workspace

_STANDING = ("active", "quarantined")  # neither a duplicate nor superseded
THEMES_STATE = "themes"  # holds mention ids
WHAT_IF_STATE = "what-if"  # holds the numbers of their voices
ERASED = "erased"  # in place of a customer's id in an agenda: a word, which TOML takes wherever a text is
REASON = "the customer was erased from this workspace"


@dataclass(frozen=True, slots=True)
class Removed:
    """What was deleted."""

    verbatims: int
    events: int
    mentions: int
    citations: int
    blanked_rejects: int


def tombstones(connection: Connection) -> frozenset[str]:
    """The tombstones of every customer erased so far."""
    return frozenset(row.tombstone for row in connection.execute(select(schema.erased_customers.c.tombstone)))


def bury(connection: Connection, tombstone: str) -> None:
    """Remembers that a customer was erased."""
    if tombstone not in tombstones(connection):
        connection.execute(schema.erased_customers.insert(), {"tombstone": tombstone})


def bury_verbatims(connection: Connection, ws: Workspace, verbatim_ids: Collection[str]) -> None:
    """Remembers that these verbatims were erased, by keyed hashes of their ids."""
    table = schema.erased_verbatims
    known = set(connection.execute(select(table.c.tombstone)).scalars())
    new = sorted({ws.verbatim_tombstone(verbatim_id) for verbatim_id in verbatim_ids} - known)
    for batch in batches(new):
        connection.execute(table.insert(), [{"tombstone": tombstone} for tombstone in batch])


def erased(connection: Connection, ws: Workspace, verbatim_id: str) -> bool:
    """Whether an erasure took this verbatim; False for one that was never there or is gone for another reason."""
    return bool(erased_of(connection, ws, [verbatim_id]))


def erased_of(connection: Connection, ws: Workspace, verbatim_ids: Collection[str]) -> set[str]:
    """Those of these verbatims that an erasure took."""
    table = schema.erased_verbatims
    by_tombstone = {ws.verbatim_tombstone(verbatim_id): verbatim_id for verbatim_id in verbatim_ids}
    found: set[str] = set()
    for batch in batches(sorted(by_tombstone)):
        rows = connection.execute(select(table.c.tombstone).where(table.c.tombstone.in_(batch)))
        found |= {by_tombstone[tombstone] for tombstone in rows.scalars()}
    return found


def remove_records(
    connection: Connection, verbatim_ids: Collection[str], event_ids: Collection[str], rejects: Collection[Any]
) -> Removed:
    """Deletes verbatims and events with all that hangs on them, and blanks the raw text of rejects.

    Each deleted row leaves a reject without words behind, and the exports' counts follow: rows still add up. A
    duplicate whose original goes becomes the original.

    Args:
        connection: in a write transaction.
        verbatim_ids: verbatims to delete.
        event_ids: events to delete.
        rejects: ``(source, sha256, locator)`` of the rejects to blank.
    """
    mentions = citations = 0
    for batch in batches(sorted(verbatim_ids)):
        citations += connection.execute(
            delete(schema.citations).where(schema.citations.c.verbatim_id.in_(batch))
        ).rowcount
        mentions += connection.execute(delete(schema.mentions).where(schema.mentions.c.verbatim_id.in_(batch))).rowcount
    touched = _replace_by_rejects(connection, schema.verbatims, verbatim_ids)
    touched |= _replace_by_rejects(connection, schema.events, event_ids)
    table = schema.rejects
    for source, sha256, locator in sorted(rejects):
        connection.execute(
            update(table)
            .where(table.c.source == source, table.c.sha256 == sha256, table.c.locator == locator)
            .values(raw="")
        )
    for source, sha256 in sorted(touched):
        _recount(connection, source, sha256)
    return Removed(len(verbatim_ids), len(event_ids), mentions, citations, len(rejects))


def forget_copies(connection: Connection, sha256s: Collection[str]) -> list[str]:
    """Marks the kept copies of these exports as erased; returns the paths, within the workspace, to delete."""
    table = schema.exports
    paths: set[str] = set()
    for batch in batches(sorted(sha256s)):
        rows = connection.execute(select(table.c.stored).where(table.c.sha256.in_(batch), table.c.stored != ""))
        paths.update(row.stored for row in rows)
        connection.execute(delete(schema.sketches).where(schema.sketches.c.sha256.in_(batch)))
        connection.execute(update(table).where(table.c.sha256.in_(batch)).values(stored=""))
    return sorted(paths)


def drop_notes(connection: Connection, named: re.Pattern[str]) -> None:
    """Takes away the notes on exports that quote what ``named`` finds."""
    table = schema.exports
    for row in connection.execute(select(table.c.source, table.c.sha256, table.c.notes)).all():
        notes = json.loads(row.notes)
        kept = [note for note in notes if not named.search(note)]
        if kept != notes:
            connection.execute(
                update(table)
                .where(table.c.source == row.source, table.c.sha256 == row.sha256)
                .values(notes=json.dumps(kept, ensure_ascii=False))
            )


def drop_names_and_state(connection: Connection, named: re.Pattern[str]) -> None:
    """Takes away names of themes and notes on sources in which ``named`` finds something, and what is kept of mentions.

    The next analysis finds the themes anew.
    """
    decisions.drop_naming(connection, named)
    suggestions.drop_naming(connection, named)
    indicators.drop_naming(connection, named)
    source_decisions.drop_naming(connection, named)
    for state in (THEMES_STATE, WHAT_IF_STATE):
        model_state.drop_state(connection, state)


def drop_from_agendas(connection: Connection, named: re.Pattern[str]) -> None:
    """Writes a word in place of what ``named`` finds in the agendas, and takes away what an analysis says of it.

    The next analysis says it anew.
    """
    table = schema.agendas
    for row in connection.execute(select(table.c.id, table.c.toml)).all():
        if named.search(row.toml):
            toml = named.sub(ERASED, row.toml)
            connection.execute(update(table).where(table.c.id == row.id).values(toml=toml))
    for kept, key, text in (
        (schema.judgements, schema.judgements.c.name, schema.judgements.c.body),
        (schema.citations, schema.citations.c.cited_by, schema.citations.c.cited_by),
    ):
        names = {name for name, body in connection.execute(select(key, text)) if named.search(body)}
        for batch in batches(sorted(names)):
            connection.execute(delete(kept).where(key.in_(batch)))


def recount(connection: Connection, source: str, sha256s: Sequence[str]) -> None:
    """Brings the counts of these exports of a source up to the records there are."""
    for sha256 in sha256s:
        _recount(connection, source, sha256)


def text_columns() -> dict[str, list[str]]:
    """The columns that hold text, by table: where the proof looks in a database that is no file."""
    return {
        name: [column.name for column in table.columns if str(column.type) == "TEXT"]
        for name, table in sorted(schema.metadata.tables.items())
    }


def values(connection: Connection, table: str, column: str) -> Sequence[str]:
    """Every value of one text column."""
    return [str(row[0]) for row in connection.execute(select(schema.metadata.tables[table].c[column]))]


# ---- helpers


def _replace_by_rejects(connection: Connection, table: Table, ids: Collection[str]) -> set[tuple[str, str]]:
    touched: set[tuple[str, str]] = set()
    for batch in batches(sorted(ids)):
        rows = connection.execute(
            select(table.c.id, table.c.source, table.c.sha256, table.c.export, table.c.locator)
            .where(table.c.id.in_(batch))
            .order_by(table.c.source, table.c.sha256, table.c.position)
        ).all()
        _promote(connection, table, batch, ids)
        connection.execute(delete(table).where(table.c.id.in_(batch)))
        for row in rows:
            place = (row.source, row.sha256)
            touched.add(place)
            connection.execute(
                schema.rejects.insert(),
                {
                    "source": row.source, "sha256": row.sha256, "position": _next_position(connection, *place),
                    "export": row.export, "locator": row.locator, "reason": REASON, "raw": "",
                },
            )  # fmt: skip
    return touched


def _promote(connection: Connection, table: Table, originals: Sequence[str], going: Collection[str]) -> None:
    """The first duplicate that stays takes the place of an original that goes."""
    rows = connection.execute(
        select(table.c.id, table.c.duplicate_of, table.c.source, table.c.sha256)
        .where(table.c.duplicate_of.in_(originals))
        .order_by(table.c.id)
    ).all()
    heirs: dict[str, str] = {}
    for row in rows:
        if row.id in going:
            continue
        heir = heirs.setdefault(row.duplicate_of, row.id)
        changed = {"status": "active", "duplicate_of": ""} if heir == row.id else {"duplicate_of": heir}
        connection.execute(update(table).where(table.c.id == row.id).values(**changed))
        _recount(connection, row.source, row.sha256)


def _next_position(connection: Connection, source: str, sha256: str) -> int:
    table = schema.rejects
    highest = connection.execute(
        select(func.max(table.c.position)).where(table.c.source == source, table.c.sha256 == sha256)
    ).scalar()
    return 0 if highest is None else int(highest) + 1


def _recount(connection: Connection, source: str, sha256: str) -> None:
    def count(table: Table, *conditions: Any) -> int:
        found = connection.execute(
            select(func.count())
            .select_from(table)
            .where(table.c.source == source, table.c.sha256 == sha256, *conditions)
        )
        return int(found.scalar_one())

    def superseding(table: Table) -> int:
        older = table.alias()
        found = connection.execute(
            select(func.count())
            .select_from(older.join(table, older.c.duplicate_of == table.c.id))
            .where(table.c.source == source, table.c.sha256 == sha256, older.c.status == "superseded")
        )
        return int(found.scalar_one())

    verbatims, events = schema.verbatims, schema.events
    counts = {
        "verbatims": count(verbatims, verbatims.c.status.in_(_STANDING)),
        "events": count(events, events.c.status.in_(_STANDING)),
        "duplicates": count(verbatims, verbatims.c.status.not_in(_STANDING))
        + count(events, events.c.status.not_in(_STANDING)),
        "rejects": count(schema.rejects),
        "superseding": superseding(verbatims) + superseding(events),
    }
    table = schema.exports
    connection.execute(update(table).where(table.c.source == source, table.c.sha256 == sha256).values(**counts))
