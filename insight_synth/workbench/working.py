"""Long work as every page shows it: how far it is, what ended and how, and what was done lately.

The work itself goes on in a process of its own (``workspaces``, ``jobs``). While there is none, a slow and cheap look
finds work that began elsewhere; the page is drawn anew only when some begins or ends.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from insight_synth import jobs
from insight_synth.jobs import Job
from insight_synth.jobs.queue import LOST
from insight_synth.store import Workspace
from insight_synth.workbench import news, session, workspaces
from insight_synth.workbench.news import Look
from insight_synth.workbench.untrusted import plain

_QUICK_SECONDS, _SLOW_SECONDS = 2.0, 8.0
_LATELY = 8
_LOOK = "work_look"
_ICONS = {
    "queued": ":material/schedule:", "running": ":material/sync:", "done": ":material/check:",
    "failed": ":material/error:", "cancelled": ":material/cancel:",
}  # fmt: skip


def shown(page: str = "") -> None:
    """Work that is under way, and what ended since this session last looked, above the page of this name.

    Takes up work that nobody does: its worker was lost, or the machine was started anew.
    """
    ws = session.workspace()
    if ws is None:
        return
    active = jobs.active(ws)
    if active:
        workspaces.see_to_worker(ws)
    look = _look(ws, active)
    ended = jobs.ended_from(ws, look.first)
    told = news.unseen(look, ended, working=bool(active), page=page)
    _say_once(look, told)
    _keep(ws, news.told(look, told, page))
    seen = _state(active, ended)
    st.fragment(_watched, run_every=_QUICK_SECONDS if active else _SLOW_SECONDS)(ws, seen, look.first)
    _what_ended(ws, told)
    with st.sidebar:
        lately()


def lately() -> None:
    """What was done lately, folded away."""
    ws = session.workspace()
    newest = jobs.newest(ws, _LATELY) if ws else []
    if not newest:
        return
    words = session.words()
    with st.popover(words.text("work.lately"), icon=":material/history:", type="tertiary", key="work_lately"):
        for job in newest:
            with st.container(gap=None):
                st.markdown(f"{_ICONS[job.state]} {words.text(f'work.{job.kind}')} · {words.text(f'work.{job.state}')}")
                st.caption(_when(job))


# ---- under way


def _watched(ws: Workspace, seen: tuple[object, ...], first: int) -> None:
    active = jobs.active(ws)
    if _state(active, jobs.ended_from(ws, first)) != seen:
        st.rerun()
    if not active:
        return
    words = session.words()
    workspaces.see_to_worker(ws)
    with st.container(border=True, key="work"):
        for job in active:
            _job_line(ws, job)
        st.caption(words.text("work.meanwhile"))


def _job_line(ws: Workspace, job: Job) -> None:
    words = session.words()
    parts = [f"**{words.text(f'work.{job.kind}')}**"]
    fraction = 0.0
    if job.state == "queued":
        parts.append(words.text("work.queued"))
    else:
        running = max(0.0, time.time() - job.started_at)
        course = jobs.course(
            job.kind, job.stage, job.fraction, running, job.paces, jobs.earlier_paces(ws, job.kind)
        )  # fmt: skip
        fraction = course.fraction
        parts.append(words.stage(job.stage))
        key, number = news.left(course.seconds_left)
        parts += [words.say(key, number=number) if number else words.text(key)] if key else []
    with st.container(horizontal=True, vertical_alignment="center"):
        if job.state == "queued":
            st.markdown(" · ".join(parts), width="stretch")
        else:
            st.progress(fraction, text=" · ".join(parts))
        st.button(
            words.text("work.cancel"), key=f"cancel_{job.id}", type="tertiary", icon=":material/close:",
            on_click=workspaces.cancel, args=(ws, job.id),
        )  # fmt: skip


# ---- ended


def _what_ended(ws: Workspace, told: Sequence[Job]) -> None:
    for job in told:
        if job.state == "failed":
            _failure(ws, job)
    calm = [job for job in told if job.state != "failed"]
    if not calm:
        return
    words = session.words()
    with st.container(
        horizontal=True, vertical_alignment="center", border=True, key="work_ended", horizontal_alignment="distribute"
    ):
        st.markdown(_ended_line(calm), width="content")
        st.button(
            words.text("work.seen"), key="work_seen", type="tertiary", icon=":material/close:",
            on_click=_put_away, args=(ws, [job.id for job in calm]),
        )  # fmt: skip


def _failure(ws: Workspace, job: Job) -> None:
    words = session.words()
    message = words.text("work.lost") if job.message == LOST else plain(job.message)
    unexpected = job.message.startswith("unexpected ")
    st.error(
        f"{message}\n\n{words.text('work.unexpected')}" if unexpected else message,
        title=words.say("work.did_not", what=words.text(f"work.{job.kind}")),
        icon=":material/error:",
    )
    with st.container(horizontal=True):
        st.button(
            words.text("work.again"), key=f"again_{job.id}", icon=":material/replay:",
            on_click=_try_again, args=(ws, job.id),
        )  # fmt: skip
        st.button(
            words.text("work.seen"), key=f"seen_{job.id}", type="tertiary", on_click=_put_away,
            args=(ws, [job.id]),
        )  # fmt: skip


def _ended_line(calm: Sequence[Job]) -> str:
    """What ended well, and what was cancelled, in a line."""
    words = session.words()
    parts = []
    for state in ("done", "cancelled"):
        kinds = list(dict.fromkeys(words.text(f"work.{job.kind}") for job in calm if job.state == state))
        parts += [f"{_ICONS[state]} **{words.text(f'work.{state}')}:** {', '.join(kinds)}"] if kinds else []
    return "   ".join(parts)


def _say_once(look: Look, told: Sequence[Job]) -> None:
    new = [job for job in told if job.id not in look.told_on and job.state == "done"]
    if new:
        st.toast(_ended_line(new))


def _try_again(ws: Workspace, job_id: int) -> None:
    _put_away(ws, [job_id])
    workspaces.ask_again(ws, job_id)


def _put_away(ws: Workspace, job_ids: Sequence[int]) -> None:
    _keep(ws, news.without(_look(ws, jobs.active(ws)), job_ids))


# ---- what the session knows


def _look(ws: Workspace, active: Sequence[Job]) -> Look:
    known: dict[str, Look] = st.session_state.setdefault(_LOOK, {})
    if (look := known.get(str(ws.path))) is None:
        look = known[str(ws.path)] = news.first_look(active, next(iter(jobs.newest(ws)), None))
    return look


def _keep(ws: Workspace, look: Look) -> None:
    st.session_state[_LOOK][str(ws.path)] = look


def _state(active: Sequence[Job], ended: Sequence[Job]) -> tuple[object, ...]:
    """What the page stands on: when it is another, the page is drawn anew."""
    return tuple(job.id for job in active), tuple(job.id for job in ended)


def _when(job: Job) -> str:
    words = session.words()
    parts = []
    if at := job.ended_at or job.started_at or job.asked_at:
        local = datetime.fromtimestamp(at, _zone())
        parts.append(f"{words.show(local.date().isoformat(), 'date')} {local:%H:%M}")
    if job.ended_at and job.started_at:
        key, number = news.took(job.ended_at - job.started_at)
        parts.append(words.say(key, number=number))
    return " · ".join(parts)


def _zone() -> tzinfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
