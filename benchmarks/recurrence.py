"""How far the themes that are said to recur do, on real confusions: banking77's questions, dealt to sources by draw.

Themes are found once among all questions, and among parts of them; how a machine confuses intents is therefore real.
Then each intent (or, in every second draw, each of 25 groups of resembling intents) is given to one source or to
several, its questions are dealt to them, and each question keeps the theme it was put in. A draw costs no encoding.

What is true: a theme's own intents are those that make a tenth of it or more; themes that are not at least 70 % their
own intents are asked nothing of. A theme is spoken of in a source by the passages there of its own intents: surely from
five and 1 % of the source, surely not up to one or 0.25 %; what lies between is left out. It recurs with two sources
that surely speak of it, and does not with at most one that may. Beside the product: one passage in two sources; three.

Run: python benchmarks/recurrence.py [--data FOLDER] [--vectors FILE.npy] [--draws N]
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from themes import banking77, vectors_of  # type: ignore[import-not-found]

from insight_synth import ThemeModel
from insight_synth.encode import DEFAULT_ENCODER
from insight_synth.evidence import Heard, witnesses
from insight_synth.model import Mention

SIZES = (10_003, 4_000, 1_500, 500)
GROUPS = 25
OWN, CLEAR = 0.10, 0.70  # share of a theme that makes an intent its own; that must be own intents together
SURELY = (5, 0.01)  # passages, share of the source
SURELY_NOT = (1, 0.0025)

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True)
class Found:
    """Themes among some of the questions."""

    rows: Whole  # (n,) which questions
    label: Whole  # (n,) finest theme, −1 for none
    above: Whole  # (n_themes,) top theme of each, itself where it has none above
    similarity: Floats  # (n,)


def found_themes(texts: list[str], vectors: NDArray[np.float32], size: int) -> Found:
    """Themes among ``size`` of the texts."""
    rows = np.sort(np.random.default_rng(0).permutation(len(texts))[:size])
    model = ThemeModel(seed=0).fit([texts[at] for at in rows], vectors[rows])
    parents = np.asarray(model.parents_)
    above = np.where(parents >= 0, parents, np.arange(len(parents)))
    return Found(rows, np.asarray(model.labels_), above, np.asarray(model.similarities_, dtype=np.float64))


def dealt(rng: np.random.Generator, unit: Whole, sources: int) -> Whole:
    """(n,) the source of each question: single units of one source, others of several, in uneven parts."""
    size = rng.lognormal(0, 0.8, sources)
    single = rng.choice([0.0, 0.2, 0.4, 0.6])
    shares = np.zeros((int(unit.max()) + 1, sources))
    for row in shares:
        many = 1 if rng.random() < single else int(rng.integers(2, sources + 1))
        who = rng.choice(sources, many, replace=False, p=size / size.sum())
        row[who] = size[who] * rng.lognormal(0, 0.5, many)
    sums = (shares / shares.sum(axis=1, keepdims=True)).cumsum(axis=1)
    place: Whole = (rng.random(len(unit))[:, None] > sums[unit]).sum(axis=1).clip(0, sources - 1)
    return place


def scored(found: Found, unit: Whole, source: Whole, sources: int) -> dict[str, Counter[str]]:
    """Counts by method and level: hits, misses, false and right ones, of themes and of themes in sources."""
    parents = {f"t{at}": f"t{up}" if up != at else "" for at, up in enumerate(found.above.tolist())}
    mentions = [
        Mention(f"v{at}:0-1", f"v{at}", f"s{place:02d}", 0, 1, "x", "en", f"t{theme}" if theme >= 0 else "", "",
                similarity, f"v{at}")
        for at, (theme, place, similarity) in enumerate(
            zip(found.label.tolist(), source.tolist(), found.similarity.tolist(), strict=True))
    ]  # fmt: skip
    size = np.bincount(source, minlength=sources)
    heard = Heard.of(mentions, parents, {f"s{at:02d}": int(n) for at, n in enumerate(size)})
    told = witnesses(heard)
    by_method: dict[str, Truth] = {
        "product": told.stands,
        "one passage": heard.voices() >= 1,
        "three passages": heard.voices() >= 3,
    }
    score: dict[str, Counter[str]] = {}
    for level, label in (("fine", found.label), ("top", np.where(found.label >= 0, found.above[found.label], -1))):
        own, clear = genuine(label, unit, source, len(parents), sources)
        yes = (own >= SURELY[0]) & (own >= SURELY[1] * size)
        no = (own <= SURELY_NOT[0]) | (own < SURELY_NOT[1] * size)
        asked = clear & np.array([(parents[theme] == "") == (level == "top") for theme in told.themes])
        recurs, alone = asked & (yes.sum(axis=1) >= 2), asked & ((~no).sum(axis=1) <= 1)
        for method, stands in by_method.items():
            said = told.recurs if method == "product" else stands.sum(axis=1) >= 2
            score[f"{level}, {method}"] = Counter(
                {
                    "hit": int((said & recurs).sum()),
                    "missed": int((~said & recurs).sum()),
                    "false": int((said & alone).sum()),
                    "right": int((~said & alone).sum()),
                    "stands": int((stands & yes)[asked].sum()),
                    "stands missed": int((~stands & yes)[asked].sum()),
                    "stands false": int((stands & no)[asked].sum()),
                }
            )
    return score


def genuine(label: Whole, unit: Whole, source: Whole, themes: int, sources: int) -> tuple[Whole, Truth]:
    """(themes, sources) passages of each theme's own units in each source, and which themes are clear enough to ask."""
    held = np.zeros((themes, int(unit.max()) + 1))
    placed = label >= 0
    np.add.at(held, (label[placed], unit[placed]), 1)
    share = held / np.maximum(held.sum(axis=1, keepdims=True), 1)
    own = np.where(share >= OWN, share, 0.0)
    rows = placed & (own[np.maximum(label, 0), unit] > 0)
    counted = np.zeros((themes, sources), dtype=np.int64)
    np.add.at(counted, (label[rows], source[rows]), 1)
    return counted, own.sum(axis=1) >= CLEAR


def draws(found: Found, intent: Whole, group: Whole, number: int) -> Iterator[tuple[Whole, Whole, int]]:
    """What each question is dealt by, and its source, and how many sources there are."""
    for seed in range(number):
        rng = np.random.default_rng(seed)
        sources = int(rng.choice([2, 3, 5, 8, 12, 20] if len(found.rows) > 2_000 else [2, 3, 5, 8]))
        unit = (group if seed % 2 else intent)[found.rows]
        yield unit, dealt(rng, unit, sources), sources


def grouped(vectors: NDArray[np.float32], intent: Whole) -> Whole:
    """(n,) which of ``GROUPS`` groups of resembling intents each question belongs to."""
    from scipy.cluster.hierarchy import fcluster, linkage

    centres = np.stack([vectors[intent == at].mean(axis=0) for at in range(int(intent.max()) + 1)])
    centres = centres - centres.mean(axis=0)
    group = fcluster(linkage(centres, "average", metric="cosine"), GROUPS, "maxclust")
    return np.asarray(group, dtype=np.int64)[intent] - 1


def add(into: dict[str, Counter[str]], more: dict[str, Counter[str]]) -> None:
    """Adds counts by name."""
    for what, counts in more.items():
        into.setdefault(what, Counter()).update(counts)


def show(size: int, score: dict[str, Counter[str]]) -> None:
    """Rows for benchmarks/README.md."""

    def share(counts: Counter[str], part: str, other: str) -> str:
        of = counts[part] + counts[other]
        return f"{counts[part] / of:.3f} of {of:,}" if of else "none"

    for what, counts in score.items():
        print(
            f"| {date.today()} | {os.cpu_count()} cores | banking77, {size:,} | {what} "
            f"| precision {counts['hit'] / max(counts['hit'] + counts['false'], 1):.3f}, "
            f"recall {share(counts, 'hit', 'missed')}, "
            f"said to recur and do not {share(counts, 'false', 'right')}; "
            f"standing: recall {share(counts, 'stands', 'stands missed')}, "
            f"false {counts['stands false'] / max(counts['stands'] + counts['stands false'], 1):.3f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--vectors", type=Path, help="vectors of all questions, cached as .npy; encoded otherwise")
    parser.add_argument("--draws", type=int, default=20)
    options = parser.parse_args()
    told = banking77(options.data)
    vectors = (
        np.load(options.vectors).astype(np.float32) if options.vectors
        else vectors_of(told, DEFAULT_ENCODER, Path("build/vectors"))
    )  # fmt: skip
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    _, codes = np.unique(told.labels, return_inverse=True)
    intent = codes.astype(np.int64)
    group = grouped(vectors, intent)
    every: dict[str, Counter[str]] = {}
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |")
    for size in SIZES:
        found = found_themes(told.texts, vectors, size)
        score: dict[str, Counter[str]] = {}
        for unit, source, sources in draws(found, intent, group, options.draws):
            add(score, scored(found, unit, source, sources))
        show(size, {what: counts for what, counts in score.items() if "product" in what})
        add(every, score)
    show(sum(SIZES), every)


if __name__ == "__main__":
    main()
