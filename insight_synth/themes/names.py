"""Names people would choose: a short phrase from the theme's own words, in each language it is spoken in.

A phrase names a theme when many of its passages hold it and few others do. The words come from the passages as people
wrote them; nothing is translated and nothing invented. A user's own name is kept elsewhere and always wins.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from insight_synth.themes.neighbours import Labels, Vectors
from insight_synth.themes.phrases import Key, PhraseCounts, Token, count_phrases, proper_names, shown, tokens

ENOUGH_PASSAGES = 4  # different ones in a language, for a theme to be named in it, and …
ENOUGH_SHARE = (
    0.08  # … their share of the theme's: in a language hardly spoken in it, a name would be one person's words
)
RARE = 3  # passages a phrase must occur in, except in themes smaller than that allows, and …
RARE_SHARE = 0.08  # … their share of the theme's passages in that language
ENOUGH_TO_BORROW = 100  # passages of a language in all themes, from which on it can lend a name
NEAR_ENOUGH = 0.25  # cosine of a lent phrase's passages to the theme's centre
CANDIDATES = 40  # best phrases by their counts, that are then held against the theme's centre
PHRASE_WORTH = 3.0  # a phrase says more than a word: its score against a single word's
COVERS = 0.3  # share of passages one or both words of a name should stand in; below it a second phrase is added
GOES_WITH = 0.12  # share of a word's passages in which another stands by it, from which on the two make a phrase
STANDS_TOGETHER = 0.04  # share of a theme's passages in which two words stand together, from which on they are a phrase
MOST_PASSAGES = 3000  # read for one theme and language; evenly spaced beyond
KEYWORDS = 10

_PREFERRED = ("en", "fi", "pl")


@dataclass(frozen=True, slots=True)
class NamedTheme:
    """A theme's names and keywords by language, and ``name`` in the language most of its passages are in."""

    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    keywords_by_language: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_passages(texts: Sequence[str], languages: Sequence[str]) -> list[list[Token]]:
    """The words of each passage, names of brands, places and people told apart by how each language's texts write them.

    Args:
        texts: n passages.
        languages: n language codes.
    """
    by_language: dict[str, list[int]] = defaultdict(list)
    for i, language in enumerate(languages):
        by_language[language].append(i)
    read: list[list[Token]] = [[] for _ in texts]
    for language, rows in sorted(by_language.items()):
        names = proper_names(texts[i] for i in rows)
        for i in rows:
            read[i] = tokens(texts[i], language, names)
    return read


def name_themes(
    texts: Sequence[str],
    languages: Sequence[str],
    read: Sequence[Sequence[Token]],
    vectors: Vectors,
    labels: Labels,
    parents: Labels,
) -> list[NamedTheme]:
    """Name every theme in every language that enough of its passages are in.

    Args:
        texts: n passages in canonical order; equal ones are counted once.
        languages: n language codes.
        read: their words, from ``read_passages``.
        vectors: (n, d) float32, unit rows.
        labels: (n,) finest theme of each passage, −1 for none.
        parents: (n_themes,) the theme above each theme, −1 for top themes.

    Returns:
        One entry a theme. No two themes of one level have the same name in a language; a theme too small to be named
        from its words is named by its shortest passage.
    """
    by_language: dict[str, list[int]] = defaultdict(list)
    for i in _first_of_equal(texts, labels):
        by_language[languages[i]].append(i)
    speaking = Counter(theme for rows in by_language.values() for theme in _themes_of(rows, labels, parents))
    found: list[dict[str, tuple[str, tuple[str, ...]]]] = [{} for _ in parents]
    lent: list[dict[str, str]] = [{} for _ in parents]
    for language, rows in sorted(by_language.items()):
        naming = _Naming(language, read, vectors, labels, parents)
        enough = {theme: max(ENOUGH_PASSAGES, ENOUGH_SHARE * n) for theme, n in speaking.items()}
        for theme, (name, keywords) in naming.named(rows, enough).items():
            found[theme][language] = (name, keywords)
        if len(rows) >= ENOUGH_TO_BORROW:
            unnamed = [theme for theme in speaking if language not in found[theme]]
            for theme, name in naming.borrowed(rows, unnamed, _centres(by_language, vectors, labels, parents)).items():
                lent[theme][language] = name
    weighed = keywords_of(read, labels, parents)
    return [
        _gathered(found[theme], lent[theme], weighed[theme], languages, theme, texts, labels, parents)
        for theme in range(len(parents))
    ]


def keywords_of(read: Sequence[Sequence[Token]], labels: Labels, parents: Labels) -> list[tuple[str, ...]]:
    """The most telling lemmas of every theme, by BERTopic's class-based TF-IDF at each of the two levels."""
    from insight_synth.themes.topics import telling_words

    documents = [" ".join(token.lemma for token in passage if token.content) for passage in read]
    return telling_words(documents, labels, parents, KEYWORDS)


@dataclass(frozen=True, slots=True)
class _Naming:
    """Names in one language."""

    language: str
    read: Sequence[Sequence[Token]]
    vectors: Vectors
    labels: Labels
    parents: Labels

    def named(self, rows: Sequence[int], enough: Mapping[int, float]) -> dict[int, tuple[str, tuple[str, ...]]]:
        """Name and keywords of each theme with ``enough`` passages among ``rows``."""
        groups: dict[int, list[int]] = defaultdict(list)
        for i in rows:
            for theme in _themes_of([i], self.labels, self.parents):
                groups[theme].append(i)
        groups = {theme: _evenly(members) for theme, members in sorted(groups.items())}
        counts = {theme: count_phrases([self.read[i] for i in members]) for theme, members in groups.items()}
        tops = [theme for theme in counts if self.parents[theme] < 0]
        everywhere = _sum(counts[theme] for theme in tops)
        named: dict[int, tuple[str, tuple[str, ...]]] = {}
        for level in (tops, [theme for theme in counts if self.parents[theme] >= 0]):
            taken: set[Key] = set()
            for theme in sorted(level, key=lambda t: (-counts[t].passages, t)):
                if len(groups[theme]) < enough[theme]:
                    continue
                around = [everywhere]
                if self.parents[theme] >= 0 and int(self.parents[theme]) in counts:
                    around.append(_sum([counts[int(self.parents[theme])]]))
                ranked = self._central(_ranked(counts[theme], around), counts[theme], groups[theme])
                name = self._name(ranked, counts[theme], taken)
                if name:
                    words = tuple(shown(key, counts[theme], self.language) for key in ranked if len(key) == 1)
                    named[theme] = (name, words[:KEYWORDS])
        return named

    def borrowed(
        self, rows: Sequence[int], themes: Sequence[int], centres: Mapping[int, npt.NDArray[np.float64]]
    ) -> dict[int, str]:
        """Names for themes hardly spoken of in this language: the phrase of the whole language nearest in meaning."""
        counts = count_phrases([self.read[i] for i in rows])
        keys = [key for key, places in sorted(counts.where.items()) if len(places) > RARE]
        if not keys:
            return {}
        means = np.stack([self.vectors[[rows[at] for at in counts.where[key]]].mean(axis=0) for key in keys])
        means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        named = {}
        for theme in themes:
            near = np.round(means @ centres[theme], 4)
            best = [keys[i] for i in np.argsort(-near, kind="stable")[:8] if near[i] >= NEAR_ENOUGH]
            if best:
                second = next((key for key in best[1:] if len(best[0]) == 1 and not set(key) & set(best[0])), None)
                parts = [best[0]] if second is None else _joined(best[0], second, counts)
                text = ", ".join(shown(key, counts, self.language) for key in parts)
                named[theme] = text[:1].upper() + text[1:]
        return named

    def _central(self, ranked: Sequence[tuple[float, Key]], counts: PhraseCounts, members: Sequence[int]) -> list[Key]:
        """The best phrases, those first whose passages lie about the theme's centre rather than at its edge."""
        centre = self.vectors[list(members)].sum(axis=0, dtype=np.float64)
        centre /= np.linalg.norm(centre) or 1.0
        scored: list[tuple[float, Key]] = []
        for score, key in ranked[:CANDIDATES]:
            mean = self.vectors[[members[at] for at in counts.where[key]]].sum(axis=0, dtype=np.float64)
            central = max(float(mean @ centre) / float(np.linalg.norm(mean) or 1.0), 0.0)
            scored.append((round(score * central * central, 6), key))
        return [key for _, key in sorted(scored, key=lambda item: (-item[0], item[1]))]

    def _name(self, ranked: Sequence[Key], counts: PhraseCounts, taken: set[Key]) -> str:
        """The best phrase not taken by a sibling; a second where the first is one word or speaks for few passages."""
        free = [key for key in ranked if key not in taken]
        if not free:
            return ""
        first = _fuller(free[0], free, counts)
        parts = [first]
        if len(first) == 1 or max(counts.containing((word,)) for word in first) < COVERS * counts.passages:
            second = next((key for key in free[1:8] if not set(key) & set(first)), None)
            if second:
                parts = _joined(first, second, counts)
        taken.update(parts)
        text = ", ".join(shown(key, counts, self.language) for key in parts)
        return text[:1].upper() + text[1:]


@dataclass(slots=True)
class _Around:
    """Passages of several groups, and in how many each phrase occurs."""

    passages: int
    containing: Counter[Key]


def _ranked(counts: PhraseCounts, around: Sequence[_Around]) -> list[tuple[float, Key]]:
    """Phrases by how much of the theme they speak for times how strange they are elsewhere."""
    rare = max(min(RARE, max(1, counts.passages // 4)), RARE_SHARE * counts.passages)
    scored = []
    for key, places in counts.where.items():
        n = len(places)
        if n < (rare if len(key) == 2 else min(rare, RARE)):
            continue
        inside = n / counts.passages
        strangeness = []
        for group in around:
            others = group.passages - counts.passages
            outside = (group.containing[key] - n + 0.5) / (others + 1) if others > 0 else 0.5 / (counts.passages + 1)
            strangeness.append(math.log(max(inside / outside, 1e-9)))
        telling = sum(strangeness) / len(strangeness)
        if telling > 0:
            scored.append((inside * min(telling, 4.0) * (PHRASE_WORTH if len(key) == 2 else 1.0), key))
    return sorted(scored, key=lambda item: (-item[0], item[1]))


def _joined(first: Key, second: Key, counts: PhraseCounts) -> list[Key]:
    """Two names as the one phrase they often stand in, where there is one, else side by side."""
    pair = tuple(sorted({*first, *second}))
    often = max(RARE, STANDS_TOGETHER * counts.passages)
    return [pair] if len(pair) == 2 and counts.containing(pair) >= often else [first, second]


def _fuller(key: Key, free: Sequence[Key], counts: PhraseCounts) -> Key:
    """A single word with the word it most often stands with, where that is often enough to be a turn of phrase."""
    if len(key) > 1:
        return key
    pairs = [pair for pair in free if len(pair) == 2 and key[0] in pair]
    best = max(pairs, key=lambda pair: (counts.containing(pair), pair), default=key)
    return best if counts.containing(best) >= GOES_WITH * counts.containing(key) else key


def _gathered(
    found: Mapping[str, tuple[str, tuple[str, ...]]],
    lent: Mapping[str, str],
    keywords: tuple[str, ...],
    spoken: Sequence[str],
    theme: int,
    texts: Sequence[str],
    labels: Labels,
    parents: Labels,
) -> NamedTheme:
    members = [int(i) for i in np.flatnonzero((labels == theme) | np.isin(labels, np.flatnonzero(parents == theme)))]
    languages = Counter(spoken[i] for i in members)
    ranked = sorted(found, key=lambda language: (-languages[language], language))
    if ranked:
        return NamedTheme(
            name=found[ranked[0]][0],
            names={language: found[language][0] for language in ranked} | dict(sorted(lent.items())),
            keywords=keywords or found[ranked[0]][1],
            keywords_by_language={language: found[language][1] for language in ranked},
        )
    shortest = min((texts[i] for i in members), key=lambda text: (len(text), text), default="")
    language = languages.most_common(1)[0][0] if languages else "en"
    return NamedTheme(name=shortest, names={language: shortest}, keywords=keywords)


def _centres(
    by_language: Mapping[str, Sequence[int]], vectors: Vectors, labels: Labels, parents: Labels
) -> dict[int, npt.NDArray[np.float64]]:
    """Unit centre of every theme, by its distinct passages in all languages."""
    sums: dict[int, npt.NDArray[np.float64]] = {}
    for rows in by_language.values():
        for i in rows:
            for theme in _themes_of([i], labels, parents):
                sums[theme] = sums.get(theme, np.zeros(vectors.shape[1])) + vectors[i]
    return {theme: total / (np.linalg.norm(total) or 1.0) for theme, total in sums.items()}


def _first_of_equal(texts: Sequence[str], labels: Labels) -> list[int]:
    """Passages in a theme, each text of each theme once."""
    seen: set[tuple[int, str]] = set()
    kept = []
    for i, text in enumerate(texts):
        key = (int(labels[i]), text.casefold())
        if key[0] >= 0 and key not in seen:
            seen.add(key)
            kept.append(i)
    return kept


def _themes_of(rows: Sequence[int], labels: Labels, parents: Labels) -> list[int]:
    """The theme of each row, and the theme above it."""
    found = []
    for i in rows:
        theme = int(labels[i])
        found.append(theme)
        if parents[theme] >= 0:
            found.append(int(parents[theme]))
    return found


def _evenly(rows: list[int]) -> list[int]:
    if len(rows) <= MOST_PASSAGES:
        return rows
    return [rows[int(i)] for i in np.linspace(0, len(rows) - 1, MOST_PASSAGES)]


def _sum(counts: Iterable[PhraseCounts]) -> _Around:
    passages, containing = 0, Counter[Key]()
    for one in counts:
        passages += one.passages
        for key, places in one.where.items():
            containing[key] += len(places)
    return _Around(passages, containing)
