"""Settings: how the workspace is analysed, the language of reports, privacy and erasure."""

import streamlit as st

from insight_synth.workbench import components, session, settling

words = session.words()
st.title(words.text("settings.title"), anchor=False)
ws = session.workspace()
if ws is None:
    components.nothing_yet(None)
    session.stop()
shown = session.snapshot(ws)
st.caption(words.text("settings.language_where"))
st.header(words.text("settings.analysing"), anchor=False)
settling.form(ws, shown)
st.header(words.text("settings.privacy"), anchor=False)
settling.privacy(ws)
st.header(words.text("settings.erase"), anchor=False)
settling.erasing(ws)
st.header(words.text("settings.workspace"), anchor=False)
settling.about(ws, shown)
