"""JSON and JSON lines: records as objects, nested ones flattened to dotted columns.

Numbers keep the digits they were written with. It knows no application's schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.encoding import decoded, text_encoding
from insight_synth.ingest.protocol import Reading
from insight_synth.model import Row

__all__ = ["read_json", "read_json_lines"]

_LARGEST = 512 * 1024 * 1024  # a JSON document is parsed whole
_DEEPEST = 12
_RAW = 2_000
_REMEDY = "Export it again, or save it as JSON lines or CSV"


def read_json(file: Path) -> Reading:
    """The records of a JSON document: an array, or the largest array of objects inside it. Locators are ``item n``.

    Raises:
        BadInput: not JSON, larger than 512 MiB, or without records.
    """
    if file.stat().st_size > _LARGEST:
        raise BadInput("larger than 512 MiB", where=str(file), remedy="Save it as JSON lines, which has no such limit")
    text, encoding = decoded(file.read_bytes())
    if not text.strip("\ufeff \t\r\n\0"):
        raise BadInput("the file is empty", where=str(file), remedy="Export it again, or leave it out of exports")
    try:
        document = _parsed(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise BadInput(
            f"not valid JSON: {error.msg} in line {error.lineno}, column {error.colno}", where=str(file), remedy=_REMEDY
        ) from None
    except RecursionError:
        raise BadInput("nested too deeply to be read", where=str(file), remedy=_REMEDY) from None
    records, path = _records(document)
    flat = [_flattened(record) for record in records]
    notes = [f"records found in {path}"] if path else []
    return Reading(
        "json",
        encoding.removesuffix("-sig"),
        (Row(f"item {number}", values) for number, values in enumerate(flat, start=1)),
        _columns(flat),
        notes,
    )


def read_json_lines(file: Path) -> Reading:
    """The records of a file with one JSON object a line. Locators are ``line n``; a broken line is a problem row."""
    encoding = text_encoding(file)
    seen: dict[str, None] = {}
    broken = 0
    for row in _line_rows(file, encoding):
        broken += bool(row.problem)
        seen.update(dict.fromkeys(row.values))
    notes = [f"{broken} broken line{'s' * (broken > 1)}: see the rejects"] if broken else []
    return Reading("jsonl", encoding.removesuffix("-sig"), _line_rows(file, encoding), tuple(seen), notes)


def _line_rows(file: Path, encoding: str) -> Iterator[Row]:
    with file.open(encoding=encoding, errors="replace", newline="\n") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip("\ufeff \t\r\n\0"):
                continue
            locator = f"line {number}"
            try:
                record = _parsed(line.removeprefix("\ufeff"))
            except json.JSONDecodeError as error:
                yield Row(locator, {}, line[:_RAW], f"not valid JSON: {error.msg} at column {error.colno}")
                continue
            except RecursionError:
                yield Row(locator, {}, line[:_RAW], "nested too deeply to be read")
                continue
            yield Row(locator, _flattened(record), "")


def _parsed(text: str) -> Any:
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: None)


def _records(document: Any) -> tuple[Sequence[Any], str]:
    """The array of records in ``document`` and the dotted path to it: most objects first, then the outermost."""
    if isinstance(document, list):
        return document, ""
    best: tuple[int, int] = (0, 0)
    found: tuple[Sequence[Any], str] = ([document], "")
    level: list[tuple[str, Any]] = [("", document)]
    for depth in range(1, _DEEPEST):
        below: list[tuple[str, Any]] = []
        for path, value in level:
            if not isinstance(value, dict):
                continue
            for key, inner in value.items():
                place = f"{path}.{key}" if path else str(key)
                below.append((place, inner))
                objects = sum(isinstance(item, dict) for item in inner) if isinstance(inner, list) else 0
                if objects and (objects, -depth) > best:
                    best, found = (objects, -depth), (inner, place)
        level = below
    return found


def _flattened(record: Any) -> dict[str, str]:
    if isinstance(record, dict):
        values: dict[str, str] = {}
        _flatten(record, "", values, 0)
        return values
    return {"text": _as_text(record)}


def _flatten(record: Mapping[str, Any], prefix: str, values: dict[str, str], depth: int) -> None:
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value and depth < _DEEPEST:
            _flatten(value, f"{name}.", values, depth + 1)
        else:
            values[name] = _as_text(value)


def _as_text(value: Any) -> str:
    if value is None or value == {} or value == []:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
        return "\n".join(_as_text(item) for item in value)
    return json.dumps(value, ensure_ascii=False)


def _columns(records: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    for record in records:
        seen.update(dict.fromkeys(record))
    return tuple(seen)
