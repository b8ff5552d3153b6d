"""What people said in each source, and what a machine made of it: themes, feelings and voices, with its errors.

Columns only; ``delivered`` makes the product's own types of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.companies.company import Company, Generator, TrueSource

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PASSAGES = (0.63, 0.25, 0.09, 0.03)  # share of verbatims with one, two, three and four; as in the demo company
VERBATIMS = (0.78, 0.17, 0.03, 0.01, 0.01)  # share of voices with one … five; likewise
MOST = 0.97  # share of passages that are on themes, at the most; where odds say more, all are scaled down
STAYS = 0.3  # chance that a passage stays on the theme of the one before
FEWEST = 10  # passages of its own a theme must hold to be found; the smallest that is found in the demo company has ten
NOWHERE = -1  # on no theme, or in none


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """The verbatims of one source (n) and their passages (p), in columns."""

    ids: list[str]
    month: Whole  # (n,)
    group: Whole  # (n,)
    voice: list[str]  # (n,) the true one
    heard: list[str]  # (n,) the one it is taken for
    of: Whole  # (p,) the verbatim of each passage, ascending
    about: Whole  # (p,) true finest theme
    theme: Whole  # (p,) where it was put
    similarity: Floats
    feeling: Whole  # (p,) as told


def said_in(rng: Generator, company: Company, source: TrueSource, usual: Floats, before: Mapping[str, Said]) -> Said:
    """What people said in ``source``, copies first."""
    counts = rng.poisson(source.monthly) * (source.role != "unreadable")
    copied = [(origin, at) for origin in source.originals for at in range(len(before[origin].ids))]
    if not source.role.startswith("copy"):
        copied = []
    taken = min(round(source.overlap * counts.sum()), len(copied)) if copied else 0
    chosen = [copied[int(at)] for at in np.sort(rng.permutation(len(copied))[:taken])]
    fresh = _fresh(rng, company, source, counts, int(counts.sum()) - taken, usual, before)
    if not chosen:
        return fresh
    of, columns = [], []
    for at, (origin, row) in enumerate(chosen):
        first, last = np.searchsorted(before[origin].of, [row, row + 1])
        of += [at] * int(last - first)
        columns += [(origin, int(passage)) for passage in range(first, last)]

    def both(name: str) -> npt.NDArray[np.generic]:
        return np.concatenate([[getattr(before[origin], name)[at] for origin, at in columns], getattr(fresh, name)])

    ids = [f"{source.id}/{at}" for at in range(taken + len(fresh.ids))]
    linked = [before[origin].heard[row] for origin, row in chosen]
    missed = rng.random(taken) < company.machine.unlinked
    return Said(
        ids,
        np.concatenate([[before[origin].month[row] for origin, row in chosen], fresh.month]),
        np.concatenate([[before[origin].group[row] for origin, row in chosen], fresh.group]),
        [before[origin].voice[row] for origin, row in chosen] + fresh.voice,
        [f"{ids[at]}*" if missed[at] else voice for at, voice in enumerate(linked)] + fresh.heard,
        np.concatenate([np.array(of, dtype=np.int64), fresh.of + taken]),
        both("about").astype(np.int64),
        both("theme").astype(np.int64),
        both("similarity").astype(np.float64),
        both("feeling").astype(np.int64),
    )


def _fresh(
    rng: Generator,
    company: Company,
    source: TrueSource,
    counts: Whole,
    n: int,
    usual: Floats,
    before: Mapping[str, Said],
) -> Said:
    """``n`` verbatims of its own, in the months of ``counts``."""
    month = rng.permutation(np.repeat(np.arange(len(counts)), counts))[:n]
    many = rng.choice(5, n, p=VERBATIMS) + 1
    person = np.repeat(np.arange(n), many)[:n]
    of_person = rng.choice(len(source.mix), n, p=source.mix)
    names = [f"{source.id}:{at}" for at in range(n)]
    if source.originals and not source.role.startswith("copy"):
        elsewhere = before[source.originals[0]]
        known = sorted(dict(zip(elsewhere.voice, elsewhere.group.tolist(), strict=True)).items())
        shared = np.flatnonzero(rng.random(n) < source.overlap)[: len(known)].tolist()
        for at, which in zip(shared, rng.permutation(len(known)).tolist(), strict=False):
            names[at], of_person[at] = known[which]
    group = of_person[person]
    voice = [names[at] for at in person.tolist()]
    ids = [f"{source.id}/{at}" for at in range(n)]
    missed = rng.random(n) < company.machine.unlinked
    passages = rng.choice(4, n, p=PASSAGES) + 1
    of = np.repeat(np.arange(n), passages)
    about = _about(rng, company, source, group[of], month[of], first=np.r_[True, of[1:] != of[:-1]])
    theme, stray = _placed(rng, company, source, about)
    machine = company.machine
    middle = np.where(stray, 1 - machine.gap * machine.spread, 1.0)
    similarity = np.where(
        theme >= 0, usual[theme] * np.clip(rng.normal(middle, machine.spread), 0.05, 1.0 / usual[theme]), 0.0
    )
    heard = [f"{ids[at]}*" if missed[at] else voice[at] for at in range(n)]
    return Said(ids, month, group, voice, heard, of, about, theme, similarity, _feeling(rng, company, source, about))


def odds_of_themes(company: Company, source: TrueSource) -> Floats:
    """(n_groups, n_months, n_finest) share of passages on each theme, where all together stay below ``MOST``."""
    row = next(at for at, other in enumerate(company.sources) if other.id == source.id)
    by_group = company.by_group / (company.by_group @ np.array(company.base))[:, None]
    odds: Floats = company.shares[row][None, None] * by_group.T[:, None] * company.by_month.T[None]
    return odds


def _about(
    rng: Generator, company: Company, source: TrueSource, group: Whole, month: Whole, first: npt.NDArray[np.bool_]
) -> Whole:
    """(p,) true finest theme of each passage, by the customer's group and the month."""
    odds = odds_of_themes(company, source)
    odds = odds / np.maximum(odds.sum(axis=2, keepdims=True) / MOST, 1.0)
    sums = odds.cumsum(axis=2)
    drawn = (sums[group, month] < rng.random(len(group))[:, None]).sum(axis=1)
    about = np.where(drawn == sums.shape[2], NOWHERE, drawn)
    stays = (rng.random(len(about)) < STAYS) & ~first
    for at in np.flatnonzero(stays).tolist():
        about[at] = about[at - 1]
    return about.astype(np.int64)


def _placed(rng: Generator, company: Company, source: TrueSource, about: Whole) -> tuple[Whole, npt.NDArray[np.bool_]]:
    """Where the machine puts each passage, and whether it strayed there."""
    machine, n, finest = company.machine, len(about), len(company.finest)
    chance, kind = rng.random(n), rng.random(n)
    out = chance < machine.left_out
    wrong = ~out & (chance < machine.left_out + (1 - machine.left_out) * machine.wrong) & (about >= 0)
    even = rng.integers(0, finest, n)
    which = rng.random(n)
    near = np.array(
        [company.resembling[t][int(w * len(company.resembling[t]))] if t >= 0 else 0
         for t, w in zip(about.tolist(), which.tolist(), strict=True)],
        dtype=np.int64,
    )  # fmt: skip
    theme = np.where(wrong, np.where(kind < machine.resembling, near, even), about)
    size = company.shares.sum(axis=0) + 1e-9
    fate = rng.random(n)
    gathered = (about < 0) & (fate < machine.gathered)
    leaked = (about < 0) & ~gathered & (fate < machine.gathered + machine.leaked)
    everyday = [theme.finest[0] for theme in company.themes if theme.reach == "everyday"]
    dwells = rng.dirichlet(np.full(len(everyday), 0.7 if source.role == "noise" else 3.0))
    swallowed = (about >= 0) & ~wrong & (fate < machine.swallowed)
    theme = np.where(gathered | swallowed, np.array(everyday)[rng.choice(len(everyday), n, p=dwells)], theme)
    theme = np.where(leaked, rng.choice(finest, n, p=size / size.sum()), theme)
    theme = np.where(out & (about >= 0), NOWHERE, theme)
    return theme.astype(np.int64), (theme != about) & (theme >= 0) & ~gathered


def _feeling(rng: Generator, company: Company, source: TrueSource, about: Whole) -> Whole:
    """What the machine tells each passage to feel: index into the feelings, the last for none."""
    blamed = np.zeros(len(company.finest))
    chatter = np.zeros(len(company.finest), dtype=np.bool_)
    for theme in company.themes:
        blamed[list(theme.finest)] = theme.blamed
        chatter[list(theme.finest)] = theme.reach == "chatter"
    n = len(about)
    said = (about >= 0) & ~chatter[about]
    dull = rng.uniform(0.05, 0.25) if source.role == "noise" else 0.6 * source.felt
    felt = rng.random(n) < np.where(said, source.felt, dull)
    blames = rng.random(n) < np.where(said, blamed[about], 0.4)
    true = np.where(felt, np.where(blames, 0, 2), 1)
    machine, chance = company.machine, rng.random(n)
    other = (true + rng.integers(1, 4, n)) % 4  # any of the others, mixed among them
    told = np.where(chance < machine.feeling_wrong, other, true)
    return np.where(chance > 1 - machine.abstained, 4, told)


def found_themes(company: Company, said: Mapping[str, Said]) -> npt.NDArray[np.bool_]:
    """(n_finest,) which themes a machine finds: those of ten passages of their own, which are half of it or more.

    Nobody names a heap of strays; a theme is called by what most of it says. What lies in one that is not found is in
    none. Everyday talk is found as soon as there is enough of it.
    """
    theme = np.concatenate([one.theme for one in said.values()])
    about = np.concatenate([one.about for one in said.values()])
    whole = np.bincount(theme[theme >= 0], minlength=len(company.finest))
    own = np.bincount(theme[(theme >= 0) & (theme == about)], minlength=len(company.finest))
    for everyday in company.themes:
        if everyday.reach == "everyday":
            own[list(everyday.finest)] = whole[list(everyday.finest)]
    found: npt.NDArray[np.bool_] = (own >= FEWEST) & (2 * own >= whole)
    return found
