"""The commands ``themes`` and ``theme``: shows the themes, and takes what a person decides on them.

Thin over ``pipeline``, as the other commands. After a merge or a split, and after taking one back, the mentions are
counted anew at once.
"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from insight_synth import _shown
from insight_synth._command import (
    WORKSPACE,
    JsonOption,
    QuietOption,
    WorkspaceOption,
    opened,
    print_json,
    shown_progress,
    warn_if_outdated,
)
from insight_synth.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from insight_synth.pipeline import DecisionOnRecord
    from insight_synth.store import Workspace
    from insight_synth.store.decisions import Kind

theme = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Merge, split, rename, pin and hide themes.

Every new analysis keeps to what you decide, and every decision can be taken back: by its command with --undo, or by
`theme undo`. THEME is the id that `insight-synth themes` shows.

\b
Examples:
  insight-synth theme merge t012 t003
  insight-synth theme split t007
  insight-synth theme rename t003 "Late parcels" --language en
  insight-synth theme hide t020
  insight-synth theme hide t020 --undo
  insight-synth theme list
  insight-synth theme undo""",
)

ThemeArgument = Annotated[str, typer.Argument(metavar="THEME", help="The theme's id.")]
UndoOption = Annotated[bool, typer.Option("--undo", help="Take it back.")]


def themes(
    workspace: WorkspaceOption = WORKSPACE,
    everything: Annotated[bool, typer.Option("--all", help="Show hidden themes too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show the themes with what each source says of them."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        shown = pipeline.snapshot(ws)
        warn_if_outdated(pipeline.is_outdated(ws, shown))
        if as_json:
            print_json(pipeline.themes_json(ws, everything=everything))
            return
    _shown.print_themes(shown, everything=everything)


@theme.command()
def merge(
    theme_id: ThemeArgument,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The theme that takes its mentions.")] = "",
    workspace: WorkspaceOption = WORKSPACE,
    undo: UndoOption = False,
    quiet: QuietOption = False,
) -> None:
    """Count all mentions of THEME as those of INTO; its sub-themes go below INTO, where INTO has some."""
    from insight_synth import pipeline

    if not undo and not into:
        raise UsageError("the theme to merge into is not named", remedy="Call `insight-synth theme merge THEME INTO`.")
    _decide(
        workspace, quiet, lambda ws: _undone(ws, "merge", theme_id)
        if undo else pipeline.merge_themes(ws, theme_id, into, _who()),
    )  # fmt: skip


@theme.command()
def split(
    theme_id: ThemeArgument,
    workspace: WorkspaceOption = WORKSPACE,
    undo: UndoOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make THEME's sub-themes themes by themselves; part a theme without any into two to four."""
    from insight_synth import pipeline

    _decide(
        workspace,
        quiet,
        lambda ws: _undone(ws, "split", theme_id) if undo else pipeline.split_theme(ws, theme_id, _who()),
    )


@theme.command()
def rename(
    theme_id: ThemeArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What you call it.")] = "",
    language: Annotated[
        str, typer.Option("--language", metavar="en|fi|pl", help="Of the reports it is for.", show_default="all")
    ] = "",
    workspace: WorkspaceOption = WORKSPACE,
    undo: UndoOption = False,
) -> None:
    """Give THEME your own name, which wins over every other."""
    from insight_synth import pipeline

    if not undo and not name.strip():
        raise UsageError("the name is empty", remedy="Give one, or take yours back with --undo.")
    _decide(
        workspace, True, lambda ws: _undone(ws, "rename", theme_id)
        if undo else pipeline.rename_theme(ws, theme_id, name, language, _who()),
    )  # fmt: skip


@theme.command()
def pin(theme_id: ThemeArgument, workspace: WorkspaceOption = WORKSPACE, undo: UndoOption = False) -> None:
    """Keep THEME under its id, first in lists, even where a new analysis would dissolve it."""
    from insight_synth import pipeline

    _decide(
        workspace, True, lambda ws: _undone(ws, "pin", theme_id) if undo else pipeline.pin_theme(ws, theme_id, _who())
    )


@theme.command()
def hide(theme_id: ThemeArgument, workspace: WorkspaceOption = WORKSPACE, undo: UndoOption = False) -> None:
    """Take THEME out of lists and reports; its mentions still count."""
    from insight_synth import pipeline

    _decide(
        workspace, True, lambda ws: _undone(ws, "hide", theme_id) if undo else pipeline.hide_theme(ws, theme_id, _who())
    )


@theme.command("list")
def list_(workspace: WorkspaceOption = WORKSPACE, as_json: JsonOption = False) -> None:
    """Show the decisions in force, in the order they were made."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        found = pipeline.decisions_of(ws)
    if as_json:
        print_json([pipeline.plain(decision) for decision in found])
        return
    _shown.print_decisions(found)


@theme.command()
def history(workspace: WorkspaceOption = WORKSPACE, as_json: JsonOption = False) -> None:
    """Show which themes were born, died, split or merged, and how far the data went then."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        found = pipeline.history_of(ws)
    if as_json:
        print_json([{"data_until": date, **pipeline.plain(change)} for date, change in found])
        return
    _shown.print_history(found)


@theme.command("undo")
def undo_(
    number: Annotated[
        int | None, typer.Argument(metavar="NUMBER", help="As `theme list` shows it.", show_default="the last one")
    ] = None,
    workspace: WorkspaceOption = WORKSPACE,
    quiet: QuietOption = False,
) -> None:
    """Take a decision back."""
    from insight_synth import pipeline

    _decide(workspace, quiet, lambda ws: (pipeline.undo_decision(ws, number, by=_who()), True))


def _decide(
    workspace: Path,
    quiet: bool,
    decision: Callable[[Workspace], DecisionOnRecord | tuple[DecisionOnRecord, bool] | None],
) -> None:
    """Makes a decision, or takes one back, lets it take effect and says what was done."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        done = decision(ws)
        made, undone = done if isinstance(done, tuple) else (done, False)
        if made is None:
            return
        _shown.print_decided(made, undone=undone)
        with shown_progress(quiet) as progress:
            pipeline.take_effect(ws, progress=progress)


def _undone(ws: Workspace, kind: Kind, theme_id: str) -> tuple[DecisionOnRecord, bool]:
    from insight_synth import pipeline

    return pipeline.undo_decision(ws, kind=kind, theme_id=theme_id, by=_who()), True


def _who() -> str:
    """The name the user is logged in by, for the record; "" where there is none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
