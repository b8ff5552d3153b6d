"""What it costs to add a twentieth of new texts, what stays where it was, and whether a new topic is seen.

From banking77, two intents are kept back whole, and 5 % of the questions of the other 75. Themes are found among the
rest; then the 5 % and 50 questions of each intent kept back are added at once by ``partial_fit``. Several draws of
which. Seconds are processor seconds of adding over those of finding the themes of the rest, vectors given.

A mention stays if it is in the same theme after as before, those in none counted apart. An intent kept back appears
where a theme that was not there before holds more of its 50 questions than any other intent's: told are how many of the
50 it holds, and what share of its passages they are. A later question of a known intent is placed well in a theme most
of whose earlier passages are of that intent; beside it, the share of the earlier passages themselves that are.

The same once through the pipeline, as a person would do it: a workspace with one source, ``add`` and ``analyse``, then
a second export, ``add`` and ``analyse``. Seconds are those of all its processes, with what the encoder took left out.

Run: python benchmarks/theme_growth.py [--data FOLDER] [--cache FOLDER] [--draws N]
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from themes import Labelled, banking77, vectors_of  # type: ignore[import-not-found]

from insight_synth import ThemeModel, pipeline
from insight_synth.encode import DEFAULT_ENCODER, Encoder, VectorCache, load_encoder
from insight_synth.store import Workspace, analyses

DRAWS = 5
KEPT_BACK = 2  # intents
GIVEN = 50  # questions of each, added later
ADDED = 0.05  # of the questions of all other intents
COST_TARGET, KEEP_TARGET = "at most 10 %", "at least 98 %"
SOURCE = """name = "Questions"
kind = "contact-reasons"
owner = "Customer service"
origin = "internal"
cadence = "continuous"
purpose = "primary"
information = "contextual"
language = "en"
exports = ["*.csv"]

[columns]
text = ["Question"]
id = "Number"
"""
Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Draw:
    """Rows there from the start, rows added later, and the intents that only these hold."""

    old: Labels
    new: Labels
    absent: tuple[str, ...]

    @classmethod
    def of(cls, told: Labelled, seed: int) -> Draw:
        draw = np.random.default_rng(seed)
        intents = np.array(told.labels)
        name, count = np.unique(intents, return_counts=True)
        absent = draw.choice(name[count >= GIVEN], KEPT_BACK, replace=False)
        known = np.flatnonzero(~np.isin(intents, absent))
        later = draw.permutation(known)[: round(ADDED * len(known))]
        given = [draw.choice(np.flatnonzero(intents == intent), GIVEN, replace=False) for intent in absent]
        return cls(np.setdiff1d(known, later), np.sort(np.concatenate([later, *given])), tuple(map(str, absent)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of the labelled data")
    parser.add_argument("--cache", type=Path, help="a folder to keep vectors in between runs; none are kept otherwise")
    parser.add_argument("--draws", type=int, default=DRAWS, help="draws of what is added later")
    options = parser.parse_args()
    if not options.data.is_dir():
        raise SystemExit(f"{options.data}: no such folder. Name the labelled data with --data.")
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        cache = options.cache or Path(folder)
        told = banking77(options.data)
        vectors = vectors_of(told, DEFAULT_ENCODER, cache)
        few = [f"{n} {told.texts[n]}" for n in range(20)]
        ThemeModel().fit(few, np.eye(20, dtype=np.float32), languages=["en"] * 20)  # what is loaded once, loads now
        for seed in range(options.draws):
            by_model(told, vectors, Draw.of(told, seed), seed)
        through_pipeline(told, Draw.of(told, 0), cache, Path(folder))


def by_model(told: Labelled, vectors: Floats, draw: Draw, seed: int) -> None:
    """Prints the rows of one draw."""
    begin, added = told.rows(draw.old.tolist()), told.rows(draw.new.tolist())
    start = time.process_time()
    model = ThemeModel(seed=0).fit(begin.texts, vectors[draw.old], languages=begin.languages)
    fitted = time.process_time() - start
    before, themes = model.labels_.copy(), len(model.parents_)
    start = time.process_time()
    model.partial_fit(added.texts, vectors[draw.new], languages=added.languages)
    grown = time.process_time() - start
    after, later = model.labels_[: len(before)], model.labels_[len(before) :]
    what = f"draw {seed}: {len(added.texts)} added to {len(begin.texts):,}"
    there = before >= 0
    joined = f"{(after[~there] >= 0).sum()} of {(~there).sum():,} in none came into a theme"
    stayed = f"{kept(before[there], after[there])}; {joined}"
    row(told, f"{what}, seconds over those of finding all ({COST_TARGET})", cost(grown, fitted))
    row(told, f"{what}, mentions that keep their theme ({KEEP_TARGET})", stayed)
    born = range(themes, len(model.parents_))
    labels = np.array([*begin.labels, *added.labels])
    for intent in draw.absent:
        row(told, f"{what}, {intent} as a new theme", appeared(intent, labels, model.labels_, born, model.names_))
    usual = usual_intents(begin.labels, before, themes)
    known = ~np.isin(added.labels, draw.absent)
    placed = well_placed(np.array(added.labels)[known], later[known], usual)
    row(
        told,
        f"{what}, later questions of known intents",
        f"{placed}; earlier ones: {well_placed(np.array(begin.labels), before, usual)}",
    )


def cost(added: float, whole: float) -> str:
    return f"{added / whole:.1%} ({added:.2f} s of {whole:.1f} s of processor)"


def kept(before: Sequence[object] | Labels, after: Sequence[object] | Labels) -> str:
    """How many are in the theme they were in."""
    same = np.asarray(before) == np.asarray(after)
    return f"{np.mean(same):.2%} of {len(same):,}"


def appeared(intent: str, intents: NDArray[np.str_], labels: Labels, born: Sequence[int], names: Sequence[str]) -> str:
    """The new theme that holds most of the intent, where most of it is of the intent."""
    own = [int(np.sum((labels == theme) & (intents == intent))) for theme in born]
    if not own or not max(own):
        return "no"
    best = born[int(np.argmax(own))]
    of = intents[labels == best]
    most = max(np.unique(of).tolist(), key=lambda one: int(np.sum(of == one)))
    seen = "yes" if most == intent else "no, within another's"
    others = int(np.sum((labels == best) & (intents != intent)))
    return f"{seen}: “{names[best]}”, {max(own)} of {GIVEN} in it, {max(own) / (max(own) + others):.0%} of its passages"


def usual_intents(intents: Sequence[str], labels: Labels, themes: int) -> list[str]:
    """The intent most passages of each theme are of; "" where it has none."""
    found = []
    for theme in range(themes):
        of, count = np.unique(np.array(intents)[labels == theme], return_counts=True)
        found.append(str(of[count.argmax()]) if len(of) else "")
    return found


def well_placed(intents: NDArray[np.str_], labels: Labels, usual: Sequence[str]) -> str:
    """The share of passages in a theme that most passages of their intent make up, of those that are in any."""
    there = (labels >= 0) & (labels < len(usual))
    right = np.array(usual)[labels[there]] == intents[there]
    return f"{np.mean(right):.1%} placed well, {np.mean(labels < 0):.1%} in none"


@dataclass
class _Spent:
    """Seconds that an encoder took, to be left out."""

    seconds: float = 0.0


def through_pipeline(told: Labelled, draw: Draw, cache: Path, folder: Path) -> None:
    """Prints what adding costs where a person adds an export and analyses again."""
    source = folder / "questions"
    source.mkdir()
    (source / "source.toml").write_text(SOURCE, encoding="utf-8")
    spent = _Spent()
    encoder = timed_encoder(cache, spent)
    seconds, stood = [], []
    with Workspace.open(folder / "workspace", create=True) as ws:
        for number, rows in enumerate((draw.old, draw.new)):
            with (source / f"{number}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("Number", "Question"), *((i, told.texts[i]) for i in rows.tolist())])
            spent.seconds, start = 0.0, processor()
            pipeline.add(ws, [source])
            taken_in = processor()
            found = pipeline.analyse(ws, encoder=encoder)
            seconds.append((taken_in - start, processor() - taken_in - spent.seconds))
            with ws.read() as connection:
                stood.append(analyses.themes_of_mentions(connection))
            themes = {theme.id for theme in found.snapshot.themes}
            row(told, f"pipeline, export {number + 1}: add; analyse", f"{seconds[-1][0]:.1f} s; {seconds[-1][1]:.1f} s")
            row(
                told,
                f"pipeline, export {number + 1}: mentions; themes",
                f"{found.snapshot.totals.mentions:,}; {len(themes)}",
            )
    row(told, "pipeline: seconds of the second analysis over those of the first", cost(seconds[1][1], seconds[0][1]))
    mentions = sorted(stood[0])
    figure = kept([stood[0][m] for m in mentions], [stood[1].get(m, "") for m in mentions])
    row(told, f"pipeline: mentions that keep their theme ({KEEP_TARGET})", figure)


def timed_encoder(cache: Path, spent: _Spent) -> Encoder:
    """The default encoder, reading ``cache`` first, that counts the seconds it takes."""
    real = load_encoder(DEFAULT_ENCODER)
    held = VectorCache.of(cache, real)

    def vectors_of(texts: Sequence[str], count: object) -> Floats:
        start = processor()
        found = held.vectors(texts, real)
        spent.seconds += processor() - start
        return found

    return Encoder(real.name, real.version, real.dimensions, vectors_of)


def processor() -> float:
    """Processor seconds of this process and of those it started that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def row(told: Labelled, what: str, figure: str) -> None:
    data = f"{told.name} ({len(told.texts):,})"
    print(f"| {date.today()} | {os.cpu_count()} cores | {data} | {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
