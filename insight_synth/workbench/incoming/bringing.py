"""Bringing exports in, in the browser: files that are uploaded, sorted out and settled; or a folder of sources.

Shows and asks; what is to be done about a file is told by ``arrivals``, its forms are those of ``confirming``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import streamlit as st

from insight_synth import catalog
from insight_synth.errors import BadInput, InsightSynthError, UsageError
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, workspaces
from insight_synth.workbench.incoming import arrivals, confirming, uploads
from insight_synth.workbench.incoming.arrivals import Arrived
from insight_synth.workbench.incoming.refusals import known_refusal
from insight_synth.workbench.serving import signed_in
from insight_synth.workbench.untrusted import plain


def ways() -> tuple[str, ...]:
    """How exports can be brought in. Folders of this machine are for who sits at it: not where people sign in."""
    return ("upload",) if signed_in.is_set_up() else ("upload", "folder")


def uploaded(ws: Workspace, now: workspaces.Standing) -> None:
    """The files that were uploaded, and what is to be done about each."""
    words = session.words()
    turn = st.session_state.setdefault("add_round", 0)
    files = st.file_uploader(
        words.text("add.upload"),
        accept_multiple_files=True,
        key=f"upload_{turn}",
        help=words.text("add.upload_help"),
    )
    if (room := uploads.little_room()) is not None:
        st.warning(words.say("add.room", room=words.show(room, "count")), icon=":material/hard_drive:")
    settled = st.session_state.get("add_settled", [])
    left = [(file.file_id, file.name, file.getvalue()) for file in files if file.file_id not in settled]
    if files and not left:
        _empty_list()
    told = "add.settled" if workspaces.active_jobs(ws) else "add.settled_read"
    for name in (file.name for file in files if file.file_id in settled):
        st.caption(f":material/check: {words.say(told, name=plain(uploads.one_name(name)))}")
    arrived = arrivals.sorted_out(left, _session_id(), now)
    for one in arrived:
        if one.state not in ("ready", "open"):
            _no_export(one, now)
    ready = [one for one in arrived if one.state == "ready"]
    hopeless = not any(one.state in ("ready", "open") for one in arrived)
    if arrived and hopeless and st.button(words.text("add.clear"), icon=":material/clear_all:", key="add_clear"):
        arrivals.forget(arrived, _session_id())
        _empty_list()
    if len(ready) > 1:
        _ready_files(ws, ready, now)
    for one in arrived:
        if one.state == "open" or (one.state == "ready" and len(ready) == 1):
            with st.container(border=True):
                st.header(plain(uploads.one_name(one.name)), anchor=False)
                _one_file(ws, one, now)


def folder(ws: Workspace) -> None:
    """A folder of sources on the machine the workbench runs on."""
    words = session.words()
    given = st.text_input(words.text("add.folder"), placeholder="/home/…/exports", key="add_folder")
    st.caption(words.text("add.folder_help"))
    if not given.strip():
        return
    chosen = Path(given.strip()).expanduser()
    found = catalog.find_source_folders(chosen) if chosen.is_dir() else []
    if not found:
        st.warning(words.text("add.folder_none"))
        return
    for path in found:
        try:
            source = catalog.read_source(path)
            files = catalog.export_files(path, source)
        except (BadInput, UsageError) as problem:
            components.show_error(problem)
            continue
        st.markdown(
            f"- **{plain(source.name)}** · {words.kind(source.kind)} · {plain(source.owner)} · "
            + words.say("add.files", files=len(files))
        )
    if st.button(words.text("add.confirm_folder"), type="primary", icon=":material/check:", key="add_folder_go"):
        workspaces.ask_for(ws, "add", paths=[str(chosen.resolve())])
        _under_way(ws, [])


# ---- one file, or several


def _under_way(ws: Workspace, settled: Sequence[str]) -> None:
    """Has what was asked for analysed too, if that is wanted, and shows the page without what is settled."""
    words = session.words()
    if st.session_state.get("add_analyse", True):
        arrivals.analyse_afterwards(ws)
    st.session_state["add_settled"] = [*st.session_state.get("add_settled", ()), *settled]
    st.toast(words.text("add.started"), icon=":material/check:")
    st.rerun()


def _ready_files(ws: Workspace, ready: Sequence[Arrived], now: workspaces.Standing) -> None:
    """Several files that need no decision, added together in one click; each can be looked at first."""
    words = session.words()
    st.header(words.say("add.ready_title", files=len(ready)), anchor=False)
    st.write(words.text("add.ready"))
    for arrived in ready:
        name, source = plain(uploads.one_name(arrived.name)), plain(now.sources[arrived.source].name)
        with st.expander(words.say("add.ready_one", name=name, source=source), icon=":material/task_alt:"):
            _one_file(ws, arrived, now)
    if st.button(
        words.say("add.ready_add", files=len(ready)), type="primary", icon=":material/check:", key="add_ready"
    ):
        arrivals.add_ready(ws, ready)
        _under_way(ws, [arrived.id for arrived in ready])


def _one_file(ws: Workspace, arrived: Arrived, now: workspaces.Standing) -> None:
    """The forms of one file that is to be settled."""
    try:
        if confirming.confirmed(ws, arrived, now):
            _under_way(ws, [arrived.id])
    except InsightSynthError as problem:
        components.show_error(problem)


def _no_export(arrived: Arrived, now: workspaces.Standing) -> None:
    """Why there is nothing to settle about a file."""
    words = session.words()
    name = plain(uploads.one_name(arrived.name))
    if arrived.problem is not None:
        reason = known_refusal(arrived.problem.what)
        told = words.text(f"refusal.{reason}") if reason else plain(session.error_of(arrived.problem))
        st.error(told, title=words.say("add.refused", name=name), icon=":material/error:")
    elif arrived.export is not None:
        export, source = arrived.export, now.sources[arrived.source]
        told = words.say(
            "add.known",
            name=name,
            export=plain(uploads.one_name(export.name)),
            source=plain(source.name),
            rows=export.rows,
        )
        st.info(told, title=words.text("add.known_title"), icon=":material/content_copy:")
        components.link("source", words.text("add.known_open"), icon=":material/folder_open:", source=source.id)
    elif arrived.state == "twice":
        other = plain(uploads.one_name(arrived.other))
        st.info(words.say("add.twice", name=name, other=other), icon=":material/content_copy:")
    else:
        st.warning(words.say("add.gone", name=name), icon=":material/upload_file:")


def _empty_list() -> NoReturn:
    """Begins a new list of files."""
    st.session_state["add_round"] = st.session_state.get("add_round", 0) + 1
    st.session_state["add_settled"] = []
    st.rerun()
    raise AssertionError


def _session_id() -> str:
    """Streamlit's id of this browser's session."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx()
    return context.session_id if context else ""
