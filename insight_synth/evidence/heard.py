"""Who speaks of what, and where: the mentions of a workspace as columns, which every count of voices is made from.

One row a voice, theme and source, so that a voice counts once. Taking sources away is a matter of leaving rows out,
and whatever is counted from the rest is what an analysis without those sources would count.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from insight_synth.model import Mention

Whole = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]

EDGE = 0.8
"""Of a theme's usual similarity: a mention below counts, but does not tell that its source speaks of the theme."""


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

    @classmethod
    def of(cls, mentions: Sequence[Mention], parents: Mapping[str, str], voices_of_source: Mapping[str, int]) -> Heard:
        """What ``mentions`` say.

        Args:
            mentions: all mentions of the workspace, those in no theme too.
            parents: ``theme id → id of the theme above``, "" for a top theme.
            voices_of_source: ``source id → number of its voices``.
        """
        sources, themes = tuple(sorted(voices_of_source)), tuple(parents)
        source_at = {source: at for at, source in enumerate(sources)}
        theme_at = {theme: at for at, theme in enumerate(themes)}
        number: dict[str, int] = {}
        rows: list[tuple[int, int, int, float]] = []
        passages = np.zeros(len(sources), dtype=np.int64)
        for mention in mentions:
            at = source_at[mention.source]
            passages[at] += 1
            if not mention.theme_id:
                continue
            voice = number.setdefault(mention.voice_id, len(number))
            for theme in (mention.theme_id, parents[mention.theme_id]):
                if theme:
                    rows.append((theme_at[theme], at, voice, mention.similarity))
        columns = np.array(rows, dtype=np.float64).reshape(-1, 4)
        of_theme, of_source, of_voice = (columns[:, at].astype(np.int64) for at in range(3))
        near = columns[:, 3] >= EDGE * _usual(of_theme, columns[:, 3], len(themes))[of_theme]
        key = (of_theme * len(sources) + of_source) * max(len(number), 1) + of_voice
        kept, place = np.unique(key, return_inverse=True)
        central = np.zeros(len(kept), dtype=np.bool_)
        np.logical_or.at(central, place, near)
        return cls(
            sources,
            themes,
            dict(parents),
            np.array([voices_of_source[source] for source in sources], dtype=np.int64),
            passages,
            kept // max(len(number), 1) // max(len(sources), 1),
            kept // max(len(number), 1) % max(len(sources), 1),
            kept % max(len(number), 1),
            central,
        )

    def without(self, removed: Collection[str]) -> Heard:
        """The same of the other sources only; themes that nobody is left to speak of stay, without a row."""
        stays = np.array([source not in removed for source in self.sources], dtype=np.bool_)
        rows = stays[self.source]
        number = np.cumsum(stays) - 1
        return replace(
            self,
            sources=tuple(source for source in self.sources if source not in removed),
            of_voices=self.of_voices[stays],
            passages=self.passages[stays],
            theme=self.theme[rows],
            source=number[self.source[rows]],
            voice=self.voice[rows],
            central=self.central[rows],
        )

    def voices(self, *, central: bool = False) -> Whole:
        """(n_themes, n_sources) voices that speak of each theme in each source."""
        rows = self.central if central else np.ones(len(self.theme), dtype=np.bool_)
        cell = self.theme[rows] * len(self.sources) + self.source[rows]
        found = np.bincount(cell, minlength=len(self.themes) * len(self.sources))
        return found.reshape(len(self.themes), len(self.sources)).astype(np.int64)


def _usual(theme: Whole, similarity: npt.NDArray[np.float64], themes: int) -> npt.NDArray[np.float64]:
    """(n_themes,) median similarity of each theme's mentions."""
    order = np.lexsort((similarity, theme))
    starts = np.searchsorted(theme[order], np.arange(themes + 1))
    usual = np.zeros(themes)
    for at in range(themes):
        if starts[at] < starts[at + 1]:
            usual[at] = float(np.median(similarity[order[starts[at] : starts[at + 1]]]))
    return usual
