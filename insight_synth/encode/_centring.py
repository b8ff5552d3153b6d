"""Takes a language's own offset out of its vectors, so that the same complaint lies in one place in every language.

A multilingual encoder leaves each language a little to one side of the others; clusters then follow the language.
Subtracting each language's mean removes that. A mean of few texts says more of what they speak about than of their
language, so it is drawn towards the mean of all. Does not translate, and does not guess languages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PRIOR_TEXTS = 40.0
"""How many texts the mean of all rows counts for in a language's mean: chosen by benchmarks/language_centring.py."""


def centre_languages(vectors: Floats, languages: Sequence[str], prior_texts: float = PRIOR_TEXTS) -> Floats:
    """``vectors`` (n, d) less the mean of each row's language, as (n, d) float32 unit rows.

    A language's own mean counts for as many texts as it has, the mean of all rows for ``prior_texts``. Rows of an
    unknown language (``""``) are centred by the mean of all rows, and so is a language that stands alone.
    """
    rows = np.asarray(vectors, dtype=np.float64)
    if len(rows) != len(languages):
        raise ValueError(f"{len(rows)} vectors but {len(languages)} languages")
    if not len(rows):
        return np.zeros(rows.shape, np.float32)
    spoken = np.asarray([language or "" for language in languages])
    overall = rows.mean(0)
    centred = rows - overall
    for language in sorted(set(spoken.tolist()) - {""}):
        mine = spoken == language
        count = int(mine.sum())
        own = count / (count + prior_texts)
        centred[mine] = rows[mine] - (own * rows[mine].mean(0) + (1.0 - own) * overall)
    # Where all rows are alike nothing is left to tell them by: they stay as they are.
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.where(lengths > 1e-6, centred / np.maximum(lengths, 1e-6), rows).astype(np.float32)
