"""What in a person's words they should look at again: figures that changed, quotations that are gone, and the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from insight_synth.model import Draft
from insight_synth.report.document import Report

FlagCode = Literal[
    "by_hand", "altered", "figure_changed", "figure_gone", "quotation_changed", "quotation_gone", "item_gone",
    "theme_gone",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at: ``what`` is the marked text or the figure, ``was`` and ``now`` what it showed and shows."""

    item: str
    code: FlagCode
    what: str = ""
    was: str = ""
    now: str = ""


def flags(report: Report, drafted: Report | None = None) -> tuple[Flag, ...]:
    """What a person should look at in the report's draft, in reading order. ``report.draft`` is the draft."""
    return ()


def flag_text(flag: Flag, language: str) -> str:
    """The flag as a sentence."""
    return ""


def accepted(draft: Draft, item: str, report: Report) -> Draft:
    """The draft after a person read an item as the report shows it now and let it stand."""
    return draft
