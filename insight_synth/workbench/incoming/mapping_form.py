"""The form that settles what a file's columns mean: by field the proposal, how sure it is, and values found there.

A person confirms or corrects; nothing is read or stored here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from insight_synth.ingest.columns.proposal import Choice, Proposal
from insight_synth.model import Columns
from insight_synth.workbench import session
from insight_synth.workbench.incoming import uploads
from insight_synth.workbench.untrusted import one_line, plain

_SURE, _LIKELY = 0.8, 0.6
_SHORT = 25  # characters up to which values stand on one line
_LONG, _MOST = 40, 12  # characters of a column's name, and names, that are told


def mapping_form(looked: uploads.Looked, proposal: Proposal, start: Columns, key: str) -> Columns:
    """A choice for every field, beginning with ``start``; ``key`` is unique on the page."""
    words = session.words()
    must, *others = uploads.fields_of(proposal)
    found = [field for field in others if getattr(start, field)]
    rest = [field for field in others if field not in found]
    st.caption(words.text("add.proposal"))
    if not proposal.written:
        st.warning(words.text("add.chosen_answers"))
    chosen: dict[str, list[str]] = {}
    for field in (must, *found):
        with st.container(border=True, key=f"field_{field}_{key}"):
            begin = list(getattr(start, field))
            chosen[field] = _field(looked, proposal.choices[field], begin, key, several=field == must)
    if rest:
        with st.expander(words.text("add.left_over"), expanded=not start.text and not start.event):
            for field in rest:
                chosen[field] = _field(looked, proposal.choices[field], [], key, several=False)
    taken = {column for columns in chosen.values() for column in columns}
    if aside := [column for column in looked.columns if column not in taken]:
        st.caption(f":material/info: {words.say('add.aside', columns=_named(aside))}")
    return uploads.columns_from(chosen)


def _named(columns: Sequence[str]) -> str:
    """Names of columns for a line: long ones, such as questions, cut; of many the first."""
    names = [name if len(name) <= _LONG else f"{name[:_LONG].rstrip()}…" for name in map(one_line, columns)]
    more = f" + {session.words().show(len(names) - _MOST)}" if len(names) > _MOST else ""
    return f"{' · '.join(map(plain, names[:_MOST]))}{more}"


def _field(looked: uploads.Looked, choice: Choice, start: list[str], key: str, *, several: bool) -> list[str]:
    words = session.words()
    label, name = words.text(f"column.{choice.field}"), f"{choice.field}_{key}"
    ask, told = st.columns([2, 3], gap="medium", vertical_alignment="center")
    with ask:
        if several:
            help_text = words.text(f"column.{choice.field}_help")
            hint = words.text("add.choose_columns")
            picked = list(st.multiselect(label, looked.columns, start, help=help_text, placeholder=hint, key=name))
        else:
            one = st.selectbox(
                label,
                looked.columns,
                index=looked.columns.index(start[0]) if start else None,
                placeholder=words.text("add.not_there"),
                key=name,
            )
            picked = [one] if one else []
    with told:
        if picked:
            _told(looked, choice, picked)
        if choice.others and tuple(picked) == choice.columns:
            st.caption(words.say("add.could_be", columns=", ".join(map(plain, choice.others))))
    return picked


def _told(looked: uploads.Looked, choice: Choice, picked: list[str]) -> None:
    words = session.words()
    if tuple(picked) == choice.columns:
        colour, icon, level = _level(choice.confidence)
        sure = f"{words.text(f'confidence.{level}')} · {words.show(choice.confidence, 'share')}"
        st.badge(sure, color=colour, icon=icon)
    else:
        st.badge(words.text("confidence.chosen"), color="gray", icon=":material/person:")
    if len(picked) > 1:  # the field shows the first of them only
        st.caption(words.say("add.together", columns=_named(picked)))
    values = [plain(value) for value in looked.values(picked)]
    if values:
        st.caption((" · " if max(map(len, values)) <= _SHORT else "  \n").join(values))


def _level(confidence: float) -> tuple[Literal["green", "blue", "orange"], str, str]:
    if confidence >= _SURE:
        return "green", ":material/check_circle:", "sure"
    if confidence >= _LIKELY:
        return "blue", ":material/check:", "likely"
    return "orange", ":material/help:", "check"
