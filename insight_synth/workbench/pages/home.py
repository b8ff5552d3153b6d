"""Home: where the work stands and the next sensible step."""

from typing import cast

import streamlit as st

from insight_synth.workbench import charts, components, quarantine, session, tables, views, workspaces
from insight_synth.workbench.places import Name
from insight_synth.workbench.untrusted import plain

words = session.words()
st.title(words.text("home.title"))
ws = session.workspace()
if ws is None:
    st.write(words.text("home.welcome"))
    demo, own = st.columns(2)
    with demo.container(border=True, height="stretch"):
        st.subheader(words.text("home.demo_title"), anchor=False)
        st.write(words.text("home.demo_text"))
        st.space("stretch")
        if st.button(words.text("home.demo_open"), type="primary", icon=":material/play_arrow:"):
            session.go_to(workspaces.make_demo(session.path()))
    with own.container(border=True, height="stretch"):
        st.subheader(words.text("home.own_title"), anchor=False)
        st.write(words.text("home.own_text"))
        st.space("stretch")
        if st.button(words.text("home.own_open"), icon=":material/add:"):
            workspaces.make(session.path())
            components.open_page("add")
    session.stop()

shown = session.snapshot(ws)
now = workspaces.standing(ws, shown)
working = bool(workspaces.active_jobs(ws))
built = shown is not None and any(shown.fingerprint[:8] in file.name for file in workspaces.reports(ws))
step = views.next_step(shown, now.accepted, outdated=now.outdated, working=working, report_built=built)
if now.demo:
    st.caption(f":material/science: {words.text('home.demo_note')}")
if shown is not None:
    totals = shown.totals
    st.markdown(
        words.say(
            "home.lead",
            voices=totals.voices,
            sources=totals.sources,
            first=words.show(totals.first, "date"),
            last=words.show(totals.last, "date"),
            themes=len(shown.top_themes),
            recurring=len(views.chosen_themes(shown, recurring_only=True)),
        )
    )

    if shown.answers:
        answered = sum(answer.state == "answered" for answer in shown.answers)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="home_agenda"):
            st.markdown(words.say("home.agenda", answered=answered, questions=len(shown.answers)), width="content")
            components.link("agenda", words.text("home.to_agenda"), icon=":material/checklist:")

names = {key: source.name for key, source in now.sources.items()}
quarantine.callout(ws, now.exports, names)
with st.container(border=True, key="next_step"):
    st.markdown(f"**{words.text(f'next.{step}_title')}** {words.text(f'next.{step}')}")
    if step in ("analyse", "update"):
        components.analyse_button(ws, again=step == "update")
    elif step in ("add", "report", "sources", "themes") and st.button(
        words.text(f"next.{step}_go"), type="primary", icon=":material/arrow_forward:", key="go"
    ):
        components.open_page(cast(Name, step))
if shown is None:
    session.stop()

left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader(words.text("home.main_themes"), anchor=False)
    leading = views.leading_themes(shown)
    picked = components.picture(
        charts.theme_bars(leading, words),
        words.text("home.main_themes_caption"),
        tables.themes(leading, words),
        "home_themes",
        pick=True,
    )
    if picked:
        components.open_page("theme", theme=picked)
    components.link("themes", words.text("home.all_themes"), icon=":material/category:")
with right:
    st.subheader(words.text("home.changes"), anchor=False)
    found = views.changes(shown)
    if not found:
        st.write(words.text("home.no_changes"))
    for change in found:
        when = words.show(change.when, "date") if change.what == "stopped" else words.month_in(change.when)
        with st.container(gap=None):
            if change.theme:
                components.theme_link(change.theme)
            elif change.profile:
                source = change.profile.source
                components.link("source", plain(source.name), icon=":material/folder_open:", source=source.id)
            st.caption(words.say(f"change.{change.what}", when=when))
    st.subheader(words.text("home.adds_up"), anchor=False)
    st.markdown(
        words.say(
            "home.rows",
            exports=totals.exports,
            rows=totals.rows,
            verbatims=totals.verbatims,
            events=totals.events,
            duplicates=totals.duplicates,
            rejects=totals.rejects,
        )
    )
    components.not_counted(now)
    st.markdown(words.say("home.mentions", mentions=totals.mentions, themed=totals.themed, unthemed=totals.unthemed))
    components.link("unthemed", words.text("home.open_unthemed"), icon=":material/label_off:")
