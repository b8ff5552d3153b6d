"""``insight-synth settings``: what a workspace's analyses and reports go by where a command does not say otherwise.

Thin over ``pipeline``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, cast

import typer

from insight_synth._command import WORKSPACE, JsonOption, WorkspaceOption, opened, print_json
from insight_synth._terminal import printable

if TYPE_CHECKING:
    from insight_synth.model import Granularity, Language


def settings(
    workspace: WorkspaceOption = WORKSPACE,
    encoder: Annotated[
        str | None,
        typer.Option("--encoder", metavar="NAME", help="Sentence encoder: a name or a folder; '' for the default."),
    ] = None,
    granularity: Annotated[
        str | None, typer.Option("--granularity", metavar="auto|coarse|fine", help="How many themes.")
    ] = None,
    report_language: Annotated[
        str | None, typer.Option("--report-language", metavar="en|fi|pl", help="The language of reports.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show or change the settings of the workspace; they take effect with the next analysis and the next report.

    \b
    Examples:
      insight-synth settings
      insight-synth settings --encoder fast --granularity coarse
    """
    from insight_synth import pipeline

    with opened(workspace) as ws:
        found = pipeline.settings(ws)
        wanted = replace(
            found,
            encoder=found.encoder if encoder is None else encoder,
            granularity=cast("Granularity", granularity or found.granularity),
            report_language=cast("Language", report_language or found.report_language),
        )
        if wanted != found:
            found = pipeline.change_settings(ws, wanted)
    if as_json:
        print_json(
            {"encoder": found.encoder, "granularity": found.granularity, "report_language": found.report_language}
        )
        return
    print(f"encoder          {printable(found.encoder) or 'multilingual-e5-small (the default)'}")
    print(f"granularity      {found.granularity}")
    print(f"report language  {found.report_language or 'en (the default)'}")
