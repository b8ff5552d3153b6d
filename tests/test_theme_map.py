"""Where themes stand on the map."""

from __future__ import annotations

import numpy as np

from insight_synth import pipeline
from insight_synth._theme_map import places
from insight_synth.store import Workspace
from tests.conftest import StubEncoder


def two_crowds(seed: int = 0) -> tuple[list[str], np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """Twelve themes of two crowds: six around one subject, six around another."""
    random = np.random.default_rng(seed)
    middles = np.eye(16)[[0] * 6 + [1] * 6]
    rows = middles + 0.25 * random.normal(size=middles.shape)
    return [f"t{at:03d}" for at in range(12)], rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_what_is_spoken_of_in_similar_words_stands_near() -> None:
    ids, centres = two_crowds()
    at = np.array([(spot.x, spot.y) for spot in places(ids, centres)])
    apart = np.linalg.norm(at[:, None] - at[None, :], axis=2)
    within = max(apart[:6, :6].max(), apart[6:, 6:].max())
    assert apart[:6, 6:].min() > 0.5 * within
    assert np.linalg.norm(at[:6].mean(axis=0) - at[6:].mean(axis=0)) > 0.5
    assert all((spot.nearest in ids[:6]) == (spot.theme_id in ids[:6]) for spot in places(ids, centres))


def test_the_order_of_themes_does_not_move_them() -> None:
    ids, centres = two_crowds()
    turned = np.random.default_rng(1).permutation(len(ids))
    assert places([ids[at] for at in turned], centres[turned]) == places(ids, centres)


def test_places_fill_the_plane_and_few_themes_have_places_too() -> None:
    ids, centres = two_crowds()
    for count in (0, 1, 2, 3, 12):
        spots = places(ids[:count], centres[:count])
        assert [spot.theme_id for spot in spots] == ids[:count]
        assert all(0 <= spot.x <= 1 and 0 <= spot.y <= 1 for spot in spots)


def test_each_top_theme_has_a_place_and_a_merge_leaves_the_others_one(
    analysed_shop: Workspace, stub: StubEncoder
) -> None:
    tops = {theme.id for theme in pipeline.snapshot(analysed_shop).top_themes}
    before = pipeline.theme_map(analysed_shop)
    assert {spot.theme_id for spot in before} == tops
    assert pipeline.theme_map(analysed_shop) == before
    one, other, *_ = sorted(tops)
    pipeline.merge_themes(analysed_shop, one, other)
    shown = pipeline.take_effect(analysed_shop, encoder=stub)
    assert {spot.theme_id for spot in pipeline.theme_map(analysed_shop)} == {theme.id for theme in shown.top_themes}
