"""What follows when the ``source.toml`` of a source that is known already was changed.

Part of ``pipeline``. Name, owner, cost and the like are taken over. Where the change decides what rows become (columns,
segments, language), the source's exports are read anew from the copies the workspace keeps, all in one transaction.
Verbatims that stay the same keep their passages, and so their themes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from insight_synth import catalog, ingest
from insight_synth.errors import BadInput
from insight_synth.model import Event, Export, Reject, Source, Verbatim
from insight_synth.store import Workspace, erasures, records

Record = TypeVar("Record", Verbatim, Event)
Told = Callable[[str], None]
CHANGED = "changed since the analysis"
"""The note a workspace carries from such a change to the next analysis."""

_DECIDING = ("columns", "segments", "language")


@dataclass(frozen=True, slots=True)
class _Read:
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
    read: dict[str, _Read] = {}
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
        if deciding:
            verbatims, events = _marked(
                [(e.sha256, read.get(e.sha256)) for e in exports],
                records.verbatims(connection, source=source.id),
                records.events(connection, source=source.id),
            )
            records.replace_verbatims(connection, source.id, verbatims)
            records.replace_events(connection, source.id, events)
            for one in read.values():
                stored = "" if one.erased else copies[source.id, one.export.sha256]
                records.replace_export(connection, one.export, stored, one.rejects)
            erasures.recount(connection, source.id, [export.sha256 for export in exports])
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


def _read_anew(ws: Workspace, source: Source, export: Export, stored: str, gone: frozenset[str]) -> _Read:
    where = f"{source.id}/{export.name}"
    if not stored or not (ws.path / stored).is_file():
        raise BadInput("its copy is no longer kept", where=where, remedy="Add the source to a new workspace.")
    try:
        reading = ingest.read_rows(ws.path / stored)
        found = ingest.normalise(reading, source, export.name, export.sha256, ws.hash_customer)
    except BadInput as problem:
        raise BadInput(problem.what, where=where, remedy=problem.remedy) from problem
    verbatims, refused = without_erased(found.verbatims, gone, ws)
    events, more = without_erased(found.events, gone, ws)
    return _Read(
        replace(export, reader=reading.reader, encoding=reading.encoding, rows=found.rows, notes=found.notes),
        verbatims,
        events,
        [*found.rejects, *refused, *more],
        bool(refused or more),
    )


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


def _marked(
    order: Sequence[tuple[str, _Read | None]], old_verbatims: Sequence[Verbatim], old_events: Sequence[Event]
) -> tuple[list[Verbatim], list[Event]]:
    """All records of the source, in the order their exports came: anew where read anew, else as they are."""
    verbatims: list[Verbatim] = []
    events: list[Event] = []
    for sha256, read in order:
        verbatims += read.verbatims if read else [record for record in old_verbatims if record.sha256 == sha256]
        events += read.events if read else [record for record in old_events if record.sha256 == sha256]
    return ingest.mark_duplicates(verbatims), ingest.mark_duplicates(events)
