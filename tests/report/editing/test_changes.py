"""What a person does to a draft, and what an editor shows of a report."""

from __future__ import annotations

import pytest

from insight_synth.errors import UsageError
from insight_synth.model import UNCHANGED, Draft, Language, Passage, Plan, Words
from insight_synth.report import Report
from insight_synth.report.editing import (
    items,
    moved,
    planned,
    put_back,
    removed,
    unmoved,
    unworded,
    with_own_action,
    with_own_finding,
    with_quotes,
    without_own,
    worded,
)  # fmt: skip
from tests.report.editing.conftest import Laid


def test_words_take_the_place_of_earlier_ones_in_their_language_only() -> None:
    draft = worded(worded(UNCHANGED, Words("lead", "en", "a")), Words("lead", "fi", "b"))
    draft = worded(draft, Words("lead", "en", "c"))
    assert {(one.language, one.text) for one in draft.words} == {("en", "c"), ("fi", "b")}
    assert [one.language for one in unworded(draft, "lead", "en").words] == ["fi"]
    assert unworded(draft, "lead") == UNCHANGED
    assert worded(worded(UNCHANGED, Words("lead", "en", "a")), Words("lead", "en", " ")) == UNCHANGED


def test_every_change_can_be_taken_back() -> None:
    assert put_back(removed(UNCHANGED, "agenda"), "agenda") == UNCHANGED
    assert with_quotes(with_quotes(UNCHANGED, "quotes:t1", (Passage("v", 0, 3),)), "quotes:t1", None) == UNCHANGED
    assert planned(planned(UNCHANGED, Plan("action:t1", "Sales")), Plan("action:t1")) == UNCHANGED


def test_what_no_report_can_be_without_stays() -> None:
    for item in ("story", "method", "evidence", "cover/title"):
        with pytest.raises(UsageError):
            removed(UNCHANGED, item)
    with pytest.raises(UsageError, match="no date"):
        planned(UNCHANGED, Plan("action:t1", due="31.3.2027"))


def test_moving_up_and_down_is_seen_in_the_report(laid: Laid, drafted: dict[Language, Report]) -> None:
    report = drafted["en"]
    before = [finding.id for finding in report.findings]
    draft = moved(UNCHANGED, report, before[2], -1)
    assert [finding.id for finding in laid(draft).findings] == [before[0], before[2], before[1], *before[3:]]
    draft = moved(draft, laid(draft), before[2], -5)
    assert laid(draft).findings[0].id == before[2]
    assert draft.order("findings") == (before[2], before[0], before[1])
    sections = [section.id for section in report.sections if section.kind == "theme"]
    draft = moved(draft, report, sections[0], 1)
    assert [s.id for s in laid(draft).sections if s.kind == "theme"] == [sections[1], sections[0], *sections[2:]]
    assert moved(draft, report, sections[0], 0) == draft
    assert not unmoved(draft).orders
    with pytest.raises(UsageError):
        moved(UNCHANGED, report, "method", -1)


def test_own_findings_and_actions_get_the_next_id_and_leave_nothing_behind(
    laid: Laid, drafted: dict[Language, Report]
) -> None:
    report = drafted["en"]
    draft = with_own_finding(UNCHANGED, report, "Ours", "380 voices say it.", "t003")
    draft = with_own_finding(draft, report, "Second", "Too.")
    draft = with_own_action(draft, report, "Do it.", "t003")
    assert [own.id for own in draft.own] == ["finding:own-1", "finding:own-2", "action:own-1"]
    assert "{figure theme:t003/voices count}" in draft.said("finding:own-1", "en").text  # type: ignore[union-attr]
    listed = {item.id: item for item in items(laid(draft))}
    assert listed["finding:own-1"].written == "added"
    assert listed["finding:own-1"].title == "Ours"
    for own in ("finding:own-1", "finding:own-2", "action:own-1"):
        draft = without_own(draft, own)
    assert draft == UNCHANGED


def test_items_come_in_reading_order_with_what_was_removed_where_it_stood(
    laid: Laid, drafted: dict[Language, Report]
) -> None:
    first = items(drafted["en"])
    assert len({item.id for item in first} - {"agenda"}) == len([item for item in first if item.id != "agenda"])
    kinds = {item.id: item.kind for item in first}
    assert kinds["cover/title"] == "cover"
    assert kinds["foreword"] == "foreword"
    assert kinds["theme-t001"] == "section"
    assert kinds["finding:t001"] == "finding"
    assert kinds["action:t001"] == "action"
    assert kinds["quotes:t001"] == "quotes"
    draft = Draft(removed=("finding:t002",), words=(Words("lead", "en", "So."),))
    shown = items(laid(draft), drafted["en"])
    assert [item.id for item in shown] == [item.id for item in first]
    gone, lead = (next(item for item in shown if item.id == name) for name in ("finding:t002", "lead"))
    assert gone.removed
    assert gone.text
    assert gone.title
    assert (lead.text, lead.written) == ("So.", "edited")
    assert lead.drafted.startswith("3,259 voices")
