"""A theme parted into two to four: what becomes of it when a person says that it is more than one.

Communities of the theme's own neighbour graph, sought ever finer until it falls apart; where it never does, the two
groups around the mentions that are farthest from each other (spherical k-means, Dhillon and Modha 2001). The answer
depends on the set of mentions, not on their order.
"""

from __future__ import annotations

import numpy as np

from insight_synth.themes.decisions import DECIMALS, centre_of
from insight_synth.themes.neighbours import Labels, Vectors, communities, neighbour_graph

MOST_PARTS = 4
FEWEST_IN_PART = 2  # different passages; a single one is no theme
LEAST_SHARE = 0.05  # of the theme's different passages, below which a group is a crumb of another
RESOLUTIONS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
NEIGHBOURS = 10
ROUNDS = 50  # of k-means, which settles long before


def parted(vectors: Vectors) -> Labels | None:
    """The part of each mention.

    Args:
        vectors: (n, d) float32, unit rows, of the theme's mentions.

    Returns:
        (n,) int64 from 0 to at most 3, largest part first, each row in the part whose centre is nearest to it; None
        where there are too few different mentions to part, or all are the same.
    """
    distinct, node = np.unique(np.round(vectors, DECIMALS), axis=0, return_inverse=True)
    distinct = np.ascontiguousarray(distinct, dtype=np.float32)
    if len(distinct) < 2 * FEWEST_IN_PART:
        return None
    graph = neighbour_graph(distinct, neighbours=min(NEIGHBOURS, max(2, len(distinct) // 4)))
    for resolution in RESOLUTIONS:
        groups = _settled(communities(graph, resolution), distinct)
        if groups is not None:
            return _largest_first(groups, node.ravel())
    halves = _settled(_farthest_apart(distinct), distinct)
    return None if halves is None else _largest_first(halves, node.ravel())


def _largest_first(groups: Labels, node: Labels) -> Labels:
    """The group of every mention by the group of its passage, numbered by size, then by the passages' own order."""
    size = np.bincount(groups[node])
    first = [int(np.argmax(groups == group)) for group in range(len(size))]
    rank = np.empty(len(size), dtype=np.int64)
    rank[sorted(range(len(size)), key=lambda group: (-int(size[group]), first[group]))] = np.arange(len(size))
    return rank[groups[node]]


def _settled(groups: Labels, vectors: Vectors) -> Labels | None:
    """At most four groups, none a crumb, with each row in the nearest; None where that leaves fewer than two."""
    fewest = max(FEWEST_IN_PART, round(LEAST_SHARE * len(vectors)))
    size = np.bincount(groups[groups >= 0])
    kept = [group for group in np.argsort(-size, kind="stable")[:MOST_PARTS] if size[group] >= fewest]
    if len(kept) < 2:
        return None
    nearest = _nearest(vectors, np.stack([centre_of(vectors[groups == group]) for group in kept]))
    return nearest if np.bincount(nearest, minlength=len(kept)).min() >= FEWEST_IN_PART else None


def _farthest_apart(vectors: Vectors) -> Labels:
    """Two groups, from the row farthest from the middle and the row farthest from that one."""
    first = int(np.round(vectors @ centre_of(vectors), DECIMALS).argmin())
    second = int(np.round(vectors @ vectors[first], DECIMALS).argmin())
    centres, groups = vectors[[first, second]], np.full(len(vectors), -1, dtype=np.int64)
    for _ in range(ROUNDS):
        found = _nearest(vectors, centres)
        if np.array_equal(found, groups) or len(np.unique(found)) < 2:
            break
        groups = found
        centres = np.stack([centre_of(vectors[groups == group]) for group in (0, 1)])
    return groups


def _nearest(vectors: Vectors, centres: Vectors) -> Labels:
    return np.asarray(np.round(vectors @ centres.T, DECIMALS).argmax(axis=1), dtype=np.int64)
