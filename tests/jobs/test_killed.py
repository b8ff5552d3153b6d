"""A worker killed in the middle of its work: the next one completes the job, and nothing is there twice."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from insight_synth import jobs, pipeline
from insight_synth.jobs import Job
from insight_synth.model import Progress
from insight_synth.store import Workspace, schema
from tests.conftest import StubEncoder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import os, signal, sys
from tests.jobs.test_killed import take_jobs

stage, fraction = sys.argv[2], float(sys.argv[3])

def told(name, done):
    if name == stage and done >= fraction:
        os.kill(os.getpid(), signal.SIGKILL)

take_jobs(sys.argv[1], told)
"""
COUNTED = (
    schema.verbatims, schema.mentions, schema.themes, schema.evidence, schema.citations, schema.analyses,
    schema.theme_changes, schema.report_versions, schema.version_files,
)  # fmt: skip


def take_jobs(folder: Path | str, told: Callable[[str, float], None] = lambda stage, fraction: None) -> None:
    """Does all that is asked for, with an encoder that needs no model; ``told`` hears of every step after the queue."""

    def carry_out(ws: Workspace, job: Job, progress: Progress) -> str:
        def report(stage: str, fraction: float, detail: str) -> None:
            progress(stage, fraction, detail)
            told(stage, fraction)

        if job.kind == "analyse":
            return pipeline.analyse(ws, encoder=StubEncoder(), progress=report).snapshot.fingerprint
        return jobs.in_process(ws, job, report)

    with Workspace.open(folder) as ws:
        jobs.work(ws, until_empty=True, executor=carry_out)


def killed(folder: Path, stage: str, fraction: float) -> None:
    """Has a worker, a process of its own, take jobs until it reaches a stage, where it is killed."""
    command = [sys.executable, "-c", WORKER, str(folder), stage, str(fraction)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL


def counts(folder: Path) -> dict[str, int]:
    with Workspace.open(folder) as ws, ws.read() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in COUNTED
        }


def stands(folder: Path) -> tuple[object, ...]:
    """What the analysis says, and what was built."""
    with Workspace.open(folder) as ws:
        shown = pipeline.snapshot(ws)
        return shown.fingerprint, shown.totals, shown.themes, sorted(path.name for path in ws.reports.iterdir())


@pytest.fixture
def asked(ws: Workspace, shop: Path, tmp_path: Path) -> Path:
    """A workspace where an analysis and a report of it are asked for, to be copied."""
    pipeline.add(ws, [shop])
    jobs.enqueue(ws, "analyse")
    ws.close()
    return ws.path


def with_report(asked: Path, folder: Path) -> Path:
    """A copy of it, with the report in a place of its own."""
    shutil.copytree(asked, folder)
    with Workspace.open(folder) as ws:
        jobs.enqueue(ws, "report", out=str(folder / "reports" / "report.html"))
    return folder


def test_a_job_whose_worker_was_killed_is_completed_and_nothing_is_there_twice(asked: Path, tmp_path: Path) -> None:
    undisturbed = with_report(asked, tmp_path / "undisturbed")
    take_jobs(undisturbed)
    moments = (
        (("passages", 1.0), ("encode", 0.0)),
        (("themes", 0.7), ("evidence", 0.0)),
        (("advice", 1.0), ("report", 1.0)),  # found and built already, but not yet told
    )
    for number, stages in enumerate(moments):
        folder = with_report(asked, tmp_path / f"killed{number}")
        for stage, fraction in stages:
            killed(folder, stage, fraction)
        take_jobs(folder)
        with Workspace.open(folder) as ws:
            assert [job.state for job in jobs.listed(ws)] == ["done", "done"]
        assert counts(folder) == counts(undisturbed), stages
        assert stands(folder) == stands(undisturbed), stages
