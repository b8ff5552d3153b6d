"""The workbench's front door: navigation only. Start it with ``insight-synth serve``."""

from pathlib import Path

import streamlit as st

from insight_synth.workbench import above, session, signing_in
from insight_synth.workbench.places import PLACES

LOOK = Path(__file__).parent / "insight_synth" / "workbench" / "look"

# Before the menu, or the browser would fetch the page's own icon from elsewhere.
st.set_page_config(
    page_title="insight_synth", page_icon=str(LOOK / "mark.svg"), layout="wide", initial_sidebar_state="auto"
)
st.logo(str(LOOK / "wordmark.svg"), icon_image=str(LOOK / "mark.svg"), size="large")
words = session.choose_language()
signing_in.required(words)
menu: dict[str, list[st.Page]] = {}
for place in PLACES:
    section = words.text(f"menu.{place.section}") if place.section else ""
    menu.setdefault(section, []).append(
        st.Page(
            place.file,
            title=words.text(f"{place.name}.title"),
            icon=place.icon,
            url_path=place.name,
            default=place.name == "home",
            visibility="visible" if place.in_menu else "hidden",
            help=words.text(f"{place.name}.help"),
        )
    )
page = st.navigation(menu)
st.set_page_config(page_title=f"{page.title} · insight_synth")
session.choose_workspace()
with above.errors_shown():
    above.work_in_progress(page.url_path)
    page.run()
