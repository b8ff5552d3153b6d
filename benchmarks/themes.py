"""How well themes agree with people's labels, how fast they are found, and BERTopic's default on the same vectors.

Labelled data, read in place: ``banking77`` (questions by intent), ``sib200`` (parallel sentences in three languages by
topic; a theme should hold all languages, also one that only twenty texts are in) and the tweets to three carriers by
the reason of the complaint, as whole tweets and as sentences (themes are found among all that say something, measured
on those with a reason).

V is the V measure and ARI the adjusted Rand index of themes against labels, over rows that have one. Each is given
twice, for us and for BERTopic alike: over the rows in a theme, with the share in none; and over all rows, those in no
theme as one group of their own. The second is the fair one to compare by: leaving the hard ones out is no merit.

Speed is told by fresh processes, one a run, whose imports are not counted: wall-clock and processor seconds of
``ThemeModel().fit`` and of ``BERTopic().fit_transform``, vectors given. BERTopic's first run in a process compiles or
loads UMAP's code; a second run in the same process tells what it takes once that is done. Processor seconds hold on a
machine that does other work too. Encoding is measured in ``encoder_speed.py``.

Run: python benchmarks/themes.py [--data FOLDER] [--cache FOLDER] [--runs N] [--only NAME]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, v_measure_score

from insight_synth import ThemeModel
from insight_synth.encode import DEFAULT_ENCODER, VectorCache, centre_languages, load_encoder
from insight_synth.language import bare, passages, says_something

ENGLISH_ENCODER = "all-MiniLM-L6-v2"
SIB200_FILES = {"en": "eng_Latn.train.tsv", "fi": "fin_Latn.train.tsv", "pl": "pol_Latn.train.tsv"}
CARRIERS = ("united", "us_airways", "virgin_america")
NO_REASON = {"", "Can't Tell"}
FEW = 20  # Finnish texts kept, in the test of a language that is hardly spoken
DRAWS = 3  # of which twenty
Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Labelled:
    """Passages with the label people gave them ("" where none) and their language."""

    name: str
    texts: list[str]
    labels: list[str]
    languages: list[str]

    def rows(self, kept: Sequence[int]) -> Labelled:
        """Some of the passages."""
        parts = ([whole[i] for i in kept] for whole in (self.texts, self.labels, self.languages))
        return Labelled(self.name, *parts)


@dataclass(frozen=True)
class Grouping:
    """Themes of each passage at the finest and the top level, −1 for none, and the processor seconds they took."""

    fine: Labels
    top: Labels
    seconds: float


@dataclass(frozen=True)
class Spent:
    """Seconds of a run by the wall clock and of the processor."""

    wall: float
    processor: float


def banking77(data: Path) -> Labelled:
    """10,003 customer questions, each of one of 77 intents."""
    with (data / "banking77" / "train.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Labelled("banking77", [r["text"] for r in rows], [r["category"] for r in rows], ["en"] * len(rows))


def sib200(data: Path) -> Labelled:
    """701 parallel sentences in each of three languages, of seven topics."""
    rows = [(language, *row) for language in SIB200_FILES for row in _sib200_rows(data, language)]
    return Labelled("sib200 en, fi, pl", [r[3] for r in rows], [r[2] for r in rows], [r[0] for r in rows])


def sib200_ids(data: Path) -> list[str]:
    """Which sentence each row of ``sib200`` is, the same for its translations."""
    return [row[0] for language in SIB200_FILES for row in _sib200_rows(data, language)]


def _sib200_rows(data: Path, language: str) -> list[tuple[str, str, str]]:
    lines = (data / "sib200" / SIB200_FILES[language]).read_text(encoding="utf-8").split("\n")[1:]
    rows = [line.split("\t") for line in lines if line.strip()]
    return [(index, topic, text) for index, topic, text in rows]


def tweets(data: Path) -> Labelled:
    """Whole tweets, with the reason people gave for the complaint."""
    texts, reasons = [], []
    for carrier in CARRIERS:
        file = data / "airlines" / f"tweets-{carrier.replace('_', '-')}" / f"tweets_{carrier}.csv"
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                texts.append(row["text"])
                reasons.append("" if row["negativereason"] in NO_REASON else row["negativereason"])
    return Labelled("airline tweets", texts, reasons, ["en"] * len(texts))


def airlines(data: Path) -> Labelled:
    """Sentences of tweets that say something, with the reason of the whole tweet."""
    whole = tweets(data)
    texts, reasons = [], []
    for text, reason in zip(whole.texts, whole.labels, strict=True):
        for start, end in passages(text, "en"):
            if says_something(text[start:end], "en"):
                texts.append(text[start:end])
                reasons.append(reason)
    return Labelled("airline sentences", texts, reasons, ["en"] * len(texts))


def ours(told: Labelled, vectors: Floats) -> Grouping:
    """The themes of the product."""
    begun = time.process_time()
    model = ThemeModel(seed=0).fit(told.texts, vectors, languages=told.languages)
    seconds = time.process_time() - begun
    fine = np.asarray(model.labels_, dtype=np.int64)
    above = np.asarray(model.parents_, dtype=np.int64)[fine]
    return Grouping(fine, np.where((fine >= 0) & (above >= 0), above, fine), seconds)


def bertopic_default(told: Labelled, vectors: Floats) -> Grouping:
    """BERTopic as it comes (UMAP to five dimensions, HDBSCAN), its UMAP given a seed so that it can be repeated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from umap import UMAP

        reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, random_state=0)
        begun = time.process_time()
        topics, _ = BERTopic(embedding_model=None, umap_model=reduce).fit_transform(told.texts, vectors)
        seconds = time.process_time() - begun
    labels = np.array(topics, dtype=np.int64)
    return Grouping(labels, labels, seconds)


METHODS: dict[str, Callable[[Labelled, Floats], Grouping]] = {"ours": ours, "bertopic": bertopic_default}


def agreement(labels: Labels, told: Sequence[str], everyone: bool = False) -> tuple[float, float]:
    """V measure and adjusted Rand index over passages that have a label: those in a theme, or with ``everyone`` all,
    those in none as one group."""
    truth = np.array(told)
    known = (truth != "") & (everyone | (labels >= 0))
    return float(v_measure_score(truth[known], labels[known])), float(adjusted_rand_score(truth[known], labels[known]))


def described(told: Labelled, found: Grouping) -> str:
    """The figures of one grouping, in words."""
    levels = [("sub-themes", found.fine), ("top themes", found.top)]
    if (found.fine == found.top).all():
        levels = [("topics", found.fine)]
    parts = []
    for level, labels in levels:
        v, ari = agreement(labels, told.labels)
        all_v, all_ari = agreement(labels, told.labels, everyone=True)
        count = len(np.unique(labels[labels >= 0]))
        parts.append(f"{count} {level} V {v:.3f}, ARI {ari:.3f} (all rows {all_v:.3f}, {all_ari:.3f})")
    if len(set(told.languages)) > 1:
        parts.append(f"language V {agreement(found.top, told.languages)[0]:.3f}")
    parts.append(f"in none {np.mean(found.fine < 0):.1%}")
    return "; ".join(parts)


def with_twin(found: Labels, kept: Sequence[int], told: Labelled, sentence: Sequence[str]) -> int:
    """Finnish texts that are in a theme, and in that of their English twin.

    Args:
        found: a theme for each of ``kept``, −1 for none.
        kept: rows of ``told``.
        sentence: which sentence each row of ``told`` is.
    """
    theme = {(told.languages[i], sentence[i]): int(label) for i, label in zip(kept, found, strict=True)}
    finnish = [(label, theme["en", said]) for (language, said), label in theme.items() if language == "fi"]
    return sum(label >= 0 and label == twin for label, twin in finnish)


def few_finnish(
    told: Labelled, raw: Floats, sentence: Sequence[str], group: Callable[[Labelled, Floats], Grouping]
) -> str:
    """How many of twenty Finnish texts are in the theme of their twin, in each of several draws of which twenty."""
    finnish = np.array([language == "fi" for language in told.languages])
    counts = []
    for draw in range(DRAWS):
        drawn = np.random.default_rng(draw).choice(np.flatnonzero(finnish), FEW, replace=False)
        kept = sorted([*np.flatnonzero(~finnish).tolist(), *drawn.tolist()])
        some = told.rows(kept)
        found = group(some, centre_languages(raw[kept], some.languages))
        counts.append((with_twin(found.top, kept, told, sentence), with_twin(found.fine, kept, told, sentence)))
    tops, fines = zip(*counts, strict=True)
    if tops == fines:
        return f"{', '.join(map(str, tops))} of {FEW}"
    return f"top themes {', '.join(map(str, tops))} of {FEW}; sub-themes {', '.join(map(str, fines))}"


def raw_vectors(texts: Sequence[str], encoder_name: str, cache: Path) -> Floats:
    """Vectors of texts, handles and links taken off as the analysis does, kept between runs in ``cache``."""
    encoder = load_encoder(encoder_name)
    return VectorCache.of(cache, encoder).vectors([bare(text) or text for text in texts], encoder)


def vectors_of(told: Labelled, encoder_name: str, cache: Path) -> Floats:
    """Vectors as the analysis makes them, centred by language where there are several."""
    raw = raw_vectors(told.texts, encoder_name, cache)
    return centre_languages(raw, told.languages) if len(set(told.languages)) > 1 else raw


def in_fresh_process(method: str, told: Labelled, vectors: Floats, folder: Path) -> tuple[Spent, Spent]:
    """Seconds of the first and of the second run in a process of its own, imports not counted."""
    np.save(folder / "vectors.npy", vectors)
    (folder / "told.json").write_text(json.dumps([told.texts, told.languages]), encoding="utf-8")
    command = [sys.executable, str(Path(__file__).resolve()), "--timed", method, "--folder", str(folder)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    first, second = json.loads(answer)
    return Spent(*first), Spent(*second)


def timed(method: str, folder: Path) -> None:
    """Prints the seconds of two runs on what ``in_fresh_process`` left in ``folder``."""
    texts, languages = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    told = Labelled("", texts, [""] * len(texts), languages)
    vectors = np.load(folder / "vectors.npy")
    if method == "bertopic":
        import bertopic  # noqa: F401
        import umap  # noqa: F401
    else:
        import insight_synth.themes  # noqa: F401
    spent = []
    for _ in range(2):
        wall, processor = time.perf_counter(), time.process_time()
        METHODS[method](told, vectors)
        spent.append((time.perf_counter() - wall, time.process_time() - processor))
    print(json.dumps(spent))


def speed(told: Labelled, vectors: Floats, runs: int) -> list[tuple[str, str]]:
    """Medians over ``runs`` fresh processes of each method, and how many times BERTopic's seconds ours fit into."""
    with tempfile.TemporaryDirectory() as folder:
        spent = {
            method: [in_fresh_process(method, told, vectors, Path(folder)) for _ in range(runs)] for method in METHODS
        }
    rows, medians = [], {}
    for method, name in (("ours", "themes"), ("bertopic", "BERTopic's default")):
        for which, when in enumerate(("first in a fresh process", "again in it")):
            wall = statistics.median(run[which].wall for run in spent[method])
            processor = statistics.median(run[which].processor for run in spent[method])
            medians[method, which] = (wall, processor)
            rows.append((f"{name}, {when}", f"{wall:.1f} s by the clock, {processor:.1f} s of processor"))
    for which, when in enumerate(("first in a fresh process", "once all is compiled")):
        clock, processor = (
            t / o for t, o in zip(medians["bertopic", which], medians["ours", which], strict=True)
        )  # fmt: skip
        rows.append(
            (f"BERTopic's seconds over ours, {when}", f"{clock:.1f} by the clock, {processor:.1f} of processor")
        )
    return rows


def measure(data: Path, cache: Path, runs: int, only: str) -> None:
    """Prints a row of figures for each set and encoder."""
    questions, sentences = banking77(data), sib200(data)
    cases = [
        (questions, DEFAULT_ENCODER), (questions, ENGLISH_ENCODER), (sentences, DEFAULT_ENCODER),
        (tweets(data), DEFAULT_ENCODER), (airlines(data), DEFAULT_ENCODER),
    ]  # fmt: skip
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |", flush=True)
    for told, encoder in cases:
        if only not in told.name:
            continue
        vectors = vectors_of(told, encoder, cache)
        for name, group in (("themes", ours), ("BERTopic's default", bertopic_default)):
            row(told, f"{name}, {encoder}", described(told, group(told, vectors)))
            if told is sentences:
                raw = raw_vectors(told.texts, encoder, cache)
                figure = few_finnish(told, raw, sib200_ids(data), group)
                row(told, f"{name}, only {FEW} Finnish texts kept, with their English twin, {DRAWS} draws", figure)
        if told is questions and encoder == DEFAULT_ENCODER and runs:
            for what, figure in speed(told, vectors, runs):
                row(told, what, figure)


def row(told: Labelled, what: str, figure: str) -> None:
    data = f"{told.name} ({len(told.texts):,})"
    print(f"| {date.today()} | {os.cpu_count()} cores | {data} | {what} | {figure} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of the labelled data")
    parser.add_argument("--cache", type=Path, help="a folder to keep vectors in between runs; none are kept otherwise")
    parser.add_argument(
        "--runs", type=int, default=1, help="fresh processes a method whose median is given; 0 for none"
    )
    parser.add_argument("--only", default="", help="only sets with this in their name")
    parser.add_argument("--timed", choices=sorted(METHODS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.timed:
        timed(options.timed, options.folder)
        return
    if not options.data.is_dir():
        raise SystemExit(f"{options.data}: no such folder. Name the labelled data with --data.")
    with tempfile.TemporaryDirectory() as folder:
        measure(options.data, options.cache or Path(folder), options.runs, options.only)


if __name__ == "__main__":
    main()
