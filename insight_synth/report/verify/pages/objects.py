"""Whether two PDFs hold the same object, however either was saved: compressed, renumbered, split or not.

``Pairing`` walks two objects side by side and tells the path to the first place where they differ. A reference to a
page is the page's number, so that nothing is walked twice round. What the difference means is not said here.
"""

from __future__ import annotations

import math
from typing import Any

_OF_STORAGE = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})  # how a stream is stored, not what it holds
_DEEPEST = 200
_MOST_PAIRS = 3_000_000
_CLOSE = 1e-4  # a hundredth of what can be seen, in points

Path = tuple[str, ...]


class Pairing:
    """Objects of two PDFs side by side; ``left_pages`` and ``right_pages`` give the number of a page by object id."""

    def __init__(self, left_pages: dict[int, int], right_pages: dict[int, int]) -> None:
        self.pages = left_pages, right_pages
        self._known: dict[tuple[int, int], Path | None] = {}
        self._walked = 0

    def apart(self, left: Any, right: Any, *, but: frozenset[str] = frozenset()) -> Path | None:
        """The path to where they differ, () where they do so themselves; None where they are the same.

        ``but`` names keys that are passed over at the top.
        """
        return self._apart(left, right, 0, but)

    def _apart(self, left: Any, right: Any, depth: int, but: frozenset[str] = frozenset()) -> Path | None:
        self._walked += 1
        if depth > _DEEPEST or self._walked > _MOST_PAIRS:
            raise ValueError("objects are nested without end")
        ids = getattr(left, "idnum", 0), getattr(right, "idnum", 0)
        numbers = self.pages[0].get(ids[0]), self.pages[1].get(ids[1])
        if depth and numbers != (None, None):
            return None if numbers[0] == numbers[1] else ()
        if not but and all(ids):
            if ids in self._known:
                return self._known[ids]
            self._known[ids] = None  # met again inside itself, it is as it turns out to be
            self._known[ids] = self._inside(left.get_object(), right.get_object(), depth, but)
            return self._known[ids]
        return self._inside(_held(left), _held(right), depth, but)

    def _inside(self, left: Any, right: Any, depth: int, but: frozenset[str]) -> Path | None:
        if isinstance(left, dict) and isinstance(right, dict):
            return self._dictionaries(left, right, depth, but)
        if isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return ()
            for place, (one, other) in enumerate(zip(left, right, strict=True)):
                path = self._apart(one, other, depth + 1)
                if path is not None:
                    return (str(place), *path)
            return None
        return None if _same(left, right) else ()

    def _dictionaries(self, left: Any, right: Any, depth: int, but: frozenset[str]) -> Path | None:
        streams = [hasattr(side, "get_data") for side in (left, right)]
        if streams[0] != streams[1]:
            return ()
        passed = but | _OF_STORAGE if streams[0] else but
        names = [{str(key) for key, held in side.items() if str(key) not in passed and not _is_null(held)}
                 for side in (left, right)]  # fmt: skip
        if names[0] != names[1]:
            return (min(names[0] ^ names[1]),)
        for name in sorted(names[0] - {"/Parent"}):
            path = self._apart(left.raw_get(name), right.raw_get(name), depth + 1)
            if path is not None:
                return (name, *path)
        if streams[0] and left.get_data() != right.get_data():
            return ()
        return None


def page_numbers(pages: list[Any]) -> dict[int, int]:
    """The number of each page by the id of its object, from 1."""
    return {page.indirect_reference.idnum: at for at, page in enumerate(pages, start=1)}


def _held(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _is_null(value: Any) -> bool:
    return type(_held(value)).__name__ in {"NullObject", "NoneType"}


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return bool(left == right)
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=0, abs_tol=_CLOSE)
    if isinstance(left, str | bytes) and isinstance(right, str | bytes):
        return _bytes(left) == _bytes(right)
    return type(left).__name__ == type(right).__name__ and bool(left == right)


def _bytes(value: str | bytes) -> bytes:
    """A string of the PDF, as it reads rather than as it was written."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else bytes(value)
