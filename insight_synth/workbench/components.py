"""The parts that several pages share: errors, empty states, links, names of sources and verdicts.

Shows; what is shown is worked out elsewhere. Every text out of the data passes ``untrusted`` on its way.
"""

from __future__ import annotations

import streamlit as st

from insight_synth.errors import InsightSynthError
from insight_synth.model import Snapshot, Theme
from insight_synth.store import Workspace
from insight_synth.workbench import session, workspaces
from insight_synth.workbench.places import Name, page_file
from insight_synth.workbench.untrusted import plain

VERDICT_BADGES = {
    "track": ("green", ":material/monitoring:"),
    "keep": ("blue", ":material/bookmark:"),
    "fix": ("orange", ":material/build:"),
    "retire": ("gray", ":material/archive:"),
}


# ---- errors and empty states


def show_error(problem: InsightSynthError) -> None:
    """What went wrong and what to do about it."""
    st.error(plain(session.error_of(problem)), title=session.words().text("error.title"), icon=":material/error:")


def analysed() -> tuple[Workspace, Snapshot]:
    """The workspace and its newest analysis; where there is none the page says so and stops."""
    ws = session.workspace()
    shown = session.snapshot(ws) if ws else None
    if ws is None or shown is None:
        nothing_yet(ws)
        session.stop()
    return ws, shown


def nothing_yet(ws: Workspace | None) -> None:
    """What a page shows where there is nothing to show: what to do."""
    words = session.words()
    if ws is None:
        st.info(words.text("empty.no_workspace"), title=words.text("empty.no_workspace_title"))
        link("home", words.text("empty.go_home"))
        return
    exports = workspaces.standing(ws, None).exports
    if workspaces.active_jobs(ws):
        st.info(words.text("empty.working"), title=words.text("empty.working_title"))
    elif exports:
        st.info(words.text("empty.not_analysed"), title=words.text("empty.not_analysed_title"))
        analyse_button(ws)
    else:
        st.info(words.text("empty.no_exports"), title=words.text("empty.no_exports_title"))
        link("add", words.text("empty.go_add"))


def not_counted(now: workspaces.Standing) -> None:
    """How many files and rows are left out of the sums; nothing where there are none."""
    aside = [export for export in now.exports if export.state != "accepted"]
    if aside:
        rows = sum(export.rows for export in aside)
        st.markdown(session.words().say("home.not_counted", exports=len(aside), rows=rows))


def analyse_button(ws: Workspace, *, again: bool = False) -> None:
    """Asks for an analysis."""
    words = session.words()
    label = words.text("home.analyse_again" if again else "home.analyse")
    if st.button(label, type="primary", icon=":material/play_arrow:", key="analyse"):
        workspaces.ask_for(ws, "analyse")
        st.rerun()


# ---- links


def link(name: Name, label: str, *, icon: str | None = None, **parameters: str) -> None:
    """A link to a page, with what it should open."""
    st.page_link(page_file(name), label=label, icon=icon, query_params=parameters or None)


def open_page(name: Name, **parameters: str) -> None:
    """Goes to a page, with what it should open; the language goes along by itself, being bound to its switch."""
    st.switch_page(page_file(name), query_params=parameters)


def theme_link(theme: Theme) -> None:
    """A link to a theme by its name."""
    link("theme", plain(session.words().theme(theme)), icon=":material/label:", theme=theme.id)


# ---- names and verdicts


def source_name(snapshot: Snapshot, source_id: str) -> str:
    """The name of a source, or its id where it has none."""
    names = source_names(snapshot)
    return names.get(source_id, source_id)


def source_names(snapshot: Snapshot) -> dict[str, str]:
    """Names of sources by id."""
    return {profile.source.id: profile.source.name or profile.source.id for profile in snapshot.profiles}


def verdict_badge(verdict: str) -> None:
    """A verdict as a badge."""
    colour, icon = VERDICT_BADGES[verdict]
    st.badge(session.words().text(f"verdict.{verdict}"), icon=icon, color=colour)  # type: ignore[arg-type,unused-ignore]
