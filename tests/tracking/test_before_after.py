"""Before and after: differences with intervals, against statsmodels and published values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

from insight_synth.tracking import between, difference, score_interval
from insight_synth.tracking.before_after import mean_difference


def pair(before: tuple[int, float], after: tuple[int, float]) -> tuple[np.ndarray, np.ndarray]:
    """Counts and what they are of, of one source."""
    return np.array([[before[0], after[0]]], float), np.array([[before[1], after[1]]], float)


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [((48, 80), (56, 70), 0.0524, 0.3339), ((3, 10), (9, 10), 0.1705, 0.8090), ((0, 10), (10, 10), 0.6075, 1.0)],
)
def test_the_difference_of_shares_is_newcombes(
    before: tuple[int, int], after: tuple[int, int], low: float, high: float
) -> None:
    found = difference(*pair(before, after))  # Newcombe 1998, table II, method 10
    assert found is not None
    assert found[1:] == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_the_difference_of_shares_is_that_of_statsmodels(before: int, after: int, data: st.DataObject) -> None:
    counts = data.draw(st.integers(0, before)), data.draw(st.integers(0, after))
    found = difference(*pair((counts[0], before), (counts[1], after)))
    known = confint_proportions_2indep(counts[1], after, counts[0], before, method="newcomb")
    assert found is not None
    assert found[1:] == pytest.approx(known, abs=1e-9)


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.1, 50), st.floats(0.1, 50))
def test_the_difference_of_rates_is_that_of_statsmodels(one: int, other: int, before: float, after: float) -> None:
    found = difference(*pair((one, before), (other, after)), family="rate")
    known = confint_poisson_2indep(other, after, one, before, method="mover", compare="diff", method_mover="score")
    assert found is not None
    assert found[1:] == pytest.approx(known, rel=1e-6, abs=1e-9)


@given(st.integers(1, 200), st.data())
def test_score_intervals_are_those_of_statsmodels(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    known = np.clip(proportion_confint(count, of, method="wilson"), 0, 1)
    assert score_interval(count, of) == pytest.approx(tuple(known), abs=1e-9)
    assert score_interval(count, of, "rate") == pytest.approx(confint_poisson(count, of, method="score"), abs=1e-9)


def test_each_source_is_compared_with_itself() -> None:
    """One source moved from a twentieth of all voices to most: neither of them changed."""
    counts, of = np.array([[10, 10], [5, 300]], float), np.array([[100, 100], [10, 600]], float)
    found = difference(counts, of)
    assert found is not None
    assert found[0] == pytest.approx(0.0, abs=1e-12)
    assert found[1] < 0 < found[2]


def test_sources_are_weighted_as_mantel_and_haenszel_do() -> None:
    counts, of = np.array([[20, 30], [10, 4]], float), np.array([[100, 50], [40, 80]], float)
    weights = np.array([100 * 50 / 150, 40 * 80 / 120])
    found = difference(counts, of)
    assert found is not None
    assert found[0] == pytest.approx(float(np.average([0.6 - 0.2, 0.05 - 0.25], weights=weights)))


def test_a_source_with_data_on_one_side_only_is_not_compared() -> None:
    counts, of = np.array([[10, 20], [50, 0]], float), np.array([[100, 100], [60, 0]], float)
    assert difference(counts, of) == difference(counts[:1], of[:1])
    assert difference(counts[1:], of[1:]) is None


def test_scatter_widens_the_interval_around_the_same_difference() -> None:
    sides = pair((20, 100), (30, 100))
    plain, wide = difference(*sides), difference(*sides, dispersion=4.0)
    assert plain is not None
    assert wide is not None
    assert wide[0] == pytest.approx(plain[0])
    assert wide[2] - wide[1] == pytest.approx(2 * (plain[2] - plain[1]), rel=0.05)


@pytest.mark.parametrize("share", [0.02, 0.2])
def test_the_interval_over_sources_holds_the_truth_as_often_as_it_says(share: float) -> None:
    rng = np.random.default_rng(0)
    of = np.array([[60, 50], [30, 80], [200, 20]], float)
    own = np.array([[1.0], [0.5], [1.5]]) * share
    held = 0
    for _ in range(2_000):
        found = difference(rng.binomial(of.astype(int), own).astype(float), of)
        assert found is not None
        held += found[1] <= 0 <= found[2]
    assert 0.94 <= held / 2_000 <= 0.985


def test_a_difference_of_differences_is_as_unsure_as_both_together() -> None:
    one, other = (0.20, 0.10, 0.30), (0.05, -0.05, 0.15)
    found = between(one, other)
    assert found == pytest.approx((0.15, 0.15 - 0.02**0.5, 0.15 + 0.02**0.5))


def test_a_mean_has_students_interval() -> None:
    values = np.array([1.0, 4.0, 2.0, 8.0, 3.0])
    known = stats.ttest_1samp(values, 0).confidence_interval()
    assert mean_difference(values) == pytest.approx((3.6, known.low, known.high))
    assert mean_difference(values[:1]) is None
