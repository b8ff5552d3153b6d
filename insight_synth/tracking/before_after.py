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

    Of one source the difference of shares with Newcombe's hybrid score interval (Newcombe 1998, method 10), of rates
    the same of their score intervals. Over several sources the mean of their differences, weighted as Mantel and
    Haenszel do; the score intervals are then those of the weighted means, for as many voices as would scatter as much
    (an effective sample size, Korn and Graubard 1998), each source's level taken from both sides together.

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
    counts, of = counts[both], of[both]
    weights = _weights(of)
    (early, early_low, early_high), (late, late_low, late_high) = (
        _weighted(
            counts[:, side] / of[:, side],
            counts.sum(axis=1) / of.sum(axis=1),
            weights,
            of[:, side] / dispersion,
            family,
        )
        for side in (0, 1)
    )
    below = math.hypot(late - late_low, early_high - early)
    above = math.hypot(late_high - late, early - early_low)
    return late - early, late - early - below, late - early + above


def level(counts: Floats, of: Floats) -> tuple[float, float]:
    """The level before and after, sources weighted as in :func:`difference`; 0 where none has data on both sides."""
    both = (of > 0).all(axis=1)
    if not both.any():
        return 0.0, 0.0
    early, late = _weights(of[both]) @ (counts[both] / of[both])
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


def _weights(of: Floats) -> Floats:
    weights: Floats = of.prod(axis=1) / of.sum(axis=1)
    weights /= weights.sum()
    return weights


def _weighted(levels: Floats, usual: Floats, weights: Floats, of: Floats, family: Family) -> tuple[float, float, float]:
    """The weighted mean of sources' levels with its score interval.

    Args:
        levels: (S,) shares or rates.
        usual: (S,) the same, steadier, for how much each source scatters.
        weights: (S,) that sum to 1.
        of: (S,) what the levels are of.
        family: of shares or rates.
    """
    mean, usually = float(weights @ levels), float(weights @ usual)
    if usually <= 0 or len(of) == 1:
        units = 1 / float(weights**2 @ (1 / of))
    else:
        scaled = usual * max(mean, 1e-9) / usually
        if family == "share":
            scaled = np.minimum(scaled, 1 - 1e-9)
            units = max(mean, 1e-9) * (1 - min(mean, 1 - 1e-9)) / float(weights**2 @ (scaled * (1 - scaled) / of))
        else:
            units = max(mean, 1e-9) / float(weights**2 @ (scaled / of))
    return mean, *score_interval(mean * units, units, family)
