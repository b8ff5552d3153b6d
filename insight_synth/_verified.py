"""Verifying a report: from the file alone, against what the workspace holds now and the versions it kept.

Part of ``pipeline``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from insight_synth._analyse import is_demo
from insight_synth._reported import citation_of
from insight_synth._tables import analysed
from insight_synth.errors import BadInput, UsageError
from insight_synth.store import Workspace, drafts, erasures, indicators, records, versions

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from insight_synth.report import Discrepancy, Report
    from insight_synth.report.document import Mark

_MOST_COMPARED = 20  # kept versions of one analysis that a report is held against

UNKNOWN = "No version that this workspace kept is this report: it was written elsewhere, or before versions were kept."
WORDED = (
    "As exported, and on the same analysis; {} of its pieces would be worded otherwise today, though no figure, "
    "quotation or name in it changed: another version of insight-synth words them so."
)
_MARKS: Mapping[Mark, str] = {
    "by hand": "written by hand",
    "altered": "in quotation marks that are no quotation to the letter",
    "gone": "that the data no longer hold",
}
OFFLINE = (
    "Without the workspace it cannot be told whether the figures are right and the quotations are what people wrote: "
    "only that the file shows what the report inside it says."
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found of one file: what does not hold, and what a reader should know beside it.

    ``version`` is the number of the version the workspace kept of this very report; None where it kept none.
    ``marked`` is whether the report holds anything that nothing computes, marked † in it.
    """

    found: tuple[Discrepancy, ...]
    notes: tuple[str, ...]
    figures: int
    quotations: int
    version: int | None = None
    marked: bool = False


def verify(ws: Workspace, file: Path) -> list[Discrepancy]:
    """Everything in a report that does not hold, in the file or in the workspace; raises as ``verification``."""
    return list(verification(ws, file).found)


def verification(ws: Workspace, file: Path) -> Verification:
    """A report in PDF, HTML, XLSX, DOCX or JSON, held against the workspace.

    Raises:
        UsageError: there is no such file.
        BadInput: it is no report of ours.
        NotAnalysed: there is no analysis yet.
    """
    from insight_synth import report
    from insight_synth.report.verify import marks, only_worded

    _check(file)
    shown = analysed(ws, demo=is_demo(ws))
    with ws.read() as connection:
        read = report.examined(file, lambda sha256: versions.of_file(connection, sha256) is not None)
        attached = read.report
        kept = versions.with_sha256(connection, read.sha256)
        exported = () if kept else _exported(connection, attached)
        inside = report.discrepancies(
            attached,
            shown,
            lambda verbatim_id: records.verbatim_text(connection, verbatim_id),
            citation_at=lambda passage: citation_of(connection, passage),
            erased=lambda verbatim_id: erasures.erased(connection, ws, verbatim_id),
            version=kept.number if kept else None,
            exported=exported,
            written=[entry.draft for entry in drafts.history(connection)],
            indicators=indicators.indicators(connection),
        )
    notes = [*read.notes, *_of_marks(attached)]
    if kept is None:
        notes.append(UNKNOWN)
    elif worded := only_worded(attached, shown, inside):
        inside = [entry for entry in inside if entry not in worded]
        notes.append(WORDED.format(len(worded)))
    return Verification(
        report.grouped([*read.unlike, *inside]),
        tuple(notes),
        len(attached.figures),
        len(attached.citations),
        kept.number if kept else None,
        bool(marks(attached)),
    )


def verification_offline(file: Path) -> Verification:
    """A report held against nothing but itself: whether the file shows what the report inside it says.

    Raises:
        UsageError: there is no such file.
        BadInput: it is no report of ours.
    """
    from insight_synth import report
    from insight_synth.report.verify import marks

    _check(file)
    read = report.examined(file)
    held = read.report
    notes = (*read.notes, *_of_marks(held), OFFLINE)
    found = report.grouped(read.unlike)
    return Verification(found, notes, len(held.figures), len(held.citations), marked=bool(marks(held)))


def _check(file: Path) -> None:
    if not file.is_file():
        raise UsageError("no such file", where=str(file), remedy="Check the path.")


def _of_marks(report: Report) -> list[str]:
    """What the report marks, counted; nothing where it marks nothing."""
    from insight_synth.report.verify import marks

    counts = marks(report)
    told = ", ".join(f"{count} {_MARKS[mark]}" for mark, count in counts.items())
    return [f"Marked † in the report, and not checked: {told}."] if told else []


def _exported(connection: Connection, report: Report) -> list[Report]:
    """The reports of the same analysis, kind and language that the workspace kept, newest first."""
    from insight_synth.report import from_json

    found = []
    for kept in versions.history(connection):
        same = (kept.fingerprint, kept.language, kept.kind, kept.about)
        if same != (report.fingerprint, report.language, report.kind, report.about):
            continue
        text = versions.json_of(connection, kept.number)
        try:
            found.append(from_json(text or "", where=f"version {kept.number}"))
        except BadInput:  # kept by another version of the product
            continue
        if len(found) == _MOST_COMPARED:
            break
    return found
