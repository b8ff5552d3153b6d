"""Add to report, from anywhere: a quotation under a finding; a figure, a hunch or a contradiction as a new one.

Asks where it should go and says what was done. What a draft is and what changes it is told by ``report.editing``; where
a passage can go and where it is already is told by :func:`places`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import InsightSynthError
from insight_synth.model import Citation, Draft, Language, Passage, Snapshot
from insight_synth.report import editing
from insight_synth.report.editing import Item
from insight_synth.store import Workspace
from insight_synth.workbench import components, drafting, reporting, session
from insight_synth.workbench.reporting import Desk
from insight_synth.workbench.untrusted import one_line, plain

OWN = "own"  # the place of what becomes a finding of a person's own
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Addition:
    """What is to go into the report: quotations, or words with quotations below them.

    ``title`` and ``text`` are what a finding of one's own would begin with. ``theme_id`` is the theme it is about;
    without one it is that of the first quotation.
    """

    citations: tuple[Citation, ...] = ()
    theme_id: str = ""
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation can stand in the report."""

    item: str  # id of a finding, or of the quotations of a chapter
    label: str  # on one line; it may hold words out of data
    passages: tuple[Passage, ...]  # what stands there now
    own_chapter: bool = False  # the quotations of a theme's chapter, not a finding

    @property
    def full(self) -> bool:
        """Whether no other quotation can be chosen for it."""
        return len(self.passages) >= drafting.MOST_QUOTES


@dataclass(frozen=True, slots=True)
class _Added:
    """What was put where, and what tells the draft that it made from later ones."""

    item: str
    label: str
    mark: str


def button(ws: Workspace, snapshot: Snapshot, addition: Addition, key: str) -> None:
    """A button that asks where in the report this should go. ``key`` is unique on the page."""
    words = session.words()
    if st.button(words.text("adding.button"), key=f"add_{key}", type="tertiary", icon=":material/post_add:"):
        st.session_state.pop(_key(key), None)
        st.dialog(words.text("adding.title"), width="medium")(form)(ws, snapshot, addition, key)


def form(ws: Workspace, snapshot: Snapshot, addition: Addition, key: str) -> None:
    """The question where it should go; after that, what was done. Stands in a window or a part of one."""
    added: _Added | None = st.session_state.get(_key(key))
    if added is not None:
        _said(ws, added, addition, key)
        return
    words = session.words()
    desk = reporting.desk(ws, snapshot, _language(ws))
    theme_id = addition.theme_id or _theme_of(ws, addition)
    found = places(desk)
    passages = tuple(drafting.passage(citation) for citation in addition.citations)
    there = [place for place in found if passages and all(passage in place.passages for passage in passages)]
    if there:
        st.info(
            words.say("adding.already", places="; ".join(plain(place.label) for place in there)),
            icon=":material/check:",
        )
    chosen = _chosen_place(found, passages, addition, theme_id, snapshot, key)
    if chosen is None:
        _own(desk, addition, passages, theme_id, key)
    else:
        _under(desk, chosen, passages, key)


def places(desk: Desk) -> tuple[Place, ...]:
    """Where quotations can stand in the report as it is now: findings first, then the chapters of themes."""
    sections = {section.id: section.title for section in desk.report.sections}
    items = [
        item for item in editing.items(desk.report) if drafting.has_quotes(item) and not drafting.question_of(item)
    ]
    found = [_place(desk, item, item.title or item.text) for item in items if item.kind == "finding"]
    chapters = [item for item in items if item.kind == "quotes"]
    return (*found, *(_place(desk, item, sections.get(item.section, item.id), chapter=True) for item in chapters))


def usual_place(found: tuple[Place, ...], theme_id: str, snapshot: Snapshot) -> str:
    """Where a passage of a theme would go: its finding, or that of the theme above; a chapter; one's own."""
    above = next((theme.parent for theme in snapshot.themes if theme.id == theme_id), "")
    known = {place.item for place in found}
    for kind in ("finding", "quotes"):
        for theme in (theme_id, above):
            if theme and f"{kind}:{theme}" in known:
                return f"{kind}:{theme}"
    return OWN


# ---- the question


def _chosen_place(
    found: tuple[Place, ...],
    passages: tuple[Passage, ...],
    addition: Addition,
    theme_id: str,
    snapshot: Snapshot,
    key: str,
) -> Place | None:
    """The place a person chose; None for a finding of their own."""
    words = session.words()
    if len(passages) != 1:
        return None
    by_id = {place.item: place for place in found}
    usual = OWN if addition.text else usual_place(found, theme_id, snapshot)
    options = [OWN, *by_id]

    def named(item: str) -> str:
        if item == OWN:
            return words.text("adding.own")
        place = by_id[item]
        return words.text("adding.chapter") + " " + place.label if place.own_chapter else place.label

    chosen = st.selectbox(
        words.text("adding.where"),
        options,
        index=options.index(usual),
        format_func=named,
        key=f"add_where_{key}",
    )
    return by_id.get(chosen)


def _under(desk: Desk, place: Place, passages: tuple[Passage, ...], key: str) -> None:
    words = session.words()
    if passages[0] in place.passages:
        return  # said above
    told = "adding.full" if place.full else "adding.stand_there"
    st.caption(words.say(told, quotations=len(place.passages)))
    if st.button(words.text("adding.swap" if place.full else "adding.go"), type="primary", key=f"add_go_{key}"):

        def change(now: Draft) -> Draft:
            before = now.quotes(place.item)
            standing = place.passages if before is None else before
            return editing.with_quotes(now, place.item, (*standing[: drafting.MOST_QUOTES - 1], *passages))

        _do(desk, change, place.item, place.label, key)


def _own(desk: Desk, addition: Addition, passages: tuple[Passage, ...], theme_id: str, key: str) -> None:
    words = session.words()
    known = {figure.key.partition("/")[0].removeprefix("theme:") for figure in desk.report.figures}
    about = theme_id if theme_id in known else ""
    name = next((words.theme(theme) for theme in desk.shown.themes if theme.id == theme_id), "")
    with st.form(f"add_own_{key}", border=False):
        title = st.text_input(
            words.text("write.title"), one_line(addition.title or name)[:200], max_chars=200, key=f"add_title_{key}"
        )
        text = st.text_area(
            words.text("write.text"), addition.text, max_chars=_LONGEST, height="content", key=f"add_text_{key}"
        )
        if passages:
            st.caption(words.say("adding.below", quotations=len(passages)))
        go = st.form_submit_button(words.text("adding.go"), type="primary", key=f"add_own_go_{key}")
    if not go:
        return
    if not (title or "").strip() or not (text or "").strip():
        st.warning(words.text("write.own_empty"))
        return
    kept = passages[: drafting.MOST_QUOTES]
    _do(
        desk,
        lambda now: editing.with_own_finding(now, desk.report, title or "", text or "", about, kept),
        "",
        title or "",
        key,
    )


def _do(desk: Desk, change: Callable[[Draft], Draft], item: str, label: str, key: str) -> None:
    try:
        after = pipeline.change_draft(desk.ws, change, reporting.who())
    except InsightSynthError as problem:
        components.show_error(problem)
        return
    made = item or (after.own[-1].id if after.own else "")
    st.session_state[_key(key)] = _Added(made, one_line(label), reporting.draft_mark(after, 64))
    st.rerun(scope="fragment")


# ---- what was done


def _said(ws: Workspace, added: _Added, addition: Addition, key: str) -> None:
    words = session.words()
    st.success(words.say("adding.done", place=plain(added.label)), icon=":material/check:")
    with st.container(horizontal=True, vertical_alignment="center"):
        components.link("report", words.text("adding.to_report"), icon=":material/picture_as_pdf:")
        if st.button(words.text("adding.undo"), icon=":material/undo:", key=f"add_undo_{key}"):
            try:
                _take_back(ws, added, addition)
            except InsightSynthError as problem:
                components.show_error(problem)
                return
            del st.session_state[_key(key)]
            st.rerun(scope="fragment")


def _take_back(ws: Workspace, added: _Added, addition: Addition) -> None:
    """As it was before; where somebody wrote since, only what was added goes."""
    if reporting.draft_mark(pipeline.draft(ws), 64) == added.mark:
        pipeline.undo_draft(ws, reporting.who())
        return
    passages = {drafting.passage(citation) for citation in addition.citations}

    def change(now: Draft) -> Draft:
        if any(own.id == added.item for own in now.own):
            return editing.without_own(now, added.item)
        kept = tuple(one for one in now.quotes(added.item) or () if one not in passages)
        return editing.with_quotes(now, added.item, kept or None)

    pipeline.change_draft(ws, change, reporting.who())


# ---- helpers


def _place(desk: Desk, item: Item, label: str, *, chapter: bool = False) -> Place:
    standing = item.passages or tuple(drafting.passage(cited) for cited in drafting.quoted(desk.report, item.id))
    return Place(item.id, one_line(label), standing, chapter)


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
