"""The schema's versions: creates a new database's tables, and brings an older one's up to date.

A migration is a function from one version to the next; they run in order, each in the caller's write transaction.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, inspect, select

from insight_synth.errors import WorkspaceError
from insight_synth.store import schema

Migration = Callable[[Connection], None]


def _first_schema(connection: Connection) -> None:
    schema.metadata.create_all(connection)


MIGRATIONS: tuple[Migration, ...] = (_first_schema,)
VERSION = len(MIGRATIONS)


def version(connection: Connection) -> int:
    """The schema's version in the database; 0 where there are no tables yet."""
    if not inspect(connection).has_table("meta"):
        return 0
    found = connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == "schema")).scalar()
    return int(found or 0)


def migrate(connection: Connection, where: str) -> None:
    """Brings the schema to :data:`VERSION`.

    Raises:
        WorkspaceError: the database was written by a newer version of the product.
    """
    found = version(connection)
    if found > VERSION:
        raise too_new(found, where)
    for step in MIGRATIONS[found:]:
        step(connection)
    if found < VERSION:
        put_meta(connection, "schema", str(VERSION))


def too_new(found: int, where: str) -> WorkspaceError:
    return WorkspaceError(
        f"the workspace has schema version {found}, this insight-synth knows {VERSION}",
        where=where,
        remedy="Update insight-synth.",
    )


def get_meta(connection: Connection, key: str) -> str | None:
    return connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == key)).scalar()


def put_meta(connection: Connection, key: str, value: str) -> None:
    connection.execute(schema.meta.delete().where(schema.meta.c.key == key))
    connection.execute(schema.meta.insert(), {"key": key, "value": value})
