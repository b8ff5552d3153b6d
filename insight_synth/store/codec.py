"""The model's frozen dataclasses as JSON text and back, for the parts of an analysis that are only ever read whole.

Follows the type hints of the dataclass; fields added later to the model take their default when older JSON is read.
"""

from __future__ import annotations

import dataclasses
import json
import re
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

_T = TypeVar("_T")
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(value: object) -> str:
    """JSON text with sorted keys; dataclasses become objects, tuples lists."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)


def from_json(kind: type[_T], text: str) -> _T:
    """The ``kind`` that :func:`to_json` wrote."""
    found: _T = _typed(kind, json.loads(text))
    return found


def readable(text: str) -> str:
    """The same JSON in as few signs as it takes, its letters as letters: what looks for words in it finds them.

    Only what no database takes stays escaped: control characters and halves of pairs of surrogates.
    """
    compact = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", compact)


def plain(value: object) -> Any:
    """Dictionaries, lists and scalars only: what JSON holds, and what users of ``--json`` get."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value


def _typed(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _typed(hints[name], entry) for name, entry in value.items() if name in hints})
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        inner = [option for option in get_args(kind) if option is not type(None)]
        return _typed(inner[0], value) if len(inner) == 1 else value
    if origin is tuple:
        return tuple(_typed(get_args(kind)[0], entry) for entry in value)
    if origin is not None and origin is not Literal and issubclass(origin, Mapping):
        of_key, of_entry = get_args(kind)
        return {of_key(key) if of_key is int else key: _typed(of_entry, entry) for key, entry in value.items()}
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
