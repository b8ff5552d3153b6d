"""Which sources bear a theme out in voices of their own, and which only repeat each other.

Sources of a set are *independent* on a theme when each of them has at least half of its voices on it, and two or more,
that no other source of the set has. Taking sources out of such a set leaves one, so neither order nor size decides:
what counts is the largest such set, and a source that repeats two smaller ones does not hide them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from insight_synth.evidence.heard import Heard, Truth, Whole

OWN_VOICES = 0.5  # share of a source's voices on a theme that must be its own for it to count as independent
OWN_LEAST = 2  # and how many at least
TRIES = 2_000
"""Sets of sources that are looked at for one theme. Beyond, sources that repeat most are left out one by one: a set is
found that is independent, but a larger one may be. It takes a dozen sources that all share voices with one another."""
MOST = 62  # sources that are told apart as bits of a number


def independent_sources(voices_by_source: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The largest set of sources of which each has voices of its own, most voices first.

    Of several as large, the one whose sources come first by voices and name.
    """
    order = sorted(voices_by_source, key=lambda source: (-len(voices_by_source[source]), source))
    number = {voice: at for at, voice in enumerate(sorted(frozenset().union(*voices_by_source.values())))}
    source = np.array([at for at, name in enumerate(order) for _ in voices_by_source[name]], dtype=np.int64)
    voice = np.array([number[one] for name in order for one in voices_by_source[name]], dtype=np.int64)
    chosen = _largest(source, voice, len(order))
    return tuple(name for at, name in enumerate(order) if chosen >> at & 1)


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """The voices that speak of one theme in several sources."""

    voices: Whole  # (n_themes, n_sources) of each theme in each source
    theme: Whole  # (n,) of those that are heard in several sources only; sorted by theme and voice
    source: Whole  # (n,)
    voice: Whole  # (n,)

    @classmethod
    def of(cls, heard: Heard) -> Repeats:
        width = int(heard.voice.max(initial=0)) + 1
        key = heard.theme * width + heard.voice
        order = np.argsort(key, kind="stable")
        key = key[order]
        same = key[1:] == key[:-1]
        several = np.zeros(len(key), dtype=np.bool_)
        several[1:] |= same
        several[:-1] |= same
        rows = order[several]
        return cls(heard.voices(), heard.theme[rows], heard.source[rows], heard.voice[rows])

    def apart(self) -> Truth:
        """(n_themes, n_sources, n_sources) whether both speak of the theme and neither mostly repeats the other."""
        from scipy.sparse import csr_array

        themes, sources = self.voices.shape
        shared = np.zeros((themes, sources, sources), dtype=np.int64)
        if len(self.theme):
            first = np.ones(len(self.theme), dtype=np.bool_)
            first[1:] = (self.theme[1:] != self.theme[:-1]) | (self.voice[1:] != self.voice[:-1])
            group = np.cumsum(first) - 1
            cell = self.theme * sources + self.source
            shape = (int(group[-1]) + 1, themes * sources)
            said = csr_array((np.ones(len(cell), dtype=np.int64), (group, cell)), shape=shape)
            both = (said.T @ said).tocoo()
            at = (both.coords[0] // sources, both.coords[0] % sources, both.coords[1] % sources)
            shared[at] = both.data
        need = _needed(self.voices)
        enough: Truth = self.voices[:, :, None] - shared >= need[:, :, None]
        found: Truth = enough & enough.transpose(0, 2, 1) & ~np.eye(sources, dtype=np.bool_)
        return found

    def independent(self, among: Truth) -> Whole:
        """(n_themes,) size of the largest independent set of each theme's sources ``among`` (n_themes, n_sources)."""
        themes, sources = self.voices.shape
        rows = among[self.theme, self.source]
        theme, source, voice = self.theme[rows], self.source[rows], self.voice[rows]
        several = np.zeros(len(theme), dtype=np.bool_)
        same = (theme[1:] == theme[:-1]) & (voice[1:] == voice[:-1])
        several[1:] |= same
        several[:-1] |= same
        theme, source, voice = theme[several], source[several], voice[several]
        said_again = np.bincount(theme * sources + source, minlength=themes * sources).reshape(themes, sources)
        alone = self.voices - said_again
        need = _needed(self.voices)
        found: Whole = (among & (self.voices >= OWN_LEAST)).sum(axis=1).astype(np.int64)
        ends = np.searchsorted(theme, np.arange(themes + 1))
        for at in np.flatnonzero((among & (self.voices >= OWN_LEAST) & (alone < need)).any(axis=1)):
            part = slice(ends[at], ends[at + 1])
            sharing, places = np.unique(source[part], return_inverse=True)
            chosen = _largest(places, voice[part], len(sharing), alone[at, sharing], self.voices[at, sharing])
            found[at] += chosen.bit_count() - int((self.voices[at, sharing] >= OWN_LEAST).sum())
        return found


def _needed(voices: Whole) -> Whole:
    found: Whole = np.maximum(np.ceil(OWN_VOICES * voices).astype(np.int64), OWN_LEAST)
    return found


def _largest(source: Whole, voice: Whole, sources: int, alone: Whole | None = None, voices: Whole | None = None) -> int:
    """The largest independent set of ``sources`` as the bits of a number.

    Where a set is not independent, some source in it has too little of its own. Each independent part of the set lacks
    this source or one that it shares voices with, so sets are tried from the largest down, each less one of these.

    Args:
        source, voice: (n,) who says it where, each pair once.
        sources: how many there are.
        alone: (sources,) voices not among ``voice`` that only this source has; none by default.
        voices: (sources,) voices in all; those in ``voice`` by default.
    """
    counted = np.bincount(source, minlength=sources)
    need = _needed(counted if voices is None else voices)
    own = np.zeros(sources, dtype=np.int64) if alone is None else alone
    kept = np.argsort(-counted, kind="stable")[:MOST]
    place = np.full(sources, -1, dtype=np.int64)
    place[kept] = kept
    if sources > MOST:
        place[kept] = np.arange(len(kept))
    rows = place[source] >= 0
    _, who = np.unique(voice[rows], return_inverse=True)
    mask = np.zeros(int(who.max(initial=-1)) + 1, dtype=np.int64)
    np.bitwise_or.at(mask, who, np.int64(1) << place[source[rows]])
    patterns, times = np.unique(mask, return_counts=True)
    at = {int(place[name]): int(name) for name in kept}
    alone_by_bit = {bit: int(own[name]) for bit, name in at.items()}
    need_by_bit = {bit: int(need[name]) for bit, name in at.items()}
    chosen = _Search(patterns, times, alone_by_bit, need_by_bit).largest(sum(1 << bit for bit in at))
    return sum(1 << at[bit] for bit in at if chosen >> bit & 1)


class _Search:
    """The search for one theme: voices as patterns of the sources they are heard in."""

    def __init__(self, patterns: Whole, times: Whole, alone: Mapping[int, int], need: Mapping[int, int]) -> None:
        self._patterns, self._times, self._alone, self._need = patterns, times, alone, need

    def largest(self, everyone: int) -> int:
        level, tries = {everyone}, 0
        while level:
            below: set[int] = set()
            for chosen in sorted(level):
                failing = self._failing(chosen)
                if failing is None:
                    return chosen
                tries += 1
                if tries > TRIES:
                    return self._whittled(everyone)
                below.add(chosen & ~(1 << failing))
                touching = int(np.bitwise_or.reduce(self._patterns[self._patterns >> failing & 1 == 1], initial=0))
                below.update(chosen & ~(1 << other) for other in _bits(touching & chosen & ~(1 << failing)))
            level = below
        return 0

    def _lacking(self, chosen: int) -> dict[int, int]:
        """How many voices of their own each source of the set lacks."""
        left = self._patterns & chosen
        single = (left & (left - 1) == 0) & (left > 0)
        own: npt.NDArray[np.int64] = np.bincount(
            np.log2(left[single]).astype(np.int64), weights=self._times[single], minlength=MOST + 1
        ).astype(np.int64)
        return {bit: self._need[bit] - int(own[bit]) - self._alone[bit] for bit in _bits(chosen)}

    def _failing(self, chosen: int) -> int | None:
        lacking = self._lacking(chosen)
        worst = max(lacking, key=lambda bit: (lacking[bit], bit), default=None)
        return worst if worst is not None and lacking[worst] > 0 else None

    def _whittled(self, everyone: int) -> int:
        chosen = everyone
        while (failing := self._failing(chosen)) is not None:
            chosen &= ~(1 << failing)
        for bit in _bits(everyone & ~chosen):
            if self._failing(chosen | 1 << bit) is None:
                chosen |= 1 << bit
        return chosen


def _bits(number: int) -> list[int]:
    return [bit for bit in range(number.bit_length()) if number >> bit & 1]
