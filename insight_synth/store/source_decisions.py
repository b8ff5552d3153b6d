"""Repository of what people decided on sources: track, keep, fix or retire, why, and by whom; each can be taken back.

A decision that was taken back stays on record and counts no more; of several on one source the last counts. Who made it
and when is kept for the record only. What follows from a decision is not known here, but for one thing: where the
passages of sources that were retired lie.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from insight_synth.model import Verdict
from insight_synth.store import schema
from insight_synth.store.records import batches

__all__ = ["Made", "drop_naming", "forget_passages", "in_force", "made", "put", "retired", "set_aside", "undo"]


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as it is on record."""

    source: str
    verdict: Verdict
    note: str = ""  # why, in the person's own words
    made_by: str = ""
    made_at: str = ""  # ISO, with its time
    undone_by: str = ""
    undone_at: str = ""  # "" while it is in force
    id: int = 0


def put(connection: Connection, decision: Made) -> int:
    """Records a decision; gives its number."""
    table = schema.source_decisions
    values = {
        "source": decision.source, "verdict": decision.verdict, "note": decision.note, "made_by": decision.made_by,
        "made_at": decision.made_at, "undone_by": "", "undone_at": "",
    }  # fmt: skip
    return int(connection.execute(table.insert().returning(table.c.id), values).scalar_one())


def undo(connection: Connection, number: int, by: str, at: str) -> bool:
    """Takes a decision back; False where there is none in force under this number."""
    table = schema.source_decisions
    own = (table.c.id == number, table.c.undone_at == "")
    return connection.execute(update(table).where(*own).values(undone_by=by, undone_at=at)).rowcount > 0


def made(connection: Connection) -> list[Made]:
    """Every decision, those that were taken back too, in the order they were made."""
    table = schema.source_decisions
    return [
        Made(row.source, row.verdict, row.note, row.made_by, row.made_at, row.undone_by, row.undone_at, row.id)
        for row in connection.execute(select(table).order_by(table.c.id))
    ]


def in_force(connection: Connection) -> dict[str, Made]:
    """The decision that counts, by source id, sorted by it."""
    last = {decision.source: decision for decision in made(connection) if not decision.undone_at}
    return dict(sorted(last.items()))


def retired(connection: Connection) -> dict[str, Made]:
    """The decisions by which sources are retired, by source id, sorted by it."""
    return {source: decision for source, decision in in_force(connection).items() if decision.verdict == "retire"}


def set_aside(connection: Connection, sources: Collection[str]) -> frozenset[str]:
    """The ids of the verbatims of these sources that would count if the sources did."""
    table = schema.verbatims
    wanted = (table.c.source.in_(sorted(sources)), table.c.status == "active")
    return frozenset(connection.execute(select(table.c.id).where(*wanted)).scalars()) if sources else frozenset()


def forget_passages(connection: Connection, sources: Collection[str]) -> None:
    """Deletes the passages of these sources; an analysis that counts the sources again cuts the very same anew."""
    if not sources:
        return
    table = schema.verbatims
    own = (table.c.source.in_(sorted(sources)), table.c.cut != "")
    connection.execute(delete(schema.mentions).where(schema.mentions.c.verbatim_id.in_(select(table.c.id).where(*own))))
    connection.execute(update(table).where(*own).values(cut=""))


def drop_naming(connection: Connection, named: re.Pattern[str]) -> None:
    """Takes away the notes, of decisions taken back too, in which ``named`` finds something."""
    table = schema.source_decisions
    found = [row.id for row in connection.execute(select(table.c.id, table.c.note)) if named.search(row.note)]
    for batch in batches(found):
        connection.execute(update(table).where(table.c.id.in_(batch)).values(note=""))
