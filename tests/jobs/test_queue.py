"""The queue: each job is done once, in order, and none is lost with its worker."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import BadInput, UsageError
from insight_synth.jobs import (
    Job,
    active,
    ask_again,
    awaits_worker,
    cancel,
    earlier_paces,
    ended_from,
    enqueue,
    find,
    listed,
    work,
)
from insight_synth.jobs.presence import own_name
from insight_synth.jobs.queue import ATTEMPTS, SILENCE, beat, claim, finish
from insight_synth.model import Progress
from insight_synth.store import Workspace


def state(ws: Workspace, job: int) -> str:
    found = find(ws, job)
    assert found is not None
    return found.state


def test_jobs_are_taken_in_order_and_one_at_a_time(ws: Workspace) -> None:
    numbers = [enqueue(ws, "analyse", granularity=size) for size in ("auto", "fine")]
    first = claim(ws, "one", 100.0)
    assert first is not None
    assert claim(ws, "two", 100.0) is None  # what was asked for later may need it
    finish(ws, first, "done", "")
    second = claim(ws, "two", 100.0)
    assert second is not None
    assert [first.id, second.id] == numbers
    assert second.arguments == {"granularity": "fine"}


def test_many_workers_do_every_job_once(ws: Workspace) -> None:
    numbers = [enqueue(ws, "analyse") for _ in range(12)]
    taken: list[int] = []

    def take() -> None:
        while active(ws):
            if job := claim(ws, threading.current_thread().name, 100.0):
                taken.append(job.id)
                finish(ws, job, "done", "")

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert taken == numbers


def test_an_unknown_kind_of_job_is_a_wrong_call(ws: Workspace) -> None:
    with pytest.raises(UsageError, match="add, decide, analyse, recount, report"):
        enqueue(ws, "dance")


def test_a_job_whose_worker_fell_silent_is_done_by_another(ws: Workspace) -> None:
    number = enqueue(ws, "analyse")
    first = claim(ws, "one", 100.0)
    assert first is not None
    assert claim(ws, "two", 100.0 + SILENCE) is None
    second = claim(ws, "two", 101.0 + SILENCE)
    assert second is not None
    assert (second.id, second.attempts) == (number, 2)
    assert not beat(ws, first, "themes", 0.5, 200.0)
    finish(ws, first, "done", "too late")
    assert state(ws, number) == "running"


def test_a_job_whose_worker_s_process_is_gone_is_done_by_another_at_once(ws: Workspace) -> None:
    number = enqueue(ws, "analyse")
    process = subprocess.Popen([sys.executable, "-c", ""])
    gone = own_name().rpartition(":")[0].rpartition(":")[0] + f":{process.pid}:1"
    first = claim(ws, gone, 100.0)
    assert first is not None
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # ended, and still in the list of processes
    assert awaits_worker(ws, 100.0)
    second = claim(ws, "two", 100.0)
    process.wait()
    assert second is not None
    assert (second.id, second.attempts) == (number, 2)
    assert not awaits_worker(ws, 100.0)


def test_a_job_that_loses_its_worker_again_and_again_has_failed(ws: Workspace) -> None:
    number = enqueue(ws, "analyse")
    for turn in range(ATTEMPTS):
        assert claim(ws, "one", turn * 1000.0) is not None
    assert claim(ws, "one", ATTEMPTS * 1000.0) is None
    assert state(ws, number) == "failed"


def test_a_worker_outlives_a_job_that_fails_and_tells_why(ws: Workspace) -> None:
    def fail_first(_ws: Workspace, job: Job, _progress: Progress) -> str:
        if job.kind == "add":
            raise BadInput("no text", where="file.csv")
        if job.kind == "report":
            raise RuntimeError("a wheel\ncame off")
        return "well done"

    numbers = [enqueue(ws, kind) for kind in ("add", "report", "analyse")]
    assert work(ws, until_empty=True, executor=fail_first) == 3
    jobs = listed(ws)
    assert [(job.id, job.state) for job in jobs] == list(zip(numbers, ["failed", "failed", "done"], strict=True))
    assert [job.message for job in jobs] == ["file.csv: no text", "unexpected RuntimeError: a wheel", "well done"]
    assert jobs[2].fraction == 1.0


def test_progress_is_recorded_while_the_job_runs(ws: Workspace) -> None:
    number = enqueue(ws, "analyse")
    seen: list[tuple[str, float]] = []

    def half(ws_: Workspace, job: Job, progress: Progress) -> str:
        progress("themes", 0.5, "")
        now = find(ws_, job.id)
        assert now is not None
        seen.append((now.stage, now.fraction))
        return "done"

    work(ws, until_empty=True, executor=half)
    assert seen == [("themes", 0.5)]
    assert state(ws, number) == "done"


def test_a_cancelled_job_stops_at_its_next_sign_of_progress(ws: Workspace) -> None:
    number = enqueue(ws, "analyse")
    reached: list[str] = []

    def cancelled_half_way(ws_: Workspace, job: Job, progress: Progress) -> str:
        progress("encode", 0.1, "")
        cancel(ws_, job.id)
        progress("themes", 0.1, "")
        reached.append("the end")
        return "done"

    work(ws, until_empty=True, executor=cancelled_half_way)
    assert reached == []
    assert state(ws, number) == "cancelled"


def test_work_that_ended_is_told_with_its_times_and_can_be_asked_for_again(ws: Workspace) -> None:
    number = enqueue(ws, "add", paths=["/nowhere"])
    work(ws, until_empty=True)
    (ended,) = ended_from(ws, number)
    assert ended.state == "failed"
    assert 0 < ended.asked_at <= ended.started_at <= ended.ended_at
    assert ended_from(ws, number + 1) == []
    again = find(ws, ask_again(ws, number))
    assert again is not None
    assert (again.id, again.kind, again.arguments, again.state) == (number + 1, "add", ended.arguments, "queued")


def test_how_long_stages_took_is_kept_for_the_next_job(ws: Workspace, shop: Path) -> None:
    def analyses(_ws: Workspace, _job: Job, progress: Progress) -> str:
        for stage in ("model", "passages", "encode"):
            progress(stage, 0.0, "")
        return "done"

    assert earlier_paces(ws, "analyse") is None
    pipeline.add(ws, [shop])
    enqueue(ws, "analyse")
    work(ws, until_empty=True, executor=analyses)
    enqueue(ws, "analyse")
    work(ws, until_empty=True, executor=lambda _ws, _job, _progress: "nothing to do")
    paces = earlier_paces(ws, "analyse")
    assert paces is not None
    assert list(paces.seconds) == ["model", "passages", "encode"]
    assert (paces.rows, paces.new) == (96, 96)


def test_a_queued_job_that_is_cancelled_is_never_taken(ws: Workspace) -> None:
    number = enqueue(ws, "analyse")
    assert cancel(ws, number)
    assert claim(ws, "one", 0.0) is None
    assert not cancel(ws, number)


def test_the_worker_adds_exports(ws: Workspace, shop: Path) -> None:
    number = enqueue(ws, "add", paths=[str(shop)])
    work(ws, until_empty=True)
    found = find(ws, number)
    assert found is not None
    assert (found.state, found.message) == ("done", "3 exports, 116 rows")


def test_a_job_that_finds_the_workspace_in_use_fails_with_that_line(ws: Workspace, shop: Path) -> None:
    number = enqueue(ws, "add", paths=[str(shop)])
    with ws.locked():
        work(ws, until_empty=True)
    found = find(ws, number)
    assert found is not None
    assert found.state == "failed"
    assert "in use by process" in found.message
