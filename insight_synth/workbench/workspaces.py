"""Which workspace the workbench stands in, how things stand there, and the worker that does its long work.

Opens and makes workspaces, starts the worker's process; computes nothing itself and shows nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from insight_synth import catalog, jobs, pipeline
from insight_synth.errors import NotAnalysed, UsageError
from insight_synth.jobs import Job
from insight_synth.model import Export, Snapshot, Source
from insight_synth.store import Workspace, analyses, records

VARIABLE = "INSIGHT_SYNTH_WORKSPACE"
USUAL = ("demo-workspace", "workspace")
_FILES = ("workspace.db", "customers.key")
_AGAIN_SECONDS = 5.0

_workers: dict[Path, subprocess.Popen[bytes]] = {}
_started: dict[Path, float] = {}
_starting = threading.Lock()
_MOST_OPEN = 16
_opened: dict[Path, Workspace] = {}  # the one used last is the last
_opening = threading.Lock()


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand in a workspace."""

    exports: tuple[Export, ...]  # by source, in the order they came
    sources: dict[str, Source]
    snapshot: Snapshot | None
    demo: bool
    outdated: bool  # whether exports came in, or were decided on, after the newest analysis

    @property
    def accepted(self) -> tuple[Export, ...]:
        """The exports that count."""
        return tuple(export for export in self.exports if export.state == "accepted")

    @property
    def held_back(self) -> tuple[Export, ...]:
        """The exports that wait for a decision."""
        return tuple(export for export in self.exports if export.state == "quarantined")

    @property
    def rows(self) -> int:
        """Rows of the exports that count."""
        return sum(export.rows for export in self.accepted)


def usual_path(folder: Path | None = None) -> Path:
    """The workspace to open with: the one ``INSIGHT_SYNTH_WORKSPACE`` names, else the demo's, else ``./workspace``."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    here = folder or Path.cwd()
    return next((here / name for name in USUAL if is_workspace(here / name)), here / USUAL[-1])


def is_workspace(path: Path) -> bool:
    """Whether there is a workspace at ``path``."""
    return any((path / name).is_file() for name in _FILES)


def opened(path: Path) -> Workspace | None:
    """The workspace at ``path``, opened once for all sessions; None where there is none.

    Raises WorkspaceError where it cannot be opened.
    """
    with _opening:
        if not is_workspace(path):
            _opened.pop(path, None)
            return None
        ws = _opened.pop(path, None) or Workspace.open(path)
        _opened[path] = ws  # the last of all
        while len(_opened) > _MOST_OPEN:
            _opened.pop(next(iter(_opened)))
        return ws


def beside(path: Path) -> list[Path]:
    """The workspaces in the folder that holds ``path``, itself included, sorted by name."""
    try:
        found = {child for child in path.parent.iterdir() if child.is_dir() and is_workspace(child)}
    except OSError:
        found = set()
    return sorted(found | ({path} if is_workspace(path) else set()))


def new_path(path: Path) -> Path:
    """A path beside ``path`` where no workspace and nothing else lies yet: ``workspace``, ``workspace-2`` …"""
    candidate, number = path.parent / "workspace", 1
    while candidate.exists() and (not candidate.is_dir() or any(candidate.iterdir())):
        number += 1
        candidate = path.parent / f"workspace-{number}"
    return candidate


def make(path: Path) -> Path:
    """Makes an empty workspace. Raises WorkspaceError where that cannot be."""
    Workspace.open(path, create=True).close()
    return path


def make_demo(path: Path) -> Path:
    """Makes a workspace of the demo company and asks for its analysis.

    Raises:
        UsageError: the demo company's folder is not beside the package.
        WorkspaceError: no workspace can be made at ``path``.
    """
    folder = demo_sources()
    with Workspace.open(path, create=True) as ws:
        ws.set_note("demo", "1")
        jobs.enqueue(ws, "add", paths=[str(folder)])
        jobs.enqueue(ws, "analyse")
        start_worker(ws)
    return path


def demo_sources() -> Path:
    """The demo company's folder of sources. Raises UsageError where there is none."""
    for folder in (Path(__file__).resolve().parents[2], Path.cwd()):
        if any((folder / "sources").glob("*/source.toml")):
            return folder / "sources"
    raise UsageError("sources/ is not beside the package", remedy="Run this in the folder insight-synth was cloned to.")


def standing(ws: Workspace, snapshot: Snapshot | None) -> Standing:
    """How things stand, with the newest analysis as it was read already."""
    with ws.read() as connection:
        texts = records.source_texts(connection)
        exports = tuple(export for source in texts for export in records.exports_as_they_came(connection, source))
    sources = {key: catalog.source_from_toml(text, key, f"source {key}") for key, text in texts.items()}
    outdated = bool(exports) if snapshot is None else pipeline.is_outdated(ws, snapshot)
    return Standing(exports, sources, snapshot, ws.note("demo") == "1", outdated)


def state_of_analysis(ws: Workspace) -> tuple[str, tuple[int, ...]]:
    """What changes whenever the newest analysis, decisions on its themes or what it is of do; cheap to ask for."""
    with ws.read() as connection:
        return analyses.state(connection)


def snapshot_or_none(ws: Workspace) -> Snapshot | None:
    """The newest analysis, or None where there is none yet."""
    try:
        return pipeline.snapshot(ws)
    except NotAnalysed:
        return None


# ---- long work


def active_jobs(ws: Workspace) -> list[Job]:
    """Jobs that wait or run, in the order they are done."""
    return jobs.active(ws)


def ask_for(ws: Workspace, kind: str, **arguments: object) -> int:
    """Puts a job into the queue and sees to it that a worker is there to take it; returns its number."""
    number = jobs.enqueue(ws, kind, **arguments)
    start_worker(ws)
    return number


def ask_again(ws: Workspace, job_id: int) -> int:
    """Asks once more for work that failed or was cancelled; returns the number of the new job."""
    number = jobs.ask_again(ws, job_id)
    start_worker(ws)
    return number


def cancel(ws: Workspace, job_id: int) -> None:
    """Cancels a job. A worker of this server that is on it is ended at once: what it kept so far stays whole."""
    job = jobs.find(ws, job_id)
    if job is None or not jobs.cancel(ws, job_id):
        return
    with _starting:
        known = _workers.get(ws.path.resolve())
        if job.state == "running" and known is not None and jobs.process_here(job.worker) == known.pid:
            known.terminate()
            known.wait()
    if jobs.active(ws):
        start_worker(ws)


def see_to_worker(ws: Workspace) -> None:
    """Starts a worker again where work waits for one: the last one ended, was lost, or never was; not too often."""
    if time.monotonic() - _started.get(ws.path.resolve(), -_AGAIN_SECONDS) < _AGAIN_SECONDS:
        return
    if jobs.awaits_worker(ws, time.time()):
        start_worker(ws)


def start_worker(ws: Workspace) -> None:
    """Starts a worker for this workspace unless this process has one at work; it ends when the queue is empty.

    The worker is a process of its own: it goes on when the browser, or this server, is closed.
    """
    path = ws.path.resolve()
    with _starting:
        known = _workers.get(path)
        if known is not None and known.poll() is None:
            return
        _started[path] = time.monotonic()
        # What goes wrong in a job is told by the job; the worker has nothing else to say.
        _workers[path] = subprocess.Popen(
            [sys.executable, "-m", "insight_synth", "worker", "-w", str(path), "--once", "--quiet"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def reports(ws: Workspace) -> list[Path]:
    """The reports built here, the newest first."""
    if not ws.reports.is_dir():
        return []
    files = [file for file in ws.reports.iterdir() if file.is_file() and not file.name.startswith(".")]
    return sorted(files, key=lambda file: (-file.stat().st_mtime, file.name))
