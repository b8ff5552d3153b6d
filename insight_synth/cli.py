"""The commands: what to type, what is printed, and with which exit status.

Thin over ``pipeline``: a command opens the workspace, calls one function and prints what it returned. Nothing heavy is
imported before a command runs, so that ``--help`` answers at once.

Exit status: 0 done, 1 the work failed, 2 the call was wrong. An error is one line on standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from insight_synth import (
    _shown,
    cli_advice,
    cli_agenda,
    cli_digests,
    cli_draft,
    cli_effect,
    cli_hunches,
    cli_report,
    cli_serve,
    cli_settings,
    cli_sources,
    cli_themes,
    cli_verify,
    cli_versions,
)
from insight_synth._command import (
    WORKSPACE,
    JsonOption,
    QuietOption,
    WorkspaceOption,
    error_line,
    opened,
    print_json,
    shown_progress,
    warn_if_outdated,
)
from insight_synth._terminal import printable
from insight_synth.cli_names import names
from insight_synth.errors import InsightSynthError, UsageError

if TYPE_CHECKING:
    from insight_synth.model import State

app = typer.Typer(
    name="insight-synth",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="""Finds what customers keep telling you, across every source you collect, with each figure cited.

\b
Try it on the demo company:
  insight-synth demo
\b
Your own exports, each in a folder with a source.toml:
  insight-synth add exports/
  insight-synth analyse
  insight-synth themes
  insight-synth report -o report.pdf
  insight-synth verify report.pdf

Exit status: 0 done, 1 the work failed, 2 the call was wrong.""",
)
app.add_typer(cli_themes.theme, name="theme")
app.add_typer(names, name="names")
app.add_typer(cli_agenda.agenda, name="agenda")
app.add_typer(cli_effect.effect, name="effect")
app.add_typer(cli_draft.draft, name="draft")
app.add_typer(cli_versions.versions, name="versions")
app.add_typer(cli_sources.sources, name="sources")

_TABLES = "verbatims, mentions, events, rejects, themes, evidence, advice or citations."


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and exits with its status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status; errors are printed as one line."""
    try:
        status = app(arguments if arguments is None else list(arguments), standalone_mode=False)
        sys.stdout.flush()
    except InsightSynthError as error:
        return _fail(str(error), error.exit_status)
    except typer.Abort:
        return _fail("stopped", 1)
    except BrokenPipeError:
        # Whoever reads our output has read enough; standard output must not be flushed again on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return _fail("stopped; the workspace holds what was finished before", 130)
    except Exception as error:
        wrong_call = getattr(error, "format_message", None)
        if callable(wrong_call):
            if type(error).__name__ == "NoArgsIsHelpError":
                print(error, file=sys.stderr)
                return 2
            return _fail(
                f"{wrong_call().rstrip('.')}. See `insight-synth --help`.", int(getattr(error, "exit_code", 2))
            )
        return _unexpected(error)
    return status if isinstance(status, int) else 0


# ---- commands


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"insight-synth {version('insight-synth')}")
        except PackageNotFoundError:
            print("insight-synth (not installed)")
        raise typer.Exit


@app.callback()
def insight_synth(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the report goes.")] = Path(
        "report.pdf"
    ),
    workspace: WorkspaceOption = WORKSPACE,
    quiet: QuietOption = False,
) -> None:
    """Everything in one go, on the demo company's sources."""
    from insight_synth import pipeline

    with shown_progress(quiet) as progress:
        path = pipeline.demo(out, workspace, progress)
    with opened(workspace) as ws:
        matter = pipeline.findings_that_matter(pipeline.snapshot(ws))
        findings = [pipeline.redacted_quotes(ws, theme) for theme in matter]
    print(f"The report: {path.resolve()}")
    _shown.print_findings(findings)


@app.command()
def add(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Folders with a source.toml, folders of them, or one file.")
    ],
    workspace: WorkspaceOption = WORKSPACE,
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="The source a single file belongs to.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="What kind of source that is.")] = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Add sources: every row becomes a verbatim, an event, a duplicate or a reject.

    Adding the same file again changes nothing. Where source.toml changed since, its exports are read anew. An export
    that is unlike its source's earlier ones is held back until someone decides: see the command quarantine.

    \b
    Examples:
      insight-synth add exports/complaints
      insight-synth add exports/ -w shop
      insight-synth add reviews.csv --source web-reviews --kind reviews
    """
    from insight_synth import _shown_exports, pipeline

    failures: list[InsightSynthError] = []
    taken_over: list[str] = []
    with opened(workspace, create=True) as ws:
        with shown_progress(quiet) as progress:
            added = pipeline.add(ws, paths, source, kind, progress, failures.append, taken_over.append)
        changes = {export.sha256: pipeline.changes_of(ws, export) for export in added if not export.known}
    if as_json:
        print_json([_shown_exports.as_json(export, changes.get(export.sha256, ())) for export in added])
        if held := [export for export in added if export.state == "quarantined"]:
            number = "1 export" if len(held) == 1 else f"{len(held)} exports"
            print(error_line(f"{number} held back; see `insight-synth quarantine`"), file=sys.stderr)
    elif added:
        _shown_exports.print_exports(added, changes)
    for line in taken_over:
        print(printable(line), file=sys.stderr if as_json else sys.stdout)
    if not as_json:
        _shown_exports.print_held_back(added, workspace)
    for failure in failures:
        print(error_line(str(failure)), file=sys.stderr)
    if failures:
        raise typer.Exit(max(failure.exit_status for failure in failures) if not added else 1)


@app.command()
def quarantine(
    workspace: WorkspaceOption = WORKSPACE,
    accept: Annotated[
        list[str] | None, typer.Option("--accept", metavar="SOURCE/EXPORT", help="Let an export count.")
    ] = None,
    leave_out: Annotated[
        list[str] | None, typer.Option("--leave-out", metavar="SOURCE/EXPORT", help="Never count an export.")
    ] = None,
    hold: Annotated[
        list[str] | None, typer.Option("--hold", metavar="SOURCE/EXPORT", help="Hold an export back (again).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the exports that are held back, and why; decide on them.

    Every decision can be taken back. EXPORT is the file's name, or the first digits of its SHA-256.

    \b
    Examples:
      insight-synth quarantine
      insight-synth quarantine --accept complaints/2026-03.csv
    """
    from insight_synth import _shown_exports, pipeline

    wanted: list[tuple[State, str]] = [("accepted", name) for name in accept or ()]
    wanted += [("left out", name) for name in leave_out or ()]
    wanted += [("quarantined", name) for name in hold or ()]
    for _, name in wanted:
        if not all(name.partition("/")):
            raise UsageError(f"{name!r} is no SOURCE/EXPORT", remedy="Name both, as complaints/2026-03.csv.")
    with opened(workspace) as ws:
        decided = [pipeline.decide(ws, *name.partition("/")[::2], state) for state, name in wanted]
        exports = decided or pipeline.not_counting(ws)
    if as_json:
        print_json([_shown_exports.as_json(export) for export in exports])
        return
    if decided:
        _shown_exports.print_decided(decided)
        return
    _shown_exports.print_held_back(exports, workspace)
    _shown_exports.print_left_out(exports)
    if not exports:
        print("Nothing is held back.")


@app.command()
def analyse(
    workspace: WorkspaceOption = WORKSPACE,
    granularity: Annotated[
        str | None,
        typer.Option("--granularity", metavar="auto|coarse|fine", help="How many themes.", show_default=False),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over instead of continuing the last one.")] = False,
    encoder: Annotated[
        str | None,
        typer.Option("--encoder", metavar="NAME", help="Sentence encoder: a name or a folder.", show_default=False),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Find themes and evidence, and weigh every source.

    Continues from the last analysis: only new texts are encoded, and themes keep their ids. What is not named here is
    as the workspace's settings say: see `insight-synth settings`.
    """
    from insight_synth import pipeline

    with opened(workspace) as ws, shown_progress(quiet) as progress:
        found = pipeline.analyse(ws, granularity, fresh, encoder, progress)
        dormant = sum(decision.dormant for decision in pipeline.decisions_of(ws))
    if found.unchanged:
        print(f"Nothing changed since the last analysis ({found.snapshot.fingerprint}); --fresh starts over.")
    _shown.print_analysed(found.snapshot, dormant)


app.command()(cli_themes.themes)


@app.command()
def advise(workspace: WorkspaceOption = WORKSPACE, as_json: JsonOption = False) -> None:
    """Advise on every source: track, keep, fix or retire, with reasons."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        shown = pipeline.snapshot(ws)
        warn_if_outdated(pipeline.is_outdated(ws, shown))
        if as_json:
            print_json(pipeline.advice_json(ws))
            return
    _shown.print_advice(shown)


app.command()(cli_settings.settings)
app.command("what-if")(cli_advice.what_if)
app.command()(cli_digests.digest)
app.command()(cli_digests.compare)
app.command()(cli_hunches.hunch)
app.command()(cli_hunches.ask)


app.command()(cli_report.report)
app.command()(cli_verify.verify)


@app.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to look for, in any language.")],
    workspace: WorkspaceOption = WORKSPACE,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many passages.")] = 20,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Find passages by meaning and by word, with where they come from."""
    from insight_synth import pipeline

    with opened(workspace) as ws, shown_progress(quiet) as progress:
        found = pipeline.search(ws, text, limit, progress)
        citations = pipeline.redacted_citations(ws, [hit.citation for hit in found])
        hits = [replace(hit, citation=citation) for hit, citation in zip(found, citations, strict=True)]
    if as_json:
        print_json([pipeline.plain(hit) for hit in hits])
        return
    for number, hit in enumerate(hits, start=1):
        print(f"{number:3d}. {printable(hit.citation.text)}")
        print(f"     {_shown.origin(hit.citation)} · by {' and '.join(hit.by)}")
    if not hits:
        print("Nothing found.")


@app.command("export")
def export_(
    what: Annotated[str, typer.Argument(metavar="WHAT", help=_TABLES)],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="A .csv, .jsonl or .parquet file.")],
    workspace: WorkspaceOption = WORKSPACE,
    as_stored: Annotated[
        bool, typer.Option("--as-stored", help="Leave personal data in the texts instead of marking it out.")
    ] = False,
) -> None:
    """Write a table of the workspace: CSV, JSON lines or Parquet."""
    from insight_synth import pipeline

    with opened(workspace) as ws:
        rows = pipeline.export_table(ws, what, out, as_stored=as_stored)
    print(f"{rows:,} rows: {out}")


@app.command()
def erase(
    customer: Annotated[
        str, typer.Option("--customer", metavar="ID", help="The customer's id as it stands in the exports.")
    ],
    workspace: WorkspaceOption = WORKSPACE,
    quiet: QuietOption = False,
) -> None:
    """Remove a customer everywhere, and prove it."""
    from insight_synth import pipeline

    with opened(workspace) as ws, shown_progress(quiet) as progress:
        proof = pipeline.erase(ws, customer, progress)
    for line in proof.lines():
        print(" " * (len(line) - len(line.lstrip())) + printable(line))
    if not proof.holds:
        raise typer.Exit(1)


app.command()(cli_serve.serve)


@app.command()
def worker(
    workspace: WorkspaceOption = WORKSPACE,
    once: Annotated[bool, typer.Option("--once", help="Stop when the queue is empty.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Take jobs from the workspace's queue and do them."""
    from insight_synth.jobs import work

    with opened(workspace) as ws, shown_progress(quiet) as progress:
        done = work(ws, until_empty=once, progress=progress)
    print(f"{done} jobs done.")


# ---- what they share


def _fail(text: str, status: int) -> int:
    print(error_line(text), file=sys.stderr)
    return status


def _unexpected(error: Exception) -> int:
    """One line for the user; what a developer needs goes to a file."""
    import tempfile
    import traceback

    from insight_synth.ingest.privacy import redact

    with tempfile.NamedTemporaryFile(
        "w", prefix="insight-synth-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(redact("".join(traceback.format_exception(error))).text)
    first = (str(error).splitlines() or [""])[0][:300]
    return _fail(f"unexpected {type(error).__name__}: {first}. Details: {log.name}", 1)


if __name__ == "__main__":
    main()
