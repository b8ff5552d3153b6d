"""Which sources repeat others: the same words or the same case, not merely the same people.

A customer who complains in March and answers a survey in June is one voice in two sources, and neither repeats the
other. What makes two verbatims one voice is told by ``evidence``; here it is asked whether they say one thing twice.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations

from insight_synth.model import Source, Verbatim

__all__ = ["COPIED", "FEWEST", "copies", "shared_and_repeated"]

COPIED = 0.6
"""Share of a source's voices that say the same in another, from which on it is a copy."""
FEWEST = 5
"""Voices below which nothing is told."""
_SAME_WORDS = 0.8  # of the shorter text's runs of three words that stand in the longer: whole, cut, or with more added
_WORDS = 5  # in the shorter text, below which both must be the same
_SAME_CASE = 3  # days within which one customer speaks of one case

_WORD = re.compile(r"\w+")
Pairs = Mapping[tuple[str, str], int]
"""Two source ids → voices; both orders."""


def shared_and_repeated(spoken: Mapping[str, Sequence[Verbatim]]) -> tuple[Pairs, Pairs]:
    """Of every two sources the voices heard in both, and those of them that say one thing in both.

    Args:
        spoken: source id → its verbatims.
    """
    heard: dict[str, dict[str, list[Verbatim]]] = defaultdict(dict)
    for source in sorted(spoken):
        for verbatim in spoken[source]:
            heard[verbatim.voice_id or verbatim.id].setdefault(source, []).append(verbatim)
    shared: Counter[tuple[str, str]] = Counter()
    repeated: Counter[tuple[str, str]] = Counter()
    for places in heard.values():
        for one, other in combinations(places, 2) if len(places) > 1 else ():
            again = any(_says_the_same(a, b) for a in places[one] for b in places[other])
            for pair in ((one, other), (other, one)):
                shared[pair] += 1
                repeated[pair] += again
    return shared, repeated


def copies(
    sources: Iterable[Source], spoken: Mapping[str, Sequence[Verbatim]], voices: Mapping[str, frozenset[str]]
) -> dict[str, tuple[str, float]]:
    """Source → the source it repeats, and the share of its voices that say the same there.

    Of two that repeat each other, the larger, then the earlier, then the one with more fields is the original.
    """
    _, repeated = shared_and_repeated(spoken)
    rank = {source.id: _originality(source, spoken.get(source.id, ())) for source in sources}
    found: dict[str, tuple[str, float]] = {}
    for (one, other), count in sorted(repeated.items()):
        overlap = count / len(voices[one])
        original = len(voices[one]) >= FEWEST and rank[other] > rank[one]
        if original and overlap >= COPIED and overlap > found.get(one, ("", 0.0))[1]:
            found[one] = (other, overlap)
    return found


def _says_the_same(one: Verbatim, other: Verbatim) -> bool:
    """The same words, the same case number, or one customer on the same days."""
    if one.text == other.text or (one.source_row_id and one.source_row_id == other.source_row_id):
        return True
    if one.date and other.date and _days_apart(one.date, other.date) <= _SAME_CASE:
        return True
    shorter, longer = sorted((_words(one.text), _words(other.text)), key=len)
    if len(shorter) < _WORDS:
        return shorter == longer
    runs = _runs(shorter)
    return len(runs & _runs(longer)) >= _SAME_WORDS * len(runs)


@lru_cache(maxsize=4096)  # of a customer who says much in two sources, each text is held against many
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def _days_apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _originality(source: Source, spoken: Sequence[Verbatim]) -> tuple[int, int, int, str]:
    dates = [verbatim.date for verbatim in spoken if verbatim.date]
    earliest = -date.fromisoformat(min(dates)).toordinal() if dates else -date.max.toordinal()
    fields = sum(
        bool(value)
        for verbatim in spoken
        for value in (verbatim.date, verbatim.customer, verbatim.segment, verbatim.product, verbatim.source_row_id)
    )
    return len(spoken), earliest, fields, source.id
