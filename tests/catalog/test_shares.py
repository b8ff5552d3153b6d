"""Mixes that differ, and what weighted records are worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from insight_synth.catalog.shares import effective_number, surely_apart, total_variation

MIXES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 500), min_size=2).filter(
    lambda mix: any(mix.values())
)


def test_with_two_names_the_lower_end_is_that_of_two_proportions() -> None:
    # Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 1:
    # 56 of 70 and 48 of 80 differ by 0.0575 … 0.3425.
    one, other = {"yes": 56, "no": 14}, {"yes": 48, "no": 32}
    # Ours takes the variance of one share for both where that is larger.
    assert total_variation(one, other) == pytest.approx(0.2)
    assert surely_apart(one, other) == pytest.approx(0.0575, abs=0.006)


def test_with_more_names_the_interval_is_that_of_scheffe_and_goodman() -> None:
    from scipy.stats import chi2

    one, other = {"a": 500, "b": 300, "c": 200}, {"a": 200, "b": 300, "c": 500}
    variance = 2 * 0.35 * 0.65 / 1000  # of the contrast that the data choose, the share of a; pooled, as it is larger
    assert surely_apart(one, other) == pytest.approx(0.3 - (chi2.ppf(0.95, 2) * variance) ** 0.5, abs=0.0005)


@pytest.mark.parametrize("groups", [2, 3, 5, 10])
@pytest.mark.parametrize("sizes", [(10, 300), (25, 300), (150, 150)])
def test_samples_of_one_mix_are_hardly_ever_told_apart(groups: int, sizes: tuple[int, int]) -> None:
    draw = np.random.default_rng(0)
    told = 0
    for _ in range(300):
        mix = draw.dirichlet(np.full(groups, 2.0))
        one, other = (dict(enumerate(draw.multinomial(size, mix).tolist())) for size in sizes)
        told += surely_apart(one, other) > 0
    assert told <= 0.08 * 300  # 5 % and twice the error of 300 draws


@given(MIXES, MIXES)
@example({"a": 0, "b": 4, "c": 4}, {"a": 5, "b": 5})  # one group of equal shares
def test_what_is_sure_is_no_more_than_what_is_seen_and_either_may_come_first(
    one: dict[str, int], other: dict[str, int]
) -> None:
    assert 0 <= surely_apart(one, other) <= total_variation(one, other) + 1e-12
    assert surely_apart(one, other) == pytest.approx(surely_apart(other, one), abs=1e-9)


def test_weights_cost_what_kish_says() -> None:
    # Kish 1965, section 11.7: the effect of weights that vary is 1 + the squared coefficient of variation.
    weights = [0.5] * 60 + [1.75] * 40
    cost = 1 + float(np.var(weights)) / float(np.mean(weights)) ** 2
    assert effective_number(weights) == pytest.approx(100 / cost)
    assert effective_number([3.0] * 7) == pytest.approx(7)
    assert effective_number([]) == effective_number([0.0]) == 0.0
