"""Takes a language's own offset out of its vectors, so that the same complaint lies in one place in every language.

A multilingual encoder leaves each language a little to one side of the others; clusters then follow the language.
Subtracting each language's mean removes that. A mean of few texts says more of what they speak about than of their
language, so it is drawn towards the mean of all. Does not translate, and does not guess languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PRIOR_TEXTS = 40.0
"""How many texts the mean of all rows counts for in a language's mean: chosen by benchmarks/language_centring.py."""
_SLICE = 65_536  # rows in double precision at a time
_FIXED_POINT = 2.0**40  # whole numbers are summed, so that a mean does not depend on the order of its rows


@dataclass(frozen=True, slots=True)
class LanguageOffsets:
    """Where each language's vectors lie: ``overall`` (d,) the mean of all rows, ``own`` one (d,) for each language.

    Kept, it moves later vectors as it moved the first ones; a language that was not there then is centred by
    ``overall``.
    """

    overall: NDArray[np.float64]
    own: Mapping[str, NDArray[np.float64]]

    @classmethod
    def of(cls, vectors: Floats, languages: Sequence[str], prior_texts: float = PRIOR_TEXTS) -> Self:
        """The offsets of ``vectors`` (n, d): a language's own mean counts for as many texts as it has, the mean of all
        rows for ``prior_texts``."""
        if len(vectors) != len(languages):
            raise ValueError(f"{len(vectors)} vectors but {len(languages)} languages")
        if not len(vectors):
            return cls(np.zeros(vectors.shape[1] if vectors.ndim > 1 else 0), {})
        names, spoken = _numbered(languages)
        totals = np.zeros((len(names), vectors.shape[1]), dtype=np.int64)
        for start in range(0, len(vectors), _SLICE):
            rows, of = _fixed(vectors[start : start + _SLICE]), spoken[start : start + _SLICE]
            for number in np.unique(of):
                totals[number] += rows[of == number].sum(axis=0)
        counts = np.bincount(spoken, minlength=len(names))
        overall = totals.sum(axis=0) / (_FIXED_POINT * len(vectors))
        own = {}
        for language, total, count in sorted(zip(names, totals, counts.tolist(), strict=True), key=lambda own: own[0]):
            if language:
                share = count / (count + prior_texts)
                own[language] = share * (total / (_FIXED_POINT * count)) + (1.0 - share) * overall
        return cls(overall, own)

    def __call__(self, vectors: Floats, languages: Sequence[str]) -> Floats:
        """``vectors`` (n, d) less the offset of each row's language, as (n, d) float32 unit rows.

        A row that equals its offset stays as it is: nothing is left to tell it by.
        """
        if len(vectors) != len(languages):
            raise ValueError(f"{len(vectors)} vectors but {len(languages)} languages")
        centred = np.empty(vectors.shape, dtype=np.float32)
        names, spoken = _numbered(languages)
        offsets = np.stack([self.own.get(language, self.overall) for language in names]) if names else self.overall[:0]
        for start in range(0, len(vectors), _SLICE):
            rows = np.asarray(vectors[start : start + _SLICE], dtype=np.float64)
            moved = rows - offsets[spoken[start : start + _SLICE]]
            lengths = np.linalg.norm(moved, axis=1, keepdims=True)
            centred[start : start + _SLICE] = np.where(lengths > 1e-6, moved / np.maximum(lengths, 1e-6), rows)
        return centred


def centre_languages(vectors: Floats, languages: Sequence[str], prior_texts: float = PRIOR_TEXTS) -> Floats:
    """``vectors`` (n, d) less the mean of each row's language, as (n, d) float32 unit rows.

    Rows of an unknown language (``""``) are centred by the mean of all rows, and so is a language that stands alone.
    """
    return LanguageOffsets.of(vectors, languages, prior_texts)(vectors, languages)


def mean_in_any_order(vectors: Floats) -> NDArray[np.float64]:
    """The mean (d,) of (n, d) rows with entries of at most one, the same to the last bit whatever their order."""
    total = np.zeros(vectors.shape[1], dtype=np.int64)
    for start in range(0, len(vectors), _SLICE):
        total += _fixed(vectors[start : start + _SLICE]).sum(axis=0)
    return total / (_FIXED_POINT * max(len(vectors), 1))


def _fixed(vectors: Floats) -> NDArray[np.int64]:
    """The entries as whole numbers, whose sums are the same in any order."""
    rows = np.asarray(vectors, dtype=np.float64) * _FIXED_POINT
    return np.rint(rows, out=rows).astype(np.int64)


def _numbered(languages: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """The languages there are, "" for an unknown one, and which of them each row is in, (n,)."""
    numbers: dict[str, int] = {}
    spoken = [numbers.setdefault(language or "", len(numbers)) for language in languages]
    return list(numbers), np.array(spoken, np.int64)
