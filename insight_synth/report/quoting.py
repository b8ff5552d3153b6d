"""The one quotation that tells a theme best, and the part of it that can stand in a sentence, letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from insight_synth.model import Citation, Theme
from insight_synth.report.document import Prose, Span
from insight_synth.report.ledger import Ledger
from insight_synth.report.redaction import redacted
from insight_synth.report.untrusted import printable
from insight_synth.report.weighed import COMPLAINED, PRAISED, heard_in

SHORT, LONG = 25, 120  # signs between which a quotation reads well in a sentence
WORDS = 5  # spaces below which it says too little
_ODD = re.compile(r"^[^\w“”„\"'(¿¡]|[@#_]|https?:|\?\?|[“”„\"«»]|\.\.|…|\d{4,}|&\w+;|[A-Z]{6,}")
_ENDS = re.compile(r"[.!?](?=\s)")


def quotations_of(ledger: Ledger, theme: Theme) -> tuple[Citation, ...]:
    """Every quotation the analysis holds for a theme: its own, its sub-themes', and sources' main points on it."""
    within = {theme.id, *(below.id for below in ledger.snapshot.sub_themes(theme.id))}
    below = (quote for sub in ledger.snapshot.sub_themes(theme.id) for quote in sub.quotes)
    points = (
        point.sentence for digest in ledger.snapshot.digests for point in digest.points if point.theme_id in within
    )
    found = {(quote.verbatim_id, quote.start, quote.end): quote for quote in reversed((*theme.quotes, *below, *points))}
    return tuple(reversed(found.values()))


def telling(ledger: Ledger, theme: Theme, without: Iterable[Citation] = ()) -> Citation | None:
    """The quotation to print with a theme: in its tone and to its point, in the reader's language, short and whole."""
    left = [quote for quote in quotations_of(ledger, theme) if quote not in tuple(without)]
    own = set(theme.quotes)
    heard = [item.source for item in heard_in(theme)]

    def unfit(quote: Citation) -> tuple[int, ...]:
        line = passage(quote.text)
        return (
            _against(theme, quote),
            redacted(quote.text)[1],
            quote.language != ledger.catalogue.language,
            not (SHORT <= len(line) <= LONG and line.count(" ") >= WORDS),
            _beside_the_point(theme, line),
            bool(_ODD.search(line)) or not line[:1].isupper(),
            quote not in own,
            quote.source not in heard[:3],
            line[-1:] not in ".!?",
        )

    return min(left, key=lambda quote: (unfit(quote), left.index(quote)), default=None)


def quoted(ledger: Ledger, quote: Citation, size: int = 160) -> Prose:
    """``“…” [3]``: a passage of the quotation in marks, with its number; only the number where no passage fits."""
    number = ledger.cite(quote)
    said, marks = passage(ledger.citation(number).text, size), ledger.catalogue.text
    cite = Span(f"[{number}]", cite=number)
    if not said:
        return Prose((cite,))
    more = "" if _is_whole(ledger.citation(number).text, said) else " …"
    return Prose((Span(f"{marks('quote.open')}{said}{marks('quote.close')}{more} "), cite))


def passage(text: str, size: int = 160) -> str:
    """The part of a quotation to print in a sentence: its longest line, to the end of a sentence or word if too long.

    A part of ``text`` as it is printed, letter by letter; empty where not even a word fits.
    """
    lines = [line.strip() for line in printable(text, lines=True).split("\n")]
    line = max(lines, key=len)
    if len(line) <= size:
        return line
    ends = [found.end() for found in _ENDS.finditer(line, 0, size) if found.end() >= SHORT]
    if ends:
        return line[: ends[-1]]
    head = line[:size]
    return head[: head.rindex(" ")].rstrip(" ,;:–-") if " " in head else ""


def _beside_the_point(theme: Theme, line: str) -> int:
    """Whether a quotation holds a word of the theme's name (0), one of its telling words (1), or neither (2)."""
    text = line.casefold()
    names = [word for name in theme.names.values() for word in name.split()]
    told = [word for words in (theme.keywords, *theme.keywords_by_language.values()) for word in words]
    return next((rank for rank, words in enumerate((names, told)) if any(_stem(word) in text for word in words)), 2)


def _stem(word: str) -> str:
    word = word.casefold().strip("“”„\"")
    return word[: max(4, len(word) - 2)] if len(word) > 3 else f" {word} "


def _is_whole(text: str, said: str) -> bool:
    """Whether what is printed ends where a line or a sentence of the quotation does."""
    return said[-1:] in ".!?" or said in (line.strip() for line in printable(text, lines=True).split("\n"))


def _against(theme: Theme, quote: Citation) -> int:
    """How far a quotation's tone is from its theme's: 0 the same, 1 not told or mixed, 2 the opposite."""
    if theme.sentiment is None or COMPLAINED < theme.sentiment < PRAISED:
        return 0
    same, opposite = ("positive", "negative") if theme.sentiment > 0 else ("negative", "positive")
    return 0 if quote.sentiment == same else 2 if quote.sentiment == opposite else 1
