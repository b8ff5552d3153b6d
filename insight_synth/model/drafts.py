"""What people change of the report that the analysis drafts: words, order, quotations, plans. Never the drafted text.

A :class:`Draft` lies over the report that an analysis gives: composed anew from other data, it keeps what people wrote
and takes the new figures. Items are named by ids that last as long as what they speak of: ``finding:t003``,
``action:t003``, ``claim:t003``, ``quotes:t003``, ``answer:q1``, ``verdict:reviews``, ``lead`` (see ``report/items``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from insight_synth.model.words import Language

OrderOf = Literal["findings", "actions", "sections"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one verbatim: ``start`` to ``end`` in its stored text."""

    verbatim_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a figure or quotation showed when a person put it into their words: ``token`` names it in these words."""

    token: str
    shown: str


@dataclass(frozen=True, slots=True)
class Words:
    """A person's words in place of an item's (or, under ``<item>/title``, of its title), in one language.

    ``text`` holds tokens where figures, quotations, themes and sources stand (see ``report/editing/tokens``): they are
    filled from the data at hand. ``seen`` is what they showed when the person last read the words and let them stand.
    """

    item: str
    language: Language
    text: str
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """The ids that come first among the findings, actions or sections, in order; others follow as drafted."""

    of: OrderOf
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The quotations a person chose for an item, in order, in place of the drafted ones."""

    item: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What people agreed about an action: who, by when (ISO date, "" while open), and what will show that it worked."""

    item: str  # "action:t003", or an own action's id
    owner: str = ""
    due: str = ""
    indicator: str = ""  # an indicator's id (see tracking), or "" for the drafted measure


@dataclass(frozen=True, slots=True)
class Own:
    """A finding or action that a person added; its title and words are :class:`Words` under its id."""

    id: str  # "finding:own-1", "action:own-1"
    theme_id: str = ""  # the theme it speaks of, where it does


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything people changed of the drafted report. The empty draft is the report as the analysis gives it."""

    words: tuple[Words, ...] = ()
    removed: tuple[str, ...] = ()  # ids of items and sections left out
    orders: tuple[Order, ...] = ()
    chosen: tuple[Chosen, ...] = ()
    plans: tuple[Plan, ...] = ()
    own: tuple[Own, ...] = ()

    def __bool__(self) -> bool:
        return self != UNCHANGED

    def said(self, item: str, language: str) -> Words | None:
        """A person's words for an item in a language."""
        return next((words for words in self.words if (words.item, words.language) == (item, language)), None)

    def order(self, of: OrderOf) -> tuple[str, ...]:
        """The ids that come first."""
        return next((order.ids for order in self.orders if order.of == of), ())

    def quotes(self, item: str) -> tuple[Passage, ...] | None:
        """The quotations chosen for an item; None where the drafted ones stand."""
        return next((chosen.passages for chosen in self.chosen if chosen.item == item), None)

    def plan(self, item: str) -> Plan:
        """What was agreed about an action."""
        return next((plan for plan in self.plans if plan.item == item), Plan(item))


UNCHANGED = Draft()
"""The report as the analysis drafts it."""
