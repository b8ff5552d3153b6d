"""How an export's rows become records, decided by its columns as wholes before any row is converted.

The order of day and month, dates that stand for none, the scale of the ratings and row ids that come twice can be told
from the whole column only. A :class:`Survey` sees every row once, in constant memory but for eight bytes a row id, part
by part if need be; the :class:`Plan` drawn from it is small and plain, so that other processes can follow it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight_synth.ingest.columns.mapping import FIELDS, mapped_columns
from insight_synth.ingest.dates import DateColumn, DateOrder
from insight_synth.ingest.ratings import RatingColumn, Scale
from insight_synth.model import Columns, Row, Source

__all__ = [
    "LANGUAGES", "Plan", "Survey", "joined", "numbers_from", "numbers_to_text", "repeated", "repeated_ids",
    "row_id_key", "surveyed",
]  # fmt: skip

LANGUAGES = ("en", "fi", "pl", "sv", "de")
"""The languages looked for where neither the source nor the caller names any."""

_A_KEY = 0.99  # share of row ids that stand once: below it the column is no key, and says nothing of corrections


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled of an export before its rows are converted. Plain values only."""

    source: str
    export: str
    sha256: str
    columns: Mapping[str, Sequence[str]]  # field → the columns it is joined from
    segments: Mapping[str, str]
    language: str  # of the whole source; "" where it is identified text by text
    expected_languages: Sequence[str]
    day_first: bool
    implausible: Sequence[str]  # ISO dates that stand for no date
    scale: Scale | None  # of the ratings
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def behavioural(self) -> bool:
        """Whether the rows are events."""
        return "event" in self.columns and "text" not in self.columns

    def to_json(self) -> dict[str, Any]:
        """Plain values, for :meth:`from_json` in another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Plan:
        scale = given["scale"]
        return cls(**{**given, "scale": None if scale is None else Scale(**scale)})


class Survey:
    """The columns that must be seen whole: dates, ratings and row ids. Parts of one export can be merged."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._dates = DateColumn()
        self._ratings = RatingColumn()
        self._ids: list[NDArray[np.uint64]] = []
        self._new_ids: list[int] = []

    def see(self, row: Row) -> None:
        """Takes one row in; rows that are broken tell nothing."""
        if row.problem:
            return
        columns = self._columns
        if columns.date:
            self._dates.see(joined(row.values, columns.date))
        if columns.rating:
            self._ratings.see(joined(row.values, columns.rating))
        if columns.id and (row_id := joined(row.values, columns.id).strip()):
            self._new_ids.append(row_id_key(row_id))

    def merge(self, other: Survey) -> None:
        """Takes in what another part of the same export told."""
        self._dates.merge(other._dates)
        self._ratings.merge(other._ratings)
        self._ids += [other._row_ids()]

    def plan(
        self, source: Source, export: str, sha256: str, expected_languages: Sequence[str] = LANGUAGES
    ) -> Plan:
        """What follows for every row."""
        order = self._dates.order
        scale = self._ratings.scale(self._columns.rating[0] if self._columns.rating else "")
        return Plan(
            source=source.id,
            export=export,
            sha256=sha256,
            columns={name: names for name in FIELDS if (names := getattr(self._columns, name))},
            segments=dict(source.segments),
            language=source.language or "",
            expected_languages=tuple(expected_languages),
            day_first=order.day_first,
            implausible=sorted(self._dates.implausible),
            scale=scale,
            notes=tuple(_of_dates(order) + _of_ratings(scale)),
        )

    def repeated_ids(self) -> frozenset[int] | None:
        """:func:`row_id_key` of every row id that stands more than once; None where the column is no key at all."""
        return _repeated_keys(self._row_ids())

    def to_json(self) -> dict[str, Any]:
        """Plain values, for :meth:`from_json` in another process."""
        ids = numbers_to_text(self._row_ids().tolist())
        return {"dates": self._dates.to_json(), "ratings": self._ratings.to_json(), "ids": ids}

    @classmethod
    def from_json(cls, given: Mapping[str, Any], columns: Columns) -> Survey:
        survey = cls(columns)
        survey._dates = DateColumn.from_json(given["dates"])
        survey._ratings = RatingColumn.from_json(given["ratings"])
        survey._ids = [numbers_from(given["ids"])]
        return survey

    def _row_ids(self) -> NDArray[np.uint64]:
        return np.concatenate([*self._ids, np.array(self._new_ids, dtype=np.uint64)])


def surveyed(rows: Sequence[Row], source: Source, found: Sequence[str], where: str) -> Survey:
    """The survey of all rows of an export whose columns are ``found``."""
    survey = Survey(mapped_columns(source.columns, found, where))
    for row in rows:
        survey.see(row)
    return survey


def repeated_ids(row_ids: Iterable[str]) -> frozenset[int] | None:
    """:meth:`Survey.repeated_ids` of the row ids of one export; empty ones are none."""
    return _repeated_keys(np.array([row_id_key(row_id) for row_id in row_ids if row_id], dtype=np.uint64))


def _repeated_keys(keys: NDArray[np.uint64]) -> frozenset[int] | None:
    found, counts = np.unique(keys, return_counts=True)
    if not len(keys) or (counts == 1).sum() < _A_KEY * len(keys):
        return None
    return frozenset(found[counts > 1].tolist())


def repeated(numbers: NDArray[np.uint64]) -> frozenset[int]:
    """The numbers that stand more than once."""
    ordered = np.sort(numbers)
    return frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())


def numbers_to_text(numbers: Sequence[int]) -> str:
    """Numbers of 64 bits as ASCII, for another process."""
    return base64.b64encode(np.array(numbers, "<u8").tobytes()).decode("ascii")


def numbers_from(text: str) -> NDArray[np.uint64]:
    """What :func:`numbers_to_text` wrote."""
    return np.frombuffer(base64.b64decode(text), "<u8").astype(np.uint64)


def joined(values: Mapping[str, str], names: Sequence[str]) -> str:
    """The fields of these columns joined by a line break, empty ones left out; a single one as it is."""
    if len(names) == 1:
        return values.get(names[0], "")
    return "\n".join(value for name in names if (value := values.get(name, "")).strip())


def row_id_key(row_id: str) -> int:
    """64 bits (BLAKE2b) that stand for a row id."""
    digest = hashlib.blake2b(row_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _of_dates(order: DateOrder) -> list[str]:
    if not order.any_numeric:
        return []
    first = "day first" if order.day_first else "month first"
    reason = "" if order.told else "; no date in the column tells day from month"
    reason = "; some dates only read the other way, and were read so" if order.mixed else reason
    return [f"dates read {first}{reason}"]


def _of_ratings(scale: Scale | None) -> list[str]:
    if scale is None:
        return []
    return [f"ratings taken to be on a scale of {scale.name}" + ("" if scale.told else "; the column does not say so")]
