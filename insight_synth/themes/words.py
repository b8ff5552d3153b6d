"""What a word may do in a theme's name: name it, stand beside a stronger word, stand between two, or nothing.

Lists of the closed classes and of the lightest words of five languages lie in ``light_words``; of other languages only
the stop words are known. No tagger is needed, and none is used.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from importlib import resources

from insight_synth.language import stop_words

SHORTEST = 3  # letters of a word worth naming a theme by


class Kind(IntEnum):
    """What a word may do in a name, from nothing upwards."""

    BARRED = 0  # no name goes across it
    DROPPED = 1  # between two words, left out as in a headline: "my luggage was lost" is "luggage lost"
    KEPT = 2  # between two words, said as written: "lost or stolen card"
    DENIAL = 3  # part of the name where it usually stands there: "card not working"
    OPINION = 4  # first of a name, before a stronger word: "rude staff"
    WEAK = 5  # beside a stronger word: "delivery time"
    STRONG = 6  # names a theme


_SECTIONS = {
    "denial": Kind.DENIAL, "kept": Kind.KEPT, "dropped": Kind.DROPPED, "weak": Kind.WEAK, "opinion": Kind.OPINION,
    "never": Kind.BARRED,
}  # fmt: skip
_OTHERS = ("particle", "before-noun", "before-verb")


@cache
def _sections(language: str) -> dict[str, frozenset[str]]:
    file = resources.files("insight_synth.themes") / "light_words" / f"{language}.txt"
    found: dict[str, set[str]] = {name: set() for name in (*_SECTIONS, *_OTHERS)}
    if file.is_file():
        section = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                section = line[1 : line.index("]")]
            elif line and not line.startswith("#"):
                found[section].update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


@cache
def _listed(language: str) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for name, kind in _SECTIONS.items():
        for word in _sections(language)[name]:
            found.setdefault(word, kind)
    return found


def is_known(language: str) -> bool:
    """Whether the light words of ``language`` are listed."""
    return bool(_listed(language))


def particles(language: str) -> frozenset[str]:
    """Small words that belong to the word before them: "top up", "nie otwiera się"."""
    return _sections(language)["particle"]


def before_noun(language: str) -> frozenset[str]:
    """Small words after which a noun follows rather than a verb; none where that is not listed."""
    return _sections(language)["before-noun"]


def before_verb(language: str) -> frozenset[str]:
    """Small words after which a verb follows rather than a noun; none where that is not listed."""
    return _sections(language)["before-verb"]


def kind_of(word: str, lemma: str, language: str, abbreviation: bool = False) -> Kind:
    """What ``word`` may do in a name.

    Args:
        word: case-folded, with straight apostrophes.
        lemma: its dictionary form.
        language: its code.
        abbreviation: it is written in capitals, as "PIN" and "TV" are.
    """
    listed = _listed(language)
    if word in listed:
        return listed[word]
    if any(letter.isdigit() for letter in word) or (len(word) < SHORTEST and not abbreviation):
        return Kind.BARRED
    if "'" in word and not word.endswith("'s"):
        return Kind.BARRED
    by_lemma = listed.get(lemma, Kind.STRONG)
    if by_lemma in (Kind.BARRED, Kind.WEAK, Kind.OPINION) and lemma in listed:
        return by_lemma
    if word in stop_words(language):
        return Kind.BARRED if listed else Kind.KEPT
    return Kind.STRONG
