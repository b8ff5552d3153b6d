"""Settings: language, encoder, privacy and erasure."""

import streamlit as st

from insight_synth.workbench import components, session

words = session.words()
st.title(words.text("settings.title"))
ws = session.workspace()
if ws is None:
    components.nothing_yet(None)
    session.stop()
