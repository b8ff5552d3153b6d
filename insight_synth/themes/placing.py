"""Later passages put into the themes already found, and new themes found among what does not fit them.

A passage goes where its nearest placed passages are, if it lies near their theme's centre as well. A group of passages
is a new theme when they lie nearer to each other than to anything placed. Nothing already placed moves.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import connected_components

from insight_synth.themes.nearest import nearest
from insight_synth.themes.neighbours import NEIGHBOURS, Labels, Vectors, by_size, communities, neighbour_graph

VOTERS = 10  # placed passages that say where a later one belongs
CENTRE_WEIGHS = 2.0  # the cosine to a theme's centre, against the share of the voters that are in it
SAME = 0.9995  # cosine from which on a passage says what one placed before says, and goes where that went
BESIDE = 5  # nearest passages by which it is told whether a later one lies apart
APART = 0.1
"""A group is a new theme when its passages' nearness to each other exceeds that to all placed ones by this share of
what that nearness lacks to one. Of 77 intents two were kept back and then given 50 times: in ten draws that chose
nothing 17 of the 20 came out as themes of their own, and one other theme came."""
GROUPS = 0.8  # resolution at which later passages that lie apart are grouped; at 0.3 fewer came out
FEWEST_BORN, MOST_BORN, BORN_SHARE = 10, 30, 0.0015  # passages that make a new theme: a share of all within bounds
_SLICE = 65_536


def vote(
    placed: Vectors, labels: Labels, centres: Vectors, parents: Labels, queries: Vectors
) -> tuple[Labels, npt.NDArray[np.float64]]:
    """The theme that each row's nearest placed rows are in and whose centre it lies near; that of its like, if placed.

    Args:
        placed: (n, d) float32, unit rows.
        labels: (n,) theme of each, none of them −1.
        centres: (n_themes, d) float32, unit rows.
        parents: (n_themes,) the theme above each, −1 for a top theme.
        queries: (m, d) float32, unit rows.

    Returns:
        (m,) int64, −1 for every row where nothing is placed, and (m,) the share of the voters that are in that theme
        or beside it under the same top theme, one where the same was placed before.
    """
    found, shares = np.full(len(queries), -1, dtype=np.int64), np.zeros(len(queries))
    if not len(placed) or not len(queries):
        return found, shares
    leaves = np.unique(labels)
    column = np.searchsorted(leaves, labels)
    above = np.where(parents[leaves] >= 0, parents[leaves], leaves)
    siblings = (above[:, None] == above[None, :]).astype(np.float64)
    voters, similarity = nearest(placed, queries, VOTERS)
    heard = np.maximum(similarity.astype(np.float64), 1e-6) ** 2
    for start in range(0, len(queries), _SLICE):
        part = slice(start, start + _SLICE)
        votes = np.zeros((len(voters[part]), len(leaves)))
        np.add.at(votes, (np.arange(len(votes))[:, None], column[voters[part]]), heard[part])
        votes /= votes.sum(axis=1, keepdims=True)
        near = np.einsum("id,jd->ij", queries[part], centres[leaves], dtype=np.float64, optimize=True)
        best = np.round(votes + CENTRE_WEIGHS * near, 4).argmax(axis=1)
        again = similarity[part, 0] >= SAME
        best[again] = column[voters[part][again, 0]]
        found[part] = leaves[best]
        shares[part] = np.where(again, 1.0, np.einsum("ij,ij->i", votes, siblings[best]))
    return found, shares


def born(candidates: Vectors, placed: Vectors) -> Labels:
    """New themes among passages that are in none yet.

    Args:
        candidates: (m, d) float32, unit rows in canonical order.
        placed: (n, d) float32, unit rows of passages in a theme.

    Returns:
        (m,) int64: the new theme of each, from 0, largest first; −1 for those that are in none.
    """
    found = np.full(len(candidates), -1, dtype=np.int64)
    fewest = fewest_born(len(candidates) + len(placed))
    if len(candidates) < fewest or not len(placed):
        return found
    to_placed = _nearness(placed, candidates)
    novel = np.flatnonzero(_nearness(candidates, candidates, apart_from_itself=True) > to_placed)
    if len(novel) < fewest:
        return found
    graph = neighbour_graph(candidates[novel], neighbours=min(NEIGHBOURS, len(novel) // 3))
    number = 0
    for rows in _joined([novel[part] for part in _parts(communities(graph, GROUPS))], candidates, to_placed):
        if len(rows) >= fewest and _apart(own := candidates[rows], own, to_placed[rows]):
            found[rows] = number
            number += 1
    left = novel[found[novel] < 0]
    if number and len(left):
        near = np.stack([_nearness(candidates[found == theme], candidates[left]) for theme in range(number)])
        joins = near.max(axis=0) > to_placed[left]
        found[left[joins]] = near.argmax(axis=0)[joins]
    return by_size(found)


def _joined(groups: list[Labels], vectors: Vectors, to_placed: npt.NDArray[np.float64]) -> list[Labels]:
    """Groups of rows, those nearer to each other than to anything placed made one; largest first."""
    near = np.array([[_apart(vectors[a], vectors[b], to_placed[b]) for b in groups] for a in groups]).reshape(
        len(groups), len(groups)
    )
    _, together = connected_components(near & near.T, directed=False)
    joined = [np.sort(np.concatenate([groups[i] for i in part])) for part in _parts(together.astype(np.int64))]
    return sorted(joined, key=lambda rows: (-len(rows), int(rows[0])))


def _apart(group: Vectors, rows: Vectors, to_placed: npt.NDArray[np.float64]) -> bool:
    """Whether ``rows``, each as near to what is placed as ``to_placed`` says, lie nearer to ``group`` by enough."""
    if len(group) <= BESIDE:
        return False
    gap = _nearness(group, rows, apart_from_itself=group is rows) - to_placed
    return bool(gap.mean() >= APART * (1.0 - to_placed.mean()))


def _parts(labels: Labels) -> list[Labels]:
    return [np.flatnonzero(labels == label) for label in range(int(labels.max(initial=-1)) + 1)]


def fewest_born(n: int) -> int:
    """The fewest passages that make a new theme among n."""
    return int(min(MOST_BORN, max(FEWEST_BORN, round(BORN_SHARE * n))))


def _nearness(vectors: Vectors, queries: Vectors, *, apart_from_itself: bool = False) -> npt.NDArray[np.float64]:
    """(m,) mean cosine of each query's nearest ``BESIDE`` rows, itself left out where the queries are the rows."""
    _, similarity = nearest(vectors, queries, BESIDE + apart_from_itself)
    return np.asarray(similarity[:, int(apart_from_itself) :].mean(axis=1, dtype=np.float64))
