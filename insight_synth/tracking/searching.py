"""Where a level may have changed, and how clear a change must be when every month was looked at.

Candidates and chances only; ``changes`` fits them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from insight_synth.model.effect import ChangeKind
from insight_synth.tracking.levels import Floats

__all__ = ["Span", "chance_of_best", "chance_of_step", "spans"]

SHORTEST = 2  # months that a level must hold
LONGEST = 12  # months of an episode; of a longer one both ends are found by themselves
YEARS = 24  # months from which on a season can be told from a change

Family = Literal["step", "episode", "spike", "drift", "month of year", "wave"]

# How much of the false alarms that are allowed each kind may cause; they sum to 1.
_PARTS: Mapping[Family, float] = {
    "step": 0.55, "episode": 0.15, "spike": 0.15, "drift": 0.05, "month of year": 0.05, "wave": 0.05
}  # fmt: skip
_FAR = 7.0  # standard deviations from which on a bound need not be tight
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A candidate: months ``start`` to ``stop`` (excluded), by their place among those heard."""

    start: int
    stop: int
    kind: ChangeKind
    family: Family

    def terms(self, months: Sequence[str]) -> Floats:
        """(K, T) how much of it each month has; two rows for a wave, one for all else."""
        if self.kind in ("step", "spike"):
            at = np.arange(len(months))
            return np.array([(self.start <= at) & (at < self.stop)], dtype=np.float64)
        places = np.array([12 * int(month[:4]) + int(month[5:7]) for month in months], dtype=np.float64)
        if self.family == "wave":
            return np.stack([np.cos(math.tau * places / 12), np.sin(math.tau * places / 12)])
        if self.family == "month of year":
            return np.array([(places - places[self.start]) % 12 == 0], dtype=np.float64)
        return np.array([(places - places[0]) / (places[-1] - places[0])])

    def parts(self, number: int) -> list[Span]:
        """What it is taken into a model as, of ``number`` months: an episode as a step and a step back."""
        if self.family != "episode":
            return [self]
        return [Span(at, number, "step", "step") for at in (self.start, self.stop)]


@lru_cache(maxsize=64)
def spans(months: tuple[str, ...]) -> Mapping[Family, tuple[Span, ...]]:
    """Every candidate over ``months``, by kind."""
    number = len(months)
    found: dict[Family, tuple[Span, ...]] = {
        "step": tuple(Span(at, number, "step", "step") for at in range(SHORTEST, number - SHORTEST + 1)),
        "episode": tuple(
            Span(at, stop, "step", "episode")
            for at in range(SHORTEST, number - SHORTEST)
            for stop in range(at + SHORTEST, min(at + LONGEST, number - SHORTEST) + 1)
        ),
        "spike": tuple(Span(at, at + 1, "spike", "spike") for at in range(number)),
        "drift": (Span(0, number, "drift", "drift"),),
    }
    if number >= YEARS:
        calendar = [month[5:7] for month in months]
        again = [at for at in range(number) if calendar[at] not in calendar[:at] and calendar.count(calendar[at]) > 1]
        found["month of year"] = tuple(Span(at, number, "season", "month of year") for at in again)
        found["wave"] = (Span(0, number, "season", "wave"),)
    return found


def chance_of_best(family: Family, gain: float, information: Floats, rivals: int) -> float:
    """The log of how likely the best of ``rivals`` candidates is as clear as this by chance, over its kind's part.

    Args:
        family: what kind of candidate it is.
        gain: its likelihood ratio statistic.
        information: (T,) as for ``chance_of_step``.
        rivals: candidates of the kind, of which no two need tell the same.
    """
    from scipy.special import log_ndtr

    if family == "step":
        chance = chance_of_step(gain, information)
    elif family == "wave":
        chance = -gain / 2
    else:
        chance = math.log(2 * rivals) + float(log_ndtr(-math.sqrt(gain)))
    return min(0.0, chance) - math.log(_PARTS[family])


def chance_of_step(gain: float, information: Floats) -> float:
    """The log of an upper bound on the chance that the clearest step is as clear as this where there is none.

    The improved Bonferroni bound that Worsley (1983, sec. 3) uses: the chances of all months, less the chance of each
    month and the next together, which two correlated normal deviations have.

    Args:
        gain: the likelihood ratio statistic of the clearest step.
        information: (T,) how much each month tells of the level: its variance under no change.
    """
    from scipy.special import log_ndtr, ndtr

    z = math.sqrt(max(gain, 0.0))
    known = np.cumsum(information)[SHORTEST - 1 : len(information) - SHORTEST] / information.sum()
    single = math.log(2 * max(len(known), 1)) + float(log_ndtr(-z))
    if z > _FAR or len(known) < 2:
        return single
    early, late = known[:-1], np.minimum(known[1:], 1 - 1e-12)
    alike = np.sqrt(early * (1 - late) / np.maximum(late * (1 - early), 1e-12))[:, None]
    apart = np.sqrt(np.maximum(1 - alike**2, 1e-12))
    at = z + 5 * (_NODES[None, :] + 1)
    density = np.exp(-(at**2) / 2) / math.sqrt(math.tau)
    both = ndtr((alike * at - z) / apart) + ndtr((-alike * at - z) / apart)
    together = 2 * float((density * both * _WEIGHTS[None, :] * 5).sum())
    return min(single, math.log(max(math.exp(single) - together, 1e-300)))
