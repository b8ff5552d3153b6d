"""Choosing quotations for a place of the report: found among a theme's passages, picked one by one, put in order.

Shows and asks; the passages come from the store and are shown redacted, as they will be printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from insight_synth import evidence, pipeline
from insight_synth.model import Citation, Filter, Mention, Passage, Snapshot
from insight_synth.report import editing
from insight_synth.report.editing import Item
from insight_synth.store import Workspace, analyses, records
from insight_synth.workbench import components, session, workspaces
from insight_synth.workbench.draft import drafting
from insight_synth.workbench.draft.reporting import Desk
from insight_synth.workbench.untrusted import one_line, plain, quotation_html

_PAGE = 6
_FOUND = 300


def choose(desk: Desk, item: Item) -> None:
    """Opens the choice of an item's quotations in a window over the page."""
    words = session.words()
    key = f"chosen_{item.id}"
    st.session_state[key] = _now(desk, item)
    st.dialog(words.text("choose.title"), width="large")(_window)(desk, item, key)


def _now(desk: Desk, item: Item) -> tuple[Passage, ...]:
    """The quotations that stand there now."""
    return item.passages or tuple(drafting.passage(cited) for cited in drafting.quoted(desk.report, item.id))


def _window(desk: Desk, item: Item, key: str) -> None:
    words = session.words()
    chosen: tuple[Passage, ...] = st.session_state[key]
    st.caption(words.say("choose.how", most=drafting.MOST_QUOTES))
    st.markdown(f"**{words.say('choose.chosen', quotations=len(chosen))}**")
    for at, passage in enumerate(chosen):
        _chosen(desk, key, chosen, at, passage)
    with st.container(horizontal=True):
        if st.button(words.text("choose.save"), type="primary", disabled=not chosen, key=f"save_quotes_{item.id}"):
            del st.session_state[key]
            desk.change(lambda draft: editing.with_quotes(draft, item.id, chosen))
        if desk.draft.quotes(item.id) is not None and st.button(
            words.text("choose.as_drafted"), icon=":material/history:", key=f"drafted_quotes_{item.id}"
        ):
            del st.session_state[key]
            desk.change(lambda draft: editing.with_quotes(draft, item.id, None))
    st.divider()
    _search(desk, item, key, chosen)


def _chosen(desk: Desk, key: str, chosen: tuple[Passage, ...], at: int, passage: Passage) -> None:
    with st.container(border=True, key=f"{key}_{at}"):
        _quotation(desk, pipeline.citation_at(desk.ws, passage))
        with st.container(horizontal=True, gap="small"):
            if at:
                _button("earlier", "arrow_upward", f"{key}_up_{at}", key, drafting.earlier(chosen, at))
            _button("drop", "close", f"{key}_drop_{at}", key, drafting.swapped(chosen, passage))


def _button(name: str, icon: str, button_key: str, key: str, wanted: tuple[Passage, ...], about: str = "") -> None:
    """A button that makes ``wanted`` the choice; it cannot be pressed where ``about`` says why not."""

    def choice() -> None:
        st.session_state[key] = wanted

    st.button(
        session.words().text(f"choose.{name}"),
        icon=f":material/{icon}:",
        key=button_key,
        type="tertiary",
        on_click=choice,
        disabled=bool(about),
        help=about or None,
    )


def _search(desk: Desk, item: Item, key: str, chosen: tuple[Passage, ...]) -> None:
    words = session.words()
    names = components.source_names(desk.shown)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(words.text("choose.search"), icon=":material/search:", max_chars=200, key=f"{key}_text")
        source = st.selectbox(
            words.text("figure.source"),
            sorted(names, key=lambda one: (names[one].casefold(), one)),
            index=None,
            format_func=lambda one: one_line(names[one]),
            placeholder=words.text("theme.every_source"),
            key=f"{key}_source",
        )
    all_found = candidates(desk, item, text or "", source or "")
    found = [one for one in all_found if drafting.passage(one) not in chosen]
    st.caption(_told(len(found), cut=len(all_found) == _FOUND, asked=bool(text)))
    pages = max(1, -(-len(found) // _PAGE))
    slot = st.container()
    number = st.pagination(pages, key=f"{key}_page_{text}_{source}") if pages > 1 else 1
    full = len(chosen) >= drafting.MOST_QUOTES
    with slot:
        for citation in found[(number - 1) * _PAGE : number * _PAGE]:
            with st.container(border=True, key=f"{key}_found_{citation.mention_id}"):
                _quotation(desk, citation)
                why_not = words.say("choose.full", most=drafting.MOST_QUOTES) if full else ""
                wanted = drafting.swapped(chosen, drafting.passage(citation))
                _button("add", "add", f"{key}_add_{citation.mention_id}", key, wanted, why_not)


def _told(found: int, *, cut: bool, asked: bool) -> str:
    words = session.words()
    if not found:
        return words.text("choose.none" if asked else "choose.none_yet")
    return words.say("choose.found_many" if cut else "choose.found", quotations=found)


def _quotation(desk: Desk, citation: Citation | None) -> None:
    words = session.words()
    if citation is None:
        st.caption(words.text("verbatim.gone"))
        return
    shown = pipeline.redacted(citation, desk.ws)
    st.html(quotation_html(shown.text, shown.language, words.text("quote.open"), words.text("quote.close")))
    parts = [components.source_name(desk.shown, citation.source)]
    parts += [words.show(citation.date, "date")] if citation.date else []
    parts += [shown.segment] if shown.segment else []
    st.caption(plain(" · ".join(parts)))


# ---- what can be chosen


def candidates(desk: Desk, item: Item, text: str, source: str) -> list[Citation]:
    """Quotations that can be chosen for an item: of its theme or question, typical ones first; else what is found."""
    question, theme = drafting.question_of(item), drafting.theme_of(item, desk.draft)
    if question:
        return drafting.matching(drafting.spoken_of(desk.shown, question), text, source)[:_FOUND]
    if theme:
        of_theme = _mentions(str(desk.ws.path), workspaces.state_of_analysis(desk.ws), theme, desk.ws, desk.shown)
        mentions = [
            one for one in of_theme
            if (not source or one.source == source)
            and all(word in one.text.casefold() for word in text.casefold().split())
        ]  # fmt: skip
        return _cited(desk.ws, mentions[:_FOUND])
    if not text.strip():
        return []
    with st.spinner(session.words().text("search.looking")):
        hits = session.found(desk.ws, text, _FOUND, Filter(sources=(source,) if source else ()))
    return [hit.citation for hit in hits]


def _cited(ws: Workspace, mentions: Sequence[Mention]) -> list[Citation]:
    with ws.read() as connection:
        verbatims = {one.id: one for one in records.verbatims(connection, ids=[m.verbatim_id for m in mentions])}
    return [evidence.citation(one, verbatims[one.verbatim_id]) for one in mentions if one.verbatim_id in verbatims]


def _read_mentions(folder: str, state: object, theme_id: str, _ws: Workspace, _shown: Snapshot) -> tuple[Mention, ...]:
    below = [theme.id for theme in _shown.themes if theme.parent == theme_id]
    with _ws.read() as connection:
        found = [mention for mention, _ in analyses.mentions(connection, theme_ids=[theme_id, *below])]
    quoted = {quote.mention_id: at for at, quote in enumerate(_shown.theme(theme_id).quotes)}
    return tuple(sorted(found, key=lambda one: (quoted.get(one.id, len(quoted)), -one.similarity, one.id)))


_mentions: Callable[[str, object, str, Workspace, Snapshot], tuple[Mention, ...]] = st.cache_resource(
    show_spinner=False, max_entries=8
)(_read_mentions)
