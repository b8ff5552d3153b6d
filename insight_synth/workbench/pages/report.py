"""Report: the draft written, previewed, exported and verified, and its versions compared."""

import streamlit as st

from insight_synth.workbench import components, session
from insight_synth.workbench.draft import reporting
from insight_synth.workbench.report import exports, preview, versions, writing

words = session.words()
st.title(words.text("report.title"), anchor=False)
ws, shown = components.analysed()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="report_bar"):
    view = reporting.view()
    language = reporting.language(ws) if view != "versions" else None  # these are of every language
if language is None:
    versions.panel(ws, shown)
elif view == "write":
    writing.panel(reporting.desk(ws, shown, language))
elif view == "preview":
    preview.panel(ws, shown, language)
else:
    exports.panel(ws, shown, language)
