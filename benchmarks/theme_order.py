"""Whether the same passages give the same themes in whatever order they come, in whichever process.

Each set is fitted in ten fresh processes, one after another. Each gets its rows in another order, another hash seed,
and one, two or four threads for linear algebra; where texts are in several languages, each process centres its own
vectors by language. Compared to the last bit, row by row in the order of the file: the theme of every passage and its
similarity, and of every theme the one above it, its names, its keywords and its centre. Ends with status 1 where
anything differs in any process from the first.

Sets are read as in ``themes.py``: ``banking77`` in one language, ``sib200`` in three.

Run: python benchmarks/theme_order.py [--data FOLDER] [--cache FOLDER] [--processes N] [--only NAME]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from themes import Labelled, banking77, raw_vectors, sib200  # type: ignore[import-not-found]

from insight_synth import ThemeModel
from insight_synth.encode import DEFAULT_ENCODER, centre_languages

PROCESSES = 10
THREADS = (1, 2, 4)
THREAD_SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of the labelled data")
    parser.add_argument("--cache", type=Path, help="a folder to keep vectors in between runs; none are kept otherwise")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="fits of each set")
    parser.add_argument("--only", default="", help="only sets with this in their name")
    parser.add_argument("--fit", nargs=2, metavar=("FOLDER", "SEED"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fit:
        print(json.dumps(digests(Path(options.fit[0]), int(options.fit[1]))))
        return
    if not options.data.is_dir():
        raise SystemExit(f"{options.data}: no such folder. Name the labelled data with --data.")
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |", flush=True)
    same = True
    with tempfile.TemporaryDirectory() as folder:
        for told in (banking77(options.data), sib200(options.data)):
            if options.only in told.name:
                same &= measure(told, options.cache or Path(folder), options.processes)
    raise SystemExit(0 if same else 1)


def measure(told: Labelled, cache: Path, processes: int) -> bool:
    """Prints a row for one set; whether all its fits were the same."""
    vectors = raw_vectors(told.texts, DEFAULT_ENCODER, cache)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "told.json").write_text(json.dumps([told.texts, told.languages]), encoding="utf-8")
        np.save(Path(folder) / "vectors.npy", vectors)
        found = [in_own_process(Path(folder), seed) for seed in range(processes)]
    differing = {
        what: [seed for seed in range(processes) if found[seed][what] != found[0][what]]
        for what in found[0]
        if any(one[what] != found[0][what] for one in found)
    }
    figure = "; ".join(f"{what} differ in {', '.join(map(str, seeds))}" for what, seeds in differing.items())
    row(told, f"{processes} orders, hash seeds and thread counts in {processes} processes", figure or "identical")
    return not differing


def in_own_process(folder: Path, seed: int) -> dict[str, str]:
    """The digests of a fit in a process with a hash seed, a number of threads and an order of rows of its own."""
    threads = str(THREADS[seed % len(THREADS)])
    settings = {"PYTHONHASHSEED": str(seed + 1), **dict.fromkeys(THREAD_SETTINGS, threads)}
    command = [sys.executable, str(Path(__file__).resolve()), "--fit", str(folder), str(seed)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env={**os.environ, **settings})
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {ended.returncode}")
    found: dict[str, str] = json.loads(ended.stdout.strip().splitlines()[-1])
    return found


def digests(folder: Path, seed: int) -> dict[str, str]:
    """A digest of each thing a fit gives, its rows put back into the order of the file."""
    texts, languages = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    order = np.random.default_rng(seed).permutation(len(texts))
    said, spoken = [texts[i] for i in order], [languages[i] for i in order]
    vectors = np.load(folder / "vectors.npy")[order]
    if len(set(spoken)) > 1:
        vectors = centre_languages(vectors, spoken)
    model = ThemeModel(seed=0).fit(said, vectors, languages=spoken)
    back = np.argsort(order)
    return {
        "themes": digest(model.labels_[back].tobytes()),
        "similarities": digest(model.similarities_[back].tobytes()),
        "parents": digest(model.parents_.tobytes()),
        "names": digest(json.dumps(model.names_by_language_).encode()),
        "keywords": digest(json.dumps(model.keywords_).encode()),
        "centres": digest(model.centres_.tobytes()),
        "vectors": digest(model.space_[back].tobytes()),
    }


def digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def row(told: Labelled, what: str, figure: str) -> None:
    data = f"{told.name} ({len(told.texts):,})"
    print(f"| {date.today()} | {os.cpu_count()} cores | {data} | {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
