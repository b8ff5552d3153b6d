"""What is known of a source when it is judged: what it adds, and how fresh, ample, clean, cheap and comparable it is.

Facts only; ``verdicts`` weighs them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from insight_synth.advice.what_if import Standing, without
from insight_synth.model import Mention, SourceProfile, WhatIf

QUARTER = 3  # months
ECHO = 2.0  # times as much as any other source a source may dwell on a theme that still counts as wholly echoed
DETECTABLE = 20.0  # percentage points between two quarters a source must be able to show to be tracked
TYPICAL_SHARE = 0.1  # of a theme in a source, for the smallest change the source can show
DETECTS = 2.8016  # normal quantiles of a two-sided 5 % test with 80 % power, added: 1.9600 + 0.8416


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """One source, seen beside all others."""

    profile: SourceProfile
    what_if: WhatIf
    stands_in: int  # top themes that stand in it
    confirmed: float  # share of its mentions whose finest theme stands in another source too
    echoed: float  # the same, a theme it dwells on far more than others do counted only as far as they dwell on it
    feeling: float | None  # share of its mentions that praise or blame; None where no sentiment could be told
    laments: bool  # whether a theme that only it speaks of is complained about
    themed: float  # share of its mentions in any theme
    per_month: float  # voices, or events, a month between its first and last
    cost_per_voice: float | None
    times_median_cost: float | None  # cost per voice over the median of the other sources
    silence: float  # days since its newest record over the days it may be silent; 0 where it owes nothing
    detects: float  # smallest change between two quarters it can show, in percentage points
    jointly: WhatIf | None = None  # what would be lost with it once the sources advised to go are gone

    @property
    def stopped(self) -> bool:
        """Whether it should go on delivering and has not."""
        return self.silence > 1

    @property
    def heard(self) -> int:
        """Its voices, or its events where it has no verbatims."""
        return self.profile.voices or self.profile.events


def source_facts(
    profiles: Sequence[SourceProfile], mentions: Sequence[Mention], parents: Mapping[str, str], standing: Standing
) -> tuple[SourceFacts, ...]:
    """Facts of every source, in the order of ``profiles``."""
    by_source: dict[str, list[Mention]] = {profile.source.id: [] for profile in profiles}
    for mention in mentions:
        by_source[mention.source].append(mention)
    costs = {p.source.id: _cost_per_voice(p) for p in profiles}
    heard = {p.source.id: p.voices for p in profiles}
    alike = {p.source.id: _alike(p, profiles) for p in profiles}
    return tuple(
        _facts(profile, by_source[profile.source.id], costs, heard, alike[profile.source.id], parents, standing)
        for profile in profiles
    )  # fmt: skip


def smallest_detectable_change(per_quarter: float, share: float = TYPICAL_SHARE) -> float:
    """Percentage points by which a share must move between two quarters to be seen.

    Two proportions of ``per_quarter`` voices each, 5 % two-sided, 80 % power (Fleiss, Levin and Paik 2003, ch. 4);
    100 where there is next to nothing to count.
    """
    if per_quarter < 1:
        return 100.0
    return min(100.0, 100 * DETECTS * math.sqrt(2 * share * (1 - share) / per_quarter))


def _facts(
    profile: SourceProfile,
    mentions: Sequence[Mention],
    costs: Mapping[str, float | None],
    heard: Mapping[str, int],
    alike: frozenset[str],
    parents: Mapping[str, str],
    standing: Standing,
) -> SourceFacts:
    source = profile.source.id
    elsewhere = {theme for theme, voices in standing.items() if set(voices) - alike}
    themes = [mention.theme_id for mention in mentions if mention.theme_id]
    counted = max(len(mentions), 1)
    others = [cost for other, cost in costs.items() if other != source and cost]
    cost = costs[source]
    months = max(profile.months_in_period, 1)
    per_month = (profile.voices or profile.events) / months
    what_if = without(standing, parents, {source})
    return SourceFacts(
        profile=profile,
        what_if=what_if,
        stands_in=sum(1 for theme, voices in standing.items() if not parents[theme] and source in voices),
        confirmed=sum(1 for theme in themes if theme in elsewhere) / counted,
        echoed=_echoed(profile, mentions, heard, alike, standing),
        feeling=(
            sum(1 for m in mentions if m.sentiment in ("negative", "positive", "mixed")) / counted
            if any(m.sentiment for m in mentions)
            else None
        ),
        laments=any(_felt(theme, mentions, parents) < 0 for theme in what_if.themes_lost),
        themed=len(themes) / counted,
        per_month=per_month,
        cost_per_voice=cost,
        times_median_cost=cost / median(others) if cost and others else None,
        silence=_silence(profile),
        detects=smallest_detectable_change(QUARTER * per_month),
    )


def _alike(profile: SourceProfile, profiles: Sequence[SourceProfile]) -> frozenset[str]:
    """The source, what it copies and what copies it: none of them confirms another."""
    source = profile.source.id
    return frozenset({source, *(p.source.id for p in profiles if source == p.copy_of)} | {profile.copy_of} - {""})


def _echoed(
    profile: SourceProfile,
    mentions: Sequence[Mention],
    heard: Mapping[str, int],
    alike: frozenset[str],
    standing: Standing,
) -> float:
    """Share of the source's mentions, each counted by how far another source dwells on its theme as it does."""
    total = 0.0
    for theme, n in sorted(Counter(mention.theme_id for mention in mentions if mention.theme_id).items()):
        own = len({mention.voice_id for mention in mentions if mention.theme_id == theme}) / max(profile.voices, 1)
        others = [
            len(voices) / max(heard[other], 1)
            for other, voices in standing.get(theme, {}).items()
            if other not in alike
        ]
        total += n * min(1.0, ECHO * max(others, default=0.0) / own)
    return total / max(len(mentions), 1)


def _felt(theme: str, mentions: Sequence[Mention], parents: Mapping[str, str]) -> int:
    """The theme's positive less its negative mentions in the source."""
    own = [m.sentiment for m in mentions if theme in (m.theme_id, parents.get(m.theme_id, ""))]
    return own.count("positive") - own.count("negative")


def _cost_per_voice(profile: SourceProfile) -> float | None:
    """Euros a voice a year: the yearly cost over the voices of an average year of its period (at least one year)."""
    cost, heard = profile.source.cost_per_year, profile.voices or profile.events
    if cost is None or not heard:
        return None
    years = max(profile.months_in_period / 12, 1.0)
    return cost / (heard / years)


def _silence(profile: SourceProfile) -> float:
    """How long a source that should deliver has been silent, over three times its rhythm (at least 90 or 270 days)."""
    if profile.source.cadence == "one-off" or profile.days_since_last is None:
        return 0.0
    usual_gap = 30.4 * profile.months_in_period / max(profile.months_with_data, 1)
    allowed = 90.0 if profile.source.cadence == "continuous" else 270.0
    return profile.days_since_last / max(allowed, 3 * usual_gap)
