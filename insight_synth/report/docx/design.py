"""The look of the document: page, type scale and styles, so that what people write in it looks like the rest.

Sizes are in half points, distances in twentieths of a point (ECMA-376, part 1, 17.7 and 17.6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

INK, GREY, RULE, FAINT, ACCENT = "1D252B", "59656D", "D3DADD", "F2F5F6", "0B5D69"
TEXT = "Arial"  # or the face of the same widths that stands in for it, wherever the document is opened
_SIZE = re.compile(r'w:(before|after|line|sz|szCs)(=| w:val=)"(\d+)"')
_SMALLER, _LESS, _LINE, _LEAST = 0.86, 0.4, 240, 14  # of type, of space, between lines, and the smallest type
MARGIN = 4  # points left and right in a table's cell


@dataclass(frozen=True, slots=True)
class Page:
    """A4, upright or turned; ``width`` is what text may take."""

    wide: int
    tall: int
    turned: bool

    @property
    def width(self) -> int:
        return self.wide - 2 * 1247

    def ending(self, footer: str, *, first: bool) -> str:
        """What ends a section of such pages; ``first``: its first page is the cover and has no footer."""
        turned = ' w:orient="landscape"' if self.turned else ""
        return (
            f'<w:sectPr><w:footerReference w:type="default" r:id="{footer}"/><w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{self.wide}" w:h="{self.tall}"{turned}/>'
            '<w:pgMar w:top="1361" w:right="1247" w:bottom="1247" w:left="1247" w:header="624" w:footer="567" '
            f'w:gutter="0"/>{"<w:titlePg/>" if first else ""}</w:sectPr>'
        )


PORTRAIT, LANDSCAPE = Page(11906, 16838, False), Page(16838, 11906, True)


def styles(language: str, *, close: bool = False) -> str:
    """Every style of the document and what holds where none is said; ``language`` as in ``fi-FI``.

    ``close``: smaller type and less space, so that the story of a summary stands on one page.
    """
    whole = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_font(TEXT)}<w:color w:val="{INK}"/><w:sz w:val="19"/>'
        f'<w:szCs w:val="19"/><w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr>'
        '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="269" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault>"
        f"</w:docDefaults>{_PARAGRAPHS}{_CHARACTERS}{_TABLES}"
    )
    return _SIZE.sub(_smaller, whole) if close else whole


def _smaller(found: re.Match[str]) -> str:
    name, value = found[1], int(found[3])
    if name in {"before", "after"}:
        value = round(value * _LESS)
    elif name == "line":
        value = min(value, _LINE)
    elif found[2] != "=":  # a rule's thickness is called as a type's size is
        value = max(round(value * _SMALLER), min(value, _LEAST))
    return f'w:{name}{found[2]}"{value}"'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0">'
    '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="–"/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="284" w:hanging="284"/></w:pPr>'
    f'<w:rPr><w:color w:val="{ACCENT}"/></w:rPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
"""The dash of ``ListBullet``."""


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}" w:eastAsia="{name}"/>'


def _paragraph(
    made_id: str, name: str, size: int, *, before: int = 0, after: int = 120, line: int = 269,
    bold: bool = False, italic: bool = False, colour: str = "", keep: bool = False, first: str = "", last: str = "",
    follows: str = "", outline: int | None = None, rule: str = "auto",
) -> str:  # fmt: skip
    """A paragraph's style; ``first`` and ``last`` are what its properties hold before and after the spacing."""
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    keeping = "<w:keepNext/><w:keepLines/>" if keep else ""
    looks = f"{'<w:b/><w:bCs/>' if bold else ''}{'<w:i/><w:iCs/>' if italic else ''}"
    looks += f'<w:color w:val="{colour}"/>' if colour else ""
    default = ' w:default="1"' if made_id == "Normal" else ""
    based = "" if made_id == "Normal" else '<w:basedOn w:val="Normal"/>'
    after_it = f'<w:next w:val="{follows}"/>' if follows else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{made_id}"><w:name w:val="{name}"/>{based}{after_it}'
        "<w:qFormat/>"
        f'<w:pPr>{keeping}{first}<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'
        f'{last}{level}</w:pPr><w:rPr>{looks}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _left_rule(colour: str) -> str:
    return f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="9" w:color="{colour}"/></w:pBdr>'


_LEADER = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9412"/></w:tabs>'
_PARAGRAPHS = "".join((
    _paragraph("Normal", "Normal", 19),
    _paragraph("Title", "Title", 70, after=120, line=228, colour=ACCENT, follows="Normal"),
    _paragraph("Subtitle", "Subtitle", 22, before=2400, after=80, bold=True, colour=ACCENT, follows="Normal"),
    _paragraph("Heading1", "heading 1", 44, after=200, line=240, colour=ACCENT, keep=True,
               first="<w:pageBreakBefore/>", follows="Normal", outline=0),
    _paragraph("Heading2", "heading 2", 31, before=480, after=120, line=240, colour=ACCENT, keep=True,
               follows="Normal", outline=1),
    _paragraph("Heading3", "heading 3", 20, before=200, after=60, bold=True, colour=ACCENT, keep=True, follows="Normal",
               outline=2),
    _paragraph("Lead", "Lead", 23, after=160),
    _paragraph("Mark", "Mark", 20, before=80, after=240, bold=True, colour=ACCENT),
    _paragraph("ListBullet", "List Bullet", 19, after=80,
               first='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
    _paragraph("Quote", "Quote", 20, before=100, after=20, first=_left_rule("A5C4C9"), last='<w:ind w:left="227"/>',
               follows="QuoteSource"),
    _paragraph("QuoteSource", "Quote Source", 16, after=140, colour=GREY, first=_left_rule("A5C4C9"),
               last='<w:ind w:left="227"/>'),
    _paragraph("Verdict", "Verdict", 21, before=40, after=140, keep=True, first=_left_rule(ACCENT),
               last='<w:ind w:left="227"/>'),
    _paragraph("Caption", "caption", 17, before=160, after=60, bold=True, colour=GREY, keep=True),
    _paragraph("Drawing", "Drawing", 17, after=60, line=240, keep=True),
    _paragraph("Note", "Note", 17, before=40, after=80, colour=GREY),
    _paragraph("Evidence", "Evidence", 17, before=60, after=0, line=245, keep=True),
    _paragraph("Place", "Evidence Place", 14, after=60, line=240, colour=GREY),
    _paragraph("TableText", "Table Text", 17, after=0, line=245),
    _paragraph("TableHead", "Table Head", 16, after=0, line=240, bold=True, colour=GREY),
    _paragraph("TableSmall", "Table Small", 15, after=0, line=240),
    _paragraph("TableTiny", "Table Tiny", 13, after=0, line=240),
    _paragraph("TableTinyHead", "Table Tiny Head", 13, after=0, line=240, colour=GREY, keep=True),
    _paragraph("Gap", "Gap", 2, after=70, line=20, rule="exact"),  # next to nothing, or it may take a page of its own
    _paragraph("TOCHeading", "TOC Heading", 44, after=200, line=240, colour=ACCENT, keep=True,
               first="<w:pageBreakBefore/>"),
    _paragraph("TOC1", "toc 1", 19, before=80, after=0, line=240, bold=True, first=_LEADER),
    _paragraph("TOC2", "toc 2", 17, after=0, line=240, first=_LEADER, last='<w:ind w:left="284"/>'),
    _paragraph("Footer", "footer", 15, after=0, line=240, colour=GREY,
               first='<w:tabs><w:tab w:val="right" w:pos="9412"/></w:tabs>'),
))  # fmt: skip
_CHARACTERS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/></w:style>'
    f'<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="{ACCENT}"/>'
    "</w:rPr></w:style>"
    '<w:style w:type="character" w:styleId="ByHand"><w:name w:val="By Hand"/><w:rPr><w:b/><w:color w:val="B3261E"/>'
    "</w:rPr></w:style>"
)


def _borders(head: str, inside: str) -> str:
    lines = {"bottom": inside, "insideH": inside}
    drawn = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>' if line else ""
                    for side, line in lines.items())  # fmt: skip
    first = (
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/></w:tcBorders><w:vAlign w:val="bottom"/>'
        "</w:tcPr></w:tblStylePr>"
        if head
        else ""
    )
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in
                      (("top", 40), ("left", MARGIN * 20), ("bottom", 40), ("right", MARGIN * 20)))  # fmt: skip
    borders = f"<w:tblBorders>{drawn}</w:tblBorders>" if drawn else ""
    return f"<w:tblPr>{borders}<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>{first}"


_TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
    '<w:style w:type="table" w:styleId="InsightTable"><w:name w:val="Insight Table"/><w:basedOn w:val="TableNormal"/>'
    f"{_borders('yes', 'yes')}</w:style>"
    '<w:style w:type="table" w:styleId="InsightPlain"><w:name w:val="Insight Plain"/><w:basedOn w:val="TableNormal"/>'
    f"{_borders('', '')}</w:style>"
)
