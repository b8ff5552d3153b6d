"""The page of mentions, part by part: what is shown in words, what narrows it, the list, and the way out as a file.

The address says what is shown; every control reads it and writes it, so that it can be sent to a colleague.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import NO_THEME, Filter, Sentiment, Snapshot
from insight_synth.store import Workspace
from insight_synth.store.mention_pages import Counted, Field, MentionRow, Order
from insight_synth.workbench import components, session, workspaces
from insight_synth.workbench.mentions import opening, quotations, selection
from insight_synth.workbench.untrusted import one_line, plain

SIZES = (25, 50)
VIEWS = ("cards", "table")
_OWN = ("theme", "source", "feeling", "language", "segment", "product", "first", "last", "month", "order", "page")
_PICKED = "mentions_picked"


@dataclass(frozen=True, slots=True)
class Look:
    """How a selection is looked at: in which order, how many on a page, as cards or as a table."""

    order: Order
    page: int
    size: int
    view: str


def look() -> Look:
    """As the address asks for it; what it asks for and is not there is as usual."""
    address = st.query_params
    order, view = address.get("order", ""), address.get("view", "")
    size, page = address.get("size", ""), address.get("page", "")
    return Look(
        cast(Order, order) if order in pipeline.MENTION_ORDERS else "typical",
        max(1, int(page)) if page.isdecimal() and len(page) < 8 else 1,
        int(size) if size in map(str, SIZES) else SIZES[0],
        view if view in VIEWS else VIEWS[0],
    )


def show(wanted: Filter) -> None:
    """Makes the address ask for this selection, from its first page on."""
    for name in _OWN:
        if name not in ("order", *opening.parameters(wanted)) and name in st.query_params:
            del st.query_params[name]
    st.query_params.update(opening.parameters(wanted))


def faulty(asked: opening.Asked) -> None:
    """What of the address means nothing here, and the way on without it."""
    words = session.words()
    told = [words.say(f"mentions.bad_{name}", value=plain(value[:80])) for name, value in asked.faults.items()]
    st.error(" ".join(told), title=words.text("mentions.bad"), icon=":material/link_off:")
    with st.container(horizontal=True):
        st.button(words.text("mentions.without_it"), key="mentions_without", on_click=show, args=(asked.wanted,))
        components.link("themes", words.text("home.all_themes"), icon=":material/category:")


def counted(ws: Workspace, wanted: Filter) -> Counted:
    """How much the selection holds, counted once an analysis."""
    return _counted(str(ws.path), workspaces.state_of_analysis(ws), wanted, ws)


def chips(wanted: Filter, shown: Snapshot) -> None:
    """What narrows the selection, a button each that takes it away."""
    words = session.words()
    parts = selection.parts(wanted, shown, words)
    if not parts:
        return
    with st.container(horizontal=True, gap="small", key="mentions_chips"):
        for at, part in enumerate(parts):
            st.button(
                plain(part.label),
                key=f"mentions_chip_{at}",
                icon=":material/close:",
                icon_position="right",
                help=words.say("mentions.take_away", part=plain(part.label)),
                on_click=show,
                args=(part.without,),
            )
        if len(parts) > 1:
            st.button(
                words.text("mentions.clear"),
                key="mentions_clear",
                type="tertiary",
                on_click=show,
                args=(Filter(),),
            )
        if wanted.theme not in ("", NO_THEME):
            components.link("theme", words.text("mentions.open_theme"), icon=":material/label:", theme=wanted.theme)


def controls(ws: Workspace, shown: Snapshot, wanted: Filter) -> None:
    """What can be narrowed by, with the values that occur; folded away, and worked out when unfolded."""
    words = session.words()
    with st.expander(
        words.text("mentions.narrow"), icon=":material/filter_list:", key="mentions_narrow", on_change="rerun"
    ) as box:
        if not box.open:
            return
        with st.grid(3, min_column_width=220):
            _theme(shown, wanted)
            names = components.source_names(shown)
            by_name = sorted(names, key=lambda one: (names[one].casefold(), one))
            _several("sources", "figure.source", by_name, wanted, lambda one: one_line(names.get(one, one)))
            _several("sentiments", "figure.feeling", list(_FEELINGS), wanted, _feeling)
            within = Filter(theme=wanted.theme)
            for name, field, label, named in (
                ("languages", "language", "figure.language", words.spoken),
                (
                    "segments",
                    "segment",
                    "figure.segment",
                    lambda one: one_line(one) or words.text("mentions.no_segment"),
                ),
                (
                    "products",
                    "product",
                    "verbatim.product",
                    lambda one: one_line(one) or words.text("mentions.no_product"),
                ),
            ):
                values = _values(str(ws.path), workspaces.state_of_analysis(ws), within, cast(Field, field), ws)
                if len(values) > 1 or getattr(wanted, name):
                    _several(name, label, selection.options(values, getattr(wanted, name)), wanted, named)
            _day("first", "mentions.from_day", wanted)
            _day("last", "mentions.to_day", wanted)


def arranging(at: Look) -> None:
    """The order, and whether cards or a table are shown."""
    words = session.words()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.session_state["mentions_order"] = at.order
        st.selectbox(
            words.text("mentions.order"),
            pipeline.MENTION_ORDERS,
            format_func=lambda one: words.text(f"mentions.order_{one}"),
            key="mentions_order",
            on_change=_keep,
            args=("order", "mentions_order"),
            width=220,
        )
        st.session_state["mentions_size"] = at.size
        st.segmented_control(
            words.text("mentions.size"),
            SIZES,
            required=True,
            key="mentions_size",
            on_change=_keep,
            args=("size", "mentions_size"),
        )
        st.session_state["mentions_view"] = at.view
        st.segmented_control(
            words.text("mentions.view"),
            VIEWS,
            required=True,
            format_func=lambda one: words.text(f"mentions.view_{one}"),
            key="mentions_view",
            on_change=_keep,
            args=("view", "mentions_view"),
        )


def listed(ws: Workspace, shown: Snapshot, wanted: Filter, at: Look, known: Counted) -> None:
    """The page of the list, and the way to the pages before and after."""
    words = session.words()
    pages = max(1, -(-known.mentions // at.size))
    number = min(at.page, pages)
    offset = (number - 1) * at.size
    found = pipeline.mentions_page(ws, wanted, order=at.order, offset=offset, limit=at.size, counted=known)
    last = offset + len(found.rows)
    st.caption(words.say("mentions.listed", first=offset + 1, last=last, all=known.mentions))
    themes = {theme.id: theme for theme in shown.themes}
    if at.view == "table":
        _table(ws, shown, found.rows)
    else:
        below = {row.citation.mention_id: themes[row.theme_id] for row in found.rows if row.theme_id in themes}
        quotations.listed([row.citation for row in found.rows], shown, "mention", below)
    if pages > 1:
        if st.session_state.get("mentions_page", number) != number:
            st.session_state["mentions_page"] = number  # the address says so, or there are fewer pages now
        st.pagination(pages, default=number, key="mentions_page", on_change=_keep, args=("page", "mentions_page"))


def download(ws: Workspace, wanted: Filter, order: Order) -> None:
    """The whole selection as a file, made when it is asked for."""
    words = session.words()
    st.download_button(
        words.text("mentions.download"),
        lambda: b"".join(pipeline.mentions_csv(ws, wanted, order)),
        file_name=selection.file_name(wanted),
        mime="text/csv",
        icon=":material/download:",
        help=words.text("mentions.download_help"),
        on_click="ignore",
        key="mentions_download",
    )


# ---- the controls

_FEELINGS: tuple[Sentiment, ...] = ("negative", "neutral", "positive", "mixed", "")


def _feeling(one: str) -> str:
    return session.words().text(f"feeling.{one}" if one else "mentions.untold")


def _theme(shown: Snapshot, wanted: Filter) -> None:
    words = session.words()
    named = {theme.id: one_line(words.listed(theme)) for theme in shown.shown_themes}
    if wanted.theme not in ("", NO_THEME):
        named.setdefault(wanted.theme, one_line(words.listed(shown.theme(wanted.theme))))
    named[NO_THEME] = words.text("mentions.no_theme")
    st.session_state["mentions_by_theme"] = wanted.theme or None

    def change() -> None:
        show(replace(wanted, theme=st.session_state["mentions_by_theme"] or ""))

    st.selectbox(
        words.text("figure.theme"),
        list(named),
        format_func=named.__getitem__,
        placeholder=words.text("mentions.every_theme"),
        index=None,
        key="mentions_by_theme",
        on_change=change,
    )


def _several(name: str, label: str, options: Sequence[str], wanted: Filter, named: Callable[[str], str]) -> None:
    words, key = session.words(), f"mentions_by_{name}"
    st.session_state[key] = list(getattr(wanted, name))

    def change() -> None:
        chosen: dict[str, Any] = {name: tuple(st.session_state[key])}
        show(replace(wanted, **chosen))

    st.multiselect(
        words.text(label),
        options,
        format_func=named,
        placeholder=words.text("mentions.any"),
        key=key,
        on_change=change,
    )


def _day(name: str, label: str, wanted: Filter) -> None:
    key, given = f"mentions_by_{name}", getattr(wanted, name)
    st.session_state[key] = datetime.date.fromisoformat(given) if given else None

    def change() -> None:
        chosen = st.session_state[key]
        day: dict[str, Any] = {name: chosen.isoformat() if chosen else ""}
        show(replace(wanted, **day))

    st.date_input(session.words().text(label), value=None, key=key, on_change=change, format="DD.MM.YYYY")


def _keep(name: str, key: str) -> None:
    """Writes what was chosen into the address; another order or size begins at the first page."""
    st.query_params[name] = str(st.session_state[key])
    if name in ("order", "size") and "page" in st.query_params:
        del st.query_params["page"]


# ---- the table


def _table(ws: Workspace, shown: Snapshot, rows: Sequence[MentionRow]) -> None:
    words = session.words()

    def picked() -> None:
        chosen = st.session_state["mentions_table"].selection.rows
        st.session_state[_PICKED] = rows[chosen[0]].citation.mention_id if chosen else ""

    st.dataframe(
        selection.table(pipeline.redacted_citations(ws, [row.citation for row in rows]), rows, shown, words),
        hide_index=True,
        key="mentions_table",
        on_select=picked,
        selection_mode="single-row",
        alt=words.text("mentions.table_alt"),
        column_config={words.text("mentions.passage"): st.column_config.TextColumn(width="large")},
    )
    st.caption(words.text("mentions.table_hint"))
    asked = st.session_state.pop(_PICKED, "")
    if row := next((row for row in rows if row.citation.mention_id == asked), None):
        quotations.open_verbatim(row.citation, shown)


# ---- asked once an analysis


def _count(folder: str, state: object, wanted: Filter, _ws: Workspace) -> Counted:
    return pipeline.count_mentions(_ws, wanted)


def _find_values(folder: str, state: object, wanted: Filter, field: Field, _ws: Workspace) -> dict[str, int]:
    return pipeline.mention_values(_ws, wanted, field)


_counted: Callable[[str, object, Filter, Workspace], Counted] = st.cache_data(show_spinner=False, max_entries=512)(
    _count
)
_values: Callable[[str, object, Filter, Field, Workspace], dict[str, int]] = st.cache_data(
    show_spinner=False, max_entries=64
)(_find_values)
