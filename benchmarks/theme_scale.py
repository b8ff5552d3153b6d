"""How the time and the memory of finding themes grow with the number of mentions, and BERTopic's default beside.

Mentions are made from banking77's questions: each new one is a question with words left out or swapped, and its vector
moved at random. So a million have the neighbourhoods of real vectors and about a million different texts, but no new
subjects. Every size is fitted in a process of its own, vectors given in half precision from a file; its peak of memory
is the largest it held at any time, vectors included. Growth is the time over the time of the size before, divided by
the same ratio of the mentions: 1.0 is as fast as the data, below is slower than it.

Seconds are processor seconds of fitting, all threads together, and wall-clock seconds beside; on a machine that does
other work only the first mean much.

Run: python benchmarks/theme_scale.py [--data FOLDER] [--cache FOLDER] [--sizes 10000 100000 1000000] [--peer-up-to N]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from themes import Labelled, banking77, bertopic_default, vectors_of  # type: ignore[import-not-found]

from insight_synth import ThemeModel
from insight_synth.encode import DEFAULT_ENCODER

SIZES = (10_000, 100_000, 1_000_000)
JITTER = 0.5  # length of what is added to a vector of length 1
SEED = 0
ROWS = 50_000  # made at once
TARGET = 1.2  # times as fast as the data that the time may grow


@dataclass(frozen=True)
class Fitted:
    """What one process measured."""

    processor: float
    wall: float
    bytes_held: int
    themes: int
    unassigned: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of the labelled data")
    parser.add_argument("--cache", type=Path, help="a folder to keep vectors in between runs; none are kept otherwise")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of mentions, ascending")
    parser.add_argument("--peer-up-to", type=int, default=10_000, help="mentions up to which BERTopic is run too")
    parser.add_argument("--fit", nargs=2, metavar=("WHO", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fit:
        print(json.dumps(vars(fitted(options.fit[0], Path(options.fit[1])))))
        return
    if not options.data.is_dir():
        raise SystemExit(f"{options.data}: no such folder. Name the labelled data with --data.")
    with tempfile.TemporaryDirectory() as folder:
        measure(options.data, options.cache or Path(folder), sorted(options.sizes), options.peer_up_to)


def measure(data: Path, cache: Path, sizes: list[int], peer_up_to: int) -> None:
    """Prints a row of figures for each size."""
    questions = banking77(data)
    vectors = vectors_of(questions, DEFAULT_ENCODER, cache)
    print("| date | machine | mentions | what | figure |\n| --- | --- | --- | --- | --- |", flush=True)
    before: tuple[int, Fitted] | None = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            make(questions.texts, vectors, size, Path(folder))
            ours = in_own_process("ours", Path(folder))
            row(size, "themes", described(ours))
            if before:
                growth = ours.processor / before[1].processor / (size / before[0])
                row(size, f"growth of the time over that of the data (at most {TARGET})", f"{growth:.2f}")
            before = (size, ours)
            if size <= peer_up_to:
                theirs = in_own_process("bertopic", Path(folder))
                row(size, "BERTopic's default", described(theirs))
                row(size, "its seconds over ours", f"{theirs.processor / ours.processor:.1f}")


def make(texts: list[str], vectors: NDArray[np.float32], size: int, folder: Path) -> None:
    """``texts.json``, a list of ``size`` texts, and ``vectors.npy``, their unit rows in float16."""
    draw = np.random.default_rng(SEED)
    said = list(variations(texts, size, draw))
    (folder / "texts.json").write_text(json.dumps(said), encoding="utf-8")
    moved = np.lib.format.open_memmap(
        folder / "vectors.npy", mode="w+", dtype=np.float16, shape=(size, vectors.shape[1])
    )
    for start in range(0, size, ROWS):
        real = vectors[np.arange(start, min(start + ROWS, size)) % len(vectors)]
        rows = real + draw.normal(0, JITTER / np.sqrt(real.shape[1]), real.shape)
        moved[start : start + len(rows)] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    moved.flush()


def variations(texts: list[str], size: int, draw: np.random.Generator) -> Iterator[str]:
    """The texts in turn; from the second time on with a word left out, two words swapped and a number of its own."""
    for n in range(size):
        words = texts[n % len(texts)].split()
        if n >= len(texts):
            if len(words) > 4:
                del words[int(draw.integers(len(words)))]
            at = int(draw.integers(len(words)))
            words[at], words[-1] = words[-1], words[at]
            words.append(str(n))
        yield " ".join(words)


def in_own_process(who: str, folder: Path) -> Fitted:
    """Measures of a fit of ``ours`` or ``bertopic`` to what ``make`` left in the folder."""
    command = [sys.executable, __file__, "--fit", who, str(folder)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {ended.returncode}")
    return Fitted(**json.loads(ended.stdout.strip().splitlines()[-1]))


def fitted(who: str, folder: Path) -> Fitted:
    """The measures of one fit, made in this process."""
    texts: list[str] = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    languages = ["en"] * len(texts)
    few = [f"{n} {texts[n]}" for n in range(20)]
    ThemeModel().fit(few, np.eye(20, dtype=np.float32), languages=languages[:20])  # what is loaded once, loads now
    wall, processor = time.perf_counter(), time.process_time()
    if who == "ours":
        labels = ThemeModel(seed=0).fit(texts, vectors, languages=languages).labels_
        processor = time.process_time() - processor
    else:
        told = Labelled("made", texts, [""] * len(texts), languages)
        found = bertopic_default(told, np.asarray(vectors, dtype=np.float32))
        labels, processor = found.fine, found.seconds
    wall = time.perf_counter() - wall
    return Fitted(processor, wall, most_held(), len(np.unique(labels[labels >= 0])), float(np.mean(labels < 0)))


def most_held() -> int:
    """The most bytes that this process held in memory at any time since it began, pages of files included."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


def described(found: Fitted) -> str:
    """The figures of one fit, in words."""
    return (
        f"{found.processor:.1f} s of processor, {found.wall:.0f} s by the clock; peak {found.bytes_held / 1e9:.2f} GB; "
        f"{found.themes} finest themes; in none {found.unassigned:.1%}"
    )


def row(size: int, what: str, figure: str) -> None:
    print(f"| {date.today()} | {os.cpu_count()} cores | {size:,} | {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
