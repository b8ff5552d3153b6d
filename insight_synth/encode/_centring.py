"""Takes a language's own offset out of its vectors, so that the same complaint lies in one place in every language.

A multilingual encoder leaves each language a little to one side of the others; clusters then follow the language.
Subtracting each language's mean removes that. A mean of few texts says more of what they speak about than of their
language, so it is drawn towards an expected one. Does not translate, and does not guess languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PRIOR_TEXTS = 40.0
"""How many texts the expected mean of a language counts for: benchmarks/language_centring.py."""


def centre_languages(vectors: Floats, languages: Sequence[str], encoder_name: str = "") -> Floats:
    """``vectors`` (n, d) less the mean of each row's language, as (n, d) float32 unit rows.

    A language's mean over its n texts counts n, the mean expected of it ``PRIOR_TEXTS``. Expected is the mean of all
    rows, moved by that language's known offset where ``encoder_name`` (or the number of dimensions) has one on
    record. Rows of an unknown language (``""``) are centred by the mean of all rows. One language alone is simply
    centred by its mean.
    """
    rows = np.asarray(vectors, dtype=np.float64)
    if len(rows) != len(languages):
        raise ValueError(f"{len(rows)} vectors but {len(languages)} languages")
    if not len(rows):
        return np.zeros(rows.shape, np.float32)
    spoken = np.asarray([language or "" for language in languages])
    known = sorted(set(spoken.tolist()) - {""})
    if len(set(spoken.tolist())) == 1:
        return _unit(rows - rows.mean(0))
    offsets = _known_offsets(encoder_name)
    counts = {language: int((spoken == language).sum()) for language in known}
    means = {language: rows[spoken == language].mean(0) for language in known}
    # What the texts share when each language's offset is set aside: the place every language is expected around.
    shared = (
        sum(counts[language] * (means[language] - offsets.get(language, 0.0)) for language in known)
        / sum(counts.values())
        if known
        else rows.mean(0)
    )
    centred = rows - rows.mean(0)
    for language in known:
        expected = shared + offsets.get(language, 0.0)
        weight = counts[language] / (counts[language] + PRIOR_TEXTS)
        centred[spoken == language] = rows[spoken == language] - (weight * means[language] + (1.0 - weight) * expected)
    return _unit(centred)


@lru_cache(maxsize=4)
def _known_offsets(encoder_name: str) -> dict[str, NDArray[np.float64]]:
    """Each language's mean over parallel sentences less the mean over languages, for the encoders measured."""
    stored = files("insight_synth.encode") / f"offsets_{encoder_name}.npz"
    if not encoder_name or not stored.is_file():
        return {}
    with stored.open("rb") as file, np.load(file) as arrays:
        return {language: arrays[language].astype(np.float64) for language in arrays.files}


def _unit(rows: NDArray[np.float64]) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 1e-12, lengths, 1.0)).astype(np.float32)
