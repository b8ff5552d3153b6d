"""What of a report can be edited, in order and in plain text: for an editor to show. Nothing here changes a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from insight_synth.model import Passage, Plan
from insight_synth.report.document import Prose, Report, Written

ItemKind = Literal["cover", "foreword", "section", "text", "finding", "action", "quotes", "verdict"]


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
    return ()


def plain_text(prose: Prose) -> str:
    """Prose as a person edits it: its letters, quotations as ``[n]``."""
    return prose.text
