"""What passages tell of a source beside its themes: how they feel, and how many came lately. Counts only.

Small enough to be kept between commands, so that sources can be judged anew without reading a passage again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from insight_synth.model import Mention

Whole = npt.NDArray[np.int64]

LATELY = 183  # days: two quarters
BEFORE = 548  # days: the year before those
_FELT = frozenset({"negative", "positive", "mixed"})


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """Counts of passages and voices by source, some of them by theme too."""

    sources: tuple[str, ...]  # sorted
    themes: tuple[str, ...]
    passages: Whole  # (n_themes, n_sources) whose finest theme it is
    balance: Whole  # (n_themes, n_sources) praising less blaming ones, those of sub-themes too
    total: Whole  # (n_sources,) passages, those in no theme too
    felt: Whole  # (n_sources,) that praise or blame
    judged: Whole  # (n_sources,) of which it could be told
    lately: Whole  # (n_sources,) voices of the last two quarters, counted back from the workspace's newest date
    before: Whole  # (n_sources,) voices of the year before those

    @classmethod
    def of(cls, mentions: Sequence[Mention], sources: Sequence[str], parents: Mapping[str, str], now: str) -> Spoken:
        """The counts of all ``mentions``.

        Args:
            mentions: all mentions of the workspace.
            sources: ids of all sources.
            parents: ``theme id → id of the theme above``, "" for a top theme.
            now: the workspace's newest date (ISO); "" where nothing is dated.
        """
        names, themes = tuple(sorted(sources)), tuple(parents)
        source_at = {source: at for at, source in enumerate(names)}
        theme_at = {theme: at for at, theme in enumerate(themes)}
        above = {theme: theme_at[parent] for theme, parent in parents.items() if parent}
        passages = np.zeros((len(themes), len(names)), dtype=np.int64)
        balance = np.zeros_like(passages)
        total, felt, judged = (np.zeros(len(names), dtype=np.int64) for _ in range(3))
        since, until = _days_before(now, LATELY), _days_before(now, BEFORE)
        lately: list[set[str]] = [set() for _ in names]
        before: list[set[str]] = [set() for _ in names]
        for mention in mentions:
            at = source_at[mention.source]
            total[at] += 1
            if mention.sentiment:
                judged[at] += 1
                felt[at] += mention.sentiment in _FELT
            if mention.date and now:
                if mention.date > since:
                    lately[at].add(mention.voice_id)
                elif mention.date > until:
                    before[at].add(mention.voice_id)
            if not mention.theme_id:
                continue
            theme = theme_at[mention.theme_id]
            passages[theme, at] += 1
            if sign := (mention.sentiment == "positive") - (mention.sentiment == "negative"):
                balance[theme, at] += sign
                if mention.theme_id in above:
                    balance[above[mention.theme_id], at] += sign
        counted = (np.array([len(voices) for voices in group], dtype=np.int64) for group in (lately, before))
        return cls(names, themes, passages, balance, total, felt, judged, *counted)

    def without(self, removed: Collection[str]) -> Spoken:
        """The same of the other sources only."""
        stays = np.array([source not in removed for source in self.sources], dtype=np.bool_)
        return replace(
            self,
            sources=tuple(source for source in self.sources if source not in removed),
            passages=self.passages[:, stays],
            balance=self.balance[:, stays],
            total=self.total[stays],
            felt=self.felt[stays],
            judged=self.judged[stays],
            lately=self.lately[stays],
            before=self.before[stays],
        )


def _days_before(now: str, days: int) -> str:
    return (date.fromisoformat(now[:10]) - timedelta(days=days)).isoformat() if now else ""
