"""What a browser session stands on: its language, its workspace and the newest analysis, each read once and shared.

Nothing large is kept in the session itself: a snapshot never changes, so every session shows the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import EncoderError, InsightSynthError
from insight_synth.ingest import redact
from insight_synth.model import AskNext, Effect, Filter, Hunch, Indicator, Removal, Snapshot
from insight_synth.pipeline import By, Hit
from insight_synth.store import Workspace
from insight_synth.workbench import holding, workspaces
from insight_synth.workbench.serving import languages
from insight_synth.workbench.untrusted import plain
from insight_synth.workbench.wording import DEFAULT, NAMES, Wording

if TYPE_CHECKING:
    from insight_synth.encode import Encoder

_LANGUAGE, _USUAL, _WORKSPACE, _ASKED = languages.PARAMETER, "usual_language", "ws", "asked_workspace"


def choose_language() -> Wording:
    """The switch of the interface's language, in the sidebar; sticks in the address and, by a cookie, over visits."""
    if _USUAL not in st.session_state:  # once: the cookie changes with the switch
        context = st.context
        accepted = context.headers.get("Accept-Language") or context.locale
        st.session_state[_USUAL] = languages.language_of(None, context.cookies.get(languages.COOKIE), accepted)
    st.sidebar.segmented_control(
        "Language · Kieli · Język",
        [code.upper() for code in NAMES],  # as they stand in the address
        default=st.session_state[_USUAL].upper(),
        required=True,
        key=_LANGUAGE,
        bind="query-params",
        label_visibility="collapsed",
    )
    return words()


def words() -> Wording:
    """The texts in the session's language."""
    return _wording(str(st.session_state.get(_LANGUAGE) or DEFAULT).lower())


def choose_workspace() -> None:
    """The sidebar's note of the workspace in use, and a switch where there are several; sticks in the address."""
    usual = workspaces.usual_path()
    known = [folder.name for folder in workspaces.beside(usual)]
    if (asked := st.session_state.pop(_ASKED, None)) in known:
        st.session_state[_WORKSPACE] = asked
    with st.sidebar:
        if len(known) > 1:
            st.selectbox(
                words().text("menu.workspace"),
                known,
                index=known.index(usual.name) if usual.name in known else 0,
                key=_WORKSPACE,
                bind="query-params",
            )
        elif known:
            st.caption(words().say("menu.workspace_is", name=plain(known[0])))


def path() -> Path:
    """The session's workspace, whether it is there or not."""
    usual = workspaces.usual_path()
    chosen = st.session_state.get(_WORKSPACE)
    if chosen in (None, usual.name):
        return usual
    return next((folder for folder in workspaces.beside(usual) if folder.name == chosen), usual)


def stand_in(new: Path) -> None:
    """Makes the session stand in another workspace beside the usual one, from the next run of a page on."""
    st.session_state[_ASKED] = new.name


def go_to(new: Path) -> NoReturn:
    """Makes the session stand in another workspace beside the usual one, and starts the page anew."""
    stand_in(new)
    st.rerun()
    raise AssertionError


def workspace() -> Workspace | None:
    """The session's workspace, open; None where there is none. Raises WorkspaceError where it cannot be opened."""
    return workspaces.opened(path())


def snapshot(ws: Workspace) -> Snapshot | None:
    """The newest analysis; None where there is none."""
    return _snapshot(str(ws.path), workspaces.state_of_analysis(ws), ws)


def encoder(name: str) -> Encoder:
    """The sentence encoder of this name, loaded once for all sessions."""
    return _encoder(name)


def spoken(ws: Workspace) -> pipeline.Spoken:
    """All passages with vectors and words, read once for all sessions, and again when the workspace changed."""
    return holding.spoken(ws, encoder)


def found(ws: Workspace, text: str, most: int = 30, wanted: Filter = Filter(), by: By = "both") -> list[Hit]:  # noqa: B008
    """The passages that a search finds, worked out once an analysis; they are as they are stored.

    Raises UsageError where nothing is looked for.
    """
    return list(_found(str(ws.path), workspaces.state_of_analysis(ws), text, most, wanted, by, ws))


def effect(ws: Workspace, indicator: Indicator) -> Effect:
    """What became of an indicator, worked out once an analysis. Raises UsageError where its theme is no more."""
    return _effect(str(ws.path), workspaces.state_of_analysis(ws), indicator, ws)


def hunch(ws: Workspace, belief: str) -> Hunch:
    """What the voices say of a belief, worked out once an analysis; its quotations are as they are stored."""
    return _hunch(str(ws.path), workspaces.state_of_analysis(ws), belief, ws)


def whom_to_ask(ws: Workspace, question_id: str) -> tuple[AskNext, ...]:
    """Whom to ask about a question of the agenda, worked out once an analysis."""
    return _whom_to_ask(str(ws.path), workspaces.state_of_analysis(ws), question_id, ws)


def removal(ws: Workspace, source_ids: tuple[str, ...]) -> Removal:
    """What is lost without these sources, worked out once an analysis."""
    return _removal(str(ws.path), workspaces.state_of_analysis(ws), source_ids, ws)


def stop() -> NoReturn:
    """Ends the page here: there is nothing more to show."""
    st.stop()
    raise AssertionError


def error_of(problem: InsightSynthError) -> str:
    """An error as a person reads it: where, what, and what to do."""
    place = f"{problem.where}: " if problem.where else ""
    said = " ".join(part for part in (f"{place}{problem.what}.", problem.remedy) if part)
    return redact(said).text  # it may quote a row, or a file named for a person


def _read_snapshot(folder: str, state: object, _ws: Workspace) -> Snapshot | None:
    return workspaces.snapshot_or_none(_ws)


def _ask_the_voices(folder: str, state: object, belief: str, _ws: Workspace) -> Hunch:
    return pipeline.hunch(_ws, belief, held=spoken(_ws))


def _find(
    folder: str, state: object, text: str, most: int, wanted: Filter, by: By, _ws: Workspace
) -> tuple[Hit, ...]:
    return tuple(pipeline.search(_ws, text, most, wanted=wanted, by=by, held=spoken(_ws)))


def _follow(folder: str, state: object, indicator: Indicator, _ws: Workspace) -> Effect:
    try:
        held = spoken(_ws)
    except EncoderError:  # counting needs no encoder
        held = None
    return pipeline.effect(_ws, indicator.id, held)


def _find_people(folder: str, state: object, question_id: str, _ws: Workspace) -> tuple[AskNext, ...]:
    return pipeline.ask_next(_ws, question_id, held=spoken(_ws))


def _take_away(folder: str, state: object, source_ids: tuple[str, ...], _ws: Workspace) -> Removal:
    return pipeline.what_if(_ws, source_ids)


def _load_encoder(name: str) -> Encoder:
    from insight_synth import encode

    return encode.load_encoder(name)


@lru_cache(maxsize=3)  # asked for hundreds of times in a run
def _wording(language: str) -> Wording:
    return Wording(language)


_snapshot: Callable[[str, object, Workspace], Snapshot | None] = st.cache_resource(show_spinner=False, max_entries=4)(
    _read_snapshot
)
_encoder: Callable[[str], Encoder] = st.cache_resource(show_spinner=False, max_entries=1)(_load_encoder)
_hunch: Callable[[str, object, str, Workspace], Hunch] = st.cache_resource(show_spinner=False, max_entries=32)(
    _ask_the_voices
)
_found: Callable[[str, object, str, int, Filter, By, Workspace], tuple[Hit, ...]] = st.cache_resource(
    show_spinner=False, max_entries=64
)(_find)
_effect: Callable[[str, object, Indicator, Workspace], Effect] = st.cache_resource(show_spinner=False, max_entries=32)(
    _follow
)
_whom_to_ask: Callable[[str, object, str, Workspace], tuple[AskNext, ...]] = st.cache_resource(
    show_spinner=False, max_entries=32
)(_find_people)
_removal: Callable[[str, object, tuple[str, ...], Workspace], Removal] = st.cache_resource(
    show_spinner=False, max_entries=32
)(_take_away)
