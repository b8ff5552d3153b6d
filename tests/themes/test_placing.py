"""Later passages go where their like is, and only what lies apart becomes a new theme."""

from __future__ import annotations

import numpy as np
import pytest

from insight_synth.themes.centres import unit_centres
from insight_synth.themes.neighbours import Labels, Vectors
from insight_synth.themes.placing import born, fewest_born, vote

DIMENSIONS = 48


def about(directions: list[int], each: int, seed: int, noise: float = 0.8) -> tuple[Vectors, Labels]:
    """``each`` unit rows about every one of these axes, and the axis of each."""
    draw = np.random.default_rng(seed)
    labels = np.repeat(directions, each)
    rows = np.eye(DIMENSIONS)[labels] + noise * draw.normal(size=(len(labels), DIMENSIONS)) / np.sqrt(DIMENSIONS)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), labels.astype(np.int64)


def test_a_later_passage_goes_where_its_subject_is() -> None:
    placed, labels = about([0, 1, 2, 3], 40, seed=1)
    later, subjects = about([3, 1, 0], 20, seed=2)
    centres = unit_centres(placed, labels, np.full(4, -1), np.arange(len(placed)))
    found, shares = vote(placed, labels, centres, np.full(4, -1), later)
    assert np.mean(found == subjects) > 0.97
    assert ((shares > 0) & (shares <= 1)).all()
    assert shares.mean() > 0.8


def test_what_was_said_before_goes_where_it_went_though_all_its_neighbours_are_elsewhere() -> None:
    placed, labels = about([0, 1], 40, seed=1)
    labels[7] = 1
    centres = unit_centres(placed, labels, np.full(2, -1), np.arange(len(placed)))
    found, shares = vote(placed, labels, centres, np.full(2, -1), placed[7:8])
    assert shares.tolist() == [1.0]
    assert found.tolist() == [1]


def test_voters_beside_a_theme_under_the_same_top_theme_speak_for_it_too() -> None:
    placed, labels = about([0], 60, seed=1)
    labels = 1 + np.arange(60) % 2  # one subject parted by nothing into two sub-themes of theme 0
    parents = np.array([-1, 0, 0])
    centres = unit_centres(placed, labels, parents, np.arange(len(placed)))
    _, apart = vote(placed, labels, centres, np.full(3, -1), about([0], 10, seed=2)[0])
    _, together = vote(placed, labels, centres, parents, about([0], 10, seed=2)[0])
    assert together.tolist() == pytest.approx([1.0] * 10)
    assert apart.max() < 0.9


def test_nothing_can_be_placed_where_nothing_is() -> None:
    later, _ = about([0], 5, seed=1)
    none = np.zeros((0, DIMENSIONS), np.float32)
    assert vote(none, np.zeros(0, np.int64), none, np.zeros(0, np.int64), later)[0].tolist() == [-1] * 5


def test_a_subject_that_was_not_there_is_a_new_theme_and_nothing_else_is() -> None:
    placed, _ = about([0, 1, 2, 3], 60, seed=1)
    later, subjects = about([0, 1, 9], 15, seed=2)
    found = born(later, placed)
    assert (found[subjects == 9] == 0).mean() > 0.8
    assert (found[subjects != 9] == -1).mean() > 0.95


def test_two_new_subjects_are_two_themes_the_larger_first() -> None:
    placed, _ = about([0, 1, 2, 3], 60, seed=1)
    some, many = about([8], 14, seed=2)[0], about([9], 30, seed=3)[0]
    found = born(np.concatenate([some, many]), placed)
    assert np.bincount(found[:14][found[:14] >= 0], minlength=2).argmax() == 1
    assert np.bincount(found[14:][found[14:] >= 0], minlength=2).argmax() == 0
    assert set(found.tolist()) <= {-1, 0, 1}


def test_much_said_of_a_known_subject_is_no_new_theme() -> None:
    placed, _ = about([0, 1, 2, 3], 60, seed=1)
    later, _ = about([2], 70, seed=2)
    assert (born(later, placed) == -1).all()


@pytest.mark.parametrize("number", [0, 1, 9])
def test_too_few_are_no_theme(number: int) -> None:
    placed, _ = about([0, 1], 60, seed=1)
    later = about([9], max(number, 1), seed=2)[0][:number]
    assert (born(later, placed) == -1).all()


def test_scattered_passages_are_no_theme() -> None:
    placed, _ = about([0, 1, 2], 60, seed=1)
    later, _ = about(list(range(10, 40)), 1, seed=2)
    assert (born(later, placed) == -1).all()


def test_a_new_theme_needs_a_share_of_all_within_bounds() -> None:
    assert [fewest_born(n) for n in (100, 10_000, 1_000_000)] == [10, 15, 30]
