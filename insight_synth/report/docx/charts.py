"""The document's drawings: groups of shapes (DrawingML), sharp at any size, that people can change in Word.

Lengths are in English Metric Units, 12,700 to a point (ECMA-376, part 1, 20.1.2).
"""

from __future__ import annotations

from collections.abc import Sequence

from insight_synth.report.untrusted import xml

_POINT = 12_700
_ACCENT, _TINT, _RULE, _GREY = "0B5D69", "A5C4C9", "D3DADD", "59656D"
_GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
_OBLONG = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'


def dot_drawing(number: int, share: float, low: float, high: float, width: float, *, stands: bool) -> str:
    """A dot at a share with its interval as a band, on a rule of ``width`` points; shares are parts of the rule."""
    tall, span = 9.0, width - 8
    colour = _ACCENT if stands else _GREY
    x, left, right = (4 + min(max(part, 0.0), 1.0) * span for part in (share, low, high))
    shapes = [
        _shape("rect", 4, tall / 2 - 0.2, span, 0.4, fill=_RULE),
        _shape("rect", left, tall / 2 - 1.5, max(right - left, 0.5), 3, fill=_TINT if stands else _RULE),
        _shape("ellipse", x - 3, tall / 2 - 3, 6, 6, fill=colour if stands else "FFFFFF", line=colour),
    ]
    return _drawing(number, "", width, tall, shapes)


def line_drawing(number: int, alt: str, shares: Sequence[float | None], width: float, marked: int | None) -> str:
    """A line over the months, broken where a month has no share; ``marked`` is the month at which it began."""
    tall, foot = 66.0, 58.0
    top = max((share for share in shares if share is not None), default=0.0) or 1.0
    step = (width - 8) / max(len(shares) - 1, 1)
    heights = [None if share is None else foot - share / top * 50 for share in shares]
    points = [None if y is None else (4 + place * step, y) for place, y in enumerate(heights)]
    shapes = [_shape("rect", 4, foot, width - 8, 0.5, fill=_RULE)]
    if marked is not None:
        shapes.append(_shape("rect", 4 + marked * step - 0.3, 4, 0.6, foot - 4, fill=_GREY))
    if any(points):
        shapes.append(_path(points, width, tall))
    dots = [point for place, point in enumerate(points) if point and (place == len(points) - 1 or shares[place] == top)]
    shapes += [_shape("ellipse", x - 2.2, y - 2.2, 4.4, 4.4, fill=_ACCENT) for x, y in dots]
    return _drawing(number, alt, width, tall, shapes)


def _path(points: Sequence[tuple[float, float] | None], width: float, tall: float) -> str:
    steps, drawn = "", False
    for point in points:
        if point is None:
            drawn = False
            continue
        verb = "lnTo" if drawn else "moveTo"
        steps += f'<a:{verb}><a:pt x="{_emu(point[0])}" y="{_emu(point[1])}"/></a:{verb}>'
        drawn = True
    size = f'w="{_emu(width)}" h="{_emu(tall)}"'
    geometry = (
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
        f'<a:pathLst><a:path {size} fill="none">{steps}</a:path></a:pathLst></a:custGeom>'
    )
    return _framed(geometry, 0, 0, width, tall, "<a:noFill/>", _ACCENT, 1.6)


def _shape(kind: str, x: float, y: float, width: float, tall: float, *, fill: str, line: str = "") -> str:
    geometry = f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>'
    return _framed(geometry, x, y, width, tall, f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>', line, 0.9)


def _framed(geometry: str, x: float, y: float, width: float, tall: float, fill: str, line: str, thick: float) -> str:
    stroke = f'<a:solidFill><a:srgbClr val="{line}"/></a:solidFill>' if line else "<a:noFill/>"
    return (
        '<wps:wsp><wps:cNvPr id="0" name=""/><wps:cNvSpPr/><wps:spPr>'
        f'<a:xfrm><a:off x="{_emu(x)}" y="{_emu(y)}"/><a:ext cx="{_emu(width)}" cy="{_emu(tall)}"/></a:xfrm>'
        f'{geometry}{fill}<a:ln w="{_emu(thick)}">{stroke}</a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
    )


def _drawing(number: int, alt: str, width: float, tall: float, shapes: Sequence[str]) -> str:
    """The shapes as one run in the line of text; without ``alt`` what it shows stands in the text beside it."""
    size = f'cx="{_emu(width)}" cy="{_emu(tall)}"'
    told = (
        f'<wp:docPr id="{number}" name="{number}" descr="{xml(alt)}"/>' if alt
        else f'<wp:docPr id="{number}" name="{number}"><a:extLst><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
        '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
        "</a:ext></a:extLst></wp:docPr>"
    )  # fmt: skip
    # An unseen sheet under all: a group is drawn as large as what lies in it.
    shapes = [_framed(_OBLONG, 0, 0, width, tall, "<a:noFill/>", "", 0), *shapes]
    frame = f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/><a:chOff x="0" y="0"/><a:chExt {size}/></a:xfrm>'
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wpg"><w:drawing>'
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/>{told}<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_GROUP}">'
        f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr>{frame}</wpg:grpSpPr>{''.join(shapes)}</wpg:wgp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


def _emu(points: float) -> int:
    return round(points * _POINT)
