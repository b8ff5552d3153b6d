"""From mentions in themes to what is said of every source: the stages after themes, in their order.

Part of ``pipeline``, but without a workspace: a real company, a simulated one, and one with sources taken away are
judged by the same function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from insight_synth import advice, catalog, evidence
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
    Verbatim,
)

Relevant = Mapping[str, Mapping[str, float]]
"""Question id → mention id → how much to the point it is, above 0 … 1; only mentions that speak to the question."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a company's sources delivered, as far as it counts."""

    sources: Mapping[str, Source]
    exports: Sequence[Export]
    verbatims: Sequence[Verbatim]  # duplicates included
    events: Sequence[Event]

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
    profiles: tuple[SourceProfile, ...]  # sorted by source id, as advice is
    caveats: tuple[Caveat, ...]
    advice: tuple[Advice, ...]
    comparisons: tuple[Comparison, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    answers: tuple[Answer, ...] = ()
    agenda_shares: tuple[AgendaShare, ...] = ()
    cheapest: tuple[str, ...] = ()
    standing: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)


def judged(
    delivered: Delivered,
    mentions: Sequence[Mention],
    parents: Mapping[str, str],
    now: str,
    questions: Sequence[Question] = (),
    relevant: Relevant | None = None,
    examples: Mapping[str, Sequence[Citation]] | None = None,
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
    """
    heard = evidence.Heard.of(mentions, parents, delivered.voices_of_source())
    told = evidence.recurrence(mentions, parents, delivered.voices_of_source(), heard)
    profiles = catalog.source_profiles(
        tuple(delivered.sources.values()),
        delivered.exports,
        delivered.verbatims,
        delivered.events,
        mentions,
        now,
    )
    standing = _standing(told, mentions, parents)
    reached = catalog.reaches(delivered.verbatims, delivered.events)
    caveats = catalog.caveats(profiles, reached)
    return Judged(
        told=told,
        profiles=profiles,
        caveats=caveats,
        comparisons=comparisons(told, mentions, parents, delivered.verbatims, profiles, caveats, reached),
        advice=advice.advise(profiles, mentions, parents, standing, examples or {}),
        standing=standing,
    )


def _standing(
    told: Mapping[str, evidence.Recurrence], mentions: Sequence[Mention], parents: Mapping[str, str]
) -> dict[str, dict[str, frozenset[str]]]:
    """Theme id → source id → voices, for the sources each theme stands in."""
    stands = {(theme, row.source) for theme, found in told.items() for row in found.evidence if row.stands}
    voices: dict[str, dict[str, set[str]]] = {theme: {} for theme in parents}
    for mention in mentions:
        for theme in (mention.theme_id, parents.get(mention.theme_id, "")):
            if theme and (theme, mention.source) in stands:
                voices[theme].setdefault(mention.source, set()).add(mention.voice_id)
    return {theme: {source: frozenset(ids) for source, ids in sorted(by.items())} for theme, by in voices.items()}
