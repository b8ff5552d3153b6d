"""Values of a JSON document as the text a row holds: numbers with the digits they were written with, nothing guessed.

Shared by the readers of JSON; it parses no file and knows no application's keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from insight_synth.model import Row

__all__ = [
    "Found", "Record", "Shape", "apart", "as_text", "first_text", "flattened", "moment", "objects", "parsed", "reached",
    "usual_first",
]  # fmt: skip

Record = Mapping[str, Any]
_DEEPEST = 12
_UNIX = re.compile(r"\d{9,10}(?:\.\d+)?$|\d{12,13}$")  # seconds, or thousandths of them


@dataclass(frozen=True, slots=True)
class Found:
    """What a document of a known shape holds."""

    what: str  # "Zendesk tickets": for a person to see how it was read
    rows: Iterable[Row]
    notes: Sequence[str] = ()


Shape = Callable[[Any, str], Found | None]
"""``shape(document, place)``: the rows of a document of that shape, or None where it is of another.

``place`` is where the document stands in its file (``line 9``, ``item 3``), "" where it is the whole file.
"""


def parsed(text: str) -> Any:
    """The value ``text`` is JSON of. Numbers come as the text they were written as.

    Raises:
        json.JSONDecodeError: it is none.
        RecursionError: it is nested some thousand levels deep.
    """
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: None)


def flattened(record: Any) -> dict[str, str]:
    """A record's values by dotted name: ``{"user": {"name": "A"}}`` becomes ``{"user.name": "A"}``."""
    if isinstance(record, dict):
        values: dict[str, str] = {}
        _flatten(record, "", values, 0)
        return values
    return {"text": as_text(record)}


def as_text(value: Any) -> str:
    """Any value as one field: plain lists one entry a line, deeper ones as JSON."""
    if value is None or value == {} or value == []:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
        return "\n".join(as_text(item) for item in value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "…"


def reached(record: Any, path: str) -> Any:
    """The value at a dotted path such as ``author.name``, or None. A list on the way stands for its first entry."""
    for key in _keys(path):
        if isinstance(record, list):
            record = record[0] if record else None
        if not isinstance(record, dict):
            return None
        record = record.get(key)
    return record


def first_text(record: Any, *paths: str) -> str:
    """The first value that says something among those at ``paths``, as text."""
    for path in paths:
        value = record.get(path) if "." not in path and isinstance(record, dict) else reached(record, path)
        if value is not None and not isinstance(value, (dict, list)) and (text := as_text(value)).strip():
            return text
    return ""


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where ``value`` is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def moment(value: Any) -> str:
    """A date as the document gives it, Unix times as ISO in UTC."""
    given = as_text(value).strip()
    if not _UNIX.match(given):
        return given
    seconds = float(given) / (1 if len(given.partition(".")[0]) <= 10 else 1000)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def usual_first(usual: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """A row of the usual columns, and beside them a record's own under their own names."""
    return {**usual, **{name: value for name, value in own.items() if name not in usual}}


def apart(locator: str, values: Mapping[str, str], text: str, why: str) -> Row:
    """A row that is no customer's word: kept, openable, and nothing to mend."""
    return Row(locator, values, text, f"{why}, kept apart", set_apart=True)


@cache
def _keys(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _flatten(record: Mapping[str, Any], prefix: str, values: dict[str, str], depth: int) -> None:
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value and depth < _DEEPEST:
            _flatten(value, f"{name}.", values, depth + 1)
        elif isinstance(value, list) and (inner := _only_key(value)):
            values[f"{name}.{inner}"] = "\n".join(as_text(item[inner]) for item in value)
        else:
            values[name] = as_text(value)


def _only_key(items: list[Any]) -> str:
    """The one key under which all entries hold a plain value, as answers of a form do: ``[{"value": "x"}]``."""
    first = items[0] if items else None
    if not isinstance(first, dict) or len(first) != 1:
        return ""
    key = str(next(iter(first)))
    alike = all(isinstance(one, dict) and one.keys() == {key} for one in items)
    return key if alike and not any(isinstance(one[key], (dict, list)) for one in items) else ""
