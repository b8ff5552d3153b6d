"""How the columns of an export differ from those of its source's earlier ones and from the mapping they are read by.

Tells columns by their names, and by what a proposal finds in them; whether the export is added is decided elsewhere.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from insight_synth.ingest.columns.column_names import folded, name_score
from insight_synth.ingest.columns.mapping import FIELDS
from insight_synth.model import Columns

__all__ = ["ShapeChange", "shape_change"]

_NEAR = 0.6
_LISTED = 8


@dataclass(frozen=True, slots=True)
class ShapeChange:
    """How an export's columns differ; ``renamed`` holds for a missing column what is probably its new name, or ""."""

    missing: Mapping[str, str]  # mapped column that is not there → its field
    renamed: Mapping[str, str]
    new: tuple[str, ...]  # columns that no earlier export had
    gone: tuple[str, ...]  # columns that earlier exports had and nothing was mapped to

    def adapted(self, columns: Columns) -> Columns:
        """The mapping with missing columns under their probable new names; without those that have none."""
        changed = {
            field: tuple(name for old in getattr(columns, field) if (name := self.renamed.get(old, old)))
            for field in FIELDS
        }
        return replace(columns, **changed)

    def message(self) -> str:
        """The change in a sentence or two."""
        said = []
        for column, field in self.missing.items():
            new = self.renamed[column]
            said.append(
                f"the column {column!r} for {field!r} is gone" + (f", {new!r} is probably its new name" if new else "")
            )
        listed = {"new": self.new, "no longer there": self.gone}
        said += [f"{what}: {_named(names)}" for what, names in listed.items() if names]
        return "the export's shape has changed: " + "; ".join(said)


def shape_change(
    before: Sequence[str], now: Sequence[str], columns: Columns, proposed: Columns | None = None
) -> ShapeChange | None:
    """What changed between the columns of earlier exports and those of this one; None where nothing did.

    The order of columns is no change. Without earlier exports only what the mapping misses can be told.

    Args:
        before: the columns of the source's earlier exports, all of them together.
        now: the columns of the export at hand.
        columns: the source's mapping.
        proposed: what a proposal makes of the export at hand, which tells new names by content too.
    """
    mapped = {name: field for field in FIELDS for name in getattr(columns, field)}
    missing = {name: field for name, field in mapped.items() if name not in now}
    new = tuple(name for name in now if name not in before) if before else ()
    gone = tuple(name for name in before if name not in now and name not in missing)
    if not (missing or new or gone):
        return None
    free = [name for name in now if name not in mapped and (not before or name in new)]
    renamed: dict[str, str] = {}
    for name, field in missing.items():
        renamed[name] = _new_name(name, field, free, proposed)
        free = [other for other in free if other != renamed[name]]
    return ShapeChange(missing, renamed, tuple(n for n in new if n not in renamed.values()), gone)


def _new_name(name: str, field: str, free: Sequence[str], proposed: Columns | None) -> str:
    """Which of the free columns probably took a missing one's place; "" where none seems to."""
    likely = getattr(proposed, field) if proposed else ()

    def nearness(other: str) -> float:
        spelled = difflib.SequenceMatcher(None, folded(name), folded(other)).ratio()
        same_field = min(name_score(field, name), name_score(field, other))
        return max(spelled, 0.9 * same_field, 0.8 * (other in likely))

    best = max(free, key=nearness, default="")
    return best if best and nearness(best) >= _NEAR else ""


def _named(names: Sequence[str]) -> str:
    listed = ", ".join(repr(name) for name in names[:_LISTED])
    return f"{listed} and {len(names) - _LISTED} more" if len(names) > _LISTED else listed
