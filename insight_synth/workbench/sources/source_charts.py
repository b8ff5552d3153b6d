"""The pictures of sources taken away; each stands beside a table of the same figures.

As those of ``charts``: built from rows, in the words given.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from insight_synth.model import Theme
from insight_synth.workbench.charts import NAME_LIMIT
from insight_synth.workbench.wording import Wording

_FATES = {"lost": "#c4574e", "weakened": "#b06d0c"}
_WITH, _WITHOUT = "#76838a", "#238a99"

Fall = tuple[str, float, float]
"""What falls, with all sources and without those taken away; 0…1."""


def falls(rows: Sequence[Fall], words: Wording) -> alt.LayerChart:
    """How far each of these falls: a hollow point with all sources, a filled one without those taken away."""
    all_, rest = words.text("removing.with_all"), words.text("removing.without_them")
    points = [
        {"what": what, "value": value, "shown": words.show(value, "share"), "when": when}
        for what, before, after in rows
        for when, value in ((all_, before), (rest, after))
    ]
    spans = [{"what": what, "before": before, "after": after} for what, before, after in rows]
    y = alt.Y("what:N", sort=None, title=None, axis=alt.Axis(labelLimit=NAME_LIMIT, ticks=False, domain=False))
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format=".0%", labelOverlap="greedy")
    line = (
        alt.Chart(pd.DataFrame(spans))
        .mark_rule(strokeWidth=2, color=_WITH)
        .encode(y=y, x=alt.X("after:Q", title=None, scale=scale, axis=axis), x2="before:Q")
    )
    dots = (
        alt.Chart(pd.DataFrame(points))
        .mark_point(size=130, filled=True, opacity=1)
        .encode(
            y=y,
            x=alt.X("value:Q", title=None, scale=scale, axis=axis),
            color=alt.Color(
                "when:N", title=None, legend=alt.Legend(orient="top", columns=2, labelLimit=220),
                scale=alt.Scale(domain=[all_, rest], range=[_WITH, _WITHOUT]),
            ),
            shape=alt.Shape(
                "when:N", title=None, legend=alt.Legend(orient="top", columns=2, labelLimit=220),
                scale=alt.Scale(domain=[all_, rest], range=["diamond", "circle"]),
            ),
            tooltip=[
                alt.Tooltip("what:N", title=" "),
                alt.Tooltip("when:N", title=" "),
                alt.Tooltip("shown:N", title=words.text("figure.share")),
            ],
        )
    )  # fmt: skip
    layers = alt.LayerChart(layer=[line, dots])
    return layers.properties(height=46 * len(rows) + 80)


def fates(lost: Sequence[Theme], weakened: Sequence[Theme], words: Wording) -> alt.Chart:
    """The themes that would be lost or weakened, by the voices that speak of them now."""
    rows = [
        {"theme": words.listed(theme), "voices": theme.voices, "fate": words.text(f"removing.fate_{fate}")}
        for fate, themes in (("lost", lost), ("weakened", weakened))
        for theme in themes
    ]
    there = [fate for fate, themes in (("lost", lost), ("weakened", weakened)) if themes]
    chart: alt.Chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(cornerRadiusEnd=3)
        .encode(
            x=alt.X("voices:Q", title=words.text("figure.voices"), axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("theme:N", sort=None, title=None, axis=alt.Axis(labelLimit=NAME_LIMIT, ticks=False, domain=False)),
            color=alt.Color(
                "fate:N", title=None, legend=alt.Legend(orient="top", columns=1, labelLimit=300),
                scale=alt.Scale(
                    domain=[words.text(f"removing.fate_{fate}") for fate in there],
                    range=[_FATES[fate] for fate in there],
                ),
            ),
            tooltip=[
                alt.Tooltip("theme:N", title=words.text("figure.theme")),
                alt.Tooltip("fate:N", title=" "),
                alt.Tooltip("voices:Q", title=words.text("figure.voices"), format=","),
            ],
        )
        .properties(height=30 * max(1, len(rows)) + 90)
    )  # fmt: skip
    return chart
