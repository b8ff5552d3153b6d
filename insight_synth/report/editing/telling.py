"""What a report says of people's changes to it: how much of it people wrote, and what marks in titles mean.

What the marks of running text mean every format says beside them, by the report's labels.
"""

from __future__ import annotations

import dataclasses

from insight_synth.model import Draft
from insight_synth.report.document import Block, Heading, Report, Text
from insight_synth.report.editing.items import FOREWORD, present
from insight_synth.report.editing.typed import SIGN
from insight_synth.report.ledger import Ledger


def with_notes(report: Report, ledger: Ledger, drafted: Report) -> Report:
    """The report with marks in its titles explained on the first page, and people's changes told in its method."""
    sections = list(report.sections)
    if sections and any(SIGN in title for title in _titles(report)):
        note = Text(ledger.catalogue.say("editing.note"), "note")
        sections[0] = dataclasses.replace(sections[0], blocks=(*sections[0].blocks, note))
    said = _changed(report, ledger, drafted)
    if said:
        sections = [
            dataclasses.replace(one, blocks=(*one.blocks, *said)) if one.kind == "method" else one for one in sections
        ]
    return dataclasses.replace(report, sections=tuple(sections))


def _titles(report: Report) -> list[str]:
    titles = [report.cover.title, report.cover.subtitle, *(section.title for section in report.sections)]
    return titles + [getattr(block, "title", "") for section in report.sections for block in section.blocks]


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
