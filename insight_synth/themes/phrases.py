"""Phrases of passages as candidates for a theme's name: which passages hold them, and how people write them.

A phrase is one to three words that stand together in one clause, small words between them; those with the same lemmas
are one phrase, whatever their order. Which phrase names which theme is for ``names`` to decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from insight_synth.themes.reading import Flags, Integers, Spoken, Token
from insight_synth.themes.words import Kind, is_known, particles

__all__ = ["INFLECTING", "Form", "Phrases", "Token", "forms_of", "phrases_of"]

MOST_BETWEEN = 3  # small words between two words of a phrase
LONGEST = 7  # words of a phrase as written, those between included
INFLECTING = frozenset({"fi", "pl"})  # languages whose nouns change their ending by case: the base form is shown
SET_PHRASE = (
    0.15  # share of the rarer of two light words' uses in which they stand together, as "customer service" does
)
UNUSUAL = (
    0.2  # how much a word form counts against a phrase that is rare among those of its lemma: its share to this power
)
USUAL = 0.5  # share of a phrase's uses with a denial or a particle, from which on that belongs to it
MOST_READ = 60  # uses of a phrase read to find how it is written; evenly spaced beyond

_DROPPED, _DENIAL = int(Kind.DROPPED), int(Kind.DENIAL)
_BY_LENGTH = (1.0, 1.0, 1.0, 1.0, 0.8, 0.55, 0.35)  # how well so many words read as a name
_AFTER_IN = frozenset({"log", "logs", "logged", "logging", "check", "checked", "checking", "sign", "signed", "signing"})
_MERGED_DENIALS = {
    "isn't": "not", "isnt": "not", "wasn't": "not", "wasnt": "not", "aren't": "not", "arent": "not", "weren't": "not",
    "werent": "not", "hasn't": "not", "hasnt": "not", "haven't": "not", "havent": "not", "hadn't": "not",
    "doesn't": "not", "doesnt": "not", "didn't": "not", "didnt": "not", "don't": "not", "dont": "not",
    "won't": "not", "wont": "not", "wouldn't": "not", "wouldnt": "not", "ain't": "not",
    "cant": "can't", "cannot": "can't", "couldn't": "can't", "couldnt": "can't", "never": "not",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """A phrase as people write it: its words as shown, how many times it is used so, and how well it reads, 0…1."""

    text: str
    uses: int
    quality: float


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of some passages of one language.

    Attributes:
        spoken: the passages.
        keys: (k, 3) lemma of each word, ascending, −1 where there are fewer.
        held: (passages, k) sparse 0/1, which passage holds which phrase.
        where: uses of all phrases, those of phrase i at ``bounds[i]:bounds[i + 1]``: (u, 2) first and last word.
        bounds: (k + 1,).
    """

    spoken: Spoken
    keys: Integers
    held: Any
    where: Integers
    bounds: Integers

    def __len__(self) -> int:
        return len(self.keys)

    def lemmas(self, phrase: int) -> tuple[str, ...]:
        """The lemmas of a phrase, in alphabetical order."""
        return tuple(self.spoken.words.lemmas[at] for at in self.keys[phrase].tolist() if at >= 0)

    def uses(self, phrase: int, passages: Flags) -> Integers:
        """(u, 2) first and last word of the uses of a phrase in the flagged passages, at most ``MOST_READ``."""
        found = self.where[self.bounds[phrase] : self.bounds[phrase + 1]]
        at = np.searchsorted(self.spoken.starts, found[:, 0], side="right") - 1
        found = found[passages[at]]
        if len(found) > MOST_READ:
            found = found[np.linspace(0, len(found) - 1, MOST_READ).astype(np.int64)]
        return found


def phrases_of(spoken: Spoken, passages: Flags, fewest: int) -> Phrases:
    """All phrases used ``fewest`` times or more in the flagged passages.

    Args:
        spoken: the passages of a language.
        passages: (p,) those to look at.
        fewest: uses below which a phrase is passed over.
    """
    words = spoken.words
    passage = spoken.passage_of_word()
    kind = words.kind[spoken.word]
    at = np.flatnonzero((kind >= Kind.OPINION) & passages[passage])
    lemma, name = words.lemma[spoken.word[at]], words.is_name[spoken.word[at]]
    kind_at = kind[at]
    strong = (kind_at == Kind.STRONG) & ~name
    often = np.bincount(lemma, minlength=len(words.lemmas))
    barred = np.cumsum(kind == Kind.BARRED)[at] if len(kind) else np.zeros(0, dtype=np.int64)
    linked = (
        (np.diff(at) <= MOST_BETWEEN + 1)
        & (np.diff(barred) == 0)
        & (np.diff(spoken.clause[at]) == 0)
        & (np.diff(lemma) != 0)
        & (kind_at[1:] != Kind.OPINION)
    )
    adjoining = np.diff(at) == 1
    one = np.flatnonzero(strong)
    weak = ~strong & ~name
    two = np.flatnonzero(
        linked & (strong[:-1] | strong[1:] | (adjoining & name[:-1] & name[1:]) | (weak[:-1] & weak[1:]))
    )
    three = np.flatnonzero(linked[:-1] & linked[1:] & (strong[:-2] | strong[1:-1] | strong[2:]))
    three = three[(at[three + 2] - at[three] < LONGEST) & (lemma[three] != lemma[three + 2])]
    none_two, none_three = np.full((len(one), 2), -1), np.full((len(two), 1), -1)
    keys = np.concatenate(
        [
            np.hstack([none_two, lemma[one][:, None]]),
            np.hstack([none_three, np.sort(np.stack([lemma[two], lemma[two + 1]], axis=1), axis=1)]),
            np.sort(np.stack([lemma[three], lemma[three + 1], lemma[three + 2]], axis=1), axis=1),
        ]
    ).astype(np.int64)
    first = np.concatenate([at[one], at[two], at[three]])
    last = np.concatenate([at[one], at[two + 1], at[three + 2]])
    base = len(words.lemmas) + 1
    code = ((keys[:, 0] + 1) * base + keys[:, 1] + 1) * base + keys[:, 2] + 1
    _, index, number, uses = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    rarer = np.minimum(often[keys[index, 1]], often[keys[index, 2]])
    light = weak[np.searchsorted(at, first[index])] & weak[np.searchsorted(at, last[index])] & (keys[index, 0] < 0)
    often_enough = (uses >= fewest) & (~light | (uses >= SET_PHRASE * rarer))
    renumbered = np.cumsum(often_enough) - 1
    kept = np.flatnonzero(often_enough[number])
    order = kept[np.argsort(number[kept], kind="stable")]
    phrase = renumbered[number[order]]
    held = csr_matrix(
        (np.ones(len(order), dtype=np.float32), (passage[first[order]], phrase)),
        shape=(len(spoken.rows), int(often_enough.sum())),
    )
    held.sum_duplicates()
    held.data[:] = 1.0
    return Phrases(
        spoken=spoken,
        keys=keys[index[often_enough]],
        held=held,
        where=np.stack([first[order], last[order]], axis=1),
        bounds=np.concatenate([[0], np.cumsum(uses[often_enough])]),
    )


def forms_of(phrases: Phrases, phrase: int, passages: Flags) -> list[Form]:
    """How people write a phrase in the flagged passages, the best way first.

    A denial before or within it, and a particle after it, belong to it where most uses have them. Articles, forms of
    "to be" and the like between its words are left out, other small words kept.
    """
    spoken = phrases.spoken
    small = particles(spoken.language)
    alike: Counter[tuple[int, ...]] = Counter()
    for first, last in phrases.uses(phrase, passages).tolist():
        begin, end = _with_neighbours(spoken, first, last)
        alike[(first - begin, end - last, *spoken.word[begin : end + 1].tolist())] += 1
    counts: Counter[tuple[tuple[str, ...], bool, str]] = Counter()
    exact: Counter[tuple[str, ...]] = Counter()
    for (before, after, *words), n in alike.items():
        written, plain, denied = _written(spoken, words[: len(words) - after], before)
        particle = _particle(spoken, words[-1 - after], words[-1], small) if after else ""
        counts[written, denied, particle] += n
        exact[written] += n * plain
    total = counts.total()
    if not total:
        return []
    with_denial = sum(n for (_, denied, _), n in counts.items() if denied) >= USUAL * total
    plain_uses: Counter[tuple[str, ...]] = Counter()
    particle_uses: dict[tuple[str, ...], Counter[str]] = {}
    for (written, denied, particle), n in counts.items():
        if denied == with_denial:
            plain_uses[written] += n
            if particle:
                particle_uses.setdefault(written, Counter())[particle] += n
    by_words: Counter[tuple[str, ...]] = Counter()
    for written, n in plain_uses.items():
        often_after = particle_uses.get(written, Counter()).most_common(1)
        usual = often_after and often_after[0][1] >= USUAL * n
        by_words[(*written, often_after[0][0]) if usual else written] += n
    keys = set(phrases.lemmas(phrase))
    if len(keys) == 1 and spoken.language in INFLECTING:
        return [Form(next(iter(keys)), total, 1.0)]
    found = []
    for written, n in by_words.items():
        quality = 1.0
        if len(written) > 1 and not exact[written] and not exact[written[:-1]]:
            quality *= 0.9  # never written in a row just so
        quality *= _BY_LENGTH[min(len(written), len(_BY_LENGTH) - 1)]
        if spoken.language in INFLECTING:
            quality *= 0.7 + 0.3 * sum(word.lower() in keys for word in written) / len(keys)
        else:
            places = [place for place in map(spoken.words.place, written) if place is not None]
            quality *= min((float(spoken.words.usual[place]) for place in places), default=1.0) ** UNUSUAL
        found.append(Form(" ".join(written), n, quality))
    return sorted(found, key=lambda form: (-form.uses * form.quality**2, len(form.text), form.text))


def _with_neighbours(spoken: Spoken, first: int, last: int) -> tuple[int, int]:
    """``first`` and ``last`` word, each moved on to its neighbour where that stands in the same clause."""
    clause = spoken.clause
    begin = first - 1 if first and clause[first - 1] == clause[first] else first
    end = last + 1 if last + 1 < len(clause) and clause[last + 1] == clause[last] else last
    return begin, end


def _written(spoken: Spoken, at: Sequence[int], before: int) -> tuple[tuple[str, ...], bool, bool]:
    """Words as shown, the first of them only if it is a denial where one stands ``before`` the phrase.

    Returns them, whether none was left out, and whether they hold a denial.
    """
    words, kinds = spoken.words, spoken.words.kinds
    known = is_known(spoken.language)
    parts: list[str] = []
    denied, plain = False, True
    for place, word in enumerate(at):
        kind = kinds[word]
        if place < before and kind != _DENIAL:
            continue
        if kind == _DROPPED and known:
            plain = False
        elif kind == _DENIAL:
            denied = True
            parts.append(_MERGED_DENIALS.get(words.folded[word], words.folded[word]))
        else:
            parts.append(words.shown[word])
    return tuple(parts), plain, denied


def _particle(spoken: Spoken, last: int, after: int, small: frozenset[str]) -> str:
    """The word ``after`` word ``last`` where it is a particle that belongs to it, else ""."""
    word = spoken.words.folded[after]
    if word in small:
        return word
    return "in" if word == "in" and spoken.words.folded[last] in _AFTER_IN else ""
