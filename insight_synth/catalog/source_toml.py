"""``source.toml`` as a :class:`Source` and back.

Strict on purpose: a key nobody reads is a typing error somebody made, and is named with the nearest key that exists.
It looks at no export: whether the named columns are in the files is found out when those are read.
"""

from __future__ import annotations

import codecs
import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, cast, get_args

from insight_synth.errors import BadInput, UsageError
from insight_synth.model import Cadence, Columns, Information, Kind, Origin, Purpose, Source

__all__ = ["KINDS", "source_from_toml", "source_to_toml"]

KINDS: tuple[str, ...] = get_args(Kind)
"""The kinds of source there are, in the order of ``design.md``."""

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "origin": get_args(Origin),
    "cadence": get_args(Cadence),
    "purpose": get_args(Purpose),
    "information": get_args(Information),
}
_COLUMNS = tuple(field.name for field in fields(Columns))
_KEYS = (
    "name", "kind", "owner", "origin", "cadence", "purpose", "information", "cost_per_year", "language", "encoding",
    "exports", "columns", "segments",
)  # fmt: skip


def source_from_toml(text: str, id: str, where: str = "source.toml") -> Source:
    """The source that ``text`` describes.

    Args:
        text: the TOML document.
        id: the source's id: its folder's name.
        where: what errors name as the place, usually the file's path.

    Raises:
        UsageError: the kind is none of :data:`KINDS`.
        BadInput: anything else that cannot be used, naming the key and the remedy.
    """
    try:
        table = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"not valid TOML: {error}", where=where, remedy="Correct the line named and add again") from None
    _only_known(table, _KEYS, "", where)
    kind = _text(table, "kind", where)
    if not kind:
        raise BadInput("the key 'kind' is missing", where=where, remedy=f'Add kind = "…", one of {", ".join(KINDS)}')
    if kind not in KINDS:
        raise UsageError(f"unknown kind {kind!r}", where=where, remedy=f"Use one of {', '.join(KINDS)}")
    columns = _columns(table, where)
    cost = table.get("cost_per_year")
    if cost is not None and (isinstance(cost, bool) or not isinstance(cost, (int, float)) or not 0 <= cost < 1e15):
        raise BadInput("cost_per_year is not an amount", where=where, remedy="Write a number, as cost_per_year = 12000")
    return Source(
        id=id,
        name=_text(table, "name", where) or id,
        kind=cast(Kind, kind),
        owner=_text(table, "owner", where),
        origin=cast(Origin, _choice(table, "origin", "internal", where)),
        cadence=cast(Cadence, _choice(table, "cadence", "continuous", where)),
        purpose=cast(Purpose, _choice(table, "purpose", "primary", where)),
        information=cast(Information, _choice(table, "information", _usual_information(columns), where)),
        cost_per_year=None if cost is None else float(cost),
        language=_language(table, where),
        encoding=_encoding(table, where),
        exports=_texts(table, "exports", where) or ("*",),
        columns=columns,
        segments=_segments(table, where),
    )


def source_to_toml(source: Source) -> str:
    """``source`` as TOML text; :func:`source_from_toml` gives the same source back (its id apart)."""
    lines = [
        f"name = {_quoted(source.name)}",
        f"kind = {_quoted(source.kind)}",
        f"owner = {_quoted(source.owner)}",
        f"origin = {_quoted(source.origin)}",
        f"cadence = {_quoted(source.cadence)}",
        f"purpose = {_quoted(source.purpose)}",
        f"information = {_quoted(source.information)}",
    ]
    if source.cost_per_year is not None:
        lines.append(f"cost_per_year = {source.cost_per_year!r}")
    if source.language:
        lines.append(f"language = {_quoted(source.language)}")
    if source.encoding:
        lines.append(f"encoding = {_quoted(source.encoding)}")
    lines.append(f"exports = {_quoted_list(source.exports)}")
    mapped = [(name, getattr(source.columns, name)) for name in _COLUMNS if getattr(source.columns, name)]
    if mapped:
        lines += ["", "[columns]"]
        lines += [f"{name} = {_quoted(names[0]) if len(names) == 1 else _quoted_list(names)}" for name, names in mapped]
    if source.segments:
        lines += ["", "[segments]"]
        lines += [f"{_quoted(given)} = {_quoted(common)}" for given, common in source.segments.items()]
    return "\n".join(lines) + "\n"


def _usual_information(columns: Columns) -> str:
    return "behavioural" if columns.event and not columns.text else "contextual"


def _columns(table: Mapping[str, Any], where: str) -> Columns:
    given = _subtable(table, "columns", where)
    _only_known(given, _COLUMNS, "[columns] ", where)
    columns = Columns(**{name: _texts(given, name, where, "[columns] ") for name in _COLUMNS if name in given})
    if given and not columns.text and not columns.event:
        raise BadInput(
            "[columns] names neither 'text' nor 'event'",
            where=where,
            remedy='Add text = "…" with the column of what people wrote, or event = "…" for a behavioural source',
        )
    return columns


def _segments(table: Mapping[str, Any], where: str) -> dict[str, str]:
    given = _subtable(table, "segments", where)
    for value, group in given.items():
        if not isinstance(group, str):
            raise BadInput(
                f"[segments] {value!r} is not text", where=where, remedy=f'Write "{value}" = "name of the group"'
            )
    return {str(value): str(group) for value, group in given.items()}


def _subtable(table: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    given = table.get(key, {})
    if not isinstance(given, dict):
        raise BadInput(f"'{key}' is not a section", where=where, remedy=f"Write it as a section that begins [{key}]")
    return given


def _only_known(table: Mapping[str, Any], known: Sequence[str], section: str, where: str) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key.lower(), known, n=1)
            remedy = f"Did you mean {near[0]!r}? Known keys: " if near else "Known keys: "
            raise BadInput(f"unknown key {section}{key!r}", where=where, remedy=remedy + ", ".join(known))


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise BadInput(f"'{key}' is not text", where=where, remedy=f'Write {key} = "…" in quotation marks')
    return value.strip()


def _texts(table: Mapping[str, Any], key: str, where: str, section: str = "") -> tuple[str, ...]:
    value = table.get(key, ())
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) and name.strip() for name in names):
        raise BadInput(
            f"{section}'{key}' is neither a name nor a list of names",
            where=where,
            remedy=f'Write {key} = "one name" or {key} = ["one", "two"]',
        )
    return tuple(name.strip() for name in names)


def _choice(table: Mapping[str, Any], key: str, default: str, where: str) -> str:
    value = _text(table, key, where) or default
    if value not in _CHOICES[key]:
        raise BadInput(f"{key} = {value!r} is not known", where=where, remedy=f"Use one of {', '.join(_CHOICES[key])}")
    return value


def _language(table: Mapping[str, Any], where: str) -> str | None:
    code = _text(table, "language", where).lower()
    if code and not (code.isascii() and code.isalpha() and len(code) in (2, 3)):
        raise BadInput(f"language = {code!r} is not a language code", where=where, remedy='Write two letters, as "fi"')
    return code or None


def _encoding(table: Mapping[str, Any], where: str) -> str | None:
    name = _text(table, "encoding", where)
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        remedy = "Name one such as utf-8, utf-16, cp1252, cp1250, iso8859-2 or iso8859-15, or leave the line out"
        raise BadInput(f"there is no encoding {name!r}", where=where, remedy=remedy) from None


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quoted(text: str) -> str:
    letters = (_ESCAPES.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c) for c in text)
    return f'"{"".join(letters)}"'


def _quoted_list(texts: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"
