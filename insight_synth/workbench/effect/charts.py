"""The picture of an indicator: its monthly values between control limits, with the months that ask for attention.

Stands beside a table of the same figures; what the figures mean is said there.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from insight_synth.model import Effect
from insight_synth.workbench.wording import Wording

_QUIET, _LOUD, _DATE = "#238a99", "#c4574e", "#c77a10"  # each seen on light and dark


def control_chart(effect: Effect, words: Wording) -> alt.LayerChart:
    """Month by month with limits by each month's own numbers; the action and the changes of level as upright lines."""
    shares = effect.chart.kind == "p"
    calm, loud = words.text("effect.calm"), words.text("effect.loud")
    rows = [
        {
            "month": point.month,
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "centre": effect.chart.centre,
            "signal": loud if point.signals else calm,
            "named": words.month(point.month),
            "shown": words.show(point.value, "share" if shares else "number"),
            "of": words.say("figure.voices_of", voices=point.count, of=round(point.of)) if shares else "",
        }
        for point in effect.chart.points
    ]
    data = pd.DataFrame(rows)
    months = [point.month for point in effect.chart.points]
    x = alt.X(
        "month:O", title=None, scale=alt.Scale(domain=months),
        axis=alt.Axis(labelAngle=0, labelOverlap="greedy", ticks=False, labelSeparation=10),
    )  # fmt: skip
    y = alt.Y("value:Q", title=None, axis=alt.Axis(format=".0%" if shares else "~g"))
    base: Any = alt.Chart(data).encode(x=x)
    band = base.mark_area(opacity=0.16, color=_QUIET, interpolate="step").encode(
        y=alt.Y("low:Q", title=None), y2="high:Q"
    )
    centre = base.mark_line(strokeDash=[5, 4], color="#7d8a92", strokeWidth=1.5).encode(y="centre:Q")
    line = base.mark_line(color=_QUIET, strokeWidth=2).encode(y=y)
    dots = base.mark_point(size=70, filled=True, opacity=1).encode(
        y=y,
        color=alt.Color(
            "signal:N", title=None, scale=alt.Scale(domain=[calm, loud], range=[_QUIET, _LOUD]),
            legend=alt.Legend(orient="top", columns=2, labelLimit=300),
        ),
        shape=alt.Shape("signal:N", title=None, scale=alt.Scale(domain=[calm, loud], range=["circle", "diamond"])),
        tooltip=[
            alt.Tooltip("named:N", title=words.text("figure.month")),
            alt.Tooltip("shown:N", title=words.text("effect.value")),
            alt.Tooltip("of:N", title=words.text("figure.voices")),
            alt.Tooltip("signal:N", title=words.text("effect.signal")),
        ],
    )  # fmt: skip
    layers: list[Any] = [band, centre, line, dots]
    marks = [(change.month, words.text(f"effect.kind_{change.kind}")) for change in effect.changes]
    if effect.indicator.on and effect.indicator.on[:7] in months:
        marks.insert(0, (effect.indicator.on[:7], words.text("effect.action_mark")))
    for at, (month, text) in enumerate(marks):
        mark = pd.DataFrame([{"month": month, "text": text}])
        upright: Any = alt.Chart(mark)
        layers.append(upright.mark_rule(strokeDash=[4, 3], color=_DATE, size=2).encode(x=x))
        layers.append(
            upright.mark_text(align="left", dx=6, color=_DATE, baseline="top", fontWeight=600).encode(
                x=x, y=alt.value(14 * (at % 4)), text="text:N"
            )
        )
    chart = alt.LayerChart(layer=layers)
    return chart.properties(height=300)
