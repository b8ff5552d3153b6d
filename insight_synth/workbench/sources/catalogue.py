"""The catalogue in the browser: what all sources sum up to, those asked for as a table, and the months each covers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from insight_synth.workbench import charts, components, pictures, session, tables, views
from insight_synth.workbench.sources import source_rows, source_tables
from insight_synth.workbench.sources.source_rows import SourceRow
from insight_synth.workbench.untrusted import one_line

_PICTURED = 40  # sources
_TALLEST = 900  # pixels of the catalogue


def sums(rows: Sequence[SourceRow]) -> None:
    """How many sources there are, what they cost, and what those cost that are advised to go."""
    words, found = session.words(), source_rows.costs(rows)
    euros = words.say("source.euros", cost=round(found.of_all))
    card: Any = {"delta_color": "off", "delta_arrow": "off", "border": True, "height": "stretch"}
    with st.grid(4, min_column_width=140):
        counting = len(rows) - found.retired
        retired = words.say("catalogue.and_retired", sources=found.retired) if found.retired else None
        st.metric(words.text("sources.title"), words.show(counting), retired, **card)
        unknown = words.say("catalogue.cost_unknown", sources=found.unknown) if found.unknown else None
        st.metric(words.text("source.cost"), euros, unknown, **card)
        advised = words.say("catalogue.of_sources", sources=found.advised_sources)
        going = words.say("source.euros", cost=round(found.advised))
        st.metric(words.text("catalogue.advised"), going, advised, **card)
        if found.retired:
            saved = words.say("source.euros", cost=round(found.saved))
            gone = words.say("catalogue.of_sources", sources=found.retired)
            st.metric(words.text("removing.saved"), saved, gone, **card)
        else:
            held = words.show(sum(row.held_back for row in rows))
            st.metric(words.text("catalogue.held"), held, **card)


def shown(rows: Sequence[SourceRow]) -> None:
    """The sources asked for, a row each; one can be opened."""
    words, found = session.words(), _narrowed(rows)
    if not found:
        st.info(words.text("catalogue.none"))
        return
    st.caption(words.say("catalogue.pick", sources=len(found), of=len(rows)))
    event: Any = st.dataframe(
        source_tables.catalogue(found, words),
        hide_index=True,
        height=min(_TALLEST, 35 * len(found) + 38),
        key="sources_table",
        on_select="rerun",
        selection_mode="single-row",
        alt=words.text("sources.catalogue"),
        column_config=source_tables.catalogue_columns(words),
    )
    if event and event.selection.rows:
        components.open_page("source", source=found[event.selection.rows[0]].source.id)
    names = {one.source.id: one.source.name for one in found}
    chosen = st.selectbox(
        words.text("sources.open"),
        sorted(names, key=lambda key: one_line(names[key]).casefold()),
        index=None,
        format_func=lambda source: one_line(names[source]),
        placeholder=words.text("sources.open_hint"),
        key="sources_open",
    )
    if chosen:
        components.open_page("source", source=chosen)
    pairs = [(one.advice, one.profile) for one in found if one.advice and one.profile][:_PICTURED]
    if pairs:
        picked = pictures.picture(
            charts.periods([(profile, advice.verdict) for advice, profile in pairs], words),
            words.text("sources.periods_caption"),
            tables.periods(pairs, words),
            "sources_periods",
            pick=True,
        )
        if picked:
            components.open_page("source", source=picked)


def _narrowed(rows: Sequence[SourceRow]) -> Sequence[SourceRow]:
    """The rows that the reader asks for by advice, decision, kind and owner."""
    words = session.words()
    verdicts = st.pills(
        words.text("figure.verdict"),
        [verdict for verdict in views.VERDICTS if any(row.verdict == verdict for row in rows)],
        selection_mode="multi",
        format_func=lambda one: f"{words.text(f'verdict.{one}')} {sum(row.verdict == one for row in rows)}",
        key="sources_verdicts",
        help=words.text("sources.verdicts"),
    )
    with st.grid(3, min_column_width=180):
        kinds = st.multiselect(
            words.text("figure.kind"),
            sorted({row.source.kind for row in rows}, key=words.kind),
            format_func=words.kind,
            placeholder=words.text("catalogue.every"),
            key="sources_kinds",
        )
        owners = st.multiselect(
            words.text("figure.owner"),
            sorted({row.source.owner for row in rows if row.source.owner}),
            format_func=one_line,
            placeholder=words.text("catalogue.every"),
            key="sources_owners",
        )
        decisions = st.multiselect(
            words.text("catalogue.decided"),
            [one for one in views.VERDICTS if any(row.decision and row.decision.verdict == one for row in rows)],
            format_func=lambda one: words.text(f"verdict.{one}"),
            placeholder=words.text("catalogue.every"),
            key="sources_decisions",
        )
    return source_rows.chosen(rows, verdicts, kinds, owners, decisions)
