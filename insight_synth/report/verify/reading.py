"""A report taken out of the file it travels in, and what that file shows otherwise than the report inside it.

PDF, HTML, XLSX and DOCX carry the report; JSON is one; Markdown carries none. Whatever the file is, the worst it can
cost is one BadInput. Whether the report is right is not asked here.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from insight_synth.errors import BadInput
from insight_synth.report.document import Report
from insight_synth.report.serial import from_json, to_json
from insight_synth.report.verify import shown
from insight_synth.report.verify.discrepancy import Discrepancy
from insight_synth.report.verify.inside import at_odds

_LARGEST = 64 * 2**20  # bytes of an attached report
_FORMATS = ("pdf", "html", "xlsx", "docx", "json")


@dataclass(frozen=True, slots=True)
class Examined:
    """A report as a file carries it.

    ``unlike`` is what the file shows otherwise than the report inside it; ``notes`` what a reader should know of how
    that was found; ``sha256`` that of the report as ``to_json`` writes it.
    """

    report: Report
    format: str
    sha256: str
    unlike: tuple[Discrepancy, ...] = ()
    notes: tuple[str, ...] = ()


def examined(path: Path, was_exported: Callable[[str], bool] | None = None) -> Examined:
    """The report inside a file, with what the file shows otherwise.

    Args:
        path: the file.
        was_exported: whether a file of this SHA-256 was exported here; then it needs no drawing anew.

    Raises:
        BadInput: no such file, none of the formats that carry a report, damaged, locked, or not a report of this
            product.
    """
    where, content = str(path), _content(path)
    ending = _format(path, content)
    if ending == "pdf":
        from insight_synth.report.verify.pages import attached_report

        carried = attached_report(content, where)
    else:
        carried = shown.carried_report(content, ending, where)
    if carried is None:
        raise BadInput(
            f"the {ending.upper()} carries no report of insight-synth",
            where=where,
            remedy=f"Give a file that `insight-synth report` wrote; `-o report.{ending}` writes one",
        )
    if len(carried) > _LARGEST:
        raise BadInput("the report inside is too large to be one of ours", where=where, remedy="Write it anew")
    report = dataclasses.replace(from_json(carried.decode("utf-8", "replace"), where=where), pages=())
    try:
        sha256 = hashlib.sha256(to_json(report).encode()).hexdigest()
        inside = tuple(at_odds(report))
    except (ArithmeticError, LookupError, TypeError, ValueError) as problem:
        reason = f"the report inside is damaged ({type(problem).__name__}: {str(problem)[:80]})"
        raise BadInput(reason, where=where, remedy="Write the report anew") from None
    differences: list[Discrepancy] = []
    notes: list[str] = []
    if was_exported is not None and was_exported(hashlib.sha256(content).hexdigest()):
        pass
    elif ending == "pdf":
        from insight_synth.report.verify.pages import unlike

        differences, notes = unlike(content, report, where)
    else:
        differences, notes = shown.unlike(content, ending, report, where)
    return Examined(report, ending, sha256, (*inside, *differences), tuple(notes))


def read_attached(path: Path) -> Report:
    """The report inside a file; ``pages`` holds a line for everything the file shows otherwise, none where it is as it
    was exported. Raises BadInput as ``examined`` does.
    """
    found = examined(path)
    odd = set(at_odds(found.report))
    return dataclasses.replace(found.report, pages=tuple(str(entry) for entry in found.unlike if entry not in odd))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(shown.LARGEST + 1)
    except OSError as problem:
        reason = problem.strerror or "it cannot be opened"
        raise BadInput(f"the file cannot be read ({reason})", where=str(path), remedy="Check the path") from None
    if len(content) > shown.LARGEST:
        raise BadInput("the file is too large to be a report of ours", where=str(path), remedy="Give the original")
    return content


def _format(path: Path, content: bytes) -> str:
    """What the file is, by how it begins."""
    if path.suffix.lower() in {".md", ".markdown"}:
        raise BadInput(
            "a report in Markdown carries no evidence that could be checked",
            where=str(path),
            remedy=f"Give it as {', '.join(_FORMATS[:-1])} or {_FORMATS[-1]}",
        )
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return "pdf"
    if start.startswith(b"pk\x03\x04"):
        return shown.kind_of_archive(content, str(path))
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith(b"{"):
        return "json"
    raise BadInput(
        "this is not a report: no PDF, HTML, XLSX, DOCX or JSON",
        where=str(path),
        remedy="Give a file that `insight-synth report` wrote",
    )
