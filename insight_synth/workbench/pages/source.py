"""Source: what it is, the advice and the decision on it, what it says, every export and row, what it compares with."""

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import Filter
from insight_synth.workbench import components, session, workspaces
from insight_synth.workbench.incoming import quarantine
from insight_synth.workbench.mentions import opening
from insight_synth.workbench.sources import deciding, delivered, facts, sheet
from insight_synth.workbench.untrusted import plain

words = session.words()
ws = session.workspace()
if ws is None:
    st.title(words.text("source.title"), anchor=False)
    components.nothing_yet(None)
    session.stop()
shown = session.snapshot(ws)
now = workspaces.standing(ws, shown)
components.link("sources", words.text("sources.all"), icon=":material/arrow_back:")
source_id = st.query_params.get("source", "")
if source_id not in now.sources:
    st.title(words.text("source.title"), anchor=False)
    st.info(words.text("source.gone"))
    session.stop()
source = now.sources[source_id]
profile = next((p for p in shown.profiles if p.source.id == source_id), None) if shown else None
advice = next((entry for entry in shown.advice if entry.source == source_id), None) if shown else None
retired = next((one for one in shown.retired if one.source == source_id), None) if shown else None
decision = pipeline.source_decisions(ws).get(source_id)
own = tuple(export for export in now.exports if export.source == source_id)
names = {key: entry.name for key, entry in now.sources.items()}
st.title(plain(source.name), anchor=False)
st.caption(facts.about(source))
deciding.standing(advice, decision)
deciding.panel(ws, source_id, advice, decision)
if retired and decision and decision.verdict == "retire":
    day = words.show(retired.decided_on, "date")
    st.info(words.say("decided.left_out", day=day), icon=":material/archive:")
elif decision and decision.verdict == "retire" and shown:
    st.info(words.text("decided.still_counts"), icon=":material/archive:")
if profile and now.outdated:
    components.analyse_button(ws, again=True)
sheet.figures(source, profile, own)
with st.container(horizontal=True, vertical_alignment="center"):
    if profile and profile.mentions:
        opening.link(words.say("source.passages", passages=profile.mentions), Filter(sources=(source_id,)))
    if own:
        st.markdown(f"[{words.say('source.exports_of', exports=len(own))}](#exports)", width="content")
    if rejects := sum(export.rejects for export in own):
        st.markdown(f"[{words.say('source.rejected_rows', rows=rejects)}](#rejects)", width="content")
facts.form(ws, source)
quarantine.callout(ws, own, names, most=20)
if shown is None or profile is None or advice is None:
    if not (retired and decision and decision.verdict == "retire"):
        st.info(words.text("source.not_analysed"))
        if not workspaces.active_jobs(ws):
            components.analyse_button(ws)
else:
    sheet.advised(shown, advice)
    sheet.worth(shown, advice)
    sheet.digest(shown, source_id)
    sheet.spoken_of(shown, source_id)
if own:
    delivered.shown(ws, own, names)
if shown is not None and profile is not None:
    sheet.filled(profile)
    sheet.compared(shown, source_id)
