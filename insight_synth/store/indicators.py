"""Repository of indicators: what is followed, in the order it was asked for.

One that was dropped stays on record, so that dropping it can be undone. What became of an indicator is computed, never
kept.
"""

from __future__ import annotations

import json
import re

from sqlalchemy import Connection, delete, func, select, update

from insight_synth.model.effect import Indicator
from insight_synth.store import schema
from insight_synth.store.codec import from_json, plain

__all__ = ["add", "drop", "drop_naming", "indicators", "next_id", "restore"]


def indicators(connection: Connection, *, dropped: bool = False) -> list[Indicator]:
    """The indicators that are followed, or those that were dropped, as they were asked for."""
    table = schema.indicators
    rows = connection.execute(select(table.c.body).order_by(table.c.position, table.c.id)).scalars()
    bodies = [json.loads(body) for body in rows]
    return [from_json(Indicator, json.dumps(body)) for body in bodies if bool(body.get("dropped")) == dropped]


def add(connection: Connection, indicator: Indicator) -> None:
    """Follows another."""
    table = schema.indicators
    last = connection.execute(select(func.max(table.c.position))).scalar()
    row = {"id": indicator.id, "position": 0 if last is None else last + 1, "body": _body(indicator, dropped=False)}
    connection.execute(table.insert(), row)


def drop(connection: Connection, indicator_id: str) -> Indicator | None:
    """Follows it no more; None where it is not followed."""
    return _marked(connection, indicator_id, dropped=True)


def restore(connection: Connection, indicator_id: str) -> Indicator | None:
    """Follows one again that was dropped; None where there is none."""
    return _marked(connection, indicator_id, dropped=False)


def next_id(connection: Connection) -> str:
    """An id that no indicator has or ever had: ``i1``, ``i2`` …"""
    given = connection.execute(select(schema.indicators.c.id)).scalars()
    return f"i{max((int(name[1:]) for name in given), default=0) + 1}"


def drop_naming(connection: Connection, named: re.Pattern[str]) -> None:
    """Takes away what people wrote of actions, and names, in which ``named`` finds something.

    An indicator of an event or a group that is named so goes altogether.
    """
    table = schema.indicators
    for row in connection.execute(select(table.c.id, table.c.body)).all():
        body = json.loads(row.body)
        if any(named.search(body[key]) for key in ("of", "per", "group")):
            connection.execute(delete(table).where(table.c.id == row.id))
            continue
        kept = {key: "" if key in ("action", "name") and named.search(body[key]) else body[key] for key in body}
        if kept != body:
            text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
            connection.execute(update(table).where(table.c.id == row.id).values(body=text))


def _marked(connection: Connection, indicator_id: str, *, dropped: bool) -> Indicator | None:
    found = next((i for i in indicators(connection, dropped=not dropped) if i.id == indicator_id), None)
    if found is not None:
        table = schema.indicators
        statement = update(table).where(table.c.id == indicator_id).values(body=_body(found, dropped=dropped))
        connection.execute(statement)
    return found


def _body(indicator: Indicator, *, dropped: bool) -> str:
    return json.dumps(plain(indicator) | {"dropped": dropped}, ensure_ascii=False, sort_keys=True)
