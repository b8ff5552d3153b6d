"""What the commands share: their common options, the open workspace, progress, JSON and the form of an error.

The commands themselves are in ``cli`` and in the modules called ``cli_…``.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from insight_synth._terminal import ProgressLine, marked, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from insight_synth.model import Progress
    from insight_synth.store import Workspace

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", "-w", metavar="DIR", help="The workspace's folder.", show_default="./workspace")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
WORKSPACE = Path("workspace")


@contextmanager
def opened(path: Path, *, create: bool = False) -> Iterator[Workspace]:
    """The workspace in the folder ``path``; one made for a command that then adds nothing is removed again."""
    from insight_synth.store import Workspace

    made = create and not path.exists()
    with Workspace.open(path, create=create) as workspace:
        try:
            yield workspace
        finally:
            if made:
                workspace.discard_if_unused()


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Progress | None]:
    """Where a command tells how far it is; None where the user wants no progress."""
    line = ProgressLine()
    try:
        yield None if quiet else line
    finally:
        line.done()


def warn_if_outdated(outdated: bool) -> None:
    """Says on standard error that what is printed is of an earlier state."""
    if outdated:
        print(
            "Data or sources changed since this analysis, or decisions; run `insight-synth analyse`.", file=sys.stderr
        )


def print_json(value: Any) -> None:
    """``value`` as JSON, personal data marked."""
    print(json.dumps(marked(value), ensure_ascii=False, indent=2))


def error_line(text: str) -> str:
    """An error as it is printed."""
    return f"insight-synth: {printable(text)}"
