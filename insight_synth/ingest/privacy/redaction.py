"""All recognisers in turn over one text, and the marks that take the place of what they found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from insight_synth.ingest.privacy.addresses import find_addresses
from insight_synth.ingest.privacy.names import FindNames
from insight_synth.ingest.privacy.numbers import (
    find_business_numbers,
    find_cards,
    find_ibans,
    find_identity_numbers,
)
from insight_synth.ingest.privacy.online import find_emails, find_handles, find_spelled_emails
from insight_synth.ingest.privacy.phones import find_phones

__all__ = ["KINDS", "Redacted", "RedactedSpan", "redact"]

KINDS = (
    "e-mail", "IBAN", "card", "identity number", "business number", "phone", "handle", "address", "name",
)  # fmt: skip
"""What can be found."""


@dataclass(frozen=True, slots=True)
class RedactedSpan:
    """``original[start:end]`` was personal data of this ``kind``, one of ``KINDS``."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """Text fit to be shown, as long as the original; ``spans``, in order, are where it was replaced."""

    text: str
    spans: tuple[RedactedSpan, ...]


def redact(text: str, language: str = "", names: FindNames | None = None) -> Redacted:
    """``text`` with personal data replaced by marks such as ``[e-mail····]``, of the same length to the letter.

    Text already redacted comes back as it is.

    Args:
        text: of any length; the cost grows in proportion.
        language: of the text, for names.
        names: what finds people's names (``name_finder()``); without it they stay.
    """
    spans: list[RedactedSpan] = []
    original = text
    for _ in range(_PASSES):  # once more when something was found: of two numbers side by side one may hide the other
        before = len(spans)
        for kind, find in _possible(text):
            found = _apart(find(text))
            if found:
                spans += [RedactedSpan(start, end, kind) for start, end in found]
                text = _marked(text, found, kind)
        if len(spans) == before:
            break
    if names is not None:
        found = _apart(_free(names(original, language), spans))
        spans += [RedactedSpan(start, end, "name") for start, end in found]
        text = _marked(text, found, "name")
    if not spans:
        return Redacted(text, ())
    return Redacted(text, tuple(sorted(spans, key=lambda span: span.start)))


Find = Callable[[str], Iterator[tuple[int, int]]]

_PASSES = 8
_FILLER = "·"
_WORDS = {  # the last fits into the shortest its recogniser finds
    "e-mail": ("e-mail", "mail"), "IBAN": ("IBAN",), "identity number": ("identity number", "identity"),
    "card": ("card",), "business number": ("business number", "business", "company"), "phone": ("phone",),
    "handle": ("handle", "user", "@"), "address": ("address", "place", ""), "name": ("name", ""),
}  # fmt: skip
# The certain ones (by checksum) come before telephone numbers, which have none.
_NUMBERS: tuple[tuple[str, Find], ...] = (
    ("IBAN", find_ibans),
    ("identity number", find_identity_numbers),
    ("card", find_cards),
    ("business number", find_business_numbers),
    ("phone", find_phones),
)
_DIGITS = re.compile(r"\d(?:[^\w\n]{0,3}[A-FU-Ya-fu-y]?\d){6}")
_SPELLED = re.compile(
    r"[(\[{][ ]?(?:at|ät|ma[łl]pa|miuk\w*|@|a)[ ]?[)\]}]|[ ](?:dot|piste|kropka)[ ]|[ ]@|@[ ]", re.IGNORECASE
)


def _possible(text: str) -> Iterator[tuple[str, Find]]:
    """The recognisers that might find something: most texts hold neither an @ nor a digit."""
    at_sign = "@" in text
    if at_sign:
        yield "e-mail", find_emails
    if _may_be_spelled(text, at_sign):
        yield "e-mail", find_spelled_emails
    if _has_digit(text):
        if _DIGITS.search(text) is not None:
            yield from _NUMBERS
        yield "address", find_addresses
    if at_sign or _may_name_profile(text):
        yield "handle", find_handles


# Written out, as looking for a fixed piece of text costs a fiftieth of what a regular expression costs.


def _has_digit(text: str) -> bool:
    return (
        "1" in text or "2" in text or "0" in text or "3" in text or "5" in text or "4" in text or "6" in text
        or "7" in text or "8" in text or "9" in text
    )  # fmt: skip


def _may_be_spelled(text: str, at_sign: bool) -> bool:
    return (
        at_sign or "(" in text or "[" in text or "{" in text or " dot " in text or " piste " in text
        or " kropka " in text or " DOT " in text
    ) and _SPELLED.search(text) is not None  # fmt: skip


def _may_name_profile(text: str) -> bool:
    return (
        "u/" in text or ".com/" in text or ".me/" in text or "nsta" in text or "INSTA" in text or "witter" in text
        or "iktok" in text or "ikTok" in text or "IG" in text or "ig:" in text or "snap" in text or "Snap" in text
        or "elegram" in text or "iscord" in text or "hreads" in text or "luesky" in text
    )  # fmt: skip


def _free(found: Iterable[tuple[int, int]], taken: Sequence[RedactedSpan]) -> Iterator[tuple[int, int]]:
    """Those spans, or their parts, that no other recogniser took."""
    for start, end in found:
        if end - start > 1 and not any(span.start < end and start < span.end for span in taken):
            yield start, end


def _apart(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, without those that begin within another."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _marked(text: str, found: Sequence[tuple[int, int]], kind: str) -> str:
    parts: list[str] = []
    last = 0
    for start, end in found:
        parts += [text[last:start], _mark(kind, end - start)]
        last = end
    return "".join((*parts, text[last:]))


def _mark(kind: str, length: int) -> str:
    """``kind``, or a shorter word for it where there is no room, in brackets; filled up to ``length``."""
    word = next((word for word in _WORDS[kind] if len(word) + 2 <= length), "")
    return f"[{word.ljust(length - 2, _FILLER)}]" if length > 2 else _FILLER * length
