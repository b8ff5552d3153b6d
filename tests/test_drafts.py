"""What people change of the report is kept, taken back step by step, and laid over the report that is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from insight_synth import pipeline
from insight_synth.errors import UsageError
from insight_synth.model import UNCHANGED, Draft, Passage
from insight_synth.store import Workspace, records

FIRST, SECOND = Draft(removed=("fix",)), Draft(removed=("fix", "track"))


def test_changes_are_taken_back_one_by_one_to_the_drafted_report(ws: Workspace) -> None:
    assert not pipeline.can_undo_draft(ws)
    pipeline.set_draft(ws, FIRST, "Aino")
    pipeline.set_draft(ws, SECOND, "Marek")
    assert [pipeline.undo_draft(ws), pipeline.undo_draft(ws)] == [FIRST, UNCHANGED]
    assert not pipeline.can_undo_draft(ws)
    with pytest.raises(UsageError, match="never changed"):
        pipeline.undo_draft(ws)


def test_a_change_after_one_was_taken_back_is_taken_back_to_where_it_was_made(ws: Workspace) -> None:
    pipeline.set_draft(ws, FIRST)
    pipeline.undo_draft(ws)
    pipeline.set_draft(ws, SECOND)
    assert pipeline.undo_draft(ws) == UNCHANGED


def test_the_same_draft_again_is_no_change_and_nothing_on_record_is_lost(ws: Workspace) -> None:
    for wanted in (FIRST, FIRST, SECOND):
        pipeline.set_draft(ws, wanted, "Aino")
    pipeline.undo_draft(ws, "Marek")
    history = [(written.draft, written.made_by, written.restores) for written in pipeline.draft_history(ws)]
    assert history == [(FIRST, "Marek", True), (SECOND, "Aino", False), (FIRST, "Aino", False)]


def test_two_who_change_at_once_lose_no_change(ws: Workspace) -> None:
    def leave_out(number: int) -> None:
        pipeline.change_draft(ws, lambda now: replace(now, removed=(*now.removed, f"item {number}")))

    with ThreadPoolExecutor(4) as together:
        list(together.map(leave_out, range(12)))
    assert sorted(pipeline.draft(ws).removed) == sorted(f"item {number}" for number in range(12))


def test_an_item_the_report_does_not_have_is_refused_with_the_nearest(analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0].id
    with pytest.raises(UsageError, match=f"Did you mean.*finding:{theme}"):
        pipeline.edit_item(analysed_shop, f"findng:{theme}", "In our words.")
    with pytest.raises(UsageError, match="there is no theme 't99'"):
        pipeline.add_finding(analysed_shop, "Ours", "In our words.", "t99")
    assert not pipeline.draft(analysed_shop)


def test_a_chosen_passage_is_cited_from_its_export_to_the_letter(analysed_shop: Workspace) -> None:
    with analysed_shop.read() as connection:
        verbatim = records.verbatims(connection, source="complaints")[0]
    cited = pipeline.citation_at(analysed_shop, Passage(verbatim.id, 4, 20))
    assert cited
    assert (cited.text, cited.locator, cited.sha256) == (verbatim.text[4:20], verbatim.locator, verbatim.sha256)
    assert pipeline.citation_at(analysed_shop, Passage(verbatim.id, 4, 2000)) is None
    assert pipeline.citation_at(analysed_shop, Passage("gone", 0, 4)) is None


def test_a_passage_that_is_in_no_verbatim_cannot_be_chosen(analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0].id
    with pytest.raises(UsageError, match="no passage 0-9 in verbatim 'gone'"):
        pipeline.choose_quotes(analysed_shop, f"finding:{theme}", [Passage("gone", 0, 9)])
