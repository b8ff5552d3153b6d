"""Telephone numbers, which have no checksum: by the forms Finland, Poland and other countries write them in.

International numbers are known by their calling code. National ones need a form that prices, sizes, dates and order
numbers do not have, or a word before them that speaks of a telephone. A number that the words beside it name as an
order's, or that carries a currency or a unit, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight_synth.ingest.privacy.surroundings import (
    DASH,
    SPACE,
    names_a_code,
    names_a_phone,
    names_a_quantity,
    stands_free,
)

__all__ = ["find_phones"]

_GAP = rf"[{SPACE}{DASH}./]"
_CANDIDATE = re.compile(
    rf"(?<![\d+])(?:\(?\+{_GAP}?\d{{1,4}}\)?|\(?00{_GAP}?[1-9]\d{{0,3}}\)?|\(0?\d{{1,4}}\)|\d{{1,4}})"
    rf"(?:{_GAP}?\(?\d{{1,4}}\)?(?!\d*[:]\d)){{1,7}}(?!\d)"
)
_CALLING_CODES = frozenset(
    "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 "
    "90 91 92 93 94 95 98 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 "
    "238 239 240 241 242 243 244 245 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 "
    "269 291 297 298 299 350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 380 381 382 383 "
    "385 386 387 389 420 421 423 501 502 503 504 505 506 507 509 590 591 592 593 594 595 596 597 598 599 670 672 673 "
    "674 675 676 677 678 679 680 682 683 685 686 687 688 689 690 691 692 850 852 853 855 856 880 886 960 961 962 963 "
    "964 965 966 967 968 970 971 972 973 974 975 976 977 992 993 994 995 996 998".split()
)
_NEAR_CODES = frozenset(("358", "48", "46", "47", "45", "49", "372", "44", "370", "371"))  # dialled 00… without a gap
_POLISH_MOBILE = frozenset(  # and 80, free calls
    "45 50 51 53 57 60 66 69 72 73 78 79 80 88".split()
)
_POLISH_AREAS = frozenset(
    "12 13 14 15 16 17 18 22 23 24 25 29 32 33 34 41 42 43 44 46 48 52 54 55 56 58 59 61 62 63 65 67 68 71 74 75 76 77 "
    "81 82 83 84 85 86 87 89 91 94 95".split()
)
_GROUPS = re.compile(r"\d+")
_TIMES = re.compile(rf"(?:[01]\d|2[0-4])[0-5]\d[{DASH}](?:[01]\d|2[0-4])[0-5]\d")
_MOBILE_FINNISH = re.compile(r"0(?:4\d|50)\d{5,8}")
_NATIONAL_SHAPES = re.compile(  # lengths of the groups, for numbers that begin with the 0 of a trunk call
    r"[345],6|[234],(?:[345678]|[34],[234]|[34],[234],[234]|[23],[23],[23]|[23],[23],[23],[23]|[23],[234],[2345])"
)
_DATES = re.compile(rf"\d{{1,2}}[{DASH}./]\d{{1,2}}[{DASH}./]\d{{2,4}}|\d{{4}}[{DASH}./]\d\d[{DASH}./]\d\d")


def find_phones(text: str) -> Iterator[tuple[int, int]]:
    """Telephone numbers in order, none overlapping another."""
    position = 0
    while found := _CANDIDATE.search(text, position):
        start, end = _trimmed(text, *found.span())
        end = next((last for last in _ends(text, start, end) if _is_phone(text, start, last)), 0)
        if end:
            yield start, end
            position = end
        else:
            # On to the next group of digits; a candidate has a bounded number of them.
            following = _GROUPS.search(text, found.start())
            position = following.end() if following is not None else found.start() + 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a bracket that has no partner in the span, and without a pair that holds it all."""
    given = text[start:end]
    if given.startswith("(") and given.endswith(")") and given.count("(") == 1:
        return start + 1, end - 1
    if given.startswith("(") and ")" not in given:
        start += 1
    if given.endswith(")") and "(" not in given:
        end -= 1
    return start, end


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """Where the number may end: after its last group, or after an earlier one where another number follows."""
    yield end
    groups = [found.end() for found in _GROUPS.finditer(text, start, end)]
    for last in reversed(groups[1:-1]):
        if text[last : last + 1] in _SPACES:
            yield last


_SPACES = frozenset(SPACE)


def _is_phone(text: str, start: int, end: int) -> bool:
    given = text[start:end]
    digits = "".join(str(int(sign)) for sign in given if sign.isdecimal())
    if not 7 <= len(digits) <= 15 or not _ends_here(text, start, end):
        return False
    if names_a_quantity(text, start, end):
        return False
    international = given.lstrip("(").startswith(("+", "00"))
    if international and _calls_abroad(given, digits):
        return not names_a_code(text, start, end)
    if _DATES.fullmatch(given) or _TIMES.fullmatch(given):
        return False
    if names_a_phone(text, start, directly=True):
        return not international or len(digits) <= 13
    shape = [len(group) for group in _GROUPS.findall(given)]
    if not (_is_finnish_or_trunk(given, digits, shape) or _is_polish(text, start, given, digits, shape) or
            _is_american(given, shape, digits)):  # fmt: skip
        return False
    return not names_a_code(text, start, end)


def _ends_here(text: str, start: int, end: int) -> bool:
    if not stands_free(text, start, end):
        return False
    following = text[end : end + 2]
    return not (following[:1] in ":/" and following[1:].isdigit())


def _calls_abroad(given: str, digits: str) -> bool:
    plus = "+" in given
    number = digits if plus else digits[2:]
    if not 7 <= len(number) <= 15:
        return False
    code = next((number[:length] for length in (1, 2, 3) if number[:length] in _CALLING_CODES), "")
    if not code:
        return False
    unbroken = len(_GROUPS.findall(given)) == 1
    return plus or not unbroken or code in _NEAR_CODES


def _is_finnish_or_trunk(given: str, digits: str, shape: list[int]) -> bool:
    """``040 123 4567``, ``(09) 123 456``, ``020 7946 0958``: from the 0 of a trunk call."""
    if digits[0] != "0" or digits.startswith("00") or not 8 <= len(digits) <= 12:
        return False
    if _MOBILE_FINNISH.fullmatch(digits) and len(digits) >= 9 and (len(shape) == 1 or max(shape) >= 3):
        return len(shape) <= 5
    if len(shape) == 1:
        return False
    dotted = "." in given
    return not dotted and _NATIONAL_SHAPES.fullmatch(",".join(map(str, shape))) is not None and shape[1:] != [2]


def _is_polish(text: str, start: int, given: str, digits: str, shape: list[int]) -> bool:
    """``600 100 200``, ``600-100-200``, ``22 123 45 67``; unbroken, or of no mobile network, with a word for it."""
    if len(digits) != 9 or digits[0] == "0":
        return False
    gaps = {sign for sign in given if not sign.isdecimal() and sign not in "()"}
    if len(gaps) > 1 and "(" not in given:
        return False
    mobile, area = digits[:2] in _POLISH_MOBILE, digits[:2] in _POLISH_AREAS
    if shape == [3, 3, 3] and mobile:
        return True
    if shape == [2, 3, 2, 2] and area:
        return True
    if area and "(" in given and shape in ([2, 7], [2, 3, 4]):
        return True
    return (mobile or area or shape == [3, 3, 3]) and names_a_phone(text, start)


def _is_american(given: str, shape: list[int], digits: str) -> bool:
    """``(555) 123-4567``, ``555-123-4567``."""
    if shape != [3, 3, 4] or digits[0] in "01" or digits[3] in "0":
        return False
    return given.startswith("(") or all(sign in "-.\u2011" for sign in given if not sign.isdecimal())
