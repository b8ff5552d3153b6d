"""Parquet: one row a record, in batches, nested fields under dotted names as in JSON.

Values become text: days and times ISO, decimals with all their digits, a list one line an item. Bytes are no text and
are left out, with a note. Nothing is converted by what a column is called.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.readers.reasons import reason_of
from insight_synth.model import Row

__all__ = ["read_parquet"]

_BATCH = 1_000
_MOST_COLUMNS = 2_000
_REMEDY = "Export it again, or save it as CSV or JSON lines"


def read_parquet(file: Path) -> Reading:
    """The records of a Parquet file. Locators are ``row n``; 1 is the first record.

    Raises:
        BadInput: damaged, encrypted, without columns of text or values, or with more than 2,000 of them.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as opened:
            schema = opened.schema_arrow
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(f"cannot be read as Parquet: {reason_of(error)}", where=str(file), remedy=_REMEDY) from None
    names = tuple(dict.fromkeys(name for field in schema for name in _names(field, "")))
    notes: list[str] = []
    binary = [field.name for field in schema if _is_binary(field.type)]
    if binary:
        notes.append(f"columns of bytes left out, for they are no text: {', '.join(binary)}")
    if not names:
        raise BadInput("it has no columns of text or values", where=str(file), remedy=_REMEDY)
    if len(names) > _MOST_COLUMNS:
        raise BadInput(f"more than {_MOST_COLUMNS:,} columns", where=str(file), remedy="Export fewer columns")
    return Reading("parquet", "utf-8", _rows(file, names), names, notes)


def _rows(file: Path, names: tuple[str, ...]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    blank = dict.fromkeys(names, "")
    number = 0
    with pq.ParquetFile(file, pre_buffer=False) as opened:
        for group in range(opened.num_row_groups):
            last = number + opened.metadata.row_group(group).num_rows
            try:
                for batch in opened.iter_batches(_BATCH, row_groups=[group], use_threads=False):
                    for record in _records(batch, blank):
                        number += 1
                        yield Row(f"row {number}", record)
            except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
                where = f"row {last}" if last == number + 1 else f"rows {number + 1}–{last}"
                yield Row(where, {}, "", f"damaged records that cannot be read: {reason_of(error)}")
                number = last


def _records(batch: Any, blank: Mapping[str, str]) -> Iterator[dict[str, str]]:
    fields = [(at, field.name) for at, field in enumerate(batch.schema) if not _is_binary(field.type)]
    columns = [(name, _values(batch.column(at))) for at, name in fields]
    for record in range(batch.num_rows):
        values = dict(blank)
        for name, cells in columns:
            _flatten(name, cells[record], values)
        yield values


def _values(column: Any) -> list[Any]:
    """A column's values as Python's, but as Arrow writes them where Python knows none so short or so far."""
    import pyarrow as pa

    if pa.types.is_float32(column.type) or pa.types.is_float16(column.type):
        return [None if text == "nan" else text for text in column.cast(pa.string()).to_pylist()]
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        return list(column.cast(pa.string()).to_pylist())


def _names(field: Any, prefix: str) -> Iterator[str]:
    import pyarrow as pa

    name = f"{prefix}{field.name}"
    if _is_binary(field.type):
        return
    if pa.types.is_struct(field.type) and field.type.num_fields:
        for at in range(field.type.num_fields):
            yield from _names(field.type.field(at), f"{name}.")
    else:
        yield name


def _is_binary(kind: Any) -> bool:
    import pyarrow as pa

    types = pa.types
    return bool(
        types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind)
        or types.is_binary_view(kind)
    )  # fmt: skip


def _flatten(name: str, value: Any, values: dict[str, str]) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _flatten(f"{name}.{key}", inner, values)
    elif value is not None and not isinstance(value, bytes):
        values[name] = _text(value)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else "" if value != value else repr(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, (list, tuple)):
        plain = not any(isinstance(item, (list, tuple, dict)) for item in value)
        return "\n".join(map(_text, value)) if plain else json.dumps(value, ensure_ascii=False, default=_text)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=_text)
    return str(value)
