"""Who speaks of what, and where: the mentions of a workspace as columns, which every count of voices is made from.

One row a voice, theme and source, so that a voice counts once. Taking sources away starts from the passages again, so
whatever is counted is what an analysis without those sources would count of the same themes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from insight_synth.evidence.ties import Ties
from insight_synth.model import Mention

Whole = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]

EDGE = 0.9
"""Of a theme's usual similarity: a mention below counts, but does not tell that its source speaks of the theme."""


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """The mentions in columns, those in no theme too, as they were delivered."""

    theme: Whole  # (m,) index of the finest theme, −1 for none
    source: Whole  # (m,) index into the sources there are
    voice: Whole  # (m,) number of the voice
    similarity: npt.NDArray[np.float64]  # (m,) to the theme's centre
    verbatim: Whole  # (m,) its place among the ties, where there are any

    def among(self, stays: Truth) -> Passages:
        """Those of the sources that stay, numbered anew."""
        rows = stays[self.source] if len(self.source) else np.zeros(0, dtype=np.bool_)
        number = np.cumsum(stays) - 1
        return Passages(
            self.theme[rows],
            number[self.source[rows]],
            self.voice[rows],
            self.similarity[rows],
            self.verbatim[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """The voices of a workspace, by theme and source.

    Rows are sorted by theme, source and voice. A voice of a sub-theme has a row for the theme above too.
    """

    sources: tuple[str, ...]  # sorted
    themes: tuple[str, ...]  # as they were given
    parents: Mapping[str, str]  # theme id → id of the theme above, "" for a top theme
    of_voices: Whole  # (n_sources,) all voices of each source, whether they speak of a theme or not
    passages: Whole  # (n_sources,) telling passages of each source, in a theme or in none
    theme: Whole  # (n,) index into ``themes``
    source: Whole  # (n,) index into ``sources``
    voice: Whole  # (n,) number of the voice
    central: Truth  # (n,) whether any passage of the voice on the theme lies near its centre
    delivered: Passages  # what the rows were counted from
    ties: Ties | None = None  # what makes verbatims one voice
    removed: frozenset[str] = frozenset()  # sources that were taken away

    @classmethod
    def of(
        cls,
        mentions: Sequence[Mention],
        parents: Mapping[str, str],
        voices_of_source: Mapping[str, int],
        ties: Ties | None = None,
    ) -> Heard:
        """What ``mentions`` say.

        Args:
            mentions: all mentions of the workspace, those in no theme too.
            parents: ``theme id → id of the theme above``, "" for a top theme.
            voices_of_source: ``source id → number of its voices``.
            ties: those of all verbatims the mentions were cut from. With them, voices that only a removed source made
                one part when it is taken away; without, a voice stays what it was.
        """
        sources, themes = tuple(sorted(voices_of_source)), tuple(parents)
        source_at = {source: at for at, source in enumerate(sources)}
        theme_at = {theme: at for at, theme in enumerate(themes)}
        number: dict[str, int] = {}
        places = {key: at for at, key in enumerate(ties.ids)} if ties else {}
        return _counted(
            sources,
            parents,
            _whole([voices_of_source[source] for source in sources]),
            Passages(
                _whole([theme_at[mention.theme_id] if mention.theme_id else -1 for mention in mentions]),
                _whole([source_at[mention.source] for mention in mentions]),
                _whole([number.setdefault(mention.voice_id, len(number)) for mention in mentions]),
                np.array([mention.similarity for mention in mentions], dtype=np.float64),
                _whole([places[mention.verbatim_id] if ties else -1 for mention in mentions]),
            ),
            ties,
        )

    def without(self, removed: Collection[str]) -> Heard:
        """The same of the other sources only, as if those removed had never delivered.

        Themes that nobody is left to speak of stay, without a row.
        """
        stays = np.array([source not in removed for source in self.sources], dtype=np.bool_)
        passages, of_voices = self.delivered.among(stays), self.of_voices[stays]
        sources = tuple(source for source in self.sources if source not in removed)
        gone = self.removed.union(removed)
        if self.ties is not None:
            voices = self.ties.voices(gone)
            passages = Passages(
                passages.theme, passages.source, voices[passages.verbatim], passages.similarity, passages.verbatim
            )
            of_voices = _voices_of(self.ties, voices, sources)
        return _counted(sources, self.parents, of_voices, passages, self.ties, gone)

    def voices(self, *, central: bool = False) -> Whole:
        """(n_themes, n_sources) voices that speak of each theme in each source."""
        rows = self.central if central else np.ones(len(self.theme), dtype=np.bool_)
        cell = self.theme[rows] * len(self.sources) + self.source[rows]
        found = np.bincount(cell, minlength=len(self.themes) * len(self.sources))
        return found.reshape(len(self.themes), len(self.sources)).astype(np.int64)


def _counted(
    sources: tuple[str, ...],
    parents: Mapping[str, str],
    of_voices: Whole,
    delivered: Passages,
    ties: Ties | None,
    removed: frozenset[str] = frozenset(),
) -> Heard:
    themes = tuple(parents)
    theme_at = {theme: at for at, theme in enumerate(themes)}
    above = _whole([theme_at[parents[theme]] if parents[theme] else -1 for theme in themes])
    told = np.flatnonzero(delivered.theme >= 0)
    up = told[above[delivered.theme[told]] >= 0] if len(told) else told
    rows = np.concatenate([told, up])
    theme = np.concatenate([delivered.theme[told], above[delivered.theme[up]]]) if len(told) else told
    source, voice, similarity = delivered.source[rows], delivered.voice[rows], delivered.similarity[rows]
    near = similarity >= EDGE * _usual(theme, similarity, len(themes))[theme]
    voices = int(voice.max(initial=0)) + 1
    key = 2 * ((theme * len(sources) + source) * voices + voice) + near
    key.sort()
    last = np.concatenate([key[1:] // 2 != key[:-1] // 2, np.ones(min(len(key), 1), dtype=np.bool_)])
    central = key[last] % 2 == 1  # passages near the centre come last
    key = key[last] // 2
    cell = key // voices
    return Heard(
        sources,
        themes,
        dict(parents),
        of_voices,
        np.bincount(delivered.source, minlength=len(sources)).astype(np.int64),
        cell // max(len(sources), 1),
        cell % max(len(sources), 1),
        key % voices,
        central,
        delivered,
        ties,
        removed,
    )


def _voices_of(ties: Ties, voices: Whole, sources: tuple[str, ...]) -> Whole:
    """(n_sources,) how many different voices each of ``sources`` has."""
    here = voices >= 0
    own = np.sort(ties.source[here] * max(len(ties.ids), 1) + voices[here])
    pairs = own[np.concatenate([[True], own[1:] != own[:-1]])] // max(len(ties.ids), 1) if len(own) else own
    counted = dict(zip(ties.sources, np.bincount(pairs, minlength=len(ties.sources)).tolist(), strict=True))
    return _whole([counted.get(source, 0) for source in sources])


def _usual(theme: Whole, similarity: npt.NDArray[np.float64], themes: int) -> npt.NDArray[np.float64]:
    """(n_themes,) median similarity of each theme's mentions; 0 where there are none."""
    ordered = similarity[np.lexsort((similarity, theme))]
    ends = np.cumsum(np.bincount(theme, minlength=themes))
    starts = np.concatenate([[0], ends[:-1]])
    some = ends > starts
    usual = np.zeros(themes)
    low, high = (starts + ends - 1)[some] // 2, (starts + ends)[some] // 2
    usual[some] = (ordered[low] + ordered[high]) / 2
    return usual


def _whole(values: Sequence[int]) -> Whole:
    return np.array(values, dtype=np.int64)
