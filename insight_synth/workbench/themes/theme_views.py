"""What the pages Themes and Theme show, worked out from a snapshot: which themes, their time in spans, their names.

Plain functions as those of ``views``: no Streamlit, no store, no words.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from insight_synth.model import Answer, Citation, Contradiction, Evidence, Filter, Snapshot, Theme
from insight_synth.workbench import views

LOOKS = ("map", "table", "heat", "time")
Unit = Literal["month", "quarter", "year"]
_MOST_MONTHS, _MOST_QUARTERS = 36, 120  # months up to which each, or each three, are told apart
_MOST_WORDS = 4  # of a name; beyond it reads like a sentence


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which themes are looked at; an empty field lets all through."""

    tones: tuple[str, ...] = ()
    recurring: bool = False
    sources: tuple[str, ...] = ()  # those that stand in any of these
    group: str = ""  # those that this customer group speaks of
    named: str = ""  # words in the name or the keywords, in any language

    @property
    def fields(self) -> int:
        """How many fields narrow."""
        return sum(map(bool, (self.tones, self.recurring, self.sources, self.group, self.named)))


@dataclass(frozen=True, slots=True)
class Span:
    """One to twelve months of a theme. ``share`` is that of the voices of an average month in it."""

    first: str  # ISO months, both included
    last: str
    voices: int  # of a month, or summed over the months: a voice that speaks in two counts in both
    of_voices: int

    @property
    def share(self) -> float:
        return self.voices / self.of_voices if self.of_voices else 0.0


def narrowed(snapshot: Snapshot, wanted: Narrowing, of_group: Mapping[str, int] | None = None) -> tuple[Theme, ...]:
    """The top themes that fit, pinned ones first, then by voices; ``of_group`` are the group's voices by theme."""
    found = views.chosen_themes(snapshot, recurring_only=wanted.recurring, feelings=wanted.tones)
    return tuple(
        theme
        for theme in found
        if (not wanted.sources or _heard_in(theme, wanted.sources))
        and (not wanted.group or (of_group or {}).get(theme.id, 0))
        and _is_named(snapshot, theme, wanted.named)
    )


def groups(snapshot: Snapshot) -> tuple[str, ...]:
    """The customer groups that sources know, those of most verbatims first."""
    counts: dict[str, int] = {}
    for profile in snapshot.profiles:
        for group, count in profile.segments.items():
            if group:
                counts[group] = counts.get(group, 0) + count
    return tuple(sorted(counts, key=lambda group: (-counts[group], group)))


def spans(theme: Theme) -> tuple[Unit, tuple[Span, ...]]:
    """The theme through time, in months, quarters or years, so that a picture can tell them apart."""
    months = views.months(theme)
    unit: Unit = "month" if len(months) <= _MOST_MONTHS else "quarter" if len(months) <= _MOST_QUARTERS else "year"
    together: dict[tuple[int, int], list[views.Month]] = {}
    for month in months:
        year, number = int(month.month[:4]), int(month.month[5:7])
        part = {"month": number, "quarter": (number + 2) // 3, "year": 1}[unit]
        together.setdefault((year, part), []).append(month)
    return unit, tuple(
        Span(own[0].month, own[-1].month, sum(m.voices for m in own), sum(m.of_voices for m in own))
        for _, own in sorted(together.items())
    )


def within(wanted: Filter, first: str, last: str) -> Filter:
    """The filter narrowed to these ISO months, both included."""
    days = calendar.monthrange(int(last[:4]), int(last[5:7]))[1]
    return Filter(
        wanted.theme, wanted.sources, wanted.sentiments, wanted.languages, wanted.segments, wanted.products,
        f"{first}-01", f"{last}-{days:02d}",
    )  # fmt: skip


def moving_first(themes: Sequence[Theme]) -> tuple[Theme, ...]:
    """Themes that began, ended, rise or fall before those that stay, each in the order given."""
    return tuple(
        sorted(themes, key=lambda theme: not (theme.started or theme.ended or theme.trend in ("rising", "falling")))
    )


def is_quotation(name: str) -> bool:
    """Whether a name is a sentence somebody said, rather than what the theme is about."""
    return name[:1] in tuple("“”„«»\"'") or len(name.split()) > _MOST_WORDS


def leading_evidence(theme: Theme) -> Evidence | None:
    """Where it is heard most for sure: the greatest lower end of an interval among the sources it stands in."""
    standing = [entry for entry in theme.evidence if entry.stands]
    return max(standing, key=lambda entry: (entry.low, entry.voices, entry.source), default=None)


def contradictions_of(snapshot: Snapshot, theme: Theme) -> tuple[Contradiction, ...]:
    """Where sources disagree on the theme, in the order they are told."""
    return tuple(found for found in snapshot.contradictions if found.theme_id == theme.id)


def spoken_in(theme: Theme, source: str) -> Citation | None:
    """A quotation of the theme from this source, where one is kept."""
    return next((quote for quote in theme.quotes if quote.source == source), None)


def answers_of(snapshot: Snapshot, theme: Theme) -> tuple[Answer, ...]:
    """The questions of the agenda that the theme, or what stands below it, speaks to, by priority."""
    own = {theme.id, *(sub.id for sub in snapshot.themes if sub.parent == theme.id)}
    return tuple(answer for answer in snapshot.answers if own & {*answer.themes, *answer.bound})


def _heard_in(theme: Theme, sources: Sequence[str]) -> bool:
    return any(entry.stands and entry.source in sources for entry in theme.evidence)


def _is_named(snapshot: Snapshot, theme: Theme, named: str) -> bool:
    words = named.casefold().split()
    if not words:
        return True
    told = [theme, *(sub for sub in snapshot.shown_themes if sub.parent == theme.id)]
    text = "\n".join(
        "\n".join((*one.names.values(), *one.user_names.values(), *one.keywords)) for one in told
    ).casefold()
    return all(word in text for word in words)
