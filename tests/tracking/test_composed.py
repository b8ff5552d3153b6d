"""Several sources as one value a month, and the chart of it."""

from __future__ import annotations

import numpy as np
import pytest

from insight_synth.tracking import Counted, composed, control_chart, months_between

MONTHS = months_between("2024-01", "2025-12")


def counted(counts: object, of: object) -> Counted:
    one, other = np.atleast_2d(np.array(counts, float)), np.atleast_2d(np.array(of, float))
    return Counted(tuple(f"s{at}" for at in range(len(one))), MONTHS[: one.shape[1]], one, other)


def test_of_one_source_a_value_is_its_share() -> None:
    made = composed(np.array([[5.0, 0.0, 20.0]]), np.array([[50.0, 40.0, 80.0]]))
    assert made.values == pytest.approx([0.1, 0.0, 0.25])


def test_a_loud_source_that_begins_or_stops_does_not_move_the_value() -> None:
    of = np.array([[100.0] * 6, [0.0, 0.0, 200.0, 200.0, 0.0, 10.0]])
    made = composed(of * np.array([[0.05], [0.6]]), of)
    assert made.values == pytest.approx([made.values[0]] * 6)


def test_a_move_of_all_sources_is_seen_whatever_they_deliver() -> None:
    of = np.array([[100.0, 100.0, 20.0, 20.0], [10.0, 10.0, 300.0, 300.0]])
    made = composed(of * np.array([[0.05], [0.2]]) * np.array([1, 1, 2, 2]), of)
    assert made.values[2] / made.values[0] == pytest.approx(2.0, rel=1e-6)


def test_a_month_without_data_has_no_value() -> None:
    chart = control_chart(counted([5, 0, 5], [50, 0, 50]), MONTHS[:3])
    assert [point.value for point in chart.points] == [0.1, None, 0.1]
    assert (chart.points[1].low, chart.points[1].high) == (None, None)


def test_limits_of_one_source_are_those_of_a_p_chart() -> None:
    chart = control_chart(counted([12, 8, 6, 9, 10, 12], [100, 80, 80, 100, 110, 110]), MONTHS[:6])
    share = 57 / 580
    assert chart.centre == pytest.approx(share)
    assert chart.points[1].high == pytest.approx(share + 3 * (share * (1 - share) / 80) ** 0.5)


def test_a_month_with_fewer_voices_has_wider_limits() -> None:
    chart = control_chart(counted([[10] * 6, [30] * 6], [[100] * 6, [100, 100, 100, 100, 100, 40]]), MONTHS[:6])
    first, last = chart.points[0], chart.points[-1]
    assert first.high is not None
    assert last.high is not None
    assert last.high > first.high


def test_limits_over_sources_hold_all_but_few_months_of_chance() -> None:
    rng = np.random.default_rng(1)
    out = total = 0
    for _ in range(100):
        of = rng.integers(20, 120, (3, 24))
        counts = rng.binomial(of, np.array([[0.05], [0.2], [0.4]]))
        chart = control_chart(counted(counts, of), MONTHS)
        out += sum("beyond" in point.signals for point in chart.points)
        total += len(chart.points)
    assert out / total < 0.008


def test_centre_and_limits_rest_on_the_months_that_are_named() -> None:
    chart = control_chart(counted([10] * 8 + [30] * 4, [100] * 12), MONTHS[:8])
    assert chart.centre == pytest.approx(0.1)
    assert (chart.first, chart.last) == (MONTHS[0], MONTHS[7])
    assert ["beyond" in point.signals for point in chart.points] == [False] * 8 + [True] * 4


def test_only_the_month_that_is_not_over_is_incomplete() -> None:
    chart = control_chart(counted([10] * 3, [100] * 3), MONTHS[:3], started=MONTHS[2])
    assert [point.complete for point in chart.points] == [True, True, False]


def test_scattering_months_widen_the_limits_and_chance_alone_does_not() -> None:
    rng = np.random.default_rng(2)
    of = np.full(24, 200)
    wide = control_chart(counted(rng.binomial(of, rng.beta(4, 16, 24)), of), MONTHS)
    assert wide.dispersion > 2
    plain = [control_chart(counted(rng.binomial(of, 0.2), of), MONTHS).dispersion for _ in range(100)]
    assert sum(value > 1 for value in plain) <= 10


def test_what_nobody_speaks_of_has_a_chart_of_zeros() -> None:
    chart = control_chart(counted([0] * 6, [50] * 6), MONTHS[:6])
    assert (chart.centre, {point.value for point in chart.points}) == (0.0, {0.0})
    assert control_chart(counted(np.zeros((0, 6)), np.zeros((0, 6))), MONTHS[:6]).points[0].value is None
