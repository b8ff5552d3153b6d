"""Which encoding a file of text is in.

A byte order mark first, then strict UTF-8 over the whole file, then the best scored of four 8-bit encodings, scored by
how well the letters they give fit the languages of this product. It converts nothing.
"""

from __future__ import annotations

import codecs
from pathlib import Path

__all__ = ["decoded", "text_encoding"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EIGHT_BIT = ("cp1252", "cp1250", "iso8859-2", "iso8859-15")  # in order of preference where scores are equal
_ALPHABETS = (
    frozenset("äöåÄÖÅéüÜßšžŠŽèêëàáâçñïíîóôúûæøÉØÆ"),  # northern and western
    frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"),  # Polish
)
_SIGNS = frozenset("„”“’‘–—…€«»°§½©®\xa0£×•·²³´")
_SAMPLE = 1 << 20
_CHUNK = 1 << 20


def text_encoding(file: Path) -> str:
    """The Python name of the encoding of ``file``, such as ``utf-8``, ``utf-16`` or ``cp1250``."""
    with file.open("rb") as stream:
        head = stream.read(4096)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if (without_mark := _utf16_without_mark(head)) is not None:
        return without_mark
    decoder = codecs.getincrementaldecoder("utf-8")()
    present: set[int] = set()
    context = bytearray()
    is_utf8 = True
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
            present.update(chunk)
            if len(context) < _SAMPLE and not chunk.isascii():
                context += chunk
        if is_utf8:
            try:
                decoder.decode(b"", final=True)
                return "utf-8"
            except UnicodeDecodeError:
                pass
    return _best_eight_bit(bytes(context[:_SAMPLE]), present)


def decoded(data: bytes) -> tuple[str, str]:
    """``data`` as text, and the encoding that gave it; the same rules as :func:`text_encoding`."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name
    if (without_mark := _utf16_without_mark(data[:4096])) is not None:
        return data.decode(without_mark, errors="replace"), without_mark
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        name = _best_eight_bit(data[:_SAMPLE], set(data))
        return data.decode(name, errors="replace"), name


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 shows as a NUL in nearly every other byte of western text."""
    half = len(head) // 2
    if half < 4:
        return None
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _best_eight_bit(sample: bytes, present: set[int]) -> str:
    scores = []
    for preference, name in enumerate(_EIGHT_BIT):
        undefined = sum(1 for byte in present if not bytes([byte]).decode(name, errors="ignore"))
        scores.append((undefined, -_plausibility(sample.decode(name, errors="replace")), preference, name))
    return min(scores)[-1]


def _plausibility(text: str) -> float:
    """Higher where the letters outside ASCII are of one alphabet, in places where letters stand."""
    scores = [0.0 for _ in _ALPHABETS]
    for position, letter in enumerate(text):
        if letter < "\x80":
            continue
        before = text[position - 1] if position else " "
        after = text[position + 1] if position + 1 < len(text) else " "
        for at, alphabet in enumerate(_ALPHABETS):
            scores[at] += _fit(letter, before, after, alphabet)
    return max(scores)


def _fit(letter: str, before: str, after: str, alphabet: frozenset[str]) -> float:
    if letter in alphabet:
        alone = not before.isalpha() and not after.isalpha()
        return 0.2 if alone or (letter.isupper() and before.islower()) else 1.0
    if "\x80" <= letter <= "\x9f" or letter == "\ufffd":
        return -3.0
    if letter.isalpha():
        return -0.5
    if before.isalpha() and after.isalpha() and letter not in "’–—…\xa0":
        return -2.0
    return 0.3 if letter in _SIGNS else -0.3
