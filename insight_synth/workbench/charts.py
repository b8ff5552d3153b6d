"""The pictures of the workbench as Altair charts: built from rows, in the words given, coloured by the theme in use.

Each stands beside a table of the same figures; what the figures mean is said there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from insight_synth.model import AgendaShare, Evidence, Snapshot, SourceProfile, Theme
from insight_synth.workbench.views import VERDICTS
from insight_synth.workbench.wording import Wording

PICKED = "picked"
VERDICT_COLOURS: Mapping[str, str] = {"track": "#22936c", "keep": "#3f82cf", "fix": "#c77a10", "retire": "#76838a"}
FEELING_COLOURS: Mapping[str, str] = {
    "negative": "#c4574e", "mixed": "#a37a1a", "neutral": "#76838a", "positive": "#22936c",
}  # fmt: skip
_SHARE = "#238a99"  # a share with its interval, seen on light and dark
_ROW = 30  # pixels a bar takes
_LABEL = 180  # pixels a name may take beside a bar
NAME_LIMIT: Any = alt.ExprRef(expr=f"windowSize()[0] < 640 ? 118 : {_LABEL}")  # of a narrow screen, a third


def theme_bars(themes: Sequence[Theme], words: Wording) -> alt.Chart:
    """Themes by voices, coloured by whether they recur; a bar can be picked."""
    yes, no = words.text("themes.recurs"), words.text("themes.alone")
    rows = [
        {
            "id": theme.id,
            "name": words.listed(theme),
            "voices": theme.voices,
            "sources": theme.independent_sources,
            "recurs": yes if theme.recurs else no,
        }
        for theme in themes
    ]
    legend = alt.Legend(orient="top", columns=1, labelLimit=300)
    picked = alt.selection_point(name=PICKED, fields=["id"], on="click", empty=False)
    chart: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_bar(cornerRadiusEnd=3, cursor="pointer")
        .encode(
            x=alt.X("voices:Q", title=words.text("figure.voices"), axis=alt.Axis(tickMinStep=1, grid=True)),
            y=alt.Y(
                "name:N", sort=None, title=None,
                axis=alt.Axis(labelLimit=NAME_LIMIT, labelOverlap=False, ticks=False, domain=False),
            ),
            color=alt.Color(
                "recurs:N", title=None, sort=[yes, no], scale=alt.Scale(domain=[yes, no]),
                legend=legend if len({row["recurs"] for row in rows}) > 1 else None,
            ),
            tooltip=[
                alt.Tooltip("name:N", title=words.text("figure.theme")),
                alt.Tooltip("voices:Q", title=words.text("figure.voices"), format=","),
                alt.Tooltip("sources:Q", title=words.text("figure.independent")),
            ],
        )
        .properties(height=_height(rows, extra=70))
        .add_params(picked)
    )  # fmt: skip
    return chart


def periods(profiles: Sequence[tuple[SourceProfile, str]], words: Wording) -> alt.LayerChart:
    """From when to when each source has data, coloured by its verdict; a bar can be picked."""
    labels = {verdict: words.text(f"verdict.{verdict}") for verdict in VERDICTS}
    rows = [
        {
            "id": profile.source.id,
            "source": profile.source.name,
            "first": profile.first,
            "last": profile.last,
            "verdict": labels[verdict],
            "period": f"{words.show(profile.first, 'date')} – {words.show(profile.last, 'date')}",
            "records": profile.verbatims + profile.events,
        }
        for profile, verdict in profiles
        if profile.first
    ]
    picked = alt.selection_point(name=PICKED, fields=["id"], on="click", empty=False)
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("first:T", title=None, axis=alt.Axis(format="%Y-%m", labelOverlap="greedy")),
        y=alt.Y("source:N", sort=None, title=None, axis=alt.Axis(labelLimit=NAME_LIMIT, ticks=False, domain=False)),
        color=alt.Color(
            "verdict:N", title=None, legend=alt.Legend(orient="top", columns=2),
            scale=alt.Scale(domain=list(labels.values()), range=[VERDICT_COLOURS[v] for v in labels]),
        ),
        tooltip=[
            alt.Tooltip("source:N", title=words.text("figure.source")),
            alt.Tooltip("verdict:N", title=words.text("figure.verdict")),
            alt.Tooltip("period:N", title=words.text("figure.period")),
            alt.Tooltip("records:Q", title=words.text("figure.records"), format=","),
        ],
    )  # fmt: skip
    bars = base.mark_bar(size=14, cornerRadius=4, cursor="pointer").encode(x2="last:T").add_params(picked)
    one_day = base.transform_filter("datum.first == datum.last")
    days = one_day.mark_point(shape="diamond", size=110, filled=True, opacity=1)
    layers = alt.LayerChart(layer=[bars, days])
    return layers.properties(height=_height(rows, row=24, extra=115))


def agenda_shares(shown: Snapshot, words: Wording) -> alt.LayerChart:
    """What share of each source's voices speaks to the agenda, with its 95 % interval."""
    names = {profile.source.id: profile.source.name or profile.source.id for profile in shown.profiles}
    by_share = sorted(shown.agenda_shares, key=lambda entry: (-entry.share, entry.source))
    rows = [_with_interval(entry, names, words) for entry in by_share]
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("source:N", sort=None, title=None, axis=alt.Axis(labelLimit=NAME_LIMIT, ticks=False, domain=False)),
        tooltip=_share_told(words),
    )
    axis = alt.Axis(format=".0%", labelOverlap="greedy")
    bar = base.mark_rule(strokeWidth=2, color=_SHARE).encode(
        x=alt.X("low:Q", title=None, axis=axis), x2="high:Q"
    )
    dot = base.mark_point(size=90, filled=True, opacity=1, color=_SHARE).encode(x=alt.X("share:Q", title=None))
    layers = alt.LayerChart(layer=[bar, dot])
    return layers.properties(height=_height(rows, row=24, extra=40))


def picked_id(event: Any) -> str:
    """What was picked in a chart; "" for nothing."""
    selection = getattr(event, "selection", None)
    points = selection.get(PICKED) if selection else None
    return str(points[0].get("id", "")) if points else ""


def _with_interval(
    entry: Evidence | AgendaShare, names: Mapping[str, str], words: Wording
) -> dict[str, str | float]:
    """A source's share with its interval, in figures and in words."""
    return {
        "source": names[entry.source],
        "share": entry.share,
        "low": entry.low,
        "high": entry.high,
        "shown": words.show(entry.share, "share"),
        "between": f"{words.show(entry.low, 'share')} – {words.show(entry.high, 'share')}",
        "voices": words.say("figure.voices_of", voices=entry.voices, of=entry.of_voices),
    }


def _share_told(words: Wording) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("source:N", title=words.text("figure.source")),
        alt.Tooltip("shown:N", title=words.text("figure.share")),
        alt.Tooltip("between:N", title=words.text("figure.interval")),
        alt.Tooltip("voices:N", title=words.text("figure.voices")),
    ]


def _data(rows: Sequence[Mapping[str, Any]]) -> Any:
    return pd.DataFrame(list(rows))


def _height(rows: Sequence[object], *, row: int = _ROW, extra: int) -> int:
    return row * max(1, len(rows)) + extra
