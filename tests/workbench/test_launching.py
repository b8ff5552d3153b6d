"""The server starts where it can work, or says at once why not."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from sqlalchemy import update

from insight_synth import jobs
from insight_synth.errors import InsightSynthError, WorkspaceError
from insight_synth.store import Workspace, schema
from insight_synth.workbench import launching, workspaces
from insight_synth.workbench.serving import closed_tabs


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspaces, "start_worker", lambda ws: None)


def version(folder: Path, to: int | None = None) -> int:
    """The schema's version that the workspace says it has, after it was set ``to`` another."""
    from insight_synth.store import database, migrations

    engine = database.sqlite_engine(folder / "workspace.db")
    with engine.begin() as connection:
        if to is not None:
            connection.execute(update(schema.meta).where(schema.meta.c.key == "schema").values(value=str(to)))
        found = migrations.version(connection)
    engine.dispose()
    return found


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InsightSynthError, match=rf"port {port} is in use\. .*choose another with --port"):
            launching.listening(port)


def test_only_this_machine_can_connect() -> None:
    with launching.listening(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_an_older_workspace_is_brought_up_to_date(tmp_path: Path) -> None:
    folder = workspaces.make(tmp_path / "shop")
    newest = version(folder)
    version(folder, to=newest - 1)
    launching.bring_up(folder)
    assert version(folder) == newest


def test_a_workspace_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    folder = workspaces.make(tmp_path / "shop")
    version(folder, to=99)
    with pytest.raises(WorkspaceError, match="Update insight-synth"):
        launching.bring_up(folder)


def test_the_demo_is_made_where_it_is_wanted_and_nothing_is_there(tmp_path: Path) -> None:
    said: list[str] = []
    launching.bring_up(tmp_path / "none", say=said.append)
    assert list(tmp_path.iterdir()) == []
    for _ in range(2):  # the second time it is there
        launching.bring_up(tmp_path / "demo", demo=True, say=said.append)
    with Workspace.open(tmp_path / "demo") as ws:
        assert ws.note("demo") == "1"
        assert [job.kind for job in jobs.listed(ws)] == ["add", "analyse"]
    assert len(said) == 1


def test_demo_leaves_a_workspace_of_ones_own_as_it_is(tmp_path: Path) -> None:
    own = workspaces.make(tmp_path / "own")
    launching.bring_up(own, demo=True)
    with Workspace.open(own) as ws:
        assert ws.note("demo") != "1"
        assert jobs.listed(ws) == []


def test_sessions_are_forgotten_once_nobody_can_come_back_to_them() -> None:
    from streamlit.runtime.caching.ttl_cache import TTLCache

    now = 0.0
    kept = TTLCache[str, object](maxsize=8, ttl=120, timer=lambda: now)
    runtime = type("Runtime", (), {})()
    runtime._session_mgr = type("Sessions", (), {})()
    runtime._session_mgr._session_storage = type("Storage", (), {})()
    runtime._session_mgr._session_storage._cache = kept
    kept["early"] = object()
    now = 100.0
    kept["late"] = object()
    now = 130.0
    assert closed_tabs.forget(runtime) == 1
    assert list(kept) == ["late"]
