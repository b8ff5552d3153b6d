"""The audit of each source: what it holds, how complete it is, whose copy it is, and whether its weights can be used.

Facts only; what to do about them is ``advice``, and what they forbid to compare is ``comparability``.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from insight_synth.catalog.copies import copies
from insight_synth.catalog.weights import Mix, faults_of_weights, reference_mixes
from insight_synth.model import Doubt, Event, Export, Mention, Source, SourceProfile, Verbatim

__all__ = ["source_profiles"]

_SHORT = 3  # words
_RECENT = 24  # months

Item = TypeVar("Item", Export, Verbatim, Event, Mention)


def source_profiles(
    sources: Sequence[Source],
    exports: Sequence[Export],
    verbatims: Sequence[Verbatim],
    events: Sequence[Event],
    mentions: Sequence[Mention],
    now: str,
) -> tuple[SourceProfile, ...]:
    """One profile a source, sorted by id.

    Args:
        sources: all sources of the workspace.
        exports: all exports: rows, duplicates and rejects are summed from them.
        verbatims: of every source; duplicates among them are counted in no share.
        events: likewise.
        mentions: with their theme, sentiment and voice, as far as analysed.
        now: the workspace's newest date (ISO), from which days are counted back.
    """
    spoken = _by_source([verbatim for verbatim in verbatims if verbatim.status == "active"])
    done = _by_source([event for event in events if event.status == "active"])
    delivered, passages = _by_source(exports), _by_source(mentions)
    voices = {source: frozenset(v.voice_id or v.id for v in found) for source, found in spoken.items()}
    repeats = copies(sources, spoken, voices)
    mixes = {source.id: _mix(spoken.get(source.id, ()), done.get(source.id, ())) for source in sources}
    references = reference_mixes(mixes, behavioural=done.keys(), copies=repeats.keys())
    return tuple(
        _profile(
            source,
            sorted(delivered.get(source.id, ()), key=lambda export: (export.name, export.sha256)),
            spoken.get(source.id, ()),
            done.get(source.id, ()),
            passages.get(source.id, ()),
            len(voices.get(source.id, ())),
            repeats.get(source.id, ("", 0.0)),
            faults_of_weights(spoken.get(source.id, ()), references.get(source.id)),
            now,
        )
        for source in sorted(sources, key=lambda source: source.id)
    )


def _profile(
    source: Source,
    exports: Sequence[Export],
    spoken: Sequence[Verbatim],
    done: Sequence[Event],
    passages: Sequence[Mention],
    voices: int,
    copy: tuple[str, float],
    weight_faults: tuple[Doubt, ...],
    now: str,
) -> SourceProfile:
    records: list[Verbatim | Event] = [*spoken, *done]
    dates = sorted(record.date for record in records if record.date)
    by_month = Counter(day[:7] for day in dates)
    months = _months_between(dates[0], dates[-1]) if dates else 0
    recent = [month for month in by_month if _months_between(month, dates[-1]) <= _RECENT]
    return SourceProfile(
        source=source,
        exports=tuple(exports),
        rows=sum(export.rows for export in exports),
        verbatims=sum(export.verbatims for export in exports),
        events=sum(export.events for export in exports),
        duplicates=sum(export.duplicates for export in exports),
        rejects=sum(export.rejects for export in exports),
        voices=voices,
        mentions=len(passages),
        themed_mentions=sum(1 for mention in passages if mention.theme_id),
        first=dates[0] if dates else "",
        last=dates[-1] if dates else "",
        months_with_data=len(by_month),
        months_in_period=months,
        recent_months=min(months, _RECENT),
        recent_with_data=len(recent),
        days_since_last=_days(dates[-1], now) if dates and now else None,
        median_per_month=float(statistics.median([*by_month.values(), *[0] * (months - len(by_month))] or [0])),
        dated=_share(bool(record.date) for record in records),
        with_customer=_share(bool(record.customer) for record in records),
        with_segment=_share(bool(record.segment) for record in records),
        with_rating=_share(verbatim.rating is not None for verbatim in spoken),
        with_weight=_share(verbatim.weight is not None for verbatim in spoken),
        short=_share(len(verbatim.text.split()) < _SHORT for verbatim in spoken),
        languages=_counts(verbatim.language for verbatim in spoken),
        segments=_counts(record.segment for record in records),
        sentiment=_sentiment(passages),
        copy_of=copy[0],
        overlap=copy[1],
        weights_off="; ".join(fault.text for fault in weight_faults),
        weight_faults=weight_faults,
    )


def _by_source(items: Iterable[Item]) -> dict[str, list[Item]]:
    grouped: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        grouped[item.source].append(item)
    return dict(grouped)


def _mix(spoken: Sequence[Verbatim], done: Sequence[Event]) -> Mix:
    """Customers (records where customers are unknown) by common group, those without a group left out."""
    seen: dict[str, set[str]] = defaultdict(set)
    records: list[Verbatim | Event] = [*spoken, *done]
    for record in records:
        if record.segment:
            seen[record.segment].add(record.customer or record.id)
    return {segment: float(len(members)) for segment, members in sorted(seen.items())}


def _share(truths: Iterable[bool]) -> float:
    found = list(truths)
    return sum(found) / len(found) if found else 0.0


def _counts(values: Iterable[str]) -> dict[str, int]:
    """Most frequent first; the nameless are left out: their share stands in ``with_segment``."""
    return dict(sorted(Counter(value for value in values if value).items(), key=lambda item: (-item[1], item[0])))


def _sentiment(passages: Sequence[Mention]) -> float | None:
    counts = Counter(mention.sentiment for mention in passages if mention.sentiment)
    return (counts["positive"] - counts["negative"]) / counts.total() if counts else None


def _months_between(first: str, last: str) -> int:
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
