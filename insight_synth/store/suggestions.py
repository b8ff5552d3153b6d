"""Repository of names for themes that a language model proposed, with where they came from and what a person said.

The same name for the same theme and language is kept once; what was refused stays known, so that it is not asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from insight_synth.store import decisions, schema

__all__ = ["Status", "Suggestion", "drop_naming", "drop_proposed", "in_force", "put", "set_status", "suggestions"]

Status = Literal["proposed", "accepted", "refused"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed name and its provenance."""

    theme_id: str
    language: str
    name: str
    model: str
    endpoint: str
    prompt_sha256: str
    status: Status = "proposed"
    suggested_for: str = ""  # fingerprint of the analysis it was asked on
    reason: str = ""  # why it was refused: a code of ``suggesting.REASONS``


def put(connection: Connection, proposed: Iterable[Suggestion]) -> None:
    """Keeps suggestions; one for the same theme, language and name takes the place of the earlier."""
    table = schema.name_suggestions
    for suggestion in proposed:
        connection.execute(delete(table).where(_is(suggestion.theme_id, suggestion.language, suggestion.name)))
        connection.execute(table.insert(), asdict(suggestion))


def suggestions(
    connection: Connection,
    *,
    theme_id: str | None = None,
    language: str | None = None,
    status: Status | None = None,
) -> list[Suggestion]:
    """The suggestions, sorted by theme, language and name; those of one theme, language or status where asked."""
    table = schema.name_suggestions
    query = select(table)
    for column, wanted in ((table.c.theme_id, theme_id), (table.c.language, language), (table.c.status, status)):
        if wanted is not None:
            query = query.where(column == wanted)
    found = [Suggestion(**row._mapping) for row in connection.execute(query)]
    # PostgreSQL may sort by a language's rules; the order must be the same everywhere.
    return sorted(found, key=lambda suggestion: (suggestion.theme_id, suggestion.language, suggestion.name))


def set_status(
    connection: Connection, theme_id: str, language: str, name: str, status: Status, reason: str = ""
) -> bool:
    """Notes what a person said of a suggestion; False where there is no such suggestion."""
    table = schema.name_suggestions
    own = _is(theme_id, language, name)
    return connection.execute(update(table).where(own).values(status=status, reason=reason)).rowcount > 0


def in_force(connection: Connection) -> dict[str, dict[str, tuple[str, str, str]]]:
    """Of accepted names that themes bear now where they came from: ``theme id → language → model, host, ISO date``."""
    names = decisions.names(connection)
    dates = {
        (decision.theme_id, decision.language): decision.made_at[:10]
        for decision in decisions.in_force(connection)
        if decision.kind == "rename"
    }
    found: dict[str, dict[str, tuple[str, str, str]]] = {}
    for one in suggestions(connection, status="accepted"):
        if names.get(one.theme_id, {}).get(one.language) == one.name:
            source = (one.model, one.endpoint, dates[one.theme_id, one.language])
            found.setdefault(one.theme_id, {})[one.language] = source
    return found


def drop_proposed(connection: Connection, theme_id: str, language: str) -> None:
    """Takes away what was proposed for a theme in a language and nobody decided on."""
    table = schema.name_suggestions
    own = and_(table.c.theme_id == theme_id, table.c.language == language, table.c.status == "proposed")
    connection.execute(delete(table).where(own))


def drop_naming(connection: Connection, named: re.Pattern[str]) -> None:
    """Takes away the suggestions in which ``named`` finds something."""
    for suggestion in suggestions(connection):
        if named.search(suggestion.name):
            own = _is(suggestion.theme_id, suggestion.language, suggestion.name)
            connection.execute(delete(schema.name_suggestions).where(own))


def _is(theme_id: str, language: str, name: str) -> ColumnElement[bool]:
    table = schema.name_suggestions
    return and_(table.c.theme_id == theme_id, table.c.language == language, table.c.name == name)
