"""The commands ``digest`` and ``compare``: a source in few sentences, and a theme across the sources that compare.

Thin over ``pipeline``, as the other commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from insight_synth._command import WORKSPACE, JsonOption, WorkspaceOption, opened, print_json, warn_if_outdated
from insight_synth._terminal import printable, shortened, table, width_of_terminal
from insight_synth.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight_synth.model import Caveat, Comparison, Snapshot, SourceDigest


def digest(
    source: Annotated[str, typer.Argument(metavar="[SOURCE]", help="A source's id.", show_default="all")] = "",
    workspace: WorkspaceOption = WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Each source in few sentences: its main points, what only it says, what it never speaks of."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        shown = pipeline.snapshot(ws)
        warn_if_outdated(pipeline.is_outdated(ws, shown))
        found = pipeline.redacted_digests(ws, _chosen(shown, source))
    if as_json:
        print_json([pipeline.plain(one) for one in found])
        return
    for number, one in enumerate(found):
        print("\n" * (number > 0) + f"{one.source}: {printable(shown.profile(one.source).source.name)}")
        _print_digest(one, shown)


def compare(
    theme: Annotated[str, typer.Argument(metavar="[THEME]", help="A theme's id.", show_default="all")] = "",
    workspace: WorkspaceOption = WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Lay the sources that compare side by side, theme by theme, and say which don't and why."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        shown = pipeline.snapshot(ws)
        warn_if_outdated(pipeline.is_outdated(ws, shown))
    found = [one for one in shown.comparisons if theme in ("", one.theme_id)]
    if theme and not found:
        known = ", ".join(one.theme_id for one in shown.comparisons)
        raise UsageError(
            f"no sources are compared on {theme!r}",
            remedy=f"Name one of {known}." if known else "No theme stands in two sources.",
        )
    if as_json:
        print_json([_comparison(one, shown) for one in found])
        return
    for number, one in enumerate(found):
        print("\n" * (number > 0) + f"{one.theme_id}: {printable(shown.theme(one.theme_id).name())}")
        _print_comparison(one)


def _chosen(shown: Snapshot, source: str) -> tuple[SourceDigest, ...]:
    found = tuple(one for one in shown.digests if source in ("", one.source))
    if source and not found:
        known = ", ".join(one.source for one in shown.digests)
        raise UsageError(
            f"there is no digest of {source!r}",
            remedy=f"Name one of {known}." if known else "Run `insight-synth analyse` first.",
        )
    return found


def _print_digest(found: SourceDigest, shown: Snapshot) -> None:
    room = width_of_terminal()
    for point in found.points:
        print(f"  “{shortened(point.sentence.text, room - 6)}”")
        theme = printable(shown.theme(point.theme_id).name())
        print(f"    {point.voices} of {point.of_voices} voices on {theme}; {printable(point.sentence.locator)}")
    if not found.points:
        print("  No theme stands in it.")
    for label, themes in (("only here", found.only_here), ("never speaks of", found.never)):
        if themes:
            print(f"  {label}: {_named(themes, shown)}")


def _named(themes: Sequence[str], shown: Snapshot) -> str:
    names = {theme.id: theme.name() for theme in shown.themes}
    return printable("; ".join(names[theme] for theme in themes if theme in names))


def _comparison(found: Comparison, shown: Snapshot) -> dict[str, Any]:
    from insight_synth import pipeline

    told: dict[str, Any] = pipeline.plain(found)
    return {"theme": shown.theme(found.theme_id).name(), **told}


def _print_comparison(found: Comparison) -> None:
    rows = [
        [row.source, f"{row.share:.1%}", f"{row.low:.1%}–{row.high:.1%}", f"{row.voices} of {row.of_voices}", row.basis]
        for row in found.shares
    ]
    print(table(["source", "share", "95 % interval", "voices", "basis"], rows, right=(1, 2, 3)))
    if not found.sets:
        print("None of them compares with another.")
    for sources in found.sets:
        print(f"compare with each other: {printable(', '.join(sources))}")
    for greater, lesser in found.differs:
        print(f"differ beyond chance: {printable(f'{greater} says more of it than {lesser}')}")
    for caveat in found.caveats:
        print(f"{caveat.severity}: {printable(', '.join(caveat.sources))}: {_why(caveat)}")


def _why(caveat: Caveat) -> str:
    figures = ", ".join(
        f"{name} {value:.2f}" if isinstance(value, float) else f"{name} {value}"
        for name, value in caveat.figures.items()
        if name != "fault"
    )
    fault = caveat.figures.get("fault", "")
    return printable(f"{caveat.code} {fault}" + (f" ({figures})" if figures else ""))
