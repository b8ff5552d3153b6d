"""What a text has of being a question or a statement, whatever it asks: taken out before it is held against passages.

A question lies to one side of the passages that answer it, and each language to a side of its own. The mean of
questions about all kinds of trades (``forms.toml``) is that side; less it, a question lies where its subject does. The
same questions tell how near the passages of a workspace come to a question that is not about them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Raw = Callable[[Sequence[str]], Floats]
"""Texts to (n, d) float32 uncentred unit rows, as ``Encoder.raw`` gives them."""

_FILE = Path(__file__).with_name("forms.toml")


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """Where questions and statements lie in each language, whatever they are about."""

    questions: Mapping[str, npt.NDArray[np.float64]]  # language → (d,); "" for any other
    statements: Mapping[str, npt.NDArray[np.float64]]
    controls: Floats  # (n, d) unit rows: the questions themselves, less their form

    @classmethod
    def of(cls, encode: Raw) -> Self:
        """The forms of an encoder."""
        texts = _texts()
        means: dict[str, dict[str, npt.NDArray[np.float64]]] = {}
        controls: list[Floats] = []
        for form, by_language in texts.items():
            rows = {spoken: np.asarray(encode(some), np.float64) for spoken, some in by_language.items()}
            means[form] = {spoken: found.mean(axis=0) for spoken, found in rows.items()}
            means[form][""] = np.mean([means[form][spoken] for spoken in rows], axis=0)
            if form == "questions":
                controls = [_unit(found - means[form][spoken]) for spoken, found in rows.items()]
        return cls(means["questions"], means["statements"], np.concatenate(controls))

    def centred(self, vectors: Floats, texts: Sequence[str], languages: Sequence[str]) -> Floats:
        """``vectors`` (n, d) of ``texts`` less the form of each, as (n, d) float32 unit rows."""
        rows = np.asarray(vectors, np.float64)
        away = [
            (forms := self.questions if is_question(text) else self.statements).get(spoken, forms[""])
            for text, spoken in zip(texts, languages, strict=True)
        ]
        return _unit(rows - np.stack(away))


def is_question(text: str) -> bool:
    """Whether a text is put as a question: it ends with a question mark."""
    return text.rstrip(" .!\"'»”").endswith("?")


def control_texts() -> list[str]:
    """The questions about other trades, in every language there is one in."""
    return [text for texts in _texts()["questions"].values() for text in texts]


def form_texts() -> list[str]:
    """All of them, statements too: what every question and belief is held against."""
    return [text for by_language in _texts().values() for texts in by_language.values() for text in texts]


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = tomllib.loads(_FILE.read_text("utf-8"))
    return found


def _unit(rows: npt.NDArray[np.float64]) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-9, lengths, 1.0), np.float32)
