"""The middle of each theme, and how near to it a passage must lie to belong.

Works on vectors and labels only; sums are taken in the order given, so that they are the same to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from insight_synth.themes.neighbours import Labels, Vectors

Similarities = npt.NDArray[np.float32]

STRANGERS = 0.9
MOST_COMPARED = 50_000  # passages whose likeness to other themes is looked at
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


def to_own_centre(vectors: Vectors, labels: Labels, centres: Vectors) -> Similarities:
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


@dataclass(frozen=True, slots=True)
class Limits:
    """How little a passage may have to do with its theme and still count to it.

    ``similarity`` is the cosine to the theme's centre below which a passage is a stranger. ``belonging`` is the sum of
    that cosine and the share of its neighbours that are in the theme, below which a passage lies between themes.
    """

    similarity: float = 0.0
    belonging: float = 0.0

    def keeps(self, similarities: Similarities, shares: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """(n,) which passages belong to their theme, by cosine to its centre and share of neighbours in it."""
        enough = np.round(similarities + shares, 4) >= self.belonging
        return np.asarray((similarities >= self.similarity) & enough)


def limits(
    vectors: Vectors, labels: Labels, centres: Vectors, parents: Labels, shares: npt.NDArray[np.float64]
) -> Limits:
    """The limits that the passages themselves ask for.

    A stranger is one less like its theme than ``STRANGERS`` of the passages of other top themes are. Of the others, one
    lies between themes when it belongs a quartile range less than the first quartile does: Tukey's fence (1977), drawn
    nearer, since a theme is read for what it holds; these and the strangers together are no more than
    ``MOST_LEFT_OUT``, unless strangers alone are.

    Args:
        vectors: (n, d) float32, unit rows in canonical order; labels: (n,) finest theme of each, none of them −1.
        centres: (n_themes, d) float32, unit rows; parents: (n_themes,) the theme above each.
        shares: (n,) the share of each passage's neighbours that are in its theme.
    """
    leaves = np.setdiff1d(np.arange(len(parents)), parents)
    if not len(leaves) or not len(vectors):
        return Limits()
    similarities = to_own_centre(vectors, labels, centres)
    above = np.where(parents >= 0, parents, np.arange(len(parents)))
    strange = 0.0
    if len(np.unique(above[leaves])) > 1:
        rows = slice(0, MOST_COMPARED)
        to_leaf = np.round(np.einsum("id,jd->ij", vectors[rows], centres[leaves], dtype=np.float64, optimize=True), 4)
        others = above[leaves][None, :] != above[labels[rows]][:, None]  # a sub-theme's siblings are no strangers to it
        strange = float(np.quantile(to_leaf[others], STRANGERS))
    known = similarities >= strange
    belonging = (similarities + shares)[known]
    room = max(0.0, MOST_LEFT_OUT * len(vectors) - (~known).sum()) / max(len(belonging), 1)
    if not len(belonging):
        return Limits(strange)
    first, third = np.quantile(belonging, (0.25, 0.75))
    fence = min(first - FENCE * (third - first), np.quantile(belonging, room))
    return Limits(strange, round(float(fence), 4))
