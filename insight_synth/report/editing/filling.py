"""A person's words filled from the data: tokens become figures, quotations and names, what nothing bears out a mark.

The words are hostile input: they come out printable, of bounded length, with personal data marked.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from insight_synth.model import Citation, Passage, Snapshot, Words
from insight_synth.report.catalogue import messages
from insight_synth.report.document import Mark, Prose, Span
from insight_synth.report.editing.claims import HELD, claims, quotation_marks, says_much
from insight_synth.report.editing.shown import fingerprint, fixed_phrases, holds, is_fixed, piece_of, written
from insight_synth.report.editing.tokens import (
    CiteToken,
    FigureToken,
    QuoteToken,
    ThemeToken,
    Token,
    parsed,
    token_text,
)  # fmt: skip
from insight_synth.report.editing.typed import LONGEST, SIGN, taken_in
from insight_synth.report.ledger import Ledger, named
from insight_synth.report.redaction import redacted

CitationAt = Callable[[Passage], Citation | None]
"""The citation of a passage of the workspace; None where it holds it no more."""

_PLANNED = 15  # years that plans reach
_SEEN = 200  # characters that are kept of what a token showed last


@dataclass(slots=True)
class Quotable:
    """The quotations that words and choices may name: those of the snapshot, and any the workspace can give."""

    ledger: Ledger
    citation_at: CitationAt | None = None
    _known: dict[str, dict[tuple[int, int], Citation]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for citation in citations_of(self.ledger.snapshot):
            self._known.setdefault(citation.verbatim_id, {})[citation.start, citation.end] = citation

    def cited(self, passage: Passage) -> int:
        """The number of the quotation at a passage; 0 where there is none any more."""
        found = self.citation(passage)
        return self.ledger.cite(found) if found else 0

    def citation(self, passage: Passage) -> Citation | None:
        """The quotation at a passage, where there still is one."""
        known = self._known.get(passage.verbatim_id, {}).get((passage.start, passage.end))
        return known or self._asked(passage)

    def holding(self, passage: Passage, cited: Iterable[int] = ()) -> int:
        """The number of a quotation that holds the passage, one of ``cited`` if that does; 0 where there is none."""
        for number in cited:
            if number and holds(self.ledger.citation(number), passage):
                return number
        for (start, end), citation in sorted(self._known.get(passage.verbatim_id, {}).items()):
            if start <= passage.start < passage.end <= end:
                return self.ledger.cite(citation)
        return self.cited(passage)

    def _asked(self, passage: Passage) -> Citation | None:
        found = self.citation_at(passage) if self.citation_at else None
        there = (passage.verbatim_id, passage.start, passage.end)
        return found if found and (found.verbatim_id, found.start, found.end) == there else None


def citations_of(snapshot: Snapshot) -> Iterator[Citation]:
    """Every quotation that an analysis gives."""
    for theme in snapshot.themes:
        yield from theme.quotes
    for answer in snapshot.answers:
        yield from answer.quotes
    for digest in snapshot.digests:
        yield from (point.sentence for point in digest.points)
    for advice in snapshot.advice:
        for reason in advice.reasons:
            yield from reason.citations


def filled(words: Words, quotable: Quotable, drafted: Iterable[Prose] = ()) -> tuple[Prose, ...]:
    """The words line by line, ready to be shown; ``drafted`` is what they stand in place of."""
    phrases = _phrases(drafted, words.language)
    text, tokens = _apart(words.text)
    shown = _shown_tokens(tokens, words, quotable)
    marks = list(_marked(text, words.language, phrases, quotable))  # of all lines: a quotation may go over two
    lines, at, begun = [], 0, 0
    for line in text.split("\n"):
        here = shown[at : at + line.count(HELD)]
        at += line.count(HELD)
        if line.strip():
            lines.append(_line(line, here, [(start - begun, end - begun, mark) for start, end, mark in marks]))
        begun += len(line) + 1
    return tuple(lines)


def filled_title(words: Words, quotable: Quotable, drafted: str = "") -> str:
    """The words as a title: plain text, with the sign after what nothing bears out."""
    (prose, *_) = filled(words, quotable, (Prose((Span(drafted),)),)) or (Prose(),)
    text = "".join(f"{span.text}{SIGN}" if span.mark else "" if span.cite else span.text for span in prose.spans)
    return named(text, 300)


# ---- tokens ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Filled:
    """What stands in a token's place, and the number of the quotation that should be told after it."""

    token: Token
    span: Span
    cite: int = 0


def _apart(text: str) -> tuple[str, list[Token]]:
    """The text with one private sign in place of each token, safe to show, and the tokens."""
    tokens: list[Token] = []
    plain: list[str] = []
    for piece in parsed(text[: 4 * LONGEST]):
        if isinstance(piece, str):
            plain.append(piece.replace(HELD, ""))
        else:
            tokens.append(piece)
            plain.append(HELD)
    kept = [taken_in(part) if part.strip() else part for part in "".join(plain).split(HELD)]
    return _rejoined("".join(plain), kept), tokens


def _rejoined(plain: str, parts: list[str]) -> str:
    """The parts cleaned, with the spaces at their ends as they were; personal data are looked for across tokens."""
    edged = []
    for part, clean in zip(plain.split(HELD), parts, strict=True):
        head = part[: len(part) - len(part.lstrip(" \n\u00a0"))]
        tail = part[len(part.rstrip(" \n\u00a0")) :] if part.strip() else ""
        edged.append(f"{head}{clean}{tail}" if part.strip() else part.replace("\t", " "))
    whole = HELD.join(edged)[:LONGEST]
    marked = redacted(whole)[0]
    return marked if marked.count(HELD) == whole.count(HELD) else whole


def _shown_tokens(tokens: list[Token], words: Words, quotable: Quotable) -> list[_Filled]:
    seen = {one.token: named(one.shown, _SEEN) for one in words.seen}
    cited = {token.passage: quotable.cited(token.passage) for token in tokens if isinstance(token, CiteToken)}
    return [_filled(token, seen.get(token_text(token), ""), cited, quotable) for token in tokens]


def _filled(token: Token, seen: str, cited: dict[Passage, int], quotable: Quotable) -> _Filled:
    ledger = quotable.ledger
    if isinstance(token, CiteToken):
        number = cited[token.passage]
        return _Filled(token, Span(f"[{number}]", cite=number) if number else Span("[–]", mark="gone"))
    if isinstance(token, QuoteToken):
        return _quoted(token, seen, cited, quotable)
    if isinstance(token, FigureToken):
        return _Filled(token, _figure(token, seen, ledger))
    if isinstance(token, ThemeToken):
        there = any(theme.id == token.theme_id for theme in ledger.snapshot.themes)
        name = ledger.theme_name(token.theme_id) if token.bare else ledger.quoted_theme(token.theme_id)
        lost = _lost_name(token, seen, ledger)
        return _Filled(token, Span(name, target=f"theme-{token.theme_id}") if there else Span(lost, mark="gone"))
    if ledger.has_source(token.source_id):
        return _Filled(token, Span(ledger.source_name(token.source_id), target=f"source-{token.source_id}"))
    return _Filled(token, Span(seen or named(token.source_id), mark="gone"))


def _lost_name(token: ThemeToken, seen: str, ledger: Ledger) -> str:
    name, marks = seen or named(token.theme_id), ledger.catalogue.text
    return name if token.bare else f"{marks('quote.open')}{name}{marks('quote.close')}"


def _figure(token: FigureToken, seen: str, ledger: Ledger) -> Span:
    try:
        figure = ledger.figure(token.key, token.unit)
        if figure.value is not None:
            return Span(written(figure, ledger.catalogue.language).get(token.case, figure.shown), figure=figure.id)
    except (LookupError, TypeError, ValueError):
        pass  # the data no longer give it
    return Span(seen or "–", mark="gone")


def _quoted(token: QuoteToken, seen: str, cited: dict[Passage, int], quotable: Quotable) -> _Filled:
    number = quotable.holding(token.passage, cited.values())
    said = piece_of(quotable.ledger.citation(number), token.passage) if number else ""
    if not said:
        return _Filled(token, Span(quotable.ledger.catalogue.text("editing.quotation_gone"), mark="gone"))
    mark: Mark = "altered" if seen and seen != fingerprint(said) else ""
    told = any(at and holds(quotable.ledger.citation(at), token.passage) for at in cited.values())
    return _Filled(token, Span(said, mark=mark), 0 if told else number)


# ---- a line ------------------------------------------------------------------------------------------------------


def _line(line: str, shown: list[_Filled], marks: list[tuple[int, int, Mark]]) -> Prose:
    """The line's spans: text with what it claims marked, tokens filled, a quotation followed by its number."""
    after: dict[int, list[Span]] = {}
    spans: list[Span] = []
    held = iter(shown)
    plain, mark = "", ""
    for at, sign in enumerate(line):
        now: Mark = next((kind for start, end, kind in marks if start <= at < end), "")
        if (now != mark or sign == HELD) and plain:
            spans.append(Span(plain, mark=mark))  # type: ignore[arg-type]
            plain = ""
        mark = now
        if sign == HELD:
            one = next(held)
            spans.append(one.span if not now or one.span.mark else dataclasses.replace(one.span, mark=now))
            if one.cite:
                after.setdefault(_closing(line, at), []).extend(_number(one.cite))
        else:
            plain += sign
        if at in after:
            spans += [Span(plain, mark=mark)] if plain else []
            spans += after.pop(at)
            plain = ""
    return Prose((*spans, Span(plain, mark=mark)) if plain else tuple(spans))  # type: ignore[arg-type]


def _closing(line: str, at: int) -> int:
    """The place of the quotation mark that closes the piece at ``at``, or that place where none does."""
    end = at + 1
    while end < len(line) and line[end] in " \u00a0….,;:!?":
        end += 1
    return end if end < len(line) and line[end] in quotation_marks() else at


def _number(cite: int) -> list[Span]:
    return [Span(" "), Span(f"[{cite}]", cite=cite)]


def _marked(text: str, language: str, phrases: tuple[str, ...], quotable: Quotable) -> Iterator[tuple[int, int, Mark]]:
    """What in a text claims something that no token bears out."""
    ledger = quotable.ledger
    for claim in claims(text, language):
        said = text[claim.start : claim.end]
        if claim.kind == "quote":
            inner = said[1:-1]
            own = inner.replace(HELD, " ")
            if (HELD not in inner or says_much(own)) and not _is_name(inner, ledger):
                yield claim.start, claim.end, "altered"
            elif HELD in inner:  # beside what was filled in, it may still hold numbers
                for start, end, mark in _marked(inner, language, phrases, quotable):
                    yield claim.start + 1 + start, claim.start + 1 + end, mark
        elif is_fixed(text, claim.start, claim.end, phrases):
            continue
        elif claim.kind == "date":
            if claim.value and not _to_come(claim.value, ledger.snapshot.now[:10]):
                yield claim.start, claim.end, "by hand"
        else:
            yield claim.start, claim.end, "by hand"


def _to_come(day: str, now: str) -> bool:
    """Whether a day is one that people plan for; a year further off than that is rather a number."""
    return bool(now) and now < day and int(day[:4]) <= int(now[:4]) + _PLANNED


def _is_name(text: str, ledger: Ledger) -> bool:
    """Whether words in quotation marks are a theme's or a source's name."""
    return any(ledger.theme_name(theme.id) == text for theme in ledger.snapshot.themes) or any(
        ledger.source_name(profile.source.id) == text for profile in ledger.snapshot.profiles
    )


def _phrases(drafted: Iterable[Prose], language: str) -> tuple[str, ...]:
    listed = messages(language)["editing.fixed"].split("|")
    return (*listed, *(phrase for prose in drafted for phrase in fixed_phrases(prose, language)))
