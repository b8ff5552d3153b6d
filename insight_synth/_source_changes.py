"""What follows when the ``source.toml`` of a source that is known already was changed.

Part of ``pipeline``. Name, owner, cost and the like are taken over. Where a changed ``source.toml`` decides what rows
become (columns, segments, language, encoding), the source's exports are read anew from the copies the workspace keeps;
where an export is let in or left out, all rows of the source are settled anew. Each in one transaction. Verbatims that
stay the same keep their passages, and so their themes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from sqlalchemy import Connection

from insight_synth import catalog, ingest
from insight_synth.errors import BadInput
from insight_synth.model import Event, Export, Reject, Source, Verbatim
from insight_synth.store import Workspace, erasures, records

Record = TypeVar("Record", Verbatim, Event)
Told = Callable[[str], None]
CHANGED = "changed since the analysis"
"""The note a workspace carries from such a change to the next analysis."""

_DECIDING = ("columns", "segments", "language", "encoding")


@dataclass(frozen=True, slots=True)
class Read:
    """An export read anew, its duplicates not yet marked."""

    export: Export
    verbatims: Sequence[Verbatim]
    events: Sequence[Event]
    rejects: Sequence[Reject]
    erased: bool  # a customer who was erased is in it after all


def take_over(ws: Workspace, source: Source, arriving: bool, told: Told) -> frozenset[str]:
    """Brings a known source up to its changed description; nothing happens where there is no change.

    Args:
        ws: the workspace, locked by the caller.
        source: as its ``source.toml`` describes it now.
        arriving: whether exports of it that are not known yet come with it: the columns may be theirs alone.
        told: is given a line on what was done.

    Returns:
        The SHA-256 of each export that was read anew.

    Raises:
        BadInput: no known export can be read by the new description, and no new one arrives. Nothing is changed.
    """
    with ws.read() as connection:
        known = records.source_texts(connection).get(source.id)
        if known is None:
            return frozenset()
        before = catalog.source_from_toml(known, source.id, f"source {source.id}")
        changed = [f.name for f in fields(Source) if getattr(before, f.name) != getattr(source, f.name)]
        if not changed:
            return frozenset()
        exports = records.exports_as_they_came(connection, source.id)
        copies = records.stored_copies(connection)
        gone = erasures.tombstones(connection)
    deciding = [name for name in changed if name in _DECIDING]
    read: dict[str, Read] = {}
    problems: list[BadInput] = []
    for export in exports if deciding else ():
        try:
            read[export.sha256] = _read_anew(ws, source, export, copies[source.id, export.sha256], gone)
        except BadInput as problem:
            problems.append(problem)
    if problems and not read:
        if not arriving:
            raise problems[0]
        return frozenset()
    with ws.write() as connection:
        records.put_source(connection, source.id, catalog.source_to_toml(source))
        for one in read.values():
            stored = "" if one.erased else copies[source.id, one.export.sha256]
            records.replace_export(connection, one.export, stored, one.rejects)
        if deciding:
            settle_source(connection, source.id, read)
        ws.set_note(CHANGED, "1", connection)
    for one in read.values():
        if one.erased:
            ws.drop_export(copies[source.id, one.export.sha256])
    told(f"{source.id}: taken over from source.toml: {', '.join(changed)}")
    if read:
        told(f"{source.id}: {len(read)} of {len(exports)} exports read anew, as {' and '.join(deciding)} changed")
    for left in problems:
        told(f"{left.where}: stays as it was read before: {left.what}")
    return frozenset(read)


def settle_source(connection: Connection, source_id: str, read: Mapping[str, Read]) -> None:
    """Settles all records of a source in the order its exports came: those read anew in place of those kept.

    Args:
        connection: in a write transaction.
        source_id: the source's id.
        read: what a new reading of an export found, by SHA-256.
    """
    exports = records.exports_as_they_came(connection, source_id)
    kept = records.verbatims(connection, source=source_id)
    done = records.events(connection, source=source_id)
    spoken = [(e, _of(e, read[e.sha256].verbatims if e.sha256 in read else kept)) for e in exports]
    acted = [(e, _of(e, read[e.sha256].events if e.sha256 in read else done)) for e in exports]
    records.replace_verbatims(connection, source_id, _settled(spoken))
    records.replace_events(connection, source_id, _settled(acted))
    erasures.recount(connection, source_id, [export.sha256 for export in exports])


def without_erased(found: Sequence[Record], gone: frozenset[str], ws: Workspace) -> tuple[list[Record], list[Reject]]:
    """The records of customers who are still here, and a reject without words for each of the others."""
    kept: list[Record] = []
    rejects = []
    for record in found:
        if gone and record.customer and ws.tombstone(record.customer) in gone:
            rejects.append(Reject(record.source, record.export, record.sha256, record.locator, erasures.REASON, ""))
        else:
            kept.append(record)
    return kept, rejects


def _read_anew(ws: Workspace, source: Source, export: Export, stored: str, gone: frozenset[str]) -> Read:
    where = f"{source.id}/{export.name}"
    if not stored or not (ws.path / stored).is_file():
        raise BadInput("its copy is no longer kept", where=where, remedy="Add the source to a new workspace.")
    try:
        reading = ingest.read_in_child(ws.path / stored, encoding=source.encoding)
        staged = ingest.stage(reading, source, export.name, export.sha256, known_columns=export.audit.columns)
    except BadInput as problem:
        raise BadInput(problem.what, where=where, remedy=problem.remedy) from problem
    verbatims: list[Verbatim] = []
    events: list[Event] = []
    rejects: list[Reject] = []
    erased = False
    for batch in staged.batches(ws.hash_customer):
        spoken, refused = without_erased(batch.verbatims, gone, ws)
        done, more = without_erased(batch.events, gone, ws)
        verbatims += spoken
        events += done
        rejects += [*batch.rejects, *refused, *more]
        erased = erased or bool(refused or more)
    audit = staged.audit(export.audit.elsewhere)
    changed = replace(
        export, reader=reading.reader, encoding=reading.encoding, rows=staged.rows, notes=staged.notes, audit=audit
    )
    return Read(changed, verbatims, events, rejects, erased)


def _of(export: Export, found: Sequence[Record]) -> list[Record]:
    return [ingest.anew(record) for record in found if record.sha256 == export.sha256]


def _settled(delivered: Sequence[tuple[Export, Sequence[Record]]]) -> list[Record]:
    held: ingest.HeldInMemory[Record] = ingest.HeldInMemory()
    settled: dict[str, Record] = {}
    for export, rows in delivered:
        if export.state != "accepted":
            settled.update((record.id, record) for record in ingest.held_back(rows))
            continue
        if not rows:
            continue
        found = ingest.settle(rows, held, ingest.Repeats(ingest.repeated_ids(record.source_row_id for record in rows)))
        held.take(found)
        for old, new in found.superseded.items():
            settled[old] = replace(settled[old], status="superseded", duplicate_of=new)
        settled.update((record.id, record) for record in found.records)
    return list(settled.values())
