"""A company drawn from its seed: the same for the same seed, on every machine."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.companies.company import GROUPS, Company, Generator, Machine
from benchmarks.companies.drawn_sources import draw_sources
from benchmarks.companies.drawn_themes import draw_by_month, draw_homes, draw_resembling, draw_shares, draw_themes

LAST_YEAR, LAST_MONTH = 2026, 10


def draw_company(seed: int) -> Company:
    """The company of ``seed``."""
    rng = np.random.default_rng([20261122, seed])
    months = _months(int(rng.integers(18, 37)))
    groups = GROUPS[: int(rng.integers(1, 5))]
    base = rng.dirichlet(np.full(len(groups), 5.0))
    count = round(math.exp(rng.uniform(math.log(3), math.log(30))))
    little = bool(rng.random() < 0.1)
    volume = math.exp(rng.uniform(math.log(30), math.log(120)))
    sources = draw_sources(rng, count, len(months), base, volume, little)
    themes, finest, above = draw_themes(rng, len(months), any(source.role == "noise" for source in sources))
    homes = draw_homes(rng, themes, sources)
    return Company(
        seed=seed,
        months=months,
        groups=groups,
        base=tuple(base),
        themes=themes,
        finest=finest,
        above=above,
        resembling=draw_resembling(rng, themes, len(finest)),
        sources=sources,
        shares=draw_shares(rng, themes, sources, homes, len(finest)),
        by_group=np.exp(rng.normal(0, np.where(rng.random(len(finest)) < 0.25, 0.9, 0.3)[:, None],
                                   (len(finest), len(groups)))),
        by_month=draw_by_month(rng, themes, len(finest), len(months)),
        machine=_machine(rng),
    )  # fmt: skip


def _months(count: int) -> tuple[str, ...]:
    last = LAST_YEAR * 12 + LAST_MONTH - 1
    return tuple(f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(last - count + 1, last + 1))


def _machine(rng: Generator) -> Machine:
    """Ranges and where they come from: docs/contributors/simulated-companies.md."""
    return Machine(
        wrong=rng.uniform(0.03, 0.20),
        resembling=rng.uniform(0.6, 0.95),
        left_out=rng.uniform(0.0, 0.15),
        swallowed=rng.uniform(0.0, 0.12),
        gathered=rng.uniform(0.3, 0.75),
        leaked=rng.uniform(0.05, 0.25),
        spread=rng.uniform(0.05, 0.30),
        gap=rng.uniform(0.3, 0.9),
        feeling_wrong=rng.uniform(0.10, 0.20),
        abstained=rng.uniform(0.05, 0.20),
        unlinked=rng.uniform(0.02, 0.05),
    )
