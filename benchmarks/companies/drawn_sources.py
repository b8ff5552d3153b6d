"""The sources of a company as they are drawn: parts, kinds, volumes, faults, and which repeat which."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from benchmarks.companies.company import Floats, Generator, TrueSource, WeightsAre
from benchmarks.companies.roles import BEHAVIOUR, KINDS, OFTEN, Role, kinds_of


def draw_sources(
    rng: Generator, count: int, months: int, base: Floats, volume: float, little: bool
) -> tuple[TrueSource, ...]:
    roles: list[Role] = ["middling" if little else "healthy"]
    names, odds = list(OFTEN), np.array(list(OFTEN.values()))
    roles += [names[at] for at in rng.choice(len(names), count - 1, p=odds / odds.sum())]
    if little:
        roles = ["middling" if role == "healthy" else role for role in roles]
    numbers = rng.permutation(count)
    drawn = [
        _source(rng, role, int(number), months, base, volume * (0.4 if little else 1.0), first=at == 0)
        for at, (role, number) in enumerate(zip(roles, numbers, strict=True))
    ]
    drawn = _within_cap(drawn)
    return tuple(sorted(_linked(rng, drawn), key=lambda source: source.id))


def _source(
    rng: Generator, role: Role, number: int, months: int, base: Floats, volume: float, *, first: bool
) -> TrueSource:
    kinds = kinds_of(role)
    kind = kinds[int(rng.integers(len(kinds)))]
    traits = KINDS[kind]
    cadence = _cadence(rng, role)
    biased = len(base) > 1 and (role == "weights" or rng.random() < 0.35)
    mix = rng.dirichlet(base * (2.0 if biased else 80.0) + 0.05)
    cost: float | None = traits.cost * float(np.exp(rng.normal(0, 0.5)))
    if role.startswith("dear"):
        cost = rng.uniform(30_000, 60_000)
    elif role.startswith("thin"):
        cost = rng.uniform(20, 120)
    elif rng.random() < 0.2:
        cost = None
    own_groups = (
        len(base) > 1 and not first and role not in ("weights", "copy", "copy of several") and (rng.random() < 0.05)
    )
    return TrueSource(
        id=f"{kind}-{number:02d}",
        role=role,
        kind=kind,
        cadence=cadence,
        purpose="secondary" if role == "secondary" else "primary",
        monthly=tuple(_monthly(rng, role, cadence, months, volume, first=first)),
        mix=tuple(mix),
        background=rng.uniform(0.75, 0.97) if role == "noise" else rng.uniform(0.05, 0.45),
        felt=float(np.clip(traits.felt + rng.normal(0, 0.07), 0.35, 0.95)) if traits.felt else 0.0,
        cost=None if cost is None else round(cost, -2),
        language=("en", "fi", "pl")[int(rng.choice(3, p=(0.6, 0.25, 0.15)))],
        known_customers=bool(rng.random() < 0.6),
        segmented=rng.uniform(0.0, 0.2) if role != "weights" and rng.random() < 0.08 else rng.uniform(0.85, 1.0),
        own_groups=own_groups,
        dated=rng.uniform(0.0, 0.6) if role == "undated" else rng.uniform(0.95, 1.0),
        rejected=_rejected(rng, role),
        weights=_weights(rng, role, traits.family == "asked" and not own_groups, mix, base),
    )  # fmt: skip


def _cadence(rng: Generator, role: Role) -> Literal["continuous", "periodic", "one-off"]:
    if role.startswith("one-off"):
        return "one-off"
    if role == "periodic" or role.startswith("dear"):
        return "periodic"
    if role == "secondary":
        return ("continuous", "periodic", "one-off")[int(rng.integers(3))]
    if role == "weights":
        return ("continuous", "periodic")[int(rng.integers(2))]
    return "continuous"


def _monthly(
    rng: Generator, role: Role, cadence: str, months: int, volume: float, *, first: bool
) -> Floats:  # fmt: skip
    """Verbatims expected by month. A healthy source has thirty a month or more: over sixty voices a quarter."""
    usual = max(30.0, volume * float(np.exp(rng.normal(0, 0.5))))
    each = np.full(months, usual)
    if role == "middling":
        each[:] = rng.uniform(9, 20)
    elif role.startswith("dear"):
        each[:] = rng.uniform(2.0, 4.0)
    elif role.startswith("thin"):
        each[:] = rng.uniform(1.0, 2.5)
    elif role == "noise":
        each[:] = max(20.0, usual * rng.uniform(0.5, 1.5))
    elif role in BEHAVIOUR:
        each[:] = rng.uniform(20, 150)
    each *= np.exp(rng.normal(0, 0.12, months))
    at = np.arange(months)
    if cadence == "one-off":
        when = int(rng.integers(2, months - 1))
        each = np.where((at == when) | (at == when + rng.integers(0, 2)), rng.uniform(90, 300), 0.0)
    elif cadence == "periodic":
        every = int(rng.choice([3, 4, 6]))
        wave = each * every if role.startswith("dear") else np.full(months, rng.uniform(60, 180))
        each = np.where((months - 1 - at) % every == int(rng.integers(0, min(every, 3))), wave, 0.0)
    if role.startswith("dear"):  # some thirty answers in all
        each *= 30 / max(each.sum(), 30)
    elif role.startswith("stopped"):
        each[int(rng.integers(months // 3, months - 8)) :] = 0.0
    elif role in ("young", "behaviour, young"):
        each[: months - int(rng.integers(4, 9))] = 0.0
    elif role == "dying":
        each *= np.exp(np.minimum(0.0, -(at - months // 3) * math.log(40) / (months * 2 // 3 - 5)))
        each = np.where(at >= months - 6, np.minimum(each, 1.5), each)
    elif role == "gappy":
        each *= rng.permutation(months) < months * rng.uniform(0.4, 0.6)
        each[-1] = usual
    elif not first and cadence == "continuous" and rng.random() < 0.25:
        each[: int(rng.integers(0, max(months - 15, 1)))] = 0.0  # began within the period
    return each


def _rejected(rng: Generator, role: Role) -> float:
    if role == "unreadable":
        return 1.0
    if role == "rejects" or (role == "behaviour, faulty"):
        return float(rng.uniform(0.2, 0.7))
    return float(rng.uniform(0.0, 0.04))


def _weights(rng: Generator, role: Role, asked: bool, mix: Floats, base: Floats) -> WeightsAre:
    if role == "weights":
        faults: list[WeightsAre] = ["off", "missing", "uneven", "negative"]
        if len(base) > 1 and float(np.abs(mix - base).sum()) / 2 >= 0.25:
            faults = ["astray", "astray", *faults]
        return faults[int(rng.integers(len(faults)))]
    usable: tuple[WeightsAre, ...] = ("none", "right", "ones")
    return usable[int(rng.choice(3, p=(0.6, 0.25, 0.15)))] if asked else "none"


def _within_cap(sources: Sequence[TrueSource], cap: float = 17_000.0) -> list[TrueSource]:
    """Larger sources are made smaller, none below thirty verbatims a month, until all have 17,000 without copies."""
    total = sum(sum(source.monthly) for source in sources)
    if total <= cap:
        return list(sources)
    return [
        replace(source, monthly=tuple(month and max(min(month, 30.0), month * cap / total) for month in source.monthly))
        for source in sources
    ]


def _linked(rng: Generator, sources: Sequence[TrueSource]) -> list[TrueSource]:
    """Copies get what they copy; a few others get customers who speak in another source too."""
    origins = [source for source in sources if source.role in ("healthy", "middling")]
    found: list[TrueSource] = []
    for at, source in enumerate(sources):
        others = [origin for origin in origins if origin.id != source.id]
        earlier = [origin for origin in sources[:at] if origin.role in ("healthy", "middling")]
        if source.role == "copy" or (source.role == "copy of several" and len(others) < 2):
            original = others[int(rng.integers(len(others)))]
            found.append(_copy(replace(source, role="copy"), [original], rng.uniform(0.6, 1.0)))
        elif source.role == "copy of several":
            chosen = [others[int(at)] for at in rng.choice(len(others), min(len(others), int(rng.integers(2, 4))),
                                                           replace=False)]  # fmt: skip
            found.append(_copy(source, chosen, rng.uniform(0.8, 1.0)))
        elif source.role in ("healthy", "periodic") and earlier and rng.random() < 0.15:
            original = earlier[int(rng.integers(len(earlier)))]
            found.append(replace(source, originals=(original.id,), overlap=rng.uniform(0.1, 0.35)))
        else:
            found.append(source)
    return found


def _copy(source: TrueSource, originals: Sequence[TrueSource], overlap: float) -> TrueSource:
    """It takes four in five of what its originals have, with a little of its own."""
    taken = np.sum([origin.monthly for origin in originals], axis=0) * 0.8 / len(originals)
    mix = np.mean([origin.mix for origin in originals], axis=0)
    return replace(
        source,
        monthly=tuple(taken),
        mix=tuple(mix),
        weights="none",
        originals=tuple(sorted(origin.id for origin in originals)),
        overlap=float(overlap),
        background=float(np.mean([origin.background for origin in originals])),
    )
