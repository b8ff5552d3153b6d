"""Repository of what was delivered: sources, exports, verbatims, events and rejects.

Functions over a connection of the workspace; the caller owns the transaction. Sources are kept as the text of their
``source.toml``, which the catalogue writes and reads.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table, and_, bindparam, delete, func, insert, select, update

from insight_synth.model import Audit, Doubt, Event, Export, Reject, State, Status, Verbatim
from insight_synth.store import codec, schema

_BATCH = 2_000
_T = TypeVar("_T")
_EXPORT_FIELDS = (
    "source", "sha256", "name", "size", "reader", "encoding", "rows", "verbatims", "events", "duplicates", "rejects",
    "state",
)  # fmt: skip
_COMMON = (
    "id", "source", "export", "sha256", "locator", "source_row_id", "date", "customer", "segment", "product",
    "status", "duplicate_of",
)  # fmt: skip
VERBATIM_FIELDS = (*_COMMON, "text", "rating", "rating_percent", "weight", "language", "repaired", "voice_id")
EVENT_FIELDS = (*_COMMON, "event", "value")
_REJECT_FIELDS = ("source", "export", "sha256", "locator", "reason", "raw", "set_apart")


# ---- sources and exports


def source_texts(connection: Connection) -> dict[str, str]:
    """``source.toml`` by source id, sorted by id."""
    rows = connection.execute(select(schema.sources.c.id, schema.sources.c.toml).order_by(schema.sources.c.id))
    return {row.id: row.toml for row in rows}


def put_source(connection: Connection, source_id: str, toml: str) -> None:
    """Adds a source or replaces its description."""
    changed = connection.execute(update(schema.sources).where(schema.sources.c.id == source_id).values(toml=toml))
    if not changed.rowcount:
        connection.execute(schema.sources.insert(), {"id": source_id, "toml": toml})


def exports(connection: Connection, *, state: State | None = None) -> list[Export]:
    """Every export, or those in one state, sorted by source, name and content."""
    table = schema.exports
    query = select(table).order_by(table.c.source, table.c.name, table.c.sha256)
    rows = connection.execute(query if state is None else query.where(table.c.state == state))
    return [_export(row) for row in rows]


def export(connection: Connection, source_id: str, sha256: str) -> Export | None:
    """The export with this content in this source, if it was added."""
    table = schema.exports
    row = connection.execute(select(table).where(table.c.source == source_id, table.c.sha256 == sha256)).one_or_none()
    return None if row is None else _export(row)


def exports_as_they_came(connection: Connection, source_id: str) -> list[Export]:
    """The exports of one source in the order in which they were added."""
    table = schema.exports
    rows = connection.execute(select(table).where(table.c.source == source_id).order_by(table.c.position))
    return [_export(row) for row in rows]


def stored_copies(connection: Connection) -> dict[tuple[str, str], str]:
    """The path of the kept copy within the workspace by source id and SHA-256; "" where it was erased."""
    table = schema.exports
    rows = connection.execute(select(table.c.source, table.c.sha256, table.c.stored))
    return {(row.source, row.sha256): row.stored for row in rows}


def add_export(connection: Connection, export: Export, stored: str) -> None:
    """Records an export whose copy lies at ``stored``."""
    position = connection.execute(select(func.count()).select_from(schema.exports)).scalar_one()
    connection.execute(schema.exports.insert(), _export_values(export) | {"stored": stored, "position": position})


def set_state(connection: Connection, source_id: str, sha256: str, state: State) -> None:
    """Notes what was decided on an export."""
    table = schema.exports
    connection.execute(
        update(table).where(table.c.source == source_id, table.c.sha256 == sha256).values(state=state)
    )


def replace_export(connection: Connection, export: Export, stored: str, rejects: Iterable[Reject]) -> None:
    """Puts what a new reading of a known export found in place of the old: its description and its rejects."""
    table = schema.exports
    values = _export_values(export) | {"stored": stored}
    own = and_(table.c.source == export.source, table.c.sha256 == export.sha256)
    connection.execute(update(table).where(own).values(**values))
    old = schema.rejects
    connection.execute(delete(old).where(old.c.source == export.source, old.c.sha256 == export.sha256))
    add_rejects(connection, rejects)


# ---- sketches of texts


def put_sketches(connection: Connection, source_id: str, sha256: str, bands: Iterable[bytes]) -> None:
    """Keeps the sketches of an export's texts, band by band, in place of any there were."""
    table = schema.sketches
    connection.execute(delete(table).where(table.c.source == source_id, table.c.sha256 == sha256))
    for at, keys in enumerate(bands):
        connection.execute(table.insert(), {"source": source_id, "sha256": sha256, "band": at, "keys": keys})


def sketches_of(connection: Connection, source_id: str, sha256: str) -> list[bytes]:
    """The sketches of an export's texts, band by band; none where they are not kept."""
    table = schema.sketches
    query = select(table.c["keys"]).where(table.c.source == source_id, table.c.sha256 == sha256).order_by(table.c.band)
    return [bytes(keys) for keys in connection.execute(query).scalars()]


def sketches_elsewhere(connection: Connection, source_id: str, band: int) -> Iterator[tuple[str, bytes]]:
    """One band of the sketches of every accepted export of other sources, with its source."""
    table, export = schema.sketches, schema.exports
    query = (
        select(table.c.source, table.c["keys"])
        .join(export, and_(export.c.source == table.c.source, export.c.sha256 == table.c.sha256))
        .where(table.c.source != source_id, table.c.band == band, export.c.state == "accepted")
        .order_by(table.c.source, table.c.sha256)
    )
    for row in connection.execute(query):
        yield row[0], bytes(row[1])


# ---- records


def add_verbatims(connection: Connection, verbatims: Iterable[Verbatim], start: int = 0) -> None:
    """Inserts verbatims of one export, in its order; ``start`` of its verbatims are there already."""
    _insert(connection, schema.verbatims, verbatims, VERBATIM_FIELDS, {"cut": ""}, start)


def add_events(connection: Connection, events: Iterable[Event], start: int = 0) -> None:
    """Inserts events of one export, in its order; ``start`` of its events are there already."""
    _insert(connection, schema.events, events, EVENT_FIELDS, {}, start)


def add_rejects(connection: Connection, rejects: Iterable[Reject], start: int = 0) -> None:
    """Inserts rejects of one export, in its order; ``start`` of its rejects are there already."""
    _insert(connection, schema.rejects, rejects, _REJECT_FIELDS, {}, start)


def replace_verbatims(connection: Connection, source_id: str, verbatims: Sequence[Verbatim]) -> None:
    """Puts these, in order, in place of all verbatims of a source.

    One that stays keeps its voice and its passages; they are cut anew where its language is now another. With one that
    goes its passages and quotations go.
    """
    table = schema.verbatims
    rows = connection.execute(
        select(table.c.id, table.c.language, table.c.voice_id, table.c.cut).where(table.c.source == source_id)
    )
    before = {row.id: row for row in rows}
    going = sorted(before.keys() - {verbatim.id for verbatim in verbatims})
    for batch in batches(going):
        for hanging in (schema.citations, schema.mentions):
            connection.execute(delete(hanging).where(hanging.c.verbatim_id.in_(batch)))
    kept = {}
    for verbatim in verbatims:
        if (old := before.get(verbatim.id)) is not None:
            language = verbatim.language or old.language
            cut = old.cut if language == old.language else ""
            kept[verbatim.id] = {"language": language, "voice_id": old.voice_id, "cut": cut}
    _replace(connection, table, going, verbatims, VERBATIM_FIELDS, {"cut": ""}, kept)


def replace_events(connection: Connection, source_id: str, events: Sequence[Event]) -> None:
    """Puts these, in order, in place of all events of a source."""
    table = schema.events
    before = {row.id for row in connection.execute(select(table.c.id).where(table.c.source == source_id))}
    going = sorted(before - {event.id for event in events})
    _replace(connection, table, going, events, EVENT_FIELDS, {}, {key: {} for key in before})


def verbatims(
    connection: Connection,
    *,
    status: Status | Sequence[Status] | None = None,
    source: str | None = None,
    ids: Sequence[str] | None = None,
) -> list[Verbatim]:
    """Verbatims sorted by source, export and row; all, or those of some status, one source or these ids."""
    table = schema.verbatims
    columns = [table.c[name] for name in VERBATIM_FIELDS]
    query = select(*columns).order_by(table.c.source, table.c.export, table.c.sha256, table.c.position)
    if status is not None:
        query = query.where(table.c.status.in_([status] if isinstance(status, str) else status))
    if source is not None:
        query = query.where(table.c.source == source)
    rows = connection.execute(query) if ids is None else _by_ids(connection, query, table, ids)
    return [Verbatim(**dict(zip(VERBATIM_FIELDS, row, strict=True))) for row in rows]


def events(
    connection: Connection, *, status: Status | Sequence[Status] | None = None, source: str | None = None
) -> list[Event]:
    """Events sorted by source, export and row; all, or those of some status or one source."""
    table = schema.events
    columns = [table.c[name] for name in EVENT_FIELDS]
    query = select(*columns).order_by(table.c.source, table.c.export, table.c.sha256, table.c.position)
    if status is not None:
        query = query.where(table.c.status.in_([status] if isinstance(status, str) else status))
    if source is not None:
        query = query.where(table.c.source == source)
    return [Event(**dict(zip(EVENT_FIELDS, row, strict=True))) for row in connection.execute(query)]


def rejects(connection: Connection) -> list[Reject]:
    """Rejects sorted by source, export and row."""
    table = schema.rejects
    rows = connection.execute(
        select(*(table.c[name] for name in _REJECT_FIELDS)).order_by(table.c.source, table.c.export, table.c.position)
    )
    return [Reject(*row) for row in rows]


def customers(connection: Connection) -> dict[str, str]:
    """The keyed hash of the customer of every active verbatim that has one, by the verbatim's id."""
    table = schema.verbatims
    rows = connection.execute(select(table.c.id, table.c.customer).where(table.c.status == "active"))
    return {key: customer for key, customer in rows if customer}


def verbatims_of_products(connection: Connection, products: Sequence[str]) -> frozenset[str]:
    """The ids of the active verbatims on any of these products."""
    table = schema.verbatims
    query = select(table.c.id).where(table.c.status == "active", table.c.product.in_(products))
    return frozenset(connection.execute(query).scalars())


def verbatim_text(connection: Connection, verbatim_id: str) -> str | None:
    """The stored text of one verbatim, or None where there is no such verbatim."""
    table = schema.verbatims
    return connection.execute(select(table.c.text).where(table.c.id == verbatim_id)).scalar()


def uncut(connection: Connection, cut: str) -> list[Verbatim]:
    """Active verbatims whose passages were not yet cut the way ``cut`` names."""
    table = schema.verbatims
    columns = [table.c[name] for name in VERBATIM_FIELDS]
    rows = connection.execute(
        select(*columns).where(and_(table.c.status == "active", table.c.cut != cut)).order_by(table.c.id)
    )
    return [Verbatim(**dict(zip(VERBATIM_FIELDS, row, strict=True))) for row in rows]


def set_languages(connection: Connection, languages: Mapping[str, str], cut: str) -> None:
    """Notes the language of verbatims by id, and that their passages are cut the way ``cut`` names."""
    table = schema.verbatims
    statement = update(table).where(table.c.id == bindparam("b_id")).values(language=bindparam("b_language"), cut=cut)
    for batch in batches(sorted(languages.items())):
        connection.execute(statement, [{"b_id": key, "b_language": value} for key, value in batch])


def set_voices(connection: Connection, voices: Mapping[str, str]) -> None:
    """Notes the voice of verbatims by id, where it changed."""
    table = schema.verbatims
    known = {row.id: row.voice_id for row in connection.execute(select(table.c.id, table.c.voice_id))}
    changed = sorted((key, voice) for key, voice in voices.items() if known.get(key) not in (None, voice))
    statement = update(table).where(table.c.id == bindparam("b_id")).values(voice_id=bindparam("b_voice"))
    for batch in batches(changed):
        connection.execute(statement, [{"b_id": key, "b_voice": voice} for key, voice in batch])


# ---- helpers


def _export(row: Row[Any]) -> Export:
    values = {name: getattr(row, name) for name in _EXPORT_FIELDS}
    audit = codec.from_json(Audit, row.audit)
    return Export(
        **values,
        notes=tuple(json.loads(row.notes)),
        doubts=tuple(codec.from_json(tuple[Doubt, ...], row.doubts)),
        audit=replace(audit, duplicates=row.duplicates, superseding=row.superseding),
    )


def _export_values(export: Export) -> dict[str, object]:
    values = {name: getattr(export, name) for name in _EXPORT_FIELDS}
    return values | {
        "notes": json.dumps(export.notes, ensure_ascii=False),
        "doubts": codec.to_json(export.doubts),
        "superseding": export.audit.superseding,
        "audit": codec.to_json(replace(export.audit, duplicates=0, superseding=0)),  # they change with other exports
    }


def _insert(
    connection: Connection,
    table: Table,
    records: Iterable[object],
    names: Sequence[str],
    more: Mapping[str, object],
    start: int,
) -> None:
    given, values, rest = (*names, "position", *more), attrgetter(*names), tuple(more.values())
    columns = [column.name for column in table.columns if column.name in given]
    in_order = itemgetter(*map(given.index, columns))
    # As the driver takes it: SQLAlchemy would look at each value on its way, and take longer over it than SQLite does.
    compiled = insert(table).values({name: bindparam(name) for name in columns}).compile(dialect=connection.dialect)
    for batch in batches(enumerate(records, start)):
        rows = [in_order((*values(record), position, *rest)) for position, record in batch]
        named = [] if compiled.positional else [dict(zip(columns, row, strict=True)) for row in rows]
        connection.exec_driver_sql(str(compiled), named or rows)


def _replace(
    connection: Connection,
    table: Table,
    going: Sequence[str],
    records: Sequence[Verbatim] | Sequence[Event],
    names: Sequence[str],
    more: Mapping[str, object],
    kept: Mapping[str, Mapping[str, object]],
) -> None:
    for batch in batches(going):
        connection.execute(delete(table).where(table.c.id.in_(batch)))
    positions: Counter[str] = Counter()
    rows = []
    for record in records:
        values = {name: getattr(record, name) for name in names} | {"position": positions[record.sha256], **more}
        rows.append(values | dict(kept.get(record.id, {})))
        positions[record.sha256] += 1
    for some in batches(row for row in rows if row["id"] not in kept):
        connection.execute(table.insert(), some)
    columns = [name for name in (*names, "position", *more) if name != "id"]
    statement = (
        update(table).where(table.c.id == bindparam("b_id")).values({name: bindparam(f"b_{name}") for name in columns})
    )
    for some in batches(row for row in rows if row["id"] in kept):
        connection.execute(statement, [{f"b_{name}": value for name, value in row.items()} for row in some])


def _by_ids(connection: Connection, query: Select[Any], table: Table, ids: Sequence[str]) -> Iterator[Row[Any]]:
    for batch in batches(sorted(set(ids))):
        yield from connection.execute(query.where(table.c.id.in_(batch)))


def batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    """Lists of at most 2,000 items: what one statement may carry."""
    iterator = iter(items)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
