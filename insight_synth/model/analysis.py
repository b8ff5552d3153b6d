"""Everything one analysis says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from insight_synth.model.agenda import AgendaShare, Answer
from insight_synth.model.comparisons import Comparison
from insight_synth.model.digests import SourceDigest
from insight_synth.model.judgement import Advice, Caveat, RetiredSource, SourceProfile
from insight_synth.model.themes import Contradiction, Theme
from insight_synth.model.words import Granularity


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums every figure is a part of."""

    sources: int
    exports: int
    rows: int
    verbatims: int
    events: int
    duplicates: int
    rejects: int
    voices: int
    mentions: int
    themed: int  # mentions in a theme
    unthemed: int  # mentions in none; themed + unthemed = mentions
    first: str
    last: str
    held_back: int = 0  # exports that are quarantined or left out: they count in none of the sums above


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything one analysis says, ready to be shown: what reports, commands and pages are drawn from.

    ``themes`` holds both levels, largest first; a sub-theme names its parent. ``now`` is the newest date in the
    workspace unless the user set another.
    """

    fingerprint: str
    now: str
    encoder: str
    granularity: Granularity
    versions: Mapping[str, str]
    totals: Totals
    profiles: tuple[SourceProfile, ...]  # sorted by source id
    themes: tuple[Theme, ...]
    caveats: tuple[Caveat, ...]
    advice: tuple[Advice, ...]  # sorted by source id
    demo: bool = False  # the workspace holds generated demonstration data
    answers: tuple[Answer, ...] = ()  # to the agenda's questions, by priority
    agenda_shares: tuple[AgendaShare, ...] = ()  # one a source, where there is an agenda
    digests: tuple[SourceDigest, ...] = ()  # sorted by source id
    comparisons: tuple[Comparison, ...] = ()  # of recurring top themes
    contradictions: tuple[Contradiction, ...] = ()  # those that weigh most first
    cheapest: tuple[str, ...] = ()  # the cheapest set of sources that covers what all of them do
    retired: tuple[RetiredSource, ...] = ()  # by decision: counted in nothing above

    @property
    def shown_themes(self) -> tuple[Theme, ...]:
        """Both levels without hidden ones, pinned ones first."""
        return tuple(sorted((theme for theme in self.themes if not theme.hidden), key=lambda theme: not theme.pinned))

    @property
    def hidden_themes(self) -> tuple[Theme, ...]:
        """Those that were hidden, or stand below one that was."""
        return tuple(theme for theme in self.themes if theme.hidden)

    @property
    def hidden_mentions(self) -> int:
        """Mentions in hidden themes; one in a sub-theme and the theme above it counts once."""
        hidden = {theme.id for theme in self.hidden_themes}
        return sum(theme.size for theme in self.hidden_themes if theme.parent not in hidden)

    @property
    def top_themes(self) -> tuple[Theme, ...]:
        return tuple(theme for theme in self.shown_themes if not theme.parent)

    @property
    def recurring_themes(self) -> tuple[Theme, ...]:
        """Top themes that recur, those that ask most to be acted on first."""
        found = [theme for theme in self.top_themes if theme.recurs]
        return tuple(sorted(found, key=lambda theme: (-round(theme.weight, 9), theme.id)))

    def sub_themes(self, theme_id: str) -> tuple[Theme, ...]:
        return tuple(theme for theme in self.shown_themes if theme.parent == theme_id)

    def theme(self, theme_id: str) -> Theme:
        return next(theme for theme in self.themes if theme.id == theme_id)

    def profile(self, source_id: str) -> SourceProfile:
        return next(profile for profile in self.profiles if profile.source.id == source_id)

    def advice_on(self, source_id: str) -> Advice:
        return next(advice for advice in self.advice if advice.source == source_id)
