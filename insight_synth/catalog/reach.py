"""Whom a source heard, and when: what comparing needs to know of its records beside the profile.

Facts only; what they forbid to compare is ``comparability``. The customer base is everybody who did something:
the customers of behavioural sources.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from insight_synth.catalog.copies import shared_and_repeated
from insight_synth.catalog.shares import effective_number
from insight_synth.model import Event, SourceProfile, Verbatim

Item = TypeVar("Item", Verbatim, Event)

__all__ = ["Reach", "customer_base", "mean_weights", "reach_by_profile", "reaches", "voice_groups"]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom one source heard, and when."""

    voices: int  # 0 of a source of behaviour
    effective: float  # equal voices that its weighted ones are worth (Kish 1965)
    months: Mapping[str, int] = field(default_factory=dict)  # month → records, of those with a date
    groups: Mapping[str, int] = field(default_factory=dict)  # customer group → voices; those of none left out
    customers: Mapping[str, str] = field(default_factory=dict)  # customer → its group, "" where that is not told
    shared: Mapping[str, int] = field(default_factory=dict)  # other source → voices that are heard there too
    repeated: Mapping[str, int] = field(default_factory=dict)  # likewise those that say the same there


def reaches(verbatims: Sequence[Verbatim], events: Sequence[Event]) -> dict[str, Reach]:
    """One reach for every source that has an active verbatim or event; a group is the one given most often."""
    spoken, done = _active(verbatims), _active(events)
    shared, repeated = shared_and_repeated(spoken)
    found = {}
    for source in sorted(spoken.keys() | done.keys()):
        records: list[Verbatim | Event] = [*spoken.get(source, ()), *done.get(source, ())]
        own = spoken.get(source, [])
        of_voice = voice_groups(own)
        groups = Counter(group for group in of_voice.values() if group)
        found[source] = Reach(
            voices=len(of_voice),
            effective=effective_number(mean_weights(own).values()),
            months=dict(sorted(Counter(record.date[:7] for record in records if record.date).items())),
            groups=dict(sorted(groups.items(), key=lambda item: (-item[1], item[0]))),
            customers=_most_given((record.customer, record.segment) for record in records if record.customer),
            shared=_of(source, shared),
            repeated=_of(source, repeated),
        )
    return found


def reach_by_profile(profile: SourceProfile) -> Reach:
    """What a profile alone tells of it, as if its records were spread evenly over its period."""
    months = _months(profile.first, profile.last) if profile.first else []
    records = max(profile.verbatims, 1)
    return Reach(
        voices=profile.voices,
        effective=float(profile.voices),
        months=dict.fromkeys(months, max(1, round(profile.verbatims * profile.dated / len(months)))) if months else {},
        groups={group: round(count * profile.voices / records) for group, count in profile.segments.items()},
    )


def customer_base(found: Mapping[str, Reach]) -> dict[str, str]:
    """``customer → group`` ("" where none is told) over all sources of behaviour."""
    pairs = (item for _, reach in sorted(found.items()) if not reach.voices for item in reach.customers.items())
    return _most_given(pairs)


def voice_groups(verbatims: Iterable[Verbatim]) -> dict[str, str]:
    """``voice → its customer group`` in one source, the one given most often; "" where none is."""
    return _most_given((verbatim.voice_id or verbatim.id, verbatim.segment) for verbatim in verbatims)


def mean_weights(verbatims: Iterable[Verbatim]) -> dict[str, float]:
    """``voice → its weight`` in one source: the mean of its verbatims' weights; 1 for all where none is given.

    A voice without a weight among others that have one weighs as much as they do on average. Nothing weighs less
    than 0.
    """
    given: dict[str, list[float]] = defaultdict(list)
    without: set[str] = set()
    for verbatim in verbatims:
        if verbatim.weight is None:
            without.add(verbatim.voice_id or verbatim.id)
        else:
            given[verbatim.voice_id or verbatim.id].append(max(verbatim.weight, 0.0))
    told = {voice: math.fsum(weights) / len(weights) for voice, weights in given.items()}  # fsum: in whatever order
    usual = math.fsum(told.values()) / len(told) if told else 1.0
    return {voice: told.get(voice, usual) for voice in sorted({*told, *without})}


def _most_given(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each name with the value given most often; of equals the first by alphabet, "" only where there is no other."""
    best: dict[str, tuple[bool, int, str]] = {}
    for (name, value), count in Counter(pairs).items():
        rank = (not value, -count, value)
        if name not in best or rank < best[name]:
            best[name] = rank
    return {name: best[name][2] for name in sorted(best)}


def _active(records: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for record in records:
        if record.status == "active":
            found[record.source].append(record)
    return dict(found)


def _of(source: str, pairs: Mapping[tuple[str, str], int]) -> dict[str, int]:
    return {other: count for (one, other), count in sorted(pairs.items()) if one == source and count}


def _months(first: str, last: str) -> list[str]:
    start, end = (12 * int(day[:4]) + int(day[5:7]) - 1 for day in (first, last))
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(start, end + 1)]
