"""The dialect of a delimited text, found from its beginning, and its records under that dialect.

A quotation mark that is never closed costs its own line, not the rest of the file, and a line too long to be read costs
itself. Which records are a header, and which values they hold, is not decided here.
"""

from __future__ import annotations

import csv
import io
import re
import statistics
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TextIO

from insight_synth.ingest.readers.headers import is_value

__all__ = ["ONE_COLUMN", "Dialect", "Record", "best_dialect", "header_position", "records_of", "without_empty_tail"]

ONE_COLUMN = "\x1e"
LONGEST_LINE = 16 * 1024 * 1024  # characters
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_RECORDS = 300
_LONGEST_RECORD = 2_000  # physical lines of one record; more means a quotation mark that is never closed
_PREAMBLE = 30  # records looked through for the header
_KEPT = 2_000  # characters of a line too long to be read
_UNCLOSED = "a quotation mark is opened and never closed"
_TOO_LONG = "a line of more than 16 MiB, of which the beginning is shown"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the fields of a record are told apart."""

    delimiter: str
    escapes: bool = False  # backslash before a quotation mark, instead of doubling it
    quotes: bool = True  # whether a quotation mark does anything but stand for itself
    spaced: bool = False  # a blank before the quotation mark that opens a field
    wrapped: bool = False  # whole records are quoted once more, as a spreadsheet leaves them that read one column


Record = tuple[list[str], list[str], str]
"""The fields, the physical lines they were read from, and the problem with them or ""."""


def best_dialect(sample: str, cut: bool, delimiter: str = "") -> tuple[list[list[str]], Dialect]:
    """The dialect under which most records have the same number of fields, and the sample's records under it.

    Args:
        sample: the beginning of the text.
        cut: whether the text goes on after it.
        delimiter: where the file itself says it.
    """
    best: tuple[float, bool, int, int] | None = None
    found: tuple[list[list[str]], Dialect] | None = None
    for preference, dialect in enumerate(_candidates(sample, delimiter)):
        records, dialect = _sample_records(sample, dialect, cut)
        filled = [record for record in records if record]
        width, share = _usual(Counter(map(len, filled)))
        header_at = header_position(records)
        if width < 2 or len(records[header_at]) < 2 or (share < 0.9 and _is_prose(sample, dialect)):
            continue
        same = len(Counter(len(without_empty_tail(record)) for record in filled)) == 1
        # Two rows in three alike, below a header at the top, beat any number of columns that few rows have.
        score = (round(share, 1), not any(records[:header_at]), same + width, -preference)
        if best is None or score > best:
            best, found = score, (records, dialect)
    if found is None:
        return _sample_records(sample, Dialect(delimiter or ONE_COLUMN, _has_escapes(sample)), cut)
    return found


def _candidates(sample: str, delimiter: str) -> Iterator[Dialect]:
    escapes = _has_escapes(sample)
    for one in [delimiter] if delimiter else [one for one in _DELIMITERS if one in sample]:
        spaced = sample.count(f'{one} "') > sample.count(f'{one}"')
        yield Dialect(one, escapes, quotes=not _is_quoteless(sample, one), spaced=spaced)


def _has_escapes(sample: str) -> bool:
    return re.search(r'(?<!")\\"(?!\s*[,;\t|\r\n])', sample) is not None and '""' not in sample


def _is_quoteless(sample: str, delimiter: str) -> bool:
    """Whether quotation marks stand for themselves, as many tab-separated files have it.

    All lines split alike, and most fields that begin with a quotation mark do not end with one.
    """
    if delimiter != "\t" or '"' not in sample:
        return False
    lines = [line for line in sample.splitlines()[:_SAMPLE_RECORDS] if line.strip()][:-1]
    if len(lines) < 3 or len({line.count(delimiter) for line in lines}) > 1:
        return False
    opened = [field for line in lines for field in line.split(delimiter) if field.startswith('"')]
    return sum(len(field) < 2 or not field.endswith('"') for field in opened) * 2 > len(opened)


def _is_prose(sample: str, dialect: Dialect) -> bool:
    """Whether the delimiter is punctuation: nearly always a blank after it, in lines of any number of fields."""
    bare = _QUOTED.sub("", sample)
    return dialect.delimiter in ",;" and bare.count(f"{dialect.delimiter} ") * 10 > bare.count(dialect.delimiter) * 8


def _sample_records(sample: str, dialect: Dialect, cut: bool) -> tuple[list[list[str]], Dialect]:
    records: list[list[str]] = []
    for fields, _, _ in records_of(io.StringIO(sample, newline=""), dialect, None):
        records.append(fields)
        if len(records) >= _SAMPLE_RECORDS:
            break
    else:
        records = records[:-1] if cut and len(records) > 1 else records
    single = sum(len(record) == 1 and dialect.delimiter in record[0] for record in records)
    if single * 2 <= sum(map(bool, records)):
        return records, dialect
    unwrapped = [_unwrapped(record, dialect) for record in records]
    width, share = _usual(Counter(len(record) for record in unwrapped if record))
    top = next((record for record in unwrapped if record), [])
    if share < 0.9 or len(top) != width:
        return records, dialect
    return unwrapped, replace(dialect, wrapped=True)


def _usual(widths: Counter[int]) -> tuple[int, float]:
    """The commonest number of fields (the larger where two are as common) and the share of records that have it."""
    total = widths.total()
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return width, count / total if total else 0.0


def header_position(records: Sequence[Sequence[str]]) -> int:
    """The first record that is as wide as the rest; titles and remarks above the header are narrower or emptier."""
    width, _ = _usual(Counter(len(record) for record in records if record))
    for position, record in enumerate(records[:_PREAMBLE]):
        filled = _filled(record)
        if filled and len(record) * 2 > width and (filled >= 2 or width == 1) and filled * 4 >= width:
            return _behind_remarks(records, position)
    return next((position for position, record in enumerate(records) if record), 0)


def _behind_remarks(records: Sequence[Sequence[str]], first: int) -> int:
    """``first``, or the full row of names that follows it behind further remarks such as ``Period;2024;;;``."""
    usual = statistics.median_low([_filled(record) for record in records if any(record)])
    for position in range(first, min(len(records), _PREAMBLE)):
        filled = _filled(records[position])
        if filled < usual and filled <= max(2, usual // 2):
            continue
        names = [field.strip() for field in records[position] if field.strip()]
        full = len(names) >= usual and len(set(names)) == len(names) and not any(map(is_value, names))
        return position if full and position > first + 1 else first
    return first


def _filled(record: Sequence[str]) -> int:
    return sum(1 for field in record if field.strip())


def without_empty_tail(fields: list[str]) -> list[str]:
    end = len(fields)
    while end and not fields[end - 1].strip():
        end -= 1
    return fields[:end]


# ---- records


def records_of(stream: TextIO, dialect: Dialect, width: int | None) -> Iterator[Record]:
    """Every record of the text; a blank line as a record without fields, one that cannot be read with its problem.

    A record over several lines that does not parse strictly, or has more fields than ``width``, began with a quotation
    mark that was never closed: its first line is given as a problem and reading goes on with the second.
    """
    csv.field_size_limit(LONGEST_LINE)
    lines = _Lines(stream)
    strict = _csv_reader(lines, dialect, strict=True)
    while True:
        lines.begin()
        broken = ""
        fields: list[str] = []
        try:
            fields = next(strict)
        except StopIteration:
            if not lines.taken:
                return
            broken = _UNCLOSED
        except csv.Error as error:
            broken = _UNCLOSED if "end of data" in str(error) else str(error)
        taken = lines.taken
        if not broken and len(taken) > 1 and width is not None and len(without_empty_tail(fields)) > width:
            broken = _UNCLOSED
        if not broken:
            yield (_unwrapped(fields, dialect) if dialect.wrapped else fields), taken, ""
            continue
        first = taken[0]
        lines.give_back(taken[1:])
        if isinstance(first, _Beginning):
            yield [], [first], _TOO_LONG
            continue
        first = first.rstrip("\r\n")
        loose = _split_loosely(first, dialect, width)
        # A quotation mark out of place on a line that still has the right number of fields loses nothing.
        harmless = len(taken) == 1 and len(loose) == width and first.count('"') % 2 == 0
        yield loose, [first], "" if harmless else broken


def _split_loosely(line: str, dialect: Dialect, width: int | None) -> list[str]:
    """The fields of a line with quotation marks out of place: only one before a delimiter or the end closes a field.

    Two of them there are a mark and the one that closes; where that does not give ``width`` fields, a doubled one.
    """
    if dialect.escapes or dialect.spaced:
        return next(_csv_reader([line], dialect, strict=False), [])
    fields = _split(line, dialect.delimiter, width, doubled=False)
    return fields if len(fields) == width else _split(line, dialect.delimiter, width, doubled=True)


def _split(line: str, delimiter: str, width: int | None, doubled: bool) -> list[str]:
    """The fields of ``line``, as far as one more than ``width``."""
    fields: list[str] = []
    start = 0
    closes = True  # as long as some mark further on may close a field: a line is not searched to its end twice
    while start <= len(line) and (width is None or len(fields) <= width):
        if closes and line[start : start + 1] == '"':
            end = _closing(line, start + 1, delimiter, doubled)
            if closes := end > 0:
                fields.append(line[start + 1 : end].replace('""', '"'))
                start = end + 2
                continue
        end = line.find(delimiter, start)
        end = end if end >= 0 else len(line)
        fields.append(line[start:end])
        start = end + 1
    return fields


def _closing(line: str, start: int, delimiter: str, doubled: bool) -> int:
    """Where the field closes whose text begins at ``start``; 0 where it does not."""
    if doubled:
        sign = re.escape(delimiter)
        match = re.compile(rf'(?:[^"]++|""|"(?!["{sign}]|\Z))*+"(?=[{sign}]|\Z)').match(line, start)
        return match.end() - 1 if match else 0
    at = line.find(f'"{delimiter}', start)
    if at >= 0:
        return at
    return len(line) - 1 if len(line) > start and line.endswith('"') else 0


def _unwrapped(fields: list[str], dialect: Dialect) -> list[str]:
    if len(fields) == 1 and dialect.delimiter in fields[0]:
        return next(_csv_reader([fields[0]], dialect, strict=False), fields)
    return fields


class _Beginning(str):
    """The beginning of a line that is too long to be read whole."""

    __slots__ = ()


class _Lines:
    """The physical lines of a stream, without NULs, remembering those of the record being read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._returned: deque[str] = deque()
        self._characters = 0
        self.taken: list[str] = []

    def begin(self) -> None:
        self.taken = []
        self._characters = 0

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _LONGEST_RECORD or self._characters >= LONGEST_LINE:
            raise StopIteration
        line = self._returned.popleft() if self._returned else self._stream.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) >= LONGEST_LINE and line[-1] not in "\r\n":
            line = _Beginning(line[:_KEPT].replace("\0", ""))
            while (more := self._stream.readline(LONGEST_LINE)) and more[-1] not in "\r\n":
                pass
        self.taken.append(line)
        if isinstance(line, _Beginning):
            raise StopIteration
        self._characters += len(line)
        if "\0" in line:
            line = line.replace("\0", "")
            self.taken[-1] = line
        return line


def _csv_reader(lines: Iterable[str], dialect: Dialect, strict: bool) -> Iterator[list[str]]:
    if dialect.escapes:
        lines = map(_without_nulls(dialect.delimiter), lines)  # no generator: it would stop for good where lines pause
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        doublequote=not dialect.escapes,
        escapechar="\\" if dialect.escapes else None,
        quoting=csv.QUOTE_MINIMAL if dialect.quotes else csv.QUOTE_NONE,
        skipinitialspace=dialect.spaced,
        strict=strict,
    )


def _without_nulls(delimiter: str) -> Callable[[str], str]:
    """Empties the fields of a line that are ``\\N``: databases that escape write so where there is no value."""
    sign = re.escape(delimiter)
    null = re.compile(rf"(?:^|(?<={sign}))\\N(?={sign}|[\r\n]|$)")
    return lambda line: null.sub("", line) if "\\N" in line else line
