"""Choosing one phrase for each theme of a language, no two alike: the best pairs of theme and phrase first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

import numpy as np

from insight_synth.themes.nouns import Likeness, noun_likeness
from insight_synth.themes.phrases import INFLECTING, Form, Phrases, forms_of
from insight_synth.themes.reading import Flags
from insight_synth.themes.scoring import Floats, Scores, Themes
from insight_synth.themes.words import Kind

CANDIDATES = 16  # best phrases of a theme by count and place, whose wording is then looked at
OF_A_PART = 0.35  # how much less a phrase says of a theme where it speaks for one of its sub-themes alone
PART = 0.6  # share of a phrase's uses within one longer phrase, from which on it is but a part of that
SPEAKS, SPEAKS_ALONE = 0.12, 0.15  # score below which one phrase, or one word, does not name a theme, …
SPEAKS_WITH_ANOTHER = 0.05  # … and below which it does not name it together with a second one, …
BY_FAR = 1.6  # … unless it speaks for so much more than the second that it stands by itself
AS_GOOD, ADDS = (
    0.75,
    1.4,
)  # share of a word's score a second one must have, and what both cover of the first's passages,
MODEST = 0.3  # … for the two to name a theme that the first scores less than this for
OF_ITS_OWN, NEARLY, VAGUE = (
    0.75,
    2 / 3,
    0.6,
)  # share of a word's passages below which it gives way to a phrase around it
ADDED = 0.04  # share of a sub-theme's passages that must hold its name where that is its theme's and a word more
OF_A_NAME = 0.25  # share of a theme's passages that a phrase with a brand or place in it must stand in to go unmarked
ALIKE = 2 / 3  # share of two names' words that are the same, from which on the names are too much alike
SAME_FRONT = 3  # letters a word and its dictionary form share, for that to be shown in its place
STEM = 6  # letters two words begin with that make them alike

_AND = {"en": "and", "fi": "ja", "pl": "i", "sv": "och", "de": "und"}
_PARTICIPLES = {
    "en": ("ing", "ed", "en", "st", "nt", "wn"),
    "fi": ("tu", "ty", "nut", "nyt", "neet"),
    "pl": ("ny", "na", "ne", "ty", "ta", "te"),
    "sv": ("ad", "at", "ade", "en", "et", "d", "t"),
    "de": ("t", "en"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A theme's name in a language, the lemmas it is made of, and whether it is two phrases joined by "and"."""

    name: str
    lemmas: tuple[str, ...]
    joined: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    theme: int
    phrase: int
    lemmas: tuple[str, ...]
    text: str
    noun: bool


def chosen(
    scores: Scores, themes: Themes, wanted: Sequence[int], kept: Mapping[int, Chosen], member: Mapping[int, Flags]
) -> dict[int, Chosen]:
    """A name for each of the ``wanted`` themes that some phrase speaks for.

    Args:
        scores: all phrases of the language held against all themes.
        themes: t themes.
        wanted: the themes to name.
        kept: names that stay as they are, by theme.
        member: by theme (p,) flags, the passages of the language that are in it.
    """
    spread = _spread(scores, themes)
    adjusted = _whole(scores) * spread
    likeness = noun_likeness(scores.phrases.spoken)
    candidates: list[_Candidate] = []
    for theme in wanted:
        if theme not in kept:
            candidates += _candidates(scores, adjusted[:, theme], theme, member[theme], likeness)
    by_theme: dict[int, list[_Candidate]] = {}
    for one in candidates:
        by_theme.setdefault(one.theme, []).append(one)
    named = dict(kept)
    for level in (themes.parents < 0, themes.parents >= 0):  # names of top themes are read first
        for one in sorted(candidates, key=lambda c: (-c.score, c.theme, c.lemmas)):
            alone = SPEAKS if len(one.lemmas) > 1 else SPEAKS_ALONE
            speaks = one.score >= alone * float(spread[one.phrase, one.theme]) ** 0.5
            speaks &= _adds(one, scores, named.get(int(themes.parents[one.theme])))
            if level[one.theme] and speaks and one.theme not in named and _is_free(one, one.theme, named, themes):
                named[one.theme] = _with_second(one, by_theme[one.theme], scores, named, themes)
        for theme in sorted(wanted, key=lambda t: (-scores.passages[t], t)):
            if level[theme] and theme not in named:
                pairs = _pairs(by_theme.get(theme, []), scores)
                free = [pair for pair in pairs if _is_free(pair, theme, named, themes)]
                if free:
                    named[theme] = free[0]
    return named


def lent(
    scores: Scores, unnamed: Sequence[int], taken: Sequence[tuple[str, ...]], near_enough: float
) -> dict[int, Chosen]:
    """Names for themes hardly spoken of in this language: the phrase whose passages lie nearest in meaning.

    Args:
        scores: all phrases of the language held against all themes.
        unnamed: the themes to name.
        taken: lemmas of names already given in the language.
        near_enough: cosine to a theme's centre that a phrase must reach.
    """
    phrases = scores.phrases
    everyone = np.ones(len(phrases.spoken.rows), dtype=np.bool_)
    likeness = noun_likeness(phrases.spoken)
    held = np.asarray(phrases.held.sum(axis=0)).ravel()
    one_word = (phrases.keys >= 0).sum(axis=1) == 1
    weight = (held / (held + 2) * np.where(one_word, 0.85, 1.0))[:, None] * (
        1 + scores.counts / np.maximum(scores.passages, 1)
    )
    given: dict[int, Chosen] = {}
    used = list(taken)
    for theme in unnamed:
        score = np.where(scores.cosine[:, theme] >= near_enough, scores.cosine[:, theme] * weight[:, theme], 0).astype(
            np.float32
        )
        for one in _candidates(scores, np.round(score * scores.near[:, theme], 5), theme, everyone, likeness):
            if (one.noun or " " in one.text) and not any(alike(one.lemmas, other) for other in used):
                given[theme] = Chosen(one.text, one.lemmas)
                used.append(one.lemmas)
                break
    return given


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names, by their lemmas, are too much alike to stand side by side."""
    shared = _shared(one, other)
    return shared >= ALIKE * (len(one) + len(other) - shared)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(any(_same_word(a, b) for b in other) for a in one)


def _same_word(a: str, b: str) -> bool:
    if a == b:
        return True
    short = min(len(a), len(b))
    if short < 4:
        return False
    return a[:short] == b[:short] or a[-short:] == b[-short:] or (a[:STEM] == b[:STEM] and short >= 8)


def _spread(scores: Scores, themes: Themes) -> Floats:
    """(k, t) of themes that have sub-themes: less where a phrase speaks for one of these alone; else 1."""
    spread = np.ones_like(scores.counts)
    for theme in np.unique(themes.parents[themes.parents >= 0]).tolist():
        below = np.flatnonzero(themes.parents == theme)
        largest = float(scores.passages[below].max() / max(scores.passages[below].sum(), 1))
        inside = scores.counts[:, below]
        most = inside.max(axis=1) / np.maximum(inside.sum(axis=1), 1)
        spread[:, theme] = 1 - OF_A_PART * np.clip((most - largest) / max(1 - largest, 0.05), 0, 1)
    return spread


def _whole(scores: Scores) -> Floats:
    """(k, t) scores, lowered where a phrase is mostly a part of one longer phrase that could name the theme."""
    keys, counts = scores.phrases.keys, scores.counts
    place = {tuple(key): at for at, key in enumerate(keys.tolist())}
    part = np.zeros_like(counts)
    for at, (a, b, c) in enumerate(keys.tolist()):
        if b < 0:
            continue
        parts = [(-1, -1, b), (-1, -1, c)] if a < 0 else [(-1, *sorted(pair)) for pair in ((a, b), (a, c), (b, c))]
        for key in parts:
            inner = place.get(key)
            if inner is not None:
                np.maximum(part[inner], counts[at] / np.maximum(counts[inner], 1), out=part[inner])
    return np.where(part >= PART, scores.score * (1.15 - part), scores.score)


def _candidates(scores: Scores, score: Floats, theme: int, member: Flags, likeness: Likeness) -> list[_Candidate]:
    phrases = scores.phrases
    best = np.argsort(-score, kind="stable")[: 3 * CANDIDATES]
    ranked = sorted((float(-score[at]), phrases.lemmas(at), int(at)) for at in best.tolist() if score[at] > 0)
    found = []
    for negative, lemmas, at in ranked[:CANDIDATES]:
        forms = forms_of(phrases, at, member)
        if not forms:
            continue
        form = forms[0]
        text = _in_base_form(form.text, phrases, likeness)
        cover = float(scores.counts[at, theme] / max(float(scores.passages[theme]), 1.0))
        fits, noun = _fitness(phrases, at, form, likeness, cover)
        found.append(_Candidate(round(-negative * form.quality * fits, 5), theme, at, lemmas, _titled(text), noun))
    everywhere = np.asarray(phrases.held.sum(axis=0)).ravel()
    inside = {c.phrase: float(scores.counts[c.phrase, theme]) / max(float(everywhere[c.phrase]), 1.0) for c in found}
    found = [
        replace(c, score=round(c.score * VAGUE, 5)) if inside[c.phrase] < OF_ITS_OWN and _says_more(c, found) else c
        for c in found
    ]
    return sorted(found, key=lambda c: (-c.score, c.lemmas))


def _says_more(word: _Candidate, candidates: Sequence[_Candidate]) -> bool:
    """Whether a single word has a phrase around it that speaks for the theme nearly as well."""
    return len(word.lemmas) == 1 and any(
        len(c.lemmas) > 1 and word.lemmas[0] in c.lemmas and c.score >= NEARLY * word.score for c in candidates
    )


def _fitness(phrases: Phrases, phrase: int, form: Form, likeness: Likeness, cover: float) -> tuple[float, bool]:
    """How well a wording makes a name, and whether it is like a noun."""
    words, language = phrases.spoken.words, phrases.spoken.language
    at = [place for place in map(words.place, form.text.split()) if place is not None]
    if not at:
        return 1.0, False
    first, last = at[0], at[-1]
    content = [place for place in at if words.kinds[place] >= Kind.OPINION]
    noun = min(float(likeness[place]) for place in (content or at))
    if len(phrases.lemmas(phrase)) == 1:
        return float(np.clip(2 * noun - 0.4, 0.15, 1)), noun >= 0.5
    fits = 1.0
    denied = any(words.kinds[place] == Kind.DENIAL for place in at)
    if likeness[last] < 0.35 and not denied and not words.folded[last].endswith(_PARTICIPLES.get(language, ())):
        fits *= 0.7
    elif words.kinds[last] == Kind.WEAK and likeness[last] < 0.6 and not denied and language == "en":
        fits *= 1.0 if words.folded[last].endswith(_PARTICIPLES[language]) else 0.75
    if language in INFLECTING and likeness[first] < 0.25:
        fits *= 0.75  # begins with a verb, as a sentence does and a name does not
    if words.kinds[first] == Kind.OPINION:
        fits *= 0.95
    if words.kinds[first] == Kind.DENIAL:
        fits *= 0.88
    if cover < OF_A_NAME and any(words.is_name[place] for place in content):
        fits *= 0.5
    if language == "en" and any(not is_spelled_well(words.folded[place]) for place in content):
        fits *= 0.7
    weak = sum(words.kinds[place] == Kind.WEAK for place in content)
    return fits * (1.0, 0.92, 0.85, 0.8)[min(weak, 3)], noun >= 0.5


@cache
def is_spelled_well(word: str) -> bool:
    """Whether an English dictionary has the word, or each of its parts between hyphens."""
    import simplemma

    return all(
        simplemma.is_known(part, "en", low_memory=True) for part in word.removesuffix("'s").split("-") if len(part) > 1
    )


def _is_free(name: _Candidate | Chosen, theme: int, named: Mapping[int, Chosen], themes: Themes) -> bool:
    """Whether no theme has a name like this one; a sub-theme's may be its theme's and one word more, not one less."""
    for at, other in named.items():
        shared = _shared(name.lemmas, other.lemmas)
        if themes.parents[theme] == at and not other.joined:
            clash = shared == len(name.lemmas)
        elif themes.parents[at] == theme:
            clash = shared == len(other.lemmas)
        else:
            clash = alike(name.lemmas, other.lemmas)
        if clash:
            return False
    return True


def _pairs(candidates: Sequence[_Candidate], scores: Scores) -> list[Chosen]:
    """Two noun-like phrases of a theme side by side, the best first, for a theme that no single one speaks for well;
    one by itself where no second one comes near it."""
    fit = [c for c in candidates if c.score >= SPEAKS_WITH_ANOTHER and c.noun and c.text.count(" ") < 2]
    alone = [Chosen(one.text, one.lemmas) for one in fit[:1]]
    stands_out = len(fit) == 1 or (len(fit) > 1 and fit[0].score >= BY_FAR * fit[1].score)
    found = []
    for first, second in combinations(fit, 2):
        if not any(_same_word(a, b) for a in first.lemmas for b in second.lemmas):
            pair = _joined(first, second, scores.phrases.spoken.language)
            held = float(scores.counts[first.phrase, first.theme] + scores.counts[second.phrase, first.theme])
            found.append((-round((first.score + second.score) * held**0.5, 5), pair.lemmas, pair))
    pairs = [pair for *_, pair in sorted(found, key=lambda item: item[:2])]
    return alone + pairs if stands_out else pairs + alone


def _adds(one: _Candidate, scores: Scores, above: Chosen | None) -> bool:
    """Whether a sub-theme's phrase says more than its theme's name: other words, or one more in enough passages."""
    if above is None or _shared(above.lemmas, one.lemmas) < len(above.lemmas):
        return True
    return bool(scores.counts[one.phrase, one.theme] >= ADDED * scores.passages[one.theme])


def _joined(first: _Candidate, second: _Candidate, language: str) -> Chosen:
    text = f"{first.text} {_AND.get(language, '&')} {_continued(second.text)}"
    return Chosen(text, tuple(sorted({*first.lemmas, *second.lemmas})), joined=True)


def _with_second(
    one: _Candidate, candidates: Sequence[_Candidate], scores: Scores, named: Mapping[int, Chosen], themes: Themes
) -> Chosen:
    """A single word by itself, or with a second one that speaks for other passages of the theme nearly as well."""
    alone = Chosen(one.text, one.lemmas)
    if len(one.lemmas) > 1 or one.score >= MODEST or not one.noun:
        return alone
    counts = scores.counts[:, one.theme]
    held = scores.phrases.held
    for other in candidates:
        fits = other.noun and len(other.lemmas) == 1 and other.score >= AS_GOOD * one.score
        if not fits or other.phrase == one.phrase or _same_word(one.lemmas[0], other.lemmas[0]):
            continue
        both = float(held[:, one.phrase].multiply(held[:, other.phrase]).sum())
        everywhere = max(float(held[:, one.phrase].sum()), 1.0)
        adds = counts[other.phrase] * (1 - both / everywhere)
        pair = _joined(one, other, scores.phrases.spoken.language)
        if counts[one.phrase] + adds >= ADDS * counts[one.phrase] and _is_free(pair, one.theme, named, themes):
            return pair
    return alone


def _in_base_form(text: str, phrases: Phrases, likeness: Likeness) -> str:
    """Of two nouns of which one is the other's genitive, the head as the dictionary has it: "status przesyłki"."""
    words, language = phrases.spoken.words, phrases.spoken.language
    written = text.split()
    at = [place for place in map(words.place, written) if place is not None]
    if language not in INFLECTING or len(written) != 2 or len(at) != 2 or min(likeness[place] for place in at) < 0.5:
        return text
    head = 0 if language == "pl" else 1
    lemma = words.lemmas[words.lemma[at[head]]]
    if lemma[:SAME_FRONT] != words.folded[at[head]][:SAME_FRONT] or (head and not words.folded[at[0]].endswith("n")):
        return text
    return " ".join([lemma, written[1]] if not head else [written[0], lemma])


def _continued(text: str) -> str:
    """A name within a name: without its capital, unless it is written in capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _titled(text: str) -> str:
    return text[:1].upper() + text[1:]
