"""The tour: three steps over real pages, from what customers say to where it comes from and how it is handed over.

It stands above the page as a part of it: it covers nothing, traps nobody, and can be left at any moment. Once it was
finished or skipped it is not offered again in this workspace; Home's menu starts it anew.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import Snapshot
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, workspaces
from insight_synth.workbench.places import Name

NOTE, OVER = "tour", "over"
_STEP = "tour_step"
STEPS: tuple[Name, ...] = ("theme", "source", "report")


def offered(ws: Workspace, *, demo: bool) -> bool:
    """Whether Home should offer it: to whoever opens the demo first."""
    return demo and _STEP not in st.session_state and ws.note(NOTE) != OVER


def offer(ws: Workspace, shown: Snapshot) -> None:
    """The offer on Home, which can be turned down."""
    words = session.words()
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="tour"):
        st.markdown(
            f":material/signpost: **{words.text('tour.offer_title')}** {words.text('tour.offer')}", width="stretch"
        )
        if st.button(words.text("tour.start"), icon=":material/arrow_forward:", key="tour_start"):
            start(shown)
        if st.button(words.text("tour.no"), type="tertiary", key="tour_no"):
            _end(ws)


def start(shown: Snapshot) -> None:
    """Goes to the first step."""
    _go(shown, 0)


def stop_shown(page: str) -> None:
    """The step of the tour that belongs to the page, above it; on another page the way back."""
    step = st.session_state.get(_STEP)
    ws = session.workspace()
    shown = session.snapshot(ws) if ws and step is not None else None
    if step is None or ws is None or shown is None:
        return
    words = session.words()
    with st.container(border=True, key="tour"):
        number = words.say("tour.step", number=step + 1, steps=len(STEPS))
        if page != STEPS[step]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f":material/signpost: **{number}**", width="content")
                if st.button(words.text("tour.return"), icon=":material/undo:", key="tour_return"):
                    _go(shown, step)
                _leave_button(ws)
            return
        title = words.text(f"tour.{STEPS[step]}_title")
        st.markdown(f":material/signpost: **{number} · {title}**  \n{words.text(f'tour.{STEPS[step]}')}")
        with st.container(horizontal=True):
            if step + 1 < len(STEPS):
                onward = words.text(f"tour.{STEPS[step + 1]}_next")
                if st.button(onward, icon=":material/arrow_forward:", key="tour_next"):
                    _go(shown, step + 1)
            elif st.button(words.text("tour.finish"), icon=":material/check:", key="tour_finish"):
                _end(ws, home=True)
            elif workspaces.standing(ws, shown).demo and st.button(
                words.text("home.own_open"), icon=":material/add:", key="tour_own"
            ):
                _own_workspace(ws)
            if step and st.button(words.text("tour.back"), type="tertiary", key="tour_back"):
                _go(shown, step - 1)
            if step + 1 < len(STEPS):
                _leave_button(ws)


def _own_workspace(ws: Workspace) -> None:
    st.session_state.pop(_STEP, None)
    ws.set_note(NOTE, OVER)
    session.stand_in(workspaces.make(workspaces.new_path(ws.path)))
    components.open_page("add")


def _leave_button(ws: Workspace) -> None:
    if st.button(session.words().text("tour.skip"), type="tertiary", key="tour_skip"):
        _end(ws)


def _go(shown: Snapshot, step: int) -> None:
    st.session_state[_STEP] = step
    components.open_page(STEPS[step], **_opened(shown, step))


def _opened(shown: Snapshot, step: int) -> Mapping[str, str]:
    """What a step opens its page with: the weightiest theme, and the source that has most to say of it."""
    theme = next(iter(pipeline.findings_that_matter(shown, 1)), None)
    if STEPS[step] == "theme" and theme:
        return {"theme": theme.id}
    if STEPS[step] == "source" and theme:
        return {"source": max(theme.evidence, key=lambda entry: (entry.voices, entry.source)).source}
    return {}


def _end(ws: Workspace, *, home: bool = False) -> None:
    st.session_state.pop(_STEP, None)
    ws.set_note(NOTE, OVER)
    if home:
        components.open_page("home")
    st.rerun()
