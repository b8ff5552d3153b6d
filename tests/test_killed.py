"""``add`` killed at any moment: each export is wholly in or out, and the next ``add`` completes what was asked."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from insight_synth import pipeline
from insight_synth.errors import WorkspaceError
from insight_synth.store import Workspace, records
from tests.conftest import write_source

pytestmark = pytest.mark.slow

MOMENTS = 50
ROWS = 800


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for month in (1, 2, 3):
        rows = [
            {"id": f"{month}-{at}", "date": f"2025-0{month}-{at % 28 + 1:02d}", "customer": f"K{at}",
             "text": f"The parcel number {at} of month {month} came late, and the mug was broken"}
            for at in range(ROWS)
        ]  # fmt: skip
        write_source(tmp_path / "complaints", [*rows, rows[0]], file=f"2025-0{month}.csv")
    return tmp_path / "complaints"


def add(folder: Path, workspace: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "insight_synth", "add", str(folder), "-w", str(workspace), "--quiet"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)


def content(workspace: Path) -> dict[str, list[str]]:
    """Every export that is in, with the locators of its rows."""
    with Workspace.open(workspace) as ws, ws.read() as connection:
        rows: dict[str, list[str]] = {export.name: [] for export in records.exports(connection)}
        for verbatim in records.verbatims(connection):
            rows[verbatim.export].append(verbatim.locator)
        copies = records.stored_copies(connection)
        assert all((ws.path / stored).is_file() for stored in copies.values())
    return rows


def is_made(workspace: Path) -> bool:
    """Whether there is a workspace yet: it is made in one transaction, after its files."""
    if not (workspace / "workspace.db").is_file() or not (workspace / "customers.key").is_file():
        return False
    try:
        Workspace.open(workspace).close()
    except WorkspaceError:
        return False
    return True


@pytest.mark.timeout(600)
def test_every_export_is_wholly_in_or_wholly_out_and_the_next_add_completes_it(folder: Path, tmp_path: Path) -> None:
    whole = {f"2025-0{month}.csv": [f"row {number}" for number in range(2, ROWS + 3)] for month in (1, 2, 3)}
    begun = time.monotonic()
    assert add(folder, tmp_path / "undisturbed").wait() == 0
    seconds = time.monotonic() - begun
    assert content(tmp_path / "undisturbed") == whole
    random = Random(0)
    seen = set()
    for number in range(MOMENTS):
        workspace = tmp_path / f"ws{number}"
        process = add(folder, workspace)
        time.sleep(random.uniform(0.1, 1.0) * seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if is_made(workspace):
            found = content(workspace)
            seen.add(len(found))
            assert found.items() <= whole.items()
        with Workspace.open(workspace, create=True) as ws:
            pipeline.add(ws, [folder])
        assert content(workspace) == whole
    assert len(seen) > 1, "every kill came too early or too late to tell anything"
