"""The cheapest set of sources that still covers what all of them do: every recurring theme, and the agenda.

A theme recurs in a set that holds two sources that are apart. No set of sources of which none are apart covers it, so
for each largest such set one source from outside it is needed: a weighted set cover (Karp 1972), small enough to be
solved exactly by branch and bound. Rows are added where an answer still breaks one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from insight_synth.advice.questions import AgendaWitnesses
from insight_synth.evidence import Heard, Witnesses, witnesses
from insight_synth.model import SourceProfile

Truth = npt.NDArray[np.bool_]
Amounts = npt.NDArray[np.float64]

_FEW = 1e-4
"""Part of all costs that a source more counts for: among equally dear sets the one with the fewest sources."""


def cheapest_set(
    heard: Heard,
    profiles: Sequence[SourceProfile],
    agenda: AgendaWitnesses | None = None,
    unwanted: Collection[str] = (),
) -> tuple[str, ...]:
    """Ids of the sources of the cheapest set, sorted.

    Sources that only record what customers do speak of no theme and are outside this. A source whose yearly cost is not
    known counts with the median of the known ones, and all count the same where none is known. Among sets that cost the
    same the one with the fewest sources is given, then the one of the earlier ids.

    Args:
        heard: who speaks of what, and where.
        profiles: for the costs.
        agenda: its questions have to be answered as well as they are by all sources; None where there is none.
        unwanted: sources advised to be retired: taken only where nothing else covers what they do.
    """
    found = witnesses(heard)
    costs = _costs(heard, profiles) + np.isin(heard.sources, sorted(unwanted))
    pairs = [*found.apart[found.recurs]]
    single: list[Truth] = []
    if agenda is not None:
        twice = agenda.apart.any(axis=(1, 2))
        pairs += [*agenda.apart[twice]]
        single += [*agenda.stands[agenda.stands.any(axis=1) & ~twice]]
    chosen = _cover(_distinct(pairs), _distinct(single), costs)
    return tuple(heard.sources[at] for at in np.flatnonzero(_made_whole(chosen, heard, found, costs)))


def _costs(heard: Heard, profiles: Sequence[SourceProfile]) -> Amounts:
    """(n_sources,) parts of all costs, so that of equal sets one is cheaper by a hair."""
    of = {profile.source.id: profile.source.cost_per_year for profile in profiles}
    known = [cost for cost in of.values() if cost is not None]
    neutral = float(np.median(known)) if known else 1.0
    costs = np.array([neutral if of.get(source) is None else float(of[source] or 0.0) for source in heard.sources])
    n = len(costs)
    whole = costs / costs.sum() if costs.sum() else costs
    return np.asarray(whole + _FEW * (1 + np.arange(n) / (1000.0 * max(n, 1))))


def _distinct(rows: Sequence[Truth]) -> list[Truth]:
    return list({row.tobytes(): row for row in rows}.values())


def _cover(pairs: Sequence[Truth], single: Sequence[Truth], costs: Amounts) -> Truth:
    """(n_sources,) the cheapest choice that holds a pair of every one of ``pairs`` and one of every ``single``."""
    rows: list[tuple[Truth, int]] = [(row, 1) for row in single]
    rows += [(np.asarray(apart.any(axis=1)), 2) for apart in pairs]
    while True:
        chosen = _solved(rows, costs)
        broken = [apart for apart in pairs if not (apart & chosen[:, None] & chosen[None, :]).any()]
        if not broken:
            return chosen
        rows += [(_outside(apart, chosen), 1) for apart in broken]


def _outside(apart: Truth, chosen: Truth) -> Truth:
    """(n_sources,) those outside a largest set around the chosen ones of which none are apart."""
    playing: Truth = np.asarray(apart.any(axis=1))
    members = chosen & playing
    for at in np.flatnonzero(playing):
        if not (apart[at] & members).any():
            members[at] = True
    return playing & ~members


def _solved(rows: Sequence[tuple[Truth, int]], costs: Amounts) -> Truth:
    """The cheapest choice with at least as many of each row's sources as it asks for."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not rows:
        return np.zeros(len(costs), dtype=np.bool_)
    matrix = np.array([row for row, _ in rows], dtype=np.float64)
    least = np.array([asked for _, asked in rows], dtype=np.float64)
    result = milp(
        costs,
        integrality=np.ones(len(costs)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, least, np.inf),
        options={"mip_rel_gap": 0.0, "time_limit": 10.0},
    )
    if result.x is None:
        return _greedy(matrix, least, costs)
    chosen: Truth = np.asarray(result.x) > 0.5
    return chosen


def _greedy(matrix: Amounts, least: Amounts, costs: Amounts) -> Truth:
    """A set that covers all, where the solver gave up: what covers most for its cost first, then without the spare."""
    chosen = np.zeros(len(costs), dtype=np.bool_)
    while (missing := least - matrix[:, chosen].sum(axis=1) > 0).any():
        gain = matrix[missing].sum(axis=0) * ~chosen
        chosen[int(np.argmax(gain / np.maximum(costs, 1e-12)))] = True
    for at in np.argsort(-costs, kind="stable"):
        spare = chosen.copy()
        spare[at] = False
        if (matrix[:, spare].sum(axis=1) >= least).all():
            chosen = spare
    return chosen


def _made_whole(chosen: Truth, heard: Heard, found: Witnesses, costs: Amounts) -> Truth:
    """The choice with sources added, most help for their cost first, until an analysis of it alone lacks no recurring
    theme.

    Standing is judged anew among fewer sources, so a theme may need one more than it seemed.
    """
    while not chosen.all():
        missing = _missing(chosen, heard, found)
        if not missing.any():
            break
        helps = found.stands[missing].sum(axis=0) * ~chosen
        if not helps.any():
            break
        chosen = chosen.copy()
        chosen[int(np.argmax(helps / np.maximum(costs, 1e-12)))] = True
    return chosen


def _missing(chosen: Truth, heard: Heard, found: Witnesses) -> Truth:
    """(n_themes,) those that recur, but not in the chosen sources alone."""
    removed = {source for source, stays in zip(heard.sources, chosen, strict=True) if not stays}
    return np.asarray(found.recurs & ~witnesses(heard.without(removed)).recurs)
