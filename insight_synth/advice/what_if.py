"""What would be lost without a source: themes nobody else speaks of, themes left with one witness, coverage.

Coverage is the average over the finest themes of how well each is witnessed: 1 where it stands in two independent
sources or more, ½ where it stands in one, 0 where it stands in none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from insight_synth.evidence import independent_sources
from insight_synth.model import WhatIf

Standing = Mapping[str, Mapping[str, frozenset[str]]]
"""``theme id → source id → voices``, for the sources the theme stands in."""


def without(standing: Standing, parents: Mapping[str, str], removed: Collection[str]) -> WhatIf:
    """What is lost when the sources in ``removed`` are taken away.

    Args:
        standing: voices of every theme in the sources it stands in.
        parents: ``theme id → id of the theme above``, "" for top themes.
        removed: source ids.

    Returns:
        Themes lost stand in no source any more, themes weakened no longer recur; a sub-theme is not named beside its
        parent. Coverage before and after, 0…1.
    """
    before = {theme: len(independent_sources(voices)) for theme, voices in standing.items()}
    after = {
        theme: len(independent_sources({s: ids for s, ids in voices.items() if s not in removed}))
        for theme, voices in standing.items()
    }
    lost = {theme for theme in standing if before[theme] and not after[theme]}
    weakened = {theme for theme in standing if before[theme] >= 2 > after[theme] and theme not in lost}
    return WhatIf(
        themes_lost=tuple(sorted(theme for theme in lost if parents[theme] not in lost)),
        themes_weakened=tuple(sorted(theme for theme in weakened if parents[theme] not in weakened | lost)),
        coverage_before=_coverage(before, parents),
        coverage_after=_coverage({theme: after[theme] for theme in before}, parents, before),
    )


def _coverage(witnesses: Mapping[str, int], parents: Mapping[str, str], of: Mapping[str, int] | None = None) -> float:
    """``witnesses`` a theme, capped at two, over the finest themes that stand anywhere in ``of``."""
    above = set(parents.values())
    finest = [theme for theme, n in (of or witnesses).items() if n and theme not in above]
    return sum(min(witnesses[theme], 2) / 2 for theme in finest) / len(finest) if finest else 0.0
