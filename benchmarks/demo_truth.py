"""How much of what is true of the demo company the whole analysis finds: themes, sources, beginnings, verdicts.

The truth is ``sources/truth.toml`` and ``sources/truth_rows.csv``, which the generator wrote. A mention speaks of the
true theme whose span it overlaps most, of none where it overlaps no span. A true theme is matched to the found theme
with the greatest F1 over mentions: everything in the found theme counts against precision, background too, and every
mention of the true theme counts for recall, those left in no theme too. ``tests/test_demo_truth.py`` sets the bounds.

Run: python benchmarks/demo_truth.py [--workspace FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from insight_synth import pipeline
from insight_synth.model import Mention, Snapshot, Theme, Verbatim
from insight_synth.store import Workspace, analyses, records

SOURCES = Path(__file__).resolve().parents[1] / "sources"


@dataclass(frozen=True)
class Truth:
    """What the generator says of its data."""

    themes: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, Mapping[str, Any]]
    rows: Sequence[Mapping[str, str]]

    def of_kind(self, kind: str) -> list[str]:
        """Ids of the true themes that are ``recurring``, ``single`` or ``late``."""
        return [theme for theme, told in self.themes.items() if told["kind"] == kind]


@dataclass(frozen=True)
class Match:
    """A true theme and the found one that is most like it."""

    truth: str
    theme: Theme
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def standing(self) -> set[str]:
        """The sources the found theme stands in."""
        return {entry.source for entry in self.theme.evidence if entry.stands}


@dataclass(frozen=True)
class Found:
    """What an analysis of the demo company says, and what each mention truly speaks of ("" for background)."""

    snapshot: Snapshot
    mentions: Sequence[Mention]
    speaks_of: Sequence[str]

    def matches(self, truths: Iterable[str], themes: Sequence[Theme]) -> dict[str, Match]:
        """The best match of each true theme among ``themes``; ties go to the larger theme, then the smaller id."""
        parents = {theme.id: theme.parent for theme in self.snapshot.themes}
        held: dict[str, Counter[str]] = {theme.id: Counter() for theme in themes}
        for mention, spoken in zip(self.mentions, self.speaks_of, strict=True):
            for theme_id in {mention.theme_id, parents.get(mention.theme_id, "")} & held.keys():
                held[theme_id][spoken] += 1
        of_all = Counter(self.speaks_of)
        best = {}
        for truth in truths:
            candidates = [
                Match(truth, theme, _share(held[theme.id][truth], held[theme.id].total()),
                      _share(held[theme.id][truth], of_all[truth]))
                for theme in themes
            ]  # fmt: skip
            best[truth] = min(candidates, key=lambda match: (-match.f1, -match.theme.size, match.theme.id))
        return best

    def agreement(self) -> tuple[float, float, float]:
        """V measure of sub-themes and of top themes against the truth, over mentions with a true theme that were put
        in one, and the share of mentions with a true theme that were put in none."""
        from sklearn.metrics import v_measure_score

        parents = {theme.id: theme.parent for theme in self.snapshot.themes}
        telling = [(m.theme_id, spoken) for m, spoken in zip(self.mentions, self.speaks_of, strict=True) if spoken]
        placed = [(theme_id, spoken) for theme_id, spoken in telling if theme_id]
        truths = [spoken for _, spoken in placed]
        fine = float(v_measure_score(truths, [theme_id for theme_id, _ in placed]))
        top = float(v_measure_score(truths, [parents[theme_id] or theme_id for theme_id, _ in placed]))
        return fine, top, 1 - len(placed) / len(telling)


def read_truth(folder: Path = SOURCES) -> Truth:
    """The truth about the demo company in ``folder``."""
    told = tomllib.loads((folder / "truth.toml").read_text("utf-8"))
    with (folder / "truth_rows.csv").open(encoding="utf-8", newline="") as file:
        return Truth(told["themes"], told["sources"], list(csv.DictReader(file)))


def read_found(ws: Workspace, truth: Truth) -> Found:
    """What the newest analysis of ``ws`` found, beside the truth.

    Raises:
        KeyError: a verbatim with mentions is not in the truth.
    """
    with ws.read() as connection:
        mentions = [mention for mention, _ in analyses.mentions(connection)]
        verbatims = {verbatim.id: verbatim for verbatim in records.verbatims(connection)}
    return Found(pipeline.snapshot(ws), mentions, true_themes(mentions, verbatims, truth.rows))


def true_themes(
    mentions: Sequence[Mention], verbatims: Mapping[str, Verbatim], rows: Iterable[Mapping[str, str]]
) -> list[str]:
    """The true theme of each mention: that of the span it overlaps most, "" where it overlaps none."""
    spans = {(row["source"], row["row_id"]): [_span(told) for told in row["spans"].split()] for row in rows}
    found = []
    for mention in mentions:
        verbatim = verbatims[mention.verbatim_id]
        overlaps = [
            (min(end, mention.end) - max(start, mention.start), theme)
            for theme, start, end in spans[verbatim.source, verbatim.source_row_id]
        ]
        overlap, theme = max(overlaps, default=(0, ""))
        found.append(theme if overlap > 0 else "")
    return found


def table_of_matches(matches: Iterable[Match]) -> str:
    """One line a match, for people."""
    lines = [f"{'true theme':<18} {'F1':>5} {'prec.':>6} {'recall':>6} {'recurs':>7} {'started':>8}  found theme"]
    lines += [
        f"{match.truth:<18} {match.f1:>5.2f} {match.precision:>6.2f} {match.recall:>6.2f} "
        f"{'yes' if match.theme.recurs else 'no':>7} {match.theme.started or '–':>8}  {match.theme.id} "
        f"{match.theme.name()} ({match.theme.size} mentions)"
        for match in matches
    ]
    return "\n".join(lines)


def table_of_verdicts(snapshot: Snapshot, truth: Truth) -> str:
    """One line a source: its verdict, those the truth accepts, and what counts against it."""
    lines = [f"{'source':<22} {'verdict':<8} {'accepted':<14} {'sure':>5}  reasons (− against, + for)"]
    for entry in snapshot.advice:
        accepted = truth.sources[entry.source]["verdicts"]
        signs = {"for": "+", "against": "−", "neutral": ""}
        reasons = ", ".join(signs[reason.weighs] + reason.code for reason in entry.reasons)
        mark = " " if entry.verdict in accepted else "!"
        lines.append(
            f"{entry.source:<22}{mark}{entry.verdict:<8} {'/'.join(accepted):<14} {entry.confidence:>5.2f}  {reasons}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", type=Path, help="a workspace that holds the demo, analysed; made anew otherwise")
    options = parser.parse_args()
    truth = read_truth()
    with (
        tempfile.TemporaryDirectory() as folder,
        Workspace.open(options.workspace or Path(folder) / "workspace", create=not options.workspace) as ws,
    ):
        if not options.workspace:
            pipeline.add(ws, [SOURCES])
            pipeline.analyse(ws)
        found = read_found(ws, truth)
    show(found, truth)


def show(found: Found, truth: Truth) -> None:
    """Prints the tables, and rows for the README."""
    snapshot = found.snapshot
    tops = found.matches(truth.themes, snapshot.top_themes)
    anywhere = found.matches(truth.themes, snapshot.themes)
    print("Among top themes:\n" + table_of_matches(tops.values()))
    print("\nAmong themes and sub-themes:\n" + table_of_matches(anywhere.values()))
    print("\n" + table_of_verdicts(snapshot, truth) + "\n")
    fine, top, left_out = found.agreement()
    recurring = [tops[theme] for theme in truth.of_kind("recurring")]
    single = [anywhere[theme] for theme in truth.of_kind("single")]
    right = sum(entry.verdict in truth.sources[entry.source]["verdicts"] for entry in snapshot.advice)
    late = ", ".join(tops[theme].theme.started or "not told" for theme in truth.of_kind("late"))
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |")
    for what, figure in (
        ("V of sub-themes; of top themes", f"{fine:.2f}; {top:.2f}"),
        ("mentions of a true theme put in none", f"{left_out:.1%}"),
        ("F1 of the eight recurring themes: least, mean",
         f"{min(m.f1 for m in recurring):.2f}, {sum(m.f1 for m in recurring) / len(recurring):.2f}"),
        ("F1 of the two themes of a single source, any level", ", ".join(f"{m.f1:.2f}" for m in single)),
        ("beginning told of the theme that began in 2026-04", late),
        ("verdicts the truth accepts", f"{right} of {len(snapshot.advice)}"),
    ):  # fmt: skip
        print(f"| {date.today()} | {os.cpu_count()} cores | demo | {what} | {figure} |")


def _span(told: str) -> tuple[str, int, int]:
    theme, places = told.rsplit(":", 1)
    start, end = map(int, places.split("-"))
    return theme, start, end


def _share(part: int, of: int) -> float:
    return part / of if of else 0.0


if __name__ == "__main__":
    main()
