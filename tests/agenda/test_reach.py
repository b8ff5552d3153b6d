"""How far a matter reaches: into sub-themes where it stands and those beside them, never into a source by itself."""

from __future__ import annotations

import numpy as np
import pytest

from insight_synth.agenda.reach import taken_in

SOURCES = ["reviews"] * 30 + ["forum"] * 30 + ["shops"] * 60
LANGUAGES = ["en"] * 30 + ["fi"] * 30 + ["en"] * 60
LABELS = np.array([0] * 30 + [1] * 30 + [2] * 60)
ABOVE = ("t1", "t1", "t2")


def vectors() -> np.ndarray:
    rng = np.random.default_rng(0)
    middles = np.array([[1.0, 0.0, 0.0], [0.5, 0.87, 0.0], [0.0, 0.0, 1.0]])
    rows = middles[LABELS] + 0.05 * rng.normal(size=(len(LABELS), 3))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def reached(certain: list[int], sources: list[str] = SOURCES, above: tuple[str, ...] = ABOVE) -> set[int]:
    rows = vectors()
    centres = np.stack([rows[theme == LABELS].mean(axis=0) for theme in range(3)])
    marked = np.zeros(len(rows), np.bool_)
    marked[certain] = True
    distinct = np.arange(len(rows))
    of, spoken = np.unique(sources, return_inverse=True)[1], np.unique(LANGUAGES, return_inverse=True)[1]
    return set(np.flatnonzero(taken_in(marked, rows, distinct, LABELS, centres, above, of, spoken)).tolist())


@pytest.fixture
def one_source() -> list[str]:
    return ["reviews"] * len(SOURCES)


def test_the_sub_theme_in_which_the_certain_ones_stand_is_taken_in_and_the_one_beside_it(one_source: list[str]) -> None:
    assert reached(list(range(8)), one_source) == set(range(60))


def test_a_sub_theme_under_another_theme_is_not_beside_it(one_source: list[str]) -> None:
    assert reached(list(range(8)), one_source, ("t1", "t3", "t2")) == set(range(30))


def test_a_source_without_a_certain_passage_is_not_reached() -> None:
    assert reached(list(range(8))) == set(range(30))
    assert reached([*range(12), 40]) == set(range(60))


def test_a_few_certain_passages_reach_nothing(one_source: list[str]) -> None:
    assert reached(list(range(4)), one_source) == set(range(4))


def test_certain_passages_scattered_over_all_themes_reach_nothing(one_source: list[str]) -> None:
    scattered = [0, 1, 30, 31, 60, 61, 62, 63]
    assert reached(scattered, one_source) == set(scattered)
