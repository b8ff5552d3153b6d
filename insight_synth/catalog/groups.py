"""Whether two sources mean the same by their customer groups, and heard them in like proportions.

Counts voices, not records: somebody who wrote ten times is one person of a group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from insight_synth.catalog.reach import Reach
from insight_synth.catalog.shares import surely_apart, total_variation, wilson
from insight_synth.model import Caveat, SourceProfile

__all__ = ["KNOWN", "between", "by_itself", "times_known"]

KNOWN = 0.5
"""Share of records with a group (or a date) from which on a source's mix (or period) is known."""
_SHARED = 0.5  # share of voices in groups that both heard, below which most of one is beyond comparing
_UNMAPPED = 0.05
_OUTSIDE = 0.1
_APART = 0.2  # share of people that would have to be in other groups for two mixes to be alike
_DISAGREE = 0.1  # share of customers who are put in another group elsewhere, at the least
_FEWEST_SHARED = 20  # customers known to both, below which definitions cannot be held against each other
_FEWEST = 30  # customers from which on the customer base has a mix
_OF_BASE = 0.05  # smallest group of the customer base that is looked for
_IN_BASE = 0.8  # share of voices in groups of the customer base, from which on the two are held against each other
_MERGED = 3  # values of an export that make one common group
_NAMED = 3  # names that are told


def times_known(found: Mapping[str, Reach]) -> Counter[str]:
    """Customer group → sources that know it by this name; those of behaviour count."""
    known: Counter[str] = Counter()
    for reach in found.values():
        known.update(set(reach.groups) | (set(reach.customers.values()) - {""}))
    return known


def by_itself(
    profile: SourceProfile, reach: Reach, times: Mapping[str, int], base: Mapping[str, str]
) -> Iterator[Caveat]:
    """What is off with the groups of one source.

    Args:
        profile: of the source.
        reach: whom it heard.
        times: group → sources that know it.
        base: every customer's group.
    """
    source = profile.source
    names = (source.id,)
    if times and profile.with_segment < KNOWN:
        figures: dict[str, float | int | str] = {"fault": "unknown", "known": round(profile.with_segment, 3)}
        yield Caveat(names, "segments", "caution", figures)
    settled = any(sources - (group in reach.groups) > 1 for group, sources in times.items())  # without this source
    unmapped = {
        group: count
        for group, count in reach.groups.items()
        if times[group] < 2 and group not in source.segments.values()
    }
    voices = sum(reach.groups.values())
    if unmapped and (source.segments or settled) and _surely(sum(unmapped.values()), voices) > _UNMAPPED:
        figures = {"share": _part(sum(unmapped.values()), voices), "values": len(unmapped), "names": _few(unmapped)}
        yield Caveat(names, "segments", "caution", {"fault": "unmapped", **figures})
    yield from _merged(profile)
    yield from _disagreement(names, reach.customers, base)
    if profile.with_segment >= KNOWN:
        yield from _beside_the_base(names, reach.groups, Counter(group for group in base.values() if group))


def between(
    names: tuple[str, str], one: Reach, other: Reach, times: Mapping[str, int], known: tuple[float, float]
) -> Iterator[Caveat]:
    """What is different in the groups of two sources.

    Args:
        names: their ids.
        one, other: whom they heard.
        times: group → sources that know it.
        known: the shares of their records with a group.
    """
    yield from _disagreement(names, one.customers, other.customers)
    if min(known) < KNOWN or not one.groups or not other.groups:
        return
    both = one.groups.keys() & other.groups.keys()
    sizes = [sum(reach.groups.values()) for reach in (one, other)]
    inside = [sum(reach.groups[group] for group in both) for reach in (one, other)]
    shared = min(_part(held, size) for held, size in zip(inside, sizes, strict=True))
    figures: dict[str, float | int | str] = {
        "shared": round(shared, 3), "distance": round(total_variation(one.groups, other.groups), 3)
    }  # fmt: skip
    if shared < _SHARED:
        yield Caveat(names, "segments", "not comparable", {"fault": "disjoint", **figures})
        return
    only = [
        {group: count for group, count in reach.groups.items() if group not in both and times[group] < 2}
        for reach in (one, other)
    ]
    outside = [sum(groups.values()) for groups in only]
    if max(_surely(count, size) for count, size in zip(outside, sizes, strict=True)) > _OUTSIDE:
        parts = {"left": _part(outside[0], sizes[0]), "right": _part(outside[1], sizes[1])}
        yield Caveat(names, "segments", "caution", {"fault": "partly", **figures, **parts, "names": _few(*only)})
    elif _differ(one.groups, other.groups):
        yield Caveat(names, "segments", "caution", {"fault": "mix", **figures, **_worst(one.groups, other.groups)})


def _merged(profile: SourceProfile) -> Iterator[Caveat]:
    """A common group that gathers many of an export's own may be drawn elsewhere in another source."""
    gathered: dict[str, list[str]] = defaultdict(list)
    for value, group in profile.source.segments.items():
        if profile.segments.get(group):
            gathered[group].append(value)
    if not gathered:
        return
    group = max(sorted(gathered), key=lambda name: len(gathered[name]))
    values = sorted(gathered[group])
    if len(values) >= _MERGED or (len(gathered) == 1 and len(values) > 1):
        some = ", ".join(values[:_NAMED])
        figures: dict[str, float | int | str] = {"group": group, "values": len(values), "names": some}
        yield Caveat((profile.source.id,), "segments", "note", {"fault": "merged", **figures})


def _disagreement(names: tuple[str, ...], one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[Caveat]:
    """Customers known to both, and put in different groups: the definitions differ, whatever the names."""
    both = one.keys() & other.keys()
    pairs = [(one[customer], other[customer]) for customer in both if one[customer] and other[customer]]
    differ = sum(group != elsewhere for group, elsewhere in pairs)
    if len(pairs) < _FEWEST_SHARED or _surely(differ, len(pairs)) <= _DISAGREE:
        return
    figures: dict[str, float | int | str] = {"customers": len(pairs), "share": _part(differ, len(pairs))}
    grave = _surely(differ, len(pairs)) > 0.5
    yield Caveat(names, "segments", "not comparable" if grave else "caution", {"fault": "disagree", **figures})


def _beside_the_base(names: tuple[str, ...], groups: Mapping[str, int], base: Mapping[str, int]) -> Iterator[Caveat]:
    """A source that hears customers in other proportions than there are, or not one of a group."""
    from scipy.special import bdtr

    voices, customers = sum(groups.get(group, 0) for group in base), sum(base.values())
    if customers < _FEWEST or voices < _IN_BASE * sum(groups.values()) or not voices:
        return
    silent = [
        group for group, count in base.items()
        if count >= _OF_BASE * customers
        and groups.get(group, 0) <= 0.1 * voices * count / customers
        and bdtr(groups.get(group, 0), voices, count / customers) < 0.01
    ]  # fmt: skip
    if silent:
        group = max(sorted(silent), key=lambda name: base[name])
        figures: dict[str, float | int | str] = {
            "group": group, "voices": groups.get(group, 0), "of": voices, "base": _part(base[group], customers)
        }  # fmt: skip
        yield Caveat(names, "segments", "caution", {"fault": "unreached", **figures})
        return
    held = {group: count for group, count in groups.items() if group in base}
    if _differ(held, base):
        worst = _worst(held, base)
        figures = {"distance": round(total_variation(held, base), 3), "group": worst["group"]}
        figures |= {"share": worst["left"], "base": worst["right"]}
        yield Caveat(names, "segments", "caution", {"fault": "biased", **figures})


def _worst(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, float | int | str]:
    """The group whose shares differ most, with both."""
    totals = [sum(mix.values()) for mix in (one, other)]
    parts = {
        group: [_part(mix.get(group, 0), total) for mix, total in zip((one, other), totals, strict=True)]
        for group in one.keys() | other.keys()
    }
    group = min(parts, key=lambda name: (-abs(parts[name][0] - parts[name][1]), -parts[name][0], name))
    return {"group": group, "left": parts[group][0], "right": parts[group][1]}


def _differ(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    """Whether two mixes differ beyond chance, and so far that it matters."""
    return total_variation(one, other) >= _APART and surely_apart(one, other) > 0


def _few(*mixes: Mapping[str, int]) -> str:
    counts: Counter[str] = Counter()
    for mix in mixes:
        counts.update(mix)
    return ", ".join(sorted(counts, key=lambda name: (-counts[name], name))[:_NAMED])


def _part(count: int, of: int) -> float:
    return round(count / of, 3) if of else 0.0


def _surely(count: int, of: int) -> float:
    """The lower end of the share's 95 % interval."""
    return wilson(count, of)[0]
