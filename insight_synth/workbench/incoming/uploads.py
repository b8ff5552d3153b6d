"""Files that people bring: looked at, a mapping proposed, and laid where the worker finds them.

Works on files on disk, never on their bytes. A file is proposed for first and added only when a person confirmed: then
it is moved to where the worker finds it. What was laid out for the worker goes once its job ended; the workspace keeps
the export itself.
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
from insight_synth.errors import BadInput, UsageError, WorkspaceError
from insight_synth.ingest import redact
from insight_synth.ingest.columns.known_shapes import known_shape
from insight_synth.ingest.columns.proposal import SAMPLE, Proposal, propose_for
from insight_synth.ingest.columns.shape_changes import ShapeChange, shape_change
from insight_synth.ingest.readers.reading import takes_encoding
from insight_synth.model import Columns, Event, Export, Kind, Reject, Source, Verbatim
from insight_synth.report.untrusted import printable
from insight_synth.store import Workspace
from insight_synth.workbench.serving.spool import Refused, Spooled, usual_spool

FOLDER = "uploads"
ENDINGS = (
    "csv", "tsv", "tab", "txt", "md", "xlsx", "xlsm", "xls", "ods", "parquet", "json", "jsonl", "ndjson", "html", "htm",
    "xml", "mbox", "eml", "docx", "gz", "bz2", "xz", "zip",
)  # fmt: skip
TEXT_FIELDS = ("text", "date", "customer", "segment", "product", "rating", "weight", "id")
EVENT_FIELDS = ("event", "date", "value", "customer", "segment", "product", "id")
ENCODINGS = (  # those to choose from where the one found out is not right
    "utf-8", "utf-16", "cp1252", "cp1250", "iso8859-15", "iso8859-2", "mac-roman", "mac-latin2", "cp850", "cp852",
)  # fmt: skip
_KINDS: Mapping[str, Kind] = {  # what a known export is an export of
    "google-play": "reviews", "google-play-table": "reviews", "app-store": "reviews", "app-reviews": "reviews",
    "trustpilot": "reviews", "surveymonkey": "survey", "qualtrics": "survey", "microsoft-forms": "survey",
    "typeform": "survey", "google-forms": "survey", "zendesk": "contact-reasons", "intercom": "contact-reasons",
}  # fmt: skip
_SHOWN_VALUES, _SHOWN_LENGTH = 3, 90
_SHOWN_NAME = 80
_LOOKED_AT = 10_000  # signs of a value in which personal data are marked before it is cut to what is shown
_ALIKE = 0.8  # share of columns in common from which on a file is probably the next export of a source
_ACTIVE = ("queued", "running")
_FRESH_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Looked:
    """The first rows of an uploaded file, as its reader found them."""

    name: str  # as it was uploaded
    stored: str  # its name when it is laid out: without an ending that says what its content is not
    reading: ingest.Reading  # from a child process, as is all that is told of its rows
    shape: str = ""  # the key of a known system's export

    @property
    def columns(self) -> tuple[str, ...]:
        return self.reading.columns

    @property
    def takes_encoding(self) -> bool:
        """Whether a person can say how its letters are encoded."""
        return takes_encoding(self.reading.reader)

    @property
    def kind(self) -> Kind | None:
        """The kind of source it must be of, where its shape tells."""
        return _KINDS.get(self.shape)

    def values(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Some values of these columns, personal data marked out, each on one line."""
        given = (" ".join(" ".join(row.values.get(name, "") for name in columns).split()) for row in self.reading)
        different = islice(dict.fromkeys(value for value in given if value), _SHOWN_VALUES)
        shown = (redact(value[:_LOOKED_AT]).text for value in different)
        return tuple(v if len(v) <= _SHOWN_LENGTH else f"{v[: _SHOWN_LENGTH - 1].rstrip()}…" for v in shown)


    def first_rows(self, most: int) -> list[dict[str, str]]:
        """The first rows by column as they were delivered; personal data marked out, long values cut."""

        def shown(value: str) -> str:
            return printable(redact(value[:_LOOKED_AT]).text)[:_SHOWN_LENGTH]

        return [{name: shown(row.values.get(name, "")) for name in self.columns} for row in islice(self.reading, most)]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the first rows of a file become under a mapping, before anything is added."""

    rows: int
    records: tuple[Verbatim | Event, ...]
    rejects: tuple[Reject, ...]
    set_apart: int  # of the rejects: nothing to mend
    notes: tuple[str, ...]
    personal: Mapping[str, int]  # personal data found in the texts, by kind


def look_at(name: str, content: Path, encoding: str | None = None) -> Looked:
    """Reads the first rows of an uploaded file, in a child process: it may be hostile.

    Its content decides what it is: where that is readable, an ending that says something else does not matter.

    Args:
        name: as it was uploaded.
        content: the file, whatever it is called on disk.
        encoding: what a person says its text is encoded in; found out where they say nothing.

    Raises:
        BadInput: the file cannot be read as any format known, or is not in that encoding; the message names it as it
            was uploaded.
    """
    stored = safe_name(name)
    try:
        reading = _first_rows(content, stored, encoding)
    except BadInput as error:
        unnamed = stored.replace(".", "_")
        try:
            if unnamed == stored:
                raise error
            reading, stored = _first_rows(content, unnamed, encoding), unnamed
        except BadInput:
            raise BadInput(error.what, where=one_name(name), remedy=error.remedy) from error
    known = known_shape(reading.columns)
    return Looked(name, stored, reading, known.key if known else "")


def _first_rows(content: Path, name: str, encoding: str | None) -> ingest.Reading:
    with tempfile.TemporaryDirectory(prefix="insight-synth-") as folder:
        file = Path(folder) / name
        file.symlink_to(content.resolve())
        return ingest.read_in_child(file, most=SAMPLE, encoding=encoding)


def proposed(looked: Looked, kind: str) -> Proposal:
    """What the file's columns mean for a source of this kind; for a person to confirm.

    Raises:
        BadInput: its rows break what looks at them.
    """
    return propose_for(looked.reading, kind, looked.name)


def preview(looked: Looked, source: Source) -> Preview:
    """What the first rows become under the mapping of ``source``.

    Raises:
        BadInput: a mapped column is not in the file, nothing is mapped, or the rows break what reads them.
    """
    staged = ingest.stage(replace(looked.reading, notes=[]), source, looked.name, "")
    found = list(staged.batches(lambda customer: customer))
    records: list[Verbatim | Event] = []
    for batch in found:
        records += [*batch.verbatims, *batch.events]
    rejects = tuple(reject for batch in found for reject in batch.rejects)
    apart = sum(reject.set_apart for reject in rejects)
    return Preview(staged.rows, tuple(records), rejects, apart, staged.notes, staged.audit({}).personal)


def change_of_shape(
    looked: Looked, source: Source, exports: Sequence[Export], proposal: Proposal
) -> ShapeChange | None:
    """How the file's columns differ from those of the source's earlier exports and from its mapping."""
    before = dict.fromkeys(name for export in exports if export.source == source.id for name in export.audit.columns)
    return shape_change(tuple(before), looked.columns, source.columns, proposal.columns)


def likely_source(looked: Looked, sources: Mapping[str, Source], exports: Sequence[Export]) -> str:
    """The known source that the file is probably the next export of; "" where none or several could be."""
    found = []
    for source in sources.values():
        mapped = {name for field in fields(Columns) for name in getattr(source.columns, field.name)}
        before = [set(e.audit.columns) for e in exports if e.source == source.id and e.audit.columns]
        alike = max((len(b & {*looked.columns}) / len(b | {*looked.columns}) for b in before), default=0.0)
        if mapped and mapped <= {*looked.columns} and alike >= _ALIKE:
            found.append(source.id)
    return found[0] if len(found) == 1 else ""


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


def fields_of(proposal: Proposal) -> tuple[str, ...]:
    """What a source can carry, the first of which it must: text, or an event."""
    return EVENT_FIELDS if "event" in proposal.choices else TEXT_FIELDS


def columns_from(chosen: Mapping[str, Sequence[str]]) -> Columns:
    """The mapping a person chose: field by field the columns, blanks left out."""
    known = {field.name for field in fields(Columns)}
    return replace(
        Columns(), **{field: tuple(filter(None, names)) for field, names in chosen.items() if field in known}
    )


def on_disk(session: str, file_id: str, content: bytes) -> Spooled | None:
    """An upload as it lies on disk: what stands in for it is looked up, what Streamlit has in memory is laid down.

    Returns:
        None where it is no longer there.

    Raises:
        WorkspaceError: there is no room for it on disk.
    """
    try:
        return usual_spool().resolve((session, file_id), content)
    except Refused as refusal:
        raise WorkspaceError("there is no room for it", remedy=str(refusal)) from None


def little_room() -> int | None:
    """The megabytes there is room for, where one file may have more; None where there is room enough."""
    spool = usual_spool()
    room = spool.room()
    return None if room >= spool.limits.file else room >> 20


def lay_out(ws: Workspace, source: Source, name: str, file: Spooled) -> Path:
    """Moves a file into its source's folder, new or with another mapping, ready to be added; returns the folder."""
    folder = ws.path / FOLDER / uuid.uuid4().hex / source.id
    folder.mkdir(parents=True)
    usual_spool().move(file, folder / safe_name(name))
    (folder / "source.toml").write_text(catalog.source_to_toml(replace(source, exports=("*",))), encoding="utf-8")
    return folder


def lay_out_file(ws: Workspace, name: str, file: Spooled) -> Path:
    """Moves a further file of a known source to where the worker finds it; returns the file."""
    folder = ws.path / FOLDER / uuid.uuid4().hex
    folder.mkdir(parents=True)
    target = folder / safe_name(name)
    usual_spool().move(file, target)
    return target


def same_file(sha256: str, exports: Sequence[Export]) -> Export | None:
    """The export with the very same content that is in the workspace already."""
    return next((export for export in exports if export.sha256 == sha256), None)


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


def one_name(name: str) -> str:
    """A file's name as it is shown: without folders, and cut in the middle where it is very long."""
    last = Path(name.replace("\\", "/")).name or name
    return last if len(last) <= _SHOWN_NAME else f"{last[: _SHOWN_NAME - 20]}…{last[-19:]}"


def safe_name(name: str) -> str:
    """A file name without folders or signs a file system minds; never hidden, never ``source.toml``."""
    kept = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in Path(name.replace("\\", "/")).name)
    kept = kept.lstrip(". ")[-120:] or "upload"
    return f"export-{kept}" if kept.lower() == "source.toml" else kept
