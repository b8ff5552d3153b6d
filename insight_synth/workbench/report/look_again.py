"""What in the report's draft a person should look at again: marked numbers, altered quotations, data that changed.

Shows and asks; what is looked for is told by ``report.editing.flags``.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from insight_synth.report import editing
from insight_synth.report.editing import Flag, Item
from insight_synth.workbench import session
from insight_synth.workbench.draft import drafting
from insight_synth.workbench.draft.reporting import Desk
from insight_synth.workbench.report import forms
from insight_synth.workbench.untrusted import one_line, plain

_SHOWN = 20
_NAME = 60  # signs


def panel(desk: Desk, items: Sequence[Item], flags: Sequence[Flag]) -> None:
    """The list of what to look at, an item at a time; nothing where there is nothing."""
    if not flags:
        return
    words = session.words()
    known = {item.id: item for item in items}
    by_item: dict[str, list[Flag]] = {}
    for flag in flags:
        by_item.setdefault(flag.item, []).append(flag)
    label = words.say("flag.title", things=len(flags))
    with st.expander(label, expanded=True, icon=":material/flag:", key="flags"):
        st.caption(words.text("flag.about"))
        for item_id, held in list(by_item.items())[:_SHOWN]:
            _item(desk, item_id, known.get(item_id.removesuffix("/title")), held)
        if len(by_item) > _SHOWN:
            st.caption(words.say("flag.more", items=len(by_item) - _SHOWN))


def _item(desk: Desk, item_id: str, item: Item | None, flags: Sequence[Flag]) -> None:
    words = session.words()
    with st.container(border=True, key=f"flag_{item_id}"):
        if item is not None:
            st.markdown(f"**{plain(name(item))}**")
        for flag in flags:
            st.markdown(f"- {plain(editing.flag_text(flag, words.language))}")
        if item is not None and forms.opened(item, forms.FLAGS):
            forms.words(desk, item, forms.FLAGS)
            return
        with st.container(horizontal=True, gap="small"):
            if drafting.to_read(flags) and st.button(
                words.text("flag.read"),
                icon=":material/done:",
                key=f"read_{item_id}",
                help=words.text("flag.read_help"),
            ):
                desk.change(lambda draft: editing.accepted(draft, item_id, desk.report))
            if (
                item is not None
                and not item.removed
                and st.button(
                    words.text("write.edit"), icon=":material/edit:", key=f"edit_flag_{item_id}", type="tertiary"
                )
            ):
                forms.open_form(item, "edit", forms.FLAGS)


def name(item: Item) -> str:
    """An item in a few words: its title, or how its text begins."""
    line = one_line(item.title or item.text) or item.id
    return line if len(line) <= _NAME else f"{line[: _NAME - 1].rstrip()}…"
