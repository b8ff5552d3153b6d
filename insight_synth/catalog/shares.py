"""Shares and mixes, and how far they may be off: formulas that audits, weights and comparisons have in common."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeVar

__all__ = ["Z_95", "Z_99", "total_variation", "wilson"]

Name = TypeVar("Name", str, float)

Z_95 = 1.959963984540054  # the normal quantile of a two-sided 95 % interval
Z_99 = 2.5758293035489004


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


def total_variation(one: Mapping[Name, float], other: Mapping[Name, float]) -> float:
    """Total variation of two mixes, counts or shares: half the sum of the differences of their shares, 0 … 1."""
    totals = sum(one.values()), sum(other.values())
    names: list[Name] = sorted(one.keys() | other.keys())
    return sum(abs(one.get(name, 0.0) / totals[0] - other.get(name, 0.0) / totals[1]) for name in names) / 2
