"""Trains the sentiment heads that ship in ``insight_synth/language`` and measures them.

Training texts, the only ones: ``sentiment_en`` (MIT; product review snippets and tweets) and ``hotels_pl``
(CC BY 4.0; hotel review sentences), and, for "mixed", a short praise and a short complaint of those joined into one
text. Measured only, nothing chosen on them: a held-out fifth of those sets, airline tweets by ``airline_sentiment``
beside VADER in the same run, insurance reviews of one and five stars, and ``sentiment_by_hand.tsv`` (ours: English,
Finnish and Polish, with negation and irony; its blind half was not looked at while the heads were made).

A head is a multinomial logistic regression on the encoder's vectors and on the signs of tone in the words. The raters'
mean is a soft label, each set counts alike, and within a set each class. The temperature and the limit of "mixed" are
chosen on texts held out for it and on each set judged by a head that has seen the other two only: a user's texts are
from yet another place.

Run: python benchmarks/train_sentiment.py [--data FOLDER] [--cache FOLDER] [--write]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import f1_score

from insight_synth.encode import VectorCache, load_encoder
from insight_synth.language import _sentiment, bare
from insight_synth.language._sentiment import BY_WORDS, CLASSES, LEAST, Head
from insight_synth.language._sentiment_words import SIGNS, signs

HERE = Path(__file__).parent
THREE = CLASSES[:3]
BAND, SLOPE = 0.5, 0.2  # of the raters' mean: where neutral ends, and how softly
SHARES = (0.31, 0.31, 0.31, 0.07)  # of the classes in training; "mixed" is rare among passages
PENALTY = 1e-4  # on the squared weights, against the mean log loss
SIGN_SCALE = 0.6  # of a root of a count against a unit vector: how little the weights of signs are held back
Doubles = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Labelled:
    """A text as it is encoded, what it feels, and the set it is from. ``sentiment`` is "" between two classes."""

    text: str
    sentiment: str
    chances: tuple[float, float, float, float]
    origin: str
    language: str

    @property
    def fold(self) -> float:
        """0…1, from the text alone: the same text is always on the same side of a split."""
        return int(hashlib.blake2b(self.text.encode(), digest_size=4).hexdigest(), 16) / 2**32


def labelled(text: str, sentiment: str, origin: str, language: str) -> Labelled:
    negative, neutral, positive, mixed = (float(each == sentiment) for each in CLASSES)
    return Labelled(bare(text), sentiment, (negative, neutral, positive, mixed), origin, language)


def english(data: Path) -> list[Labelled]:
    found = []
    for name, origin in (("amazonReviewSnippets", "reviews en"), ("tweets", "tweets en")):
        for line in (data / "sentiment_en" / f"{name}_GroundTruth.txt").read_bytes().splitlines():
            parts = _decoded(line).split("\t")
            if len(parts) < 3:
                continue
            mean = float(parts[1])
            clear = "negative" if mean <= -0.6 else "positive" if mean >= 0.8 else "neutral" if abs(mean) <= 0.4 else ""
            low, high = 1 / (1 + np.exp((mean + BAND) / SLOPE)), 1 / (1 + np.exp((BAND - mean) / SLOPE))
            chances = (float(low), max(0.0, 1 - float(low + high)), float(high), 0.0)
            found.append(Labelled(bare(parts[2].replace("&amp;", "&")), clear, chances, origin, "en"))
    return found


def polish(data: Path) -> list[Labelled]:
    names = {"z_minus_m": "negative", "z_plus_m": "positive", "z_zero": "neutral", "z_amb": "mixed"}
    with (data / "hotels_pl" / "polemo_hotels.csv").open(encoding="utf-8", newline="") as file:
        return [
            labelled(_joined_up(row["text"]), names[row["polemo_label"]], "hotels pl", "pl")
            for row in csv.DictReader(file)
        ]


def joined(texts: Sequence[Labelled], most: int = 450) -> list[Labelled]:
    """Mixed texts of each set: a short clear praise and a short clear complaint from its first seven tenths."""
    joints = {
        "en": (" but ", ", but ", ". ", " although ", ", however "),
        "pl": (", ale ", " ale ", ". ", ", choć ", ", jednak "),
    }
    found = []
    for origin in sorted({each.origin for each in texts}):
        mine = sorted((each for each in texts if each.origin == origin and each.fold < 0.7), key=lambda each: each.fold)
        short = [each for each in mine if 12 <= len(each.text) <= 90 and max(each.chances) > 0.98]
        good, bad = ([each for each in short if each.sentiment == kind] for kind in ("positive", "negative"))
        for turn in range(most):
            pair = [good[turn % len(good)].text, bad[(turn * 7 + 3) % len(bad)].text]
            first, second = reversed(pair) if turn % 2 else pair
            language = mine[0].language
            joint = joints[language][turn // 2 % 5]
            second = second if joint == ". " else second[0].lower() + second[1:]
            found.append(labelled(first.rstrip(" .!?") + joint + second, "mixed", origin, language))
    return found


def airlines(data: Path) -> list[Labelled]:
    """Tweets to the three carriers."""
    found = []
    for path in sorted((data / "airlines").glob("tweets-*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [
                labelled(row["text"], row["airline_sentiment"], "airline tweets", "en") for row in csv.DictReader(file)
            ]
    return found


def insurance(data: Path, most: int = 1200) -> list[Labelled]:
    found: list[Labelled] = []
    for path in sorted((data / "insurance").glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["rating"] in {"1", "5"} and len(row["text"]) < 250:
                    sentiment = "negative" if row["rating"] == "1" else "positive"
                    found.append(labelled(row["text"], sentiment, "insurance reviews", "en"))
    found.sort(key=lambda each: (each.fold, each.text))
    return [each for kind in THREE for each in [x for x in found if x.sentiment == kind][: most // 2]]


@dataclass(frozen=True)
class ByHand:
    half: str
    kind: str
    text: Labelled


def by_hand() -> list[ByHand]:
    with (HERE / "sentiment_by_hand.tsv").open(encoding="utf-8", newline="") as file:
        return [
            ByHand(row["half"], row["kind"], labelled(row["text"], row["sentiment"], "by hand", row["language"]))
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


# ---- training ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """Texts with what a head sees of them: vectors (n, d; d may be 0) and signs (n, k; k may be 0)."""

    texts: list[Labelled]
    vectors: NDArray[np.float32]
    signs: Doubles

    def part(self, mask: Mask) -> Seen:
        texts = [each for each, chosen in zip(self.texts, mask, strict=True) if chosen]
        return Seen(texts, self.vectors[mask], self.signs[mask])

    @property
    def origins(self) -> NDArray[np.str_]:
        return np.array([each.origin for each in self.texts])

    @property
    def truth(self) -> NDArray[np.str_]:
        return np.array([each.sentiment for each in self.texts])


def trained(seen: Seen) -> Head:
    """The head of least weighted log loss and squared weights."""
    rows = np.hstack([seen.vectors.astype(np.float64), seen.signs * SIGN_SCALE])
    centre = rows.mean(0)
    rows -= centre
    labels = np.array([each.chances for each in seen.texts])
    weighted = _weights(labels, seen.origins)[:, None] * labels
    total, wide = weighted.sum(1, keepdims=True), rows.shape[1]

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        weights, biases = flat[: 4 * wide].reshape(4, wide), flat[4 * wide :]
        scores = rows @ weights.T + biases
        scores -= scores.max(1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        slope = np.exp(logs) * total - weighted
        value = float(-(weighted * logs).sum() + 0.5 * PENALTY * (weights**2).sum())
        return value, np.concatenate([(slope.T @ rows + PENALTY * weights).ravel(), slope.sum(0)])

    flat = minimize(loss, np.zeros(4 * wide + 4), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    weights, biases = flat[: 4 * wide].reshape(4, wide), flat[4 * wide :]
    d = seen.vectors.shape[1]
    return Head(weights[:, :d], weights[:, d:] * SIGN_SCALE, biases - weights @ centre, 1.0)


def _weights(labels: Doubles, origins: NDArray[np.str_]) -> Doubles:
    """Of each text (n,), summing to one: sets alike, and in each set the classes it has by ``SHARES``."""
    found = np.zeros(len(labels))
    for origin in sorted(set(origins.tolist())):
        mine = origins == origin
        sizes = labels[mine].sum(0)
        share = np.where(sizes > 0, SHARES, 0)
        found[mine] = labels[mine] @ (share / share.sum() / np.maximum(sizes, 1e-9))
    return np.asarray(found / found.sum())


class Calibrated(NamedTuple):
    head: Head
    temperature: float


def calibrated(learn: Seen, check: Seen, extra: Seen) -> Calibrated:
    """A head trained on ``learn`` and ``extra``, its temperature and limit of "mixed" chosen on ``check`` and on each
    set of ``learn`` judged by a head of the other sets.
    """
    head = trained(_together(learn, extra))
    judged = [(head, check.part(check.origins == origin)) for origin in sorted(set(check.origins.tolist()))]
    for origin in sorted(set(learn.origins.tolist())):
        others = trained(_together(learn.part(learn.origins != origin), extra.part(extra.origins != origin)))
        judged.append((others, learn.part(learn.origins == origin)))
    judged = [(each, seen.part(seen.truth != "")) for each, seen in judged]

    def loss(temperature: float) -> float:
        """The mean log loss of the parts (Guo et al., 2017)."""
        found = []
        for each, seen in judged:
            chances = _cooled(each, temperature).chances(seen.vectors, seen.signs)
            truth = [CLASSES.index(sentiment) for sentiment in seen.truth.tolist()]
            found.append(-np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-9)).mean())
        return float(np.mean(found))

    temperature = min((float(each) for each in np.linspace(0.5, 4.0, 71)), key=loss)
    parts = [_cooled(each, temperature).chances(seen.vectors, seen.signs) for each, seen in judged]
    told = [at for at, (_each, seen) in enumerate(judged) if "mixed" in seen.truth]  # where people could say "mixed"
    mixed = np.concatenate([parts[at][:, 3] for at in told] or [np.zeros(0)])
    meant = np.concatenate([judged[at][1].truth == "mixed" for at in told] or [np.zeros(0, bool)])

    def quality(limit: float) -> float:
        """F0.5: to say "mixed" wrongly is worse than not to say it."""
        said = mixed >= limit
        return float(1.25 * (said & meant).sum() / max(1.0, said.sum() + 0.25 * meant.sum()))

    limit = max((float(each) for each in np.linspace(0.1, 0.6, 51)), key=quality) if told else LEAST
    print(f"  temperature {temperature:.2f}, mixed from {limit:.2f} (F0.5 {quality(limit):.2f})")
    for (each, seen), chances in zip(judged, parts, strict=True):
        if each is not head:
            print(f"  by a head of the other sets: {report(seen, chances, limit)}")
    return Calibrated(_cooled(head, temperature)._replace(mixed=limit), temperature)


def _cooled(head: Head, temperature: float) -> Head:
    return Head(
        head.vector_weights / temperature, head.sign_weights / temperature, head.biases / temperature, head.mixed
    )


def _together(one: Seen, other: Seen) -> Seen:
    return Seen(one.texts + other.texts, np.vstack([one.vectors, other.vectors]), np.vstack([one.signs, other.signs]))


# ---- measuring ---------------------------------------------------------------------------------------------------


def report(seen: Seen, chances: Doubles, mixed: float) -> str:
    """Macro-F1 forced among three, what is said where it may abstain or say mixed, and the calibration error."""
    truth = seen.truth
    three = np.isin(truth, THREE)
    forced = np.array(THREE)[chances[:, :3].argmax(1)]
    present = [kind for kind in THREE if kind in truth]
    score = f1_score(truth[three], forced[three], labels=present, average="macro")
    said = np.array(Head(np.zeros(0), np.zeros(0), np.zeros(0), mixed).answers(chances))
    answered = said != ""
    line = (
        f"{seen.texts[0].origin} ({len(truth):,}): macro-F1 of {len(present)} classes, forced {score:.3f}; "
        f"right {(forced == truth)[three].mean():.1%} forced, {(said == truth)[answered].mean():.1%} of the "
        f"{answered.mean():.1%} it answers; calibration error {calibration_error(chances, truth):.3f}"
    )
    if "mixed" in truth:
        line += f"; mixed F1 {f1_score(truth == 'mixed', said == 'mixed'):.2f} of {(truth == 'mixed').sum()}"
    return line


def calibration_error(chances: Doubles, truth: NDArray[np.str_], bins: int = 10) -> float:
    """Expected calibration error of the likeliest class (Naeini et al., 2015), in ``bins`` equal bins."""
    sure, right = chances.max(1), np.array(CLASSES)[chances.argmax(1)] == truth
    at = np.minimum((sure * bins).astype(int), bins - 1)
    return float(sum((at == b).mean() * abs(right[at == b].mean() - sure[at == b].mean()) for b in set(at.tolist())))


def vader(tweets: Sequence[Labelled]) -> float:
    """VADER's macro-F1 on the tweets, by its authors' limits of ±0.05.

    On the bare texts, as the heads read them: with the handles left in it takes "@united" for praise, and has 0.36.
    """
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    compound = [analyzer.polarity_scores(each.text)["compound"] for each in tweets]
    guess = ["positive" if c >= 0.05 else "negative" if c <= -0.05 else "neutral" for c in compound]
    return float(f1_score([each.sentiment for each in tweets], guess, labels=list(THREE), average="macro"))


def report_by_hand(
    head: Head, seen_of: Callable[[list[Labelled]], Seen], languages: Sequence[str], blind: bool
) -> None:
    rows = [row for row in by_hand() if row.text.language in languages and (blind or row.half == "open")]
    seen = seen_of([row.text for row in rows])
    chances = head.chances(seen.vectors, seen.signs)
    said = head.answers(chances)
    for half in ("open", "blind") if blind else ("open",):
        for language in languages:
            line = []
            for kind in ("plain", "fact", "neutral", "colloquial", "short", "negation", "mixed", "irony"):
                mine = [
                    (answer, row.text.sentiment)
                    for row, answer in zip(rows, said, strict=True)
                    if (row.half, row.text.language, row.kind) == (half, language, kind)
                ]
                if mine:
                    right, silent = sum(a == b for a, b in mine), sum(not a for a, _b in mine)
                    line.append(f"{kind} {right}/{len(mine)}" + (f" ({silent} unanswered)" if silent else ""))
            print(f"  by hand, {half}, {language}: {', '.join(line)}")
    for row, answer, chance in zip(rows, said, chances, strict=True):
        if row.half == "open" and answer != row.text.sentiment:
            print(
                f"    {row.kind}: {row.text.sentiment} taken for {answer or '–'} ({chance.max():.2f}): {row.text.text}"
            )


def train_and_measure(name: str, data: Path, cache: Path, write: bool, blind: bool) -> None:
    """Both heads of an encoder, with and without words; or, for ``BY_WORDS``, the one of words alone."""
    encoder = load_encoder(name) if name != BY_WORDS else None
    called = encoder.name if encoder else BY_WORDS
    kept = VectorCache.of(cache, encoder) if encoder else None
    everywhere = called != "all-MiniLM-L6-v2"
    texts = english(data) + (polish(data) if everywhere else [])
    extra, tweets = joined(texts), airlines(data)
    stored: dict[str, NDArray[np.float32]] = {}
    for use in ("both", "alone") if encoder else ("both",):

        def seen_of(texts: list[Labelled], use: str = use) -> Seen:
            written = [each.text for each in texts]
            vectors = np.zeros((len(texts), 0), np.float32)
            if kept is not None and encoder:
                vectors = kept.vectors(written, encoder)
            found = signs(written, [each.language for each in texts]) if use == "both" else np.zeros((len(texts), 0))
            return Seen(texts, vectors, found)

        print(f"\n{called}, {'vectors alone' if use == 'alone' else 'words alone' if not encoder else 'with words'}")
        seen, joins = seen_of(texts), seen_of(extra)
        folds = np.array([each.fold for each in texts])
        learn, check = seen.part(folds < 0.7), seen.part((folds >= 0.7) & (folds < 0.8))
        head, temperature = calibrated(learn, check, joins)
        test = seen.part((folds >= 0.8) & (seen.truth != ""))
        measured = [test.part(test.origins == origin) for origin in sorted(set(test.origins.tolist()))]
        for part in (*measured, seen_of(tweets), seen_of(insurance(data))):
            print(f"  {report(part, head.chances(part.vectors, part.signs), head.mixed)}")
        if use == "both":
            report_by_hand(head, seen_of, ("en", "fi", "pl") if everywhere else ("en",), blind)
        if write:
            every = trained(_together(seen.part((folds < 0.7) | (folds >= 0.8)), joins))
            final = _cooled(every, temperature)._replace(mixed=head.mixed)
            for part_name, part_of in zip(("vectors", "signs", "biases", "mixed"), final, strict=True):
                stored[f"{use}_{part_name}"] = np.asarray(part_of, np.float16 if part_name == "vectors" else np.float32)
    if write:
        target = Path(_sentiment.__file__).parent / f"sentiment_{called}.npz"
        np.savez_compressed(target, **stored)  # type: ignore[arg-type]
        print(f"  {target}: {target.stat().st_size:,} bytes")


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
    parser.add_argument("--encoder", action="append", choices=["multilingual-e5-small", "minilm", BY_WORDS])
    parser.add_argument("--write", action="store_true", help="put the heads into the package")
    parser.add_argument("--open", action="store_true", help="leave out the blind half of the texts by hand")
    options = parser.parse_args()
    print(f"texts never answered under {LEAST}; {len(SIGNS)} signs of tone")
    print(f"VADER, airline tweets: macro-F1 {vader(airlines(options.data)):.3f}")
    for name in options.encoder or ["multilingual-e5-small", "minilm", BY_WORDS]:
        train_and_measure(name, options.data, options.cache, options.write, not options.open)


if __name__ == "__main__":
    main()
