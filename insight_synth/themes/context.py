"""A passage read beside its neighbours: "Still nothing." is about what was said just before.

Works on vectors only; which passages belong to one verbatim, and in what order, is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from insight_synth.themes.neighbours import Vectors

CONTEXT = 0.3  # what the passages before and after weigh against the passage itself
_SLICE = 65_536


def in_context(vectors: Vectors, verbatim_ids: Sequence[str], starts: Sequence[int]) -> Vectors:
    """Each row with a little of the rows beside it in the same verbatim.

    Args:
        vectors: (n, d) float32, unit rows.
        verbatim_ids: the verbatim of each row.
        starts: where in its verbatim each row's passage starts.

    Returns:
        (n, d) float32, unit rows; a verbatim's only passage stays as it is.
    """
    order = np.array(sorted(range(len(vectors)), key=lambda i: (verbatim_ids[i], starts[i])), dtype=np.int64)
    together = np.array([verbatim_ids[a] == verbatim_ids[b] for a, b in pairwise(order.tolist())], dtype=bool)
    found = np.empty(vectors.shape, dtype=np.float32)
    for start in range(0, len(order), _SLICE):
        rows = order[start : start + _SLICE]
        at = np.arange(start, start + len(rows))
        before = np.append(False, together)[at][:, None]
        after = np.append(together, False)[at][:, None]
        beside = before * vectors[order[at - 1]].astype(np.float64) + after * vectors[order[(at + 1) % len(order)]]
        mixed = vectors[rows] + CONTEXT * beside / np.maximum(before.astype(np.int64) + after, 1)
        length = np.linalg.norm(mixed, axis=1, keepdims=True)
        found[rows] = mixed / np.where(length > 0, length, 1.0)
    return found
