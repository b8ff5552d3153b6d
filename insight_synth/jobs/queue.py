"""The queue: jobs are put in, claimed by one worker each, and end as done, failed or cancelled.

Each change is one write transaction, so no job is taken twice. A running job whose worker has not been heard of for
``SILENCE`` seconds goes back into the queue; after ``ATTEMPTS`` such losses it has failed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, select, update

from insight_synth.errors import UsageError
from insight_synth.store import Workspace, schema

State = Literal["queued", "running", "done", "failed", "cancelled"]
KINDS = ("add", "decide", "analyse", "recount", "report")
SILENCE = 60.0  # seconds
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work and how far it is. ``fraction`` is 0…1 of ``stage``."""

    id: int
    kind: str
    arguments: Mapping[str, Any]
    state: State
    stage: str = ""
    fraction: float = 0.0
    message: str = ""
    worker: str = ""
    attempts: int = 0


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
                    "message": "", "worker": "", "attempts": 0, "heartbeat": 0.0,
                },
            ).scalar_one()
        )  # fmt: skip


def claim(ws: Workspace, worker: str, now: float) -> Job | None:
    """The oldest queued job, now running for ``worker``; None where the queue is empty.

    Args:
        ws: the workspace.
        worker: who takes it.
        now: seconds since 1970: jobs of workers silent since long before it are queued again first.
    """
    table = schema.jobs
    with ws.write() as connection:
        lost = (table.c.state == "running") & (table.c.heartbeat < now - SILENCE)
        connection.execute(
            update(table)
            .where(lost, table.c.attempts >= ATTEMPTS)
            .values(state="failed", message=f"its worker was lost {ATTEMPTS} times")
        )
        connection.execute(update(table).where(lost).values(state="queued", worker="", stage="", fraction=0.0))
        row = connection.execute(
            select(table).where(table.c.state == "queued").order_by(table.c.id).limit(1)
        ).one_or_none()
        if row is None:
            return None
        connection.execute(
            update(table)
            .where(table.c.id == row.id)
            .values(state="running", worker=worker, attempts=row.attempts + 1, heartbeat=now)
        )
        taken = connection.execute(select(table).where(table.c.id == row.id)).one()
    return _job(taken)


def beat(ws: Workspace, job: Job, stage: str, fraction: float, now: float) -> bool:
    """Says that the job's worker lives and how far it is; False where the job is no longer this worker's."""
    table = schema.jobs
    with ws.write() as connection:
        changed = connection.execute(
            update(table)
            .where(table.c.id == job.id, table.c.worker == job.worker, table.c.state == "running")
            .values(stage=stage, fraction=fraction, heartbeat=now)
        )
    return bool(changed.rowcount)


def finish(ws: Workspace, job: Job, state: Literal["done", "failed"], message: str) -> None:
    """Ends a job, unless it was cancelled or taken over meanwhile. Its message is shown and logged: it is redacted."""
    from insight_synth.ingest.privacy import redact

    table = schema.jobs
    with ws.write() as connection:
        connection.execute(
            update(table)
            .where(table.c.id == job.id, table.c.worker == job.worker, table.c.state == "running")
            .values(state=state, message=redact(message).text, fraction=1.0 if state == "done" else table.c.fraction)
        )


def cancel(ws: Workspace, job_id: int) -> bool:
    """Cancels a job that is queued or running; a running one stops at its next sign of progress."""
    table = schema.jobs
    with ws.write() as connection:
        changed = connection.execute(
            update(table)
            .where(table.c.id == job_id, table.c.state.in_(("queued", "running")))
            .values(state="cancelled", message="cancelled")
        )
    return bool(changed.rowcount)


def find(ws: Workspace, job_id: int) -> Job | None:
    """One job by its number."""
    with ws.read() as connection:
        row = connection.execute(select(schema.jobs).where(schema.jobs.c.id == job_id)).one_or_none()
    return None if row is None else _job(row)


def listed(ws: Workspace) -> list[Job]:
    """Every job, oldest first."""
    with ws.read() as connection:
        return [_job(row) for row in connection.execute(select(schema.jobs).order_by(schema.jobs.c.id))]


def _job(row: Row[Any]) -> Job:
    return Job(
        row.id, row.kind, json.loads(row.arguments), row.state, row.stage, row.fraction, row.message, row.worker,
        row.attempts,
    )  # fmt: skip
