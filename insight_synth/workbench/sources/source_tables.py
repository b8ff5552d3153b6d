"""The tables of the catalogue and of sources taken away, as data frames in the words of a language.

As those of ``tables``: what the figures mean is worked out in ``source_rows``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from insight_synth.model import Theme
from insight_synth.report.untrusted import printable
from insight_synth.workbench.sources.source_rows import SourceRow
from insight_synth.workbench.wording import Wording


def catalogue(rows: Sequence[SourceRow], words: Wording) -> pd.DataFrame:
    """Every source with what it is, how well it does, the advice and the decision; a row a source."""
    return pd.DataFrame(
        [
            {
                words.text("figure.source"): printable(row.source.name),
                words.text("figure.verdict"): words.text(f"verdict.{row.verdict}") if row.verdict else "",
                words.text("catalogue.cost"): row.source.cost_per_year,
                words.text("catalogue.decided"): _decided(row, words),
                words.text("catalogue.fresh"): fresh(row, words),
                words.text("catalogue.complete"): _percent(row.complete),
                words.text("catalogue.rejected"): _percent(row.rejected),
                words.text("catalogue.held"): row.held_back,
                words.text("catalogue.compares"): _compares(row, words),
                words.text("figure.voices"): row.profile.voices if row.profile else None,
                words.text("figure.kind"): words.kind(row.source.kind),
                words.text("figure.owner"): printable(row.source.owner),
                words.text("facts.cadence"): words.text(f"cadence.{row.source.cadence}"),
                words.text("facts.purpose"): words.text(f"catalogue.{row.source.purpose}"),
                words.text("facts.information"): words.text(f"information.{row.source.information}"),
            }
            for row in rows
        ]
    )


def catalogue_columns(words: Wording) -> dict[str, Any]:
    """How the columns of the catalogue are shown, with what each means."""

    def meaning(key: str) -> str:
        return words.text(f"catalogue.{key}_help")

    number = st.column_config.NumberColumn
    return {
        words.text("figure.source"): st.column_config.TextColumn(width=240),
        words.text("figure.verdict"): st.column_config.TextColumn(width=90),
        words.text("catalogue.decided"): st.column_config.TextColumn(width=130),
        words.text("catalogue.fresh"): st.column_config.TextColumn(width=150, help=meaning("fresh")),
        words.text("catalogue.complete"): number(width=90, format="%.0f %%", help=meaning("complete")),
        words.text("catalogue.rejected"): number(width=90, format="%.1f %%", help=meaning("rejected")),
        words.text("catalogue.held"): number(width=90, help=meaning("held")),
        words.text("catalogue.compares"): st.column_config.TextColumn(width=100, help=meaning("compares")),
        words.text("figure.voices"): number(format="localized"),
        words.text("catalogue.cost"): number(format="localized", help=meaning("cost")),
        words.text("figure.owner"): st.column_config.TextColumn(width=140),
    }


def fresh(row: SourceRow, words: Wording) -> str:
    """Until when a source has data, and whether it stopped."""
    if row.profile is None or not row.profile.last:
        return ""
    last = words.show(row.profile.last, "date")
    return words.say("catalogue.stopped", day=last) if row.stopped else last


def falls(rows: Sequence[tuple[str, float, float]], words: Wording) -> pd.DataFrame:
    """What falls when sources are taken away."""
    return pd.DataFrame(
        [
            {
                words.text("removing.what"): what,
                words.text("removing.with_all"): words.show(before, "share"),
                words.text("removing.without_them"): words.show(after, "share"),
            }
            for what, before, after in rows
        ]
    )


def fates(lost: Sequence[Theme], weakened: Sequence[Theme], words: Wording) -> pd.DataFrame:
    """The themes that would be lost or weakened."""
    return pd.DataFrame(
        [
            {
                words.text("figure.theme"): words.listed(theme),
                words.text("removing.fate"): words.text(f"removing.fate_{fate}"),
                words.text("figure.voices"): theme.voices,
                words.text("figure.mentions"): theme.size,
            }
            for fate, themes in (("lost", lost), ("weakened", weakened))
            for theme in themes
        ]
    )


def _decided(row: SourceRow, words: Wording) -> str:
    if row.decision is None:
        return ""
    verdict = words.text(f"verdict.{row.decision.verdict}")
    return f"{verdict}, {words.show(row.decision.made_at[:10], 'date')}"


def _compares(row: SourceRow, words: Wording) -> str:
    return "" if row.compares is None else words.say("figure.voices_of", voices=row.compares, of=row.of_others)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
