"""Search: passages by meaning and by word, narrowed by where they come from."""

import streamlit as st

from insight_synth.workbench import components, session
from insight_synth.workbench.mentions import searching

words = session.words()
st.title(words.text("search.title"), anchor=False)
ws, shown = components.analysed()
asked = st.text_input(
    words.text("search.label"),
    placeholder=words.text("search.hint"),
    icon=":material/search:",
    key="q",
    bind="query-params",
    max_chars=300,
)
wanted, by = searching.narrowed(shown)
if not asked.strip():
    st.caption(words.text("search.how"))
    session.stop()
with st.spinner(words.text("search.looking")):
    hits = session.found(ws, asked, searching.MOST, wanted, by)
if not hits:
    st.info(words.text("search.none_narrowed" if wanted != type(wanted)() else "search.none"))
    session.stop()
searching.listed(shown, hits, (asked, wanted, by))
