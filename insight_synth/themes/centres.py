"""The middle of each theme, and how near to it a passage must lie to belong.

Works on vectors and labels only; sums are taken in the order given, so that they are the same to the last bit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from insight_synth.themes.neighbours import Labels, Vectors

FENCE = 1.0  # quartile ranges
MOST_LEFT_OUT = 0.05  # share of passages that may belong to no theme when themes are found
_SLICE = 65_536


def unit_centre(vectors: Vectors) -> Vectors:
    total = vectors.sum(axis=0, dtype=np.float64)
    length = np.linalg.norm(total)
    return np.asarray(total / length if length else total, dtype=np.float32)


def unit_centres(vectors: Vectors, labels: Labels, parents: Labels, order: Labels) -> Vectors:
    """(n_themes, d) unit centre of every theme, its rows summed in ``order``."""
    sums = np.zeros((len(parents), vectors.shape[1] if vectors.ndim > 1 else 0))
    ranked = order[np.argsort(labels[order], kind="stable")]
    bounds = np.searchsorted(labels[ranked], np.arange(len(parents) + 1))
    for theme in range(len(parents)):
        for start in range(int(bounds[theme]), int(bounds[theme + 1]), _SLICE):
            rows = ranked[start : min(start + _SLICE, int(bounds[theme + 1]))]
            sums[theme] += vectors[rows].sum(axis=0, dtype=np.float64)
    for theme in np.flatnonzero(parents >= 0).tolist():
        sums[parents[theme]] += sums[theme]
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(length > 0, length, 1.0), dtype=np.float32)


def to_own_centre(vectors: Vectors, labels: Labels, centres: Vectors) -> npt.NDArray[np.float32]:
    """(n,) cosine of each row to the centre of its theme; 0 where it has none."""
    found = np.zeros(len(vectors), dtype=np.float32)
    placed = np.flatnonzero(labels >= 0)
    for start in range(0, len(placed), _SLICE):
        rows = placed[start : start + _SLICE]
        found[rows] = np.round(np.einsum("ij,ij->i", vectors[rows], centres[labels[rows]], dtype=np.float64), 4)
    return found


def shares_of_edges(graph: csr_array, labels: Labels) -> npt.NDArray[np.float64]:
    """(n,) the share of each row's edge weight that ends in its own theme."""
    edges = coo_array(graph)
    rows, columns = edges.coords
    n = graph.shape[0]
    inside = np.bincount(rows, np.where(labels[rows] == labels[columns], edges.data, 0.0), n)
    return inside / np.maximum(np.bincount(rows, edges.data, n), 1e-9)


def threshold(belonging: npt.NDArray[np.float64]) -> float:
    """How little a passage may belong to its theme and still count to it.

    Below lies what is a quartile range or more under the first quartile, and never more than ``MOST_LEFT_OUT`` of
    all: Tukey's fence (1977), drawn nearer, since a theme is read for what it holds.

    Args:
        belonging: (n,) how much each passage belongs to its theme: the share of its neighbours that are in the theme,
            plus its cosine to the theme's centre.
    """
    if not len(belonging):
        return 0.0
    first, third = np.quantile(belonging, (0.25, 0.75))
    return round(float(min(first - FENCE * (third - first), np.quantile(belonging, MOST_LEFT_OUT))), 4)
