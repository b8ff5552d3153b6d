"""How stored words hold figures, quotations, themes and sources: tokens inside text that a person can read.

``{figure theme:t003/voices count}`` (with a fourth word ``in`` or ``from`` for an inflected month),
``{cite <verbatim> <start> <end>}`` for a quotation's number, ``{quote <verbatim> <start> <end>}`` for a piece of a
quotation, ``{theme t003}`` for a theme's name in quotation marks and ``{theme t003 bare}`` without them,
``{source reviews}``. A person's own braces are doubled. What is no token stays text. Nothing here fills a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import quote, unquote

from insight_synth.model import Passage
from insight_synth.report.document import Unit

Case = Literal["", "in", "from"]

_UNITS = frozenset(get_args(Unit))
_SAFE = ":/+-.#_~@!*,;="  # signs of ids that need no encoding; never a space, a brace or a percent sign
_MARKED = re.compile(r"\{\{|\}\}|\{(figure|cite|quote|theme|source) ([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class FigureToken:
    """A figure by its key and unit; ``case`` inflects a month."""

    key: str
    unit: Unit = "count"
    case: Case = ""


@dataclass(frozen=True, slots=True)
class CiteToken:
    """The number of a quotation, ``[3]``."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class QuoteToken:
    """A piece of a quotation, letter by letter; the quotation marks around it are text."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class ThemeToken:
    """A theme's name, in quotation marks unless ``bare``."""

    theme_id: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class SourceToken:
    """A source's name."""

    source_id: str


Token = FigureToken | CiteToken | QuoteToken | ThemeToken | SourceToken
Piece = str | Token


def parsed(text: str) -> tuple[Piece, ...]:
    """The text's pieces in order: plain strings, never empty nor side by side, and tokens."""
    pieces: list[Piece] = []
    plain, at = "", 0
    for found in _MARKED.finditer(text):
        plain += text[at : found.start()]
        at = found.end()
        token = _token(found[1], found[2]) if found[1] else None
        if token is None:
            plain += {"{{": "{", "}}": "}"}.get(found[0], found[0])
            continue
        pieces += [plain, token] if plain else [token]
        plain = ""
    plain += text[at:]
    return (*pieces, plain) if plain else tuple(pieces)


def printed(pieces: Iterable[Piece]) -> str:
    """The text that ``parsed`` reads into these pieces."""
    return "".join(
        piece.replace("{", "{{").replace("}", "}}") if isinstance(piece, str) else token_text(piece) for piece in pieces
    )


def token_text(token: Token) -> str:
    """One token as it is stored; what ``Seen.token`` holds."""
    if isinstance(token, FigureToken):
        words = ["figure", _encoded(token.key), token.unit, *([token.case] if token.case else [])]
    elif isinstance(token, ThemeToken):
        words = ["theme", _encoded(token.theme_id), *(["bare"] if token.bare else [])]
    elif isinstance(token, SourceToken):
        words = ["source", _encoded(token.source_id)]
    else:
        passage = token.passage
        kind = "cite" if isinstance(token, CiteToken) else "quote"
        words = [kind, _encoded(passage.verbatim_id), str(passage.start), str(passage.end)]
    return f"{{{' '.join(words)}}}"


def _encoded(name: str) -> str:
    return quote(name, safe=_SAFE, errors="surrogatepass")


def _token(kind: str, told: str) -> Token | None:
    """The token, or None where the words in the braces make none that ``token_text`` would write."""
    words = told.split(" ")
    try:
        name, rest = unquote(words[0], errors="surrogatepass"), words[1:]
        token = _made(kind, name, rest)
    except (ValueError, IndexError):
        return None
    return token if token is not None and token_text(token) == f"{{{kind} {told}}}" else None


def _made(kind: str, name: str, rest: list[str]) -> Token | None:
    if not name:
        return None
    if kind == "figure" and rest and rest[0] in _UNITS and (rest[1:] in ([], ["in"], ["from"])):
        case: Case = "in" if rest[1:] == ["in"] else "from" if rest[1:] else ""
        return FigureToken(name, rest[0], case)  # type: ignore[arg-type]
    if kind == "theme" and rest in ([], ["bare"]):
        return ThemeToken(name, bool(rest))
    if kind == "source" and not rest:
        return SourceToken(name)
    if kind in {"cite", "quote"} and len(rest) == 2 and all(part.isdecimal() for part in rest):
        passage = Passage(name, int(rest[0]), int(rest[1]))
        if passage.start < passage.end:
            return CiteToken(passage) if kind == "cite" else QuoteToken(passage)
    return None
