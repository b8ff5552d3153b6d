"""Each block of a report as HTML: how it stands on the page, not what it says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from insight_synth.report import captions
from insight_synth.report.document import (
    Action,
    Block,
    Cited,
    Facts,
    Finding,
    Heading,
    Prose,
    Quotes,
    Section,
    SourceChart,
    Table,
    Text,
    TimeChart,
    Verdict,
)  # fmt: skip
from insight_synth.report.html.charts import source_chart, time_chart
from insight_synth.report.html.inline import Page, anchor, cut, spoken, worded
from insight_synth.report.untrusted import xml

_QUOTED = 700  # signs of a quotation shown outside the appendix; there it stands whole
_SHADE = 0.4  # of the accent colour behind a share, at most
_NARROW = 3  # columns that fit a small screen


def section_blocks(page: Page, section: Section, level: int) -> str:
    """A section's blocks; ``level`` is that of its own heading. Findings and bullets in a row become lists."""
    parts, title = [], section.title
    kinds = _kinds(section.blocks)
    for kind, group in groupby(zip(kinds, section.blocks, strict=True), key=lambda item: item[0]):
        blocks = [block for _, block in group]
        if kind == "bullets":
            parts.append(f"<ul>{''.join(_item(page, block) for block in blocks)}</ul>")
        elif kind == "findings":
            parts.append(f'<ol class="findings">{"".join(_finding(page, block, level) for block in blocks)}</ol>')
        elif kind == "charts" and len(blocks) > 1:
            first, *rest = (_block(page, block, section, level, title) for block in blocks)
            parts.append(f'<div class="charts"><div>{first}</div><div>{"".join(rest)}</div></div>')
        else:
            for block in blocks:
                parts.append(_block(page, block, section, level, title))
                title = block.text if isinstance(block, Heading) else title
    return "".join(parts)


def _kinds(blocks: Sequence[Block]) -> list[str]:
    """What each block is drawn with: bullets, findings, or charts with the small table that follows them."""
    kinds: list[str] = []
    for block in blocks:
        if isinstance(block, Text) and block.tone == "bullet":
            kinds.append("bullets")
        elif isinstance(block, Finding) and block.title:
            kinds.append("findings")
        elif isinstance(block, SourceChart | TimeChart) or _fits_beside(block, kinds):
            kinds.append("charts")
        else:
            kinds.append("")
    return kinds


def _fits_beside(block: Block, before: Sequence[str]) -> bool:
    return isinstance(block, Table) and len(block.columns) <= _NARROW and list(before[-2:]) == ["charts", "charts"]


def _block(page: Page, block: Block, section: Section, level: int, title: str) -> str:
    if isinstance(block, Text):
        return f'<p class="{block.tone}"{_by(block)}>{page.prose(block.prose)}</p>'
    if isinstance(block, Heading):
        return f"<h{min(level + 1, 6)}>{worded(block.text)}</h{min(level + 1, 6)}>"
    if isinstance(block, Quotes):
        shown = _entries if section.kind == "evidence" else _quotes
        return shown(page, [page.report.citation(number) for number in block.numbers])
    if isinstance(block, SourceChart):
        return source_chart(page, block)
    if isinstance(block, TimeChart):
        return time_chart(page, block)
    if isinstance(block, Table):
        return _table(page, block, title)
    if isinstance(block, Facts):
        return f'<dl class="facts">{"".join(_pair(name, page.prose(value)) for name, value in block.rows)}</dl>'
    if isinstance(block, Verdict):
        return (
            f'<p class="verdict {xml(block.code)}"{_by(block)}><b class="plate">{xml(block.word)}</b> '
            f"{page.prose(block.prose)}</p>"
        )
    if isinstance(block, Action):
        return _action(page, block)
    return f'<div class="claim"{_by(block)}><p>{page.prose(block.claim)}</p>{_beside(page, block)}</div>'


def _by(block: Text | Finding | Action | Verdict) -> str:
    return "" if block.written == "drafted" else f' data-written="{block.written}"'


def _item(page: Page, block: Block) -> str:
    assert isinstance(block, Text)
    return f"<li{_by(block)}>{page.prose(block.prose)}</li>"


def _finding(page: Page, finding: Block, level: int) -> str:
    assert isinstance(finding, Finding)
    title = worded(finding.title)
    if finding.target:
        title = f'<a href="#{anchor(finding.target)}">{title}</a>'
    heading = min(level + 1, 6)
    return (
        f"<li{_by(finding)}><h{heading}>{title}</h{heading}><p>{page.prose(finding.claim)}</p>"
        f"{_beside(page, finding)}</li>"
    )


def _beside(page: Page, finding: Finding) -> str:
    """What must be read with a claim."""
    if not finding.caveats:
        return ""
    lines = "".join(f"<p>{page.prose(caveat)}</p>" for caveat in finding.caveats)
    return f'<div class="beside" role="note"><p class="name">{xml(page.label("beside"))}</p>{lines}</div>'


def _action(page: Page, action: Action) -> str:
    agreed = ", ".join(worded(part) for part in captions.agreed(page.report, action))
    rows = (
        (page.label("action"), page.prose(action.what)),
        (page.label("measured"), page.prose(action.measured)),
        (page.label("owner"), agreed),
    )
    return f'<dl class="action"{_by(action)}>{"".join(_pair(name, value) for name, value in rows)}</dl>'


def _pair(name: str, value: str) -> str:
    return f"<div><dt>{xml(name)}</dt><dd>{value}</dd></div>"


def _quotes(page: Page, quotations: Sequence[Cited]) -> str:
    """Quotations where a section lets customers speak."""
    opening, closing = xml(page.label("quote.open")), xml(page.label("quote.close"))
    return "".join(
        f'<figure class="quote"><blockquote cite="#cite-{cited.number}"><p {spoken(cited.language)}>'
        f"{opening}{xml(cut(cited.text, _QUOTED))}{closing}</p></blockquote>"
        f"<figcaption>{_about(page, cited)} {page.cite(cited.number, f'[{cited.number}]')}</figcaption></figure>"
        for cited in quotations
    )


def _entries(page: Page, quotations: Sequence[Cited]) -> str:
    """The appendix: every quotation whole, where it stands, and the places that cite it."""
    return f'<ol class="evidence">{"".join(_entry(page, cited) for cited in quotations)}</ol>'


def _entry(page: Page, cited: Cited) -> str:
    sha = f'<abbr title="{xml(cited.sha256)}">{xml(cited.sha256[:12])}</abbr>'
    back = ", ".join(
        f'<a href="#{here}">{worded(title)}{f" ({again})" if again > 1 else ""}</a>'
        for here, title, again in _counted(page.citing.get(cited.number, []))
    )
    back = f'<p class="place">{xml(page.label("cited_in"))} {back}</p>' if back else ""
    return (
        f'<li id="cite-{cited.number}" data-verbatim="{xml(cited.verbatim_id)}"><b>[{cited.number}]</b>'
        f"<blockquote><p {spoken(cited.language)}>{xml(cited.text)}</p></blockquote>"
        f'<p class="place">{_about(page, cited)} · {xml(captions.place(page.report, cited))} · {sha}</p>{back}</li>'
    )


def _counted(places: Sequence[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Each place with how many times its section has cited the quotation so far."""
    met: dict[str, int] = {}
    found = []
    for here, title in places:
        met[title] = met.get(title, 0) + 1
        found.append((here, title, met[title]))
    return found


def _about(page: Page, cited: Cited) -> str:
    return " · ".join(worded(part) for part in captions.about(page.report, cited))


def _table(page: Page, table: Table, title: str) -> str:
    page.tables += 1
    aligned = [f' class="{column.align[0]}"' if column.align != "left" else "" for column in table.columns]
    turned = "<span>{}</span>" if table.wide else "{}"
    heads = "".join(
        f'<th scope="col"{align}>{turned.format(worded(column.title))}</th>' if column.title else f"<td{align}></td>"
        for column, align in zip(table.columns, aligned, strict=True)
    )
    rows = []
    for row in table.rows:
        first, *rest = row
        cells = "".join(
            f"<td{align}{_shade(page, cell) if table.wide else ''}>{page.prose(cell)}</td>"
            for cell, align in zip(rest, aligned[1:], strict=True)
        )
        rows.append(f'<tr><th scope="row">{page.prose(first)}</th>{cells}</tr>')
    name = f"{page.label('table')} {page.tables}: {title}"
    grid = (
        f'<table{_WIDE if table.wide else ""} style="--columns:{len(table.columns)}">'
        f'<caption class="unseen">{xml(name)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
    reach = f' role="group" tabindex="0" aria-label="{xml(name)}"' if len(table.columns) > _NARROW else ""
    note = f'<p class="note">{xml(table.note)}</p>' if table.note else ""
    return f'<div class="scroll"{reach}>{grid}</div>{note}'


_WIDE = ' class="wide"'


def _shade(page: Page, cell: Prose) -> str:
    """A share as the strength of the colour behind it."""
    figures = page.report.figures_by_id
    figure = next((figures[span.figure] for span in cell.spans if span.figure in figures), None)
    if figure is None or not isinstance(figure.value, int | float):
        return ""
    return f' style="--share:{100 * min(max(float(figure.value), 0.0), _SHADE):.1f}%"'
