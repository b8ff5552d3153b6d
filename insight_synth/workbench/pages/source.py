"""Source: what it is, the advice and the decision on it, what it says, every export and row, what it compares with."""

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import Advice, Export, Filter, Snapshot, SourceProfile
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, tables, views, workspaces
from insight_synth.workbench.incoming import quarantine, rejected_rows
from insight_synth.workbench.mentions import opening
from insight_synth.workbench.sources import deciding, facts, sheet
from insight_synth.workbench.untrusted import one_line, plain

QUALITY = ("dated", "with_customer", "with_segment", "with_rating", "with_weight")
FATES = ("rows", "verbatims", "events", "duplicates", "rejects")
SPOKEN = 8  # themes

words = session.words()


def advised(shown: Snapshot, advice: Advice) -> None:
    """The advice with its reasons, and what would be lost without the source."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.header(words.text("source.advice"), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center"):
            components.verdict_badge(advice.verdict)
            st.caption(words.say("source.sure", confidence=words.show(advice.confidence, "share")), width="content")
        st.write(words.text(f"source.verdict_{advice.verdict}"))
        sheet.grounds(shown, advice)
    with right:
        st.header(words.text("source.what_if"), anchor=False)
        what_if = advice.what_if
        points = round((what_if.coverage_before - what_if.coverage_after) * 100, 1)
        st.metric(
            words.text("source.coverage"),
            words.show(what_if.coverage_after, "share"),
            f"-{words.show(points, 'number')}" if points else None,
            delta_description=words.text("source.points" if points else "source.same"),
            help=words.text("source.coverage_help"),
            border=True,
        )
        for key, ids in (("lost", what_if.themes_lost), ("weakened", what_if.themes_weakened)):
            themes = views.themes_by_id(shown, ids)
            st.markdown(words.say(f"source.{key}", themes=len(themes)))
            for theme in themes:
                components.theme_link(theme)


def spoken_of(shown: Snapshot, source_id: str) -> None:
    """The themes that stand in the source, each with what it says of them."""
    spoken = views.standing_in(shown, source_id)
    if not spoken:
        return
    st.header(words.text("source.speaks"), anchor=False)
    for theme, entry in spoken[:SPOKEN]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{words.show(entry.share, 'share')}**", width=70)
            components.theme_link(theme)
            passages = words.say("source.passages", passages=entry.mentions)
            opening.link(passages, Filter(theme.id, (source_id,)))


def audited(ws: Workspace, exports: tuple[Export, ...], names: dict[str, str]) -> None:
    """What became of every row; each export with its audit; what was decided on exports; the rejected rows."""
    st.header(words.text("source.audit"), anchor="exports")
    counting = [export for export in exports if export.state == "accepted"]
    sums = {fate: sum(getattr(export, fate) for export in counting) for fate in FATES}
    st.markdown(words.say("home.rows", exports=len(counting), **sums))
    st.dataframe(tables.exports(exports, words), hide_index=True, alt=words.text("sources.exports"))
    st.subheader(words.text("source.other_exports"), anchor=False)
    st.fragment(one_export)(exports, names)
    decided = [export for export in exports if export.doubts and export.state != "quarantined"]
    if decided:
        st.subheader(words.say("source.decided_exports", exports=len(decided)), anchor=False)
    for export in decided:
        with st.expander(f"{plain(export.name)} · {words.state(export.state)}", icon=":material/front_hand:"):
            quarantine.decided(ws, export, names)
    st.subheader(words.text("source.rejects"), anchor="rejects")
    st.fragment(rejected_rows.shown)(ws, exports[0].source)


def one_export(exports: tuple[Export, ...], names: dict[str, str]) -> None:
    """The audit of one export, chosen among all."""
    newest = views.newest_first(exports)
    export = newest[0]
    if len(newest) > 1:
        export = st.selectbox(
            words.text("figure.export"),
            newest,
            format_func=lambda one: (
                f"{one_line(one.name)} · {words.say('quarantine.rows', rows=one.rows)} · {words.state(one.state)}"
            ),
            key=f"export_of_{exports[0].source}",
        )
    if export.state != "quarantined":  # those are shown above
        quarantine.figures(export, exports, names)
    for note in export.notes:
        st.caption(f":material/info: {plain(words.remark(note))}")
    reasons = tables.reject_reasons(export.audit, words)
    if len(reasons):
        st.markdown(words.say("source.rejects_of", rows=export.rejects))
        st.dataframe(reasons, hide_index=True, alt=words.text("source.rejects"))


def filled(profile: SourceProfile) -> None:
    """How well the fields of its records are filled in."""
    st.header(words.text("source.filled"), anchor=False)
    with st.grid(5, min_column_width=130):
        for name in QUALITY:
            st.metric(words.text(f"source.{name}"), words.show(getattr(profile, name), "share"), border=True)


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
with st.grid(4, min_column_width=150):
    st.metric(words.text("figure.owner"), plain(source.owner) or words.show(None), border=True)
    cost = words.say("source.euros", cost=round(source.cost_per_year)) if source.cost_per_year else words.show(None)
    st.metric(words.text("source.cost"), cost, border=True)
    st.metric(words.text("figure.voices"), words.show(profile.voices if profile else None), border=True)
    last = profile.last if profile else max((export.audit.last for export in own), default="")
    st.metric(words.text("figure.last"), words.show(last, "date") if last else words.show(None), border=True)
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
    advised(shown, advice)
    sheet.worth(shown, advice)
    sheet.digest(shown, source_id)
    spoken_of(shown, source_id)
if own:
    audited(ws, own, names)
if shown is not None and profile is not None:
    filled(profile)
    sheet.compared(shown, source_id)
