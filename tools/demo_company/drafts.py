"""Rows of the verbatim sources before they take a format: when, who, in what language, what.

``told`` draws them after a plan. Formats and column names are in ``exports.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from company import SEED, Customer, day_in, hetu, pesel, pick
from messages import Message, Part, Span, joined, message
from phrases import Bank, looks_positive
from plan import SourcePlan, months_of, themes_of

_PRODUCTS = {
    "fi": (
        "Kirjahylly Honka", "Lattiavalaisin Rae", "Ruokapöytä Saimaa", "Senkki Ranta", "Nojatuoli Utu", "Peili Kide",
        "Kerrossänky Vekara", "Astiasto Hile", "Kenkäkaappi Polku",
    ),
    "pl": (
        "Regał Honka", "Lampa podłogowa Rae", "Stół Saimaa", "Komoda Ranta", "Fotel Utu", "Lustro Kide",
        "Łóżko piętrowe Vekara", "Serwis Hile", "Szafka na buty Polku",
    ),
    "en": (
        "Honka bookshelf", "Rae floor lamp", "Saimaa table", "Ranta sideboard", "Utu armchair", "Kide mirror",
        "Vekara bunk bed", "Hile plates", "Polku shoe cabinet",
    ),
}  # fmt: skip
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Told:
    """One verbatim with its truth."""

    id: str
    date: dt.date
    language: str
    customer: Customer
    product: str
    message: Message
    title: str = ""  # its own column in some sources; it speaks of the message's first theme or of none
    title_theme: str = ""
    case: str = ""  # the number of the complaint that it belongs to

    @property
    def text(self) -> str:
        return self.message.text


def told(plan: SourcePlan, banks: Mapping[str, Bank], people: Sequence[Customer]) -> list[Told]:
    """The rows of ``plan`` in order of time."""
    random = Random(f"{SEED} {plan.id}")
    rows: list[Told] = []
    among = {
        language: [
            person for person in people
            if person.group == (plan.group or person.group) and _speaks(person, language)
        ]
        for language in plan.languages
    }  # fmt: skip
    for month in months_of(plan, random):
        language = random.choices(list(plan.languages), list(plan.languages.values()))[0]
        customer = pick(among[language], random, 1.2)
        rows.append(
            Told(
                id="",
                date=day_in(month, random),
                language=language,
                customer=customer,
                product=random.choice(_PRODUCTS[language]),
                message=_fitting(plan, banks[language], month, customer, random),
            )
        )
    rows.sort(key=lambda row: row.date)
    return [replace(row, id=f"{plan.prefix}-{row.date:%y}-{number:04d}") for number, row in enumerate(rows, start=1)]


def titled(rows: Sequence[Told], banks: Mapping[str, Bank], charset: str) -> list[Told]:
    """The rows with a heading each: half of them name the matter, half are a form's own word."""
    random = Random(f"{SEED} titles")
    found: list[Told] = []
    for row in rows:
        bank = banks[row.language]
        theme = row.message.themes[0] if len(row.message.themes) == 1 and random.random() < 0.4 else ""
        title = bank.theme(theme, "short", random) if theme else ""
        if not theme or not _fits(title, charset):
            theme, title = "", bank.other("headings", "lines", random)
        found.append(replace(row, title=title[0].upper() + title[1:], title_theme=theme))
    return found


def spans_with_title(row: Told) -> tuple[Span, ...]:
    """Where the themes stand when title and text are joined by a line break, as their source's columns say."""
    moved = len(row.title) + 1
    own = (Span(row.title_theme, 0, len(row.title)),) if row.title_theme else ()
    return own + tuple(Span(span.theme, span.start + moved, span.end + moved) for span in row.message.spans)


def _speaks(person: Customer, language: str) -> bool:
    return person.language == language or (language == "en" and int(person.id[3:]) % 4 == 0)


def _fitting(plan: SourcePlan, bank: Bank, month: str, customer: Customer, random: Random) -> Message:
    bank.month, bank.speaker = month, customer.name
    for _ in range(_TRIES):
        found = _drawn(plan, bank, month, random)
        if plan.manner.register == "formal":
            found = _with_details(found, bank, customer, random)
        if _fits(found.text, plan.charset) and (plan.praise or not looks_positive(found.text)):
            return found
    raise ValueError(f"{plan.id}: no text fits the plan after {_TRIES} tries")


def _drawn(plan: SourcePlan, bank: Bank, month: str, random: Random) -> Message:
    if random.random() < plan.noise:
        return Message(bank.other("noise", "lines", random), ())
    known = frozenset(theme for theme in plan.themes if bank.knows(theme))
    themes = themes_of(plan, month, bank.language, known, random)
    if not themes and plan.id == "returns":
        return Message(bank.other("returning", "reasons", random), ())
    return message(bank, themes, plan.manner, random)


def _with_details(found: Message, bank: Bank, customer: Customer, random: Random) -> Message:
    """Now and then people give their number, their address or, unasked, their identity number."""
    chance = random.random()
    if chance > 0.07:
        return found
    if chance < 0.02 and bank.language in ("fi", "pl"):
        identity = hetu(random) if bank.language == "fi" else pesel(random)
        line = bank.other("identity", "lines", random).replace("<identity>", identity)
    else:
        line = bank.other("reaching", "details", random)
        line = line.replace("<email>", customer.email).replace("<phone>", customer.phone)
    return Message(joined([Part(found.text), Part(line)]).text, found.spans)


def _fits(text: str, charset: str) -> bool:
    if not charset:
        return True
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
