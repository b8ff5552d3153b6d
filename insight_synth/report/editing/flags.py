"""What in a person's words they should look at again: figures that changed, quotations that are gone, and the like.

Asked of a report with its draft laid over; nothing here changes either, but ``accepted`` the draft when all is read.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from insight_synth.model import Draft, Passage, Seen, Words
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.document import Prose, Report
from insight_synth.report.editing.items import present, prose_of_item
from insight_synth.report.editing.shown import shown
from insight_synth.report.editing.tokens import CiteToken, FigureToken, QuoteToken, Token, parsed, token_text
from insight_synth.report.editing.typed import SIGN
from insight_synth.report.editing.understanding import is_title

FlagCode = Literal[
    "by_hand", "altered", "figure_changed", "figure_gone", "quotation_changed", "quotation_gone", "item_gone",
    "theme_gone",
]  # fmt: skip
_SHOWN = 80  # characters of a passage by which it is known again


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at: ``what`` is the marked text or the figure, ``was`` and ``now`` what it showed and shows."""

    item: str
    code: FlagCode
    what: str = ""
    was: str = ""
    now: str = ""


def flags(report: Report, drafted: Report | None = None) -> tuple[Flag, ...]:
    """What a person should look at in the changes laid over this report, in reading order; then what it lacks.

    Args:
        report: with its draft laid over it, in the language whose words are looked at.
        drafted: the same without; with it, what was removed and is not there to be removed is told too.
    """
    there = present(report)
    place = {item: at for at, item in enumerate(there)}
    found: list[Flag] = []
    for words in sorted(_laid(report), key=lambda words: place.get(words.item, len(place))):
        if words.item in place:
            found += [*_marked(report, words.item), *_changed(report, words)]
    for chosen in report.draft.chosen:
        if chosen.item not in report.draft.removed:
            lost = [one for one in chosen.passages if not _is_cited(report, one)]
            found += [Flag(chosen.item, "quotation_gone") for _ in lost]
    return tuple(dict.fromkeys((*found, *_absent(report, drafted, frozenset(there)))))


def flag_text(flag: Flag, language: str) -> str:
    """The flag as a sentence in a language of reports."""
    return Catalogue(language).say(f"editing.flag.{flag.code}", what=flag.what, was=flag.was, now=flag.now).text


def accepted(draft: Draft, item: str, report: Report) -> Draft:
    """The draft after a person read an item's words as the report shows them now and let them stand."""
    return dataclasses.replace(
        draft,
        words=tuple(
            _seen_now(words, report) if (words.item, words.language) == (item, report.language) else words
            for words in draft.words
        ),
    )


def _seen_now(words: Words, report: Report) -> Words:
    before = {seen.token: seen.shown for seen in words.seen}
    told = {token_text(token): shown(token, report) for token in _tokens(words)}
    seen = (Seen(text, before.get(text, "") if now is None else now) for text, now in told.items())
    return dataclasses.replace(words, seen=tuple(seen))


def _laid(report: Report) -> list[Words]:
    """The words that are shown in this report: those in its language, and own ones that have no other."""
    said = [words for words in report.draft.words if words.language == report.language]
    have = {words.item for words in said}
    own = tuple(one.id for one in report.draft.own)
    others = [words for words in report.draft.words if words.item not in have and words.item.startswith(own)]
    return [*said, *others] if own else said


def _tokens(words: Words) -> list[Token]:
    return [piece for piece in parsed(words.text) if not isinstance(piece, str)]


def _marked(report: Report, item: str) -> Iterator[Flag]:
    """What the report marks in an item."""
    for prose in prose_of_item(report, item):
        if is_title(item):
            for found in re.finditer(rf"(\S+){SIGN}", prose.text):
                yield Flag(item, "by_hand", found[1])
            continue
        for mark, text in _runs(prose):
            if mark == "by hand":
                yield Flag(item, "by_hand", text)
            elif mark == "altered":
                yield Flag(item, "altered", text)


def _runs(prose: Prose) -> Iterator[tuple[str, str]]:
    """Runs of spans with the same mark, as one text."""
    mark, text = "", ""
    for span in prose.spans:
        if span.mark != mark and text:
            yield mark, text
            text = ""
        mark = span.mark
        text += span.text
    if text:
        yield mark, text


def _changed(report: Report, words: Words) -> Iterator[Flag]:
    """What the words' tokens showed when they were written and do not show now."""
    was = {seen.token: seen.shown for seen in words.seen}
    for token in dict.fromkeys(_tokens(words)):
        before, now = was.get(token_text(token), ""), shown(token, report)
        if isinstance(token, FigureToken):
            if now is None:
                yield Flag(words.item, "figure_gone", token.key, before)
            elif before and now != before:
                yield Flag(words.item, "figure_changed", token.key, before, now)
        elif isinstance(token, CiteToken | QuoteToken):
            if now is None:
                yield Flag(words.item, "quotation_gone")
            elif before and now != before:
                yield Flag(words.item, "quotation_changed")
        elif now is None and _is_gone(report, words.item, before):
            yield Flag(words.item, "theme_gone", before, before)


def _is_gone(report: Report, item: str, name: str) -> bool:
    """Whether the report marks a name in an item as gone; a name it does not know by id may still be there."""
    return any(
        span.mark == "gone" and name in span.text for prose in prose_of_item(report, item) for span in prose.spans
    )


def _is_cited(report: Report, passage: Passage) -> bool:
    return any((one.verbatim_id, one.start, one.end) == _span(passage) for one in report.citations)


def _span(passage: Passage) -> tuple[str, int, int]:
    return passage.verbatim_id, passage.start, passage.end


def _absent(report: Report, drafted: Report | None, there: frozenset[str]) -> Iterator[Flag]:
    """Changes to what this report does not have. The short kinds of reports have little, so nothing is told of them."""
    if report.kind != "full":
        return
    draft, known = report.draft, there | frozenset(present(drafted) if drafted else ())
    own = tuple(one.id for one in draft.own)
    said = {words.item: _known_by(words) for words in draft.words if words.language == report.language}
    named = [*said, *(plan.item for plan in draft.plans), *(one.item for one in draft.chosen)]
    named += [item for order in draft.orders for item in order.ids]
    named += list(draft.removed) if drafted else []
    for item in dict.fromkeys(named):
        gone = item not in known and item.removesuffix("/title") not in {*known, "cover"}
        if gone and not (own and item.startswith(own)) and (drafted or item not in draft.removed):
            yield Flag(item, "item_gone", said.get(item) or item)


def _known_by(words: Words) -> str:
    """The beginning of the words, tokens as what they showed."""
    was = {seen.token: seen.shown for seen in words.seen}
    text = "".join(
        piece if isinstance(piece, str) else was.get(token_text(piece), "…") if isinstance(piece, FigureToken) else "…"
        for piece in parsed(words.text)
    )
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"
