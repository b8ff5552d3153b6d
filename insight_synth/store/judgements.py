"""What an analysis says beside themes and advice: answers, digests, comparisons, contradictions, the cheapest set.

Each is kept whole as JSON, without its citations: those lie with all others, so that an erased verbatim leaves none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from insight_synth.model import (
    AgendaShare,
    Answer,
    Citation,
    Comparison,
    Contradiction,
    Point,
    RetiredSource,
    Snapshot,
    SourceDigest,
)
from insight_synth.store import schema
from insight_synth.store.codec import from_json, to_json

__all__ = ["citations_of", "judgements", "put_judgements"]

Item = TypeVar("Item")
_NOWHERE = Citation("", "", "", "", "", "", 0, 0, "", "")  # in place of a citation that lies elsewhere


def put_judgements(connection: Connection, snapshot: Snapshot) -> None:
    """Writes these parts of ``snapshot``; their citations are for the caller to write (``citations_of``)."""
    kept: Mapping[str, Sequence[object]] = {
        "answers": [replace(answer, quotes=(), nearest=()) for answer in snapshot.answers],
        "agenda_shares": snapshot.agenda_shares,
        "digests": [
            replace(digest, points=tuple(replace(point, sentence=_NOWHERE) for point in digest.points))
            for digest in snapshot.digests
        ],
        "comparisons": snapshot.comparisons,
        "contradictions": snapshot.contradictions,
        "cheapest": snapshot.cheapest,
        "retired": snapshot.retired,
    }
    rows = [{"name": name, "body": to_json(list(found))} for name, found in kept.items()]
    connection.execute(schema.judgements.insert(), rows)


def citations_of(snapshot: Snapshot) -> list[tuple[str, tuple[Citation, ...]]]:
    """Every citation of these parts, by what cites it."""
    cited = [(f"answer {answer.question.id}", answer.quotes) for answer in snapshot.answers]
    cited += [(f"nearest {answer.question.id}", answer.nearest) for answer in snapshot.answers]
    return cited + [
        (f"digest {digest.source} {at}", (point.sentence,))
        for digest in snapshot.digests
        for at, point in enumerate(digest.points)
    ]


def judgements(connection: Connection, quotes: Mapping[str, tuple[Citation, ...]]) -> dict[str, tuple[Any, ...]]:
    """These parts of the newest analysis, as fields of a snapshot; a point whose sentence was erased is gone.

    Args:
        connection: to the workspace's database.
        quotes: all citations, by what cites them.
    """
    table = schema.judgements
    bodies = {row.name: row.body for row in connection.execute(select(table))}
    answers = _listed(Answer, bodies.get("answers"))
    return {
        "answers": tuple(
            replace(
                answer,
                quotes=quotes.get(f"answer {answer.question.id}", ()),
                nearest=quotes.get(f"nearest {answer.question.id}", ()),
            )
            for answer in answers
        ),
        "agenda_shares": _listed(AgendaShare, bodies.get("agenda_shares")),
        "digests": tuple(_quoted(digest, quotes) for digest in _listed(SourceDigest, bodies.get("digests"))),
        "comparisons": _listed(Comparison, bodies.get("comparisons")),
        "contradictions": _listed(Contradiction, bodies.get("contradictions")),
        "cheapest": tuple(json.loads(bodies.get("cheapest", "[]"))),
        "retired": _listed(RetiredSource, bodies.get("retired")),
    }


def _listed(kind: type[Item], body: str | None) -> tuple[Item, ...]:
    return tuple(from_json(kind, json.dumps(entry)) for entry in json.loads(body or "[]"))


def _quoted(digest: SourceDigest, quotes: Mapping[str, tuple[Citation, ...]]) -> SourceDigest:
    points: list[Point] = []
    for at, point in enumerate(digest.points):
        if own := quotes.get(f"digest {digest.source} {at}"):
            points.append(replace(point, sentence=own[0]))
    return replace(digest, points=tuple(points))
