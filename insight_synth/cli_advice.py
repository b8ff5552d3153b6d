"""The command ``what-if``: takes sources away and says what is lost.

Thin over ``pipeline``, as the other commands. Nothing is changed in the workspace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from insight_synth._command import WORKSPACE, JsonOption, WorkspaceOption, opened, print_json, warn_if_outdated
from insight_synth._terminal import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insight_synth.model import Removal


def what_if(
    without: Annotated[
        list[str], typer.Option("--without", metavar="SOURCE", help="A source to take away; as often as you like.")
    ],
    workspace: WorkspaceOption = WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Take sources away and see what would be lost; nothing is changed."""
    from insight_synth import _what_if, pipeline

    with opened(workspace) as ws:
        shown = pipeline.snapshot(ws)
        warn_if_outdated(pipeline.is_outdated(ws, shown))
        found = _what_if.what_if(ws, without)
    if as_json:
        print_json(pipeline.plain(found))
        return
    names = {theme.id: theme.name() for theme in shown.themes}
    questions = {answer.question.id: answer.question.text for answer in shown.answers}
    for line in _lines(found, names, questions):
        print(printable(line))


def _lines(found: Removal, names: Mapping[str, str], questions: Mapping[str, str]) -> list[str]:
    """What a person reads of it."""
    loss = found.what_if
    lines = [
        f"Without {', '.join(found.removed)}: coverage {loss.coverage_before:.1%} → {loss.coverage_after:.1%}.",
        *_listed("Themes lost", loss.themes_lost, names),
        *_listed("Themes that would no longer recur", loss.themes_weakened, names),
    ]
    if found.agenda_before:
        lines.append(f"Agenda covered: {found.agenda_before:.1%} → {found.agenda_after:.1%}.")
    lines += _listed("Questions left open", found.questions_lost, questions)
    lines += _listed("Questions left with one witness", found.questions_weakened, questions)
    unknown = f" (cost of {', '.join(found.cost_unknown)} unknown)" if found.cost_unknown else ""
    lines.append(f"Saved: {found.saved_per_year:,.0f} € a year{unknown}.")
    lines += [f"Then {change.source}: {change.before} → {change.after}." for change in found.verdicts]
    for back in found.put_back:
        regained = len(back.themes) + len(back.strengthened)
        lines.append(
            f"Putting {back.source} back: coverage {back.coverage:.1%}; {regained} of these themes recur or are heard "
            f"again" + (f", {len(back.questions)} questions answered better." if back.questions else ".")
        )
    return lines


def _listed(title: str, ids: tuple[str, ...], names: Mapping[str, str]) -> list[str]:
    if not ids:
        return [f"{title}: none."]
    return [f"{title}:", *(f"  {id_}  {names.get(id_, '')}".rstrip() for id_ in ids)]
