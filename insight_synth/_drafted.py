"""What people change of the drafted report: read, changed step by step, and brought back.

Part of ``pipeline``, thin over ``report.editing``. Nothing that was written is lost by a change or by taking it back;
each change reads and writes the draft in one transaction, so that two people who write at once lose no word.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from insight_synth.errors import UsageError
from insight_synth.model import UNCHANGED, Draft
from insight_synth.store import Workspace, drafts

if TYPE_CHECKING:
    from sqlalchemy import Connection


def draft(ws: Workspace) -> Draft:
    """What people changed of the drafted report; the empty draft where nothing was."""
    with ws.read() as connection:
        return drafts.newest(connection)


def set_draft(ws: Workspace, wanted: Draft, made_by: str = "") -> Draft:
    """Puts another draft in force; the same again changes nothing."""
    return changed(ws, lambda _: wanted, made_by)


def changed(ws: Workspace, change: Callable[[Draft], Draft], made_by: str = "") -> Draft:
    """Puts in force what ``change`` makes of the draft as it is when nobody else writes."""
    with ws.write() as connection:
        before = drafts.newest(connection)
        after = change(before)
        if after != before:
            drafts.put(connection, after, made_by, _now())
    return after


def undo_draft(ws: Workspace, made_by: str = "") -> Draft:
    """Brings the draft before the newest change back, again and again to the report as the analysis drafts it.

    Raises:
        UsageError: nothing was changed.
    """
    with ws.write() as connection:
        steps = _steps(connection)
        if len(steps) < 2:
            raise UsageError("the report was never changed", remedy="Change it with `insight-synth draft write`.")
        drafts.put(connection, steps[-2], made_by, _now(), restores=True)
    return steps[-2]


def can_undo_draft(ws: Workspace) -> bool:
    """Whether there is a change of the draft to take back."""
    with ws.read() as connection:
        return len(_steps(connection)) > 1


def draft_history(ws: Workspace) -> list[drafts.Written]:
    """Every state of the draft on record, newest first, with who made it and when."""
    with ws.read() as connection:
        return drafts.history(connection)


def _steps(connection: Connection) -> list[Draft]:
    """The drafts that lead to the one in force, the empty one first, without those that were taken back."""
    steps = [UNCHANGED]
    for written in reversed(drafts.history(connection)):
        if written.restores and len(steps) > 1:
            steps.pop()
        if written.draft != steps[-1]:  # also where an erasure made two steps one
            steps.append(written.draft)
    return steps


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
