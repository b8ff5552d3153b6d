"""What each source is worth: its Shapley value in covering themes, the agenda, and both with two witnesses.

Several sources cover a theme together; what one of them adds depends on which others are there. The Shapley value
averages over every order in which they could have come (Shapley 1953, "A value for n-person games"), and the values of
all add up to what all cover.

The value of a set of sources is a sum over themes, and of each theme only the sources it stands in matter. So the
values are found theme by theme, exactly, however many sources there are:

- *Heard at all* is shared equally among the sources a theme stands in.
- *Borne out by two independent sources* is lost on just those sets of sources of which no two are apart. With c(k) the
  number of such sets of k sources, and cᵢ(k) of those that hold source i, its value is
  Σₖ k!(n−k−1)!/n! · (c(k) − cᵢ(k) − cᵢ(k+1)): the sets that i turns from lost to won.

Up to 14 sources there are at most 2¹⁴ such sets; beyond, only where a theme stands in many sources that nearly all
repeat each other are there more. Then orders are drawn at random (Castro, Gómez and Tejada 2009, "Polynomial
calculation of the Shapley value based on sampling"), and the half-width of a 95 % interval is told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from insight_synth.advice.questions import AgendaWitnesses
from insight_synth.advice.what_if import finest_themes
from insight_synth.evidence import Witnesses
from insight_synth.model import Worth

Amounts = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]

SETS = 2**14
"""Sets of sources without an independent pair that are listed of one theme before orders are drawn instead."""
ORDERS = 20_000  # drawn of a theme with more; the 95 % interval is then at most ± 0.7 %
_HALF_WIDTH = 1.959964


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Shapley values of one theme's or question's game, whose whole is worth 1 where it is won at all."""

    values: Amounts  # (n_sources,)
    error: float = 0.0  # half-width of a 95 % interval; 0 where the values are exact


def worth(found: Witnesses, parents: Mapping[str, str], agenda: AgendaWitnesses | None = None) -> dict[str, Worth]:
    """The worth of every source of ``found``, by id; standing is taken as all sources together give it."""
    rows = np.flatnonzero(finest_themes(found, parents))
    heard, (paired, error) = _heard(found.stands[rows]), _paired(found.apart[rows])
    of = max(len(rows), 1)
    asked = np.zeros(len(found.sources))
    asked_error = 0.0
    if agenda is not None and agenda.weights.sum():
        shares = agenda.weights / agenda.weights.sum()
        pairs, asked_error = _paired(agenda.apart, shares)
        of_agenda = {
            source: float(value)
            for source, value in zip(agenda.sources, 0.5 * shares @ _heard(agenda.stands) + 0.5 * pairs, strict=True)
        }
        asked = np.array([of_agenda.get(source, 0.0) for source in found.sources])
    themes = heard.sum(axis=0) / of
    coverage = (0.5 * heard.sum(axis=0) + 0.5 * paired) / of
    return {
        source: Worth(
            themes=float(themes[at]),
            agenda=float(asked[at]),
            coverage=float(coverage[at]),
            error=0.5 * max(error / of, asked_error),
        )
        for at, source in enumerate(found.sources)
    }


def pair_values(apart: Truth, sets: int = SETS) -> Values:
    """Shapley values of the game that a set of sources wins when it holds two that are apart.

    Args:
        apart: (n, n), symmetric, False on the diagonal.
        sets: losing sets that are listed at most before orders are drawn.
    """
    n = len(apart)
    playing = np.flatnonzero(apart.any(axis=1))
    values = np.zeros(n)
    if not len(playing):
        return Values(values)
    inner = apart[np.ix_(playing, playing)]
    if not (~inner & ~np.eye(len(playing), dtype=np.bool_)).any():
        values[playing] = 1 / len(playing)
        return Values(values)
    counted = _losing_sets(inner, sets)
    if counted is None:
        drawn = _drawn(inner)
        values[playing] = drawn.values
        return Values(values, drawn.error)
    values[playing] = counted
    return Values(values)


def _heard(stands: Truth) -> Amounts:
    """(n_themes, n_sources) each source's part of a theme's being heard at all."""
    return np.asarray(stands / np.maximum(stands.sum(axis=1, keepdims=True), 1), dtype=np.float64)


def _paired(apart: Truth, weights: Amounts | None = None) -> tuple[Amounts, float]:
    """(n_sources,) weighted sum of the pair games' values, and the half-width of its 95 % interval.

    Half-widths are added as they are: games alike share one estimate, and all share their draws.
    """
    known: dict[bytes, Values] = {}
    total, error = np.zeros(apart.shape[1]), 0.0
    for at, pairs in enumerate(apart):
        key = pairs.tobytes()
        if key not in known:
            known[key] = pair_values(pairs)
        values = known[key]
        weight = 1.0 if weights is None else float(weights[at])
        total += weight * values.values
        error += weight * values.error
    return total, error


def _losing_sets(apart: Truth, most: int) -> Amounts | None:
    """(n,) values counted from every set without a pair that is apart; None where there are more than ``most``."""
    n = len(apart)
    alike = [sum(1 << int(j) for j in np.flatnonzero(~row) if j != i) for i, row in enumerate(apart)]
    sizes = np.zeros(n + 2)
    with_source = np.zeros((n, n + 2))
    sizes[0] = 1
    level: list[tuple[int, int]] = [(0, (1 << n) - 1)]  # the set, and what may join it
    listed = 1
    for size in range(1, n + 1):
        grown: list[tuple[int, int]] = []
        for members, may_join in level:
            while may_join:
                last = may_join.bit_length() - 1
                may_join &= ~(1 << last)
                grown.append((members | 1 << last, may_join & alike[last]))
        listed += len(grown)
        if listed > most:
            return None
        if not grown:
            break
        sizes[size] = len(grown)
        holds = np.array([[members >> i & 1 for i in range(n)] for members, _ in grown])
        with_source[:, size] = holds.sum(axis=0)
        level = grown
    weight = np.array([1 / (n * math.comb(n - 1, k)) for k in range(n)])
    turned: Amounts = sizes[None, :n] - with_source[:, :n] - with_source[:, 1 : n + 1]
    return np.asarray(turned @ weight)


def _drawn(apart: Truth) -> Values:
    """Values as the share of drawn orders in which each source completes the first pair that is apart."""
    n = len(apart)
    rng = np.random.default_rng(0)
    first, second = np.nonzero(np.triu(apart))
    wins = np.zeros(n)
    for _ in range(0, ORDERS, 1000):
        place = np.argsort(np.argsort(rng.random((1000, n)), axis=1), axis=1)
        complete = np.maximum(place[:, first], place[:, second]).min(axis=1)
        wins += (place == complete[:, None]).sum(axis=0)
    share = wins / ORDERS
    return Values(share, _HALF_WIDTH * math.sqrt(float((share * (1 - share)).max()) / ORDERS))
