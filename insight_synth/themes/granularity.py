"""How many themes the data hold: as many as come out again from other samples, and as words tell apart.

Communities are sought at several resolutions in samples of the graph's passages. A resolution is stable when two
samples part the passages they share alike (Ben-Hur, Elisseeff and Guyon 2002); its themes are told apart when each has
a word that stands in most of its passages and seldom elsewhere, by more than chance gives. Both levels are chosen so.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from sklearn.metrics import adjusted_rand_score

from insight_synth.themes.neighbours import Labels, communities

GRID = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6)  # resolutions looked at
SHARE = 0.8  # of all passages in one sample
FEWEST_SAMPLES, MOST_SAMPLES = 3, 8  # at each resolution; fewer passages tell less, so more samples are taken of them
PASSAGES_SAMPLED = 24_000  # by all samples together, where that is more than the fewest
AS_STABLE = 0.01  # adjusted Rand index within which two resolutions are equally stable
MOST_TOP, FEWEST_TOP = 30, 6  # top themes: what a person can read, and what is worth telling apart
FEWEST_BELOW, MOST_BELOW = 1.5, 4.0  # sub-themes for each top theme
FEWEST_PASSAGES = 400  # below, samples say little: the usual resolutions are taken
USUAL_TOP, USUAL_SUB = 1.0, 3.0
WORD_STANDS_IN = 3  # passages a word must stand in to tell a theme by


@dataclass(frozen=True, slots=True)
class Level:
    """A resolution looked at: the number of ``themes``, how ``stable`` they are and those at the resolutions beside it,
    and how well ``words`` tell them apart; both at most one."""

    resolution: float
    themes: int = 0
    stable: float = 0.0
    words: float = 0.0


def levels(graph: csr_array, documents: Sequence[str], smallest: int, seed: int = 0) -> tuple[Level, Level]:
    """The level of top themes and that of sub-themes.

    Args:
        graph: (n, n) symmetric, from ``neighbour_graph``.
        documents: n strings of lemmas separated by blanks.
        smallest: the fewest passages that make a theme.
        seed: of the samples.
    """
    if graph.shape[0] < FEWEST_PASSAGES:
        return Level(USUAL_TOP), Level(USUAL_SUB)
    found = looked_at(graph, documents, smallest, seed)
    top = _best(
        [level for level in found if FEWEST_TOP <= level.themes <= most_top_themes(graph.shape[0])] or found[:1]
    )
    below = [level for level in found if FEWEST_BELOW * top.themes <= level.themes <= MOST_BELOW * top.themes]
    return top, _best(below or found[-1:])


def looked_at(graph: csr_array, documents: Sequence[str], smallest: int, seed: int = 0) -> list[Level]:
    """Every resolution of the grid, ascending, with what speaks for it."""
    n = graph.shape[0]
    words = _words(documents)
    draw = np.random.default_rng(seed)
    number = int(np.clip(PASSAGES_SAMPLED // n, FEWEST_SAMPLES, MOST_SAMPLES))
    samples = [np.sort(draw.permutation(n)[: round(SHARE * n)]) for _ in range(number)]
    parts = [csr_array(graph[sample][:, sample]) for sample in samples]

    def parted(resolution: float, sample: Labels, part: csr_array) -> Labels:
        labels = np.full(n, -1, dtype=np.int64)
        labels[sample] = communities(part, resolution, seed, trials=1, iterations=1)
        return labels

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        searches = [
            [pool.submit(parted, resolution, sample, part) for sample, part in zip(samples, parts, strict=True)]
            for resolution in GRID
        ]
        found = []
        for resolution, search in zip(GRID, searches, strict=True):
            labels = [one.result() for one in search]
            agreeing = np.mean([_alike(a, b) for a, b in combinations(labels, 2)])
            themes = np.mean([int((np.bincount(one[one >= 0]) >= SHARE * smallest).sum()) for one in labels])
            told = _told_apart(words[samples[0]], labels[0][samples[0]], draw)
            found.append(Level(resolution, round(float(themes)), float(agreeing), told))
    stable = np.pad([level.stable for level in found], 1, mode="edge")
    smooth = 0.25 * stable[:-2] + 0.5 * stable[1:-1] + 0.25 * stable[2:]  # few samples alone are a rough measure
    return [replace(level, stable=float(value)) for level, value in zip(found, smooth, strict=True)]


def _best(levels: Sequence[Level]) -> Level:
    """Of the levels as stable as the most stable one, that whose themes words tell apart best."""
    stable = max(level.stable for level in levels) - AS_STABLE
    as_stable = [level for level in levels if level.stable >= stable]
    return max(as_stable, key=lambda level: (round(level.words, 3), -level.resolution))


def most_top_themes(n: int) -> int:
    """What a person can read, and fewer where n passages are too few to tell so many apart."""
    return int(np.clip(round(np.sqrt(n) / 3), FEWEST_TOP, MOST_TOP))


def _alike(one: Labels, other: Labels) -> float:
    both = (one >= 0) & (other >= 0)
    return float(adjusted_rand_score(one[both], other[both]))


def _words(documents: Sequence[str]) -> csr_array:
    """(n, words) bool, 1 where a passage holds a word that stands in enough of them."""
    place: dict[str, int] = {}
    rows, columns = [], []
    for row, document in enumerate(documents):
        for word in set(document.split()):
            rows.append(row)
            columns.append(place.setdefault(word, len(place)))
    found = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(documents), len(place))).tocsr()
    return csr_array(found[:, np.asarray(found.sum(axis=0)).ravel() >= WORD_STANDS_IN])


def _told_apart(words: csr_array, labels: Labels, draw: np.random.Generator) -> float:
    """How well a theme's best word tells its passages from others, over what chance gives; at most one."""
    by_words = _best_words(words, labels)
    by_chance = _best_words(words, draw.permutation(labels))
    return (by_words - by_chance) / (1.0 - by_chance) if by_chance < 1.0 else 0.0


def _best_words(words: csr_array, labels: Labels) -> float:
    """The F1 of each theme's best word, on the average of the passages."""
    kept = np.flatnonzero(labels >= 0)
    if not len(kept) or not words.shape[1]:
        return 0.0
    size = np.bincount(labels[kept])
    member = csr_array((np.ones(len(kept)), (labels[kept], kept)), shape=(len(size), words.shape[0]))
    inside = np.asarray((member @ words).todense())
    everywhere = np.asarray(words.sum(axis=0), dtype=np.float64).ravel()
    f1: npt.NDArray[np.float64] = 2 * inside / (size[:, None] + everywhere[None, :])
    return float((f1.max(axis=1) * size).sum() / size.sum())
