"""How far a share may be off, and which counts are more than chance."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.evidence import wilson
from insight_synth.evidence.intervals import discoveries

SHARES = st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("successes", "of", "low", "high"),
    [
        # By hand with z² = 3.8415: 5 of 10 is (0.5 + z²/20 ± z·sqrt(0.025 + z²/400)) / (1 + z²/10).
        (5, 10, 0.2366, 0.7634),
        (0, 10, 0.0, 0.2775),  # z² / (n + z²)
        (10, 10, 0.7225, 1.0),
        # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(successes: int, of: int, low: float, high: float) -> None:
    assert wilson(successes, of) == pytest.approx((low, high), abs=6e-5)


@given(SHARES)
def test_the_interval_lies_within_bounds_and_holds_the_share(share: tuple[int, int]) -> None:
    successes, of = share
    low, high = wilson(successes, of)
    assert 0 <= low <= successes / of <= high <= 1
    assert (low == 0) == (successes == 0)
    assert (high == 1) == (successes == of)


@given(SHARES)
def test_the_ends_solve_wilsons_equation(share: tuple[int, int]) -> None:
    successes, of = share
    for end in wilson(successes, of):
        if 0 < end < 1:
            assert abs(successes / of - end) == pytest.approx(1.959964 * math.sqrt(end * (1 - end) / of), rel=1e-4)


@given(SHARES)
def test_a_mirrored_share_has_the_mirrored_interval(share: tuple[int, int]) -> None:
    successes, of = share
    low, high = wilson(successes, of)
    assert wilson(of - successes, of) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.integers(2, 500))
def test_more_successes_move_both_ends_up(of: int) -> None:
    intervals = [wilson(successes, of) for successes in range(of + 1)]
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(intervals))


@given(st.integers(1, 20), st.integers(1, 20), st.integers(2, 50))
def test_the_same_share_of_more_has_a_narrower_interval(successes: int, others: int, times: int) -> None:
    low, high = wilson(successes, successes + others)
    nearer, narrower = wilson(successes * times, (successes + others) * times)
    assert narrower - nearer < high - low


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "of"), [(3, 2), (-1, 2), (1, 0)])
def test_what_is_no_share_is_refused(successes: int, of: int) -> None:
    with pytest.raises(ValueError, match=f"{successes} of {of}"):
        wilson(successes, of)


# The fifteen tests of Benjamini and Hochberg 1995, section 3.2 (thrombolysis in acute myocardial infarction).
THROMBOLYSIS = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_discoveries_are_those_of_the_paper() -> None:
    assert discoveries(THROMBOLYSIS, 0.05) == [True] * 4 + [False] * 11


def test_discoveries_come_in_the_order_given() -> None:
    assert discoveries(THROMBOLYSIS[::-1], 0.05) == [False] * 11 + [True] * 4


def test_a_probability_over_its_own_bound_passes_below_one_that_holds() -> None:
    assert discoveries([0.03, 0.04], 0.05) == [True, True]  # 0.03 > 0.025, but 0.04 <= 0.05


@given(st.lists(st.floats(0, 1), max_size=30))
def test_no_probability_passes_where_a_smaller_one_fails(probabilities: list[float]) -> None:
    passed = discoveries(probabilities)
    let = [p for p, passes in zip(probabilities, passed, strict=True) if passes]
    kept = [p for p, passes in zip(probabilities, passed, strict=True) if not passes]
    assert max(let, default=0) <= min(kept, default=1)
    assert all(p <= 0.05 for p in let)


def test_nothing_tested_is_nothing_discovered() -> None:
    assert discoveries([]) == []
