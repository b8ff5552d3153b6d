"""The report as Markdown (CommonMark with tables): for wikis and version control. What people wrote is escaped."""

from __future__ import annotations

import re

from insight_synth.report.document import (
    Action,
    Block,
    Cited,
    Facts,
    Figure,
    Finding,
    Heading,
    Prose,
    Quotes,
    Report,
    Section,
    SourceChart,
    Table,
    Text,
    TimeChart,
    Verdict,
)  # fmt: skip
from insight_synth.report.untrusted import printable

_MEANT = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&$^:@=])")


def markdown_text(report: Report) -> str:
    """The whole file."""
    figures = {figure.id: figure for figure in report.figures}
    cited = {item.number: item for item in report.citations}
    lines = [f"# {escaped(report.cover.title)}", "", _prose(report.cover.period), ""]
    if report.cover.mark:
        lines += [f"**{escaped(report.cover.mark)}. {escaped(report.label('mark_note'))}**", ""]
    lines += [f"- {escaped(name)}: {_prose(value)}" for name, value in report.cover.facts]
    for section in report.sections:
        lines += ["", f"{'#' * (section.level + 1)} {escaped(section.title)}", ""]
        for block in section.blocks:
            lines += [*_block(block, section, report, figures, cited), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def escaped(text: str) -> str:
    """The text with every sign that Markdown or HTML could take for its own turned into plain text."""
    return _MEANT.sub(r"\\\1", printable(text))


def _prose(prose: Prose) -> str:
    parts = []
    for span in prose.spans:
        lead, trail = " " * span.text[:1].isspace(), " " * (span.text[-1:].isspace() and bool(span.text.strip()))
        inner = f"**{escaped(span.text)}**" if span.strong and span.text.strip() else escaped(span.text)
        parts.append(f"{lead}{inner}{trail}")
    return "".join(parts)


def _block(
    block: Block, section: Section, report: Report, figures: dict[str, Figure], cited: dict[int, Cited]
) -> list[str]:
    if isinstance(block, Text):
        return [f"- {_prose(block.prose)}" if block.tone == "bullet" else _prose(block.prose)]
    if isinstance(block, Heading):
        return [f"**{escaped(block.text)}**"]
    if isinstance(block, Finding):
        title = [f"**{escaped(block.title)}**", ""] if block.title else []
        return [
            *title,
            _prose(block.claim),
            *(line for caveat in block.caveats for line in ("", f"> {_prose(caveat)}")),
        ]
    if isinstance(block, Action):
        return [f"- {escaped(report.label('action'))}: {_prose(block.what)}",
                f"- {escaped(report.label('measured'))}: {_prose(block.measured)}",
                f"- {escaped(report.label('owner'))}: {escaped(report.label('owner_blank'))}"]  # fmt: skip
    if isinstance(block, Quotes):
        return [line for number in block.numbers for line in _quote(cited[number], section, report)]
    if isinstance(block, SourceChart):
        names = ("source", "share", "interval", "voices")
        rows = [
            [row.name, figures[row.share].shown, f"{figures[row.low].shown}–{figures[row.high].shown}",
             f"{figures[row.voices].shown} / {figures[row.of_voices].shown}"]
            for row in block.rows
        ]  # fmt: skip
        return [escaped(block.title), "", *_table([report.label(name) for name in names], rows)]
    if isinstance(block, TimeChart):
        rows = [
            [label, figures[share].shown if share else "–"]
            for label, share in zip(block.labels, block.shares, strict=True)
        ]
        return [escaped(block.title), "", *_table([report.label("month"), report.label("share")], rows)]
    if isinstance(block, Table):
        heads = " | ".join(escaped(column.title) for column in block.columns)
        rules = " | ".join("---:" if column.align == "right" else "---" for column in block.columns)
        return [
            f"| {heads} |",
            f"| {rules} |",
            *(f"| {' | '.join(_prose(cell) for cell in row)} |" for row in block.rows),
        ]
    if isinstance(block, Facts):
        return [f"- {escaped(name)}: {_prose(value)}" for name, value in block.rows]
    return _verdict(block)


def _verdict(verdict: Verdict) -> list[str]:
    return [_prose(verdict.prose)]


def _quote(cited: Cited, section: Section, report: Report) -> list[str]:
    date = report.label(f"date.{cited.date}") if cited.date else ""
    parts = [cited.source_name, date, report.label(f"language.{cited.language}")]
    if cited.redacted:
        parts.append(report.label("quote.redacted"))
    if section.kind == "evidence":
        parts += [
            f"{cited.export}, {cited.locator}, {report.label('characters')} {cited.start}–{cited.end}",
            cited.sha256[:12],
        ]
    about = " · ".join(escaped(part) for part in parts if part)
    return [f"> {escaped(cited.text)}", ">", f"> — {about} \\[{cited.number}\\]", ""]


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    lines = [f"| {' | '.join(escaped(head) for head in heads)} |", f"| {' | '.join('---' for _ in heads)} |"]
    return lines + [f"| {' | '.join(escaped(cell) for cell in row)} |" for row in rows]
