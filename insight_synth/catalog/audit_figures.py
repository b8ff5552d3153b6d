"""What an audit tells beside its counts: figures that the gate, and what is shown of an export, are made of."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from insight_synth.catalog.audit import OTHER
from insight_synth.model import Audit

__all__ = [
    "Ratings",
    "empty",
    "faulty",
    "gained_languages",
    "in_languages",
    "language_names",
    "median_words",
    "percent",
    "pooled",
    "ratings_of",
    "scale_ends",
    "texts_of",
]

_STRAY = 0.05  # share of the texts by which a language must be more to count


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


def faulty(audit: Audit) -> tuple[int, int]:
    """Rows that could not be read, of all that might have been feedback."""
    silent, rows = empty(audit)
    return sum(audit.rejects.values()) - audit.set_apart - silent, rows


def empty(audit: Audit) -> tuple[int, int]:
    """Rows without a text or event, of the same."""
    silent = sum(count for reason, count in audit.rejects.items() if reason.startswith("empty "))
    return silent, audit.rows - audit.set_apart


def gained_languages(audit: Audit, before: Audit) -> list[str]:
    """Languages that are more here than before, the most frequent first: they sum to the distance of the two mixes."""
    texts, then = (max(1, sum(found.languages.values())) for found in (audit, before))
    return [
        language
        for language, count in audit.languages.items()
        if count / texts > before.languages.get(language, 0) / then + _STRAY
    ]


def in_languages(audit: Audit, languages: Sequence[str]) -> tuple[int, int]:
    """Texts in these languages, of all whose language was looked for."""
    return sum(audit.languages.get(language, 0) for language in languages), sum(audit.languages.values())


def language_names(codes: str) -> str:
    """``fi,pl`` → Finnish or Polish."""
    *others, last = [_language_name(code) for code in sorted(codes.split(","), key=lambda code: not code)]
    return f"{', '.join(others)} or {last}" if others else last


def percent(count: int, of: int) -> int:
    """A share in whole percent."""
    return round(100 * count / of) if of else 0


def _language_name(code: str) -> str:
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
