"""How far a job is as a whole, and how long it may still take."""

from __future__ import annotations

import pytest

from insight_synth.jobs import Paces, course

EARLIER = Paces(
    rows=1000,
    new=1000,
    seconds={"model": 5, "passages": 5, "voices": 10, "encode": 40, "themes": 20, "evidence": 10, "advice": 10},
)


def test_the_time_left_is_that_of_the_stages_to_come_at_the_size_of_what_is_there_now() -> None:
    twice = course("analyse", "model", 0.0, 0.0, Paces(2000, 2000), EARLIER)
    assert twice.seconds_left == pytest.approx(5 + 2 * 95)
    little_new = course("analyse", "model", 0.0, 0.0, Paces(1000, 100), EARLIER)
    assert little_new.seconds_left == pytest.approx(5 + 0.5 + 10 + 4 + 20 + 10 + 10)


def test_progress_is_over_the_whole_job_and_never_goes_back() -> None:
    seen, begun, running = [], Paces(1000, 1000), 0.0
    for stage, took in EARLIER.seconds.items():
        for part in (0.0, 0.5, 1.0):
            seen.append(course("analyse", stage, 0.0, running + part * took, begun, EARLIER).fraction)
        running += took
        begun = begun.after(stage, took)
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert 0.9 < seen[-1] < 1


def test_a_stage_that_tells_how_far_it_is_is_believed_over_earlier_ones() -> None:
    begun = Paces(1000, 1000, {"model": 5, "passages": 5, "voices": 10})
    slow = course("analyse", "encode", 0.5, 20 + 100, begun, EARLIER)
    assert slow.seconds_left == pytest.approx(100 + 40)


def test_work_of_one_stage_is_as_far_as_that_stage() -> None:
    adding = course("add", "add", 0.25, 10, Paces())
    assert adding.fraction == 0.25
    assert adding.seconds_left == pytest.approx(30)


def test_what_was_slower_so_far_is_slower_to_the_end() -> None:
    begun = Paces(1000, 1000, {"model": 10, "passages": 10, "voices": 20, "encode": 80, "themes": 40})
    assert course("analyse", "evidence", 0.0, 160, begun, EARLIER).seconds_left == pytest.approx(10 + 2 * 10)


def test_nothing_is_said_of_the_time_left_where_nothing_tells() -> None:
    assert course("report", "report", 0.0, 500, Paces()).seconds_left is None
    assert course("report", "report", 0.0, 500, Paces(), Paces(0, 0, {"report": 10})).seconds_left is None
    assert course("add", "add", 0.0, 0.0, Paces()).seconds_left is None
    assert course("analyse", "a stage of tomorrow", 0.5, 10, Paces()).seconds_left is None
