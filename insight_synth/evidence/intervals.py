"""Intervals and tests for shares: how far a count may be off, and whether it is more than strays.

Formulas only; what is counted, and of what, is decided in ``recurrence``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Z_95 = 1.959963984540054  # the normal quantile of a two-sided 95 % interval


def wilson(successes: int, of: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of a share (Wilson 1927; Brown, Cai and DasGupta 2001, eq. 4).

    Returns ``(low, high)`` within 0…1; ``(0, 1)`` where ``of`` is 0, since nothing is known then.

    Raises:
        ValueError: ``successes`` is negative or exceeds ``of``.
    """
    if not 0 <= successes <= of:
        raise ValueError(f"{successes} of {of} is no share")
    if of == 0:
        return 0.0, 1.0
    share = successes / of
    centre = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    low = 0.0 if successes == 0 else max(0.0, (centre - spread) / scale)
    high = 1.0 if successes == of else min(1.0, (centre + spread) / scale)
    return low, high


def tail_probability(successes: int, of: int, chance: float) -> float:
    """The probability of ``successes`` or more among ``of`` where each happens with ``chance`` (binomial)."""
    from scipy.stats import binom

    return float(binom.sf(successes - 1, of, min(max(chance, 0.0), 1.0)))


def discoveries(probabilities: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Which tests pass when at most ``rate`` of those that pass may be false (Benjamini and Hochberg 1995).

    Args:
        probabilities: one p-value a test.
        rate: the false discovery rate.

    Returns:
        One truth value a test, in the order given.
    """
    order = sorted(range(len(probabilities)), key=lambda i: (probabilities[i], i))
    passed = 0
    for rank, i in enumerate(order, start=1):
        if probabilities[i] <= rate * rank / len(order):
            passed = rank
    accepted = set(order[:passed])
    return [i in accepted for i in range(len(probabilities))]
