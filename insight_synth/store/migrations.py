"""The schema's versions: creates a new database's tables, and brings an older one's up to date.

A migration is a function from one version to the next; they run in order, each in the caller's write transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, MetaData, Table, inspect, select
from sqlalchemy.schema import CreateColumn

from insight_synth.errors import WorkspaceError
from insight_synth.store import schema

Migration = Callable[[Connection], None]


def _first_schema(connection: Connection) -> None:
    schema.metadata.create_all(connection)


def _audits_and_quarantine(connection: Connection) -> None:
    """Exports with a state and an audit, texts repaired beside the original, ratings on one scale, sketches."""
    for table, names in (
        (schema.exports, ("state", "doubts", "superseding", "audit")),
        (schema.verbatims, ("rating_percent", "repaired")),
        (schema.rejects, ("set_apart",)),
    ):
        _add_columns(connection, table, names)
    schema.sketches.create(connection, checkfirst=True)
    for table in (schema.verbatims, schema.events):
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def _decisions_on_themes(connection: Connection) -> None:
    """Every decision on themes with its centres, where there were only names; suggested names; the model's state."""
    for table in (schema.theme_decisions, schema.theme_parts, schema.name_suggestions, schema.model_state):
        table.create(connection, checkfirst=True)
    if not inspect(connection).has_table("decisions"):
        return
    old = MetaData()
    named = Table("decisions", old, autoload_with=connection)
    blank = dict.fromkeys(("into_id", "language", "encoder", "made_by", "made_at", "undone_by", "undone_at"), "")
    rows = connection.execute(select(named).where(named.c.kind == "renamed").order_by(named.c.theme_id)).all()
    for row in rows:
        kept = {"kind": "rename", "theme_id": row.theme_id, "name": row.value}
        connection.execute(schema.theme_decisions.insert(), blank | kept)
    named.drop(connection)


def _judgements(connection: Connection) -> None:
    """Everything else an analysis says, the agendas, and the indicators that are followed."""
    for table in (schema.judgements, schema.agendas, schema.indicators):
        table.create(connection, checkfirst=True)


def _drafts_and_versions(connection: Connection) -> None:
    """What people change of the drafted report, every report that was exported, and which verbatims were erased."""
    for table in (schema.drafts, schema.report_versions, schema.version_files, schema.erased_verbatims):
        table.create(connection, checkfirst=True)


def _paces_and_source_decisions(connection: Connection) -> None:
    """How long jobs take, what people decided on sources, and indices by which mentions are counted."""
    _add_columns(connection, schema.jobs, ("asked_at", "started_at", "ended_at", "paces"))
    schema.source_decisions.create(connection, checkfirst=True)
    for table in (schema.verbatims, schema.mentions):
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    connection.exec_driver_sql("DROP INDEX IF EXISTS ix_mentions_verbatim_id")  # another begins with it now


def _add_columns(connection: Connection, table: Table, names: Sequence[str]) -> None:
    """Adds those of these columns that the table does not have: a new database was made with all of them."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for name in names:
        if name not in there:
            wanted = CreateColumn(table.c[name]).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {wanted}")


MIGRATIONS: tuple[Migration, ...] = (
    _first_schema,
    _audits_and_quarantine,
    _decisions_on_themes,
    _judgements,
    _drafts_and_versions,
    _paces_and_source_decisions,
)
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
