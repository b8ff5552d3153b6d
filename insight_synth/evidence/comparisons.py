"""Shares of several sources laid side by side, theme by theme: only those that compare, and with what holds of them.

Two sources with a caveat that forbids it are never in a set together. Which caveats there are is told by ``catalog``;
how a share is made comparable is told by ``comparing``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from insight_synth.catalog import Reach
from insight_synth.evidence.comparing import common_mix, difference, panels, share_of
from insight_synth.evidence.intervals import discoveries
from insight_synth.evidence.recurrence import Recurrence
from insight_synth.model import Caveat, ComparedShare, Comparison, Mention, SourceProfile, Verbatim

__all__ = ["comparisons", "sets_that_compare"]

_FALSE_DISCOVERIES = 0.05
_MOST_SETS = 100
_RANK = {"not comparable": 0, "caution": 1, "note": 2}
_MENDED = ("mix", "biased")  # faults that post-stratifying mends

Graph = Mapping[str, frozenset[str]]
"""Source → the sources that it compares with."""


def comparisons(
    told: Mapping[str, Recurrence],
    mentions: Iterable[Mention],
    parents: Mapping[str, str],
    verbatims: Sequence[Verbatim],
    profiles: Sequence[SourceProfile],
    caveats: Sequence[Caveat],
    reached: Mapping[str, Reach],
) -> tuple[Comparison, ...]:
    """One comparison for every top theme that stands in two sources or more: recurring ones first, then by voices.

    Pairs within a set that ``differ`` do so beyond chance: false discoveries are held at 5 % over all pairs of all
    themes (Benjamini and Hochberg 1995).

    Args:
        told: the evidence of every theme.
        mentions: with their theme and voice.
        parents: ``theme id → id of the theme above``, "" for a top theme.
        verbatims: of all sources, with weights and groups.
        profiles: of all sources.
        caveats: of these profiles.
        reached: whom each source heard.
    """
    standing = {theme: [row.source for row in told[theme].evidence if row.stands] for theme in told}
    themes = sorted(
        (theme for theme, sources in standing.items() if len(sources) > 1 and not parents[theme]),
        key=lambda theme: (not told[theme].recurs, -told[theme].voices, theme),
    )
    voices: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.theme_id:
            voices[parents[mention.theme_id] or mention.theme_id, mention.source].add(mention.voice_id)
    heard = panels(verbatims, profiles, common_mix(reached))
    graph = _compares(sorted(heard), caveats)
    shares: dict[str, tuple[ComparedShare, ...]] = {}
    sets: dict[str, tuple[tuple[str, ...], ...]] = {}
    for theme in themes:
        found = [share_of(heard[source], voices[theme, source]) for source in standing[theme]]
        shares[theme] = tuple(sorted(found, key=lambda row: (-row.share, row.source)))
        sets[theme] = sets_that_compare(standing[theme], graph)
    differs = _differing(themes, shares, sets)
    brought = {source for source, panel in heard.items() if panel.basis == "post-stratified"}
    by_source, between = _by_sources(_left(caveats, brought))
    return tuple(
        Comparison(theme, shares[theme], sets[theme], differs[theme], _holding(standing[theme], by_source, between))
        for theme in themes
    )


def sets_that_compare(sources: Sequence[str], graph: Graph) -> tuple[tuple[str, ...], ...]:
    """The largest sets of ``sources`` of which every two compare, the largest set first; each of two or more.

    All maximal cliques (Bron and Kerbosch 1973, with Tomita's pivot 2006). Where there are more than 100, as many as
    hold every pair that compares.
    """
    among = {source: graph[source] & frozenset(sources) for source in sources}
    found = _cliques(among)
    sets = [tuple(sorted(clique)) for clique in found if len(clique) > 1]
    return tuple(sorted(sets, key=lambda clique: (-len(clique), clique)))


def _cliques(graph: Graph) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []

    def grow(clique: frozenset[str], open_: frozenset[str], done: frozenset[str]) -> None:
        if len(found) > _MOST_SETS:
            return
        if not open_:
            if not done:
                found.append(clique)
            return
        pivot = max(sorted(open_ | done), key=lambda source: len(graph[source] & open_))
        for source in sorted(open_ - graph[pivot]):
            grow(clique | {source}, open_ & graph[source], done & graph[source])
            open_, done = open_ - {source}, done | {source}

    grow(frozenset(), frozenset(graph), frozenset())
    return found if len(found) <= _MOST_SETS else _cover(graph)


def _cover(graph: Graph) -> list[frozenset[str]]:
    """Maximal cliques, each grown from a pair that none before it holds, by the source that compares with most."""
    found: list[frozenset[str]] = []
    for one, other in combinations(sorted(graph), 2):
        if other not in graph[one] or any({one, other} <= clique for clique in found):
            continue
        clique, open_ = frozenset({one, other}), graph[one] & graph[other]
        while open_:
            added = max(sorted(open_), key=lambda source: len(graph[source] & open_))
            clique, open_ = clique | {added}, open_ & graph[added]
        found.append(clique)
    return found


def _compares(sources: Sequence[str], caveats: Iterable[Caveat]) -> dict[str, frozenset[str]]:
    forbidden = {frozenset(caveat.sources) for caveat in caveats if caveat.severity == "not comparable"}
    alone = {source for source in sources if frozenset({source}) in forbidden}
    return {
        one: frozenset(
            other for other in sources
            if other != one and not {one, other} & alone and frozenset({one, other}) not in forbidden
        )
        for one in sources
    }  # fmt: skip


def _differing(
    themes: Sequence[str],
    shares: Mapping[str, Sequence[ComparedShare]],
    sets: Mapping[str, Sequence[Sequence[str]]],
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Of each theme the pairs within a set whose shares differ beyond chance, the greater share first."""
    pairs, probabilities = [], []
    for theme in themes:
        together = {pair for found in sets[theme] for pair in combinations(sorted(found), 2)}
        for one, other in combinations(shares[theme], 2):
            if tuple(sorted((one.source, other.source))) in together:
                pairs.append((theme, (one.source, other.source)))
                probabilities.append(difference(one, other))
    differs: dict[str, list[tuple[str, str]]] = {theme: [] for theme in themes}
    for (theme, pair), passed in zip(pairs, discoveries(probabilities, _FALSE_DISCOVERIES), strict=True):
        if passed:
            differs[theme].append(pair)
    return {theme: tuple(found) for theme, found in differs.items()}


def _left(caveats: Iterable[Caveat], brought: set[str]) -> list[Caveat]:
    """What is still to be said where shares were brought to one mix of groups; notes are not said beside a figure."""
    return [
        caveat
        for caveat in caveats
        if caveat.severity != "note"
        and not (caveat.figures.get("fault") in _MENDED and brought.issuperset(caveat.sources))
    ]


def _by_sources(caveats: Iterable[Caveat]) -> tuple[dict[str, list[Caveat]], dict[tuple[str, ...], list[Caveat]]]:
    """Caveats by source, and of pairs the gravest ones by pair."""
    alone: dict[str, list[Caveat]] = defaultdict(list)
    between: dict[tuple[str, ...], list[Caveat]] = defaultdict(list)
    for caveat in sorted(caveats, key=lambda caveat: _RANK[caveat.severity]):
        if len(caveat.sources) == 1:
            alone[caveat.sources[0]].append(caveat)
        elif not between[caveat.sources] or between[caveat.sources][0].severity == caveat.severity:
            between[caveat.sources].append(caveat)
    return alone, between


def _holding(
    sources: Sequence[str], alone: Mapping[str, list[Caveat]], between: Mapping[tuple[str, ...], list[Caveat]]
) -> tuple[Caveat, ...]:
    pairs = combinations(sorted(sources), 2)
    found = [caveat for source in sorted(sources) for caveat in alone.get(source, ())]
    found += [caveat for pair in pairs for caveat in between.get(pair, ())]
    return tuple(
        sorted(found, key=lambda item: (_RANK[item.severity], item.code, item.sources, str(item.figures.get("fault"))))
    )
