"""Dates as exports write them, to ISO dates.

The order of day and month is decided once for a whole column, never row by row. The calendar day is taken as written:
no time zone is applied, nothing depends on today.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

__all__ = ["DateColumn", "DateOrder", "date_order", "implausible_dates", "iso_date"]

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6})?$")
_NUMERIC = re.compile(r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?![\d./-])")
_MONTH_ONLY = re.compile(r"(\d{4})-(\d{2})$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?$")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_TWELVE_HOURS = re.compile(r"\d\s?[AaPp]\.?[Mm]\b")

_MONTH_STEMS: tuple[tuple[str, ...], ...] = (
    ("jan", "tammi", "sty"), ("feb", "helmi", "lut"), ("mar", "maalis"), ("apr", "huhti", "kwi"),
    ("may", "touko", "maj"), ("jun", "kesä", "cze"), ("jul", "heinä", "lip"), ("aug", "elo", "sie"),
    ("sep", "syys", "wrz"), ("oct", "okt", "loka", "paź", "paz"), ("nov", "marras", "lis"),
    ("dec", "dez", "joulu", "gru"),
)  # fmt: skip
_MONTHS = {stem: month for month, stems in enumerate(_MONTH_STEMS, start=1) for stem in stems}
_EXCEL_ZERO = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_PLACEHOLDERS = frozenset({"1970-01-01", "1980-01-01", "2079-06-06", "2099-12-31", "2100-01-01", "2100-12-31"})
_GENERATION, _YEARS = 15 * 365, 2 * 365  # days
_ENOUGH = 3  # dated rows from which on a lone one far from them tells something


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How a column writes its numeric dates: day before month or not, and whether anything in it tells."""

    day_first: bool = True
    told: bool = True  # some date in the column could be read one way only
    mixed: bool = False  # some could be read only day first, others only month first
    any_numeric: bool = False


class DateColumn:
    """What the values of a whole column tell of its dates, seen one by one in constant memory; parts can be merged."""

    def __init__(self) -> None:
        self._votes: Counter[str] = Counter()
        self._days: Counter[str] = Counter()  # dates that read the same in either order → rows
        self._either: Counter[tuple[str, str]] = Counter()  # (read day first, read month first) → rows

    def see(self, value: str) -> None:
        """Takes one value of the column in; an empty one tells nothing."""
        text = value.strip()
        if not text:
            return
        match = None if _ISO.match(text) else _NUMERIC.match(text)
        if match is None:
            if found := iso_date(text):
                self._days[found] += 1
            return
        self._votes[_vote(int(match[1]), match[2], int(match[3]))] += 1
        self._votes["twelve hours"] += bool(_TWELVE_HOURS.search(text))
        self._either[iso_date(text, DateOrder(True)), iso_date(text, DateOrder(False))] += 1

    def merge(self, other: DateColumn) -> None:
        """Takes in what another part of the same column told."""
        self._votes.update(other._votes)
        self._days.update(other._days)
        self._either.update(other._either)

    @property
    def order(self) -> DateOrder:
        """The order of day and month in the column, from every value that leaves no choice.

        Points between the numbers (13.12.2014) are day first everywhere. Where nothing tells, a twelve-hour clock
        speaks for month first, else day first is taken, and ``told`` is False.
        """
        votes = self._votes
        if votes["day"] or votes["month"]:
            return DateOrder(votes["day"] >= votes["month"], True, bool(votes["day"] and votes["month"]), True)
        if votes["open"]:
            return DateOrder(not votes["twelve hours"], False, False, True)
        return DateOrder(any_numeric=bool(votes["dotted"]))

    @property
    def implausible(self) -> frozenset[str]:
        """Which of the column's ISO dates, read in its order, stand for no date: see :func:`implausible_dates`."""
        rows = Counter(self._days)
        for (day_first, month_first), count in self._either.items():
            rows[day_first if self.order.day_first else month_first] += count
        del rows[""]
        return implausible_dates(rows)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for :meth:`from_json` in another process."""
        either = [[*pair, count] for pair, count in self._either.items()]
        return {"votes": dict(self._votes), "days": dict(self._days), "either": either}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> DateColumn:
        column = cls()
        column._votes.update(given["votes"])
        column._days.update(given["days"])
        column._either.update({(day, month): count for day, month, count in given["either"]})
        return column


def _vote(first: int, separator: str, second: int) -> str:
    if separator == ".":
        return "dotted"
    return "day" if first > 12 >= second else "month" if second > 12 >= first else "open"


def date_order(values: Iterable[str]) -> DateOrder:
    """The order of day and month in a column: :attr:`DateColumn.order` of all its values."""
    column = DateColumn()
    for value in values:
        column.see(value)
    return column.order


def iso_date(value: str, order: DateOrder | None = None) -> str:
    """``value`` as ``2025-03-31``, or "" where it is no date between 1970 and 2100.

    Reads ISO dates and times, numeric dates in the column's ``order``, dates with month names in English, Finnish and
    Polish, e-mail and Twitter dates, Excel serials and Unix times. A month alone (2025-03) counts as its first day.
    """
    text = " ".join(value.split())
    if not text or len(text) > 80:
        return ""
    if match := _ISO.match(text):
        return _checked(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.match(text):
        return _numeric(int(match[1]), int(match[3]), match[2], int(match[4]), order or DateOrder())
    if match := _MONTH_ONLY.match(text):
        return _checked(int(match[1]), int(match[2]), 1)
    if _NUMBER.match(text):
        return _counted(text)
    return _written(text)


def implausible_dates(dates: Iterable[str] | Mapping[str, int]) -> frozenset[str]:
    """Which of an export's ISO dates, one a row or each with its number of rows, stand for no date.

    Those that programs write where none is known (1970-01-01 and the like); later dates half a generation after the
    others, where they are the fewer; and a last date alone (of one row, or of one in a hundred), years after all
    others and further from them than they are from each other: "now" is the newest date, and a mistyped year must not
    make every source look long silent.
    """
    rows = Counter(dates)
    given = rows.keys() & _PLACEHOLDERS
    days = sorted(rows.keys() - given)
    gaps = [(date.fromisoformat(after) - date.fromisoformat(before)).days for before, after in pairwise(days)]
    total = sum(rows[day] for day in days)
    for at, gap in enumerate(gaps, start=1):
        if gap > _GENERATION and 2 * sum(rows[day] for day in days[at:]) < total:
            return frozenset({*given, *days[at:]})
    alone = bool(gaps) and rows[days[-1]] <= max(1, total // 100) and total > _ENOUGH
    if alone and gaps[-1] > max(_YEARS, 3 * max(gaps[:-1], default=0)):
        return frozenset({*given, days[-1]})
    return frozenset(given)


def _numeric(first: int, second: int, separator: str, year: int, order: DateOrder) -> str:
    day_first = order.day_first or separator == "."
    if first > 12 or second > 12:  # one reading only, whatever the rest of the column does
        day_first = first > 12
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    return _checked(year, second, first) if day_first else _checked(year, first, second)


def _counted(text: str) -> str:
    """Days since 1900 as spreadsheets count, seconds or milliseconds since 1970, or 20250331."""
    if (match := _COMPACT.match(text)) and (read := _checked(int(match[1]), int(match[2]), int(match[3]))):
        return read
    number = float(text)
    if 25_569 <= number < 73_415:
        return _checked_date(_EXCEL_ZERO + timedelta(days=int(number)))
    if 1e11 < number < 4.2e12:
        number /= 1000
    if 1e8 < number < 4.2e9:
        return _checked_date(datetime.fromtimestamp(number, UTC).date())
    return ""


def _written(text: str) -> str:
    """22nd April 2025 · April 22, 2025 · 3. maaliskuuta 2024 · 12 maja 2023 · Tue Feb 24 11:35:52 -0800 2015."""
    month = 0
    days: list[int] = []
    years: list[int] = []
    for word in _WORDS.findall(re.sub(r"\d{1,2}:\d{2}(:\d{2})?|[+-]\d{4}\b", " ", text)):
        if word.isdecimal():
            if len(word) == 4:
                years.append(int(word))
            elif len(word) <= 2:
                days.append(int(word))
        elif not month:
            lowered = word.lower()
            month = next((number for stem, number in _MONTHS.items() if lowered.startswith(stem)), 0)
    if month and not years and len(days) == 2:
        years.append(days.pop() + 2000)
    return _checked(years[0], month, days[0]) if month and years and days else ""


def _checked(year: int, month: int, day: int) -> str:
    try:
        return _checked_date(date(year, month, day))
    except ValueError:
        return ""


def _checked_date(found: date) -> str:
    return found.isoformat() if _FIRST_YEAR <= found.year <= _LAST_YEAR else ""
