"""Numbers as exports write them: ratings, weights and values.

Reads decimal commas, thousands separators, units and "4/5". It rescales nothing: a rating stays on its source's scale.
"""

from __future__ import annotations

import math
import re

__all__ = ["number"]

_FIRST = re.compile(r"[-+−]?\s?\d[\d\s\u00a0\u202f.,']*(?:[eE][-+]?\d+)?")
_NOT_A_UNIT = re.compile(r"(?!EUR|PLN|USD|GBP|SEK)\b[^\W\d_]+")
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?$")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:[.,']\d{3})+$")


def number(text: str) -> float | None:
    """The number that ``text`` holds, or None. ``4/5`` and ``4 of 5`` are 4, ``★★★★☆`` is 4, ``1 234,50 €`` 1234.5."""
    given = text.strip()
    if _PLAIN.match(given):
        return _finite(float(given))
    if given and set(given) <= set("★⭐☆\ufe0f"):
        return float(given.count("★") + given.count("⭐"))
    found = _FIRST.search(given)
    if found is None or _NOT_A_UNIT.search(given[: found.start()]):
        return None
    digits = re.sub(r"[\s\u00a0\u202f]", "", found.group()).replace("−", "-").rstrip(".,'")
    return _from_digits(digits)


def _from_digits(digits: str) -> float | None:
    if "," in digits and "." in digits:  # the last of the two is the decimal mark
        thousands = "," if digits.rfind(".") > digits.rfind(",") else "."
        digits = digits.replace(thousands, "")
    elif _THOUSANDS.match(digits) and (digits.count(",") > 1 or digits.count(".") > 1):
        digits = digits.replace(",", "").replace(".", "")
    try:
        return _finite(float(digits.replace("'", "").replace(",", ".")))
    except ValueError:
        return None


def _finite(found: float) -> float | None:
    """``found``, unless it is too large to reckon with: no rating is 1e999."""
    return found if math.isfinite(found) else None
