"""What the voices say of a belief: how many for, against and beside, in which sources, who, and in which words.

A belief with a reason ("… because they close early") has two parts, each judged by itself: voices may confirm the
claim and not the reason. Which passages speak of a part's subject is told by the caller; which side they take, by
``stance``. One voice counts once; a verdict needs independent sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from insight_synth import evidence
from insight_synth.agenda import stance as stances
from insight_synth.agenda.could_tell import could_tell
from insight_synth.model import Citation, Mention, Snapshot, Verbatim
from insight_synth.model.hunches import (
    Hunch,
    HunchGroup,
    HunchPart,
    HunchSource,
    HunchTheme,
    HunchVerdict,
    Sides,
    Stance,
)

FEW = 3
"""Voices on a side from which on it is a side: fewer are anecdotes."""

QUOTES = 5

Relevant = Mapping[str, float]
"""Mention id → how much to the point it is, above 0 … 1; only mentions that speak of the part's subject."""

Verbatims = Callable[[Sequence[str]], Mapping[str, Verbatim]]
"""Verbatims by id, for quotations."""


@dataclass(frozen=True, slots=True)
class Belief:
    """A belief taken apart; ``reason`` is "" where it gives none."""

    text: str
    language: str
    claim: str
    reason: str

    @classmethod
    def of(cls, text: str, language: str) -> Belief:
        """The belief ``text`` in ``language``."""
        return cls(text.strip(), language, *stances.parts(text, language))


def hunch(
    belief: Belief,
    relevant: Sequence[Relevant],
    mentions: Sequence[Mention],
    shown: Snapshot,
    verbatims: Verbatims,
) -> Hunch:
    """The answer to a belief.

    Args:
        belief: the belief, taken apart.
        relevant: the passages that speak of the claim's subject, then, where there is a reason, of the reason's.
        mentions: all mentions of the workspace, with voice, theme and sentiment.
        shown: the newest analysis: themes to compare with, sources and their voices.
        verbatims: gives the verbatims of quotations.
    """
    claim = _part("claim", belief.claim, belief, relevant[0], mentions, shown, verbatims)
    reason = _part("reason", belief.reason, belief, relevant[1], mentions, shown, verbatims) if belief.reason else None
    doubtful = claim.verdict in ("thin", "no evidence") or (reason and reason.verdict in ("thin", "no evidence"))
    return Hunch(
        text=belief.text,
        language=belief.language,
        verdict=claim.verdict,
        claim=claim,
        reason=reason,
        could_tell=could_tell(belief.language, claim, shown) if doubtful else (),
    )


def verdict(sides: Sides, sources_for: int, sources_against: int) -> HunchVerdict:
    """What voices on both sides amount to.

    *Supported* or *contradicted* where the Wilson interval of the share in favour lies wholly on one side of one half
    and two independent sources or more say so; *mixed* where it does not and either side has voices enough.
    """
    told = sides.in_favour + sides.against
    if not told:
        return "no evidence"
    low, high = evidence.wilson(sides.in_favour, told)
    if low > 0.5 and sides.in_favour >= FEW:
        return "supported" if sources_for >= 2 else "thin"
    if high < 0.5 and sides.against >= FEW:
        return "contradicted" if sources_against >= 2 else "thin"
    return "mixed" if min(sides.in_favour, sides.against) >= FEW else "thin"


# ---- one part


def _part(
    role: Literal["claim", "reason"],
    text: str,
    belief: Belief,
    relevant: Relevant,
    mentions: Sequence[Mention],
    shown: Snapshot,
    verbatims: Verbatims,
) -> HunchPart:
    claimed = stances.belief_reading(text, belief.language)
    speaking = sorted((m for m in mentions if m.id in relevant), key=lambda m: (-relevant[m.id], m.id))
    said: dict[str, Stance] = {
        m.id: stances.stance(claimed, stances.reading(m.text, m.language), m.sentiment) for m in speaking
    }
    side_of = _side_of_each_voice(speaking, said)
    sides = _count(side_of.values())
    voices: dict[Stance, dict[str, set[str]]] = {"for": defaultdict(set), "against": defaultdict(set)}
    for mention in speaking:
        side = side_of[mention.voice_id]
        if side != "beside":
            voices[side][mention.source].add(mention.voice_id)
    sources_for, sources_against = (
        len(evidence.independent_sources({source: frozenset(ids) for source, ids in voices[side].items()}))
        for side in ("for", "against")
    )
    told = sides.in_favour + sides.against
    low, high = evidence.wilson(sides.in_favour, told)
    top = [theme for theme in shown.top_themes if theme.voices > 0]
    return HunchPart(
        role=role,
        text=text,
        verdict=verdict(sides, sources_for, sources_against),
        mentions=len(speaking),
        sides=sides,
        share=sides.in_favour / told if told else None,
        low=low,
        high=high,
        sources_for=sources_for,
        sources_against=sources_against,
        readable=bool(claimed.ends),
        sources=_sources(speaking, side_of, shown),
        who=_who(speaking, side_of, shown),
        themes=_themes(speaking, shown),
        rank=1 + sum(theme.voices > sides.voices for theme in top) if sides.voices else 0,
        of_themes=len(top),
        quotes_for=_quotes(speaking, said, side_of, "for", verbatims),
        quotes_against=_quotes(speaking, said, side_of, "against", verbatims),
        quotes_beside=_quotes(speaking, said, side_of, "beside", verbatims),
    )


def _side_of_each_voice(speaking: Sequence[Mention], said: Mapping[str, Stance]) -> dict[str, Stance]:
    """The side of each voice: that of its passages which take one; *beside* where they take none or both."""
    found: dict[str, set[Stance]] = defaultdict(set)
    for mention in speaking:
        found[mention.voice_id].add(said[mention.id])
    sides: dict[str, Stance] = {}
    for voice, taken in found.items():
        one = taken - {"beside"}
        sides[voice] = next(iter(one)) if len(one) == 1 else "beside"
    return sides


def _count(sides: Iterable[Stance]) -> Sides:
    listed = list(sides)
    return Sides(listed.count("for"), listed.count("against"), listed.count("beside"))


def _sources(speaking: Sequence[Mention], side_of: Mapping[str, Stance], shown: Snapshot) -> tuple[HunchSource, ...]:
    voices: dict[str, set[str]] = defaultdict(set)
    passages: dict[str, int] = defaultdict(int)
    for mention in speaking:
        voices[mention.source].add(mention.voice_id)
        passages[mention.source] += 1
    of = {profile.source.id: profile.voices for profile in shown.profiles}
    rows = []
    for source, ids in voices.items():
        total = max(of.get(source, 0), len(ids))
        low, high = evidence.wilson(len(ids), total)
        rows.append(
            HunchSource(
                source, passages[source], _count([side_of[voice] for voice in ids]), total, len(ids) / total, low, high
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.sides.voices, row.source)))


def _who(speaking: Sequence[Mention], side_of: Mapping[str, Stance], shown: Snapshot) -> tuple[HunchGroup, ...]:
    kinds = {profile.source.id: profile.source.kind for profile in shown.profiles}
    found: dict[tuple[Literal["group", "kind", "language", "year"], str], set[str]] = defaultdict(set)
    for mention in speaking:
        found["group", mention.segment].add(mention.voice_id)
        found["kind", kinds.get(mention.source, "")].add(mention.voice_id)
        found["language", mention.language].add(mention.voice_id)
        found["year", mention.date[:4]].add(mention.voice_id)
    order = ("group", "kind", "language", "year")
    rows = [HunchGroup(by, name, _count([side_of[voice] for voice in ids])) for (by, name), ids in found.items()]
    return tuple(sorted(rows, key=lambda row: (order.index(row.by), row.name == "", -row.sides.voices, row.name)))


def _themes(speaking: Sequence[Mention], shown: Snapshot) -> tuple[HunchTheme, ...]:
    """Top themes that its voices' passages stand in, those with a twentieth of the voices or more."""
    parents = {theme.id: theme.parent or theme.id for theme in shown.themes}
    of = len({mention.voice_id for mention in speaking})
    voices: dict[str, set[str]] = defaultdict(set)
    for mention in speaking:
        if mention.theme_id in parents:
            voices[parents[mention.theme_id]].add(mention.voice_id)
    rows = [HunchTheme(theme, len(ids), len(ids) / of) for theme, ids in voices.items() if len(ids) * 20 >= of]
    return tuple(sorted(rows, key=lambda row: (-row.voices, row.theme_id)))


def _quotes(
    speaking: Sequence[Mention],
    said: Mapping[str, Stance],
    side_of: Mapping[str, Stance],
    side: Stance,
    verbatims: Verbatims,
) -> tuple[Citation, ...]:
    """The most to the point on one side, of different people, no text twice, sources in turn."""
    chosen: list[Mention] = []
    voices: set[str] = set()
    texts: set[str] = set()
    of_source: dict[str, int] = defaultdict(int)
    for most in (1, 2, QUOTES):
        for mention in speaking:
            text = " ".join(mention.text.casefold().split()).rstrip(".!")
            if side_of[mention.voice_id] != side or said[mention.id] != side:
                continue
            if mention.voice_id in voices or text in texts:
                continue
            if of_source[mention.source] < most and len(chosen) < QUOTES:
                chosen.append(mention)
                voices.add(mention.voice_id)
                texts.add(text)
                of_source[mention.source] += 1
    rank = {mention.id: at for at, mention in enumerate(speaking)}
    chosen.sort(key=lambda mention: rank[mention.id])
    held = verbatims([mention.verbatim_id for mention in chosen])
    return tuple(evidence.citation(mention, held[mention.verbatim_id]) for mention in chosen)
