"""Which sections share a page and how close they are set, found by measuring before anything is laid out.

Chapters flow from page to page; a theme, a question or a source stands whole, with as many beside it as fit. Nothing
here draws, and what it guesses wrong only moves a section to the next page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reportlab.platypus import Flowable, KeepInFrame, KeepTogether, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from insight_synth.report.document import Section
from insight_synth.report.pdf.blocks import Drawn
from insight_synth.report.pdf.design import HEIGHT, SEMIBOLD, WIDTH, markup
from insight_synth.report.pdf.paragraphs import height_of
from insight_synth.report.pdf.quotations import shortened
from insight_synth.report.pdf.styles import CLOSEST, styles

LONGEST_TITLE = 300
"""Signs of a title that are shown."""
PART = 0.14
"""Of a page, what must be left for a part of a chapter to begin on it."""

_WHOLE = {"theme", "question", "source"}  # kinds of sections that are kept whole, several on a page where they fit
_LONG = {"story", "evidence", "matrix"}  # kinds of chapters that have a way of their own
_LITTLE = 0.3  # of a page, that a chapter must not end with
_BETWEEN = 22.0  # points between two sections on a page
_PACKED = 2  # how close several sections may be set to share a page, where none of them is short
_SHARED = 3  # and where one is
_SHORT = 0.42  # of a page: what would leave most of it empty if it stood alone
_LEAST = 0.72  # of its usual height, what a section takes at its closest at least
_SMALLER = 1.05  # times too tall, at its closest, what is made smaller: its type stays above 7.5 points
_BRIEF = 0.35  # of a page, up to which a part of a chapter stands whole
_ROOMY = 0.4  # of a page, what a chapter must leave for others to begin below it
_SPARE = 5.0  # points that a guess at the room left on a page may be wrong by


@dataclass(frozen=True)
class Page:
    """Sections to be set together, how close, and how tall they are; 0 where they simply flow."""

    sections: list[Section]
    close: int = 0
    height: float = 0.0


def planned(sections: Sequence[Section], drawn: Drawn) -> list[Page]:
    """The sections of a full report in groups to be set together."""
    pages: list[Page] = []
    for whole, group in groupby(sections, lambda section: section.kind in _WHOLE):
        if whole:
            pages = _with_whole(pages, list(group), drawn)
        else:
            pages += _flowing(list(group), drawn)
    return pages


def fitted(section: Section, drawn: Drawn, room: float) -> list[Flowable]:
    """A section's blocks within a height: as usual, else closer, else a little smaller as a whole.

    What is longer still stands as usual, over more pages.
    """
    for close in range(CLOSEST + 1):
        blocks = drawn.section(section, close=close, whole=True)
        if height_of(blocks) <= room:
            return _apart(blocks, room) if close else blocks
    if height_of(blocks) <= room * _SMALLER:
        return [KeepInFrame(WIDTH, room, blocks, mode="shrink")]
    return drawn.section(section)


def _apart(blocks: list[Flowable], room: float) -> list[Flowable]:
    """Blocks that were set closer than they had to be, a little apart again."""
    for points in (6, 5, 4, 3, 2, 1):
        apart = [part for block in blocks for part in (block, Spacer(1, points))][:-1]
        if height_of(apart) <= room:
            return apart
    return blocks


def rest_below(sections: Sequence[Section], drawn: Drawn, room: float) -> float:
    """How much of its one page a short report's first section leaves to the others; 0 where they need another page."""
    first, *others = sections
    if not others:
        return 0.0
    rest = sum(_height(section, drawn, 0, "sheet") + _BETWEEN for section in others) + _SPARE
    closest = height_of(drawn.section(first, close=_SHARED, whole=True))
    return rest if rest + closest <= room else 0.0


def part_height(section: Section, drawn: Drawn, close: int) -> float:
    """What must be left on a page for a part of a chapter to begin there: all of it, where it is short."""
    tall = _height(section, drawn, close) + _BETWEEN
    return tall if tall < HEIGHT * _BRIEF else HEIGHT * PART


def style_of(section: Section) -> str:
    """The style of a section's title in a full report."""
    if section.kind in {"source", "question"}:
        return "sheet"
    return "part" if section.level > 1 or section.kind == "theme" else "chapter"


# ---- chapters ----------------------------------------------------------------------------------------------------


def _flowing(sections: list[Section], drawn: Drawn) -> list[Page]:
    """Chapters with their parts; what would just run over to another page is set closer."""
    chapters: list[list[Section]] = []
    for section in sections:
        if section.level == 1 or not chapters:
            chapters.append([])
        chapters[-1].append(section)
    found: list[Page] = []
    for chapter in chapters:
        close = 0
        if not any(section.kind in _LONG for section in chapter):
            count, used = _flowed(chapter, drawn, 0)
            if count > 1 and used < HEIGHT * _LITTLE:
                steps = range(1, _PACKED + 1)
                close = next((step for step in steps if _flowed(chapter, drawn, step)[0] < count), 0)
        found += [Page([section], close) for section in chapter]
    return found


def _flowed(chapter: list[Section], drawn: Drawn, close: int) -> tuple[int, float]:
    """How many pages a chapter takes from the top of one, and how much of the last."""
    count, used = 1, 0.0
    for section in chapter:
        if section.level > 1 and used + part_height(section, drawn, close) > HEIGHT:
            count, used = count + 1, 0.0
        title = _title(section, style_of(section))
        after = 0.0
        for flowable in [title, *drawn.section(section, close=close)]:
            before = max(after, flowable.getSpaceBefore()) if used else 0.0
            tall = height_of([flowable] if not isinstance(flowable, KeepTogether) else _held(flowable))
            after = flowable.getSpaceAfter()
            if used + before + tall <= HEIGHT:
                used += before + tall
            elif isinstance(flowable, Grid | Paragraph) or tall > HEIGHT:
                over = used + before + tall - HEIGHT
                count += 1 + int(over // HEIGHT)
                used = over % HEIGHT
            else:
                count, used = count + 1, tall
    return count, used


def _held(group: Any) -> list[Flowable]:
    held: list[Flowable] = group._content
    return held


# ---- sections that stand whole -----------------------------------------------------------------------------------


def _with_whole(pages: list[Page], sections: list[Section], drawn: Drawn) -> list[Page]:
    """The pages with sections that stand whole: the first below the chapter before them, where it leaves the room."""
    at = next((place for place in range(len(pages) - 1, -1, -1) if pages[place].sections[0].level == 1), 0)
    chapter = pages[at:]
    for close in range(chapter[0].close, _PACKED + 1) if chapter else ():
        count, used = _flowed([page.sections[0] for page in chapter], drawn, close)
        # Over several pages a guess at where the last one ends is a rough one.
        room = HEIGHT - used - _BETWEEN - _SPARE * (1 if count == 1 else 2)
        if room < HEIGHT * _ROOMY:
            break
        first = _below(sections, drawn, room)
        if first.sections:
            chapter = [Page(page.sections, close) for page in chapter]
            return [*pages[:at], *chapter, first, *_packed(sections[len(first.sections) :], drawn)]
    return [*pages, *_packed(sections, drawn)]


def _below(sections: list[Section], drawn: Drawn, room: float) -> Page:
    """As many of the first sections as stand in the room below a chapter."""
    found = Page([])
    for many in range(1, len(sections) + 1):
        page = sections[:many]
        for close in range((CLOSEST if many == 1 else _SHARED) + 1):
            tall = sum(_height(section, drawn, close) for section in page) + _BETWEEN * (many - 1)
            if tall <= room:
                found = Page(page, close, tall + _BETWEEN)
                break
        else:
            return found
    return found


def _packed(sections: list[Section], drawn: Drawn) -> list[Page]:
    """Sections in their order, as many on a page as fit; set closer only where that makes them fit."""

    def tall(page: list[Section], close: int) -> float:
        return sum(height(section, close) for section in page) + _BETWEEN * (len(page) - 1)

    measured: dict[tuple[str, int], float] = {}

    def height(section: Section, close: int) -> float:
        key = (section.id, close)
        if key not in measured:
            measured[key] = _height(section, drawn, close)
        return measured[key]

    def packed(page: list[Section]) -> int:
        return _SHARED if min(height(section, 0) for section in page) < _SHORT * HEIGHT else _PACKED

    pages: list[list[Section]] = []
    for section in sections:
        last = [*pages[-1], section] if pages else []
        if last and tall(last, 0) * _LEAST < HEIGHT and tall(last, packed(last)) <= HEIGHT:
            pages[-1] = last
        else:
            pages.append([section])
    _evened(pages, lambda page: tall(page, packed(page)))
    found = []
    for page in pages:
        steps = range(_SHARED + 1) if tall(page, 0) * _LEAST < HEIGHT else ()
        close = next((step for step in steps if tall(page, step) <= HEIGHT), None)
        found.append(Page(page) if close is None else Page(page, close, tall(page, close) + 2))
    return found


def _evened(pages: list[list[Section]], tall: Callable[[list[Section]], float]) -> None:
    """Move sections from the last page but one to the last while that makes the two more even."""
    while len(pages) > 1 and len(pages[-2]) > 1:
        last = [pages[-2][-1], *pages[-1]]
        if tall(last) > min(HEIGHT, tall(pages[-2])):
            return
        pages[-2:] = [pages[-2][:-1], last]


def _height(section: Section, drawn: Drawn, close: int, style: str = "") -> float:
    title = _title(section, style or style_of(section))
    return height_of([title, *drawn.section(section, close=close, whole=True)])


def _title(section: Section, style: str) -> Paragraph:
    return Paragraph(markup(shortened(section.title, LONGEST_TITLE), SEMIBOLD), styles()[style])
