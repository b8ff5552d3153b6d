"""Intervals and tests for shares: how far a count may be off, and whether it is more than strays.

Formulas only; what is counted, and of what, is decided in ``recurrence``.
"""

from __future__ import annotations

from collections.abc import Sequence

from insight_synth.catalog.shares import wilson

__all__ = ["discoveries", "tail_probability", "wilson"]


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
