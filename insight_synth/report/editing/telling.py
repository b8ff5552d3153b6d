"""What a report says of people's changes to it: what its marks mean, and how much of it people wrote."""

from __future__ import annotations

import dataclasses

from insight_synth.model import Draft
from insight_synth.report.document import Block, Heading, Mark, Prose, Report, Section, Span, Text, prose_of
from insight_synth.report.editing.items import FOREWORD, present
from insight_synth.report.editing.typed import SIGN
from insight_synth.report.ledger import Ledger

_NOTES: tuple[tuple[Mark, str], ...] = (("by hand", "by_hand"), ("gone", "gone"), ("altered", "altered"))


def with_notes(report: Report, ledger: Ledger, drafted: Report) -> Report:
    """The report with its marks explained on the first page, and a passage on people's changes in its method."""
    sections = list(report.sections)
    told = _marks(report)
    if told and sections:
        catalogue = ledger.catalogue
        listed = catalogue.joined([Prose((Span(catalogue.text(f"editing.note_{name}")),)) for name in told])
        note = Text(catalogue.say("editing.note", what=listed), "note")
        sections[0] = dataclasses.replace(sections[0], blocks=(*sections[0].blocks, note))
    said = _changed(report, ledger, drafted)
    if said:
        sections = [
            dataclasses.replace(one, blocks=(*one.blocks, *said)) if one.kind == "method" else one for one in sections
        ]
    return dataclasses.replace(report, sections=tuple(sections))


def marked_spans(section: Section) -> tuple[Span, ...]:
    """Every span with a mark, in reading order."""
    return tuple(span for block in section.blocks for prose in prose_of(block) for span in prose.spans if span.mark)


def _marks(report: Report) -> list[str]:
    found: set[str] = {span.mark for section in report.sections for span in marked_spans(section)}
    titles = [report.cover.title, report.cover.subtitle, *(section.title for section in report.sections)]
    titles += [getattr(block, "title", "") for section in report.sections for block in section.blocks]
    if any(SIGN in title for title in titles):
        found.add("by hand")
    return [name for mark, name in _NOTES if mark in found]


def _changed(report: Report, ledger: Ledger, drafted: Report) -> list[Block]:
    """How many passages people wrote or changed, left out and chose: counted in this report, so no figures."""
    draft, say, blocks = report.draft, ledger.catalogue.say, list[Block]()
    there = frozenset(present(report))
    counts = {
        "words": len(_worded(draft, report.language, there)),
        "removed": len({*draft.removed} & {*present(drafted)} - there),
        "chosen": len({chosen.item for chosen in draft.chosen} & there),
    }
    for name, count in counts.items():
        if count:
            blocks.append(Text(say(f"editing.method_{name}", count=count)))
    if any(there.intersection(order.ids) for order in draft.orders):
        blocks.append(Text(say("editing.method_order")))
    if not blocks:
        return []
    return [Heading(ledger.catalogue.text("editing.method_title")), *blocks, Text(say("editing.method_bound"))]


def _worded(draft: Draft, language: str, there: frozenset[str]) -> set[str]:
    """The items of the report whose words people wrote, an item and its title as one."""
    own = {one.id for one in draft.own}
    said = {words.item for words in draft.words if words.language == language and words.text.strip()}
    return {item for item in {*(name.removesuffix("/title") for name in said & there), *own} if _stands(item, there)}


def _stands(item: str, there: frozenset[str]) -> bool:
    return item in there or item in {"cover", FOREWORD} or f"{item}/title" in there
