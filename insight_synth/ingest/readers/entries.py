"""Staff notes as entries: headings, bullets and paragraphs to one row each, with date, author and section.

``notes`` and ``documents`` give it the blocks of a text in their order. Dates stay as written: the column as a whole
decides what they mean. A heading is no customer's word, so it stands in ``section``, not in the text. Staff are no
customers, so whoever wrote an entry stands in ``author``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from insight_synth.ingest.dates import iso_date
from insight_synth.model import Row

__all__ = ["Block", "Dated", "columns_of_rows", "dated", "rows_of_entries"]

_WEEKDAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|ma|ti|ke|to|pe|la|su|"
    r"(?:maanan|tiis|tors|perjan|lauan|sunnun)tai(?:na)?|keskiviikko(?:na)?|pon|wt|śr|czw|pt|sob|niedz?|"
    r"poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|(?:mån|tis|ons|tors|fre|lör|sön)(?:dag)?|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|mo|di|mi|do|fr|sa|so)\.?,?\s+"
)
_DAY = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|"
    r"\d{1,2}-\d{1,2}-\d{4}|\d{1,2}(?:\.|st|nd|rd|th)?\s+[^\W\d_]{3,14}\.?,?\s+\d{4}|"
    r"[^\W\d_]{3,14}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})(?!\d)"
)
_HOUR = (
    r"(?:(?:T|,?\s*(?:klo|kl\.?|at|o|godz\.?|o godz\.?|um|@)?\s*)\d{1,2}:\d{2}(?::\d{2})?|"
    r",?\s*(?:klo|kl\.?|o|godz\.?|o godz\.?)\s*\d{1,2}\.\d{2}(?:\.\d{2})?)(?!\d)(?:[.,]\d{1,3})?"
    r"(?:\s?[ap]\.?m\.?(?!\w)|\s?Uhr\b|Z\b)?"
)
_WHEN = rf"(?i:(?:{_WEEKDAY})?{_DAY}(?:{_HOUR})?)"
_STARTS = re.compile(rf"[\[(]?(?P<when>{_WHEN})[\])]?(?=[\s:,;|–—-]|$)")
_NAME = r"[^\W\d_][\w.'’-]*(?:\s+[\w.'’-]+){0,3}?"
_NAMED_FIRST = re.compile(rf"(?P<author>{_NAME}),?\s+[\[(]?(?P<when>{_WHEN})[\])]?\s*[:–—-]\s*")
_ANYWHERE = re.compile(rf"(?<![\w.])[\[(]?(?P<when>{_WHEN})[\])]?")
_SEPARATOR = re.compile(r"\s*[:,;|–—-]*\s*")
_AUTHOR = re.compile(rf"(?P<author>{_NAME})\s*:(?=\s|$)\s*")
_NO_AUTHOR = frozenset({
    "huom", "huomio", "note", "nb", "ps", "todo", "re", "aihe", "subject", "uwaga", "temat", "dotyczy", "obs", "vs",
    "palaute", "feedback", "opinia", "kysymys", "question", "pytanie",
})  # fmt: skip
_LABEL_WORDS = 4  # a dated line with more words than these is an entry, not a heading
_LINE_LEVEL, _LEAD_LEVEL = 90, 95  # below all headings: a dated line, and the line that leads into a list
_LEADING_COLUMNS = ("text", "title", "section", "date", "author")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a point of a list, a paragraph, a rule or a table of a text; ``level`` 1 is the highest heading."""

    kind: Literal["heading", "bullet", "paragraph", "rule", "table"]
    text: str
    locator: str
    level: int = 0
    header: tuple[str, ...] = ()  # of a table: distinct names
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()  # of a table: locator and cells, as many as names


@dataclass(frozen=True, slots=True)
class Dated:
    """A line that opens with a date: as written, by whom, and what follows."""

    date: str
    author: str
    text: str

    @property
    def is_label(self) -> bool:
        """Whether it is but a label over what follows: a date alone, or with a few words that are no sentence."""
        sentence = "\n" in self.text or self.text.rstrip().endswith((".", "!", "?", "…"))
        words = len(self.text.split())
        return words <= _LABEL_WORDS and not sentence and not (self.author and words)


@dataclass(slots=True)
class _Heading:
    level: int
    section: str
    date: str
    locator: str
    author: str = ""
    used: bool = False  # some row stands under it


def dated(text: str) -> Dated | None:
    """``text`` split where it opens with a date: ``12.3.2025 klo 14:30 – Matti: …``, ``Matti, 12.3.2025: …``."""
    if (found := _STARTS.match(text)) and iso_date(found["when"]):
        rest = text[_SEPARATOR.match(text, found.end()).end() :]  # type: ignore[union-attr] # it matches nothing too
        author = _AUTHOR.match(rest)
        if author and _is_name(author["author"]):
            return Dated(found["when"], author["author"], rest[author.end() :])
        return Dated(found["when"], "", rest)
    if (named := _NAMED_FIRST.match(text)) and iso_date(named["when"]) and _is_name(named["author"]):
        return Dated(named["when"], named["author"], text[named.end() :])
    return None


def _is_name(words: str) -> bool:
    return words.casefold() not in _NO_AUTHOR and all(word[0].isupper() or word.isdigit() for word in words.split())


def rows_of_entries(blocks: Sequence[Block], given: Mapping[str, str]) -> Iterator[Row]:
    """One row a paragraph or point, in their order.

    Args:
        blocks: the text's, in their order.
        given: what holds for all rows, as the text says of itself: ``section``, ``date``, ``author`` and the like.

    A heading's words are the ``section`` of what stands below it, and its date the ``date``; so are a short dated line
    above undated ones, and a line that leads into a list with a colon. A heading with nothing below it is a row itself.
    """
    stack: list[_Heading] = []
    entry: Dated | None = None  # whose date and author hold for the paragraphs that follow it
    for at, block in enumerate(blocks):
        if block.kind == "rule":
            entry = None
            continue
        if block.kind != "bullet":
            yield from _closed(stack, _LEAD_LEVEL, given)
        if block.kind == "table":
            values = _row(block.locator, "", stack, entry, given).values
            yield from _table_rows(block, {name: value for name, value in values.items() if name != "text"})
            continue
        if block.kind == "heading":
            entry = None
            yield from _closed(stack, block.level, given)
            stack.append(_dated_heading(block))
            continue
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        own = dated(block.text)
        if own is not None and block.kind == "paragraph" and _is_heading(own, following):
            entry = None
            yield from _closed(stack, _LINE_LEVEL, given)
            stack.append(_Heading(_LINE_LEVEL, own.text.strip(), own.date, block.locator, own.author))
            continue
        if own is not None and block.kind == "paragraph":
            yield from _closed(stack, _LINE_LEVEL, given)
        if own is None and block.kind == "paragraph" and _leads(block, following):
            stack.append(_Heading(_LEAD_LEVEL, block.text.rstrip(": \t"), "", block.locator))
            continue
        current = own or entry
        if block.kind == "paragraph":
            entry = current
        yield _row(block.locator, block.text if own is None else own.text, stack, current, given)
    yield from _closed(stack, 0, given)


def _is_heading(line: Dated, following: Block | None) -> bool:
    if following is None or following.kind in ("rule", "heading", "table"):
        return False
    return line.is_label and dated(following.text) is None


def _leads(block: Block, following: Block | None) -> bool:
    into_list = following is not None and following.kind == "bullet"
    return into_list and block.text.rstrip().endswith(":") and len(block.text.split()) <= 2 * _LABEL_WORDS


def _dated_heading(block: Block) -> _Heading:
    for found in _ANYWHERE.finditer(block.text):
        if iso_date(found["when"]):
            before = block.text[: found.start()].rstrip(" :,;|–—-\t")
            after = block.text[found.end() :].lstrip(" :,;|–—-\t")
            section = " ".join(part for part in (before, after) if part)
            return _Heading(block.level, section, found["when"], block.locator)
    return _Heading(block.level, block.text, "", block.locator)


def _closed(stack: list[_Heading], level: int, given: Mapping[str, str]) -> Iterator[Row]:
    """Takes headings of ``level`` and below off the stack; one that nothing stood under is a row itself."""
    unused: list[Row] = []
    while stack and stack[-1].level >= level:
        heading = stack.pop()
        if not heading.used:
            bare = Dated(heading.date, heading.author, "") if heading.date else None
            unused.append(_row(heading.locator, heading.section, stack, bare, given))
    yield from reversed(unused)


def _row(locator: str, text: str, stack: Sequence[_Heading], entry: Dated | None, given: Mapping[str, str]) -> Row:
    for heading in stack:
        heading.used = True
    dates = [entry.date if entry else "", *(heading.date for heading in reversed(stack)), given.get("date", "")]
    authors = [entry.author if entry else "", *(heading.author for heading in reversed(stack)), given.get("author", "")]
    date, author = next(filter(None, dates), ""), next(filter(None, authors), "")
    sections = [given.get("section", ""), *(_section(heading, date, author) for heading in stack)]
    found = {"section": " – ".join(section for section in sections if section), "date": date, "author": author}
    for name, value in (("date", date), ("author", author)):
        if name in given and given[name] != value:
            found[f"document {name}"] = given[name]
    return Row(locator, {**given, "text": text, **{name: value for name, value in found.items() if value}})


def _section(heading: _Heading, date: str, author: str) -> str:
    """A heading's words, with its own date and author where an entry below it has others."""
    others = [heading.date if heading.date != date else "", heading.author if heading.author != author else ""]
    return " ".join(part for part in (heading.section, *others) if part)


# ---- tables within a text ----------------------------------------------------------------------------------------


def _table_rows(table: Block, given: Mapping[str, str]) -> Iterator[Row]:
    """The rows of a table within a text, each under its columns' names.

    Where no column is named ``text`` or ``date``, the wordiest column is the text, and one that holds dates the date.
    """
    rows = table.rows
    columns = list(zip(*(cells for _, cells in rows), strict=True)) if rows else []
    lengths = [sum(map(len, cells)) for cells in columns]
    days = [at for at, cells in enumerate(columns) if _holds_dates(cells)]
    wordiest = max((at for at in range(len(columns)) if at not in days), key=lambda at: lengths[at], default=0)
    for locator, cells in rows:
        values = {**given, "text": cells[wordiest]}
        if days:
            values["date"] = cells[days[0]]
        yield Row(locator, {**values, **dict(zip(table.header, cells, strict=True))})


def _holds_dates(cells: Iterable[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    days = sum(1 for cell in filled if _STARTS.match(cell) and iso_date(cell))
    return bool(filled) and days * 5 >= len(filled) * 4


def columns_of_rows(rows: Iterable[Row]) -> tuple[str, ...]:
    """The columns of all rows, the usual ones first."""
    seen = {name: None for row in rows for name in row.values}
    leading = [name for name in _LEADING_COLUMNS if name in seen]
    return tuple(dict.fromkeys([*leading, *seen]))
