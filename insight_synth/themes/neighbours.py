"""A graph of which mentions say nearly the same, and its communities: the ground that themes stand on.

Cosine nearest neighbours make the edges, Leiden finds the communities (Traag, Waltman and van Eck 2019). Both depend on
the set of vectors only: callers give rows in a canonical order, similarities are rounded before they are compared, and
Leiden runs from a fixed seed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

NEIGHBOURS = 15
SIMILARITY_DECIMALS = 4  # beyond these the order in which a processor adds numbers shows


def neighbour_graph(vectors: Vectors, neighbours: int = NEIGHBOURS) -> csr_array:
    """The symmetric graph of each row's nearest rows by cosine.

    An edge's weight is the similarity of its ends less the mean similarity of each end to its own neighbours, shifted
    to be positive: without that, passages that resemble everything ("I hope this helps") become hubs that glue themes
    together (the local scaling of Conneau et al. 2018, "CSLS").

    Args:
        vectors: (n, d) float32, unit rows, n ≥ 2.
        neighbours: edges from each row; at most n − 1 are used.

    Returns:
        (n, n) float64, symmetric, zero diagonal.
    """
    import faiss

    n = len(vectors)
    k = min(neighbours, n - 1)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    similarity, near = index.search(np.ascontiguousarray(vectors), k + 1)
    similarity = np.round(similarity.astype(np.float64), SIMILARITY_DECIMALS)
    rows = np.repeat(np.arange(n), k + 1)
    columns, weights = near.ravel(), similarity.ravel()
    kept = (rows != columns) & (columns >= 0)
    rows, columns, weights = rows[kept], columns[kept], weights[kept]
    crowd = np.bincount(rows, weights, n) / np.maximum(np.bincount(rows, minlength=n), 1)
    scaled = 2 * weights - crowd[rows] - crowd[columns]
    scaled = np.round(scaled - scaled.min() + 0.01, SIMILARITY_DECIMALS)
    one_way = coo_array((scaled, (rows, columns)), shape=(n, n)).tocsr()
    return csr_array(one_way.maximum(one_way.T))


def communities(graph: csr_array, resolution: float, seed: int = 0) -> Labels:
    """Leiden communities of ``graph`` by modularity.

    Args:
        graph: (n, n) symmetric, from ``neighbour_graph``.
        resolution: above 1 more and smaller communities, below 1 fewer.
        seed: of the pseudo-random order in which nodes are visited.

    Returns:
        (n,) int64: community numbers from 0, largest first, ties by their first row.
    """
    from graspologic_native import leiden_csr

    found = leiden_csr(
        graph.indptr.astype(np.int64),
        graph.indices.astype(np.int32),
        graph.data.astype(np.float64),
        graph.shape[0],
        resolution=resolution,
        randomness=0.001,
        iterations=3,
        use_modularity=True,
        seed=seed,
        trials=1,
    )
    member = found[1]  # isolated rows are in none
    return by_size(np.array([member.get(i, -1) for i in range(graph.shape[0])], dtype=np.int64))


def by_size(labels: Labels) -> Labels:
    """The same grouping numbered from 0, largest group first, ties by first row; −1 stays −1."""
    numbers = np.unique(labels[labels >= 0])
    first = {int(c): int(np.argmax(labels == c)) for c in numbers}
    size = {int(c): int(np.sum(labels == c)) for c in numbers}
    order = sorted(first, key=lambda c: (-size[c], first[c]))
    renumbered = {c: i for i, c in enumerate(order)}
    return np.array([renumbered.get(int(c), -1) for c in labels], dtype=np.int64)
