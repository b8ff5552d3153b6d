"""What the voices say of a belief, and whom to ask where they say too little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from insight_synth.model.agenda import AnswerState
from insight_synth.model.judgement import Reason
from insight_synth.model.themes import Citation

Stance = Literal["for", "against", "beside"]
HunchVerdict = Literal["supported", "contradicted", "mixed", "thin", "no evidence"]


@dataclass(frozen=True, slots=True)
class Sides:
    """Voices that speak of a belief's subject, each once. One that says both counts as beside."""

    in_favour: int = 0  # they say what the belief says
    against: int = 0  # they say the opposite
    beside: int = 0  # they speak of the subject without taking either side

    @property
    def voices(self) -> int:
        return self.in_favour + self.against + self.beside


@dataclass(frozen=True, slots=True)
class HunchSource:
    """What one source says to a belief. ``share = sides.voices / of_voices``, with its 95 % Wilson interval."""

    source: str
    mentions: int
    sides: Sides
    of_voices: int  # all voices of that source
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class HunchGroup:
    """Who says it: one customer group, kind of source, language or year."""

    by: Literal["group", "kind", "language", "year"]
    name: str  # "" where it is not known
    sides: Sides


@dataclass(frozen=True, slots=True)
class HunchTheme:
    """A theme that the belief's voices speak of, with how many of them do."""

    theme_id: str
    voices: int
    share: float  # of the belief's voices


@dataclass(frozen=True, slots=True)
class HunchPart:
    """The belief's claim, or the reason it gives, each judged by itself.

    ``share`` is that of the voices in favour among those that take a side, with its 95 % Wilson interval (0 … 1 where
    none does).
    """

    role: Literal["claim", "reason"]
    text: str
    verdict: HunchVerdict
    mentions: int
    sides: Sides
    share: float | None
    low: float
    high: float
    sources_for: int  # independent sources among the voices in favour; copies count once
    sources_against: int
    readable: bool  # whether a side can be told from passages: the part claims something our word lists know
    unheard: tuple[str, ...] = ()  # words of it that hardly anybody uses: where there are any, nobody speaks of it
    sources: tuple[HunchSource, ...] = ()  # most voices first
    who: tuple[HunchGroup, ...] = ()
    themes: tuple[HunchTheme, ...] = ()  # most voices first
    rank: int = 0  # among the top themes by voices; 0 where nobody speaks of it
    of_themes: int = 0
    quotes_for: tuple[Citation, ...] = ()
    quotes_against: tuple[Citation, ...] = ()
    quotes_beside: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Hunch:
    """A belief, and what the sources say to it. Its verdict is that of the claim."""

    text: str
    language: str
    verdict: HunchVerdict
    claim: HunchPart
    reason: HunchPart | None  # of a belief that says why
    could_tell: tuple[tuple[str, Reason], ...] = ()  # source id ("" for one to be had) and why it could tell more

    @property
    def parts(self) -> tuple[HunchPart, ...]:
        return (self.claim,) if self.reason is None else (self.claim, self.reason)


# ---- whom to ask next


@dataclass(frozen=True, slots=True)
class Sampling:
    """How many answers are needed for a share that may be off by ``points`` either way, 95 times in 100."""

    points: float  # percentage points
    answers: int
    change: float  # the smallest change between two rounds of that size found 80 times in 100, in points
    enough: bool  # whether as many customers are known


@dataclass(frozen=True, slots=True)
class AskGroup:
    """One customer group: how many are known, how many spoke to the question, how many to ask."""

    group: str  # "" for customers of no known group
    customers: int  # known by a keyed hash in events or verbatims
    voices: int  # that spoke to the question
    missing: bool  # too few spoke to tell anything of this group
    samplings: tuple[Sampling, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """After which event to ask: customers are nearest to the question then."""

    source: str
    event: str
    customers: int  # who had it
    recent: int  # of them in the last 90 days
    per_month: float  # events a month over the last 90 days: as many chances to ask
    spoke: int  # of those customers spoke to the question
    likeness: float  # how near the event's words are to the question's, −1 … 1
    reason: Reason


@dataclass(frozen=True, slots=True)
class Deviation:
    """Customers whose behaviour changed: to be asked first."""

    code: Literal["fewer", "stopped", "more returns"]
    source: str
    event: str
    customers: tuple[str, ...]  # keyed hashes, those that deviate most first
    of_customers: int  # who could be judged
    expected: float  # as many would be expected by chance alone, or may be false
    reason: Reason


@dataclass(frozen=True, slots=True)
class AskNext:
    """For one open or thin question: whom to ask, when, how many, and what."""

    question: str  # its id, "" for one that is on no agenda
    text: str
    state: AnswerState
    voices: int  # that speak to it so far
    topic: Mapping[str, str]  # by language, in words that take no side
    groups: tuple[AskGroup, ...]  # missing ones first
    moments: tuple[Moment, ...]  # nearest first
    deviations: tuple[Deviation, ...]
    overall: tuple[Sampling, ...]
    customers: int  # known
    questions: Mapping[str, tuple[str, ...]]  # language → five questions to put
    people: Literal["customers", "staff"] = "customers"  # who can tell: staff, where mostly they spoke to it
