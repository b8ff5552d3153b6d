"""Shares of several sources laid side by side, as far as they compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from insight_synth.model.judgement import Caveat


@dataclass(frozen=True, slots=True)
class ComparedShare:
    """A theme's share in one source, as it was made comparable: weighted, brought to a common mix of groups, or raw."""

    source: str
    share: float
    low: float  # 95 % interval, for the effective number of voices
    high: float
    voices: int
    of_voices: int
    effective: float  # voices that as many equal ones would be worth (Kish 1965)
    basis: Literal["raw", "weighted", "post-stratified"]
    groups: Mapping[str, float] = field(default_factory=dict)  # customer group → share of its voices, where known


@dataclass(frozen=True, slots=True)
class Comparison:
    """One theme in the sources that compare with each other, and which do not compare, with why."""

    theme_id: str
    shares: tuple[ComparedShare, ...]  # of every source the theme stands in, the greatest share first
    sets: tuple[tuple[str, ...], ...]  # the largest sets of sources that compare pair by pair
    differs: tuple[tuple[str, str], ...] = ()  # pairs within a set whose shares differ beyond chance
    caveats: tuple[Caveat, ...] = ()  # those that hold between these sources
