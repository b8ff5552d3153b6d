"""Adding exports to a workspace: one transaction an export, nothing lost, nothing twice.

Part of ``pipeline``. Reading and normalising are the ingest stage's; this decides what is new, what is known and what
belongs to an erased customer, and writes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Generic

import numpy as np

from insight_synth import catalog, ingest
from insight_synth._agenda import taken_up
from insight_synth._source_changes import Record, Told, take_over, without_erased
from insight_synth.errors import BadInput, InsightSynthError, UsageError
from insight_synth.ingest import sketches
from insight_synth.ingest.spool import storable
from insight_synth.model import Audit, Export, Progress, Source, State
from insight_synth.store import Workspace, erasures, held, records, source_decisions

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from insight_synth.ingest.sketches import Sketches, SketchFile

Failed = Callable[[InsightSynthError], None]


@dataclass(frozen=True, slots=True)
class _Delivery:
    source: Source
    file: Path
    name: str  # of the export: its path within the source's folder
    notes: tuple[str, ...] = ()


def add(
    ws: Workspace,
    paths: Sequence[Path],
    source_id: str | None = None,
    kind: str | None = None,
    progress: Progress | None = None,
    failed: Failed | None = None,
    told: Told | None = None,
) -> list[Export]:
    """Adds the exports of source folders, of folders of them, or single files; what is known already stays as it is.

    A source whose ``source.toml`` changed is brought up to it, and its known exports are read anew where they must be.

    Args:
        ws: the workspace.
        paths: folders with a ``source.toml``, folders of such folders, or files.
        source_id: the source that single files belong to.
        kind: of that source, where the workspace does not know it yet.
        progress: called as ``("add", fraction, export)``.
        failed: is given the error of each export or source that cannot be added, and the rest is done;
            without it the first error is raised.
        told: is given a line on each change of a known source, on each export of a source that was retired, and on an
            agenda taken up.

    Returns:
        One export a file that was added, read anew or known, in the order found.

    Raises:
        UsageError: a path does not exist, holds no source, or is a file without ``source_id``.
        BadInput: a source or an export cannot be used, where ``failed`` is not given.
        WorkspaceError: the workspace is in use, or the disk is full.
    """
    with ws.locked():
        with ws.read() as connection:
            ws.sweep_exports(records.stored_copies(connection).values())
        deliveries = _deliveries(ws, paths, source_id, kind, failed)
        anew = _take_over(ws, deliveries, failed, told or (lambda line: None))
        added: list[Export] = []
        with ws.read() as connection:
            retired = source_decisions.retired(connection)
        for number, delivery in enumerate(deliveries):

            def within(fraction: float, number: int = number, delivery: _Delivery = delivery) -> None:
                if progress:
                    progress("add", (number + fraction) / len(deliveries), f"{delivery.source.id}/{delivery.name}")

            within(0.0)
            try:
                export = _add_export(ws, delivery, within)
                if not export.known and export.source in retired:
                    (told or (lambda line: None))(_kept_only(export, retired[export.source]))
                added.append(replace(export, known=False) if (export.source, export.sha256) in anew else export)
            except BadInput as error:
                if failed is None:
                    raise
                failed(error)
        _take_up_agenda(ws, paths, failed, told or (lambda line: None))
        if progress:
            progress("add", 1.0, f"{len(added)} exports")
    return added


def _kept_only(export: Export, decided: source_decisions.Made) -> str:
    """What is told of an export of a source that was retired: it is taken in as any other, and counts nowhere."""
    return (
        f"{export.source}/{export.name}: its source was retired on {decided.made_at[:10]}, so it is kept and counts "
        f"nowhere; `insight-synth sources undo {decided.id}` makes the source count again"
    )


def _take_up_agenda(ws: Workspace, paths: Sequence[Path], failed: Failed | None, told: Told) -> None:
    """An ``agenda.toml`` that lies beside the sources becomes the agenda, unless it was one before."""
    try:
        for file in taken_up(ws, paths):
            told(f"{file}: taken up as the agenda")
    except BadInput as error:
        if failed is None:
            raise
        failed(error)


# ---- what is to be added


def _deliveries(
    ws: Workspace, paths: Sequence[Path], source_id: str | None, kind: str | None, failed: Failed | None
) -> list[_Delivery]:
    found: list[_Delivery] = []
    for path in paths:
        if path.is_dir():
            folders = catalog.find_source_folders(path)
            if not folders:
                raise UsageError(
                    "neither a source.toml nor folders that hold one",
                    where=str(path),
                    remedy="Write a source.toml beside the exports, or add one file with --source ID --kind KIND.",
                )
            if source_id is not None or kind is not None:
                raise UsageError(
                    "--source and --kind go with a single file", where=str(path), remedy="Leave them out for a folder."
                )
            for folder in folders:
                try:
                    source = catalog.read_source(folder)
                    files = catalog.export_files(folder, source)
                except (BadInput, UsageError) as error:
                    if failed is None or len(folders) == len(paths) == 1:
                        raise
                    failed(error)
                    continue
                found += [_Delivery(source, file, storable(file.relative_to(folder).as_posix())) for file in files]
        elif path.is_file():
            found.append(_single(ws, path, source_id, kind))
        else:
            raise UsageError("no such file or folder", where=str(path), remedy="Check the path.")
    return found


def _single(ws: Workspace, file: Path, source_id: str | None, kind: str | None) -> _Delivery:
    if source_id is None:
        raise UsageError(
            "a single file needs the source it belongs to",
            where=str(file),
            remedy="Give --source ID and --kind KIND, or the folder that holds its source.toml.",
        )
    with ws.read() as connection:
        toml = records.source_texts(connection).get(source_id)
    if toml is not None:
        source = catalog.source_from_toml(toml, source_id, f"source {source_id}")
        if kind is not None and kind != source.kind:
            raise UsageError(
                f"source {source_id} is of kind {source.kind}, not {kind}", where=str(file), remedy="Leave --kind out."
            )
        return _Delivery(source, file, storable(file.name))
    if kind is None:
        raise UsageError(
            f"source {source_id} is not known yet",
            where=str(file),
            remedy=f"Give its --kind: {', '.join(catalog.KINDS)}.",
        )
    if kind not in catalog.KINDS:
        raise UsageError(f"unknown kind {kind!r}", where=str(file), remedy=f"Use one of {', '.join(catalog.KINDS)}.")
    source, proposal = ingest.propose_source(file, source_id, kind)
    return _Delivery(source, file, storable(file.name), (proposal.note(),))


def _take_over(
    ws: Workspace, deliveries: Sequence[_Delivery], failed: Failed | None, told: Told
) -> set[tuple[str, str]]:
    """Source and SHA-256 of the exports that were read anew, as their ``source.toml`` changed."""
    with ws.read() as connection:
        known = {(export.source, export.sha256) for export in records.exports(connection)}
        described = records.source_texts(connection)
    anew: set[tuple[str, str]] = set()
    for source in {delivery.source.id: delivery.source for delivery in deliveries}.values():
        if source.id not in described or described[source.id] == catalog.source_to_toml(source):
            continue
        files = [delivery.file for delivery in deliveries if delivery.source.id == source.id]
        arriving = any((source.id, _sha256(file)[0]) not in known for file in files)
        try:
            anew |= {(source.id, sha256) for sha256 in take_over(ws, source, arriving, told)}
        except BadInput as error:
            if failed is None:
                raise
            failed(error)
    return anew


# ---- one export


def _add_export(ws: Workspace, delivery: _Delivery, progress: Callable[[float], None]) -> Export:
    source, file = delivery.source, delivery.file
    sha256, size = _sha256(file)
    with ws.read() as connection:
        known = records.export(connection, source.id, sha256)
        before = [e for e in records.exports_as_they_came(connection, source.id) if e.state == "accepted"]
    if known is not None:
        return replace(known, known=True)
    try:
        reading = ingest.read_in_child(file, encoding=source.encoding)
        known_columns = tuple(dict.fromkeys(name for export in before for name in export.audit.columns))
        changed = _changed_shape(reading, delivery, known_columns)
        staged = ingest.stage(
            reading, source, delivery.name, sha256, progress=progress, known_columns=known_columns
        )
    except BadInput as error:
        raise error if error.where else BadInput(error.what, where=str(file), remedy=error.remedy) from None
    with ws.read() as connection:
        audit = staged.audit(_elsewhere(connection, source.id, staged.sketches))
        earlier = [_audit_today(connection, one) if audit.elsewhere else one.audit for one in before]
    doubts = catalog.doubts(audit, earlier)
    export = Export(
        source=source.id,
        name=delivery.name,
        sha256=sha256,
        size=size,
        reader=reading.reader,
        encoding=reading.encoding,
        rows=staged.rows,
        verbatims=0,
        events=0,
        duplicates=0,
        rejects=0,
        notes=(*delivery.notes, *changed, *staged.notes),
        state="quarantined" if doubts else "accepted",
        doubts=doubts,
        audit=audit,
    )
    had_copy = ws.holds_export(file, sha256)
    stored = ws.keep_export(file, sha256)
    try:
        with ws.write() as connection:
            return _write(ws, connection, source, staged, export, stored)
    except BaseException:
        if not had_copy:
            ws.drop_export(stored)
        raise


def _changed_shape(reading: ingest.Reading, delivery: _Delivery, earlier: Sequence[str]) -> list[str]:
    """What to note of columns that earlier exports of the source did not have, or had; nothing where all are there.

    Raises:
        BadInput: a mapped column is gone.
    """
    source = delivery.source
    found = ingest.columns_at_hand(reading, source.columns, earlier)
    change = ingest.shape_change(earlier, found, source.columns) if earlier else None
    if change is None:
        return []
    if change.missing:
        where = f"{source.id}/{delivery.name}"
        proposed = ingest.propose_for(reading, source.kind, where).columns
        change = ingest.shape_change(earlier, found, source.columns, proposed) or change
        raise BadInput(change.message(), where=where, remedy="Correct [columns] in source.toml, or export it as before")
    return [change.message()]


def _write(
    ws: Workspace, connection: Connection, source: Source, staged: ingest.Staged, export: Export, stored: str
) -> Export:
    """Takes a staged export in: its rows settled a batch at a time against those of the source's earlier exports."""
    records.put_source(connection, source.id, catalog.source_to_toml(source))
    gone = erasures.tombstones(connection)
    # Nothing can repeat or correct what was never delivered: a source's first export is compared with itself only.
    first = not records.exports_as_they_came(connection, source.id)
    repeats = replace(staged.repeats, row_ids=None) if first else replace(staged.repeats, contents=None)
    spoken = _Taking(held.HeldVerbatims(connection, source.id), records.add_verbatims, repeats)
    acted = _Taking(held.HeldEvents(connection, source.id), records.add_events, repeats)
    rejects = 0
    erased = False
    for batch in staged.batches(ws.hash_customer):
        verbatims, refused = without_erased(batch.verbatims, gone, ws)
        events, more = without_erased(batch.events, gone, ws)
        spoken.take(connection, verbatims, export.state)
        acted.take(connection, events, export.state)
        rejected = [*batch.rejects, *refused, *more]
        records.add_rejects(connection, rejected, rejects)
        rejects += len(rejected)
        erased = erased or bool(refused or more)
    duplicates = spoken.duplicates + acted.duplicates
    export = replace(
        export,
        verbatims=spoken.taken - spoken.duplicates,
        events=acted.taken - acted.duplicates,
        duplicates=duplicates,
        rejects=rejects,
        audit=replace(export.audit, duplicates=duplicates, superseding=spoken.superseding + acted.superseding),
    )
    records.add_export(connection, export, "" if erased else stored)
    if erased:
        ws.drop_export(stored)  # an export is kept unchanged or not at all
    else:
        bands = (staged.sketches.column(number).tobytes() for number in range(sketches.WIDTH))
        records.put_sketches(connection, source.id, export.sha256, bands)
    erasures.recount(connection, source.id, sorted(spoken.touched | acted.touched))
    return export


class _Taking(Generic[Record]):
    """The verbatims or the events of one export on their way in, and what became of them so far."""

    def __init__(
        self,
        before: ingest.Held[Record],
        insert: Callable[[Connection, Sequence[Record], int], None],
        repeats: ingest.Repeats,
    ) -> None:
        self._before: ingest.Held[Record] = before
        self._insert: Callable[[Connection, Sequence[Record], int], None] = insert
        self._repeats = repeats
        self.taken = self.duplicates = self.superseding = 0
        self.touched: set[str] = set()  # earlier exports with rows that are superseded now

    def take(self, connection: Connection, found: Sequence[Record], state: State) -> None:
        """Settles and keeps the next of the export's records."""
        if not found:
            return
        if state == "accepted":
            settled = ingest.settle(found, self._before, self._repeats)
            if settled.superseded:
                self.touched |= held.supersede(connection, settled.superseded)
                self.superseding += len(settled.superseded)
            found = settled.records
        else:
            found = ingest.held_back(found)
        self._insert(connection, found, self.taken)
        self.taken += len(found)
        self.duplicates += sum(record.status == "duplicate" for record in found)


def _audit_today(connection: Connection, export: Export) -> Audit:
    """The audit of an earlier export, as it would be with the other sources there are by now."""
    bands = records.sketches_of(connection, export.source, export.sha256)
    if not bands:
        return export.audit
    found = np.array([np.frombuffer(keys, "<u8") for keys in bands]).T
    return replace(export.audit, elsewhere=_elsewhere(connection, export.source, found))


def _elsewhere(connection: Connection, source_id: str, found: Sketches | SketchFile) -> dict[str, int]:
    """Other source → how many of the texts sketched stand there too, nearly or to the letter."""

    def others(band: int) -> Iterator[tuple[str, NDArray[np.uint64]]]:
        for source, keys in records.sketches_elsewhere(connection, source_id, band):
            yield source, np.frombuffer(keys, "<u8")

    return sketches.found_elsewhere(found, others)


def _sha256(file: Path) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size
