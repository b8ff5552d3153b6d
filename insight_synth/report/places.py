"""Where in its file a passage stands, in the words of a language: "row 209" as "rivi 209".

A locator is English as it is stored, since it is an address; only how it is shown is told here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

KINDS = ("row", "line", "item", "message", "post", "comment", "reply")
"""The words of locators that are shown in the reader's language, each before a number."""

_LAST = re.compile(rf"(?:(?:^|(?<=\s))(?:{'|'.join(KINDS)}) \d+\s*)+$")
_SHEET = re.compile(r"sheet (?P<name>.+) row (?P<number>\d+)")
_WORD = re.compile(r"[a-z]+")


def place_in_words(locator: str, words: Mapping[str, str]) -> str:
    """A locator to be read; ``words`` holds ``place_row`` and the others, what it lacks stays as it is, like names."""

    def said(kind: str) -> str:
        return words.get(f"place_{kind}", kind)

    if sheet := _SHEET.fullmatch(locator):
        return f"{said('sheet')} {sheet['name']} {said('row')} {sheet['number']}"
    last = _LAST.search(locator)
    if last is None:
        return locator
    return locator[: last.start()] + _WORD.sub(lambda found: said(found.group()), last.group())
