"""An order of passages that depends on what they are, not on how they came.

It is the order of hashes: the first of them are a fair sample of all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from insight_synth.themes.neighbours import Labels, Vectors


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def canonical_order(texts: Sequence[str], vectors: Vectors, ids: Sequence[str] | None) -> Labels:
    """Rows by a hash of their text, then of their vector, then by id: the same for the same set of rows."""
    keys = [
        (_digest(texts[i].encode("utf-8", "surrogatepass")), _digest(vectors[i].tobytes()), ids[i] if ids else "")
        for i in range(len(texts))
    ]
    return np.array(sorted(range(len(texts)), key=keys.__getitem__), dtype=np.int64)


def by_content(vectors: Vectors, rows: Labels) -> Labels:
    """``rows`` by a hash of their vector."""
    return np.array(sorted(rows.tolist(), key=lambda i: _digest(vectors[i].tobytes())), dtype=np.int64)


def distinct(vectors: Vectors, order: Labels) -> tuple[Labels, Labels]:
    """For each row which of the different vectors it has, numbered in ``order``, and the first row of each."""
    seen: dict[bytes, int] = {}
    node = np.empty(len(vectors), dtype=np.int64)
    first: list[int] = []
    for i in order.tolist():
        number = seen.setdefault(_digest(vectors[i].tobytes()), len(seen))
        if number == len(first):
            first.append(i)
        node[i] = number
    return node, np.array(first, dtype=np.int64)
