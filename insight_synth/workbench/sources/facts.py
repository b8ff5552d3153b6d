"""What is known of a source, changed in a form: its name, owner, cost and the like; no export is read anew.

Shows and asks. Which column means what is not changed here: that is for its ``source.toml``.
"""

from __future__ import annotations

from typing import get_args

import streamlit as st

from insight_synth import catalog, pipeline
from insight_synth.errors import InsightSynthError
from insight_synth.model import Cadence, Information, Origin, Purpose, Source
from insight_synth.store import Workspace
from insight_synth.workbench import components, session
from insight_synth.workbench.untrusted import plain

_BEFORE = "source_before"
_LONGEST = 200  # characters of a name


def form(ws: Workspace, source: Source) -> None:
    """The form, folded; what was changed last in this session can be taken back above it."""
    words = session.words()
    _changed(ws, source)
    with st.expander(words.text("facts.edit"), icon=":material/edit:"), st.form(f"facts_{source.id}", border=False):
        left, right = st.columns(2)
        with left:
            name = st.text_input(words.text("facts.name"), source.name, max_chars=_LONGEST)
            owner = st.text_input(words.text("figure.owner"), source.owner, max_chars=_LONGEST)
            cost = st.number_input(
                words.text("facts.cost"),
                min_value=0.0,
                max_value=1e12,
                value=source.cost_per_year,
                step=100.0,
                format="%.0f",
                help=words.text("facts.cost_help"),
            )
            kind = st.selectbox(
                words.text("figure.kind"), catalog.KINDS, catalog.KINDS.index(source.kind), format_func=words.kind
            )
        with right:
            cadence = _choice("cadence", get_args(Cadence), source.cadence)
            purpose = _choice("purpose", get_args(Purpose), source.purpose)
            origin = _choice("origin", get_args(Origin), source.origin)
            information = _choice("information", get_args(Information), source.information)
        st.caption(words.text("facts.about"))
        if st.form_submit_button(words.text("facts.save"), type="primary"):
            changed = {
                "name": name.strip() or source.id, "kind": kind, "owner": owner, "origin": origin, "cadence": cadence,
                "purpose": purpose, "information": information, "cost_per_year": cost,
            }  # fmt: skip
            _describe(ws, source, changed)


def _choice(fact: str, values: tuple[str, ...], now: str) -> str:
    words = session.words()
    return str(
        st.selectbox(
            words.text(f"facts.{fact}"),
            values,
            values.index(now),
            format_func=lambda value: words.text(f"{fact}.{value}"),
        )
    )


def _changed(ws: Workspace, source: Source) -> None:
    """What was changed just now, with the way back."""
    words, before = session.words(), st.session_state.get(_BEFORE)
    if not before or before[:2] != (str(ws.path), source.id):
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="facts_changed"):
        st.markdown(f":material/check: {words.text('facts.saved')}", width="content")
        if st.button(words.text("facts.undo"), icon=":material/undo:", key="facts_undo"):
            del st.session_state[_BEFORE]
            _describe(ws, source, before[2], remember=False)
        if st.button(words.text("work.seen"), icon=":material/close:", key="facts_seen", type="tertiary"):
            del st.session_state[_BEFORE]
            st.rerun()


def _describe(ws: Workspace, source: Source, facts: dict[str, object], *, remember: bool = True) -> None:
    before = {name: getattr(source, name) for name in facts}
    try:
        pipeline.describe_source(ws, source.id, **facts)  # type: ignore[arg-type]
    except InsightSynthError as problem:
        components.show_error(problem)
        return
    if remember and before != facts:
        st.session_state[_BEFORE] = (str(ws.path), source.id, before)
    st.rerun()


def about(source: Source) -> str:
    """What a source is, in a line."""
    words = session.words()
    parts = [words.kind(source.kind), words.text(f"origin.{source.origin}"), words.text(f"cadence.{source.cadence}")]
    parts += [words.text(f"purpose.{source.purpose}"), words.text(f"information.{source.information}")]
    return " · ".join(plain(part) for part in parts)
