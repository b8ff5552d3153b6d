"""A workspace of an earlier version opens, keeps what it held, and takes in what is new."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import WorkspaceError
from insight_synth.store import Workspace, migrations, records
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
        for index in ("verbatims_by_row_id", "events_by_row_id"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        migrations.put_meta(connection, "schema", "1")
    return ws


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
    with pytest.raises(WorkspaceError, match=r"schema version 1, this insight-synth needs 2.*insight-synth add"):
        Workspace.open(old.path, read_only=True)
