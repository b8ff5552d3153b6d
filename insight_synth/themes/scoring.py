"""How well each phrase of a language would name each theme.

A phrase names a theme well when many of its passages hold the phrase or its words, few others do, and the passages
that hold it lie about the theme's centre rather than about another's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from insight_synth.themes.neighbours import Labels, Vectors
from insight_synth.themes.phrases import Phrases
from insight_synth.themes.reading import Flags, Integers, Spoken
from insight_synth.themes.words import Kind

Floats = npt.NDArray[np.float32]

ONE_WORD = 0.5  # what a single word says, against a phrase of two or three, and …
ONE_WORD_EVERYWHERE = 0.5  # … how much more where all passages of the theme hold it
TELLING = 0.6  # lift from which on a single word says enough
ELSEWHERE = 0.4  # how much less a single word says where hardly any passage that holds it is in the theme
CENTRAL = 0.7  # power of how near a phrase's passages lie to the centre, against the nearest phrase of the language
SEEN = 0.006  # share of a theme's passages of which a phrase that they hold counts half
FEWEST = 2  # passages of a theme that must hold a phrase, and …
FEWEST_SHARE = 0.02  # … their share of the theme's passages in that language


@dataclass(frozen=True, slots=True)
class Themes:
    """Which passages make up which themes.

    Attributes:
        member: (n, t) sparse 0/1, equal texts of a theme once; a passage is of its theme and of the theme above.
        centres: (t, d) unit rows, zero for an empty theme.
        parents: (t,) the theme above, −1 for a top theme.
    """

    member: Any
    centres: Floats
    parents: Labels

    def rows_of(self, theme: int) -> Integers:
        """Rows of a theme's passages, ascending."""
        by_theme = self.member.getcol(theme)
        return np.sort(by_theme.nonzero()[0]).astype(np.int64)

    def kin(self) -> Flags:
        """(t, t) whether two themes are one, or one is above the other."""
        t = len(self.parents)
        kin = np.eye(t, dtype=np.bool_)
        below = np.flatnonzero(self.parents >= 0)
        kin[below, self.parents[below]] = kin[self.parents[below], below] = True
        return kin


@dataclass(frozen=True, slots=True)
class Scores:
    """Phrases of one language held against themes.

    Attributes:
        phrases: k phrases.
        passages: (t,) passages of each theme in the language.
        counts: (k, t) in how many of them each phrase stands.
        reach: (k, t) share of a theme's passages that a phrase speaks for: those with the phrase, and in part those
            with one of its words, where the word tells the theme from others.
        cosine: (k, t) of the mean of the passages that hold a phrase to each theme's centre.
        near: (k, t) 1 where the phrase's passages lie nearer the theme's centre than any other's, 0 where they lie no
            nearer than to the average theme's.
        score: (k, t) all together; 0 where a phrase is too rare to name a theme.
        word_score: (l, t) the same for single lemmas, by counts alone.
    """

    phrases: Phrases
    passages: Floats
    counts: Floats
    reach: Floats
    cosine: Floats
    near: Floats
    score: Floats
    word_score: Floats


def scored(phrases: Phrases, themes: Themes, vectors: Vectors) -> Scores:
    """Hold every phrase of a language against every theme.

    Args:
        phrases: k phrases of passages that lie at ``phrases.spoken.rows`` in ``vectors``.
        themes: t themes.
        vectors: (n, d) float32, unit rows.
    """
    spoken = phrases.spoken
    member = themes.member[spoken.rows]
    passages = np.asarray(member.sum(axis=0), dtype=np.float32).ravel()
    counts = np.asarray((phrases.held.T @ member).todense(), dtype=np.float32)
    lift = _lift(counts, passages, themes.parents)
    words = np.asarray((_lemmas_held(spoken).T @ member).todense(), dtype=np.float32)
    share = words / np.maximum(passages, 1)
    telling: Floats = np.asarray(np.clip(_lift(words, passages, themes.parents), 0, 1) * share, dtype=np.float32)
    own = phrases.keys >= 0
    by_words = (np.where(own[:, :, None], telling[phrases.keys], 0)).sum(axis=1) / own.sum(axis=1)[:, None]
    cover = counts / np.maximum(passages, 1)
    reach = 0.5 * np.clip(lift, 0, 1) * cover + 0.5 * by_words
    cosine = _means(phrases, vectors) @ themes.centres.T
    near = _near(cosine, themes)
    single = own.sum(axis=1) == 1
    tells = np.clip(lift / TELLING, 0, 1)
    everywhere = np.asarray(phrases.held.sum(axis=0), dtype=np.float32).ravel()
    inside = counts / np.maximum(everywhere, 1)[:, None]
    alone = (ONE_WORD * tells + ONE_WORD_EVERYWHERE * (cover * tells) ** 2) * (1 - ELSEWHERE + ELSEWHERE * inside)
    length = np.where(single[:, None], alone, 1.0)
    enough = (counts >= FEWEST) & (counts >= FEWEST_SHARE * passages)
    to_centre = np.clip(cosine, 0, 1) * enough
    central = (to_centre / np.maximum(to_centre.max(axis=0, initial=0), 1e-6)) ** CENTRAL
    score = np.sqrt(reach) * near * length * enough * (lift > 0) * central * cover / (cover + SEEN)
    return Scores(
        phrases, passages, counts, reach, cosine, near, np.asarray(np.round(score, 5), dtype=np.float32), telling
    )


def _lift(counts: Floats, passages: Floats, parents: Labels) -> Floats:
    """(k, t) how much likelier a theme is where a phrase stands, 1 where it stands nowhere else.

    Normalised pointwise mutual information (Bouma 2009, eq. 4, with the theme's own share below): log of the theme's
    share among the phrase's passages over its share among all, divided by what that could be at most. For a sub-theme
    the mean of that against all passages and that against its parent's.
    """
    top = parents < 0
    total, everyone = counts[:, top].sum(axis=1, keepdims=True), max(float(passages[top].sum()), 1.0)
    found = _information(counts, passages / everyone, total)
    below = np.flatnonzero(~top)
    if len(below):
        above = parents[below]
        share = np.asarray(passages[below] / np.maximum(passages[above], 1), dtype=np.float32)
        within = _information(counts[:, below], share, counts[:, above])
        found[:, below] = (np.asarray(found[:, below]) + within) / 2
    return found


def _information(counts: Floats, share: Floats, total: Floats) -> Floats:
    share = np.clip(share, 1e-6, 1 - 1e-6)
    inside = (counts + share) / (total + 1)
    return np.asarray(np.log(inside / share) / -np.log(share), dtype=np.float32)


def _lemmas_held(spoken: Spoken) -> Any:
    """(passages, lemmas) sparse 0/1: which passage holds which lemma that may stand in a name."""
    kept = spoken.words.kind[spoken.word] >= Kind.OPINION
    passage, lemma = spoken.passage_of_word()[kept], spoken.words.lemma[spoken.word[kept]]
    held = csr_matrix(
        (np.ones(len(lemma), dtype=np.float32), (passage, lemma)), shape=(len(spoken.rows), len(spoken.words.lemmas))
    )
    held.sum_duplicates()
    held.data[:] = 1.0
    return held


def _means(phrases: Phrases, vectors: Vectors) -> Floats:
    """(k, d) unit mean of the vectors of the passages that hold each phrase."""
    sums = np.asarray(phrases.held.T @ vectors[phrases.spoken.rows], dtype=np.float32)
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _near(to: Floats, themes: Themes) -> Floats:
    """(k, t) how near, from cosines ``to`` the centres: 0 as the average theme of the level, 1 as the nearest."""
    kin = themes.kin()
    near = np.ones_like(to)
    for level in (np.flatnonzero(themes.parents < 0), np.flatnonzero(themes.parents >= 0)):
        if len(level) < 2:
            continue
        average = to[:, level].mean(axis=1)
        for theme in level.tolist():
            rivals = to[:, level[~kin[theme, level]]].max(axis=1)
            best = np.maximum(rivals, to[:, theme])
            near[:, theme] = np.clip((to[:, theme] - average) / np.maximum(best - average, 1e-6), 0, 1)
    return near
