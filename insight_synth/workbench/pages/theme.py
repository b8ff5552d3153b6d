"""Theme: what each source says of it, how it went month by month, and in whose words."""

import streamlit as st

from insight_synth import evidence
from insight_synth.store import analyses, records
from insight_synth.workbench import (
    charts,
    components,
    deciding,
    name_suggestions,
    session,
    side_by_side,
    tables,
    views,
)
from insight_synth.workbench.untrusted import one_line, plain

PAGE = 20

words = session.words()
ws, shown = session.analysed()
known = {theme.id for theme in shown.themes}
theme_id = st.query_params.get("theme", "")
if theme_id not in known:
    st.title(words.text("theme.title"))
    st.info(words.text("theme.gone"))
    components.link("themes", words.text("home.all_themes"), icon=":material/category:")
    session.stop()
theme = shown.theme(theme_id)
parent = shown.theme(theme.parent) if theme.parent in known else None
names = components.source_names(shown)

components.link("themes", words.text("home.all_themes"), icon=":material/arrow_back:")
deciding.remark(ws, shown)
st.title(plain(words.theme(theme)), anchor=False)
if parent is not None:
    st.caption(words.text("theme.part_of"))
    components.theme_link(parent)
with st.container(horizontal=True, gap="small"):
    deciding.badges(theme)
    if theme.recurs:
        st.badge(words.text("themes.recurs"), icon=":material/repeat:", color="primary")
    else:
        st.badge(words.text("themes.alone"), color="gray")
    if theme.started:
        st.badge(words.say("theme.began_in", month=words.month_in(theme.started)), color="orange")
    if theme.trend in ("rising", "falling"):
        st.badge(words.text(f"trend.{theme.trend}"), color="orange" if theme.trend == "rising" else "blue")
deciding.panel(ws, shown, theme)
with st.grid(4, min_column_width=140):
    st.metric(words.text("figure.voices"), words.show(theme.voices), border=True)
    st.metric(words.text("figure.mentions"), words.show(theme.size), border=True)
    st.metric(words.text("figure.independent"), words.show(theme.independent_sources), border=True)
    st.metric(
        words.text("figure.tone"),
        words.show(theme.sentiment, "score"),
        border=True,
        help=words.text("theme.tone_help"),
    )
if theme.keywords:
    keywords = theme.keywords_by_language.get(words.language) or theme.keywords
    st.caption(f"{words.text('theme.keywords')}: {plain(', '.join(keywords[:10]))}")
side_by_side.borne_out(theme)
name_suggestions.panel(ws, theme, words.language)

st.subheader(words.text("theme.quotes"), anchor=False)
for at, quote in enumerate(theme.quotes[:4]):
    components.quotation(quote, shown, f"top_{at}")

st.subheader(words.text("theme.sources"), anchor=False)
entries = views.evidence_by_share(theme)
components.picture(
    charts.intervals(entries, names, words),
    words.text("theme.sources_caption"),
    tables.evidence(entries, names, words),
    "theme_sources",
)
side_by_side.contradictions(shown, theme)
side_by_side.compared(shown, theme)
months = views.months(theme)
if months:
    st.subheader(words.text("theme.months"), anchor=False)
    components.picture(
        charts.by_month(months, theme.started, words),
        words.text("theme.months_caption"),
        tables.months(months, words),
        "theme_months",
    )
if theme.sentiment is not None:
    st.subheader(words.text("theme.feelings"), anchor=False)
    components.picture(
        charts.feelings(theme, words), words.text("theme.feelings_caption"), tables.feelings(theme, words), "theme_tone"
    )

below = [sub for sub in shown.themes if sub.parent == theme.id]
subs = [sub for sub in below if theme.hidden or not sub.hidden]
if subs:
    st.subheader(words.text("theme.subs"), anchor=False)
    row = components.picked_row(tables.themes(subs, words), "theme_subs", words.text("theme.subs"))
    st.caption(words.text("theme.subs_hint"))
    if row is not None:
        components.open_page("theme", theme=subs[row].id)

st.subheader(words.text("theme.all_mentions"), anchor=False)
sources = [entry.source for entry in entries]
only = st.selectbox(
    words.text("theme.from_source"),
    sources,
    index=None,
    format_func=lambda source: one_line(names[source]),
    placeholder=words.text("theme.every_source"),
    key="theme_source",
)
with ws.read() as connection:
    mentions = [m for m, _ in analyses.mentions(connection, theme_ids=[theme.id, *(sub.id for sub in below)])]
mentions = sorted(
    (mention for mention in mentions if only in (None, mention.source)), key=lambda m: (-m.similarity, m.id)
)
pages = max(1, -(-len(mentions) // PAGE))
slot = st.container()
number = st.pagination(pages, key=f"theme_page_{theme.id}_{only}")
listed = views.page_of(mentions, number, PAGE)
with ws.read() as connection:
    verbatims = {v.id: v for v in records.verbatims(connection, ids=[m.verbatim_id for m in listed])}
with slot:
    st.caption(words.say("theme.listed", shown=len(listed), all=len(mentions)))
    for mention in listed:
        components.quotation(evidence.citation(mention, verbatims[mention.verbatim_id]), shown, mention.id)
