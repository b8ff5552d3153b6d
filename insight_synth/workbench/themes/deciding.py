"""What a person decides on themes: the buttons on a theme's page, the way back after each, and the list of decisions.

Shows and asks. Names, pins and hidden themes show at once; merges and splits are counted anew by the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import InsightSynthError
from insight_synth.model import Snapshot, Theme
from insight_synth.pipeline import DecisionOnRecord
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, signing_in, workspaces
from insight_synth.workbench.themes import theme_tables, theme_views
from insight_synth.workbench.untrusted import one_line, plain
from insight_synth.workbench.wording import NAMES

_LAST = "last_decision"
_COUNTED = ("merge", "split")


def panel(ws: Workspace, shown: Snapshot, theme: Theme) -> None:
    """The buttons that decide on a theme."""
    made = pipeline.decisions_of(ws)
    again = len(made)  # part of each key: what was opened to decide is closed once it is decided
    with st.container(horizontal=True, gap="small", key="decide"):
        _rename(ws, theme, again)
        _merge(ws, shown, theme, again)
        _split(ws, shown, theme, again)
        _switch(ws, theme, "pin", _in_force(made, "pin", theme.id), ":material/keep:")
        _switch(ws, theme, "hide", _in_force(made, "hide", theme.id), ":material/visibility_off:")


def merge_two(ws: Workspace, shown: Snapshot, one: Theme, other: Theme) -> None:
    """Merges two themes: which one stays is asked, what it will do is told."""
    words = session.words()
    known = {theme.id: theme for theme in (one, other)}
    kept = st.radio(
        words.text("decision.which_stays"),
        sorted(known, key=lambda theme: (-known[theme].voices, theme)),
        format_func=lambda theme: plain(words.theme(known[theme])),
        key=f"merge_two_{one.id}_{other.id}",
    )
    into = known[str(kept)]
    theme = other if into is one else one
    _merge_will(ws, shown, theme, into)
    st.caption(words.text("decision.merge_lasts"))
    key = f"merge_two_go_{one.id}_{other.id}"
    if st.button(words.text("decision.merge_go"), type="primary", icon=":material/merge:", key=key) and _decide(
        ws, lambda: pipeline.merge_themes(ws, theme.id, into.id, signing_in.who()), stay=False
    ):
        components.open_page("theme", theme=into.id)


def better_name(theme: Theme) -> None:
    """Says that a name is a quotation, and that one can give a better one; nothing where it is not."""
    words = session.words()
    if theme.name_origin(words.language) == "words" and theme_views.is_quotation(words.theme(theme)):
        st.caption(f":material/lightbulb: {words.text('decision.name_is_quotation')}")


def badges(theme: Theme) -> None:
    """Whether a theme is pinned or hidden."""
    words = session.words()
    if theme.pinned:
        st.badge(words.text("decision.pinned"), icon=":material/keep:", color="violet")
    if theme.hidden:
        st.badge(words.text("decision.hidden"), icon=":material/visibility_off:", color="gray")


def remark(ws: Workspace, shown: Snapshot) -> None:
    """What was decided last in this session, with the way back; nothing where that was taken back already."""
    words, last = session.words(), st.session_state.get(_LAST)
    made = next((one for one in pipeline.decisions_of(ws) if last == (str(ws.path), one.number)), None)
    if made is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="decided"):
        st.markdown(f":material/check: {_told(shown, made)}", width="content")
        if st.button(words.text("decision.undo"), icon=":material/undo:", key="undo_last"):
            _undo(ws, made)
        if st.button(words.text("work.seen"), icon=":material/close:", key="decided_seen", type="tertiary"):
            del st.session_state[_LAST]
            st.rerun()


def became(ws: Workspace, shown: Snapshot) -> None:
    """Which themes were born, died, were split or merged from one analysis to the next, the newest first."""
    history = pipeline.history_of(ws)
    if not history:
        return
    words = session.words()
    with st.expander(words.say("decision.became", changes=len(history)), icon=":material/history:", key="became"):
        if any(change.kind == "recounted" for _, change in history):
            st.caption(words.text("decision.recounted_about"))
        table = theme_tables.became(list(reversed(history)), shown.themes, words)
        st.dataframe(table, hide_index=True, alt=words.text("decision.what"))


def hidden(ws: Workspace, shown: Snapshot) -> None:
    """The hidden themes with the mentions that are counted in them, each to be opened or shown again."""
    found = shown.hidden_themes
    if not found:
        return
    words, made = session.words(), pipeline.decisions_of(ws)
    label = words.say("decision.hidden_list", themes=len(found), mentions=shown.hidden_mentions)
    with st.expander(label, icon=":material/visibility_off:", key="hidden_themes"):
        for theme in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                components.theme_link(theme)
                st.caption(words.say("decision.passages", mentions=theme.size), width="content")
                decision = _in_force(made, "hide", theme.id)
                if decision and st.button(
                    words.text("decision.unhide"), icon=":material/visibility:", key=f"unhide_{theme.id}"
                ):
                    _undo(ws, decision)


def listed(ws: Workspace, shown: Snapshot) -> None:
    """The decisions in force, each with the way back."""
    made = pipeline.decisions_of(ws)
    if not made:
        return
    words = session.words()
    label = words.say("decision.list", decisions=len(made))
    with st.expander(label, icon=":material/gavel:", key="decisions"):
        for one in made:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(_told(shown, one), width="content")
                parts = [one_line(one.made_by), words.show(one.made_at[:10], "date") if one.made_at else ""]
                parts += [words.text("decision.dormant")] if one.dormant else []
                st.caption(plain(" · ".join(part for part in parts if part)), width="content")
                if st.button(words.text("decision.undo"), icon=":material/undo:", key=f"undo_{one.number}"):
                    _undo(ws, one)


# ---- the buttons


def _rename(ws: Workspace, theme: Theme, again: int) -> None:
    words = session.words()
    with (
        st.popover(words.text("decision.rename"), icon=":material/edit:", key=f"rename_{theme.id}_{again}"),
        st.form(f"rename_form_{theme.id}", border=False),
    ):
        name = st.text_input(
            words.text("decision.new_name"), words.theme(theme), max_chars=120, key=f"new_name_{theme.id}_{again}"
        )
        language = st.selectbox(
            words.text("decision.in_language"),
            ["", *NAMES],
            format_func=lambda code: NAMES.get(code) or words.text("decision.every_language"),
            key=f"name_language_{theme.id}",
        )
        if st.form_submit_button(words.text("decision.save"), type="primary", key=f"save_name_{theme.id}"):
            if name.strip():
                _decide(ws, lambda: pipeline.rename_theme(ws, theme.id, name, language or "", signing_in.who()))
            else:
                st.warning(words.text("decision.name_empty"))


def _merge(ws: Workspace, shown: Snapshot, theme: Theme, again: int) -> None:
    words = session.words()
    others = [other.id for other in _in_tree(shown) if other.id != theme.id]
    if not others:
        return
    with st.popover(words.text("decision.merge"), icon=":material/merge:", key=f"merge_{theme.id}_{again}"):
        st.markdown(words.say("decision.merge_about", mentions=theme.size))
        into = st.selectbox(
            words.text("decision.merge_into"),
            others,
            index=None,
            format_func=lambda other: _in_list(shown, shown.theme(other)),
            placeholder=words.text("decision.merge_choose"),
            key=f"merge_into_{theme.id}",
        )
        if into:
            _merge_will(ws, shown, theme, shown.theme(into))
        if st.button(
            words.text("decision.merge_go"), type="primary", disabled=into is None, key=f"merge_go_{theme.id}"
        ) and _decide(ws, lambda: pipeline.merge_themes(ws, theme.id, str(into), signing_in.who()), stay=False):
            components.open_page("theme", theme=str(into))


def _merge_will(ws: Workspace, shown: Snapshot, theme: Theme, into: Theme) -> None:
    """What a merge will do, before it is made."""
    words = session.words()
    told = pipeline.merge_told(ws, shown, theme.id, into.id)
    values = {"voices": told.voices, "before": into.voices, "shared": told.shared, "mentions": told.mentions}
    lines = [words.say("decision.will_count", theme=plain(words.theme(into)), **values)]
    lines.append(words.say("decision.will_stand", sources=len(told.sources), before=_standing(into)))
    lines.append(words.text("decision.will_recur" if told.recurs else "decision.will_not_recur"))
    st.markdown("\n".join(f"- {line}" for line in lines))


def _standing(theme: Theme) -> int:
    return sum(entry.stands for entry in theme.evidence)


def _split(ws: Workspace, shown: Snapshot, theme: Theme, again: int) -> None:
    words = session.words()
    below = [sub for sub in shown.themes if sub.parent == theme.id]
    with st.popover(words.text("decision.split"), icon=":material/call_split:", key=f"split_{theme.id}_{again}"):
        st.markdown(words.say("decision.split_subs", subs=len(below)) if below else words.text("decision.split_parts"))
        if st.button(words.text("decision.split_go"), type="primary", key=f"split_go_{theme.id}") and _decide(
            ws, lambda: pipeline.split_theme(ws, theme.id, signing_in.who()), stay=False
        ):
            components.open_page("themes")


def _switch(ws: Workspace, theme: Theme, kind: str, made: DecisionOnRecord | None, icon: str) -> None:
    """The button that pins or hides a theme, or takes that back."""
    words = session.words()
    if made is not None:
        if st.button(words.text(f"decision.un{kind}"), icon=icon, key=f"un{kind}_{theme.id}"):
            _undo(ws, made)
        return
    about = words.text(f"decision.{kind}_about")
    if st.button(words.text(f"decision.{kind}"), icon=icon, help=about, key=f"{kind}_{theme.id}"):
        decide = pipeline.pin_theme if kind == "pin" else pipeline.hide_theme
        _decide(ws, lambda: decide(ws, theme.id, signing_in.who()))


# ---- deciding


def _decide(ws: Workspace, decision: Callable[[], DecisionOnRecord | None], *, stay: bool = True) -> bool:
    """Makes a decision and notes it for the remark; False, with the error shown, where it cannot be made."""
    try:
        made = decision()
    except InsightSynthError as problem:
        components.show_error(problem)
        return False
    if made is not None:
        st.session_state[_LAST] = (str(ws.path), made.number)
        _count(ws, made)
    if stay:
        st.rerun()
    return True


def _undo(ws: Workspace, made: DecisionOnRecord) -> None:
    try:
        pipeline.undo_decision(ws, made.number, by=signing_in.who())
    except InsightSynthError as problem:
        components.show_error(problem)
        return
    st.session_state.pop(_LAST, None)
    words, shown = session.words(), session.snapshot(ws)
    told = words.say("decision.undone_what", what=_told(shown, made)) if shown else words.text("decision.undone")
    st.toast(told, icon=":material/undo:")
    _count(ws, made)
    st.rerun()


def _count(ws: Workspace, made: DecisionOnRecord) -> None:
    """Has the worker count anew what a decision moved."""
    if made.kind in _COUNTED:
        workspaces.ask_for(ws, "recount")


# ---- words


def _told(shown: Snapshot, made: DecisionOnRecord) -> str:
    """A decision as a sentence in Markdown."""
    words = session.words()
    if made.kind == "rename":
        found = next((replace(one, user_names={}) for one in shown.themes if one.id == made.theme_id), None)
        theme = plain(words.theme(found) if found else made.theme_id)
        spoken = NAMES.get(made.language) or words.text("decision.every_language")
        return words.say("decision.was_rename", theme=theme, name=plain(made.name), language=spoken)
    theme = plain(_called(shown, made.theme_id, made.name))
    if made.kind == "merge":
        return words.say("decision.was_merge", theme=theme, into=plain(_called(shown, made.into, "")))
    return words.say(f"decision.was_{made.kind}", theme=theme)


def _called(shown: Snapshot, theme_id: str, before: str) -> str:
    """What a theme is called, or was before it was decided on."""
    found = next((theme for theme in shown.themes if theme.id == theme_id), None)
    return session.words().theme(found) if found else before or theme_id


def _in_tree(shown: Snapshot) -> Sequence[Theme]:
    """Themes that are shown, each followed by its sub-themes."""
    return [one for theme in shown.top_themes for one in (theme, *shown.sub_themes(theme.id))]


def _in_list(shown: Snapshot, theme: Theme) -> str:
    words = session.words()
    name = one_line(words.theme(theme))
    return f"{one_line(words.theme(shown.theme(theme.parent)))} › {name}" if theme.parent else name


def _in_force(made: Sequence[DecisionOnRecord], kind: str, theme_id: str) -> DecisionOnRecord | None:
    return next((one for one in made if (one.kind, one.theme_id) == (kind, theme_id)), None)
