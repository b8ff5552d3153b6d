"""Themes through time: months, beginnings, ends and where a theme is heading."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.model import Mention, Series
from insight_synth.tracking import ended, monthly_voices, months_between, series, started, trend

MONTHS = months_between("2024-11", "2026-10")
STEADY = (100,) * 24


def course(voices: Sequence[int], of_voices: Sequence[int] = STEADY) -> Series:
    return Series(MONTHS[: len(voices)], tuple(voices), tuple(of_voices[: len(voices)]))


def said(voice: str, date: str) -> Mention:
    return Mention(f"{voice}{date}:0-4", voice, "calls", 0, 4, "text", "en", "t", voice_id=voice, date=date)


# ---- months


def test_months_run_over_the_turn_of_the_year_with_both_ends() -> None:
    assert months_between("2024-11-30", "2025-02-01") == ("2024-11", "2024-12", "2025-01", "2025-02")


def test_a_single_month_is_a_period() -> None:
    assert months_between("2025-03-01", "2025-03-31") == ("2025-03",)
    assert months_between("2025-03", "2025-03") == ("2025-03",)


@pytest.mark.parametrize(("first", "last"), [("", "2025-01"), ("2025-01", ""), ("", ""), ("2025-02", "2025-01")])
def test_there_are_no_months_where_the_period_is_unknown(first: str, last: str) -> None:
    assert months_between(first, last) == ()


DATES = st.dates(date(1970, 1, 1), date(2100, 12, 31))


@given(DATES, DATES)
def test_there_are_as_many_months_as_the_calendar_has(one: date, other: date) -> None:
    first, last = sorted((str(one), str(other)))
    found = months_between(first, last)
    assert len(found) == 12 * (int(last[:4]) - int(first[:4])) + int(last[5:7]) - int(first[5:7]) + 1
    assert list(found) == sorted(set(found))
    assert (found[0], found[-1]) == (first[:7], last[:7])


# ---- series


def test_a_voice_counts_once_a_month_however_often_it_speaks() -> None:
    told = monthly_voices([said("a", "2025-01-02"), said("a", "2025-01-30"), said("b", "2025-01-09")])
    assert told == {"2025-01": frozenset("ab")}


def test_what_carries_no_date_is_in_no_month() -> None:
    assert monthly_voices([said("a", "")]) == {}


def test_a_series_has_every_month_with_zeros_and_what_its_shares_are_of() -> None:
    all_said = [said("a", "2025-01-02"), said("b", "2025-01-09"), said("c", "2025-02-01"), said("a", "2025-03-02")]
    of_theme = [all_said[0], all_said[3]]
    found = series(of_theme, monthly_voices(all_said), months_between("2024-12", "2025-03"))
    assert found == Series(("2024-12", "2025-01", "2025-02", "2025-03"), (0, 1, 0, 1), (0, 2, 1, 1))


# ---- beginnings and ends


@pytest.mark.parametrize("rate", [4, 12, 40])
def test_a_beginning_in_month_18_of_24_is_told(rate: int) -> None:
    assert started(course([0] * 17 + [rate] * 7)) == MONTHS[17] == "2026-04"


def test_a_beginning_is_told_through_strays_before_it() -> None:
    assert started(course([0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 14, 20, 17, 15, 13, 16, 12])) == "2026-04"


def test_a_theme_there_all_along_has_no_beginning() -> None:
    draw = random.Random(2)
    for mean in (2, 8, 30):
        assert started(course([draw.randint(mean // 2, mean + mean // 2) for _ in MONTHS])) == ""


def test_a_theme_that_grows_threefold_has_no_beginning() -> None:
    assert started(course([8] * 12 + [24] * 12)) == ""


def test_a_season_is_no_beginning() -> None:
    assert started(course([20, 25, 18, 8, 8, 9, 8, 7, 8, 9, 8, 10, 21, 24, 17, 9, 8, 8, 7, 9, 8, 8, 9, 11])) == ""


def test_a_workspace_whose_volume_rises_tells_no_beginning() -> None:
    assert started(course([1] * 12 + [10] * 12, [40] * 12 + [400] * 12)) == ""


def test_a_beginning_is_told_where_the_volume_rises_too() -> None:
    assert started(course([0] * 12 + [40] * 12, [40] * 12 + [400] * 12)) == MONTHS[12]


def test_two_stray_voices_at_the_end_are_no_beginning() -> None:
    assert started(course([0] * 22 + [1, 1])) == ""


def test_too_short_a_period_tells_neither_beginning_nor_end() -> None:
    assert started(course([0, 0, 30, 30, 30])) == ""
    assert ended(course([30, 30, 30, 0, 0])) == ""


def test_months_in_which_nobody_spoke_at_all_are_no_quiet_before_a_beginning() -> None:
    assert started(course([0] * 12 + [20] * 12, [0] * 12 + [100] * 12)) == ""


def test_an_end_is_told_by_the_first_month_without_it() -> None:
    assert ended(course([12] * 15 + [0] * 9)) == MONTHS[15]


def test_a_theme_that_goes_on_has_no_end() -> None:
    assert ended(course([12] * 24)) == ""
    assert ended(course([0] * 17 + [12] * 7)) == ""


def test_a_theme_that_only_began_did_not_end_and_the_other_way_round() -> None:
    begun, gone = course([0] * 17 + [12] * 7), course([12] * 15 + [0] * 9)
    assert (started(begun) != "", ended(begun)) == (True, "")
    assert (started(gone), ended(gone) != "") == ("", True)


COUNTS = st.lists(st.integers(0, 30), min_size=24, max_size=24)


@given(COUNTS)
def test_an_end_is_a_beginning_read_backwards(counts: list[int]) -> None:
    forward, backward = started(course(counts)), ended(course(counts[::-1]))
    assert bool(forward) == bool(backward)
    if forward:
        assert MONTHS.index(backward) == 24 - MONTHS.index(forward)


@given(COUNTS)
def test_a_beginning_lies_within_the_period_and_never_without_three_months_before(counts: list[int]) -> None:
    for month in (started(course(counts)), ended(course(counts))):
        assert month == "" or 3 <= MONTHS.index(month) <= 21


# ---- trends


def test_a_rising_share_rises_and_a_falling_one_falls() -> None:
    rising = [5] * 12 + [5, 6, 8, 9, 11, 13, 14, 16, 18, 20, 21, 23]
    assert trend(course(rising)) == "rising"
    assert trend(course(rising[:12] + rising[:11:-1])) == "falling"


def test_a_level_share_is_steady() -> None:
    assert trend(course([10, 11, 9, 10] * 6)) == "steady"


def test_a_trend_is_of_the_newest_year_only() -> None:
    assert trend(course([60] * 12 + [10, 11, 9, 10] * 3)) == "steady"


def test_growth_of_the_whole_workspace_is_no_trend() -> None:
    volume = [100 + 30 * n for n in range(24)]
    assert trend(course([n // 10 for n in volume], volume)) == "steady"


def test_a_handful_of_voices_has_no_clear_trend() -> None:
    assert trend(course([0] * 22 + [2, 3])) == "unclear"


def test_a_trend_needs_half_a_year_of_data() -> None:
    assert trend(course([5, 9, 14, 20, 30])) == "unclear"


def test_nothing_said_at_all_is_no_trend() -> None:
    assert trend(course([0] * 24, [0] * 24)) == "unclear"
    assert trend(Series((), (), ())) == "unclear"
    assert started(Series((), (), ())) == ended(Series((), (), ())) == ""
