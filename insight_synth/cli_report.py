"""The commands that write reports. Thin over ``pipeline``, as the other commands."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from insight_synth._command import WORKSPACE, QuietOption, WorkspaceOption, opened, shown_progress, warn_if_outdated
from insight_synth.errors import UsageError

LanguageOption = Annotated[str, typer.Option("--language", metavar="en|fi|pl", help="The report's language.")]


def report(
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file; its ending chooses the format, as .pdf, .docx."),
    ] = None,
    workspace: WorkspaceOption = WORKSPACE,
    language: Annotated[
        str | None,
        typer.Option(
            "--language", metavar="en|fi|pl", help="The report's language; else as `settings` says.", show_default=False
        ),
    ] = None,
    kind: Annotated[
        str,
        typer.Option("--kind", metavar="full|summary|digest", help="All of it, one page, or for one source's owner."),
    ] = "full",
    source: Annotated[str, typer.Option("--source", metavar="ID", help="The source that a digest is of.")] = "",
    digests: Annotated[
        Path | None,
        typer.Option("--digests", metavar="DIR", help="Write the digest of every source into DIR instead."),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Write the cited report: all of it, its summary, or a team's digest. It is kept as a version."""
    from insight_synth import pipeline

    if (out is None) == (digests is None):
        raise UsageError("give either a file with -o or a folder with --digests", remedy="For example `-o report.pdf`.")
    if digests is not None and (source or kind not in ("full", "digest")):
        raise UsageError("--digests writes the digest of every source", remedy="Leave --kind and --source out.")
    with opened(workspace) as ws, shown_progress(quiet) as progress:
        language = language or pipeline.settings(ws).report_language or "en"
        if digests is not None:
            paths = pipeline.write_digests(ws, digests, language, progress=progress, made_by=who())
        elif out is not None:
            paths = [pipeline.write_report(ws, out, language, progress, kind=kind, about=source, made_by=who())]
        outdated = pipeline.is_outdated(ws, pipeline.snapshot(ws))
    warn_if_outdated(outdated)
    if digests is not None:
        print(f"{len(paths)} {'digest' if len(paths) == 1 else 'digests'} in {digests.resolve()}")
    else:
        print(f"The report: {paths[0].resolve()}")


def who() -> str:
    """Who runs the command, for the record; "" where the machine knows no such user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
