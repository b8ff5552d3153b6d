"""The words of the product as types: what every stage takes and gives.

Frozen dataclasses only: no storage, no files, no Streamlit. Dates are ISO strings (``2025-03-31``) and months
``2025-03``, so that they sort, compare and serialise as they read. Nothing here depends on the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "complaints", "staff-opinions", "frontline-notes", "account-management", "win-loss", "contact-reasons",
    "market-research", "survey", "omnibus", "industry-research", "transactions", "sales-figures", "loyalty",
    "returns", "reviews", "forum", "blog", "social",
]  # fmt: skip
Origin = Literal["internal", "external"]
Cadence = Literal["continuous", "periodic", "one-off"]
Purpose = Literal["primary", "secondary"]
Information = Literal["descriptive", "behavioural", "contextual"]
Status = Literal["active", "duplicate", "superseded", "quarantined"]
State = Literal["accepted", "quarantined", "left out"]  # of an export; what is not accepted counts nowhere
Sentiment = Literal["negative", "neutral", "positive", "mixed", ""]  # "" = abstained
Verdict = Literal["track", "keep", "fix", "retire"]
Granularity = Literal["auto", "coarse", "fine"]
Language = Literal["en", "fi", "pl"]  # the languages of reports and of the workbench

Progress = Callable[[str, float, str], None]
"""``progress(stage, fraction, detail)``: ``fraction`` is 0…1 of that stage."""

RAW_LENGTH = 2_000
"""Characters that are kept of a row that was rejected."""


# ---- sources and what they deliver -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of an export's columns carry what; several names are joined by a line break."""

    text: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()
    weight: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    value: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A place feedback comes from, as its ``source.toml`` describes it."""

    id: str
    name: str
    kind: Kind
    owner: str = ""
    origin: Origin = "internal"
    cadence: Cadence = "continuous"
    purpose: Purpose = "primary"
    information: Information = "contextual"
    cost_per_year: float | None = None
    language: str | None = None
    encoding: str | None = None  # of its exports as text, where what is found out is wrong
    exports: tuple[str, ...] = ("*",)
    columns: Columns = Columns()
    segments: Mapping[str, str] = field(default_factory=dict)

    @property
    def behavioural(self) -> bool:
        """Whether its rows are events rather than verbatims."""
        return bool(self.columns.event) and not self.columns.text


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a reader found it: ``values`` by column name, nothing converted yet.

    ``problem`` is set where the record could not be read as the format promises (a ragged row, a broken line):
    such a row becomes a reject with that reason. ``set_apart`` says that nothing is wrong with it, but that it is no
    customer's word (an agent's reply, a bot's message, a deleted post): a reject too, but none to mend.
    """

    locator: str
    values: Mapping[str, str]
    raw: str = ""
    problem: str = ""
    set_apart: bool = False


@dataclass(frozen=True, slots=True)
class Verbatim:
    """One piece of feedback as its author wrote it."""

    id: str
    source: str
    export: str  # the file's name as delivered, relative to the source's folder
    sha256: str  # of that file
    locator: str  # where in the file: "row 17", "sheet Kyselyt row 4", "line 9", "message 12", "item 3"
    text: str
    source_row_id: str = ""
    date: str = ""  # ISO date, or "" where unknown
    customer: str = ""  # keyed hash, never the id itself
    segment: str = ""  # the common customer group
    product: str = ""
    rating: float | None = None  # as given by the source, on the scale its export's audit names
    rating_percent: float | None = None  # the same on one scale for all: 0 the worst, 100 the best
    weight: float | None = None
    language: str = ""
    repaired: str = ""  # ``text`` with its mojibake undone; "" where there is nothing to undo
    voice_id: str = ""
    status: Status = "active"
    duplicate_of: str = ""  # of a duplicate what it repeats, of a superseded one what took its place


@dataclass(frozen=True, slots=True)
class Event:
    """Something a customer did."""

    id: str
    source: str
    export: str
    sha256: str
    locator: str
    event: str
    value: float | None = None
    source_row_id: str = ""
    date: str = ""
    customer: str = ""
    segment: str = ""
    product: str = ""
    status: Status = "active"
    duplicate_of: str = ""  # likewise


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could be neither; nothing is lost without one of these."""

    source: str
    export: str
    sha256: str
    locator: str
    reason: str
    raw: str
    set_apart: bool = False  # as of :class:`Row`: nothing to mend


@dataclass(frozen=True, slots=True)
class Audit:
    """What an export looks like: the facts its quality is judged by, and a later one compared with.

    Counts are of rows; ``missing`` and its like are by name. Text figures are of the verbatims, duplicates included.
    """

    rows: int = 0
    records: int = 0  # verbatims and events, duplicates included: rows that were no rejects
    rejects: Mapping[str, int] = field(default_factory=dict)  # rows by reason
    set_apart: int = 0  # of them those with nothing to mend
    duplicates: int = 0  # rows that repeat a row of this source, this export's own among them
    superseding: int = 0  # rows that correct an older one
    near_duplicates: int = 0  # texts that nearly repeat an earlier one of this export
    elsewhere: Mapping[str, int] = field(default_factory=dict)  # other source → texts that (nearly) stand there too
    boilerplate: int = 0  # texts that say nothing, or the same words from many
    garbled: int = 0  # texts that hold characters which stand for unreadable ones
    repaired: int = 0  # texts whose mojibake was undone beside the original
    missing: Mapping[str, int] = field(default_factory=dict)  # mapped field → records without a value there
    first: str = ""  # ISO dates of the oldest and newest record
    last: str = ""
    languages: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[int, int] = field(default_factory=dict)  # words a text → texts; 500 stands for more too
    ratings: Mapping[str, int] = field(default_factory=dict)  # as given → records
    rating_scale: str = ""  # "1–5"
    personal: Mapping[str, int] = field(default_factory=dict)  # personal data found, by kind
    columns: tuple[str, ...] = ()  # of the export, as found


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an export is held back: a figure of it that its source's earlier exports do not show."""

    code: str  # names the text in the catalogues
    text: str  # the sentence in English
    figures: Mapping[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Export:
    """One delivered file and what became of its rows: ``rows = verbatims + events + duplicates + rejects``.

    So it is also while the export is held back: its verbatims and events are kept as quarantined and count nowhere.
    """

    source: str
    name: str
    sha256: str
    size: int
    reader: str  # csv, xlsx, json, jsonl, html, mbox …
    encoding: str
    rows: int
    verbatims: int
    events: int
    duplicates: int
    rejects: int
    notes: tuple[str, ...] = ()  # what a person should know: dialect, date order decided, columns not found …
    known: bool = False  # True when this very file was in the workspace already and nothing was done
    state: State = "accepted"
    doubts: tuple[Doubt, ...] = ()  # what speaks against accepting it
    audit: Audit = field(default_factory=Audit)


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage of a verbatim: ``text == verbatim.text[start:end]``."""

    id: str  # f"{verbatim_id}:{start}-{end}"
    verbatim_id: str
    source: str
    start: int
    end: int
    text: str
    language: str
    theme_id: str = ""  # the finest theme it belongs to; "" for none
    sentiment: Sentiment = ""
    similarity: float = 0.0  # cosine to its theme's centre
    voice_id: str = ""
    date: str = ""
    segment: str = ""


# ---- themes and their evidence -----------------------------------------------------------------------------------


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


# ---- judgement on sources ----------------------------------------------------------------------------------------


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
class Advice:
    """The verdict on a source."""

    source: str
    verdict: Verdict
    confidence: float  # 0…1
    reasons: tuple[Reason, ...]
    what_if: WhatIf
    would_change: str = ""  # what would change the verdict, in English


# ---- an analysis, whole ------------------------------------------------------------------------------------------


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
