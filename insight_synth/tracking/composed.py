"""One value a month out of several sources, as if every month had the same composition of sources.

Every source has a level of its own and every month moves all of them alike: what remains of a month is how many times
its count is what its voices would give at the sources' levels. That is indirect standardisation (Breslow and Day 1987,
sec. 2.3), which small months and silent sources do not upset as they do the direct one; with levels and months fitted
together it does not depend on when a source began. Of one source it is that source's share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from insight_synth.model.effect import ChartPoint, ControlChart
from insight_synth.tracking.charts import control_limits, scatter, signals
from insight_synth.tracking.counting import Counted
from insight_synth.tracking.levels import Family, Floats

__all__ = ["composed", "control_chart"]

_ROUNDS = 60
_FEWEST = 8  # months from which on their scatter is told from chance


@dataclass(frozen=True, slots=True, eq=False)
class Composed:
    """Values by month; NaN where no source delivered."""

    values: Floats  # (T,)
    expected: Floats  # (T,) counts at the sources' levels
    level: Floats  # (S,) share or rate of each source over the period, months made alike
    scale: float  # the mean of the levels, sources weighing as they do over the period


def composed(counts: Floats, of: Floats) -> Composed:
    """Values of each month from (S, T) counts by source and month and what they are of.

    ``counts ≈ of · level of the source · move of the month`` by maximum Poisson likelihood, found by fitting both
    margins in turn (Deming and Stephan 1940).
    """
    total = of.sum(axis=1)
    level = np.divide(counts.sum(axis=1), total, out=np.zeros(len(total)), where=total > 0)
    for _ in range(_ROUNDS):
        expected = level @ of
        moves = np.divide(counts.sum(axis=0), expected, out=np.zeros(len(expected)), where=expected > 0)
        units = of @ moves
        level = np.divide(counts.sum(axis=1), units, out=np.zeros(len(units)), where=units > 0)
    scale = float(level @ total / total.sum()) if total.sum() else 0.0
    expected = level @ of
    heard = of.sum(axis=0) > 0
    values = np.where(heard, 0.0, np.nan)
    told = heard & (expected > 0)
    values[told] = scale * counts.sum(axis=0)[told] / expected[told]
    return Composed(values, expected, level, scale)


def control_chart(counted: Counted, rests_on: Sequence[str], started: str = "") -> ControlChart:
    """The control chart of monthly counts.

    Args:
        counted: by source and month.
        rests_on: the months that centre and limits come from; those before them were at another level, and no sign.
        started: the month for which data may still come, "" where every month is complete.
    """
    made = composed(counted.counts, counted.of)
    rests = np.array([month in set(rests_on) for month in counted.periods], dtype=np.bool_) & ~np.isnan(made.values)
    expected = float(made.expected[rests].sum())
    centre = made.scale * float(counted.counts[:, rests].sum()) / expected if expected > 0 else 0.0
    of = _units(made, counted.of, centre, counted.family)
    wide = _dispersion(made.values[rests], of[rests], centre, counted.family)
    low, high = control_limits(centre, np.maximum(of, 1e-9), family=counted.family, dispersion=wide)
    there = of > 0
    values = [float(v) if ok and not np.isnan(v) else None for v, ok in zip(made.values, there, strict=True)]
    lows, highs = ([float(v) if ok else None for v, ok in zip(limits, there, strict=True)] for limits in (low, high))
    told = signals(values, centre, lows, highs)
    first, last = (rests_on[0], rests_on[-1]) if rests_on else ("", "")
    points = tuple(
        ChartPoint(
            month=month, count=int(counted.counts[:, at].sum()), of=float(counted.of[:, at].sum()), value=values[at],
            low=lows[at], high=highs[at], complete=month != started,
            signals=told[at] if month >= first else (),
        )
        for at, month in enumerate(counted.periods)
    )  # fmt: skip
    return ControlChart("p" if counted.family == "share" else "u", points, centre, first, last, wide)


def _units(made: Composed, of: Floats, centre: float, family: Family) -> Floats:
    """(T,) of how many voices one source's value at the centre would scatter as much: of one source its own."""
    if made.scale <= 0 or centre <= 0:
        found: Floats = of.sum(axis=0)
        return found
    levels = made.level * centre / made.scale
    own = np.minimum(levels, 1.0) * (1 - np.minimum(levels, 1.0)) if family == "share" else levels
    spread = centre * (1 - centre) if family == "share" else centre
    variance = own @ of
    units = np.zeros(of.shape[1])
    told = (variance > 0) & (made.expected > 0)
    units[told] = spread * (made.expected[told] / made.scale) ** 2 / variance[told]
    return units


def _dispersion(values: Floats, of: Floats, centre: float, family: Family) -> float:
    """Laney's σ_z where months scatter more than chance leaves 19 of 20 charts, else 1."""
    spread = centre * (1 - centre) if family == "share" else centre
    if len(values) < _FEWEST or spread <= 0 or not (of > 0).all():
        return 1.0
    found = scatter((values - centre) / np.sqrt(spread / of))
    # The standard deviation of a mean moving range of n normal values over 1.128 is about 0.91 σ / √(n − 1).
    return found if found > 1 + 1.645 * 0.91 / (len(values) - 1) ** 0.5 else 1.0
