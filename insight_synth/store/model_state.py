"""What the finding of themes keeps between analyses: named pieces of bytes, in the database beside what they tell of.

What the bytes mean is for whoever wrote them. They hold mention ids and vectors of whole themes, never a text.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from insight_synth.store import schema

__all__ = ["drop_state", "put_state", "state"]


def put_state(connection: Connection, name: str, content: bytes) -> None:
    """Keeps ``content`` under ``name``, in place of what was there."""
    drop_state(connection, name)
    connection.execute(schema.model_state.insert(), {"name": name, "content": content})


def state(connection: Connection, name: str) -> bytes | None:
    """What is kept under ``name``; None for nothing."""
    table = schema.model_state
    found = connection.execute(select(table.c.content).where(table.c.name == name)).scalar()
    return None if found is None else bytes(found)


def drop_state(connection: Connection, name: str) -> None:
    """Forgets what is kept under ``name``."""
    connection.execute(delete(schema.model_state).where(schema.model_state.c.name == name))
