"""What each source says of a theme, and whether the theme recurs: the verdicts of ``witnesses`` with their figures.

Everything is counted in voices; comparing the shares of two sources is left to ``catalog.caveats``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insight_synth.evidence.heard import Heard
from insight_synth.evidence.independence import independent_sources
from insight_synth.evidence.intervals import wilson
from insight_synth.evidence.witnesses import Witnesses, witnesses
from insight_synth.model import Evidence, Mention


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One theme's evidence in each source, and in how many independent sources it stands."""

    evidence: tuple[Evidence, ...]  # sources with at least one mention, most voices first
    voices: int
    size: int  # mentions
    independent_sources: int
    sentiment: float | None
    p_value: float = 1.0  # that strays alone would show it in two independent sources
    independent: tuple[str, ...] = ()  # those sources: a largest set that repeats nothing, most voices first

    @property
    def recurs(self) -> bool:
        return self.independent_sources >= 2

    @property
    def standing(self) -> tuple[str, ...]:
        """The sources it stands in, most voices first."""
        return tuple(row.source for row in self.evidence if row.stands)


def recurrence(
    mentions: Sequence[Mention],
    parents: Mapping[str, str],
    voices_of_source: Mapping[str, int],
    heard: Heard | None = None,
    found: Witnesses | None = None,
) -> dict[str, Recurrence]:
    """Evidence and recurrence of every theme, at both levels.

    Args:
        mentions: all mentions of the workspace, those in no theme too (they are part of what shares are of).
        parents: ``theme id → id of the theme above``, "" for a top theme. A mention counts for its theme and for
            the theme above.
        voices_of_source: ``source id → number of its voices``, whether they speak of a theme or not.
        heard: the same mentions in columns, where they were counted already.
        found: the witnesses of ``heard``, likewise.

    Returns:
        One entry a theme of ``parents``, in their order.
    """
    if found is None:
        found = witnesses(heard or Heard.of(mentions, parents, voices_of_source))
    source_at = {source: at for at, source in enumerate(found.sources)}
    members: dict[str, dict[str, list[Mention]]] = {theme: defaultdict(list) for theme in parents}
    for mention in mentions:
        if mention.theme_id:
            members[mention.theme_id][mention.source].append(mention)
            if parents[mention.theme_id]:
                members[parents[mention.theme_id]][mention.source].append(mention)
    told = {}
    for at, theme in enumerate(found.themes):
        rows = [
            _evidence(theme, source, here, voices_of_source[source], bool(found.stands[at, source_at[source]]))
            for source, here in members[theme].items()
        ]
        rows.sort(key=lambda row: (-row.voices, row.source))
        everyone = [mention for here in members[theme].values() for mention in here]
        standing = {
            row.source: frozenset(mention.voice_id for mention in members[theme][row.source])
            for row in rows
            if row.stands
        }
        told[theme] = Recurrence(
            evidence=tuple(rows),
            voices=len({mention.voice_id for mention in everyone}),
            size=len(everyone),
            independent_sources=int(found.independent[at]),
            sentiment=net_sentiment(Counter(mention.sentiment for mention in everyone)),
            p_value=float(found.p_value[at]),
            independent=independent_sources(standing) if len(standing) > 1 else tuple(standing),
        )
    return told


def net_sentiment(sentiments: Mapping[str, int]) -> float | None:
    """``(positive − negative) / all that were judged``, −1 … 1; ``None`` where none was."""
    judged = sum(sentiments.get(label, 0) for label in ("positive", "neutral", "negative", "mixed"))
    return (sentiments.get("positive", 0) - sentiments.get("negative", 0)) / judged if judged else None


def _evidence(theme: str, source: str, mentions: Sequence[Mention], of_voices: int, stands: bool) -> Evidence:
    felt = Counter(mention.sentiment for mention in mentions)
    dates = sorted(mention.date for mention in mentions if mention.date)
    voices = len({mention.voice_id for mention in mentions})
    low, high = wilson(voices, of_voices)
    return Evidence(
        theme_id=theme,
        source=source,
        mentions=len(mentions),
        voices=voices,
        of_voices=of_voices,
        share=voices / of_voices,
        low=low,
        high=high,
        stands=stands,
        negative=felt["negative"],
        neutral=felt["neutral"],
        positive=felt["positive"],
        mixed=felt["mixed"],
        first=dates[0] if dates else "",
        last=dates[-1] if dates else "",
    )
