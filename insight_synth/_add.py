"""Adding exports to a workspace: one transaction an export, nothing lost, nothing twice.

Part of ``pipeline``. Reading and normalising are the ingest stage's; this decides what is new, what is known and what
belongs to an erased customer, and writes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from insight_synth import catalog, ingest
from insight_synth._source_changes import Told, take_over, without_erased
from insight_synth.errors import BadInput, InsightSynthError, UsageError
from insight_synth.model import Export, Progress, Reject, Source
from insight_synth.store import Workspace, erasures, records

if TYPE_CHECKING:
    from sqlalchemy import Connection

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
        told: is given a line on each change of a known source.

    Returns:
        One export a file that was added, read anew or known, in the order found.

    Raises:
        UsageError: a path does not exist, holds no source, or is a file without ``source_id``.
        BadInput: a source or an export cannot be used, where ``failed`` is not given.
        WorkspaceError: the workspace is in use, or the disk is full.
    """
    with ws.locked():
        deliveries = _deliveries(ws, paths, source_id, kind, failed)
        anew = _take_over(ws, deliveries, failed, told or (lambda line: None))
        added: list[Export] = []
        for number, delivery in enumerate(deliveries):
            if progress:
                progress("add", number / len(deliveries), f"{delivery.source.id}/{delivery.name}")
            try:
                export = _add_export(ws, delivery)
                added.append(replace(export, known=False) if (export.source, export.sha256) in anew else export)
            except BadInput as error:
                if failed is None:
                    raise
                failed(error)
        if progress:
            progress("add", 1.0, f"{len(added)} exports")
    return added


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
                found += [_Delivery(source, file, file.relative_to(folder).as_posix()) for file in files]
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
        return _Delivery(source, file, file.name)
    if kind is None:
        raise UsageError(
            f"source {source_id} is not known yet",
            where=str(file),
            remedy=f"Give its --kind: {', '.join(catalog.KINDS)}.",
        )
    if kind not in catalog.KINDS:
        raise UsageError(f"unknown kind {kind!r}", where=str(file), remedy=f"Use one of {', '.join(catalog.KINDS)}.")
    source = ingest.propose_source(file, source_id, kind)
    chosen = [
        f"{name} = {' + '.join(columns)}"
        for name in ("text", "date", "customer", "segment", "product", "rating", "weight", "id", "event", "value")
        if (columns := getattr(source.columns, name))
    ]
    return _Delivery(source, file, file.name, (f"columns proposed, please check: {', '.join(chosen)}",))


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


def _add_export(ws: Workspace, delivery: _Delivery) -> Export:
    source, file = delivery.source, delivery.file
    sha256, size = _sha256(file)
    with ws.read() as connection:
        known = records.export(connection, source.id, sha256)
    if known is not None:
        return replace(known, known=True)
    reading = ingest.read_rows(file)
    found = ingest.normalise(reading, source, delivery.name, sha256, ws.hash_customer)
    had_copy = ws.holds_export(file, sha256)
    stored = ws.keep_export(file, sha256)
    try:
        with ws.write() as connection:
            return _write(ws, connection, delivery, found, stored, reading, sha256, size)
    except BaseException:
        if not had_copy:
            ws.drop_export(stored)
        raise


def _write(
    ws: Workspace,
    connection: Connection,
    delivery: _Delivery,
    found: ingest.Normalised,
    stored: str,
    reading: ingest.Reading,
    sha256: str,
    size: int,
) -> Export:
    source = delivery.source
    records.put_source(connection, source.id, catalog.source_to_toml(source))
    gone = erasures.tombstones(connection)
    verbatims, rejects = without_erased(found.verbatims, gone, ws)
    events, more = without_erased(found.events, gone, ws)
    rejects = [*found.rejects, *rejects, *more]
    keys = {ingest.duplicate_key(r): r.id for r in records.verbatims(connection, source=source.id, status="active")}
    verbatims = ingest.mark_duplicates(verbatims, keys)
    keys = {ingest.duplicate_key(r): r.id for r in records.events(connection, source=source.id, status="active")}
    events = ingest.mark_duplicates(events, keys)
    statuses = [record.status for record in verbatims] + [record.status for record in events]
    export = Export(
        source=source.id,
        name=delivery.name,
        sha256=sha256,
        size=size,
        reader=reading.reader,
        encoding=reading.encoding,
        rows=found.rows,
        verbatims=sum(record.status == "active" for record in verbatims),
        events=sum(record.status == "active" for record in events),
        duplicates=statuses.count("duplicate"),
        rejects=len(rejects),
        notes=(*delivery.notes, *found.notes),
    )
    records.add_export(connection, export, "" if _holds_erased(rejects) else stored)
    records.add_verbatims(connection, verbatims)
    records.add_events(connection, events)
    records.add_rejects(connection, rejects)
    if _holds_erased(rejects):
        ws.drop_export(stored)  # an export is kept unchanged or not at all
    return export


def _holds_erased(rejects: Sequence[Reject]) -> bool:
    return any(reject.reason == erasures.REASON for reject in rejects)


def _sha256(file: Path) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size
