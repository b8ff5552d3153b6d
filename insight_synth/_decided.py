"""What people decided on themes, as an analysis takes it in: read at its start, put upon what it found, kept with it.

Part of ``pipeline``. What follows from decisions is for ``themes.decisions``; how they are made for ``_decisions``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from insight_synth import themes
from insight_synth.store import Workspace, decisions
from insight_synth.store.decisions import Made

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from insight_synth.themes.neighbours import Vectors

COUNTED = "decisions counted"
"""The note a workspace carries of the merges and splits that its analysis counted with."""
DORMANT = "decisions dormant"
"""The note of the decisions that found nothing to decide on."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The decisions that an analysis takes in.

    ``digest`` tells them for its fingerprint; ``moving`` those among them that change which mentions a theme has.
    """

    made: tuple[Made, ...]
    digest: str
    moving: str

    def on_themes(self) -> tuple[themes.Decision, ...]:
        """Those that ``themes.decided`` knows what to do with: all but names."""
        return tuple(_as_decided(decision) for decision in self.made if decision.kind != "rename")

    def numbers(self, dormant: Collection[themes.Decision]) -> list[int]:
        """The numbers on record of these decisions, ascending."""
        return [made.id for made in self.made if made.kind != "rename" and _as_decided(made) in dormant]


def in_force(connection: Connection) -> InForce:
    """The decisions that were not undone, with what tells them apart from others."""
    return InForce(
        tuple(decisions.in_force(connection)), decisions.digest(connection), decisions.digest(connection, moving=True)
    )


def told_by(taken: InForce, encoder: str, before: Sequence[str], vectors: Vectors) -> InForce:
    """The decisions with centres told by the vectors of this encoder, where another one had told them.

    Args:
        taken: the decisions.
        encoder: the name of the encoder of this analysis.
        before: n ids, the theme each mention was in after the analysis before, "" for none.
        vectors: (n, d) float32, unit rows: those that ``themes.decided`` is given.
    """
    told = []
    for made in taken.made:
        if made.parts and made.encoder != encoder:
            parts = themes.recentred(_as_decided(made), before, vectors).parts
            kept = tuple(decisions.Part(part.theme_id, part.centre, part.threshold) for part in parts)
            made = replace(made, parts=kept, encoder=encoder) if len(kept) == len(made.parts) else made
        told.append(made)
    return replace(taken, made=tuple(told))


def keep(ws: Workspace, connection: Connection, taken: InForce, dormant: Collection[themes.Decision]) -> None:
    """Notes what an analysis took in, in the transaction that writes the analysis."""
    ws.set_note(COUNTED, taken.moving, connection)
    ws.set_note(DORMANT, json.dumps(taken.numbers(dormant)), connection)
    for before, made in zip(decisions.in_force(connection), taken.made, strict=False):
        if before.id == made.id and before.encoder != made.encoder:
            decisions.replace_parts(connection, made.id, made.parts, made.encoder)


def awaits_counting(ws: Workspace) -> bool:
    """Whether merges or splits were made or undone since the analysis."""
    with ws.read() as connection:
        return decisions.digest(connection, moving=True) != ws.note(COUNTED)


def lying_dormant(ws: Workspace) -> frozenset[int]:
    """The numbers of the decisions that the newest analysis found nothing for."""
    return frozenset(json.loads(ws.note(DORMANT) or "[]"))


def _as_decided(made: Made) -> themes.Decision:
    parts = tuple(themes.Part(part.theme_id, part.centre, part.threshold) for part in made.parts)
    assert made.kind != "rename"
    return themes.Decision(made.kind, made.theme_id, made.into, parts)
