"""A graph of which mentions say nearly the same, and its communities: the ground that themes stand on.

Nearest neighbours by meaning and by shared words make the edges, Leiden finds the communities (Traag, Waltman and van
Eck 2019). Both depend on the set of passages only: callers give rows in a canonical order, similarities are rounded
before they are compared, and Leiden runs from a fixed seed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

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
CELLS_AT_ONCE = 20_000_000  # of the passage × passage table of shared words that are in memory
TRIALS = 5  # searches for communities, of which the best is kept
SIMILARITY_DECIMALS = 4  # beyond these the order in which a processor adds numbers shows


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
    rows, columns = _near_in_meaning(vectors, vectors, k)
    for language in range(1, int(spoken.max()) + 1):
        mine = np.flatnonzero(spoken == language)
        found, near = _near_in_meaning(vectors, vectors[mine], min(LANGUAGE_NEIGHBOURS, len(mine) - 1))
        rows, columns = np.concatenate([rows, found]), np.concatenate([columns, mine[near]])
    words = _word_weights(documents) if documents is not None else None
    if words is not None and n <= MOST_BY_WORDS:
        by_words = _near_in_words(words, min(WORD_NEIGHBOURS, n - 1))
        rows, columns = np.concatenate([rows, by_words[0]]), np.concatenate([columns, by_words[1]])
    pairs = np.unique((rows * n + columns)[rows != columns])
    rows, columns = pairs // n, pairs % n
    nearness = _row_products(vectors, rows, columns)
    nearness += BRIDGE * _between_languages(rows, columns, nearness, spoken)
    if words is not None:
        nearness += WORDS_WEIGH * _row_products(words, rows, columns)
    nearness = np.round(nearness, SIMILARITY_DECIMALS)
    rows, columns, nearness = _nearest_of_each(rows, columns, nearness, k)
    crowd = np.bincount(rows, nearness, n) / np.maximum(np.bincount(rows, minlength=n), 1)
    scaled = 2 * nearness - crowd[rows] - crowd[columns]
    scaled = np.round(scaled - scaled.min() + 0.01, SIMILARITY_DECIMALS)
    one_way = coo_array((scaled, (rows, columns)), shape=(n, n)).tocsr()
    return csr_array(one_way.maximum(one_way.T))


def communities(graph: csr_array, resolution: float, seed: int = 0, trials: int = TRIALS) -> Labels:
    """Leiden communities of ``graph`` by modularity.

    Args:
        graph: (n, n) symmetric, from ``neighbour_graph``.
        resolution: above 1 more and smaller communities, below 1 fewer.
        seed: of the pseudo-random order in which nodes are visited.
        trials: searches, of which the best is kept.

    Returns:
        (n,) int64: community numbers from 0, largest first, ties by their first row; −1 for a row without edges.
    """
    from graspologic_native import leiden_csr

    _, member = leiden_csr(
        graph.indptr.astype(np.int64),
        graph.indices.astype(np.int32),
        graph.data.astype(np.float64),
        graph.shape[0],
        resolution=resolution,
        randomness=0.001,
        iterations=10,
        use_modularity=True,
        seed=seed,
        trials=trials,
    )
    return by_size(np.array([member.get(i, -1) for i in range(graph.shape[0])], dtype=np.int64))


def by_size(labels: Labels) -> Labels:
    """The same grouping numbered from 0, largest group first, ties by first row; −1 stays −1."""
    numbers = np.unique(labels[labels >= 0])
    first = {int(c): int(np.argmax(labels == c)) for c in numbers}
    size = {int(c): int(np.sum(labels == c)) for c in numbers}
    order = sorted(first, key=lambda c: (-size[c], first[c]))
    renumbered = {c: i for i, c in enumerate(order)}
    return np.array([renumbered.get(int(c), -1) for c in labels], dtype=np.int64)


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


def _near_in_meaning(vectors: Vectors, among: Vectors, k: int) -> tuple[Labels, Labels]:
    """For each of ``vectors`` the k + 1 nearest of ``among``, itself perhaps one of them: its row, their places."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(among))
    _, near = index.search(np.ascontiguousarray(vectors), k + 1)
    return np.repeat(np.arange(len(vectors), dtype=np.int64), k + 1), near.ravel().astype(np.int64)


def _between_languages(
    rows: Labels, columns: Labels, nearness: npt.NDArray[np.float64], spoken: Labels
) -> npt.NDArray[np.float64]:
    """How much farther apart the nearest passages of the two ends' languages lie than those within each language."""
    count = int(spoken.max()) + 1
    if count == 1:
        return np.zeros(len(rows))
    mean = np.zeros((count, count))
    for one in range(1, count):
        for other in range(1, count):
            here = (spoken[rows] == one) & (spoken[columns] == other)
            mean[one, other] = _nearest_of_each(rows[here], columns[here], nearness[here], BRIDGE_RANKS)[2].mean()
    mean = (mean + mean.T) / 2
    within = np.diag(mean)
    gap = (within[:, None] + within[None, :]) / 2 - mean
    gap[0, :] = gap[:, 0] = 0.0  # too few to tell
    return np.asarray(np.round(gap, SIMILARITY_DECIMALS)[spoken[rows], spoken[columns]])


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


def _near_in_words(words: csr_array, k: int) -> tuple[Labels, Labels]:
    n = words.shape[0]
    at_once = max(1, CELLS_AT_ONCE // n)
    rows, columns = [], []
    for start in range(0, n, at_once):
        shared = np.round((words[start : start + at_once] @ words.T).toarray(), SIMILARITY_DECIMALS)
        own = np.arange(len(shared))
        shared[own, own + start] = 0.0
        nearest = np.argsort(-shared, axis=1, kind="stable")[:, :k]
        enough = np.take_along_axis(shared, nearest, axis=1) > WORDS_SHARED
        rows.append(np.repeat(own + start, k)[enough.ravel()])
        columns.append(nearest.ravel()[enough.ravel()])
    return np.concatenate(rows).astype(np.int64), np.concatenate(columns).astype(np.int64)


def _row_products(matrix: Vectors | csr_array, rows: Labels, columns: Labels) -> npt.NDArray[np.float64]:
    """The inner product of ``matrix``'s rows ``rows[i]`` and ``columns[i]``, for each i."""
    found = np.empty(len(rows))
    for start in range(0, len(rows), 200_000):
        a, b = rows[start : start + 200_000], columns[start : start + 200_000]
        if isinstance(matrix, np.ndarray):
            found[start : start + len(a)] = np.einsum("ij,ij->i", matrix[a], matrix[b], dtype=np.float64)
        else:
            found[start : start + len(a)] = np.asarray(matrix[a].multiply(matrix[b]).sum(axis=1)).ravel()
    return found


def _nearest_of_each(
    rows: Labels, columns: Labels, nearness: npt.NDArray[np.float64], k: int
) -> tuple[Labels, Labels, npt.NDArray[np.float64]]:
    order = np.lexsort((columns, -nearness, rows))
    rows, columns, nearness = rows[order], columns[order], nearness[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows, side="left")
    kept = rank < k
    return rows[kept], columns[kept], nearness[kept]
