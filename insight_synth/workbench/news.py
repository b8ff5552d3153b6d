"""What became of long work since a session last looked: kept as a state, told until it is put away.

Plain values without Streamlit; ``working`` keeps them in the session and shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from insight_synth.jobs import Job

_MINUTE, _HOUR = 60.0, 3600.0
_OF_ALL = ("analyse", "recount")  # work on all there is


@dataclass(frozen=True, slots=True)
class Look:
    """What a session knows of the work in a workspace."""

    first: int  # jobs from this number on are news once they end
    told_on: dict[int, str] = field(default_factory=dict)  # by job, the page where its end was told first
    put_away: frozenset[int] = frozenset()


def first_look(active: Sequence[Job], newest: Job | None) -> Look:
    """What a session starts from: work under way is news once it ends, and the newest that failed is still."""
    if active:
        return Look(min(job.id for job in active))
    if newest is None:
        return Look(1)
    return Look(newest.id if newest.state == "failed" else newest.id + 1)


def unseen(look: Look, ended: Sequence[Job], *, working: bool, page: str = "") -> list[Job]:
    """What is to be told: failures at once, unless the same was done since; the rest when all work ended, and only on
    the page where it was told first."""
    return [
        job
        for job in ended
        if job.id >= look.first
        and job.id not in look.put_away
        and not _made_good(job, ended)
        and (job.state == "failed" or (not working and look.told_on.get(job.id, page) == page))
    ]


def told(look: Look, jobs: Sequence[Job], page: str = "") -> Look:
    """After these were told on a page."""
    new = {job.id: page for job in jobs if job.id not in look.told_on}
    return replace(look, told_on=look.told_on | new) if new else look


def without(look: Look, jobs: Sequence[int]) -> Look:
    """After these were put away."""
    return replace(look, put_away=look.put_away | frozenset(jobs))


def left(seconds: float | None) -> tuple[str, int]:
    """How a time left is said: the name of a text and its number; ("", 0) where it is not known."""
    if seconds is None:
        return "", 0
    if seconds < 0.75 * _MINUTE:
        return "work.left_moment", 0
    if seconds < 90 * _MINUTE:
        return "work.left_minutes", max(1, round(seconds / _MINUTE))
    return "work.left_hours", round(seconds / _HOUR)


def took(seconds: float) -> tuple[str, int]:
    """How a time taken is said: the name of a text and its number."""
    if seconds < 90:
        return "work.took_seconds", max(1, round(seconds))
    return ("work.took_minutes", round(seconds / _MINUTE)) if seconds < 2 * _HOUR else (
        "work.took_hours", round(seconds / _HOUR)
    )  # fmt: skip


def _made_good(job: Job, ended: Sequence[Job]) -> bool:
    """Whether what failed was done later: an analysis by any other, other work by the same."""
    return job.state == "failed" and any(
        later.id > job.id
        and (later.state, later.kind) == ("done", job.kind)
        and (job.kind in _OF_ALL or later.arguments == job.arguments)
        for later in ended
    )
