"""The report as Markdown (CommonMark with tables and footnotes): for wikis and version control.

It reads as plain text too: only signs that could be taken for markup are escaped. Nothing that people wrote becomes
markup, HTML, a link or a footnote.
"""

from __future__ import annotations

import re

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
from insight_synth.report.json_format import citation_id
from insight_synth.report.untrusted import printable

# Signs that may be markup wherever they stand; addresses that some readers turn into links; what only means something
# at the beginning of a line, or beside another of its kind.
_MEANT = re.compile(r"[\\`*_{}\[\]<>#|~&$^@]|:(?=\S)|(?<=\bwww)\.|(?<=[=+%-])[=+%-]")
_OPENING = re.compile(r"\s*\d{1,9}(?=[.)](?:\s|$))|\s*(?=[-+=:!])")
_DEFINING = re.compile(r"(\[\^\d+\]):")  # a citation with a colon after it, which would make a note of what follows
_ID = re.compile(r"[0-9A-Za-z]+:\d+-\d+\Z")  # what needs no escape


def markdown_text(report: Report) -> str:
    """The whole file."""
    return _Page(report).whole()


def escaped(text: str) -> str:
    """The text with every sign that Markdown or HTML could take for its own turned into plain text."""
    return _opened(_MEANT.sub(lambda found: f"\\{found[0]}", printable(text)))


def _opened(line: str) -> str:
    """The line with a beginning that makes no list, heading or rule of it."""
    found = _OPENING.match(line)
    return f"{line[: found.end()]}\\{line[found.end() :]}" if found and line else line


class _Page:
    """One report on its way to Markdown, and which quotations were cited."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.told = captions.quoted_whole(report)  # these stand at the end, as footnotes
        self.said: set[int] = set()

    def whole(self) -> str:
        report, cover = self.report, self.report.cover
        lines = [f"# {escaped(cover.title)}", "", f"**{escaped(cover.subtitle)}** · {self.prose(cover.period)}", ""]
        if cover.mark:
            lines += [f"**{escaped(cover.mark)}. {escaped(report.label('mark_note'))}**", ""]
        lines += [f"- {escaped(name)}: {self.prose(value)}" for name, value in cover.facts]
        for mark in captions.marks_in(report):
            lines += ["", f"{MARK} {escaped(captions.mark_meaning(report, mark))}"]
        for section in report.sections:
            lines += ["", f"{'#' * (section.level + 1)} {escaped(section.title)}", ""]
            for place, block in enumerate(section.blocks):
                if place and _is_bullet(block) and _is_bullet(section.blocks[place - 1]):
                    lines.pop()  # items of one list
                lines += [*self.block(block, section), ""]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"

    def prose(self, prose: Prose) -> str:
        """The spans in a row, those in bold side by side as one."""
        text = "".join(self._span(span) for span in prose.spans)
        return _opened(_DEFINING.sub(r"\1\\:", text.replace("** **", " ").replace("****", "")))

    def _span(self, span: Span) -> str:
        if span.cite in self.told:
            self.said.add(span.cite)
            return f"{' ' * span.text[:1].isspace()}[^{span.cite}]"
        lead, trail = " " * span.text[:1].isspace(), " " * (span.text[-1:].isspace() and bool(span.text.strip()))
        inner = _MEANT.sub(lambda found: f"\\{found[0]}", printable(span.text))
        inner = f"**{inner}**" if span.strong and span.text.strip() else inner
        return f"{lead}{inner}{MARK if span.mark else ''}{trail}"

    def block(self, block: Block, section: Section) -> list[str]:
        if isinstance(block, Text):
            return [f"- {self.prose(block.prose)}" if block.tone == "bullet" else self.prose(block.prose)]
        if isinstance(block, Heading):
            return [f"**{escaped(block.text)}**"]
        if isinstance(block, Finding):
            return self._finding(block)
        if isinstance(block, Action):
            label, agreed = self.report.label, ", ".join(captions.agreed(self.report, block))
            return [f"- **{escaped(label('action'))}:** {self.prose(block.what)}",
                    f"- **{escaped(label('measured'))}:** {self.prose(block.measured)}",
                    f"- **{escaped(label('owner'))}:** {escaped(agreed)}"]  # fmt: skip
        if isinstance(block, Quotes):
            tell = self._entry if section.kind == "evidence" else self._quote
            return [line for number in block.numbers for line in tell(self.report.citation(number))]
        if isinstance(block, SourceChart):
            return self._source_chart(block)
        if isinstance(block, TimeChart):
            rows = [[escaped(label), escaped(self.report.figure(share).shown if share else "–")]
                    for label, share in zip(block.labels, block.shares, strict=True)]  # fmt: skip
            heads = [self.report.label("month"), self.report.label("share")]
            return [escaped(block.title), "", *_table(heads, rows, "lr")]
        if isinstance(block, Table):
            aligned = "".join("r" if column.align == "right" else "l" for column in block.columns)
            rows = [[self.prose(cell) for cell in row] for row in block.rows]
            note = ["", escaped(block.note)] if block.note else []
            return [*_table([column.title for column in block.columns], rows, aligned), *note]
        if isinstance(block, Facts):
            return [f"- {escaped(name)}: {self.prose(value)}" for name, value in block.rows]
        return self._verdict(block)

    def _finding(self, finding: Finding) -> list[str]:
        title = [f"**{escaped(finding.title)}**", ""] if finding.title else []
        beside = [line for caveat in finding.caveats for line in ("", f"> {self.prose(caveat)}")]
        return [*title, self.prose(captions.claim_with_numbers(finding)), *beside]

    def _verdict(self, verdict: Verdict) -> list[str]:
        return [self.prose(verdict.prose)]

    def _quote(self, cited: Cited) -> list[str]:
        number = self._span(Span(f"[{cited.number}]", cite=cited.number))
        place = "" if cited.number in self.told else f" · {self._place(cited)}"
        return [f"> {self._quoted(cited)}", ">", f"> — {self._about(cited)}{place} {number}", ""]

    def _entry(self, cited: Cited) -> list[str]:
        """The footnote of a quotation. What follows the colon can be no address, so that no reader finds a link."""
        cite = [] if cited.number in self.said else [f"\\[{cited.number}\\][^{cited.number}]", ""]
        told = f"{self._quoted(cited)} — {self._about(cited)} · {self._place(cited)}"
        return [*cite, f"[^{cited.number}]: \\[{cited.number}\\] {told}", ""]

    def _quoted(self, cited: Cited) -> str:
        opening, closing = self.report.label("quote.open"), self.report.label("quote.close")
        return f"{opening}{escaped(cited.text)}{closing}"

    def _about(self, cited: Cited) -> str:
        return " · ".join(escaped(part) for part in captions.about(self.report, cited))

    def _place(self, cited: Cited) -> str:
        lasting = citation_id(cited)
        told = escaped(f"{captions.place(self.report, cited)} · {cited.sha256[:12]}")
        return f"{told} · {lasting if _ID.match(lasting) else escaped(lasting)}"

    def _source_chart(self, chart: SourceChart) -> list[str]:
        rows = []
        for row in chart.rows:
            parts = (row.share, row.low, row.high, row.voices, row.of_voices)
            share, low, high, voices, of_voices = (self.report.figure(name).shown for name in parts)
            name = row.name if row.stands or not chart.weak else f"{row.name} ({chart.weak})"
            rows.append([escaped(text) for text in (name, share, f"{low}–{high}", f"{voices} / {of_voices}")])
        heads = [self.report.label(name) for name in ("source", "share", "interval", "voices")]
        return [escaped(chart.title), "", *_table(heads, rows, "lrrr")]


def _is_bullet(block: Block) -> bool:
    return isinstance(block, Text) and block.tone == "bullet"


def _table(heads: list[str], rows: list[list[str]], aligned: str) -> list[str]:
    rules = " | ".join("---:" if align == "r" else "---" for align in aligned)
    lines = [f"| {' | '.join(escaped(head) for head in heads)} |", f"| {rules} |"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]
