"""Behaviour beside a theme: the same customers, before and since."""

from __future__ import annotations

import numpy as np
import pytest

from insight_synth.model import Event
from insight_synth.tracking import behaviour_beside

PERIOD = ("2025-01-01", "2025-12-31")
ON = "2025-07-01"


def did(customer: int, date: str, value: float | None = None, name: str = "bought", segment: str = "") -> Event:
    key = f"{customer}{date}{name}"
    return Event(key, "till", "f.csv", "", key, name, value, date=date, customer=f"k{customer}", segment=segment)


def bought(customers: range, before: int, after: int) -> list[Event]:
    """Each customer buys this many times in the first months of either side."""
    first = [did(c, f"2025-{month:02d}-10") for c in customers for month in range(1, before + 1)]
    return first + [did(c, f"2025-{month:02d}-10") for c in customers for month in range(7, after + 7)]


def named(customers: range) -> set[str]:
    return {f"k{c}" for c in customers}


def test_customers_who_spoke_of_it_and_bought_less_since_stand_out_from_others() -> None:
    events = bought(range(40), 6, 2) + bought(range(40, 140), 6, 6)
    (row,) = behaviour_beside(events, named(range(40)), ON, PERIOD)
    assert (row.event, row.measure, row.customers, row.others) == ("bought", "rate", 40, 100)
    assert (row.before, row.after) == pytest.approx((1.01, 0.33), abs=0.01)
    assert row.difference_high is not None
    assert row.difference_high < 0
    assert row.low is not None
    assert row.high is not None
    assert row.low < -0.68 < row.high


def test_where_both_changed_alike_there_is_no_difference() -> None:
    events = bought(range(40), 6, 3) + bought(range(40, 140), 6, 3)
    (row,) = behaviour_beside(events, named(range(40)), ON, PERIOD)
    assert row.difference == pytest.approx(0.0, abs=1e-9)
    assert row.difference_low is not None
    assert row.difference_high is not None
    assert row.difference_low < 0 < row.difference_high


def test_mean_values_are_of_customers_with_one_on_both_sides() -> None:
    events = [did(c, "2025-02-01", 100 + c % 3) for c in range(60)] + [
        did(c, "2025-08-01", 100 + c % 3) for c in range(30, 60)
    ]
    events += [did(c, "2025-08-02", 60) for c in range(30)]
    rows = behaviour_beside(events, named(range(30)), ON, PERIOD)
    (row,) = [row for row in rows if row.measure == "value"]
    assert (row.customers, row.others) == (30, 30)
    assert (row.before, row.after) == pytest.approx((101, 60))
    assert row.difference == pytest.approx(-41)


def test_fewer_than_ten_customers_are_not_compared() -> None:
    events = bought(range(60), 3, 3)
    assert behaviour_beside(events, named(range(9)), ON, PERIOD) == ()
    assert len(behaviour_beside(events, named(range(10)), ON, PERIOD)) == 1
    assert behaviour_beside(events, named(range(51)), ON, PERIOD) == ()


def test_who_is_unknown_to_the_source_of_behaviour_counts_nowhere() -> None:
    (row,) = behaviour_beside(bought(range(60), 3, 3), named(range(20)) | named(range(500, 600)), ON, PERIOD)
    assert row.customers == 20


def test_events_without_customer_or_date_and_of_other_groups_tell_nothing() -> None:
    events = bought(range(60), 3, 3)
    noise = [
        Event("", "till", "f.csv", "", "row 1", "bought", date="2025-02-02"),
        did(3, ""),
        did(70, "2025-02-03", segment="x"),
    ]
    plain = [Event(**{**{s: getattr(e, s) for s in e.__slots__}, "segment": "home"}) for e in events]
    assert behaviour_beside(plain + noise, named(range(20)), ON, PERIOD, "home") == behaviour_beside(
        events, named(range(20)), ON, PERIOD
    )


def test_a_rare_event_that_a_small_group_happens_not_to_have_is_no_proof() -> None:
    events = bought(range(200), 1, 1) + [did(c, "2025-09-01", name="cancelled") for c in range(100, 104)]
    row = next(r for r in behaviour_beside(events, named(range(20)), ON, PERIOD) if r.event == "cancelled")
    assert row.difference_high is not None
    assert row.difference_high > 0


def test_intervals_hold_chance_as_often_as_they_say() -> None:
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(100):
        events = [
            did(c, f"2025-{month:02d}-{day + 1:02d}")
            for c, busy in enumerate(rng.gamma(2, 0.2, 120))
            for month in range(1, 13)
            for day in range(rng.poisson(busy))
        ]
        (row,) = behaviour_beside(events, named(range(30)), ON, PERIOD)
        assert row.difference_low is not None
        assert row.difference_high is not None
        held += row.difference_low <= 0 <= row.difference_high
    assert held >= 92
