"""The parts of Home: how agenda and sources stand, what changed, the main points, how it adds up, and ways to begin.

Shows; what is counted is ``glance``'s and the pipeline's work.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import NO_THEME, Filter, Snapshot
from insight_synth.store import Workspace
from insight_synth.workbench import components, pictures, session, views, workspaces
from insight_synth.workbench.home import glance, tour
from insight_synth.workbench.mentions import opening, quotations
from insight_synth.workbench.places import Name
from insight_synth.workbench.untrusted import plain
from insight_synth.workbench.views import Step
from insight_synth.workbench.workspaces import Standing

_CHANGES, _SOURCES_NAMED = 5, 3
_CARD = 235  # least pixels a card takes


def begin() -> None:
    """Where there is no workspace yet: the demo, or one of one's own, each a click away."""
    words = session.words()
    st.write(words.text("home.what"))
    st.write(words.text("home.welcome"))
    cards = st.grid(2, min_column_width=_CARD, gap="small")
    with cards.container(border=True, height="stretch"):
        st.header(words.text("home.demo_title"), anchor=False)
        st.write(words.text("home.demo_text"))
        if st.button(words.text("home.demo_open"), type="primary", icon=":material/play_arrow:", key="demo"):
            session.go_to(workspaces.make_demo(session.path()))
    with cards.container(border=True, height="stretch"):
        st.header(words.text("home.own_title"), anchor=False)
        st.write(words.text("home.own_text"))
        if st.button(words.text("home.own_open"), icon=":material/add:", key="own"):
            own_workspace(session.path())


def own_workspace(new: Path) -> None:
    """Makes a workspace and goes there to add the first exports."""
    session.stand_in(workspaces.make(new))
    components.open_page("add")


def menu(ws: Workspace, shown: Snapshot | None) -> None:
    """What else can be begun from Home."""
    words = session.words()
    with st.popover(words.text("home.menu"), icon=":material/more_horiz:", type="tertiary", key="home_menu"):
        if shown is not None and st.button(
            words.text("tour.again"), type="tertiary", icon=":material/signpost:", key="tour_again"
        ):
            tour.start(shown)
        if st.button(words.text("home.own_open"), type="tertiary", icon=":material/add:", key="menu_own"):
            own_workspace(workspaces.new_path(ws.path))


def demo_note(ws: Workspace) -> None:
    """That this is the demo, and the way out of it."""
    words = session.words()
    with st.container(horizontal=True, vertical_alignment="center", key="home_demo"):
        st.caption(f":material/science: {words.text('home.demo_note')}", width="content")
        if st.button(words.text("home.own_open"), icon=":material/add:", key="own"):
            own_workspace(workspaces.new_path(ws.path))


def next_step(ws: Workspace, step: Step, now: Standing) -> None:
    """The next sensible thing to do, with one button."""
    words = session.words()
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="next_step"):
        st.markdown(
            f":material/flag: **{words.text(f'next.{step}_title')}** {words.text(f'next.{step}')}", width="stretch"
        )
        if step in ("analyse", "update"):
            components.analyse_button(ws, again=step == "update")
        elif step in ("add", "report", "sources", "themes", "agenda") and st.button(
            words.text(f"next.{step}_go"), type="primary", icon=":material/arrow_forward:", key="go"
        ):
            components.open_page(cast(Name, step))
    if step == "add" and not now.demo:
        st.caption(words.text("home.before_first"))


def to_come(ws: Workspace, *, working: bool) -> None:
    """What will be here once there is an analysis."""
    words = session.words()
    st.header(words.text("home.to_come"), anchor=False)
    cards = st.grid(3, min_column_width=_CARD, gap="small")
    for part, icon in (("themes", "category"), ("sources", "inventory_2"), ("report", "picture_as_pdf")):
        with cards.container(border=True, height="stretch"):
            st.subheader(f":material/{icon}: {words.text(f'home.come_{part}_title')}", anchor=False)
            st.write(words.text(f"home.come_{part}"))
    if working:
        components.link("sources", words.text("home.meanwhile"), icon=":material/inventory_2:")


def cards(ws: Workspace, shown: Snapshot, now: Standing) -> None:
    """How the agenda and the sources stand, and what changed, beside each other."""
    words = session.words()
    grid = st.grid(3, min_column_width=_CARD, gap="small")
    with grid.container(border=True, height="stretch", key="home_agenda"):
        st.header(words.text("home.agenda_title"), anchor=False)
        if shown.answers:
            answered = sum(answer.state == "answered" for answer in shown.answers)
            found = glance.agenda(shown)
            said = words.say("home.agenda", answered=answered, questions=len(shown.answers))
            pictures.picture(
                glance.picture(found, "home_answer", words), said, glance.table(found, "home_answer", words),
                "home_agenda_picture", says=glance.told(found, "home_answer", words),
            )  # fmt: skip
        else:
            st.write(words.text("home.no_agenda"))
        components.link("agenda", words.text("home.to_agenda"), icon=":material/checklist:")
    with grid.container(border=True, height="stretch", key="home_sources"):
        st.header(words.text("home.sources_title"), anchor=False)
        found = glance.health(shown, sorted(now.sources), now.exports)
        fine = sum(share.count for share in found if share.state == "fine")
        said = words.say("home.sources", fine=fine, sources=len(now.sources))
        pictures.picture(
            glance.picture(found, "home_health", words), said, glance.table(found, "home_health", words),
            "home_sources_picture", says=glance.told(found, "home_health", words),
        )  # fmt: skip
        components.link("sources", words.text("home.to_sources"), icon=":material/inventory_2:")
    with grid.container(border=True, height="stretch", key="home_changes"):
        _changes(ws, shown, now)


def _changes(ws: Workspace, shown: Snapshot, now: Standing) -> None:
    words = session.words()
    since = pipeline.since_last(ws, shown)
    told = 0
    if since is not None and not since.nothing:
        st.header(words.text("home.since"), anchor=False)
        st.caption(words.say("home.since_when", date=words.show(since.until, "date")))
        told = _since(since, now)
    else:
        st.header(words.text("home.changes"), anchor=False)
    lately = views.changes(shown, max(1, _CHANGES - told))
    if not lately and not told:
        st.write(words.text("home.no_changes"))
    for change in lately if told < _CHANGES else ():
        when = words.show(change.when, "date") if change.what == "stopped" else words.month_in(change.when)
        with st.container(gap=None):
            if change.theme:
                components.theme_link(change.theme)
            elif change.profile:
                _source_link(change.profile.source.id, now)
            st.caption(words.say(f"change.{change.what}", when=when))


def _since(since: pipeline.SinceLast, now: Standing) -> int:
    """What changed since the analysis before; how many lines that took."""
    words, lines = session.words(), 0
    came = [(source, rows) for source, rows in since.rows.items() if rows > 0]
    for source, rows in came[:_SOURCES_NAMED]:
        with st.container(gap=None):
            _source_link(source, now)
            key = "home.first_rows" if source in since.new_sources else "home.new_rows"
            st.caption(words.say(key, rows=rows))
        lines += 1
    if rest := came[_SOURCES_NAMED:]:
        st.caption(words.say("home.more_rows", sources=len(rest), rows=sum(rows for _, rows in rest)))
    if fewer := -sum(rows for rows in since.rows.values() if rows < 0):
        st.caption(words.say("home.fewer_rows", rows=fewer))
    for theme in since.born[:2]:
        with st.container(gap=None):
            components.theme_link(theme)
            st.caption(words.say("home.born", voices=theme.voices))
        lines += 1
    for found in since.grown[:2]:
        with st.container(gap=None):
            components.theme_link(found.theme)
            shares = {"new": words.show(found.among_new, "share"), "before": words.show(found.before, "share")}
            st.caption(words.say("home.grown", **shares))
        lines += 1
    if since.gone:
        st.caption(words.say("home.gone", themes=since.gone))
    return lines


def _source_link(source_id: str, now: Standing) -> None:
    name = now.sources[source_id].name if source_id in now.sources else ""
    components.link("source", plain(name or source_id), icon=":material/folder_open:", source=source_id)


def main_points(shown: Snapshot) -> None:
    """What customers say first of all, each point with a voice of it and the way to all others."""
    words = session.words()
    st.header(words.text("home.main_themes"), anchor=False)
    points = pipeline.findings_that_matter(shown)
    if not points:
        st.write(words.text("home.no_themes"))
    grid = st.grid(3, min_column_width=_CARD, gap="small")
    for theme in points:
        with grid.container(height="stretch", key=f"point_{theme.id}"):
            components.theme_link(theme)
            st.caption(words.say("home.point", voices=theme.voices, sources=theme.independent_sources))
            if theme.quotes:
                spoken = [quote for quote in theme.quotes if quote.language == words.language]
                quotations.quotation((spoken or theme.quotes)[0], shown, f"home_{theme.id}")
            opening.link(words.say("home.read_all", mentions=theme.size), Filter(theme=theme.id))
    components.link("themes", words.text("home.all_themes"), icon=":material/category:")


def adds_up(shown: Snapshot, now: Standing) -> None:
    """What it rests on, as sums that add up; each part of the passages opens."""
    words, totals = session.words(), shown.totals
    st.header(words.text("home.adds_up"), anchor=False)
    st.markdown(
        words.say(
            "home.rows", exports=totals.exports, rows=totals.rows, verbatims=totals.verbatims, events=totals.events,
            duplicates=totals.duplicates, rejects=totals.rejects,
        )
    )  # fmt: skip
    components.not_counted(now)
    st.markdown(words.say("home.mentions", mentions=totals.mentions, themed=totals.themed, unthemed=totals.unthemed))
    with st.container(horizontal=True, key="home_opens"):
        opening.link(words.say("home.open_all", mentions=totals.mentions), Filter())
        opening.link(words.text("home.open_unthemed"), Filter(theme=NO_THEME), icon=":material/label_off:")
        components.link("sources", words.text("home.open_rows"), icon=":material/inventory_2:")
