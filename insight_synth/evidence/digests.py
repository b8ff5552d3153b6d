"""What one source says, in few sentences out of it: its main points, what only it says, what it never speaks of.

It chooses among themes and passages; names and counts are not its business, nor is redaction, which is the reports'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from insight_synth.evidence.intervals import discoveries
from insight_synth.evidence.sentences import best_sentence, evenly, middle_of, says_something
from insight_synth.language import stop_words, words
from insight_synth.model import Citation, Evidence, Mention, Point, Source, SourceDigest, Verbatim

if TYPE_CHECKING:
    from insight_synth.evidence.recurrence import Recurrence

Vectors = npt.NDArray[np.float32]

MOST_POINTS = 7
OWN_POINTS = 2  # of them kept for what the source dwells on more than others do
DWELLS = 2.0  # times the share among all other voices that the source's share must surely exceed for that
WEIGHED = 12  # themes of a source that are looked at, of each sort
SAME = 0.5  # cosine of two sentences from which on they make one point
SAME_THEME = 0.3  # the same for two of one theme at the top
SPEAKS_FOR = 0.25  # share of a theme's voices in the source that a sub-theme must have to speak for it
UNFELT = 0.5  # what a passage that neither praises nor blames weighs less
SHORTEST_NAME = 3  # letters
NAMED_AFTER = 0.6  # share of its passages with the source's own name, from which on a theme says who, not what
AKIN = 0.5  # cosine of what a source says on a theme to all of the theme, below which it is something else
SILENT = 0.1  # of the voices that other sources would lead to expect: the most that still is silence
HEARD_WIDELY = 1 / 3  # share of the sources a theme must stand in before silence on it tells anything


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What a source says on one theme: its voices, and the sentence that stands for it."""

    top: str  # the theme at the top that it belongs to
    evidence: Evidence
    sentence: Citation
    voice: str
    vector: Vectors  # (d,) of the sentence
    middle: Vectors  # (d,) of all it says on the theme


def digests(
    sources: Mapping[str, Source],
    parents: Mapping[str, str],
    told: Mapping[str, Recurrence],
    telling: Sequence[Mention],
    vectors: Vectors,
    verbatims: Mapping[str, Verbatim],
) -> tuple[SourceDigest, ...]:
    """Every source in few sentences.

    Args:
        sources: ``source id → source``.
        parents: ``theme id → id of the theme above``, "" for a top theme.
        told: what is known of each theme of ``parents``.
        telling: n mentions that say something, each with its theme ("" for none) and voice.
        vectors: (n, d) float32, unit rows, one a mention.
        verbatims: ``verbatim id → verbatim`` for at least theirs.

    Returns:
        One digest a source that any mention is from, by source id. Its points are themes that stand in it, each with
        one whole sentence of its own; their ``voices`` and ``of_voices`` are those of the theme's evidence.
    """
    rows, members = _rows(telling, parents)
    speaks = {theme for theme, own in members.items() if says_something(own, telling)}
    silent = _silent(sorted(rows), {theme for theme in speaks if not parents[theme] and told[theme].recurs}, told, rows)
    middles = {theme: middle_of(vectors[own]) for theme, own in members.items()}
    found = []
    for source in sorted(sources.keys() & rows.keys()):
        said = _said(sources[source], parents, told, telling, vectors, verbatims, rows[source], middles, speaks)
        only = [
            one.evidence.theme_id
            for one in said
            if _stands_only(source, told[one.evidence.theme_id])
            and _is_own_matter(one.evidence.theme_id, parents, members)
        ]
        points = tuple(
            Point(one.evidence.theme_id, one.sentence, one.evidence.voices, one.evidence.of_voices)
            for one in _chosen(said, parents, told)
        )
        lone = sorted(
            {theme for theme in only if parents[theme] not in only}, key=lambda theme: (-told[theme].voices, theme)
        )
        found.append(SourceDigest(source, points, tuple(lone), silent.get(source, ())))
    return tuple(found)


# ---- what a source says


def _rows(
    telling: Sequence[Mention], parents: Mapping[str, str]
) -> tuple[dict[str, dict[str, list[int]]], dict[str, list[int]]]:
    """Rows of the mentions of each theme, its sub-themes' too, by mention id: source by source, and all of them."""
    by_source: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    members: dict[str, list[int]] = {theme: [] for theme in parents}
    ids = [mention.id for mention in telling]
    for at in sorted(range(len(ids)), key=ids.__getitem__):
        theme = telling[at].theme_id
        of_source = by_source[telling[at].source]
        for own in (theme, parents[theme]) if theme else ():
            if own:
                of_source[own].append(at)
                members[own].append(at)
    return by_source, members


def _said(
    source: Source,
    parents: Mapping[str, str],
    told: Mapping[str, Recurrence],
    telling: Sequence[Mention],
    vectors: Vectors,
    verbatims: Mapping[str, Verbatim],
    rows: Mapping[str, list[int]],
    middles: Mapping[str, Vectors],
    speaks: Collection[str],
) -> list[_Said]:
    """What the source says on the themes that weigh most in it, where it says something, and of the theme itself."""
    standing = {
        theme: row
        for theme in rows
        if theme in speaks
        for row in told[theme].evidence
        if row.source == source.id and row.stands
    }
    found = []
    for theme in _weighed(standing, told, source.id):
        if _named_after(source, [telling[at] for at in evenly(rows[theme])]):
            continue
        middle = middle_of(vectors[rows[theme]])
        if float(middle @ middles[theme]) < AKIN:
            continue
        sentence = best_sentence(
            rows[theme], middle_of(np.stack([middle, middles[theme]])), telling, vectors, verbatims
        )
        if sentence is not None:
            at, cited = sentence
            found.append(
                _Said(parents[theme] or theme, standing[theme], cited, telling[at].voice_id, vectors[at], middle)
            )
    return found


def _weighed(standing: Mapping[str, Evidence], told: Mapping[str, Recurrence], source: str) -> list[str]:
    """The themes most voices speak of, those most its own, and all that stand nowhere else."""
    by_voices = sorted(standing, key=lambda theme: (-standing[theme].voices, theme))
    by_own = sorted(standing, key=lambda theme: (-_dwelling(standing[theme], told[theme]), theme))
    only = [theme for theme in by_voices if _stands_only(source, told[theme])]
    return list(dict.fromkeys([*by_voices[:WEIGHED], *by_own[:WEIGHED], *only]))


def _named_after(source: Source, said: Sequence[Mention]) -> bool:
    """Whether what holds these passages together is the name of whom they speak of."""
    small = stop_words("en") | stop_words("fi") | stop_words("pl")
    written = [source.id.replace("-", " ")[start:end] for start, end in words(source.id.replace("-", " "))]
    written += [word for start, end in words(source.name) if (word := source.name[start:end])[0].isupper()]
    names = {word.casefold() for word in written if len(word) >= SHORTEST_NAME} - small
    found = 0
    for mention in said:
        text = mention.text
        found += any(text[start].isupper() and text[start:end].casefold() in names for start, end in words(text))
    return found >= NAMED_AFTER * len(said)


def _is_own_matter(theme: str, parents: Mapping[str, str], members: Mapping[str, list[int]]) -> bool:
    """Whether a theme is a matter of its own: at the top, or most of the theme above it.

    That a part of what everybody speaks of stands in one source only tells how the theme was parted, not who speaks.
    """
    return not parents[theme] or 2 * len(members[theme]) > len(members[parents[theme]])


def _dwelling(row: Evidence, told: Recurrence) -> float:
    """By how much the source surely speaks more of the theme than the others do: a difference of shares."""
    others = [other for other in told.evidence if other.source != row.source and other.of_voices]
    elsewhere = sum(other.voices for other in others) / max(sum(other.of_voices for other in others), 1)
    return row.low - DWELLS * elsewhere


def _stands_only(source: str, told: Recurrence) -> bool:
    return {row.source for row in told.evidence if row.stands} == {source}


def _chosen(said: Sequence[_Said], parents: Mapping[str, str], told: Mapping[str, Recurrence]) -> list[_Said]:
    """The points: most voices first, no two saying the same, with room for what is the source's own.

    A theme at the top speaks once by its largest sub-theme before any speaks twice.
    """
    weight = {one.top: 0.0 for one in said}
    for one in said:
        weight[one.top] = max(weight[one.top], one.evidence.voices * (1 - UNFELT * _neutral(one.evidence)))
    finest = [one for one in said if parents[one.evidence.theme_id] or one.top not in set(parents.values())]
    finest.sort(key=lambda one: (-one.evidence.voices, one.evidence.theme_id))
    first: dict[str, _Said] = {}
    for one in finest + list(said):
        if one.top not in first and one.evidence.voices >= SPEAKS_FOR * weight[one.top]:
            first[one.top] = one
    tops = sorted(first.values(), key=lambda one: (-weight[one.top], one.evidence.theme_id))
    own = [one for one in [*tops, *finest] if _dwelling(one.evidence, told[one.evidence.theme_id]) > 0]
    own.sort(key=lambda one: (-_dwelling(one.evidence, told[one.evidence.theme_id]), one.evidence.theme_id))
    chosen: list[_Said] = []
    for wanted, most in (
        (tops, MOST_POINTS - OWN_POINTS),
        (own, MOST_POINTS),
        (tops, MOST_POINTS),
        (finest, MOST_POINTS),
    ):
        for one in wanted:
            if len(chosen) >= most:
                break
            if one not in chosen and not any(_same(one, other) for other in chosen):
                chosen.append(one)
    return sorted(chosen, key=lambda one: (-one.evidence.voices, one.evidence.theme_id))


def _neutral(row: Evidence) -> float:
    """Share of the judged passages that neither praise nor blame."""
    return row.neutral / max(row.negative + row.neutral + row.positive + row.mixed, 1)


def _same(one: _Said, other: _Said) -> bool:
    """Whether two make one point; of one theme at the top they must be further apart."""
    limit = SAME_THEME if one.top == other.top else SAME
    return (
        one.voice == other.voice
        or float(one.vector @ other.vector) >= limit
        or (one.top == other.top and float(one.middle @ other.middle) >= SAME)
    )


# ---- what a source never speaks of


def _silent(
    sources: Sequence[str],
    recurring: Collection[str],
    told: Mapping[str, Recurrence],
    rows: Mapping[str, Mapping[str, list[int]]],
) -> dict[str, tuple[str, ...]]:
    """Source → recurring themes at the top that it is silent on beyond chance, what others say most of first.

    Expected is the median share of the sources the theme stands in; the probability of so few voices is binomial, and
    false discoveries are held at 5 % over all sources and themes (Benjamini and Hochberg 1995).
    """
    from scipy.stats import binom

    of_voices = {row.source: row.of_voices for one in told.values() for row in one.evidence}
    tested: list[tuple[str, str, float]] = []
    probabilities = []
    for theme in sorted(recurring):
        heard = {row.source: row for row in told[theme].evidence}
        shares = [row.share for row in heard.values() if row.stands]
        if len(shares) < HEARD_WIDELY * len(rows):
            continue
        usual = float(np.median(shares))
        for source in sources:
            voices = heard[source].voices if source in heard else 0
            if source in of_voices and not (source in heard and heard[source].stands):
                tested.append((source, theme, usual))
                few = voices <= SILENT * usual * of_voices[source]
                probabilities.append(float(binom.cdf(voices, of_voices[source], usual)) if few else 1.0)
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (source, theme, usual), passes in zip(tested, discoveries(probabilities), strict=True):
        if passes:
            found[source].append((-usual, theme))
    return {source: tuple(theme for _, theme in sorted(silent)) for source, silent in found.items()}
