"""Mentions in no theme: counted, and here to be read."""

import streamlit as st

from insight_synth import evidence
from insight_synth.store import analyses, records
from insight_synth.workbench import components, session, views

PAGE = 20

words = session.words()
components.link("themes", words.text("home.all_themes"), icon=":material/arrow_back:")
st.title(words.text("unthemed.title"))
ws, shown = session.analysed()
totals = shown.totals
st.markdown(words.say("home.mentions", mentions=totals.mentions, themed=totals.themed, unthemed=totals.unthemed))
with ws.read() as connection:
    pairs = analyses.mentions(connection, theme_ids=[""])
telling = [mention for mention, says in pairs if says]
slight = [mention for mention, says in pairs if not says]
st.markdown(words.say("unthemed.split", telling=len(telling), slight=len(slight)))
which = st.segmented_control(
    words.text("unthemed.which"),
    ["telling", "slight"],
    default="telling" if telling else "slight",
    required=True,
    format_func=lambda name: words.text(f"unthemed.{name}"),
    key="unthemed_which",
)
mentions = telling if which == "telling" else slight
if not mentions:
    st.info(words.text("unthemed.none"))
    session.stop()
slot = st.container()
number = st.pagination(max(1, -(-len(mentions) // PAGE)), key=f"unthemed_page_{which}")
listed = views.page_of(mentions, number, PAGE)
with ws.read() as connection:
    verbatims = {v.id: v for v in records.verbatims(connection, ids=[m.verbatim_id for m in listed])}
with slot:
    st.caption(words.say("unthemed.listed", shown=len(listed), all=len(mentions)))
    for mention in listed:
        components.quotation(evidence.citation(mention, verbatims[mention.verbatim_id]), shown, mention.id)
