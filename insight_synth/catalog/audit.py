"""The audit of an export: what its rows look like, counted while they are read.

Facts only: whether they speak against the export is judged by ``gate``, and a source as a whole is described by
``profiles``. A :class:`Tally` sees the rows of one export one by one, or those of a part of it in another process;
it keeps counts and no row, and its counts are bounded, so that it stays small however long the export is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from insight_synth.model import Audit, Event, Verbatim

__all__ = ["MOST_WORDS", "OTHER", "Tally"]

MOST_WORDS = 500
"""Longer texts are counted as this long."""
OTHER = "other"
"""Names what is beyond the bound of a count."""

_FIELDS = ("date", "customer", "segment", "product", "rating", "weight", "id", "value")  # that a record may lack
_NAMES = {"id": "source_row_id"}  # of those that records know by another name
_MOST_RATINGS, _MOST_REASONS, _MOST_LANGUAGES, _MOST_KINDS = 200, 100, 100, 100
_LONGEST_REASON = 200
_NUMBER = re.compile(r"\d+(?:[.,   ]\d+)*")
_QUOTED = re.compile(r"(?<!\w)(['\"])(?:(?!\1).)+\1(?!\w)")
_UNREADABLE = re.compile("[�\x80-\x9f\ue000-\uf8ff]")
_LOST = re.compile(r"(?<![\w/?=&.:])[^\W\d_]*[a-zà-ž]\?[a-zà-ž]")  # k?sitelty, outside of addresses


class Tally:
    """Counts the rows of one export, or of a part of it; parts are put together by :meth:`merge`."""

    def __init__(self, mapped: Collection[str] = _FIELDS) -> None:
        """``mapped``: the fields that the source maps; a record without a value there is counted as missing it."""
        self._mapped = tuple(field for field in _FIELDS if field in mapped)
        self._records = 0
        self._missing: Counter[str] = Counter()
        self._rejects: Counter[str] = Counter()
        self._set_apart = 0
        self._garbled = self._repaired = 0
        self._first = self._last = ""
        self._languages: Counter[str] = Counter()
        self._words: Counter[int] = Counter()
        self._ratings: Counter[str] = Counter()
        self._personal: Counter[str] = Counter()

    def add_verbatim(
        self, verbatim: Verbatim, personal: Mapping[str, int] | None = None, language: str | None = None
    ) -> None:
        """Counts one verbatim.

        Args:
            verbatim: as it will be stored.
            personal: how much personal data of each kind is in its text.
            language: as told from its text, where the verbatim bears the language that its source declares.
        """
        self._add_record(verbatim)
        self._words[min(len(verbatim.text.split()), MOST_WORDS)] += 1
        self._garbled += _has_lost_letters(verbatim.text)
        self._repaired += bool(verbatim.repaired)
        _count(self._languages, verbatim.language if language is None else language, _MOST_LANGUAGES)
        if verbatim.rating is not None:
            _count(self._ratings, _two_digits(verbatim.rating), _MOST_RATINGS)
        for kind, found in (personal or {}).items():
            _count(self._personal, kind, _MOST_KINDS, found)

    def add_event(self, event: Event) -> None:
        """Counts one event; likewise."""
        self._add_record(event)

    def add_reject(self, reason: str, set_apart: bool = False) -> None:
        """Counts one row that became neither; reasons that differ in numbers or quoted names only are one."""
        self._set_apart += set_apart
        _count(self._rejects, _general(reason), _MOST_REASONS)

    def merge(self, other: Tally) -> None:
        """Takes in what was counted in another part of the same export."""
        self._records += other._records
        self._missing.update(other._missing)
        self._set_apart += other._set_apart
        self._garbled += other._garbled
        self._repaired += other._repaired
        self._first = min(filter(None, (self._first, other._first)), default="")
        self._last = max(self._last, other._last)
        self._words.update(other._words)
        for mine, theirs, most in (
            (self._rejects, other._rejects, _MOST_REASONS), (self._languages, other._languages, _MOST_LANGUAGES),
            (self._ratings, other._ratings, _MOST_RATINGS), (self._personal, other._personal, _MOST_KINDS),
        ):  # fmt: skip
            for name, count in theirs.items():
                _count(mine, name, most, count)

    def audit(
        self,
        *,
        duplicates: int = 0,
        superseding: int = 0,
        near_duplicates: int = 0,
        elsewhere: Mapping[str, int] | None = None,
        boilerplate: int = 0,
        columns: Iterable[str] = (),
        rating_scale: str = "",
    ) -> Audit:
        """The audit of the whole export, with what cannot be told row by row; as :class:`Audit` names it."""
        return Audit(
            rows=self._records + self._rejects.total(),
            records=self._records,
            rejects=_commonest(self._rejects),
            set_apart=self._set_apart,
            duplicates=duplicates,
            superseding=superseding,
            near_duplicates=near_duplicates,
            elsewhere=dict(elsewhere or {}),
            boilerplate=boilerplate,
            garbled=self._garbled,
            repaired=self._repaired,
            missing={field: self._missing[field] for field in _FIELDS if field in self._missing},
            first=self._first,
            last=self._last,
            languages=_commonest(self._languages),
            words=dict(sorted(self._words.items())),
            ratings=_commonest(self._ratings),
            rating_scale=rating_scale,
            personal=_commonest(self._personal),
            columns=tuple(columns),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values, for :meth:`from_json` in another process."""
        return {
            "records": self._records, "missing": dict(self._missing), "rejects": dict(self._rejects),
            "set_apart": self._set_apart, "garbled": self._garbled, "repaired": self._repaired, "first": self._first,
            "last": self._last, "languages": dict(self._languages), "words": sorted(self._words.items()),
            "ratings": dict(self._ratings), "personal": dict(self._personal),
        }  # fmt: skip

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Tally:
        tally = cls()
        tally._records, tally._set_apart = given["records"], given["set_apart"]
        tally._garbled, tally._repaired = given["garbled"], given["repaired"]
        tally._first, tally._last = given["first"], given["last"]
        tally._words.update(dict(given["words"]))
        tally._missing.update(given["missing"])
        tally._rejects.update(given["rejects"])
        tally._languages.update(given["languages"])
        tally._ratings.update(given["ratings"])
        tally._personal.update(given["personal"])
        return tally

    def _add_record(self, record: Verbatim | Event) -> None:
        self._records += 1
        for field in self._mapped:
            value = getattr(record, _NAMES.get(field, field), record)  # verbatims have no value, events no rating
            if value is not record:
                self._missing[field] += value in ("", None)
        if record.date:
            self._first = min(self._first or record.date, record.date)
            self._last = max(self._last, record.date)


def _general(reason: str) -> str:
    """``17 fields where the header has 3`` → ``… fields where the header has …``."""
    return _NUMBER.sub("…", _QUOTED.sub("…", reason))[:_LONGEST_REASON]


def _has_lost_letters(text: str) -> bool:
    """Whether characters in it stand for unreadable ones: replacement and control characters, ? within a word."""
    return _UNREADABLE.search(text) is not None or ("?" in text and _LOST.search(text) is not None)


def _two_digits(rating: float) -> str:
    """As given on the usual scales; a scale of many decimals must not have as many different ratings."""
    return f"{round(rating, 1 if abs(rating) < 10 else None):g}"


def _count(counts: Counter[str], name: str, most: int, by: int = 1) -> None:
    counts[name if name in counts or len(counts) < most else OTHER] += by


def _commonest(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
