"""Repository of what people decided on themes: merges, splits, names, pins, hidden ones; each can be undone.

A decision that was undone stays on record and counts no more. Who made it and when is kept for the record only: nothing
is computed from it. What follows from a decision is not known here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, delete, select, update

from insight_synth.store import schema

__all__ = [
    "MOVING",
    "Kind",
    "Made",
    "Part",
    "digest",
    "drop_naming",
    "ids_given",
    "in_force",
    "made",
    "marked",
    "names",
    "numbers_in_force",
    "put",
    "replace_parts",
    "signed",
    "undo",
]

Kind = Literal["merge", "split", "rename", "pin", "hide"]
MOVING: tuple[Kind, ...] = ("merge", "split")  # those that change which mentions a theme has


@dataclass(frozen=True, slots=True)
class Part:
    """A theme with its centre: float16, little-endian; ``threshold`` the cosine from which on a mention is near it."""

    theme_id: str
    centre: bytes
    threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as it is on record."""

    kind: Kind
    theme_id: str
    into: str = ""  # merge: the theme it goes into; pin: the theme above it
    language: str = ""  # rename: "" for every language
    name: str = ""  # rename; of the others, what the theme was called then, for the record only
    encoder: str = ""  # whose vectors the centres are
    parts: tuple[Part, ...] = ()
    made_by: str = ""
    made_at: str = ""
    undone_at: str = ""  # "" while it is in force
    id: int = 0


def put(connection: Connection, decision: Made) -> int:
    """Records a decision; gives its number."""
    values = {
        "kind": decision.kind, "theme_id": decision.theme_id, "into_id": decision.into, "language": decision.language,
        "name": decision.name, "encoder": decision.encoder, "made_by": decision.made_by, "made_at": decision.made_at,
        "undone_by": "", "undone_at": "",
    }  # fmt: skip
    table = schema.theme_decisions
    number = int(connection.execute(table.insert().returning(table.c.id), values).scalar_one())
    replace_parts(connection, number, decision.parts, decision.encoder)
    return number


def replace_parts(connection: Connection, number: int, parts: Sequence[Part], encoder: str) -> None:
    """Puts these parts, told by the vectors of ``encoder``, in the place of those a decision had."""
    connection.execute(delete(schema.theme_parts).where(schema.theme_parts.c.decision_id == number))
    rows = [
        {"decision_id": number, "position": at, "theme_id": part.theme_id, "centre": part.centre,
         "threshold": part.threshold}
        for at, part in enumerate(parts)
    ]  # fmt: skip
    if rows:
        connection.execute(schema.theme_parts.insert(), rows)
    table = schema.theme_decisions
    connection.execute(update(table).where(table.c.id == number).values(encoder=encoder))


def undo(connection: Connection, number: int, by: str, at: str) -> bool:
    """Takes a decision back; False where there is none in force under this number."""
    table = schema.theme_decisions
    own = (table.c.id == number, table.c.undone_at == "")
    return connection.execute(update(table).where(*own).values(undone_by=by, undone_at=at)).rowcount > 0


def made(connection: Connection) -> list[Made]:
    """Every decision, those that were undone too, in the order they were made."""
    parts: dict[int, list[Part]] = {}
    own = schema.theme_parts
    for row in connection.execute(select(own).order_by(own.c.decision_id, own.c.position)):
        parts.setdefault(row.decision_id, []).append(Part(row.theme_id, bytes(row.centre), row.threshold))
    table = schema.theme_decisions
    return [
        Made(
            kind=row.kind, theme_id=row.theme_id, into=row.into_id, language=row.language, name=row.name,
            encoder=row.encoder, parts=tuple(parts.get(row.id, ())), made_by=row.made_by, made_at=row.made_at,
            undone_at=row.undone_at, id=row.id,
        )
        for row in connection.execute(select(table).order_by(table.c.id))
    ]  # fmt: skip


def in_force(connection: Connection) -> list[Made]:
    """The decisions that were not undone, in the order they were made."""
    return [decision for decision in made(connection) if not decision.undone_at]


def numbers_in_force(connection: Connection) -> tuple[int, ...]:
    """The numbers of the decisions that were not undone, ascending."""
    table = schema.theme_decisions
    return tuple(connection.execute(select(table.c.id).where(table.c.undone_at == "").order_by(table.c.id)).scalars())


def names(connection: Connection) -> dict[str, dict[str, str]]:
    """The users' names: ``theme id → language → name``, "" for every language. Of two, the last counts."""
    table = schema.theme_decisions
    rows = connection.execute(
        select(table.c.theme_id, table.c.language, table.c.name)
        .where(table.c.kind == "rename", table.c.undone_at == "")
        .order_by(table.c.id)
    )
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        own = found.setdefault(row.theme_id, {})
        if not row.language:
            own.clear()
        own[row.language] = row.name
    return found


def marked(connection: Connection, kind: Literal["pin", "hide"]) -> frozenset[str]:
    """The themes that are pinned, or hidden."""
    table = schema.theme_decisions
    rows = connection.execute(select(table.c.theme_id).where(table.c.kind == kind, table.c.undone_at == ""))
    return frozenset(row.theme_id for row in rows)


def ids_given(connection: Connection) -> frozenset[str]:
    """Every theme id that decisions, undone or not, name or gave: never to be given to another theme."""
    found: set[str] = set()
    for table, column in ((schema.theme_decisions, "theme_id"), (schema.theme_parts, "theme_id")):
        found.update(connection.execute(select(table.c[column])).scalars())
    return frozenset(found)


def digest(connection: Connection, *, moving: bool = False) -> str:
    """16 hex digits over the decisions in force but for names, or over merges and splits only; "" where none are."""
    telling: list[tuple[Any, ...]] = [
        (d.kind, d.theme_id, d.into, [(part.theme_id, part.centre) for part in d.parts])
        for d in in_force(connection)
        if (d.kind in MOVING if moving else d.kind != "rename")
    ]
    told = repr(sorted(telling)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=8).hexdigest() if telling else ""


def drop_naming(connection: Connection, named: re.Pattern[str]) -> None:
    """Takes away the names that people gave, undone or not, in which ``named`` finds something."""
    table = schema.theme_decisions
    for row in connection.execute(select(table.c.id, table.c.kind, table.c.name)).all():
        if named.search(row.name) and row.kind == "rename":
            connection.execute(delete(table).where(table.c.id == row.id))
        elif named.search(row.name):
            connection.execute(update(table).where(table.c.id == row.id).values(name=""))


def signed(decision: Made, by: str, at: str) -> Made:
    """The decision with who made it and when."""
    return replace(decision, made_by=by, made_at=at)
