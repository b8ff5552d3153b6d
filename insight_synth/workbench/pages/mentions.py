"""Mentions: what stands behind a figure, page by page, down to the row."""

import streamlit as st

from insight_synth.workbench import session

words = session.words()
st.title(words.text("mentions.title"))
ws, shown = session.analysed()
