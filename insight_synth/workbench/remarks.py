"""What ingest remarks on an export, told in the interface's language: notes on how it was read, reasons of rejects.

Ingest writes them in English, as they stand in the workspace and in every export of it. Those that are common are known
here by their form; any other stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

__all__ = ["KEYS", "known_remark"]

_FORMS: Mapping[str, str] = {
    "empty_text": r"empty text",
    "empty_event": r"empty event",
    "day_first": r"dates read day first",
    "month_first": r"dates read month first",
    "either_first": r"no date in the column tells day from month",
    "both_first": r"some dates only read the other way, and were read so",
    "scale": r"ratings taken to be on a scale of (?P<scale>.{1,40})",
    "scale_guessed": r"the column does not say so",
    "comma": r"delimiter comma",
    "semicolon": r"delimiter semicolon",
    "tab": r"delimiter tab",
    "bar": r"delimiter vertical bar",
    "above_header": r"(?P<lines>\d+) lines? before the header left out",
    "short_rows": r"(?P<rows>\d+) short rows? filled with empty fields",
    "broken_rows": r"(?P<rows>\d+) rows? broken: see the rejects",
    "no_header": r"no header row: the columns are numbered, and the first row is read as data",
    "ids_and_questions": r"a header of 2 rows: ids, then questions",
    "questions_and_options": r"a header of 2 rows: questions, then their answer options",
    "groups_and_names": r"a header of 2 rows: groups, then the names in them",
}
KEYS = tuple(_FORMS)
"""Each has its text in every language, under ``remark``."""


def known_remark(clause: str) -> tuple[str, Mapping[str, str | int]] | None:
    """The key of a clause's text and the values in it; None for one that is not known."""
    for key, form in _patterns().items():
        if found := form.fullmatch(clause):
            return key, {name: int(value) if value.isdigit() else value for name, value in found.groupdict().items()}
    return None


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {key: re.compile(form) for key, form in _FORMS.items()}
