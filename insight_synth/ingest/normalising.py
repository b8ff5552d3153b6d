"""From rows as a reader found them to verbatims, events and rejects of one schema.

Every row ends as exactly one of the three. Text is kept to the letter; only NULs and lone surrogates, which no store
takes, are replaced. Duplicates are marked afterwards, against what the workspace holds (``mark_duplicates``).
"""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

from insight_synth.errors import BadInput
from insight_synth.ingest.dates import date_order, implausible_dates, iso_date
from insight_synth.ingest.duplicates import event_content, verbatim_content
from insight_synth.ingest.numbers import number
from insight_synth.ingest.protocol import Reading
from insight_synth.model import Columns, Event, Reject, Row, Source, Verbatim

__all__ = ["LANGUAGES", "STANDARD_COLUMNS", "Normalised", "normalise"]

LANGUAGES = ("en", "fi", "pl", "sv", "de")
"""The languages looked for where neither the source nor the caller names any."""

STANDARD_COLUMNS = (
    "text", "title", "date", "customer", "segment", "product", "rating", "weight", "id", "event", "value",
)  # fmt: skip
"""Names under which readers of pages and mails give their fields; taken as they are where nothing is mapped."""

_RAW = 2_000
_FIELDS = tuple(field.name for field in fields(Columns))
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


@dataclass(slots=True)
class _Draft:
    """A row's mapped fields, nothing converted yet: the column as a whole decides how dates are read."""

    locator: str
    given: dict[str, str]


def normalise(
    reading: Reading,
    source: Source,
    export_name: str,
    sha256: str,
    hash_customer: Callable[[str], str],
    expected_languages: Sequence[str] = LANGUAGES,
) -> Normalised:
    """One record a row of ``reading``, in its order.

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
    where = f"{source.id}/{export_name}"
    columns = _mapping(source.columns, reading.columns, where)
    behavioural = bool(columns.event) and not columns.text
    rejects: list[Reject] = []
    drafts: list[_Draft] = []
    replaced = 0
    mapped = [(name, names) for name in _FIELDS if (names := getattr(columns, name))]
    for row in reading.rows:
        reason = row.problem or _why_not(row, columns, behavioural)
        if reason:
            rejects.append(Reject(source.id, export_name, sha256, row.locator, reason, _raw(row)))
            continue
        given = {name: _joined(row.values, names) for name, names in mapped}
        for name, value in given.items():
            if _UNSTORABLE.search(value):
                given[name] = _UNSTORABLE.sub(lambda match: "" if match[0] == "\0" else "\ufffd", value)
                replaced += 1
        drafts.append(_Draft(row.locator, given))
    notes = list(reading.notes)
    if not drafts and not rejects:
        notes.append("there are columns but no rows")
    if replaced:
        notes.append(f"{replaced} fields held characters that no store takes; they were removed")
    conversion = _Conversion(source, [draft.given.get("date", "").strip() for draft in drafts], hash_customer)
    verbatims: tuple[Verbatim, ...] = ()
    events: tuple[Event, ...] = ()
    if behavioural:
        events = tuple(conversion.event(draft, export_name, sha256) for draft in drafts)
    else:
        languages = _languages([draft.given["text"] for draft in drafts], source, expected_languages, notes)
        verbatims = tuple(
            conversion.verbatim(draft, language, export_name, sha256)
            for draft, language in zip(drafts, languages, strict=True)
        )
    return Normalised(verbatims, events, tuple(rejects), tuple(notes + conversion.notes()))


class _Conversion:
    """Drafts to records, counting what could not be read as meant."""

    def __init__(self, source: Source, dates: Sequence[str], hash_customer: Callable[[str], str]) -> None:
        self._source = source
        self._order = date_order(dates)
        self._hash = hash_customer
        self._hashes: dict[str, str] = {}
        self._dates = {given: iso_date(given, self._order) for given in set(dates) if given}
        self._implausible = implausible_dates([day for given in dates if given and (day := self._dates[given])])
        self._unread: dict[str, list[tuple[str, str]]] = {}  # field → (value, locator)
        self._left_out: list[tuple[str, str]] = []  # dates that stand for none → (value, locator)
        self._unmapped: Counter[str] = Counter()

    def verbatim(self, draft: _Draft, language: str, export: str, sha256: str) -> Verbatim:
        source, text, row_id = self._source.id, draft.given["text"], draft.given.get("id", "").strip()
        date, segment, product = self._date(draft), self._segment(draft), draft.given.get("product", "").strip()
        rating, weight = self._number(draft, "rating"), self._number(draft, "weight")
        return Verbatim(
            id=verbatim_content(source, row_id, text, date, segment, product, rating, weight),
            source=source,
            export=export,
            sha256=sha256,
            locator=draft.locator,
            text=text,
            source_row_id=row_id,
            date=date,
            customer=self._customer(draft),
            segment=segment,
            product=product,
            rating=rating,
            weight=weight,
            language=language,
        )

    def event(self, draft: _Draft, export: str, sha256: str) -> Event:
        source, event, row_id = self._source.id, draft.given["event"].strip(), draft.given.get("id", "").strip()
        date, segment, product = self._date(draft), self._segment(draft), draft.given.get("product", "").strip()
        value = self._number(draft, "value")
        return Event(
            id=event_content(source, row_id, event, value, date, segment, product),
            source=source,
            export=export,
            sha256=sha256,
            locator=draft.locator,
            event=event,
            value=value,
            source_row_id=row_id,
            date=date,
            customer=self._customer(draft),
            segment=segment,
            product=product,
        )

    def notes(self) -> list[str]:
        notes = []
        order = self._order
        if order.any_numeric:
            first = "day first" if order.day_first else "month first"
            reason = "" if order.told else "; no date in the column tells day from month"
            reason = "; some dates only read the other way, and were read so" if order.mixed else reason
            notes.append(f"dates read {first}{reason}")
        if self._left_out:
            value, locator = self._left_out[0]
            notes.append(
                f"{len(self._left_out)} rows have a date that stands for none or lies years after all others; "
                f"they count as undated, as {value[:40]!r} in {locator}"
            )
        for name, unread in sorted(self._unread.items()):
            value, locator = unread[0]
            notes.append(f"{len(unread)} {name}s could not be read and are empty, as {value[:40]!r} in {locator}")
        if self._unmapped:
            common = ", ".join(f"{value!r} ({count})" for value, count in sorted(self._unmapped.items())[:8])
            notes.append(f"segments not in [segments] kept as given: {common}")
        return notes

    def _date(self, draft: _Draft) -> str:
        given = draft.given.get("date", "").strip()
        if not given:
            return ""
        found = self._dates[given]
        if not found:
            self._unread.setdefault("date", []).append((given, draft.locator))
        elif found in self._implausible:
            self._left_out.append((given, draft.locator))
            return ""
        return found

    def _number(self, draft: _Draft, name: str) -> float | None:
        given = draft.given.get(name, "").strip()
        found = number(given) if given else None
        if given and found is None:
            self._unread.setdefault(name, []).append((given, draft.locator))
        return found

    def _customer(self, draft: _Draft) -> str:
        given = draft.given.get("customer", "").strip()
        if not given:
            return ""
        if given not in self._hashes:
            self._hashes[given] = self._hash(given)
        return self._hashes[given]

    def _segment(self, draft: _Draft) -> str:
        given = draft.given.get("segment", "").strip()
        if not given or not self._source.segments:
            return given
        if given not in self._source.segments:
            self._unmapped[given] += 1
        return self._source.segments.get(given, given)


def _mapping(mapped: Columns, found: Sequence[str], where: str) -> Columns:
    """The columns to use, checked against those found."""
    if mapped == Columns():
        mapped = _standard(found)
        if not mapped.text and not mapped.event:
            raise BadInput(
                "no column is mapped, and none is named 'text'",
                where=where,
                remedy=f"Add [columns] with text = … to source.toml. Columns found: {_listed(found)}",
            )
    for field in _FIELDS:
        for name in getattr(mapped, field):
            if name not in found:
                raise BadInput(f"there is no column {name!r} for {field!r}", where=where, remedy=_remedy(name, found))
    return mapped


def _standard(found: Sequence[str]) -> Columns:
    by_field: dict[str, tuple[str, ...]] = {
        name: (name,) for name in _FIELDS if name in found and name in STANDARD_COLUMNS
    }
    if "text" in by_field and "title" in found:
        by_field["text"] = ("title", "text")
    return Columns(**by_field)


def _remedy(name: str, found: Sequence[str]) -> str:
    lowered = {column.casefold(): column for column in found}
    near = difflib.get_close_matches(name.casefold(), lowered, n=1, cutoff=0.6)
    hint = f"Did you mean {lowered[near[0]]!r}? " if near else "Correct [columns] in source.toml. "
    return f"{hint}Columns found: {_listed(found)}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:40])
    return f"{shown} and {len(names) - 40} more" if len(names) > 40 else shown or "none"


def _why_not(row: Row, columns: Columns, behavioural: bool) -> str:
    needed = columns.event if behavioural else columns.text
    if not any(name in row.values for name in needed):
        return f"no column {needed[0]!r} here"
    if not any(row.values.get(name, "").replace("\0", "").strip() for name in needed):
        return "empty event" if behavioural else "empty text"
    return ""


def _joined(values: Mapping[str, str], names: Sequence[str]) -> str:
    if len(names) == 1:
        return values.get(names[0], "")
    return "\n".join(value for name in names if (value := values.get(name, "")).strip())


def _raw(row: Row) -> str:
    raw = row.raw or json.dumps(dict(row.values), ensure_ascii=False)
    return _UNSTORABLE.sub("\ufffd", raw[:_RAW])


def _languages(texts: Sequence[str], source: Source, expected: Sequence[str], notes: list[str]) -> Sequence[str]:
    if source.language:
        return [source.language] * len(texts)
    try:
        from insight_synth.language import identify
    except ImportError:
        notes.append("languages were not identified")
        return [""] * len(texts)
    return identify(texts, tuple(expected))
