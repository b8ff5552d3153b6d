"""Files that people bring: looked at, a mapping proposed, and laid where the worker finds them.

A file is proposed for first and added only when a person confirmed. The copy laid out for the worker goes once its job
ended; the workspace keeps the export itself.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from pathlib import Path
from typing import cast

from insight_synth import catalog, ingest, jobs
from insight_synth.errors import BadInput, InsightSynthError, UsageError
from insight_synth.model import Columns, Kind, Source
from insight_synth.store import Workspace

FOLDER = "uploads"
ENDINGS = ("csv", "tsv", "xlsx", "json", "jsonl", "ndjson", "html", "htm", "mbox", "eml")
BEHAVIOURAL = ("transactions", "sales-figures", "loyalty", "returns")
TEXT_FIELDS = ("text", "date", "customer", "segment", "product", "rating", "weight", "id")
EVENT_FIELDS = ("event", "date", "value", "customer", "segment", "product", "id")
SAMPLE = 5
_ACTIVE = ("queued", "running")
_FRESH_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Looked:
    """An uploaded file as its reader found it: ``proposed`` is for a person to confirm."""

    reader: str
    encoding: str
    columns: tuple[str, ...]
    sample: tuple[Mapping[str, str], ...]
    proposed: Columns
    problem: str = ""  # why no columns could be proposed


def look_at(name: str, content: bytes, kind: str) -> Looked:
    """Reads the first rows of an uploaded file and proposes its columns.

    Raises:
        BadInput: the file cannot be read as any format known; the message names it as it was uploaded.
    """
    with tempfile.TemporaryDirectory(prefix="insight-synth-") as folder:
        file = Path(folder) / safe_name(name)
        file.write_bytes(content)
        try:
            reading = ingest.read_rows(file)
            sample = tuple(row.values for row in islice(reading.rows, SAMPLE))
        except InsightSynthError as error:
            raise BadInput(error.what, where=name, remedy=error.remedy) from error
        try:
            proposed, problem = ingest.propose_source(file, "upload", kind).columns, ""
        except BadInput as error:
            proposed, problem = Columns(), error.what
        return Looked(reading.reader, reading.encoding, tuple(reading.columns), sample, proposed, problem)


def proposed_source(source_id: str, name: str, kind: str, owner: str, columns: Columns) -> Source:
    """The description of a new source as a person confirmed it.

    Raises:
        UsageError: nothing says where the words (or, for behaviour, the events) are.
    """
    if not columns.text and not columns.event:
        raise UsageError("no column is chosen for the text", remedy="Choose the column that holds what people wrote.")
    return Source(
        id=source_id,
        name=name.strip() or source_id,
        kind=cast(Kind, kind),
        owner=owner.strip(),
        origin="external" if kind in ("reviews", "forum", "blog", "social", "industry-research") else "internal",
        information="contextual" if columns.text else "behavioural",
        columns=columns,
    )


def fields_of(kind: str) -> tuple[str, ...]:
    """What a source of this kind can carry, the first of which it must."""
    return EVENT_FIELDS if kind in BEHAVIOURAL else TEXT_FIELDS


def columns_from(chosen: Mapping[str, Sequence[str]]) -> Columns:
    """The mapping a person chose: field by field the columns, blanks left out."""
    known = {field.name for field in fields(Columns)}
    return replace(
        Columns(), **{field: tuple(filter(None, names)) for field, names in chosen.items() if field in known}
    )


def lay_out(ws: Workspace, source: Source, name: str, content: bytes) -> Path:
    """Lays a file of a new source out as a source's folder, ready for the worker to add; returns the folder."""
    folder = ws.path / FOLDER / uuid.uuid4().hex / source.id
    folder.mkdir(parents=True)
    (folder / safe_name(name)).write_bytes(content)
    (folder / "source.toml").write_text(catalog.source_to_toml(replace(source, exports=("*",))), encoding="utf-8")
    return folder


def lay_out_file(ws: Workspace, name: str, content: bytes) -> Path:
    """Lays a further file of a known source out; returns the file."""
    folder = ws.path / FOLDER / uuid.uuid4().hex
    folder.mkdir(parents=True)
    file = folder / safe_name(name)
    file.write_bytes(content)
    return file


def tidy(ws: Workspace) -> None:
    """Removes the copies whose jobs ended, well or not; fresh ones stay, their jobs may not be in the queue yet."""
    root = ws.path / FOLDER
    if not root.is_dir():
        return
    waiting = [Path(path) for job in jobs.listed(ws) if job.state in _ACTIVE for path in job.arguments.get("paths", ())]
    for folder in root.iterdir():
        fresh = time.time() - folder.stat().st_mtime < _FRESH_SECONDS
        if not fresh and not any(path.is_relative_to(folder) for path in waiting):
            shutil.rmtree(folder, ignore_errors=True)


def source_id_of(name: str, taken: Sequence[str]) -> str:
    """A source id made from a name: lower-case words joined by hyphens, numbered where it is taken."""
    letters = name.replace("ł", "l").replace("Ł", "L")
    ascii_only = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    base = "-".join(re.findall(r"[a-z0-9]+", ascii_only.lower()))[:40].strip("-") or "source"
    candidate, number = base, 1
    while candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    return candidate


def safe_name(name: str) -> str:
    """A file name without folders or signs a file system minds; never hidden, never ``source.toml``."""
    kept = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in Path(name.replace("\\", "/")).name)
    kept = kept.lstrip(". ")[-120:] or "upload"
    return f"export-{kept}" if kept.lower() == "source.toml" else kept
