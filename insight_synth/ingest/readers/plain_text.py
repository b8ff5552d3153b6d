"""Whether a text without a telling ending is a table or prose. It reads neither."""

from __future__ import annotations

import re
from collections import Counter

from insight_synth.ingest.readers.dialects import ONE_COLUMN, best_dialect, header_position

__all__ = ["is_fixed_width", "is_table"]

_LINES = 200
_LONGEST_NAME = 200


def is_table(text: str, cut: bool) -> bool:
    """Whether ``text`` is in rows of fields: nearly all lines split alike, below a header or a first row of values.

    Args:
        text: the beginning of the text.
        cut: whether it goes on.
    """
    stated = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    if stated:
        return True
    records, dialect = best_dialect(text, cut)
    if dialect.delimiter == ONE_COLUMN:
        return False
    filled = [record for record in records if record]
    header_at = header_position(records)
    if len(filled) < 2 or any(len(field) > _LONGEST_NAME for field in records[header_at]):
        return False
    width, count = Counter(map(len, filled)).most_common(1)[0]
    share = count / len(filled)
    if dialect.delimiter in ",;":  # which prose is full of, always with a blank behind
        fields = [field for record in filled for field in record[1:]]
        blank = sum(field.startswith(" ") for field in fields)
        named = len(records[header_at]) == width
        return share >= 0.8 and named and (blank * 2 < len(fields) or (width > 2 and share == 1.0 and len(filled) > 3))
    return share >= 0.8 and len(records[header_at]) == width


def is_fixed_width(text: str, cut: bool) -> bool:
    """Whether ``text`` is a table in columns that only their place on the line tells apart."""
    lines = [line for line in text.splitlines() if line.strip()][:_LINES]
    lines = lines[:-1] if cut and len(lines) < _LINES else lines
    if len(lines) < 3:
        return False
    gapped = [line for line in lines if re.search(r"\S(?: {2,})\S.*\S(?: +)\S", line.rstrip())]
    digits = sum(any(letter.isdigit() for letter in line) for line in gapped)
    if len(gapped) * 3 < len(lines) * 2 or digits * 2 < len(gapped):
        return False
    longest = max(map(len, gapped))
    common = [at for at in range(longest) if all(line[at : at + 1] in ("", " ") for line in gapped)]
    edges = [at for at in common if any(line[at + 1 : at + 2].strip() for line in gapped) and 0 < at < longest - 1]
    return len(edges) >= 2
