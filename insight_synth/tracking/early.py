"""An early sign between two months: weekly counts, smoothed, against limits that chance crosses once in ten years.

An exponentially weighted moving average of standardised weekly counts (Roberts 1959; Montgomery 2020, sec. 9.2). Only
whether the level of now is being left: when a level changed is for ``changes``.
"""

from __future__ import annotations

import math

import numpy as np

from insight_synth.model.effect import EarlySign
from insight_synth.tracking.counting import Counted
from insight_synth.tracking.levels import Floats

__all__ = ["LIMIT", "WEIGHT", "early_signs", "smoothed"]

WEIGHT = 0.2
LIMIT = 2.962  # with that weight one false alarm in 500 points (Lucas and Saccucci 1990, table 3)
FEWEST_WEEKS = 13
SHOWN = 13
RECENT = 5  # weeks


def smoothed(deviations: Floats) -> tuple[Floats, Floats]:
    """The moving average of standardised values, and its limits from the first value on (Montgomery 2020, eq. 9.25).

    Args:
        deviations: (T,) NaN where there are no data: the average then stays, and the limits too.
    """
    average, weight, found, limits = 0.0, 0.0, [], []
    for value in deviations:
        if not math.isnan(value):
            average = WEIGHT * value + (1 - WEIGHT) * average
            weight = WEIGHT**2 + (1 - WEIGHT) ** 2 * weight
        found.append(average)
        limits.append(LIMIT * math.sqrt(weight))
    return np.array(found), np.array(limits)


def early_signs(weeks: Counted, level: Floats, dispersion: float = 1.0) -> tuple[EarlySign, ...]:
    """The newest weeks against the level of now; none where there are too few since it set in.

    A week without data tells nothing and is left out; so are all where the newest week with data is no recent one.

    Args:
        weeks: by source and week, since the level of now set in.
        level: (S,) share or rate of each source at that level.
        dispersion: how many times wider values scatter than chance has it (Laney's σ_z).
    """
    if (weeks.of.sum(axis=0) > 0).sum() < FEWEST_WEEKS:
        return ()
    own = level * (1 - level) if weeks.family == "share" else level
    spread = np.sqrt(own @ weeks.of)
    deviations = np.full(len(weeks.periods), np.nan)
    told = spread > 0
    deviations[told] = (weeks.counts.sum(axis=0) - level @ weeks.of)[told] / spread[told] / dispersion
    average, limits = smoothed(deviations)
    signs = [
        EarlySign(week, float(value), float(limit))
        for week, value, limit, there in zip(weeks.periods, average, limits, told, strict=True)
        if there
    ]
    recent = set(weeks.periods[-RECENT:])
    return tuple(signs[-SHOWN:]) if signs and signs[-1].week in recent else ()
