"""``insight-synth serve``: the workbench in the browser. Thin over ``workbench.serving``."""

from __future__ import annotations

import contextlib
import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from insight_synth._command import WORKSPACE, WorkspaceOption
from insight_synth._terminal import printable
from insight_synth.errors import UsageError


def serve(
    workspace: WorkspaceOption = WORKSPACE,
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535, help="Where it listens.")] = 8501,
    demo: Annotated[
        bool, typer.Option("--demo", help="Where there is no workspace yet, make the demo company's.")
    ] = False,
    public: Annotated[
        str,
        typer.Option(
            "--public",
            metavar="URL",
            help="The https address of a proxy on this machine that others reach it by; needs a login.",
            show_default="this machine only",
        ),
    ] = "",
) -> None:
    """Open the workbench in the browser, on this machine only.

    An older workspace is brought up to date. Ctrl-C ends it; an analysis that is under way goes on.

    \b
    Examples:
      insight-synth serve -w shop
      insight-synth serve --port 8600
    """
    page = _app_file()
    if importlib.util.find_spec("streamlit") is None:
        raise UsageError("Streamlit is not installed", remedy="Run `make install`.")
    from insight_synth.workbench import launching
    from insight_synth.workbench.serving import Address

    def say(line: str) -> None:
        print(printable(line), flush=True)

    with contextlib.suppress(KeyboardInterrupt):
        launching.serve(page, workspace, Address(port, public), demo=demo, say=say)
    say("The workbench is closed.")


def _app_file() -> Path:
    for folder in (Path(__file__).resolve().parent.parent, Path.cwd()):
        if (folder / "app.py").is_file():
            return folder / "app.py"
    raise UsageError("app.py is not beside the package", remedy="Run this in the folder insight-synth was cloned to.")
