"""The command ``sources``: the catalogue with the advice on each source and what was decided, and deciding.

Thin over ``pipeline``, as the other commands.
"""

from __future__ import annotations

from typing import Annotated

import typer

from insight_synth._command import WORKSPACE, JsonOption, WorkspaceOption, opened, print_json, warn_if_outdated
from insight_synth._terminal import printable, shortened, table, width_of_terminal

sources = typer.Typer(
    rich_markup_mode=None,
    help="""List the sources, the advice on each and what was decided; decide, and take a decision back.

\b
Examples:
  insight-synth sources
  insight-synth sources decide omnibus retire --note "Nobody reads it"
  insight-synth sources undo 3""",
)


@sources.callback(invoke_without_command=True)
def listed(context: typer.Context, workspace: WorkspaceOption = WORKSPACE, as_json: JsonOption = False) -> None:
    if context.invoked_subcommand is not None:
        return
    from insight_synth import pipeline
    from insight_synth.errors import NotAnalysed

    with opened(workspace) as ws:
        described, decided = pipeline.described_sources(ws), pipeline.source_decisions(ws)
        try:
            shown = pipeline.snapshot(ws)
        except NotAnalysed:
            advised = {}
        else:
            advised = {entry.source: entry.verdict for entry in shown.advice}
            warn_if_outdated(pipeline.is_outdated(ws, shown))
    if as_json:
        print_json(
            [
                {
                    "source": key, "name": source.name, "kind": source.kind, "owner": source.owner,
                    "cost_per_year": source.cost_per_year, "advice": advised.get(key),
                    "decision": pipeline.plain(decided[key]) if key in decided else None,
                }
                for key, source in described.items()
            ]
        )  # fmt: skip
        return
    if not described:
        print("There are no sources yet; `insight-synth add PATH` adds some.")
        return
    room = width_of_terminal()
    rows = []
    for key, source in described.items():
        made = decided.get(key)
        told = f"{made.number}: {made.verdict}, {made.made_at[:10]}" if made else ""
        note = f" “{made.note}”" if made and made.note else ""
        rows.append([key, source.kind, advised.get(key, "–"), shortened(printable(told + note), max(24, room - 70))])
    print(table(["source", "kind", "advice", "decided"], rows))


@sources.command()
def decide(
    source: Annotated[str, typer.Argument(metavar="ID", help="The source's id.")],
    verdict: Annotated[str, typer.Argument(metavar="track|keep|fix|retire", help="What is decided.")],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why, in your own words.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides, for the record.")] = "",
    workspace: WorkspaceOption = WORKSPACE,
) -> None:
    """Decide what becomes of a source, whatever the advice on it.

    A source that is retired counts nowhere from the next analysis on; its exports and all that was read from them stay.
    """
    from insight_synth import pipeline

    with opened(workspace) as ws:
        made = pipeline.decide_source(ws, source, verdict, note, by)
    print(printable(f"{made.source}: {made.verdict} (decision {made.number})."))
    if made.verdict == "retire":
        print("It counts nowhere from the next analysis on: `insight-synth analyse`.")


@sources.command()
def undo(
    number: Annotated[int, typer.Argument(metavar="N", help="The decision's number, as `sources` shows it.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who takes it back, for the record.")] = "",
    workspace: WorkspaceOption = WORKSPACE,
) -> None:
    """Take a decision back; the one before it on the same source, if any, is in force again."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        made = pipeline.undo_source_decision(ws, number, by)
    print(printable(f"Taken back: {made.source}: {made.verdict} (decision {made.number})."))
    if made.verdict == "retire":
        print("It counts again from the next analysis on: `insight-synth analyse`.")
