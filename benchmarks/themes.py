"""How well themes agree with people's labels, how fast they are found, and BERTopic's default on the same vectors.

Three sets of labelled data, read in place: ``banking77`` (questions by intent), ``sib200`` (parallel sentences in three
languages by topic; a theme should hold all languages) and ``airlines`` (sentences of tweets to three carriers by the
reason of the complaint; themes are found among all sentences that say something, measured on those with a reason).

V is the V measure and ARI the adjusted Rand index of themes against labels. Passages in no theme are left out of both
and their share is given beside, for us and for BERTopic alike. Seconds are processor seconds of grouping and naming,
vectors given: they hold on a machine that does other work too. Ours are the median of ``--runs`` with everything
loaded; BERTopic's are of one run, the first of the process, which compiles UMAP, and one that finds it compiled.
Encoding is measured in ``encoder_speed.py``.

Run: python benchmarks/themes.py [--data FOLDER] [--cache FOLDER] [--runs N]
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
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
from insight_synth.language import passages, says_something

ENGLISH_ENCODER = "all-MiniLM-L6-v2"
SIB200_FILES = {"en": "eng_Latn.train.tsv", "fi": "fin_Latn.train.tsv", "pl": "pol_Latn.train.tsv"}
CARRIERS = ("united", "us_airways", "virgin_america")
NO_REASON = {"", "Can't Tell"}
Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Labelled:
    """Passages with the label people gave them ("" where none) and their language."""

    name: str
    texts: list[str]
    labels: list[str]
    languages: list[str]


def banking77(data: Path) -> Labelled:
    """10,003 customer questions, each of one of 77 intents."""
    with (data / "banking77" / "train.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Labelled("banking77", [r["text"] for r in rows], [r["category"] for r in rows], ["en"] * len(rows))


def sib200(data: Path) -> Labelled:
    """701 parallel sentences in each of three languages, of seven topics."""
    texts, topics, languages = [], [], []
    for language, name in SIB200_FILES.items():
        for line in (data / "sib200" / name).read_text(encoding="utf-8").split("\n")[1:]:
            if line.strip():
                _, topic, text = line.split("\t")
                texts.append(text)
                topics.append(topic)
                languages.append(language)
    return Labelled("sib200 en, fi, pl", texts, topics, languages)


def airlines(data: Path) -> Labelled:
    """Sentences of tweets that say something, with the reason people gave the whole tweet."""
    texts, reasons = [], []
    for carrier in CARRIERS:
        file = data / "airlines" / f"tweets-{carrier.replace('_', '-')}" / f"tweets_{carrier}.csv"
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                for start, end in passages(row["text"], "en"):
                    if says_something(row["text"][start:end], "en"):
                        texts.append(row["text"][start:end])
                        reasons.append("" if row["negativereason"] in NO_REASON else row["negativereason"])
    return Labelled("airline sentences", texts, reasons, ["en"] * len(texts))


@dataclass(frozen=True)
class Grouping:
    """Themes of each passage at the finest and the top level (−1 for none), and the processor seconds they took."""

    fine: Labels
    top: Labels
    seconds: float


def ours(told: Labelled, vectors: Floats) -> Grouping:
    begun = time.process_time()
    model = ThemeModel(seed=0).fit(told.texts, vectors, languages=told.languages)
    seconds = time.process_time() - begun
    fine = model.labels_.astype(np.int64)
    top = np.where((fine >= 0) & (model.parents_[fine] >= 0), model.parents_[fine], fine)
    return Grouping(fine, top, seconds)


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


def median_run(group: Callable[[Labelled, Floats], Grouping], told: Labelled, vectors: Floats, runs: int) -> Grouping:
    """The grouping, with the median of the seconds of all runs."""
    found = [group(told, vectors) for _ in range(runs)]
    return Grouping(found[0].fine, found[0].top, statistics.median(one.seconds for one in found))


def agreement(labels: Labels, told: Sequence[str]) -> tuple[float, float]:
    """V measure and adjusted Rand index over passages in a theme that have a label."""
    truth = np.array(told)
    known = (labels >= 0) & (truth != "")
    return float(v_measure_score(truth[known], labels[known])), float(adjusted_rand_score(truth[known], labels[known]))


def described(told: Labelled, found: Grouping) -> str:
    """The figures of one grouping, in words."""
    levels = [("sub-themes", found.fine), ("top themes", found.top)]
    if (found.fine == found.top).all():
        levels = [("topics", found.fine)]
    parts = []
    for level, labels in levels:
        v, ari = agreement(labels, told.labels)
        parts.append(f"{len(np.unique(labels[labels >= 0]))} {level} V {v:.3f}, ARI {ari:.3f}")
    if len(set(told.languages)) > 1:
        parts.append(f"language V {agreement(found.top, told.languages)[0]:.3f}")
    parts.append(f"in none {np.mean(found.fine < 0):.1%}")
    parts.append(f"{found.seconds:.1f} s of processor")
    return "; ".join(parts)


def vectors_of(told: Labelled, encoder_name: str, cache: Path) -> Floats:
    """Vectors as the analysis makes them: cached, and centred by language where there are several."""
    encoder = load_encoder(encoder_name)
    raw = VectorCache.of(cache, encoder).vectors(told.texts, encoder)
    return centre_languages(raw, told.languages) if len(set(told.languages)) > 1 else raw


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of the labelled data")
    parser.add_argument("--cache", type=Path, help="a folder to keep vectors in between runs; none are kept otherwise")
    parser.add_argument("--runs", type=int, default=3, help="runs of our themes whose median time is given")
    options = parser.parse_args()
    if not options.data.is_dir():
        raise SystemExit(f"{options.data}: no such folder. Name the labelled data with --data.")
    with tempfile.TemporaryDirectory() as folder:
        measure(options.data, options.cache or Path(folder), options.runs)


def measure(data: Path, cache: Path, runs: int) -> None:
    """Prints a row of figures for each set and encoder."""
    questions = banking77(data)
    cases = [
        (questions, DEFAULT_ENCODER), (questions, ENGLISH_ENCODER), (sib200(data), DEFAULT_ENCODER),
        (airlines(data), DEFAULT_ENCODER),
    ]  # fmt: skip
    few = [questions.texts[i] for i in range(0, len(questions.texts), 200)]
    ThemeModel().fit(
        few, np.eye(len(few), dtype=np.float32), languages=["en"] * len(few)
    )  # what is loaded once, loads now
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |", flush=True)
    for told, encoder in cases:
        vectors = vectors_of(told, encoder, cache)
        found = median_run(ours, told, vectors, runs)
        row(told, f"themes, {encoder}", described(told, found))
        if told is questions:
            state = "compiling first" if encoder == DEFAULT_ENCODER else "compiled before"
            theirs = bertopic_default(told, vectors)
            row(told, f"BERTopic's default, {state}, {encoder}", described(told, theirs))
            row(told, f"its seconds over ours, {state}, {encoder}", f"{theirs.seconds / found.seconds:.1f}")


def row(told: Labelled, what: str, figure: str) -> None:
    data = f"{told.name} ({len(told.texts):,})"
    print(f"| {date.today()} | {os.cpu_count()} cores | {data} | {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
