"""Sources: the catalogue with what each holds, and what to do with it."""

from collections.abc import Mapping

import streamlit as st

from insight_synth.workbench import charts, components, quarantine, removing, session, tables, views, workspaces
from insight_synth.workbench.untrusted import one_line

words = session.words()


def open_one(names: Mapping[str, str]) -> None:
    """A choice among the sources, which opens the one chosen."""
    chosen = st.selectbox(
        words.text("sources.open"),
        list(names),
        index=None,
        format_func=lambda source: one_line(names[source]),
        placeholder=words.text("sources.open_hint"),
        key="sources_open",
    )
    if chosen:
        components.open_page("source", source=chosen)


st.title(words.text("sources.title"))
ws = session.workspace()
if ws is None:
    components.nothing_yet(None)
    session.stop()
shown = session.snapshot(ws)
now = workspaces.standing(ws, shown)
source_names = {key: source.name for key, source in now.sources.items()}
if now.exports:
    fates = ("verbatims", "events", "duplicates", "rejects")
    sums = {name: sum(getattr(export, name) for export in now.accepted) for name in fates}
    st.markdown(words.say("home.rows", exports=len(now.accepted), rows=now.rows, **sums))
    components.not_counted(now)
    quarantine.callout(ws, now.exports, source_names, most=20)
components.link("add", words.text("sources.add"), icon=":material/upload_file:")
if shown is None or now.outdated:
    if shown is None:
        components.nothing_yet(ws)
    else:
        components.analyse_button(ws, again=True)
    if now.exports:
        delivered = tables.exports(now.exports, words, source_names)
        st.dataframe(delivered, hide_index=True, alt=words.text("sources.exports"))
if shown is None:
    open_one(source_names)
    session.stop()

judged = views.by_verdict(shown)
standing = {profile.source.id: len(views.standing_in(shown, profile.source.id)) for _, profile in judged}
st.subheader(words.text("sources.advice"), anchor=False)
st.write(words.text("sources.verdicts"))
with st.container(horizontal=True):
    for verdict in views.VERDICTS:
        count = sum(advice.verdict == verdict for advice, _ in judged)
        colour, icon = components.VERDICT_BADGES[verdict]
        st.badge(f"{words.text(f'verdict.{verdict}')}: {words.show(count)}", icon=icon, color=colour)
picked = components.picture(
    charts.periods([(profile, advice.verdict) for advice, profile in judged], words),
    words.text("sources.periods_caption"),
    tables.periods(judged, words),
    "sources_periods",
    pick=True,
)
if picked:
    components.open_page("source", source=picked)
st.subheader(words.text("sources.catalogue"), anchor=False)
st.caption(words.text("sources.pick"))
row = components.picked_row(
    tables.sources(judged, standing, words),
    "sources_table",
    words.text("sources.catalogue"),
    {
        words.text("figure.source"): st.column_config.TextColumn(width=230),
        words.text("figure.verdict"): st.column_config.TextColumn(width="small"),
        words.text("figure.kind"): st.column_config.TextColumn(width=130),
        words.text("figure.owner"): st.column_config.TextColumn(width=120),
    },
)
if row is not None:
    components.open_page("source", source=judged[row][1].source.id)
open_one({profile.source.id: profile.source.name for _, profile in judged})
st.fragment(removing.panel)(ws, shown)
