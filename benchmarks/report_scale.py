"""How long the PDF of a large report takes to draw, and how much memory: at least 200 pages and 5,000 citations.

The report is made here, block by block, as large as a company with 30 sources and 60 themes might have it; composing
one from an analysis is not measured. Beside it stands reportlab by itself, laying out as many plain paragraphs of the
same words, without tables, charts, links, bookmarks or page numbers that must be known beforehand: what is paid for a
report over bare text. Last, the other formats, and reading the JSON back. Every row is a process of its own.

Run: python benchmarks/report_scale.py [--citations N] [--themes N] [--sources N]
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from insight_synth.report.document import (
    Action,
    Block,
    Cited,
    Column,
    Cover,
    Facts,
    Figure,
    Finding,
    Heading,
    Prose,
    Quotes,
    Report,
    Section,
    SourceBar,
    SourceChart,
    Span,
    Table,
    Text,
    TimeChart,
    Verdict,
    prose_of,
)  # fmt: skip

SECONDS, MEGABYTES = 15.0, 700.0
SHOWN = 6  # quotations shown in a theme's section; the others are cited in its text
SPOKEN = """
the parcel came two days late and nobody told us when it would be there at all so we waited in vain
paketti tuli kaksi päivää myöhässä eikä kukaan kertonut milloin se saapuisi joten odotimme turhaan
paczka przyszła dwa dni za późno i nikt nam nie powiedział kiedy będzie więc czekaliśmy na próżno
"""
WORDS = SPOKEN.split()
LABELS = {
    "page": "Page", "contents": "Contents", "cited_on": "Cited on page", "characters": "characters",
    "action": "Proposed action", "measured": "Measured by", "owner": "Owner and date", "owner_blank": "to be agreed",
    "beside": "Read with care", "quote.open": "“", "quote.close": "”", "quote.redacted": "redacted",
    "language.en": "English", "language.fi": "Finnish", "language.pl": "Polish", "mark_note": "",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--citations", type=int, default=5_000)
    parser.add_argument("--themes", type=int, default=60)
    parser.add_argument("--sources", type=int, default=30)
    parser.add_argument("--one", choices=["report", "paragraphs", "others"], help="measure this alone, in this process")
    options = parser.parse_args()
    size = [options.citations, options.themes, options.sources]
    if options.one == "others":
        print("; ".join(f"{name} {seconds:.1f} s" for name, seconds in measured_others(*size)))
        return
    if options.one:
        print(*(measured_report(*size) if options.one == "report" else measured_paragraphs(*size)))
        return
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |")
    took = {}
    for what in ("report", "paragraphs"):
        seconds, clock, pages, things, megabytes = map(float, alone(what, size).split())
        took[what] = seconds
        data = f"{size[1]} themes, {size[2]} sources, {size[0]:,} citations"
        limits = f" (at most {SECONDS:.0f} s, {MEGABYTES:.0f} MB)" if what == "report" else ""
        name = "the PDF of a report" if what == "report" else f"reportlab alone, {things:,.0f} plain paragraphs"
        figure = f"{seconds:.1f} s of processor, {clock:.1f} s by the clock; {pages:.0f} pages; peak {megabytes:.0f} MB"
        print(f"| {date.today()} | {os.cpu_count()} cores | {data} | {name}{limits} | {figure} |", flush=True)
    ratio = took["report"] / took["paragraphs"]
    print(
        f"| {date.today()} | {os.cpu_count()} cores | the same | the report over plain paragraphs | {ratio:.1f} times |"
    )
    others = alone("others", size).strip()
    print(f"| {date.today()} | {os.cpu_count()} cores | the same | the other formats, of processor | {others} |")


def alone(what: str, size: list[int]) -> str:
    """What a process of its own prints of one measurement."""
    command = [sys.executable, __file__, "--one", what]
    for name, number in zip(("--citations", "--themes", "--sources"), size, strict=True):
        command += [name, str(number)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def measured_report(citations: int, themes: int, sources: int) -> tuple[float, float, int, int, float]:
    """Seconds of processor and by the clock, pages, citations, peak megabytes of this process."""
    from insight_synth.report.pdf.pages import pdf_bytes

    report = made(citations, themes, sources)
    begun, clock = time.process_time(), time.perf_counter()
    drawn = pdf_bytes(report)
    seconds, passed = time.process_time() - begun, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, passed, drawn.count(b"/Type /Page\n") + drawn.count(b"/Type /Page "), citations, peak


def measured_paragraphs(citations: int, themes: int, sources: int) -> tuple[float, float, int, int, float]:
    """The same for plain paragraphs of the same words: every running text of the report and every quotation."""
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    from insight_synth.report.pdf.design import fonts
    from insight_synth.report.pdf.styles import styles

    report = made(citations, themes, sources)
    texts = [prose.text for section in report.sections for block in section.blocks for prose in prose_of(block)]
    texts += [cited.text for cited in report.citations] * 2  # each stands in the appendix with a line of its own
    begun, clock = time.process_time(), time.perf_counter()
    fonts()
    document = SimpleDocTemplate(io.BytesIO(), invariant=1)
    document.build([Paragraph(text, styles()["cell"]) for text in texts])
    seconds, passed = time.process_time() - begun, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, passed, document.page, len(texts), peak


def measured_others(citations: int, themes: int, sources: int) -> Iterator[tuple[str, float]]:
    """Seconds of processor for each format but PDF, and for reading the JSON back."""
    from insight_synth.report import from_json, render, to_json
    from insight_synth.report.rendering import ENDINGS

    report = made(citations, themes, sources)
    text = to_json(report)
    with tempfile.TemporaryDirectory() as folder:
        for ending in (ending for ending in ENDINGS if ending != ".pdf"):
            begun = time.process_time()
            render(report, Path(folder) / f"report{ending}")
            yield ending, time.process_time() - begun
    begun = time.process_time()
    from_json(text)
    yield "JSON read back", time.process_time() - begun


def made(citations: int, themes: int, sources: int) -> Report:
    """A report in which every theme has its section, every source its sheet, and every quotation is cited."""
    figures: dict[str, Figure] = {}

    def figure(value: float, *, share: bool = True) -> str:
        key = f"f{len(figures)}"
        shown = f"{value:.0%}" if share else f"{value:.0f}"
        figures[key] = Figure(key, value, "share" if share else "count", f"made/{key}", shown)
        return key

    def share(at: int) -> Span:
        key = figure(0.01 + at * 37 % 61 / 100)
        return Span(figures[key].shown, figure=key)

    cited = tuple(
        Cited(at + 1, f"v{at}", f"s{at % sources:02d}", f"Source number {at % sources}", f"export-{at % sources}.csv",
              f"{at:064x}", f"row {at + 2}", 0, 60 + at % 80, said(at), ("en", "fi", "pl")[at % 3], "2026-10-01")
        for at in range(citations)
    )  # fmt: skip
    each = [range(1 + at * citations // themes, 1 + (at + 1) * citations // themes) for at in range(themes)]
    story: list[Block] = [
        Finding(f"Theme {at}", Prose((Span(said(at, 30)), share(at), *cites(each[at][:2]))), target=f"theme-{at}")
        for at in range(min(5, themes))
    ]
    sections = [Section("story", "story", "The story on one page", blocks=tuple(story))]
    for at, numbers in enumerate(each):
        bars = tuple(
            SourceBar(f"Source number {source}", figure(high * 0.8), figure(high * 0.6), figure(high),
                      figure(40 + source, share=False), figure(300, share=False), source % 4 > 0)
            for source in range(min(sources, 14)) for high in (0.5 / (source + 1),)
        )  # fmt: skip
        months = tuple(f"2025-{month:02d}" for month in range(1, 13))
        blocks: list[Block] = [
            Finding("", Prose((Span(said(at, 60)), share(at))), caveats=(Prose((Span(said(at + 1, 25)),)),)),
            Action(Prose((Span(said(at + 2, 16)),)), Prose((Span(said(at + 3, 16)), share(at)))),
            SourceChart("Share of each source’s voices", bars, "", "not beyond chance"),
            TimeChart("Share by month", months, tuple(figure((at + n) % 9 / 40) for n in range(12)), "", labels=months),
            Table(
                (Column("Sub-theme", 3), Column("Voices", 1, "right")),
                tuple((Prose((Span(said(n, 2)),)), Prose((share(n),))) for n in range(6)),
            ),
            Heading("In their own words"),
            Quotes(tuple(numbers[:SHOWN])),
        ]
        rest = numbers[SHOWN:]
        blocks += [
            Text(Prose((Span(said(start, 18)), *cites(rest[start : start + 8]))), "bullet")
            for start in range(0, len(rest), 8)
        ]
        sections.append(Section(f"theme-{at}", "theme", f"Theme {at}", 2, tuple(blocks)))
    for at in range(sources):
        facts = tuple((f"Fact {n}", Prose((Span(said(n, 6)), share(n)))) for n in range(10))
        reasons = [Text(Prose((Span(said(n, 25)), share(n))), "bullet") for n in range(8)]
        sheet: list[Block] = [
            Verdict("keep", "Keep", Prose((Span(said(at, 8)),))),
            Facts(facts),
            Heading("Why"),
            *reasons,
        ]
        sections.append(Section(f"source-{at}", "source", f"Source number {at}", 2, tuple(sheet)))
    sections.append(Section("evidence", "evidence", "Evidence", blocks=(Quotes(tuple(range(1, citations + 1))),)))
    labels = LABELS | {"date.2026-10-01": "1 October 2026"}
    return Report(
        language="en", fingerprint="0" * 16, now="2026-10-31",
        cover=Cover("A large report", "Made for measuring", Prose((Span("2025 – 2026"),)), ()),
        sections=tuple(sections), figures=tuple(figures.values()), citations=cited, labels=tuple(labels.items()),
    )  # fmt: skip


def said(at: int, words: int = 0) -> str:
    """Some words, others for every number, about ten to twenty where their number is not given."""
    many = words or 10 + at % 11
    return " ".join(WORDS[(at * 7 + n) % len(WORDS)] for n in range(many)) + " "


def cites(numbers: range) -> tuple[Span, ...]:
    return tuple(span for number in numbers for span in (Span(" "), Span(f"[{number}]", cite=number)))


if __name__ == "__main__":
    main()
