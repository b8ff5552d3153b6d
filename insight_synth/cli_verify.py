"""The command ``verify``. Thin over ``pipeline``, as the other commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight_synth._command import WORKSPACE, JsonOption, WorkspaceOption, opened, print_json
from insight_synth._terminal import printable


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="A report written by this workspace.")],
    workspace: WorkspaceOption = WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Re-read every figure and quotation of a report; list what does not hold."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        found = pipeline.verify(ws, file)
    if as_json:
        print_json([pipeline.plain(entry) for entry in found])
    else:
        for entry in found:
            print(printable(str(entry)))
        print(f"{file}: {f'{len(found)} things do not hold' if found else 'every figure and quotation holds'}")
    if found:
        raise typer.Exit(1)
