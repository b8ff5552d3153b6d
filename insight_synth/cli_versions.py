"""``insight-synth versions``: the reports that were exported, what changed between two, and drawing one again.

Thin over ``pipeline``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight_synth._command import WORKSPACE, JsonOption, WorkspaceOption, opened, print_json
from insight_synth._terminal import printable, table
from insight_synth.errors import UsageError

versions = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    help="""The reports that were exported: each is kept, can be drawn again and compared.

\b
Examples:
  insight-synth versions
  insight-synth versions compare 1 2
  insight-synth versions compare 2
  insight-synth versions write 1 -o then.pdf""",
)

NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="The version's number.")]
LINES = 25  # of each list of a comparison; the rest are counted


@versions.callback()
def list_(context: typer.Context, workspace: WorkspaceOption = WORKSPACE, json: JsonOption = False) -> None:
    """List the versions, newest first."""
    from insight_synth import pipeline

    if context.invoked_subcommand:
        if json or workspace != WORKSPACE:
            raise UsageError(
                f"options of `versions {context.invoked_subcommand}` stand before it", remedy="Give them after it."
            )
        return
    with opened(workspace) as ws:
        found = pipeline.versions(ws)
    if json:
        print_json([pipeline.plain(kept) for kept in found])
        return
    if not found:
        print("No report was written yet: write one with `insight-synth report -o report.pdf`.")
        return
    rows = []
    for kept in found:
        quoted = "1 quotation" if kept.erased == 1 else f"{kept.erased} quotations" if kept.erased else "words"
        erased = f"{quoted} erased" if kept.changed else ""
        kind = f"{kept.kind} {kept.about}".strip()
        files = ", ".join(Path(file.path).name for file in kept.files)
        rows.append(
            [str(kept.number), kept.made_at[:16].replace("T", " "), kept.made_by, kind, kept.language,
             kept.fingerprint[:12], files, erased]
        )  # fmt: skip
    print(table(["version", "written", "by", "kind", "in", "analysis", "files", ""], rows, right=(0,)))


@versions.command()
def compare(
    old: NumberArgument,
    new: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="Another; without it the report on today's data.")
    ] = None,
    workspace: WorkspaceOption = WORKSPACE,
    json: JsonOption = False,
) -> None:
    """What changed from one version to another, or to today: in the data, and in the words."""
    from insight_synth import pipeline
    from insight_synth.report import versions_words as words
    from insight_synth.report.catalogue import Catalogue

    with opened(workspace) as ws:
        found = pipeline.compare_versions(ws, old, new)
    if json:
        print_json(pipeline.plain(found))
        return
    said = Catalogue(found.language)
    for line in words.count_lines(found):
        print(printable(line))
    _print_part(said.text("versions.data"), words.theme_lines(found), words.figure_lines(found))
    _print_part(said.text("versions.quotations"), words.quotation_lines(found))
    _print_part(said.text("versions.words"), words.word_lines(found))


@versions.command()
def write(
    number: NumberArgument,
    out: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file; its ending is the format.")],
    workspace: WorkspaceOption = WORKSPACE,
) -> None:
    """Draw a kept version again, in any format."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        path = pipeline.write_version(ws, number, out)
    print(f"Version {number}: {path.resolve()}")


def _print_part(title: str, *lists: list[str]) -> None:
    if any(lists):
        print(f"\n{printable(title)}")
    for lines in lists:
        for line in lines[:LINES]:
            print(f"  {printable(line)}")
        if len(lines) > LINES:
            print(f"  … and {len(lines) - LINES} more lines; --json gives all of them")
