"""How many answers a question needs: formulas only, each from the book, for shares of a simple random sample.

They say nothing of who does not answer: a low response rate is a fault no number of answers mends.
"""

from __future__ import annotations

import math

from insight_synth.catalog.shares import Z_95
from insight_synth.model.hunches import Sampling

Z_POWER_80 = 0.8416212335729143  # the normal quantile of a power of 80 %
PRECISIONS = (10.0, 5.0, 3.0)
"""Percentage points either way that answers are counted for."""


def answers_needed(points: float, of: int | None = None, share: float = 0.5) -> int:
    """Answers for a share known to ± ``points`` percentage points, 95 times in 100.

    Cochran, *Sampling Techniques* (3rd ed. 1977), eq. 4.2 for a large population, ``n₀ = z² p (1 − p) / e²``, and its
    finite population correction, ``n = n₀ / (1 + (n₀ − 1) / N)``, where ``of`` gives the population N.

    Raises:
        ValueError: ``points`` or ``share`` lies outside what it can be.
    """
    if not 0 < points < 100 or not 0 < share < 1:
        raise ValueError(f"no sample is for {points} points around a share of {share}")
    large = Z_95**2 * share * (1 - share) / (points / 100) ** 2
    if of is None:
        return math.ceil(round(large, 9))
    if of <= 0:
        return 0
    return min(of, math.ceil(round(large / (1 + (large - 1) / of), 9)))


def answers_to_see(change: float, share: float = 0.5) -> int:
    """Answers in each of two rounds to find a change of ``change`` percentage points from ``share``, 80 times in 100.

    Fleiss, *Statistical Methods for Rates and Proportions* (2nd ed. 1981), eq. 3.14: two-sided, 5 %, without
    continuity correction. The change goes towards one half where it can, where it is hardest to see.
    """
    other = share + change / 100 if share + change / 100 < 1 else share - change / 100
    if change <= 0 or not 0 < other < 1:
        raise ValueError(f"no share changes by {change} points from {share}")
    mean = (share + other) / 2
    spread = Z_95 * math.sqrt(2 * mean * (1 - mean)) + Z_POWER_80 * math.sqrt(share * (1 - share) + other * (1 - other))
    return math.ceil(round(spread**2 / (share - other) ** 2, 9))


def change_seen(answers: int, share: float = 0.5) -> float:
    """The smallest change in percentage points, to a tenth, that ``answers`` in each round find 80 times in 100.

    100 where none does.
    """
    found = next((tenth for tenth in range(1, 500) if answers_to_see(tenth / 10, share) <= answers), 0)
    return found / 10 if found else 100.0


def samplings(customers: int) -> tuple[Sampling, ...]:
    """For each of ``PRECISIONS``, what it takes among ``customers``; a population that is not known counts as large."""
    rows = []
    for points in PRECISIONS:
        answers = answers_needed(points, customers or None)
        rows.append(Sampling(points, answers, change_seen(answers), customers >= answers > 0 and customers > 0))
    return tuple(rows)
