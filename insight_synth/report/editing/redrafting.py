"""Findings and actions of the first page drafted anew for the order people chose.

Their sentences lean on those before them ("Another writes", "Watch the same source"), so that another order, or one of
them left out, needs other words. Nothing here is a person's word.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from insight_synth.model import Draft, Theme
from insight_synth.report.actions import action_lines
from insight_synth.report.document import Block, Finding, Report, Text
from insight_synth.report.editing.arranging import ranked
from insight_synth.report.editing.items import block_id
from insight_synth.report.findings import findings
from insight_synth.report.ledger import Ledger


def redrafted(report: Report, draft: Draft, ledger: Ledger) -> Report:
    """The report with the first page's drafted words as its own order needs them; blocks stay where they are."""
    if not report.sections or report.sections[0].kind != "story":
        return report
    story = report.sections[0]
    blocks = story.blocks
    told = [block.id for block in blocks if isinstance(block, Finding) and block.id.startswith("finding:")]
    done = [block.id for block in blocks if isinstance(block, Text) and block.id.startswith("action:")]
    anew: dict[str, Block] = {}
    if (order := _order(told, draft, draft.order("findings"))) != told:
        anew |= {one.id: one for one in findings(ledger, _themes(order, ledger))}
    if (order := _order(done, draft, draft.order("actions"))) != done:
        anew |= {one.id: one for one in action_lines(ledger, _themes(order, ledger)) if one.id}
    blocks = tuple(anew.get(block_id(block), block) if block_id(block) else block for block in blocks)
    return dataclasses.replace(report, sections=(dataclasses.replace(story, blocks=blocks), *report.sections[1:]))


def _order(ids: Sequence[str], draft: Draft, first: Sequence[str]) -> list[str]:
    """The ids as they will stand, those left out after all others: what is told beside them stays true."""
    gone = frozenset(draft.removed)
    kept = ranked([item for item in ids if item not in gone], first)
    return [*kept, *(item for item in ids if item in gone)]


def _themes(ids: Sequence[str], ledger: Ledger) -> tuple[Theme, ...]:
    return tuple(ledger.snapshot.theme(item.partition(":")[2]) for item in ids)
