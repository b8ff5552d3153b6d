"""Which encoding a text is in, and what can be undone of one that was read in the wrong encoding.

A byte order mark first, then UTF-8 over the whole file, then the best scored of four 8-bit encodings, by how well the
letters they give fit the languages of this product; or what a person says. It changes no file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from insight_synth.errors import BadInput

__all__ = ["decoded", "opened", "repaired", "text_encoding", "text_in"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EIGHT_BIT = ("cp1252", "cp1250", "iso8859-2", "iso8859-15")  # in order of preference where scores are equal
_OLD_MAC = ("mac-roman", "mac-latin2")  # where line ends are those of an old Macintosh
_ALPHABETS = (
    frozenset("äöåÄÖÅéüÜßšžŠŽèêëàáâçñïíîóôúûæøÉØÆ"),  # northern and western
    frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"),  # Polish
)
_SIGNS = frozenset("„”“’‘–—…€«»°§½©®\xa0£×•·²³´")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_SAMPLE = 1 << 20
_CHUNK = 1 << 20
_STRAY = "insight-synth-stray"
# The letters that the first byte of a character in UTF-8 shows as under cp1252, cp1250, ISO 8859-2 and Mac Roman, and
# one more beyond ASCII: rare in clean text, so that it need not be looked at closely.
_SUSPECT = re.compile(r"[ÂÃÄÅÆÇÈÉÊÎÏÐÑâïðĂĹĆĎĐŃďđ√≈ƒ¬][^\x00-\x7f]|‚[ÄÅ]")
_EXOTIC = re.compile("[\u0180-\u02af\ue000-\uf8ff]")  # letters that no repair of ours should come upon


def text_encoding(file: Path) -> str:
    """The Python name of the encoding of ``file``, such as ``utf-8``, ``utf-16`` or ``cp1250``."""
    with file.open("rb") as stream:
        head = stream.read(4096)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked is not None:
        return marked
    if (without_mark := _utf16_without_mark(head)) is not None:
        return without_mark
    decoder = codecs.getincrementaldecoder("utf-8")()
    present: set[int] = set()
    context = bytearray()
    is_utf8 = True
    for chunk in _chunks(file):
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
        if not chunk.isascii() or not present:
            present.update(chunk.translate(None, bytes(present)))
            if len(context) < _SAMPLE:
                context += chunk
    try:
        if is_utf8:
            decoder.decode(b"", final=True)
            return "utf-8"
    except UnicodeDecodeError:
        pass
    return _best_of_the_rest(bytes(context[:_SAMPLE]), present)


def decoded(data: bytes) -> tuple[str, str]:
    """``data`` as text, and the encoding that gave it; the same rules as :func:`text_encoding`."""
    name = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    name = name or _utf16_without_mark(data[:4096])
    if name is None:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            name = _best_of_the_rest(data[:_SAMPLE], set(data))
    return data.decode(name, errors=_STRAY), name


def opened(file: Path, encoding: str) -> TextIO:
    """``file`` as text with its line ends as they are; no byte loses the file.

    In UTF-8 a stray byte is read as cp1252 has it, for two systems may have written one file; what no encoding explains
    shows as U+FFFD.
    """
    return file.open(encoding=encoding, errors=_STRAY, newline="")


def text_in(file: Path, said: str) -> Iterator[str]:
    """The text of ``file`` in pieces, in the encoding that a person says it is in; without a byte order mark.

    Raises:
        BadInput: there is no such encoding, or the file is not in it.
    """
    try:
        found = codecs.lookup(said)
        "".encode(found.name)  # fails for what is no encoding of text, such as base64
    except (LookupError, ValueError):
        remedy = "Name one such as utf-8, utf-16, cp1252, cp1250, iso8859-2 or iso8859-15"
        raise BadInput(f"there is no encoding {said!r}", where=str(file), remedy=remedy) from None
    decoder = codecs.getincrementaldecoder(found.name)()
    try:
        first = True
        for chunk in _chunks(file):
            piece = decoder.decode(chunk)
            yield piece.removeprefix("\ufeff") if first else piece
            first = first and not piece
        yield decoder.decode(b"", final=True)
    except UnicodeError:
        remedy = "Name another, or leave it to be found out"
        raise BadInput(f"it is not in the encoding {said}", where=str(file), remedy=remedy) from None


def repaired(text: str) -> str:
    """``text`` with its mojibake undone ("Ã¤" becomes "ä"); "" where there is nothing to undo.

    Quotation marks, dashes and all else that was read rightly stay to the letter.
    """
    if text.isascii() or _SUSPECT.search(text) is None:
        return ""
    import ftfy

    fixed = ftfy.fix_encoding(text)
    return "" if fixed == text or _EXOTIC.search(fixed) else fixed


# ---- what is found out


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _stray_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
        return "\ufffd", error.end
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(_STRAY, _stray_as_cp1252)


def _best_of_the_rest(sample: bytes, present: set[int]) -> str:
    return "utf-8" if _is_nearly_utf8(sample) else _best_eight_bit(sample, present)


def _is_nearly_utf8(sample: bytes) -> bool:
    """Whether what UTF-8 does not explain is rare beside what it does: a text cut off, or put together of two."""
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    stray = sum(1 for _ in re.finditer("[\udc80-\udcff]", text))
    return sum(1 for _ in _BEYOND_ASCII.finditer(text)) > 10 * stray


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
    old_mac = 0x0D in present and 0x0A not in present
    for preference, name in enumerate(_EIGHT_BIT + _OLD_MAC * old_mac):
        undefined = sum(1 for byte in present if not bytes([byte]).decode(name, errors="ignore"))
        scores.append((undefined, -_plausibility(sample.decode(name, errors="replace")), preference, name))
    return min(scores)[-1]


def _plausibility(text: str) -> float:
    """Higher where the letters outside ASCII are of one alphabet, in places where letters stand."""
    scores = [0.0 for _ in _ALPHABETS]
    for match in _BEYOND_ASCII.finditer(text):
        position = match.start()
        before = text[position - 1] if position else " "
        after = text[position + 1] if position + 1 < len(text) else " "
        for at, alphabet in enumerate(_ALPHABETS):
            scores[at] += _fit(match[0], before, after, alphabet)
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
