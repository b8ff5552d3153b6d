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
    days_in,
    events_by_month,
    events_on_sides,
    voices_by_month,
    voices_by_week,
    voices_on_sides,
)
from insight_synth.tracking.early import early_signs
from insight_synth.tracking.series import months_between

__all__ = ["Heard", "counted_voices", "followed"]

RESTS_ON = 6  # months before an action or a change that centre and limits can rest on
WINDOW = 12  # months before an action and since that are compared


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


def followed(indicator: Indicator, heard: Heard) -> Effect:
    """What became of ``indicator``, by all that was heard."""
    return _theme(indicator, heard) if indicator.kind == "theme" else _event(indicator, heard)


def counted_voices(indicator: Indicator, heard: Heard) -> tuple[Counted, tuple[LeftOut, ...]]:
    """Voices that speak of the theme and all voices, by source and month, and the sources that are left out."""
    themes = _themes(indicator, heard)
    sources, left_out = _sources(indicator, heard, themes)
    first = min((m.date for m in heard.mentions if m.date and m.source in sources), default="")
    months = months_between(first, heard.now)
    return voices_by_month(heard.mentions, themes, sources, months, indicator.group), left_out


def _theme(indicator: Indicator, heard: Heard) -> Effect:
    themes = _themes(indicator, heard)
    counted, left_out = counted_voices(indicator, heard)
    sources, months = counted.sources, counted.periods

    def on_sides(period: tuple[str, str], group: Callable[[str], bool]) -> Counted:
        return voices_on_sides(heard.mentions, themes, sources, indicator.on, period, group)

    effect = _followed(indicator, heard.now, counted, left_out, on_sides)
    since = _level_since(effect.changes, months)
    if months and since:
        weeks = voices_by_week(heard.mentions, themes, sources, f"{since}-01", heard.now, indicator.group)
        effect = replace(effect, weeks=_early(counted, weeks, since, effect.chart))
    on = indicator.on or next((f"{c.month}-01" for c in reversed(effect.changes) if c.kind == "step"), "")
    if on:
        speakers = {heard.customers.get(m.verbatim_id, "") for m in heard.mentions if m.theme_id in themes} - {""}
        period = _window(on, _first(heard.events), heard.now)
        effect = replace(
            effect,
            behaviour=behaviour_beside(heard.events, speakers, on, period, indicator.group),
            behaviour_on=on,
            customers=len(speakers & {event.customer for event in heard.events}),
        )
    return replace(effect, caveats=effect_caveats(effect))


def _event(indicator: Indicator, heard: Heard) -> Effect:
    named = {indicator.of, indicator.per} - {""}
    sources = indicator.sources or tuple(sorted({event.source for event in heard.events if event.event in named}))
    events = [event for event in heard.events if event.source in sources]
    months = months_between(min((event.date for event in events if event.date), default=""), heard.now)
    counted = events_by_month(events, indicator.of, indicator.per, months, indicator.group)

    def on_sides(period: tuple[str, str], group: Callable[[str], bool]) -> Counted:
        first, last = period
        within = [event for event in events if first <= event.date <= last and group(event.segment)]
        span = months_between(first, last)
        own = events_by_month(within, indicator.of, indicator.per, span)
        return events_on_sides(own, within, indicator.of, indicator.per, indicator.on)

    effect = replace(_followed(indicator, heard.now, counted, (), on_sides), sources=sources)
    return replace(effect, caveats=effect_caveats(effect))


def _followed(
    indicator: Indicator,
    now: str,
    counted: Counted,
    left_out: tuple[LeftOut, ...],
    on_sides: Callable[[tuple[str, str], Callable[[str], bool]], Counted],
) -> Effect:
    months, group = counted.periods, indicator.group
    found = changes(counted.counts, counted.of, months, family=counted.family) if months else ()
    chart = control_chart(counted, _rests_on(counted, found, indicator.on), _started(now))
    before_after, control, beyond = None, None, None
    if indicator.on and months:
        period = _window(indicator.on, f"{months[0]}-01", now)
        before_after = _before_after(on_sides(period, lambda own: group in ("", own)), indicator.on, period, chart)
        if group:
            others = on_sides(period, lambda own: own not in ("", group))
            control = _before_after(others, indicator.on, period, chart)
        if before_after and control:
            one, other = ((side.difference, side.low, side.high) for side in (before_after, control))
            beyond = sides.between(one, other)
    return Effect(
        indicator, now, counted.sources, left_out, chart, found,
        before_after=before_after, control=control, beyond_control=beyond,
        undated=counted.undated, missing=counted.missing,
    )  # fmt: skip


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
    """The months that centre and limits rest on: those before the action, or before the first lasting change.

    All months where fewer than six with data lie before it.
    """
    ends = [on[:7]] if on else []
    ends += [change.month for change in found if change.kind == "step"]
    heard = counted.of.sum(axis=0) > 0
    before = [m for m, there in zip(counted.periods, heard, strict=True) if there and all(m < end for end in ends)]
    return tuple(before) if ends and len(before) >= RESTS_ON else counted.periods


def _level_since(found: Sequence[ChangePoint], months: Sequence[str]) -> str:
    """The month since which the level of now holds for sure."""
    last = max((change.latest for change in found if change.kind == "step"), default="")
    return last or (months[0] if months else "")


def _early(counted: Counted, weeks: Counted, since: str, chart: ControlChart) -> tuple[EarlySign, ...]:
    made = composed(counted.counts, counted.of)
    now = np.array([month >= since for month in counted.periods], dtype=np.bool_)
    expected = float(made.expected[now].sum())
    if expected <= 0:
        return ()
    level = made.level * float(counted.counts[:, now].sum()) / expected
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
