"""The words of a question and of passages, held against each other one by one, in any language.

Every piece of a word of the question is held against the nearest piece in the passage, by the packaged table of pieces
that knows them across languages (late interaction: Khattab and Zaharia 2020, "ColBERT", with vectors that do not depend
on their place). What stands in most passages, or in any question, weighs little. It ranks what lies near by meaning
already; by itself it is a poor judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from insight_synth import language
from insight_synth.agenda.forms import Floats, control_texts
from insight_synth.encode._static import UNKNOWN, StaticModel

_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text that may tell: not one of those that stand in every sentence."""

    start: int
    end: int
    stem: str  # what its inflected forms begin with, casefolded

    def left_out_of(self, text: str) -> str:
        """``text`` without it."""
        return " ".join((text[: self.start] + text[self.end :]).split()).replace(" ?", "?")


def telling_words(text: str, spoken: str) -> list[Word]:
    """The words of ``text`` that are no stop words of its language."""
    ignored = language.stop_words(spoken or "en")
    found = []
    for start, end in language.words(text):
        word = text[start:end].casefold()
        if word in ignored:
            continue
        lemma = " ".join(language.lemmas(word, spoken or "en")).casefold() or word
        common = 0
        while common < min(len(word), len(lemma)) and word[common] == lemma[common]:
            common += 1
        found.append(Word(start, end, word[:common] if common >= _SHORTEST_STEM else word))
    return found


def alike(text: str, passages: Sequence[str]) -> npt.NDArray[np.float64]:
    """(n,) 0 … 1: how well each passage holds the words of ``text``, or words that mean the same."""
    table, model = _pieces()
    asked = [piece for piece in model.tokenizer.encode(_safe(text)).ids if piece != UNKNOWN]
    held = [sorted(set(found.ids) - {UNKNOWN}) for found in _encoded(model, passages)]
    if not asked or not held:
        return np.zeros(len(passages))
    in_passages = np.zeros(len(table))
    for pieces in held:
        in_passages[pieces] += 1
    weights = np.log((len(held) + 1) / (in_passages[asked] + 1)) + 0.1
    weights = weights / (1 + _in_questions()[asked])
    wanted = table[asked]
    found = np.zeros(len(passages))
    for at, pieces in enumerate(held):
        if pieces:
            nearest = np.maximum((wanted @ table[pieces].T).max(axis=1), 0.0)
            found[at] = float((weights * nearest).sum() / weights.sum())
    return np.round(found, 5)


@lru_cache(maxsize=1)
def _pieces() -> tuple[Floats, StaticModel]:
    """The table of pieces, (n, d) unit rows without what all of them share, and the model it is from."""
    model = StaticModel.packaged()
    rows = model.table.astype(np.float64) - model.table[1:].mean(axis=0, dtype=np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 1e-9, lengths, 1.0)).astype(np.float32), model


@lru_cache(maxsize=1)
def _in_questions() -> npt.NDArray[np.float64]:
    """(n,) in how many questions about other trades each piece stands."""
    table, model = _pieces()
    found = np.zeros(len(table))
    for one in _encoded(model, control_texts()):
        found[sorted(set(one.ids))] += 1
    return found


def _encoded(model: StaticModel, texts: Sequence[str]) -> Sequence[Any]:
    return model.tokenizer.encode_batch_fast([_safe(text) for text in texts])


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
