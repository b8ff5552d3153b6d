"""From rows as a reader found them to verbatims, events and rejects of one schema.

Every row ends as exactly one of the three. Text is kept to the letter; only NULs and lone surrogates, which no store
takes, are replaced. Duplicates are marked afterwards, against what the workspace holds (``settle``).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from insight_synth.ingest.dates import DateOrder, iso_date
from insight_synth.ingest.duplicates import event_content, verbatim_content
from insight_synth.ingest.numbers import number
from insight_synth.ingest.plan import LANGUAGES, Plan, joined, surveyed
from insight_synth.ingest.privacy import redact
from insight_synth.ingest.ratings import percent
from insight_synth.ingest.readers.encoding import repaired
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.model import RAW_LENGTH, Event, Reject, Row, Source, Verbatim

__all__ = ["Findings", "Normalised", "Record", "normalise", "records_of", "with_customer"]

Record = Verbatim | Event | Reject
Kept = TypeVar("Kept", Verbatim, Event)

_BATCH = 1_000
_MOST_SEGMENTS = 1_000  # unknown ones remembered by name: a wrong column must not fill the memory
_NO_DATE = "no date"
_NOBODY = frozenset((
    "", "anonymous", "anonymous user", "anonym", "anon", "guest", "guest user", "n/a", "na", "nan", "none", "null",
    "nil", "unknown", "undefined", "not given", "deleted", "[deleted]", "anonyymi", "vieras", "tuntematon",
    "ei tiedossa", "nimetön", "anonim", "anonimowy", "gość", "nieznany", "brak", "nie podano", "okänd", "unbekannt",
))  # fmt: skip
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """What an export's rows became. ``rows = verbatims + events + rejects``; duplicates are still among them."""

    verbatims: tuple[Verbatim, ...]
    events: tuple[Event, ...]
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        return len(self.verbatims) + len(self.events) + len(self.rejects)


def normalise(
    reading: Reading,
    source: Source,
    export_name: str,
    sha256: str,
    hash_customer: Callable[[str], str],
    expected_languages: Sequence[str] = LANGUAGES,
) -> Normalised:
    """One record a row of ``reading``, in its order, all at once and in this process.

    Args:
        reading: the export as its reader found it; its rows are consumed.
        source: whose columns and segments apply. Without ``[columns]`` the reader's own standard names are used.
        export_name: the file's name as delivered, for locators and errors.
        sha256: of the file.
        hash_customer: makes a keyed hash of a customer's id; never called with "".
        expected_languages: those to choose from where the source names no language.

    Raises:
        BadInput: a mapped column is not in the file; the message lists those found and the nearest spelling.
    """
    rows = list(reading.rows)
    survey = surveyed(rows, source, reading.columns, f"{source.id}/{export_name}")
    plan = survey.plan(source, export_name, sha256, expected_languages)
    findings = Findings()
    found = list(records_of(rows, plan, findings))
    hashes: dict[str, str] = {}
    return Normalised(
        tuple(with_customer(record, hash_customer, hashes) for record in found if isinstance(record, Verbatim)),
        tuple(with_customer(record, hash_customer, hashes) for record in found if isinstance(record, Event)),
        tuple(record for record in found if isinstance(record, Reject)),
        (*reading.notes, *findings.notes(plan, len(rows))),
    )


def records_of(rows: Iterable[Row], plan: Plan, findings: Findings) -> Iterator[Record]:
    """One record a row, in their order; ``customer`` is still the id as given, to be hashed by who holds the key.

    Args:
        rows: of one export, all or a part.
        plan: drawn from all of them.
        findings: takes in what could not be read as meant.
    """
    convert = _Conversion(plan, findings)
    if plan.behavioural:
        yield from (_rejected(row, plan) or convert.event(row) for row in rows)
        return
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        rejects = [_rejected(row, plan) for row in batch]
        texts = [convert.text(row) if reject is None else "" for row, reject in zip(batch, rejects, strict=True)]
        repairs = [repaired(text) for text in texts]
        languages = _languages([repair or text for repair, text in zip(repairs, texts, strict=True)], plan)
        for row, reject, *said in zip(batch, rejects, texts, repairs, languages, strict=True):
            yield reject or convert.verbatim(row, *said)


def with_customer(record: Kept, hash_customer: Callable[[str], str], hashes: dict[str, str]) -> Kept:
    """The record with its customer's id hashed; ``hashes`` remembers those made already."""
    given = record.customer
    if not given:
        return record
    if given not in hashes:
        hashes[given] = hash_customer(given)
    return replace(record, customer=hashes[given])


class Findings:
    """What could not be read as meant, counted with a first example of each. Parts of one export can be merged."""

    def __init__(self) -> None:
        self._unread: dict[str, tuple[int, str, str]] = {}  # field → rows, a value, its locator
        self._unmapped: Counter[str] = Counter()  # segments → rows
        self.replaced = 0  # fields with characters that no store takes

    def unread(self, field: str, value: str, locator: str, rows: int = 1) -> None:
        """Notes that ``value`` says nothing as a ``field``."""
        before, *example = self._unread.get(field, (0, value, locator))
        self._unread[field] = (before + rows, example[0], example[1])

    def unmapped(self, segment: str, rows: int = 1) -> None:
        """Notes a customer group that ``[segments]`` does not name."""
        self._unmapped[segment if len(self._unmapped) < _MOST_SEGMENTS else ""] += rows

    def merge(self, other: Findings) -> None:
        """Takes in what a later part of the same export found."""
        for field, (rows, value, locator) in other._unread.items():
            self.unread(field, value, locator, rows)
        for segment, rows in other._unmapped.items():
            self.unmapped(segment, rows)
        self.replaced += other.replaced

    def notes(self, plan: Plan, rows: int) -> list[str]:
        """In words, for a person; values are redacted."""
        notes = [] if rows else ["there are columns but no rows"]
        if self.replaced:
            notes.append(f"{self.replaced} fields held characters that no store takes; they were removed")
        notes += plan.notes
        for field, (count, value, locator) in sorted(self._unread.items()):
            example = f"as {redact(value).text[:40]!r} in {locator}"
            if field == _NO_DATE:
                notes.append(
                    f"{count} rows have a date that stands for none or lies years after all others; "
                    f"they count as undated, {example}"
                )
            else:
                notes.append(f"{count} {field}s could not be read and are empty, {example}")
        if self._unmapped:
            common = ", ".join(f"{redact(name).text[:40]!r} ({n})" for name, n in sorted(self._unmapped.items())[:8])
            notes.append(f"segments not in [segments] kept as given: {common}")
        return notes

    def to_json(self) -> dict[str, Any]:
        """Plain values, for :meth:`from_json` in another process."""
        return {"unread": self._unread, "unmapped": self._unmapped, "replaced": self.replaced}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Findings:
        findings = cls()
        findings._unread = {field: (rows, value, where) for field, (rows, value, where) in given["unread"].items()}
        findings._unmapped.update(given["unmapped"])
        findings.replaced = given["replaced"]
        return findings


class _Conversion:
    """Rows to records by one plan."""

    def __init__(self, plan: Plan, findings: Findings) -> None:
        self._plan = plan
        self._columns = dict(plan.columns)
        self._findings = findings
        self._order = DateOrder(plan.day_first)
        self._implausible = frozenset(plan.implausible)
        self._dates: dict[str, str] = {}

    def text(self, row: Row) -> str:
        """What the row says, to the letter."""
        return self._field(row, "text")

    def verbatim(self, row: Row, text: str, repair: str, language: str) -> Verbatim:
        """The row as a verbatim that says ``text``."""
        plan = self._plan
        row_id, product = self._field(row, "id").strip(), self._field(row, "product").strip()
        date, segment = self._date(row), self._segment(row)
        rating, weight = self._number(row, "rating"), self._number(row, "weight")
        return Verbatim(
            id=verbatim_content(plan.source, row_id, text, date, segment, product, rating, weight),
            source=plan.source,
            export=plan.export,
            sha256=plan.sha256,
            locator=row.locator,
            text=text,
            source_row_id=row_id,
            date=date,
            customer=self._customer(row),
            segment=segment,
            product=product,
            rating=rating,
            rating_percent=None if rating is None or plan.scale is None else percent(rating, plan.scale),
            weight=weight,
            language=language,
            repaired=repair,
        )

    def event(self, row: Row) -> Event:
        """The row as an event."""
        plan, event = self._plan, self._field(row, "event").strip()
        row_id, product = self._field(row, "id").strip(), self._field(row, "product").strip()
        date, segment, value = self._date(row), self._segment(row), self._number(row, "value")
        return Event(
            id=event_content(plan.source, row_id, event, value, date, segment, product),
            source=plan.source,
            export=plan.export,
            sha256=plan.sha256,
            locator=row.locator,
            event=event,
            value=value,
            source_row_id=row_id,
            date=date,
            customer=self._customer(row),
            segment=segment,
            product=product,
        )

    def _field(self, row: Row, name: str) -> str:
        names = self._columns.get(name)
        if names is None:
            return ""
        value = row.values.get(names[0], "") if len(names) == 1 else joined(row.values, names)
        if not value.isprintable() and _UNSTORABLE.search(value):  # the first is quick, and sees both
            self._findings.replaced += 1
            return _UNSTORABLE.sub(lambda match: "" if match[0] == "\0" else "\ufffd", value)
        return value

    def _date(self, row: Row) -> str:
        given = self._field(row, "date").strip()
        if not given:
            return ""
        found = self._dates.get(given)
        if found is None:
            found = self._dates[given] = iso_date(given, self._order)
        if not found:
            self._findings.unread("date", given, row.locator)
        elif found in self._implausible:
            self._findings.unread(_NO_DATE, given, row.locator)
            return ""
        return found

    def _number(self, row: Row, name: str) -> float | None:
        given = self._field(row, name).strip()
        found = number(given) if given else None
        if given and found is None:
            self._findings.unread(name, given, row.locator)
        return found

    def _customer(self, row: Row) -> str:
        """Whose row it is; "" for nobody told. One who is nobody must not become a single voice of many."""
        given = self._field(row, "customer").strip()
        return "" if given.strip("-–—./ ").casefold() in _NOBODY else given

    def _segment(self, row: Row) -> str:
        given = self._field(row, "segment").strip()
        segments = self._plan.segments
        if not given or not segments:
            return given
        if given not in segments:
            self._findings.unmapped(given)
        return segments.get(given, given)


def _rejected(row: Row, plan: Plan) -> Reject | None:
    reason = row.problem or _why_not(row, plan)
    if not reason:
        return None
    return Reject(plan.source, plan.export, plan.sha256, row.locator, reason, _raw(row), row.set_apart)


def _why_not(row: Row, plan: Plan) -> str:
    field = "event" if plan.behavioural else "text"
    needed = plan.columns[field]
    if not any(name in row.values for name in needed):
        return f"no column {needed[0]!r} here"
    if not any(row.values.get(name, "").replace("\0", "").strip() for name in needed):
        return f"empty {field}"
    return ""


def _raw(row: Row) -> str:
    raw = row.raw or json.dumps(dict(row.values), ensure_ascii=False)
    return _UNSTORABLE.sub("\ufffd", raw[:RAW_LENGTH])


def _languages(texts: Sequence[str], plan: Plan) -> Sequence[str]:
    if plan.language:
        return [plan.language] * len(texts)
    from insight_synth.language import identify

    return identify(texts, tuple(plan.expected_languages))
