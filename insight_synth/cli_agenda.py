"""``insight-synth agenda``: the questions that the data should answer, and how each stands.

Thin over ``pipeline``: reads files, prints tables.
"""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from insight_synth._command import WORKSPACE, JsonOption, WorkspaceOption, opened, print_json, warn_if_outdated
from insight_synth._terminal import printable, shortened, table, width_of_terminal

if TYPE_CHECKING:
    from insight_synth.model import Answer, Question, Snapshot
    from insight_synth.store import Workspace

agenda = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""The questions that the data should answer, by customer group and priority, and how each stands.

A question is answered (two independent sources or more), thin (one), contradicted or open. After a change run
`insight-synth analyse` again.

\b
Examples:
  insight-synth agenda set agenda.toml
  insight-synth agenda show
  insight-synth agenda write agenda.toml
  insight-synth agenda undo""",
)

QUOTES = 2  # printed of each answer


@agenda.command("set")
def set_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The agenda, as agenda.toml.")],
    workspace: WorkspaceOption = WORKSPACE,
) -> None:
    """Put the questions of a file on the agenda, in place of those that were."""
    from insight_synth import _agenda

    with opened(workspace) as ws:
        found = _agenda.agenda_from_file(ws, file, _user())
    groups = sorted({question.group for question in found if question.group})
    print(f"{_number(found)} on the agenda{f', for {_listed(groups)} among them' if groups else ''}.")
    print("Run `insight-synth analyse` to match them to what people say.")


@agenda.command()
def show(workspace: WorkspaceOption = WORKSPACE, json: JsonOption = False) -> None:
    """How each question stands, who speaks to it, and in which words."""
    from insight_synth import _agenda, pipeline

    with opened(workspace) as ws:
        asked = _agenda.questions(ws)
        if not asked:
            if json:
                print_json([])
            else:
                print("There is no agenda: set one with `insight-synth agenda set FILE`.")
            return
        shown = pipeline.snapshot(ws)
        warn_if_outdated(pipeline.is_outdated(ws, shown) or _agenda.awaits_matching(ws, shown))
        if json:
            print_json(_agenda.agenda_json(ws, shown))
            return
        _print_agenda(ws, shown, asked)


@agenda.command()
def write(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    workspace: WorkspaceOption = WORKSPACE,
) -> None:
    """Write the agenda to a file, with the comments it came with."""
    from insight_synth import _agenda
    from insight_synth._tables import check_folder
    from insight_synth.store.database import clear_errors

    with opened(workspace) as ws:
        toml, found = _agenda.agenda_text(ws), _agenda.questions(ws)
    check_folder(file)
    with clear_errors(str(file)):
        file.write_text(toml, encoding="utf-8")
    print(f"{_number(found)} written to {printable(str(file))}.")


@agenda.command()
def undo(workspace: WorkspaceOption = WORKSPACE) -> None:
    """Take the last change of the agenda back; again, the one before."""
    from insight_synth import _agenda

    with opened(workspace) as ws:
        found = _agenda.undo_agenda(ws, _user())
    print(f"{_number(found)} on the agenda again. Run `insight-synth analyse` to match them.")


def _print_agenda(ws: Workspace, shown: Snapshot, asked: Sequence[Question]) -> None:
    from insight_synth._tables import redacted_citations

    known = {answer.question: answer for answer in shown.answers}
    room = width_of_terminal()
    rows = []
    for question in sorted(asked, key=lambda question: question.priority):
        answer = known.get(question)
        state = answer.state if answer else "not matched"
        figures = [f"{answer.voices:,}", str(answer.independent_sources)] if answer else ["", ""]
        rows.append(
            [question.id, str(question.priority), question.group, shortened(question.text, room - 64), state, *figures]
        )
    print(table(["id", "priority", "group", "question", "state", "voices", "sources"], rows, right=(1, 5, 6)))
    print("sources: independent sources that count; two or more answer a question, one leaves it thin.")
    for question in sorted(asked, key=lambda question: question.priority):
        answer = known.get(question)
        if answer and (answer.sources or answer.nearest or answer.gone):
            print(f"\n{printable(question.text)}")
            for line in _behind(answer, shown):
                print(shortened(f"  {line}", room))
            for quote in redacted_citations(ws, answer.quotes[:QUOTES]):
                print(shortened(f"  “{quote.text}” ({quote.source})", room))
            for quote in redacted_citations(ws, answer.nearest):
                print(shortened(f"  nearest, not counted: “{quote.text}” ({quote.source})", room))
    if shown.agenda_shares:
        print("\nWhat share of each source speaks to the agenda:")
        shares = [
            [one.source, f"{one.voices:,}", f"{one.of_voices:,}", f"{100 * one.share:.0f} %", str(len(one.questions))]
            for one in shown.agenda_shares
        ]
        print(table(["source", "voices", "of", "share", "questions"], shares, right=(1, 2, 3, 4)))


def _behind(answer: Answer, shown: Snapshot) -> list[str]:
    sources = [
        f"{row.source} {row.voices:,} of {row.of_voices:,}{'' if row.counts else ' (too few to count)'}"
        for row in answer.sources
    ]
    names = {theme.id: theme.name() for theme in shown.themes}
    lines = [f"voices: {'; '.join(sources)}"] if sources else []
    if answer.opposed:
        lines.append(f"{answer.opposed[0]} says the opposite of {answer.opposed[1]}")
    themes = [names[theme] for theme in answer.themes if theme in names]
    if themes:
        lines.append(f"themes: {'; '.join(themes[:3])}")
    if answer.bound:
        lines.append(f"bound by a person: {'; '.join(names.get(theme, theme) for theme in answer.bound)}")
    if answer.gone:
        lines.append(f"bound by a person, but no theme any more: {', '.join(answer.gone)}")
    if answer.groupless:
        lines.append(f"not counted, for they do not tell customer groups: {', '.join(answer.groupless)}")
    return lines


def _number(found: Sequence[Question]) -> str:
    return "1 question" if len(found) == 1 else f"{len(found)} questions"


def _listed(groups: Sequence[str]) -> str:
    return printable(", ".join(groups))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user where it runs
        return ""
