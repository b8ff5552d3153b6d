"""What is known of a source, and the verdict on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from insight_synth.model.records import Doubt, Export
from insight_synth.model.sources import Source
from insight_synth.model.themes import Citation
from insight_synth.model.words import Verdict


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """What a source holds and how good it is: the facts that advice and comparability stand on."""

    source: Source
    exports: tuple[Export, ...]
    rows: int
    verbatims: int
    events: int
    duplicates: int
    rejects: int
    voices: int
    mentions: int
    themed_mentions: int
    first: str  # ISO dates of its oldest and newest verbatim or event
    last: str
    months_with_data: int
    months_in_period: int  # between its first and last month, both included
    days_since_last: int | None  # before the workspace's newest date
    median_per_month: float
    dated: float  # share of its records with a date; likewise the next four
    with_customer: float
    with_segment: float
    with_rating: float
    with_weight: float
    short: float  # share of verbatims with fewer than three words
    languages: Mapping[str, int]
    segments: Mapping[str, int]
    sentiment: float | None = None
    copy_of: str = ""  # the source whose voices these mostly are
    overlap: float = 0.0  # share of its voices also heard in ``copy_of``
    weights_off: str = ""  # in words, what is wrong with its weights; "" where nothing is
    weight_faults: tuple[Doubt, ...] = ()  # the same by code and figures
    recent_months: int = 0  # of its period, the newest 24 at most
    recent_with_data: int = 0  # of those


@dataclass(frozen=True, slots=True)
class Caveat:
    """Why figures of these sources may not be laid side by side, in words a reader can use."""

    sources: tuple[str, ...]
    code: Literal["segments", "sample", "period", "cadence", "purpose", "weights", "copy", "kind", "language"]
    severity: Literal["note", "caution", "not comparable"]
    figures: Mapping[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for a verdict: ``code`` names the text in the catalogue, ``figures`` fill it."""

    code: str
    text: str  # the sentence in English
    figure: float | int | None = None
    citations: tuple[Citation, ...] = ()
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    weighs: Literal["for", "against", "neutral"] = "neutral"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would be lost without the source. Coverage is 0…1."""

    themes_lost: tuple[str, ...]
    themes_weakened: tuple[str, ...]
    coverage_before: float
    coverage_after: float


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """Another verdict on a source once others are gone."""

    source: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class PutBack:
    """What comes back when one of the sources that were taken away is put back."""

    source: str
    themes: tuple[str, ...]  # no longer lost
    strengthened: tuple[str, ...]  # recur again
    questions: tuple[str, ...]  # answered again, or better
    coverage: float  # afterwards, 0…1


@dataclass(frozen=True, slots=True)
class Removal:
    """What is lost, and what it changes, when several sources are taken away together."""

    removed: tuple[str, ...]
    what_if: WhatIf
    questions_lost: tuple[str, ...] = ()  # no source answers them any more
    questions_weakened: tuple[str, ...] = ()  # left with one witness
    agenda_before: float = 0.0  # coverage of the agenda's questions, by priority; 0…1
    agenda_after: float = 0.0
    saved_per_year: float = 0.0  # their known yearly costs
    cost_unknown: tuple[str, ...] = ()  # those of them whose cost nobody stated
    verdicts: tuple[VerdictChange, ...] = ()
    put_back: tuple[PutBack, ...] = ()


@dataclass(frozen=True, slots=True)
class RetiredSource:
    """A source that was retired by decision: its exports are kept, and nothing an analysis says counts them."""

    source: str
    name: str
    decided_on: str  # ISO date
    exports: int
    rows: int  # in these
    cost_per_year: float | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """What a source adds to all others together: its Shapley values (Shapley 1953), each in parts of the whole.

    The values of all sources sum to what all of them cover together. ``error`` is the half-width of a 95 % interval
    where values were sampled, 0 where they are exact.
    """

    themes: float  # share of the themes heard anywhere
    agenda: float  # share of the agenda's questions, by priority; 0 where there is no agenda
    coverage: float  # of the finest themes, each witnessed by two independent sources or more
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Advice:
    """The verdict on a source."""

    source: str
    verdict: Verdict
    confidence: float  # 0…1
    reasons: tuple[Reason, ...]
    what_if: WhatIf
    would_change: str = ""  # what would change the verdict, in English
    worth: Worth | None = None
    change: Reason | None = None  # the same by code and figures, for every language
