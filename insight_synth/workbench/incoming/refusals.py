"""Why a file cannot be read, told in the interface's language with what to do about it.

Ingest says it in English, as the command line shows it. What is common is known here by its form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

__all__ = ["KEYS", "known_refusal"]

_FORMS: Mapping[str, str] = {
    "empty": r"the file is empty",
    "picture": r".*\ba picture\b(?!, a sound).*",
    "pdf": r".*\ba PDF document\b.*",
    "archive": r".*\b(?:7z|RAR|zstd) archive\b.*",
    "recording": r".*\b(?:a sound recording|a picture, a sound or a film)\b.*",
    "database": r".*\b(?:a database|a script for a database|a dBASE table)\b.*",
    "password": r".*\bwith a password\b.*",
    "document": (
        r".*\b(?:Word document|presentation|Outlook message|rich text document|OpenDocument text|old Office file"
        r"|binary workbook|SPSS file|ORC file|Arrow file)\b.*"
    ),
    "damaged": r"a damaged archive\b.*",
    "unknown": r"not text, and no format that is read",
}
KEYS = tuple(_FORMS)
"""Each has its text in every language, under ``refusal``."""


def known_refusal(what: str) -> str:
    """The key of the text for why a file is refused; "" for one that is not known."""
    return next((key for key, form in _patterns().items() if form.fullmatch(what)), "")


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {key: re.compile(form, re.DOTALL) for key, form in _FORMS.items()}
