"""The commands that write reports. Thin over ``pipeline``, as the other commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight_synth._command import WORKSPACE, QuietOption, WorkspaceOption, opened, shown_progress, warn_if_outdated


def report(
    out: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="A .pdf, .html, .md or .xlsx file.")],
    workspace: WorkspaceOption = WORKSPACE,
    language: Annotated[str, typer.Option("--language", metavar="en|fi|pl", help="The report's language.")] = "en",
    quiet: QuietOption = False,
) -> None:
    """Write the cited report."""
    from insight_synth import pipeline

    with opened(workspace) as ws, shown_progress(quiet) as progress:
        path = pipeline.write_report(ws, out, language, progress)
        outdated = pipeline.is_outdated(ws, pipeline.snapshot(ws))
    warn_if_outdated(outdated)
    print(f"The report: {path.resolve()}")
