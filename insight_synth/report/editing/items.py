"""What of a report can be edited, in order and in plain text: for an editor to show. Nothing here changes a draft."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from insight_synth.model import Passage, Plan
from insight_synth.report.document import (
    Action,
    Block,
    Finding,
    Prose,
    Quotes,
    Report,
    Section,
    Span,
    Text,
    Verdict,
    Written,
)  # fmt: skip
from insight_synth.report.editing.typed import SIGN

ItemKind = Literal["cover", "foreword", "section", "text", "finding", "action", "quotes", "verdict"]

NEEDED = frozenset({"story", "method", "evidence"})
"""Kinds of sections that no report may be without."""
MADE = frozenset({"actions"})
"""Kinds of sections that are made of what stands elsewhere: they follow it, and are not edited themselves."""
LAST = ("method", "evidence", "matrix")
"""Kinds of sections that stay last."""
FOREWORD = "foreword"
WHOLE = frozenset({"cover", "lead", FOREWORD})
"""What is said to those who read the whole report; a digest to one source's team has its own."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be edited. Its title is edited under ``<id>/title``."""

    id: str
    kind: ItemKind
    section: str  # the id of the section it stands in first; "" for the cover
    text: str = ""  # as it is shown, quotations as [n]
    title: str = ""
    written: Written = "drafted"
    removed: bool = False
    titled: bool = False  # its title can be worded
    removable: bool = True
    movable: bool = False  # among its like: findings, actions, sections
    passages: tuple[Passage, ...] = ()  # the quotations shown with it, where these can be chosen
    plan: Plan | None = None  # of an action
    drafted: str = ""  # the words as drafted, where the drafted report was given
    drafted_title: str = ""


def items(report: Report, drafted: Report | None = None) -> tuple[Item, ...]:
    """What can be edited, in reading order; what was removed too, at its drafted place, where ``drafted`` is given."""
    shown = list(_all(report))
    if drafted is None:
        return tuple(shown)
    first = {item.id: item for item in _all(drafted)}
    shown = [_beside(item, first.get(item.id)) for item in shown]
    return tuple(_with_removed(shown, list(first.values()), frozenset(report.draft.removed)))


def plain_text(prose: Prose) -> str:
    """Prose as a person edits it: its letters, quotations as ``[n]``."""
    return prose.text


def prose_of_item(report: Report, item: str) -> tuple[Prose, ...]:
    """The running text that an item's words make up, where it stands first; a title as plain prose."""
    name, _, title = item.rpartition("/")
    if title == "title" and name:
        return tuple(Prose((Span(text),)) for text in _titles(report, name))[:1]
    if item == "cover/subtitle":
        return (Prose((Span(report.cover.subtitle),)),)
    for blocks in _standing(report).get(item, ()):
        if proses := tuple(prose for block in blocks for prose in _worded_prose(report, block)):
            return proses
    return ()


def text_of_item(report: Report, item: str) -> str:
    """An item's words in plain text, as a text box shows them."""
    return "\n".join(plain_text(prose) for prose in prose_of_item(report, item)).replace(SIGN, "")


def present(report: Report) -> tuple[str, ...]:
    """The ids of all that stands in the report, titles too, in reading order."""
    found: dict[str, None] = dict.fromkeys(("cover/title", "cover/subtitle", FOREWORD))
    for section in report.sections:
        found |= dict.fromkeys((section.id, f"{section.id}/title"))
        for block in section.blocks:
            name = block_id(block)
            if name:
                found |= dict.fromkeys((name, f"{name}/title") if isinstance(block, Finding) else (name,))
    return tuple(found)


def block_id(block: Block) -> str:
    """The id under which a block is edited; "" where it cannot be."""
    return block.id if isinstance(block, Text | Finding | Action | Quotes | Verdict) else ""


def plan_suffix(report: Report, item: str) -> Prose:
    """What is said after an action on the first page about who does it and by when; empty where that is open."""
    from insight_synth.report.catalogue import Catalogue
    from insight_synth.report.ledger import named

    plan, catalogue = report.draft.plan(item), Catalogue(report.language)
    said = [part for part in (named(plan.owner), catalogue.date(named(plan.due, 40))) if part]
    return Prose((Span(f" ({', '.join(said)})"),)) if said else Prose()


# ---- where items stand -------------------------------------------------------------------------------------------


def _titles(report: Report, name: str) -> Iterator[str]:
    if name == "cover":
        yield report.cover.title
    for section in report.sections:
        if section.id == name:
            yield section.title
        yield from (block.title for block in section.blocks if isinstance(block, Finding) and block.id == name)


def _standing(report: Report) -> dict[str, list[list[Block]]]:
    """Every item's blocks: of each place where it stands, those side by side. An action's own block comes first."""
    found: dict[str, list[list[Block]]] = {}
    for section in report.sections:
        before = ""
        for block in section.blocks:
            name = block_id(block)
            if name and name == before and isinstance(block, Text):
                found[name][-1].append(block)
            elif name and isinstance(block, Action):
                found.setdefault(name, []).insert(0, [block])
            elif name:
                found.setdefault(name, []).append([block])
            before = name
    return found


def _worded_prose(report: Report, block: Block) -> tuple[Prose, ...]:
    if isinstance(block, Text):
        suffix = plan_suffix(report, block.id).spans if block.id.startswith("action:") else ()
        spans = block.prose.spans
        return (Prose(spans[: -len(suffix)] if suffix and spans[-len(suffix) :] == suffix else spans),)
    if isinstance(block, Verdict):
        return (block.prose,)
    if isinstance(block, Finding):
        return (block.claim,)
    return (block.what,) if isinstance(block, Action) else ()


# ---- for an editor -----------------------------------------------------------------------------------------------


def _all(report: Report) -> Iterator[Item]:
    seen = set(WHOLE) if report.kind == "digest" else {FOREWORD}
    if report.kind != "digest":
        yield from _opening(report)
    for section in report.sections:
        yield _section_item(report, section)
        for block in section.blocks:
            name = block_id(block)
            if name and name not in seen:
                seen.add(name)
                yield _block_item(report, section, block)


def _opening(report: Report) -> Iterator[Item]:
    for name, text in (("cover/title", report.cover.title), ("cover/subtitle", report.cover.subtitle)):
        written = _written(report, name)
        yield Item(name, "cover", "", text.replace(SIGN, ""), written=written, removable=False)
    first = report.sections[0].id if report.sections else ""
    yield Item(FOREWORD, "foreword", first, text_of_item(report, FOREWORD),
               written="added" if text_of_item(report, FOREWORD) else "drafted", removable=False)  # fmt: skip


def _section_item(report: Report, section: Section) -> Item:
    return Item(
        section.id,
        "section",
        section.id,
        title=section.title.replace(SIGN, ""),
        written=_written(report, f"{section.id}/title"),
        titled=section.kind not in MADE,
        removable=section.kind not in {*NEEDED, *MADE},
        movable=section.kind not in {"story", "themes", *LAST, *MADE}
        or (section.kind == "themes" and section.level == 1),
    )


def _block_item(report: Report, section: Section, block: Block) -> Item:
    name, kind = block_id(block), _kind(block)
    first_page = isinstance(block, Finding) and bool(block.title)
    plan = report.draft.plan(name) if kind == "action" else None
    return Item(
        name,
        kind,
        section.id,
        text=text_of_item(report, name),
        title=block.title.replace(SIGN, "") if isinstance(block, Finding) else "",
        written=_block_written(report, block),
        titled=first_page,
        movable=section.kind == "story" and (first_page or kind == "action"),
        passages=_passages(report, block),
        plan=plan,
    )


def _kind(block: Block) -> ItemKind:
    if isinstance(block, Finding):
        return "finding"
    if isinstance(block, Quotes):
        return "quotes"
    if isinstance(block, Verdict):
        return "verdict"
    return "action" if isinstance(block, Action) or block_id(block).startswith("action:") else "text"


def _passages(report: Report, block: Block) -> tuple[Passage, ...]:
    numbers: tuple[int, ...] = ()
    if isinstance(block, Quotes):
        numbers = block.numbers
    elif isinstance(block, Finding):
        numbers = block.citations
    cited = (report.citation(number) for number in numbers)
    return tuple(Passage(item.verbatim_id, item.start, item.end) for item in cited)


def _written(report: Report, item: str) -> Written:
    return "edited" if report.draft.said(item, report.language) else "drafted"


def _block_written(report: Report, block: Block) -> Written:
    name = block_id(block)
    if isinstance(block, Quotes):
        return "edited" if report.draft.quotes(name) is not None else "drafted"
    written: Written = getattr(block, "written", "drafted")
    return "edited" if written == "drafted" and report.draft.said(f"{name}/title", report.language) else written


def _beside(item: Item, drafted: Item | None) -> Item:
    if drafted is None:
        return item
    told = drafted.text if item.kind != "foreword" else ""
    return dataclasses.replace(item, drafted=told, drafted_title=drafted.title)


def _with_removed(shown: list[Item], drafted: list[Item], removed: frozenset[str]) -> list[Item]:
    """The shown items with the removed ones after what stands before them in the drafted report."""
    there = {item.id for item in shown}
    before = ""
    for item in drafted:
        if item.id not in there and item.id in removed:
            at = next((place + 1 for place, other in enumerate(shown) if other.id == before), len(shown))
            gone = dataclasses.replace(item, removed=True, drafted=item.text, drafted_title=item.title)
            shown.insert(at, gone)
            there.add(item.id)
        if item.id in there:
            before = item.id
    return shown
