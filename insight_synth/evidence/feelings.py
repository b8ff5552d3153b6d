"""How the voices of each source feel about each theme: one voice, one feeling, whatever it repeats.

It counts what ``language.sentiments`` told; what follows from it is left to ``triangulation`` and ``contradictions``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from insight_synth.model import Mention


@dataclass(frozen=True, slots=True)
class Felt:
    """Voices of one source by what they feel."""

    negative: int = 0
    neutral: int = 0  # as much for as against too
    positive: int = 0

    @property
    def judged(self) -> int:
        return self.negative + self.neutral + self.positive

    @property
    def score(self) -> float:
        """``(positive − negative) / judged``, −1 … 1; 0 where nobody was judged."""
        return (self.positive - self.negative) / self.judged if self.judged else 0.0

    def less(self, other: Felt) -> Felt:
        """Those that are not among ``other``'s."""
        return Felt(
            max(self.negative - other.negative, 0),
            max(self.neutral - other.neutral, 0),
            max(self.positive - other.positive, 0),
        )


@dataclass(frozen=True, slots=True)
class Feelings:
    """What is felt about each theme in each source, and by the whole of each source."""

    on: Mapping[tuple[str, str], Felt]  # by theme and source; none where no voice was judged
    of: Mapping[str, Felt]  # by source

    def about(self, theme: str, source: str) -> Felt:
        return self.on.get((theme, source), Felt())


def feelings(mentions: Iterable[Mention], parents: Mapping[str, str]) -> Feelings:
    """What the voices feel, over mentions with a sentiment.

    A voice is positive on a theme in a source where more of its mentions are positive than negative, and the other way
    round; neutral where as many are.

    Args:
        mentions: with theme, source, voice and sentiment.
        parents: ``theme id → id of the theme above``, "" for a top theme; a mention counts for both.
    """
    on: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    of: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for mention in mentions:
        if not mention.sentiment:
            continue
        feels = (mention.sentiment == "positive") - (mention.sentiment == "negative")
        of[mention.source][mention.voice_id] += feels
        if mention.theme_id:
            on[mention.theme_id, mention.source][mention.voice_id] += feels
            if parents[mention.theme_id]:
                on[parents[mention.theme_id], mention.source][mention.voice_id] += feels
    return Feelings(
        {place: _felt(by_voice) for place, by_voice in on.items()},
        {source: _felt(by_voice) for source, by_voice in of.items()},
    )


def _felt(by_voice: Mapping[str, int]) -> Felt:
    balances = by_voice.values()
    return Felt(
        sum(balance < 0 for balance in balances),
        sum(balance == 0 for balance in balances),
        sum(balance > 0 for balance in balances),
    )
