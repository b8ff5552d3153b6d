"""Which themes stand in which sources, and which recur across independent ones.

A theme *stands* in a source when more of the source's voices speak of it than stray passages would put there by
themselves, and not too faintly beside its main source. It *recurs* when it stands in at least two sources that are
independent of each other: sources whose voices on this theme are mostly the same people, cases or copied texts count as
one.

Everything is counted in voices; comparing the shares of two sources is left to ``catalog.caveats``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from insight_synth.evidence.intervals import discoveries, tail_probability, wilson
from insight_synth.model import Evidence, Mention

STRAY_RATE = 0.25
"""Share of a theme's passages that may have been sorted into it wrongly, from anywhere. On labelled data (the demo
company, banking77) a theme of any use is three quarters pure or better; ``benchmarks/`` has the figures."""
EDGE = 0.8  # of a theme's usual similarity: mentions below are counted, but that a theme stands is not told by them
MINIMUM_VOICES = 3  # fewer are never more than strays, except …
SMALL_SOURCE = 40  # … in a source of fewer voices than this, where two may stand
FAINT = 4.0
"""Times a theme's share in a source may lie below what it surely is in its main source. Fainter, it is no more than
passages that resemble the theme: one that takes half of one source and a fiftieth of another is the former's."""
FALSE_DISCOVERIES = 0.05
OWN_VOICES = 0.5  # share of a source's voices on a theme that must be its own for it to count as independent


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One theme's evidence in each source, and in how many independent sources it stands."""

    evidence: tuple[Evidence, ...]  # sources with at least one mention, most voices first
    voices: int
    size: int  # mentions
    independent_sources: int
    sentiment: float | None

    @property
    def recurs(self) -> bool:
        return self.independent_sources >= 2


def recurrence(
    mentions: Sequence[Mention], parents: Mapping[str, str], voices_of_source: Mapping[str, int]
) -> dict[str, Recurrence]:
    """Evidence and recurrence of every theme, at both levels.

    Args:
        mentions: all mentions of the workspace, those in no theme too (they are part of what shares are of).
        parents: ``theme id → id of the theme above``, "" for a top theme. A mention counts for its theme and for
            the theme above.
        voices_of_source: ``source id → number of its voices``, whether they speak of a theme or not.

    Returns:
        One entry a theme of ``parents``, in their order.
    """
    members: dict[str, list[Mention]] = {theme: [] for theme in parents}
    for mention in mentions:
        if mention.theme_id:
            members[mention.theme_id].append(mention)
            if parents[mention.theme_id]:
                members[parents[mention.theme_id]].append(mention)
    voices = {theme: _voices_by_source(group) for theme, group in members.items()}
    central = {theme: _voices_by_source(_not_at_the_edge(group)) for theme, group in members.items()}
    stands = _standing(central, voices_of_source, len({mention.voice_id for mention in mentions}))
    return {
        theme: _one(theme, group, voices[theme], voices_of_source, stands) for theme, group in members.items()
    }  # fmt: skip


def independent_sources(voices_by_source: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The sources that add voices of their own, largest first.

    A source counts when at least half of its voices, and two or more, are not heard in the sources counted before.
    """
    counted: list[str] = []
    heard: set[str] = set()
    for source in sorted(voices_by_source, key=lambda s: (-len(voices_by_source[s]), s)):
        own = voices_by_source[source] - heard
        if len(own) >= MINIMUM_VOICES - 1 and len(own) >= OWN_VOICES * len(voices_by_source[source]):
            counted.append(source)
            heard |= voices_by_source[source]
    return tuple(counted)


def net_sentiment(sentiments: Mapping[str, int]) -> float | None:
    """``(positive − negative) / all that were judged``, −1 … 1; ``None`` where none was."""
    judged = sum(sentiments.get(label, 0) for label in ("positive", "neutral", "negative", "mixed"))
    return (sentiments.get("positive", 0) - sentiments.get("negative", 0)) / judged if judged else None


def _not_at_the_edge(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions of a theme that lie near enough to its centre to say that their source speaks of it."""
    if not mentions:
        return []
    usual = median(mention.similarity for mention in mentions)
    return [mention for mention in mentions if mention.similarity >= EDGE * usual]


def _voices_by_source(mentions: Sequence[Mention]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        found[mention.source].add(mention.voice_id)
    return {source: frozenset(ids) for source, ids in sorted(found.items())}


def _standing(
    voices: Mapping[str, Mapping[str, frozenset[str]]], voices_of_source: Mapping[str, int], all_voices: int
) -> set[tuple[str, str]]:
    """The (theme, source) pairs with more voices than strays, false discoveries held at 5 %."""
    pairs, probabilities = [], []
    for theme, by_source in voices.items():
        speaking = len(frozenset().union(*by_source.values())) if by_source else 0
        stray = STRAY_RATE * speaking / max(all_voices, 1)
        for source, ids in by_source.items():
            pairs.append((theme, source))
            probabilities.append(tail_probability(len(ids), voices_of_source[source], stray))
    passed = discoveries(probabilities, FALSE_DISCOVERIES)
    surely = {
        theme: max((wilson(len(ids), voices_of_source[source])[0] for source, ids in by_source.items()), default=0.0)
        for theme, by_source in voices.items()
    }
    return {
        (theme, source)
        for (theme, source), passes in zip(pairs, passed, strict=True)
        if passes
        and len(voices[theme][source]) >= MINIMUM_VOICES - (voices_of_source[source] < SMALL_SOURCE)
        and FAINT * len(voices[theme][source]) >= surely[theme] * voices_of_source[source]
    }


def _one(
    theme: str,
    mentions: Sequence[Mention],
    voices: Mapping[str, frozenset[str]],
    voices_of_source: Mapping[str, int],
    stands: set[tuple[str, str]],
) -> Recurrence:
    rows = []
    for source, ids in voices.items():
        here = [mention for mention in mentions if mention.source == source]
        felt = Counter(mention.sentiment for mention in here)
        dates = sorted(mention.date for mention in here if mention.date)
        low, high = wilson(len(ids), voices_of_source[source])
        rows.append(
            Evidence(
                theme_id=theme,
                source=source,
                mentions=len(here),
                voices=len(ids),
                of_voices=voices_of_source[source],
                share=len(ids) / voices_of_source[source],
                low=low,
                high=high,
                stands=(theme, source) in stands,
                negative=felt["negative"],
                neutral=felt["neutral"],
                positive=felt["positive"],
                mixed=felt["mixed"],
                first=dates[0] if dates else "",
                last=dates[-1] if dates else "",
            )
        )
    rows.sort(key=lambda row: (-row.voices, row.source))
    standing = {row.source: voices[row.source] for row in rows if row.stands}
    return Recurrence(
        evidence=tuple(rows),
        voices=len(frozenset().union(*voices.values())) if voices else 0,
        size=len(mentions),
        independent_sources=len(independent_sources(standing)),
        sentiment=net_sentiment(Counter(mention.sentiment for mention in mentions)),
    )
