"""Text out of the data, made safe to print: the one helper every renderer passes it through.

Feedback, names and what users write are hostile input. One rule holds in every format: **what can be shown is shown as
it is; what cannot be shown, or would act on the page, is replaced by something that can be seen.** In full:

- every kind of space and line break is a space (a line break where lines are kept);
- signs that turn the direction of reading are shown as their code, ``[U+202E]``;
- control characters, lone surrogates, signs for private use or without a meaning, and signs that act on others unseen
  are each shown as ``▯``;
- of more than six marks heaped on one letter, those beyond are shown as one ``▯``;
- joiners and variation selectors stay between signs that they join (Persian letters, emoji), and are left out
  elsewhere, like the soft hyphen and its kin, which say only where a line may break.

A typeface may lack a sign; what draws with it shows ``▯`` there too. Links lead to http, https and mailto only. Nothing
here knows a format's own escaping but XML's and that of cells in CSV.
"""

from __future__ import annotations

import unicodedata
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

REPLACEMENT = "▯"
"""What stands for a sign that cannot be shown."""

_BREAKING = frozenset("\n\r\v\f\u2028\u2029\x85")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff")
_RUN, _LEADING = frozenset("=+-@＝＋－＠"), frozenset("\t\r")  # how a cell begins that a spreadsheet would run
_JOINING = frozenset("\u200c\u200d")
_VARYING = frozenset("\ufe0e\ufe0f")
# Signs of the class of formats that have a look of their own.
_COUNTING = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u08e2\u070f\U000110bd\U000110cd")
_PICTURES = range(0x1F000, 0x1FB00)  # emoji, also those that this Python does not know yet
_HEAPED = 6  # marks on one letter; no living script needs more
_SCHEMES = frozenset({"http", "https", "mailto"})


def printable(text: str, *, lines: bool = False) -> str:
    """The text as it can be shown: one line unless ``lines``. What is printable stays as it is."""
    if text.isascii() and text.isprintable():
        return text if lines else _one_line(text)
    shown: list[str] = []
    heap = 0
    for sign in text.replace("\r\n", "\n"):
        seen = _seen(sign, shown[-1] if shown else "", lines)
        if not seen:
            continue
        heap = heap + 1 if unicodedata.category(seen[0])[0] == "M" or seen in _JOINING else 0
        if heap <= _HEAPED:
            shown.append(seen)
        elif heap == _HEAPED + 1:
            shown.append(REPLACEMENT)
    return "".join(shown) if lines else _one_line("".join(shown))


def _seen(sign: str, before: str, lines: bool) -> str:
    """What is seen of a sign that follows ``before``; nothing where it shows nothing."""
    if sign in _BREAKING or sign == "\t":
        return "\n" if lines and sign != "\t" else " "
    if sign in _TURNING:
        return f"[U+{ord(sign):04X}]"
    if sign in _JOINING or sign in _VARYING:
        joins = before > "\x7f" and before != REPLACEMENT and before not in (_JOINING if sign in _JOINING else _VARYING)
        return sign if joins else ""
    if sign in _UNSEEN:
        return ""
    kind = unicodedata.category(sign)
    if kind in {"Cc", "Cs", "Co"} or (kind == "Cf" and sign not in _COUNTING):
        return REPLACEMENT
    return REPLACEMENT if kind == "Cn" and ord(sign) not in _PICTURES else sign


def _one_line(text: str) -> str:
    """Runs of plain spaces as one; no-break spaces stay, they are typography."""
    return " ".join(part for part in text.split(" ") if part)


def xml(text: str) -> str:
    """Printable text escaped for XML and HTML, in elements and in quoted attributes."""
    return escape(printable(text), {'"': "&quot;", "'": "&#39;"})


def safe_link(address: str) -> str:
    """The address where it may be followed, else an empty text."""
    address = printable(address)
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    return address if scheme in _SCHEMES else ""


def inert_cell(cell: Any) -> Any:
    """A cell for a CSV file: a text that a spreadsheet would run begins with ``'``; anything else stays."""
    if isinstance(cell, str) and (cell[:1] in _LEADING or cell.lstrip()[:1] in _RUN):
        return f"'{cell}"
    return cell


def squeezed(text: str) -> str:
    """The text without spaces, hyphens at line ends and unseen signs: what is equal however lines were broken."""
    return "".join(
        sign
        for sign in unicodedata.normalize("NFC", printable(text))
        if not sign.isspace() and sign not in _JOINING and sign not in _VARYING
    )
