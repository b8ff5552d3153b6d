"""Mentions a page at a time: the rows of a selection in an order, and its totals, counted by the database.

Counts what figures count: mentions of active verbatims, a voice once, those of sub-themes with the theme above. Nothing
here holds more rows than a page or a batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, or_, select

from insight_synth.model import NO_THEME, Citation, Filter
from insight_synth.store import schema
from insight_synth.store.records import batches

Order = Literal["typical", "newest", "oldest", "source"]
Field = Literal["source", "sentiment", "language", "segment", "product"]

_MENTION, _VERBATIM = schema.mentions, schema.verbatims
_FIELDS: dict[Field, ColumnElement[str]] = {
    "source": _VERBATIM.c.source,
    "sentiment": _MENTION.c.sentiment,
    "language": _MENTION.c.language,
    "segment": _VERBATIM.c.segment,
    "product": _VERBATIM.c.product,
}


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention with where it comes from; its citation holds the stored text."""

    citation: Citation
    theme_id: str  # the finest theme it belongs to; "" for none
    similarity: float
    says_something: bool
    product: str
    source_row_id: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How much a selection holds."""

    mentions: int
    voices: int
    telling: int  # mentions that say something: more than a greeting or a signature


def counted(connection: Connection, wanted: Filter) -> Counted:
    """How many mentions, and of how many voices, a filter lets through."""
    telling = func.sum(case((_MENTION.c.says_something, 1), else_=0))
    row = connection.execute(
        _selected(wanted, func.count(), func.count(_VERBATIM.c.voice_id.distinct()), telling)
    ).one()
    return Counted(row[0], row[1], int(row[2] or 0))


def page(connection: Connection, wanted: Filter, order: Order, offset: int, limit: int) -> tuple[MentionRow, ...]:
    """``limit`` mentions from the ``offset``-th on, in this order; ties by id."""
    ids = list(connection.execute(_ordered(wanted, order).offset(offset).limit(limit)).scalars())
    return tuple(row for row, _ in _rows(connection, ids))


def all_of(connection: Connection, wanted: Filter, order: Order) -> Iterator[tuple[MentionRow, str]]:
    """Every mention that a filter lets through, in this order, each with the whole text it is cut from.

    Memory holds their ids and one batch of rows.
    """
    for batch in batches(connection.execute(_ordered(wanted, order)).scalars().all()):
        yield from _rows(connection, batch)


def values(connection: Connection, wanted: Filter, field: Field, most: int) -> dict[str, int]:
    """The values of a field in a selection with their mentions, most first; the ``most`` commonest of them."""
    column, number = _FIELDS[field], func.count()
    rows = connection.execute(_selected(wanted, column, number).group_by(column).order_by(number.desc(), column))
    return {row[0]: row[1] for row in rows.fetchmany(most)}


def themes_of(connection: Connection, mention_ids: Sequence[str]) -> dict[str, str]:
    """The finest theme of each of these mentions, by mention id; "" for none."""
    query = select(_MENTION.c.id, _MENTION.c.theme_id).where(_MENTION.c.id.in_(mention_ids))
    return {row.id: row.theme_id for row in connection.execute(query)}


# ---- around one verbatim


def passages_of(connection: Connection, verbatim_id: str) -> tuple[MentionRow, ...]:
    """The mentions of one verbatim, in the order of its text."""
    query = select(_MENTION.c.id).where(_MENTION.c.verbatim_id == verbatim_id).order_by(_MENTION.c.start)
    return tuple(row for row, _ in _rows(connection, list(connection.execute(query).scalars())))


def beside(connection: Connection, verbatim_id: str, most: int) -> tuple[list[str], list[str]]:
    """The ids of up to ``most`` verbatims before and after this one in its export, in the export's order."""
    table = _VERBATIM
    here = connection.execute(
        select(table.c.source, table.c.sha256, table.c.position).where(table.c.id == verbatim_id)
    ).one()
    same = select(table.c.id).where(table.c.source == here.source, table.c.sha256 == here.sha256).limit(most)
    before = same.where(table.c.position < here.position).order_by(table.c.position.desc())
    after = same.where(table.c.position > here.position).order_by(table.c.position)
    return [*connection.execute(before).scalars()][::-1], [*connection.execute(after).scalars()]


def of_voice(connection: Connection, voice_id: str, but: str, most: int) -> tuple[list[str], int]:
    """The ids of up to ``most`` other verbatims of a voice that count, by date, and how many there are of them."""
    table = _VERBATIM
    conditions = (table.c.voice_id == voice_id, table.c.id != but, table.c.status == "active")
    number = connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
    query = select(table.c.id).where(*conditions).order_by(table.c.date, table.c.id).limit(most)
    return [*connection.execute(query).scalars()], number


# ---- queries


def _selected(wanted: Filter, *columns: Any) -> Select[Any]:
    joined = _MENTION.join(_VERBATIM, _VERBATIM.c.id == _MENTION.c.verbatim_id)
    return select(*columns).select_from(joined).where(*_conditions(wanted))


def _conditions(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    yield _VERBATIM.c.status == "active"
    if wanted.theme == NO_THEME:
        yield _MENTION.c.theme_id == ""
    elif wanted.theme:
        below = select(schema.themes.c.id).where(schema.themes.c.parent == wanted.theme)
        yield or_(_MENTION.c.theme_id == wanted.theme, _MENTION.c.theme_id.in_(below))
    given: dict[Field, Sequence[str]] = {
        "source": wanted.sources, "sentiment": wanted.sentiments, "language": wanted.languages,
        "segment": wanted.segments, "product": wanted.products,
    }  # fmt: skip
    for field, allowed in given.items():
        if allowed:
            yield _FIELDS[field].in_(allowed)
    if wanted.first or wanted.last:
        yield _VERBATIM.c.date != ""
    if wanted.first:
        yield _VERBATIM.c.date >= wanted.first
    if wanted.last:
        yield _VERBATIM.c.date <= wanted.last


def _ordered(wanted: Filter, order: Order) -> Select[Any]:
    dated = case((_VERBATIM.c.date == "", 1), else_=0)
    by: dict[Order, tuple[Any, ...]] = {
        "typical": (_MENTION.c.similarity.desc(),),
        "newest": (_VERBATIM.c.date.desc(),),
        "oldest": (dated, _VERBATIM.c.date),
        "source": (_VERBATIM.c.source, _VERBATIM.c.export, _VERBATIM.c.sha256, _VERBATIM.c.position),
    }
    telling_first = (_MENTION.c.says_something.desc(),) if wanted.theme == NO_THEME else ()
    return _selected(wanted, _MENTION.c.id).order_by(*telling_first, *by[order], _MENTION.c.id)


def _rows(connection: Connection, ids: Sequence[str]) -> list[tuple[MentionRow, str]]:
    """These mentions, in this order, each with the whole text it is cut from."""
    query = select(
        _MENTION, _VERBATIM.c.source, _VERBATIM.c.export, _VERBATIM.c.sha256, _VERBATIM.c.locator, _VERBATIM.c.text,
        _VERBATIM.c.date, _VERBATIM.c.segment, _VERBATIM.c.product, _VERBATIM.c.source_row_id,
    ).join(_VERBATIM, _VERBATIM.c.id == _MENTION.c.verbatim_id)  # fmt: skip
    found = {row.id: (_row(row), row.text) for row in connection.execute(query.where(_MENTION.c.id.in_(ids)))}
    return [found[key] for key in ids]


def _row(row: Row[Any]) -> MentionRow:
    citation = Citation(
        mention_id=row.id, verbatim_id=row.verbatim_id, source=row.source, export=row.export, sha256=row.sha256,
        locator=row.locator, start=row.start, end=row.stop, text=row.text[row.start : row.stop],
        language=row.language, date=row.date, segment=row.segment, sentiment=row.sentiment,
    )  # fmt: skip
    return MentionRow(citation, row.theme_id, row.similarity, bool(row.says_something), row.product, row.source_row_id)
