"""What a person decides on sources, in the browser: beside the advice, with the reason why, and the way back.

Shows and asks. A decision stands at once; a source that is retired counts no more from the next analysis on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import InsightSynthError
from insight_synth.model import Advice, Snapshot
from insight_synth.pipeline import SourceDecision
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, signing_in
from insight_synth.workbench.untrusted import plain
from insight_synth.workbench.views import VERDICTS

_LAST = "last_source_decisions"
LONGEST = 500  # characters of a note


def told(decision: SourceDecision) -> str:
    """A decision in a line of Markdown: what, when, by whom and why."""
    words = session.words()
    line = words.say(
        "decided.line",
        verdict=words.text(f"verdict.{decision.verdict}"),
        day=words.show(decision.made_at[:10], "date"),
    )
    parts = [line, *([plain(decision.made_by)] if decision.made_by else [])]
    parts += [words.say("decided.quoted", note=plain(decision.note))] if decision.note else []
    return " · ".join(parts)


def standing(advice: Advice | None, decision: SourceDecision | None) -> None:
    """The advice on a source and, beside it, what was decided."""
    words = session.words()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="standing"):
        if advice:
            st.markdown(words.text("decided.advice"), width="content")
            components.verdict_badge(advice.verdict)
        if decision:
            st.markdown(f":material/gavel: {told(decision)}", width="content")
        elif advice:
            st.caption(words.text("decided.nothing"), width="content")


def panel(ws: Workspace, source_id: str, advice: Advice | None, decision: SourceDecision | None) -> None:
    """The buttons that decide on a source, and every decision there was on it."""
    words = session.words()
    made = pipeline.source_decisions_made(ws, source_id)
    again = f"{source_id}_{len(made)}_{decision.number if decision else 0}"  # what was opened to decide closes then
    with st.container(horizontal=True, gap="small", key="decide"):
        with (
            st.popover(words.text("decided.decide"), icon=":material/gavel:", key=f"decide_{again}"),
            st.form(f"decide_form_{again}", border=False),
        ):
            usual = decision.verdict if decision else advice.verdict if advice else "keep"
            verdict = st.radio(
                words.text("decided.what"),
                VERDICTS,
                index=VERDICTS.index(usual),
                format_func=lambda one: words.text(f"verdict.{one}"),
                captions=[words.text(f"source.verdict_{one}") for one in VERDICTS],
                key=f"verdict_{again}",
            )
            note = st.text_input(words.text("decided.why"), max_chars=LONGEST, key=f"note_{again}")
            st.caption(words.text("decided.retire_means"))
            if st.form_submit_button(words.text("decided.save"), type="primary"):
                _decide(ws, [source_id], verdict, note)
        if decision and st.button(words.text("decided.undo"), icon=":material/undo:", key=f"undo_{again}"):
            _undo(ws, [decision.number])
    if len(made) > 1 or (made and not decision):
        with st.expander(words.say("decided.history", decisions=len(made)), icon=":material/history:"):
            for one in reversed(made):
                line = told(SourceDecision(one.id, one.source, one.verdict, one.note, one.made_by, one.made_at))
                back = words.say("decided.undone", day=words.show(one.undone_at[:10], "date")) if one.undone_at else ""
                st.markdown(f"{line} · {back}" if back else line)


def retire_together(ws: Workspace, shown: Snapshot, sources: Sequence[str], nothing_lost: bool) -> None:
    """One press to retire the sources that a what-if took away, once it is confirmed."""
    words, names = session.words(), components.source_names(shown)
    decided = pipeline.source_decisions(ws)
    left = [one for one in sources if one not in decided or decided[one].verdict != "retire"]
    if not left:
        st.caption(words.text("decided.all_retired"))
        return
    label = words.say("decided.retire_these", sources=len(left))
    with (
        st.popover(label, icon=":material/archive:", key=f"retire_{len(decided)}"),
        st.form("retire_form", border=False),
    ):
        st.markdown("\n".join(f"- {plain(names.get(one, one))}" for one in left))
        st.markdown(words.text("decided.harmless" if nothing_lost else "decided.harm"))
        st.caption(words.text("decided.retire_means"))
        note = st.text_input(words.text("decided.why"), max_chars=LONGEST, key="retire_note")
        if st.form_submit_button(words.say("decided.confirm", sources=len(left)), type="primary"):
            _decide(ws, left, "retire", note)


def remark(ws: Workspace, names: Mapping[str, str]) -> None:
    """What was decided last in this session, with the way back; nothing where that was taken back already."""
    last = st.session_state.get(_LAST)
    if not last or last[0] != str(ws.path):
        return
    words = session.words()
    made = [one for one in pipeline.source_decisions(ws).values() if one.number in last[1]]
    if not made:
        return
    with st.container(border=True, key="decided"):
        named = plain("; ".join(names.get(one.source, one.source) for one in made))
        st.markdown(f":material/check: {named} · {told(made[0])}")
        if made[0].verdict == "retire":
            st.caption(words.text("decided.retire_means"))
        with st.container(horizontal=True):
            if st.button(words.text("decided.undo"), icon=":material/undo:", key="undo_last"):
                _undo(ws, [one.number for one in made])
            if st.button(words.text("work.seen"), icon=":material/close:", key="decided_seen", type="tertiary"):
                del st.session_state[_LAST]
                st.rerun()


def listed(ws: Workspace, names: Mapping[str, str]) -> None:
    """The decisions in force, each with the way back; nothing where none was made."""
    decided = pipeline.source_decisions(ws)
    if not decided:
        return
    words = session.words()
    st.header(words.text("decided.title"), anchor=False)
    with st.expander(words.say("decided.list", decisions=len(decided)), icon=":material/gavel:", key="decisions"):
        for source_id, one in decided.items():
            with st.container(horizontal=True, vertical_alignment="center"):
                components.link("source", plain(names.get(source_id, source_id)), source=source_id)
                st.markdown(told(one), width="content")
                if st.button(words.text("decided.undo"), icon=":material/undo:", key=f"undo_{one.number}"):
                    _undo(ws, [one.number])


def _decide(ws: Workspace, sources: Sequence[str], verdict: str, note: str) -> None:
    try:
        made = [pipeline.decide_source(ws, source, verdict, note, by=signing_in.who()) for source in sources]
    except InsightSynthError as problem:
        components.show_error(problem)
        return
    st.session_state[_LAST] = (str(ws.path), [one.number for one in made])
    st.session_state.pop("without", None)
    st.rerun()


def _undo(ws: Workspace, numbers: Sequence[int]) -> None:
    words = session.words()
    try:
        for number in numbers:
            pipeline.undo_source_decision(ws, number, by=signing_in.who())
    except InsightSynthError as problem:
        components.show_error(problem)
        return
    st.session_state.pop(_LAST, None)
    st.toast(words.text("decided.taken_back"), icon=":material/undo:")
    st.rerun()
