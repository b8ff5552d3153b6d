"""The command ``effect``: follows themes and events through time, and shows what became of them.

Thin over ``pipeline``, as the other commands; what is printed is in ``_shown_effect``.
"""

from __future__ import annotations

from typing import Annotated

import typer

from insight_synth._command import WORKSPACE, JsonOption, WorkspaceOption, opened, print_json

effect = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Follow a theme, or something customers do, and see what an action changed.

\b
Examples:
  insight-synth effect follow --theme "Late parcels" --action "Second courier" --on 2026-03-01
  insight-synth effect follow --theme t003 --group household
  insight-synth effect follow --event purchase
  insight-synth effect list
  insight-synth effect show i1""",
)

IndicatorArgument = Annotated[str, typer.Argument(metavar="ID", help="As `effect list` shows it.")]


@effect.command()
def follow(
    theme: Annotated[str, typer.Option("--theme", metavar="ID|NAME", help="The theme to follow.")] = "",
    event: Annotated[str, typer.Option("--event", metavar="NAME", help="The event to follow, instead of one.")] = "",
    per: Annotated[
        str, typer.Option("--per", metavar="NAME", help="Count events per event of this name.", show_default="a month")
    ] = "",
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source", metavar="ID", help="In this source; may be repeated.", show_default="those that compare"
        ),
    ] = None,
    group: Annotated[str, typer.Option("--group", metavar="NAME", help="Of this customer group.")] = "",
    action: Annotated[str, typer.Option("--action", metavar="TEXT", help="What was done about it.")] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Since when: 2026-03-01.")] = "",
    workspace: WorkspaceOption = WORKSPACE,
) -> None:
    """Follow a theme or an event from now on."""
    from insight_synth import _effect
    from insight_synth._shown_effect import print_followed

    with opened(workspace) as ws:
        made = _effect.follow(
            ws, theme=theme, event=event, per=per, sources=source or (), group=group, action=action, on=on
        )
    print_followed(made)


@effect.command("list")
def list_(workspace: WorkspaceOption = WORKSPACE, as_json: JsonOption = False) -> None:
    """Show what is followed, and how each stands."""
    from insight_synth import _effect, pipeline
    from insight_synth._shown_effect import print_indicators

    with opened(workspace) as ws:
        found = _effect.indicators(ws)
        if as_json:
            print_json([pipeline.plain(indicator) for indicator in found])
            return
        print_indicators(found, _effect.effects(ws) if found else [])


@effect.command()
def show(indicator: IndicatorArgument, workspace: WorkspaceOption = WORKSPACE, as_json: JsonOption = False) -> None:
    """Show an indicator month by month, its changes, and what came of the action."""
    from insight_synth import _effect, pipeline
    from insight_synth._shown_effect import print_effect

    with opened(workspace) as ws:
        found = _effect.effect(ws, indicator)
    if as_json:
        print_json(pipeline.plain(found))
        return
    print_effect(found)


@effect.command()
def drop(
    indicator: IndicatorArgument,
    workspace: WorkspaceOption = WORKSPACE,
    undo: Annotated[bool, typer.Option("--undo", help="Follow it again.")] = False,
) -> None:
    """Follow an indicator no more."""
    from insight_synth import _effect
    from insight_synth._shown_effect import print_dropped

    with opened(workspace) as ws:
        print_dropped(_effect.unfollow(ws, indicator, undo=undo), undone=undo)
