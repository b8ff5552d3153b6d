"""A passage read beside its neighbours: "Still nothing." is about what was said just before.

Works on vectors only; which passages belong to one verbatim, and in what order, is given.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from insight_synth.themes.neighbours import Vectors

CONTEXT = 0.3  # what the passages before and after weigh against the passage itself


def in_context(vectors: Vectors, verbatim_ids: Sequence[str], starts: Sequence[int]) -> Vectors:
    """Each row with a little of the rows beside it in the same verbatim.

    Args:
        vectors: (n, d) float32, unit rows.
        verbatim_ids: the verbatim of each row.
        starts: where in its verbatim each row's passage starts.

    Returns:
        (n, d) float32, unit rows; a verbatim's only passage stays as it is.
    """
    order = sorted(range(len(vectors)), key=lambda i: (verbatim_ids[i], starts[i]))
    mixed = vectors.astype(np.float64)
    for at, i in enumerate(order):
        beside = [
            order[near]
            for near in (at - 1, at + 1)
            if 0 <= near < len(order) and verbatim_ids[order[near]] == verbatim_ids[i]
        ]
        if beside:
            mixed[i] += CONTEXT * vectors[beside].astype(np.float64).mean(axis=0)
    length = np.linalg.norm(mixed, axis=1, keepdims=True)
    return np.asarray(mixed / np.where(length > 0, length, 1.0), dtype=np.float32)
