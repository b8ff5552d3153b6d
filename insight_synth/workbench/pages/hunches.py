"""Hunches: a belief held against what people say, for and against, with the words of both."""

import streamlit as st

from insight_synth.workbench import components, session
from insight_synth.workbench.agenda import beliefs

words = session.words()
st.title(words.text("hunches.title"), anchor=False)
ws, shown = components.analysed()
belief = st.text_input(
    words.text("hunches.label"),
    placeholder=words.text("hunches.hint"),
    icon=":material/lightbulb:",
    key="belief",
    bind="query-params",
    max_chars=500,
)
if not belief.strip():
    st.caption(words.text("hunches.how"))
    session.stop()
with st.spinner(words.text("hunches.looking")):
    found = session.hunch(ws, " ".join(belief.split()))
for part in found.parts:
    beliefs.judged(part, shown, alone=found.reason is None)
beliefs.near(ws, found, shown)
beliefs.could_tell(found, shown)
components.link("search", words.text("hunches.search"), icon=":material/search:", q=found.claim.text)
