"""Whether a report agrees with itself, without any workspace: every figure is written as its value reads, the running
text shows the figures and quotations it names, charts and tables name what there is. Not whether the figures are right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from insight_synth.model import Language
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.document import (
    Figure,
    Report,
    Section,
    SourceBar,
    SourceChart,
    TimeChart,
    cited_in,
    prose_of,
)  # fmt: skip
from insight_synth.report.ledger import named
from insight_synth.report.verify.discrepancy import Discrepancy, of_quotation
from insight_synth.report.verify.figures import described

_LETTERS = frozenset("0123456789abcdef")


def at_odds(report: Report) -> Iterator[Discrepancy]:
    """Where the report disagrees with itself. Raises ValueError for a language that no report is in."""
    if report.language not in get_args(Language):
        raise ValueError(f"no report is in {report.language!r}")
    catalogue = Catalogue(report.language)
    figures = {figure.id: figure for figure in report.figures}
    if len(figures) != len(report.figures):
        yield Discrepancy("figure", "two figures of one name")
    yield from _figures(report, catalogue)
    yield from _citations(report)
    for section in report.sections:
        yield from _prose(report, section, figures, catalogue)
        yield from _charts(section, figures)


def _figures(report: Report, catalogue: Catalogue) -> Iterator[Discrepancy]:
    names: dict[str, set[str]] = {}
    for cited in report.citations:
        names.setdefault(cited.source, set()).add(cited.source_name)
    for figure in report.figures:
        for shown in _readings(figure, catalogue, names):
            if figure.shown != shown:
                yield Discrepancy("figure", f"{described(figure)}, written", figure.shown, shown,
                                  beside="its value reads")  # fmt: skip


def _readings(figure: Figure, catalogue: Catalogue, names: dict[str, set[str]]) -> Iterator[str]:
    """How the figure's value is written, where that can be told: a source's id stands for its name."""
    if figure.unit in {"name", "word"} and isinstance(figure.value, str):
        if figure.unit == "word":
            yield named(figure.value, 400)
        elif figure.value not in names:
            yield named(figure.value) if named(figure.value) == figure.shown else figure.shown
        return
    try:
        yield catalogue.show(figure.value, figure.unit)
    except (ArithmeticError, TypeError, ValueError):
        yield "no number"


def _citations(report: Report) -> Iterator[Discrepancy]:
    numbers = [cited.number for cited in report.citations]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Discrepancy("quotation", "the quotations are not numbered one by one")
    sources: dict[str, str] = {}
    for cited in report.citations:
        what = f"quotation [{cited.number}]"
        if cited.end - cited.start != len(cited.text):
            yield of_quotation(cited, f"{what} is not as long as its place says")
        if len(cited.sha256) != 64 or not _LETTERS.issuperset(cited.sha256):
            yield of_quotation(cited, f"{what} names no export's fingerprint")
        if sources.setdefault(cited.source, cited.source_name) != cited.source_name:
            yield of_quotation(cited, f"{what} names its source otherwise than others do", cited.source_name,
                               sources[cited.source], beside="others")  # fmt: skip


def _prose(report: Report, section: Section, figures: dict[str, Figure], catalogue: Catalogue) -> Iterator[Discrepancy]:
    numbers = {cited.number for cited in report.citations}
    for block in section.blocks:
        for number in cited_in(block):
            if number not in numbers:
                yield Discrepancy("quotation", f"“{section.title}” cites quotation {number}, which is not there")
        for prose in prose_of(block):
            for span in prose.spans:
                if span.figure and span.figure not in figures:
                    yield Discrepancy("figure", f"“{section.title}” shows a figure that is not there", span.text)
                elif span.figure and span.text not in _writings(figures[span.figure], catalogue):
                    figure = figures[span.figure]
                    yield Discrepancy("figure", f"{described(figure)} in “{section.title}”", span.text, figure.shown,
                                      beside="its evidence")  # fmt: skip
                if span.cite and span.text != f"[{span.cite}]":
                    yield Discrepancy("quotation", f"{span.text} in “{section.title}” is not quotation {span.cite}")


def _writings(figure: Figure, catalogue: Catalogue) -> set[str]:
    writings = {figure.shown}
    if figure.unit == "month" and isinstance(figure.value, str):
        writings |= {catalogue.month(figure.value, case) for case in ("in", "from")}
    return writings


def _charts(section: Section, figures: dict[str, Figure]) -> Iterator[Discrepancy]:
    for block in section.blocks:
        if isinstance(block, SourceChart):
            for row in block.rows:
                told = _bar(row, figures)
                if told:
                    yield Discrepancy("figure", f"the chart in “{section.title}”, {row.name}: {told}")
        elif isinstance(block, TimeChart):
            if len(block.months) != len(block.shares) or len(block.labels) not in {0, len(block.months)}:
                yield Discrepancy("figure", f"the chart in “{section.title}” has not one share a month")
                continue
            for month, share in zip(block.months, block.shares, strict=True):
                if share and (share not in figures or f"month:{month}/" not in figures[share].key):
                    yield Discrepancy("figure", f"the chart in “{section.title}” shows no figure of {month}")


def _bar(row: SourceBar, figures: dict[str, Figure]) -> str:
    """What is wrong with a row of a chart; "" where nothing is."""
    names = (row.low, row.share, row.high, row.voices, row.of_voices)
    if any(name not in figures for name in names):
        return "it shows a figure that is not there"
    low, share, high, voices, of_voices = (figures[name] for name in names)
    heads = {figure.key.rpartition("/")[0] for figure in (low, share, high)}
    if len(heads) != 1:
        return "its share and interval are not of one thing"
    numbers = [figure.value for figure in (low, share, high)]
    if all(isinstance(number, int | float) for number in numbers) and sorted(numbers) != numbers:  # type: ignore[type-var]
        return "its share lies outside its interval"
    counts = voices.value, of_voices.value
    if all(isinstance(count, int | float) for count in counts) and counts[0] > counts[1]:  # type: ignore[operator]
        return "more voices than there are"
    return ""
