"""What a report shows, for people's words to be bound to: figures where they stand, quotations, names.

Asked of a composed report alone, drafted or with changes laid over; nothing here reads a snapshot.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from insight_synth.model import Passage
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.document import Cited, Figure, Finding, Prose, Report, Span, prose_of
from insight_synth.report.editing.claims import HELD, canonical, claims, quotation_marks
from insight_synth.report.editing.items import prose_of_item
from insight_synth.report.editing.tokens import (
    Case,
    CiteToken,
    FigureToken,
    SourceToken,
    ThemeToken,
    Token,
    parsed,
    token_text,
)  # fmt: skip

_CASES: tuple[Case, ...] = ("", "in", "from")
_STEM = 5  # letters by which words are compared, so that an ending does not part them


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A figure where it stands: how it is written, its number as ``canonical`` has it, and the words after it."""

    token: FigureToken
    text: str
    value: str
    after: frozenset[str]
    forms: tuple[tuple[str, Case], ...] = ()  # all ways to write it, for a month


def occurrences(report: Report) -> tuple[Occurrence, ...]:
    """Every figure in the running text of the report, in reading order."""
    figures = {figure.id: figure for figure in report.figures}
    proses = [report.cover.period, *(prose for _, prose in report.cover.facts)]
    proses += [prose for section in report.sections for block in section.blocks for prose in prose_of(block)]
    return tuple(found for prose in proses for found in _in_prose(report, prose, figures))


def occurrences_in_item(report: Report, item: str) -> tuple[Occurrence, ...]:
    """The figures of an item's words in order, those that the data no longer give too."""
    words = report.draft.said(item, report.language)
    if words is None:
        figures = {figure.id: figure for figure in report.figures}
        return tuple(found for prose in prose_of_item(report, item) for found in _in_prose(report, prose, figures))
    told = shown_in_words(report, item)
    plain, places = "", []
    for piece in parsed(words.text):
        if isinstance(piece, str):
            plain += piece
        else:
            if isinstance(piece, FigureToken):
                places.append((len(plain), piece))
            plain += HELD
    return tuple(_occurrence(report, token, told.get(token_text(token), ""), plain, at + 1) for at, token in places)


def words_after(text: str, at: int) -> frozenset[str]:
    """The next two words, their beginnings, up to the end of the sentence or the next token."""
    near = text[at : at + 80].split(HELD)[0]
    money = re.match(r"[ \u00a0]?([€$£])", near)
    found = re.match(r"[^\w.;:!?\n]*([^\W\d_]+)(?:[ \u00a0-]+([^\W\d_]+))?", near)
    words = (*(found.groups() if found else ()), money[1] if money else "")
    return frozenset(word.casefold()[:_STEM] for word in words if word)


def fixed_phrases(prose: Prose, language: str) -> tuple[str, ...]:
    """Numbers that the drafted words hold as fixed text, each with the word beside it: "95% interval"."""
    plain = "".join(
        span.text if not (span.figure or span.cite or span.mark or span.target) else HELD for span in prose.spans
    )
    phrases = []
    for claim in claims(plain, language):
        after = re.match(r"[ \u00a0]?:?[^\W\d_]+(?: [^\W\d_]+)?", plain[claim.end :])
        before = re.search(r"[^\W\d_]+ $", plain[: claim.start])
        if after:
            phrases.append(plain[claim.start : claim.end] + after[0])
        elif before:
            phrases.append(before[0] + plain[claim.start : claim.end])
    return tuple(dict.fromkeys(phrases))


def is_fixed(text: str, start: int, end: int, phrases: tuple[str, ...]) -> bool:
    """Whether ``text[start:end]`` stands in one of the phrases."""
    for phrase in phrases:
        at = text.find(phrase, max(0, start - len(phrase)), end + len(phrase))
        while at >= 0:
            if at <= start and end <= at + len(phrase):
                return True
            at = text.find(phrase, at + 1, end + len(phrase))
    return False


def written(figure: Figure, language: str) -> dict[Case, str]:
    """How a figure may be written: as shown, and a month inflected."""
    if figure.unit != "month" or not isinstance(figure.value, str):
        return {"": figure.shown}
    catalogue = Catalogue(language)
    return {case: catalogue.month(figure.value, case) for case in _CASES}


# ---- what a token shows ------------------------------------------------------------------------------------------


def shown_in_words(report: Report, item: str) -> dict[str, str]:
    """What each token of a person's words shows now, or showed last where the data no longer give it."""
    words = report.draft.said(item, report.language)
    if words is None:
        return {}
    told = {seen.token: seen.shown for seen in words.seen}
    for piece in parsed(words.text):
        if not isinstance(piece, str) and (now := shown(piece, report)) is not None:
            told[token_text(piece)] = now
    return told


def shown(token: Token, report: Report) -> str | None:
    """What a token shows in the report, of a quotation a fingerprint; None where the report does not hold it."""
    if isinstance(token, FigureToken):
        figure = next((one for one in report.figures if (one.key, one.unit) == (token.key, token.unit)), None)
        return written(figure, report.language).get(token.case) if figure else None
    if isinstance(token, ThemeToken | SourceToken):
        names = names_in(report)
        return names.themes.get(token.theme_id) if isinstance(token, ThemeToken) else names.sources.get(token.source_id)
    if isinstance(token, CiteToken):
        cited = next((one for one in report.citations if _place(one) == token.passage), None)
        return fingerprint(cited.text) if cited else None
    cited = holding(report, token.passage)
    return fingerprint(piece_of(cited, token.passage)) if cited else None


def holding(report: Report, passage: Passage) -> Cited | None:
    """A quotation of the report that holds the passage."""
    return next((one for one in report.citations if holds(one, passage)), None)


def holds(cited: Cited, passage: Passage) -> bool:
    """Whether the passage is a piece of the quotation."""
    return cited.verbatim_id == passage.verbatim_id and cited.start <= passage.start < passage.end <= cited.end


def piece_of(cited: Cited, passage: Passage) -> str:
    """The passage as the quotation shows it, on one line."""
    return " ".join(cited.text[passage.start - cited.start : passage.end - cited.start].split())


def fingerprint(text: str) -> str:
    """By which a quotation is known again; drafts keep no words of customers, so that erasing one leaves none."""
    return hashlib.blake2b(" ".join(text.split()).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _place(cited: Cited) -> Passage:
    return Passage(cited.verbatim_id, cited.start, cited.end)


# ---- names -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Names:
    """What themes and sources are called in the report, by id."""

    themes: dict[str, str]
    sources: dict[str, str]


def names_in(report: Report) -> Names:
    """The names of the themes and sources that the report names, as the data have them."""
    themes: dict[str, str] = {}
    sources = {cited.source: cited.source_name for cited in report.citations}
    said = {words.item for words in report.draft.words if words.language == report.language}
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Finding) and block.title and f"{block.id}/title" not in said:
                kind, _, name = block.id.partition(":")
                if kind == "finding" and not name.startswith("own-"):
                    themes.setdefault(name, block.title)
            for prose in prose_of(block):
                for span in prose.spans:
                    _named(span, themes, sources)
        kind, _, name = section.id.partition("-")
        if section.kind in {"theme", "source"} and f"{section.id}/title" not in said:
            (themes if section.kind == "theme" else sources).setdefault(name, section.title)
    return Names(themes, sources)


def _named(span: Span, themes: dict[str, str], sources: dict[str, str]) -> None:
    kind, _, name = span.target.partition("-")
    if kind == "theme" and name and not span.mark:
        themes.setdefault(name, span.text.strip(quotation_marks()) if span.text[:1] in quotation_marks() else span.text)
    elif kind == "source" and name and not span.mark:
        sources.setdefault(name, span.text)


# ---- figures where they stand ------------------------------------------------------------------------------------


def _in_prose(report: Report, prose: Prose, figures: dict[str, Figure]) -> Iterator[Occurrence]:
    plain = "".join(HELD * len(span.text) if span.figure else span.text for span in prose.spans)
    at = 0
    for span in prose.spans:
        at += len(span.text)
        figure = figures.get(span.figure) if span.figure else None
        if figure is not None:
            forms = written(figure, report.language)
            case: Case = next((case for case, form in forms.items() if form == span.text), "")
            yield _occurrence(report, FigureToken(figure.key, figure.unit, case), span.text, plain, at, forms)


def _occurrence(
    report: Report, token: FigureToken, text: str, plain: str, end: int, forms: dict[Case, str] | None = None
) -> Occurrence:
    written_so = tuple((form, case) for case, form in (forms or {token.case: text}).items())
    return Occurrence(token, text, canonical(text, report.language), words_after(plain, end), written_so)
