"""Which passages speak to a question or a belief, by meaning and in any language, and which only come near it.

A text less its form (``forms``) is held against passages less their language. What lies nearest draws it towards the
way people put the matter (pseudo-relevance feedback: Rocchio 1971), and the words of both are compared one by one
(``wording``). That ranks. The cut is another matter: a question nobody speaks of has nearest passages too. So a
passage speaks to a text only where it comes nearer than this workspace comes to questions about other trades, by
itself, through a theme that does, or beside others that do; and where what was found turns out to be about something
like the text, but not about it, nobody speaks of the text. Whether anybody speaks of it is told by these passages
alone; how far they reach, by the themes they stand in (``reach``).

It tells what passages are about, never what they say of it: that is ``stance`` and ``answers``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from insight_synth import encode, language
from insight_synth.agenda import reach, stance, wording
from insight_synth.agenda.forms import Floats, Forms, Raw
from insight_synth.model import Mention, Question

__all__ = ["Raw", "Said", "ranked", "relevant", "said", "to_the_point"]

Whole = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]

# What ranks was chosen on the odd questions of benchmarks/agenda_matching.py and held against the even ones; what cuts
# was chosen looking at how all sixty stand, so that their states are no measure of it on other data.
FEEDBACK = 6  # nearest passages that draw the text towards them
FEEDBACK_WEIGHT = 0.7
WORDS_AMONG = 300  # nearest passages whose words are compared
WORDS_WEIGHT = 0.2
CONTROL_RANK = 0.001  # share of passages that may come nearer to a question about another trade
NEAR = (0.20, 0.80)  # near enough: the first, and the second times how near other trades come
IN_THEME = 0.16  # how much farther off a passage may lie whose theme's centre is near enough, …
AMONG = (30, 8)  # … if of so many nearest passages so many stand in the theme: it may share but a word with the text
BESIDE = (0.17, 0.12)  # nearer to those that speak to it by so much, and farther from the text by at most so much
SEEDS = 10
WEIGHTY = 0.07  # what leaving a word out must change for the word to matter
UNSPOKEN = 0.05  # share of passages that must hold a word which makes no difference
AKIN = 0.4  # standard deviations that passages must lie nearer to a word than others to be about something like it
ROUNDED = 5  # decimals: sums in another order end otherwise in their last bits
_CONTROLS_AT_ONCE = 16  # questions about other trades that are held against all passages at a time


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What can be asked: the telling mentions of a workspace and where they lie."""

    mentions: tuple[Mention, ...]
    vectors: Floats  # (n, d) unit rows, centred by language
    distinct: Whole  # (n,) the first mention with the same words
    themes: tuple[str, ...]
    labels: Whole  # (n,) index into ``themes``, −1 for none
    centres: Floats  # (n_themes, d) unit rows
    above: tuple[str, ...]  # the theme above each of ``themes``, itself where none is known
    sources: Whole  # (n,) a number for each source
    languages: Whole  # (n,) a number for each language
    near: float | None = None  # what ``near_enough`` gave, where it was asked before


@dataclass(frozen=True, slots=True, eq=False)
class _Weighty:
    """A word without which the text would mean something else."""

    stem: str
    vector: Floats  # (d,) of the word by itself
    without: Floats  # (d,) of the text without it


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    text: str
    spoken: str
    vector: Floats  # (d,) less its form
    words: tuple[_Weighty, ...]


def said(
    mentions: Sequence[Mention],
    raw: Floats,
    parents: Mapping[str, str] | None = None,
    offsets: encode.LanguageOffsets | None = None,
) -> Said:
    """What can be asked.

    Args:
        mentions: n telling mentions, with their themes where they have any.
        raw: (n, d) float32, their uncentred unit rows.
        parents: ``theme id → id of the theme above``, "" for a top theme.
        offsets: of ``raw`` by language, where they are known already.
    """
    spoken = [mention.language for mention in mentions]
    vectors = (offsets or encode.LanguageOffsets.of(raw, spoken))(raw, spoken)
    first: dict[str, int] = {}
    distinct = np.array(
        [first.setdefault(" ".join(mention.text.casefold().split()), at) for at, mention in enumerate(mentions)],
        np.int64,
    )
    themes = tuple(sorted({mention.theme_id for mention in mentions} - {""}))
    number = {theme: at for at, theme in enumerate(themes)}
    labels = np.array([number.get(mention.theme_id, -1) for mention in mentions], np.int64)
    centres = np.zeros((len(themes), vectors.shape[1] if vectors.ndim > 1 else 0), np.float64)
    for theme in range(len(themes)):
        centres[theme] = vectors[labels == theme].sum(axis=0, dtype=np.float64)
    above = tuple((parents or {}).get(theme) or theme for theme in themes)
    sources = _numbered([mention.source for mention in mentions])
    return Said(tuple(mentions), vectors, distinct, themes, labels, _unit(centres), above, sources, _numbered(spoken))


def near_enough(held: Said, encode: Raw) -> float:
    """The cosine from which on a passage speaks to a question by itself: of what is said, whatever is asked."""
    return _near_enough(held, Forms.of(encode))


def relevant(questions: Sequence[Question], held: Said, encode: Raw) -> dict[str, dict[str, float]]:
    """Question id → mention id → how much to the point it is, above 0 … 1; only mentions that speak to the question."""
    found = to_the_point([question.text for question in questions], held, encode)
    return {question.id: scores for question, scores in zip(questions, found, strict=True)}


def to_the_point(texts: Sequence[str], held: Said, encode: Raw) -> list[dict[str, float]]:
    """Mention id → score of the passages that speak to each text, best first; empty where nobody does.

    Args:
        texts: questions, which end with a question mark, or statements; in any language.
        held: what was said.
        encode: the encoder of ``held``.
    """
    if not texts or not held.mentions:
        return [{} for _ in texts]
    forms = Forms.of(encode)
    near = held.near if held.near is not None else _near_enough(held, forms)
    found = []
    every = _asked(texts, forms, encode)
    for asked, likeness in zip(every, _likeness(held, every), strict=True):
        scores = _scores(held, asked, likeness)
        speaks = _speaks(held, asked, likeness, near)
        order = sorted(np.flatnonzero(speaks).tolist(), key=lambda at: (-scores[at], held.mentions[at].id))
        found.append({held.mentions[at].id: float(np.clip(scores[at], 0.001, 1.0)) for at in order})
    return found


def ranked(texts: Sequence[str], held: Said, encode: Raw, limit: int = 200) -> list[list[tuple[str, float]]]:
    """Mention ids and scores of the passages nearest to each text, best first, the same words once; with no cut."""
    if not texts or not held.mentions:
        return [[] for _ in texts]
    forms = Forms.of(encode)
    found = []
    every = _asked(texts, forms, encode)
    for asked, likeness in zip(every, _likeness(held, every), strict=True):
        scores = _scores(held, asked, likeness)
        nearest = _nearest(held, scores, limit)
        found.append([(held.mentions[at].id, float(scores[at])) for at in nearest])
    return found


# ---- what is asked


def _asked(texts: Sequence[str], forms: Forms, encode: Raw) -> list[_Asked]:
    spoken = language.identify(list(texts))
    words = [_not_judging(text, of) for text, of in zip(texts, spoken, strict=True)]
    said = [(at, word) for at, own in enumerate(words) for word in own if len(own) > 1]
    alone = [texts[at][word.start : word.end] for at, word in said]
    without = [word.left_out_of(texts[at]) for at, word in said]
    of_words = [spoken[at] for at, _ in said]
    all_texts = [*texts, *without, *alone]
    vectors = forms.centred(encode(all_texts), all_texts, [*spoken, *of_words, *of_words])
    weighty: list[list[_Weighty]] = [[] for _ in texts]
    for row, (at, word) in enumerate(said, start=len(texts)):
        if 1.0 - float(vectors[at] @ vectors[row]) >= WEIGHTY:
            weighty[at].append(_Weighty(word.stem, vectors[row + len(said)], vectors[row]))
    return [
        _Asked(text, of, vectors[at], tuple(weighty[at]))
        for at, (text, of) in enumerate(zip(texts, spoken, strict=True))
    ]


def _not_judging(text: str, spoken: str) -> list[wording.Word]:
    """Its telling words without those that only judge: nobody need say "sturdy" to speak of how sturdy a thing is."""
    judging = stance.judging_words(text, spoken or "en")
    return [word for word in wording.telling_words(text, spoken) if word.start not in judging]


# ---- ranking


def _likeness(held: Said, every: Sequence[_Asked]) -> Floats:
    """(k, n) the cosine of every passage to each of k texts: one reading of the vectors for all of them."""
    found: Floats = np.stack([asked.vector for asked in every]) @ held.vectors.T
    return found


def _scores(held: Said, asked: _Asked, likeness: Floats) -> npt.NDArray[np.float64]:
    """(n,) cosine-like; the words of the nearest only are compared. ``likeness`` (n,) is the cosine itself."""
    drawn = _drawn(held, asked.vector, _nearest(held, likeness, FEEDBACK))
    scores = np.asarray(held.vectors @ drawn, np.float64)
    among = _nearest(held, scores, WORDS_AMONG)
    alike = wording.alike(asked.text, [held.mentions[at].text for at in among])
    of_words = np.zeros(len(scores))
    of_words[held.distinct[among]] = alike
    listed = np.isin(held.distinct, held.distinct[among])
    scores = scores + WORDS_WEIGHT * of_words[held.distinct] - np.where(listed, 0.0, WORDS_WEIGHT)
    return np.round(scores, ROUNDED)


def _drawn(held: Said, vector: Floats, towards: Sequence[int]) -> Floats:
    if not len(towards):
        return vector
    middle = _unit(held.vectors[list(towards)].mean(axis=0, dtype=np.float64)[None])[0]
    drawn: Floats = _unit((vector + FEEDBACK_WEIGHT * middle)[None])[0]
    return drawn


def _nearest(held: Said, scores: npt.NDArray[np.floating], limit: int) -> list[int]:
    """The rows with the highest scores, best first; of the same words one."""
    rounded = np.round(scores, ROUNDED)
    pool = np.flatnonzero(held.distinct == np.arange(len(held.distinct)))
    if len(pool) > 4 * limit:
        pool = pool[np.argpartition(-rounded[pool], 4 * limit)[: 4 * limit]]
    return sorted(pool.tolist(), key=lambda at: (-rounded[at], held.mentions[at].id))[:limit]


# ---- the cut


def _near_enough(held: Said, forms: Forms) -> float:
    """The cosine from which on a passage speaks to a question by itself.

    Half of the questions about other trades have no more than ``CONTROL_RANK`` of the passages nearer than what it
    stands on; the other half may be about the trade of this workspace.
    """
    said = len(held.vectors)
    rank = max(3, round(CONTROL_RANK * said))
    if rank > said:
        return NEAR[0] + NEAR[1] * 0.25
    best = []
    for some in range(0, len(forms.controls), _CONTROLS_AT_ONCE):
        likeness = forms.controls[some : some + _CONTROLS_AT_ONCE] @ held.vectors.T
        likeness.partition(said - rank, axis=1)
        best += likeness[:, said - rank].tolist()
    return round(NEAR[0] + NEAR[1] * float(np.median(best)), ROUNDED)


def _speaks(held: Said, asked: _Asked, likeness: Floats, near: float) -> Truth:
    """(n,) which passages speak to the text, of which ``likeness`` (n,) is the cosine."""
    likeness = np.round(likeness, ROUNDED)
    found: Truth = likeness >= near
    nearest = _nearest(held, likeness, SEEDS)
    seeds = [at for at in nearest if found[at]]
    if seeds:
        drawn = np.round(held.vectors @ _drawn(held, asked.vector, seeds), ROUNDED)
        found = found | ((drawn >= near + BESIDE[0]) & (likeness >= near - BESIDE[1]))
    if len(held.themes):
        among = held.labels[_nearest(held, held.vectors @ _drawn(held, asked.vector, nearest), AMONG[0])]
        standing = np.bincount(among[among >= 0], minlength=len(held.themes)) >= AMONG[1]
        themes = np.flatnonzero(standing & (np.round(held.centres @ asked.vector, ROUNDED) >= near))
        found = found | (np.isin(held.labels, themes) & (likeness >= near - IN_THEME))
    if not _is_spoken_of(held, asked, np.flatnonzero(found)):
        return np.zeros(len(found), np.bool_)
    return reach.taken_in(
        found, held.vectors, held.distinct, held.labels, held.centres, held.above, held.sources, held.languages
    )


def _is_spoken_of(held: Said, asked: _Asked, found: Whole) -> bool:
    """False where what was found is about something like the text, but not about it.

    It is so where a word of weight makes no passage found nearer to the text and stands in none of them, although they
    are close to what the word means: those on insurance, where car insurance was asked for. Only passages in the
    language of the text can hold its words; where they are few, nothing is told.
    """
    own = [at for at in found.tolist() if held.mentions[at].language == asked.spoken]
    if len(own) * 2 < len(found) or not len(found):
        return True
    likeness = held.vectors[found] @ asked.vector
    for word in asked.words:
        gain = _mean(likeness - held.vectors[found] @ word.without)
        if gain <= 0.0 and _holding(held, own, word.stem) < UNSPOKEN:
            near = held.vectors @ word.vector
            if _mean(near[found]) - _mean(near) >= AKIN * float(near.std(dtype=np.float64)):
                return False
    return True


def _holding(held: Said, rows: Sequence[int], stem: str) -> float:
    """The share of these passages that hold a word which begins so."""
    holds = re.compile(rf"\b{re.escape(stem)}")
    return sum(bool(holds.search(held.mentions[at].text.casefold())) for at in rows) / max(len(rows), 1)


def _mean(values: npt.NDArray[np.floating]) -> float:
    return round(float(values.mean(dtype=np.float64)), ROUNDED)


def _numbered(names: Sequence[str]) -> Whole:
    """(n,) a number for each name, the same for the same."""
    numbers: dict[str, int] = {}
    return np.fromiter((numbers.setdefault(name, len(numbers)) for name in names), np.int64, len(names))


def _unit(rows: npt.NDArray[np.float64]) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-9, lengths, 1.0), np.float32)
