"""The charts as inline SVG that fits any width, each with its figures as a table behind it.

Widths are parts of what there is, so that letters keep their size on a small screen; colours come from the style sheet.
"""

from __future__ import annotations

from insight_synth.report.document import SourceBar, SourceChart, TimeChart
from insight_synth.report.html.inline import Page, cut, worded
from insight_synth.report.untrusted import printable, xml

_NAME = 33  # signs of a source's name beside its bar
_TOP, _FLOOR, _TALL = 26.0, 130.0, 156  # a chart over time: its highest point, its axis and its height, in pixels


def source_chart(page: Page, chart: SourceChart) -> str:
    """A row a source: its name, a dot at its share with the interval as a line, and the figures beside it."""
    top = max((page.number(row.high) for row in chart.rows), default=0) or 1
    aside = 12 + 6.6 * max((len(_voices(page, row)) for row in chart.rows), default=0)
    rows = "".join(_bar(page, row, place, top, aside) for place, row in enumerate(chart.rows))
    heads = "".join(
        f'<th scope="col"{right}>{xml(page.label(name))}</th>'
        for name, right in (("source", ""), ("share", _RIGHT), ("interval", _RIGHT), ("voices", _RIGHT))
    )
    told = "".join(
        f'<tr><th scope="row">{worded(row.name)}</th><td class="r">{page.figure(row.share)}</td>'
        f'<td class="r">{page.figure(row.low)}–{page.figure(row.high)}</td>'
        f'<td class="r">{page.figure(row.voices)} / {page.figure(row.of_voices)}</td></tr>'
        for row in chart.rows
    )
    weak = any(not row.stands for row in chart.rows) and chart.weak
    legend = f'<p class="legend"><span class="ring" aria-hidden="true"></span>{xml(chart.weak)}</p>' if weak else ""
    drawn = _drawn(
        page, chart.title, chart.alt, f'class="bars" style="--rows:{len(chart.rows)};--aside:{aside:.0f}px"', rows
    )
    return _figure(page, chart.title, f"{drawn}{legend}", heads, told)


def time_chart(page: Page, chart: TimeChart) -> str:
    """A line over the months with its highest and its last month labelled, and where it began."""
    shares = [page.number(name) if name else None for name in chart.shares]
    heads = f'<th scope="col">{xml(page.label("month"))}</th><th scope="col"{_RIGHT}>{xml(page.label("share"))}</th>'
    told = "".join(
        f'<tr><th scope="row">{xml(label)}</th><td class="r">{page.figure(share) if share else "–"}</td></tr>'
        for label, share in zip(chart.labels, chart.shares, strict=True)
    )
    inner = _line(page, chart, shares)
    drawn = _drawn(page, chart.title, chart.alt, f'class="line" height="{_TALL}"', inner)
    return _figure(page, chart.title, drawn, heads, told)


_RIGHT = ' class="r"'


def _bar(page: Page, row: SourceBar, place: int, top: float, aside: float) -> str:
    share, low, high = (page.number(name) / top for name in (row.share, row.low, row.high))
    return (
        f'<g class="{"stands" if row.stands else "weak"}" '
        f'style="--row:{place};--at:{share:.4f};--low:{low:.4f};--wide:{max(high - low, 0.0):.4f}">'
        f'<text y="15">{xml(cut(printable(row.name), _NAME))}</text><rect class="back"/><rect class="rule"/>'
        f'<rect class="span"/><circle r="4.5"/>'
        f'<text class="share" x="100%" dx="-{aside:.0f}" y="15">{xml(page.shown(row.share))}</text>'
        f'<text class="of" x="100%" y="15">{xml(_voices(page, row))}</text></g>'
    )


def _voices(page: Page, row: SourceBar) -> str:
    return f"{page.shown(row.voices)} / {page.shown(row.of_voices)}"


def _line(page: Page, chart: TimeChart, shares: list[float | None]) -> str:
    """The line in runs without a gap: a month in which few spoke of anything has no share."""
    told = [place for place, share in enumerate(shares) if share is not None]
    top, step = max((share for share in shares if share is not None), default=0) or 1, 100 / max(len(shares) - 1, 1)
    x = [place * step for place in range(len(shares))]
    y = [_FLOOR - (share or 0) / top * (_FLOOR - _TOP) for share in shares]
    runs: list[list[int]] = []
    for place in told:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    shapes, parts = [], []
    for run in runs:
        points = " ".join(f"{x[place]:.2f},{y[place]:.2f}" for place in run)
        if len(run) > 1:
            shapes.append(f'<polygon points="{x[run[0]]:.2f},{_FLOOR} {points} {x[run[-1]]:.2f},{_FLOOR}"/>')
            shapes.append(f'<polyline points="{points}"/>')
        else:
            parts.append(f'<circle class="dot" cx="{x[run[0]]:.2f}%" cy="{y[run[0]]:.2f}" r="2"/>')
    parts.append(f'<line class="axis" x1="0" x2="100%" y1="{_FLOOR}" y2="{_FLOOR}"/>')
    if chart.marked and chart.marked in chart.months:
        at = chart.months.index(chart.marked)
        side = "end" if x[at] > 50 else "start"
        parts.append(f'<line class="began" x1="{x[at]:.2f}%" x2="{x[at]:.2f}%" y1="6" y2="{_FLOOR}"/>')
        parts.append(
            f'<text class="{side}" x="{x[at]:.2f}%" dx="{-5 if side == "end" else 5}" y="12">'
            f"{xml(chart.marked_label)} {xml(chart.labels[at])}</text>"
        )
    if told:
        last, peak = told[-1], max(told, key=lambda place: (shares[place] or 0, place))
        parts.append(f'<circle class="dot" cx="{x[last]:.2f}%" cy="{y[last]:.2f}" r="3.5"/>')
        parts.append(
            f'<text class="share" x="{x[last]:.2f}%" dx="8" y="{y[last] + 4:.2f}">'
            f"{xml(page.shown(chart.shares[last]))}</text>"
        )
        if last - peak > 2:
            side = "start" if x[peak] < 8 else "middle"
            parts.append(f'<circle class="peak" cx="{x[peak]:.2f}%" cy="{y[peak]:.2f}" r="3"/>')
            parts.append(
                f'<text class="{side} faint" x="{x[peak]:.2f}%" y="{y[peak] - 8:.2f}">'
                f"{xml(page.shown(chart.shares[peak]))}</text>"
            )
    if chart.labels:
        parts.append(f'<text class="faint" x="0" y="{_TALL - 8}">{xml(chart.labels[0])}</text>')
    if len(chart.labels) > 1:
        parts.append(f'<text class="faint end" x="100%" y="{_TALL - 8}">{xml(chart.labels[-1])}</text>')
    area = f'<svg viewBox="0 0 100 {_TALL}" height="{_TALL}" preserveAspectRatio="none">{"".join(shapes)}</svg>'
    return f"{area}{''.join(parts)}"


def _drawn(page: Page, title: str, alt: str, attributes: str, inner: str) -> str:
    """The picture with its name and what it shows in words."""
    page.charts += 1
    name = f"chart-{page.charts}"
    return (
        f'<svg role="img" aria-labelledby="{name}-t {name}-d" {attributes}><title id="{name}-t">{xml(title)}</title>'
        f'<desc id="{name}-d">{xml(alt)}</desc>{inner}</svg>'
    )


def _figure(page: Page, title: str, drawn: str, heads: str, rows: str) -> str:
    """The chart with its title, and its figures as a table for those who cannot or will not see it."""
    table = (
        f'<table><caption class="unseen">{xml(title)}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    return (
        f'<figure class="chart"><figcaption>{xml(title)}</figcaption>{drawn}'
        f"<details><summary>{xml(page.label('chart_table'))}</summary>{table}</details></figure>"
    )
