"""How far the data answer each question: who speaks to it, in which sources, whether they agree.

A source *counts* for a question when more of its voices speak to it than passages found by mistake would give. A
question is *answered* by two independent sources that count, *thin* with one, *open* with none, and *contradicted*
where two independent ones feel the opposite about it beyond how they feel about everything else. A question about a
customer group is answered by voices of that group only: who belongs to it must be told by the source.

Which passages speak to a question is ``matching``'s business; here they are counted, one voice once. Themes that a
person bound to a question speak to it whole, whatever ``matching`` finds.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from insight_synth import evidence
from insight_synth.model import AgendaShare, Answer, Mention, Question, SourceAnswer, Verbatim

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["agenda_shares", "answers", "bound_to", "voices_to_the_point", "with_nearest", "with_quotes"]

Relevant = Mapping[str, Mapping[str, float]]
Voices = Mapping[str, Mapping[str, frozenset[str]]]

MISTAKEN = 0.25
"""Share of the passages found that may not speak to the question. Of those judged by hand one in ten does not
(benchmarks/agenda_matching.py); other data may be harder."""
MINIMUM_VOICES = 3  # fewer are never more than mistakes, except …
SMALL_SOURCE = 40  # … in a source of fewer voices than this, where two may count
CHANCE = 0.01
OPPOSED_VOICES = 5  # voices of a source that must have been judged before it can contradict another
OPPOSED_CHANCE = 0.01
THEME_MENTIONS = 3  # mentions to the point from which on a theme speaks to a question, if they are …
THEME_SHARE = 0.1  # … this share of the theme
BEST = 60  # passages most to the point that quotations are chosen from
NEAREST = 3  # passages shown that come nearest to an open or thin question without being counted
BOUND = 0.001  # how much to the point a passage is that only a person's word makes speak to a question


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one source says to one question."""

    mentions: tuple[Mention, ...]
    voices: frozenset[str]


def answers(
    questions: Sequence[Question],
    relevant: Relevant,
    mentions: Iterable[Mention],
    verbatims: Iterable[Verbatim],
    parents: Mapping[str, str] | None = None,
) -> tuple[Answer, ...]:
    """How each question stands, by priority, then in the order given; without quotations (``with_quotes``).

    Args:
        questions: the agenda.
        relevant: question id → mention id → score, only of mentions that speak to the question.
        mentions: all mentions of the workspace, with theme, sentiment, voice and customer group.
        verbatims: all that were delivered, duplicates included, with voice and customer group.
        parents: ``theme id → id of the theme above``, by which it is known which themes there are.
    """
    held = tuple(mentions)
    known = {mention.theme_id for mention in held} | set(parents or {}) | set((parents or {}).values())
    by_id = {mention.id: mention for mention in held}
    of_group = _voices_by_group(verbatims)
    sizes = Counter(mention.theme_id for mention in held)
    of_source: dict[str, list[Mention]] = defaultdict(list)
    for mention in held:
        of_source[mention.source].append(mention)
    ordered = sorted(questions, key=lambda question: question.priority)
    return tuple(
        replace(
            _answer(q, relevant.get(q.id, {}), by_id, of_group, sizes, of_source),
            bound=tuple(theme for theme in q.themes if theme in known),
            gone=tuple(theme for theme in q.themes if theme not in known),
        )
        for q in ordered
    )


def bound_to(
    question: Question, mentions: Iterable[Mention], parents: Mapping[str, str] | None = None
) -> dict[str, float]:
    """Mention id → score of all passages in the themes that a person bound to the question, and in their sub-themes."""
    wanted = set(question.themes)
    return {
        mention.id: BOUND
        for mention in (mentions if wanted else ())
        if mention.theme_id and wanted & {mention.theme_id, (parents or {}).get(mention.theme_id, "")}
    }


def voices_to_the_point(
    questions: Sequence[Question], relevant: Relevant, mentions: Iterable[Mention]
) -> dict[str, dict[str, frozenset[str]]]:
    """Question id → source id → the voices that speak to it, of the question's customer group where it names one."""
    by_id = {mention.id: mention for mention in mentions}
    return {
        question.id: {
            source: heard.voices
            for source, heard in _heard(question, relevant.get(question.id, {}), by_id).items()
        }
        for question in questions
    }  # fmt: skip


def agenda_shares(
    found: Sequence[Answer], voices: Voices, voices_of_source: Mapping[str, int]
) -> tuple[AgendaShare, ...]:
    """What share of each source's voices speaks to any question, sorted by source id; sources without voices left out.

    Args:
        found: the answers.
        voices: as :func:`voices_to_the_point` gives them.
        voices_of_source: ``source id → number of its voices``.
    """
    if not found:
        return ()
    shares = []
    for source, of_voices in sorted(voices_of_source.items()):
        if not of_voices:
            continue
        own = frozenset[str]().union(*(by_source.get(source, frozenset()) for by_source in voices.values()))
        low, high = evidence.wilson(len(own), of_voices)
        helps = tuple(a.question.id for a in found if any(row.source == source and row.counts for row in a.sources))
        shares.append(AgendaShare(source, len(own), of_voices, len(own) / of_voices, low, high, helps))
    return tuple(shares)


def with_quotes(
    found: Sequence[Answer],
    relevant: Relevant,
    telling: Sequence[Mention],
    vectors: npt.NDArray[np.float32],
    verbatims: Mapping[str, Verbatim],
    limit: int = 5,
) -> tuple[Answer, ...]:
    """The answers with quotations from sources that count; where none does, from those there are.

    Args:
        found: the answers.
        relevant: question id → mention id → score.
        telling: n mentions.
        vectors: (n, d) float32 unit rows, one a mention.
        verbatims: ``verbatim id → verbatim`` for at least those of the mentions quoted.
        limit: quotations an answer, at most.
    """
    at = {mention.id: row for row, mention in enumerate(telling)}
    quoted = []
    for answer in found:
        scores = {key: score for key, score in relevant.get(answer.question.id, {}).items() if key in at}
        counting = {row.source for row in answer.sources if row.counts} or {row.source for row in answer.sources}
        rows = [
            at[key]
            for key in sorted(scores, key=lambda key: (-scores[key], key))
            if telling[at[key]].source in counting and _belongs(telling[at[key]], answer.question)
        ][:BEST]
        chosen = [telling[row] for row in rows]
        quoted.append(replace(answer, quotes=evidence.quotes(chosen, vectors[rows], verbatims, limit) if rows else ()))
    return tuple(quoted)


def with_nearest(
    found: Sequence[Answer],
    ranked: Mapping[str, Sequence[str]],
    relevant: Relevant,
    telling: Iterable[Mention],
    verbatims: Mapping[str, Verbatim],
    limit: int = NEAREST,
) -> tuple[Answer, ...]:
    """The answers; those that are open or thin with the passages that come nearest without being counted.

    Args:
        found: the answers.
        ranked: question id → mention ids, nearest first.
        relevant: question id → mention id → score.
        telling: the mentions ranked.
        verbatims: ``verbatim id → verbatim`` for at least those of the mentions ranked.
        limit: passages an answer, at most.
    """
    by_id = {mention.id: mention for mention in telling}
    shown = []
    for answer in found:
        counted = relevant.get(answer.question.id, {})
        nearest: list[Mention] = []
        if answer.state in ("open", "thin"):
            ids = ranked.get(answer.question.id, ())
            own = [by_id[key] for key in ids if key in by_id and key not in counted]
            nearest = [mention for mention in own if _belongs(mention, answer.question)][:limit]
        cited = tuple(evidence.citation(mention, verbatims[mention.verbatim_id]) for mention in nearest)
        shown.append(replace(answer, nearest=cited))
    return tuple(shown)


# ---- one question


def _answer(
    question: Question,
    scores: Mapping[str, float],
    by_id: Mapping[str, Mention],
    of_group: Mapping[str, Mapping[str, int]],
    sizes: Mapping[str, int],
    of_source: Mapping[str, Sequence[Mention]],
) -> Answer:
    group = question.group.casefold()
    heard = _heard(question, scores, by_id)
    of_voices = {source: groups.get(group, 0) for source, groups in of_group.items()}
    rows = _source_answers(heard, of_voices)
    counting = {row.source: heard[row.source].voices for row in rows if row.counts}
    independent = evidence.independent_sources(counting) if counting else ()
    opposed = _opposed(independent, heard, of_source)
    state = "contradicted" if opposed else ("open", "thin", "answered")[min(len(independent), 2)]
    speaking = [mention for one in heard.values() for mention in one.mentions]
    silent_on_groups = () if not group else _groupless(question, scores, by_id, of_group)
    return Answer(
        question=question,
        state=state,  # type: ignore[arg-type]
        mentions=len(speaking),
        voices=len(frozenset[str]().union(*(one.voices for one in heard.values()))),
        independent_sources=len(independent),
        sources=rows,
        themes=_themes(speaking, sizes),
        opposed=opposed,
        groupless=silent_on_groups,
    )


def _heard(question: Question, scores: Mapping[str, float], by_id: Mapping[str, Mention]) -> dict[str, _Heard]:
    found: dict[str, list[Mention]] = defaultdict(list)
    for key in sorted(scores):
        mention = by_id.get(key)
        if mention is not None and _belongs(mention, question):
            found[mention.source].append(mention)
    return {
        source: _Heard(tuple(own), frozenset(mention.voice_id for mention in own))
        for source, own in sorted(found.items())
    }


def _belongs(mention: Mention, question: Question) -> bool:
    return not question.group or mention.segment.casefold() == question.group.casefold()


def _source_answers(heard: Mapping[str, _Heard], of_voices: Mapping[str, int]) -> tuple[SourceAnswer, ...]:
    everyone = sum(of_voices.values())
    speaking = sum(len(one.voices) for one in heard.values())
    mistaken = MISTAKEN * speaking / max(everyone, 1)
    rows = []
    for source, one in heard.items():
        of = max(of_voices.get(source, 0), len(one.voices))
        low, high = evidence.wilson(len(one.voices), of)
        felt = Counter(mention.sentiment for mention in one.mentions)
        rows.append(
            SourceAnswer(
                source=source,
                mentions=len(one.mentions),
                voices=len(one.voices),
                of_voices=of,
                share=len(one.voices) / of,
                low=low,
                high=high,
                counts=_counts(len(one.voices), of, mistaken),
                negative=felt["negative"],
                neutral=felt["neutral"],
                positive=felt["positive"],
                mixed=felt["mixed"],
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.voices, row.source)))


def _counts(voices: int, of_voices: int, mistaken: float) -> bool:
    """Whether so many voices are more than passages found by mistake, spread evenly, would give (binomial)."""
    from scipy.stats import binom

    if voices < MINIMUM_VOICES - (of_voices < SMALL_SOURCE):
        return False
    return float(binom.sf(voices - 1, of_voices, min(mistaken, 1.0))) <= CHANCE


def _groupless(
    question: Question,
    scores: Mapping[str, float],
    by_id: Mapping[str, Mention],
    of_group: Mapping[str, Mapping[str, int]],
) -> tuple[str, ...]:
    """Sources that speak to the question but tell of none of their voices that they belong to its group."""
    group = question.group.casefold()
    speaking = {by_id[key].source for key in scores if key in by_id}
    return tuple(sorted(source for source in speaking if not of_group.get(source, {}).get(group, 0)))


def _themes(speaking: Sequence[Mention], sizes: Mapping[str, int]) -> tuple[str, ...]:
    """Ids of the themes that speak to it: those of which most does, weighed by how much that is."""
    found = Counter(mention.theme_id for mention in speaking if mention.theme_id)
    worth = {
        theme: count * count / sizes[theme]
        for theme, count in found.items()
        if count >= THEME_MENTIONS and count >= THEME_SHARE * sizes[theme]
    }
    return tuple(sorted(worth, key=lambda theme: (-worth[theme], theme)))


# ---- contradiction


def _opposed(
    independent: Sequence[str], heard: Mapping[str, _Heard], of_source: Mapping[str, Sequence[Mention]]
) -> tuple[str, ...]:
    """The two sources that feel the opposite, the more negative first; () where no two do.

    One must be mostly negative and the other mostly positive, and their odds ratio on the question must lie beyond the
    one on all else they say (test of homogeneity of two odds ratios, Woolf 1955, with ½ added to each count as
    Haldane and Anscombe do), so that a complaints register does not contradict a review site by being one.
    """
    felt = {source: _voices_felt(heard[source].mentions) for source in independent}
    pairs = [
        (left, right) if _leans(felt[left]) <= _leans(felt[right]) else (right, left)
        for left, right in combinations(sorted(felt), 2)
    ]
    found = []
    for left, right in pairs:
        enough = min(sum(felt[left]), sum(felt[right])) >= OPPOSED_VOICES
        if enough and _leans(felt[left]) < 0 < _leans(felt[right]):
            usual = [_felt_otherwise(of_source[source], heard[source]) for source in (left, right)]
            p = _p_of_difference(felt[left], felt[right], usual[0], usual[1])
            if p * len(pairs) <= OPPOSED_CHANCE:
                found.append((p, left, right))
    return min(found)[1:] if found else ()


def _voices_felt(mentions: Iterable[Mention]) -> tuple[int, int]:
    """How many voices are rather negative, and how many rather positive; one voice counts once."""
    balance: dict[str, int] = defaultdict(int)
    for mention in mentions:
        balance[mention.voice_id] += (mention.sentiment == "positive") - (mention.sentiment == "negative")
    return sum(value < 0 for value in balance.values()), sum(value > 0 for value in balance.values())


def _felt_otherwise(mentions: Iterable[Mention], heard: _Heard) -> tuple[int, int]:
    to_the_point = {mention.id for mention in heard.mentions}
    return _voices_felt(mention for mention in mentions if mention.id not in to_the_point)


def _leans(felt: tuple[int, int]) -> int:
    return felt[1] - felt[0]


def _p_of_difference(
    left: tuple[int, int], right: tuple[int, int], left_usual: tuple[int, int], right_usual: tuple[int, int]
) -> float:
    """One-sided: that left is so much more negative than right by chance, beyond what is usual between the two."""
    from scipy.stats import norm

    def odds_ratio(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
        a, b, c, d = (count + 0.5 for count in (*one, *other))
        return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d

    here, spread = odds_ratio(left, right)
    usual, usual_spread = odds_ratio(left_usual, right_usual)
    return float(norm.sf((here - max(usual, 0.0)) / math.sqrt(spread + usual_spread)))


def _voices_by_group(verbatims: Iterable[Verbatim]) -> dict[str, dict[str, int]]:
    """Source id → customer group, casefolded, "" for all → number of its voices."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for verbatim in verbatims:
        for group in {"", verbatim.segment.casefold()}:
            found[verbatim.source][group].add(verbatim.voice_id)
    return {source: {group: len(ids) for group, ids in by.items()} for source, by in sorted(found.items())}
