"""The command ``verify``. Thin over ``pipeline``, as the other commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from insight_synth._command import WORKSPACE, JsonOption, WorkspaceOption, opened, print_json
from insight_synth._terminal import printable

if TYPE_CHECKING:
    from insight_synth._verified import Verification

_MOST_LINES = 60  # of one group; the rest is counted
_HEADINGS = {
    "altered": "Not what this workspace exported",
    "changed": "The data say something else now",
    "erased": "Erased since",
    "gone": "No longer in the workspace",
}


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A report: .pdf, .html, .xlsx, .docx or .json.")],
    workspace: WorkspaceOption = WORKSPACE,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no workspace: only whether the file shows what it carries.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Re-read every figure and quotation of a report; list what does not hold, and why."""
    from insight_synth import pipeline

    if offline:
        checked = pipeline.verification_offline(file)
    else:
        with opened(workspace) as ws:
            checked = pipeline.verification(ws, file)
    if as_json:
        print_json([pipeline.plain(entry) for entry in checked.found])
        for note in checked.notes:
            print(note, file=sys.stderr)
    else:
        _print(file, checked, offline=offline)
    if checked.found:
        raise typer.Exit(1)


def _print(file: Path, checked: Verification, *, offline: bool) -> None:
    for because, heading in _HEADINGS.items():
        lines = [str(entry) for entry in checked.found if entry.because == because]
        if lines:
            print(f"{heading} ({len(lines)}):")
            for line in lines[:_MOST_LINES]:
                print(f"  {printable(line)}")
            if len(lines) > _MOST_LINES:
                print(f"  and {len(lines) - _MOST_LINES} more; `verify --json` lists them all")
    for note in checked.notes:
        print(note)
    if checked.found:
        count = len(checked.found)
        print(f"{file}: {count} {'thing does' if count == 1 else 'things do'} not hold")
        return
    of = f"{checked.figures} figures, {checked.quotations} quotations"
    if offline:
        print(f"{file}: the file shows what the report inside it says ({of})")
        return
    unmarked = "that is not marked † " if checked.marked else ""
    version = f"; as exported, version {checked.version}" if checked.version is not None else ""
    print(f"{file}: every figure and quotation {unmarked}holds ({of}{version})")
