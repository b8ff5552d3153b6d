"""How far the product's judgement agrees with the truth of companies drawn by seed, beside counting mentions.

Each company is judged by the function that the pipeline uses, ``insight_synth._judged.judged``; only its themes are
not found but given, with a machine's errors. What is drawn and what is true: docs/contributors/simulated-companies.md.

Seeds 0-199 are for the figures in benchmarks/README.md; rules are made and mended on 1000-1099, the default.

Run: python benchmarks/simulated_companies.py [--seeds 0-199] [--processes 2] [--explain SEED] [--misses]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from benchmarks.companies import Company, Records, Truth, deliver, draw_company, naive, scoring, truth_of
from benchmarks.companies.scoring import Score
from insight_synth import tracking
from insight_synth._judged import Judged, judged
from insight_synth.model.effect import Indicator
from insight_synth.tracking.indicators import counted_voices

TARGETS: dict[str, tuple[str, Callable[[Score], float], Callable[[float], bool]]] = {
    "verdicts": ("verdicts that agree", lambda s: s.share("verdicts right", "verdicts"), lambda x: x >= 0.95),
    "retire": ("retire: precision", lambda s: s.share("retired right", "retired"), lambda x: x >= 0.97),
    "retire recall": ("retire: recall", lambda s: s.share("to retire found", "to retire"), lambda x: True),
    "precision": ("recurring themes: precision", lambda s: _of(s, "recurs hit", "recurs false"), lambda x: x >= 0.95),
    "recall": ("recurring themes: recall", lambda s: _of(s, "recurs hit", "recurs missed"), lambda x: x >= 0.95),
    "false": (
        "not recurring, said to recur",
        lambda s: _of(s, "recurs false", "recurs rightly not"),
        lambda x: x <= 0.05,
    ),
    "top precision": (
        "  of them top themes: precision", lambda s: _of(s, "recurs top hit", "recurs top false"), lambda x: True),
    "top recall": (
        "  of them top themes: recall", lambda s: _of(s, "recurs top hit", "recurs top missed"), lambda x: True),
    "changes": ("change points within a month", lambda s: s.share("steps found", "steps"), lambda x: x >= 0.9),
    "false changes": ("steady themes said to change", lambda s: s.share("steady false", "steady"), lambda x: True),
    "faults": ("comparability faults found", lambda s: s.share("faults found", "faults"), lambda x: x >= 0.95),
    "compared": (
        "incomparable pairs compared", lambda s: s.share("grave pairs compared", "grave pairs"), lambda x: x <= 0.05),
    "false caveats": ("caveats that are not so", lambda s: s.share("caveats false", "caveats"), lambda x: True),
}  # fmt: skip

CLEAN = 0.115  # share of passages put into a wrong theme, above and below which figures are also told apart


@dataclass
class Compared:
    """The product's score and those of counting mentions, from one mention and from three."""

    ours: Score = field(default_factory=Score)
    counting: Score = field(default_factory=Score)
    counting_three: Score = field(default_factory=Score)
    seconds: float = 0.0

    def add(self, other: Compared) -> None:
        self.ours.add(other.ours)
        self.counting.add(other.counting)
        self.counting_three.add(other.counting_three)
        self.seconds += other.seconds


def compare(seed: int) -> Compared:
    """The company of ``seed``, drawn, delivered, judged and scored."""
    company = draw_company(seed)
    records = deliver(company)
    truth = truth_of(company, records)
    begun = time.process_time()
    said = judged(records.delivered, records.mentions, records.parents, records.now)
    seconds = time.process_time() - begun
    verdicts = {entry.source: entry.verdict for entry in said.advice}
    because = {entry.source: [reason.code for reason in entry.reasons] for entry in said.advice}
    ours = Score()
    for score in (
        scoring.counted(records),
        scoring.score_recurrence(truth, _recurring(said), records.parents),
        scoring.score_standing(truth, _standing(said)),
        scoring.score_verdicts(truth, verdicts, because),
        scoring.score_faults(truth, said.caveats),
        scoring.score_compared(truth, said.comparisons),
        scoring.score_changes(company, truth, changes(records, said)),
    ):
        ours.add(score)
    kind = "clean" if company.machine.wrong < CLEAN else "spoiled"
    for name in ("verdicts", "verdicts right", "recurs hit", "recurs missed", "recurs false"):
        ours.counts[f"{name}, {kind}"] = ours.counts[name]
    ours.misses = [f"seed {seed}, {miss}" for miss in ours.misses]
    return Compared(ours, _naive(company, records, truth, 1), _naive(company, records, truth, 3), seconds)


def changes(records: Records, said: Judged) -> dict[str, tuple[str, ...]]:
    """Top theme → months in which its level is said to have changed for good, as the product follows it."""
    heard = tracking.Heard(
        mentions=records.mentions,
        events=records.delivered.events,
        customers={},
        parents=records.parents,
        profiles=said.profiles,
        caveats=said.caveats,
        verdicts={entry.source: entry.verdict for entry in said.advice},
        now=records.now,
    )
    found = {}
    for theme, above in records.parents.items():
        if not above:
            counted, _ = counted_voices(Indicator(id=theme, kind="theme", of=theme, name=theme), heard)
            told = tracking.changes(counted.counts, counted.of, counted.periods) if counted.periods else ()
            found[theme] = tuple(change.month for change in told if change.kind in ("step", "drift"))
    return found


def _recurring(said: Judged) -> frozenset[str]:
    return frozenset(theme for theme, found in said.told.items() if found.recurs)


def _standing(said: Judged) -> frozenset[tuple[str, str]]:
    return frozenset((theme, row.source) for theme, found in said.told.items() for row in found.evidence if row.stands)


def _naive(company: Company, records: Records, truth: Truth, enough: int) -> Score:
    score = Score()
    score.add(scoring.score_recurrence(truth, naive.recurring(records, enough), records.parents))
    score.add(scoring.score_verdicts(truth, naive.verdicts(records), {}))
    score.add(scoring.score_faults(truth, ()))
    score.add(scoring.score_changes(company, truth, naive.changes(records, company.months)))
    score.misses = []
    return score


def _of(score: Score, part: str, rest: str) -> float:
    whole = score.counts[part] + score.counts[rest]
    return score.counts[part] / whole if whole else float("nan")


def compare_all(seeds: range, processes: int) -> Compared:
    """All companies of ``seeds``, in as many processes."""
    whole = Compared()
    if processes == 1:
        for seed in seeds:
            whole.add(compare(seed))
        return whole
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(compare, seeds, chunksize=2):
            whole.add(one)
    return whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1000-1099", help="first-last; 0-199 are kept for the figures")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--explain", type=int, metavar="SEED", help="one company: what is true, what missed and why")
    parser.add_argument("--misses", action="store_true", help="print everything that does not agree")
    options = parser.parse_args()
    if options.explain is not None:
        explain(options.explain)
        return
    first, _, last = options.seeds.partition("-")
    begun = time.perf_counter()
    found = compare_all(range(int(first), int(last or first) + 1), options.processes)
    if options.misses:
        print("\n".join(found.ours.misses))
    show(found)
    print(
        f"\n{time.perf_counter() - begun:.0f} s by the clock, of which judging took {found.seconds:.0f} s of processor"
    )
    rows(found, options.seeds)


def show(found: Compared) -> None:
    """The table, then what the figures are made of."""
    print(f"{'':<34} {'ours':>7} {'counting mentions':>18} {'three or more':>14}")
    for name, figure, holds in TARGETS.values():
        ours, counting, three = (figure(score) for score in (found.ours, found.counting, found.counting_three))
        print(f"{name:<34} {ours:>6.1%}{' ' if holds(ours) else '!'} {counting:>18.1%} {three:>14.1%}")
    counts = found.ours.counts
    print("\nBy role: " + "; ".join(
        f"{name[11:]} {n} of {counts['role ' + name[11:]]}"
        for name, n in sorted(counts.items()) if name.startswith("role right ")))  # fmt: skip
    print("Wrong: " + "; ".join(f"{name} {n}" for name, n in counts.most_common() if name.startswith("said ")))
    print("Faults: " + "; ".join(
        f"{code} {counts['faults found ' + code]} of {counts['faults ' + code]}, "
        f"{counts['caveats false ' + code]} false"
        for code in ("segments", "sample", "period", "cadence", "purpose", "weights", "copy")))  # fmt: skip
    for kind in ("clean", "spoiled"):
        hit, missed, false = (counts[f"recurs {name}, {kind}"] for name in ("hit", "missed", "false"))
        print(
            f"Themes {kind}: verdicts {counts[f'verdicts right, {kind}']} of {counts[f'verdicts, {kind}']}, "
            f"recurring {hit}, missed {missed}, false {false}"
        )
    named = ("companies", "sources", "verbatims", "mentions", "themed", "themed rightly", "verdicts open",
             "verdicts open right", "recurs hit", "recurs missed", "recurs false", "recurs rightly not", "recurs grey",
             "stands hit", "stands missed", "stands false", "steps", "steps grey", "steady")  # fmt: skip
    print("Counts: " + "; ".join(f"{name} {counts[name]}" for name in named))


def rows(found: Compared, seeds: str) -> None:
    """Rows for benchmarks/README.md."""
    print("\n| date | machine | data | what | ours; counting mentions; from three |\n| --- | --- | --- | --- | --- |")
    for name, figure, _ in TARGETS.values():
        figures = "; ".join(f"{figure(score):.1%}" for score in (found.ours, found.counting, found.counting_three))
        print(f"| {date.today()} | {os.cpu_count()} cores, shared | seeds {seeds} | {name.strip()} | {figures} |")


def explain(seed: int) -> None:
    """What is true of one company, what of it was missed, and what was said instead."""
    company = draw_company(seed)
    records = deliver(company)
    truth = truth_of(company, records)
    machine = company.machine
    print(f"seed {seed}: {len(company.months)} months, groups {', '.join(company.groups)}; the machine: {machine}\n")
    for source in company.sources:
        voices = len(records.true_voices.get(source.id, ()))
        here = sorted(theme for (theme, other), mark in truth.spoken.items() if other == source.id and mark == "yes")
        print(
            f"{source.id:<24} {truth.why[source.id]}: {'/'.join(sorted(truth.verdicts[source.id]))}\n"
            f"{'':<24} {source.cadence}, {voices} voices, {source.cost or 'no'} € a year, background "
            f"{source.background:.0%}, weights {source.weights}, themes {' '.join(here)}"
            + (f", {source.overlap:.0%} of {' and '.join(source.originals)}" if source.originals else "")
        )
    print("\nsteps: " + ", ".join(f"{theme} in {month}" for theme, month in truth.steps.items()))
    print("\n" + "\n".join(compare(seed).ours.misses))


if __name__ == "__main__":
    main()
