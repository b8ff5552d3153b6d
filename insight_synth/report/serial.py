"""A report as JSON text and back, and its quotations as CSV: what travels inside the other formats.

Under ``report`` the JSON holds the document, each object's type named under ``is``, fields that hold their default left
out; beside it the easy lists of ``json_format``. Reading is strict: a type or a field that is not the report's own is
refused, so that a stranger's file never becomes a report, and so are lists that say otherwise than the document.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Callable
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from insight_synth.errors import BadInput
from insight_synth.model import drafts
from insight_synth.report import document
from insight_synth.report.document import Report
from insight_synth.report.json_format import FORMAT, citation_id, listed
from insight_synth.report.untrusted import REPLACEMENT, inert_cell

_SURROGATES = re.compile("[\ud800-\udfff]")  # what no file can hold
_BEFORE = "insight-synth-report-1"  # the document alone, still read
_TYPES = {
    name: found
    for module in (drafts, document)
    for name, found in vars(module).items()
    if isinstance(found, type) and dataclasses.is_dataclass(found)
}
# What an editor would not show as it is: lone surrogates, signs that are unseen or turn the direction of reading.
_UNSEEN = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufe00-\ufe0f\ufeff]")


def to_json(report: Report) -> str:
    """The report as JSON, in ASCII and without spaces; equal reports give equal text."""
    return json.dumps(_content(report), ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def readable_json(report: Report) -> str:
    """The same content a line a value, for people: letters as they are, signs that cannot be seen as escapes."""
    text = json.dumps(_content(report), ensure_ascii=False, indent=1)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def from_json(text: str, *, where: str = "report.json") -> Report:
    """The report that ``to_json`` wrote. Raises BadInput for anything else."""
    try:
        content = json.loads(text)
        if not isinstance(content, dict) or content.get("format") not in {FORMAT, _BEFORE}:
            raise ValueError("it does not name the format this version reads")
        report = _typed(content["report"])
        if not isinstance(report, Report) or report.pages:
            raise ValueError("it holds no report")
        _check_lists(content, report)
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise BadInput(
            f"the attached report cannot be read ({problem})", where=where, remedy="Write the report anew"
        ) from None
    return report


def evidence_csv(report: Report) -> str:
    """Every quotation with where it stands, one a row; cells that a spreadsheet would run are quoted with ``'``."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["number", "source", "source_name", "export", "sha256", "locator", "start", "end", "date",
                   "language", "verbatim_id", "redacted", "text", "id"])  # fmt: skip
    for cited in report.citations:
        cells: list[str | int] = [
            cited.number, cited.source, cited.source_name, cited.export, cited.sha256, cited.locator, cited.start,
            cited.end, cited.date, cited.language, cited.verbatim_id, "yes" if cited.redacted else "no", cited.text,
            citation_id(cited),
        ]  # fmt: skip
        rows.writerow([inert_cell(cell) for cell in cells])
    return _SURROGATES.sub(REPLACEMENT, out.getvalue())


def _content(report: Report) -> dict[str, Any]:
    document = _plain(dataclasses.replace(report, pages=()))
    return {**_bare(listed(report)), "report": document}


def _check_lists(content: dict[str, Any], report: Report) -> None:
    """Raises ValueError where the lists beside the document are not those that follow from it."""
    told = {name: held for name, held in content.items() if name not in {"format", "report"}}
    if content["format"] == _BEFORE:
        expected: dict[str, Any] = {}
    else:
        expected = {name: held for name, held in _bare(listed(report)).items() if name != "format"}
    for name in sorted(told.keys() | expected.keys()):
        # As text, since to Python 1, 1.0 and true are equal.
        if json.dumps(told.get(name), sort_keys=True) != json.dumps(expected.get(name), sort_keys=True):
            raise ValueError(f"“{name}” does not agree with the report it lies beside")


def _bare(value: Any) -> Any:
    """Plain values, objects with every field and without their type's name."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _bare(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_bare(item) for item in value]
    return value


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
        return tuple([_typed(item) for item in value])
    if isinstance(value, dict):
        kind = _TYPES.get(value.get("is", ""))
        if kind is None:
            raise ValueError(f"unknown part {value.get('is')!r}")
        made = kind(**{name: _typed(held) for name, held in value.items() if name != "is"})
        for name, fits in _fields(kind):
            if not fits(getattr(made, name)):
                raise ValueError(f"{kind.__name__}.{name} is not what it should be")
        return made
    return value


_Fits = Callable[[Any], bool]


@cache
def _fields(kind: type) -> tuple[tuple[str, _Fits], ...]:
    return tuple((name, _fits(expected)) for name, expected in get_type_hints(kind).items())


@cache
def _fits(expected: Any) -> _Fits:
    """What tells whether a value is of the type a field is declared to hold. Objects in it were checked when made."""
    origin, inner = get_origin(expected), get_args(expected)
    if origin is Literal:
        return lambda value: isinstance(value, str) and value in inner
    if origin in {Union, UnionType}:
        choices = [_fits(choice) for choice in inner]
        return lambda value: any(fits(value) for fits in choices)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        each = _fits(inner[0])
        return lambda value: isinstance(value, tuple) and all(map(each, value))
    if origin is tuple:
        parts = [_fits(part) for part in inner]
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(parts)
            and all(fits(item) for fits, item in zip(parts, value, strict=True))
        )
    if expected is float:
        return lambda value: isinstance(value, float | int) and not isinstance(value, bool)
    if expected is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    return lambda value: isinstance(value, expected)
