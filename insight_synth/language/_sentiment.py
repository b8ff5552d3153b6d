"""The sentiment of passages, from their vectors: a small logistic head for each packaged encoder.

The heads are trained by ``benchmarks/train_sentiment.py`` and described in ``sentiment_model_card.md``. Sees the vector
only: what the encoder does not keep (irony, who is praised) it cannot know. Abstains where it is unsure.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from insight_synth.model import Sentiment

_CLASSES: tuple[Sentiment, ...] = ("negative", "neutral", "positive", "mixed")


class _Head(NamedTuple):
    weights: NDArray[np.float64]  # (4, d)
    biases: NDArray[np.float64]  # (4,)
    centre: NDArray[np.float64]  # (d,), taken from a unit vector before the weights apply
    least: float  # the probability under which it abstains
    mixed: float  # the probability of "mixed" from which it says so: rare, so far under one half


def sentiments(vectors: NDArray[np.float32], encoder_name: str) -> list[Sentiment]:
    """The sentiment of each row of ``vectors`` (n, d), uncentred unit rows as ``Encoder.raw`` gives them.

    ``""`` where the head is unsure, and for every row of an encoder that has no head.
    """
    head = _head(encoder_name)
    if head is None or not len(vectors):
        return [""] * len(vectors)
    scores = (np.asarray(vectors, np.float64) - head.centre) @ head.weights.T + head.biases
    odds = np.exp(scores - scores.max(1, keepdims=True))
    chances = odds / odds.sum(1, keepdims=True)
    best = chances[:, :3].argmax(1)
    return [
        "mixed" if row[3] >= head.mixed else _CLASSES[i] if row[i] >= head.least else ""
        for row, i in zip(chances, best.tolist(), strict=True)
    ]


@lru_cache(maxsize=4)
def _head(encoder_name: str) -> _Head | None:
    stored = files("insight_synth.language") / f"sentiment_{encoder_name}.npz"
    if not stored.is_file():
        return None
    with stored.open("rb") as file, np.load(file) as kept:
        arrays = {name: kept[name].astype(np.float64) for name in kept.files}
    return _Head(arrays["weights"], arrays["biases"], arrays["centre"], float(arrays["least"]), float(arrays["mixed"]))
