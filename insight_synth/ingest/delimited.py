"""CSV, TSV and their relatives: text in rows and fields, all kept as strings.

Finds the delimiter, lines before the header, and the header itself; survives an unclosed quotation mark by giving up
one line instead of the rest of the file. It converts no value: "007", "NA" and "None" stay what they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from insight_synth.errors import BadInput
from insight_synth.ingest.encoding import text_encoding
from insight_synth.ingest.protocol import Reading, clean_columns
from insight_synth.model import Row

__all__ = ["read_delimited"]

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", "\x1f": "none, one column"}
_ONE_COLUMN = "\x1f"
_SAMPLE_CHARACTERS = 256 * 1024
_SAMPLE_RECORDS = 300
_LONGEST_RECORD = 2_000  # physical lines of one record; more means a quotation mark that is never closed
_LONGEST_FIELD = 16 * 1024 * 1024
_PREAMBLE = 30  # records looked through for the header
_RAW = 2_000


@dataclass(frozen=True, slots=True)
class _Dialect:
    delimiter: str
    escapes: bool = False  # backslash before a quotation mark, instead of doubling it


def read_delimited(file: Path) -> Reading:
    """The rows of a delimited text file. Locators are ``row n``, counted as a spreadsheet does, header included.

    Raises:
        BadInput: there is nothing in the file. A header without rows is not an error.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    encoding = text_encoding(file)
    with _open(file, encoding) as stream:
        sample = stream.read(_SAMPLE_CHARACTERS).replace("\0", "")
        cut = bool(stream.read(1))
    if not sample.strip():
        raise BadInput("the file is empty", where=str(file), remedy="Export it again, or leave it out of exports")
    records, dialect = _best_dialect(sample, cut)
    header_at = _header_position(records)
    notes = [f"delimiter {_NAMES[dialect.delimiter]}"]
    if skipped := sum(1 for record in records[:header_at] if record):
        notes.append(f"{skipped} line{'s' * (skipped > 1)} before the header left out")
    columns = clean_columns(_without_empty_tail(records[header_at]), notes)
    rows = _rows(file, encoding, dialect, columns, header_at, notes)
    return Reading("csv", encoding.removesuffix("-sig"), rows, columns, notes)


def _open(file: Path, encoding: str) -> TextIO:
    # A byte that the chosen encoding does not define must not lose the file: it shows as U+FFFD in its row.
    return file.open(encoding=encoding, errors="replace", newline="")


def _rows(
    file: Path, encoding: str, dialect: _Dialect, columns: tuple[str, ...], header_at: int, notes: list[str]
) -> Iterator[Row]:
    padded = problems = 0
    width = len(columns)
    with _open(file, encoding) as stream:
        for number, (fields, raw, problem) in enumerate(_records(stream, dialect, width), start=1):
            if number <= header_at + 1 or not fields:
                continue
            if len(fields) > width:
                fields = fields[:width] + _without_empty_tail(fields[width:])
            if not problem and len(fields) > width:
                problem = f"{len(fields)} fields where the header has {width}"
            elif not problem and len(fields) * 2 < width:
                problem = f"only {len(fields)} of {width} fields"
            elif not problem and len(fields) < width:
                padded += 1
                fields += [""] * (width - len(fields))
            problems += bool(problem)
            values = dict(zip(columns, fields, strict=False))
            yield Row(f"row {number}", values, raw()[:_RAW] if problem else "", problem)
    if padded:
        notes.append(f"{padded} short row{'s' * (padded > 1)} filled with empty fields")
    if problems:
        notes.append(f"{problems} row{'s' * (problems > 1)} broken: see the rejects")


_Record = tuple[list[str], Callable[[], str], str]


def _records(stream: TextIO, dialect: _Dialect, width: int | None) -> Iterator[_Record]:
    """Every record as ``(fields, raw, problem)``; blank lines as a record without fields.

    A record over several lines that does not parse strictly, or does not fit the header, began with a quotation mark
    that was never closed: its first line is given as a problem and reading goes on with the second.
    """
    lines = _Lines(stream)
    strict = _csv_reader(lines, dialect, strict=True)
    while True:
        lines.begin()
        try:
            fields = next(strict)
            broken = ""
        except StopIteration:
            if not lines.taken:
                return
            broken = "a quotation mark is opened and never closed"
        except csv.Error as error:
            broken = "a quotation mark is opened and never closed" if "end of data" in str(error) else str(error)
        taken = lines.taken
        if not broken and len(taken) > 1 and width is not None and len(_without_empty_tail(fields)) > width:
            broken = "a quotation mark is opened and never closed"
        if not broken:
            yield fields, lambda taken=taken: "".join(taken), ""  # type: ignore[misc]
            continue
        first = taken[0].rstrip("\r\n")
        lines.give_back(taken[1:])
        loose = next(_csv_reader([first], dialect, strict=False), [])
        # A quotation mark out of place on a line that still has the right number of fields loses nothing.
        harmless = len(taken) == 1 and len(loose) == width and not _unclosed(first)
        yield loose, lambda first=first: first, "" if harmless else broken  # type: ignore[misc]


def _unclosed(line: str) -> bool:
    return line.count('"') % 2 == 1


class _Lines:
    """The physical lines of a stream, without NULs, remembering those of the record being read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def begin(self) -> None:
        self.taken = []

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _LONGEST_RECORD:
            raise StopIteration
        line = self._returned.popleft() if self._returned else next(self._stream)
        if "\0" in line:
            line = line.replace("\0", "")
        self.taken.append(line)
        return line


def _csv_reader(lines: Iterable[str], dialect: _Dialect, strict: bool) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        doublequote=not dialect.escapes,
        escapechar="\\" if dialect.escapes else None,
        strict=strict,
    )


def _best_dialect(sample: str, cut: bool) -> tuple[list[list[str]], _Dialect]:
    """The dialect under which most records have the same number of fields, and the sample's records under it."""
    escapes = re.search(r'(?<!")\\"(?!\s*[,;\t|\r\n])', sample) is not None and '""' not in sample
    best: tuple[float, int, int] | None = None
    found: tuple[list[list[str]], _Dialect] | None = None
    for preference, delimiter in enumerate(_DELIMITERS):
        dialect = _Dialect(delimiter, escapes)
        records = _sample_records(sample, dialect, cut)
        widths = Counter(len(_without_empty_tail(record)) for record in records if record)
        full = Counter(len(record) for record in records if record)
        width, share = _usual(full)
        if width < 2 or len(records[_header_position(records)]) < 2:
            continue
        # Two rows in three alike beats any number of columns that few rows have.
        score = (round(share, 1), min(len(widths) == 1, 1) + width, -preference)
        if best is None or score > best:
            best, found = score, (records, dialect)
    if found is None:
        dialect = _Dialect(_ONE_COLUMN, escapes)
        return _sample_records(sample, dialect, cut), dialect
    return found


def _sample_records(sample: str, dialect: _Dialect, cut: bool) -> list[list[str]]:
    records = []
    for fields, _, _ in _records(io.StringIO(sample, newline=""), dialect, None):
        records.append(fields)
        if len(records) >= _SAMPLE_RECORDS:
            return records
    return records[:-1] if cut and len(records) > 1 else records


def _usual(widths: Counter[int]) -> tuple[int, float]:
    """The commonest number of fields (the larger where two are as common) and the share of records that have it."""
    total = widths.total()
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return width, count / total if total else 0.0


def _header_position(records: list[list[str]]) -> int:
    """The first record that is as wide as the rest; titles and remarks above the header are narrower."""
    width, _ = _usual(Counter(len(record) for record in records if record))
    for position, record in enumerate(records[:_PREAMBLE]):
        filled = sum(1 for field in record if field.strip())
        if filled and len(record) * 2 > width and (filled >= 2 or width == 1) and filled * 4 >= width:
            return position
    return next((position for position, record in enumerate(records) if record), 0)


def _without_empty_tail(fields: list[str]) -> list[str]:
    end = len(fields)
    while end and not fields[end - 1].strip():
        end -= 1
    return fields[:end]
