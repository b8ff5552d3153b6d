"""A workspace opens only where there is one, keeps what was committed, and says in one line what is wrong."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from insight_synth.errors import UsageError, WorkspaceError
from insight_synth.store import Workspace, records


def test_a_new_workspace_has_a_database_and_a_key_only_its_owner_reads(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "ws", create=True).close()
    key = tmp_path / "ws" / "customers.key"
    assert (tmp_path / "ws" / "workspace.db").is_file()
    assert len(key.read_bytes()) == 32
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_missing_workspace_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"no such workspace.*insight-synth add"):
        Workspace.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    for create in (True, False):
        with pytest.raises(WorkspaceError, match="is not a workspace"):
            Workspace.open(tmp_path, create=create)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letters.txt"]


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file"):
        Workspace.open(tmp_path / "file", create=True)


def test_a_newer_schema_is_refused_with_the_remedy(ws: Workspace) -> None:
    with ws.write() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(WorkspaceError, match=r"schema version 99.*Update insight-synth"):
        Workspace.open(ws.path)


def test_another_key_is_refused(ws: Workspace) -> None:
    (ws.path / "customers.key").write_bytes(os.urandom(32))
    with pytest.raises(WorkspaceError, match=r"customers\.key is not the key"):
        Workspace.open(ws.path)


def test_a_lost_key_is_said_to_be_lost(ws: Workspace) -> None:
    (ws.path / "customers.key").unlink()
    with pytest.raises(WorkspaceError, match=r"customers\.key is missing"):
        Workspace.open(ws.path)


def test_a_damaged_database_is_said_to_be_damaged(ws: Workspace) -> None:
    (ws.path / "workspace.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(WorkspaceError, match="damaged"):
        Workspace.open(ws.path)


def test_the_hash_of_a_customer_depends_on_the_workspaces_key(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "a", create=True) as one, Workspace.open(tmp_path / "b", create=True) as two:
        assert one.hash_customer("K1") == one.hash_customer(" K1 ")
        assert one.hash_customer("K1") != two.hash_customer("K1")
        assert one.hash_customer("  ") == ""
        assert one.tombstone(one.hash_customer("K1")) != one.hash_customer("K1")


def test_a_transaction_that_fails_changes_nothing(ws: Workspace) -> None:
    def fail_half_way() -> None:
        with ws.write() as connection:
            records.put_source(connection, "a", "toml")
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        fail_half_way()
    with ws.read() as connection:
        assert records.source_texts(connection) == {}


def test_the_database_is_set_up_to_lose_nothing_and_to_leave_nothing(ws: Workspace) -> None:
    with ws.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "secure_delete", "foreign_keys", "busy_timeout", "journal_mode")
        }
    wal = sqlite3.sqlite_version_info >= (3, 51, 3)
    assert found == {
        "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": 30_000,
        "journal_mode": "wal" if wal else "delete",
    }  # fmt: skip


COUNT = """
import sys
from insight_synth.store import Workspace
with Workspace.open(sys.argv[1]) as ws:
    for _ in range(60):
        with ws.write() as connection:
            number = int(connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'n'").scalar())
            connection.exec_driver_sql("UPDATE meta SET value = ? WHERE key = 'n'", (str(number + 1),))
"""


def test_two_processes_that_count_together_lose_no_update(ws: Workspace) -> None:
    with ws.write() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('n', '0')")
    writers = [subprocess.Popen([sys.executable, "-c", COUNT, str(ws.path)]) for _ in range(2)]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    with ws.read() as connection:
        assert connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'n'").scalar() == "120"


def test_a_reader_sees_one_state_while_another_writes(ws: Workspace) -> None:
    with ws.read() as reader:
        before = records.source_texts(reader)
        done = threading.Event()

        def write() -> None:
            with ws.write() as connection:
                records.put_source(connection, "late", "toml")
            done.set()

        writer = threading.Thread(target=write)
        writer.start()
        assert not done.wait(0.3) or sqlite3.sqlite_version_info >= (3, 51, 3)
        assert records.source_texts(reader) == before
    writer.join(timeout=30)
    assert done.is_set()


def test_long_work_keeps_other_long_work_out_and_names_itself(ws: Workspace) -> None:
    with ws.locked(), pytest.raises(WorkspaceError, match=f"in use by process {os.getpid()}"), ws.locked():
        pytest.fail("two hold the lock")
    with ws.locked():
        assert (ws.path / "workspace.lock").exists()


def test_the_lock_of_a_dead_process_stops_nobody(ws: Workspace) -> None:
    code = (
        "import os, sys; from insight_synth.store import Workspace\n"
        "ws = Workspace.open(sys.argv[1]); ws.locked().__enter__(); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(ws.path)], check=False).returncode == 9
    with ws.locked():
        assert (ws.path / "workspace.lock").read_text(encoding="ascii").strip() == str(os.getpid())


def test_a_database_address_that_is_none_is_a_wrong_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("mysql://root@localhost/feedback", "no address at all"):
        monkeypatch.setenv("INSIGHT_SYNTH_DATABASE", address)
        with pytest.raises(UsageError, match="INSIGHT_SYNTH_DATABASE"):
            Workspace.open(tmp_path / "ws", create=True)


def test_a_workspace_that_nothing_was_added_to_can_be_as_if_it_had_never_been_made(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws, ws.locked():
        pass
    ws.discard_if_unused()
    assert not (tmp_path / "ws").exists()


def test_a_workspace_with_a_source_is_not_discarded(ws: Workspace) -> None:
    with ws.write() as connection:
        records.put_source(connection, "shop", "name = 'Shop'")
    ws.discard_if_unused()
    assert (ws.path / "workspace.db").is_file()


def test_a_workspace_whose_making_was_interrupted_is_made_by_the_next_call(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "ws", create=True).close()
    (tmp_path / "ws" / "workspace.db").write_bytes(b"")
    with pytest.raises(WorkspaceError, match="is not a workspace"):
        Workspace.open(tmp_path / "ws")
    with Workspace.open(tmp_path / "ws", create=True) as ws, ws.read() as connection:
        assert records.exports(connection) == []
