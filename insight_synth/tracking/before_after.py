"""Before and after a date: by how much a share or a rate differs, and how far that may be off.

Formulas over counts; which sources and which days they are of is decided in ``indicators``. No claim that the action
was the cause: the same of customers it was not for, and caveats, stand beside.
"""

from __future__ import annotations

import math

import numpy as np

from insight_synth.catalog.shares import Z_95
from insight_synth.tracking.levels import Family, Floats

__all__ = ["Difference", "between", "difference", "score_interval"]

Difference = tuple[float, float, float]
"""A difference and the ends of its 95 % interval."""


def score_interval(count: float, of: float, family: Family = "share", z: float = Z_95) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927) or of a rate (Rao 1948; Altman et al. 2000, ch. 7).

    Counts need not be whole, so that an effective number can stand in for a real one. ``(0, 1)`` or ``(0, ∞)`` where
    there is nothing to count of.
    """
    if of <= 0:
        return 0.0, 1.0 if family == "share" else math.inf
    if family == "rate":
        centre, reach = count + z * z / 2, z * math.sqrt(count + z * z / 4)
        return max(0.0, centre - reach) / of, (centre + reach) / of
    share = count / of
    scale, centre = 1 + z * z / of, share + z * z / (2 * of)
    reach = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale)


def difference(counts: Floats, of: Floats, *, family: Family = "share", dispersion: float = 1.0) -> Difference | None:
    """After less before, over sources, each compared with itself.

    Of one source the difference of shares with Newcombe's hybrid score interval (Newcombe 1998, method 10). Over
    several the mean of their differences, weighted as Mantel and Haenszel do, with the interval that squares and adds
    how far the ends of each share's interval lie off (Zou, Huang and Zhang 2009): of one source Newcombe's again.

    Args:
        counts: (S, 2) by source, before and after.
        of: (S, 2) what they are of.
        family: shares or rates.
        dispersion: how many times the variance is what chance alone gives, 1 or more; voices count for so many fewer.

    Returns:
        None where no source has data on both sides.
    """
    both = (of > 0).all(axis=1)
    if not both.any():
        return None
    weights = of[both].prod(axis=1) / of[both].sum(axis=1)
    weights = weights / weights.sum()
    found, below, above = 0.0, 0.0, 0.0
    for weight, count, units in zip(weights, counts[both] / dispersion, of[both] / dispersion, strict=True):
        early, late = count / units
        (early_low, early_high), (late_low, late_high) = (
            score_interval(*pair, family) for pair in zip(count, units, strict=True)
        )
        found += weight * (late - early)
        below += weight**2 * ((late - late_low) ** 2 + (early_high - early) ** 2)
        above += weight**2 * ((late_high - late) ** 2 + (early - early_low) ** 2)
    return float(found), float(found - math.sqrt(below)), float(found + math.sqrt(above))


def level(counts: Floats, of: Floats) -> tuple[float, float]:
    """The level before and after, sources weighted as in :func:`difference`; 0 where none has data on both sides."""
    both = (of > 0).all(axis=1)
    if not both.any():
        return 0.0, 0.0
    weights = of[both].prod(axis=1) / of[both].sum(axis=1)
    early, late = (weights / weights.sum()) @ (counts[both] / of[both])
    return float(early), float(late)


def between(one: Difference, other: Difference) -> Difference:
    """By how much more the first changed than the second: a difference in differences, with its interval.

    The intervals of two independent estimates, added by their squares (Zou and Donner 2008, eq. 4).
    """
    found = one[0] - other[0]
    below = math.hypot(one[0] - one[1], other[2] - other[0])
    above = math.hypot(one[2] - one[0], other[0] - other[1])
    return found, found - below, found + above


def mean_difference(values: Floats) -> Difference | None:
    """The mean of values and its 95 % t interval (Student 1908); None of fewer than two."""
    from scipy.special import stdtrit

    if len(values) < 2:
        return None
    mean, error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values))
    reach = float(stdtrit(len(values) - 1, 0.975)) * error
    return mean, mean - reach, mean + reach


def difference_of_means(one: Floats, other: Floats) -> Difference | None:
    """The first mean less the second, its 95 % interval with unequal spreads (Welch 1947); None of fewer than two."""
    from scipy.special import stdtrit

    if min(len(one), len(other)) < 2:
        return None
    parts = [float(np.var(values, ddof=1)) / len(values) for values in (one, other)]
    found = float(one.mean() - other.mean())
    if not sum(parts):
        return found, found, found
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(values) - 1) for part, values in zip(parts, (one, other), strict=True)
    )
    reach = float(stdtrit(freedom, 0.975)) * math.sqrt(sum(parts))
    return found, found - reach, found + reach
