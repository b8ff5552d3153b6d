"""The summary: the story on one page and the quotations it cites, to be read by people who read one page."""

from __future__ import annotations

import dataclasses

from insight_synth.report.document import Facts, Prose, Section
from insight_synth.report.ledger import Ledger
from insight_synth.report.method import evidence_section
from insight_synth.report.story import story_section


def summary_sections(ledger: Ledger) -> list[Section]:
    """The story with the facts it rests on above it, then the quotations it cites."""
    story = story_section(ledger)
    facts = Facts(tuple(_facts(ledger)))
    return [dataclasses.replace(story, blocks=(facts, *story.blocks)),
            *([evidence_section(ledger)] if ledger.citations else [])]  # fmt: skip


def _facts(ledger: Ledger) -> list[tuple[str, Prose]]:
    """The period, the sources and the feedback, as the cover of the full report says them."""
    say, text, totals = ledger.catalogue.say, ledger.catalogue.text, ledger.snapshot.totals
    counts = {name: ledger.figure(f"totals/{name}") for name in ("sources", "exports", "verbatims", "voices")}
    rows = [
        (text("cover.sources"), say("cover.sources_value", sources=counts["sources"], exports=counts["exports"])),
        (text("cover.feedback"), say("cover.feedback_value", verbatims=counts["verbatims"], voices=counts["voices"])),
    ]
    if totals.first and totals.last:
        first, last = (ledger.figure(f"totals/{name}", "date") for name in ("first", "last"))
        rows.insert(0, (text("source.period"), say("cover.period", first=first, last=last)))
    return rows
