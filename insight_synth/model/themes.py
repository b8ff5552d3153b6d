"""Themes and the evidence for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from insight_synth.model.words import Sentiment


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer to a span of one verbatim, with the quoted text to the letter."""

    mention_id: str
    verbatim_id: str
    source: str
    export: str
    sha256: str
    locator: str
    start: int
    end: int
    text: str
    language: str
    date: str = ""
    segment: str = ""
    sentiment: Sentiment = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source says of one theme. ``share = voices / of_voices``, with its 95 % Wilson interval."""

    theme_id: str
    source: str
    mentions: int
    voices: int
    of_voices: int  # all voices of that source
    share: float
    low: float
    high: float
    stands: bool  # more voices than stray passages alone would give
    negative: int = 0  # mentions by sentiment; the rest abstained
    neutral: int = 0
    positive: int = 0
    mixed: int = 0
    first: str = ""  # ISO dates of the oldest and newest mention
    last: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Voices by month, over every month of the workspace's period, zeros included."""

    months: tuple[str, ...]
    voices: tuple[int, ...]
    of_voices: tuple[int, ...]  # voices of all themes in that month: what the share is of


@dataclass(frozen=True, slots=True)
class Triangulation:
    """How well independent sources bear a theme out: the same point from different places is what convinces."""

    p_value: float  # that it stands in two independent sources by chance alone
    independent_sources: int
    kinds: int  # kinds of source among them
    internal: int  # of them by origin
    external: int
    agreement: float | None  # 0…1: how alike they feel about it; None where fewer than two can be told
    strength: Literal["strong", "fair", "weak", "none"]

    @property
    def tone(self) -> Literal["agree", "part", "differ"] | None:
        """``agreement`` in a word; None where it can't be told."""
        if self.agreement is None:
            return None
        return "agree" if self.agreement >= 0.75 else "part" if self.agreement >= 0.5 else "differ"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sources that disagree on a theme: by what they feel, or because one that should speak of it is silent."""

    theme_id: str
    kind: Literal["sentiment", "silence"]
    left: str  # source id; of a silence, the one that speaks most of it
    right: str  # of a silence, the silent one
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    p_value: float = 1.0


@dataclass(frozen=True, slots=True)
class Theme:
    """A named group of mentions. ``size`` and ``voices`` count its sub-themes' mentions too."""

    id: str
    names: Mapping[str, str]  # by language of the report
    parent: str = ""
    size: int = 0
    voices: int = 0
    keywords: tuple[str, ...] = ()
    keywords_by_language: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    recurs: bool = False
    independent_sources: int = 0  # sources it stands in, copies counted once
    sentiment: float | None = None  # (positive − negative) / (positive + neutral + negative + mixed), −1 … 1
    quotes: tuple[Citation, ...] = ()
    triangulation: Triangulation | None = None
    series: Series = Series((), (), ())
    started: str = ""  # month in which it began, where it began within the period; "" where it was there all along
    ended: str = ""
    trend: Literal["rising", "falling", "steady", "unclear"] = "unclear"
    user_names: Mapping[str, str] = field(default_factory=dict)  # by language; "" for every one
    suggested_by: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)  # of those: model, host, ISO date
    pinned: bool = False
    hidden: bool = False  # by itself or with the theme above it: counted, but in no list

    @property
    def weight(self) -> float:
        """How much it asks to be acted on: how surely it is heard, times how much it is complained of.

        The sum over the sources it stands in of the lower end of its share's interval (a source counts by what it
        surely says, not by its size, and none for more than 15 %), times the net share of complaints, at least 5 %, so
        that praise ranks last.
        """
        heard = sum(min(row.low, 0.15) for row in self.evidence if row.stands)
        return heard * max(-(self.sentiment or 0.0), 0.05)

    def name(self, language: str = "en") -> str:
        """Its name in ``language``: the user's own first, then the found one, then English, then any."""
        found = self.names.get(language) or self.names.get("en") or next(iter(self.names.values()), self.id)
        return self.user_names.get(language) or self.user_names.get("") or found

    def name_origin(self, language: str = "en") -> Literal["words", "person", "suggested"]:
        """Whether its name in ``language`` was found in its words, a person's own, or a model's that one accepted."""
        if language in self.suggested_by:
            return "suggested"
        return "person" if self.user_names.get(language) or self.user_names.get("") else "words"
