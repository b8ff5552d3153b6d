"""Which texts say the same to the letter, or nearly so. Who sent them is left to ``ties``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

SHINGLE = 3  # words in a shingle for near-copies
NEAR_COPY_WORDS = 12  # words from which on near-copies are looked for
NEAR_COPY = 0.8  # Jaccard similarity of shingles from which on two texts are one

_WORD = re.compile(r"\w+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, without case, punctuation and forms of writing (NFKC)."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def near_copies(texts: Sequence[Sequence[str]]) -> Iterable[tuple[int, int]]:
    """Pairs of places of texts whose words nearly agree, the smaller place first.

    MinHash over shingles finds them (Broder 1997), the exact Jaccard similarity decides. Whether a pair is found hangs
    on these two texts alone.
    """
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(params=(16, 4), num_perm=64)  # finds pairs of Jaccard 0.8 with probability 0.9998
    long = [at for at, words in enumerate(texts) if len(words) >= NEAR_COPY_WORDS]
    shingles = {at: _shingles(texts[at]) for at in long}
    spelt = [[shingle.encode() for shingle in sorted(shingles[at])] for at in long]
    sketches = MinHash.bulk(spelt, num_perm=64, seed=1)
    for at, sketch in zip(long, sketches, strict=True):
        for other in sorted(index.query(sketch)):
            shared = len(shingles[at] & shingles[other])
            if shared >= NEAR_COPY * len(shingles[at] | shingles[other]):
                yield other, at
        index.insert(at, sketch)


def _shingles(words: Sequence[str]) -> frozenset[str]:
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))
