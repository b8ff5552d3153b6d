"""``insight-synth draft``: what people change of the drafted report before it is written.

Thin over ``pipeline``: reads words, prints tables.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated, cast

import typer

from insight_synth._command import WORKSPACE, JsonOption, WorkspaceOption, opened, print_json
from insight_synth._terminal import printable, shortened, table, width_of_terminal
from insight_synth.cli_report import LanguageOption, who
from insight_synth.errors import UsageError

if TYPE_CHECKING:
    from insight_synth.model import Draft, Language, Passage

draft = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""What you change of the drafted report: words, order, quotations, plans.

Figures and quotations in your words stay bound to the data; `draft show` says what to look at after the data changed.

\b
Examples:
  insight-synth draft show
  insight-synth draft write finding:t003 "Refunds take too long, and customers say so everywhere."
  insight-synth draft move finding:t003 up
  insight-synth draft plan action:t003 --owner "Customer service" --due 2026-03-31
  insight-synth draft undo""",
)
add = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Add a finding or an action of your own.")
draft.add_typer(add, name="add")

ItemArgument = Annotated[str, typer.Argument(metavar="ITEM", help="What to change, as `draft show` names it.")]
ThemeOption = Annotated[str, typer.Option("--theme", metavar="ID", help="The theme it is about, if any.")]
TextOption = Annotated[str, typer.Option("--text", metavar="TEXT", help="Its words; - reads them from standard input.")]
_MOVES = {"up": -1, "down": 1, "first": -10_000}
_PASSAGE = re.compile(r"(.+):(\d+)-(\d+)")


@draft.command()
def show(workspace: WorkspaceOption = WORKSPACE, language: LanguageOption = "en", json: JsonOption = False) -> None:
    """What can be changed, what was, and what to look at again."""
    from insight_synth import pipeline
    from insight_synth.report.editing import flag_text

    spoken = _spoken(language)
    with opened(workspace) as ws:
        items = pipeline.report_items(ws, spoken)
        flags = pipeline.draft_flags(ws, spoken)
    if json:
        told = [{**pipeline.plain(flag), "text": flag_text(flag, spoken)} for flag in flags]
        print_json({"items": [pipeline.plain(item) for item in items], "flags": told})
        return
    room = width_of_terminal()
    rows = []
    for item in items:
        state = "left out" if item.removed else item.written if item.written != "drafted" else ""
        look = sum(flag.item.removesuffix("/title") == item.id for flag in flags)
        says = shortened(item.title or item.text, room // 2)
        rows.append([item.id, state, f"{look} to look at" if look else "", says])
    print(table(["item", "state", "", "says"], rows))
    for flag in flags:
        print(f"{flag.item}: {printable(flag_text(flag, spoken))}")


@draft.command()
def write(
    item: ItemArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Your words; - reads them from standard input.")],
    workspace: WorkspaceOption = WORKSPACE,
    language: LanguageOption = "en",
) -> None:
    """Put your words in place of ITEM's; ITEM/title for its title."""
    from insight_synth import pipeline
    from insight_synth.report.editing import flag_text

    with opened(workspace) as ws:
        pipeline.edit_item(ws, item, _given(text), _spoken(language), who())
        flags = [flag for flag in pipeline.draft_flags(ws, _spoken(language)) if flag.item == item]
    print(f"{printable(item)} reads as you wrote it.")
    for flag in flags:
        print(f"  {printable(flag_text(flag, _spoken(language)))}")


@draft.command()
def reset(
    item: ItemArgument,
    workspace: WorkspaceOption = WORKSPACE,
    language: Annotated[str, typer.Option("--language", metavar="en|fi|pl", help="Only in this language.")] = "",
) -> None:
    """Bring ITEM's drafted words and quotations back."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        pipeline.reset_item(ws, item, _spoken(language) if language else None, who())
    print(f"{printable(item)} is as drafted.")


@draft.command()
def remove(item: ItemArgument, workspace: WorkspaceOption = WORKSPACE) -> None:
    """Leave ITEM out of the report."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        pipeline.remove_item(ws, item, who())
    print(f"{printable(item)} is left out.")


@draft.command()
def restore(item: ItemArgument, workspace: WorkspaceOption = WORKSPACE) -> None:
    """Put ITEM back that was left out."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        pipeline.restore_item(ws, item, who())
    print(f"{printable(item)} is in the report again.")


@draft.command()
def move(
    item: ItemArgument,
    where: Annotated[str, typer.Argument(metavar="up|down|first", help="Where to.")],
    workspace: WorkspaceOption = WORKSPACE,
) -> None:
    """Move a finding, an action or a section among its like."""
    from insight_synth import pipeline

    if where not in _MOVES:
        raise UsageError(f"nothing moves {where!r}", remedy=f"Use one of {', '.join(_MOVES)}.")
    with opened(workspace) as ws:
        pipeline.move_item(ws, item, _MOVES[where], who())
    print(f"{printable(item)} was moved.")


@draft.command()
def quote(
    item: ItemArgument,
    passages: Annotated[
        list[str], typer.Argument(metavar="VERBATIM:START-END…", help="The passages to quote, in order.")
    ],
    workspace: WorkspaceOption = WORKSPACE,
) -> None:
    """Choose the quotations of ITEM, in place of the drafted ones."""
    from insight_synth import pipeline

    chosen = [_passage(passage) for passage in passages]
    with opened(workspace) as ws:
        pipeline.choose_quotes(ws, item, chosen, who())
    print(f"{printable(item)} quotes {len(chosen)} {'passage' if len(chosen) == 1 else 'passages'}.")


@draft.command()
def plan(
    item: ItemArgument,
    owner: Annotated[str | None, typer.Option("--owner", metavar="NAME", help="Who sees to it.")] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="DATE", help="By when, as 2026-03-31.")] = None,
    indicator: Annotated[str | None, typer.Option("--indicator", metavar="ID", help="What will show it.")] = None,
    workspace: WorkspaceOption = WORKSPACE,
) -> None:
    """Note who does an action, by when, and what will show that it worked. An empty text takes one back."""
    from insight_synth import pipeline
    from insight_synth.model import Plan

    with opened(workspace) as ws:
        before = pipeline.draft(ws).plan(item)
        agreed = Plan(
            item,
            before.owner if owner is None else owner,
            before.due if due is None else due,
            before.indicator if indicator is None else indicator,
        )
        pipeline.plan_action(ws, agreed, who())
    print(f"{printable(item)}: {printable(', '.join(filter(None, (agreed.owner, agreed.due))) or 'nothing agreed')}.")


@add.command()
def finding(
    title: Annotated[str, typer.Option("--title", metavar="TITLE", help="Its heading.")],
    text: TextOption,
    workspace: WorkspaceOption = WORKSPACE,
    language: LanguageOption = "en",
    theme: ThemeOption = "",
) -> None:
    """Add a finding of your own to the first page."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        made = pipeline.add_finding(ws, title, _given(text), theme, _spoken(language), who())
    _print_own(made)


@add.command()
def action(
    text: TextOption,
    workspace: WorkspaceOption = WORKSPACE,
    language: LanguageOption = "en",
    theme: ThemeOption = "",
) -> None:
    """Add an action of your own."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        made = pipeline.add_action(ws, _given(text), theme, _spoken(language), who())
    _print_own(made)


@draft.command()
def accept(item: ItemArgument, workspace: WorkspaceOption = WORKSPACE, language: LanguageOption = "en") -> None:
    """Say that you read ITEM as it is now and let it stand."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        pipeline.accept_item(ws, item, _spoken(language), who())
    print(f"{printable(item)} stands as it is.")


@draft.command()
def undo(workspace: WorkspaceOption = WORKSPACE) -> None:
    """Take the last change back; again, the one before."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        left = pipeline.undo_draft(ws, who())
    print("The report is as before the last change." if left else "The report is as the analysis drafts it.")


# ---- helpers


def _given(text: str) -> str:
    return sys.stdin.read().rstrip("\n") if text == "-" else text


def _spoken(language: str) -> Language:
    from insight_synth._reported import check_language

    check_language(language)
    return cast("Language", language)


def _passage(given: str) -> Passage:
    from insight_synth.model import Passage

    found = _PASSAGE.fullmatch(given)
    if not found:
        raise UsageError(f"{given!r} is no passage", remedy="Write it as VERBATIM:START-END, for example 3f2a:0-80.")
    return Passage(found[1], int(found[2]), int(found[3]))


def _print_own(made: Draft) -> None:
    print(f"Added as {made.own[-1].id}.")
