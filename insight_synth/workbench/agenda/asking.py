"""Whom to ask next, in the browser: which customers about a question that is open or thin, when, how many, and what.

Shows; who is to be asked is worked out by ``agenda.asking``. Customers are counted, never listed.
"""

from __future__ import annotations

import streamlit as st

from insight_synth.model import AskNext, Question, Snapshot
from insight_synth.store import Workspace
from insight_synth.workbench import components, method_tables, session
from insight_synth.workbench.untrusted import one_line, plain
from insight_synth.workbench.wording import NAMES

STATES = ("open", "thin")
"""How a question stands that people are to be asked about."""
_BY_WORDS = "moment_words"  # a moment of which nothing more is known than its name


def panel(ws: Workspace, shown: Snapshot, question: Question) -> None:
    """Whom to ask about a question, worked out once somebody wants to know."""
    words, wanted = session.words(), f"asked_{question.id}"
    with st.expander(words.text("asking.title"), icon=":material/campaign:", key=f"ask_{question.id}"):
        if not st.session_state.get(wanted):
            st.caption(words.text("asking.about"))
            if st.button(words.text("asking.go"), key=f"ask_go_{question.id}"):
                st.session_state[wanted] = True
                st.rerun()
            return
        with st.spinner(words.text("asking.looking")):
            found = session.whom_to_ask(ws, question.id)
        for one in found:
            _people(one, shown)
            _when(one, shown)
            _first(one)
            _what(one)


def _people(found: AskNext, shown: Snapshot) -> None:
    """Which groups, and how many answers."""
    words = session.words()
    st.markdown(f"**{words.text('asking.who')}**")
    if not found.customers:
        st.info(words.text("asking.nobody_known"))
        return
    missing = [row.group for row in found.groups if row.missing]
    if missing:
        st.markdown(words.say("asking.missing_groups", groups=plain(", ".join(missing))))
    st.dataframe(method_tables.ask_groups(found.groups, words), hide_index=True, alt=words.text("asking.who"))
    st.caption(words.text("asking.groups_caption"))
    st.markdown(f"**{words.text('asking.how_many')}**")
    table = method_tables.ask_overall(found.overall, found.customers, words)
    st.dataframe(table, hide_index=True, alt=words.text("asking.how_many"))
    st.caption(words.text("asking.random"))


def _when(found: AskNext, shown: Snapshot) -> None:
    """After which events."""
    words, names = session.words(), components.source_names(shown)
    st.markdown(f"**{words.text('asking.when')}**")
    if not found.moments:
        st.caption(words.text("asking.no_moments"))
    for moment in found.moments:
        name = plain(names.get(moment.source, moment.source))
        told = words.say("asking.moment", customers=moment.recent, per_month=words.show(moment.per_month, "number"))
        why = words.told(f"asking.{moment.reason.code}", moment.reason.figures, moment.reason.text)
        st.markdown(f"- **{plain(moment.event)}** ({name}): {told} {why if moment.reason.code != _BY_WORDS else ''}")
    if any(moment.reason.code == _BY_WORDS for moment in found.moments):
        st.caption(words.text("asking.moment_words"))


def _first(found: AskNext) -> None:
    """Whose behaviour changed, in counts, and who can find them."""
    words = session.words()
    st.markdown(f"**{words.text('asking.first')}**")
    if not found.deviations:
        st.caption(words.text("asking.nobody_first"))
        return
    for one in found.deviations:
        st.markdown(f"- {words.told(f'asking.{one.reason.code}', one.reason.figures, one.reason.text)}")
    st.caption(words.text("asking.hashes"))


def _what(found: AskNext) -> None:
    """Five neutral questions, to be copied."""
    words = session.words()
    st.markdown(f"**{words.text('asking.what')}**")
    spoken = words.language if words.language in found.questions else next(iter(found.questions), "")
    if not spoken:
        st.caption(words.text("asking.no_topic"))
        return
    if spoken != words.language:
        st.caption(words.say("asking.other_language", language=NAMES[spoken]))
    lines = (f"{number}. {one_line(question)}" for number, question in enumerate(found.questions[spoken], start=1))
    st.code("\n".join(lines), language=None, wrap_lines=True)
    st.caption(words.text("asking.read_aloud"))
