"""Themes: all of them as a picture and as a table, to pick one from."""

import streamlit as st

from insight_synth.workbench import charts, components, deciding, session, tables, views
from insight_synth.workbench.untrusted import one_line

words = session.words()
st.title(words.text("themes.title"))
ws, shown = session.analysed()
deciding.remark(ws, shown)

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    look = st.segmented_control(
        words.text("themes.look"),
        ["bars", "heat"],
        default="bars",
        required=True,
        format_func=lambda name: words.text(f"themes.look_{name}"),
        key="themes_look",
        persist_state="session",
    )
    wanted = st.pills(
        words.text("themes.feeling"),
        ["negative", "neutral", "positive"],
        selection_mode="multi",
        format_func=lambda name: words.text(f"feeling.{name}"),
        key="themes_feeling",
        persist_state="session",
    )
    only = st.toggle(words.text("themes.only_recurring"), key="themes_recurring", persist_state="session")

found = views.chosen_themes(shown, recurring_only=only, feelings=wanted or ())
if not found:
    st.info(words.text("themes.none"))
    deciding.hidden(ws, shown)
    deciding.listed(ws, shown)
    session.stop()

names = components.source_names(shown)
if look == "heat":
    cells = views.cells(shown, found)
    picked = components.picture(
        charts.heat_map(cells, names, words),
        words.text("themes.heat_caption"),
        tables.heat(cells, names, words),
        "themes_heat",
        pick=True,
        least_width=charts.heat_width(cells),
    )
else:
    picked = components.picture(
        charts.theme_bars(found, words),
        words.text("themes.bars_caption"),
        tables.themes(found, words),
        "themes_bars",
        pick=True,
    )
if picked:
    components.open_page("theme", theme=picked)

chosen = st.selectbox(
    words.text("themes.open"),
    [theme.id for theme in found],
    index=None,
    format_func=lambda theme_id: one_line(words.listed(shown.theme(theme_id))),
    placeholder=words.text("themes.open_hint"),
    key="themes_open",
)
if chosen:
    components.open_page("theme", theme=chosen)

totals = shown.totals
st.markdown(words.say("home.mentions", mentions=totals.mentions, themed=totals.themed, unthemed=totals.unthemed))
components.link("unthemed", words.text("home.open_unthemed"), icon=":material/label_off:")
deciding.hidden(ws, shown)
deciding.listed(ws, shown)
deciding.became(ws, shown)
