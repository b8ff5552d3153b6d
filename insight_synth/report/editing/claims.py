"""What a person's text claims by its letters alone: numbers, words that say how many, dates, words in quotation marks.

Finds them and says where; whether anything bears them out is for ``understanding`` and ``filling`` to tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from insight_synth.report.catalogue import Catalogue, messages
from insight_synth.report.editing.number_words import number_words

HELD = "\ue000"
"""Stands for a token in a text whose tokens were taken out: a private sign, which no printable text has."""

QUOTED_WORDS = 3
"""From how many words on words in quotation marks are taken for a quotation; fewer are if they hold a digit."""

_CLOSERS = {
    "“": "”“", "”": "”", "„": "”“\"", "‟": "”", '"': '"', "«": "»", "»": "»«", "‘": "’", "’": "’", "‚": "‘’", "'": "'",
    "‛": "’", "‹": "›", "›": "›‹", "❝": "❞", "〝": "〞", "＂": "＂", "″": "″", "「": "」", "『": "』",
    "`": "`´'", "´": "´",
}  # fmt: skip
_LETTERS_BESIDE = frozenset("‘’'`´")  # marks that stand inside words too
_SPACES = " \u00a0\u202f\u2009"
_NUMBER = {
    "en": rf"\d{{1,3}}(?:[,{_SPACES}]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?",
    "other": rf"\d{{1,3}}(?:[.{_SPACES}]\d{{3}})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?",
}
_PERCENT = rf"[{_SPACES}]?(?:[%‰]|(?:percent|per cent|prosenttia|procent|proc\.)(?!\w))"
_JOINED = re.compile(
    r"(?<![^\W_])(?:(?=[IVX]{2}|[IVXLCDM]{4})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
    r"|(?:EUR|USD|GBP|PLN|CHF|SEK|[^\W\d_A-Z]{3,})\d(?:[\d.,]*\d)?)(?![^\W_])|[🔟💯]"
)
"""Roman numerals, and digits right after a currency or a word."""
_YEAR = r"(?:19|20)\d\d"
_BEFORE_YEAR = {
    "en": r"in|by|until|till|from|during|before|after|(?:end|start|half|as) of|year|end|early|late|mid",
    "fi": r"vuon(?:na|en)|vuoden|vuoteen|vuodesta|vuotta",
    "pl": r"w|do|od|rok|roku|przed|po|na|koniec|końca",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """``text[start:end]`` claims something. ``value`` is a number as ``canonical`` writes it, or a date's last day."""

    start: int
    end: int
    kind: Literal["number", "words", "date", "quote"]
    value: str = ""


def claims(text: str, language: str) -> Iterator[Claim]:
    """Every claim in order, none inside another; enumerations at a line's start are none."""
    found = sorted(_all(text, language), key=lambda claim: (claim.start, -claim.end))
    at = 0
    for claim in found:
        if claim.start >= at:
            yield claim
            at = claim.end


def canonical(shown: str, language: str) -> str:
    """A number as it is compared, however it was written: ``1,234`` and ``1 234`` as ``1234``; "" for what is none."""
    found = _number_pattern(language).fullmatch(shown.strip())
    return _canonical(found, language) if found else ""


def _closed(text: str, at: int) -> int:
    """The place after the quotation mark that closes the one at ``at``; 0 where there is none that opens or closes."""
    mark = text[at]
    closers = _CLOSERS.get(mark, "")
    if not closers or (at and (text[at - 1].isalnum()) and mark in "”\"»‘’'"):
        return 0
    for place in range(at + 1, len(text)):
        if text[place] == "\n" and mark in _LETTERS_BESIDE:
            return 0
        if text[place] in closers:
            after = text[place + 1 : place + 2]
            if mark in _LETTERS_BESIDE and (after.isalnum() or place == at + 1):
                continue
            return place + 1
    return 0


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """Where words in quotation marks stand, marks included, in order; a mark that closes one opens no other."""
    text = text.replace("<<", " «").replace(">>", "» ")
    at = 0
    while at < len(text):
        end = _closed(text, at) if text[at] in _CLOSERS else 0
        if end:
            yield at, end
        at = end or at + 1


def says_much(words: str) -> bool:
    """Whether words in quotation marks are taken for a quotation."""
    return len(words.split()) >= QUOTED_WORDS or any(sign.isdigit() for sign in words)


def quotation_marks() -> str:
    """Every sign that opens or closes a quotation."""
    return "".join(sorted({*_CLOSERS, *"".join(_CLOSERS.values())}))


def _all(text: str, language: str) -> Iterator[Claim]:
    listed = {found.start(1) for found in re.finditer(r"(?m)^[ \t]*(\d{1,2})[.)](?=\s)", text)}
    for start, end in quotations(text):
        if says_much(text[start + 1 : end - 1]):
            yield Claim(start, end, "quote")
    for at, sign in enumerate(text):
        if not sign.isdecimal() and unicodedata.numeric(sign, None) is not None:
            yield Claim(at, at + 1, "words")
    for found in _JOINED.finditer(text):
        yield Claim(found.start(), found.end(), "words")
    for pattern in _date_patterns(language):
        for found in pattern.finditer(text):
            yield Claim(found.start(), found.end(), "date", _last_day(found, language))
    for found in _number_pattern(language).finditer(text):
        if found.start("digits") in listed:
            continue
        end = found.end()
        while end < len(text) and text[end].isalpha():
            end += 1
        value = _canonical(found, language) if end == found.end() else ""
        yield Claim(found.start(), end, "number", value)
    for found in number_words(language).finditer(text):
        yield Claim(found.start(), found.end(), "words")


@cache
def _number_pattern(language: str) -> re.Pattern[str]:
    number = _NUMBER["en" if language == "en" else "other"]
    letter = r"[^\W\d_]"
    return re.compile(
        rf"(?:(?<![\w%.,{HELD}])(?P<sign>[+\-−–]))?(?<!{letter})(?P<digits>(?<![\d])(?:{number}))(?P<percent>{_PERCENT})?"
    )


def _canonical(found: re.Match[str], language: str) -> str:
    digits = "".join(sign for sign in found["digits"] if sign not in _SPACES)
    if not digits.replace(",", "").replace(".", "").isascii():
        return ""
    if language == "en":
        digits = digits.replace(",", "")
    else:
        head, _, tail = digits.partition(",")
        grouped = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", head)
        digits = (head.replace(".", "") if grouped else head) + (f".{tail}" if tail else "")
    whole, _, part = digits.partition(".")
    part = part.rstrip("0")
    value = f"{whole.lstrip('0') or '0'}{'.' + part if part else ''}"
    minus = "-" if (found["sign"] or "+") in "-−–" and value != "0" else ""
    return f"{minus}{value}{'%' if found['percent'] else ''}"


@cache
def _months(language: str) -> dict[str, int]:
    """Every form of a month's name, as the catalogue and dates write them, to its number."""
    held, catalogue = messages(language), Catalogue(language)
    forms: dict[str, int] = {}
    for case in ("name", "in", "from"):
        for number, name in enumerate(held[f"month.{case}"].split(), 1):
            forms[name.split("_")[-1]] = number
    for number in range(1, 13):
        forms[catalogue.date(f"2024-{number:02d}-05").split()[1]] = number
    return forms


@cache
def _date_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    months = "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True))
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
    before = _BEFORE_YEAR.get(language, _BEFORE_YEAR["en"])
    patterns = (
        rf"(?<![\w-])(?P<year>{_YEAR})-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?![\w-])",
        rf"(?<![\w.])(?P<day>\d{{1,2}})[./](?P<month>\d{{1,2}})[./](?P<year>{_YEAR})(?!\w)",
        rf"(?<!\w){day} (?P<name>{months})(?:,? (?P<year>{_YEAR}))?(?!\w)",
        rf"(?<!\w)(?P<name>{months})(?: {day})?,? (?P<year>{_YEAR})(?!\w)",
        rf"\b(?i:{before}) (?P<year>{_YEAR})(?= ?r\.| roku|[.,;:!?)]|(?m:\s*$))",
    )
    sensitive = re.NOFLAG if language == "en" else re.IGNORECASE  # "5 may have left" is no date
    return tuple(re.compile(pattern, sensitive) for pattern in patterns)


def _last_day(found: re.Match[str], language: str) -> str:
    """The last day of what a date names, ISO; "" where it names no year."""
    told = found.groupdict()
    if not told.get("year"):
        return ""
    month = told.get("month") or (str(_number_of(told["name"], language)) if told.get("name") else "12")
    return f"{int(told['year']):04d}-{int(month):02d}-{int(told.get('day') or 31):02d}"


def _number_of(month: str, language: str) -> int:
    return next(number for name, number in _months(language).items() if name.casefold() == month.casefold())
