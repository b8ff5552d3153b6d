"""Intervals and tests for shares: how far a count may be off, and which of many tests pass.

Formulas only; what is counted, and of what, is decided in ``witnesses``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from insight_synth.catalog.shares import wilson

__all__ = ["discoveries", "wilson"]

FALSE_DISCOVERIES = 0.05


def discoveries(
    probabilities: Sequence[float] | npt.NDArray[np.float64], rate: float = FALSE_DISCOVERIES
) -> list[bool]:
    """Which tests pass when at most ``rate`` of those that pass may be false (Benjamini and Hochberg 1995).

    Args:
        probabilities: one p-value a test.
        rate: the false discovery rate.

    Returns:
        One truth value a test, in the order given.
    """
    values = np.asarray(probabilities, dtype=np.float64)
    if not len(values):
        return []
    ordered = np.sort(values)
    holds = np.flatnonzero(ordered <= rate * np.arange(1, len(values) + 1) / len(values))
    passed: list[bool] = (values <= ordered[holds[-1]]).tolist() if len(holds) else [False] * len(values)
    return passed
