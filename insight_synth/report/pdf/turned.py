"""Draws the broken lines of a paragraph in which something is read from the right.

Every sign is written in the order of reading and stands where ``directions`` puts it; links, fonts and colours are
those of its run. A paragraph that begins from the right stands at the right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import paragraph as lines_of

from insight_synth.report.pdf import directions
from insight_synth.report.pdf.design import has_signs


@dataclass(frozen=True)
class _Line:
    """A line's signs, each with the run it is of; ``calls`` are what is done at a place of it."""

    text: str
    runs: list[Any]
    calls: list[tuple[int, Any]]
    spare: float


def draw_turned(paragraph: Any) -> None:
    """Draw a paragraph that was broken into lines."""
    style, canvas = paragraph.style, paragraph.canv
    reportlab: Any = lines_of
    lines = list(_lines(paragraph.blPara))
    whole = " ".join(line.text for line in lines)
    right = directions.from_right(whole)
    runs = [run for line in lines for run in (*line.runs, None)]  # None for the space between two lines
    numbers = {place for place, run in enumerate(runs) if _is_number(run)}
    depths = directions.levels(whole, right, numbers)
    top = paragraph.height - (lines[0].runs[0].fontSize if lines and lines[0].runs else style.fontSize)
    canvas.saveState()
    offset = 0.0
    if paragraph.bulletText:
        offset = reportlab._drawBullet(canvas, style.firstLineIndent, top, paragraph.bulletText, style, rtl=False)
    at = 0
    for number, line in enumerate(lines):
        here = depths[at : at + len(line.text)]
        at += len(line.text) + 1
        x = style.leftIndent + (max(line.spare, 0.0) if right or style.alignment == 2 else 0.0)
        _draw(canvas, line, here, x + (0.0 if number or right else offset), top - number * style.leading, right)
    canvas.restoreState()


def _lines(broken: Any) -> Iterator[_Line]:
    for line in broken.lines:
        if broken.kind == 0:
            text = " ".join(line[1])
            yield _Line(text, [broken] * len(text), [], line[0])
            continue
        parts, runs, calls = [], list[Any](), []
        for run in line.words:
            if hasattr(run, "cbDefn"):
                calls.append((len(runs), run.cbDefn))
            else:
                parts.append(run.text)
                runs += [run] * len(run.text)
        yield _Line("".join(parts), runs, calls, line.extraSpace)


def _draw(canvas: Any, line: _Line, depths: list[int], x: float, y: float, right: bool) -> None:
    """One line from ``x`` on, its base at ``y``."""
    for _, call in line.calls:
        if call.kind != "anchor":
            canvas.getNamedCB(call.name)(canvas, call.kind, getattr(call, "label", None))
    end = len(line.text.rstrip())  # spaces at its end stand where the line goes on (UAX #9, L1)
    depths = [*depths[:end], *[int(right)] * (len(line.text) - end)]
    drawn = _faces(line)
    wide = [stringWidth(face, run.fontName, run.fontSize) if face else 0.0
            for face, run in zip(drawn, line.runs, strict=True)]  # fmt: skip
    if right:  # joined letters are narrower than those the line was broken by
        signs = zip(line.text, line.runs, strict=True)
        x += sum(stringWidth(sign, run.fontName, run.fontSize) for sign, run in signs) - sum(wide)
    left: list[float] = [0.0] * len(wide)
    for place in directions.in_order(depths):
        left[place] = x
        x += wide[place]
    for place in range(1, len(drawn)):
        if drawn[place] and not wide[place] and depths[place] % 2:  # a mark stands over the letter before it
            left[place] = left[place - 1] + wide[place - 1]
    text = canvas.beginText()
    place = 0
    while place < len(drawn):
        after = place + 1
        while after < len(drawn) and not depths[place] % 2 and line.runs[after] is line.runs[place] and (
            depths[after] == depths[place] and abs(left[after] - left[after - 1] - wide[after - 1]) < 0.001
        ):  # fmt: skip
            after += 1
        run, said = line.runs[place], "".join(drawn[place:after])
        if said:
            text.setFont(run.fontName, run.fontSize)
            text.setFillColor(run.textColor)
            rise = y + (getattr(run, "rise", 0) or 0)
            if len(said) == 1 and directions.mirrored(said, depths[place]):
                text.setTextTransform(-1, 0, 0, 1, left[place] + wide[place], rise)
            else:
                text.setTextOrigin(left[place], rise)
            text.textOut(said)
        place = after
    canvas.drawText(text)
    _link(canvas, line, left, wide, y)


def _faces(line: _Line) -> list[str]:
    """What is drawn for each sign, joined only where the face has it."""
    signs = zip(line.text, directions.faces(line.text), line.runs, strict=True)
    return [face if has_signs(run.fontName, face) else sign for sign, face, run in signs]


def _is_number(run: Any) -> bool:
    """Whether a run is a link that says nothing from the right: a quotation's number, a page."""
    return bool(getattr(run, "link", None)) and hasattr(run, "text") and not directions.turns(run.text)


def _link(canvas: Any, line: _Line, left: list[float], wide: list[float], y: float) -> None:
    """A field over each link's signs on the line."""
    seen: dict[Any, tuple[float, float, float]] = {}
    for run, start, width in zip(line.runs, left, wide, strict=True):
        for link in getattr(run, "link", None) or ():
            low, high, size = seen.get(link, (start, start + width, run.fontSize))
            seen[link] = min(low, start), max(high, start + width), max(size, run.fontSize)
    reportlab: Any = lines_of
    for (_, target), (low, high, size) in seen.items():
        reportlab._doLink(_On(canvas), target, (low, y - 0.2 * size, high, y + size))


@dataclass(frozen=True)
class _On:
    """What reportlab asks a link's page of."""

    _canvas: Any
