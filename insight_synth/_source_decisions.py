"""What the strategy owner decides on sources: track, keep, fix or retire, with a note why; every decision taken back.

Part of ``pipeline``. Advice stays what the data say; a decision stands beside it, and survives every analysis. One
alone changes what is counted: from the next analysis on, a source that was retired counts nowhere, though its exports
and verbatims stay; taken back, it counts again. Who decided, and when, is kept for the record only.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast, get_args

from insight_synth import catalog
from insight_synth._source_changes import CHANGED
from insight_synth.errors import UsageError
from insight_synth.model import Cadence, Information, Kind, Origin, Purpose, RetiredSource, Snapshot, Source, Verdict
from insight_synth.store import Workspace, records
from insight_synth.store import source_decisions as repository
from insight_synth.store.source_decisions import Made

LONGEST_NOTE = 500  # characters
_SEE = "See `insight-synth sources`."


@dataclass(frozen=True, slots=True)
class SourceDecision:
    """A decision on a source that is in force."""

    number: int
    source: str
    verdict: Verdict
    note: str  # why, in the person's own words
    made_by: str
    made_at: str  # ISO, with its time


def decide_source(ws: Workspace, source_id: str, verdict: str, note: str = "", by: str = "") -> SourceDecision:
    """Records what is decided on a source, whatever the advice on it; the decision before it stays on record.

    Raises:
        UsageError: there is no such source or verdict, the note is too long, or no source would be left to count.
    """
    if verdict not in get_args(Verdict):
        raise UsageError(f"unknown verdict {verdict!r}", remedy=f"Use one of {', '.join(get_args(Verdict))}.")
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise UsageError(f"the note has {len(note)} characters", remedy=f"Use at most {LONGEST_NOTE}.")
    with ws.write() as connection:
        known = records.source_texts(connection)
        if source_id not in known:
            raise UsageError(f"no source {source_id!r}", remedy=f"There are {', '.join(known)}." if known else _SEE)
        if verdict == "retire" and not known.keys() - repository.retired(connection).keys() - {source_id}:
            raise UsageError("no source would be left", remedy="Leave at least one, or take a retirement back.")
        signed = Made(source_id, cast(Verdict, verdict), note, by, datetime.now(UTC).isoformat(timespec="seconds"))
        number = repository.put(connection, signed)
    return _on_record(dataclasses.replace(signed, id=number))


def undo_source_decision(ws: Workspace, number: int, by: str = "") -> SourceDecision:
    """Takes a decision back; the one made on the source before it, if any, is in force again.

    Raises:
        UsageError: there is no such decision, or it was taken back already.
    """
    with ws.write() as connection:
        found = next((d for d in repository.made(connection) if d.id == number and not d.undone_at), None)
        if found is None:
            raise UsageError(f"no decision {number} on a source is in force", remedy=_SEE)
        repository.undo(connection, number, by, datetime.now(UTC).isoformat(timespec="seconds"))
    return _on_record(found)


def source_decisions(ws: Workspace) -> dict[str, SourceDecision]:
    """The decision in force on each source that was decided on, by source id."""
    with ws.read() as connection:
        return {source: _on_record(made) for source, made in repository.in_force(connection).items()}


def source_decisions_made(ws: Workspace, source_id: str = "") -> list[Made]:
    """Every decision, of one source where it is named, those that were taken back too, in the order they were made."""
    with ws.read() as connection:
        return [made for made in repository.made(connection) if source_id in ("", made.source)]


def awaits_decisions(ws: Workspace, shown: Snapshot) -> bool:
    """Whether sources were retired, taken back, or given exports while retired, since this analysis."""
    return retired_sources(ws) != shown.retired


def describe_source(
    ws: Workspace,
    source_id: str,
    *,
    name: str,
    kind: Kind,
    owner: str,
    origin: Origin,
    cadence: Cadence,
    purpose: Purpose,
    information: Information,
    cost_per_year: float | None,
) -> Source:
    """Changes what is known of a source, as its ``source.toml`` would; no export is read anew.

    Raises:
        UsageError: there is no such source or kind.
        BadInput: something else cannot be used.
        WorkspaceError: the workspace is in use.
    """
    with ws.locked():
        with ws.read() as connection:
            known = records.source_texts(connection).get(source_id)
        if known is None:
            raise UsageError(f"no source {source_id!r}", remedy=_SEE)
        before = catalog.source_from_toml(known, source_id, f"source {source_id}")
        changed = dataclasses.replace(
            before, name=" ".join(name.split()), kind=kind, owner=" ".join(owner.split()), origin=origin,
            cadence=cadence, purpose=purpose, information=information, cost_per_year=cost_per_year,
        )  # fmt: skip
        toml = catalog.source_to_toml(changed)
        after = catalog.source_from_toml(toml, source_id, f"source {source_id}")  # what cannot be used is refused
        if after != before:
            with ws.write() as connection:
                records.put_source(connection, source_id, toml)
                ws.set_note(CHANGED, "1", connection)
    return after


def described_sources(ws: Workspace) -> dict[str, Source]:
    """Every source the workspace knows, those that were retired too, by id."""
    with ws.read() as connection:
        texts = records.source_texts(connection)
    return {key: catalog.source_from_toml(text, key, f"source {key}") for key, text in texts.items()}


def retired_sources(ws: Workspace) -> tuple[RetiredSource, ...]:
    """What an analysis made now leaves out as retired, by source id."""
    with ws.read() as connection:
        decided = repository.retired(connection)
        texts = records.source_texts(connection) if decided else {}
        exports = records.exports(connection) if decided else []
    found = []
    for key, made in decided.items():
        own = [export for export in exports if export.source == key]
        source = catalog.source_from_toml(texts[key], key, f"source {key}")
        rows, day = sum(export.rows for export in own), made.made_at[:10]
        found.append(RetiredSource(key, source.name, day, len(own), rows, source.cost_per_year))
    return tuple(found)


def _on_record(made: Made) -> SourceDecision:
    return SourceDecision(made.id, made.source, made.verdict, made.note, made.made_by, made.made_at)
