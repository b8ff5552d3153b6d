"""The pictures of the pages Themes and Theme as Altair charts, each built so that what it shows can be opened.

As those of ``charts``: from rows, in the words given. What was clicked comes back as an id: of a theme, a source, a
customer group, a span of months, or of a theme and a source (:func:`cell_id`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from insight_synth.model import Evidence, Theme
from insight_synth.pipeline import GroupShare
from insight_synth.workbench import charts, views
from insight_synth.workbench.charts import NAME_LIMIT, PICKED
from insight_synth.workbench.themes import theme_tables, theme_views
from insight_synth.workbench.untrusted import one_line
from insight_synth.workbench.wording import Wording

STANDS, CHANCE = "#238a99", "#8a949b"
MARK = "#c77a10"
FEW = 20  # voices of a span below which its bar is pale
_ROW = 30
_APART = "|"


def cell_id(theme_id: str, source: str) -> str:
    """The id of a field of the heat map."""
    return f"{theme_id}{_APART}{source}"


def of_cell(picked: str) -> tuple[str, str]:
    """The theme and the source of a field that was clicked."""
    theme, _, source = picked.partition(_APART)
    return theme, source


def heat_map(cells: Sequence[views.Cell], names: Mapping[str, str], words: Wording) -> alt.Chart:
    """Share of each source's voices by theme; pale where it is not beyond chance, empty where nobody speaks of it."""
    rows = [
        {
            "id": cell_id(cell.theme.id, cell.source),
            "theme": one_line(words.listed(cell.theme)),
            "source": one_line(names[cell.source]),
            "share": cell.evidence.share,
            "shown": words.show(cell.evidence.share, "share"),
            "between": f"{words.show(cell.evidence.low, 'share')} – {words.show(cell.evidence.high, 'share')}",
            "voices": words.say("figure.voices_of", voices=cell.evidence.voices, of=cell.evidence.of_voices),
            "stands": cell.evidence.stands,
        }
        for cell in cells
        if cell.evidence and cell.evidence.voices
    ]
    sources = list(dict.fromkeys(one_line(names[cell.source]) for cell in cells))
    themes = list(dict.fromkeys(one_line(words.listed(cell.theme)) for cell in cells))
    chart: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_rect(cornerRadius=2, cursor="pointer")
        .encode(
            x=alt.X(
                "source:N", sort=None, title=None, scale=alt.Scale(domain=sources),
                axis=alt.Axis(
                    orient="top", labelAngle=-50, labelLimit=170, labelOverlap=False, ticks=False, domain=False
                ),
            ),
            y=alt.Y(
                "theme:N", sort=None, title=None, scale=alt.Scale(domain=themes),
                axis=_names_axis(),
            ),
            color=alt.Color(
                "share:Q", title=words.text("figure.share"),
                legend=alt.Legend(format=".0%", orient="bottom", gradientLength=220),
            ),
            opacity=alt.condition("datum.stands", alt.value(1.0), alt.value(0.35)),
            tooltip=[alt.Tooltip("theme:N", title=words.text("figure.theme")), *_share_told(words)],
        )
        .properties(height=max(160, 26 * len(themes) + 190))
        .add_params(_picking())
    )  # fmt: skip
    return chart


def course(theme: Theme, words: Wording, *, small: bool = False) -> alt.LayerChart:
    """The share of all voices that speak of a theme through time, with where it began and ended."""
    unit, spans = theme_views.spans(theme)
    rows = [
        {
            "id": f"{span.first}{_APART}{span.last}",
            "at": span.first,
            "share": span.share,
            "shown": words.show(span.share, "share"),
            "named": theme_tables.span_name(unit, span, words),
            "voices": words.say("figure.voices_of", voices=span.voices, of=span.of_voices),
            "few": span.of_voices < FEW,
        }
        for span in spans
    ]
    most = max((span.share for span in spans), default=0.0) or 1.0
    ticks = 2 if small else 5
    form = {
        "month": "datum.value",
        "quarter": "slice(datum.value, 5) == '01' ? slice(datum.value, 0, 4) : ''",
        "year": "slice(datum.value, 0, 4)",
    }[unit]
    bars = (
        alt.Chart(_data(rows))
        .mark_bar(cornerRadiusTopLeft=2, cornerRadiusTopRight=2, cursor="pointer")
        .encode(
            x=alt.X(
                "at:O", title=None,
                axis=alt.Axis(
                    labelAngle=0, labelOverlap="greedy", ticks=False, labelSeparation=8 if small else 12,
                    labelExpr=form, labelFontSize=10 if small else 12,
                ),
            ),
            y=alt.Y(
                "share:Q", title=None, axis=alt.Axis(format=".0%" if most >= 0.05 else ".1%", tickCount=ticks),
                scale=alt.Scale(domain=[0, 1.25 * most]),
            ),
            opacity=alt.condition("datum.few", alt.value(0.35), alt.value(1.0)),
            tooltip=[
                alt.Tooltip("named:N", title=words.text("figure.period")),
                alt.Tooltip("shown:N", title=words.text("figure.share")),
                alt.Tooltip("voices:N", title=words.text("figure.voices")),
            ],
        )
        .add_params(_picking())
    )  # fmt: skip
    layers: list[Any] = [bars]
    for when, key in ((theme.started, "theme.began"), (theme.ended, "theme.ended")):
        at = next((span.first for span in spans if span.first <= when <= span.last), "") if when else ""
        if at:
            mark = _data([{"at": at, "text": words.text(key)}])
            late = at > spans[len(spans) // 2].first
            layers.append(alt.Chart(mark).mark_rule(strokeDash=[4, 3], color=MARK, size=2).encode(x="at:O"))
            layers.append(
                alt.Chart(mark)
                .mark_text(
                    align="right" if late else "left", dx=-6 if late else 6, color=MARK, baseline="top", fontWeight=600
                )
                .encode(x="at:O", y=alt.value(0), text="text:N")
            )
    layered = alt.LayerChart(layer=layers)
    return layered.properties(height=120 if small else 240)


def of_span(picked: str) -> tuple[str, str]:
    """The first and the last month of a bar that was clicked."""
    first, _, last = picked.partition(_APART)
    return first, last


def intervals(entries: Sequence[Evidence], names: Mapping[str, str], words: Wording) -> alt.LayerChart:
    """The share of each source's voices with its 95 % Wilson interval; a ring where it is not beyond chance."""
    yes, no = words.text("theme.stands"), words.text("theme.chance")
    rows = [
        {
            "id": entry.source,
            "source": one_line(names[entry.source]),
            "share": entry.share,
            "low": entry.low,
            "high": entry.high,
            "shown": words.show(entry.share, "share"),
            "between": f"{words.show(entry.low, 'share')} – {words.show(entry.high, 'share')}",
            "voices": words.say("figure.voices_of", voices=entry.voices, of=entry.of_voices),
            "stands": yes if entry.stands else no,
        }
        for entry in entries
    ]
    return _with_intervals(rows, [yes, no], words)


def groups(shares: Sequence[GroupShare], words: Wording) -> alt.LayerChart:
    """The share of each customer group's voices with its 95 % Wilson interval."""
    rows = [
        {
            "id": one.group,
            "source": theme_tables.group_name(one.group, words),
            "share": one.share,
            "low": one.low,
            "high": one.high,
            "shown": words.show(one.share, "share"),
            "between": f"{words.show(one.low, 'share')} – {words.show(one.high, 'share')}",
            "voices": words.say("figure.voices_of", voices=one.voices, of=one.of_voices),
            "stands": "",
        }
        for one in shares
    ]
    return _with_intervals(rows, [""], words, of="figure.segment")


def tones(theme: Theme, names: Mapping[str, str], words: Wording) -> alt.Chart:
    """How each source speaks of a theme: a bar a source, of the passages whose tone could be told."""
    rows = [
        {
            "id": cell_id(entry.source, name),
            "source": one_line(names[entry.source]),
            "feeling": words.text(f"feeling.{name}"),
            "mentions": getattr(entry, name),
            "order": order,
        }
        for entry in views.evidence_by_share(theme)
        for order, name in enumerate(charts.FEELING_COLOURS)
        if getattr(entry, name)
    ]
    labels = [words.text(f"feeling.{name}") for name in charts.FEELING_COLOURS]
    count = len({row["source"] for row in rows})
    chart: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_bar(size=18, cursor="pointer")
        .encode(
            x=alt.X("mentions:Q", stack="normalize", title=None, axis=alt.Axis(format=".0%")),
            y=alt.Y("source:N", sort=None, title=None, axis=_names_axis()),
            color=alt.Color(
                "feeling:N", title=None, sort=None, legend=alt.Legend(orient="top", columns=2),
                scale=alt.Scale(domain=labels, range=list(charts.FEELING_COLOURS.values())),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("source:N", title=words.text("figure.source")),
                alt.Tooltip("feeling:N", title=words.text("figure.feeling")),
                alt.Tooltip("mentions:Q", title=words.text("figure.mentions"), format=","),
            ],
        )
        .properties(height=_ROW * max(1, count) + 90)
        .add_params(_picking())
    )  # fmt: skip
    return chart


def _with_intervals(
    rows: Sequence[Mapping[str, Any]], domain: list[str], words: Wording, of: str = "figure.source"
) -> alt.LayerChart:
    there = {row["stands"] for row in rows}
    legend = alt.Legend(orient="top", columns=1, labelLimit=300) if len(there) > 1 else None
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("source:N", sort=None, title=None, axis=_names_axis()),
        color=alt.Color(
            "stands:N", sort=domain, title=None, legend=legend,
            scale=alt.Scale(domain=domain, range=[STANDS, CHANCE][: len(domain)]),
        ),
        tooltip=_share_told(words, of),
    )  # fmt: skip
    share = alt.X("low:Q", title=None, axis=alt.Axis(format=".0%", labelOverlap="greedy"))
    bar = base.mark_rule(strokeWidth=2).encode(x=share, x2="high:Q")
    dot = (
        base.mark_point(size=110, filled=True, opacity=1, cursor="pointer")
        .encode(
            x=alt.X("share:Q", title=None),
            shape=alt.Shape(
                "stands:N", sort=domain, title=None, legend=legend,
                scale=alt.Scale(domain=domain, range=["circle", "diamond"][: len(domain)]),
            ),
        )
        .add_params(_picking())
    )  # fmt: skip
    layers = alt.LayerChart(layer=[bar, dot])
    return layers.properties(height=_ROW * max(1, len(rows)) + (80 if legend else 40))


def _share_told(words: Wording, of: str = "figure.source") -> list[alt.Tooltip]:
    return [
        alt.Tooltip("source:N", title=words.text(of)),
        alt.Tooltip("shown:N", title=words.text("figure.share")),
        alt.Tooltip("between:N", title=words.text("figure.interval")),
        alt.Tooltip("voices:N", title=words.text("figure.voices")),
    ]


def _names_axis() -> alt.Axis:
    """Every row has its name, at any width."""
    return alt.Axis(labelLimit=NAME_LIMIT, labelOverlap=False, labelFlush=False, ticks=False, domain=False)


def _picking() -> Any:
    return alt.selection_point(name=PICKED, fields=["id"], on="click", empty=False)


def _data(rows: Sequence[Mapping[str, Any]]) -> Any:
    return pd.DataFrame(list(rows))
