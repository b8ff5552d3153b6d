"""Who speaks: verbatims that come from one person, one case or one text share one voice.

A voice is what every count of recurrence counts. It never decides what a text is about, and it drops no verbatim:
duplicates and copies keep their rows and only share a ``voice_id``.

Three things make two verbatims one voice:

* the same customer (the keyed hash), unless the "customer" is plainly a placeholder;
* the same case: an equal, distinctive row id in two sources whose customers do not contradict each other;
* the same text, to the letter or nearly so (MinHash over word shingles, Jaccard checked exactly).

A text that three or more known customers sent is a template: it is one voice of its own, and does not make those
customers one person. A short text ("great service") is only one voice where no two known customers sent it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from insight_synth.model import Verbatim

LONG_TEXT = 8  # words from which on an equal text is a copy whoever sent it
SHINGLE = 3  # words in a shingle for near-copies
NEAR_COPY_WORDS = 12  # words from which on near-copies are looked for
NEAR_COPY = 0.8  # Jaccard similarity of shingles from which on two texts are one
TEMPLATE_CUSTOMERS = 3  # known customers from which on a shared text is a template
PLACEHOLDER_ROWS = 30  # rows from which on, at …
PLACEHOLDER_SHARE = 0.2  # … this share of its source, a "customer" is a placeholder such as "anonymous"

_WORD = re.compile(r"\w+")
_DISTINCTIVE_ID = re.compile(r"(?=.*[^\W\d_])(?=(?:.*\d){3})|(?=(?:.*\d){7})")


def voices(verbatims: Sequence[Verbatim]) -> dict[str, str]:
    """The voice of each verbatim.

    Args:
        verbatims: all verbatims of a workspace, in any order, duplicates included.

    Returns:
        ``verbatim id → voice id`` for every verbatim given. A voice id is the smallest verbatim id that shares it,
        so it depends on the set of verbatims only.
    """
    ordered = sorted(verbatims, key=lambda verbatim: verbatim.id)
    words = {verbatim.id: _WORD.findall(_folded(verbatim.text)) for verbatim in ordered}
    placeholders = _placeholder_customers(ordered)
    customer = {v.id: "" if v.customer in placeholders else v.customer for v in ordered}

    same = _Groups(verbatim.id for verbatim in ordered)
    templates = _Groups(verbatim.id for verbatim in ordered)
    in_template: set[str] = set()
    for copies in _copies(ordered, words):
        known = sorted({customer[i] for i in copies} - {""})
        if len(words[copies[0]]) < LONG_TEXT:
            unknown = [i for i in copies if not customer[i]]
            if len(known) <= 1:
                same.join(copies)
            else:
                same.join(unknown)
        elif len(known) < TEMPLATE_CUSTOMERS:
            same.join(copies)
        else:
            templates.join(copies)
            in_template.update(copies)
    for case in _cases(ordered, customer):
        same.join([i for i in case if i not in in_template])
    by_customer: dict[str, list[str]] = defaultdict(list)
    for verbatim in ordered:
        if customer[verbatim.id] and verbatim.id not in in_template:
            by_customer[customer[verbatim.id]].append(verbatim.id)
    for ids in by_customer.values():
        same.join(ids)
    for verbatim in ordered:
        if verbatim.duplicate_of in words:
            (templates if verbatim.duplicate_of in in_template else same).join([verbatim.id, verbatim.duplicate_of])

    voice = {i: (templates.first(i) if i in in_template else same.first(i)) for i in words}
    return voice


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _placeholder_customers(verbatims: Sequence[Verbatim]) -> set[str]:
    in_source = Counter(verbatim.source for verbatim in verbatims)
    rows = Counter((verbatim.source, verbatim.customer) for verbatim in verbatims if verbatim.customer)
    return {
        customer
        for (source, customer), n in rows.items()
        if n >= PLACEHOLDER_ROWS and n >= PLACEHOLDER_SHARE * in_source[source]
    }


def _copies(verbatims: Sequence[Verbatim], words: dict[str, list[str]]) -> list[list[str]]:
    """Groups of ids whose texts are equal, or nearly so where they are long enough to tell."""
    equal: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for verbatim in verbatims:
        if words[verbatim.id]:
            equal[tuple(words[verbatim.id])].append(verbatim.id)
    groups = _Groups(ids[0] for ids in equal.values())
    long = {ids[0]: _shingles(text) for text, ids in equal.items() if len(text) >= NEAR_COPY_WORDS}
    for one, other in _near_copies(long):
        groups.join([one, other])
    joined: dict[str, list[str]] = defaultdict(list)
    for ids in equal.values():
        joined[groups.first(ids[0])].extend(ids)
    return [sorted(ids) for _, ids in sorted(joined.items()) if len(ids) > 1]


def _shingles(text: Sequence[str]) -> frozenset[str]:
    return frozenset(" ".join(text[i : i + SHINGLE]) for i in range(len(text) - SHINGLE + 1))


def _near_copies(shingles: dict[str, frozenset[str]]) -> Iterable[tuple[str, str]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(params=(16, 4), num_perm=64)  # finds pairs of Jaccard 0.8 with probability 0.9998
    ids = sorted(shingles)
    sketches = MinHash.bulk(
        [[shingle.encode() for shingle in sorted(shingles[i])] for i in ids], num_perm=64, seed=1
    )  # fmt: skip
    for i, sketch in zip(ids, sketches, strict=True):
        for other in sorted(index.query(sketch)):
            shared = len(shingles[i] & shingles[other])
            if shared >= NEAR_COPY * len(shingles[i] | shingles[other]):
                yield i, other
        index.insert(i, sketch)


def _cases(verbatims: Sequence[Verbatim], customer: dict[str, str]) -> list[list[str]]:
    """Groups of ids that carry one case number and do not name two different customers."""
    by_case: dict[str, list[Verbatim]] = defaultdict(list)
    for verbatim in verbatims:
        number = verbatim.source_row_id.strip().casefold()
        if number and _DISTINCTIVE_ID.match(number):
            by_case[number].append(verbatim)
    return [
        [verbatim.id for verbatim in rows]
        for _, rows in sorted(by_case.items())
        if len(rows) > 1 and len({customer[verbatim.id] for verbatim in rows} - {""}) <= 1
    ]


class _Groups:
    """Disjoint sets of ids; the first of a group is its smallest id."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._parent = {i: i for i in ids}

    def first(self, i: str) -> str:
        root = i
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[i] != root:
            self._parent[i], i = root, self._parent[i]
        return root

    def join(self, ids: Sequence[str]) -> None:
        """Make one group of the groups of ``ids``; nothing where there are none."""
        for other in ids[1:]:
            low, high = sorted((self.first(ids[0]), self.first(other)))
            self._parent[high] = low
