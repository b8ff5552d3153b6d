"""The voices of each source with their weights and groups, and the share of them that speaks of a theme.

Weights are made comparable once a source: by the source's own weights where they can be used, and by bringing its
customer groups to one mix for all (post-stratification, Holt and Smith 1979; Cochran 1977, section 5A.9). Which
shares may then be laid side by side is ``comparisons``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from insight_synth.catalog import Reach, customer_base, mean_weights, voice_groups
from insight_synth.catalog.shares import effective_number, wilson
from insight_synth.model import ComparedShare, SourceProfile, Verbatim

__all__ = ["Panel", "common_mix", "difference", "panels", "share_of"]

Real = npt.NDArray[np.float64]
Basis = Literal["raw", "weighted", "post-stratified"]

IN_GROUP = 20
"""Voices of every group that a source must have to be post-stratified: with fewer, a group's few voices speak for too
many others (Cochran 1977, section 5A.9)."""
_KNOWN = 0.8  # share of a source's voices in groups of the mix, to be post-stratified
_OF_MIX = 0.02  # smaller groups are no part of the mix: few sources would have enough voices of them
_FEWEST = 30  # customers from which on a base has a mix; effective voices that must be left


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The voices of one source, as they count in comparisons."""

    source: str
    basis: Basis
    at: Mapping[str, int]  # voice → its place in the arrays
    weights: Real  # (n,) summing to 1
    effective: float  # equal voices they are worth (Kish 1965)
    groups: Mapping[str, Real]  # customer group → (n,) the same weights within the group, summing to 1


def common_mix(reached: Mapping[str, Reach]) -> dict[str, float]:
    """The shares of the customer groups that all sources are brought to.

    Those of the customer base; where no source of behaviour knows groups, those of all voices in groups that two
    sources or more know by the same name.
    """
    counts = Counter(group for group in customer_base(reached).values() if group)
    if counts.total() < _FEWEST:
        known = Counter(group for reach in reached.values() for group in reach.groups)
        counts = Counter()
        for reach in reached.values():
            counts.update({group: count for group, count in reach.groups.items() if known[group] > 1})
    large = {group: count for group, count in sorted(counts.items()) if count >= _OF_MIX * counts.total()}
    return {group: count / sum(large.values()) for group, count in large.items()}


def panels(
    verbatims: Iterable[Verbatim], profiles: Iterable[SourceProfile], mix: Mapping[str, float]
) -> dict[str, Panel]:
    """The panel of every source that has voices.

    Args:
        verbatims: of all sources; a voice's weight is the mean of its verbatims', its group the one given most often.
        profiles: tell which sources' weights can be used.
        mix: the shares that customer groups are brought to.
    """
    usable = {profile.source.id for profile in profiles if profile.with_weight > 0 and not profile.weights_off}
    by_source: dict[str, list[Verbatim]] = {}
    for verbatim in verbatims:
        by_source.setdefault(verbatim.source, []).append(verbatim)
    return {source: _panel(source, own, source in usable, mix) for source, own in sorted(by_source.items())}


def share_of(panel: Panel, speaking: Collection[str]) -> ComparedShare:
    """The share of the panel that ``speaking`` (voices) are, with its 95 % interval.

    The interval is Wilson's for the effective number of voices (Kish 1965, section 11.7; Franco, Little, Louis and
    Slud 2019 find it the most reliable of those for shares of weighted samples).
    """
    spoken = np.zeros(len(panel.weights), dtype=np.bool_)
    spoken[[panel.at[voice] for voice in speaking if voice in panel.at]] = True
    share = min(1.0, float(panel.weights[spoken].sum()))
    low, high = wilson(share * panel.effective, panel.effective)
    return ComparedShare(
        source=panel.source,
        share=share,
        low=low,
        high=high,
        voices=int(spoken.sum()),
        of_voices=len(panel.weights),
        effective=panel.effective,
        basis=panel.basis,
        groups={group: float(weights[spoken].sum()) for group, weights in panel.groups.items()},
    )


def difference(one: ComparedShare, other: ComparedShare) -> float:
    """The p-value, on both sides, that two shares are the same one.

    For the effective numbers of voices (Rao and Scott 1984), by Campbell's rule (2007): the chi-square test with N − 1
    where every expected count is 1 or more, Fisher's exact test (Irwin's rule) of the rounded counts where one is not.
    """
    sizes = (one.effective, other.effective)
    counts = (one.share * sizes[0], other.share * sizes[1])
    total, spoken = sum(sizes), sum(counts)
    if spoken <= 0 or spoken >= total:
        return 1.0
    if min(sizes) * min(spoken, total - spoken) / total < 1:
        from scipy.stats import fisher_exact

        table = [[round(count), round(size) - round(count)] for count, size in zip(counts, sizes, strict=True)]
        return float(fisher_exact(table).pvalue)
    crossed = counts[0] * (sizes[1] - counts[1]) - counts[1] * (sizes[0] - counts[0])
    statistic = crossed**2 * (total - 1) / (sizes[0] * sizes[1] * spoken * (total - spoken))
    return math.erfc(math.sqrt(statistic / 2))  # chi-square with one degree of freedom


def _panel(source: str, own: Sequence[Verbatim], weighted: bool, mix: Mapping[str, float]) -> Panel:
    group_of = voice_groups(own)
    voices = list(group_of)
    given = mean_weights(own) if weighted else {}
    raw = np.array([given.get(voice, 1.0) for voice in voices])
    raw = raw / raw.sum() if raw.sum() else np.full(len(voices), 1 / len(voices))
    told = np.array(list(group_of.values()))
    members = {group: told == group for group in sorted({*mix, *group_of.values()} - {""})}
    brought = _brought_to(mix, raw, members)
    weights, basis = (raw, "weighted" if weighted else "raw") if brought is None else (brought, "post-stratified")
    return Panel(
        source,
        basis,  # type: ignore[arg-type]
        {voice: at for at, voice in enumerate(voices)},
        weights,
        effective_number(weights.tolist()),
        {
            group: np.where(inside, weights, 0.0) / weights[inside].sum()
            for group, inside in members.items()
            if inside.sum() >= IN_GROUP and weights[inside].sum() > 0
        },
    )


def _brought_to(mix: Mapping[str, float], weights: Real, members: Mapping[str, npt.NDArray[np.bool_]]) -> Real | None:
    """The weights with which the groups have the shares of ``mix``; ``None`` where a group has too few voices.

    Voices in none of these groups keep the part of the whole that they have.
    """
    if len(mix) < 2 or any(members[group].sum() < IN_GROUP or not weights[members[group]].sum() for group in mix):
        return None
    inside = np.logical_or.reduce([members[group] for group in mix])
    known = float(weights[inside].sum())
    if inside.sum() < _KNOWN * len(weights):
        return None
    brought: Real = weights.copy()
    for group, share in mix.items():
        brought[members[group]] *= known * share / weights[members[group]].sum()
    brought /= brought.sum()
    return brought if effective_number(brought.tolist()) >= _FEWEST else None
