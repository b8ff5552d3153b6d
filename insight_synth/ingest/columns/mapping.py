"""Which of an export's columns carry what: the mapping of its ``source.toml``, checked against the columns found.

It proposes nothing (``proposal`` does): a mapping that does not fit is an error that says what would.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import fields

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.protocol import NAMING_WHAT_OCCURS, Reading
from insight_synth.model import Columns

__all__ = ["FIELDS", "STANDARD_COLUMNS", "columns_at_hand", "mapped_columns"]

FIELDS = tuple(field.name for field in fields(Columns))

STANDARD_COLUMNS = (
    "text", "title", "date", "customer", "segment", "product", "rating", "weight", "id", "event", "value",
)  # fmt: skip
"""Names under which readers of pages, mails and tickets give fields; taken as they are where nothing is mapped."""


def columns_at_hand(reading: Reading, mapped: Columns, known: Sequence[str]) -> tuple[str, ...]:
    """The columns of an export, and those of earlier ones that its format leaves out where no row fills them.

    Args:
        reading: of the export.
        mapped: of its source. Where no column of text (or of events) is left, nothing is taken to be left out.
        known: columns of the source's earlier exports.
    """
    found = reading.columns
    if reading.reader not in NAMING_WHAT_OCCURS or not any(name in found for name in (*mapped.text, *mapped.event)):
        return found
    return (*found, *(name for name in known if name not in found))


def mapped_columns(mapped: Columns, found: Sequence[str], where: str) -> Columns:
    """The columns to use: those mapped, or the readers' own names where nothing is.

    Raises:
        BadInput: nothing is mapped and there is no column ``text``, or a mapped column is not among those found; the
            message lists them and the nearest spelling.
    """
    if mapped == Columns():
        mapped = _standard(found)
        if not mapped.text and not mapped.event:
            raise BadInput(
                "no column is mapped, and none is named 'text'",
                where=where,
                remedy=f"Add [columns] with text = … to source.toml. Columns found: {_listed(found)}",
            )
    for field in FIELDS:
        for name in getattr(mapped, field):
            if name not in found:
                raise BadInput(f"there is no column {name!r} for {field!r}", where=where, remedy=_remedy(name, found))
    return mapped


def _standard(found: Sequence[str]) -> Columns:
    by_field: dict[str, tuple[str, ...]] = {
        name: (name,) for name in FIELDS if name in found and name in STANDARD_COLUMNS
    }
    if "text" in by_field and "title" in found:
        by_field["text"] = ("title", "text")
    return Columns(**by_field)


def _remedy(name: str, found: Sequence[str]) -> str:
    lowered = {column.casefold(): column for column in found}
    near = difflib.get_close_matches(name.casefold(), lowered, n=1, cutoff=0.6)
    hint = f"Did you mean {lowered[near[0]]!r}? " if near else "Correct [columns] in source.toml. "
    return f"{hint}Columns found: {_listed(found)}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:40])
    return f"{shown} and {len(names) - 40} more" if len(names) > 40 else shown or "none"
