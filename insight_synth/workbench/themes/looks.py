"""The four views of the page Themes: the map, the table, themes by source, and themes through time.

Shows; every theme, field and month in them opens. What is worked out once an analysis is shared by all sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import Filter, Snapshot, Theme
from insight_synth.pipeline import Spot
from insight_synth.store import Workspace
from insight_synth.workbench import charts, components, pictures, session, tables, views, workspaces
from insight_synth.workbench.mentions import opening
from insight_synth.workbench.themes import bubbles, deciding, theme_charts, theme_tables, theme_views
from insight_synth.workbench.themes.theme_views import Narrowing
from insight_synth.workbench.untrusted import one_line, plain

_COURSES = 9  # small pictures on a page
_COURSE_WIDTH = 290  # pixels


def of_group(ws: Workspace, wanted: Narrowing) -> Mapping[str, int] | None:
    """The voices of the chosen customer group by theme; None where none is chosen."""
    return _of_group(str(ws.path), workspaces.state_of_analysis(ws), wanted.group, ws) if wanted.group else None


def as_map(ws: Workspace, shown: Snapshot, found: Sequence[Theme], group: Mapping[str, int] | None) -> None:
    """Themes on a plane: near where they are spoken of in similar words."""
    words, spots = session.words(), _spots(str(ws.path), workspaces.state_of_analysis(ws), ws)
    if not spots:
        st.info(words.text("themes.no_map"), icon=":material/map:")
        as_table(ws, shown, found, group)
        return
    st.caption(words.text("themes.map_caption" if group is None else "themes.map_caption_group"))
    chosen = [theme.id for theme in found]
    voices = {theme.id: theme.voices for theme in shown.top_themes} if group is None else group
    event = st.echarts_chart(
        bubbles.picture(spots, shown.top_themes, chosen, voices, words),
        height=bubbles.HEIGHT,
        renderer="svg",  # its words take the colour of the page from page.css
        on_select="rerun",
        key=f"themes_map_{len(chosen)}",
        alt=words.say("themes.map_alt", themes=len(chosen), most=one_line(words.theme(found[0]))),
    )
    if theme := bubbles.picked(event, bubbles.drawn(spots, shown.top_themes, chosen)):
        components.open_page("theme", theme=theme)
    opener(shown, found)
    with st.expander(words.text("figure.table"), icon=":material/table:"):
        st.dataframe(tables.themes(found, words), hide_index=True, alt=words.text("themes.table_alt"))


def as_table(ws: Workspace, shown: Snapshot, found: Sequence[Theme], group: Mapping[str, int] | None) -> None:
    """Every theme with its figures; a row opens its theme, two rows can be merged."""
    words = session.words()
    caption = st.empty()
    caption.caption(words.text("themes.table_caption"))
    table = theme_tables.overview(found, words, group)
    config = st.column_config
    event: Any = st.dataframe(
        table,
        hide_index=True,
        key=f"themes_table_{session.words().language}_{len(found)}",
        on_select="rerun",
        selection_mode="multi-row",
        alt=words.text("themes.table_alt"),
        height=min(720, 36 * len(found) + 39),
        column_config={
            "theme": config.TextColumn(words.text("figure.theme"), width=200),
            "open": config.ButtonColumn(words.text("themes.open_column"), key="themes_open_row", type="tertiary"),
            "voices": config.NumberColumn(words.text("figure.voices"), format="localized"),
            "group": config.NumberColumn(words.text("themes.group_voices"), format="localized"),
            "mentions": config.NumberColumn(words.text("figure.mentions"), format="localized"),
            "independent": config.NumberColumn(
                words.text("themes.independent"), help=words.text("themes.independent_help")
            ),
            "recurs": config.CheckboxColumn(words.text("figure.recurs"), help=words.text("themes.recurs")),
            "tone": config.NumberColumn(
                words.text("themes.feeling"), format="%+.2f", help=words.text("theme.tone_help")
            ),
            "trend": config.TextColumn(words.text("figure.trend")),
            "began": config.TextColumn(words.text("figure.began"), width=80),
            "course": config.BarChartColumn(words.text("themes.course"), y_min=0, width=110),
        },
    )
    if click := st.session_state.get("themes_open_row"):
        components.open_page("theme", theme=found[click["row"]].id)
    rows = [row for row in (event.selection.rows if event else []) if row < len(found)]
    if rows:  # what can be done with them stands below the table, often out of sight
        ticked = words.say("themes.ticked", themes=len(rows))
        caption.caption(f"{words.text('themes.table_caption')} **{ticked}**")
    _of_rows(ws, shown, [found[row] for row in rows])


def by_source(shown: Snapshot, found: Sequence[Theme], wanted: Narrowing) -> None:
    """Themes by sources; a field opens the passages behind it."""
    words, names = session.words(), components.source_names(shown)
    cells = [cell for cell in views.cells(shown, found) if not wanted.sources or cell.source in wanted.sources]
    picked = pictures.picture(
        theme_charts.heat_map(cells, names, words),
        words.text("themes.heat_caption"),
        tables.heat(cells, names, words),
        "themes_heat",
        pick=True,
        least_width=250 + 30 * len({cell.source for cell in cells}),
    )
    if picked:
        theme, source = theme_charts.of_cell(picked)
        opening.go(Filter(theme=theme, sources=(source,)))
    with st.container(horizontal=True, vertical_alignment="bottom", key="heat_opener"):
        theme = st.selectbox(
            words.text("figure.theme"),
            [one.id for one in found],
            format_func=lambda one: one_line(words.listed(shown.theme(one))),
            key="heat_theme",
        )
        heard = {entry.source: entry for entry in shown.theme(theme).evidence if entry.voices}
        source = st.selectbox(
            words.text("figure.source"),
            sorted(heard, key=lambda one: (-heard[one].voices, one)),
            format_func=lambda one: f"{one_line(names[one])} ({words.show(heard[one].voices)})",
            key=f"heat_source_{theme}",
        )
        if source:
            opening.link(words.text("themes.read_passages"), Filter(theme=theme, sources=(source,)))


def through_time(found: Sequence[Theme]) -> None:
    """A small picture a theme, those that move first; a bar opens the passages of its time."""
    words = session.words()
    there = [theme for theme in theme_views.moving_first(found) if theme.series.months]
    if not there:
        st.info(words.text("themes.no_months"), icon=":material/calendar_month:")
        return
    st.caption(words.text("themes.time_caption"))
    pages = -(-len(there) // _COURSES)
    slot = st.container()
    number = st.pagination(pages, key="themes_time_page") if pages > 1 else 1
    listed = there[(number - 1) * _COURSES : number * _COURSES]
    with slot, st.grid(3, min_column_width=_COURSE_WIDTH):
        for theme in listed:
            with st.container(border=True):
                _course(theme)
    with st.expander(words.text("figure.table"), icon=":material/table:"):
        st.dataframe(theme_tables.course(listed, words), hide_index=True, alt=words.text("themes.time_caption"))


def opener(shown: Snapshot, found: Sequence[Theme]) -> None:
    """The way to a theme by its name."""
    words = session.words()
    chosen = st.selectbox(
        words.text("themes.open"),
        [theme.id for theme in found],
        index=None,
        format_func=lambda theme_id: one_line(words.listed(shown.theme(theme_id))),
        placeholder=words.text("themes.open_hint"),
        key="themes_open",
    )
    if chosen:
        components.open_page("theme", theme=chosen)


def movements(theme: Theme) -> list[tuple[str, str, str]]:
    """What moves about a theme, as badges: text, icon and colour."""
    words = session.words()
    found = []
    if theme.started:
        found.append((words.say("theme.began_in", month=words.month_in(theme.started)), "flag", "orange"))
    if theme.ended:
        found.append((words.say("theme.ended_in", month=words.month_in(theme.ended)), "stop_circle", "gray"))
    if theme.trend == "rising":
        found.append((words.text("trend.rising"), "trending_up", "orange"))
    if theme.trend == "falling":
        found.append((words.text("trend.falling"), "trending_down", "blue"))
    return found


def _course(theme: Theme) -> None:
    words = session.words()
    components.theme_link(theme)
    moves = movements(theme)
    with st.container(horizontal=True, gap="small"):
        for text, icon, colour in moves:
            st.badge(text, icon=f":material/{icon}:", color=colour)
        if not moves:
            st.badge(words.text(f"trend.{theme.trend}"), color="gray")
    _, spans = theme_views.spans(theme)
    top = max(spans, key=lambda span: (span.share, span.first))
    event = st.altair_chart(
        theme_charts.course(theme, words, small=True),
        key=f"course_{theme.id}",
        on_select="rerun",
        alt=words.say(
            "themes.course_alt", theme=one_line(words.theme(theme)), share=words.show(top.share, "share"),
            month=words.month_in(top.first),
        ),
    )  # fmt: skip
    if picked := charts.picked_id(event):
        first, last = theme_charts.of_span(picked)
        opening.go(theme_views.within(Filter(theme=theme.id), first, last))


def _of_rows(ws: Workspace, shown: Snapshot, chosen: Sequence[Theme]) -> None:
    """What can be done with the rows that are chosen."""
    words = session.words()
    if not chosen:
        return
    with st.container(border=True, key="chosen_themes"):
        if len(chosen) == 1:
            components.link(
                "theme",
                words.say("themes.open_one", theme=plain(words.theme(chosen[0]))),
                icon=":material/label:",
                theme=chosen[0].id,
            )
            st.caption(words.text("themes.choose_second"))
        elif len(chosen) == 2:
            deciding.merge_two(ws, shown, chosen[0], chosen[1])
        else:
            st.caption(words.text("themes.choose_two"))


# ---- once an analysis


def _find_spots(folder: str, state: object, _ws: Workspace) -> tuple[Spot, ...]:
    return pipeline.theme_map(_ws)


def _count_group(folder: str, state: object, group: str, _ws: Workspace) -> Mapping[str, int]:
    return pipeline.themes_of_group(_ws, group)


_spots: Callable[[str, object, Workspace], tuple[Spot, ...]] = st.cache_resource(show_spinner=False, max_entries=4)(
    _find_spots
)
_of_group: Callable[[str, object, str, Workspace], Mapping[str, int]] = st.cache_resource(
    show_spinner=False, max_entries=32
)(_count_group)
