"""What is to be done about each of the files that were uploaded together.

Sorts out; shows nothing and adds nothing until it is told to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from insight_synth import jobs
from insight_synth.errors import InsightSynthError
from insight_synth.model import Columns, Export
from insight_synth.store import Workspace
from insight_synth.workbench import workspaces
from insight_synth.workbench.incoming import looking, uploads
from insight_synth.workbench.serving.spool import Spooled, usual_spool

State = Literal["gone", "refused", "known", "twice", "ready", "open"]


@dataclass(frozen=True, slots=True)
class Arrived:
    """An uploaded file and how it stands."""

    id: str  # Streamlit's, so unique on the page
    name: str  # as it was uploaded
    state: State
    file: Spooled | None = None
    looked: uploads.Looked | None = None
    source: str = ""  # id of the source it is probably the next export of
    export: Export | None = None  # the same file, where it is known
    other: str = ""  # name of the same file, where it was uploaded twice
    problem: InsightSynthError | None = None  # why it is refused


def sorted_out(files: Iterable[tuple[str, str, bytes]], session: str, now: workspaces.Standing) -> list[Arrived]:
    """Each of the files, given by id, name and what Streamlit keeps of it, with what is to be done about it."""
    arrived: list[Arrived] = []
    for file_id, name, kept in files:
        try:
            file = uploads.on_disk(session, file_id, kept)
        except InsightSynthError as problem:
            arrived.append(Arrived(file_id, name, "refused", problem=problem))
            continue
        arrived.append(Arrived(file_id, name, "gone") if file is None else _arrived(file_id, name, file, now, arrived))
    return arrived


def add_ready(ws: Workspace, ready: Sequence[Arrived]) -> None:
    """Asks for files that need no decision to be read, the files of a source in one go."""
    for source_id in dict.fromkeys(arrived.source for arrived in ready):
        own = [arrived for arrived in ready if arrived.source == source_id]
        paths = [
            str(uploads.lay_out_file(ws, arrived.looked.stored, arrived.file))
            for arrived in own
            if arrived.looked and arrived.file
        ]
        workspaces.ask_for(ws, "add", paths=paths, source_id=source_id)


def forget(arrived: Iterable[Arrived], session: str) -> None:
    """Removes files that nobody wants added."""
    for one in arrived:
        usual_spool().forget((session, one.id))


def analyse_afterwards(ws: Workspace) -> None:
    """Asks for one analysis after everything that waits: one that waits already gives way."""
    for job in jobs.listed(ws):
        if job.kind == "analyse" and job.state == "queued":
            jobs.cancel(ws, job.id)
    workspaces.ask_for(ws, "analyse")


def _arrived(file_id: str, name: str, file: Spooled, now: workspaces.Standing, before: Sequence[Arrived]) -> Arrived:
    export = uploads.same_file(file.sha256, now.exports)
    if export is not None:
        return Arrived(file_id, name, "known", file, source=export.source, export=export)
    twin = next((other for other in before if other.file and other.file.sha256 == file.sha256), None)
    if twin is not None:
        return Arrived(file_id, name, "twice", file, other=twin.name)
    try:
        looked = looking.looked_at(file, name)
    except InsightSynthError as problem:
        return Arrived(file_id, name, "refused", file, problem=problem)
    source = uploads.likely_source(looked, now.sources, now.exports)
    ready = bool(source) and _needs_no_decision(file, name, source, now)
    return Arrived(file_id, name, "ready" if ready else "open", file, looked, source)


def _needs_no_decision(file: Spooled, name: str, source_id: str, now: workspaces.Standing) -> bool:
    """Whether a file is read by its source's mapping as the source's earlier exports were, and says something."""
    source = now.sources[source_id]
    if source.columns == Columns():
        return False
    try:
        looked = looking.looked_at(file, name, source.encoding)
        key = f"{file.sha256}_{source.encoding}"
        proposal = looking.proposal(key, looked, source.kind)
        if uploads.change_of_shape(looked, source, now.exports, proposal) is not None:
            return False
        found = looking.preview(key, looked, source)
    except InsightSynthError:
        return False
    return len(found.records) > len(found.rejects) - found.set_apart
