"""The tables of the pages Themes and Theme: as those of ``tables``, but with numbers that sort as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from insight_synth.model import Theme
from insight_synth.pipeline import GroupShare
from insight_synth.report.untrusted import printable
from insight_synth.store.analyses import ThemeChange
from insight_synth.workbench import views
from insight_synth.workbench.themes import theme_views
from insight_synth.workbench.untrusted import one_line
from insight_synth.workbench.wording import Wording

COLUMNS = (
    "theme", "open", "voices", "group", "mentions", "independent", "recurs", "tone", "trend", "began", "subs", "course",
)  # fmt: skip


def overview(themes: Sequence[Theme], words: Wording, of_group: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Every theme with its figures, one a row; columns by the names of ``COLUMNS``, the group's only where given."""
    table = pd.DataFrame(
        [
            {
                "theme": one_line(words.listed(theme)),
                "open": words.text("themes.open_row"),
                "voices": theme.voices,
                "group": (of_group or {}).get(theme.id, 0),
                "mentions": theme.size,
                "independent": theme.independent_sources,
                "recurs": theme.recurs,
                "tone": None if theme.sentiment is None else round(theme.sentiment, 2),
                "trend": words.text(f"trend.{theme.trend}"),
                "began": theme.started,
                "course": [span.share for span in theme_views.spans(theme)[1]],
            }
            for theme in themes
        ],
        columns=[name for name in COLUMNS if name != "subs"],
    )
    return table if of_group is not None else table.drop(columns="group")


def course(themes: Sequence[Theme], words: Wording) -> pd.DataFrame:
    """Themes through time: a row a theme and span."""
    return pd.DataFrame(
        [
            {
                words.text("figure.theme"): one_line(words.theme(theme)),
                words.text("figure.period"): span_name(unit, span, words),
                words.text("figure.voices"): span.voices,
                words.text("figure.of_voices"): span.of_voices,
                words.text("figure.share"): words.show(span.share, "share"),
            }
            for theme in themes
            for unit, found in [theme_views.spans(theme)]
            for span in found
        ]
    )


def groups(shares: Sequence[GroupShare], words: Wording) -> pd.DataFrame:
    """What each customer group says of a theme."""
    return pd.DataFrame(
        [
            {
                words.text("figure.segment"): group_name(one.group, words),
                words.text("figure.share"): words.show(one.share, "share"),
                words.text("figure.interval"): f"{words.show(one.low, 'share')} – {words.show(one.high, 'share')}",
                words.text("figure.voices"): one.voices,
                words.text("figure.of_voices"): one.of_voices,
            }
            for one in shares
        ]
    )


def group_name(group: str, words: Wording) -> str:
    """A customer group as it is shown."""
    return one_line(group) or words.text("asking.group_unknown")


def span_name(unit: theme_views.Unit, span: theme_views.Span, words: Wording) -> str:
    """A span of time in words: "March 2025", "Q1 2025", "2025"."""
    if unit == "month":
        return words.month(span.first)
    if unit == "quarter":
        return words.say("themes.quarter", quarter=(int(span.first[5:7]) + 2) // 3, year=span.first[:4])
    return span.first[:4]


def became(history: Sequence[tuple[str, ThemeChange]], themes: Sequence[Theme], words: Wording) -> pd.DataFrame:
    """What became of themes from one analysis to the next; one that is gone is named by its id."""
    names = {theme.id: words.theme(theme) for theme in themes}
    rows = []
    for when, change in history:
        anew = change.kind == "recounted"
        into = [
            words.text(f"decision.granularity_{other}") if anew else printable(names.get(other, other))
            for other in change.others
        ]
        rows.append(
            {
                words.text("decision.until"): words.show(when, "date"),
                words.text("figure.theme"): words.text("decision.all_themes")
                if anew
                else printable(names.get(change.theme_id, change.theme_id)),
                words.text("decision.what"): words.text(f"decision.became_{change.kind}"),
                words.text("decision.others"): (" → " if anew else "; ").join(into),
            }
        )
    return pd.DataFrame(rows)


def tone_by_source(theme: Theme, names: Mapping[str, str], words: Wording) -> pd.DataFrame:
    """How each source speaks of a theme: passages by tone."""
    return pd.DataFrame(
        [
            {
                words.text("figure.source"): one_line(names[entry.source]),
                **{
                    words.text(f"feeling.{name}"): getattr(entry, name)
                    for name in ("negative", "mixed", "neutral", "positive")
                },
            }
            for entry in views.evidence_by_share(theme)
        ]
    )
