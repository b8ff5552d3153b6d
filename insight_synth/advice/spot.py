"""What a sentence of advice is drawn from, and how its figures are put into English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insight_synth.advice.known import SourceFacts
from insight_synth.model import Citation, Verdict, WhatIf

Figures = Mapping[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Spot:
    """All that a reason about one source may be drawn from."""

    facts: SourceFacts
    verdict: Verdict
    jointly: WhatIf | None  # what would be lost with it once those to be retired are gone
    examples: Sequence[Citation]  # telling passages of the source, first those of themes it is needed for


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
