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

from insight_synth.themes.neighbours import Labels
from insight_synth.themes.phrases import Key, PhraseCounts, Token, count_phrases, proper_names, shown, tokens

ENOUGH_PASSAGES = 5  # in a language, for a theme to be named in it
RARE = 3  # passages a phrase must occur in, except in themes smaller than that allows
PHRASE_WORTH = 4.0  # a phrase says more than a word: its score against a single word's
COVERS = 0.3  # share of passages one or both words of a name should stand in; below it a second phrase is added
GOES_WITH = 0.1  # share of a word's passages in which another stands by it, from which on the two make a phrase
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


def name_themes(texts: Sequence[str], languages: Sequence[str], labels: Labels, parents: Labels) -> list[NamedTheme]:
    """Name every theme in every language that enough of its passages are in.

    Args:
        texts: n passages in canonical order.
        languages: n language codes, "" where unknown.
        labels: (n,) finest theme of each passage, −1 for none.
        parents: (n_themes,) the theme above each theme, −1 for top themes.

    Returns:
        One entry a theme. No two themes of one level have the same name in a language; a theme too small to be named
        from its words is named by its shortest passage.
    """
    themes = len(parents)
    spoken = [language or "en" for language in languages]
    read: list[list[Token] | None] = [None] * len(texts)
    by_language: dict[str, list[int]] = defaultdict(list)
    for i, language in enumerate(spoken):
        if labels[i] >= 0:
            by_language[language].append(i)
    found: list[dict[str, tuple[str, tuple[str, ...]]]] = [{} for _ in range(themes)]
    for language, rows in sorted(by_language.items()):
        names = proper_names(texts[i] for i in rows)
        for i in rows:
            read[i] = tokens(texts[i], language, names)
        for theme, (name, keywords) in _named_in(rows, read, labels, parents).items():
            found[theme][language] = (name, keywords)
    weighed = keywords_of(read, labels, parents)
    return [
        _gathered(found[theme], weighed[theme], spoken, theme, texts, labels, parents)
        for theme in range(themes)
    ]  # fmt: skip


def keywords_of(read: Sequence[list[Token] | None], labels: Labels, parents: Labels) -> list[tuple[str, ...]]:
    """The most telling lemmas of every theme, by BERTopic's class-based TF-IDF at each of the two levels."""
    from insight_synth.themes.topics import telling_words

    documents = [" ".join(t.lemma for t in passage if t.content) if passage else "" for passage in read]
    return telling_words(documents, labels, parents, KEYWORDS)


def _named_in(
    rows: Sequence[int], read: Sequence[list[Token] | None], labels: Labels, parents: Labels
) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Names and keywords in one language for the themes with enough passages in it."""
    groups: dict[int, list[int]] = defaultdict(list)
    for i in rows:
        groups[int(labels[i])].append(i)
        if parents[labels[i]] >= 0:
            groups[int(parents[labels[i]])].append(i)
    counts = {
        theme: count_phrases([read[i] or [] for i in _evenly(members)]) for theme, members in sorted(groups.items())
    }
    top_level = [theme for theme in counts if parents[theme] < 0]
    everywhere = _sum(counts[theme] for theme in top_level)
    named: dict[int, tuple[str, tuple[str, ...]]] = {}
    for level in (top_level, [theme for theme in counts if parents[theme] >= 0]):
        taken: set[Key] = set()
        for theme in sorted(level, key=lambda t: (-counts[t].passages, t)):
            if len(groups[theme]) < ENOUGH_PASSAGES:
                continue
            around = [everywhere]
            if parents[theme] >= 0 and int(parents[theme]) in counts:
                around.append(counts[int(parents[theme])])
            ranked = _ranked(counts[theme], around)
            name = _name(ranked, counts[theme], taken)
            if name:
                words = tuple(shown(key, counts[theme]) for _, key in ranked[: 4 * KEYWORDS] if len(key) == 1)
                named[theme] = (name, words[:KEYWORDS])
    return named


def _ranked(counts: PhraseCounts, around: Sequence[PhraseCounts]) -> list[tuple[float, Key]]:
    """Phrases by how much of the theme they speak for times how strange they are elsewhere."""
    rare = min(RARE, max(1, counts.passages // 4))
    scored = []
    for key, n in counts.containing.items():
        if n < rare:
            continue
        inside = n / counts.passages
        strangeness = []
        for group in around:
            others = group.passages - counts.passages
            outside = (group.containing[key] - n + 0.5) / (others + 1) if others > 0 else 0.5 / (counts.passages + 1)
            strangeness.append(math.log(max(inside / outside, 1e-9)))
        telling = sum(strangeness) / len(strangeness)
        if telling <= 0:
            continue
        scored.append((inside * min(telling, 4.0) * (PHRASE_WORTH if len(key) == 2 else 1.0), key))
    return sorted(scored, key=lambda item: (-item[0], item[1]))


def _name(ranked: Sequence[tuple[float, Key]], counts: PhraseCounts, taken: set[Key]) -> str:
    """The best phrase not taken by a sibling, with a second where the first speaks for few passages."""
    free = [key for _, key in ranked if key not in taken]
    if not free:
        return ""
    first = _fuller(free[0], free, counts)
    parts = [first]
    if max(counts.containing[(word,)] for word in first) < COVERS * counts.passages:
        second = next((key for key in free[1:12] if not set(key) & set(first)), None)
        if second:
            parts.append(second)
    taken.update(parts)
    text = ", ".join(shown(key, counts) for key in parts)
    return text[:1].upper() + text[1:]


def _fuller(key: Key, free: Sequence[Key], counts: PhraseCounts) -> Key:
    """A single word with the word it most often stands with, where that is often enough to be a turn of phrase."""
    if len(key) > 1:
        return key
    pairs = [pair for pair in free if len(pair) == 2 and key[0] in pair]
    best = max(pairs, key=lambda pair: (counts.containing[pair], pair), default=key)
    return best if counts.containing[best] >= GOES_WITH * counts.containing[key] else key


def _gathered(
    found: Mapping[str, tuple[str, tuple[str, ...]]],
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
            names={language: found[language][0] for language in ranked},
            keywords=keywords or found[ranked[0]][1],
            keywords_by_language={language: found[language][1] for language in ranked},
        )
    shortest = min((texts[i] for i in members), key=lambda text: (len(text), text), default="")
    language = languages.most_common(1)[0][0] if languages else "en"
    return NamedTheme(name=shortest, names={language: shortest}, keywords=keywords)


def _evenly(rows: Sequence[int]) -> Sequence[int]:
    if len(rows) <= MOST_PASSAGES:
        return rows
    return [rows[int(i)] for i in np.linspace(0, len(rows) - 1, MOST_PASSAGES)]


def _sum(counts: Iterable[PhraseCounts]) -> PhraseCounts:
    total = PhraseCounts()
    for one in counts:
        total.passages += one.passages
        total.containing.update(one.containing)
    return total
