"""In which sources each theme stands, which of them are independent of each other, and which themes recur.

The one rule, asked by every part of the product. A theme *stands* in a source when more of its voices speak of it than
strays would give (see ``strays``); it *recurs* when it stands in two sources or more that are independent of each other
(see ``independence``). Top themes and those below them are two families of tests, each with its own strays and its own
false discoveries, held at 5 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from insight_synth.evidence.heard import Heard, Truth, Whole
from insight_synth.evidence.independence import OWN_LEAST, Repeats
from insight_synth.evidence.intervals import FALSE_DISCOVERIES, discoveries
from insight_synth.evidence.strays import estimate, exposures

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Witnesses:
    """What bears each theme out; the questions of an agenda have witnesses of the same form."""

    sources: tuple[str, ...]
    themes: tuple[str, ...]
    stands: Truth  # (n_themes, n_sources) whether the theme stands in the source
    apart: Truth  # (n_themes, n_sources, n_sources) whether both stand and neither mostly repeats the other
    independent: Whole  # (n_themes,) the most sources it stands in of which each has voices of its own
    recurs: Truth  # (n_themes,) it stands in two independent sources or more
    p_value: Floats  # (n_themes,) that strays alone would show it in two independent sources


def witnesses(heard: Heard) -> Witnesses:
    """The witnesses of every theme of ``heard``, as if its sources were all there are."""
    repeats = Repeats.of(heard)
    apart = repeats.apart()
    voices = heard.voices(central=True)
    stands = np.zeros(voices.shape, dtype=np.bool_)
    p_value = np.ones(len(heard.themes))
    passages = np.where(heard.of_voices > 0, heard.passages, 0)
    for rows in _families(heard, voices):
        chance = _by_strays(voices[rows], passages)
        p_value[rows] = in_two(chance, apart[rows], int((passages > 0).sum()))
        two = np.array(discoveries(p_value[rows]))
        stands[rows] = _standing(chance, passages > 0, apart[rows], two)
    apart &= stands[:, :, None] & stands[:, None, :]
    found = np.where(apart.any(axis=(1, 2)), np.maximum(repeats.independent(stands), 2), stands.any(axis=1))
    independent = found.astype(np.int64)
    return Witnesses(heard.sources, heard.themes, stands, apart, independent, independent >= 2, p_value)


def voices_needed(heard: Heard, found: Witnesses) -> Whole:
    """(n_themes, n_sources) from how many central voices on each theme stands in each source, others staying as they
    are; 0 for a source or a theme of which nothing is heard.

    Never at odds with ``found``, the witnesses of ``heard``: no more than there are where a theme stands, more than
    there are where it does not.
    """
    voices = heard.voices(central=True)
    passages = np.where(heard.of_voices > 0, heard.passages, 0)
    needed = np.zeros(voices.shape, dtype=np.int64)
    for rows in _families(heard, voices):
        strays, exposure = estimate(voices[rows], passages), exposures(voices[rows], passages)
        chance = np.where(voices[rows] >= OWN_LEAST, strays.at_least(voices[rows], exposure), 1.0)
        bound = float(np.max(chance, where=found.stands[rows], initial=FALSE_DISCOVERIES / chance.size))
        needed[rows] = np.maximum(strays.enough(exposure, bound), OWN_LEAST)
    within = np.where(found.stands, np.minimum(needed, voices), np.maximum(needed, voices + 1))
    return np.where((needed > 0) & (passages > 0), within, 0)


def in_two(chance: Floats, apart: Truth, sources: int) -> Floats:
    """(n_themes,) p-values that a theme is borne out by fewer than two independent sources.

    The partial conjunction of Benjamini and Heller (2008), by Simes' combination: with all sources independent, the
    least of ``(n − 1) / i · p₍ᵢ₊₁₎``. Where sources repeat each other, those that truly bear out such a theme all
    repeat one another; of ``k`` small p-values at least ``k`` less the most that can do so come from strays.

    Args:
        chance: (n_themes, n_sources) p-value of each source, 1 where it cannot bear the theme out.
        apart: (n_themes, n_sources, n_sources) whether neither source repeats the other.
        sources: how many could speak of it.
    """
    order = np.argsort(chance, axis=1, kind="stable")
    ranked = np.take_along_axis(chance, order, axis=1)
    pairs = np.take_along_axis(np.take_along_axis(apart, order[:, :, None], axis=1), order[:, None, :], axis=2)
    n = chance.shape[1]
    seen = np.tri(n, dtype=np.bool_)[None]  # row k: the k + 1 smallest
    alike = np.cumsum(~pairs & ~np.eye(n, dtype=np.bool_), axis=2)  # of i, among the k + 1 smallest
    most = np.where(seen.transpose(0, 2, 1), alike, 0).max(axis=1) + 1
    any_apart = np.logical_or.accumulate((pairs & seen).any(axis=2), axis=1)
    surplus = np.maximum(np.arange(1, n + 1) - most, any_apart)
    combined = np.where(surplus > 0, (sources - 1) / np.maximum(surplus, 1) * ranked, 1.0)
    found: Floats = np.minimum(combined.min(axis=1), 1.0)
    return found


def _families(heard: Heard, voices: Whole) -> list[Whole]:
    """The rows of the top themes that are heard, and of those below them."""
    top = np.array([not heard.parents[theme] for theme in heard.themes], dtype=np.bool_)
    told = voices.sum(axis=1) > 0
    return [np.flatnonzero(family & told) for family in (top, ~top) if (family & told).any()]


def _by_strays(voices: Whole, passages: Whole) -> Floats:
    """(n_themes, n_sources) the probability of so many voices by strays alone; 1 where one voice or none is heard."""
    chance = estimate(voices, passages).at_least(voices, exposures(voices, passages))
    return np.where((voices >= OWN_LEAST) & (passages > 0), chance, 1.0)


def _standing(chance: Floats, speaking: Truth, apart: Truth, two: Truth) -> Truth:
    """(n_themes, n_sources) where themes stand: every source that passes where ``two`` independent ones bear the theme
    out, else the one that passes most surely and those that repeat it."""
    stands = np.zeros(chance.shape, dtype=np.bool_)
    stands[:, speaking] = np.array(discoveries(chance[:, speaking].ravel())).reshape(len(chance), -1)
    for at in np.flatnonzero(~two & (stands.sum(axis=1) > 1)):
        chosen: list[int] = []
        for source in np.argsort(np.where(stands[at], chance[at], 2.0), kind="stable")[: int(stands[at].sum())]:
            if not apart[at, source, chosen].any():
                chosen.append(int(source))
        stands[at] = False
        stands[at, chosen] = True
    return stands
