"""Mentions in no theme: an address of their own, which leads to the page of mentions."""

import streamlit as st

from insight_synth.model import NO_THEME, Filter
from insight_synth.workbench import components, session
from insight_synth.workbench.mentions import opening

st.title(session.words().text("unthemed.title"), anchor=False)
components.analysed()
opening.go(Filter(theme=NO_THEME))
