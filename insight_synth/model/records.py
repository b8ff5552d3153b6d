"""What an export holds: rows as read, and the verbatims, events, rejects and mentions they became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from insight_synth.model.words import Sentiment, State, Status


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
