"""Source: the advice on it with reasons, what would be lost without it, and how every row of it was accounted for."""

import streamlit as st

from insight_synth.store import records
from insight_synth.workbench import components, session, tables, views
from insight_synth.workbench.untrusted import plain

QUALITY = ("dated", "with_customer", "with_segment", "with_rating", "with_weight")

words = session.words()
ws, shown = session.analysed()
components.link("sources", words.text("sources.all"), icon=":material/arrow_back:")
source_id = st.query_params.get("source", "")
if source_id not in components.source_names(shown):
    st.title(words.text("source.title"))
    st.info(words.text("source.gone"))
    session.stop()
profile, advice = shown.profile(source_id), shown.advice_on(source_id)
source = profile.source
st.title(plain(source.name), anchor=False)
about = [words.kind(source.kind), words.text(f"origin.{source.origin}"), words.text(f"cadence.{source.cadence}")]
about += [words.text(f"purpose.{source.purpose}")]
st.caption(" · ".join(about))
with st.grid(4, min_column_width=150):
    st.metric(words.text("figure.owner"), plain(source.owner) or words.show(None), border=True)
    st.metric(words.text("figure.voices"), words.show(profile.voices), border=True)
    st.metric(words.text("figure.last"), profile.last or words.show(None), border=True)
    cost = words.say("source.euros", cost=round(source.cost_per_year)) if source.cost_per_year else words.show(None)
    st.metric(words.text("source.cost"), cost, border=True)

left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader(words.text("source.advice"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        components.verdict_badge(advice.verdict)
        st.caption(words.say("source.sure", confidence=words.show(advice.confidence, "share")), width="content")
    st.write(words.text(f"source.verdict_{advice.verdict}"))
    signs = {"for": ":material/add_circle:", "against": ":material/remove_circle:", "neutral": ":material/circle:"}
    for at, reason in enumerate(advice.reasons):
        st.markdown(f"{signs[reason.weighs]} {plain(words.reason(shown, advice, reason))}")
        if reason.citations:
            with st.expander(words.say("source.examples", quotes=len(reason.citations))):
                for number, citation in enumerate(reason.citations):
                    components.quotation(citation, shown, f"reason_{at}_{number}")
with right:
    st.subheader(words.text("source.what_if"), anchor=False)
    what_if = advice.what_if
    st.metric(
        words.text("source.coverage"),
        words.show(what_if.coverage_after, "share"),
        round((what_if.coverage_after - what_if.coverage_before) * 100, 1),
        delta_description=words.text("source.points"),
        help=words.text("source.coverage_help"),
        border=True,
    )
    for key, ids in (("lost", what_if.themes_lost), ("weakened", what_if.themes_weakened)):
        themes = views.themes_by_id(shown, ids)
        st.markdown(words.say(f"source.{key}", themes=len(themes)))
        for theme in themes:
            components.theme_link(theme)

spoken = views.standing_in(shown, source_id)
if spoken:
    st.subheader(words.text("source.speaks"), anchor=False)
    for theme, entry in spoken[:8]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{words.show(entry.share, 'share')}**", width=70)
            components.theme_link(theme)

st.subheader(words.text("source.audit"), anchor=False)
st.markdown(
    words.say(
        "home.rows",
        exports=len(profile.exports),
        rows=profile.rows,
        verbatims=profile.verbatims,
        events=profile.events,
        duplicates=profile.duplicates,
        rejects=profile.rejects,
    )
)
st.dataframe(tables.exports(profile.exports, words), hide_index=True, alt=words.text("sources.exports"))
for export in profile.exports:
    for note in export.notes:
        st.caption(f":material/info: {plain(export.name)}: {plain(note)}")
if profile.rejects:
    with ws.read() as connection:
        rejects = tables.rejects((r for r in records.rejects(connection) if r.source == source_id), words)
    st.dataframe(rejects, hide_index=True, alt=words.text("source.rejects"))
    st.download_button(
        words.text("source.rejects_download"),
        tables.as_csv(rejects),
        file_name=f"rejects-{source_id}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
st.subheader(words.text("source.filled"), anchor=False)
with st.grid(5, min_column_width=130):
    for name in QUALITY:
        st.metric(words.text(f"source.{name}"), words.show(getattr(profile, name), "share"))
caveats = views.caveats_of(shown, source_id)
if caveats:
    st.subheader(words.text("source.compare"), anchor=False)
    for caveat in caveats:
        st.markdown(f":material/warning: {plain(words.caveat(caveat))}")
