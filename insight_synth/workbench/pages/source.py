"""Source: the advice on it, what it says and is worth, and every export with its audit and state."""

import streamlit as st

from insight_synth.model import Advice, Export, Snapshot, SourceProfile
from insight_synth.store import Workspace, records
from insight_synth.workbench import components, quarantine, session, sheet, tables, views, workspaces
from insight_synth.workbench.untrusted import plain

QUALITY = ("dated", "with_customer", "with_segment", "with_rating", "with_weight")
SHOWN_REJECTS = 500

words = session.words()


def advised(shown: Snapshot, advice: Advice) -> None:
    """The advice with its reasons, and what would be lost without the source."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(words.text("source.advice"), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center"):
            components.verdict_badge(advice.verdict)
            st.caption(words.say("source.sure", confidence=words.show(advice.confidence, "share")), width="content")
        st.write(words.text(f"source.verdict_{advice.verdict}"))
        sheet.grounds(shown, advice)
    with right:
        st.subheader(words.text("source.what_if"), anchor=False)
        what_if = advice.what_if
        points = round((what_if.coverage_before - what_if.coverage_after) * 100, 1)
        st.metric(
            words.text("source.coverage"),
            words.show(what_if.coverage_after, "share"),
            f"-{words.show(points, 'number')}" if points else None,
            delta_description=words.text("source.points"),
            help=words.text("source.coverage_help"),
            border=True,
        )
        for key, ids in (("lost", what_if.themes_lost), ("weakened", what_if.themes_weakened)):
            themes = views.themes_by_id(shown, ids)
            st.markdown(words.say(f"source.{key}", themes=len(themes)))
            for theme in themes:
                components.theme_link(theme)


def spoken_of(shown: Snapshot, source_id: str) -> None:
    """The themes that stand in the source."""
    spoken = views.standing_in(shown, source_id)
    if spoken:
        st.subheader(words.text("source.speaks"), anchor=False)
        for theme, entry in spoken[:8]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{words.show(entry.share, 'share')}**", width=70)
                components.theme_link(theme)


def audited(ws: Workspace, exports: tuple[Export, ...], names: dict[str, str]) -> None:
    """What became of every row, and each export with its audit, its state and its rejects."""
    st.subheader(words.text("source.audit"), anchor=False)
    counting = [export for export in exports if export.state == "accepted"]
    fates = ("rows", "verbatims", "events", "duplicates", "rejects")
    sums = {fate: sum(getattr(export, fate) for export in counting) for fate in fates}
    st.markdown(words.say("home.rows", exports=len(counting), **sums))
    st.dataframe(tables.exports(exports, words), hide_index=True, alt=words.text("sources.exports"))
    st.markdown(f"**{words.text('source.other_exports')}**")
    with ws.read() as connection:
        rejects = [reject for reject in records.rejects(connection) if reject.source == exports[0].source]
    for export in views.newest_first(exports):
        icon = {"accepted": ":material/check_circle:", "quarantined": ":material/front_hand:"}.get(export.state)
        label = f"{plain(export.name)} · {words.say('quarantine.rows', rows=export.rows)} · {words.state(export.state)}"
        with st.expander(label, icon=icon or ":material/block:"):
            quarantine.decided(ws, export, names)
            if export.state != "quarantined":  # those are shown above
                quarantine.figures(export, exports, names)
            for note in export.notes:
                st.caption(f":material/info: {plain(words.remark(note))}")
            found = [reject for reject in rejects if reject.sha256 == export.sha256]
            if found:
                st.markdown(words.say("source.rejects_of", rows=len(found)))
                reasons = tables.reject_reasons(export.audit, words)
                if len(reasons):
                    st.dataframe(reasons, hide_index=True, alt=words.text("source.rejects"))
                table = tables.rejects(found[:SHOWN_REJECTS], words)
                st.dataframe(table, hide_index=True, alt=words.text("source.rejects"))
    if rejects:
        st.download_button(
            words.text("source.rejects_download"),
            lambda: tables.as_csv(tables.rejects(rejects, words)),
            file_name=f"rejects-{exports[0].source}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def filled(profile: SourceProfile) -> None:
    """How well the fields of its records are filled in."""
    st.subheader(words.text("source.filled"), anchor=False)
    with st.grid(5, min_column_width=130):
        for name in QUALITY:
            st.metric(words.text(f"source.{name}"), words.show(getattr(profile, name), "share"))


ws = session.workspace()
if ws is None:
    components.nothing_yet(None)
    session.stop()
shown = session.snapshot(ws)
now = workspaces.standing(ws, shown)
if not now.exports:
    components.nothing_yet(ws)
    session.stop()
components.link("sources", words.text("sources.all"), icon=":material/arrow_back:")
source_id = st.query_params.get("source", "")
if source_id not in now.sources:
    st.title(words.text("source.title"))
    st.info(words.text("source.gone"))
    session.stop()
source = now.sources[source_id]
profile = next((p for p in shown.profiles if p.source.id == source_id), None) if shown else None
own = tuple(export for export in now.exports if export.source == source_id)
names = {key: entry.name for key, entry in now.sources.items()}
st.title(plain(source.name), anchor=False)
about = [words.kind(source.kind), words.text(f"origin.{source.origin}"), words.text(f"cadence.{source.cadence}")]
about += [words.text(f"purpose.{source.purpose}")]
st.caption(" · ".join(about))
with st.grid(4, min_column_width=150):
    st.metric(words.text("figure.owner"), plain(source.owner) or words.show(None), border=True)
    st.metric(words.text("figure.voices"), words.show(profile.voices if profile else None), border=True)
    last = profile.last if profile else max((export.audit.last for export in own), default="")
    st.metric(words.text("figure.last"), last or words.show(None), border=True)
    cost = words.say("source.euros", cost=round(source.cost_per_year)) if source.cost_per_year else words.show(None)
    st.metric(words.text("source.cost"), cost, border=True)
quarantine.callout(ws, own, names, most=20)
advice = next((entry for entry in shown.advice if entry.source == source_id), None) if shown else None
if shown is None or profile is None or advice is None:
    st.info(words.text("source.not_analysed"))
    if not workspaces.active_jobs(ws):
        components.analyse_button(ws)
else:
    advised(shown, advice)
    sheet.worth(shown, advice)
    sheet.digest(shown, source_id)
    spoken_of(shown, source_id)
if own:
    audited(ws, own, names)
if shown is not None and profile is not None:
    filled(profile)
    sheet.compared(shown, source_id)
