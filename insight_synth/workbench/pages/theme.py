"""Theme: what it is and who says it on the first screen, then by source, time, tone, group and in their words."""

import streamlit as st

from insight_synth.workbench import components, session
from insight_synth.workbench.themes import deciding, name_suggestions, parts, side_by_side
from insight_synth.workbench.untrusted import plain

words = session.words()
there = session.workspace()
if there is None or session.snapshot(there) is None:
    st.title(words.text("theme.title"), anchor=False)
ws, shown = components.analysed()
known = {theme.id for theme in shown.themes}
theme_id = st.query_params.get("theme", "")
if theme_id not in known:
    st.title(words.text("theme.title"), anchor=False)
    st.info(words.text("theme.gone"), icon=":material/label_off:")
    components.link("themes", words.text("home.all_themes"), icon=":material/category:")
    session.stop()
theme = shown.theme(theme_id)

components.link("themes", words.text("home.all_themes"), icon=":material/arrow_back:")
deciding.remark(ws, shown)
st.title(plain(words.theme(theme)), anchor=False)
if theme.parent in known:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(words.text("theme.part_of"), width="content")
        components.theme_link(shown.theme(theme.parent))
parts.badges(shown, theme)
deciding.better_name(theme)
deciding.panel(ws, shown, theme)
st.markdown(parts.story(shown, theme))
side_by_side.borne_out(theme)
if theme.keywords:
    keywords = theme.keywords_by_language.get(words.language) or theme.keywords
    st.caption(f"{words.text('theme.keywords')}: {plain(', '.join(keywords[:10]))}")
parts.figures(theme)
parts.read_all(ws, shown, theme)
name_suggestions.panel(ws, theme, words.language)
parts.first_quotes(shown, theme)
parts.show(parts.switch(parts.parts_of(shown, theme)), ws, shown, theme)
