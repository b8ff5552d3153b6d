"""The pictures of beliefs and of shares laid side by side; each stands beside a table of the same figures.

As those of ``charts``: built from rows, in the words given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from insight_synth.model import ComparedShare, Sides
from insight_synth.workbench.charts import NAME_LIMIT
from insight_synth.workbench.wording import Wording

SIDE_COLOURS: Mapping[str, str] = {"in_favour": "#22936c", "against": "#c4574e", "beside": "#76838a"}
_BASIS_COLOURS: Mapping[str, str] = {"post-stratified": "#238a99", "weighted": "#7a5fb0", "raw": "#76838a"}


def sides(rows: Sequence[tuple[str, Sides]], words: Wording) -> alt.Chart:
    """Voices for a belief, against and beside it, a stacked bar a row."""
    labels = {side: words.text(f"hunches.{side}") for side in SIDE_COLOURS}
    data = [
        {
            "name": name,
            "side": labels[side],
            "order": order,
            "voices": getattr(found, side),
            "of": words.say("figure.voices_of", voices=getattr(found, side), of=found.voices),
        }
        for name, found in rows
        for order, side in enumerate(SIDE_COLOURS)
    ]
    chart: alt.Chart = (
        alt.Chart(_data(data))
        .mark_bar(cornerRadius=1)
        .encode(
            x=alt.X("voices:Q", title=None, axis=alt.Axis(tickMinStep=1, labelOverlap="greedy")),
            y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=NAME_LIMIT, ticks=False, domain=False)),
            color=alt.Color(
                "side:N", title=None, legend=alt.Legend(orient="top", columns=1),
                scale=alt.Scale(domain=list(labels.values()), range=list(SIDE_COLOURS.values())),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("side:N", title=words.text("hunches.side")),
                alt.Tooltip("of:N", title=words.text("figure.voices")),
            ],
        )
        .properties(height=34 * max(1, len(rows)) + 150)
    )  # fmt: skip
    return chart


def compared(shares: Sequence[ComparedShare], names: Mapping[str, str], words: Wording) -> alt.LayerChart:
    """A theme's share in sources that compare, as it was made comparable, with its 95 % interval."""
    there = {row.basis for row in shares}
    labels = {basis: words.text(f"compared.{basis}") for basis in _BASIS_COLOURS if basis in there}
    colours = [_BASIS_COLOURS[basis] for basis in labels]
    rows = [
        {
            "source": names.get(row.source, row.source),
            "share": row.share,
            "low": row.low,
            "high": row.high,
            "shown": words.show(row.share, "share"),
            "between": f"{words.show(row.low, 'share')} – {words.show(row.high, 'share')}",
            "voices": words.say("figure.voices_of", voices=row.voices, of=row.of_voices),
            "basis": labels[row.basis],
        }
        for row in shares
    ]
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("source:N", sort=None, title=None, axis=alt.Axis(labelLimit=NAME_LIMIT, ticks=False, domain=False)),
        color=alt.Color("basis:N", title=None, legend=alt.Legend(orient="top", columns=1, labelLimit=300),
                        scale=alt.Scale(domain=list(labels.values()), range=colours)),
        tooltip=[
            alt.Tooltip("source:N", title=words.text("figure.source")),
            alt.Tooltip("shown:N", title=words.text("figure.share")),
            alt.Tooltip("between:N", title=words.text("figure.interval")),
            alt.Tooltip("voices:N", title=words.text("figure.voices")),
            alt.Tooltip("basis:N", title=words.text("compared.col_basis")),
        ],
    )  # fmt: skip
    axis = alt.Axis(format=".0%", labelOverlap="greedy")
    bar = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title=None, axis=axis), x2="high:Q")
    dot = base.mark_point(size=90, filled=True, opacity=1).encode(x=alt.X("share:Q", title=None))
    layers = alt.LayerChart(layer=[bar, dot])
    return layers.properties(height=28 * max(1, len(rows)) + 100)


def _data(rows: Sequence[Mapping[str, Any]]) -> Any:
    return pd.DataFrame(list(rows))
