"""Add to report, from anywhere: a quotation under a finding; a figure, a hunch or a contradiction as a new one.

Asks where it should go and says what was done; what that makes of the report is told by ``additions``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import InsightSynthError
from insight_synth.model import Language, Snapshot
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, signing_in
from insight_synth.workbench.draft import additions, reporting
from insight_synth.workbench.draft.additions import OWN, Added, Addition, Place
from insight_synth.workbench.draft.reporting import Desk
from insight_synth.workbench.untrusted import one_line, plain

__all__ = ["Addition", "button", "form"]

_LONGEST = 4000


def button(ws: Workspace, snapshot: Snapshot, addition: Addition, key: str) -> None:
    """A button that asks where in the report this should go. ``key`` is unique on the page."""
    words = session.words()
    if st.button(words.text("adding.button"), key=f"add_{key}", type="tertiary", icon=":material/post_add:"):
        st.session_state.pop(_key(key), None)
        st.dialog(words.text("adding.title"), width="medium")(form)(ws, snapshot, addition, key)


def form(ws: Workspace, snapshot: Snapshot, addition: Addition, key: str) -> None:
    """The question where it should go; after that, what was done. Stands in a window or a fragment of a page."""
    words = session.words()
    added: Added | None = st.session_state.get(_key(key))
    if added is not None:
        _done(ws, added, addition, key)
        return
    desk = reporting.desk(ws, snapshot, _language(ws))
    found, passages = additions.places(desk.report), addition.passages
    there = [place for place in found if passages and set(passages) <= set(place.passages)]
    if there:
        labels = "; ".join(plain(_named(place)) for place in there)
        st.info(words.say("adding.already", places=labels), icon=":material/check:")
    theme_id = addition.theme_id or _theme_of(ws, addition)
    usual = OWN if addition.text else additions.usual_place(found, theme_id, snapshot)
    place = _place(found, usual, key) if len(passages) == 1 else None
    if place is None:
        _own(desk, addition, theme_id, key)
    elif place not in there:
        _under(ws, place, addition, key)


# ---- the question


def _place(found: Sequence[Place], usual: str, key: str) -> Place | None:
    """The place a person chose; None for a finding of their own."""
    words = session.words()
    by_id = {place.item: place for place in found}
    options = [OWN, *by_id]
    chosen = st.selectbox(
        words.text("adding.where"),
        options,
        index=options.index(usual),
        format_func=lambda item: words.text("adding.own") if item == OWN else _named(by_id[item]),
        key=f"add_where_{key}",
    )
    return by_id.get(chosen)


def _named(place: Place) -> str:
    return f"{session.words().text('adding.chapter')} {place.label}" if place.in_chapter else place.label


def _under(ws: Workspace, place: Place, addition: Addition, key: str) -> None:
    words = session.words()
    told = "adding.full" if place.full else "adding.stand_there"
    st.caption(words.say(told, quotations=len(place.passages)))
    if st.button(words.text("adding.swap" if place.full else "adding.go"), type="primary", key=f"add_go_{key}"):
        _do(lambda: additions.put_under(ws, place, addition.passages, signing_in.who()), key)


def _own(desk: Desk, addition: Addition, theme_id: str, key: str) -> None:
    words = session.words()
    name = next((words.theme(theme) for theme in desk.shown.themes if theme.id == theme_id), "")
    with st.form(f"add_own_{key}", border=False):
        title = st.text_input(
            words.text("write.title"), one_line(addition.title or name)[:200], max_chars=200, key=f"add_title_{key}"
        )
        text = st.text_area(
            words.text("write.text"), addition.text, max_chars=_LONGEST, height="content", key=f"add_text_{key}"
        )
        if addition.citations:
            st.caption(words.say("adding.below", quotations=len(addition.citations)))
        go = st.form_submit_button(words.text("adding.go"), type="primary", key=f"add_own_go_{key}")
    if not go:
        return
    said, headed = (text or "").strip(), (title or "").strip()
    if not said or not headed:
        st.warning(words.text("write.own_empty"))
        return
    _do(
        lambda: additions.put_own(desk.ws, desk.report, headed, said, theme_id, addition.passages, signing_in.who()),
        key,
    )


def _do(put: Callable[[], Added], key: str) -> None:
    try:
        st.session_state[_key(key)] = put()
    except InsightSynthError as problem:
        components.show_error(problem)
    else:
        st.rerun(scope="fragment")


# ---- what was done


def _done(ws: Workspace, added: Added, addition: Addition, key: str) -> None:
    words = session.words()
    st.success(words.say("adding.done", place=plain(added.label)), icon=":material/check:")
    with st.container(horizontal=True, vertical_alignment="center"):
        components.link("report", words.text("adding.to_report"), icon=":material/picture_as_pdf:")
        if st.button(words.text("adding.undo"), icon=":material/undo:", key=f"add_undo_{key}"):
            try:
                additions.take_back(ws, added, addition.passages, signing_in.who())
            except InsightSynthError as problem:
                components.show_error(problem)
                return
            del st.session_state[_key(key)]
            st.rerun(scope="fragment")


# ---- helpers


def _theme_of(ws: Workspace, addition: Addition) -> str:
    """The theme that the first quotation's mention belongs to."""
    if not addition.citations:
        return ""
    first = addition.citations[0]
    return pipeline.themes_of_mentions(ws, [first.mention_id]).get(first.mention_id, "")


def _language(ws: Workspace) -> Language:
    return pipeline.settings(ws).report_language or session.words().language


def _key(key: str) -> str:
    return f"added_{key}"
