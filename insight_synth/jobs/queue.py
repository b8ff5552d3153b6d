"""The queue: jobs are put in, claimed by one worker each, and end as done, failed or cancelled.

Each change is one write transaction, so no job is taken twice, and one runs at a time: what was asked for later may
need what was asked for before. A running job whose worker is known to be gone, or has not been heard of for
``SILENCE`` seconds, goes back into the queue; after ``ATTEMPTS`` such losses it has failed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, select, update

from insight_synth.errors import UsageError
from insight_synth.jobs.paces import Paces
from insight_synth.jobs.presence import is_gone
from insight_synth.store import Workspace, schema

State = Literal["queued", "running", "done", "failed", "cancelled"]
KINDS = ("add", "decide", "analyse", "recount", "report")
SILENCE = 60.0  # seconds
ATTEMPTS = 3
LOST = f"its worker was lost {ATTEMPTS} times"
_ACTIVE = ("queued", "running")


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work and how far it is. ``fraction`` is 0…1 of ``stage``; times are seconds since 1970, or 0."""

    id: int
    kind: str
    arguments: Mapping[str, Any]
    state: State
    stage: str = ""
    fraction: float = 0.0
    message: str = ""
    worker: str = ""
    attempts: int = 0
    asked_at: float = 0.0
    started_at: float = 0.0
    ended_at: float = 0.0
    paces: Paces = field(default_factory=Paces)

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in _ACTIVE


def enqueue(ws: Workspace, kind: str, **arguments: Any) -> int:
    """Puts a job at the end of the queue; returns its number.

    ``add`` takes ``paths``, ``source_id`` and ``kind_of_source``; ``decide`` takes ``source_id``, ``sha256`` of an
    export and the ``state`` it shall have; ``analyse`` takes ``granularity``, ``fresh`` and ``encoder``; ``recount``,
    which lets merges and splits of themes take effect, nothing; ``report`` takes ``out``, ``language``,
    ``kind_of_report``, ``about`` (a digest's source), ``made_by`` and, for the digests of all sources in one ZIP, the
    ``ending`` they are to have. Values are what JSON holds.

    Raises:
        UsageError: there is no such kind of job.
    """
    if kind not in KINDS:
        raise UsageError(f"there is no job {kind!r}", remedy=f"Use one of {', '.join(KINDS)}.")
    with ws.write() as connection:
        return int(
            connection.execute(
                schema.jobs.insert().returning(schema.jobs.c.id),
                {
                    "kind": kind, "arguments": json.dumps(arguments), "state": "queued", "stage": "", "fraction": 0.0,
                    "message": "", "worker": "", "attempts": 0, "heartbeat": 0.0, "asked_at": time.time(),
                },
            ).scalar_one()
        )  # fmt: skip


def claim(ws: Workspace, worker: str, now: float) -> Job | None:
    """The oldest queued job, now running for ``worker``; None where the queue is empty or another job runs.

    Args:
        ws: the workspace.
        worker: who takes it.
        now: seconds since 1970: jobs of workers silent since long before it, or known to be gone, are queued again
            first.
    """
    table = schema.jobs
    with ws.write() as connection:
        running = False
        for row in _of_state(connection, "running"):
            if not _is_lost(row, now):
                running = True
            elif row.attempts >= ATTEMPTS:
                _set(connection, row.id, state="failed", message=LOST, ended_at=now)
            else:
                _set(connection, row.id, state="queued", worker="", stage="", fraction=0.0)
        waiting = [] if running else _of_state(connection, "queued")
        if not waiting:
            return None
        first = waiting[0]
        _set(
            connection, first.id, state="running", worker=worker, attempts=first.attempts + 1, heartbeat=now,
            started_at=now, paces="{}",
        )  # fmt: skip
        taken = connection.execute(select(table).where(table.c.id == first.id)).one()
    return _job(taken)


def awaits_worker(ws: Workspace, now: float) -> bool:
    """Whether a worker that came now would find something to do; ``now`` as in ``claim``."""
    with ws.read() as connection:
        running = _of_state(connection, "running")
        if running:
            return any(_is_lost(row, now) for row in running)
        return bool(_of_state(connection, "queued"))


def beat(ws: Workspace, job: Job, stage: str, fraction: float, now: float, paces: Paces | None = None) -> bool:
    """Says that the job's worker lives and how far it is; False where the job is no longer this worker's."""
    told = {"paces": paces.to_json()} if paces else {}
    table = schema.jobs
    with ws.write() as connection:
        changed = connection.execute(
            update(table)
            .where(table.c.id == job.id, table.c.worker == job.worker, table.c.state == "running")
            .values(stage=stage, fraction=fraction, heartbeat=now, **told)
        )
    return bool(changed.rowcount)


def finish(ws: Workspace, job: Job, state: Literal["done", "failed"], message: str, paces: Paces | None = None) -> None:
    """Ends a job, unless it was cancelled or taken over meanwhile. Its message is shown and logged: it is redacted."""
    from insight_synth.ingest.privacy import redact

    table = schema.jobs
    told: dict[str, Any] = {"ended_at": time.time()} | ({"paces": paces.to_json()} if paces else {})
    with ws.write() as connection:
        connection.execute(
            update(table)
            .where(table.c.id == job.id, table.c.worker == job.worker, table.c.state == "running")
            .values(
                state=state, message=redact(message).text, fraction=1.0 if state == "done" else table.c.fraction, **told
            )
        )


def cancel(ws: Workspace, job_id: int) -> bool:
    """Cancels a job that is queued or running; a running one stops at its next sign of progress."""
    table = schema.jobs
    with ws.write() as connection:
        changed = connection.execute(
            update(table)
            .where(table.c.id == job_id, table.c.state.in_(_ACTIVE))
            .values(state="cancelled", message="cancelled", ended_at=time.time())
        )
    return bool(changed.rowcount)


def ask_again(ws: Workspace, job_id: int) -> int:
    """Puts the same work into the queue once more; returns the new job's number. Raises UsageError for no such job."""
    job = find(ws, job_id)
    if job is None:
        raise UsageError(f"there is no job {job_id}", remedy="Ask for the work anew.")
    return enqueue(ws, job.kind, **job.arguments)


def find(ws: Workspace, job_id: int) -> Job | None:
    """One job by its number."""
    with ws.read() as connection:
        row = connection.execute(select(schema.jobs).where(schema.jobs.c.id == job_id)).one_or_none()
    return None if row is None else _job(row)


def listed(ws: Workspace) -> list[Job]:
    """Every job, oldest first."""
    return _jobs(ws, schema.jobs.c.id > 0)


def active(ws: Workspace) -> list[Job]:
    """Jobs that wait or run, in the order they are done."""
    return _jobs(ws, schema.jobs.c.state.in_(_ACTIVE))


def ended_from(ws: Workspace, first: int) -> list[Job]:
    """Jobs that ended, well or not, from number ``first`` on, oldest first."""
    return _jobs(ws, schema.jobs.c.id >= first, schema.jobs.c.state.not_in(_ACTIVE))


def newest(ws: Workspace, most: int = 1) -> list[Job]:
    """The jobs asked for last, newest first."""
    query = select(schema.jobs).order_by(schema.jobs.c.id.desc()).limit(most)
    with ws.read() as connection:
        return [_job(row) for row in connection.execute(query)]


def earlier_paces(ws: Workspace, kind: str) -> Paces | None:
    """How the newest job of this kind went that did something; None where none did."""
    table = schema.jobs
    query = (
        select(table.c.paces)
        .where(table.c.kind == kind, table.c.state == "done", table.c.paces.like('%"seconds": {"%'))
        .order_by(table.c.id.desc())
        .limit(1)
    )
    with ws.read() as connection:
        found = connection.execute(query).scalar()
    return Paces.from_json(found) if found else None


def _jobs(ws: Workspace, *wanted: ColumnElement[bool]) -> list[Job]:
    query = select(schema.jobs).where(*wanted).order_by(schema.jobs.c.id)
    with ws.read() as connection:
        return [_job(row) for row in connection.execute(query)]


def _of_state(connection: Connection, state: State) -> list[Row[Any]]:
    table = schema.jobs
    return list(connection.execute(select(table).where(table.c.state == state).order_by(table.c.id)))


def _is_lost(row: Row[Any], now: float) -> bool:
    return bool(row.heartbeat < now - SILENCE) or is_gone(row.worker)


def _set(connection: Connection, job_id: int, **values: Any) -> None:
    connection.execute(update(schema.jobs).where(schema.jobs.c.id == job_id).values(**values))


def _job(row: Row[Any]) -> Job:
    return Job(
        row.id, row.kind, json.loads(row.arguments), row.state, row.stage, row.fraction, row.message, row.worker,
        row.attempts, row.asked_at, row.started_at, row.ended_at, Paces.from_json(row.paces),
    )  # fmt: skip
