"""Text out of the data, made safe to print: the one helper every renderer passes it through.

Feedback is hostile input. Control characters and lone surrogates go, characters that turn the direction of reading are
shown as what they are, links lead to http, https and mailto only. Nothing here knows a format's own escaping but XML's.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

REPLACEMENT = "▯"
"""What stands for a sign that cannot be shown."""

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
_SCHEMES = frozenset({"http", "https", "mailto"})


def printable(text: str, *, lines: bool = False) -> str:
    """The text as it can be shown: one line unless ``lines``, unseen signs left out, turning signs made visible."""
    shown = []
    for sign in text.replace("\r\n", "\n"):
        if sign in "\n\r\t\v\f\u2028\u2029\x85":
            shown.append("\n" if lines and sign != "\t" else " ")
        elif sign in _TURNING:
            shown.append(f"[U+{ord(sign):04X}]")
        elif sign in _UNSEEN:
            continue
        elif unicodedata.category(sign) == "Cs":
            shown.append(REPLACEMENT)
        elif unicodedata.category(sign) in {"Cc", "Cn", "Co"}:
            continue
        else:
            shown.append(sign)
    return "".join(shown) if lines else _one_line("".join(shown))


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


def squeezed(text: str) -> str:
    """The text without spaces, hyphens at line ends and unseen signs: what is equal however lines were broken."""
    return "".join(sign for sign in unicodedata.normalize("NFC", printable(text)) if not sign.isspace())
