"""Telephone numbers, which have no checksum: by the forms Finland, Poland and other countries write them in.

International numbers are known by their calling code. National ones need a form that prices, sizes, dates and order
numbers do not have, or a word before them that speaks of a telephone. A number that the words beside it name as an
order's, or that carries a currency or a unit, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from insight_synth.ingest.privacy.surroundings import (
    DASH,
    SPACE,
    listed,
    names_a_code,
    names_a_phone,
    names_a_quantity,
    stands_free,
)

__all__ = ["find_phones"]

_GAP = re.compile(rf"\)?(?:[{SPACE}{DASH}./]|[{SPACE}](?=\()|(?<=\))[{SPACE}]?|(?=\())\(?")
_MOST_GROUPS = 8
_CALLING_CODES = listed(
    "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 "
    "84 86 90 91 92 93 94 95 98 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 "
    "235 236 237 238 239 240 241 242 243 244 245 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 "
    "265 266 267 268 269 291 297 298 299 350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 "
    "378 380 381 382 383 385 386 387 389 420 421 423 501 502 503 504 505 506 507 509 590 591 592 593 594 595 596 "
    "597 598 599 670 672 673 674 675 676 677 678 679 680 682 683 685 686 687 688 689 690 691 692 850 852 853 855 "
    "856 880 886 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 992 993 994 995 996 998"
)
_NEAR_CODES = frozenset(("358", "48", "46", "47", "45", "49", "372", "44", "370", "371"))  # dialled 00… without a gap
_POLISH_MOBILE = listed(  # and 80, free calls
    "45 50 51 53 57 60 66 69 72 73 78 79 80 88"
)
_POLISH_AREAS = listed(
    "12 13 14 15 16 17 18 22 23 24 25 29 32 33 34 41 42 43 44 46 48 52 54 55 56 58 59 61 62 63 65 67 68 71 74 75 "
    "76 77 81 82 83 84 85 86 87 89 91 94 95"
)
_GROUPS = re.compile(r"\d+")
_TIMES = re.compile(rf"(?:[01]\d|2[0-4])[0-5]\d[{DASH}](?:[01]\d|2[0-4])[0-5]\d")
_MOBILE_FINNISH = re.compile(r"0(?:4\d|50)\d{5,8}")
_MOBILE_BRITISH = re.compile(r"07[1-57-9]\d{8}")
_NATIONAL_SHAPES = re.compile(  # lengths of the groups, for numbers that begin with the 0 of a trunk call
    r"[345],6|5,3,3|[234],(?:[345678]|[34],[234]|[34],[234],[234]|[23],[23],[23]|[23],[23],[23],[23]|[23],[234],[2345])"
)
_DATES = re.compile(
    rf"\d{{1,2}}[{DASH}./]\d{{1,2}}[{DASH}./]\d{{2,4}}\Z|\d{{4}}[{DASH}./]\d\d[{DASH}./]\d\d\Z"
    rf"|(?:[0-2]?\d|3[01])([{DASH}./])(?:0?\d|1[0-2])\1(?:19|20)\d\d(?!\d)"  # whatever stands behind it
)


def find_phones(text: str) -> Iterator[tuple[int, int]]:
    """Telephone numbers in order, none overlapping another."""
    groups = [found.span() for found in _GROUPS.finditer(text)]
    at = 0
    while at < len(groups):
        start, end = groups[at]
        if end - start < _ANY_COUNT.start and text[end : end + 1].isalpha():  # too few, and no gap behind them
            at += 1
            continue
        labelled = names_a_phone(text, start, directly=True)
        sure = labelled or text[start - 1 : start] == "+"
        chain = _chain(text, groups, at) if sure or end - start > 1 else []
        if not sure and not any(last - first > 2 for first, last in chain):
            chain = []  # no form of a number at home has groups of one and two digits only
        counts = list(accumulate(last - first for first, last in chain))
        possible = _ANY_COUNT if sure or int(text[start]) == 0 else _COUNTS_WITHOUT_TRUNK
        for last in range(len(chain), 0, -1):
            if counts[last - 1] not in possible:
                continue
            span = _with_signs(text, chain[0][0], chain[last - 1][1])
            if _is_phone(text, *span, chain[:last], labelled):
                yield span
                at += last
                break
        else:
            at += 1


_ANY_COUNT = range(7, 16)
_COUNTS_WITHOUT_TRUNK = range(9, 12)  # of digits, in Poland and America
Groups = list[tuple[int, int]]


def _chain(text: str, groups: Groups, at: int) -> Groups:
    """Groups of digits from ``at`` on that may be one number: at most 15 digits, single gaps between them."""
    chain: Groups = []
    count = 0
    for start, end in groups[at : at + _MOST_GROUPS]:
        count += end - start
        if count > 15 or (chain and (start - chain[-1][1] > 3 or not _GAP.fullmatch(text, chain[-1][1], start))):
            break
        chain.append((start, end))
    return chain


def _with_signs(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the plus before it, and with the bracket where its partner stands within."""
    if text[start - 1 : start] == "+":
        start -= 1
    if text[start - 1 : start] == "(" and ")" in text[start:end]:
        start -= 1
    return start, end


def _is_phone(text: str, start: int, end: int, groups: Groups, labelled: bool) -> bool:
    given = text[start:end]
    digits = _digits(given)
    shape = [last - first for first, last in groups]
    abroad = _calls_abroad(given, digits)
    if not (abroad or labelled or _is_national(text, start, end, given, digits, shape)):
        return False
    if "(" in given and ")" not in given:
        return False
    if not _ends_here(text, start, end) or names_a_quantity(text, start, end):
        return False
    if not abroad and (_DATES.match(given) or _TIMES.fullmatch(given)):
        return False
    return labelled or "+" in given or not names_a_code(text, start, end)


def _digits(given: str) -> str:
    if given.isascii():
        return given.translate(_NO_DIGITS)
    return "".join(str(int(sign)) for sign in given if sign.isdecimal())


_NO_DIGITS = {code: None for code in range(128) if not chr(code).isdecimal()}


def _is_national(text: str, start: int, end: int, given: str, digits: str, shape: list[int]) -> bool:
    return (
        _is_finnish_or_trunk(given, digits, shape)
        or _is_polish(text, start, end, given, digits, shape)
        or _is_american(given, shape, digits)
    )


def _ends_here(text: str, start: int, end: int) -> bool:
    if not stands_free(text, start, end):
        return False
    if text[start - 1 : start] == "/" and text[start - 2 : start - 1].isdigit() and start > 1:
        return False  # within a date or a fraction
    following = text[end : end + 2]
    return not (following[:1] in ":/" and following[1:].isdigit())


def _calls_abroad(given: str, digits: str) -> bool:
    plus = "+" in given
    if not plus and (not digits.startswith("00") or given[2] in "./"):
        return False
    number = digits if plus else digits[2:]
    if not (7 if plus else 9) <= len(number) <= 15:
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
        return _MOBILE_BRITISH.fullmatch(digits) is not None
    dotted = "." in given
    return not dotted and _NATIONAL_SHAPES.fullmatch(",".join(map(str, shape))) is not None and shape[1:] != [2]


def _is_polish(text: str, start: int, end: int, given: str, digits: str, shape: list[int]) -> bool:
    """``600 100 200``, ``600-100-200``, ``22 123 45 67``; unbroken, or of no mobile network, with a word for it."""
    if shape == [2, 3, 3, 3] and digits[:2] == "48":  # the calling code without its plus
        return digits[2:4] in _POLISH_MOBILE and not _in_a_row(text, start, end)
    if len(digits) != 9 or digits[0] == "0":
        return False
    gaps = {sign for sign in given if not sign.isdecimal() and sign not in "()"}
    if len(gaps) > 1 and "(" not in given:
        return False
    mobile, area = digits[:2] in _POLISH_MOBILE, digits[:2] in _POLISH_AREAS
    if ((shape == [3, 3, 3] and mobile) or (shape == [2, 3, 2, 2] and area)) and not _in_a_row(text, start, end):
        return True
    if area and "(" in given and shape in ([2, 7], [2, 3, 4]):
        return True
    if "/" in gaps or ("." in gaps and not mobile):  # a ratio, a sum of money
        return False
    spoken_of = mobile or area or (shape == [3, 3, 3] and not _in_a_row(text, start, end))
    return spoken_of and names_a_phone(text, start)


def _in_a_row(text: str, start: int, end: int) -> bool:
    """Whether it stands among other numbers, as in a table."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return (before[-1:] in _SPACES and before[:1].isdigit()) or (after[:1] in _SPACES and after[1:].isdigit())


_SPACES = frozenset(SPACE)


def _is_american(given: str, shape: list[int], digits: str) -> bool:
    """``(555) 123-4567``, ``555-123-4567``."""
    if shape != [3, 3, 4] or digits[0] in "01" or digits[3] in "0":
        return False
    return given.startswith("(") or all(sign in "-.\u2011" for sign in given if not sign.isdecimal())
