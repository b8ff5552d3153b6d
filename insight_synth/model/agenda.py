"""The strategy owner's questions, and how far the data answer them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from insight_synth.model.themes import Citation

AnswerState = Literal["answered", "thin", "contradicted", "open"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the agenda."""

    id: str
    text: str
    priority: int = 2  # 1 the highest, 3 the lowest
    group: str = ""  # the common customer group it is about; "" for all
    decision: str = ""  # what will be decided by the answer
    due: str = ""  # ISO date by which it is needed
    owner: str = ""
    themes: tuple[str, ...] = ()  # ids of themes that answer it, as a person says


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """What one source says to a question. ``share = voices / of_voices``, with its 95 % Wilson interval."""

    source: str
    mentions: int
    voices: int
    of_voices: int  # of the question's customer group, where it names one
    share: float
    low: float
    high: float
    counts: bool  # whether it is enough to witness an answer
    negative: int = 0
    neutral: int = 0
    positive: int = 0
    mixed: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """How a question stands: *answered* by two independent sources or more, *thin* by one, *contradicted* where two
    disagree, *open* where none speaks of it."""

    question: Question
    state: AnswerState
    mentions: int
    voices: int
    independent_sources: int
    sources: tuple[SourceAnswer, ...] = ()  # with at least one mention to the point, most voices first
    themes: tuple[str, ...] = ()  # ids of the themes that speak to it, most to the point first
    opposed: tuple[str, ...] = ()  # the two sources that contradict each other, the more negative first
    groupless: tuple[str, ...] = ()  # sources that speak to it, but do not tell who belongs to its customer group
    quotes: tuple[Citation, ...] = ()
    bound: tuple[str, ...] = ()  # themes that a person bound to it: all their passages speak to it
    gone: tuple[str, ...] = ()  # themes a person bound to it that are no more
    nearest: tuple[Citation, ...] = ()  # of an open or thin one: what comes nearest without being counted


@dataclass(frozen=True, slots=True)
class AgendaShare:
    """What share of a source's voices speaks to the agenda, with its 95 % Wilson interval."""

    source: str
    voices: int
    of_voices: int
    share: float
    low: float
    high: float
    questions: tuple[str, ...] = ()  # ids of those it helps to answer
