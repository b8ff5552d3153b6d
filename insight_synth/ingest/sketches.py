"""Texts that (nearly) repeat each other, counted over millions of rows: by small sketches that stand for the texts.

A sketch is nine numbers a text, so that only they need be kept and compared. For figures of an audit; which
verbatims are one voice is decided by ``evidence``, on the texts themselves.

Method: MinHash with bands (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4). A text is
the set of its runs of five characters, case, punctuation, handles and links left out: runs of characters rather than
words, because a word inflected or mistyped in a text of twenty changes a third of its triples of words, and a tenth of
its runs. Eight bands of seven: a pair of Jaccard similarity 0.85 shares a band with probability 0.95, one of 0.7 with
0.49, of 0.5 with 0.06.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from insight_synth.ingest.spool import unlinked_file
from insight_synth.language import bare, says_something

__all__ = [
    "WIDTH",
    "SketchFile",
    "Sketches",
    "boilerplate",
    "found_elsewhere",
    "from_text",
    "near_duplicates",
    "sketches",
    "to_text",
]

Sketches = NDArray[np.uint64]
"""(n, WIDTH): the key of the whole text, 0 where it says nothing; then of each band, 0 where it is too short."""

Keys = NDArray[np.uint64]
Others = Callable[[int], Iterable[tuple[str, Keys]]]

_BANDS, _ROWS = 8, 7
WIDTH = 1 + _BANDS
_RUN = 5  # characters
_FEWEST_WORDS = 3  # a shorter text is like too many others to repeat any of them
_LONGEST = 50_000  # characters of a text that are looked at
_AT_ONCE = 100_000  # characters whose runs are hashed together
_MOST_WORDS_OF_NOTHING = 10  # a longer text says something
_FEWEST_REPEATS, _REPEATED_SHARE = 5, 0.02

_BESIDE_WORDS = re.compile(r"[\W_]+")
_MULTIPLIERS = np.array([166_117, 27_644_437, 479_001_599, 2_147_483_647, 1], np.uint64)


def _permutations() -> tuple[list[np.uint32], list[np.uint32]]:
    """Multipliers (odd) and summands of the hash functions, the same in every process."""
    drawn = np.random.Generator(np.random.PCG64(20_261_122)).integers(1, 2**32, (2, _BANDS * _ROWS), np.uint32)
    return list(drawn[0] | np.uint32(1)), list(drawn[1])


_FACTORS, _SUMMANDS = _permutations()


def sketches(texts: Sequence[str]) -> Sketches:
    """One row a text, in their order; the same in every process and on every machine."""
    found = np.zeros((len(texts), WIDTH), np.uint64)
    folded = [_folded(text) for text in texts]
    for row, (text, plain) in enumerate(zip(texts, folded, strict=True)):
        found[row, 0] = _whole(text, plain)
    for rows in _batches(folded):
        found[rows, 1:] = _bands([folded[row] for row in rows])
    return found


class SketchFile:
    """The sketches of any number of texts in files without a name: a column of them is in memory at a time."""

    def __init__(self) -> None:
        self._columns = [unlinked_file() for _ in range(WIDTH)]
        for descriptor in self._columns:
            weakref.finalize(self, os.close, descriptor)
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def append(self, found: Sketches) -> None:
        """Adds the sketches of further texts."""
        for descriptor, column in zip(self._columns, found.T, strict=True):
            os.pwrite(descriptor, np.ascontiguousarray(column, "<u8").tobytes(), 8 * self._rows)
        self._rows += len(found)

    def column(self, number: int) -> Keys:
        """The key of the whole text (0) or of one band, of every text."""
        return np.frombuffer(os.pread(self._columns[number], 8 * self._rows, 0), "<u8")


def near_duplicates(found: Sketches | SketchFile) -> int:
    """Texts that repeat an earlier one among them, to the letter or nearly so. Those of one or two words never do."""
    repeats = np.zeros(len(found), bool)
    for band in range(1, WIDTH):
        column = _column(found, band)
        order = np.argsort(column, kind="stable")
        keys = column[order]
        repeats[order[1:][(keys[1:] == keys[:-1]) & (keys[1:] != 0)]] = True
    return int(repeats.sum())


def found_elsewhere(found: Sketches | SketchFile, others: Others) -> dict[str, int]:
    """Source → how many texts among ``found`` stand there too, to the letter or nearly so; sources with none left out.

    Args:
        found: of the texts.
        others: gives, for the number of a band, that band of the sketches of other sources, each with its source;
            a source may come several times.
    """
    shared: dict[str, NDArray[np.bool_]] = {}
    for band in range(1, WIDTH):
        column = _column(found, band)
        for source, keys in others(band):
            shared[source] = (np.isin(column, keys) & (column != 0)) | shared.get(source, False)
    return {source: count for source, rows in sorted(shared.items()) if (count := int(rows.sum()))}


def boilerplate(found: Sketches | SketchFile) -> int:
    """Texts that say nothing, or the same words again and again: five times or more, and in 2 % of the texts."""
    keys, counts = np.unique(_column(found, 0), return_counts=True)
    often = counts >= max(_FEWEST_REPEATS, _REPEATED_SHARE * len(found))
    return int(counts[often | (keys == 0)].sum())


def to_text(found: Sketches) -> str:
    """As ASCII, for JSON and the store."""
    return base64.b64encode(found.astype("<u8").tobytes()).decode("ascii")


def from_text(text: str) -> Sketches:
    """What :func:`to_text` wrote."""
    return np.frombuffer(base64.b64decode(text), "<u8").astype(np.uint64).reshape(-1, WIDTH)


def _column(found: Sketches | SketchFile, number: int) -> Keys:
    return found.column(number) if isinstance(found, SketchFile) else found[:, number]


def _folded(text: str) -> str:
    """The words alone, in lower case, a blank between any two."""
    if "@" in text or "://" in text or "www." in text:
        text = bare(text[:_LONGEST])
    return _BESIDE_WORDS.sub(" ", text[:_LONGEST].casefold()).strip()


def _whole(text: str, folded: str) -> int:
    short = folded.count(" ") < _MOST_WORDS_OF_NOTHING
    if short and not says_something(text, ""):  # in whatever language: it is not told here
        return 0
    return int.from_bytes(hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1


def _batches(folded: Sequence[str]) -> Iterator[list[int]]:
    """Rows whose texts are long enough, so many at a time that their hashes fit into the processor's cache."""
    rows: list[int] = []
    characters = 0
    for row, text in enumerate(folded):
        if text.count(" ") + 1 < _FEWEST_WORDS or len(text) < _RUN:
            continue
        rows.append(row)
        characters += len(text)
        if characters >= _AT_ONCE:
            yield rows
            rows, characters = [], 0
    if rows:
        yield rows


def _bands(folded: Sequence[str]) -> Sketches:
    hashes, starts = _runs(folded)
    keys = np.empty((len(folded), _BANDS), np.uint64)
    for band in range(_BANDS):
        key = np.full(len(folded), band + 1, np.uint64)
        for row in range(band * _ROWS, (band + 1) * _ROWS):
            least = np.minimum.reduceat(hashes * _FACTORS[row] + _SUMMANDS[row], starts)
            key = _mixed(key * np.uint64(0x9E3779B97F4A7C15) + least)
        keys[:, band] = np.maximum(key, np.uint64(1))
    return keys


def _runs(folded: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """32-bit hashes of every run of characters of every text, one text after the other, and where each begins."""
    letters = np.frombuffer("".join(folded).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    lengths = np.array([len(text) for text in folded])
    runs = sum(letters[at : len(letters) - _RUN + 1 + at] * _MULTIPLIERS[at] for at in range(_RUN))
    within = np.ones(len(letters) - _RUN + 1, bool)
    ends = np.cumsum(lengths)[:-1]
    for at in range(1, _RUN):
        within[ends - at] = False  # a run that would reach into the next text
    starts = np.concatenate([[0], np.cumsum(lengths - _RUN + 1)[:-1]])
    return (_mixed(np.asarray(runs)[within]) >> np.uint64(32)).astype(np.uint32), starts


def _mixed(numbers: Sketches) -> Sketches:
    """Every bit of a number spread over all of its bits (the finaliser of SplitMix64, Steele et al. 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(numbers ^ (numbers >> np.uint64(31)))
