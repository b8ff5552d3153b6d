"""The day of a step: within its days as often as is said, near it where the step is clear."""

from __future__ import annotations

import numpy as np
import pytest

from insight_synth.model import Event
from insight_synth.tracking import Counted
from insight_synth.tracking.counting import by_weeks, days_between, events_by_day, events_by_month
from insight_synth.tracking.days import day_of_step

DAYS = days_between("2025-03-01", "2025-05-31")
MARCH_TO_MAY = ("2025-03", "2025-04", "2025-05")


def drawn(rng: np.random.Generator, day: int, before: float, after: float, voices: int = 10) -> Counted:
    of = rng.poisson(voices, (2, len(DAYS))).astype(float)
    share = np.where(np.arange(len(DAYS)) < day, before, after) * np.array([[1.0], [0.5]])
    return Counted(("a", "b"), DAYS, rng.binomial(of.astype(int), share).astype(float), of)


def test_the_days_hold_the_true_one_as_often_as_is_said() -> None:
    rng = np.random.default_rng(0)
    held, wide = 0, []
    for _ in range(200):
        day = int(rng.integers(15, 75))
        first, likeliest, last = day_of_step(
            drawn(rng, day, 0.1, 0.3), np.array([0.1, 0.05]), np.array([0.3, 0.15]), MARCH_TO_MAY
        )
        held += first <= DAYS[day] <= last
        assert first <= likeliest <= last
        wide.append(DAYS.index(last) - DAYS.index(first))
    assert held >= 184
    assert np.median(wide) < 15


def test_a_clear_step_is_dated_to_the_day() -> None:
    of = np.full((1, len(DAYS)), 20.0)
    counts = np.where(np.arange(len(DAYS)) < 40, 1.0, 10.0)[None, :]
    found = day_of_step(Counted(("a",), DAYS, counts, of), np.array([0.05]), np.array([0.5]), MARCH_TO_MAY)
    assert found == (DAYS[40],) * 3


@pytest.mark.parametrize("before", [0.0, 2.0])
def test_a_step_of_counts_is_dated_too_even_from_none(before: float) -> None:
    counts = np.where(np.arange(len(DAYS)) < 50, 0.0, 3.0)[None, :]
    of = np.full((1, len(DAYS)), 1 / 30)
    found = day_of_step(Counted(("a",), DAYS, counts, of, "rate"), np.array([before]), np.array([90.0]), MARCH_TO_MAY)
    assert found[1] == DAYS[50]


def test_events_by_day_sum_to_those_by_month_and_so_does_what_they_are_of() -> None:
    events = [Event("", "till", "f", "", "", "bought", date=day) for day in (DAYS[0], *DAYS[::3], DAYS[-1])]
    monthly = events_by_month(events, "bought", "", ("2025-03", "2025-04", "2025-05"))
    daily = events_by_day(monthly, events, "bought", "", DAYS)
    assert daily.counts.sum() == monthly.counts.sum()
    assert daily.of.sum() == pytest.approx(monthly.of.sum())


def test_weeks_are_whole_and_end_on_the_last_day() -> None:
    daily = Counted(("a",), DAYS[:17], np.ones((1, 17)), np.full((1, 17), 2.0))
    weeks = by_weeks(daily)
    assert weeks.periods == (DAYS[9], DAYS[16])
    assert (weeks.counts.tolist(), weeks.of.tolist()) == ([[7, 7]], [[14, 14]])
