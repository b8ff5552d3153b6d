"""Home: where the work stands and the next sensible step."""

import streamlit as st

from insight_synth import pipeline
from insight_synth.workbench import session, views, workspaces
from insight_synth.workbench.home import parts, tour
from insight_synth.workbench.incoming import quarantine

words = session.words()
ws = session.workspace()
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title(words.text("home.title"), anchor=False, width="content")
    if ws is not None:
        parts.menu(ws, session.snapshot(ws))
if ws is None:
    parts.begin()
    session.stop()

shown = session.snapshot(ws)
now = workspaces.standing(ws, shown)
working = bool(workspaces.active_jobs(ws))
built = shown is not None and any(shown.fingerprint[:8] in file.name for file in workspaces.reports(ws))
if now.demo:
    parts.demo_note(ws)
if shown is not None:
    totals = shown.totals
    st.markdown(
        words.say(
            "home.lead", voices=totals.voices, sources=totals.sources, first=words.show(totals.first, "date"),
            last=words.show(totals.last, "date"), themes=len(shown.top_themes),
            recurring=len(views.chosen_themes(shown, recurring_only=True)),
        )
    )  # fmt: skip
    if tour.offered(ws, demo=now.demo):
        tour.offer(ws, shown)
quarantine.callout(ws, now.exports, {key: source.name for key, source in now.sources.items()}, most=1)
step = views.next_step(
    shown, now.accepted, outdated=now.outdated, working=working, report_built=built,
    decided=pipeline.source_decisions(ws),
)  # fmt: skip
if step != "wait":  # what is under way stands above the page
    parts.next_step(ws, step, now)
if shown is None:
    parts.to_come(ws, working=working)
    session.stop()
parts.cards(ws, shown, now)
parts.main_points(shown)
parts.adds_up(shown, now)
