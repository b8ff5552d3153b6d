"""Writing reports: composed from the newest analysis and what people changed of its draft, drawn by the file's ending.

Part of ``pipeline``.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from insight_synth._analyse import is_demo
from insight_synth._tables import analysed, check_folder
from insight_synth.errors import UsageError
from insight_synth.model import Language, Progress, Snapshot
from insight_synth.store import Workspace, analyses, records
from insight_synth.store.database import clear_errors

if TYPE_CHECKING:
    from insight_synth.report import Report


def write_report(ws: Workspace, out: Path, language: str = "en", progress: Progress | None = None) -> Path:
    """Writes the cited report on the newest analysis; the ending of ``out`` chooses pdf, html, md or xlsx.

    Raises:
        UsageError: no such language, another ending, or a folder that does not exist.
        NotAnalysed: there is no analysis yet.
    """
    from insight_synth import report

    if language not in get_args(Language):
        raise UsageError(f"no reports in {language!r}", remedy=f"Use one of {', '.join(get_args(Language))}.")
    check_report(out)
    shown = analysed(ws, demo=is_demo(ws))
    if progress:
        progress("report", 0.0, out.name)
    partial = out.with_name(f".{out.stem}.part{out.suffix}")
    with clear_errors(str(out)):
        try:
            report.render(composed_report(ws, shown, cast(Language, language)), partial)
            os.replace(partial, out)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        sha256 = hashlib.sha256(out.read_bytes()).hexdigest()
    with ws.write() as connection:
        analyses.put_report(connection, str(out.resolve()), sha256, shown.fingerprint, language)
    if progress:
        progress("report", 1.0, out.name)
    return out


def composed_report(ws: Workspace, shown: Snapshot, language: Language) -> Report:
    """The report on ``shown``, each quotation cut from its redacted verbatim."""
    from insight_synth import report

    with ws.read() as connection:
        return report.compose(shown, language, lambda verbatim_id: records.verbatim_text(connection, verbatim_id))


def check_report(out: Path) -> None:
    """Raises UsageError where no report can be written to ``out``: asked before all the work."""
    from insight_synth.report.rendering import ENDINGS

    if out.suffix.lower() not in ENDINGS:
        raise UsageError(
            f"a report cannot be written as {out.suffix or 'a file without ending'}",
            where=str(out),
            remedy=f"End the file's name with one of {', '.join(ENDINGS)}.",
        )
    check_folder(out)
