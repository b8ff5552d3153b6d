"""The sentiment of passages, from their vectors and the signs of tone in their words: small linear heads.

The heads are trained by ``benchmarks/train_sentiment.py`` and described in ``sentiment_model_card.md``: one for each
packaged encoder, and one for words alone. They abstain where their guess is likelier wrong than right. What neither a
vector nor words keep (irony above all) they cannot know.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from insight_synth.language._sentiment_words import has_words, signs
from insight_synth.model import Sentiment

CLASSES: tuple[Sentiment, ...] = ("negative", "neutral", "positive", "mixed")
LEAST = 0.5
"""The probability under which a guess is likelier wrong than right: no answer."""

_SLICE = 50_000  # rows weighed at a time, to hold little in memory
BY_WORDS = "words"
"""The name of the head that sees no vector."""
_ENGLISH_ONLY = frozenset({"all-MiniLM-L6-v2"})


class Head(NamedTuple):
    """Linear scores of four classes from a vector (d may be 0), the signs of tone (k may be 0), or both."""

    vector_weights: NDArray[np.float64]  # (4, d)
    sign_weights: NDArray[np.float64]  # (4, k)
    biases: NDArray[np.float64]  # (4,), with what the centre of the vectors adds
    mixed: float  # the probability of "mixed" from which it says so: rare, so under one half

    def chances(self, vectors: NDArray[np.floating], found: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability of each class, (n, 4), for vectors (n, d) and signs (n, k)."""
        scores = vectors.astype(np.float64) @ self.vector_weights.T + found @ self.sign_weights.T + self.biases
        odds = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray(odds / odds.sum(1, keepdims=True))

    def answers(self, chances: NDArray[np.float64]) -> list[Sentiment]:
        """What is said for ``chances`` (n, 4); ``""`` where unsure."""
        best = chances[:, :3].argmax(1)
        return [
            "mixed" if row[3] >= self.mixed else CLASSES[i] if row[i] >= LEAST else ""
            for row, i in zip(chances, best.tolist(), strict=True)
        ]


def sentiments(
    vectors: NDArray[np.float32],
    encoder_name: str,
    texts: Sequence[str] | None = None,
    languages: Sequence[str] | None = None,
) -> list[Sentiment]:
    """The sentiment of each row of ``vectors`` (n, d), uncentred unit rows as ``Encoder.raw`` gives them.

    With the ``texts`` (n) that were encoded and their ``languages`` (n), words and marks are weighed too, and an
    encoder without a head, or in a language it does not know, is answered for by the words. ``""`` where the head is
    unsure, and where there is neither a head for the encoder nor words for the language.
    """
    said: list[Sentiment] = [""] * len(vectors)
    spoken = list(languages) if texts is not None and languages is not None else [""] * len(vectors)
    by_head: dict[tuple[str, bool], list[int]] = {}
    for at, language in enumerate(spoken):
        by_head.setdefault((_head_name(encoder_name, language), has_words(language)), []).append(at)
    for (name, worded), every in by_head.items():
        if (head := _head(name, worded)) is None:
            continue
        width = head.vector_weights.shape[1]
        for start in range(0, len(every), _SLICE):
            rows = every[start : start + _SLICE]
            found = np.zeros((len(rows), 0))
            if worded and texts is not None:
                found = signs([texts[at] for at in rows], [spoken[at] for at in rows])
            for at, answer in zip(rows, head.answers(head.chances(vectors[rows, :width], found)), strict=True):
                said[at] = answer
    return said


@lru_cache(maxsize=256)
def _head_name(encoder_name: str, language: str) -> str:
    """Whose head judges texts of ``language``: the encoder's where it has one and knows the language, else words'."""
    knows = encoder_name not in _ENGLISH_ONLY or language in ("en", "")
    return encoder_name if knows and _head(encoder_name, has_words(language)) else BY_WORDS


@lru_cache(maxsize=16)
def _head(name: str, worded: bool) -> Head | None:
    """The head for an encoder's vectors, with (``worded``) or without the signs of tone; that of words by its name."""
    stored = files("insight_synth.language") / f"sentiment_{name}.npz"
    if not stored.is_file() or (name == BY_WORDS and not worded):
        return None
    use = "both" if worded else "alone"
    with stored.open("rb") as file, np.load(file) as kept:
        vectors, found, biases, mixed = (
            kept[f"{use}_{part}"].astype(np.float64) for part in ("vectors", "signs", "biases", "mixed")
        )
    return Head(vectors, found, biases, float(mixed))
