"""Makes the table of the ``fast`` encoder: a vector for each token, whose sum stands for a text.

The table holds the pieces of the default encoder's vocabulary that words of five languages in Latin letters are made
of. It is learnt in two steps. Each piece alone goes through the default encoder; the vectors are whitened along their
principal components and weighted by rarity (as Model2Vec does, Tulkens and van Dongen, 2024). From that start, ridge
regression moves the pieces so that sums come near the default's vectors of whole texts, each language's mean taken out
of both.

Training texts, the only ones: ``banking77`` (CC BY 4.0), ``sentiment_en`` (MIT) and our own demo company. Which pieces
are of use is told by the word lists of ``simplemma`` (MIT). ``--hold-out banking77`` leaves that one out, to measure on
it. ``sib200`` (CC BY-SA) only measures. The first run encodes some 55,000 pieces and texts; their vectors are kept in
``--cache``.

Run: python benchmarks/train_fast_encoder.py [--data FOLDER] [--cache FOLDER] [--hold-out banking77] [--write]
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score

from insight_synth.encode import VectorCache, centre_languages, load_encoder
from insight_synth.encode._encoder import unit_rows
from insight_synth.encode._static import TABLE, StaticModel, packed, token_counts
from insight_synth.encode._weights import multilingual_e5_small
from insight_synth.language import passages

Floats = NDArray[np.float32]
LANGUAGES = ("en", "fi", "pl", "sv", "de")
PIECES = 40_000
WHITENING = 0.25  # the power of its variance that each principal component of the pieces is divided by
RARITY = 1e-4  # a piece of this probability weighs half
WORDS_LOOKED_AT = 120_000  # of each language's list, to see which pieces are of use
SNIPPETS = 2_000  # of each file of sentiment_en
STRENGTH = 10_000.0  # weaker, texts unlike those learnt from lose more than texts like them gain


@dataclass(frozen=True)
class Taught:
    """A text to learn from, or to measure on, with its language."""

    text: str
    language: str
    origin: str


def training_texts(data: Path, cache: Path) -> list[Taught]:
    """All texts whose licence lets weights be learnt from them."""
    found = [Taught(text, "en", "banking77") for text, _ in banking77(data)]
    for name in ("amazonReviewSnippets", "tweets"):
        raw = (data / "sentiment_en" / f"{name}_GroundTruth.txt").read_bytes().splitlines()
        parts = [line.decode("utf-8", "replace").split("\t") for line in raw]
        found += [Taught(part[2].replace("&amp;", "&"), "en", "sentiment_en") for part in parts if len(part) > 2][
            :SNIPPETS
        ]
    found += demo_passages(cache)
    return list({taught.text: taught for taught in found}.values())


def demo_passages(cache: Path) -> list[Taught]:
    """Passages of the demo company's verbatims, taken in by the real command."""
    target = cache / "demo.jsonl"
    if not target.exists():
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "insight_synth"]
            subprocess.run([*command, "add", "sources", "-w", folder, "--quiet"], check=True)
            subprocess.run([*command, "export", "verbatims", "-w", folder, "-o", str(target)], check=True)
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    return [
        Taught(row["text"][start:end], row["language"], "demo")
        for row in rows
        if row["status"] == "active"
        for start, end in passages(row["text"], row["language"])
    ]


def words(language: str, most: int, seed: int) -> list[str]:
    """``most`` words of the language's list, drawn by ``seed``, in order."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    keys: Iterable[Any] = DefaultDictionaryFactory().get_dictionary(language)
    every = sorted({key.decode() if isinstance(key, bytes) else key for key in keys})
    drawn = np.random.default_rng(seed).choice(len(every), min(len(every), most), replace=False)
    return [every[at] for at in sorted(drawn)]


def banking77(data: Path) -> list[tuple[str, str]]:
    with (data / "banking77" / "train.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


def sib200(data: Path) -> list[tuple[Taught, str]]:
    """Parallel sentences with their topic, 701 in English, then Finnish, then Polish."""
    found = []
    for code, language in (("eng", "en"), ("fin", "fi"), ("pol", "pl")):
        path = next((data / "sib200").glob(f"{code}_*.train.tsv"))
        for line in path.read_text(encoding="utf-8").split("\n")[1:]:
            if line.strip():
                _, topic, text = line.split("\t")
                found.append((Taught(text, language, "sib200"), topic))
    return found


def pieces_of_use(cache: Path) -> list[tuple[str, float]]:
    """The pieces of the table with the logarithm of their probability, likeliest first."""
    target = cache / "pieces.json"
    if target.exists():
        return [(piece, score) for piece, score in json.loads(target.read_text(encoding="utf-8"))]
    tokenizer = multilingual_e5_small().tokenizer()
    of_use: set[int] = set()
    for language in LANGUAGES:
        drawn = tokenizer.encode_batch(words(language, WORDS_LOOKED_AT, seed=0))
        seen = Counter(at for one in drawn for at in set(one.ids[1:-1]))
        of_use |= {at for at, times in seen.items() if times > 1}
    vocabulary: list[tuple[str, float]] = json.loads(tokenizer.to_str())["model"]["vocab"]
    latin = [at for at, (piece, _) in enumerate(vocabulary) if at > 3 and is_latin(piece)]
    letters = {at for at in latin if len(vocabulary[at][0]) == 1}
    likeliest = sorted(latin, key=lambda at: (-vocabulary[at][1], at))
    kept = letters | (of_use & set(latin))
    for at in likeliest:
        if len(kept) >= PIECES:
            break
        kept.add(at)
    found = [(vocabulary[at][0], float(vocabulary[at][1])) for at in likeliest if at in kept]
    target.write_text(json.dumps(found), encoding="utf-8")
    return found


def is_latin(piece: str) -> bool:
    return all(
        unicodedata.name(letter, "").startswith("LATIN")
        or letter == "\u2581"
        or (ord(letter) < 0x2100 and not letter.isalpha())
        for letter in piece
    )


def solved(counts: csr_matrix, wanted: Floats, start: Floats, strength: float) -> Floats:
    """Ridge regression drawn towards ``start``: the table E that least
    ``‖counts · E − wanted‖² + strength · ‖E − start‖²``, by conjugate gradients, each dimension for itself."""
    change = np.zeros(start.shape)
    residual = counts.T @ (wanted - counts @ start).astype(np.float64)
    direction, power = residual.copy(), (residual**2).sum(0)
    for _ in range(60):
        image = counts.T @ (counts @ direction) + strength * direction
        step = power / np.maximum((direction * image).sum(0), 1e-12)
        change += step * direction
        residual -= step * image
        before, power = power, (residual**2).sum(0)
        direction = residual + power / np.maximum(before, 1e-12) * direction
    return (start + change).astype(np.float32)


def learnt(
    pieces: Sequence[tuple[str, float]], alone: Floats, texts: Sequence[Taught], vectors: Floats, strength: float
) -> Floats:
    """The table (pieces, dimensions) from each piece's vector ``alone`` and the ``vectors`` of ``texts``."""
    wanted = centre_languages(vectors, [taught.language for taught in texts])
    own = unit_rows(alone - alone.mean(0))
    variances, axes = np.linalg.eigh(own.T @ own / len(own))
    whiten = (axes / np.maximum(variances, 1e-6) ** WHITENING).astype(np.float32)
    rarity = RARITY / (RARITY + np.exp(np.array([score for _, score in pieces])))
    start = own @ whiten * rarity[:, None].astype(np.float32)
    model = StaticModel.of(pieces, start, "")
    counts = averaging(token_counts(model.tokenizer, [taught.text for taught in texts]))[:, 1:]
    target = wanted @ whiten
    drawn = counts @ start
    start *= np.float32((drawn * target).sum() / (drawn * drawn).sum())
    return solved(counts, target, start, strength)


def averaging(counts: csr_matrix) -> csr_matrix:
    """``counts`` with rows that sum to one."""
    return (diags(1.0 / np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1.0)) @ counts).tocsr().astype(np.float32)


# ---- how good it is ----------------------------------------------------------------------------------------------


def agreement(vectors: Floats, labels: Sequence[str]) -> float:
    """V measure of k-means clusters, as many as labels, against the labels: the mean of three seeds."""
    many = len(set(labels))
    found = [KMeans(many, n_init=1, random_state=seed).fit(vectors).labels_ for seed in range(3)]
    return float(np.mean([v_measure_score(labels, one) for one in found]))


def likeness_kept(ours: Floats, default: Floats) -> float:
    """Correlation of the cosines between pairs of texts, by one encoder and by the other."""
    pairs = np.random.default_rng(0).integers(0, len(ours), (2, 100_000))
    first, second = ((one[pairs[0]] * one[pairs[1]]).sum(1) for one in (ours, default))
    return float(np.corrcoef(first, second)[0, 1])


def twins_found(vectors: Floats) -> list[float]:
    """Share of English sentences whose nearest Finnish, then Polish sentence is their translation."""
    third = len(vectors) // 3
    english = vectors[:third]
    return [
        float(((english @ vectors[start : start + third].T).argmax(1) == np.arange(third)).mean())
        for start in (third, 2 * third)
    ]


def report(name: str, bank: Floats, topics: Sequence[str], parallel: Floats, subjects: Sequence[str]) -> None:
    found = ", ".join(f"{share:.3f}" for share in twins_found(parallel))
    print(
        f"{name:>8}: banking77 V {agreement(bank, topics):.3f}; sib200 V {agreement(parallel, subjects):.3f}; "
        f"English sentences whose translation is nearest (fi, pl) {found}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "insight-synth-fast-encoder")
    parser.add_argument("--hold-out", choices=["banking77"], help="learn without this set, to measure on it")
    parser.add_argument("--strength", type=float, default=STRENGTH, help="how strongly pieces stay where they begin")
    parser.add_argument("--write", action="store_true", help="put the table into the package")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    encoder = load_encoder()
    cache = VectorCache.of(options.cache / "vectors", encoder)
    pieces = pieces_of_use(options.cache)
    alone = cache.vectors([piece.replace("\u2581", " ").strip() for piece, _ in pieces], encoder)
    taught = [one for one in training_texts(options.data, options.cache) if one.origin != options.hold_out]
    table = learnt(pieces, alone, taught, cache.vectors([one.text for one in taught], encoder), options.strength)
    content = packed(pieces, table)
    target = TABLE if options.write else options.cache / "fast.npz"
    target.write_bytes(content)
    print(f"{len(taught):,} texts learnt from; {target}: {len(content):,} bytes", flush=True)

    model = StaticModel.packaged(target)
    questions, sentences = banking77(options.data), sib200(options.data)
    topics, subjects = [topic for _, topic in questions], [topic for _, topic in sentences]
    spoken = [one.language for one, _ in sentences]
    bank = cache.vectors([text for text, _ in questions], encoder)
    parallel = cache.vectors([one.text for one, _ in sentences], encoder)
    ours = unit_rows(model.vectors_of([text for text, _ in questions], lambda _: None))
    ours_parallel = unit_rows(model.vectors_of([one.text for one, _ in sentences], lambda _: None))
    bank, parallel = centre_languages(bank, ["en"] * len(bank)), centre_languages(parallel, spoken)
    ours, ours_parallel = centre_languages(ours, ["en"] * len(ours)), centre_languages(ours_parallel, spoken)
    kept = likeness_kept(ours, bank), likeness_kept(ours_parallel, parallel)
    print(f"cosines between texts, fast against default: correlation {kept[0]:.3f} banking77, {kept[1]:.3f} sib200")
    report("default", bank, topics, parallel, subjects)
    report("fast", ours, topics, ours_parallel, subjects)


if __name__ == "__main__":
    main()
