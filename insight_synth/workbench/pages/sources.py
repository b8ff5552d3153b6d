"""Sources: the catalogue with what each is and how well it does, the what-if, and what was decided."""

import streamlit as st

from insight_synth import pipeline
from insight_synth.workbench import components, session, workspaces
from insight_synth.workbench.incoming import quarantine
from insight_synth.workbench.sources import catalogue, deciding, delivered, removing, source_rows

FATES = ("verbatims", "events", "duplicates", "rejects")

words = session.words()
st.title(words.text("sources.title"), anchor=False)
ws = session.workspace()
if ws is None:
    components.nothing_yet(None)
    session.stop()
shown = session.snapshot(ws)
now = workspaces.standing(ws, shown)
names = {key: source.name for key, source in now.sources.items()}
deciding.remark(ws, names)
if now.exports:
    gone = {one.source for one in shown.retired} if shown else set()
    counting = [export for export in now.accepted if export.source not in gone]
    fates = {name: sum(getattr(export, name) for export in counting) for name in FATES}
    rows_read = sum(export.rows for export in counting)
    st.markdown(words.say("home.rows", exports=len(counting), rows=rows_read, **fates))
    components.not_counted(now)
    quarantine.callout(ws, now.exports, names, most=20)
with st.container(horizontal=True, vertical_alignment="center"):
    components.link("add", words.text("sources.add"), icon=":material/upload_file:")
    if shown is not None and now.outdated:
        components.analyse_button(ws, again=True)
if shown is None:
    components.nothing_yet(ws)
if now.sources:
    st.header(words.text("sources.catalogue"), anchor=False)
    everything = source_rows.source_rows(now.sources, shown, pipeline.source_decisions(ws), now.exports)
    catalogue.sums(everything)
    catalogue.shown(everything)
if shown is not None:
    st.fragment(removing.panel)(ws, shown)
deciding.listed(ws, names)
if now.exports:
    delivered.of_all(ws, now.exports, names)
