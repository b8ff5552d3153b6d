"""A person's plain text turned into words whose figures, quotations and names are bound to the data.

What cannot be bound stays text; where that is laid over a report, ``filling`` marks what it claims. A number is bound
to a figure only where it plainly is that figure: the item's own in their places, then others of the same theme, source
or question, then any whose writing is telling and stands for one figure alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight_synth.model import Language, Passage, Seen, Words
from insight_synth.report.catalogue import messages
from insight_synth.report.document import Cited, Report
from insight_synth.report.editing.binding import bound_figures
from insight_synth.report.editing.claims import HELD, quotation_marks, quotations, says_much
from insight_synth.report.editing.shown import names_in, shown, shown_in_words
from insight_synth.report.editing.tokens import (
    CiteToken,
    Piece,
    QuoteToken,
    SourceToken,
    ThemeToken,
    Token,
    parsed,
    printed,
    token_text,
)  # fmt: skip
from insight_synth.report.editing.typed import taken_in

_CITES = re.compile(r"\[(\d{1,6}(?: ?[,;] ?\d{1,6})*)\]")


def understood(text: str, item: str, report: Report) -> Words:
    """The words for ``item`` (or ``<item>/title``) in the report's language, tokens in place of what could be bound.

    Args:
        text: as a text box gives it.
        item: an id of ``items(report)``, with ``/title`` for its title.
        report: the one the person looked at, drafted or with their earlier changes.
    """
    title = is_title(item)
    typed = taken_in(text, lines=not title)
    typed = taken_in(_CITES.sub("", typed), lines=False) if title else _CITES.sub(_one_by_one, typed)
    found = sorted(_tokens(typed, item, report, title=title), key=lambda region: region[0])
    pieces: list[Piece] = []
    at = 0
    for start, end, token in found:
        pieces += [typed[at:start]] if start > at else []
        pieces += [typed[start:end] if token is None else token]
        at = end
    pieces += [typed[at:]] if at < len(typed) else []
    tokens = {token_text(piece): piece for piece in pieces if not isinstance(piece, str)}
    before = shown_in_words(report, item)
    told = {text: shown(piece, report) or before.get(text, "") for text, piece in tokens.items()}
    return Words(item, language_of(report), printed(pieces), tuple(Seen(text, now) for text, now in told.items()))


def is_title(item: str) -> bool:
    """Whether an item is a title: text of one line that holds no links."""
    return item.endswith("/title") or item == "cover/subtitle"


def language_of(report: Report) -> Language:
    """The report's language."""
    return "fi" if report.language == "fi" else "pl" if report.language == "pl" else "en"


_Region = tuple[int, int, Token | None]


def _tokens(typed: str, item: str, report: Report, *, title: bool) -> Iterator[_Region]:
    """The parts of the text that are bound, with None those that stay as they are though they look like something."""
    regions = sorted(_all_regions(typed, item, report, title=title), key=lambda region: (region[0], -region[1]))
    masked, at = typed, 0
    for start, end, token in regions:
        if start >= at:
            masked = masked[:start] + HELD * (end - start) + masked[end:]
            at = end
            yield start, end, token
    yield from bound_figures(masked, item, report)


def _all_regions(typed: str, item: str, report: Report, *, title: bool) -> Iterator[_Region]:
    yield from _cites(typed, item, report)
    yield from _quotations(typed, item, report)
    yield from _names(typed, report)


def _one_by_one(found: re.Match[str]) -> str:
    return " ".join(f"[{number}]" for number in re.findall(r"\d+", found[1]))


def _cites(typed: str, item: str, report: Report) -> Iterator[_Region]:
    """``[3]`` where the report has such a quotation; where it has none it stays text, and its number is no figure."""
    numbers = {cited.number: cited for cited in report.citations}
    for found in _CITES.finditer(typed):
        cited = numbers.get(int(found[1]))
        passage = Passage(cited.verbatim_id, cited.start, cited.end) if cited else None
        yield found.start(), found.end(), CiteToken(passage) if passage else None
    gone = [token for token in _held(report, item) if isinstance(token, CiteToken) and shown(token, report) is None]
    for found, token in zip(re.finditer(r"\[–\]", typed), gone, strict=False):
        yield found.start(), found.end(), token


def _held(report: Report, item: str) -> list[Token]:
    """The tokens of the item's words as they are."""
    words = report.draft.said(item, report.language)
    return [piece for piece in parsed(words.text) if not isinstance(piece, str)] if words else []


# ---- quotations --------------------------------------------------------------------------------------------------


def _quotations(typed: str, item: str, report: Report) -> Iterator[_Region]:
    cited_here = {int(found[1]) for found in _CITES.finditer(typed)}
    among = sorted(report.citations, key=lambda cited: (cited.number not in cited_here, cited.number))
    gone = [token for token in _held(report, item) if isinstance(token, QuoteToken) and shown(token, report) is None]
    lost = messages(report.language)["editing.quotation_gone"]
    themes = {name: theme_id for theme_id, name in names_in(report).themes.items()}
    for at, end in quotations(typed):
        inner = typed[at + 1 : end - 1]
        if inner in themes:
            yield at, end, ThemeToken(themes[inner])
        elif inner == lost and gone:
            yield at + 1, end - 1, gone.pop(0)
        elif says_much(inner):
            found = _piece(inner, among)
            if found is None:
                yield at, end, None
            else:
                start, stop, passage = found
                yield at + 1 + start, at + 1 + stop, QuoteToken(passage)


def _piece(inner: str, among: list[Cited]) -> tuple[int, int, Passage] | None:
    """The quotation that holds the words, edges like "…" and a full stop aside, and which part of them it holds."""
    for edge in (" \u00a0…", " \u00a0….,;:!?"):
        start = len(inner) - len(inner.lstrip(" \u00a0…"))
        stop = len(inner.rstrip(edge))
        words = inner[start:stop]
        if not words:
            return None
        pattern = re.compile(r"\s+".join(_loose(word) for word in words.split()))
        for cited in among:
            found = pattern.search(cited.text)
            if found:
                passage = Passage(cited.verbatim_id, cited.start + found.start(), cited.start + found.end())
                return start, stop, passage
    return None


def _loose(word: str) -> str:
    """A word letter by letter, quotation marks and dashes in whichever form they are typed."""
    return "".join(
        f"[{re.escape(quotation_marks())}]" if sign in quotation_marks() else re.escape(sign) for sign in word
    )


# ---- names -------------------------------------------------------------------------------------------------------


def _names(typed: str, report: Report) -> Iterator[_Region]:
    """Names of themes and sources, written exactly; a theme's of one word only in quotation marks."""
    names = names_in(report)
    tokens: dict[str, Token] = {name: SourceToken(source) for source, name in names.sources.items() if name}
    tokens |= {name: ThemeToken(theme, bare=True) for theme, name in names.themes.items() if " " in name.strip()}
    if not tokens:
        return
    pattern = re.compile("|".join(re.escape(name) for name in sorted(tokens, key=len, reverse=True)))
    for found in pattern.finditer(typed):
        before, after = typed[found.start() - 1 : found.start()], typed[found.end() : found.end() + 1]
        if not before.isalnum() and not after.isalnum():
            yield found.start(), found.end(), tokens[found[0]]
