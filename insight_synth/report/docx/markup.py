"""WordprocessingML as text: runs, links, bookmarks, fields, paragraphs, tables (ECMA-376, part 1, 17).

What people wrote comes in as plain text only and is escaped here: it never becomes a field, a link or markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from insight_synth.report.untrusted import xml

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    }.items()
)
LANGUAGES = {"en": "en-GB", "fi": "fi-FI", "pl": "pl-PL", "sv": "sv-SE", "de": "de-DE"}
_CODE = re.compile(r"[a-z]{2,3}\Z")


def run(text: str, *, style: str = "", bold: bool = False, language: str | None = None, raised: bool = False) -> str:
    """A run of plain text; ``language`` "" is a text in an unknown language, which no speller should mark."""
    if not text:
        return ""
    lead, trail = " " * text[:1].isspace(), " " * (text[-1:].isspace() and bool(text.strip()))
    looks = f'<w:rStyle w:val="{style}"/>' if style else ""
    looks += "<w:b/><w:bCs/>" if bold else ""
    if language is not None and not _CODE.match(language):
        looks += "<w:noProof/>"
    looks += '<w:vertAlign w:val="superscript"/>' if raised else ""
    if language is not None and _CODE.match(language):
        looks += f'<w:lang w:val="{LANGUAGES.get(language, language)}"/>'
    looks = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{lead}{xml(text)}{trail}</w:t></w:r>'


def lines(text: str) -> str:
    """A run whose words stand one below the other."""
    return "<w:r><w:br/></w:r>".join(run(word) for word in text.split(" "))


def link(anchor: str, inner: str) -> str:
    """Runs that lead to a bookmark of this document."""
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{inner}</w:hyperlink>'


def bookmark(number: int, name: str, inner: str) -> str:
    """Runs as a place that links lead to; ``number`` is the bookmark's own in the document."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def field(instruction: str, shown: str = "") -> str:
    """A field of ours (PAGE, PAGEREF …) with what it shows until it is worked out."""
    held = run(shown) if shown else ""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{held}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(inner: str, style: str = "", *, align: str = "", keep: bool = False, here: bool = False,
              section: str = "") -> str:  # fmt: skip
    """A paragraph.

    Args:
        inner: its runs.
        style: the id of its style.
        align: right, center, or "" for its style's own.
        keep: keeps it on the page of the next.
        here: keeps a chapter's title from beginning a page.
        section: what the section that ends with it is.
    """
    looks = f'<w:pStyle w:val="{style}"/>' if style else ""
    looks += "<w:keepNext/>" if keep else ""
    looks += '<w:pageBreakBefore w:val="0"/>' if here else ""
    looks += f'<w:jc w:val="{align}"/>' if align else ""
    looks += section
    return f"<w:p><w:pPr>{looks}</w:pPr>{inner}</w:p>" if looks else f"<w:p>{inner}</w:p>"


def cell(inner: str, width: int, *, turned: bool = False, shade: str = "") -> str:
    """A table's cell of paragraphs; ``width`` in twentieths of a point."""
    looks = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    looks += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    looks += '<w:textDirection w:val="btLr"/>' if turned else ""
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{inner}</w:tc>"


def row(cells: Sequence[str], *, head: bool = False, height: int = 0) -> str:
    """A row that no page breaks; a ``head`` row stands again on every page."""
    looks = "<w:cantSplit/>"
    looks += f'<w:trHeight w:val="{height}" w:hRule="exact"/>' if height else ""
    looks += "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr>{looks}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: Sequence[str], widths: Sequence[int], *, style: str, alt: str = "", head: bool = True) -> str:
    """A table of a fixed grid, with what it shows told for those who do not see it."""
    told = f'<w:tblDescription w:val="{xml(alt)}"/>' if alt else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    first = int(head)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{"0020" if head else "0000"}" w:firstRow="{first}" '
        f'w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{told}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def widths_of(parts: Sequence[float], whole: int, least: Sequence[int] = ()) -> list[int]:
    """Widths in the proportions given that add up to ``whole``, none below its ``least`` as far as there is room."""
    needed = list(least) or [0] * len(parts)
    if sum(needed) > whole:
        needed = [int(whole * width / sum(needed)) for width in needed]
    narrow: set[int] = set()
    while True:
        left = whole - sum(needed[place] for place in narrow)
        free = sum(part for place, part in enumerate(parts) if place not in narrow)
        made = [needed[place] if place in narrow else int(left * part / free) for place, part in enumerate(parts)]
        more = {place for place, width in enumerate(made) if width < needed[place]}
        if not more or len(narrow | more) == len(parts):
            break
        narrow |= more
    made[-1] += whole - sum(made)
    return made
