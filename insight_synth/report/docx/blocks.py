"""Each part of a report as paragraphs, tables and drawings of the document: how it stands there, not what it says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from insight_synth.report import captions
from insight_synth.report.captions import MARK
from insight_synth.report.document import (
    Action,
    Block,
    Cited,
    Facts,
    Finding,
    Heading,
    Prose,
    Quotes,
    Report,
    Section,
    SourceChart,
    Span,
    Table,
    Text,
    TimeChart,
    Verdict,
)  # fmt: skip
from insight_synth.report.docx.charts import dot_drawing, line_drawing
from insight_synth.report.docx.design import FAINT, LANDSCAPE, MARGIN, PORTRAIT, Page
from insight_synth.report.docx.markup import (
    bookmark,
    cell,
    lines,
    link,
    paragraph,
    row,
    run,
    table,
    widths_of,
)  # fmt: skip
from insight_synth.report.json_format import citation_id

_SHORT, _BRIEF = 10, 1200  # rows and signs of a table up to which it stands on one page
_WHOLE = 24  # rows of a chart up to which it stands on one page
_ACROSS = 12  # months in a row of a table
_TURNED = 2100  # height of a row of turned headings, in twentieths of a point
_WORD, _SIGN = 16, 4.9  # signs of a word that no column breaks, and the points one takes
_TONES = {"lead": "Lead", "body": "Normal", "note": "Note", "caveat": "Note", "bullet": "ListBullet"}


class Drawn:
    """One report on its way into a document: what was cited where, and the numbers its places and drawings have."""

    def __init__(self, report: Report, footer: str) -> None:
        self.report = report
        self._footer = footer  # the relationship that leads to it
        self._ended = False
        self.page: Page = PORTRAIT
        self._numbered = 0
        self._said: set[int] = set()

    @cached_property
    def anchors(self) -> dict[str, str]:
        return {section.id: f"section_{place}" for place, section in enumerate(self.report.sections, start=1)}

    @cached_property
    def evidence(self) -> frozenset[int]:
        """The quotations the evidence section holds: those a link may lead to."""
        return captions.quoted_whole(self.report)

    def whole(self) -> str:
        """Everything between the beginning and the end of the document's body."""
        full = self.report.kind == "full"
        parts = [self._cover(), self._contents()] if full else [self._kicker()]
        for section in self.report.sections:
            page = LANDSCAPE if any(isinstance(block, Table) and block.wide for block in section.blocks) else PORTRAIT
            if page is not self.page:
                parts.append(paragraph("", section=self._ending()))
                self.page = page
            parts.append(self._section(section))
        if not full:
            parts.append(self._closing())
        return "".join(parts) + self._ending()

    def _ending(self) -> str:
        first, self._ended = not self._ended, True
        return self.page.ending(self._footer, first=first)

    # ---- parts of the whole --------------------------------------------------------------------------------------

    def _cover(self) -> str:
        cover = self.report.cover
        parts = [paragraph(run(cover.subtitle), "Subtitle"), paragraph(run(cover.title), "Title")]
        parts += [paragraph(self.prose(cover.period), "Lead"), self._demo(), self._facts(cover.facts)]
        return "".join([*parts, self._notes()])

    def _kicker(self) -> str:
        """What a short report has in place of a cover: a line, so that its one page holds what it says."""
        cover = self.report.cover
        return paragraph(run(f"{cover.subtitle} · {cover.title} · ") + self.prose(cover.period), "Mark") + self._demo()

    def _closing(self) -> str:
        """The facts that a short report leaves to its end."""
        return paragraph("", "Gap") + self._facts(self.report.cover.facts) + self._notes()

    def _demo(self) -> str:
        mark = self.report.cover.mark
        return paragraph(run(f"{mark}. {self.report.label('mark_note')}"), "Mark") if mark else ""

    def _notes(self) -> str:
        told = (captions.mark_meaning(self.report, mark) for mark in captions.marks_in(self.report))
        return "".join(paragraph(run(f"{MARK} {meaning}"), "Note") for meaning in told)

    def _contents(self) -> str:
        """A field that Word fills; until then it holds the titles, each leading to its section."""
        opening = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        closing = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        lines = [section for section in self.report.sections if section.level <= 2]
        parts = [paragraph(run(self.report.label("contents")), "TOCHeading")]
        for place, section in enumerate(lines):
            inner = (
                (opening if not place else "")
                + link(self.anchors[section.id], run(section.title))
                + (closing if place == len(lines) - 1 else "")
            )
            parts.append(paragraph(inner, f"TOC{min(section.level, 2)}"))
        return "".join(parts)

    def _section(self, section: Section) -> str:
        title = bookmark(self._number(), self.anchors[section.id], run(section.title))
        here = self.report.kind != "full" and section is self.report.sections[0]
        parts = [paragraph(title, f"Heading{min(section.level, 2)}", here=here)]
        parts += [self.block(block, section) for block in section.blocks]
        return "".join(parts)

    def block(self, block: Block, section: Section) -> str:
        if isinstance(block, Text):
            return paragraph(self.prose(block.prose), _TONES[block.tone])
        if isinstance(block, Heading):
            return paragraph(run(block.text), "Heading3")
        if isinstance(block, Finding):
            return self._finding(block)
        if isinstance(block, Action):
            return self._in_brief(block) if section.kind == "story" else self._action(block)
        if isinstance(block, Quotes):
            return "".join((self._entry if section.kind == "evidence" else self._quote)(self.report.citation(number))
                           for number in block.numbers)  # fmt: skip
        if isinstance(block, SourceChart):
            return self._source_chart(block)
        if isinstance(block, TimeChart):
            return self._time_chart(block)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Facts):
            return self._facts(block.rows)
        return self._verdict(block)

    # ---- running text --------------------------------------------------------------------------------------------

    def prose(self, prose: Prose, *, bold: bool = False) -> str:
        return "".join(self._span(span, bold=bold) for span in prose.spans)

    def _span(self, span: Span, *, bold: bool = False) -> str:
        strong = bold or span.strong
        if span.cite and span.cite in self.evidence:
            return self._cite(span.text, span.cite)
        inner = run(span.text, bold=strong)
        if span.target in self.anchors and span.text:
            inner = link(self.anchors[span.target], inner)
        return inner + (run(MARK, style="ByHand", raised=True) if span.mark else "")

    def _cite(self, text: str, number: int) -> str:
        inner = link(f"cite_{number}", run(text, style="Hyperlink"))
        if number in self._said:
            return inner
        self._said.add(number)
        return bookmark(self._number(), f"said_{number}", inner)

    def _number(self) -> int:
        self._numbered += 1
        return self._numbered

    # ---- blocks --------------------------------------------------------------------------------------------------

    def _finding(self, finding: Finding) -> str:
        title = run(finding.title)
        if finding.target in self.anchors and finding.title:
            title = link(self.anchors[finding.target], title)
        parts = [paragraph(title, "Heading3")] if finding.title else []
        parts.append(paragraph(self.prose(captions.claim_with_numbers(finding))))
        parts += [paragraph(self.prose(caveat), "Note") for caveat in finding.caveats]
        return "".join(parts)

    def _action(self, action: Action) -> str:
        label = self.report.label
        agreed = ", ".join(captions.agreed(self.report, action))
        rows = ((label("action"), self.prose(action.what)), (label("measured"), self.prose(action.measured)),
                (label("owner"), run(agreed)))  # fmt: skip
        widths = widths_of((22, 78), self.page.width)
        made = [
            row([cell(paragraph(run(name), "TableHead", keep=True), widths[0], shade=FAINT),
                 cell(paragraph(value, "TableText", keep=place < len(rows) - 1), widths[1], shade=FAINT)])
            for place, (name, value) in enumerate(rows)
        ]  # fmt: skip
        return table(made, widths, style="InsightPlain", head=False, alt=label("action")) + paragraph("", "Gap")

    def _in_brief(self, action: Action) -> str:
        """An action that stands on the first page alone: a line like those of the themes."""
        agreed = ", ".join(part for part in (action.owner, action.due) if part)
        said = self.prose(action.what) + (run(f" ({agreed})") if agreed else "")
        measured = run(f" {self.report.label('measured')}: ") + self.prose(action.measured)
        return paragraph(said + measured, "ListBullet")

    def _facts(self, facts: Sequence[tuple[str, Prose]]) -> str:
        if not facts:
            return ""
        widths = widths_of((22, 78), self.page.width)
        made = [
            row([cell(paragraph(run(name), "TableHead", keep=place < len(facts) - 1), widths[0]),
                 cell(paragraph(self.prose(value), "TableText"), widths[1])])
            for place, (name, value) in enumerate(facts)
        ]  # fmt: skip
        return table(made, widths, style="InsightPlain", head=False) + paragraph("", "Gap")

    def _verdict(self, verdict: Verdict) -> str:
        return paragraph(self.prose(verdict.prose), "Verdict")

    def _quote(self, cited: Cited) -> str:
        marks = (self.report.label("quote.open"), self.report.label("quote.close"))
        text = run(marks[0]) + run(cited.text, language=cited.language) + run(marks[1])
        number = self._span(Span(f"[{cited.number}]", cite=cited.number))
        return paragraph(text, "Quote", keep=True) + paragraph(run(f"{self._about(cited)} ") + number, "QuoteSource")

    def _entry(self, cited: Cited) -> str:
        """The quotation whole, where it stands, and its lasting id; its number leads back to where it is cited."""
        number = run(f"[{cited.number}]", style="Hyperlink")
        if cited.number in self._said:
            number = link(f"said_{cited.number}", number)
        number = bookmark(self._number(), f"cite_{cited.number}", number)
        place = f"{captions.place(self.report, cited)} · {cited.sha256[:12]} · {citation_id(cited)}"
        text = number + run("  ") + run(cited.text, language=cited.language)
        return paragraph(text, "Evidence", keep=True) + paragraph(run(f"{self._about(cited)} · {place}"), "Place")

    def _about(self, cited: Cited) -> str:
        return " · ".join(captions.about(self.report, cited))

    # ---- tables and charts ---------------------------------------------------------------------------------------

    def _table(self, block: Table) -> str:
        small = block.wide and len(block.columns) > 8
        parts = [3.4, *[1.0] * (len(block.columns) - 1)] if small else [column.width for column in block.columns]
        least = [0] * len(parts) if small else [_least(place, block) for place in range(len(parts))]
        widths = widths_of(parts, self.page.width, least)
        style = "TableSmall" if small else "TableText"
        heads = [
            cell(paragraph(run(column.title), "TableHead", align="" if small else _align(column.align), keep=True),
                 width, turned=small and place > 0)
            for place, (column, width) in enumerate(zip(block.columns, widths, strict=True))
        ]  # fmt: skip
        rows = [row(heads, head=True, height=_TURNED if small else 0)]
        short = len(block.rows) <= _SHORT and sum(len(held.text) for line in block.rows for held in line) <= _BRIEF
        for line in block.rows:
            cells, keep = zip(line, block.columns, widths, strict=True), short and line is not block.rows[-1]
            rows.append(row([cell(paragraph(self.prose(held), style, align=_align(column.align), keep=keep), width)
                             for held, column, width in cells]))  # fmt: skip
        note = paragraph(run(block.note), "Note") if block.note else paragraph("", "Gap")
        return table(rows, widths, style="InsightTable") + note

    def _source_chart(self, chart: SourceChart) -> str:
        label, figures = self.report.label, self.report.figures_by_id
        widths = widths_of((35, 30, 9, 13, 13), self.page.width)
        wide = widths[1] / 20 - 2 * MARGIN
        top = max((self._share(bar.high) for bar in chart.rows), default=0.0) or 1.0
        scale = next((figures[bar.high].shown for bar in chart.rows if self._share(bar.high) == top), "")
        names = (label("source"), f"0 – {scale}", label("share"), label("interval"), label("voices"))
        rows = [row([cell(paragraph(run(name), "TableHead", align="right" if place > 1 else ""), width)
                     for place, (name, width) in enumerate(zip(names, widths, strict=True))], head=True)]  # fmt: skip
        for bar in chart.rows:
            share, low, high = (self._share(part) / top for part in (bar.share, bar.low, bar.high))
            drawn = dot_drawing(self._number(), share, low, high, wide, stands=bar.stands)
            told = (run(figures[bar.share].shown, bold=bar.stands),
                    run(f"{figures[bar.low].shown}–{figures[bar.high].shown}"),
                    run(f"{figures[bar.voices].shown} / {figures[bar.of_voices].shown}"))  # fmt: skip
            keep = bar is not chart.rows[-1] and len(chart.rows) <= _WHOLE
            cells = [cell(paragraph(run(bar.name), "TableSmall", keep=keep), widths[0]),
                     cell(paragraph(drawn, "TableSmall"), widths[1])]  # fmt: skip
            cells += [cell(paragraph(text, "TableSmall", align="right"), width)
                      for text, width in zip(told, widths[2:], strict=True)]  # fmt: skip
            rows.append(row(cells))
        weak = not all(bar.stands for bar in chart.rows) and chart.weak
        below = paragraph(run(f"○ {chart.weak}"), "Note") if weak else paragraph("", "Gap")
        return paragraph(run(chart.title), "Caption") + table(rows, widths, style="InsightTable", alt=chart.alt) + below

    def _time_chart(self, chart: TimeChart) -> str:
        shares = [self._share(name) if name else None for name in chart.shares]
        marked = chart.months.index(chart.marked) if chart.marked in chart.months else None
        drawn = line_drawing(self._number(), chart.alt, shares, self.page.width / 20, marked)
        told = f"{chart.title}; {chart.marked_label}: {chart.labels[marked]}" if marked is not None else chart.title
        parts = [paragraph(run(told), "Caption"), paragraph(drawn, "Drawing")]
        widths = widths_of([1.0] * _ACROSS, self.page.width)
        months = zip(chart.labels, chart.shares, strict=True)
        told_of = [(name, self.report.figure(share).shown) for name, share in months if share]
        for start in range(0, len(told_of), _ACROSS):
            names, values = ([*part] for part in zip(*told_of[start : start + _ACROSS], strict=True))
            empty = [""] * (_ACROSS - len(names))
            rows = [
                row([cell(paragraph(lines(text), style, align="center"), width)
                     for text, width in zip(line + empty, widths, strict=True)], head=style == "TableTinyHead")
                for line, style in ((names, "TableTinyHead"), (values, "TableTiny"))
            ]  # fmt: skip
            parts += [table(rows, widths, style="InsightTable"), paragraph("", "Gap")]
        return "".join(parts)

    def _share(self, figure_id: str) -> float:
        value = self.report.figure(figure_id).value
        return float(value) if isinstance(value, int | float) else 0.0


def _align(align: str) -> str:
    return {"right": "right", "centre": "center"}.get(align, "")


def _least(place: int, block: Table) -> int:
    """The width of a column in which no ordinary word is broken, in twentieths of a point."""
    words = [word for text in (block.columns[place].title, *(line[place].text for line in block.rows))
             for word in text.split()]  # fmt: skip
    longest = max((len(word) for word in words if len(word) <= _WORD), default=1)
    return int(longest * _SIGN * 20) + 2 * MARGIN * 20
