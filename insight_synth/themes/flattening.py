"""Vectors in which what a passage is about weighs more than the way it is said.

The few directions in which sentence vectors vary most carry register, length and mood rather than subject, and pull a
complaint and a tweet about the same thing apart. Removing them outright (Mu and Viswanath 2018, "All-but-the-top")
costs subjects where those directions do carry one; scaling them below the next direction keeps some of both. Measured
in ``benchmarks/``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from insight_synth.themes.neighbours import Vectors

DIRECTIONS = 5
LEAST_SCALE = 0.3  # where a few subjects are all there is, they are the widest directions: some of each is kept
FEWEST_ROWS = 400  # below, the widest directions of so few passages are their subjects


@dataclass(frozen=True, slots=True)
class Flattening:
    """Centre, then scale the widest directions down.

    ``mean`` is (d,), ``axes`` (k, d) unit rows, ``scales`` (k,) the factor for each axis; k may be 0.
    """

    mean: npt.NDArray[np.float64]
    axes: npt.NDArray[np.float64]
    scales: npt.NDArray[np.float64]

    @classmethod
    def of(cls, vectors: Vectors) -> Self:
        """The flattening for (n, d) unit rows in canonical order: each of the widest directions is scaled by the
        variance of the next one over its own."""
        rows = vectors.astype(np.float64)
        mean = rows.mean(axis=0) if len(rows) else np.zeros(vectors.shape[1] if vectors.ndim > 1 else 0)
        if len(rows) < FEWEST_ROWS or rows.shape[1] <= DIRECTIONS:
            return cls(mean, np.empty((0, rows.shape[1])), np.empty(0))
        with threadpool_limits(1, "blas"):  # sums in several threads end otherwise in their last bits
            variances, axes = np.linalg.eigh(np.cov(rows - mean, rowvar=False))
        widest, axes = variances[::-1], axes[:, ::-1].T
        scales = np.maximum(widest[DIRECTIONS] / np.maximum(widest[:DIRECTIONS], 1e-12), LEAST_SCALE)
        return cls(mean, axes[:DIRECTIONS], scales)

    def __call__(self, vectors: Vectors) -> Vectors:
        """(n, d) float32 unit rows; a row equal to the mean stays zero."""
        rows = vectors.astype(np.float64) - self.mean
        along = np.einsum("ij,kj->ik", rows, self.axes) * (self.scales - 1)  # the same wherever a row stands
        rows += np.einsum("ik,kj->ij", along, self.axes)
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.ascontiguousarray(rows / np.where(length > 1e-12, length, 1.0), dtype=np.float32)
