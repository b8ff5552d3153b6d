"""What a page draws, as tokens: the same however white space and strings are written; and in words what differs."""

from __future__ import annotations

import re
from typing import Any

from insight_synth.report.untrusted import squeezed
from insight_synth.report.verify.discrepancy import difference

_TOKEN = re.compile(
    rb"%[^\r\n]*+"  # a comment
    rb"|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)"  # a string, with brackets in it
    rb"|<<|>>|<[0-9A-Fa-f\s]*+>|/[^\s()<>\[\]{}/%]*+|[\[\]{}]|[^\s()<>\[\]{}/%]++|.",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_IN_WORDS = (
    (b"Do", "an image or a drawn form"),
    (b"BI", "an image"),
    (b"sh", "a shading"),
    (b"Tr", "text drawn unseen"),
    (b"BDC", "marked content"),
    (b"re", "a shape"),
    (b"f", "a filled shape"),
    (b"f*", "a filled shape"),
    (b"S", "lines"),
    (b"Tj", "text"),
    (b"TJ", "text"),
    (b"Tf", "text in another font"),
    (b"rg", "a colour"),
    (b"cm", "a shift"),
)


def drawn_data(page: Any) -> bytes:
    """What the page draws: its content streams, decoded, one after the other."""
    held = page.get("/Contents")
    held = None if held is None else held.get_object()
    if held is None:
        return b""
    parts = list(held) if isinstance(held, list) else [held]
    return b"\n".join(part.get_object().get_data() for part in parts)


def tokens(data: bytes) -> list[bytes]:
    """The operands and operators, strings by what they hold."""
    return [_settled(token) for token in _TOKEN.findall(data) if not token.isspace() and not token.startswith(b"%")]


def drawn_otherwise(number: int, shown: str, attached: str, given: list[bytes], expected: list[bytes]) -> str:
    """In words how page ``number`` differs: by its text where that differs, by what is drawn where not."""
    if squeezed(shown) != squeezed(attached):
        there, here = difference(" ".join(shown.split()), " ".join(attached.split()))
        return f"page {number} shows {there!r} where the attached report has {here!r}"
    more = [word for operator, word in _IN_WORDS if given.count(operator) > expected.count(operator)]
    if more:
        return f"page {number} draws what the attached report does not have: {', '.join(dict.fromkeys(more))}"
    fewer = [word for operator, word in _IN_WORDS if given.count(operator) < expected.count(operator)]
    if fewer:
        return f"page {number} lacks what the attached report draws: {', '.join(dict.fromkeys(fewer))}"
    return f"page {number} is drawn otherwise than the attached report, with the same text"


def _settled(token: bytes) -> bytes:
    if token[:1] == b"(":
        return b"<" + _ESCAPED.sub(_sign, token[1:-1]).hex().encode() + b">"
    if token[:1] == b"<" and token not in {b"<<", b">>"}:
        digits = b"".join(token[1:-1].split()).lower()
        return b"<" + digits + b"0" * (len(digits) % 2) + b">"
    return token


def _sign(found: re.Match[bytes]) -> bytes:
    what = found[1]
    if what[:1] in b"01234567":
        return bytes([int(what, 8) % 256])
    return _SIGNS.get(what, what)
