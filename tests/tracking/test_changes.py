"""Changes of level: what is told, when, and what is not."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.tracking import changes, months_between
from insight_synth.tracking.levels import fitted
from insight_synth.tracking.searching import chance_of_step

MONTHS = months_between("2024-01", "2025-12")
OF = np.full(24, 100)


def kinds(counts: object, of: object = OF) -> list[tuple[str, str]]:
    return [(change.month, change.kind) for change in changes(np.array(counts), np.array(of), MONTHS)]


def drawn(share: np.ndarray, of: np.ndarray, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).binomial(of, share)


# ---- what is told


@pytest.mark.parametrize("month", [3, 8, 12, 16, 21])
@pytest.mark.parametrize("times", [0.25, 3])
def test_a_step_is_told_in_its_month_with_both_levels(month: int, times: float) -> None:
    share = np.where(np.arange(24) < month, 0.15, 0.15 * times)
    (found,) = changes(np.round(share * 200), np.full(24, 200), MONTHS)
    assert (found.month, found.kind) == (MONTHS[month], "step")
    assert (found.before, found.after) == pytest.approx((0.15, 0.15 * times), abs=0.003)
    assert found.earliest <= found.month <= found.latest
    assert found.p_value < 0.001


def test_a_step_in_noise_lies_within_its_range() -> None:
    hits = 0
    for seed in range(60):
        counts = drawn(np.where(np.arange(24) < 10, 0.1, 0.2), OF, seed)
        steps = [change for change in changes(counts, OF, MONTHS) if change.kind == "step"]
        hits += any(change.earliest <= MONTHS[10] <= change.latest for change in steps)
    assert hits >= 50


def test_one_month_that_stands_out_is_a_spike_and_no_step() -> None:
    counts = np.full(24, 10)
    counts[14] = 40
    assert kinds(counts) == [(MONTHS[14], "spike")]


def test_a_year_long_climb_is_a_drift_over_the_whole_period() -> None:
    (found,) = changes(np.linspace(10, 40, 24).round(), OF, MONTHS)
    assert found.kind == "drift"
    assert (found.earliest, found.latest) == (MONTHS[0], MONTHS[-1])
    assert found.before < 0.15 < 0.3 < found.after


def test_what_comes_back_every_december_is_a_season() -> None:
    counts = np.full(24, 10)
    counts[[11, 23]] = 35
    assert kinds(counts) == [("2024-12", "season")]


def test_a_yearly_wave_is_a_season_with_its_highest_month() -> None:
    counts = np.round(20 + 12 * np.cos(2 * math.pi * (np.arange(24) - 6) / 12))
    assert kinds(counts) == [("2024-07", "season")]


def test_an_episode_is_two_steps() -> None:
    counts = np.full(24, 10)
    counts[8:13] = 30
    assert kinds(counts) == [(MONTHS[8], "step"), (MONTHS[13], "step")]


def test_the_newest_month_alone_is_a_spike_until_another_confirms_it() -> None:
    counts = np.full(24, 10)
    counts[23] = 35
    assert kinds(counts) == [(MONTHS[23], "spike")]
    counts[22] = 35
    assert kinds(counts) == [(MONTHS[22], "step")]


def test_a_step_of_counts_per_unit_is_told() -> None:
    counts = np.where(np.arange(24) < 15, 20, 45)
    (found,) = changes(counts, np.ones(24), MONTHS, family="rate")
    assert (found.month, found.kind) == (MONTHS[15], "step")
    assert (found.before, found.after) == pytest.approx((20, 45))


# ---- what is not


def test_of_series_in_which_nothing_changes_one_in_twenty_at_most_shows_a_change() -> None:
    false = sum(bool(changes(drawn(np.full(24, 0.1), OF, seed), OF, MONTHS)) for seed in range(200))
    assert false <= 14  # above 5 % by chance in fewer than 1 of 20 such counts


def test_of_scattering_months_one_in_ten_at_most_shows_a_change() -> None:
    rng = np.random.default_rng(7)
    false = 0
    for _ in range(100):
        share = rng.beta(0.2 * 60, 0.8 * 60, 24)
        false += bool(changes(rng.binomial(150, share), np.full(24, 150), MONTHS))
    assert false <= 10


def test_a_source_that_begins_is_no_change() -> None:
    low, high = np.full(24, 5), np.where(np.arange(24) < 12, 0, 60)
    of_high = np.where(np.arange(24) < 12, 0, 100)
    assert changes(np.stack([low, high]), np.stack([OF, of_high]), MONTHS) == ()
    assert len(changes(low + high, OF + of_high, MONTHS)) > 0  # as their sum would have it


def test_a_month_without_data_is_no_zero() -> None:
    counts, of = np.full(24, 20), OF.copy()
    counts[[5, 6, 7]] = of[[5, 6, 7]] = 0
    assert changes(counts, of, MONTHS) == ()
    of[[5, 6, 7]] = 100
    assert len(changes(counts, of, MONTHS)) == 2


@pytest.mark.parametrize(
    ("counts", "of"),
    [
        (np.zeros(24), OF),
        (OF, OF),
        (np.zeros(24), np.zeros(24)),
        (np.r_[np.zeros(20), 2, 2, 2, 2], OF),
        (np.zeros((0, 24)), np.zeros((0, 24))),
    ],
    ids=["none", "all", "no data", "too few", "no source"],
)
def test_where_there_is_nothing_to_tell_nothing_is_told(counts: np.ndarray, of: np.ndarray) -> None:
    assert changes(counts, of, MONTHS) == ()


def test_fewer_than_six_months_tell_no_change() -> None:
    assert changes([1, 1, 50, 50, 50], [100] * 5, MONTHS[:5]) == ()


@pytest.mark.parametrize(
    ("counts", "of"), [([5, 5], [3, 9]), ([-1, 2], [5, 5]), ([1, 2, 3], [5, 5])], ids=["above", "negative", "shape"]
)
def test_counts_that_cannot_be_are_refused(counts: list[int], of: list[int]) -> None:
    with pytest.raises(ValueError, match=r"count|go together"):
        changes(counts, of, MONTHS[:2])


# ---- rules


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.permutations(range(4)))
def test_the_order_of_sources_changes_nothing(seed: int, order: list[int]) -> None:
    rng = np.random.default_rng(seed)
    of = rng.integers(0, 60, (4, 24))
    counts = rng.binomial(of, np.where(np.arange(24) < 12, 0.1, 0.25))
    one, other = changes(counts, of, MONTHS), changes(counts[order], of[order], MONTHS)
    assert [(c.month, c.kind, c.earliest, c.latest) for c in one] == [
        (c.month, c.kind, c.earliest, c.latest) for c in other
    ]


def test_levels_are_those_of_a_logistic_regression() -> None:
    rng = np.random.default_rng(3)
    of = rng.integers(20, 80, (3, 24))
    step = (np.arange(24) >= 9).astype(float)
    level = np.array([-2.0, -1.0, -0.5])[:, None] + 0.7 * step
    counts = rng.binomial(of, 1 / (1 + np.exp(-level)))
    found = fitted(counts.astype(float), of.astype(float), step[None, None, :], "share")
    design = np.column_stack([np.repeat(np.eye(3), 24, axis=0), np.tile(step, 3)])
    both = np.column_stack([counts.ravel(), (of - counts).ravel()])
    known = sm.GLM(both, design, family=sm.families.Binomial()).fit()
    assert np.r_[found.of_source[0], found.terms[0]] == pytest.approx(known.params, abs=1e-6)
    none = fitted(counts.astype(float), of.astype(float), np.zeros((1, 0, 24)), "share")
    without = sm.GLM(both, design[:, :3], family=sm.families.Binomial()).fit()
    gain = found.log_likelihood[0] - none.log_likelihood[0]
    assert gain == pytest.approx(known.llf - without.llf, abs=1e-6)


def test_levels_of_rates_are_those_of_a_poisson_regression() -> None:
    rng = np.random.default_rng(4)
    of = rng.uniform(0.5, 1.5, (2, 24))
    step = (np.arange(24) >= 15).astype(float)
    counts = rng.poisson(of * np.exp(np.array([2.0, 3.0])[:, None] + 0.4 * step))
    found = fitted(counts.astype(float), of, step[None, None, :], "rate")
    design = np.column_stack([np.repeat(np.eye(2), 24, axis=0), np.tile(step, 2)])
    known = sm.GLM(counts.ravel(), design, family=sm.families.Poisson(), offset=np.log(of.ravel())).fit()
    assert np.r_[found.of_source[0], found.terms[0]] == pytest.approx(known.params, abs=1e-6)


@pytest.mark.parametrize("level", [0.01, 0.05])
def test_worsleys_bound_holds_and_is_tight(level: float) -> None:
    rng = np.random.default_rng(0)
    information = rng.uniform(0.5, 1.5, 24)
    scores = rng.normal(size=(40_000, 24)) * np.sqrt(information)
    walked, known = scores.cumsum(axis=1), information.cumsum() / information.sum()
    centred = walked - known * walked[:, -1:]
    z = centred[:, 1:22] / np.sqrt(information.sum() * known[1:22] * (1 - known[1:22]))
    clearest = (z**2).max(axis=1)
    gain = float(np.quantile(clearest, 1 - level))
    assert level * 0.95 <= math.exp(chance_of_step(gain, information)) <= level * 1.35
