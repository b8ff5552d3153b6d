"""An export's audit as facts to show, each beside what the source's earlier exports have in its place.

Works out figures; puts nothing into words (``wording``) and judges nothing (``catalog.gate`` does).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from insight_synth.catalog.audit_figures import median_words, pooled, ratings_of, texts_of
from insight_synth.model import Audit, Export
from insight_synth.report.document import Unit, Value

_WORTH_NAMING = 0.01  # share below which a language is not named by itself


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of an export; ``about`` names the field, language, source or kind it is of."""

    key: str
    now: Value
    before: Value  # None where there is nothing to hold it against
    unit: Unit = "share"
    about: str = ""


def earlier_than(export: Export, exports: Sequence[Export]) -> tuple[Audit, ...]:
    """The audits of the exports of its source that count and came before it; ``exports`` are in the order they came."""
    own = [other for other in exports if other.source == export.source]
    before = takewhile(lambda other: other.sha256 != export.sha256, own)
    return tuple(other.audit for other in before if other.state == "accepted")


def facts(audit: Audit, earlier: Sequence[Audit]) -> tuple[Fact, ...]:
    """What the export looks like, in the order in which a person asks; what is not there is left out."""
    return tuple(_facts(audit, pooled(earlier) if earlier else None, len(earlier)))


def _facts(now: Audit, before: Audit | None, exports: int) -> Iterator[Fact]:
    yield Fact("rows", now.rows, round(before.rows / exports) if before else None, "count")
    yield Fact("period", _period(now), _period(before) if before else None)
    for key in ("rejected", "set_apart", "duplicates", "superseding"):
        yield from _share(key, _count(key, now), now.rows, (_count(key, before), before.rows) if before else None)
    for key in ("near_duplicates", "boilerplate", "garbled", "repaired"):
        others = (_count(key, before), texts_of(before)) if before else None
        yield from _share(key, _count(key, now), texts_of(now), others)
    for source in sorted({*now.elsewhere, *(before.elsewhere if before else ())}):
        others = (before.elsewhere.get(source, 0), texts_of(before)) if before else None
        yield from _share("elsewhere", now.elsewhere.get(source, 0), texts_of(now), others, source)
    for field in now.missing:
        others = (before.missing[field], before.records) if before and field in before.missing else None
        yield from _share("missing", now.missing[field], now.records, others, field)
    yield from _languages(now, before)
    if texts_of(now):
        yield Fact("words", median_words(now), median_words(before) if before and texts_of(before) else None, "count")
    if now.ratings:
        rated = before if before and before.ratings else None
        yield Fact("rating_scale", now.rating_scale or None, (rated.rating_scale or None) if rated else None)
        yield Fact("rating", ratings_of(now).mean, ratings_of(rated).mean if rated else None, "number")
    found = {*now.personal, *(before.personal if before else ())}
    for kind in sorted(found, key=lambda kind: (-now.personal.get(kind, 0), kind)):
        yield Fact("personal", _rate(kind, now), _rate(kind, before) if before else None, "number", kind)


def _rate(kind: str, audit: Audit) -> float:
    """Pieces of personal data in a hundred texts."""
    return 100 * audit.personal.get(kind, 0) / (texts_of(audit) or 1)


def _count(key: str, audit: Audit) -> int:
    return sum(audit.rejects.values()) - audit.set_apart if key == "rejected" else int(getattr(audit, key))


def _period(audit: Audit) -> str | None:
    return f"{audit.first} – {audit.last}" if audit.first else None


def _share(key: str, count: int, of: int, before: tuple[int, int] | None, about: str = "") -> Iterator[Fact]:
    """A share, where it is not nothing now and before."""
    if of and (count or (before and before[0])):
        yield Fact(key, count / of, before[0] / before[1] if before and before[1] else None, "share", about)


def _languages(now: Audit, before: Audit | None) -> Iterator[Fact]:
    of, others = sum(now.languages.values()), sum(before.languages.values()) if before else 0
    for language, count in now.languages.items():
        share = before.languages.get(language, 0) / others if before and others else None
        if count / of >= _WORTH_NAMING or (share or 0) >= _WORTH_NAMING:
            yield Fact("language", count / of, share, "share", language)
