"""The report's draft in the browser: every item as it will be printed, with what can be done about it.

Shows and asks; what a change does is told by ``report.editing``, and every change can be taken back.
"""

from __future__ import annotations

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import UNCHANGED
from insight_synth.report import editing
from insight_synth.report.document import Cited
from insight_synth.report.editing import Item
from insight_synth.workbench import session, signing_in
from insight_synth.workbench.draft import drafting
from insight_synth.workbench.draft.reporting import Desk
from insight_synth.workbench.mentions import quotations
from insight_synth.workbench.report import forms, look_again, quotes
from insight_synth.workbench.report.printed import prose_html, quote_line, text_html
from insight_synth.workbench.untrusted import plain
from insight_synth.workbench.wording import NAMES


def panel(desk: Desk) -> None:
    """The whole draft, in reading order."""
    words = session.words()
    items = editing.items(desk.report, desk.drafted)
    flags = editing.flags(desk.report, desk.drafted)
    st.caption(words.say("write.how", language=NAMES[desk.language]))
    _history(desk)
    look_again.panel(desk, items, flags)
    held = drafting.outline(items, desk.report, desk.drafted)
    with st.expander(words.text("write.cover"), icon=":material/article:", key="write_cover"):
        for item in held.cover:
            _card(desk, item)
    st.header(words.text("write.first_page"), anchor=False)
    for part, found in held.first_page:
        st.subheader(words.text(f"write.part_{part}"), anchor=False)
        for item in found:
            _card(desk, item)
        if part == "findings":
            forms.own_finding(desk)
        elif part == "actions":
            forms.own_action(desk)
    for chapter, leaves in held.chapters:
        edited = sum(leaf.edited for leaf in leaves)
        label = words.say("write.chapter", name=words.text(f"write.chapter_{chapter}"), sections=len(leaves))
        label += f" · {words.say('write.edited_sections', sections=edited)}" if edited else ""
        whole = st.expander(label, key=f"write_{chapter}", on_change="rerun", icon=":material/folder_open:")
        if whole.open:
            with whole:
                for leaf in leaves:
                    _leaf(desk, leaf)


def _history(desk: Desk) -> None:
    """The way back: one change, or all of them."""
    words = session.words()
    if not pipeline.can_undo_draft(desk.ws):
        return
    newest = pipeline.draft_history(desk.ws)[0]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="draft_history"):
        if st.button(words.text("write.undo"), icon=":material/undo:", key="undo_draft", type="tertiary"):
            pipeline.undo_draft(desk.ws, signing_in.who())
            st.rerun()
        when = words.show(newest.made_at[:10], "date")
        told = words.say("write.changed_by", who=plain(newest.made_by), when=when) if newest.made_by else (
            words.say("write.changed", when=when)
        )  # fmt: skip
        st.caption(told, width="content")
        if desk.draft:
            with st.popover(words.text("write.start_over"), type="tertiary", icon=":material/restart_alt:"):
                st.markdown(words.text("write.start_over_about"))
                if st.button(words.text("write.start_over_go"), key="start_over"):
                    desk.change(lambda _: UNCHANGED)


def _leaf(desk: Desk, leaf: drafting.Leaf) -> None:
    """A section: folded, as there are many."""
    words, head = session.words(), leaf.head
    marks = [words.text("write.removed")] if head.removed else [words.text("write.edited")] if leaf.edited else []
    label = " · ".join([plain(head.title), *marks])
    whole = st.expander(label, key=f"leaf_{drafting.key(head)}", on_change="rerun", type="compact")
    if whole.open:
        with whole:
            _card(desk, head)
            for item in leaf.items if not head.removed else ():
                _card(desk, item)


def _card(desk: Desk, item: Item) -> None:
    """One item: what it says, and what can be done about it."""
    with st.container(border=True, key=f"item_{drafting.key(item)}"):
        _says(desk, item)
        _remark(desk, item)
        if item.removed:
            words = session.words()
            if st.button(
                words.text("write.put_back"), icon=":material/undo:", key=f"back_{drafting.key(item)}", type="tertiary"
            ):
                desk.change(lambda draft: editing.put_back(draft, item.id))
            return
        opened = forms.opened(item, forms.CARD)
        if opened == "edit":
            forms.words(desk, item, forms.CARD)
        elif opened == "plan":
            forms.plan(desk, item)
        else:
            _actions(desk, item)


def _says(desk: Desk, item: Item) -> None:
    """The item as it will be printed."""
    words = session.words()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if item.kind == "section":
            st.markdown(words.say("write.section_title", title=plain(item.title)), width="content")
        elif item.kind in ("cover", "foreword", "quotes"):
            what = "quotes" if item.kind == "quotes" else item.id.replace("/", "_")
            st.caption(words.text(f"write.is_{what}"), width="content")
        elif item.title:
            st.markdown(f"**{plain(item.title)}**", width="content")
        if item.removed:
            st.badge(words.text("write.removed"), icon=":material/visibility_off:", color="gray")
        elif item.written != "drafted":
            st.badge(words.text(f"write.{item.written}"), icon=":material/edit:", color="blue")
    report = desk.drafted if item.removed else desk.report
    prose = drafting.printed(report, item.id)
    if prose is not None:
        st.html(prose_html(prose, desk.language, words.text("write.is_computed"), words.text("write.is_by_hand")))
    elif item.text and item.kind in ("cover", "foreword"):
        st.html(text_html(item.text, desk.language))
    if item.plan is not None:
        forms.plan_line(desk, item)
    if elsewhere := drafting.worded_in(desk.draft, item, desk.language):
        st.caption(words.say("write.worded_in", languages=", ".join(NAMES[language] for language in elsewhere)))
    for cited in () if item.removed else drafting.quoted(report, item.id):
        _quoted(desk, item, cited)


def _quoted(desk: Desk, item: Item, cited: Cited) -> None:
    """A quotation below an item, and the way to the text it is cut from."""
    words = session.words()
    date = words.show(cited.date, "date") if cited.date else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(quote_line(cited, words.text("quote.open"), words.text("quote.close"), date), width="stretch")
        key = f"whole_{drafting.key(item)}_{cited.number}"
        if st.button(words.text("quote.whole"), key=key, type="tertiary", icon=":material/open_in_full:"):
            found = pipeline.citation_at(desk.ws, drafting.passage(cited))
            if found is None:
                st.warning(words.text("verbatim.gone"))
            else:
                quotations.open_verbatim(found, desk.shown)


def _remark(desk: Desk, item: Item) -> None:
    """After an edit: what of it nothing in the data bears out."""
    words = session.words()
    if st.session_state.get(forms.SAVED) != drafting.key(item):
        return
    del st.session_state[forms.SAVED]
    loose = [span.text.strip() for span in drafting.marked(desk.report, item.id)]
    if loose or "†" in item.title:
        st.warning(words.say("write.unbound", what=plain(" · ".join(loose) or item.title)), icon=":material/edit_note:")
    else:
        st.success(words.text("write.bound"), icon=":material/check:")


def _actions(desk: Desk, item: Item) -> None:
    """The buttons of an item."""
    words = session.words()

    def button(name: str, icon: str) -> bool:
        label, key = words.text(f"write.{name}"), f"{name}_{drafting.key(item)}"
        return bool(st.button(label, icon=f":material/{icon}:", key=key, type="tertiary"))

    with st.container(horizontal=True, gap="small", key=f"actions_{drafting.key(item)}"):
        if (item.text or item.titled or item.kind == "foreword") and button("edit", "edit"):
            forms.open_form(item, "edit", forms.CARD)
        if drafting.has_quotes(item) and button("quotes", "format_quote"):
            quotes.choose(desk, item)
        if item.plan is not None and button("plan", "event"):
            forms.open_form(item, "plan", forms.CARD)
        if item.movable:
            if button("up", "arrow_upward"):
                desk.change(lambda draft: editing.moved(draft, desk.report, item.id, -1))
            if button("down", "arrow_downward"):
                desk.change(lambda draft: editing.moved(draft, desk.report, item.id, 1))
        if item.written == "edited" and button("as_drafted", "history"):
            desk.change(lambda draft: drafting.as_drafted(draft, item, desk.language))
        if item.written == "added":
            if button("delete", "delete"):
                desk.change(lambda draft: editing.without_own(draft, item.id))
        elif item.removable and button("remove", "visibility_off"):
            desk.change(lambda draft: editing.removed(draft, item.id))
