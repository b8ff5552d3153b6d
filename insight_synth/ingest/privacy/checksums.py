"""The check digits of numbers that have one. Every function takes the bare digits and letters, without separators."""

from __future__ import annotations

import calendar

__all__ = ["is_hetu", "is_iban", "is_nip", "is_pesel", "is_y_tunnus", "passes_luhn"]

_HETU_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_HETU_CENTURIES = {"+": 1800} | dict.fromkeys("-UVWXY", 1900) | dict.fromkeys("ABCDEF", 2000)
_PESEL_CENTURIES = (1900, 2000, 2100, 2200, 1800)  # by the tens of the month, halved
_DOUBLED = str.maketrans("0123456789", "0246813579")  # and the digits of the double added up
_LAST_BIRTH = 2039  # of a PESEL: no number was given for a later year


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    return (sum(map(int, digits[-1::-2])) + sum(map(int, digits[-2::-2].translate(_DOUBLED)))) % 10 == 0


def is_iban(bare: str) -> bool:
    """ISO 13616: remainder 1 modulo 97 after the first four characters move to the end."""
    return int("".join(str(int(letter, 36)) for letter in bare[4:] + bare[:4])) % 97 == 1


def is_hetu(bare: str) -> bool:
    """Finnish personal identity code ``ddmmyy?nnnc``: a day of the calendar, a check character modulo 31 (DVV)."""
    bare = bare.upper()
    century = _HETU_CENTURIES.get(bare[6])
    if century is None or not _is_day(century + int(bare[4:6]), int(bare[2:4]), int(bare[:2])):
        return False
    return bare[10] == _HETU_LETTERS[int(bare[:6] + bare[7:10]) % 31]


def is_pesel(digits: str, named: bool = False) -> bool:
    """Polish PESEL: weights 1 3 7 9; the month carries the century; a day of the calendar, not far in the future.

    ``named``: the text calls it so, and it may lie in a century to come, as made-up ones do.
    """
    year = _PESEL_CENTURIES[int(digits[2]) // 2] + int(digits[:2])
    if (year > _LAST_BIRTH and not named) or not _is_day(year, int(digits[2:4]) % 20, int(digits[4:6])):
        return False
    return (10 - _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == int(digits[10])


def is_nip(digits: str) -> bool:
    """Polish tax number: weights 6 5 7 2 3 4 5 6 7, modulo 11; no tax office begins with 0; ``3333333333`` is none."""
    if digits[0] == "0" or digits == digits[0] * 10:
        return False
    return _weighted(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(digits[9])


def is_y_tunnus(digits: str) -> bool:
    """Finnish business id: weights 7 9 10 5 8 4 2, modulo 11; a remainder of 1 is never given (PRH)."""
    rest = _weighted(digits, (7, 9, 10, 5, 8, 4, 2)) % 11
    return rest != 1 and (11 - rest) % 11 == int(digits[7]) and digits.strip("0") != ""


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
