"""What a sentence of advice is drawn from, and how its figures are put into English."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from insight_synth.advice.known import SourceFacts
from insight_synth.advice.stability import Sureness
from insight_synth.model import Citation, Verdict, WhatIf

Figures = Mapping[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Examples:
    """Telling passages of a source, the most telling first, and what each is to the point of."""

    quotes: Sequence[Citation] = ()
    themes: Mapping[str, Collection[str]] = field(default_factory=dict)  # mention id → its theme and the one above
    questions: Mapping[str, Collection[str]] = field(default_factory=dict)  # mention id → questions it speaks to

    def of_themes(self, wanted: Collection[str]) -> tuple[Citation, ...]:
        return self._of(self.themes, wanted)

    def of_questions(self, wanted: Collection[str]) -> tuple[Citation, ...]:
        return self._of(self.questions, wanted)

    def _of(self, known: Mapping[str, Collection[str]], wanted: Collection[str]) -> tuple[Citation, ...]:
        return tuple(quote for quote in self.quotes if not {*wanted}.isdisjoint(known.get(quote.mention_id, ())))


@dataclass(frozen=True, slots=True)
class Spot:
    """All that a reason about one source may be drawn from."""

    facts: SourceFacts
    verdict: Verdict
    jointly: WhatIf | None  # what would be lost with it once those to be retired are gone
    examples: Examples
    sure: Sureness


def filled(sentence: str, values: Figures) -> str:
    """The sentence with its figures as a reader expects them; ``{n:theme}`` is "1 theme", "2 themes"."""
    parts = []
    for piece in sentence.split("{"):
        slot, closed, rest = piece.partition("}")
        if not closed:
            parts.append(piece)
            continue
        name, _, unit = slot.partition(":")
        shown = _shown(values[name])
        parts.append((f"{shown} {unit}{'' if values[name] == 1 else 's'}" if unit else shown) + rest)
    return "".join(parts)


def percent(share: float) -> float:
    return round(100 * share, 1)


def _shown(value: float | int | str) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) < 100 and value != round(value) else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else value
