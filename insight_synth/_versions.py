"""The versions of reports that were kept: listed, drawn again, and compared with each other and with today's data.

Part of ``pipeline``. A version that an erasure changed is drawn and compared as it is now, without the erased words.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, cast

from insight_synth._analyse import is_demo
from insight_synth._reported import check_report, composed_report, draw
from insight_synth._tables import analysed
from insight_synth.errors import UsageError
from insight_synth.model import Language
from insight_synth.store import Workspace
from insight_synth.store import versions as kept_versions
from insight_synth.store.versions import Kept

if TYPE_CHECKING:
    from insight_synth.report import Report
    from insight_synth.report.versions import ReportChanges


def versions(ws: Workspace) -> list[Kept]:
    """Every report that was exported, newest first, with the files it was written to."""
    with ws.read() as connection:
        return kept_versions.history(connection)


def version(ws: Workspace, number: int) -> Report:
    """The report of a version. Raises UsageError where there is none of that number."""
    from insight_synth import report

    with ws.read() as connection:
        json = kept_versions.json_of(connection, number)
    if json is None:
        raise UsageError(f"there is no version {number}", remedy="See `insight-synth versions` for those there are.")
    return report.from_json(json, where=f"version {number}")


def compare_versions(ws: Workspace, old: int, new: int | None = None) -> ReportChanges:
    """What changed from one version to another; without ``new``, to the report composed anew on today's data.

    Raises:
        UsageError: there is no such version, or they are of two languages, kinds or sources.
        NotAnalysed: without ``new``, and there is no analysis.
    """
    from insight_synth.report.versions import changes_between

    before = version(ws, old)
    return changes_between(before, rebuilt(ws, before) if new is None else version(ws, new))


def rebuilt(ws: Workspace, before: Report) -> Report:
    """The same kind of report on today's data, with the words of people as they are now."""
    shown = analysed(ws, demo=is_demo(ws))
    if before.about and all(profile.source.id != before.about for profile in shown.profiles):
        raise UsageError(f"there is no source {before.about!r} any more", remedy="Compare with another version.")
    return composed_report(ws, shown, cast(Language, before.language), kind=before.kind, about=before.about)


def write_version(ws: Workspace, number: int, out: Path) -> Path:
    """Draws a kept version again, in the format of the ending of ``out``; it stays the version it is.

    Raises:
        UsageError: there is no such version, another ending, or a folder that does not exist.
    """
    check_report(out)
    draw(_with_marks(version(ws, number)), out)
    return out


def _with_marks(found: Report) -> Report:
    """The report with a word in place of quotations that were erased, in its language."""
    from insight_synth.report.catalogue import Catalogue
    from insight_synth.report.erased import is_erased

    mark = Catalogue(found.language).text("versions.erased")
    citations = (dataclasses.replace(cited, text=mark) if is_erased(cited) else cited for cited in found.citations)
    return dataclasses.replace(found, citations=tuple(citations))
