"""Rejected rows a page at a time, counted and cut by the database.

Functions over a connection of the workspace. What the rows hold is as it was delivered: whoever shows it redacts it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, select

from insight_synth.model import Reject
from insight_synth.store import schema

_FIELDS = ("source", "export", "sha256", "locator", "reason", "raw", "set_apart")


def rejects_page(
    connection: Connection, source: str = "", sha256: str = "", *, offset: int = 0, limit: int | None = None
) -> list[Reject]:
    """Rejected rows by source, export and row: of one source, of one export of it, or all; at most ``limit``."""
    table = schema.rejects
    rows = connection.execute(
        select(*(table.c[name] for name in _FIELDS))
        .where(*_wanted(source, sha256))
        .order_by(table.c.source, table.c.export, table.c.sha256, table.c.position)
        .offset(offset)
        .limit(limit)
    )
    return [Reject(*row) for row in rows]


def reject_count(connection: Connection, source: str = "", sha256: str = "") -> int:
    """How many rows were rejected, of these."""
    return int(
        connection.execute(
            select(func.count()).select_from(schema.rejects).where(*_wanted(source, sha256))
        ).scalar_one()
    )


def _wanted(source: str, sha256: str) -> list[ColumnElement[bool]]:
    table = schema.rejects
    return [column == value for column, value in ((table.c.source, source), (table.c.sha256, sha256)) if value]
