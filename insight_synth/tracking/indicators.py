"""What became of an indicator: its chart, its changes, before and since the action, and what the customers do.

Puts the parts of ``tracking`` together for one indicator. Everything is judged by the data up to now, the newest date
of the workspace, so that following day by day is following the same figures with a day more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from insight_synth.model import Caveat, Event, Mention, SourceProfile, Verdict
from insight_synth.model.effect import (
    BeforeAfter,
    ChangePoint,
    ControlChart,
    EarlySign,
    Effect,
    Indicator,
    LeftOut,
)
from insight_synth.tracking import before_after as sides
from insight_synth.tracking.behaviour import behaviour_beside
from insight_synth.tracking.caveats import effect_caveats
from insight_synth.tracking.changes import changes
from insight_synth.tracking.choosing import followed_sources
from insight_synth.tracking.composed import composed, control_chart
from insight_synth.tracking.counting import (
    Counted,
    by_weeks,
    days_between,
    days_in,
    events_by_day,
    events_by_month,
    events_on_sides,
    voices_by_day,
    voices_by_month,
    voices_by_week,
    voices_on_sides,
)
from insight_synth.tracking.days import day_of_step
from insight_synth.tracking.early import early_signs
from insight_synth.tracking.series import months_between

__all__ = ["Heard", "counted_voices", "followed"]

RESTS_ON = 6  # months before an action or a change that centre and limits can rest on


@dataclass(frozen=True, slots=True)
class Heard:
    """What indicators are followed in: everything an analysis has, up to ``now`` (ISO date)."""

    mentions: Sequence[Mention]
    events: Sequence[Event]
    customers: Mapping[str, str]  # verbatim id → customer, where known
    parents: Mapping[str, str]  # theme id → id of the theme above, "" for a top theme
    profiles: Sequence[SourceProfile]
    caveats: Sequence[Caveat]
    verdicts: Mapping[str, Verdict]
    now: str


@dataclass(frozen=True, slots=True)
class _Counting:
    """How one indicator is counted: by month, and over whatever is asked for beside."""

    months: Counted
    left_out: tuple[LeftOut, ...]
    sides: Callable[
        [tuple[str, str], Callable[[str], bool]], Counted
    ]  # of a period and groups, before the action and since
    days: Callable[[tuple[str, ...]], Counted]
    weeks: Callable[[str], Counted]  # from an ISO date on


def followed(indicator: Indicator, heard: Heard) -> Effect:
    """What became of ``indicator``, by all that was heard."""
    if indicator.kind == "event":
        effect = _followed(indicator, heard.now, _counted_events(indicator, heard))
        named = {indicator.of, indicator.per} - {""}
        sources = indicator.sources or tuple(sorted({event.source for event in heard.events if event.event in named}))
        effect = replace(effect, sources=sources)
    else:
        effect = _with_behaviour(_followed(indicator, heard.now, _counted_theme(indicator, heard)), heard)
    return replace(effect, caveats=effect_caveats(effect))


def counted_voices(indicator: Indicator, heard: Heard) -> tuple[Counted, tuple[LeftOut, ...]]:
    """Voices that speak of the theme and all voices, by source and month, and the sources that are left out."""
    themes = _themes(indicator, heard)
    sources, left_out = _sources(indicator, heard, themes)
    first = min((m.date for m in heard.mentions if m.date and m.source in sources), default="")
    months = months_between(first, heard.now)
    return voices_by_month(heard.mentions, themes, sources, months, indicator.group), left_out


def _counted_theme(indicator: Indicator, heard: Heard) -> _Counting:
    themes, group, said = _themes(indicator, heard), indicator.group, heard.mentions
    months, left_out = counted_voices(indicator, heard)
    return _Counting(
        months,
        left_out,
        lambda period, groups: voices_on_sides(said, themes, months.sources, indicator.on, period, groups),
        lambda days: voices_by_day(said, themes, months.sources, days, group),
        lambda first: voices_by_week(said, themes, months.sources, first, heard.now, group),
    )


def _counted_events(indicator: Indicator, heard: Heard) -> _Counting:
    named, of, per, group = {indicator.of, indicator.per} - {""}, indicator.of, indicator.per, indicator.group
    sources = set(indicator.sources) or {event.source for event in heard.events if event.event in named}
    events = [event for event in heard.events if event.source in sources]
    first = min((event.date for event in events if event.date), default="")
    months = events_by_month(events, of, per, months_between(first, heard.now), group)

    def on_sides(period: tuple[str, str], groups: Callable[[str], bool]) -> Counted:
        within = [event for event in events if period[0] <= event.date <= period[1] and groups(event.segment)]
        own = events_by_month(within, of, per, months_between(*period))
        return events_on_sides(own, within, of, per, indicator.on)

    def by_day(days: tuple[str, ...]) -> Counted:
        return events_by_day(months, events, of, per, days, group)

    return _Counting(months, (), on_sides, by_day, lambda day: by_weeks(by_day(days_between(day, heard.now))))


def _followed(indicator: Indicator, now: str, counting: _Counting) -> Effect:
    counted, group, on = counting.months, indicator.group, indicator.on
    if not counted.periods:
        return Effect(indicator, now, counted.sources, counting.left_out, control_chart(counted, ()), ())
    found = changes(counted.counts, counted.of, counted.periods, family=counted.family)
    chart = control_chart(counted, _rests_on(counted, found, on), _started(now))
    before_after, control, beyond = None, None, None
    if on:
        period = _window(on, f"{counted.periods[0]}-01", now)
        before_after = _before_after(counting.sides(period, lambda own: group in ("", own)), on, period, chart)
        if group:
            others = counting.sides(period, lambda own: own not in ("", group))
            control = _before_after(others, on, period, chart)
        if before_after and control:
            one, other = ((side.difference, side.low, side.high) for side in (before_after, control))
            beyond = sides.between(one, other)
    return Effect(
        indicator, now, counted.sources, counting.left_out, chart, _dated(found, counting, now),
        weeks=_early(found, counting, chart), before_after=before_after, control=control, beyond_control=beyond,
        undated=counted.undated, missing=counted.missing,
    )  # fmt: skip


def _with_behaviour(effect: Effect, heard: Heard) -> Effect:
    """What the same customers do, since the action, else since the newest step."""
    steps = [change.day for change in effect.changes if change.kind == "step"]
    on = effect.indicator.on or (steps[-1] if steps else "")
    if not on or not heard.now:
        return effect
    themes = _themes(effect.indicator, heard)
    speakers = {heard.customers.get(m.verbatim_id, "") for m in heard.mentions if m.theme_id in themes} - {""}
    period = _window(on, _first(heard.events), heard.now)
    return replace(
        effect,
        behaviour=behaviour_beside(heard.events, speakers, on, period, effect.indicator.group),
        behaviour_on=on,
        customers=len(speakers & {event.customer for event in heard.events}),
    )


def _dated(found: Sequence[ChangePoint], counting: _Counting, now: str) -> tuple[ChangePoint, ...]:
    """The same, each step with its day: between the month before its earliest and the month after its latest."""
    made, months = composed(counting.months.counts, counting.months.of), counting.months.periods
    steps = [change for change in found if change.kind == "step"]
    dated = {}
    for change in steps:
        others = [other.month for other in steps if other is not change]
        first, last = months.index(change.earliest), months.index(change.latest)
        early = max([months[max(first - 1, 0)], *(other for other in others if other < change.month)])
        late = min([months[min(last + 1, len(months) - 1)], *(other for other in others if other > change.month)])
        days = days_between(f"{early}-01", min(f"{late}-{days_in(late):02d}", now))
        before, after = (made.level * level / made.scale for level in (change.before, change.after))
        place = months.index(change.month)
        dated[change] = day_of_step(counting.days(days), before, after, months[max(place - 1, 0) : place + 2])
    return tuple(
        replace(change, first_day=dated[change][0], day=dated[change][1], last_day=dated[change][2])
        if change in dated
        else change
        for change in found
    )


def _themes(indicator: Indicator, heard: Heard) -> frozenset[str]:
    return frozenset(theme for theme, parent in heard.parents.items() if indicator.of in (theme, parent))


def _sources(
    indicator: Indicator, heard: Heard, themes: Collection[str]
) -> tuple[tuple[str, ...], tuple[LeftOut, ...]]:
    """Those that were named, else those that can be followed and compare."""
    if indicator.sources:
        return tuple(sorted(indicator.sources)), ()
    return followed_sources(heard.mentions, themes, heard.profiles, heard.caveats, heard.verdicts)


def _rests_on(counted: Counted, found: Sequence[ChangePoint], on: str) -> tuple[str, ...]:
    """The months that centre and limits rest on: those of the level before the action, or before the newest step.

    All months before it where fewer than six have data since the step before; all there are where fewer still.
    """
    steps = [change for change in found if change.kind == "step"]
    end = on[:7] or max((change.month for change in steps), default="")
    begin = max((change.month for change in steps if change.month < end), default="")
    heard = [month for month, n in zip(counted.periods, counted.of.sum(axis=0), strict=True) if n]
    for months in ([m for m in heard if begin <= m < end], [m for m in heard if m < end]):
        if len(months) >= RESTS_ON:
            return tuple(months)
    return counted.periods


def _early(found: Sequence[ChangePoint], counting: _Counting, chart: ControlChart) -> tuple[EarlySign, ...]:
    """The newest weeks against the level since the last step; none where levels drift or have a season."""
    counted = counting.months
    if any(change.kind in ("drift", "season") for change in found):
        return ()
    since = max((change.latest for change in found if change.kind == "step"), default=counted.periods[0])
    made = composed(counted.counts, counted.of)
    now = np.array([month >= since for month in counted.periods], dtype=np.bool_)
    expected = float(made.expected[now].sum())
    if expected <= 0:
        return ()
    level = made.level * float(counted.counts[:, now].sum()) / expected
    weeks = counting.weeks(f"{since}-01")
    return early_signs(weeks, np.minimum(level, 1.0) if counted.family == "share" else level, chart.dispersion)


def _before_after(counted: Counted, on: str, period: tuple[str, str], chart: ControlChart) -> BeforeAfter | None:
    found = sides.difference(counted.counts, counted.of, family=counted.family, dispersion=chart.dispersion**2)
    if found is None:
        return None
    both = (counted.of > 0).all(axis=1)
    before, after = sides.level(counted.counts, counted.of)
    return BeforeAfter(
        on, before, after,
        int(counted.counts[both, 0].sum()), float(counted.of[both, 0].sum()),
        int(counted.counts[both, 1].sum()), float(counted.of[both, 1].sum()),
        *found, *period,
    )  # fmt: skip


def _window(on: str, first: str, now: str) -> tuple[str, str]:
    """At most twelve months before ``on`` and since, as far as there are data; ISO dates, both included."""
    year, month = int(on[:4]), int(on[5:7])
    day = min(int(on[8:10]), 28)
    early = f"{year - 1:04d}-{month:02d}-{day:02d}"
    late = str(date.fromordinal(date(year + 1, month, day).toordinal() - 1))
    return max(first, early) if first else early, min(now, late)


def _first(events: Sequence[Event]) -> str:
    return min((event.date for event in events if event.date), default="")


def _started(now: str) -> str:
    """The month of ``now`` where it is not over."""
    return now[:7] if now and int(now[8:10]) < days_in(now[:7]) else ""
