"""The forms of the report's draft: a person's words, what is agreed about an action, findings and actions of their own.

One form is open at a time. Shows and asks; what comes of it is told by ``report.editing``.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import Plan
from insight_synth.report import editing
from insight_synth.report.editing import Item
from insight_synth.workbench import session
from insight_synth.workbench.draft import drafting
from insight_synth.workbench.draft.reporting import Desk
from insight_synth.workbench.untrusted import one_line, plain

CARD, FLAGS = "card", "flags"
SAVED = "report_saved"
_OPEN = "report_open"
_LONGEST = 4000


def opened(item: Item, place: str) -> str:
    """Which form of an item is open at a place of the page; "" for none."""
    at, key, form = st.session_state.get(_OPEN) or ("", "", "")
    return str(form) if (at, key) == (place, drafting.key(item)) else ""


def open_form(item: Item, form: str, place: str) -> None:
    """Opens a form, closes every other."""
    st.session_state[_OPEN] = (place, drafting.key(item), form)
    st.rerun()


def close_forms() -> None:
    """Closes whatever form is open."""
    st.session_state.pop(_OPEN, None)


def words(desk: Desk, item: Item, place: str) -> None:
    """The form of an item's words."""
    told = session.words()
    with st.form(f"words_{place}_{drafting.key(item)}"):
        title = item.title
        if item.titled:
            title = st.text_input(
                told.text("write.title"), item.title, max_chars=200, key=f"title_{place}_{drafting.key(item)}"
            )
        text = item.text
        if item.kind != "section":
            text = st.text_area(
                told.text("write.text"),
                item.text,
                max_chars=_LONGEST,
                height="content",
                key=f"text_{place}_{drafting.key(item)}",
                help=told.text("write.text_help"),
            )
            st.caption(told.text("write.hint"))
        with st.container(horizontal=True):
            kept = st.form_submit_button(
                told.text("write.save"), type="primary", key=f"save_{place}_{drafting.key(item)}"
            )
            left = st.form_submit_button(
                told.text("write.cancel"), type="tertiary", key=f"cancel_{place}_{drafting.key(item)}"
            )
    if left:
        close_forms()
        st.rerun()
    if kept:
        close_forms()
        st.session_state[SAVED] = drafting.key(item)
        desk.change(lambda draft: drafting.saved(draft, desk.report, item, title or "", text or ""))


def plan(desk: Desk, item: Item) -> None:
    """The form of what is agreed about an action."""
    told, held = session.words(), item.plan or Plan(item.id)
    followed = {indicator.id: indicator for indicator in pipeline.indicators(desk.ws)}
    with st.form(f"plan_{drafting.key(item)}"):
        owner = st.text_input(told.text("write.owner"), held.owner, max_chars=120, key=f"owner_{drafting.key(item)}")
        due = st.date_input(
            told.text("write.due"),
            date.fromisoformat(held.due) if held.due else None,
            key=f"due_{drafting.key(item)}",
            format="DD.MM.YYYY",
        )
        indicator = st.selectbox(
            told.text("write.indicator"),
            list(followed),
            index=list(followed).index(held.indicator) if held.indicator in followed else None,
            format_func=lambda key: one_line(followed[key].name),
            placeholder=told.text("write.indicator_none"),
            help=told.text("write.indicator_help"),
            disabled=not followed,
            key=f"indicator_{drafting.key(item)}",
        )
        if not followed:
            st.caption(told.text("write.nothing_followed"))
        with st.container(horizontal=True):
            kept = st.form_submit_button(told.text("write.save"), type="primary", key=f"save_plan_{drafting.key(item)}")
            left = st.form_submit_button(
                told.text("write.cancel"), type="tertiary", key=f"cancel_plan_{drafting.key(item)}"
            )
    if left:
        close_forms()
        st.rerun()
    if kept:
        close_forms()
        agreed = Plan(item.id, (owner or "").strip(), due.isoformat() if due else "", indicator or "")
        desk.change(lambda draft: editing.planned(draft, agreed))


def plan_line(desk: Desk, item: Item) -> None:
    """What is agreed about an action, in a line."""
    told, held = session.words(), item.plan or Plan(item.id)
    names = {indicator.id: indicator.name for indicator in pipeline.indicators(desk.ws)} if held.indicator else {}
    parts = [f"{told.text('write.owner')}: {plain(held.owner)}"] if held.owner else []
    parts += [f"{told.text('write.due')}: {told.show(held.due, 'date')}"] if held.due else []
    if held.indicator:
        parts.append(f"{told.text('write.indicator')}: {plain(names.get(held.indicator, held.indicator))}")
    st.caption(" · ".join(parts) or told.text("write.no_plan"))


def own_finding(desk: Desk) -> None:
    """The form of a finding that a person adds."""
    told, again = session.words(), len(desk.draft.own)
    with (
        st.expander(told.text("write.add_finding"), icon=":material/add:", key=f"add_finding_{again}"),
        st.form("own_finding", border=False, clear_on_submit=False),
    ):
        title = st.text_input(told.text("write.title"), max_chars=200, key=f"own_finding_title_{again}")
        text = st.text_area(
            told.text("write.text"), max_chars=_LONGEST, height="content", key=f"own_finding_text_{again}"
        )
        theme = _theme(desk, f"own_finding_theme_{again}")
        st.caption(told.text("write.own_hint"))
        if st.form_submit_button(told.text("write.add"), type="primary", key="own_finding_go"):
            if not (title or "").strip() or not (text or "").strip():
                st.warning(told.text("write.own_empty"))
                return
            desk.change(lambda draft: editing.with_own_finding(draft, desk.report, title or "", text or "", theme))


def own_action(desk: Desk) -> None:
    """The form of an action that a person adds."""
    told, again = session.words(), len(desk.draft.own)
    with (
        st.expander(told.text("write.add_action"), icon=":material/add:", key=f"add_action_{again}"),
        st.form("own_action", border=False, clear_on_submit=False),
    ):
        text = st.text_area(
            told.text("write.action_text"), max_chars=_LONGEST, height="content", key=f"own_action_text_{again}"
        )
        theme = _theme(desk, f"own_action_theme_{again}")
        if st.form_submit_button(told.text("write.add"), type="primary", key="own_action_go"):
            if not (text or "").strip():
                st.warning(told.text("write.own_empty"))
                return
            desk.change(lambda draft: editing.with_own_action(draft, desk.report, text or "", theme))


def _theme(desk: Desk, key: str) -> str:
    told = session.words()
    named = {theme.id: one_line(told.listed(theme)) for theme in desk.shown.shown_themes}
    chosen = st.selectbox(
        told.text("write.theme"),
        list(named),
        index=None,
        format_func=named.__getitem__,
        placeholder=told.text("write.theme_none"),
        help=told.text("write.theme_help"),
        key=key,
    )
    return chosen or ""
