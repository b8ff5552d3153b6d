"""What a merge will do, told before it is made; and who speaks of a theme by customer group."""

from __future__ import annotations

import pytest

from insight_synth import pipeline
from insight_synth.errors import UsageError
from insight_synth.store import Workspace, analyses
from tests.conftest import StubEncoder


def test_a_merge_does_what_was_told_of_it(analysed_shop: Workspace, stub: StubEncoder) -> None:
    before = pipeline.snapshot(analysed_shop)
    one, other = (theme.id for theme in before.top_themes[:2])
    told = pipeline.merge_told(analysed_shop, before, other, one)
    assert told.voices == before.theme(one).voices + before.theme(other).voices - told.shared
    pipeline.merge_themes(analysed_shop, other, one)
    merged = pipeline.take_effect(analysed_shop, encoder=stub).theme(one)
    assert (merged.size, merged.voices, merged.recurs) == (told.mentions, told.voices, told.recurs)


def test_a_theme_cannot_be_told_to_merge_with_itself(analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    theme = shown.top_themes[0].id
    with pytest.raises(UsageError, match="two themes"):
        pipeline.merge_told(analysed_shop, shown, theme, theme)


def test_the_groups_voices_are_those_of_the_theme(analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    for theme in shown.top_themes:
        shares = pipeline.voices_by_group(analysed_shop, theme.id)
        assert sum(one.voices for one in shares) == theme.voices
        assert all(0 <= one.low <= one.share <= one.high <= 1 for one in shares)
        for one in shares:
            assert pipeline.themes_of_group(analysed_shop, one.group).get(theme.id, 0) == one.voices


def test_another_granularity_is_one_change_and_not_the_end_of_every_theme(
    analysed_shop: Workspace, stub: StubEncoder
) -> None:
    pipeline.analyse(analysed_shop, "fine", encoder=stub, fresh=True)
    with analysed_shop.read() as connection:
        recorded = analyses.theme_changes(connection)
    told = [change for _, change in pipeline.history_of(analysed_shop)]
    assert len(recorded) > 1
    assert told == [analyses.ThemeChange("recounted", "", ("auto", "fine"))]
