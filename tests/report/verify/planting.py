"""Changes planted in a report: each takes one and gives it back with one thing in it that is not so."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from insight_synth.model import Draft, Words
from insight_synth.report import Cited, Figure, Finding, Report
from insight_synth.report.document import Block, Prose, Quotes, Section, SourceChart, Span, Text, TimeChart, Verdict

Change = Callable[[Report], Any]
replace: Any = dataclasses.replace


def figure(of: Callable[[Figure], bool], **changed: object) -> Change:
    """The first figure of a kind, changed."""

    def change(report: Report) -> Any:
        place = next(at for at, held in enumerate(report.figures) if of(held))
        figures = (*report.figures[:place], replace(report.figures[place], **changed), *report.figures[place + 1 :])
        return replace(report, figures=figures)

    return change


def cited(number: int, changed: Callable[[Cited], Any]) -> Change:
    """One quotation, changed."""
    return lambda report: replace(
        report, citations=tuple(changed(held) if held.number == number else held for held in report.citations)
    )


def section(section_id: str, changed: Callable[[Section], Any]) -> Change:
    """One section, changed."""
    return lambda report: replace(
        report, sections=tuple(changed(held) if held.id == section_id else held for held in report.sections)
    )


def block(section_id: str, kind: type[Block], changed: Callable[[Any], Any], at: int = 0) -> Change:
    """One block of a kind in a section, changed, or left out where the change gives None."""

    def within(held: Section) -> Any:
        place = [where for where, one in enumerate(held.blocks) if isinstance(one, kind)][at]
        made = changed(held.blocks[place])
        middle = () if made is None else (made,)
        return replace(held, blocks=(*held.blocks[:place], *middle, *held.blocks[place + 1 :]))

    return section(section_id, within)


def every_block(kind: type[Any], changed: Callable[[Any], Any]) -> Change:
    """The first block of a kind anywhere, changed."""

    def change(report: Report) -> Any:
        home = next(held for held in report.sections if any(isinstance(one, kind) for one in held.blocks))
        return block(home.id, kind, changed)(report)

    return change


def in_claim(changed: Callable[[tuple[Span, ...]], tuple[Span, ...]]) -> Change:
    """The spans of the first finding's claim, changed."""

    def claim(held: Finding) -> Any:
        return replace(held, claim=Prose(changed(held.claim.spans)))

    return block("theme-t001", Finding, claim)


def letter(text: str, at: int = 5) -> str:
    """The text with one letter another."""
    return text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]


def figure_spans(spans: tuple[Span, ...]) -> list[int]:
    return [at for at, span in enumerate(spans) if span.figure]


def digit_in_span(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Another digit printed than the figure has."""
    at = next(place for place in figure_spans(spans) if any(sign.isdigit() for sign in spans[place].text))
    old = spans[at].text
    digit = next(sign for sign in old if sign.isdigit())
    changed = replace(spans[at], text=old.replace(digit, str((int(digit) + 1) % 10), 1))
    return (*spans[:at], changed, *spans[at + 1 :])


def swapped_figures(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Two figures of one sentence, each in the other's place."""
    first = figure_spans(spans)[0]
    second = next(at for at in figure_spans(spans) if spans[at].text != spans[first].text)
    changed = list(spans)
    changed[first], changed[second] = spans[second], spans[first]
    return tuple(changed)


def bar(**changed: Callable[[Any], str]) -> Change:
    """The first bar of the first chart, showing other figures."""

    def other(held: SourceChart) -> Any:
        row = held.rows[0]
        made = replace(row, **{name: of(held) for name, of in changed.items()})
        return replace(held, rows=(made, *held.rows[1:]))

    return block("theme-t001", SourceChart, other)


def by_hand(report: Report) -> Any:
    """A sentence passed off as a person's, with the draft to match."""
    said = Words("lead", "en", "Sales doubled.")
    first = next(held for held in report.section("story").blocks if isinstance(held, Text))
    text = replace(first, prose=Prose((Span("Sales doubled."),)), written="edited")
    changed = block("story", Text, lambda _: text)(report)
    return replace(changed, draft=Draft(words=(said,)))


def left_out(report: Report) -> Any:
    """A section taken out, with a draft that says a person did."""
    kept = tuple(held for held in report.sections if held.id != "comparability")
    return replace(report, sections=kept, draft=Draft(removed=("comparability",)))


def rounded_away(report: Report) -> Any:
    """A share changed by less than what is printed."""
    place, held = next((at, held) for at, held in enumerate(report.figures) if held.unit == "share" and held.value)
    assert isinstance(held.value, float)
    made = replace(held, value=held.value + 1e-6)
    return replace(report, figures=(*report.figures[:place], made, *report.figures[place + 1 :]))


def swapped_quotations(report: Report) -> Any:
    one, two, *rest = report.citations
    return replace(report, citations=(replace(two, number=1), replace(one, number=2), *rest))


def a_count(held: Figure) -> bool:
    return held.unit == "count" and isinstance(held.value, int) and held.value > 10


def a_low(held: Figure) -> bool:
    return held.key.endswith("/low")


PLANTED: dict[str, Change] = {
    "a digit of a figure": figure(a_count, shown="999"),
    "a figure's value": figure(a_count, value=7),
    "value and digit of a figure": figure(a_count, value=999, shown="999"),
    "a share by less than is printed": rounded_away,
    "a figure's key": figure(a_count, key="totals/rejects"),
    "the bound of an interval": figure(a_low, value=0.0, shown="0%"),
    "a date": figure(lambda held: held.unit == "date", value="2020-01-01", shown="1 January 2020"),
    "a digit in a sentence": in_claim(digit_in_span),
    "two figures of a sentence": in_claim(swapped_figures),
    "a number in place of a figure": in_claim(
        lambda spans: tuple(Span("99%") if at == figure_spans(spans)[0] else span for at, span in enumerate(spans))
    ),
    "a word of a sentence": in_claim(
        lambda spans: tuple(replace(span, text=span.text.replace("voices", "shoppers")) for span in spans)
    ),
    "a sentence more": in_claim(lambda spans: (*spans, Span(" Sales doubled."))),
    "a letter of a quotation": cited(1, lambda held: replace(held, text=letter(held.text))),
    "a quotation's accents": cited(3, lambda held: replace(held, text=held.text[:-1] + "é")),
    "a quotation cut short": cited(2, lambda held: replace(held, text=held.text[:-1], end=held.end - 1)),
    "a citation moved by one sign": cited(1, lambda held: replace(held, start=held.start + 1, end=held.end + 1)),
    "a citation moved to another record": cited(1, lambda held: replace(held, verbatim_id="nobody")),
    "two quotations": swapped_quotations,
    "a quotation's source": cited(1, lambda held: replace(held, source="blog", source_name="Blog")),
    "a quotation's source name": cited(1, lambda held: replace(held, source_name="The board")),
    "a quotation's export": cited(1, lambda held: replace(held, export="other.csv")),
    "an export's fingerprint": cited(1, lambda held: replace(held, sha256=letter(held.sha256))),
    "a quotation's row": cited(1, lambda held: replace(held, locator="row 1")),
    "a quotation's date": cited(1, lambda held: replace(held, date="2019-05-05")),
    "a quotation's customer group": cited(1, lambda held: replace(held, segment="royalty")),
    "a quotation left out": block("theme-t001", Quotes, lambda held: replace(held, numbers=held.numbers[1:])),
    "a verdict's word": every_block(Verdict, lambda held: replace(held, word="Retire", code="retire")),
    "a bar's share": bar(share=lambda held: held.rows[-1].share),
    "a bar's source": every_block(
        SourceChart, lambda held: replace(held, rows=(replace(held.rows[0], name="Board"), *held.rows[1:]))
    ),
    "a bar left out": every_block(SourceChart, lambda held: replace(held, rows=held.rows[1:])),
    "a month's share": every_block(TimeChart, lambda held: replace(held, shares=held.shares[::-1])),
    "a caveat left out": block("comparability", Text, lambda _: None),
    "a section left out": lambda report: replace(report, sections=report.sections[:-2] + report.sections[-1:]),
    "a section left out in a person's name": left_out,
    "a section's title": section("theme-t001", lambda held: replace(held, title="All is well")),
    "two sections' order": lambda report: replace(
        report, sections=(*report.sections[:3], report.sections[4], report.sections[3], *report.sections[5:])
    ),
    "words in a person's name": by_hand,
    "the cover's title": lambda report: replace(report, cover=replace(report.cover, title="Praise")),
    "the day it is of": lambda report: replace(report, cover=replace(report.cover, period=Prose((Span("2019"),)))),
    "that it is of demonstration data": lambda report: replace(report, demo=not report.demo),
    "the newest day": lambda report: replace(report, now="2031-01-01"),
    "a fixed word": lambda report: replace(
        report, labels=tuple((name, "Fun" if name == "quote.redacted" else text) for name, text in report.labels)
    ),
}
