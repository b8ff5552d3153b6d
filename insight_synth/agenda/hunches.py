"""What the voices say of a belief: how many for, against and beside, in which sources, who, and in which words.

A belief with a reason ("… because they close early") has two parts, each judged by itself: voices may confirm the
claim and not the reason. Which passages speak of a part's subject is told by the caller; which side they take, by
``stance``. One voice counts once; a verdict needs independent sources.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from insight_synth import evidence
from insight_synth.agenda import stance as stances
from insight_synth.agenda.could_tell import could_tell
from insight_synth.agenda.neutral import neutral_topic, subject_stems
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

FEW = 5
"""Voices on a side from which on it can carry a verdict: fewer are anecdotes."""

CLEAR = 2 / 3
"""The share of those who take a side from which on the answer is clear: with less, both sides are there."""

QUOTES = 5

RARE = 0.002
"""The share of all passages in its language below which a word is rare; asked of ``SPOKEN_ENOUGH`` passages or more."""
SPOKEN_ENOUGH = 500
UNHEARD = 0.05
"""The share of the passages found below which a rare word is not what they are about."""

Relevant = Mapping[str, float]
"""Mention id → how much to the point it is, above 0 … 1; only mentions that speak of the part's subject."""

Verbatims = Callable[[Sequence[str]], Mapping[str, Verbatim]]
"""Verbatims by id, for quotations."""

Heard = Callable[[str, str], tuple[int, int]]
"""``heard(beginning, language)``: how many mentions in that language, or in none that is known, hold a word that begins
so (casefolded), and how many such mentions there are in all."""


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

    @property
    def texts(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """What to match with passages, for each part: the part as it is put, and the subject without what is claimed.

        Each as a statement and as a question, for people's words lie now nearer to the one and now to the other. A
        reason says "they close early": of what, the claim tells.
        """
        wholes = [self.claim, f"{self.claim}: {self.reason}"] if self.reason else [self.claim]
        subject = stances.without_claim(self.claim, self.language) if neutral_topic(self.claim, self.language) else ""
        return tuple((_both_ways(whole), _both_ways(subject)) for whole in wholes)


def _both_ways(text: str) -> tuple[str, ...]:
    return (text, f"{text.rstrip(' .!?')}?") if text else ()


def hunch(
    belief: Belief,
    relevant: Mapping[str, Relevant],
    mentions: Sequence[Mention],
    heard: Heard,
    shown: Snapshot,
    verbatims: Verbatims,
) -> Hunch:
    """The answer to a belief.

    Args:
        belief: the belief, taken apart.
        relevant: the passages that speak to each of the texts in ``belief.texts``.
        mentions: those of ``relevant``, sorted by id, with voice, theme and sentiment; others are passed over.
        heard: how often a word is said at all.
        shown: the newest analysis: themes to compare with, sources and their voices.
        verbatims: gives the verbatims of quotations.
    """
    near = [tuple(_nearest(relevant, texts) for texts in part) for part in belief.texts]
    found = {key for part in near for scores in part for key in scores}
    close = [mention for mention in mentions if mention.id in found]
    claim = _part("claim", belief.claim, belief, near[0], close, heard, shown, verbatims)
    reason = (
        _part("reason", belief.reason, belief, near[1], close, heard, shown, verbatims) if belief.reason else None
    )
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

    *Supported* or *contradicted* where two of three who take a side say so, the Wilson interval of that share lies
    above one half, and two independent sources or more say so; *mixed* where both sides have voices enough.
    """
    told = sides.in_favour + sides.against
    if not told:
        return "no evidence"
    low, high = evidence.wilson(sides.in_favour, told)
    if low > 0.5 and sides.in_favour >= max(FEW, CLEAR * told):
        return "supported" if sources_for >= 2 else "thin"
    if high < 0.5 and sides.against >= max(FEW, CLEAR * told):
        return "contradicted" if sources_against >= 2 else "thin"
    return "mixed" if min(sides.in_favour, sides.against) >= FEW else "thin"


def _nearest(relevant: Mapping[str, Relevant], texts: Sequence[str]) -> Relevant:
    """Mention id → how much to the point it is for any of ``texts``."""
    found: dict[str, float] = {}
    for text in texts:
        for mention, score in relevant[text].items():
            found[mention] = max(score, found.get(mention, 0.0))
    return found


# ---- one part


def _part(
    role: Literal["claim", "reason"],
    text: str,
    belief: Belief,
    relevant: Sequence[Relevant],
    close: Sequence[Mention],
    heard: Heard,
    shown: Snapshot,
    verbatims: Verbatims,
) -> HunchPart:
    claimed = stances.belief_reading(text, belief.language)
    said: dict[str, Stance] = {}
    speaking: list[Mention] = []
    as_put, on_subject = relevant
    for mention in close:
        if mention.id not in as_put and mention.id not in on_subject:
            continue
        side = stances.stance(claimed, stances.reading(mention.text, mention.language))
        # Of all that is said of the subject only what takes a side is to the point, unless there is nothing nearer.
        if mention.id in as_put or side != "beside" or not as_put:
            said[mention.id] = side
            speaking.append(mention)
    unheard = _unheard(belief.claim, belief.language, speaking, heard)
    if unheard:
        speaking = []
    speaking.sort(key=lambda m: (m.id not in as_put, -as_put.get(m.id, on_subject.get(m.id, 0.0)), m.id))
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
        unheard=unheard,
        sources=_sources(speaking, side_of, shown),
        who=_who(speaking, side_of, shown),
        themes=_themes(speaking, shown),
        rank=1 + sum(theme.voices > sides.voices for theme in top) if sides.voices else 0,
        of_themes=len(top),
        quotes_for=_quotes(speaking, said, side_of, "for", verbatims),
        quotes_against=_quotes(speaking, said, side_of, "against", verbatims),
        quotes_beside=_quotes(speaking, said, side_of, "beside", verbatims),
    )


def _unheard(claim: str, language: str, speaking: Sequence[Mention], heard: Heard) -> tuple[str, ...]:
    """Words of the claim that are rare in what is said in its language, and in what was found for it.

    What lies nearest to a belief on the breakdown service is about some service, where nobody speaks of breakdowns.
    """
    spoken = (language, "")  # a few words are often of no known language
    near = [mention.text.casefold() for mention in speaking if mention.language in spoken]
    if not speaking or len(near) * 2 < len(speaking):
        return ()
    found = []
    for stem, word in subject_stems(claim, language).items():
        begins = re.compile(rf"\b{re.escape(stem)}")
        if sum(bool(begins.search(text)) for text in near) >= UNHEARD * len(near):
            continue
        holding, own = heard(stem, language)
        if own >= SPOKEN_ENOUGH and holding < RARE * own:
            found.append(word)
    return tuple(found)


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
