"""Numbers proved by a checksum: bank accounts, payment cards, identity numbers, business numbers.

Each finder yields spans in order, none overlapping another. A candidate that fails is looked into again from its second
sign, so that a number hidden in its tail is not missed; candidates are short, so that the cost stays linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from insight_synth.ingest.privacy.checksums import is_hetu, is_iban, is_nip, is_pesel, is_y_tunnus, passes_luhn
from insight_synth.ingest.privacy.surroundings import (
    DASH,
    SPACE,
    names_a_code,
    names_a_company,
    names_personal_data,
    stands_free,
)

__all__ = ["find_business_numbers", "find_cards", "find_ibans", "find_identity_numbers"]

Spans = Iterator[tuple[int, int]]

_COUNTRIES = (  # and the length of their IBANs (SWIFT IBAN registry)
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 "
    "EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 "
    "KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 "
    "PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 "
    "UA29 VA22 VG24 XK20 YE30"
)
_IBAN_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _COUNTRIES.split()}
_GAP = rf"[{SPACE}{DASH}.]"
_IBAN = re.compile(
    rf"(?<![^\W_])(?:iban)?([A-Za-z]{{2}}){_GAP}?\d{{2}}(?={_GAP}?[A-Za-z0-9])", re.ASCII | re.IGNORECASE
)
_POLISH_ACCOUNT = re.compile(rf"(?<!\d)\d{{2}}(?:[{SPACE}{DASH}]?\d{{4}}){{6}}(?!\d)")
_CARD = re.compile(
    rf"(?<!\d)(?:\d{{13,19}}(?!\d)|\d{{4}}([{SPACE}{DASH}.])(?:\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{2,3}})?|\d{{6}}\1\d{{4,5}})(?!\d))"
)
_HETU = re.compile(
    rf"(?:(?<![^\W_])|(?<=hetu)|(?<=Hetu)|(?<=HETU))\d{{6}}(?:[{SPACE}]?[+{DASH}][{SPACE}]?|[A-FU-Ya-fu-y])\d{{3}}[0-9A-Ya-y](?![^\W_])"
)
_PESEL = re.compile(
    rf"(?<!\d)(?:\d{{11}}|\d{{6}}[{SPACE}{DASH}]\d{{5}}|\d\d([{SPACE}{DASH}])\d\d\1\d\d\1\d{{5}})(?!\d)", re.IGNORECASE
)
_NIP = re.compile(
    rf"(?:(?<![^\W_])PL[{SPACE}{DASH}]?)?(?<!\d)(?:\d{{10}}|\d{{3}}([{SPACE}{DASH}])(?:\d{{3}}\1\d{{2}}\1\d{{2}}|\d{{2}}\1\d{{2}}\1\d{{3}}))"
    r"(?!\d)",
    re.IGNORECASE,
)
_NIP_IN_ANY_GROUPS = re.compile(rf"(?<!\d)\d(?:[{SPACE}{DASH}.]?\d){{9}}(?!\d)")
_STRETCH = re.compile(r"\d(?:\D{0,3}\d){5,}")
_BEFORE, _BEHIND = 4, 4  # signs beside a stretch that belong to a number, or tell that it is none
_Y_TUNNUS = re.compile(
    rf"(?<![^\W_])FI[{SPACE}{DASH}]?\d{{7}}[{DASH}]?\d(?!\d)|(?<!\d)\d{{7}}[{SPACE}]?[{DASH}][{SPACE}]?\d(?!\d)|(?<!\d)\d{{8}}(?!\d)",
    re.IGNORECASE,
)


def find_ibans(text: str) -> Spans:
    """IBANs of every country that has them, in groups or unbroken; Polish account numbers without their country too."""
    position = 0
    while found := _IBAN.search(text, position):
        length = _IBAN_LENGTHS.get(found[1].upper(), 0)
        start = found.start(1)
        end = _end_of_bare(text, start, length) if length else 0
        if end and is_iban(_bare(text[start:end])):
            yield start, end
            position = end
        else:
            position = found.start() + 1

    def is_account(start: int, end: int) -> bool:
        return stands_free(text, start, end) and is_iban("PL" + _bare(text[start:end]))

    yield from _proved(text, _POLISH_ACCOUNT, is_account)


def find_cards(text: str) -> Spans:
    """Payment cards by the first digits and lengths their issuers use, and the Luhn sum."""

    def is_card(start: int, end: int) -> bool:
        digits = _bare(text[start:end])
        if not passes_luhn(digits) or not stands_free(text, start, end):
            return False
        if names_personal_data(text, start):
            return digits[0] in "23456"
        return _is_issued(digits) and not names_a_code(text, start, end)

    return _proved(text, _CARD, is_card, shorter=True)


def find_identity_numbers(text: str) -> Spans:
    """Finnish HETU and Polish PESEL."""
    yield from _proved(text, _HETU, lambda start, end: _is_hetu_here(text, start, end))

    def is_pesel_here(start: int, end: int) -> bool:
        return (
            is_pesel(_bare(text[start:end]), names_personal_data(text, start))
            and (stands_free(text, start, end) or _glued_to_label(text, start, end, "pesel"))
            and not names_a_code(text, start, end)
        )

    yield from _proved(text, _PESEL, is_pesel_here)


def find_business_numbers(text: str) -> Spans:
    """Polish NIP and Finnish Y-tunnus, in the forms used for VAT too."""

    def is_nip_here(start: int, end: int) -> bool:
        return (
            is_nip(_bare(text[start:end]).lstrip("PL"))
            and (stands_free(text, start, end) or _glued_to_label(text, start, end, "nip"))
            and not names_a_code(text, start, end)
        )

    def is_y_tunnus_here(start: int, end: int) -> bool:
        bare = _bare(text[start:end])
        if not is_y_tunnus(bare.lstrip("FI")) or not stands_free(text, start, end):
            return False
        if len(bare) == end - start == 8:  # without its hyphen it may be any number, a date among them
            return names_a_company(text, start)
        return not names_a_code(text, start, end)

    def is_nip_by_name(start: int, end: int) -> bool:
        return end - start > 10 and is_nip(_bare(text[start:end])) and names_personal_data(text, start)

    yield from _proved(text, _NIP, is_nip_here)
    if "nip" in text.casefold():
        yield from _proved(text, _NIP_IN_ANY_GROUPS, is_nip_by_name)
    yield from _proved(text, _Y_TUNNUS, is_y_tunnus_here)


def _proved(
    text: str, pattern: re.Pattern[str], holds: Callable[[int, int], bool], *, shorter: bool = False
) -> Spans:
    for first, last in _stretches(text):
        yield from _proved_within(text, first, last, pattern, holds, shorter)


def _stretches(text: str) -> Spans:
    """Where a number can be: around six digits or more, at most three other signs between any two.

    The patterns are slow to find out that there is nothing to find; they are tried here only.
    """
    for found in _STRETCH.finditer(text):
        yield max(0, found.start() - _BEFORE), found.end() + _BEHIND


def _proved_within(
    text: str,
    position: int,
    last: int,
    pattern: re.Pattern[str],
    holds: Callable[[int, int], bool],
    shorter: bool,
) -> Spans:
    while found := pattern.search(text, position, last):
        start, end = found.span()
        if shorter and not holds(start, end) and end - start > 21:  # 4-4-4-4-3: the last group may be another number
            end = start + 19
        if holds(start, end):
            yield start, end
            position = end
        else:
            position = start + 1


def _bare(text: str) -> str:
    """The letters, upper-case, and digits, as 0–9."""
    if text.isascii():
        return text.translate(_NEITHER).upper()
    return "".join(str(int(sign)) if sign.isdecimal() else sign.upper() for sign in text if sign.isalnum())


_NEITHER = {code: None for code in range(128) if not chr(code).isalnum()}


def _end_of_bare(text: str, start: int, length: int) -> int:
    """Where the ``length``-th letter or digit ends, at most one gap between two; 0 where a word ends elsewhere."""
    count, at, gap = 0, start, 0
    while at < len(text) and count < length:
        sign = text[at]
        if sign.isascii() and sign.isalnum():
            count, gap = count + 1, 0
        elif gap or sign not in _GAPS:
            return 0
        else:
            gap = 1
        at += 1
    return at if count == length and not text[at : at + 1].isalnum() else 0


_GAPS = frozenset(" \t\u00a0\u2007\u2009\u202f-\u2010\u2011\u2012\u2013\u2212.")


def _is_hetu_here(text: str, start: int, end: int) -> bool:
    # A dash of any width stands for the hyphen.
    written = "".join("-" if sign in _GAPS and not sign.isspace() else sign for sign in text[start:end])
    bare = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in written if not sign.isspace())
    before = text[start - 2 : start]
    if before[-1:] in _GAPS and not before[-1:].isspace() and before[:1].isdigit():
        return False
    return is_hetu(bare) and not text[end : end + 2].startswith(("-0", "-1", "-2", "-3", "-4"))


def _glued_to_label(text: str, start: int, end: int, label: str) -> bool:
    """Whether the number follows its label without a space, as in ``PESEL44051401359``."""
    return (
        text[start - len(label) : start].lower() == label
        and not text[start - len(label) - 1 : start - len(label)].isalnum()
        and not text[end : end + 1].isalnum()
    )


def _is_issued(digits: str) -> bool:
    """Whether cards of this length begin so: Visa, Mastercard, Maestro, UnionPay, Discover, JCB, Diners, Amex, Mir."""
    length, two, four = len(digits), int(digits[:2]), int(digits[:4])
    if length == 16:
        return digits[0] in "456" or 2221 <= four <= 2720 or 2200 <= four <= 2204 or 3528 <= four <= 3589
    if length == 15:
        return two in (34, 37)
    if length == 14:
        return two in (36, 38, 39) or 300 <= int(digits[:3]) <= 305
    return length > 16 and (digits[0] == "6" or two in (50, 56, 57, 58) or (length == 19 and digits[0] == "4"))
