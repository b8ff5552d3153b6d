"""The worker: takes one job after the other, says how far it is, and outlives jobs that fail.

Computes nothing itself: an executor carries the job out. The one here works in this process; others (a process pool,
a cluster) can stand in its place.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from insight_synth.errors import InsightSynthError
from insight_synth.jobs import queue
from insight_synth.jobs.queue import Job
from insight_synth.model import Progress
from insight_synth.store import Workspace

POLL_SECONDS = 1.0
BEAT_SECONDS = 10.0


Executor = Callable[[Workspace, Job, Progress], str]
"""Carries a job out and returns one line on what it did."""


class Cancelled(InsightSynthError):
    """The job was cancelled, or another worker took it over."""


def in_process(ws: Workspace, job: Job, progress: Progress) -> str:
    """Carries a job out by the pipeline, in this process."""
    from insight_synth import pipeline

    given = job.arguments
    if job.kind == "add":
        failures: list[InsightSynthError] = []
        paths = [Path(path) for path in given["paths"]]
        added = pipeline.add(ws, paths, given.get("source_id"), given.get("kind_of_source"), progress, failures.append)
        if failures:
            raise failures[0]
        return f"{len(added)} exports, {sum(export.rows for export in added)} rows"
    if job.kind == "decide":
        decided = pipeline.decide(ws, given["source_id"], given["sha256"], given["state"])
        return f"{decided.name}: {decided.state}"
    if job.kind == "analyse":
        found = pipeline.analyse(
            ws, given.get("granularity", "auto"), bool(given.get("fresh")), given.get("encoder"), progress
        )
        return f"{len(found.snapshot.themes)} themes"
    if job.kind == "recount":
        return f"{len(pipeline.take_effect(ws, progress=progress).shown_themes)} themes"
    from insight_synth.jobs.reports import written

    return str(written(ws, given, progress))


def work(
    ws: Workspace,
    *,
    until_empty: bool = False,
    progress: Progress | None = None,
    executor: Executor = in_process,
) -> int:
    """Takes jobs until stopped, or until the queue is empty; returns how many it ended, well or not."""
    name = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    ended = 0
    while True:
        job = queue.claim(ws, name, time.time())
        if job is None:
            if until_empty:
                return ended
            time.sleep(POLL_SECONDS)
            continue
        _carry_out(ws, job, executor, progress)
        ended += 1


def _carry_out(ws: Workspace, job: Job, executor: Executor, shown: Progress | None) -> None:
    told: dict[str, object] = {"stage": "", "fraction": 0.0, "at": 0.0}

    def progress(stage: str, fraction: float, detail: str) -> None:
        if shown:
            shown(stage, fraction, detail)
        now = time.monotonic()
        changed = stage != told["stage"]
        told.update(stage=stage, fraction=fraction)
        if changed or now - cast(float, told["at"]) >= POLL_SECONDS:
            told["at"] = now
            if not queue.beat(ws, job, stage, fraction, time.time()):
                raise Cancelled("the job was cancelled")

    try:
        with _heart(ws, job, told):
            message = executor(ws, job, progress)
    except Cancelled:
        return
    except InsightSynthError as error:
        queue.finish(ws, job, "failed", str(error))
    except Exception as error:
        # A worker outlives any job; what went wrong is told where the job is looked up.
        first = (str(error).splitlines() or [""])[0]
        queue.finish(ws, job, "failed", f"unexpected {type(error).__name__}: {first}")
    else:
        queue.finish(ws, job, "done", message)


@contextmanager
def _heart(ws: Workspace, job: Job, told: dict[str, object]) -> Iterator[None]:
    """Beats while a stage that reports nothing goes on."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT_SECONDS):
            try:
                queue.beat(ws, job, cast(str, told["stage"]), cast(float, told["fraction"]), time.time())
            except InsightSynthError:
                continue  # the database is busy: the next beat will do

    thread = threading.Thread(target=beat, name=f"job {job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
