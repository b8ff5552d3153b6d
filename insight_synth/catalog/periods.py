"""Whether two sources heard people at the same time: by the months in which they have data, not by first and last.

A month without a record is a gap only where the source's own rhythm makes it unlikely: a source of one record a month
misses some, one that asks every quarter is silent in between.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from insight_synth.catalog.reach import Reach
from insight_synth.catalog.shares import surely_apart, total_variation
from insight_synth.model import Caveat, SourceProfile

__all__ = ["Covered", "between", "by_itself", "covered"]

_TOGETHER = 1 / 3  # share of a source's records that fall in the time of the other, at the least
_CHANCE = 0.01  # that a rhythm like the source's leaves out such a stretch anywhere in its period
_BINS = 8  # stretches of time over which records may be spread differently …
_APART = 0.4  # … so far
_FEWEST = 4  # months with data from which on there is a rhythm


@dataclass(frozen=True, slots=True)
class Covered:
    """The months that a source covers, as numbers since the year 0."""

    months: frozenset[int]
    records: Mapping[int, int]  # month → records
    rhythm: int = 1  # months from one with data to the next, usually
    gaps: tuple[tuple[int, int], ...] = ()  # first and last month of every stretch that is missing


def covered(reach: Reach, cadence: str) -> Covered:
    """The months of its period but for the gaps; of a one-off source those with data."""
    records = {_number(month): count for month, count in reach.months.items()}
    have = sorted(records)
    if cadence == "one-off" or len(have) < 2:
        return Covered(frozenset(have), records)
    steps = [later - earlier for earlier, later in itertools.pairwise(have)]
    rhythm = statistics.median_low(steps)
    gaps = []
    for first, step in zip(have, steps, strict=False):
        missed = math.ceil(step / rhythm) - 1
        usual = max(1, round((have[-1] - have[0] - step) / rhythm))  # rounds of its period without this stretch
        heard = min(1.0, (len(have) - 1) / (usual + 1))
        chance = (usual + missed) * (1 - heard) ** missed
        if len(have) >= _FEWEST and missed >= 2 and chance < _CHANCE:
            gaps.append((first + 1, first + step - 1))
    missing = {month for first, last in gaps for month in range(first, last + 1)}
    return Covered(frozenset(range(have[0], have[-1] + 1)) - missing, records, rhythm, tuple(gaps))


def by_itself(profile: SourceProfile, time: Covered, known: float) -> Iterator[Caveat]:
    """What is off with the period of one source; ``known``: share of dated records from which on it has one."""
    names = (profile.source.id,)
    if profile.dated < known:
        yield Caveat(names, "period", "caution", {"fault": "undated", "dated": round(profile.dated, 3)})
        return
    if time.gaps:
        first, last = max(time.gaps, key=lambda gap: (gap[1] - gap[0], gap))
        missing = sum(last - first + 1 for first, last in time.gaps)
        figures: dict[str, float | int | str] = {
            "months": missing, "of": max(time.records) - min(time.records) + 1,
            "first": _month(first), "last": _month(last),
        }  # fmt: skip
        yield Caveat(names, "period", "caution", {"fault": "gaps", **figures})


def between(names: tuple[str, str], one: Covered, other: Covered) -> Iterator[Caveat]:
    """What is different in the time of two sources whose records are dated."""
    if not one.records or not other.records:
        return
    both = one.months & other.months
    left, right = (_within(time.records, both) for time in (one, other))
    figures: dict[str, float | int | str] = {
        "months": len(both), "overlap": round(len(both) / len(one.months | other.months), 3),
        "left": round(left, 3), "right": round(right, 3),
    }  # fmt: skip
    if not both:
        yield Caveat(names, "period", "not comparable", {"fault": "apart", **figures})
    elif min(left, right) < _TOGETHER:
        yield Caveat(names, "period", "caution", {"fault": "hardly", **figures})
    else:
        first, last = min(both), max(both)
        length = max(math.ceil((last - first + 1) / _BINS), 2 * one.rhythm, 2 * other.rhythm)
        spread = [_binned(time.records, first, last, length) for time in (one, other)]
        distance = total_variation(*spread)
        if distance >= _APART and surely_apart(*spread) > 0:
            yield Caveat(names, "period", "caution", {"fault": "uneven", **figures, "distance": round(distance, 3)})


def _within(records: Mapping[int, int], months: frozenset[int]) -> float:
    return sum(count for month, count in records.items() if month in months) / sum(records.values())


def _binned(records: Mapping[int, int], first: int, last: int, length: int) -> dict[int, int]:
    """Records by stretch of ``length`` months, each of two rounds or more, from ``first`` to ``last``."""
    counts: dict[int, int] = {}
    for month, count in records.items():
        if first <= month <= last:
            place = (month - first) // length
            counts[place] = counts.get(place, 0) + count
    return counts


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:7]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
