"""Passages read into words once: lemmas, what each word may do in a name, which are names of brands, places or people.

Words are kept in arrays, language by language, so that millions are counted without a loop over them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt

from insight_synth.language import lemmas
from insight_synth.themes.words import Kind, kind_of, particles

NAME_LIKE = 0.6  # share of a word's uses inside a clause that are capitalised, from which on it is a name
NAME_USES = 3  # such uses below which nothing is concluded
COMMON_ABBREVIATION = 0.25  # share of an abbreviation's uses in small letters, from which on it is a word like others
CAPITALISES_NOUNS = frozenset({"de", "lb"})  # languages whose capitals tell nouns, not names

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_PIECE = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]+|[\n_]+")
_ADDRESS_MARKS = re.compile(r"[@\[#]|://|www\.", re.IGNORECASE)
ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[@#]\w+"
    r"|\[(?:e-?mail|mail|phone|card|iban|handle|user|name|identity|business|company|address|redacted)"
    r"[^\[\]\n·]{0,24}·*\]",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@])@(\w+)")


class Token(NamedTuple):
    """One word of a passage."""

    surface: str  # lower-case
    lemma: str
    content: bool  # may name a theme


@dataclass(frozen=True, slots=True)
class Words:
    """The distinct words of a language's passages, in alphabetical order; a word is known by its place."""

    folded: list[str]  # lower-case, with straight apostrophes
    shown: list[str]  # as mostly written inside a clause
    lemma: Integers  # (v,) place in ``lemmas``
    kind: npt.NDArray[np.int8]  # (v,) ``Kind``
    is_name: Flags  # (v,) a brand, place or person, told by its capital
    lemmas: list[str]
    kinds: list[int]  # the same, to look one up
    usual: npt.NDArray[np.float64]  # (v,) share of the lemma's uses that are this word
    shown_of_lemma: list[str]  # each lemma's most used word as shown; "" where none may name a theme

    def place(self, written: str) -> int | None:
        """Where a word stands among the words, however it is capitalised; None where it does not."""
        folded = written.lower().replace("’", "'")
        at = bisect_left(self.folded, folded)
        return at if at < len(self.folded) and self.folded[at] == folded else None


@dataclass(frozen=True, slots=True)
class Spoken:
    """All passages of one language, word after word.

    Attributes:
        language: its code.
        rows: (p,) the passages' rows among all texts, ascending.
        starts: (p + 1,) where each passage's words begin.
        word: (w,) place of each word in ``words``.
        clause: (w,) number of the clause it stands in, counted through all passages.
        words: the distinct words.
    """

    language: str
    rows: Integers
    starts: Integers
    word: Integers
    clause: Integers
    words: Words

    def passage_of_word(self) -> Integers:
        """(w,) place in ``rows`` of each word's passage."""
        return np.repeat(np.arange(len(self.rows)), np.diff(self.starts))

    def telling(self) -> Flags:
        """(w,) whether a word may name a theme by itself."""
        may: Flags = (self.words.kind == Kind.STRONG) & ~self.words.is_name
        return np.asarray(may[self.word], dtype=np.bool_)


class ReadPassages(Sequence[Sequence[Token]]):
    """The words of n passages; as a sequence, the tokens of each."""

    def __init__(self, n: int, spoken: Sequence[Spoken]) -> None:
        self.spoken = tuple(spoken)
        self._language = np.zeros(n, dtype=np.int64)
        self._place = np.zeros(n, dtype=np.int64)
        for number, one in enumerate(self.spoken):
            self._language[one.rows] = number
            self._place[one.rows] = np.arange(len(one.rows))

    def __len__(self) -> int:
        return len(self._place)

    @overload
    def __getitem__(self, row: int) -> list[Token]: ...
    @overload
    def __getitem__(self, row: slice) -> list[list[Token]]: ...
    def __getitem__(self, row: int | slice) -> list[Token] | list[list[Token]]:
        if isinstance(row, slice):
            return [self[at] for at in range(*row.indices(len(self)))]
        one, place = self.spoken[self._language[row]], self._place[row]
        words = one.words
        return [
            Token(
                words.folded[at],
                words.lemmas[words.lemma[at]],
                bool(words.kind[at] == Kind.STRONG and not words.is_name[at]),
            )
            for at in one.word[one.starts[place] : one.starts[place + 1]].tolist()
        ]

    def language_of(self, row: int) -> str:
        """The language a passage was read in."""
        return str(self.spoken[self._language[row]].language)

    def names_someone(self, row: int) -> bool:
        """Whether a passage holds the name of a brand, a place or a person."""
        one, place = self.spoken[self._language[row]], self._place[row]
        return bool(one.words.is_name[one.word[one.starts[place] : one.starts[place + 1]]].any())

    def documents(self) -> list[str]:
        """Per passage the lemmas that may name a theme, separated by blanks."""
        found = [""] * len(self)
        for one in self.spoken:
            lemma = [one.words.lemmas[at] for at in one.words.lemma.tolist()]
            telling = one.telling()
            ends = np.concatenate([[0], np.cumsum(telling)])[one.starts[1:]]
            kept = [lemma[word] for word in one.word[telling].tolist()]
            begin = 0
            for row, end in zip(one.rows.tolist(), ends.tolist(), strict=True):
                found[row] = " ".join(kept[begin:end])
                begin = end
        return found


def read_passages(texts: Sequence[str], languages: Sequence[str]) -> ReadPassages:
    """The words of each passage, names of brands, places and people told apart by how each language's texts write them.

    Args:
        texts: n passages.
        languages: n language codes; "" is read as English.
    """
    by_language: dict[str, list[int]] = {}
    for row, language in enumerate(languages):
        by_language.setdefault(language or "en", []).append(row)
    return ReadPassages(len(texts), [_spoken(texts, rows, name) for name, rows in sorted(by_language.items())])


def _spoken(texts: Sequence[str], rows: list[int], language: str) -> Spoken:
    pieces: list[str] = []
    handles: Counter[str] = Counter()
    ends = []
    shouted = np.zeros(len(rows), dtype=np.bool_)
    for at, row in enumerate(rows):
        text = texts[row]
        if _ADDRESS_MARKS.search(text):
            handles.update(found.lower() for found in _HANDLE.findall(text))
            text = ADDRESS.sub(" | ", text)
        pieces += _PIECE.findall(text)
        ends.append(len(pieces))
        shouted[at] = text.isupper()
    distinct = sorted(set(pieces))
    place = {piece: at for at, piece in enumerate(distinct)}
    piece = np.fromiter(map(place.__getitem__, pieces), dtype=np.int64, count=len(pieces))
    is_word = np.array([text[0].isalnum() for text in distinct], dtype=np.bool_)[piece]
    opens = np.zeros(len(pieces) + 1, dtype=np.int64)
    opens[np.array([0, *ends])] = 1
    clause = (np.cumsum(opens[:-1]) + np.cumsum(~is_word))[is_word]
    starts = np.concatenate([[0], np.cumsum(is_word)])[[0, *ends]]
    raw, raw_words = np.unique(piece[is_word], return_inverse=True)
    first = np.ones(len(clause), dtype=np.bool_)
    first[1:] = clause[1:] != clause[:-1]
    quiet = ~first & ~np.repeat(shouted, np.diff(starts))
    words, of_raw = _words(
        [distinct[at] for at in raw.tolist()],
        np.bincount(raw_words[quiet], minlength=len(raw)),
        np.bincount(raw_words, minlength=len(raw)),
        frozenset(name for name, uses in handles.items() if uses >= NAME_USES),
        language,
    )
    return Spoken(language, np.array(rows, dtype=np.int64), starts, of_raw[raw_words], clause, words)


def _words(
    raw: list[str], inside: Integers, uses: Integers, handles: frozenset[str], language: str
) -> tuple[Words, Integers]:
    """The distinct words of ``raw`` spellings, used so often ``inside`` clauses, and which word each spelling is."""
    lowered = [spelling.lower().replace("’", "'") for spelling in raw]
    folded = sorted(set(lowered))
    place = {word: at for at, word in enumerate(folded)}
    of_raw = np.array([place[word] for word in lowered], dtype=np.int64)
    capital = np.array([s[0].isupper() and s != "I" and not s.startswith(("I'", "I’")) for s in raw], dtype=np.bool_)
    counted = inside if language not in CAPITALISES_NOUNS else uses
    total = np.bincount(of_raw, inside, len(folded))
    capitals = np.bincount(of_raw, inside * capital, len(folded))
    small = np.bincount(of_raw, uses * np.array([s == w for s, w in zip(raw, lowered, strict=True)]), len(folded))
    all_uses = np.bincount(of_raw, uses, len(folded))
    best: list[tuple[int, str]] = [(0, word) for word in folded]
    for at, n, spelling in zip(of_raw.tolist(), counted.tolist(), raw, strict=True):
        if n > best[at][0] or (n == best[at][0] and n and spelling > best[at][1]):
            best[at] = (n, spelling.replace("’", "'"))
    shown = [spelling for _, spelling in best]
    is_name = (capitals >= NAME_USES) & (capitals >= NAME_LIKE * total)
    if language in CAPITALISES_NOUNS:
        is_name[:] = False
    abbreviated = np.array([1 < len(s) <= 4 and s.isupper() for s in shown], dtype=np.bool_)
    is_name &= ~(abbreviated & (small >= COMMON_ABBREVIATION * all_uses))
    is_name |= np.array([word in handles for word in folded], dtype=np.bool_)
    spelled = [_lemma(word, language) for word in folded]
    lemma_list = sorted(set(spelled))
    lemma_place = {lemma: at for at, lemma in enumerate(lemma_list)}
    kinds = [
        kind_of(word, lemma, language, short)
        for word, lemma, short in zip(folded, spelled, abbreviated.tolist(), strict=True)
    ]
    of_lemma = [lemma_place[lemma] for lemma in spelled]
    found = Words(
        folded=folded,
        shown=shown,
        lemma=np.array(of_lemma, dtype=np.int64),
        kind=np.array(kinds, dtype=np.int8),
        is_name=is_name,
        kinds=[int(kind) for kind in kinds],
        lemmas=lemma_list,
        usual=all_uses / np.maximum(np.bincount(of_lemma, all_uses, len(lemma_list))[of_lemma], 1),
        shown_of_lemma=_mostly_shown(of_lemma, kinds, is_name, shown, all_uses, lemma_list),
    )
    return found, of_raw


def _mostly_shown(
    of_lemma: list[int], kinds: list[Kind], is_name: Flags, shown: list[str], uses: Integers, lemmas: list[str]
) -> list[str]:
    best: list[tuple[float, str]] = [(0.0, "")] * len(lemmas)
    for word, lemma in enumerate(of_lemma):
        if kinds[word] == Kind.STRONG and not is_name[word] and (float(uses[word]), shown[word]) > best[lemma]:
            best[lemma] = (float(uses[word]), shown[word])
    return [word for _, word in best]


def _lemma(word: str, language: str) -> str:
    """The dictionary form; of a hyphenated word with a particle the other part's, so that "top-up" is "top up"."""
    if "-" in word:
        parts = [part for part in word.split("-") if part not in particles(language) and part not in ("in", "on")]
        return _lemma(parts[0] if len(parts) == 1 else "".join(parts), language) if parts else word
    word = word.removesuffix("'s")
    found = lemmas(word, language)
    return found[0] if len(found) == 1 else word
