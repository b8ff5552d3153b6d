"""Personal data in text: found by pattern and proved by checksum, replaced by a mark that says what stood there.

A mark is as long as what it replaces, so that offsets into a text hold in its redacted form too.
Recognises e-mail addresses, IBANs, payment cards, Finnish and Polish identity numbers (HETU, PESEL), tax and business
numbers (NIP, Y-tunnus), telephone numbers and handles. It knows no names of people: that needs a language model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Redacted", "RedactedSpan", "redact"]


@dataclass(frozen=True, slots=True)
class RedactedSpan:
    """``original[start:end]`` was personal data of this ``kind``."""

    start: int
    end: int
    kind: str  # e-mail, IBAN, card, identity number, business number, phone, handle


@dataclass(frozen=True, slots=True)
class Redacted:
    """Text fit to be shown, as long as the original; ``spans``, in order, are where it was replaced."""

    text: str
    spans: tuple[RedactedSpan, ...]


def redact(text: str) -> Redacted:
    """``text`` with personal data replaced by marks such as ``[e-mail····]``, of the same length to the letter.

    Text already redacted comes back as it is.
    """
    spans: list[RedactedSpan] = []
    found = -1
    while found < len(spans):  # once more when something was found: of two numbers side by side one may hide the other
        found = len(spans)
        for kind, pattern, holds in _possible(text):
            for match in list(pattern.finditer(text)):
                if holds(match[0]):
                    start, end = match.span()
                    spans.append(RedactedSpan(start, end, kind))
                    text = f"{text[:start]}{_mark(kind, end - start)}{text[end:]}"
    return Redacted(text, tuple(sorted(spans, key=lambda span: span.start)))


def _possible(text: str) -> Iterator[tuple[str, re.Pattern[str], Callable[[str], bool]]]:
    """The recognisers that might find something: most texts hold neither an @ nor a number of six digits."""
    at_sign, digits = "@" in text, _DIGITS.search(text) is not None
    if at_sign or digits:
        yield from (entry for entry in _RECOGNISERS if (at_sign if entry[0] in _WITH_AT_SIGN else digits))


def _mark(kind: str, length: int) -> str:
    """``kind``, or a shorter word for it where there is no room, in brackets; filled up to ``length``."""
    word = next(word for word in _WORDS[kind] if len(word) + 2 <= length)
    return f"[{word.ljust(length - 2, _FILLER)}]"


_FILLER = "·"
_WORDS = {  # the last fits into the shortest its recogniser finds
    "e-mail": ("e-mail", "mail"), "IBAN": ("IBAN",), "identity number": ("identity number", "identity"),
    "card": ("card",), "business number": ("business number", "business", "company"), "phone": ("phone",),
    "handle": ("handle", "user", "@"),
}  # fmt: skip
_DIGITS = re.compile(r"\d(?:[ .()/-]{0,2}\d){5}|\d{6}")
_WITH_AT_SIGN = ("e-mail", "handle")
_HETU_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _only_digits(text: str) -> list[int]:
    return [int(letter) for letter in text if letter.isdigit()]


def _weighted(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def _is_iban(text: str) -> bool:
    """ISO 13616: remainder 1 modulo 97 after the first four characters move to the end."""
    bare = text.replace(" ", "").upper()
    return 15 <= len(bare) <= 34 and int("".join(str(int(letter, 36)) for letter in bare[4:] + bare[:4])) % 97 == 1


def _is_card(text: str) -> bool:
    """ISO/IEC 7812: the Luhn sum, and a first digit that payment cards have."""
    digits = _only_digits(text)
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and digits[0] in (2, 3, 4, 5, 6) and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_hetu(text: str) -> bool:
    """Finnish personal identity code: day, month, and the check character modulo 31 (DVV)."""
    day, month = int(text[:2]), int(text[2:4])
    check = _HETU_LETTERS[int(text[:6] + text[7:10]) % 31]
    return 1 <= day <= 31 and 1 <= month <= 12 and check == text[10].upper()


def _is_pesel(text: str) -> bool:
    """Polish PESEL: weights 1 3 7 9, modulo 10; month carries the century; the day must be one."""
    digits = _only_digits(text)
    month, day = (digits[2] * 10 + digits[3]) % 20, digits[4] * 10 + digits[5]
    total = _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3))
    return 1 <= month <= 12 and 1 <= day <= 31 and (10 - total % 10) % 10 == digits[10]


def _is_nip(text: str) -> bool:
    digits = _only_digits(text)
    return len(digits) == 10 and _weighted(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == digits[9]


def _is_y_tunnus(text: str) -> bool:
    digits = _only_digits(text)
    rest = _weighted(digits, (7, 9, 10, 5, 8, 4, 2)) % 11
    return rest != 1 and (0 if rest == 0 else 11 - rest) == digits[7]


def _is_phone(text: str) -> bool:
    count = len(_only_digits(text))
    return 8 <= count <= 15 if text.startswith(("+", "00", "(+")) else 7 <= count <= 11


def _always(_: str) -> bool:
    return True


# The first that matches wins: the certain ones (by checksum) come before telephone numbers, which have none.
_RECOGNISERS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("e-mail", re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?!\w)"), _always),
    ("IBAN", re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?!\w)"), _is_iban),
    ("identity number", re.compile(r"(?<!\w)\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y](?!\w)"), _is_hetu),
    ("card", re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])"), _is_card),
    ("identity number", re.compile(r"(?<![\w-])\d{11}(?![\w-])"), _is_pesel),
    (
        "business number",
        re.compile(r"(?<![\w-])(?:PL ?)?(?:\d{10}|\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3})(?![\w-])"),
        _is_nip,
    ),
    ("business number", re.compile(r"(?<![\w-])\d{7}-\d(?![\w-])"), _is_y_tunnus),
    (
        "phone",
        re.compile(
            r"(?<![\w+.,-])(?:(?:\(?\+\d{1,3}\)?|00[1-9]\d{0,2})(?:[ -]?\(?\d{1,4}\)?){2,6}"
            r"|0\d{1,3}[ -]\d{3,8}(?:[ -]\d{2,4}){0,2}|0[45]\d{7,8}|\(0\d{1,2}\) ?\d{3,4}[ -]?\d{2,4}"
            r"|\d{3}([ -])\d{3}\1\d{3})(?![\w-]|[.,]\d)"
        ),
        _is_phone,
    ),
    ("handle", re.compile(r"(?<![\w@/.])@[A-Za-z_][\w]{1,30}(?:\.\w+)?"), _always),
)
