"""Why figures of two sources may not be laid side by side.

Judged from profiles and from whom each source reached. A caveat about one source holds against all others; a caveat
about two holds between them. Sources of behaviour carry no themes, so their figures are never laid beside those of
others: they get no caveat, but their customers are what the reach of others is measured by.

Every caveat names its case in ``figures["fault"]``; ``docs/users/comparing-sources.md`` lists them. Thresholds are on
the ends of intervals, so that few records raise no alarm but the one that they are few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from insight_synth.catalog import groups, periods
from insight_synth.catalog.copies import COPIED, FEWEST
from insight_synth.catalog.reach import Reach, customer_base, reach_by_profile
from insight_synth.catalog.shares import total_variation, wilson
from insight_synth.model import Caveat, SourceProfile

__all__ = ["caveats"]

_SEVERITY = ("not comparable", "caution", "note")
_TOO_WIDE, _WIDE = 0.17, 0.10  # half the 95 % interval of a share of one half: fewer than 30 and 93 voices
_FEW_OF_GROUP = 30
_OF_BASE = 0.05  # smallest group of the customer base whose voices are counted
_SHARED_VOICES = 0.2  # of the smaller source, at the least
_LANGUAGES = 0.5  # total variation between two mixes of languages
_ENDED = 3  # months without data after which a continuous source of one or two months was no continuous one

_FAMILIES: Mapping[str, str] = {
    "complaints": "problem", "contact-reasons": "problem", "returns": "problem",
    "staff-opinions": "staff", "frontline-notes": "staff", "account-management": "staff",
    "win-loss": "asked", "market-research": "asked", "survey": "asked", "omnibus": "asked",
    "industry-research": "asked",
    "reviews": "public", "forum": "public", "blog": "public", "social": "public",
}  # fmt: skip


def caveats(profiles: Sequence[SourceProfile], reached: Mapping[str, Reach] | None = None) -> tuple[Caveat, ...]:
    """Every caveat there is, the gravest first, then by code, sources and fault.

    Args:
        profiles: of all sources.
        reached: whom each source heard (``reaches``); without it, what the profiles tell of that.
    """
    found = dict(reached or {})
    for profile in profiles:
        found.setdefault(profile.source.id, reach_by_profile(profile))
    speaking = sorted((profile for profile in profiles if profile.voices), key=lambda profile: profile.source.id)
    known, base = groups.times_known(found), customer_base(found)
    times = {
        profile.source.id: periods.covered(found[profile.source.id], profile.source.cadence) for profile in speaking
    }
    told: list[Caveat] = []
    for profile in speaking:
        reach, time = found[profile.source.id], times[profile.source.id]
        told += _alone(profile, reach, base)
        told += groups.by_itself(profile, reach, known, base)
        told += periods.by_itself(profile, time, groups.KNOWN)
    for one, other in combinations(speaking, 2):
        names = (one.source.id, other.source.id)
        left, right = found[names[0]], found[names[1]]
        told += _between(one, other, left, right)
        told += groups.between(names, left, right, known, (one.with_segment, other.with_segment))
        if min(one.dated, other.dated) >= groups.KNOWN:
            told += periods.between(names, times[names[0]], times[names[1]])
    return tuple(sorted(told, key=_order))


def _order(caveat: Caveat) -> tuple[int, str, tuple[str, ...], str]:
    return _SEVERITY.index(caveat.severity), caveat.code, caveat.sources, str(caveat.figures["fault"])


def _alone(profile: SourceProfile, reach: Reach, base: Mapping[str, str]) -> Iterator[Caveat]:
    names = (profile.source.id,)
    yield from _sample(names, reach, base)
    if profile.source.purpose == "secondary":
        yield Caveat(names, "purpose", "caution", {"fault": "secondary"})
    for fault in profile.weight_faults:
        yield Caveat(names, "weights", "not comparable", {"fault": fault.code, **fault.figures})
    if profile.with_weight > 0 and not profile.weights_off:
        figures: dict[str, float | int | str] = {
            "weighted": round(profile.with_weight, 3), "voices": reach.voices, "effective": round(reach.effective)
        }  # fmt: skip
        yield Caveat(names, "weights", "note", {"fault": "weighted", **figures})
    silence = profile.days_since_last or 0
    if profile.source.cadence == "continuous" and profile.months_in_period in (1, 2) and silence > 30 * _ENDED:
        figures = {"months": profile.months_in_period, "days": silence}
        yield Caveat(names, "cadence", "caution", {"fault": "ended", **figures})


def _sample(names: tuple[str, ...], reach: Reach, base: Mapping[str, str]) -> Iterator[Caveat]:
    """How many voices, and of whom: the width of an interval, and the part of the customers that was heard."""
    low, high = wilson(reach.effective / 2, reach.effective)
    wide = (high - low) / 2
    if wide > _WIDE:
        figures: dict[str, float | int | str] = {
            "voices": reach.voices, "effective": round(reach.effective), "interval": round(100 * wide)
        }  # fmt: skip
        severity = "not comparable" if wide > _TOO_WIDE else "caution"
        yield Caveat(names, "sample", severity, {"fault": "few", **figures})  # type: ignore[arg-type]
    heard = sum(customer in base for customer in reach.customers)
    if heard:
        figures = {"heard": heard, "base": len(base), "share": round(heard / len(base), 4)}
        yield Caveat(names, "sample", "note", {"fault": "reach", **figures})
    customers = Counter(group for group in base.values() if group)
    large = [group for group, count in customers.items() if count >= _OF_BASE * customers.total()]
    few = [group for group in large if 0 < reach.groups.get(group, 0) < _FEW_OF_GROUP]
    if few and wide <= _TOO_WIDE:
        group = min(few, key=lambda name: (reach.groups[name], name))
        figures = {"group": group, "voices": reach.groups[group], "customers": customers[group]}
        yield Caveat(names, "sample", "note", {"fault": "few-of-group", **figures})


def _between(one: SourceProfile, other: SourceProfile, left: Reach, right: Reach) -> Iterator[Caveat]:
    names = (one.source.id, other.source.id)
    yield from _same_voices(one, other, left, right)
    cadences = (one.source.cadence, other.source.cadence)
    if set(cadences) == {"one-off", "continuous"}:
        yield Caveat(names, "cadence", "caution", {"fault": "one-off", "left": cadences[0], "right": cadences[1]})
    families = [_FAMILIES.get(profile.source.kind, "other") for profile in (one, other)]
    if families[0] != families[1]:
        yield Caveat(names, "kind", "note", {"fault": "kind", "left": families[0], "right": families[1]})
    if one.languages and other.languages:
        distance = total_variation(one.languages, other.languages)
        if distance > _LANGUAGES:
            spoken = [max(sorted(mix), key=lambda name: mix[name]) for mix in (one.languages, other.languages)]
            figures: dict[str, float | int | str] = {"left": spoken[0], "right": spoken[1]}
            yield Caveat(names, "language", "note", {"fault": "language", **figures, "distance": round(distance, 3)})


def _same_voices(one: SourceProfile, other: SourceProfile, left: Reach, right: Reach) -> Iterator[Caveat]:
    """Sources of which one mostly repeats the other; the same people saying other things make tests more careful."""
    names = (one.source.id, other.source.id)
    fewer = min(left.voices, right.voices)
    smaller = names[left.voices > right.voices]
    repeated = left.repeated.get(names[1], 0) / fewer if fewer >= FEWEST else 0.0
    if one.copy_of == names[1]:
        smaller, repeated = names[0], one.overlap
    elif other.copy_of == names[0]:
        smaller, repeated = names[1], other.overlap
    shared = left.shared.get(names[1], 0)
    if repeated >= COPIED:
        figures: dict[str, float | int | str] = {"copy": smaller, "original": names[smaller == names[0]]}
        yield Caveat(names, "copy", "not comparable", {"fault": "copy", **figures, "overlap": round(repeated, 3)})
    elif wilson(shared, fewer)[0] > _SHARED_VOICES:
        figures = {"smaller": smaller, "voices": shared, "share": round(shared / fewer, 3)}
        yield Caveat(names, "copy", "note", {"fault": "shared", **figures})
