"""Which of the expected languages a text is written in. Says nothing where a text is too short to tell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from insight_synth.language._stop_words import stop_words
from insight_synth.language._words import words

EXPECTED = ("en", "fi", "pl", "sv", "de")

_ENOUGH_LETTERS = 20
"""From this many letters on, the identifier is trusted alone: benchmarks/language_identification.py."""
_FEWEST_LETTERS = 4
_SURE = 0.75
_LATIN = frozenset(
    ("en", "fi", "pl", "sv", "de", "da", "nb", "no", "nl", "fr", "es", "it", "pt", "et", "lt", "lv", "cs")
)
_OWN_LETTERS = {"pl": "ąćęłńśźż", "sv": "å", "de": "ß"}


def identify(texts: Sequence[str], expected: Sequence[str] = EXPECTED) -> list[str]:
    """The language of each text (ISO 639-1), one of ``expected``; ``""`` where it is too short or unclear to tell."""
    allowed = tuple(sorted(set(expected)))
    if not allowed:
        return [""] * len(texts)
    return [_language_of(text, allowed) for text in texts]


def _language_of(text: str, allowed: tuple[str, ...]) -> str:
    spoken = [text[start:end].lower() for start, end in words(text)]
    spoken = [word for word in spoken if not any(letter.isdigit() for letter in word)]
    letters = sum(len(word) for word in spoken)
    if letters < _FEWEST_LETTERS or _foreign_script("".join(spoken), allowed):
        return ""
    language, certainty = _identifier(allowed).classify(" ".join(spoken))
    if letters >= _ENOUGH_LETTERS and certainty >= 0.5:
        return str(language)
    return _language_of_few_words(spoken, allowed, str(language), float(certainty))


def _foreign_script(letters: str, allowed: tuple[str, ...]) -> bool:
    """Whether most letters are of a script beyond Latin while only languages in Latin letters are expected."""
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
def _identifier(allowed: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([language for language in allowed if language in set(identifier.labels)] or None)
    return identifier
