"""A report as JSON text and back, and its quotations as CSV: what travels inside the PDF.

The JSON names each object's type under ``is`` and leaves out fields that hold their default. Reading is strict: a
type or a field that is not the report's own is refused, so that a stranger's file never becomes a report.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from insight_synth.errors import BadInput
from insight_synth.model import drafts
from insight_synth.report import document
from insight_synth.report.document import Report

FORMAT = "insight-synth-report-1"
_TYPES = {
    name: found
    for module in (drafts, document)
    for name, found in vars(module).items()
    if isinstance(found, type) and dataclasses.is_dataclass(found)
}


def to_json(report: Report) -> str:
    """The report as JSON; equal reports give equal text."""
    content = {"format": FORMAT, "report": _plain(dataclasses.replace(report, pages=()))}
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def from_json(text: str, *, where: str = "report.json") -> Report:
    """The report that ``to_json`` wrote. Raises BadInput for anything else."""
    try:
        content = json.loads(text)
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise ValueError("it does not name the format this version reads")
        report = _typed(content["report"])
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise BadInput(
            f"the attached report cannot be read ({problem})", where=where, remedy="Write the report anew"
        ) from None
    if not isinstance(report, Report):
        raise BadInput("the attached file holds no report", where=where, remedy="Write the report anew")
    return report


def evidence_csv(report: Report) -> str:
    """Every quotation with where it stands, one a row; cells that a spreadsheet would run are quoted with ``'``."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["number", "source", "source_name", "export", "sha256", "locator", "start", "end", "date",
                   "language", "verbatim_id", "redacted", "text"])  # fmt: skip
    for cited in report.citations:
        cells = [cited.number, cited.source, cited.source_name, cited.export, cited.sha256, cited.locator, cited.start,
                 cited.end, cited.date, cited.language, cited.verbatim_id, "yes" if cited.redacted else "no",
                 cited.text]  # fmt: skip
        rows.writerow([_inert(cell) for cell in cells])
    return out.getvalue().encode("utf-8", "replace").decode("utf-8")


def _inert(cell: object) -> object:
    if (isinstance(cell, str) and cell.lstrip()[:1] in {"=", "+", "-", "@"}) or (
        isinstance(cell, str) and cell[:1] in "\t\r"
    ):
        return f"'{cell}"
    return cell


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        plain = {"is": type(value).__name__}
        for field in dataclasses.fields(value):
            held = getattr(value, field.name)
            if field.default is dataclasses.MISSING or held != field.default:
                plain[field.name] = _plain(held)
        return plain
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _typed(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_typed(item) for item in value)
    if isinstance(value, dict):
        kind = _TYPES.get(value.get("is", ""))
        if kind is None:
            raise ValueError(f"unknown part {value.get('is')!r}")
        made = kind(**{name: _typed(held) for name, held in value.items() if name != "is"})
        for name, expected in _fields(kind).items():
            if not _fits(getattr(made, name), expected):
                raise ValueError(f"{kind.__name__}.{name} is not what it should be")
        return made
    return value


@cache
def _fields(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _fits(value: Any, expected: Any) -> bool:
    """Whether a value is of the type a field is declared to hold."""
    origin, inner = get_origin(expected), get_args(expected)
    if origin is Literal:
        return value in inner
    if origin in {Union, UnionType}:
        return any(_fits(value, choice) for choice in inner)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if len(inner) == 2 and inner[1] is Ellipsis:
            return all(_fits(item, inner[0]) for item in value)
        return len(value) == len(inner) and all(map(_fits, value, inner))
    if expected is float and isinstance(value, int):
        return not isinstance(value, bool)
    if expected is int and isinstance(value, bool):
        return False
    return isinstance(value, expected)
