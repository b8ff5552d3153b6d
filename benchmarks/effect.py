"""How often ``tracking.changes`` tells a change where there is none, and a step within a month, by size and step.

Series are drawn: three sources at levels of their own (one starts midway), 24 months, shares of binomial counts, in a
second run months that scatter beyond that. Beside it stand two that one would try first: the greatest jump of the
pooled share from one month to the next, told where it is beyond three standard errors; and the first month beyond the
limits of a pooled p-chart over all months.

Run: python benchmarks/effect.py [--series 200] [--seed 0]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight_synth.tracking import changes, control_limits, months_between

Floats = NDArray[np.float64]
MONTHS = months_between("2024-01", "2025-12")
LEVELS = np.array([0.5, 1.0, 2.0])[:, None]
STARTS = 8  # month in which the third source begins
Telling = Callable[[Floats, Floats], list[int]]


@dataclass(frozen=True)
class Drawn:
    """Counts and what they are of, by source and month, and the month of the step; None where there is none."""

    counts: Floats
    of: Floats
    month: int | None


def draw(rng: np.random.Generator, voices: int, share: float, times: float, scatter: float) -> Drawn:
    """One series; a step multiplies all shares by ``times`` from a month on that leaves four on either side."""
    of = rng.poisson(voices / 3, (3, len(MONTHS))).astype(float)
    of[2, :STARTS] = 0
    month = int(rng.integers(4, len(MONTHS) - 3)) if times != 1 else None
    level = np.where(np.arange(len(MONTHS)) >= (month or 0), times, 1.0)
    moved = np.exp(rng.normal(0, scatter, len(MONTHS)) - scatter**2 / 2) if scatter else 1.0
    shares = np.minimum(share * LEVELS * level * moved, 0.9)
    return Drawn(rng.binomial(of.astype(int), shares).astype(float), of, month)


def ours(counts: Floats, of: Floats) -> list[int]:
    return [MONTHS.index(change.month) for change in changes(counts, of, MONTHS)]


def greatest_jump(counts: Floats, of: Floats) -> list[int]:
    n = of.sum(axis=0)
    pooled = counts.sum(axis=0) / n
    common = counts.sum() / of.sum()
    z = np.diff(pooled) / np.sqrt(common * (1 - common) * (1 / n[1:] + 1 / n[:-1]))
    at = int(np.argmax(np.abs(z)))
    return [at + 1] if abs(z[at]) > 3 else []


def beyond_limits(counts: Floats, of: Floats) -> list[int]:
    n = of.sum(axis=0)
    pooled = counts.sum(axis=0) / n
    low, high = control_limits(float(counts.sum() / of.sum()), n)
    out = np.flatnonzero((pooled < low) | (pooled > high))
    return [int(out[0])] if len(out) else []


WAYS: tuple[tuple[str, Telling], ...] = (
    ("changes", ours), ("greatest jump", greatest_jump), ("p-chart", beyond_limits)
)  # fmt: skip


def told(tell: Telling, series: Sequence[Drawn]) -> tuple[float, float]:
    """The share of series in which a change is told at all, and in which one is within a month of the step."""
    found = [(tell(one.counts, one.of), one.month) for one in series]
    near = sum(any(month is not None and abs(at - month) <= 1 for at in said) for said, month in found)
    return sum(bool(said) for said, _ in found) / len(found), near / len(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=200, help="of each kind")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    names = "".join(f"{name:>16}" for name, _ in WAYS)
    for scatter in (0.0, 0.25):
        print(f"\nNothing changes{', months scatter' if scatter else ''}: series in which a change is told")
        print(f"{'voices a month, share':30}{names}")
        for voices, share in ((30, 0.05), (30, 0.2), (100, 0.05), (100, 0.2), (400, 0.05), (400, 0.2)):
            series = [draw(rng, voices, share, 1.0, scatter) for _ in range(options.series)]
            figures = "".join(f"{told(tell, series)[0]:16.1%}" for _, tell in WAYS)
            print(f"{f'{voices:4d}, {share:.0%}':30}{figures}", flush=True)
    print("\nOne step: series in which it is told within a month")
    print(f"{'voices a month, share, times':30}{names}")
    begun, number = time.process_time(), 0
    for voices in (30, 100, 400):
        for times in (0.33, 0.5, 1.5, 2.0, 3.0):
            series = [draw(rng, voices, 0.1, times, 0.0) for _ in range(options.series)]
            figures = "".join(f"{told(tell, series)[1]:16.1%}" for _, tell in WAYS)
            number += len(series)
            print(f"{f'{voices:4d}, 10%, {times:g}':30}{figures}", flush=True)
    print(f"\n{1000 * (time.process_time() - begun) / number:.0f} ms a series of three sources and 24 months")


if __name__ == "__main__":
    main()
