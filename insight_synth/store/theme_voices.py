"""Repository of who speaks of themes by customer group: voices counted where they lie.

Functions over a connection of the workspace; they read only. A voice counts once in each theme and group.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, String, case, cast, func, select

from insight_synth.store import schema

__all__ = ["group_sizes", "theme_voices_by_group", "themes_of_group", "voices_by_source"]


def group_sizes(connection: Connection) -> dict[str, int]:
    """Voices of each customer group, whatever they speak of; "" for those whose group is not known."""
    verbatim = schema.verbatims
    rows = connection.execute(
        select(verbatim.c.segment, func.count(verbatim.c.voice_id.distinct()).label("voices"))
        .where(verbatim.c.status == "active")
        .group_by(verbatim.c.segment)
    )
    return {row.segment or "": int(row.voices) for row in rows}


def theme_voices_by_group(connection: Connection, theme_ids: Sequence[str]) -> dict[str, int]:
    """Voices of each customer group that speak of any of these themes; "" for those whose group is not known."""
    mention, verbatim = schema.mentions, schema.verbatims
    rows = connection.execute(
        select(verbatim.c.segment, func.count(verbatim.c.voice_id.distinct()).label("voices"))
        .select_from(mention.join(verbatim, verbatim.c.id == mention.c.verbatim_id))
        .where(mention.c.theme_id.in_(list(theme_ids)), verbatim.c.status == "active")
        .group_by(verbatim.c.segment)
    )
    return {row.segment or "": int(row.voices) for row in rows}


def themes_of_group(connection: Connection, segment: str) -> dict[str, int]:
    """Voices of a customer group by the top theme they speak of, its sub-themes included."""
    mention, verbatim, theme = schema.mentions, schema.verbatims, schema.themes
    top = case((theme.c.parent == "", theme.c.id), else_=theme.c.parent)
    rows = connection.execute(
        select(cast(top, String).label("top"), func.count(verbatim.c.voice_id.distinct()).label("voices"))
        .select_from(
            mention.join(verbatim, verbatim.c.id == mention.c.verbatim_id).join(theme, theme.c.id == mention.c.theme_id)
        )
        .where(verbatim.c.segment == segment, verbatim.c.status == "active")
        .group_by(top)
    )
    return {row.top: int(row.voices) for row in rows}


def voices_by_source(connection: Connection, theme_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """The voices that speak of any of these themes, by source."""
    mention, verbatim = schema.mentions, schema.verbatims
    rows = connection.execute(
        select(verbatim.c.source, verbatim.c.voice_id)
        .select_from(mention.join(verbatim, verbatim.c.id == mention.c.verbatim_id))
        .where(mention.c.theme_id.in_(list(theme_ids)), verbatim.c.status == "active")
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.source, set()).add(row.voice_id)
    return {source: frozenset(voices) for source, voices in found.items()}
