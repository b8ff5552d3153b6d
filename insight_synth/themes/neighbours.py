"""A graph of which mentions say nearly the same, and its communities: the ground that themes stand on.

Nearest neighbours by meaning and by shared words make the edges, Leiden finds the communities (Traag, Waltman and van
Eck 2019). Both depend on the set of passages only: callers give rows in a canonical order, cosines are exact sums of
whole numbers (see ``nearest``), and Leiden runs from a fixed seed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from insight_synth.themes.nearest import cosines_of, highest, nearest, on_grid

Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

NEIGHBOURS = 15
LANGUAGE_NEIGHBOURS = 8  # passages looked at in each other language, so that one theme can span them
LANGUAGE_ROWS = 50  # passages below which a language has no neighbours of its own sought: they would be forced ones
BRIDGE = 0.1
"""Share of the distance between languages that is made up for. An encoder leaves translations a little farther apart
than paraphrases; making up for all of it pairs passages that only stand in two languages, for none of it leaves themes
in one. Chosen on the demo company and checked on parallel sentences in ``benchmarks/``."""
BRIDGE_RANKS = 3  # nearest passages from which the distance between two languages is told
WORDS_WEIGH = 0.2  # what the cosine of two passages' words adds to the cosine of their vectors
WORD_NEIGHBOURS = 10  # passages looked at for their shared words, besides those near in meaning
WORDS_SHARED = 0.15  # cosine of words below which two passages share too little to be looked at
MOST_BY_WORDS = 50_000  # passages beyond which neighbours are sought by meaning alone, and only weighed by words
ROWS_AT_ONCE = 1024  # whose shared words with all others are in memory
ITERATIONS = 3  # rounds of a search for communities, each from those of the one before
SWEEPS = 3  # over the passages whose surroundings changed, in each round
MOST_TRIALS = 5  # searches for communities, of which the best is kept
ROWS_TRIED = 15_000  # passages that all searches together look at, if that allows more than one
STEPS = 10_000  # of nearness from 0 to 1, in which it is compared


def neighbour_graph(
    vectors: Vectors,
    documents: Sequence[str] | None = None,
    neighbours: int = NEIGHBOURS,
    languages: Sequence[str] | None = None,
) -> csr_array:
    """The symmetric graph of each row's nearest rows.

    Nearness is the cosine of the vectors plus a little of the cosine of the words (TF-IDF of lemmas): a small encoder
    places "the bot loops" and "talking to a bot" apart, their word does not; and across languages words say nothing,
    so meaning decides there. An edge's weight is the nearness of its ends less the mean nearness of each end to its own
    neighbours, shifted to be positive: without that, passages that resemble everything ("I hope this helps") become
    hubs that glue themes together (the local scaling of Conneau et al. 2018, "CSLS").

    Args:
        vectors: (n, d) float32, unit rows, n ≥ 2.
        documents: n strings of lemmas separated by blanks; without them meaning alone decides.
        neighbours: edges from each row; at most n − 1 are used.
        languages: n language codes; with them, neighbours are sought in every language that is spoken enough.

    Returns:
        (n, n) float64, symmetric, zero diagonal.
    """
    n = len(vectors)
    k = min(neighbours, n - 1)
    spoken = _spoken(languages, n)
    words = _word_weights(documents) if documents is not None else None
    rows, columns = _candidates(vectors, words, k, spoken)
    nearness = cosines_of(on_grid(vectors), rows, columns)
    nearness += BRIDGE * _between_languages(rows, columns, nearness, spoken)
    if words is not None:
        nearness += WORDS_WEIGH * _shared_words(words, rows, columns)
    rows, columns, steps = _nearest_of_each(rows, columns, _in_steps(nearness), k)
    crowd = np.bincount(rows, steps, n) / np.maximum(np.bincount(rows, minlength=n), 1)
    scaled = (2 * steps - crowd[rows] - crowd[columns]) / STEPS
    scaled = np.round(scaled - scaled.min() + 0.01, 4)
    one_way = coo_array((scaled, (rows, columns)), shape=(n, n)).tocsr()
    return csr_array(one_way.maximum(one_way.T))


def communities(
    graph: csr_array, resolution: float, seed: int = 0, trials: int | None = None, iterations: int = ITERATIONS
) -> Labels:
    """Leiden communities of ``graph`` by modularity.

    Args:
        graph: (n, n) symmetric, from ``neighbour_graph``.
        resolution: above 1 more and smaller communities, below 1 fewer.
        seed: of the pseudo-random order in which nodes are visited; each further search takes the next.
        trials: searches, of which the best is kept; by default more for smaller graphs, whose searches differ more.
        iterations: rounds of each search.

    Returns:
        (n,) int64: community numbers from 0, largest first, ties by their first row; −1 for a row without edges.
    """
    from graspologic_native import leiden_csr

    if trials is None:
        trials = int(np.clip(ROWS_TRIED // max(1, graph.shape[0]), 1, MOST_TRIALS))
    starts, ends = graph.indptr.astype(np.int64), graph.indices.astype(np.int32)
    weights = graph.data.astype(np.float64)

    def searched(start: int) -> tuple[float, dict[int, int]]:
        modularity, member = leiden_csr(
            starts,
            ends,
            weights,
            graph.shape[0],
            resolution=resolution,
            randomness=0.001,
            iterations=iterations,
            use_modularity=True,
            seed=start,
            trials=1,
            max_local_moving_iterations=SWEEPS,
        )
        return round(modularity, 9), member

    with ThreadPoolExecutor(min(trials, os.cpu_count() or 1)) as pool:
        searches = list(pool.map(searched, range(seed, seed + trials)))
    member = max(searches, key=lambda search: search[0])[1]
    labels = np.full(graph.shape[0], -1, dtype=np.int64)
    labels[np.fromiter(member.keys(), np.int64, len(member))] = np.fromiter(member.values(), np.int64, len(member))
    return by_size(labels)


def by_size(labels: Labels) -> Labels:
    """The same grouping numbered from 0, largest group first, ties by first row; −1 stays −1."""
    grouped = labels >= 0
    _, first, group, size = np.unique(labels[grouped], return_index=True, return_inverse=True, return_counts=True)
    number = np.empty(len(size), dtype=np.int64)
    number[np.lexsort((first, -size))] = np.arange(len(size))
    renumbered = np.full(len(labels), -1, dtype=np.int64)
    renumbered[grouped] = number[group]
    return renumbered


def _spoken(languages: Sequence[str] | None, n: int) -> Labels:
    """(n,) 1, 2, … for each language spoken enough, 0 for the others and where all speak one."""
    spoken = np.zeros(n, dtype=np.int64)
    if languages is None:
        return spoken
    codes = np.asarray(languages)
    enough = [code for code in sorted(set(codes.tolist()) - {""}) if np.sum(codes == code) >= LANGUAGE_ROWS]
    if len(enough) > 1:
        for number, code in enumerate(enough, start=1):
            spoken[codes == code] = number
    return spoken


def _candidates(vectors: Vectors, words: csr_array | None, k: int, spoken: Labels) -> tuple[Labels, Labels]:
    """Pairs of a passage and one that may be a neighbour of it, by row and column: near in meaning, near in meaning in
    another language, or sharing words."""
    n = len(vectors)
    found = [_pairs(np.arange(n), nearest(vectors, vectors, k + 1)[0], n)]
    for language in range(1, int(spoken.max()) + 1):
        mine = np.flatnonzero(spoken == language)
        near, _ = nearest(vectors, vectors, min(LANGUAGE_NEIGHBOURS + 1, len(mine)), among=mine)
        found.append(_pairs(np.arange(n), near, n))
    if words is not None and n <= MOST_BY_WORDS:
        found.append(_near_in_words(words, min(WORD_NEIGHBOURS, n - 1)))
    pairs = np.sort(np.concatenate(found))
    rows, columns = np.divmod(pairs[np.append(True, np.diff(pairs) > 0)], n)
    return rows[rows != columns], columns[rows != columns]


def _pairs(rows: Labels, columns: Labels, n: int) -> Labels:
    """One number for each row and each of its (m, k) columns."""
    return (rows[:, None] * n + columns).ravel()


def _between_languages(
    rows: Labels, columns: Labels, nearness: npt.NDArray[np.float64], spoken: Labels
) -> npt.NDArray[np.float64]:
    """How much farther apart the nearest passages of the two ends' languages lie than those within each language."""
    count = int(spoken.max()) + 1
    if count == 1:
        return np.zeros(len(rows))
    steps = _in_steps(nearness)
    mean = np.zeros((count, count))
    for one in range(1, count):
        for other in range(1, count):
            here = (spoken[rows] == one) & (spoken[columns] == other)
            mean[one, other] = _nearest_of_each(rows[here], columns[here], steps[here], BRIDGE_RANKS)[2].mean() / STEPS
    mean = (mean + mean.T) / 2
    within = np.diag(mean)
    gap = (within[:, None] + within[None, :]) / 2 - mean
    gap[0, :] = gap[:, 0] = 0.0  # too few to tell
    return np.asarray(np.round(gap, 4)[spoken[rows], spoken[columns]])


def _word_weights(documents: Sequence[str]) -> csr_array | None:
    """(n, words) TF-IDF, unit rows; ``None`` where no word is both shared and telling."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    rare = 3 if len(documents) >= 500 else 2
    common = max(rare, int(0.1 * len(documents)))
    weigh = TfidfVectorizer(token_pattern=r"\S+", lowercase=False, min_df=rare, max_df=common, sublinear_tf=True)
    try:
        return csr_array(weigh.fit_transform(documents))
    except ValueError:  # an empty vocabulary
        return None


def _near_in_words(words: csr_array, k: int) -> Labels:
    """The pairs, as ``_pairs`` numbers them, of each passage and the k that share most of its words."""
    n = words.shape[0]
    mine, by_word = words.astype(np.float32), csr_array(words.T.astype(np.float32))
    found = []
    for start in range(0, n, ROWS_AT_ONCE):
        shared = csr_array(mine[start : start + ROWS_AT_ONCE] @ by_word)
        np.rint(shared.data * STEPS, out=shared.data)
        steps = shared.toarray()
        own = np.arange(len(steps))
        steps[own, own + start] = 0
        rows, columns = highest(steps, k, least=WORDS_SHARED * STEPS + 1)
        found.append((rows + start) * n + columns)
    return np.concatenate(found)


def _shared_words(words: csr_array, rows: Labels, columns: Labels) -> npt.NDArray[np.float64]:
    """The cosine of the words of each pair."""
    found = np.empty(len(rows))
    for start in range(0, len(rows), 200_000):
        here = slice(start, start + 200_000)
        found[here] = words[rows[here]].multiply(words[columns[here]]).sum(axis=1)
    return found


def _nearest_of_each(rows: Labels, columns: Labels, steps: Labels, k: int) -> tuple[Labels, Labels, Labels]:
    """Of each row's columns the k with most ``steps``, most first, ties to the lower column."""
    if not len(rows):
        return rows, columns, steps
    most = int(steps.max())
    column_bits, step_bits = (int(of).bit_length() for of in (columns.max(), most - steps.min()))
    keys = np.sort((((rows << step_bits) | (most - steps)) << column_bits) | columns)
    rows = keys >> (step_bits + column_bits)
    rank = np.arange(len(rows)) - np.searchsorted(rows, np.arange(rows[-1] + 1))[rows]
    keys, rows = keys[rank < k], rows[rank < k]
    return rows, keys & ((1 << column_bits) - 1), most - ((keys >> column_bits) & ((1 << step_bits) - 1))


def _in_steps(nearness: npt.NDArray[Any]) -> Labels:
    """Nearness in whole steps of 0.0001."""
    return np.asarray(np.rint(nearness * STEPS), dtype=np.int64)
