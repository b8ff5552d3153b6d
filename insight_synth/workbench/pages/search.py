"""Search: passages by meaning and by word."""

import streamlit as st

from insight_synth import pipeline
from insight_synth.workbench import components, session

MOST = 30

words = session.words()
st.title(words.text("search.title"))
ws, shown = session.analysed()
asked = st.text_input(
    words.text("search.label"),
    placeholder=words.text("search.hint"),
    icon=":material/search:",
    key="q",
    bind="query-params",
    max_chars=300,
)
if not asked.strip():
    st.caption(words.text("search.how"))
    session.stop()
with st.spinner(words.text("search.looking")):
    hits = pipeline.search(ws, asked, MOST, load=session.encoder)
if not hits:
    st.info(words.text("search.none"))
    session.stop()
themes = {theme.id: theme for theme in shown.themes}
st.caption(words.say("search.found", hits=len(hits)))
for hit in hits:
    components.quotation(hit.citation, shown, hit.citation.mention_id, themes.get(hit.theme_id))
