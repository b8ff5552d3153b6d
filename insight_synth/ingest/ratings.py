"""The scale of a column of ratings, told from all of its values, and ratings of any scale on one.

The higher is taken to be the better: a column of school grades or ranks, where 1 is the best, looks just like any
other, and cannot be told from its values.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from insight_synth.ingest.numbers import number

__all__ = ["RatingColumn", "Scale", "percent"]

_USUAL = ((0, 1), (1, 5), (0, 5), (1, 7), (1, 10), (0, 10), (0, 100))  # the first that holds the ratings is taken
_AROUND_ZERO = (1, 2, 3, 5, 10, 100)
_STRAY = 0.005  # share of ratings that may lie beyond the scale: typing errors, and zeros that stand for none given
_MOST = 101  # numbers beyond ±100 are on no scale; they are counted as this
_ENOUGH = 30  # ratings from which on a scale whose both ends occur is certain

_OUT_OF = re.compile(r"\d\s*(?:/|(?:out )?of|z|na|av|von|sur)\s*(\d{1,3})\b", re.IGNORECASE)
_STARS = re.compile(r"[★⭐☆\ufe0f\s]+$")
_IN_STARS = re.compile(r"\d\s*-?\s*(?:stars?|täht\w*|gwiazd\w*|stjärn\w*|Sterne?)\b", re.IGNORECASE)
_RANGE = re.compile(r"(?<![\w.,/-])(-?\d{1,2})\s*(?:[-–—…/]|\.{2,3}|to|do|till|bis)\s*\+?(\d{1,3})(?![\w/]|[-–—.,]\d)")
_NPS = re.compile(r"\bnps\b|net.?promoter", re.IGNORECASE)
_RECOMMENDING = re.compile(r"recommend|suosittel|polec|rekommend|empfehl", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scale:
    """From the worst to the best; ``told`` where the column itself leaves no doubt."""

    low: float
    high: float
    told: bool = True

    @property
    def name(self) -> str:
        """``1–5``, ``−2…2``."""
        return f"−{-self.low:g}…{self.high:g}" if self.low < 0 else f"{self.low:g}–{self.high:g}"


def percent(rating: float, scale: Scale) -> float | None:
    """``rating`` where 0 is the worst and 100 the best of its scale; None outside it."""
    if not scale.low <= rating <= scale.high:
        return None
    return round(100 * (rating - scale.low) / (scale.high - scale.low), 4)


class RatingColumn:
    """What the values of a whole column tell of its scale, seen one by one in constant memory; parts can be merged."""

    def __init__(self) -> None:
        self._steps: Counter[int] = Counter()  # whole number next further from 0 → ratings
        self._marks: Counter[str] = Counter()  # ways of writing that name a scale: "%", "/5", "stars" → ratings
        self._fractions = 0  # ratings between 0 and 1

    def see(self, value: str) -> None:
        """Takes one value in; what is no number tells nothing."""
        text = value.strip()
        found = number(text) if text else None
        if found is None or not math.isfinite(found):
            return
        step = math.ceil(found) if found > 0 else math.floor(found)
        self._steps[max(-_MOST, min(_MOST, step))] += 1
        self._fractions += 0 < found < 1
        if mark := _mark(text):
            self._marks[mark] += 1

    def merge(self, other: RatingColumn) -> None:
        """Takes in what another part of the same column told."""
        self._steps.update(other._steps)
        self._marks.update(other._marks)
        self._fractions += other._fractions

    def scale(self, column: str = "") -> Scale | None:
        """The scale; None where there are no ratings, or where they lie on none that is known.

        By how the ratings are written (``4/5``, ``80 %``, stars), else by the range that the column's name gives
        (``Tyytyväisyys (1-5)``) or its being an NPS, else the smallest usual scale that holds all but strays.

        Args:
            column: the column's name.
        """
        if not self._steps:
            return None
        return self._as_written() or self._as_named(column) or self._as_observed()

    def to_json(self) -> dict[str, Any]:
        """Plain values, for :meth:`from_json` in another process."""
        return {
            "steps": sorted(self._steps.items()), "marks": dict(sorted(self._marks.items())),
            "fractions": self._fractions,
        }  # fmt: skip

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> RatingColumn:
        column = cls()
        column._steps.update(dict(given["steps"]))
        column._marks.update(given["marks"])
        column._fractions = given["fractions"]
        return column

    def _as_written(self) -> Scale | None:
        if not self._marks:
            return None
        mark, count = max(self._marks.items(), key=lambda item: (item[1], item[0]))
        high = {"%": 100, "stars": 5}.get(mark) or int(mark[1:])
        low = 0 if high > 10 or self._has(0) else 1
        return Scale(low, high) if 2 * count >= self._steps.total() and self._holds(low, high) else None

    def _as_named(self, column: str) -> Scale | None:
        for match in _RANGE.finditer(column):
            low, high = int(match[1]), int(match[2])
            if low in (*range(-10, 2), 4) and low + 2 <= high <= 100 and self._holds(low, high):
                return Scale(low, high)
        above_five = self._share(lambda step: step > 5) > _STRAY
        if self._holds(0, 10) and (_NPS.search(column) or (_RECOMMENDING.search(column) and above_five)):
            return Scale(0, 10)
        return None

    def _as_observed(self) -> Scale | None:
        if self._share(lambda step: step < 0) > _STRAY:
            high = next((size for size in _AROUND_ZERO if self._holds(-size, size)), None)
            return None if high is None else Scale(-high, high, told=False)
        for low, high in _USUAL:
            if high == 1 and not self._fractions and not self._has(0):
                continue  # ones alone are poor ratings, not good ones
            if self._holds(low, high):
                both_ends = self._has(low) and self._has(high) and not self._fractions
                return Scale(low, high, told=both_ends and self._steps.total() >= _ENOUGH)
        return None

    def _holds(self, low: int, high: int) -> bool:
        outside = self._share(lambda step: not low <= step <= high)
        if low == 1 and high > 1:
            outside += self._fractions / self._steps.total()  # their step is 1
        return outside <= _STRAY

    def _has(self, step: int) -> bool:
        return self._steps[step] > _STRAY * self._steps.total()

    def _share(self, chosen: Callable[[int], bool]) -> float:
        return sum(count for step, count in self._steps.items() if chosen(step)) / self._steps.total()


def _mark(text: str) -> str:
    """What a rating's way of writing says of its scale, as ``/5``; "" where nothing."""
    if text.isdecimal():
        return ""
    if text.endswith("%"):
        return "%"
    if match := _OUT_OF.search(text):
        return f"/{int(match[1])}" if 2 < int(match[1]) <= 100 else ""
    if _STARS.match(text):
        shown = sum(text.count(star) for star in "★⭐☆")
        return f"/{shown}" if "☆" in text and 2 < shown <= 10 else "stars"
    return "stars" if _IN_STARS.search(text) else ""
