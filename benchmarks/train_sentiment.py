"""Trains the sentiment heads that ship in ``insight_synth/language`` and measures them.

Training texts, the only ones: ``sentiment_en`` (MIT; product review snippets and tweets) and ``hotels_pl``
(CC BY 4.0; hotel review sentences). Measured only, never trained on: a held-out fifth of those, airline tweets by
``airline_sentiment``, insurance reviews of one and five stars, and ``sentiment_by_hand.tsv`` (ours: English, Finnish
and Polish, with negation and irony). The airline tweets and reviews may not train what ships.

A head is a multinomial logistic regression on the encoder's vectors. For the multilingual encoder the directions in
which the languages differ (``parallel_sentences.tsv``) are taken out of the weights, so that what is learnt in English
and Polish holds in Finnish. Probabilities are calibrated by one temperature on texts held out for it.

Run: python benchmarks/train_sentiment.py [--data FOLDER] [--cache FOLDER] [--write]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from insight_synth.encode import Encoder, VectorCache, load_encoder
from insight_synth.language import _sentiment

HERE = Path(__file__).parent
CLASSES = ("negative", "neutral", "positive", "mixed")
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Labelled:
    """A text, what it feels, and the set it is from."""

    text: str
    sentiment: str
    origin: str

    @property
    def fold(self) -> float:
        """0…1, from the text alone: the same text is always on the same side of a split."""
        return int(hashlib.blake2b(self.text.encode(), digest_size=4).hexdigest(), 16) / 2**32


def english(data: Path) -> list[Labelled]:
    """Clear cases only: the raters' mean lies between −4 and 4, and those near a border are left out."""
    found = []
    for name, origin in (("amazonReviewSnippets", "reviews en"), ("tweets", "tweets en")):
        for line in (data / "sentiment_en" / f"{name}_GroundTruth.txt").read_bytes().splitlines():
            parts = _decoded(line).split("\t")
            if len(parts) < 3:
                continue
            mean = float(parts[1])
            sentiment = (
                "negative" if mean <= -0.6 else "positive" if mean >= 0.8 else "neutral" if abs(mean) <= 0.4 else ""
            )
            if sentiment:
                found.append(Labelled(parts[2].replace("&amp;", "&"), sentiment, origin))
    return found


def polish(data: Path) -> list[Labelled]:
    names = {"z_minus_m": "negative", "z_plus_m": "positive", "z_zero": "neutral", "z_amb": "mixed"}
    with (data / "hotels_pl" / "polemo_hotels.csv").open(encoding="utf-8", newline="") as file:
        return [
            Labelled(_joined_up(row["text"]), names[row["polemo_label"]], "hotels pl") for row in csv.DictReader(file)
        ]


def airlines(data: Path, most: int = 1500) -> list[Labelled]:
    found = []
    for path in sorted((data / "airlines").glob("tweets-*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [Labelled(row["text"], row["airline_sentiment"], "airline tweets") for row in csv.DictReader(file)]
    return sorted(found, key=lambda each: each.fold)[:most]


def insurance(data: Path, most: int = 1200) -> list[Labelled]:
    found: list[Labelled] = []
    for path in sorted((data / "insurance").glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["rating"] in {"1", "5"} and len(row["text"]) < 250:
                    sentiment = "negative" if row["rating"] == "1" else "positive"
                    found.append(Labelled(row["text"], sentiment, "insurance reviews"))
    found.sort(key=lambda each: each.fold)
    return [
        each for kind in ("negative", "positive") for each in [x for x in found if x.sentiment == kind][: most // 2]
    ]


def by_hand() -> list[tuple[str, Labelled]]:
    with (HERE / "sentiment_by_hand.tsv").open(encoding="utf-8", newline="") as file:
        return [
            (row["kind"], Labelled(row["text"], row["sentiment"], f"by hand {row['language']}"))
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def language_directions(encoder: Encoder) -> Doubles:
    """An orthonormal basis (k, d) of the directions in which the languages' means differ; none for one language."""
    if encoder.name != "multilingual-e5-small":
        return np.zeros((0, encoder.dimensions))
    with (HERE / "parallel_sentences.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    means = np.array([encoder.raw([row[language] for row in rows]).mean(0) for language in sorted(rows[0])])
    _u, sizes, basis = np.linalg.svd(means.astype(np.float64) - means.mean(0), full_matrices=False)
    return np.asarray(basis[sizes > sizes[0] * 0.05], np.float64)


@dataclass(frozen=True)
class Head:
    weights: Doubles
    biases: Doubles
    centre: Doubles

    def chances(self, vectors: NDArray[np.float32]) -> Doubles:
        scores = (vectors.astype(np.float64) - self.centre) @ self.weights.T + self.biases
        odds = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray(odds / odds.sum(1, keepdims=True))

    def cooled(self, temperature: float) -> Head:
        return Head(self.weights / temperature, self.biases / temperature, self.centre)


def trained(
    vectors: NDArray[np.float32], texts: Sequence[Labelled], directions: Doubles, strength: float = 1.0
) -> Head:
    """A head whose sets count alike, and within a set its classes by the square root of their size."""
    centre = vectors.mean(0).astype(np.float64)
    rows = vectors.astype(np.float64) - centre
    rows = rows - rows @ directions.T @ directions
    sizes = Counter((each.origin, each.sentiment) for each in texts)
    origins = Counter(each.origin for each in texts)
    weights = np.array([sizes[each.origin, each.sentiment] ** -0.5 * origins[each.origin] ** -0.25 for each in texts])
    model = LogisticRegression(C=strength, max_iter=3000)
    model.fit(rows, [CLASSES.index(each.sentiment) for each in texts], sample_weight=weights / weights.mean())
    coefficients, biases = np.zeros((4, rows.shape[1])), np.full(4, -20.0)
    coefficients[model.classes_] = model.coef_ - model.coef_ @ directions.T @ directions
    biases[model.classes_] = model.intercept_
    return Head(coefficients, biases, centre)


def calibrated(head: Head, vectors: NDArray[np.float32], texts: Sequence[Labelled]) -> Head:
    """The head with the temperature of least log loss (Guo et al., 2017)."""
    truth = [CLASSES.index(each.sentiment) for each in texts]

    def loss(temperature: float) -> float:
        chances = head.cooled(temperature).chances(vectors)
        return float(-np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-9)).mean())

    return head.cooled(min((float(t) for t in np.linspace(0.5, 4.0, 71)), key=loss))


def mixed_from(chances: Doubles, truth: Sequence[str]) -> float:
    """The probability of "mixed" from which saying so has the best F1: it is rare and never the likeliest class."""

    def quality(limit: float) -> float:
        said, meant = chances[:, 3] >= limit, np.array(truth) == "mixed"
        return float(2 * (said & meant).sum() / max(1, said.sum() + meant.sum()))

    return max((float(limit) for limit in np.linspace(0.05, 0.5, 46)), key=quality) if "mixed" in truth else 2.0


def answers(chances: Doubles, mixed: float) -> list[str]:
    """What ``insight_synth.language.sentiments`` says where it does not abstain."""
    best = chances[:, :3].argmax(1)
    return ["mixed" if row[3] >= mixed else CLASSES[i] for row, i in zip(chances, best.tolist(), strict=True)]


def report(name: str, chances: Doubles, truth: Sequence[str], least: float, mixed: float) -> str:
    """Macro-F1 over the classes in ``truth``, all answered; and how often right where it does not abstain."""
    guess = np.array(answers(chances, mixed))
    sure = (chances[:, :3].max(1) >= least) | (guess == "mixed")
    present = sorted(set(truth))
    score = f1_score(truth, guess, labels=present, average="macro")
    right = np.array(truth) == guess
    return (
        f"{name:>20}: {len(truth):5} texts  macro-F1 {score:.3f} ({', '.join(present)})  right {right.mean():.1%}, "
        f"{right[sure].mean():.1%} of the {sure.mean():.0%} it answers"
    )


def train_and_measure(name: str, data: Path, cache: Path, write: bool) -> None:
    encoder = load_encoder(name)
    kept = VectorCache.of(cache, encoder)

    def encoded(texts: Sequence[Labelled]) -> NDArray[np.float32]:
        return kept.vectors([each.text for each in texts], encoder)

    many = encoder.name == "multilingual-e5-small"
    texts = english(data) + (polish(data) if many else [])
    if not many:
        texts = [each for each in texts if each.sentiment != "mixed"]
    vectors = encoded(texts)
    folds = np.array([each.fold for each in texts])
    learn, check, test = folds < 0.7, (folds >= 0.7) & (folds < 0.8), folds >= 0.8
    directions = language_directions(encoder)

    def part(mask: NDArray[np.bool_]) -> list[Labelled]:
        return [each for each, chosen in zip(texts, mask, strict=True) if chosen]

    head = calibrated(trained(vectors[learn], part(learn), directions), vectors[check], part(check))
    least = 0.6  # on the hand-made texts most guesses below it are wrong, above it most are right
    mixed = mixed_from(head.chances(vectors[check]), [each.sentiment for each in part(check)])
    print(
        f"\n{encoder.name}: {int(learn.sum()):,} texts, {len(directions)} directions taken out, mixed from {mixed:.2f}"
    )
    for origin in sorted({each.origin for each in texts}):
        chosen = test & np.array([each.origin == origin for each in texts])
        print(
            report(
                f"held out, {origin}", head.chances(vectors[chosen]), [x.sentiment for x in part(chosen)], least, mixed
            )
        )
    for others in (airlines(data), insurance(data)):
        print(report(others[0].origin, head.chances(encoded(others)), [x.sentiment for x in others], least, mixed))
    hand = by_hand()
    for language in ("en", "fi", "pl") if many else ("en",):
        rows = [(kind, each) for kind, each in hand if each.origin == f"by hand {language}"]
        chances = head.chances(encoder.raw([each.text for _kind, each in rows]))
        print(report(f"by hand, {language}", chances, [each.sentiment for _kind, each in rows], least, mixed))
        for (kind, each), row, answer in zip(rows, chances, answers(chances, mixed), strict=True):
            guess = answer if answer == "mixed" or row[:3].max() >= least else "abstains"
            if guess != each.sentiment:
                print(f"{'':>22}{kind}: {each.sentiment} taken for {guess} ({row.max():.2f}): {each.text}")
    if write:
        final = trained(vectors[~check], part(~check), directions)
        final = calibrated(final, vectors[check], part(check))
        target = Path(_sentiment.__file__).parent / f"sentiment_{encoder.name}.npz"
        np.savez_compressed(
            target,
            weights=final.weights.astype(np.float32),
            biases=final.biases.astype(np.float32),
            centre=final.centre.astype(np.float32),
            least=np.float32(least),
            mixed=np.float32(mixed),
        )
        print(f"{target}: {target.stat().st_size:,} bytes")


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _joined_up(text: str) -> str:
    """Tokenised Polish as people write it: "gościli śmy ." → "gościliśmy."."""
    text = re.sub(r"(\w) (m|ś|śmy|ście|by|bym|byś)(?= )", r"\1\2", text)
    return re.sub(r"\( ", "(", re.sub(r" ([.,;:!?)])", r"\1", text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "insight-synth-benchmarks")
    parser.add_argument("--encoder", action="append", choices=["multilingual-e5-small", "minilm"])
    parser.add_argument("--write", action="store_true", help="put the heads into the package")
    options = parser.parse_args()
    for name in options.encoder or ["multilingual-e5-small", "minilm"]:
        train_and_measure(name, options.data, options.cache, options.write)


if __name__ == "__main__":
    main()
