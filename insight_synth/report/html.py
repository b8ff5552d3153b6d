"""The report as one self-contained, accessible HTML file: no script, no outside file, everything escaped."""

from __future__ import annotations

from importlib import resources

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
from insight_synth.report.untrusted import printable, xml


def html_text(report: Report) -> str:
    """The whole file."""
    return _Page(report).whole()


class _Page:
    """One report on its way to HTML; figures and quotations by id."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.figures: dict[str, Figure] = {figure.id: figure for figure in report.figures}
        self.cited: dict[int, Cited] = {cited.number: cited for cited in report.citations}

    def whole(self) -> str:
        report, cover = self.report, self.report.cover
        style = (resources.files("insight_synth.report") / "page.css").read_text(encoding="utf-8")
        facts = "".join(f"<dt>{xml(name)}</dt><dd>{self.prose(value)}</dd>" for name, value in cover.facts)
        mark = f'<p class="mark">{xml(cover.mark)}. {xml(report.label("mark_note"))}</p>' if cover.mark else ""
        contents = "".join(
            f'<li><a href="#{_anchor(section.id)}">{xml(section.title)}</a></li>'
            for section in report.sections
            if section.level == 1
        )
        sections = "".join(self.section(section) for section in report.sections)
        return (
            f'<!DOCTYPE html>\n<html lang="{xml(report.language)}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            f'<meta name="generator" content="insight_synth"><title>{xml(cover.title)}</title>'
            f"<style>{style}</style></head>"
            f'<body><a class="skip" href="#contents">{xml(report.label("skip"))}</a>'
            f"<header><p>{xml(cover.subtitle)}</p><h1>{xml(cover.title)}</h1>"
            f"<p>{self.prose(cover.period)}</p>{mark}</header><main><dl>{facts}</dl>"
            f'<nav aria-labelledby="contents"><h2 id="contents">{xml(report.label("contents"))}</h2>'
            f'<ol>{contents}</ol></nav>{sections}</main><footer class="note">{xml(report.fingerprint)}</footer>'
            "</body></html>\n"
        )

    def section(self, section: Section) -> str:
        level = min(section.level + 1, 6)
        blocks = "".join(self.block(block, section) for block in section.blocks)
        anchor = _anchor(section.id)
        title = f'<h{level} id="{anchor}">{xml(section.title)}</h{level}>'
        return f'<section aria-labelledby="{anchor}">{title}{blocks}</section>\n'

    def block(self, block: Block, section: Section) -> str:
        if isinstance(block, Text):
            return f'<p class="{block.tone}">{self.prose(block.prose)}</p>'
        if isinstance(block, Heading):
            return _under(section, block.text)
        if isinstance(block, Finding):
            return self.finding(block)
        if isinstance(block, Action):
            names = (self.report.label("action"), self.report.label("measured"), self.report.label("owner"))
            values = (self.prose(block.what), self.prose(block.measured), xml(self.report.label("owner_blank")))
            return (
                '<dl class="action">'
                + "".join(f"<dt>{xml(n)}</dt><dd>{v}</dd>" for n, v in zip(names, values, strict=True))
                + "</dl>"
            )
        if isinstance(block, Quotes):
            return "".join(
                (self.entry if section.kind == "evidence" else self.quote)(self.cited[n]) for n in block.numbers
            )
        if isinstance(block, SourceChart):
            return _under(section, block.title) + self.source_chart(block)
        if isinstance(block, TimeChart):
            return _under(section, block.title) + self.time_chart(block)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Facts):
            return (
                "<dl>"
                + "".join(f"<dt>{xml(name)}</dt><dd>{self.prose(value)}</dd>" for name, value in block.rows)
                + "</dl>"
            )
        return self.verdict(block)

    def prose(self, prose: Prose) -> str:
        parts = []
        for span in prose.spans:
            lead, trail = " " * span.text[:1].isspace(), " " * (span.text[-1:].isspace() and bool(span.text.strip()))
            inner = xml(span.text)
            if span.strong:
                inner = f"<strong>{inner}</strong>"
            if span.cite:
                inner = f'<a href="#cite-{span.cite}">{inner}</a>'
            elif span.target:
                inner = f'<a href="#{_anchor(span.target)}">{inner}</a>'
            parts.append(f"{lead}{inner}{trail}")
        return "".join(parts)

    def finding(self, finding: Finding) -> str:
        title = xml(finding.title)
        if finding.target:
            title = f'<a href="#{_anchor(finding.target)}">{title}</a>'
        heading = f"<h3>{title}</h3>" if finding.title else ""
        beside = "".join(f'<p class="caveat">{self.prose(caveat)}</p>' for caveat in finding.caveats)
        aside = (
            f'<aside class="beside" aria-label="{xml(self.report.label("beside"))}">{beside}</aside>' if beside else ""
        )
        return f'<div class="finding">{heading}<p>{self.prose(finding.claim)}</p>{aside}</div>'

    def quote(self, cited: Cited) -> str:
        opening, closing = self.report.label("quote.open"), self.report.label("quote.close")
        return (
            f'<blockquote><p lang="{xml(cited.language)}">{xml(opening)}{xml(cited.text)}{xml(closing)}</p>'
            f'<cite>{self.about(cited)} <a href="#cite-{cited.number}">[{cited.number}]</a></cite></blockquote>'
        )

    def entry(self, cited: Cited) -> str:
        span = f"{self.report.label('characters')} {cited.start}–{cited.end}"
        place = f"{cited.export}, {cited.locator}, {span}, {cited.sha256[:12]}"
        return (
            f'<blockquote id="cite-{cited.number}">'
            f'<p lang="{xml(cited.language)}">[{cited.number}] {xml(cited.text)}</p>'
            f'<p class="place">{self.about(cited)} · {xml(place)}</p></blockquote>'
        )

    def about(self, cited: Cited) -> str:
        date = self.report.label(f"date.{cited.date}") if cited.date else ""
        parts = [cited.source_name, date, self.report.label(f"language.{cited.language}")]
        if cited.redacted:
            parts.append(self.report.label("quote.redacted"))
        return " · ".join(xml(part) for part in parts if part)

    def verdict(self, verdict: Verdict) -> str:
        plate = f'<b class="plate">{xml(verdict.word)}</b>'
        return f'<p class="verdict {xml(verdict.code)}">{plate}{self.prose(verdict.prose)}</p>'

    def table(self, table: Table) -> str:
        right = [' class="r"' if column.align == "right" else "" for column in table.columns]
        heads = "".join(
            f'<th scope="col"{align}>{xml(column.title)}</th>'
            for column, align in zip(table.columns, right, strict=True)
        )
        rows = []
        for row in table.rows:
            first, *rest = (self.prose(cell) for cell in row)
            cells = "".join(f"<td{align}>{cell}</td>" for cell, align in zip(rest, right[1:], strict=True))
            rows.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
        return f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'

    def source_chart(self, chart: SourceChart) -> str:
        top = max((self.number(row.high) for row in chart.rows), default=0) or 1
        marks, rows = [], []
        for place, row in enumerate(chart.rows):
            y, fill = 14 + place * 22, "#0b5d69" if row.stands else "#ffffff"
            x, low, high = (260 + self.number(name) / top * 360 for name in (row.share, row.low, row.high))
            marks.append(
                f'<text x="0" y="{y + 4}">{xml(_fitted(row.name, 38))}</text>'
                f'<line x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}" stroke="#85aeb4" stroke-width="4"/>'
                f'<circle cx="{x:.1f}" cy="{y}" r="5" fill="{fill}" stroke="#0b5d69" stroke-width="1.5"/>'
                f'<text x="640" y="{y + 4}">{xml(self.shown(row.share))}</text>'
            )
            voices = f"{xml(self.shown(row.voices))} / {xml(self.shown(row.of_voices))}"
            interval = f"{xml(self.shown(row.low))}–{xml(self.shown(row.high))}"
            rows.append(f'<tr><th scope="row">{xml(row.name)}</th><td class="r">{xml(self.shown(row.share))}</td>'
                        f'<td class="r">{interval}</td><td class="r">{voices}</td></tr>')  # fmt: skip
        heads = "".join(
            f'<th scope="col">{xml(self.report.label(name))}</th>' for name in ("source", "share", "interval", "voices")
        )
        box = f'viewBox="0 0 700 {14 + 22 * len(chart.rows)}" width="700"'
        svg = f'<svg role="img" aria-label="{xml(chart.alt)}" {box}>{"".join(marks)}</svg>'
        return f"{svg}{self.behind(heads, rows)}"

    def time_chart(self, chart: TimeChart) -> str:
        shares = [self.number(name) if name else None for name in chart.shares]
        top, step = max((share for share in shares if share is not None), default=0) or 1, 600 / max(len(shares) - 1, 1)
        runs: list[str] = [""]
        for place, share in enumerate(shares):
            if share is None:
                runs.append("")
            else:
                runs[-1] += f" {place * step:.1f},{120 - share / top * 100:.1f}"
        lines = "".join(
            f'<polyline points="{run.strip()}" fill="none" stroke="#0b5d69" stroke-width="2"/>' for run in runs if run
        )
        last = (
            f'<text x="606" y="124">{xml(self.shown(chart.shares[-1]))}</text>'
            if chart.shares and chart.shares[-1]
            else ""
        )
        ends = (
            f'<text x="0" y="140">{xml(chart.labels[0])}</text><text x="560" y="140">{xml(chart.labels[-1])}</text>'
            if chart.labels
            else ""
        )
        svg = (
            f'<svg role="img" aria-label="{xml(chart.alt)}" viewBox="0 0 700 145" width="700">'
            f"{lines}"
            f'<line x1="0" y1="120" x2="600" y2="120" stroke="#d3dadd"/>{last}{ends}</svg>'
        )
        heads = "".join(f'<th scope="col">{xml(self.report.label(name))}</th>' for name in ("month", "share"))
        told = [self.shown(share) if share else "–" for share in chart.shares]
        rows = [f'<tr><th scope="row">{xml(label)}</th><td class="r">{xml(share)}</td></tr>'
                for label, share in zip(chart.labels, told, strict=True)]  # fmt: skip
        return f"{svg}{self.behind(heads, rows)}"

    def behind(self, heads: str, rows: list[str]) -> str:
        """The chart's figures as a table for those who cannot or will not see it."""
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        return f"<details><summary>{xml(self.report.label('chart_table'))}</summary>{table}</details>"

    def number(self, figure_id: str) -> float:
        value = self.figures[figure_id].value
        return float(value) if isinstance(value, int | float) else 0.0

    def shown(self, figure_id: str) -> str:
        return self.figures[figure_id].shown


def _under(section: Section, text: str) -> str:
    """A heading one level under its section's own."""
    level = section.level + 2
    return f'<h{level} class="under">{xml(text)}</h{level}>'


def _anchor(section_id: str) -> str:
    return "s-" + "".join(sign if sign.isascii() and sign.isalnum() else f"-{ord(sign):x}-" for sign in section_id)


def _fitted(text: str, size: int) -> str:
    text = printable(text)
    return text if len(text) <= size else f"{text[: size - 1]}…"
