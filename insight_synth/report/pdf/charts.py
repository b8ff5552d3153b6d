"""The two charts of the PDF, as vectors with direct labels: shares over sources, and a share over time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, white
from reportlab.pdfbase.pdfmetrics import stringWidth

from insight_synth.report.document import Figure, SourceChart, TimeChart
from insight_synth.report.pdf.design import ACCENT, GREY, INK, REGULAR, RULE, SEMIBOLD, runs, tint
from insight_synth.report.pdf.directions import visual

_ROW, _CLOSE, _TALL = 15.0, 10.6, 222.0  # a row's pitch: at its widest, at its closest, and the height to keep to
_SMALL, _LEAST = 7.6, 7.0
_TITLE = 18
_ROOM = 1.04  # a row's line is longer than the longest interval by this
_FILLED = 4  # stretches of a line that are filled below; more of them look like bars


def source_drawing(chart: SourceChart, figures: dict[str, Figure], width: float, *, close: bool = False) -> Drawing:
    """A row a source: its name, a dot at its share with the interval as a line, and the figures beside it.

    ``close``: the rows at their closest, however few.
    """
    weak = any(not row.stands for row in chart.rows)
    pitch = _CLOSE if close else max(_CLOSE, min(_ROW, _TALL / max(len(chart.rows), 1)))
    height = _TITLE + pitch * len(chart.rows) + (14 if weak else 4)
    drawing = Drawing(width, height)
    drawing.add(label(0, height - 9, chart.title, SEMIBOLD, 8, GREY, width))
    asides = [f"{figures[row.voices].shown} / {figures[row.of_voices].shown}" for row in chart.rows]
    aside = max((stringWidth(text, REGULAR, _LEAST) for text in asides), default=0.0) + 7
    longest = max((stringWidth(row.name[:200], REGULAR, 8) for row in chart.rows), default=0.0)
    names, numbers = min(longest + 14, width * 0.5), aside + 34
    span = width - names - numbers
    top = max((_number(figures[row.high]) for row in chart.rows), default=0.0) * _ROOM or 1.0
    for place, row in enumerate(chart.rows):
        y = height - _TITLE - pitch * (place + 0.5)
        colour = ACCENT if row.stands else GREY
        share, low, high = (_number(figures[name]) for name in (row.share, row.low, row.high))
        drawing.add(label(0, y - 2.6, row.name, REGULAR, 8, INK if row.stands else GREY, names - 8))
        drawing.add(Line(names, y, names + span, y, strokeColor=RULE, strokeWidth=0.4))
        drawing.add(Line(names + low / top * span, y, names + high / top * span, y, strokeColor=colour, strokeWidth=2.2,
                         strokeOpacity=0.35))  # fmt: skip
        drawing.add(Circle(names + share / top * span, y, 3, fillColor=colour if row.stands else None,
                           strokeColor=colour, strokeWidth=1))  # fmt: skip
        shown, of = figures[row.share].shown, asides[place]
        at = width - aside
        drawing.add(
            label(at - stringWidth(shown, SEMIBOLD, 8), y - 2.6, shown, SEMIBOLD, 8, INK if row.stands else GREY, 60)
        )
        drawing.add(label(width - stringWidth(of, REGULAR, _LEAST), y - 2.4, of, REGULAR, _LEAST, GREY, 60))
    if weak:
        drawing.add(Circle(names + 3, 5.5, 2.4, fillColor=None, strokeColor=GREY, strokeWidth=0.9))
        drawing.add(label(names + 9, 3, chart.weak, REGULAR, _LEAST, GREY, span + numbers - 9))
    return drawing


def time_drawing(chart: TimeChart, figures: dict[str, Figure], width: float, height: float = 118) -> Drawing:
    """A line over the months with its highest and its last month labelled, and where it began."""
    drawing = Drawing(width, height)
    drawing.add(label(0, height - 9, chart.title, SEMIBOLD, 8, GREY, width))
    shares = [_number(figures[name]) if name else 0.0 for name in chart.shares]
    told = [bool(name) for name in chart.shares]
    floor, ceiling, right = 15.0, height - _TITLE - 16, width - 26
    top = max(shares, default=0.0) or 1.0
    step = right / max(len(shares) - 1, 1)
    points = [(place * step, floor + share / top * (ceiling - floor)) for place, share in enumerate(shares)]
    unbroken = _unbroken(points, told)
    for before, after in pairwise(unbroken):
        drawing.add(Line(*before[-1], *after[0], strokeColor=RULE, strokeWidth=0.5))
    for run in unbroken:
        outline = [value for point in run for value in point]
        if len(run) > 1:
            if len(unbroken) <= _FILLED:
                below = [run[0][0], floor, *outline, run[-1][0], floor]
                drawing.add(Polygon(below, fillColor=tint(0.10), strokeColor=None))
            drawing.add(PolyLine(outline, strokeColor=ACCENT, strokeWidth=1.3, strokeLineJoin=1))
        else:
            drawing.add(Circle(*run[0], 1.1, fillColor=ACCENT, strokeColor=None))
    drawing.add(Line(0, floor, right, floor, strokeColor=RULE, strokeWidth=0.6))
    _months(drawing, chart, right, floor)
    if chart.marked:
        x = points[chart.months.index(chart.marked)][0]
        drawing.add(Line(x, floor, x, ceiling + 10, strokeColor=INK, strokeWidth=0.6, strokeDashArray=(1.5, 1.5)))
        text = f"{chart.marked_label} {chart.labels[chart.months.index(chart.marked)]}"
        drawing.add(label(max(0.0, x - 3 - stringWidth(text, REGULAR, 7)), ceiling + 12, text, REGULAR, 7, INK, width))
    _points(drawing, chart, figures, shares, points)
    return drawing


def _unbroken(points: list[tuple[float, float]], told: list[bool]) -> list[list[tuple[float, float]]]:
    """The points in runs without a gap: a month in which nobody spoke of anything has no share."""
    found: list[list[tuple[float, float]]] = []
    open_run = False
    for point, here in zip(points, told, strict=True):
        if here and open_run:
            found[-1].append(point)
        elif here:
            found.append([point])
        open_run = here
    return found


def _points(drawing: Drawing, chart: TimeChart, figures: dict[str, Figure], shares: list[float],
            points: list[tuple[float, float]]) -> None:  # fmt: skip
    told = [place for place, name in enumerate(chart.shares) if name]
    if not told:
        return
    last, peak = told[-1], max(told, key=lambda place: (shares[place], place))
    x, y = points[last]
    drawing.add(Circle(x, y, 2.4, fillColor=ACCENT, strokeColor=None))
    drawing.add(label(x + 4.5, y - 2.6, figures[chart.shares[last]].shown, SEMIBOLD, _SMALL, INK, 40))
    if last - peak > 2:
        x, y = points[peak]
        shown = figures[chart.shares[peak]].shown
        drawing.add(Circle(x, y, 1.8, fillColor=None, strokeColor=ACCENT, strokeWidth=0.9))
        half = stringWidth(shown, REGULAR, _SMALL) / 2
        marked = points[chart.months.index(chart.marked)][0] if chart.marked else -1.0
        at = marked + 3 if abs(x - marked) < half + 2 else max(0.0, x - half)  # beside the line where one began
        drawing.add(label(at, y + 4.5, shown, REGULAR, _SMALL, GREY, 40))


def _months(drawing: Drawing, chart: TimeChart, right: float, floor: float) -> None:
    """The first and the last month under the axis, and a tick where a year begins."""
    if not chart.labels:
        return
    step = right / max(len(chart.months) - 1, 1)
    for place, month in enumerate(chart.months):
        if month.endswith("-01"):
            drawing.add(Line(place * step, floor, place * step, floor - 3, strokeColor=GREY, strokeWidth=0.6))
    drawing.add(label(0, 3, chart.labels[0], REGULAR, 7, GREY, right / 2))
    last = chart.labels[-1]
    drawing.add(label(right - stringWidth(last, REGULAR, 7), 3, last, REGULAR, 7, GREY, right / 2))


def label(x: float, y: float, text: str, font: str, size: float, colour: Color, width: float) -> Group:
    """A line of text in fonts that have its signs, cut with an ellipsis where it is wider than ``width``."""
    group, at = Group(), x
    for face, part in runs(visual(_fitted(text, font, size, width)), font):
        group.add(String(at, y, part, fontName=face, fontSize=size, fillColor=colour))
        at += stringWidth(part, face, size)
    return group


def _fitted(text: str, font: str, size: float, width: float) -> str:
    def wide(candidate: str) -> float:
        return sum(stringWidth(part, face, size) for face, part in runs(candidate, font))

    text = text[:400]
    if wide(text) <= width:
        return text
    while text and wide(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def badge(word: str, width: float, *, filled: bool, colour: Color = ACCENT) -> Drawing:
    """A verdict as a small plate."""
    drawing = Drawing(width, 18)
    plate: Any = Rect(0.5, 0.5, width - 1, 17, rx=3, ry=3)
    plate.fillColor, plate.strokeColor, plate.strokeWidth = colour if filled else None, colour, 1
    drawing.add(plate)
    size = 9.0
    text = _fitted(word, SEMIBOLD, size, width - 8)
    drawing.add(
        label(
            (width - stringWidth(text, SEMIBOLD, size)) / 2,
            5.8,
            text,
            SEMIBOLD,
            size,
            white if filled else colour,
            width,
        )
    )
    return drawing


def _number(figure: Figure) -> float:
    return float(figure.value) if isinstance(figure.value, int | float) else 0.0
