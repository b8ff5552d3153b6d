"""Counting by source and month: one voice once, no data are not zero."""

from __future__ import annotations

import random

import numpy as np
import pytest

from insight_synth.model import Event, Mention
from insight_synth.tracking import events_by_month, voices_by_month, voices_by_week, voices_on_sides
from insight_synth.tracking.counting import events_on_sides, weeks_between

MONTHS = ("2025-01", "2025-02", "2025-03")


def said(voice: str, date: str, source: str = "calls", theme: str = "late", segment: str = "") -> Mention:
    key = f"{source}/{voice}"
    return Mention(f"{key}{date}{theme}:0-4", key, source, 0, 4, "text", "en", theme, "", 0.9, voice, date, segment)


def did(name: str, date: str, source: str = "till", customer: str = "", segment: str = "") -> Event:
    return Event("", source, "f.csv", "", "row 1", name, date=date, customer=customer, segment=segment)


def test_a_voice_counts_once_a_month_and_in_the_source_it_was_first_heard_in() -> None:
    mentions = [
        said("ann", "2025-01-05", "calls", "late"),
        said("ann", "2025-01-09", "reviews", "rude"),
        said("bob", "2025-01-09", "reviews", "rude"),
        said("ann", "2025-02-01", "reviews", "rude"),
    ]
    found = voices_by_month(mentions, {"late"}, ("calls", "reviews"), MONTHS)
    assert found.counts.tolist() == [[1, 0, 0], [0, 0, 0]]
    assert found.of.tolist() == [[1, 0, 0], [1, 1, 0]]
    assert found.missing == ("2025-03",)


def test_a_voice_that_turns_to_the_theme_later_in_the_month_speaks_of_it() -> None:
    mentions = [said("ann", "2025-01-05", theme="rude"), said("ann", "2025-01-20", theme="late")]
    assert voices_by_month(mentions, {"late"}, ("calls",), MONTHS).counts[0, 0] == 1


def test_voices_without_a_date_are_told_and_stand_in_no_month() -> None:
    mentions = [said("ann", ""), said("bob", "", theme="rude"), said("cid", "2025-01-05")]
    found = voices_by_month(mentions, {"late"}, ("calls",), MONTHS)
    assert (found.undated, found.counts.sum(), found.of.sum()) == (1, 1, 1)


def test_only_the_sources_and_the_group_that_are_named_count() -> None:
    mentions = [
        said("ann", "2025-01-05", segment="business"),
        said("bob", "2025-01-05", segment="household"),
        said("cid", "2025-01-05", "blog", segment="business"),
    ]
    found = voices_by_month(mentions, {"late"}, ("calls",), MONTHS, "business")
    assert (found.counts.sum(), found.of.sum()) == (1, 1)


def test_counts_do_not_depend_on_the_order_of_mentions() -> None:
    rng = random.Random(0)
    mentions = [
        said(f"v{voice}", f"2025-0{month}-1{day}", rng.choice(["a", "b"]), rng.choice(["late", "x"]))
        for voice in range(20)
        for month, day in [(rng.randrange(1, 4), rng.randrange(10)) for _ in range(10)]
    ]
    one = voices_by_month(mentions, {"late"}, ("a", "b"), MONTHS)
    rng.shuffle(mentions)
    other = voices_by_month(mentions, {"late"}, ("a", "b"), MONTHS)
    assert np.array_equal(one.counts, other.counts)
    assert np.array_equal(one.of, other.of)


def test_weeks_end_on_the_newest_date_and_lie_wholly_in_the_period() -> None:
    assert weeks_between("2025-01-01", "2025-01-15") == ("2025-01-08", "2025-01-15")
    assert weeks_between("", "2025-01-15") == weeks_between("2025-01-10", "2025-01-15") == ()


def test_voices_are_counted_in_the_week_that_they_spoke_in() -> None:
    mentions = [
        said("ann", "2025-01-08"),
        said("bob", "2025-01-09"),
        said("cid", "2025-01-15"),
        said("dan", "2025-01-01"),
    ]
    found = voices_by_week(mentions, {"late"}, ("calls",), "2025-01-01", "2025-01-15")
    assert found.counts.tolist() == [[1, 2]]


def test_a_voice_counts_once_on_each_side_of_a_date_and_the_date_itself_is_after() -> None:
    mentions = [
        said("ann", "2025-01-05"),
        said("ann", "2025-02-10"),
        said("ann", "2025-02-11"),
        said("bob", "2024-01-01"),
    ]
    found = voices_on_sides(mentions, {"late"}, ("calls",), "2025-02-10", ("2025-01-01", "2025-03-31"))
    assert found.counts.tolist() == [[1, 1]]


def test_events_are_counted_per_month_delivered() -> None:
    events = [did("bought", "2025-01-16"), did("bought", "2025-02-03"), did("looked", "2025-03-31")]
    found = events_by_month(events, "bought", "", MONTHS)
    assert found.counts.tolist() == [[1, 1, 0]]
    assert found.of[0] == pytest.approx([16 / 31, 1, 1])


def test_a_month_without_any_record_of_a_source_is_no_month_without_the_event() -> None:
    events = [did("bought", "2025-01-01"), did("bought", "2025-03-31")]
    found = events_by_month(events, "bought", "", MONTHS)
    assert found.of.tolist() == [[1, 0, 1]]
    assert found.missing == ("2025-02",)


def test_events_can_be_counted_per_other_event_of_another_source() -> None:
    events = [did("bought", "2025-01-02"), did("bought", "2025-01-03"), did("returned", "2025-01-09", "returns")]
    found = events_by_month(events, "returned", "bought", MONTHS)
    assert (found.counts.tolist(), found.of.tolist()) == ([[1, 0, 0]], [[2, 0, 0]])


def test_events_without_a_date_are_told() -> None:
    assert events_by_month([did("bought", ""), did("bought", "2025-01-02")], "bought", "", MONTHS).undated == 1


def test_both_sides_of_a_date_share_its_month_by_days() -> None:
    events = [did("bought", "2025-01-01"), did("bought", "2025-02-15"), did("bought", "2025-03-31")]
    monthly = events_by_month(events, "bought", "", MONTHS)
    found = events_on_sides(monthly, events, "bought", "", "2025-02-15")
    assert found.counts.tolist() == [[1, 2]]
    assert found.of[0] == pytest.approx([1 + 14 / 28, 14 / 28 + 1])
