"""The middle of each theme, and how near to it a passage must lie to belong.

Works on vectors and labels only; sums are taken in the order given, so that they are the same to the last bit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from insight_synth.themes.neighbours import Labels, Vectors

STRANGERS = 0.95
"""A passage belongs to its theme when it is closer to the centre than this share of other top themes' passages are."""
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


def threshold(vectors: Vectors, labels: Labels, centres: Vectors, parents: Labels) -> float:
    """The cosine to a theme's centre that strangers do not reach and members seldom miss."""
    leaves = _leaves(parents)
    placed = labels >= 0
    vectors, labels = vectors[placed], labels[placed]
    if not len(leaves) or not len(vectors):
        return 0.0
    above = np.where(parents >= 0, parents, np.arange(len(parents)))
    least = _fence(to_own_centre(vectors, labels, centres))
    if len(np.unique(above[leaves])) > 1:
        to_leaf = np.round(vectors @ centres[leaves].T, 4)
        strange = above[leaves][None, :] != above[labels][:, None]  # a sub-theme's siblings are no strangers to it
        least = max(least, float(np.quantile(to_leaf[strange], STRANGERS)))
    return least


def _fence(similarities: npt.NDArray[np.float32]) -> float:
    """The similarity below which a passage is an outlier among all (Tukey 1977: 1½ quartile ranges under the first)."""
    if not len(similarities):
        return 0.0
    first, third = np.quantile(similarities, (0.25, 0.75))
    return float(first - 1.5 * (third - first))


def _leaves(parents: Labels) -> Labels:
    """Themes that hold passages themselves, ascending."""
    return np.setdiff1d(np.arange(len(parents)), parents)
