"""What a column holds, seen from its first values: dates, numbers, prose, codes, a handful of groups.

Says how well the values fit each field, whatever the column is called; ``proposal`` puts the two together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insight_synth.ingest.columns.column_names import folded
from insight_synth.ingest.dates import iso_date
from insight_synth.ingest.numbers import number

__all__ = ["TELLING", "Content", "content", "fit", "is_number", "open_answers"]

TELLING = 8
"""So many answers tell whether they were written or chosen; a handful may well all differ."""
_CODE = re.compile(r"(?=.*\d)[\w.:#/@+-]{1,64}$")
_HANDLE = re.compile(r"@?[\w.+-]{2,40}(?:@[\w.-]+\.\w{2,})?$")
_LINK = re.compile(r"https?://|www\.|^/\w+/")
_NO_NUMBER = re.compile(r"[^\W\d_eE]|[:]|\d[-/]\d|\d\.\d+\.\d")
_MONEY = re.compile(r"€|\$|£|zł|\b(?:EUR|PLN|USD|GBP|SEK)\b", re.IGNORECASE)
_STARS = re.compile(r"\s*(?:[★⭐☆\ufe0f]{1,10}|\d{1,3}(?:[.,]\d)?\s?(?:/|of|z|out of)\s?(?:5|10|100))\s*$")
_PIECES = re.compile(r"\s*[,;|\n]\s*")
_BAND = re.compile(r"(?:under |over |alle |yli |do |ponad |<|>)?\d{1,6}\s?(?:[-–+]|to |vuot)\s?(?:\d{1,6})?")
_CUSTOMER_GROUP = re.compile(
    r"\bb2[bc]\b|business|consumer|enterprise|private|smb|yritys|kuluttaj|yksityi|kotitalou|firma|biznes|prywatn|detal"
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Content:
    """A column's name and its first values in figures; shares are of the values that are not empty."""

    name: str
    values: tuple[str, ...]
    filled: float  # share of rows with a value
    words: float  # mean
    length: float  # mean characters
    letters: float  # share of values with a letter
    dates: float  # bare numbers apart
    numbers: float
    whole: float  # share that are whole numbers
    low: float  # of the numbers
    high: float
    mean: float
    distinct: float  # distinct values per value
    different: int  # distinct values
    codes: float  # one word with a digit in it
    handles: float  # one word: a nickname, an address of e-mail
    links: float
    pieces: float  # distinct pieces per piece, where values are lists of choices
    money: float
    stars: float


def content(name: str, rows: Sequence[Mapping[str, str]]) -> Content:
    """The figures of one column."""
    values = tuple(value for row in rows if (value := row.get(name, "").strip()))
    count = len(values) or 1
    figures = [found for value in values if is_number(value) and (found := number(value)) is not None]
    pieces = [piece for value in values for piece in _PIECES.split(value) if piece]
    return Content(
        name=name,
        values=values,
        filled=len(values) / (len(rows) or 1),
        words=sum(len(value.split()) for value in values) / count,
        length=sum(map(len, values)) / count,
        letters=sum(bool(_LETTER.search(value)) for value in values) / count,
        dates=sum(not is_number(value) and bool(iso_date(value)) for value in values) / count,
        numbers=len(figures) / count,
        whole=sum(figure == int(figure) for figure in figures) / count,
        low=min(figures, default=0.0),
        high=max(figures, default=0.0),
        mean=sum(figures) / (len(figures) or 1),
        distinct=len(set(values)) / count,
        different=len(set(values)),
        codes=sum(bool(_CODE.match(value)) for value in values) / count,
        handles=sum(bool(_HANDLE.match(value)) and bool(_LETTER.search(value)) for value in values) / count,
        links=sum(bool(_LINK.search(value)) for value in values) / count,
        pieces=len(set(pieces)) / (len(pieces) or 1),
        money=sum(bool(_MONEY.search(value)) for value in values) / count,
        stars=sum(bool(_STARS.match(value)) for value in values) / count,
    )


def is_number(value: str) -> bool:
    """Whether ``value`` is a number and nothing else."""
    return number(value) is not None and not _NO_NUMBER.search(value)


def fit(field: str, held: Content) -> tuple[float, float]:
    """Whether the values can be this field at all (0…1), and how much they alone speak for it (0…1)."""
    return _FITS[field](held) if held.values else (0.0, 0.0)


# ---- by field


def _text(held: Content) -> tuple[float, float]:
    if held.numbers > 0.5 or held.dates > 0.5 or held.links > 0.5 or held.letters < 0.5:
        return 0.0, 0.0
    if sum(value.startswith(("{", "[{", "[[")) for value in held.values) > 0.5 * len(held.values):
        return 0.0, 0.0  # a record within the record
    if not open_answers(held):
        return 0.25, 0.0
    return min(1.0, held.words / 2.5), 0.85 * min(1.0, max(0.0, held.words - 2) / 8) * min(1.0, held.distinct / 0.6)


def _title(held: Content) -> tuple[float, float]:
    if held.numbers > 0.5 or held.distinct <= 0.2:  # a title that says the same of everything says nothing
        return 0.0, 0.0
    return 1.0, 0.0


def _date(held: Content) -> tuple[float, float]:
    if held.dates >= 0.8:
        return 1.0, 0.6 * min(1.0, 0.7 + 0.3 * held.filled)
    counted = sum(bool(iso_date(value)) for value in held.values) / len(held.values)
    return (0.7, 0.0) if counted >= 0.9 and held.different > 1 else (0.0, 0.0)


def _customer(held: Content) -> tuple[float, float]:
    if held.dates > 0.5 or held.words > 4 or held.links > 0.5 or held.length > 80:
        return 0.0, 0.0
    if held.different < min(4, len(held.values)) and len(held.values) > 8:
        return 0.2, 0.0
    return 1.0, 0.2 if held.handles > 0.9 and held.distinct > 0.3 else 0.0


def _segment(held: Content) -> tuple[float, float]:
    if held.dates > 0.5 or held.words > 6 or held.stars > 0.5:
        return 0.0, 0.0
    if held.distinct > 0.5 and len(held.values) > 8:
        return 0.0, 0.0
    if held.numbers > 0.8:
        return 0.3, 0.0
    groups = {" ".join(folded(value).split()) for value in held.values}
    named = sum(bool(_CUSTOMER_GROUP.search(group)) for group in groups) / len(groups)
    if held.different <= 12 and named > 0.5:
        return 1.0, 0.5
    banded = sum(bool(_BAND.match(group)) for group in groups) / len(groups)
    return 1.0, 0.3 if banded > 0.7 and held.different > 1 else 0.1 if 2 <= held.different <= 12 else 0.0


def _product(held: Content) -> tuple[float, float]:
    if held.dates > 0.5 or held.words > 9 or held.links > 0.5 or held.length > 100:
        return 0.0, 0.0
    return (0.7 if held.numbers > 0.8 else 1.0), 0.0


def _rating(held: Content) -> tuple[float, float]:
    if held.stars > 0.8:
        return 1.0, 0.8
    if held.numbers < 0.8 or held.low < 0 or held.high > 100 or held.high < 1:
        return 0.0, 0.0
    if held.different > 21 and held.high <= 10:  # halves of ten at the most; weights, prices and the like are finer
        return 0.3, 0.0
    small = held.whole > 0.8 and held.high <= 10 and held.different <= 11 and len(held.values) > held.different
    return 1.0, 0.25 if small and held.high > 1 else 0.0


def _weight(held: Content) -> tuple[float, float]:
    if held.numbers < 0.9 or held.low < 0:
        return 0.0, 0.0
    around_one = 0.85 <= held.mean <= 1.15 and held.whole < 0.5 and held.different > 3
    return 1.0, 0.3 if around_one else 0.0


def _id(held: Content) -> tuple[float, float]:
    if held.distinct < 0.98 or held.words > 2 or held.dates > 0.5 or held.links > 0.5 or held.filled < 0.9:
        return 0.0, 0.0
    return 1.0, 0.45 if held.codes > 0.95 and (held.whole > 0.95 or held.numbers < 0.5) else 0.0


def _event(held: Content) -> tuple[float, float]:
    if held.numbers > 0.5 or held.dates > 0.5 or held.words > 6 or held.links > 0.5:
        return 0.0, 0.0
    few = held.different <= 30 and (held.distinct <= 0.5 or len(held.values) <= 8)
    return (1.0, 0.15) if few else (0.4, 0.0)


def _value(held: Content) -> tuple[float, float]:
    if held.numbers < 0.8 and held.money < 0.8:
        return 0.0, 0.0
    telling = 0.5 if held.money > 0.5 else 0.3 if held.whole < 0.6 and held.distinct > 0.2 else 0.05
    return 1.0, telling


def open_answers(held: Content) -> bool:
    """Whether the values were written rather than chosen from a list."""
    if held.numbers > 0.5 or held.dates > 0.5 or held.links > 0.5 or held.letters < 0.5 or held.words < 1.5:
        return False
    if all(value in held.name for value in held.values) or (held.different == 1 and len(held.values) > 1):
        return False  # an option ticked or not
    if len(held.values) < TELLING:
        return True
    return held.different > 7 and held.distinct > 0.3 and (held.pieces > 0.3 or held.distinct > 0.9)


_FITS = {
    "text": _text, "title": _title, "date": _date, "customer": _customer, "segment": _segment, "product": _product,
    "rating": _rating, "weight": _weight, "id": _id, "event": _event, "value": _value,
}  # fmt: skip
