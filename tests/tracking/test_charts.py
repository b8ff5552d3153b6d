"""Control charts: limits and signals against textbook examples."""

from __future__ import annotations

import math

import numpy as np
import pytest

from insight_synth.tracking import control_limits, dispersion, scatter, signals

# Frozen orange juice cans, 30 samples of 50 (Montgomery, Introduction to Statistical Quality Control, table 7.1).
JUICE = (
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6
)  # fmt: skip
# Purchase orders, samples of varying size (the same book, table 7.4): orders with errors, and all orders.
ORDERS = (12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9)
OF_ORDERS = (
    100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90, 90
)  # fmt: skip


def marked(values: list[float | None], centre: float = 0.0, limit: float = 3.0) -> list[tuple[str, ...]]:
    """Signals of values in standard deviations."""
    number = len(values)
    return [tuple(told) for told in signals(values, centre, [centre - limit] * number, [centre + limit] * number)]


def test_the_orange_juice_chart_is_montgomerys() -> None:
    centre = sum(JUICE) / (30 * 50)
    low, high = control_limits(centre, [50] * 30)
    assert round(centre, 4) == 0.2313
    assert (round(low[0], 4), round(high[0], 4)) == (0.0524, 0.4102)
    told = signals([d / 50 for d in JUICE], centre, list(low), list(high))
    assert [at + 1 for at, signal in enumerate(told) if "beyond" in signal] == [15, 23]


def test_without_its_two_bad_samples_the_orange_juice_chart_finds_the_third() -> None:
    kept = [d for at, d in enumerate(JUICE, start=1) if at not in (15, 23)]
    centre = sum(kept) / (28 * 50)
    low, high = control_limits(centre, [50])
    assert (round(centre, 4), round(low[0], 4), round(high[0], 4)) == (0.2150, 0.0407, 0.3893)
    assert JUICE[20] / 50 > high[0]


def test_limits_follow_the_size_of_each_sample_as_in_the_purchase_orders() -> None:
    centre = sum(ORDERS) / sum(OF_ORDERS)
    low, high = control_limits(centre, OF_ORDERS)
    assert round(centre, 3) == 0.096
    assert [round(float(high[at]), 3) for at in (0, 1, 4)] == [0.184, 0.194, 0.180]
    told = signals([d / n for d, n in zip(ORDERS, OF_ORDERS, strict=True)], centre, list(low), list(high))
    assert [at + 1 for at, signal in enumerate(told) if "beyond" in signal] == [11]


def test_limits_of_counts_per_unit_are_three_roots_of_their_mean() -> None:
    low, high = control_limits(1.93, [5], family="rate")  # Montgomery, example 7.3: ū = 1.93, n = 5
    assert (round(low[0], 2), round(high[0], 2)) == (0.07, 3.79)


def test_a_limit_is_never_a_share_that_cannot_be() -> None:
    low, high = control_limits(0.02, [10, 10_000])
    assert low[0] == 0.0
    assert 0 < low[1] < high[1] < 0.03
    assert control_limits(0.98, [10])[1][0] == 1.0


def test_laneys_sigma_is_one_for_chance_alone_and_the_excess_for_more() -> None:
    rng = np.random.default_rng(0)
    of = rng.integers(80, 120, 4_000)
    assert dispersion(rng.binomial(of, 0.2), of, 0.2) == pytest.approx(1.0, abs=0.03)
    shares = rng.beta(0.2 * 49, 0.8 * 49, len(of))  # the variance of such counts is 1 + (n − 1)/50 times as large
    assert dispersion(rng.binomial(of, shares), of, 0.2) == pytest.approx(math.sqrt(1 + 99 / 50), rel=0.05)


def test_one_change_of_level_hardly_widens_what_moving_ranges_tell() -> None:
    steady = np.array([0.5, -0.5] * 20)
    assert scatter(steady) == pytest.approx(1 / 1.128379, rel=1e-6)
    assert scatter(np.where(np.arange(40) < 20, steady, steady + 4)) < 1.2 * scatter(steady)


def test_limits_are_widened_by_the_dispersion() -> None:
    low, high = control_limits(0.2, [100], dispersion=1.5)
    assert (round(low[0], 4), round(high[0], 4)) == (0.02, 0.38)


def test_eight_in_a_row_on_one_side_are_told_seven_are_not() -> None:
    assert marked([0.5, 1, 0.2, 0.9, 0.4, 1, 0.3, 0.8]) == [()] * 7 + [("run",)]
    assert marked([0.5, 1, 0.2, 0.9, -0.1, 1, 0.3, 0.8]) == [()] * 8


def test_six_in_a_row_one_way_are_told() -> None:
    assert marked([-1.2, -0.8, -0.3, 0.1, 0.6, 1.1])[-1] == ("trend",)
    assert marked([1.2, 0.8, 0.3, -0.1, -0.6, -1.1])[-1] == ("trend",)
    assert marked([-1.2, -0.8, -0.3, -0.3, 0.6, 1.1])[-1] == ()


def test_two_of_three_near_the_same_limit_are_told_and_of_opposite_ones_not() -> None:
    assert marked([0.1, 2.2, 0.3, 2.4])[-1] == ("two-of-three",)
    assert marked([0.1, 2.2, 0.3, -2.4])[-1] == ()


def test_a_month_without_data_ends_every_row() -> None:
    assert marked([0.5, 1, 0.2, None, 0.4, 1, 0.3, 0.8, 0.2])[-1] == ()
    assert marked([-1.2, -0.8, None, 0.1, 0.6, 1.1, 1.2])[-1] == ()


def test_no_month_is_a_signal_for_being_at_a_limit_that_zero_cuts() -> None:
    told = signals([0.0, 0.0, 0.0], 0.01, [0.0] * 3, [0.05] * 3)
    assert told == [(), (), ()]


def test_where_nothing_was_ever_said_the_first_voice_is_a_signal() -> None:
    assert signals([0.0, 0.1], 0.0, [0.0, 0.0], [0.0, 0.0]) == [(), ("beyond",)]
