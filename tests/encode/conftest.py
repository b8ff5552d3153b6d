"""Encoders for the tests of this package: the two real ones, loaded once, and one that costs nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from insight_synth.encode import Encoder, load_encoder


@pytest.fixture(scope="session")
def multilingual() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="session")
def english() -> Encoder:
    return load_encoder("minilm")


class CountingEncoder(Encoder):
    """Gives each text a vector drawn from its content, and remembers which texts it was asked for."""

    def __init__(self, version: str = "1", dimensions: int = 64) -> None:
        super().__init__("counting", version, dimensions, self._draw)
        self.asked: list[str] = []

    def _draw(self, texts: Sequence[str], count: Callable[[int], None]) -> NDArray[np.float32]:
        self.asked += texts
        count(len(texts))
        seeds = [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) for text in texts]
        return np.array([np.random.default_rng(seed).normal(size=self.dimensions) for seed in seeds], np.float32)


@pytest.fixture
def counting() -> CountingEncoder:
    return CountingEncoder()
