"""CSV, TSV and their relatives: text in rows and fields, all kept as strings.

Leaves out what stands above the header, sets apart headers repeated and totals below, and gives every broken row with
its line. It converts no value: "007", "NA" and "None" stay what they are. How fields are told apart is in
``dialects``, what the header says in ``headers``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.dialects import (
    ONE_COLUMN,
    Dialect,
    best_dialect,
    header_position,
    records_of,
    without_empty_tail,
)
from insight_synth.ingest.readers.encoding import opened, text_encoding
from insight_synth.ingest.readers.headers import columns_of
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.model import RAW_LENGTH, Row

__all__ = ["read_delimited"]

_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", ONE_COLUMN: "none, one column"}
_SAMPLE_CHARACTERS = 2 * 1024 * 1024  # a header of a thousand long questions fits
_MOST_COLUMNS = 16_384  # as many as a spreadsheet has
_STATED = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)  # Excel's first line, which it shows to nobody
_LINE_END = re.compile(r"[\r\n]")
_TOTALS = frozenset((
    "total", "totals", "grand total", "subtotal", "sum", "yhteensä", "kaikki yhteensä", "välisumma", "summa",
    "razem", "suma", "ogółem", "łącznie", "totalt", "gesamt", "summe",
))  # fmt: skip
_AMOUNT = re.compile(r"[-+]?[\d.,'  ]*\d[\d.,'  ]*\s?[%€$£]?")


def read_delimited(file: Path) -> Reading:
    """The rows of a delimited text file. Locators are ``row n``, counted as a spreadsheet does, header included.

    Raises:
        BadInput: there is nothing in the file, a first line without end, or more than 16,384 columns. A header without
            rows is not an error.
    """
    encoding = text_encoding(file)
    with opened(file, encoding) as stream:
        stated = _stated_delimiter(stream)
        sample = stream.read(_SAMPLE_CHARACTERS).replace("\0", "")
        cut = bool(stream.read(1))
    if not sample.strip():
        raise BadInput("the file is empty", where=str(file), remedy="Export it again, or leave it out of exports")
    if cut and not _LINE_END.search(sample.lstrip()):
        remedy = "See whether its line ends are missing, and export it again"
        raise BadInput("its first line has no end in sight", where=str(file), remedy=remedy)
    records, dialect = best_dialect(sample, cut, stated)
    header_at = header_position(records)
    notes = [f"delimiter {_NAMES.get(dialect.delimiter, repr(dialect.delimiter))}"]
    if skipped := sum(1 for record in records[:header_at] if record):
        notes.append(f"{skipped} line{'s' * (skipped > 1)} before the header left out")
    header = columns_of([record for record in records[header_at:] if any(record)], notes)
    if len(header.columns) > _MOST_COLUMNS:
        remedy = "Export fewer columns, or see whether its line ends are missing"
        raise BadInput(f"more than {_MOST_COLUMNS:,} columns", where=str(file), remedy=remedy)
    data_from = _position_after(records, header_at, header.rows)
    rows = _rows(file, encoding, dialect, header.columns, data_from, notes)
    return Reading("csv", encoding.removesuffix("-sig"), rows, header.columns, notes)


def _stated_delimiter(stream: TextIO) -> str:
    """The delimiter that a first line such as ``sep=;`` states; the stream then stands behind that line."""
    match = _STATED.fullmatch(stream.readline(16))
    if match is None:
        stream.seek(0)
    return match[1] if match else ""


def _position_after(records: Sequence[Sequence[str]], start: int, count: int) -> int:
    """The position behind the first ``count`` records from ``start`` that are not blank."""
    position = start
    while count and position < len(records):
        count -= any(records[position])
        position += 1
    return position


def _rows(
    file: Path, encoding: str, dialect: Dialect, columns: tuple[str, ...], data_from: int, notes: list[str]
) -> Iterator[Row]:
    padded = problems = 0
    width = len(columns)
    header: list[list[str]] = []
    with opened(file, encoding) as stream:
        _stated_delimiter(stream)
        for number, (fields, lines, problem) in enumerate(records_of(stream, dialect, width), start=1):
            if number <= data_from:
                header.append(fields[:width])
                continue
            if not fields and not problem:
                continue
            apart = ""
            if len(fields) != width and not problem:
                if len(fields) > width:
                    fields = fields[:width] + without_empty_tail(fields[width:])
                if len(fields) > width:
                    problem = f"{len(fields)} fields where the header has {width}"
                elif len(fields) * 2 < width:
                    problem = f"only {len(fields)} of {width} fields"
                elif len(fields) < width:
                    padded += 1
                    fields += [""] * (width - len(fields))
            if not problem and width > 1:
                apart = _apart(fields, header)
            problems += bool(problem)
            values = dict(zip(columns, fields, strict=False))
            if problem or apart:
                yield Row(f"row {number}", values, "".join(lines)[:RAW_LENGTH], problem or apart, bool(apart))
            else:
                yield Row(f"row {number}", values)
    if padded:
        notes.append(f"{padded} short row{'s' * (padded > 1)} filled with empty fields")
    if problems:
        notes.append(f"{problems} row{'s' * (problems > 1)} broken: see the rejects")


def _apart(fields: list[str], header: list[list[str]]) -> str:
    """Why a whole row is nobody's word: the header once more, between exports put together, or a line of totals."""
    if fields in header:
        return "the header again, kept apart"
    first = next(filter(None, fields), "")
    if len(first) < 20 and first.strip(" :").casefold() in _TOTALS:
        others = [field for field in fields if field][1:]
        if others and len(others) + 1 < len(fields) and all(map(_AMOUNT.fullmatch, others)):
            return "a line of totals, kept apart"
    return ""
