"""From mentions in themes to what is said of every source: the stages after themes, in their order.

Part of ``pipeline``, but without a workspace: a real company, a simulated one, and one with sources taken away are
judged by the same function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insight_synth import advice, catalog, evidence
from insight_synth.advice import AgendaWitnesses, Spoken
from insight_synth.agenda import answers as answers_of
from insight_synth.evidence.comparisons import comparisons
from insight_synth.model import (
    Advice,
    AgendaShare,
    Answer,
    Caveat,
    Citation,
    Comparison,
    Contradiction,
    Event,
    Export,
    Mention,
    Question,
    Source,
    SourceProfile,
    Triangulation,
    Verbatim,
)

METHOD = "5"  # raise it when sources are judged in another way: they are then judged anew, themes left as they are

Relevant = Mapping[str, Mapping[str, float]]
"""Question id → mention id → how much to the point it is, above 0 … 1; only mentions that speak to the question."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a company's sources delivered, as far as it counts."""

    sources: Mapping[str, Source]
    exports: Sequence[Export]
    verbatims: Sequence[Verbatim]  # duplicates included
    events: Sequence[Event]
    held_back: int = 0  # exports that count nowhere

    def voices_of_source(self) -> dict[str, int]:
        """``source id → number of its voices``, for every source."""
        voices: dict[str, set[str]] = defaultdict(set)
        for verbatim in self.verbatims:
            voices[verbatim.source].add(verbatim.voice_id)
        return {source: len(voices[source]) for source in sorted(self.sources)}


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything that is said once mentions are in themes."""

    told: Mapping[str, evidence.Recurrence]  # by theme id
    triangulation: Mapping[str, Triangulation]  # likewise
    profiles: tuple[SourceProfile, ...]  # sorted by source id, as advice is
    caveats: tuple[Caveat, ...]
    advice: tuple[Advice, ...]
    heard: evidence.Heard
    spoken: Spoken
    asked: AgendaWitnesses | None = None  # which sources answer the agenda's questions
    comparisons: tuple[Comparison, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    answers: tuple[Answer, ...] = ()
    agenda_shares: tuple[AgendaShare, ...] = ()
    cheapest: tuple[str, ...] = ()


def judged(
    delivered: Delivered,
    mentions: Sequence[Mention],
    parents: Mapping[str, str],
    now: str,
    questions: Sequence[Question] = (),
    relevant: Relevant | None = None,
    examples: Mapping[str, Sequence[Citation]] | None = None,
    ties: evidence.Ties | None = None,
) -> Judged:
    """Judges every source by what its mentions say.

    Args:
        delivered: what there is.
        mentions: all of it in passages, with theme, sentiment, voice and similarity; those in no theme too.
        parents: ``theme id → id of the theme above``, "" for a top theme.
        now: the newest date (ISO).
        questions: the agenda.
        relevant: which mentions speak to which question.
        examples: a few telling passages of each source, for its reasons to cite.
        ties: what makes verbatims one voice; without them a voice stays what it is where sources are taken away.
    """
    heard = evidence.Heard.of(mentions, parents, delivered.voices_of_source(), ties)
    found = evidence.witnesses(heard)
    told = evidence.recurrence(mentions, parents, delivered.voices_of_source(), heard, found)
    profiles = catalog.source_profiles(
        tuple(delivered.sources.values()),
        delivered.exports,
        delivered.verbatims,
        delivered.events,
        mentions,
        now,
    )
    felt = evidence.feelings(mentions, parents)
    reached = catalog.reaches(delivered.verbatims, delivered.events)
    caveats = catalog.caveats(profiles, reached)
    matched = relevant or {}
    answers = answers_of.answers(questions, matched, mentions, delivered.verbatims, parents)
    to_the_point = answers_of.voices_to_the_point(questions, matched, mentions)
    asked = AgendaWitnesses.of_answers(heard.sources, answers, to_the_point) if answers else None
    given = advice.advise(profiles, mentions, heard, asked, caveats, examples, matched)
    retired = [entry.source for entry in given if entry.verdict == "retire"]
    return Judged(
        told=told,
        triangulation=evidence.triangulation(told, felt, delivered.sources),
        contradictions=evidence.contradictions(told, felt, parents, profiles),
        profiles=profiles,
        caveats=caveats,
        comparisons=comparisons(told, mentions, parents, delivered.verbatims, profiles, caveats, reached),
        advice=given,
        cheapest=advice.cheapest_set(heard, profiles, asked, retired),
        answers=answers,
        agenda_shares=answers_of.agenda_shares(answers, to_the_point, delivered.voices_of_source()),
        heard=heard,
        spoken=Spoken.of(mentions, heard.sources, heard.parents, now),
        asked=asked,
    )
