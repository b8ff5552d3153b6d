"""Repository of agendas: every one that was ever in force, as it was written; the newest is in force.

An agenda that is brought back is written anew, so nothing that was is lost. Who wrote it and when is kept for the
record only: nothing is computed from it. What it says is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from insight_synth.store import schema

__all__ = ["Written", "history", "newest", "put"]


@dataclass(frozen=True, slots=True)
class Written:
    """An agenda on record."""

    toml: str
    made_by: str = ""
    made_at: str = ""
    restores: bool = False  # whether it was put in force to take a change back
    id: int = 0


def put(connection: Connection, toml: str, made_by: str, made_at: str, *, restores: bool = False) -> int:
    """Puts an agenda in force, a new one or, to take the newest change back, the one before; gives its number."""
    table = schema.agendas
    values = {"toml": toml, "made_by": made_by, "made_at": made_at, "restores": restores}
    return int(connection.execute(table.insert().returning(table.c.id), values).scalar_one())


def newest(connection: Connection) -> Written | None:
    """The agenda in force; None where there never was one."""
    found = history(connection, limit=1)
    return found[0] if found else None


def history(connection: Connection, limit: int | None = None) -> list[Written]:
    """The agendas on record, newest first."""
    table = schema.agendas
    columns = (table.c.toml, table.c.made_by, table.c.made_at, table.c.restores, table.c.id)
    query = select(*columns).order_by(table.c.id.desc())
    if limit is not None:
        query = query.limit(limit)
    return [Written(*row) for row in connection.execute(query)]
