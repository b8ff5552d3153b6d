"""Shapley values: as by definition, adding up to what all cover, however many sources there are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.advice import AgendaWitnesses, worth
from insight_synth.advice.worth import pair_values
from insight_synth.model import Question
from tests.advice.conftest import witnessed


def by_definition(apart: np.ndarray) -> np.ndarray:
    """The Shapley value by all 2ⁿ sets, each as a bit mask (Shapley 1953)."""
    n = len(apart)
    sets = np.arange(2**n)
    holds = (sets[:, None] >> np.arange(n) & 1).astype(bool)
    won = np.zeros(2**n, dtype=bool)
    for one, other in zip(*np.nonzero(np.triu(apart)), strict=True):
        won |= holds[:, one] & holds[:, other]
    size = holds.sum(axis=1)
    weight = np.array([1 / (n * math.comb(n - 1, k)) for k in range(n)] + [0.0])
    values = np.zeros(n)
    for i in range(n):
        without = sets[~holds[:, i]]
        values[i] = (weight[size[without]] * (won[without | 1 << i].astype(float) - won[without])).sum()
    return values


@st.composite
def graphs(draw: st.DrawFn, most: int = 7) -> np.ndarray:
    n = draw(st.integers(1, most))
    upper = np.triu(np.array(draw(st.lists(st.booleans(), min_size=n * n, max_size=n * n))).reshape(n, n), 1)
    return np.asarray(upper | upper.T)


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_values_are_those_of_the_definition(apart: np.ndarray) -> None:
    found = pair_values(apart)
    assert found.error == 0
    assert found.values == pytest.approx(by_definition(apart))


def test_fourteen_sources_are_exact_and_agree_with_the_definition() -> None:
    apart = np.triu(np.random.default_rng(0).random((14, 14)) < 0.3, 1)
    found = pair_values(apart | apart.T)
    assert found.error == 0
    assert found.values == pytest.approx(by_definition(apart | apart.T))


def test_forty_sources_of_which_a_few_are_copies_are_still_exact() -> None:
    apart = ~np.eye(40, dtype=bool)
    apart[0, 1:5] = apart[1:5, 0] = False
    found = pair_values(apart)
    assert found.error == 0
    assert found.values.sum() == pytest.approx(1.0)
    assert found.values[1] == pytest.approx(found.values[4])
    assert found.values[0] < found.values[1] < found.values[10]


def test_where_too_many_sets_lose_orders_are_drawn_with_an_error_that_holds() -> None:
    apart = np.zeros((12, 12), dtype=bool)
    apart[0, 1] = apart[1, 0] = apart[2, 3] = apart[3, 2] = True
    apart[4:, 0] = apart[0, 4:] = True
    drawn, exact = pair_values(apart, sets=10), pair_values(apart)
    assert drawn.error > 0
    assert exact.error == 0
    assert np.abs(drawn.values - exact.values).max() <= 1.5 * drawn.error
    assert drawn.values.sum() == pytest.approx(1.0)
    assert (pair_values(apart, sets=10).values == drawn.values).all()


themes = st.lists(st.text("abcde", max_size=5), min_size=1, max_size=6)
pairs = st.lists(st.sampled_from(["ab", "bc", "de"]), max_size=2)


@given(themes, pairs)
def test_the_worth_of_all_is_what_all_cover(stand: list[str], repeat: list[str]) -> None:
    found = witnessed("abcde", *stand, repeat=repeat)
    values = worth(found, dict.fromkeys(found.themes, "")).values()
    somewhere = [theme for theme in stand if theme]
    covered = [1.0 if found.recurs[at] else 0.5 for at, theme in enumerate(stand) if theme]
    assert sum(value.themes for value in values) == pytest.approx(1.0 if somewhere else 0.0)
    assert sum(value.coverage for value in values) == pytest.approx(sum(covered) / max(len(somewhere), 1))
    assert all(value.error == 0 for value in values)


def test_a_source_is_worth_the_themes_it_alone_has_and_its_part_of_the_others() -> None:
    found = worth(witnessed("ab", "a", "ab"), {"t000": "", "t001": ""})
    assert found["a"].themes == pytest.approx(3 / 4)
    assert found["b"].themes == pytest.approx(1 / 4)
    assert found["a"].coverage == pytest.approx((1 / 2 + 1 / 2) / 2)


def test_a_question_of_the_first_priority_is_worth_three_of_the_last() -> None:
    questions = [Question("q1", "?", priority=1), Question("q3", "?", priority=3)]
    counted = {"q1": {"a": frozenset("123")}, "q3": {"b": frozenset("456")}}
    agenda = AgendaWitnesses.of("ab", questions, counted)
    found = worth(witnessed("ab", "ab"), {"t000": ""}, agenda)
    assert found["a"].agenda == pytest.approx(3 * found["b"].agenda)
    assert sum(value.agenda for value in found.values()) == pytest.approx(agenda.coverage()) == pytest.approx(0.5)


def test_a_source_more_among_equals_takes_from_all_alike() -> None:
    for n in (2, 5, 20):
        values = pair_values(~np.eye(n, dtype=bool)).values
        assert values == pytest.approx(np.full(n, 1 / n))


def test_who_only_repeats_is_worth_less_in_bearing_out() -> None:
    found = worth(witnessed("abc", "abc", repeat=["ab"]), {"t000": ""})
    assert found["a"].coverage == pytest.approx(found["b"].coverage)
    assert found["a"].coverage < found["c"].coverage
