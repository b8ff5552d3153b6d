"""What is left out of a report, and the order of what stays: findings, actions and sections. No words change here."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence

from insight_synth.model import Draft
from insight_synth.report.document import Block, Finding, Heading, Section
from insight_synth.report.editing.items import LAST, MADE, NEEDED, block_id


def without_removed(sections: Sequence[Section], draft: Draft) -> list[Section]:
    """The sections without what was removed: a chapter with all its parts, headings with all that stood below them."""
    gone = frozenset(draft.removed)
    if not gone:
        return list(sections)
    kept: list[Section] = []
    chapter_gone = False
    for section in sections:
        if section.level == 1:
            chapter_gone = section.id in gone and section.kind not in NEEDED
        if chapter_gone or (section.id in gone and section.kind not in NEEDED):
            continue
        blocks = tuple(block for block in section.blocks if block_id(block) not in gone or not block_id(block))
        changed = len(blocks) != len(section.blocks)
        kept.append(dataclasses.replace(section, blocks=without_bare_headings(blocks)) if changed else section)
    return kept


def without_bare_headings(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without headings that nothing stands below any more."""
    return tuple(
        block
        for at, block in enumerate(blocks)
        if not isinstance(block, Heading) or (at + 1 < len(blocks) and not isinstance(blocks[at + 1], Heading))
    )


def arranged(sections: Sequence[Section], draft: Draft) -> list[Section]:
    """The sections in the order people chose, and in the first page its findings and actions."""
    ordered = _in_order(sections, draft.order("sections"))
    if ordered and ordered[0].kind == "story":
        blocks = ordered[0].blocks
        blocks = _blocks_in_order(blocks, draft.order("findings"), "finding:")
        blocks = _blocks_in_order(blocks, draft.order("actions"), "action:")
        ordered[0] = dataclasses.replace(ordered[0], blocks=blocks)
    return ordered


def groups(sections: Sequence[Section]) -> list[list[str]]:
    """The ids of sections that can change places with each other, in order: chapters, then the parts of each kind."""
    chapters = [one.id for one in sections if one.level == 1 and one.kind not in {"story", *LAST, *MADE}]
    return [group for group in (chapters, *_parts(sections)) if group]


def ranked(ids: Iterable[str], first: Sequence[str]) -> list[str]:
    """The ids with those of ``first`` before the others, in its order."""
    place = {item: at for at, item in enumerate(first)}
    return sorted(ids, key=lambda item: place.get(item, len(place)))


def after_last(
    section: Section,
    blocks: Sequence[Block],
    like: Callable[[Block], bool],
    *,
    before: str = "",
    first: bool = False,
) -> Section:
    """The section with blocks after the last of their like; where it has none, before the heading ``before``, or at
    the end, or with ``first`` after the opening paragraph."""
    places = [at for at, block in enumerate(section.blocks) if like(block)]
    heads = [at for at, block in enumerate(section.blocks) if isinstance(block, Heading) and block.text == before]
    at = places[-1] + 1 if places else heads[0] if heads else min(1, len(section.blocks)) if first else None
    at = len(section.blocks) if at is None else at
    return dataclasses.replace(section, blocks=(*section.blocks[:at], *blocks, *section.blocks[at:]))


def _in_order(sections: Sequence[Section], first: Sequence[str]) -> list[Section]:
    if not first:
        return list(sections)
    by_id = {section.id: section for section in sections}
    slots: dict[str, str] = {}
    for group in _parts(sections):
        slots |= dict(zip(group, ranked(group, first), strict=True))
    parted = [by_id[slots.get(section.id, section.id)] for section in sections]
    chapters: list[list[Section]] = []
    for section in parted:
        if section.level == 1 or not chapters:
            chapters.append([])
        chapters[-1].append(section)
    opening = [chapter for chapter in chapters if chapter[0].kind == "story"]
    closing = [chapter for chapter in chapters if chapter[0].kind in LAST]
    middle = {chapter[0].id: chapter for chapter in chapters if chapter not in opening and chapter not in closing}
    told = [*opening, *(middle[name] for name in ranked(middle, first)), *closing]
    return [section for chapter in told for section in chapter]


def _parts(sections: Sequence[Section]) -> list[list[str]]:
    """The parts of chapters, one list a kind."""
    return [
        [one.id for one in sections if one.level > 1 and one.kind == kind] for kind in ("theme", "source", "question")
    ]


def _blocks_in_order(blocks: tuple[Block, ...], first: Sequence[str], prefix: str) -> tuple[Block, ...]:
    """The blocks with those of a kind in the order people chose, in the places they had."""
    if not first:
        return blocks

    def like(block: Block) -> bool:
        return block_id(block).startswith(prefix) and (prefix != "finding:" or isinstance(block, Finding))

    place = {item: at for at, item in enumerate(first)}
    moved = iter(sorted(filter(like, blocks), key=lambda block: place.get(block_id(block), len(place))))
    return tuple(next(moved) if like(block) else block for block in blocks)
