"""The parts that several pages share: quotations, the verbatim behind them, work in progress, empty and broken states.

Shows; what is shown is worked out elsewhere. Every text out of the data passes ``untrusted`` on its way.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import InsightSynthError
from insight_synth.ingest import redact
from insight_synth.model import Citation, Snapshot, Theme
from insight_synth.store import Workspace, records
from insight_synth.workbench import charts, session, uploads, workspaces
from insight_synth.workbench.places import Name, page_file
from insight_synth.workbench.untrusted import passage_html, plain, quotation_html

_log = logging.getLogger(__name__)
VERDICT_BADGES = {
    "track": ("green", ":material/monitoring:"),
    "keep": ("blue", ":material/bookmark:"),
    "fix": ("orange", ":material/build:"),
    "retire": ("gray", ":material/archive:"),
}


# ---- what stands above every page


@contextmanager
def errors_shown() -> Iterator[None]:
    """Errors as one clear message in place of the page; those that are our own fault go into the server's log."""
    try:
        yield
    except InsightSynthError as problem:
        show_error(problem)
    except Exception as problem:
        # Without its message, which may quote what a customer wrote.
        place = "".join(traceback.format_tb(problem.__traceback__))
        _log.error("a page failed with %s\n%s", type(problem).__name__, place)
        words = session.words()
        st.error(words.text("error.unexpected"), title=words.text("error.unexpected_title"), icon=":material/error:")


def show_error(problem: InsightSynthError) -> None:
    """What went wrong and what to do about it."""
    st.error(plain(session.error_of(problem)), title=session.words().text("error.title"), icon=":material/error:")


def work_in_progress(page: str = "") -> None:
    """What stands above the page of this name, "" for the first: see ``working``."""
    from insight_synth.workbench import working

    if ws := session.workspace():
        uploads.tidy(ws)
    working.shown(page)


def nothing_yet(ws: Workspace | None) -> None:
    """What a page shows where there is nothing to show: what to do."""
    words = session.words()
    if ws is None:
        st.info(words.text("empty.no_workspace"), title=words.text("empty.no_workspace_title"))
        link("home", words.text("empty.go_home"))
        return
    exports = workspaces.standing(ws, None).exports
    if workspaces.active_jobs(ws):
        st.info(words.text("empty.working"), title=words.text("empty.working_title"))
    elif exports:
        st.info(words.text("empty.not_analysed"), title=words.text("empty.not_analysed_title"))
        analyse_button(ws)
    else:
        st.info(words.text("empty.no_exports"), title=words.text("empty.no_exports_title"))
        link("add", words.text("empty.go_add"))


def not_counted(now: workspaces.Standing) -> None:
    """How many files and rows are left out of the sums; nothing where there are none."""
    aside = [export for export in now.exports if export.state != "accepted"]
    if aside:
        rows = sum(export.rows for export in aside)
        st.markdown(session.words().say("home.not_counted", exports=len(aside), rows=rows))


def analyse_button(ws: Workspace, *, again: bool = False) -> None:
    """Asks for an analysis."""
    words = session.words()
    label = words.text("home.analyse_again" if again else "home.analyse")
    if st.button(label, type="primary", icon=":material/play_arrow:", key="analyse"):
        workspaces.ask_for(ws, "analyse")
        st.rerun()


# ---- links


def link(name: Name, label: str, *, icon: str | None = None, **parameters: str) -> None:
    """A link to a page, with what it should open."""
    st.page_link(page_file(name), label=label, icon=icon, query_params=parameters or None)


def open_page(name: Name, **parameters: str) -> None:
    """Goes to a page, with what it should open."""
    st.switch_page(page_file(name), query_params=parameters)


def theme_link(theme: Theme) -> None:
    """A link to a theme by its name."""
    link("theme", plain(session.words().theme(theme)), icon=":material/label:", theme=theme.id)


# ---- quotations


def quotation(citation: Citation, snapshot: Snapshot, key: str, theme: Theme | None = None) -> None:
    """A quotation with where it comes from, and the way to the whole verbatim. ``key`` is unique on the page."""
    words = session.words()
    shown = pipeline.redacted(citation, session.workspace())
    with st.container(border=True):
        st.html(quotation_html(shown.text, shown.language, words.text("quote.open"), words.text("quote.close")))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(plain(_origin(citation, snapshot)), width="content")
            if st.button(
                words.text("quote.whole"), key=f"whole_{key}", type="tertiary", icon=":material/open_in_full:"
            ):
                _open_verbatim(citation, snapshot)
            if theme is not None:
                theme_link(theme)


def _origin(citation: Citation, snapshot: Snapshot) -> str:
    words = session.words()
    parts = [source_name(snapshot, citation.source), citation.locator]
    parts += [words.show(citation.date, "date")] if citation.date else []
    parts += [words.text(f"feeling.{citation.sentiment}")] if citation.sentiment else []
    return " · ".join(parts)


def _open_verbatim(citation: Citation, snapshot: Snapshot) -> None:
    words, ws = session.words(), session.workspace()
    assert ws is not None
    with ws.read() as connection:
        found = records.verbatims(connection, ids=[citation.verbatim_id])

    def whole() -> None:
        if not found:
            st.warning(words.text("verbatim.gone"))
            return
        verbatim = found[0]
        start, end = citation.start, citation.end
        text = redact(verbatim.text).text  # whole, as a number can be cut by the passage's end
        st.html(passage_html(text[:start], text[start:end], text[end:], verbatim.language))
        st.divider()
        facts = {
            "figure.source": source_name(snapshot, verbatim.source),
            "verbatim.export": verbatim.export,
            "verbatim.row": verbatim.locator,
            "figure.date": words.show(verbatim.date, "date") if verbatim.date else "",
            "verbatim.segment": verbatim.segment,
            "verbatim.product": verbatim.product,
            "verbatim.rating": "" if verbatim.rating is None else f"{verbatim.rating:g}",
            "figure.language": words.spoken(verbatim.language),
            "verbatim.characters": f"{start}–{end}",
            "verbatim.sha256": verbatim.sha256[:16],
        }
        st.table(
            {words.text(key): plain(value) for key, value in facts.items() if value},
            border="horizontal",
            width="content",
            alt=words.text("verbatim.facts"),
        )
        st.caption(words.text("verbatim.redacted"))

    st.dialog(words.text("verbatim.title"), width="large")(whole)()


# ---- figures and pictures


def source_name(snapshot: Snapshot, source_id: str) -> str:
    """The name of a source, or its id where it has none."""
    names = source_names(snapshot)
    return names.get(source_id, source_id)


def source_names(snapshot: Snapshot) -> dict[str, str]:
    """Names of sources by id."""
    return {profile.source.id: profile.source.name or profile.source.id for profile in snapshot.profiles}


def verdict_badge(verdict: str) -> None:
    """A verdict as a badge."""
    colour, icon = VERDICT_BADGES[verdict]
    st.badge(session.words().text(f"verdict.{verdict}"), icon=icon, color=colour)  # type: ignore[arg-type,unused-ignore]


def picture(
    chart: alt.Chart | alt.LayerChart,
    caption: str,
    table: pd.DataFrame,
    key: str,
    *,
    pick: bool = False,
    least_width: int = 0,
) -> str:
    """A chart with its caption and, folded below it, the table of its figures; returns what was picked, if asked.

    A chart that needs ``least_width`` pixels can be scrolled sideways where there are fewer.
    """
    words = session.words()
    st.caption(caption)
    place = st.grid(1, min_column_width=least_width, wrap=False) if least_width else st.container()
    event = place.altair_chart(chart, alt=caption, key=key, on_select="rerun" if pick else "ignore")
    with st.expander(words.text("figure.table"), icon=":material/table:"):
        st.dataframe(table, hide_index=True, alt=caption)
    return charts.picked_id(event) if pick else ""


def picked_row(table: pd.DataFrame, key: str, alt: str, config: dict[str, Any] | None = None) -> int | None:
    """A table of which a row can be picked; the row's number, or None."""
    event: Any = st.dataframe(
        table, hide_index=True, key=key, on_select="rerun", selection_mode="single-row", alt=alt, column_config=config
    )
    rows = event.selection.rows if event else []
    return int(rows[0]) if rows else None
