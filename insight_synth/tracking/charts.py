"""Control charts: monthly shares or counts with the limits that chance alone leaves, and signs that it is not alone.

p-charts and u-charts with limits by each month's own numbers (Shewhart 1931; Montgomery 2020, ch. 7), widened where
months scatter more than chance (Laney 2002). Whether a level changed for good is for ``changes``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from insight_synth.model.effect import Signal
from insight_synth.tracking.levels import Family, Floats

__all__ = ["control_limits", "dispersion", "scatter", "signals"]

SIGMAS = 3.0
MOVING_RANGE = 1.128379167095513  # mean range of two normal values over their standard deviation: d₂ for n = 2, 2/√π
RUN = 8  # in a row on one side of the centre
CLIMB = 6  # in a row rising, or falling


def control_limits(
    centre: float, of: npt.ArrayLike, *, family: Family = "share", dispersion: float = 1.0
) -> tuple[Floats, Floats]:
    """Three-sigma limits of each month.

    ``p̄ ± 3 √(p̄(1 − p̄)/nᵢ)`` for shares, ``ū ± 3 √(ū/nᵢ)`` for counts per unit (Montgomery 2020, eq. 7.8 and 7.19),
    the deviation times ``dispersion`` (Laney 2002), cut at what a share or a count can be.

    Args:
        centre: the mean share or count per unit.
        of: (T,) what each month's value is of; above 0.
        family: of shares, or of counts per unit.
        dispersion: as :func:`dispersion` gives it.

    Returns:
        The lower and the upper limits, (T,) each.
    """
    spread = centre * (1 - centre) if family == "share" else centre
    reach = SIGMAS * dispersion * np.sqrt(spread / np.asarray(of, dtype=np.float64))
    return np.maximum(0.0, centre - reach), np.minimum(1.0 if family == "share" else np.inf, centre + reach)


def scatter(deviations: npt.ArrayLike) -> float:
    """How many times wider standardised deviations scatter than chance has it: their mean moving range over 1.128.

    From one month to the next, so that a change of level hardly counts (Laney 2002: σ_z). 1 where there are fewer than
    two.
    """
    values = np.asarray(deviations, dtype=np.float64)
    return float(np.abs(np.diff(values)).mean() / MOVING_RANGE) if len(values) > 1 else 1.0


def dispersion(counts: npt.ArrayLike, of: npt.ArrayLike, centre: float, *, family: Family = "share") -> float:
    """Laney's σ_z of a chart; below 1 where months scatter less than chance has it."""
    n = np.asarray(of, dtype=np.float64)
    spread = centre * (1 - centre) if family == "share" else centre
    if spread <= 0:
        return 1.0
    return scatter((np.asarray(counts, dtype=np.float64) / n - centre) / np.sqrt(spread / n))


def signals(
    values: Sequence[float | None], centre: float, low: Sequence[float | None], high: Sequence[float | None]
) -> list[tuple[Signal, ...]]:
    """Which points ask for attention (Nelson 1984, tests 1, 3 and 5; of test 2 the run of eight of Western Electric).

    *beyond* a limit; the last of *eight* in a row on one side of the centre, or of *six* rising or falling; the last of
    *two of three* beyond two thirds of the way to the same limit. A month without a value ends every row.
    """
    zones = [_zone(*point, centre) for point in zip(values, low, high, strict=True)]
    found: list[tuple[Signal, ...]] = []
    for at, zone in enumerate(zones):
        told: list[Signal] = []
        if zone is not None:
            if abs(zone) > SIGMAS:
                told.append("beyond")
            if _run(zones, at):
                told.append("run")
            if _climbs(values, at):
                told.append("trend")
            if _two_of_three(zones, at):
                told.append("two-of-three")
        found.append(tuple(told))
    return found


def _zone(value: float | None, low: float | None, high: float | None, centre: float) -> float | None:
    """How far from the centre, three standing for a limit: of the two the one that lies farther, which none cut."""
    if value is None or low is None or high is None:
        return None
    reach = max(high - centre, centre - low)
    if not reach:
        return 0.0 if value == centre else math.copysign(SIGMAS + 1, value - centre)
    return SIGMAS * (value - centre) / reach


def _run(zones: Sequence[float | None], at: int) -> bool:
    last = zones[max(0, at - RUN + 1) : at + 1]
    return len(last) == RUN and any(all(zone is not None and zone * side > 0 for zone in last) for side in (1, -1))


def _climbs(values: Sequence[float | None], at: int) -> bool:
    last = [value for value in values[max(0, at - CLIMB + 1) : at + 1] if value is not None]
    if at < CLIMB - 1 or len(last) < CLIMB:
        return False
    steps = np.diff(np.array(last))
    return bool((steps > 0).all() or (steps < 0).all())


def _two_of_three(zones: Sequence[float | None], at: int) -> bool:
    last, here = zones[max(0, at - 2) : at + 1], zones[at] or 0.0
    side = 1 if here > 0 else -1
    out = [zone for zone in last if zone is not None and zone * side > 2 * SIGMAS / 3]
    return len(last) == 3 and here * side > 2 * SIGMAS / 3 and len(out) >= 2
