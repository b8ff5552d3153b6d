"""Early signs: the moving average, its published run length, and when it tells."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from insight_synth.tracking import Counted, early_signs, smoothed
from insight_synth.tracking.counting import weeks_between
from insight_synth.tracking.early import LIMIT, WEIGHT

WEEKS = weeks_between("2025-01-02", "2025-12-31")


def weekly(counts: np.ndarray, of: np.ndarray) -> Counted:
    return Counted(("calls",), WEEKS[: len(counts)], counts[None, :].astype(float), of[None, :].astype(float))


def run_length(shift: float, states: int = 201) -> float:
    """The mean run length of the chart by a Markov chain (Lucas and Saccucci 1990, appendix; Brook and Evans 1972)."""
    edge = LIMIT * (WEIGHT / (2 - WEIGHT)) ** 0.5
    width = 2 * edge / states
    middle = -edge + width * (np.arange(states) + 0.5)
    ends = np.r_[middle - width / 2, edge]
    moves = norm.cdf((ends[None, :] - (1 - WEIGHT) * middle[:, None]) / WEIGHT - shift)
    lengths = np.linalg.solve(np.eye(states) - np.diff(moves, axis=1), np.ones(states))
    return float(lengths[states // 2])


def test_the_limit_gives_the_run_lengths_that_are_published_for_it() -> None:
    assert run_length(0.0) == pytest.approx(500, rel=0.01)  # Lucas and Saccucci 1990, table 3; Montgomery, table 9.11
    assert run_length(1.0) == pytest.approx(10.5, rel=0.02)


def test_limits_grow_to_those_of_a_long_run() -> None:
    _, limits = smoothed(np.zeros(60))
    assert limits[0] == pytest.approx(LIMIT * WEIGHT)
    assert limits[-1] == pytest.approx(LIMIT * (WEIGHT / (2 - WEIGHT)) ** 0.5, rel=1e-6)


def test_a_week_without_data_leaves_the_average_where_it_was() -> None:
    average, limits = smoothed(np.array([1.0, np.nan, 1.0]))
    assert average[1] == average[0] < average[2]
    assert limits[1] == limits[0] < limits[2]


def test_a_share_that_doubles_is_told_within_six_weeks() -> None:
    rng = np.random.default_rng(0)
    of = np.full(40, 60)
    counts = rng.binomial(of, np.where(np.arange(40) < 34, 0.1, 0.2))
    signs = early_signs(weekly(counts, of), np.array([0.1]))
    assert signs[-1].out
    assert signs[-1].smoothed > 0
    assert not signs[0].out


def test_a_quarter_of_a_year_is_needed_and_shown() -> None:
    of = np.full(12, 60)
    assert early_signs(weekly(of // 10, of), np.array([0.1])) == ()
    of = np.full(40, 60)
    signs = early_signs(weekly(of // 10, of), np.array([0.1]))
    assert [sign.week for sign in signs] == list(WEEKS[27:40])
    assert not any(sign.out for sign in signs)
