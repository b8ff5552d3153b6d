"""The command ``names``: asks a model for names of themes, lists what it proposed, and takes a person's decision.

Thin over ``pipeline``, as the other commands. Nothing is sent but by ``names suggest``, and not by its --show-request.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from insight_synth._command import WORKSPACE, QuietOption, WorkspaceOption, opened, shown_progress
from insight_synth._terminal import printable, shortened, table, width_of_terminal

if TYPE_CHECKING:
    from insight_synth.suggesting import NameRequest, Suggestion

names = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Have a language model propose names for themes; accept or refuse them.

Off until INSIGHT_SYNTH_NAMES_URL and INSIGHT_SYNTH_NAMES_MODEL name a server that speaks the chat completions of OpenAI
and a model of it. Personal data are marked before anything is sent, and no name takes effect before it is accepted.

\b
Examples:
  insight-synth names suggest --theme ID --show-request
  insight-synth names suggest --theme ID
  insight-synth names list
  insight-synth names accept ID""",
)

ThemeArgument = Annotated[str, typer.Argument(metavar="THEME", help="The theme's id, as `themes` shows it.")]
LanguageOption = Annotated[
    str | None,
    typer.Option("--language", metavar="en|fi|pl", help="Of the name, where several are proposed.", show_default=False),
]


@names.command()
def suggest(
    workspace: WorkspaceOption = WORKSPACE,
    theme: Annotated[
        list[str] | None,
        typer.Option("--theme", metavar="ID", help="Of which theme; several times for several.", show_default="all"),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language", metavar="en|fi|pl", help="In which language; several times for several.",
            show_default="those people speak of the theme in",
        ),
    ] = None,
    show_request: Annotated[
        bool, typer.Option("--show-request", help="Print what would be sent, and send nothing.")
    ] = False,
    quiet: QuietOption = False,
) -> None:  # fmt: skip
    """Ask for names; those that pass the rules wait until you accept or refuse them."""
    from insight_synth import pipeline

    endpoint = pipeline.name_endpoint()
    with opened(workspace) as ws:
        if show_request:
            _print_requests(pipeline.name_requests(ws, endpoint, theme, language), with_key=bool(endpoint.key))
            return
        with shown_progress(quiet) as progress:
            found = pipeline.suggest_names(ws, endpoint, theme, language, progress)
    _print_suggested(found)


@names.command("list")
def list_(
    workspace: WorkspaceOption = WORKSPACE,
    refused: Annotated[bool, typer.Option("--refused", help="Those that were refused too, with the reason.")] = False,
) -> None:
    """What was proposed and waits for a decision, and what was accepted."""
    from insight_synth import pipeline
    from insight_synth.suggesting import REASONS

    with opened(workspace) as ws:
        themes = {theme.id: theme for theme in pipeline.snapshot(ws).themes}
        found = [one for one in pipeline.name_suggestions(ws) if refused or one.status != "refused"]
    reasons: dict[str, str] = {str(code): text for code, text in REASONS.items()}
    rows = [
        [
            one.theme_id, one.language, shortened(themes[one.theme_id].name(one.language), 40), one.name, one.status,
            f"{one.model} at {one.endpoint}", reasons.get(one.reason, one.reason),
        ]
        for one in found
    ]  # fmt: skip
    if not rows:
        print("No name is proposed.")
        return
    head = ["theme", "language", "name now", "proposed", "status", "by", "reason" if refused else ""]
    print(table(head, rows))


@names.command()
def accept(theme: ThemeArgument, workspace: WorkspaceOption = WORKSPACE, language: LanguageOption = None) -> None:
    """Give a theme the name that was proposed; later analyses keep it."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        accepted = pipeline.accept_suggestion(ws, theme, language)
    print(f"{accepted.theme_id} is called {printable(accepted.name)} ({accepted.language}) from now on.")


@names.command()
def refuse(theme: ThemeArgument, workspace: WorkspaceOption = WORKSPACE, language: LanguageOption = None) -> None:
    """Refuse the name that was proposed; it is not proposed again."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        refused = pipeline.refuse_suggestion(ws, theme, language)
    print(f"{printable(refused.name)} ({refused.language}) is refused for {refused.theme_id}.")


def _print_requests(requests: Sequence[NameRequest], *, with_key: bool) -> None:
    """What would be sent, to the letter but for the key; it was made of redacted data without control characters."""
    for request in requests:
        print(f"POST {request.address}")
        print("Content-Type: application/json")
        if with_key:
            print("Authorization: Bearer (INSIGHT_SYNTH_NAMES_KEY)")
        print(f"\n{request.body}\n")
    number = "1 request" if len(requests) == 1 else f"{len(requests)} requests"
    print(f"Nothing was sent: {number} would be.", file=sys.stderr)


def _print_suggested(found: Sequence[Suggestion]) -> None:
    from insight_synth.suggesting import REASONS

    rows = [
        [one.theme_id, one.language, one.name, "proposed" if one.outcome == "proposed" else "refused: "
         + REASONS[one.reason]]
        for one in found
    ]  # fmt: skip
    if rows:
        rows = [[*row[:2], shortened(row[2], 60), shortened(row[3], width_of_terminal())] for row in rows]
        print(table(["theme", "language", "name", ""], rows))
    proposed = sum(one.outcome == "proposed" for one in found)
    print(f"{proposed} of {len(found)} names wait for you: `insight-synth names accept THEME`, or refuse.")
