"""What is followed, counted by source and month, week or side of a date: who speaks of a theme, and what is done.

One voice counts once in a month, in a week and on a side of a date, in the source it was first heard in then. Where a
source delivered nothing there is nothing to count of: no data are not zero. What the counts say is for the rest of
``tracking``.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from insight_synth.model import Event, Mention
from insight_synth.tracking.levels import Family, Floats
from insight_synth.tracking.series import months_between

__all__ = [
    "Counted",
    "by_weeks",
    "days_between",
    "days_in",
    "events_by_day",
    "events_by_month",
    "events_on_sides",
    "voices_by_day",
    "voices_by_month",
    "voices_by_week",
    "voices_on_sides",
]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Counts by source and period, and what they are of."""

    sources: tuple[str, ...]
    periods: tuple[str, ...]  # months, the last days of weeks, or "before" and "after"
    counts: Floats  # (S, T)
    of: Floats  # (S, T); 0 where the source delivered nothing
    family: Family = "share"
    undated: int = 0  # of what speaks of it, what carries no date

    @property
    def missing(self) -> tuple[str, ...]:
        """Periods in which no source delivered anything."""
        return tuple(p for p, n in zip(self.periods, self.of.sum(axis=0), strict=True) if not n)


def voices_by_month(
    mentions: Iterable[Mention], themes: Collection[str], sources: Sequence[str], months: Sequence[str], group: str = ""
) -> Counted:
    """Voices that speak of any of ``themes`` and all voices, by source and month.

    Args:
        mentions: all of the workspace, those in no theme too.
        themes: ids of finest themes; of a top theme, its own and those of its sub-themes.
        sources: those to count.
        months: over which; what lies outside is left out.
        group: of voices in this common customer group only; "" for all.
    """
    return _voices(mentions, themes, sources, months, group, lambda day: day[:7])


def voices_by_week(
    mentions: Iterable[Mention], themes: Collection[str], sources: Sequence[str], first: str, now: str, group: str = ""
) -> Counted:
    """The same by weeks of seven days that end on ``now``, from the first that lies wholly after ``first``."""
    weeks = weeks_between(first, now)
    last = date.fromisoformat(now) if now else date.min

    def week_of(day: str) -> str:
        back = (last - date.fromisoformat(day)).days // 7
        return weeks[-1 - back] if 0 <= back < len(weeks) else ""

    return _voices(mentions, themes, sources, weeks, group, week_of)


def voices_by_day(
    mentions: Iterable[Mention], themes: Collection[str], sources: Sequence[str], days: Sequence[str], group: str = ""
) -> Counted:
    """The same by days (ISO dates); a voice that speaks on two days counts on both."""
    return _voices(mentions, themes, sources, days, group, lambda day: day)


def voices_on_sides(
    mentions: Iterable[Mention],
    themes: Collection[str],
    sources: Sequence[str],
    on: str,
    period: tuple[str, str],
    group: Callable[[str], bool] = lambda _: True,
) -> Counted:
    """The same before ``on`` and since, within ``period`` (ISO dates, both included), of the groups it takes."""
    first, last = period
    within = [m for m in mentions if group(m.segment)]
    return _voices(
        within, themes, sources, ("before", "after"), "",
        lambda day: "" if not first <= day <= last else "before" if day < on else "after",
    )  # fmt: skip


def events_by_month(events: Iterable[Event], of: str, per: str, months: Sequence[str], group: str = "") -> Counted:
    """Events called ``of`` by source and month: per month, or, in one row, per event called ``per``.

    A source delivers from its first to its last record; a month of which it has only a part counts as that part, and a
    month without a record of any kind not at all.
    """
    own = [event for event in events if not group or event.segment == group]
    undated = sum(1 for event in own if event.event == of and not event.date)
    if per:
        counts, units = (_by_month([e for e in own if e.event == name], ("",), months) for name in (of, per))
        return Counted(("",), tuple(months), counts, units, "rate", undated)
    sources = tuple(sorted({event.source for event in own if event.event == of}))
    counts = _by_month([e for e in own if e.event == of], sources, months)
    there = _by_month([e for e in own if e.source in sources], sources, months) > 0
    parts = np.array([_delivered([e.date for e in own if e.source == source], months) for source in sources])
    return Counted(sources, tuple(months), counts, np.where(there, parts.reshape(counts.shape), 0.0), "rate", undated)


def events_by_day(
    counted: Counted, events: Iterable[Event], of: str, per: str, days: Sequence[str], group: str = ""
) -> Counted:
    """Events by day, of the sources of ``counted``: of a part of each month delivered, or per event called ``per``."""
    own = [event for event in events if event.date and (not group or event.segment == group)]
    counts = _by_period([e for e in own if e.event == of], counted.sources, days, slice(None))
    if per:
        units = _by_period([e for e in own if e.event == per], counted.sources, days, slice(None))
    else:
        month = {name: at for at, name in enumerate(counted.periods)}
        there = np.array([day[:7] in month for day in days], dtype=np.float64)
        at = [month.get(day[:7], 0) for day in days]
        units = (counted.of[:, at] > 0) * there / np.array([days_in(day[:7]) for day in days])
    return Counted(counted.sources, tuple(days), counts, units, "rate")


def by_weeks(daily: Counted) -> Counted:
    """Daily counts by weeks that end on the last day, the days of a first week that is not whole left out."""
    number = len(daily.periods) // 7
    first = len(daily.periods) - 7 * number
    counts, of = (part[:, first:].reshape(len(part), number, 7).sum(axis=2) for part in (daily.counts, daily.of))
    return Counted(daily.sources, daily.periods[first + 6 :: 7], counts, of, daily.family)


def events_on_sides(counted: Counted, events: Iterable[Event], of: str, per: str, on: str, group: str = "") -> Counted:
    """Events before ``on`` and since, of the sources and over the months of ``counted``."""
    months = counted.periods
    own = [
        event
        for event in events
        if event.date and months and months[0] <= event.date[:7] <= months[-1] and (not group or event.segment == group)
    ]
    sides = ([e for e in own if e.date < on], [e for e in own if e.date >= on])
    if per:
        rows = [[[float(sum(e.event == name for e in side)) for side in sides]] for name in (of, per)]
        return Counted(("",), ("before", "after"), np.array(rows[0]), np.array(rows[1]), "rate")
    counts = np.array(
        [[float(sum(e.event == of and e.source == s for e in side)) for side in sides] for s in counted.sources]
    )
    at = (months.index(on[:7]) if on[:7] in months else len(months) if on[:7] > months[-1] else 0) if months else 0
    part = (int(on[8:10]) - 1) / days_in(on[:7])
    held = counted.of
    here = held[:, at] if at < len(months) else np.zeros(len(held))
    before = held[:, :at].sum(axis=1) + np.minimum(here, part)
    after = held[:, at + 1 :].sum(axis=1) + np.maximum(0.0, here - part)
    return Counted(
        counted.sources, ("before", "after"), counts.reshape(-1, 2), np.stack([before, after], axis=1), "rate"
    )


def weeks_between(first: str, now: str) -> tuple[str, ...]:
    """The last days of the weeks that end on ``now`` and lie wholly after ``first``, oldest first."""
    if not first or not now:
        return ()
    last = date.fromisoformat(now)
    number = ((last - date.fromisoformat(first)).days + 1) // 7
    return tuple(str(last - timedelta(days=7 * back)) for back in reversed(range(number)))


def days_between(first: str, last: str) -> tuple[str, ...]:
    """Every day from ``first`` to ``last`` (ISO dates), both included."""
    start, stop = date.fromisoformat(first), date.fromisoformat(last)
    return tuple(str(start + timedelta(days=at)) for at in range((stop - start).days + 1))


def days_in(month: str) -> int:
    return calendar.monthrange(int(month[:4]), int(month[5:7]))[1]


def _voices(
    mentions: Iterable[Mention],
    themes: Collection[str],
    sources: Sequence[str],
    periods: Sequence[str],
    group: str,
    period_of: Callable[[str], str],
) -> Counted:
    place = {period: at for at, period in enumerate(periods)}
    row = {source: at for at, source in enumerate(sources)}
    wanted = frozenset(themes)
    heard: dict[tuple[int, str], tuple[str, str]] = {}
    speaks: set[tuple[int, str]] = set()
    undated: set[str] = set()
    for mention in mentions:
        if mention.source not in row or (group and mention.segment != group):
            continue
        if not mention.date:
            if mention.theme_id in wanted:
                undated.add(mention.voice_id)
            continue
        at = place.get(period_of(mention.date))
        if at is None:
            continue
        key = (at, mention.voice_id)
        first = (mention.date, mention.source)
        if key not in heard or first < heard[key]:
            heard[key] = first
        if mention.theme_id in wanted:
            speaks.add(key)
    counts, of = np.zeros((len(sources), len(periods))), np.zeros((len(sources), len(periods)))
    for key, (_, source) in heard.items():
        of[row[source], key[0]] += 1
        counts[row[source], key[0]] += key in speaks
    return Counted(tuple(sources), tuple(periods), counts, of, "share", len(undated))


def _by_month(events: Iterable[Event], sources: Sequence[str], months: Sequence[str]) -> Floats:
    return _by_period(events, sources, months, slice(7))


def _by_period(events: Iterable[Event], sources: Sequence[str], periods: Sequence[str], part: slice) -> Floats:
    """(S, T) events by source and the ``part`` of their date; the source "" stands for all of them."""
    place = {period: at for at, period in enumerate(periods)}
    row: defaultdict[str, int | None] = defaultdict(lambda: 0 if tuple(sources) == ("",) else None)
    row.update({source: at for at, source in enumerate(sources)})
    counts = np.zeros((len(sources), len(periods)))
    for event in events:
        at, source = place.get(event.date[part]), row[event.source]
        if at is not None and source is not None:
            counts[source, at] += 1
    return counts


def _delivered(dates: Iterable[str], months: Sequence[str]) -> list[float]:
    """What part of each month lies between the first and the last of ``dates``."""
    known = sorted(day for day in dates if day)
    if not known:
        return [0.0] * len(months)
    first, last = known[0], known[-1]
    parts = dict.fromkeys(months_between(first, last), 1.0)
    parts[last[:7]] -= 1 - int(last[8:10]) / days_in(last[:7])
    parts[first[:7]] -= (int(first[8:10]) - 1) / days_in(first[:7])
    return [parts.get(month, 0.0) for month in months]
