"""Puts phrases together to what a person would have written, and remembers which part speaks of which theme.

It decides neither themes nor dates: the plan of the source does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from phrases import Bank, looks_positive

BACKGROUND = "background"
_END = re.compile(r"[.!?…,:)][\"'»”]?$|[^\w\s\"'»”]$")
_LONG_WORD = re.compile(r"[^\W\d_]{6,}")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a source's people write: the register and how often they add what."""

    register: str
    again: float = 0.0  # a further sentence on the same theme
    second: float = 0.0  # a second theme
    aside: float = 0.0  # a sentence of background beside a theme
    opener: float = 0.0
    closer: float = 0.0
    careless: float = 0.0  # a typo, lower case or a lost full stop
    breaks: bool = False  # opener and closer stand on lines of their own, as in a letter


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a message that speaks of ``theme``."""

    theme: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Message:
    """A text with its truth; background is not listed."""

    text: str
    spans: tuple[Span, ...]

    @property
    def themes(self) -> tuple[str, ...]:
        return tuple(sorted({span.theme for span in self.spans}))


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence of a message to be; ``gap`` stands before it where it is not the first."""

    text: str
    theme: str = ""
    gap: str = " "


def message(bank: Bank, themes: Sequence[str], manner: Manner, random: Random) -> Message:
    """A message on ``themes`` (none: background talk), in that order."""
    register = manner.register
    margin = "\n\n" if manner.breaks else " "
    parts: list[Part] = []
    for theme in themes:
        said = Part(bank.theme(theme, register, random), theme)
        if parts and register == "account" and looks_positive(said.text + parts[0].text):
            break  # who was won over does not go on to complain
        parts.append(said)
        if random.random() < manner.again and not looks_positive(said.text):
            more = Part(bank.theme(theme, register, random), theme)
            parts += [] if looks_positive(more.text) else [more]  # nobody praises and blames the same thing
    if not themes:
        parts.append(Part(bank.other(BACKGROUND, register, random)))
        if random.random() < manner.again + manner.second:
            parts.append(Part(bank.other(BACKGROUND, register, random)))
    elif random.random() < manner.aside:
        place = random.choice((0, len(parts)))
        parts.insert(place, Part(bank.other(BACKGROUND, register, random)))
    margins = "formal" if register in ("formal", "staff", "account") else "casual"
    if random.random() < manner.opener:
        parts.insert(0, Part(bank.other("openers", margins, random)))
        parts[1] = Part(parts[1].text, parts[1].theme, margin)
    if random.random() < manner.closer:
        parts.append(Part(bank.other("closers", margins, random), gap=margin))
    return joined([_in_manner(part, manner, random) for part in parts])


def joined(parts: Sequence[Part]) -> Message:
    """The parts in a row, with a full stop put where a sentence is followed by another."""
    text = ""
    spans: list[Span] = []
    for part in parts:
        if text:
            text += ("" if _END.search(text) or "\n" in part.gap else ".") + part.gap
        start = len(text)
        text += part.text
        if part.theme:
            spans.append(Span(part.theme, start, len(text)))
    return Message(text, tuple(spans))


def _in_manner(part: Part, manner: Manner, random: Random) -> Part:
    text = part.text
    if manner.register in ("formal", "staff", "account") and text:
        text = text[0].upper() + text[1:]
    if random.random() < manner.careless:
        text = _carelessly(text, random)
    return Part(text, part.theme, part.gap)


def _carelessly(text: str, random: Random) -> str:
    habit = random.choice(("typo", "typo", "lower", "stop", "shout"))
    if habit == "lower":
        return text.lower()
    if habit == "stop":
        return text.rstrip(".")
    if habit == "shout":
        return text[:-1] + random.choice(("!", "!!", "...")) if text.endswith(".") else text
    words = list(_LONG_WORD.finditer(text))
    if not words:
        return text
    word = random.choice(words)
    at = random.randint(word.start() + 1, word.end() - 3)
    if random.random() < 0.5:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :]
