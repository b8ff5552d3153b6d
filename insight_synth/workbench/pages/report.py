"""Report: the draft written, previewed, exported and verified, and its versions compared."""

import streamlit as st

from insight_synth.workbench import (
    report_exports,
    report_preview,
    report_versions,
    report_writing,
    reporting,
    session,
)

words = session.words()
st.title(words.text("report.title"), anchor=False)
ws, shown = session.analysed()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="report_bar"):
    view = reporting.view()
    language = reporting.language(ws) if view != "versions" else None  # these are of every language
if language is None:
    report_versions.panel(ws, shown)
elif view == "write":
    report_writing.panel(reporting.desk(ws, shown, language))
elif view == "preview":
    report_preview.panel(ws, shown, language)
else:
    report_exports.panel(ws, shown, language)
