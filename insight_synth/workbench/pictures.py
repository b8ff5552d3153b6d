"""Charts and tables as every page shows them: with what they say in words, their figures, and a way for the keyboard.

Shows; what is drawn comes from ``charts`` and its neighbours, the figures from ``tables``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from insight_synth.workbench import charts, session
from insight_synth.workbench.untrusted import one_line


def picture(
    chart: alt.Chart | alt.LayerChart,
    caption: str,
    table: pd.DataFrame,
    key: str,
    *,
    says: str = "",
    pick: bool = False,
    ways: Mapping[str, str] | None = None,
    least_width: int = 0,
) -> str:
    """A chart with its caption and, folded below it, the table of its figures; returns what was picked, if asked.

    ``caption`` tells what is shown and how to read it; ``says`` is the message in words with its figures, for those
    who do not see the chart. ``ways`` names what can be picked, by its id: a list to choose from does by keyboard what
    a click on the chart does. A chart that needs ``least_width`` pixels can be scrolled sideways where there are fewer.
    """
    words = session.words()
    st.caption(caption)
    place = st.grid(1, min_column_width=least_width, wrap=False) if least_width else st.container()
    event = place.altair_chart(
        chart, alt=" ".join(filter(None, (caption, says))), key=key, on_select="rerun" if pick else "ignore"
    )
    chosen = _chosen(ways, key) if ways else None
    with st.expander(words.text("figure.table"), icon=":material/table:"):
        st.dataframe(table, hide_index=True, alt=caption)
    if not pick:
        return chosen or ""
    return chosen or charts.picked_id(event)


def picked_row(table: pd.DataFrame, key: str, alt: str, config: dict[str, Any] | None = None) -> int | None:
    """A table of which a row can be picked; the row's number, or None."""
    event: Any = st.dataframe(
        table, hide_index=True, key=key, on_select="rerun", selection_mode="single-row", alt=alt, column_config=config
    )
    rows = event.selection.rows if event else []
    return int(rows[0]) if rows else None


def _chosen(ways: Mapping[str, str], key: str) -> str | None:
    words = session.words()
    chosen: str | None = st.selectbox(
        words.text("figure.open"),
        list(ways),
        index=None,
        format_func=lambda picked: one_line(ways[picked]),
        placeholder=words.text("figure.open_hint"),
        key=f"{key}_open",
        width=340,
    )
    return chosen
