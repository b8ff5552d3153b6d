"""Words and phrases of passages as candidates for a theme's name: lemmas to count by, surface forms to show.

It counts and scores; which phrase names which theme is for ``names`` to decide.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import pairwise

from insight_synth.language import lemmas, stop_words, words

WINDOW = 3  # a phrase spans at most this many words, those between its two ends included
SHORTEST = 3  # letters of a word worth naming a theme by
NAME_LIKE = 0.6  # share of a word's uses inside a sentence that are capitalised, from which on it is a name
NAME_USES = 3  # such uses below which nothing is concluded

TURNS = frozenset({"on", "no", "not", "without", "never", "ei", "ilman", "eivät", "nie", "bez", "brak"})
"""Small words that turn the meaning of the word after them: kept with it where they usually stand before it."""
TURNED = 0.5  # share of a word's uses after such a small word, from which on that is usual

INFLECTING = frozenset({"fi", "pl"})  # languages whose nouns change their ending by case

Key = tuple[str, ...]  # one lemma, or two in alphabetical order


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a passage."""

    surface: str
    lemma: str
    content: bool  # may name a theme
    clause: int  # number of the clause it stands in: phrases do not cross punctuation


@dataclass(slots=True)
class PhraseCounts:
    """In which passages of a group each phrase occurs, and in which surface forms."""

    passages: int = 0
    where: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))  # positions in the group
    surfaces: dict[Key, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def containing(self, key: Key) -> int:
        """In how many passages ``key`` occurs."""
        return len(self.where.get(key, ()))


_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HANDLE = re.compile(r"[@#]\w+|https?://\S+|www\.\S+|\S+@\S+")
_CLAUSE_END = re.compile(r"[.,;:!?()\[\]\"“”„»«…\n/|–—]")


def tokens(text: str, language: str, names: frozenset[str] = frozenset()) -> list[Token]:
    """The words of ``text``; handles, addresses and numbers are none of them.

    Args:
        text: a passage.
        language: its code; "" is read as English.
        names: case-folded words known to be names, which name no theme.
    """
    language = language or "en"
    bare = _HANDLE.sub(lambda found: "\n" * len(found.group()), text)
    dull = stop_words(language) | light_words(language)
    found: list[Token] = []
    clause, end = 0, 0
    for start, stop in words(bare):
        surface = bare[start:stop]
        if _CLAUSE_END.search(bare, end, start):
            clause += 1
        end = stop
        folded = surface.casefold().replace("’", "'")
        lemma = _lemma(folded, language)
        content = (
            len(folded) >= SHORTEST
            and _LETTERS.fullmatch(folded) is not None
            and folded not in dull
            and lemma not in dull
            and folded.removesuffix("'s") not in names
            and folded.partition("'")[0] not in dull
        )
        found.append(Token(surface, lemma, content, clause))
    return found


@cache
def light_words(language: str) -> frozenset[str]:
    """Words too light to name a theme by, said about anything in any theme; beyond the stop words. Case-folded."""
    file = resources.files("insight_synth.themes") / "light_words" / f"{language}.txt"
    return frozenset(file.read_text(encoding="utf-8").split()) if file.is_file() else frozenset()


def proper_names(texts: Iterable[str]) -> frozenset[str]:
    """Words capitalised mostly even inside a sentence: brands, places, people. Case-folded, without "'s"."""
    inside: Counter[str] = Counter()
    capitalised: Counter[str] = Counter()
    for text in texts:
        if text.isupper():
            continue
        spans = words(text)
        for (_, before), (start, stop) in pairwise(spans):
            if _CLAUSE_END.search(text, before, start):
                continue
            surface = text[start:stop]
            word = surface.casefold().replace("’", "'").removesuffix("'s")
            inside[word] += 1
            if surface[0].isupper() and surface != "I" and not surface.startswith(("I'", "I’")):
                capitalised[word] += 1
    return frozenset(w for w, n in capitalised.items() if n >= NAME_USES and n >= NAME_LIKE * inside[w])


def count_phrases(passages: Sequence[Sequence[Token]]) -> PhraseCounts:
    """Single content words, and pairs of them that stand within ``WINDOW`` words in one clause."""
    counts = PhraseCounts(passages=len(passages))
    for position, passage in enumerate(passages):
        seen: dict[Key, str] = {}
        for i, token in enumerate(passage):
            if not token.content:
                continue
            before = passage[i - 1] if i and passage[i - 1].clause == token.clause else None
            turn = f"{before.surface} " if before and before.surface.casefold() in TURNS else ""
            seen.setdefault((token.lemma,), turn + token.surface)
            for j in range(i + 1, min(i + WINDOW, len(passage))):
                other = passage[j]
                if other.clause != token.clause:
                    break
                if other.content and other.lemma != token.lemma:
                    key = tuple(sorted((token.lemma, other.lemma)))
                    seen.setdefault(key, " ".join(part.surface for part in passage[i : j + 1]))
        for key, surface in seen.items():
            counts.where[key].append(position)
            counts.surfaces[key][surface.casefold()] += 1
    for key in [key for key in counts.where if len(key) == 2 and not _said_alike(counts.surfaces[key])]:
        del counts.where[key]
    return counts


def _said_alike(forms: Counter[str]) -> bool:
    """Whether two people put the phrase in the same words, without a number in them: else it is no turn of phrase."""
    return any(n > 1 and not any(letter.isdigit() for letter in form) for form, n in forms.items())


def shown(key: Key, counts: PhraseCounts, language: str = "en") -> str:
    """How a phrase is shown: in the form people use most, shorter and earlier in the alphabet first among equals.

    A single word of a language that inflects its nouns is shown in its base form.
    """
    forms = counts.surfaces[key]
    if len(key) == 1:
        turned = Counter({form: n for form, n in forms.items() if " " in form})
        plain = Counter({form: n for form, n in forms.items() if " " not in form})
        if turned and turned.total() >= TURNED * forms.total():
            forms = turned
        elif language in INFLECTING:
            return key[0]
        else:
            forms = plain
    return min(forms, key=lambda form: (-forms[form], len(form), form))


def _lemma(word: str, language: str) -> str:
    found = lemmas(word, language)
    return found[0].casefold() if found else word
