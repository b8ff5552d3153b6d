"""Verifying a report: from the file alone, against what the workspace holds now.

Part of ``pipeline``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from insight_synth._analyse import is_demo
from insight_synth._tables import analysed
from insight_synth.errors import UsageError
from insight_synth.store import Workspace, records

if TYPE_CHECKING:
    from insight_synth.report import Discrepancy


def verify(ws: Workspace, pdf: Path) -> list[Discrepancy]:
    """Every figure and quotation of a report that no longer holds in the workspace.

    Raises:
        UsageError: there is no such file.
        BadInput: it is no report of ours.
        NotAnalysed: there is no analysis yet.
    """
    from insight_synth import report

    if not pdf.is_file():
        raise UsageError("no such file", where=str(pdf), remedy="Check the path.")
    attached = report.read_attached(pdf)
    shown = analysed(ws, demo=is_demo(ws))
    with ws.read() as connection:
        return list(
            report.discrepancies(attached, shown, lambda verbatim_id: records.verbatim_text(connection, verbatim_id))
        )
