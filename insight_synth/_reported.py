"""Writing reports: composed from the newest analysis and what people changed of its draft, drawn by the file's ending.

Part of ``pipeline``. Every report that is written is kept as a version, with its fingerprint and the file it went to.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from insight_synth._analyse import is_demo
from insight_synth._passages import DELIVERED
from insight_synth._tables import analysed, check_folder
from insight_synth.errors import UsageError, WorkspaceError
from insight_synth.model import Citation, Draft, Language, Passage, Progress, Snapshot
from insight_synth.store import Workspace, analyses, drafts, erasures, indicators, records, versions
from insight_synth.store.database import clear_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from insight_synth.report import Report
    from insight_synth.report.document import ReportKind


def write_report(
    ws: Workspace,
    out: Path,
    language: str = "en",
    progress: Progress | None = None,
    *,
    kind: str = "full",
    about: str = "",
    made_by: str = "",
) -> Path:
    """Writes the cited report on the newest analysis, as the ending of ``out`` says, and keeps it as a version.

    Args:
        ws: the workspace.
        out: the file to write.
        language: en, fi or pl.
        progress: told how far it is.
        kind: everything ("full"), the story on one page ("summary"), or the digest for a source's owner ("digest").
        about: the source that a digest is of.
        made_by: who asked for it, for the record.

    Raises:
        UsageError: no such language, kind or source, another ending, or a folder that does not exist.
        NotAnalysed: there is no analysis yet.
    """
    _check_asked(language, kind, about)
    check_report(out)
    shown = analysed(ws, demo=is_demo(ws))
    if progress:
        progress("report", 0.0, out.name)
    found = composed_report(ws, shown, cast(Language, language), kind=cast("ReportKind", kind), about=about)
    _write(ws, found, out, made_by)
    if progress:
        progress("report", 1.0, out.name)
    return out


def write_digests(
    ws: Workspace,
    folder: Path,
    language: str = "en",
    ending: str = ".pdf",
    progress: Progress | None = None,
    *,
    made_by: str = "",
) -> list[Path]:
    """Writes the digest of every source into ``folder``, which is made where it is missing: ``digest-<source id>.pdf``.

    Raises:
        UsageError: no such language or ending, or the folder cannot be made.
        NotAnalysed: there is no analysis yet.
    """
    _check_asked(language, "digest", "every source")
    if folder.exists() and not folder.is_dir():
        raise UsageError("is a file, not a folder", where=str(folder), remedy="Name a folder for the digests.")
    shown = analysed(ws, demo=is_demo(ws))
    sources = sorted(profile.source.id for profile in shown.profiles)
    files = [folder / f"digest-{name}{ending}" for name in _names(sources)]
    with clear_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    for number, (source, out) in enumerate(zip(sources, files, strict=True)):
        check_report(out)
        if progress:
            progress("report", number / len(files), out.name)
        found = composed_report(ws, shown, cast(Language, language), kind="digest", about=source)
        _write(ws, found, out, made_by)
    if progress:
        progress("report", 1.0, str(folder))
    return files


def composed_report(
    ws: Workspace,
    shown: Snapshot,
    language: Language,
    *,
    kind: ReportKind = "full",
    about: str = "",
    draft: Draft | None = None,
) -> Report:
    """The report on ``shown``, each quotation cut from its redacted verbatim.

    ``draft`` is what people changed of it; the one in force where none is given.
    """
    from insight_synth import report

    with ws.read() as connection:
        return report.compose(
            shown,
            language,
            lambda verbatim_id: records.verbatim_text(connection, verbatim_id),
            kind=kind,
            about=about,
            draft=drafts.newest(connection) if draft is None else draft,
            citation_at=lambda passage: citation_of(connection, passage),
            indicators=indicators.indicators(connection),
        )


def citation_of(connection: Connection, passage: Passage) -> Citation | None:
    """The citation of a passage that a person chose; None where its verbatim is gone or the passage is not in it."""
    found = records.verbatims(connection, ids=[passage.verbatim_id])
    if not found or found[0].status not in DELIVERED or not 0 <= passage.start < passage.end <= len(found[0].text):
        return None
    (verbatim,) = found
    return Citation(
        mention_id=f"{verbatim.id}:{passage.start}-{passage.end}",
        verbatim_id=verbatim.id,
        source=verbatim.source,
        export=verbatim.export,
        sha256=verbatim.sha256,
        locator=verbatim.locator,
        start=passage.start,
        end=passage.end,
        text=verbatim.text[passage.start : passage.end],
        language=verbatim.language,
        date=verbatim.date,
        segment=verbatim.segment,
    )


def check_report(out: Path) -> None:
    """Raises UsageError where no report can be written to ``out``: asked before all the work."""
    from insight_synth.report.rendering import ENDINGS

    if out.suffix.lower() not in ENDINGS:
        raise UsageError(
            f"a report cannot be written as {out.suffix or 'a file without ending'}",
            where=str(out),
            remedy=f"End the file's name with one of {', '.join(ENDINGS)}.",
        )
    check_folder(out)


def check_language(language: str) -> None:
    """Raises UsageError for a language that there are no reports in."""
    if language not in get_args(Language):
        raise UsageError(f"no reports in {language!r}", remedy=f"Use one of {', '.join(get_args(Language))}.")


def draw(found: Report, out: Path) -> str:
    """Draws a report into a file, whole or not at all; gives the file's SHA-256."""
    content = _drawn(found, out)
    _put(content, out)
    return hashlib.sha256(content).hexdigest()


# ---- helpers


def _drawn(found: Report, out: Path) -> bytes:
    """The file that is to be ``out``, drawn elsewhere: who is killed in the midst leaves nothing beside it."""
    from insight_synth import report

    with clear_errors(str(out)), tempfile.TemporaryDirectory(prefix="insight-synth-") as folder:
        return report.render(found, Path(folder) / f"report{out.suffix}").read_bytes()


def _put(content: bytes, out: Path) -> None:
    """Writes a file whole or not at all, under a name of its own first, so that two who write one file do not meet."""
    partial = out.with_name(f".{out.stem[:80]}.{secrets.token_hex(4)}.part{out.suffix}")
    with clear_errors(str(out)):
        try:
            partial.write_bytes(content)
            os.replace(partial, out)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


def _write(ws: Workspace, found: Report, out: Path, made_by: str) -> None:
    from insight_synth import report

    content, json = _drawn(found, out), report.to_json(found)
    sha256, made_at = hashlib.sha256(content).hexdigest(), datetime.now(UTC).isoformat(timespec="seconds")
    kept = versions.Kept(
        number=0,
        made_at=made_at,
        made_by=made_by,
        language=found.language,
        kind=found.kind,
        about=found.about,
        fingerprint=found.fingerprint,
        sha256=hashlib.sha256(json.encode()).hexdigest(),
        title=found.cover.title,
    )
    path = str(out.resolve())
    file = versions.KeptFile(path, out.suffix.lower().removeprefix("."), sha256, made_at, made_by)
    with ws.write() as connection:
        if erasures.erased_of(connection, ws, {cited.verbatim_id for cited in found.citations}):
            raise WorkspaceError(
                "a customer whom the report quotes was erased while it was written", remedy="Write the report again."
            )
        versions.keep(connection, kept, json, file)
        analyses.put_report(connection, path, sha256, found.fingerprint, found.language)
        _put(content, out)  # last, so that no version is kept of a file that is not there


def _check_asked(language: str, kind: str, about: str) -> None:
    from insight_synth.report.document import ReportKind

    check_language(language)
    if kind not in get_args(ReportKind):
        raise UsageError(f"no report of the kind {kind!r}", remedy=f"Use one of {', '.join(get_args(ReportKind))}.")
    if kind == "digest" and not about:
        raise UsageError("a digest is of one source, and none is named", remedy="Give the id of a source.")
    if kind != "digest" and about:
        raise UsageError(f"a {kind} report is of all sources", remedy="Ask for a digest to write about one.")


def _names(source_ids: Sequence[str]) -> list[str]:
    """Names of files for sources; no two are the same, whatever signs the ids hold."""
    names: list[str] = []
    for source_id in source_ids:
        name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in source_id)
        names.append(name if name not in names else f"{name}-{len(names) + 1}")
    return names
