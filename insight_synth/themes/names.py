"""Names people would choose: a short phrase from the theme's own words, in each language it is spoken in.

A phrase names a theme when many of its passages hold it or its words, few others do, and the passages that hold it lie
about the theme's centre. The words come from the passages as people wrote them; nothing is translated and nothing
invented. A user's own name is kept elsewhere and always wins.

In a language, a theme is named by the first of these that there is:

1. the name it had before, where its words still stand in the theme;
2. one phrase of its passages in that language, where there are enough of them (``ENOUGH_PASSAGES``, ``ENOUGH_SHARE``);
3. two phrases joined by "and" where no single one speaks for it and both are like nouns;
4. where the theme has few passages in the language but other themes have many: the phrase of all these whose passages
   lie nearest the theme's centre (``NEAR_ENOUGH``);
5. its most telling short quotation in the language, in quotation marks.

A language that the theme has no passage in, and no phrase near, gives it no name: the one in its main language holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_matrix

from insight_synth.themes.choosing import Chosen, alike, chosen, lent
from insight_synth.themes.neighbours import Labels, Vectors
from insight_synth.themes.phrases import phrases_of
from insight_synth.themes.reading import Flags, Integers, ReadPassages, Spoken, Token, read_passages
from insight_synth.themes.scoring import Floats, Scores, Themes, scored
from insight_synth.themes.telling import by_nearness, quotation, telling_row, unquoted
from insight_synth.themes.topics import words_of_themes
from insight_synth.themes.words import Kind

__all__ = ["NamedTheme", "ReadPassages", "Token", "name_themes", "read_passages"]

ENOUGH_PASSAGES = 12  # different ones in a language, for a theme to be named by what is usual among them, …
FEWEST_PASSAGES = 4  # … fewer where most of the theme is in that language, and …
MOST_SHARE, ENOUGH_SHARE = 0.4, 0.08  # … these shares of the theme's: else a name would be one person's words
ENOUGH_TO_BORROW = 100  # passages of a language in all themes, from which on it can lend a name
NEAR_ENOUGH = 0.4  # cosine of a lent phrase's passages to the theme's centre
RARE = 20_000  # passages of a language for each further use that a phrase needs to be looked at
STILL_STANDS = 0.02  # share of a theme's passages in a language that must hold the words of a name it had before
KEYWORDS = 10


@dataclass(frozen=True, slots=True)
class NamedTheme:
    """A theme's names and keywords by language, ``name`` in the language most of its passages are in, and the row of
    its most telling sentence, −1 for a theme without passages."""

    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    keywords_by_language: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sentence_row: int = -1


@dataclass(frozen=True, slots=True)
class _InLanguage:
    """What one language gives the themes: passages of each (t,), whether enough, names, lent names, keywords."""

    passages: Floats
    enough: Flags
    named: Mapping[int, Chosen]
    lent: Mapping[int, Chosen]
    keywords: Mapping[int, tuple[str, ...]]


def name_themes(
    texts: Sequence[str],
    languages: Sequence[str],
    read: Sequence[Sequence[Token]],
    vectors: Vectors,
    labels: Labels,
    parents: Labels,
    taken: Mapping[int, Mapping[str, str]] | None = None,
) -> list[NamedTheme]:
    """Name every theme in every language that enough of its passages are in.

    Args:
        texts: n passages in canonical order; equal ones of a theme are counted once.
        languages: n language codes.
        read: their words, from ``read_passages``.
        vectors: (n, d) float32, unit rows.
        labels: (n,) finest theme of each passage, −1 for none.
        parents: (n_themes,) the theme above each theme, −1 for top themes.
        taken: names by language that themes had before; kept where their words still stand in the theme, or where too
            few of its passages are given to tell.

    Returns:
        One entry a theme. No two themes have the same or nearly the same name in a language; a theme without passages
        has an empty name.
    """
    parents = np.asarray(parents, dtype=np.int64)
    themes = _themes(texts, vectors, np.asarray(labels), parents)
    everyone = np.asarray(themes.member.sum(axis=0), dtype=np.float32).ravel()
    before = taken or {}
    if not isinstance(read, ReadPassages):
        read = read_passages(texts, languages)
    keywords = words_of_themes(read, np.asarray(labels), parents, KEYWORDS)
    by_language: dict[str, _InLanguage] = {}
    meant = themes.centres.copy()
    for spoken in sorted(read.spoken, key=lambda one: (-len(one.rows), one.language)):
        one = _in_language(spoken, replace(themes, centres=meant), vectors, everyone, before, texts)
        first = {
            t: name for t, name in one.named.items() if not any(t in other.named for other in by_language.values())
        }
        for theme, name in first.items():
            meant[theme] = _drawn(meant[theme], _holding(name.lemmas, spoken, themes.rows_of(theme)), vectors)
        by_language[spoken.language] = one
    quotations: set[str] = set()
    found = []
    for theme in range(len(parents)):
        rows = themes.rows_of(theme)
        nearest = by_nearness(rows, vectors, themes.centres[theme])
        names = _names(
            theme, by_language, before.get(theme, {}), nearest.tolist(), texts, read, set(keywords[theme]), quotations
        )
        main = next(iter(names), "")
        words = by_language.get(main)
        own = words.named.get(theme) if words else None
        found.append(
            NamedTheme(
                name=names.get(main, ""),
                names=names,
                keywords=keywords[theme] or (words.keywords.get(theme, ()) if words else ()),
                keywords_by_language={
                    language: by_language[language].keywords[theme]
                    for language in names
                    if language in by_language and theme in by_language[language].keywords
                },
                sentence_row=telling_row(nearest.tolist(), texts, read, own.lemmas if own else (), main),
            )
        )
    return found


def _names(
    theme: int,
    by_language: Mapping[str, _InLanguage],
    before: Mapping[str, str],
    nearest: Sequence[int],
    texts: Sequence[str],
    read: ReadPassages,
    keywords: set[str],
    quotations: set[str],
) -> dict[str, str]:
    """A theme's names by language: the languages most of its passages are in first, those that only lend last."""
    told = {language: float(one.passages[theme]) for language, one in by_language.items()}
    order = sorted({*told, *before}, key=lambda language: (-told.get(language, 0.0), language))
    spoken = [language for language in order if told.get(language)]
    named = {language: one.named[theme].name for language, one in by_language.items() if theme in one.named} | {
        language: name for language, name in before.items() if language not in by_language
    }
    names = {language: named[language] for language in order if language in named}
    if spoken and not names:  # no phrase speaks for it
        names[spoken[0]] = quotation(nearest, texts, read, spoken[0], keywords, quotations)
    for language, one in sorted(by_language.items()):
        if theme in one.lent and language not in names:
            names[language] = one.lent[theme].name
    for language in spoken:
        if language not in names and by_language[language].enough[theme]:
            names[language] = quotation(nearest, texts, read, language, keywords, quotations)
    return {language: name for language, name in names.items() if name}


def _in_language(
    spoken: Spoken,
    themes: Themes,
    vectors: Vectors,
    everyone: Floats,
    before: Mapping[int, Mapping[str, str]],
    texts: Sequence[str],
) -> _InLanguage:
    """Names and keywords of all themes from one language's passages."""
    member = themes.member[spoken.rows]
    in_theme = np.asarray(member.sum(axis=1)).ravel() > 0
    phrases = phrases_of(spoken, in_theme, 2 + len(spoken.rows) // RARE)
    scores = scored(phrases, themes, vectors)
    passages = scores.passages
    enough = (passages >= ENOUGH_PASSAGES) & (passages >= ENOUGH_SHARE * everyone)
    enough |= (passages >= FEWEST_PASSAGES) & (passages >= MOST_SHARE * everyone)
    kept = _kept(spoken, themes, scores, before, texts)
    wanted = np.flatnonzero(enough).tolist()
    flags = member.T.tocsr()
    members = {theme: np.asarray(flags[theme].todense()).ravel() > 0 for theme in wanted}
    named = chosen(scores, themes, wanted, kept, members)
    unnamed = [t for t in np.flatnonzero(everyone).tolist() if t not in named and t not in wanted]
    enough_to_lend = int(in_theme.sum()) >= ENOUGH_TO_BORROW
    given = lent(scores, unnamed, [one.lemmas for one in named.values()], NEAR_ENOUGH) if enough_to_lend else {}
    keywords = {theme: _keywords(scores, theme) for theme in wanted}
    return _InLanguage(passages, enough, named, given, keywords)


def _keywords(scores: Scores, theme: int) -> tuple[str, ...]:
    """The single words that tell a theme from others, in the form mostly used."""
    spoken = scores.phrases.spoken
    telling = scores.word_score[:, theme]
    best = [at for at in np.argsort(-np.round(telling, 5), kind="stable")[: 3 * KEYWORDS].tolist() if telling[at] > 0]
    shown = [spoken.words.shown_of_lemma[at] for at in best]
    return tuple(word for word in shown if word)[:KEYWORDS]


def _kept(
    spoken: Spoken, themes: Themes, scores: Scores, before: Mapping[int, Mapping[str, str]], texts: Sequence[str]
) -> dict[int, Chosen]:
    """Names that themes had before and that still hold: their words stand in the theme, and no other has the like."""
    found: dict[int, Chosen] = {}
    order = sorted((t for t in before if t < len(themes.parents)), key=lambda t: (-scores.passages[t], t))
    for theme in order:
        name = before[theme].get(spoken.language, "")
        lemmas = _standing(name, spoken, themes, theme, texts) if name else None
        if lemmas is not None and not any(alike(lemmas, other.lemmas) for other in found.values()):
            found[theme] = Chosen(name, lemmas)
    return found


def _standing(name: str, spoken: Spoken, themes: Themes, theme: int, texts: Sequence[str]) -> tuple[str, ...] | None:
    """The lemmas of a name whose words still stand together in passages of the theme; None where they do not."""
    rows = np.intersect1d(themes.rows_of(theme), spoken.rows)
    told = len(rows) >= FEWEST_PASSAGES
    if said := unquoted(name):
        stands = any(said in texts[row] for row in rows.tolist())
        return (said.lower(),) if stands or not told else None
    of_name, words = read_passages([name], [spoken.language]).spoken[0].words, spoken.words
    lemmas: set[str] = set()
    for word, own in zip(of_name.folded, of_name.lemma.tolist(), strict=True):
        at = words.place(word)
        kind = of_name.kinds[of_name.folded.index(word)] if at is None else words.kinds[at]
        if kind >= Kind.OPINION:
            lemmas.add(of_name.lemmas[own] if at is None else words.lemmas[int(words.lemma[at])])
    if not told or not lemmas:
        return tuple(sorted(lemmas)) if lemmas and not told else None
    holding = _holding(sorted(lemmas), spoken, rows)
    return tuple(sorted(lemmas)) if len(holding) >= max(1.0, STILL_STANDS * len(rows)) else None


def _holding(lemmas: Sequence[str], spoken: Spoken, rows: Integers) -> Integers:
    """Those of ``rows`` that are passages of this language and hold all the lemmas."""
    rows = np.intersect1d(rows, spoken.rows)
    at_row = np.searchsorted(spoken.rows, rows)
    holding = np.ones(len(rows), dtype=np.bool_)
    lemma, passage = spoken.words.lemma[spoken.word], spoken.passage_of_word()
    for one in lemmas:
        at = bisect_left(spoken.words.lemmas, one)
        known = at < len(spoken.words.lemmas) and spoken.words.lemmas[at] == one
        holds = np.zeros(len(spoken.rows), dtype=np.bool_)
        holds[passage[lemma == (at if known else -1)]] = True
        holding &= holds[at_row]
    return np.asarray(rows[holding], dtype=np.int64)


def _drawn(centre: Vectors, rows: Integers, vectors: Vectors) -> Vectors:
    """A theme's centre, drawn half-way to the passages that hold its name in the language most used: what its name
    in another language should mean."""
    mean = vectors[rows].sum(axis=0, dtype=np.float64)
    drawn = centre + mean / max(float(np.linalg.norm(mean)), 1e-9)
    return np.asarray(drawn / max(float(np.linalg.norm(drawn)), 1e-9), dtype=np.float32)


def _themes(texts: Sequence[str], vectors: Vectors, labels: Labels, parents: Labels) -> Themes:
    rows = _first_of_equal(texts, labels)
    finest = labels[rows]
    below = parents[finest] >= 0 if len(parents) else np.zeros(len(rows), dtype=np.bool_)
    at = np.concatenate([rows, rows[below]])
    theme = np.concatenate([finest, parents[finest[below]]])
    member = csr_matrix((np.ones(len(at), dtype=np.float32), (at, theme)), shape=(len(texts), len(parents)))
    sums = np.asarray(member.T @ vectors, dtype=np.float64)
    centres = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return Themes(member, centres.astype(np.float32), parents)


def _first_of_equal(texts: Sequence[str], labels: Labels) -> Integers:
    """Rows of passages in a theme, each text of each theme once."""
    seen: dict[tuple[int, str], int] = {}
    for row, label in enumerate(labels.tolist()):
        if label >= 0:
            seen.setdefault((label, texts[row].casefold()), row)
    return np.fromiter(seen.values(), dtype=np.int64, count=len(seen))
