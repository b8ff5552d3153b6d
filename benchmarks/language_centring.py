"""How well ``centre_languages`` keeps languages from forming clusters of their own, and how far to shrink.

Measures on SIB-200 (``../shared/data/sib200``: 701 parallel sentences, 7 topics): V of clusters against language (0 is
best) and against topic (1 is best) by k-means with 20 clusters, the mean of three seeds; with all texts, with one
language cut to 20 texts or to 1, and with one language that speaks of two topics only.

Run: python benchmarks/language_centring.py [--data FOLDER]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score

from insight_synth.encode import centre_languages, load_encoder

FILES = {"en": "eng", "fi": "fin", "pl": "pol", "sv": "swe", "de": "deu"}
Floats = NDArray[np.float32]


def sib200(folder: Path, languages: tuple[str, ...]) -> tuple[list[str], list[str], list[str]]:
    texts, topics, spoken = [], [], []
    for language in languages:
        path = next(folder.glob(f"{FILES[language]}_*.train.tsv"))
        for line in path.read_text(encoding="utf-8").split("\n")[1:]:
            if line.strip():
                _index, topic, text = line.split("\t")
                texts.append(text)
                topics.append(topic)
                spoken.append(language)
    return texts, topics, spoken


def scores(vectors: Floats, topics: list[str], spoken: list[str], rare: str) -> str:
    found = [KMeans(20, n_init=2, random_state=seed).fit_predict(vectors) for seed in range(3)]
    topic = np.mean([v_measure_score(topics, labels) for labels in found])
    language = np.mean([v_measure_score(spoken, labels) for labels in found])
    # How like the rare language's rows are to the others' rows of the same topic, over those of other topics.
    mine, theirs = np.array(spoken) == rare, np.array(spoken) != rare
    likeness = vectors[mine] @ vectors[theirs].T
    nearest = np.argsort(-likeness, axis=1)[:, :5]
    named = np.array(topics)
    right = np.mean(named[theirs][nearest] == named[mine][:, None])
    return (
        f"topic V {topic:.3f}  language V {language:.3f}  rare language's 5 nearest elsewhere, same topic {right:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    encoder = load_encoder()
    texts, topics, spoken = sib200(options.data / "sib200", ("en", "fi", "pl"))
    vectors = encoder.raw(texts)
    order = np.random.default_rng(0).permutation(len(texts))
    finnish = [i for i in order if spoken[i] == "fi"]
    others = [i for i in order if spoken[i] != "fi"]
    cases = {
        "all": others + finnish,
        "20 Finnish": others + finnish[:20],
        "1 Finnish": others + finnish[:1],
        "Finnish on two topics": others + [i for i in finnish if topics[i] in ("travel", "health")],
        "20 Finnish on two topics": others + [i for i in finnish if topics[i] in ("travel", "health")][:20],
    }
    for case, kept in cases.items():
        part, kinds, tongues = vectors[kept], [topics[i] for i in kept], [spoken[i] for i in kept]
        print(f"\n{case}\n  {'uncentred':>28}: {scores(part, kinds, tongues, 'fi')}", flush=True)
        for prior in (0.0, 20.0, 40.0, 100.0, 300.0, 1e9):
            centred = centre_languages(part, tongues, prior)
            print(f"  {f'the mean of all counts {prior:g}':>28}: {scores(centred, kinds, tongues, 'fi')}", flush=True)


if __name__ == "__main__":
    main()
