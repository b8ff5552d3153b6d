"""Repository of drafts: everything people changed of the drafted report, every state as it was; the newest is in force.

A draft that is brought back is written anew, so nothing that was is lost, until a customer is erased: then their words
leave every state. Who changed it and when is kept for the record only: nothing is computed from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from insight_synth.model import UNCHANGED, Draft
from insight_synth.store import codec, schema

__all__ = ["Written", "bodies", "history", "newest", "put", "rewrite"]


@dataclass(frozen=True, slots=True)
class Written:
    """A draft on record."""

    draft: Draft
    made_by: str = ""
    made_at: str = ""
    restores: bool = False  # whether it was put in force to take a change back
    id: int = 0


def put(connection: Connection, draft: Draft, made_by: str, made_at: str, *, restores: bool = False) -> int:
    """Puts a draft in force, a new one or, to take the newest change back, the one before; gives its number."""
    table = schema.drafts
    body = codec.readable(codec.to_json(draft))
    values = {"body": body, "made_by": made_by, "made_at": made_at, "restores": restores}
    return int(connection.execute(table.insert().returning(table.c.id), values).scalar_one())


def newest(connection: Connection) -> Draft:
    """The draft in force; the empty one where nothing was ever changed."""
    found = history(connection, limit=1)
    return found[0].draft if found else UNCHANGED


def history(connection: Connection, limit: int | None = None) -> list[Written]:
    """The drafts on record, newest first."""
    table = schema.drafts
    query = select(table.c.body, table.c.made_by, table.c.made_at, table.c.restores, table.c.id)
    query = query.order_by(table.c.id.desc())
    if limit is not None:
        query = query.limit(limit)
    return [Written(codec.from_json(Draft, row[0]), *row[1:]) for row in connection.execute(query)]


def bodies(connection: Connection) -> list[str]:
    """Every draft on record as it is kept: where an erasure's proof looks."""
    return list(connection.execute(select(schema.drafts.c.body)).scalars())


def rewrite(connection: Connection, number: int, draft: Draft) -> None:
    """Puts what an erasure left of a draft in its place."""
    table = schema.drafts
    values = {"body": codec.readable(codec.to_json(draft))}
    connection.execute(update(table).where(table.c.id == number).values(values))
