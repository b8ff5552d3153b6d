"""What an audit tells beside its counts: figures that the gate, and what is shown of an export, are made of."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from insight_synth.catalog.audit import OTHER
from insight_synth.model import Audit

__all__ = [
    "Ratings",
    "is_empty",
    "language_name",
    "median_words",
    "pooled",
    "ratings_of",
    "scale_ends",
    "texts_of",
]


@dataclass(frozen=True, slots=True)
class Ratings:
    """The ratings of an export as numbers."""

    counts: Mapping[float, int]  # rating → records

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float:
        return sum(rating * count for rating, count in self.counts.items()) / self.count

    @property
    def error(self) -> float:
        """The standard error of the mean."""
        spread = sum(count * (rating - self.mean) ** 2 for rating, count in self.counts.items())
        return math.sqrt(spread) / self.count


def pooled(audits: Iterable[Audit]) -> Audit:
    """Several exports as if they were one; ``rating_scale`` is that of the last which has any, ``columns`` too."""
    return functools.reduce(_together, audits, Audit())


def texts_of(audit: Audit) -> int:
    """Verbatims, duplicates included."""
    return sum(audit.words.values())


def median_words(audit: Audit) -> int:
    """The words of the middle text: half of them have as many or fewer."""
    half, seen = texts_of(audit) / 2, 0
    for words, count in sorted(audit.words.items()):
        seen += count
        if seen >= half:
            return words
    return 0


def ratings_of(audit: Audit) -> Ratings:
    """Its ratings; those beyond the bound of the count are left out."""
    return Ratings({float(rating): count for rating, count in audit.ratings.items() if rating != OTHER})


def scale_ends(scale: str) -> tuple[float, float]:
    """``1–5`` → (1, 5); ``−2…2`` → (−2, 2)."""
    low, high = re.split("[–…]", scale)
    return float(low.replace("−", "-")), float(high)


def is_empty(reason: str) -> bool:
    """Whether a row was rejected for having nothing to say."""
    return reason.startswith("empty ")


def language_name(code: str) -> str:
    """In English; for "" that it cannot be told."""
    if not code:
        return "in no language that is expected"
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(code).get_display_name("en"))
    except (UnknownLocaleError, ValueError):
        return code


def _together(one: Audit, other: Audit) -> Audit:
    added = {}
    for field in fields(Audit):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, int):
            added[field.name] = mine + theirs
        elif isinstance(mine, Mapping):
            added[field.name] = {name: mine.get(name, 0) + theirs.get(name, 0) for name in (mine | theirs)}
        else:
            added[field.name] = theirs or mine
    added["first"] = min(filter(None, (one.first, other.first)), default="")
    added["last"] = max(one.last, other.last)
    return Audit(**added)
