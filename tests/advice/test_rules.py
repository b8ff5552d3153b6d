"""Track, keep, fix or retire: one smallest case for every rule, and what may never be."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.advice.rules import (
    Grounds,
    ruling,
    smallest_detectable_change,
    smallest_detectable_events,
    voices_needed,
)
from tests.advice.conftest import grounds


def verdict(**told: Any) -> str:
    return ruling(grounds(**told)).verdict


def test_a_continuous_gapless_timely_sensitive_series_is_tracked() -> None:
    found = ruling(grounds())
    assert found.verdict == "track"
    assert found.codes == ("continuous", "fresh", "detects", "adds")


@pytest.mark.parametrize(
    ("told", "because"),
    [
        ({"cadence": "periodic"}, "periodic"),
        ({"cadence": "one-off"}, "one-off"),
        ({"purpose": "secondary"}, "secondary"),
        ({"months": 11}, "few-months"),
        ({"gapless": 0.79}, "gaps"),
        ({"days": 63}, "late"),
        ({"days": None}, "late"),
        ({"points": 25.1}, "detects"),
        ({"comparable": False}, "not-comparable"),
        ({"heard": 29}, "thin"),
    ],
)
def test_whatever_a_series_lacks_it_is_kept_and_told_so(told: dict[str, Any], because: str) -> None:
    found = ruling(grounds(**told))
    assert found.verdict == "keep"
    assert because in found.codes


def test_a_source_with_nothing_usable_is_retired_or_mended_where_its_rows_were_rejected() -> None:
    assert ruling(grounds(heard=0)).codes == ("empty",)
    assert verdict(heard=0) == "retire"
    assert verdict(heard=0, any_rejected=True) == "fix"


@pytest.mark.parametrize(("overlap", "lost", "said"), [(0.6, 0, "retire"), (0.59, 0, "track"), (0.9, 1, "fix")])
def test_a_copy_goes_unless_something_stands_in_it_alone(overlap: float, lost: int, said: str) -> None:
    assert verdict(overlap=overlap, lost=lost) == said


@pytest.mark.parametrize(
    ("silence", "lost", "weakened", "said"),
    [(1.0, 0, 0, "track"), (1.01, 0, 0, "retire"), (1.01, 1, 0, "fix"), (1.01, 0, 1, "fix")],
)
def test_a_source_that_stopped_goes_unless_it_is_missed(silence: float, lost: int, weakened: int, said: str) -> None:
    assert verdict(silence=silence, lost=lost, weakened=weakened) == said


NOISE: dict[str, Any] = {"echoed": 0.5, "felt": 0.2, "weakened": 0}


def test_noise_goes_whatever_it_alone_speaks_of() -> None:
    assert ruling(grounds(**NOISE)).codes[0] == "noise"
    assert verdict(**NOISE) == verdict(**NOISE, lost=2) == "retire"
    assert verdict(**{**NOISE, "weakened": 1}) == "fix"


@pytest.mark.parametrize(
    "told", [{"felt": 0.36}, {"echoed": 0.95}, {"laments": True}, {"felt": None}, {"usual_felt": 0.0}, {"heard": 49}]
)
def test_what_is_felt_echoed_complained_of_or_cannot_be_told_is_no_noise(told: dict[str, Any]) -> None:
    assert "noise" not in ruling(grounds(**{**NOISE, **told})).codes


def test_dear_and_thin_goes_unless_it_adds_something() -> None:
    assert verdict(heard=49, dear=4.0, weakened=0) == "retire"
    assert verdict(heard=49, dear=4.0, weakened=1) == "fix"
    assert verdict(heard=49, dear=4.0, weakened=1, cadence="one-off") == "keep"  # it is paid for
    assert verdict(heard=50, dear=4.0) == "track"
    assert verdict(heard=49, dear=3.9) == "track"


@pytest.mark.parametrize(
    ("told", "fault"),
    [({"weights_off": True}, "weights-off"), ({"dated": 0.79}, "undated"), ({"rejected": 0.1}, "rejects"),
     ({"dwindling": True}, "dwindling")],
)  # fmt: skip
def test_a_fault_is_to_be_mended_and_named(told: dict[str, Any], fault: str) -> None:
    found = ruling(grounds(**told))
    assert found.verdict == "fix"
    assert found.codes[0] == fault
    assert ruling(grounds(**told).mended).verdict == "track"


def test_a_one_off_owes_no_dates_and_cannot_dry_up() -> None:
    assert verdict(cadence="one-off", dated=0.0, dwindling=True) == "keep"


@pytest.mark.parametrize(
    ("told", "said"),
    [({"weakened": 0}, "retire"), ({"weakened": 1}, "keep"), ({"weakened": 0, "only_voice": True}, "keep")],
)
def test_a_one_off_that_adds_nothing_goes_unless_it_speaks_for_a_group(told: dict[str, Any], said: str) -> None:
    assert verdict(cadence="one-off", **told) == said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"weakened": 0}, "retire"), ({}, "fix"), ({"weakened": 0, "alone": 1}, "fix"),
        ({"weakened": 0, "only_voice": True}, "fix"), ({"days": 1096}, "keep"), ({"cadence": "periodic"}, "keep"),
    ],
)  # fmt: skip
def test_what_was_collected_once_and_years_ago_is_asked_again_or_goes(told: dict[str, Any], said: str) -> None:
    assert verdict(**{"cadence": "one-off", "days": 1097, **told}) == said


def test_a_one_off_that_is_the_only_home_of_a_theme_stays() -> None:
    assert verdict(cadence="one-off", weakened=0, alone=1) == "keep"


def test_a_series_that_adds_nothing_is_still_worth_following() -> None:
    assert verdict(weakened=0) == "track"


BEHAVIOUR: dict[str, Any] = {"behavioural": True, "felt": None, "echoed": 0.0, "weakened": 0, "purpose": "secondary"}


def test_what_customers_do_is_tracked_whatever_it_was_recorded_for() -> None:
    assert verdict(**BEHAVIOUR) == "track"
    assert verdict(**BEHAVIOUR, months=11) == verdict(**BEHAVIOUR, points=50.1) == "keep"
    assert verdict(**BEHAVIOUR, dated=0.5) == verdict(**BEHAVIOUR, silence=2.0) == "fix"


any_grounds = st.builds(
    grounds,
    heard=st.integers(0, 500), behavioural=st.booleans(), rejected=st.floats(0, 1), any_rejected=st.booleans(),
    overlap=st.floats(0, 1), lost=st.integers(0, 2), alone=st.integers(0, 1), weakened=st.integers(0, 2),
    silence=st.floats(0, 3), echoed=st.floats(0, 1), felt=st.none() | st.floats(0, 1), laments=st.booleans(),
    dear=st.none() | st.floats(0, 10), dated=st.floats(0, 1), weights_off=st.booleans(),
    cadence=st.sampled_from(["continuous", "periodic", "one-off"]), purpose=st.sampled_from(["primary", "secondary"]),
    months=st.integers(1, 24), gapless=st.floats(0, 1), days=st.none() | st.integers(0, 4000),
    points=st.floats(0, 100), dwindling=st.booleans(), only_voice=st.booleans(), comparable=st.booleans(),
)  # fmt: skip


@given(any_grounds)
def test_nothing_is_tracked_that_cannot_follow_change(found: Grounds) -> None:
    if ruling(found).verdict == "track":
        assert found.cadence == "continuous"
        assert found.timely
        assert found.months >= 12
        assert found.comparable
        assert not found.faults


@given(any_grounds)
def test_only_a_noisy_source_goes_with_what_it_alone_has(found: Grounds) -> None:
    if ruling(found).verdict == "retire" and found.heard and found.lost:
        assert ruling(found).codes[0] == "noise"


@given(any_grounds, st.integers(1, 3))
def test_adding_more_never_sends_a_source_away(found: Grounds, more: int) -> None:
    richer = dataclasses.replace(found, weakened=found.weakened + more)
    assert ruling(richer).verdict != "retire" or ruling(found).verdict == "retire"


# ---- what a series can show ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.05, 0.1, 0.3, 0.5])
@pytest.mark.parametrize("per_quarter", [20, 75, 400])
def test_the_smallest_change_has_eighty_percent_power(share: float, per_quarter: int) -> None:
    from statsmodels.stats.power import NormalIndPower

    points = smallest_detectable_change(per_quarter, share)
    effect = points / 100 / (share * (1 - share)) ** 0.5
    power = NormalIndPower().power(effect, per_quarter, 0.05, ratio=1.0, alternative="two-sided")
    assert power == pytest.approx(0.8, abs=1e-3)


def test_the_smallest_change_is_near_that_of_two_proportions() -> None:
    """The variance is that of the share now; that of the share afterwards differs little for changes worth naming."""
    from statsmodels.stats.proportion import power_proportions_2indep

    points = smallest_detectable_change(400, 0.3) / 100
    assert power_proportions_2indep(points, 0.3, 400).power == pytest.approx(0.8, abs=0.03)


def test_too_few_to_count_can_show_nothing() -> None:
    assert smallest_detectable_change(0.9, 0.1) == smallest_detectable_events(0.5) == 100.0


@given(st.floats(0.01, 0.99))
def test_the_voices_needed_are_just_enough(share: float) -> None:
    needed = voices_needed(share)
    assert smallest_detectable_change(needed, share) <= 25.0 + 1e-9
    assert needed == 1 or smallest_detectable_change(needed - 1, share) > 25.0 - 1e-9


def test_a_change_of_events_is_told_by_two_poisson_counts() -> None:
    # (1.960 + 0.842) · √(2 / 100) = 39.6 %
    assert smallest_detectable_events(100) == pytest.approx(39.6, abs=0.05)
