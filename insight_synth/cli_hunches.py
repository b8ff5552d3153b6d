"""The commands ``hunch`` and ``ask``: what people say to a belief, and whom to ask next.

Thin over ``pipeline``, as the other commands. Both only read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from insight_synth._command import (
    WORKSPACE,
    JsonOption,
    QuietOption,
    WorkspaceOption,
    opened,
    print_json,
    shown_progress,
)
from insight_synth._terminal import printable, shortened, table, width_of_terminal

if TYPE_CHECKING:
    from insight_synth.model import Citation, Reason, Snapshot
    from insight_synth.model.hunches import AskNext, Hunch, HunchPart

_VERDICTS = {
    "supported": "Supported: those who take a side say so, in two independent sources or more.",
    "contradicted": "Contradicted: those who take a side say the opposite, in two independent sources or more.",
    "mixed": "Mixed: some say so, others the opposite.",
    "thin": "Too little to tell: too few voices take a side, or only one source does.",
    "no evidence": "No evidence: nobody takes a side on it.",
}
_QUOTES = (("for", "quotes_for"), ("against", "quotes_against"), ("beside", "quotes_beside"))


def hunch(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The belief, as a sentence in quotation marks.")],
    workspace: WorkspaceOption = WORKSPACE,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Hold a belief against what people say: voices for, against and beside, with quotations.

    \b
    Examples:
      insight-synth hunch "Nobody uses the pick-up points because they close early"
      insight-synth hunch "Palautukset maksetaan liian hitaasti" --json
    """
    from insight_synth import _hunches, pipeline

    with opened(workspace) as ws:
        with shown_progress(quiet) as progress:
            found = _hunches.hunch(ws, text, progress)
        found = _hunches.redacted_hunch(ws, found)
        shown = pipeline.snapshot(ws)
    if as_json:
        print_json(pipeline.plain(found))
    else:
        _print_hunch(found, shown)


def ask(
    question: Annotated[
        str,
        typer.Argument(
            metavar="[QUESTION]",
            help="A question's id on the agenda, or its text in quotation marks.",
            show_default="all that are open or thin",
        ),
    ] = "",
    workspace: WorkspaceOption = WORKSPACE,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Whom to ask next: which customers, after which event, how many answers, and five neutral questions.

    \b
    Examples:
      insight-synth ask
      insight-synth ask "Why do customers abandon the checkout?" --json
    """
    from insight_synth import _hunches, pipeline

    with opened(workspace) as ws:
        with shown_progress(quiet) as progress:
            found = _hunches.ask_next(ws, question, progress)
        shown = pipeline.snapshot(ws)
    if as_json:
        print_json(pipeline.plain(list(found)))
    elif not found:
        print(
            "No question of the agenda is open or thin." if shown.answers
            else 'There is no agenda: write one, or give a question\'s text: insight-synth ask "…".'
        )  # fmt: skip
    else:
        for number, one in enumerate(found):
            print("\n" * (number > 0) + _heading(one))
            _print_asking(one, shown)


# ---- a belief


def _print_hunch(found: Hunch, shown: Snapshot) -> None:
    for part in found.parts:
        _print_part(part, shown)
        print()
    if found.could_tell:
        print("Which source could tell more:")
        _print_reasons([reason for _, reason in found.could_tell])


def _print_part(part: HunchPart, shown: Snapshot) -> None:
    print(f"{'The claim' if part.role == 'claim' else 'The reason given'}: {printable(part.text)}")
    print(_VERDICTS[part.verdict])
    if not part.readable:
        print("What it claims was not understood, so no side can be told. Say it as a plain statement.")
    if not part.sides.voices:
        words = ", ".join(f"“{printable(word)}”" for word in part.unheard)
        print("Nobody speaks of it." + (f" What lies nearest does not speak of {words}." if words else ""))
        return
    sides = part.sides
    print(
        f"{_voices(sides.voices)} speak of it: {sides.in_favour} for, {sides.against} against, "
        f"{sides.beside} beside it."
    )
    if part.share is not None:
        print(
            f"Of those who take a side {part.share:.0%} are for it (95 % interval {part.low:.0%}–{part.high:.0%}); "
            f"independent sources: {part.sources_for} for, {part.sources_against} against."
        )
    if part.rank > part.of_themes:
        print(f"Each of the {part.of_themes} themes has more voices.")
    else:
        print(f"Among the {part.of_themes} themes it would rank {part.rank} by voices.")
    if part.themes:
        named = (f"{shown.theme(row.theme_id).name()} ({row.voices})" for row in part.themes[:3])
        print("Its voices stand in: " + printable(", ".join(named)))
    rows = [
        [row.source, str(row.sides.in_favour), str(row.sides.against), str(row.sides.beside), str(row.of_voices),
         f"{row.share:.1%}"]
        for row in part.sources
    ]  # fmt: skip
    print(table(["source", "for", "against", "beside", "voices", "speak of it"], rows, right=(1, 2, 3, 4, 5)))
    who = [
        [row.by, row.name or "not known", str(row.sides.in_favour), str(row.sides.against), str(row.sides.beside)]
        for row in part.who
        if row.by in ("group", "kind")
    ]
    print(table(["who", "", "for", "against", "beside"], who, right=(2, 3, 4)))
    for side, name in _QUOTES:
        _print_quotes(side, getattr(part, name))


def _print_quotes(side: str, quotes: Sequence[Citation]) -> None:
    for quote in quotes:
        place = f"{quote.source}, {quote.export}, {quote.locator}"
        print(f"{side:>8}  {shortened(quote.text, width_of_terminal() - 12)}\n{'':10}{printable(place)}")


def _voices(number: int) -> str:
    return "1 voice" if number == 1 else f"{number} voices"


# ---- whom to ask


def _heading(found: AskNext) -> str:
    name = f"{found.question}: " if found.question else ""
    return f"{printable(name + found.text)}  [{found.state}, {_voices(found.voices)}]"


def _print_asking(found: AskNext, shown: Snapshot) -> None:
    if found.people == "staff":
        print("Ask the staff: mostly they spoke to it, and customers cannot tell.")
    else:
        _print_customers(found, shown)
    for language, questions in found.questions.items():
        print(f"Five questions ({language}):")
        for number, question in enumerate(questions, start=1):
            print(f"  {number}. {printable(question)}")
    if not found.questions:
        print("No topic could be told from the question's words: say it with a noun, then five questions follow.")


def _print_customers(found: AskNext, shown: Snapshot) -> None:
    rows = [
        [row.group or "group not known", str(row.customers), str(row.voices), "missing" if row.missing else "",
         *(str(one.answers) if one.enough else f"{one.answers} (all)" for one in row.samplings)]
        for row in found.groups
    ]  # fmt: skip
    points = [f"±{one.points:g}" for one in found.overall]
    print(table(["group", "customers", "spoke", "", *points], rows, right=(1, 2, 4, 5, 6)))
    for one in found.overall:
        print(
            f"±{one.points:g} points need {one.answers} answers of {found.customers} customers; as many in a second "
            f"round show a change of {one.change:g} points."
        )
    print("After which event:")
    names = {profile.source.id: profile.source.name for profile in shown.profiles}
    for moment in found.moments:
        print(f"  {printable(moment.event)} ({printable(names.get(moment.source, moment.source))}): "
              f"{moment.recent} customers in the last 90 days. {printable(moment.reason.text)}")  # fmt: skip
    if found.deviations:
        print("First those whose behaviour changed (keyed hashes with --json):")
        _print_reasons([one.reason for one in found.deviations])
    else:
        print("No customer's behaviour changed beyond chance, so nobody is to be asked first for that.")


def _print_reasons(reasons: Sequence[Reason]) -> None:
    for reason in reasons:
        print(f"  {printable(reason.text)}")
