"""The worker: takes one job after the other, says how far it is, and outlives jobs that fail.

Computes nothing itself: an executor carries the job out. The one here works in this process; others (a process pool,
a cluster) can stand in its place.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from insight_synth.errors import InsightSynthError
from insight_synth.jobs import paces, queue
from insight_synth.jobs.presence import own_name
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
            ws, given.get("granularity"), bool(given.get("fresh")), given.get("encoder"), progress
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
    name = own_name()
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
    told = _Told(paces.to_do(ws, job.kind, fresh=bool(job.arguments.get("fresh"))))

    def progress(stage: str, fraction: float, detail: str) -> None:
        if shown:
            shown(stage, fraction, detail)
        if told.is_news(stage, fraction) and not queue.beat(ws, job, stage, fraction, time.time(), told.paces):
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
        told.is_news("", 1.0)
        queue.finish(ws, job, "done", message, told.paces)


class _Told:
    """What was told of a job last, and how long each stage took so far."""

    def __init__(self, to_do: paces.Paces) -> None:
        self.paces, self.stage, self.fraction = to_do, "", 0.0
        self._told_at, self._since = 0.0, time.monotonic()

    def is_news(self, stage: str, fraction: float) -> bool:
        """Takes note of it; whether it is worth telling: another stage, or a while since the last time."""
        now = time.monotonic()
        changed = stage != self.stage
        if changed:
            # What comes before the first stage is part of it.
            self.paces = self.paces.after(self.stage, now - self._since)
            self._since = now if self.stage else self._since
        self.stage, self.fraction = stage, fraction
        if not changed and now - self._told_at < POLL_SECONDS:
            return False
        self._told_at = now
        return True


@contextmanager
def _heart(ws: Workspace, job: Job, told: _Told) -> Iterator[None]:
    """Beats while a stage that reports nothing goes on."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT_SECONDS):
            try:
                queue.beat(ws, job, told.stage, told.fraction, time.time(), told.paces)
            except InsightSynthError:
                continue  # the database is busy: the next beat will do

    thread = threading.Thread(target=beat, name=f"job {job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
