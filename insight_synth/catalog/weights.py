"""Whether a source's weights can be used: five faults that make weighted figures worse than unweighted ones.

It weights nothing. Reference for the customer base: sources of behaviour where they know customer groups, because
everybody who buys is in them; else the mean of the other sources.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from insight_synth.catalog.shares import effective_number, total_variation
from insight_synth.model import Doubt, Verbatim

__all__ = ["Mix", "faults_of_weights", "reference_mixes"]

Mix = Mapping[str, float]
"""Customer group → how many or how much."""

_FEWEST = 30  # records below which a mix of groups says nothing
_MISSING = 0.05
_OFF_ONE = 0.1  # how far the mean weight may be from 1
_POPULATION = 20.0  # from this mean on, weights count people in the population, and need not average 1
_DISTANCE = 0.05  # how much further from the customer base weighting may lead, in total variation
_FAR = 0.15
_EFFECTIVE = 1 / 3  # effective share of the sample (Kish 1965: (Σw)² / (n Σw²)) below which weights are too uneven


def reference_mixes(
    mixes: Mapping[str, Mix], *, behavioural: Collection[str], copies: Collection[str]
) -> dict[str, Mix]:
    """For each source, the mix of customer groups to be expected of it: shares that sum to 1.

    Args:
        mixes: source → customers by group.
        behavioural: ids of sources that record behaviour; they are preferred.
        copies: ids of sources that repeat another; they are left out.
    """
    usable = {
        source: _shares(mix) for source, mix in mixes.items() if sum(mix.values()) >= _FEWEST and source not in copies
    }
    references: dict[str, Mix] = {}
    for source in mixes:
        groups = mixes[source].keys()
        others = {
            other: shares
            for other, shares in sorted(usable.items())
            if other != source and sum(shares.get(group, 0.0) for group in groups) >= 0.8
        }
        chosen = {other: shares for other, shares in others.items() if other in behavioural} or others
        if chosen:
            mean: dict[str, float] = defaultdict(float)
            for shares in chosen.values():
                for group, share in shares.items():
                    mean[group] += share / len(chosen)
            references[source] = dict(mean)
    return references


def faults_of_weights(spoken: Sequence[Verbatim], reference: Mix | None) -> tuple[Doubt, ...]:
    """All that is wrong with the weights of one source's verbatims; nothing where none are given.

    ===========  =====================================================================================================
    missing      ``missing`` of ``of`` records have no weight
    negative     ``negative`` weights are zero or negative
    sum          the weights of ``of`` records sum to ``sum``
    uneven       they are so uneven that ``of`` records count as ``effective``
    astray       ``group`` is ``raw`` of the records, ``weighted`` by the weights and ``base`` of the customers (shares)
    ===========  =====================================================================================================

    Args:
        spoken: the source's verbatims.
        reference: the mix of groups to be expected of it (shares), if any is known.
    """
    weights = [verbatim.weight for verbatim in spoken if verbatim.weight is not None]
    if not weights:
        return ()
    faults = []
    if (missing := len(spoken) - len(weights)) > _MISSING * len(spoken):
        text = f"{missing} of {len(spoken)} records have no weight"
        faults.append(Doubt("missing", text, {"missing": missing, "of": len(spoken)}))
    if negative := sum(weight <= 0 for weight in weights):
        text = f"{negative} weight{'s are' if negative > 1 else ' is'} zero or negative"
        faults.append(Doubt("negative", text, {"negative": negative}))
    total = math.fsum(weights)
    mean = total / len(weights)
    if abs(mean - 1) > _OFF_ONE and mean < _POPULATION:
        text = f"the weights sum to {total:.0f} for {len(weights)} records instead of {len(weights)}"
        faults.append(Doubt("sum", text, {"sum": round(total, 1), "of": len(weights)}))
    effective = effective_number(weights)
    if not negative and len(weights) >= _FEWEST and effective < _EFFECTIVE * len(weights):
        text = f"they are so uneven that {len(weights)} records count as {effective:.0f}"
        faults.append(Doubt("uneven", text, {"of": len(weights), "effective": round(effective)}))
    if (fault := _leads_astray(spoken, reference)) is not None:
        faults.append(fault)
    return tuple(faults)


def _leads_astray(spoken: Sequence[Verbatim], reference: Mix | None) -> Doubt | None:
    """Weights are meant to bring the mix of groups nearer to the customer base; these lead away from it."""
    known = [(verbatim.segment, verbatim.weight) for verbatim in spoken if verbatim.segment and verbatim.weight]
    if reference is None or len(known) < _FEWEST:
        return None
    raw: dict[str, float] = defaultdict(float)
    weighted: dict[str, float] = defaultdict(float)
    for segment, weight in known:
        raw[segment] += 1.0
        weighted[segment] += max(weight, 0.0)
    before, after = _shares(raw), _shares(weighted)
    if _distance(after, reference) <= max(_distance(before, reference) + _DISTANCE, _FAR):
        return None
    worst = max(sorted(after), key=lambda group: after[group] - reference.get(group, 0.0))  # the most exaggerated
    base = reference.get(worst, 0.0)
    return Doubt(
        "astray",
        f"weighting leads away from the customer base: {worst} is {before[worst]:.0%} of the records, "
        f"{after[worst]:.0%} weighted, {base:.0%} of the customers elsewhere",
        {"group": worst, "raw": round(before[worst], 3), "weighted": round(after[worst], 3), "base": round(base, 3)},
    )


def _shares(mix: Mix) -> dict[str, float]:
    total = sum(mix.values())
    return {group: count / total for group, count in mix.items()} if total else {}


def _distance(one: Mix, other: Mix) -> float:
    return total_variation(one, other) if one and other else 0.0
