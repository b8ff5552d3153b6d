"""Adding to the report: where a passage can go, that it goes there once, and that it comes out again."""

from __future__ import annotations

import pytest

from insight_synth import pipeline
from insight_synth.model import Filter, Passage
from insight_synth.report.document import Report
from insight_synth.store import Workspace
from insight_synth.workbench.draft import additions, drafting
from insight_synth.workbench.draft.additions import Place


@pytest.fixture
def report(analysed_shop: Workspace) -> Report:
    return pipeline.composed_report(analysed_shop, pipeline.snapshot(analysed_shop), "en")


def test_a_passage_put_under_a_finding_stands_last_and_can_be_taken_back(
    analysed_shop: Workspace, report: Report
) -> None:
    place, passage = additions.places(report)[0], other_passage(analysed_shop, report)
    added = additions.put_under(analysed_shop, place, [passage])
    chosen = pipeline.draft(analysed_shop).quotes(place.item)
    assert chosen == (*place.passages, passage)
    again = pipeline.composed_report(analysed_shop, pipeline.snapshot(analysed_shop), "en")
    assert next(one for one in additions.places(again) if one.item == place.item).passages == chosen
    additions.take_back(analysed_shop, added, [passage])
    assert not pipeline.draft(analysed_shop)


def test_only_what_was_added_is_taken_back_where_somebody_wrote_since(analysed_shop: Workspace, report: Report) -> None:
    first, second = additions.places(report)[:2]
    passage = other_passage(analysed_shop, report)
    added = additions.put_under(analysed_shop, first, [passage])
    additions.put_under(analysed_shop, second, [passage])
    additions.take_back(analysed_shop, added, [passage])
    draft = pipeline.draft(analysed_shop)
    assert draft.quotes(first.item) == first.passages
    assert draft.quotes(second.item) == (*second.passages, passage)


def test_a_full_place_gives_up_its_last(analysed_shop: Workspace, report: Report) -> None:
    standing = tuple(Passage("v", at, at + 1) for at in range(drafting.MOST_QUOTES))
    place = Place(additions.places(report)[0].item, "", standing)
    passage = other_passage(analysed_shop, report)
    assert place.full
    additions.put_under(analysed_shop, place, [passage])
    assert pipeline.draft(analysed_shop).quotes(place.item) == (*standing[:-1], passage)


def test_a_finding_of_ones_own_carries_its_quotations(analysed_shop: Workspace, report: Report) -> None:
    theme, passage = pipeline.snapshot(analysed_shop).top_themes[0], other_passage(analysed_shop, report)
    added = additions.put_own(analysed_shop, report, "Mine", "Look at this.", theme.id, [passage])
    draft = pipeline.draft(analysed_shop)
    assert [(own.id, own.theme_id) for own in draft.own] == [(added.item, theme.id)]
    assert draft.quotes(added.item) == (passage,)
    additions.take_back(analysed_shop, added, [passage])
    assert not pipeline.draft(analysed_shop)


def test_a_passage_goes_under_its_themes_finding_else_that_above_else_its_chapter(analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    top = shown.top_themes[0].id
    finding, chapter = Place(f"finding:{top}", "", ()), Place(f"quotes:{top}", "", (), in_chapter=True)
    assert additions.usual_place((finding, chapter), top, shown) == finding.item
    assert additions.usual_place((chapter,), top, shown) == chapter.item
    assert additions.usual_place((finding,), "", shown) == additions.OWN
    for sub in (theme for theme in shown.themes if theme.parent == top):
        assert additions.usual_place((finding,), sub.id, shown) == finding.item


def other_passage(ws: Workspace, report: Report) -> Passage:
    """One that the report does not quote."""
    standing = {drafting.passage(cited) for cited in report.citations}
    rows = pipeline.mentions_page(ws, Filter(), limit=100).rows
    return next(drafting.passage(row.citation) for row in rows if drafting.passage(row.citation) not in standing)
