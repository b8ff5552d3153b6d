"""Where sources contradict each other on a theme: by what they feel about it, or because one is silent on it.

Both are tested on voices, false discoveries held at 5 % over everything that could contradict. That sources say
different things about different themes is no contradiction.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from insight_synth.evidence.feelings import Feelings, Felt
from insight_synth.evidence.intervals import discoveries
from insight_synth.evidence.recurrence import Recurrence
from insight_synth.model import Contradiction, Evidence, SourceProfile

LEAST_JUDGED = 5  # voices of a source that must be for or against before it can contradict another
SPEAKING_SOURCES = 3  # independent sources that must bear a theme out before another's silence is remarked, …
SPEAKING_SHARE = 0.5  # … and the share of the sources that could


def contradictions(
    told: Mapping[str, Recurrence],
    felt: Feelings,
    parents: Mapping[str, str],
    profiles: Sequence[SourceProfile],
) -> tuple[Contradiction, ...]:
    """All contradictions, those that weigh most first.

    *Sentiment*, of two independent sources a theme stands in: most voices of one are against and most of the other for
    it, beyond chance in each (sign tests), and beyond what is usual between the two, so that a complaints register does
    not contradict a review site by being one. The p-value is the greatest of the three (intersection–union test, Berger
    1982). A sub-theme is left out where the theme above it has the same two sources against each other. Figures:
    ``left_score`` and ``right_score`` (−1 … 1, the left one against it), ``left_voices`` and ``right_voices`` that were
    judged.

    *Silence*, on a top theme that three independent sources and half of all bear out: a source as large as this would
    seldom have so few voices on it, even if it spoke of it as little as the one of those that speaks of it least.
    Figures: ``voices`` and ``of_voices`` of the silent source, how many were ``expected``, ``share`` of the source that
    speaks of it most, and how many ``sources`` bear it out.

    Args:
        told: the evidence of every theme.
        felt: what the voices feel, by theme and source.
        parents: ``theme id → id of the theme above``, "" for a top theme.
        profiles: of all sources, for their voices and which are copies.
    """
    found = [*_passing(_opposed(told, felt)), *_passing(_silent(told, parents, profiles))]
    above = {(one.contradiction.theme_id, *_pair(one)) for one in found if one.contradiction.kind == "sentiment"}
    kept = [one for one in found if (parents[one.contradiction.theme_id], *_pair(one)) not in above]
    kept.sort(
        key=lambda one: (-one.weight, one.contradiction.theme_id, one.contradiction.left, one.contradiction.right)
    )
    return tuple(one.contradiction for one in kept)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A contradiction that may be one, and how much it weighs: the share of voices it is surely about."""

    contradiction: Contradiction
    weight: float


def _pair(one: _Weighed) -> tuple[str, str]:
    return one.contradiction.left, one.contradiction.right


def _passing(tested: Sequence[_Weighed]) -> list[_Weighed]:
    passed = discoveries([one.contradiction.p_value for one in tested])
    return [one for one, passes in zip(tested, passed, strict=True) if passes]


def _opposed(told: Mapping[str, Recurrence], felt: Feelings) -> list[_Weighed]:
    """Every two independent sources of every theme, the one that is more against it on the left."""
    tested = []
    for theme, found in told.items():
        low = {row.source: row.low for row in found.evidence}
        for pair in combinations(sorted(found.independent), 2):
            left, right = sorted(pair, key=lambda source: (felt.about(theme, source).score, source))
            one, other = felt.about(theme, left), felt.about(theme, right)
            if min(one.negative + one.positive, other.negative + other.positive) < LEAST_JUDGED:
                continue
            p = max(
                _majority(one.negative, one.positive),
                _majority(other.positive, other.negative),
                _beyond_usual(one, other, felt.of[left].less(one), felt.of[right].less(other)),
            )
            figures = {
                "left_score": round(one.score, 4),
                "right_score": round(other.score, 4),
                "left_voices": one.judged,
                "right_voices": other.judged,
            }
            weight = (other.score - one.score) / 2 * min(low[left], low[right])
            tested.append(_Weighed(Contradiction(theme, "sentiment", left, right, figures, p), weight))
    return tested


def _silent(
    told: Mapping[str, Recurrence], parents: Mapping[str, str], profiles: Sequence[SourceProfile]
) -> list[_Weighed]:
    """Every source in which a top theme that most bear out does not stand."""
    speaking = [profile for profile in profiles if profile.voices and not profile.copy_of]
    tested = []
    for theme, found in told.items():
        bearing = {row.source: row for row in found.evidence if row.stands}
        enough = SPEAKING_SHARE * len(speaking)
        if parents[theme] or not SPEAKING_SOURCES <= found.independent_sources >= enough:
            continue
        least = min(row.share for row in bearing.values())
        most = max(bearing.values(), key=lambda row: (row.low, row.source))
        heard = {row.source: row.voices for row in found.evidence}
        for profile in speaking:
            if profile.source.id not in bearing:
                voices = heard.get(profile.source.id, 0)
                tested.append(_silence(theme, profile, voices, least, most, found.independent_sources))
    return tested


def _silence(theme: str, silent: SourceProfile, voices: int, least: float, most: Evidence, sources: int) -> _Weighed:
    from scipy.stats import binom

    figures = {
        "voices": voices,
        "of_voices": silent.voices,
        "expected": round(least * silent.voices, 1),
        "share": round(most.share, 4),
        "sources": sources,
    }
    p = float(binom.cdf(voices, silent.voices, least))
    weight = max(least - voices / silent.voices, 0.0)
    return _Weighed(Contradiction(theme, "silence", most.source, silent.source.id, figures, p), weight)


def _majority(these: int, those: int) -> float:
    """One-sided sign test: that so many of both are ``these`` though either is as likely (Conover 1999, 3.4)."""
    from scipy.stats import binom

    return float(binom.sf(these - 1, these + those, 0.5))


def _beyond_usual(one: Felt, other: Felt, usual_one: Felt, usual_other: Felt) -> float:
    """One-sided: that ``one`` is so much more against than ``other`` by what is usual between the two sources.

    Homogeneity of two odds ratios (Woolf 1955), ½ added to each count (Haldane 1956); a difference that usually goes
    the other way counts as none.
    """
    from scipy.stats import norm

    def odds(left: Felt, right: Felt) -> tuple[float, float]:
        a, b, c, d = (count + 0.5 for count in (left.negative, left.positive, right.negative, right.positive))
        return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d

    here, spread = odds(one, other)
    usual, usual_spread = odds(usual_one, usual_other)
    return float(norm.sf((here - max(usual, 0.0)) / math.sqrt(spread + usual_spread)))
