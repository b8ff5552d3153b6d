"""What is followed through time, and what became of it: indicators, control charts, change points, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Signal = Literal["beyond", "run", "trend", "two-of-three"]
"""Why a point of a control chart asks for attention: beyond a limit, eight in a row on one side of the centre, six in a
row rising or falling, two of three beyond two thirds of the way to the same limit."""

ChangeKind = Literal["step", "spike", "drift", "season"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something to follow: the share of voices that speak of a theme, or how often something is done.

    ``kind`` "theme": ``of`` is a theme's id; its sub-themes count with it. ``kind`` "event": ``of`` is what events are
    called in their source; with ``per`` they are counted per event of that name, else per month.
    """

    id: str
    kind: Literal["theme", "event"]
    of: str
    name: str  # what it is called where it is shown
    per: str = ""
    sources: tuple[str, ...] = ()  # source ids; none: those that can be followed and compare
    group: str = ""  # the common customer group; "" for all
    action: str = ""  # what was done about it
    on: str = ""  # since when, an ISO date


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source that speaks of what is followed and is not counted, with why."""

    source: str
    code: Literal[
        "verdict", "unsteady", "undated", "sample", "weights", "copy", "segments", "period", "cadence", "purpose",
        "kind", "language",
    ]  # fmt: skip
    text: str  # the sentence in English
    figures: Mapping[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One month of a control chart.

    ``value`` is brought to the same composition of sources in every month; it is ``count / of`` where there is one
    source, and None where no source delivered anything: no data are not zero.
    """

    month: str
    count: int  # voices that speak of it, or events
    of: float  # voices, events it is counted per, or months (a started month is part of one)
    value: float | None
    low: float | None  # control limits by this month's own numbers
    high: float | None
    complete: bool = True  # False where data for it may still come
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class ControlChart:
    """Monthly values with limits that chance alone leaves about once in 370 months."""

    kind: Literal["p", "u"]  # of shares, or of counts per unit
    points: tuple[ChartPoint, ...]
    centre: float  # the level of the months that the limits rest on
    first: str  # of those months the first and the last
    last: str
    dispersion: float  # how many times wider months scatter than chance alone would have them; 1 where they do not


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """A month in which the level changed, with the months between which it did so with 95 % confidence.

    A *step* lasts, a *spike* is that month alone, a *drift* goes on from ``earliest`` to ``latest``, a *season* comes
    back every year in the same calendar month as ``month``.
    """

    month: str  # the first month at the new level, or most of it
    kind: ChangeKind
    earliest: str
    latest: str
    before: float  # the level before and after, sources composed alike
    after: float
    p_value: float  # that chance alone would show a change as clear anywhere in the period
    day: str = ""  # of a step, the likeliest first day at the new level (ISO)
    first_day: str = ""  # and the days between which it lies with 95 % confidence
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A level before and since a date, with the 95 % interval of the difference."""

    on: str  # ISO date
    before: float
    after: float
    count_before: int
    of_before: float
    count_after: int
    of_after: float
    difference: float
    low: float
    high: float
    first: str  # of the data that are compared, ISO dates
    last: str

    @property
    def moved(self) -> bool:
        """Whether it changed beyond chance."""
        return not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Beside:
    """A measure of behaviour, of customers who spoke of the theme and of others, before and since a date.

    A rate is per customer and month, ``value`` the mean value of one event. ``difference`` is how much more it changed
    among those who spoke of it than among the others, with its 95 % interval; None where there are too few of either.
    """

    event: str
    measure: Literal["rate", "value"]
    customers: int  # who spoke of the theme and are known to the source of behaviour
    others: int
    before: float | None
    after: float | None
    others_before: float | None
    others_after: float | None
    change: float | None = None  # of those who spoke of it, with its interval
    low: float | None = None
    high: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None


@dataclass(frozen=True, slots=True)
class EarlySign:
    """An early sign, week by week: the smoothed deviation from the centre and its limits, in standard deviations."""

    week: str  # ISO date of its last day
    smoothed: float
    limit: float

    @property
    def out(self) -> bool:
        return abs(self.smoothed) > self.limit


@dataclass(frozen=True, slots=True)
class EffectCaveat:
    """What a reader should know before believing a before and after; ``code`` names the text, ``figures`` fill it."""

    code: Literal[
        "nothing-to-count", "one-source", "undated", "gaps", "scatter", "few-before", "few-after", "other-season",
        "moving-before", "changed-since", "others-too", "few-customers",
    ]  # fmt: skip
    text: str  # the sentence in English
    figures: Mapping[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of an indicator up to ``now``."""

    indicator: Indicator
    now: str
    sources: tuple[str, ...]  # that are counted
    left_out: tuple[LeftOut, ...]
    chart: ControlChart
    changes: tuple[ChangePoint, ...]
    weeks: tuple[EarlySign, ...] = ()  # the newest weeks, for an early warning
    before_after: BeforeAfter | None = None
    control: BeforeAfter | None = None  # the same of customers the action was not for
    beyond_control: tuple[float, float, float] | None = None  # how much more it changed than they, with its interval
    behaviour: tuple[Beside, ...] = ()
    behaviour_on: str = ""  # the date that behaviour is compared around: of the action, else of the newest step
    customers: int = 0  # who spoke of it and are known to a source of behaviour
    undated: int = 0  # voices, or events, that carry no date and so stand in no month
    missing: tuple[str, ...] = ()  # months in which none of the sources delivered anything
    caveats: tuple[EffectCaveat, ...] = ()
