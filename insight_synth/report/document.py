"""A report as data: sections of blocks, its figures and its quotations, from which every format is drawn.

Nothing here composes, draws or checks. Every number shown is a :class:`Figure` that says how it is computed, every
quotation a :class:`Cited` with its number, and all other text is fixed text of the catalogue or a name out of the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from insight_synth.model.drafts import UNCHANGED, Draft

Unit = Literal["count", "number", "share", "percent", "score", "points", "days", "date", "month", "name", "word"]
Value = float | int | str | None
Tone = Literal["lead", "body", "note", "caveat", "bullet"]
ReportKind = Literal["full", "summary", "digest"]
Written = Literal["drafted", "edited", "added"]
Mark = Literal["", "by hand", "gone", "altered"]
Align = Literal["left", "right", "centre"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, date or name of the report. ``key`` says how it is computed from a snapshot (see ``figures``)."""

    id: str
    value: Value
    unit: Unit
    key: str
    shown: str  # as it is printed, in the language of the report


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation ``[number]``: ``text`` is the stored text from ``start`` to ``end``, or a marked redaction of it."""

    number: int
    verbatim_id: str
    source: str
    source_name: str
    export: str
    sha256: str
    locator: str
    start: int
    end: int
    text: str
    language: str = ""
    date: str = ""
    segment: str = ""
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text: plain, or a figure's, or a link to another section or to quotation ``[cite]``.

    ``mark`` is for what a person wrote: "by hand" is a number that nothing computes, "gone" one that the data no longer
    give (shown as last seen), "altered" words in quotation marks that no quotation holds. Every format shows a mark.
    """

    text: str
    figure: str = ""  # a figure's id
    cite: int = 0  # a quotation's number
    target: str = ""  # a section's id
    strong: bool = False
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text."""

    spans: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    def __add__(self, other: Prose) -> Prose:
        return Prose(self.spans + other.spans)

    def __bool__(self) -> bool:
        return any(span.text for span in self.spans)


# ---- blocks ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``tone`` says what part it plays."""

    prose: Prose
    tone: Tone = "body"
    id: str = ""  # what it says, for people who edit it ("lead", "contradiction:…"); "" where it cannot be edited
    written: Written = "drafted"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim with its figures in it, the quotations it rests on and what stands beside it."""

    title: str
    claim: Prose
    citations: tuple[int, ...] = ()
    caveats: tuple[Prose, ...] = ()
    target: str = ""  # the section that tells more
    id: str = ""  # "finding:t003" on the first page, "claim:t003" in the theme's section, "answer:q1"
    written: Written = "drafted"


@dataclass(frozen=True, slots=True)
class Action:
    """What to do about a theme and how it will show: who and by when is open until people agree on it."""

    what: Prose
    measured: Prose
    id: str = ""  # "action:t003"
    owner: str = ""
    due: str = ""  # as the language writes the date
    written: Written = "drafted"


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotations, by number."""

    numbers: tuple[int, ...]
    id: str = ""  # "quotes:t003"


@dataclass(frozen=True, slots=True)
class SourceBar:
    """One source's row of a chart: figures' ids."""

    name: str
    share: str
    low: str
    high: str
    voices: str
    of_voices: str
    stands: bool = True


@dataclass(frozen=True, slots=True)
class SourceChart:
    """The share of each source's voices, with its interval."""

    title: str
    rows: tuple[SourceBar, ...]
    alt: str
    weak: str = ""  # what an open dot means


@dataclass(frozen=True, slots=True)
class TimeChart:
    """A share month by month: figures' ids, "" for months of too few voices; ``marked`` names the month it began."""

    title: str
    months: tuple[str, ...]
    shares: tuple[str, ...]
    alt: str
    marked: str = ""
    marked_label: str = ""
    labels: tuple[str, ...] = ()  # the months as they are written


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; ``width`` is relative to the others'."""

    title: str
    width: float = 1.0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of prose; ``wide`` asks for small type and turned headings."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Prose, ...], ...]
    note: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values."""

    rows: tuple[tuple[str, Prose], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a source, as a word to be seen."""

    code: str  # track, keep, fix, retire
    word: str
    prose: Prose
    id: str = ""  # "verdict:reviews"
    written: Written = "drafted"


Block = (
    Text | Heading | Finding | Action | Quotes | SourceChart | TimeChart | Table | Facts | Verdict
)  # fmt: skip


# ---- the whole ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """A section: ``kind`` tells renderers what it is; ``level`` 1 is a chapter, 2 a part of one."""

    id: str
    kind: Literal[
        "story", "agenda", "question", "theme", "themes", "sources", "source", "compared", "comparability", "method",
        "evidence", "matrix", "team", "actions",
    ]  # fmt: skip
    title: str
    level: int = 1
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first page says."""

    title: str
    subtitle: str
    period: Prose
    facts: tuple[tuple[str, Prose], ...]
    mark: str = ""  # "generated" and the like


@dataclass(frozen=True)
class Report:
    """A whole report in one language."""

    language: str
    fingerprint: str
    now: str
    cover: Cover
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    citations: tuple[Cited, ...]
    labels: tuple[tuple[str, str], ...] = ()  # the fixed words renderers need, by name
    demo: bool = False
    version: str = "1"
    kind: ReportKind = "full"
    about: str = ""  # the source a digest is of
    draft: Draft = UNCHANGED  # what people changed of it
    pages: tuple[str, ...] = ()  # what the file it was read from shows otherwise; never written

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the first page, weightiest first."""
        return tuple(
            block for section in self.sections if section.kind == "story" for block in section.blocks
            if isinstance(block, Finding)
        )  # fmt: skip

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Action))

    @cached_property
    def figures_by_id(self) -> Mapping[str, Figure]:
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def citations_by_number(self) -> Mapping[int, Cited]:
        return {cited.number: cited for cited in self.citations}

    @cached_property
    def labels_by_name(self) -> Mapping[str, str]:
        return dict(self.labels)

    def figure(self, figure_id: str) -> Figure:
        """Raises KeyError where there is none."""
        return self.figures_by_id[figure_id]

    def citation(self, number: int) -> Cited:
        """Raises KeyError where there is none."""
        return self.citations_by_number[number]

    def label(self, name: str) -> str:
        """The fixed words of that name; the name itself where the report holds none."""
        return self.labels_by_name.get(name, name)

    def section(self, section_id: str) -> Section:
        return next(section for section in self.sections if section.id == section_id)


def prose_of(block: Block) -> Iterator[Prose]:
    """Every piece of running text in a block, in reading order."""
    if isinstance(block, Text | Verdict):
        yield block.prose
    elif isinstance(block, Finding):
        yield block.claim
        yield from block.caveats
    elif isinstance(block, Action):
        yield block.what
        yield block.measured
    elif isinstance(block, Table):
        for row in block.rows:
            yield from row
    elif isinstance(block, Facts):
        yield from (value for _, value in block.rows)


def cited_in(block: Block) -> tuple[int, ...]:
    """The numbers of the quotations a block cites, in reading order, repeats included."""
    numbers = [span.cite for prose in prose_of(block) for span in prose.spans if span.cite]
    if isinstance(block, Quotes):
        numbers.extend(block.numbers)
    if isinstance(block, Finding):
        numbers.extend(block.citations)
    return tuple(numbers)
