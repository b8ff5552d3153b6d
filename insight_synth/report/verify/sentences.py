"""The words between the figures: whether a snapshot gives them, and whether what people wrote was written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import cast

from insight_synth.errors import InsightSynthError
from insight_synth.model import UNCHANGED, Draft, Indicator, Language, Snapshot
from insight_synth.report.compose import compose
from insight_synth.report.document import Prose, Report
from insight_synth.report.editing import CitationAt
from insight_synth.report.redaction import VerbatimText
from insight_synth.report.verify.discrepancy import Because, Discrepancy
from insight_synth.report.verify.said import Naming, said


def sentences_apart(
    report: Report,
    snapshot: Snapshot,
    verbatim_text: VerbatimText,
    because: Because,
    citation_at: CitationAt | None = None,
    indicators: Sequence[Indicator] = (),
) -> Iterator[Discrepancy]:
    """What the report says that the snapshot does not give, and what it leaves out, figures aside."""
    try:
        anew = compose(
            snapshot, cast(Language, report.language), verbatim_text, kind=report.kind, about=report.about,
            draft=report.draft, citation_at=citation_at, indicators=indicators,
        )  # fmt: skip
    except InsightSynthError as problem:
        yield Discrepancy("sentence", f"the report cannot be composed anew ({problem.what})", because="gone")
        return
    yield from words_apart(report, anew, because, "the workspace")


def words_apart(report: Report, other: Report, because: Because, beside: str) -> Iterator[Discrepancy]:
    """What one report says otherwise than the other, figures aside."""
    one, two = Naming(report), Naming(other)
    for name, told, held in _cover(report, other):
        if told != held:
            yield Discrepancy("sentence", f"the cover's {name}", told, held, because=because, beside=beside)
    sections = {section.id: section for section in other.sections}
    order = [section.id for section in report.sections]
    for section in report.sections:
        if section.id not in sections:
            yield Discrepancy("sentence", "a section", section.title, "", because=because, beside=beside)
            continue
        mine, theirs = said(report, section, one), said(other, sections[section.id], two)
        yield from _apart(f"“{section.title}”", mine, theirs, because, beside)
    for section in other.sections:
        if section.id not in order:
            yield Discrepancy("sentence", "a section", "", section.title, because=because, beside=beside)
    expected = [section.id for section in other.sections if section.id in order]
    if expected != [name for name in order if name in sections]:
        yield Discrepancy("sentence", "the order of the sections", because=because, beside=beside)
    for name in ("now", "demo"):
        told, held = (str(getattr(side, name)) for side in (report, other))
        if told != held:
            what = "the newest day it is of" if name == "now" else "whether it is of demonstration data"
            yield Discrepancy("sentence", what, told, held, because=because, beside=beside)
    labels = dict(other.labels)
    for name, text in report.labels:
        if name in labels and labels[name] != text:
            yield Discrepancy("sentence", "a fixed word", text, labels[name], because=because, beside=beside)


def _cover(one: Report, other: Report) -> Iterator[tuple[str, str, str]]:
    """What stands on the two covers where they differ, figures aside: what it is, and both readings."""
    for name in ("title", "subtitle", "mark"):
        yield name, getattr(one.cover, name), getattr(other.cover, name)
    sides = [{"period": side.cover.period, **dict(side.cover.facts)} for side in (one, other)]
    naming = Naming(one), Naming(other)
    for name in sorted({*sides[0], *sides[1]}):
        told, held = sides[0].get(name, Prose()), sides[1].get(name, Prose())
        if (told.text, held.text) == (one.fingerprint, other.fingerprint):
            continue  # it is told of on its own
        if naming[0].prose(told) != naming[1].prose(held):
            yield name, told.text, held.text or "nothing"


def _apart(
    where: str, mine: list[tuple[str, str]], theirs: list[tuple[str, str]], because: Because, beside: str
) -> Iterator[Discrepancy]:
    added, missing = _beyond(mine, theirs), _beyond(theirs, mine)
    if len(added) == len(missing):
        for told, held in zip(added, missing, strict=True):
            yield Discrepancy("sentence", where, told, held, because=because, beside=beside)
        if not added and [name for name, _ in mine] != [name for name, _ in theirs]:
            yield Discrepancy("sentence", f"the order of what stands in {where}", because=because, beside=beside)
        return
    for told in added:
        yield Discrepancy("sentence", where, told, "", because=because, beside=beside)
    for held in missing:
        yield Discrepancy("sentence", where, "", held, because=because, beside=beside)


def _beyond(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> list[str]:
    """What one says more often than the other, in order, as it is read."""
    left = Counter(name for name, _ in other)
    found = []
    for name, shown in one:
        if left[name]:
            left[name] -= 1
        else:
            found.append(shown)
    return found


def unwritten(draft: Draft, written: Collection[Draft]) -> Iterator[Discrepancy]:
    """What people are said to have changed of the report that nobody changed in this workspace."""
    if not draft or draft in written:
        return
    held = (UNCHANGED, *written)
    what = {"words": "words", "removed": "something left out", "orders": "an order", "chosen": "a choice of quotations",
            "plans": "a plan", "own": "a finding or action of one's own"}  # fmt: skip
    for field, told in what.items():
        known = {entry for one in held for entry in getattr(one, field)}
        for entry in getattr(draft, field):
            if entry not in known:
                item = entry if isinstance(entry, str) else getattr(entry, "item", getattr(entry, "id", ""))
                shown = getattr(entry, "text", "")
                where = f"{told} that no version of this workspace holds ({item})" if item else told
                yield Discrepancy("sentence", where, shown, "", beside="the workspace")
