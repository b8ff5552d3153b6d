"""A workspace of an earlier version opens, keeps what it held, and takes in what is new."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect

from insight_synth import pipeline
from insight_synth.errors import WorkspaceError
from insight_synth.store import Workspace, decisions, migrations, model_state, records
from tests.conftest import write_source

SECOND = {
    "exports": ("state", "doubts", "superseding", "audit"),
    "verbatims": ("rating_percent", "repaired"),
    "rejects": ("set_apart",),
}
"""Columns that the second version of the schema brought."""

ROWS = [
    {"id": "1", "date": "2025-01-02", "customer": "K-10001", "text": "The parcel came late"},
    {"id": "2", "date": "2025-01-03", "customer": "K-10002", "text": ""},
]


@pytest.fixture
def old(ws: Workspace, tmp_path: Path) -> Workspace:
    """A workspace as the first version left it."""
    pipeline.add(ws, [write_source(tmp_path / "complaints", ROWS)])
    with ws.write() as connection:
        for table, names in SECOND.items():
            for name in names:
                connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {name}")
        connection.exec_driver_sql("DROP TABLE sketches")
        for index in ("verbatims_by_row_id", "events_by_row_id", "mentions_counted", "verbatims_counted"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        connection.exec_driver_sql("CREATE INDEX ix_mentions_verbatim_id ON mentions (verbatim_id)")
        before_decisions(connection, "1")
    return ws


def before_decisions(connection: Connection, version: str) -> None:
    """The second version knew of decisions on themes only the names, in a table of their own."""
    for table in ("theme_parts", "theme_decisions", "name_suggestions", "model_state"):
        connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(
        "CREATE TABLE decisions (kind TEXT, theme_id TEXT, value TEXT, PRIMARY KEY (kind, theme_id))"
    )
    connection.exec_driver_sql("INSERT INTO decisions VALUES ('renamed', 't001', 'What the board calls it')")
    migrations.put_meta(connection, "schema", version)


def test_an_older_workspace_gets_the_indices_of_a_new_one(old: Workspace, tmp_path: Path) -> None:
    def indices(ws: Workspace) -> set[str | None]:
        with ws.read() as connection:
            there = inspect(connection)
            return {index["name"] for table in ("verbatims", "mentions") for index in there.get_indexes(table)}

    with Workspace.open(old.path) as brought_up, Workspace.open(tmp_path / "new", create=True) as new:
        assert indices(brought_up) == indices(new)


def test_an_older_workspace_is_brought_up_to_date_with_all_it_held(old: Workspace, tmp_path: Path) -> None:
    folder = write_source(tmp_path / "complaints", [{**ROWS[0], "text": "The parcel came very late"}], file="more.csv")
    with Workspace.open(old.path) as ws:
        with ws.read() as connection:
            (kept,) = records.exports(connection)
            assert [verbatim.text for verbatim in records.verbatims(connection)] == ["The parcel came late"]
            assert [reject.reason for reject in records.rejects(connection)] == ["empty text"]
        assert (kept.state, kept.doubts, kept.rows) == ("accepted", (), 2)
        added = {export.name: export for export in pipeline.add(ws, [folder])}
    assert added["export.csv"].known
    assert added["more.csv"].audit.superseding == 1


def test_an_older_workspace_that_is_only_looked_at_says_what_to_do(old: Workspace) -> None:
    needs = rf"schema version 1, this insight-synth needs {migrations.VERSION}.*insight-synth add"
    with pytest.raises(WorkspaceError, match=needs):
        Workspace.open(old.path, read_only=True)


def test_names_given_to_themes_before_are_decisions_that_can_be_undone(ws: Workspace) -> None:
    with ws.write() as connection:
        before_decisions(connection, "2")
    with Workspace.open(ws.path) as opened, opened.write() as connection:
        (kept,) = decisions.in_force(connection)
        assert decisions.names(connection) == {"t001": {"": "What the board calls it"}}
        assert not inspect(connection).has_table("decisions")
        assert decisions.undo(connection, kept.id, "", "now")
        assert decisions.names(connection) == {}
        model_state.put_state(connection, "themes", b"there is a place for it")


def test_a_workspace_without_drafts_and_versions_gets_a_place_for_them(ws: Workspace) -> None:
    tables = ("version_files", "report_versions", "drafts", "erased_verbatims")
    with ws.write() as connection:
        for table in tables:
            connection.exec_driver_sql(f"DROP TABLE {table}")
        migrations.put_meta(connection, "schema", "4")
    with Workspace.open(ws.path) as opened, opened.read() as connection:
        assert all(inspect(connection).has_table(table) for table in tables)
        assert migrations.version(connection) == migrations.VERSION
