"""The window of a verbatim: the whole text with its passage marked, what else it says, what stands around it, its row.

Shows; what is around a verbatim is read by the pipeline. Within the window one can go on to a neighbour and back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import InsightSynthError
from insight_synth.model import Citation, Snapshot, Verbatim
from insight_synth.store import Workspace
from insight_synth.store.mention_pages import MentionRow
from insight_synth.workbench import components, session
from insight_synth.workbench.draft import adding
from insight_synth.workbench.untrusted import marked_html, plain, quotation_html

_AT = "whole_text_at"
_CLIPPED = 160  # characters of a neighbour
_PASSAGES = 8  # other passages that are listed at once


@dataclass(frozen=True, slots=True)
class _Way:
    """Which verbatims were looked at in the window, the one that is open last, and the passage it was opened for."""

    verbatims: tuple[str, ...]
    passage: tuple[int, int]


def open_window(citation: Citation, snapshot: Snapshot) -> None:
    """Opens the window of a quotation's verbatim."""
    st.session_state[_AT] = _Way((citation.verbatim_id,), (citation.start, citation.end))
    st.dialog(session.words().text("verbatim.title"), width="large")(_window)(citation, snapshot)


def _window(citation: Citation, snapshot: Snapshot) -> None:
    words, ws = session.words(), session.workspace()
    way: _Way = st.session_state.get(_AT) or _Way((citation.verbatim_id,), (citation.start, citation.end))
    found = pipeline.verbatim_in_full(ws, way.verbatims[-1]) if ws else None
    if ws is None or found is None:
        st.warning(words.text("verbatim.gone"))
        return
    first = len(way.verbatims) == 1
    if not first:
        st.button(
            words.text("verbatim.back"),
            icon=":material/arrow_back:",
            type="tertiary",
            key="whole_back",
            on_click=_go_back,
        )
    span = way.passage if first else (0, 0)
    _text(found, snapshot, span)
    if first:
        with st.expander(
            words.text("adding.title"), icon=":material/post_add:", key="whole_add", on_change="rerun"
        ) as asked:
            if asked.open:
                adding.form(ws, snapshot, adding.Addition((citation,)), "whole")
    _passages(found, snapshot, span)
    _around(found, snapshot)
    _facts(found, snapshot, span)
    _row(ws, found)
    st.caption(words.text("verbatim.redacted"))


def _text(found: pipeline.VerbatimInFull, snapshot: Snapshot, span: tuple[int, int]) -> None:
    """The text, with the theme and tone of its passage below."""
    words, verbatim = session.words(), found.verbatim
    spans = [(row.citation.start, row.citation.end) for row in found.passages]
    st.html(marked_html(verbatim.text, span, spans, verbatim.language))
    parts = [components.source_name(snapshot, verbatim.source), verbatim.export, words.place(verbatim.locator)]
    parts += [words.show(verbatim.date, "date")] if verbatim.date else []
    st.caption(plain(" · ".join(parts)))
    for row in found.passages:
        if (row.citation.start, row.citation.end) == span:
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                _theme_and_tone(row, snapshot)


def _passages(found: pipeline.VerbatimInFull, snapshot: Snapshot, span: tuple[int, int]) -> None:
    """What else the text says, with the theme of each passage."""
    words = session.words()
    others = [row for row in found.passages if (row.citation.start, row.citation.end) != span]
    rows = [row for row in others if row.says_something]
    if not others:
        return
    st.subheader(words.text("verbatim.passages"), anchor=False)
    for row in rows[:_PASSAGES]:
        cited = row.citation
        with st.container(gap="xxsmall"):
            opening, closing = words.text("quote.open"), words.text("quote.close")
            st.html(quotation_html(_clipped(cited.text), cited.language, opening, closing))
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                _theme_and_tone(row, snapshot)
    if len(rows) > _PASSAGES:
        st.caption(words.say("verbatim.more_passages", more=len(rows) - _PASSAGES))
    if slight := len(others) - len(rows):
        st.caption(words.say("verbatim.slight", passages=slight))


def _theme_and_tone(row: MentionRow, snapshot: Snapshot) -> None:
    words = session.words()
    theme = next((theme for theme in snapshot.themes if theme.id == row.theme_id), None)
    if theme is not None:
        above = next((other for other in snapshot.themes if other.id == theme.parent), None)
        if above is not None:
            components.theme_link(above)
            st.caption("›", width="content")
        components.theme_link(theme)
    else:
        st.caption(words.text("verbatim.no_theme"), width="content")
    if row.citation.sentiment:
        st.caption(words.text(f"feeling.{row.citation.sentiment}"), width="content")


def _around(found: pipeline.VerbatimInFull, snapshot: Snapshot) -> None:
    words = session.words()
    if found.before or found.after:
        st.subheader(words.text("verbatim.around"), anchor=False)
        st.caption(plain(found.verbatim.export))
        _neighbours(found.before, "before")
        st.caption(f"**{words.say('verbatim.this_row', place=plain(words.place(found.verbatim.locator)))}**")
        _neighbours(found.after, "after")
    if found.of_voice:
        st.subheader(words.text("verbatim.voice"), anchor=False)
        st.caption(words.say("verbatim.of_voice", texts=found.of_voice))
        _neighbours(found.same_voice, "voice", components.source_names(snapshot))


def _neighbours(verbatims: Sequence[Verbatim], key: str, sources: Mapping[str, str] | None = None) -> None:
    """Texts one can go on to; ``sources`` by id are named where they may differ."""
    words = session.words()
    for at, verbatim in enumerate(verbatims):
        with st.container(gap="xxsmall"):
            parts = [sources.get(verbatim.source, "") if sources else "", words.place(verbatim.locator)]
            parts += [words.show(verbatim.date, "date") if verbatim.date else ""]
            st.button(
                plain(" · ".join(part for part in parts if part)),
                key=f"whole_{key}_{at}",
                type="tertiary",
                icon=":material/notes:",
                on_click=_go_to,
                args=(verbatim.id,),
                help=words.text("verbatim.open_neighbour"),
            )
            st.html(quotation_html(_clipped(verbatim.text), verbatim.language, "", ""))


def _facts(found: pipeline.VerbatimInFull, snapshot: Snapshot, span: tuple[int, int]) -> None:
    words, verbatim = session.words(), found.verbatim
    st.subheader(words.text("verbatim.facts"), anchor=False)
    facts = {
        "figure.source": components.source_name(snapshot, verbatim.source),
        "verbatim.export": verbatim.export,
        "verbatim.row": words.place(verbatim.locator),
        "verbatim.row_id": verbatim.source_row_id,
        "figure.date": words.show(verbatim.date, "date") if verbatim.date else "",
        "verbatim.segment": verbatim.segment,
        "verbatim.product": verbatim.product,
        "verbatim.rating": "" if verbatim.rating is None else words.show(verbatim.rating, "number"),
        "figure.language": words.spoken(verbatim.language),
        "verbatim.characters": f"{span[0]}–{span[1]}" if span[1] else "",
        "verbatim.sha256": verbatim.sha256[:16],
    }
    st.table(
        {words.text(key): plain(value) for key, value in facts.items() if value},
        border="horizontal",
        width="content",
        alt=words.text("verbatim.facts"),
    )


def _row(ws: Workspace, found: pipeline.VerbatimInFull) -> None:
    """The row as it stands in the export, read when it is asked for: of a large file that takes a while."""
    words = session.words()
    st.subheader(words.text("verbatim.row_title"), anchor=False)
    if not found.kept:
        st.caption(words.text("verbatim.not_kept"))
        return
    with st.expander(
        words.text("verbatim.show_row"), icon=":material/table_rows:", key="whole_row", on_change="rerun"
    ) as asked:
        if not asked.open:
            return
        try:
            with st.spinner(words.text("verbatim.reading_row")):
                cells = _row_in_export(str(ws.path), found.verbatim.id, found.verbatim.sha256, ws)
        except InsightSynthError as problem:
            components.show_error(problem)
            return
        hidden = words.text("verbatim.hidden")
        st.table(
            {plain(cell.column) or "–": hidden if cell.hidden else plain(cell.value) or "–" for cell in cells},
            border="horizontal",
            alt=words.text("verbatim.show_row"),
        )


# ---- helpers


def _go_to(verbatim_id: str) -> None:
    way: _Way = st.session_state[_AT]
    st.session_state[_AT] = _Way((*way.verbatims, verbatim_id), way.passage)


def _go_back() -> None:
    way: _Way = st.session_state[_AT]
    st.session_state[_AT] = _Way(way.verbatims[:-1] or way.verbatims, way.passage)


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CLIPPED else line[:_CLIPPED].rsplit(" ", 1)[0] + " …"


def _read_row(folder: str, verbatim_id: str, sha256: str, _ws: Workspace) -> tuple[pipeline.Cell, ...]:
    return pipeline.row_in_export(_ws, verbatim_id)


_row_in_export: Callable[[str, str, str, Workspace], tuple[pipeline.Cell, ...]] = st.cache_data(
    show_spinner=False, max_entries=32, ttl=600
)(_read_row)
