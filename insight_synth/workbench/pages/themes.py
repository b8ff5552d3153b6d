"""Themes: all of them as a map, a table, by source and through time, to pick one from."""

import streamlit as st

from insight_synth.workbench import components, session
from insight_synth.workbench.themes import deciding, filters, looks, theme_views

words = session.words()
st.title(words.text("themes.title"), anchor=False)
ws, shown = components.analysed()
deciding.remark(ws, shown)

look = filters.look()
wanted = filters.narrowing(shown)
group = looks.of_group(ws, wanted)
found = theme_views.narrowed(shown, wanted, group)
if wanted.fields:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(words.say("themes.narrowed", found=len(found), all=len(shown.top_themes)), width="content")
        filters.take_off()
if not found:
    st.info(words.text("themes.none"), icon=":material/filter_alt:")
elif look == "map":
    looks.as_map(ws, shown, found, group)
elif look == "table":
    looks.as_table(ws, shown, found, group)
elif look == "heat":
    looks.by_source(shown, found, wanted)
else:
    looks.through_time(found)

totals = shown.totals
st.markdown(words.say("home.mentions", mentions=totals.mentions, themed=totals.themed, unthemed=totals.unthemed))
components.link("unthemed", words.text("home.open_unthemed"), icon=":material/label_off:")
deciding.hidden(ws, shown)
deciding.listed(ws, shown)
deciding.became(ws, shown)
