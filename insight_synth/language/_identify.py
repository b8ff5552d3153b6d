"""Which of the expected languages a text is written in. Says nothing where a text is too short to tell."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from insight_synth.language._stop_words import stop_words
from insight_synth.language._words import spelled

EXPECTED = ("en", "fi", "pl", "sv", "de")

_ENOUGH_LETTERS = 20
"""From this many letters on, the identifier is trusted alone: benchmarks/language_identification.py."""
_FEWEST_LETTERS = 4
_LOOKED_AT = 300  # characters of a text: more of it tells nothing more
_SURE = 0.75
_AT_ONCE = 1_000
_LATIN = frozenset(
    ("en", "fi", "pl", "sv", "de", "da", "nb", "no", "nl", "fr", "es", "it", "pt", "et", "lt", "lv", "cs")
)
_OWN_LETTERS = {"pl": "ąćęłńśźż", "sv": "å", "de": "ß"}


def identify(texts: Sequence[str], expected: Sequence[str] = EXPECTED) -> list[str]:
    """The language of each text (ISO 639-1), one of ``expected``; ``""`` where it is too short or unclear to tell."""
    allowed = tuple(sorted(set(expected)))
    if not allowed:
        return [""] * len(texts)
    spoken = [_spoken(text) for text in texts]
    telling = [at for at, said in enumerate(spoken) if _may_tell(said, allowed)]
    guesses = _identifier(allowed).classified([" ".join(spoken[at]) for at in telling])
    found = [""] * len(texts)
    for at, (language, certainty) in zip(telling, guesses, strict=True):
        sure = certainty >= 0.5 and sum(map(len, spoken[at])) >= _ENOUGH_LETTERS
        found[at] = language if sure else _language_of_few_words(spoken[at], allowed, language, certainty)
    return found


def _spoken(text: str) -> list[str]:
    """The words, in lower case and without those that hold figures."""
    return [word for word in spelled(text[:_LOOKED_AT].lower()) if word.isalpha() or not any(map(str.isdigit, word))]


def _may_tell(spoken: Sequence[str], allowed: tuple[str, ...]) -> bool:
    return sum(map(len, spoken)) >= _FEWEST_LETTERS and not _foreign_script("".join(spoken), allowed)


def _foreign_script(letters: str, allowed: tuple[str, ...]) -> bool:
    """Whether most letters are of a script beyond Latin while only languages in Latin letters are expected."""
    if letters.isascii() or max(letters) <= "\u024f":
        return False
    return _LATIN.issuperset(allowed) and sum(letter > "\u024f" for letter in letters) * 2 > len(letters)


def _language_of_few_words(spoken: list[str], allowed: tuple[str, ...], guess: str, certainty: float) -> str:
    """A short text's language by letters only one language has and by its small words; else a sure guess; else ""."""
    joined = "".join(spoken)
    for language in allowed:
        if any(letter in joined for letter in _OWN_LETTERS.get(language, "")):
            return language
    known = {language: sum(word in stop_words(language) for word in spoken) for language in allowed}
    best = max(known.values())
    leaders = [language for language in allowed if known[language] == best]
    if best and len(leaders) == 1:
        return leaders[0]
    if best and guess in leaders and certainty >= 0.5:
        return guess
    return guess if certainty >= _SURE else ""


@lru_cache(maxsize=16)
def _identifier(allowed: tuple[str, ...]) -> _Identifier:
    return _Identifier(allowed)


class _Identifier:
    """py3langid's model, applied to many texts at once: the same answers as its ``classify``, ten times as fast.

    The model walks an automaton over a text's bytes and counts the features met; naive Bayes weighs them (Lui and
    Baldwin 2012). Here one step takes all texts of a batch one byte further.
    """

    def __init__(self, allowed: tuple[str, ...]) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        model.set_languages([language for language in allowed if language in set(model.labels)] or None)
        self._next = np.asarray(model.tk_nextmove, np.int32)
        self._row = np.asarray(model.tk_row, np.int32) << 8
        self._feature = np.asarray(model.tk_output, np.int32)
        self._weights = np.ascontiguousarray(model.nb_ptc, np.float32)
        self._prior = np.asarray(model.nb_pc, np.float32)
        self._labels: list[str] = list(model.nb_classes)

    def classified(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """The likeliest language of each text and how likely it is, 0…1."""
        data = [unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass") for text in texts]
        order = sorted(range(len(data)), key=lambda at: len(data[at]))
        found: list[tuple[str, float]] = [("", 0.0)] * len(data)
        for start in range(0, len(order), _AT_ONCE):
            batch = order[start : start + _AT_ONCE]
            likely = self._likely([data[at] for at in batch])
            best = likely.argmax(axis=1)
            for at, column, certainty in zip(batch, best.tolist(), likely.max(axis=1).tolist(), strict=True):
                found[at] = (self._labels[column], certainty)
        return found

    def _likely(self, data: Sequence[bytes]) -> NDArray[np.float32]:
        """(texts, languages): how likely each language is. ``data`` is sorted by length."""
        lengths = np.array([len(text) for text in data])
        rows, features = self._features(data, lengths)
        from scipy.sparse import csr_matrix  # here, as it takes a fifth of a second to import

        met = csr_matrix((np.ones(len(rows), np.float32), (rows, features)), (len(data), len(self._weights)))
        met.sum_duplicates()
        met.data = np.log1p(met.data)
        scores = np.asarray(met @ self._weights + self._prior, np.float32)
        scores[np.diff(met.indptr) == 0] = 0.0
        scores /= np.sqrt(np.maximum(lengths, 1)).astype(np.float32)[:, None]  # calibrated across lengths
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float32)

    def _features(self, data: Sequence[bytes], lengths: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Every feature met, with the text it was met in."""
        letters = np.zeros((len(data), int(lengths[-1])), np.uint8)
        for at, text in enumerate(data):
            letters[at, : len(text)] = np.frombuffer(text, np.uint8)
        states = np.zeros(len(data), np.int32)
        rows, features = [np.zeros(0, np.intp)], [np.zeros(0, np.int32)]
        for step, first in enumerate(np.searchsorted(lengths, np.arange(lengths[-1]), side="right").tolist()):
            here = self._next[self._row[states[first:]] + letters[first:, step]]
            states[first:] = here
            met = self._feature[here]
            telling = np.flatnonzero(met >= 0)
            rows.append(telling + first)
            features.append(met[telling])
        return np.concatenate(rows), np.concatenate(features)
