"""How well independent sources bear a theme out: how many, of how many kinds, from inside and outside, of one feeling.

The same point made in different places, by different people, collected in different ways, is what convinces (Denzin
1978). It ranks the themes that recur; that they do is decided in ``witnesses``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Literal

from insight_synth.evidence.feelings import Feelings, Felt
from insight_synth.evidence.recurrence import Recurrence
from insight_synth.model import Source, Triangulation

JUDGED = 5  # voices of a source that must have been judged before it is told what the source feels
DRAWN_IN = 5.0  # judged voices' worth by which a source's feeling is drawn to the theme's: few say little
STRONG_SOURCES, STRONG_KINDS = 3, 2
STRONG_CHANCE = 0.01
STRONG_AGREEMENT = 0.5


def triangulation(
    told: Mapping[str, Recurrence], felt: Feelings, sources: Mapping[str, Source]
) -> dict[str, Triangulation]:
    """How well each theme is borne out.

    * *strong*: three independent sources or more, of two kinds or more, from inside the company and outside it, by
      chance in one of a hundred cases at most, and not of opposite feelings (agreement at least one half);
    * *fair*: three independent sources or more, or two of different kinds;
    * *weak*: it recurs, but in two sources of one kind;
    * *none*: it does not recur.

    Args:
        told: the evidence of every theme.
        felt: what the voices feel, by theme and source.
        sources: by id, for kind and origin.
    """
    return {theme: _of(found, [felt.about(theme, source) for source in found.independent], sources)
            for theme, found in told.items()}  # fmt: skip


def agreement(felt: Sequence[Felt]) -> float | None:
    """How alike sources feel, 0 … 1: 1 less half the mean difference of their scores over all pairs.

    Each score is drawn to the mean of all as if five more of its voices felt like that mean, so that a few voices do
    not pass for a disagreement. ``None`` where fewer than two sources have enough voices judged.
    """
    told = [one for one in felt if one.judged >= JUDGED]
    if len(told) < 2:
        return None
    mean = sum(one.score for one in told) / len(told)
    scores = [(one.score * one.judged + mean * DRAWN_IN) / (one.judged + DRAWN_IN) for one in told]
    apart = [abs(one - other) for one, other in combinations(scores, 2)]
    return round(1.0 - sum(apart) / len(apart) / 2.0, 4)


def _of(found: Recurrence, felt: Sequence[Felt], sources: Mapping[str, Source]) -> Triangulation:
    borne = [sources[source] for source in found.independent]
    kinds = len({source.kind for source in borne})
    internal = sum(source.origin == "internal" for source in borne)
    alike = agreement(felt)
    strength: Literal["strong", "fair", "weak", "none"] = "none"
    if found.recurs:
        many = found.independent_sources >= STRONG_SOURCES
        strength = "fair" if many or kinds >= STRONG_KINDS else "weak"
        around = kinds >= STRONG_KINDS and 0 < internal < len(borne)
        if many and around and found.p_value <= STRONG_CHANCE and (alike is None or alike >= STRONG_AGREEMENT):
            strength = "strong"
    return Triangulation(
        found.p_value, found.independent_sources, kinds, internal, len(borne) - internal, alike, strength
    )
