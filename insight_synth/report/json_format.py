"""The report's JSON as people who program read it: easy lists beside the document, and the schema of both.

``listed`` derives the lists from the document; whoever reads only them loses nothing that a reader of the report sees.
``schema`` is made from the types, so that it cannot say otherwise than they do; what is published is
``report.schema.json`` beside this module. Reading and writing are in ``serial``.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from insight_synth.report.document import (
    Action,
    Cited,
    Figure,
    Finding,
    Heading,
    Prose,
    Report,
    ReportKind,
    Text,
    Verdict,
    Written,
    cited_in,
    prose_of,
)  # fmt: skip

FORMAT = "insight-synth-report-2"
SCHEMA_ID = "urn:insight-synth:report-2"


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A claim of the first page or of a theme's section, with its figures and the numbers of its quotations."""

    id: str
    title: str
    claim: str
    figures: tuple[Figure, ...]
    citations: tuple[int, ...]
    caveats: tuple[str, ...]
    written: Written


@dataclass(frozen=True, slots=True)
class ListedAction:
    """What to do, who and by when ("" while open), and what will show that it worked."""

    id: str
    what: str
    owner: str
    due: str
    measured: str
    figures: tuple[Figure, ...]
    written: Written


@dataclass(frozen=True, slots=True)
class ListedAdvice:
    """The verdict on a source: track, keep, fix or retire."""

    source: str
    verdict: str
    text: str
    figures: tuple[Figure, ...]
    written: Written


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """How a question of the agenda stands."""

    id: str
    question: str
    text: str
    figures: tuple[Figure, ...]
    citations: tuple[int, ...]
    written: Written


@dataclass(frozen=True, slots=True)
class ListedMethod:
    """A part of the method."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ListedCitation:
    """A quotation; ``id`` is the same in every report and export: verbatim, first and last offset."""

    id: str
    number: int
    verbatim_id: str
    source: str
    source_name: str
    export: str
    sha256: str
    locator: str
    start: int
    end: int
    text: str
    language: str
    date: str
    segment: str
    redacted: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """Everything beside the document."""

    format: Literal["insight-synth-report-2"]
    language: str
    kind: ReportKind
    about: str
    fingerprint: str
    now: str
    title: str
    findings: tuple[ListedFinding, ...]
    actions: tuple[ListedAction, ...]
    advice: tuple[ListedAdvice, ...]
    answers: tuple[ListedAnswer, ...]
    method: tuple[ListedMethod, ...]
    figures: tuple[Figure, ...]
    citations: tuple[ListedCitation, ...]


def citation_id(cited: Cited) -> str:
    """The quotation's lasting id: ``<verbatim id>:<start>-<end>``, the same in every format, report and language."""
    return f"{cited.verbatim_id}:{cited.start}-{cited.end}"


def listed(report: Report) -> Listed:
    """The lists of a report."""
    figures = {figure.id: figure for figure in report.figures}

    def shown(proses: Iterable[Prose]) -> tuple[Figure, ...]:
        named = (span.figure for prose in proses for span in prose.spans if span.figure)
        return tuple(figures[name] for name in dict.fromkeys(named))

    findings: list[ListedFinding] = []
    actions: list[ListedAction] = []
    advice: list[ListedAdvice] = []
    answers: list[ListedAnswer] = []
    method: list[ListedMethod] = []
    for section in report.sections:
        heading = section.title
        for block in section.blocks:
            told, numbers = shown(prose_of(block)), tuple(dict.fromkeys(cited_in(block)))
            if isinstance(block, Finding) and section.kind == "question":
                title, text = block.title or section.title, block.claim.text
                answers.append(ListedAnswer(block.id, title, text, told, numbers, block.written))
            elif isinstance(block, Finding):
                caveats = tuple(caveat.text for caveat in block.caveats)
                title, text = block.title or section.title, block.claim.text
                findings.append(ListedFinding(block.id, title, text, told, numbers, caveats, block.written))
            elif isinstance(block, Action):
                actions.append(ListedAction(block.id, block.what.text, block.owner, block.due, block.measured.text,
                                            told, block.written))  # fmt: skip
            elif isinstance(block, Verdict):
                source = (block.id or section.id).removeprefix("verdict:").removeprefix("source-")
                advice.append(ListedAdvice(source, block.code, block.prose.text, told, block.written))
            elif isinstance(block, Heading):
                heading = block.text
            elif isinstance(block, Text) and section.kind == "method":
                method.append(ListedMethod(heading, block.prose.text))
    return Listed(
        format="insight-synth-report-2",
        language=report.language,
        kind=report.kind,
        about=report.about,
        fingerprint=report.fingerprint,
        now=report.now,
        title=report.cover.title,
        findings=tuple(findings),
        actions=tuple(actions),
        advice=tuple(advice),
        answers=tuple(answers),
        method=tuple(method),
        figures=report.figures,
        citations=tuple(_citation(cited) for cited in report.citations),
    )


def _citation(cited: Cited) -> ListedCitation:
    held = {field.name: getattr(cited, field.name) for field in dataclasses.fields(cited)}
    return ListedCitation(id=citation_id(cited), **held)


# ---- the schema --------------------------------------------------------------------------------------------------

_PLAIN: Mapping[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
_UNWRITTEN = {("Report", "pages")}  # fields that never leave


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what ``serial.to_json`` writes, made from the types."""
    parts: dict[str, Any] = {}
    whole = _object(Listed, parts, named=False)
    whole["properties"]["report"] = _of(Report, parts, named=True)
    whole["required"].append("report")
    return {
        **whole,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "A report of insight_synth",
        "description": "Easy lists, and under `report` the document they are derived from, which every format is drawn "
        "from. An object of the document names its type under `is` and leaves out fields that hold their default.",
        "$defs": dict(sorted(parts.items())),
    }


def schema_text() -> str:
    """The schema as it is published in ``report.schema.json``."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _of(expected: Any, parts: dict[str, Any], *, named: bool) -> dict[str, Any]:
    """The schema of one type; ``named``: its objects say under ``is`` what they are."""
    origin, inner = get_origin(expected), get_args(expected)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in {Union, UnionType}:
        if all(choice in _PLAIN for choice in inner):
            return {"type": sorted({_PLAIN[choice] for choice in inner if choice is not int or float not in inner})}
        return {"oneOf": [_of(choice, parts, named=named) for choice in inner]}
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return {"type": "array", "items": _of(inner[0], parts, named=named)}
    if origin is tuple:
        items = [_of(item, parts, named=named) for item in inner]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    if dataclasses.is_dataclass(expected) and isinstance(expected, type):
        name = expected.__name__ if named else f"Listed{expected.__name__.removeprefix('Listed')}"
        if name not in parts:
            parts[name] = {}  # held free, for types that hold themselves
            parts[name] = _object(expected, parts, named=named)
        return {"$ref": f"#/$defs/{name}"}
    return {"type": _PLAIN[expected]}


def _object(kind: type, parts: dict[str, Any], *, named: bool) -> dict[str, Any]:
    hints, fields = get_type_hints(kind), dataclasses.fields(kind)
    written = [field for field in fields if (kind.__name__, field.name) not in _UNWRITTEN]
    properties = {field.name: _of(hints[field.name], parts, named=named) for field in written}
    needed = [field.name for field in written if not named or field.default is dataclasses.MISSING]
    if named:
        properties, needed = {"is": {"const": kind.__name__}, **properties}, ["is", *needed]
    told = {"description": " ".join((kind.__doc__ or "").split()).replace("``", "`")}
    return {**told, "type": "object", "properties": properties, "required": needed, "additionalProperties": False}
