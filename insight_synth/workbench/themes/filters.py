"""The switch and the filters of the page Themes: they stand in the address, the same in every language, and stick.

Shows and asks; what fits them is told by ``theme_views``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from insight_synth.model import Snapshot
from insight_synth.workbench import components, session, sticking, views
from insight_synth.workbench.themes import theme_views
from insight_synth.workbench.themes.theme_views import LOOKS, Narrowing
from insight_synth.workbench.untrusted import one_line

_PAGE = "themes"
FEELINGS = ("negative", "neutral", "positive")
_FIELDS = ("tone", "recurring", "from", "group", "named")


def look() -> str:
    """Which view is open."""
    words = session.words()
    key = _recall("look", lambda told: told if told in LOOKS else None, LOOKS[0])
    chosen = st.segmented_control(
        words.text("themes.look"),
        LOOKS,
        required=True,
        format_func=lambda name: words.text(f"themes.look_{name}"),
        key=key,
        persist_state="session",
        label_visibility="collapsed",
    )
    _keep("look", str(chosen), LOOKS[0])
    return str(chosen)


def narrowing(shown: Snapshot) -> Narrowing:
    """The filters, side by side."""
    words, names = session.words(), components.source_names(shown)
    sources = [profile.source.id for profile in views.speaking_profiles(shown)]
    groups = theme_views.groups(shown)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="narrowing"):
        named = st.text_input(
            words.text("themes.named"),
            key=_recall("named", str, ""),
            persist_state="session",
            icon=":material/search:",
            width=220,
            max_chars=80,
        )
        tones = st.pills(
            words.text("themes.feeling"),
            FEELINGS,
            selection_mode="multi",
            format_func=lambda name: words.text(f"feeling.{name}"),
            key=_recall("tone", lambda told: [one for one in told.split(",") if one in FEELINGS], []),
            persist_state="session",
        )
        only = st.toggle(
            words.text("themes.only_recurring"), key=_recall("recurring", _yes, False), persist_state="session"
        )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="narrowing_who"):
        heard = st.multiselect(
            words.text("themes.sources"),
            sources,
            format_func=lambda source: one_line(names[source]),
            placeholder=words.text("theme.every_source"),
            key=_recall("from", lambda told: _known(told, sources), [], sources),
            persist_state="session",
            width=380,
        )
        group = ""
        if groups:
            group = st.selectbox(
                words.text("figure.segment"),
                ["", *groups],
                format_func=lambda one: one_line(one) or words.text("themes.every_group"),
                key=_recall("group", lambda told: told if told in groups else None, "", ["", *groups]),
                persist_state="session",
                width=220,
            )
    wanted = Narrowing(tuple(tones or ()), bool(only), tuple(heard or ()), str(group or ""), str(named or "").strip())
    _keep("tone", ",".join(wanted.tones))
    _keep("recurring", "yes" if wanted.recurring else "")
    _keep("from", ",".join(wanted.sources))
    _keep("group", wanted.group)
    _keep("named", wanted.named)
    return wanted


def take_off() -> None:
    """The button that takes every filter off."""
    st.button(
        session.words().text("themes.take_off"), icon=":material/filter_alt_off:", on_click=_take_off, key="take_off"
    )


def _take_off() -> None:
    for name in _FIELDS:
        st.session_state[sticking.key_of(_PAGE, name)] = {"recurring": False, "named": "", "group": ""}.get(name, [])


# ---- the address


def _recall(name: str, read: Callable[[str], Any], usual: Any, options: Sequence[str] | None = None) -> str:
    return sticking.recall(_PAGE, name, read, usual, options)


def _keep(name: str, told: str, usual: str = "") -> None:
    sticking.keep(_PAGE, name, told, usual)


def _known(told: str, sources: Sequence[str]) -> list[str]:
    return [one for one in told.split(",") if one in sources]


def _yes(told: str) -> bool:
    return told == "yes"
