"""The themes of a company as they are drawn: how far each reaches, what resembles it, and how it goes through time."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from benchmarks.companies.company import Floats, Generator, Reach, Step, TrueSource, TrueTheme
from benchmarks.companies.roles import KINDS, LEAVING, NOTHING_OWN, OWN_THEME


def draw_themes(
    rng: Generator, months: int, noisy: bool
) -> tuple[tuple[TrueTheme, ...], tuple[str, ...], tuple[str, ...]]:
    count = int(rng.integers(6, 41))
    universal, single = rng.uniform(0.4, 0.7), rng.uniform(0.1, 0.3)
    reaches: list[Reach] = ["universal", "family", "single"]
    drawn = rng.choice(3, count, p=(universal, 1 - universal - single, single))
    drawn[:2] = 0
    others: list[Reach] = ["everyday"] * int(rng.integers(1, 6))
    if noisy:
        others += ["chatter"] * int(rng.integers(0, 5))
    themes: list[TrueTheme] = []
    finest: list[str] = []
    above: list[str] = []
    stepping = set(rng.permutation(np.flatnonzero(drawn == 0))[: int(rng.integers(1, 4))].tolist())
    for at in range(count + len(others)):
        name = f"t{at:02d}"
        below = int(rng.integers(2, 7)) if at < count and rng.random() < 0.5 else 0
        ids = [f"{name}.{sub}" for sub in range(below)] or [name]
        columns = tuple(range(len(finest), len(finest) + len(ids)))
        finest += ids
        above += [name if below else ""] * len(ids)
        blamed = float(rng.uniform(0.5, 0.98)) if rng.random() < 0.75 else float(rng.uniform(0.02, 0.4))
        themes.append(
            TrueTheme(
                name,
                reaches[drawn[at]] if at < count else others[at - count],
                columns,
                blamed,
                _step(rng, months) if at in stepping else None,
            )
        )
    return tuple(themes), tuple(finest), tuple(above)


def _step(rng: Generator, months: int) -> Step:
    month = int(rng.integers(5, months - 5))
    times = float(rng.uniform(3, 8))
    kind = int(rng.integers(4))
    before, after = ((1.0, times), (1.0, 1 / times), (0.0, 2.0), (1.0, 0.0))[kind]
    return Step(month, before, after)


def draw_homes(rng: Generator, themes: Sequence[TrueTheme], sources: Sequence[TrueSource]) -> dict[str, str]:
    """Theme of a single source → that source; chatter lives in noise, and has no home where there is none."""
    wanting = [source.id for source in sources if source.role in OWN_THEME]
    able = [source.id for source in sources if source.role not in LEAVING]
    noisy = [source.id for source in sources if source.role == "noise"]
    homes = {}
    for theme in themes:
        if theme.reach == "single" and (wanting or able):
            homes[theme.id] = wanting.pop(0) if wanting else able[int(rng.integers(len(able)))]
        elif theme.reach == "chatter" and noisy:
            homes[theme.id] = noisy[int(rng.integers(len(noisy)))]
    return homes


def draw_shares(
    rng: Generator,
    themes: Sequence[TrueTheme],
    sources: Sequence[TrueSource],
    homes: dict[str, str],
    finest: int,
) -> Floats:
    """(n_sources, n_finest) share of passages; the rest of each row is on no theme."""
    large = np.exp(rng.normal(0, 0.7, len(themes)))
    tops = np.zeros((len(sources), len(themes)))
    families = sorted({traits.family for traits in KINDS.values()} - {"behaviour"})
    for at, theme in enumerate(themes):
        family = families[int(rng.integers(len(families)))]
        dwells = np.exp(rng.normal(0, 0.5, len(sources))) * (rng.random(len(sources)) >= 0.3)
        for row, source in enumerate(sources):
            if theme.reach == "universal" or (theme.reach == "family" and KINDS[source.kind].family == family):
                tops[row, at] = large[at] * dwells[row]
    speaks = [row for row, source in enumerate(sources) if source.role not in LEAVING]
    for row, source in enumerate(sources):
        if source.role in NOTHING_OWN:
            heard = (tops[speaks] > 0.03 * tops[speaks].sum(axis=1, keepdims=True)).sum(axis=0) >= 3
            if heard.sum() >= 2:
                tops[row] = np.where(heard, tops[speaks].mean(axis=0) * np.exp(rng.normal(0, 0.3, len(themes))), 0.0)
    rows = {source.id: row for row, source in enumerate(sources)}
    own = np.zeros_like(tops)
    for at, theme in enumerate(themes):
        if theme.id in homes:
            row = rows[homes[theme.id]]
            own[row, at] = rng.uniform(0.08, 0.20) if sources[row].role in OWN_THEME else rng.uniform(0.03, 0.12)
            if theme.reach == "chatter":
                own[row, at] = rng.uniform(0.05, 0.25)
    shares = np.zeros((len(sources), finest))
    parts = [rng.dirichlet(np.full(len(theme.finest), 3.0)) for theme in themes]
    for row, source in enumerate(sources):
        free = max(1 - source.background - own[row].sum(), 0.02 if source.role == "noise" else 0.2)
        whole = tops[row] * free / tops[row].sum() if tops[row].sum() else tops[row]
        for at, theme in enumerate(themes):
            mine = parts[at] * np.exp(rng.normal(0, 0.4, len(theme.finest)))
            shares[row, list(theme.finest)] = (whole + own[row])[at] * mine / mine.sum()
    for row, source in enumerate(sources):
        if source.role.startswith("copy"):
            shares[row] = np.mean([shares[rows[origin]] for origin in source.originals], axis=0)
    whole_rows: Floats = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1.0)
    return whole_rows


def draw_by_month(rng: Generator, themes: Sequence[TrueTheme], finest: int, months: int) -> Floats:
    """Drift, seasons and steps: a fifth of the themes drifts, a fifth has its season."""
    at = np.arange(months)
    factors = np.ones((finest, months))
    for theme in themes:
        way = np.ones(months)
        chance = rng.random()
        change, low, phase = rng.uniform(math.log(0.4), math.log(2.5)), rng.uniform(0.2, 0.5), rng.integers(12)
        if theme.step is not None:
            way = np.where(at < theme.step.month, theme.step.before, theme.step.after)
        elif chance < 0.2:
            way = np.exp(change * (at / (months - 1) - 0.5))
        elif chance < 0.4:
            way = 1 + low * np.cos(2 * np.pi * (at - phase) / 12)
        factors[list(theme.finest)] = way
    return factors


def draw_resembling(rng: Generator, themes: Sequence[TrueTheme], finest: int) -> tuple[tuple[int, ...], ...]:
    """One to three finest themes that each is taken for: siblings first, where it has any, and others."""
    found: list[tuple[int, ...]] = [()] * finest
    for theme in themes:
        for leaf in theme.finest:
            siblings = [other for other in theme.finest if other != leaf]
            picked: list[int] = []
            for _ in range(int(rng.integers(1, 4))):
                near = siblings if siblings and rng.random() < 0.5 else [o for o in range(finest) if o != leaf]
                picked.append(near[int(rng.integers(len(near)))])
            found[leaf] = tuple(sorted(set(picked)))
    return tuple(found)
