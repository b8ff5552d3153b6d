"""The plan: every action once, first those of the first page, with who, when and what will show that it helped."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from insight_synth.report import Report, compose
from insight_synth.report.catalogue import LANGUAGES, messages
from insight_synth.report.document import Table, Text
from insight_synth.report.plans import with_plan
from tests.report.made_analysis import made_analysis
from tests.report.made_snapshot import Made


@pytest.fixture(scope="module")
def full() -> Made:
    return made_analysis()


def planned(made: Made, language: str) -> tuple[Report, Table]:
    report = compose(made.snapshot, language)  # type: ignore[arg-type]
    report = report if any(section.kind == "actions" for section in report.sections) else with_plan(report)
    table = next(block for block in report.section("plan").blocks if isinstance(block, Table))
    return report, table


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_lists_every_action_once_those_of_the_first_page_first(full: Made, language: str) -> None:
    report, table = planned(full, language)
    assert sorted(row[1].text for row in table.rows) == sorted(action.what.text for action in report.actions)
    first = [block for block in report.section("story").blocks if isinstance(block, Text)]
    lines = [block.prose.text for block in first if block.id.startswith("action:")]
    assert all(line.startswith(row[1].text) for line, row in zip(lines, table.rows, strict=False))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_and_when_stay_open_but_for_who_asks_on_the_agenda(full: Made, language: str) -> None:
    _, table = planned(full, language)
    owners = {answer.question.owner for answer in full.snapshot.answers if answer.question.owner}
    proposed = {messages(language)["sums.asked_by"].replace("{owner}", owner) for owner in owners}
    blank = messages(language)["label.owner_blank"]
    said = {row[2].text for row in table.rows}
    assert blank in said
    assert all(any(text.startswith(name) for name in proposed) for text in said - {blank})


def test_no_two_neighbours_are_given_the_same_advice(full: Made) -> None:
    _, table = planned(full, "en")
    beginnings = [row[1].text.split("“")[0] for row in table.rows]
    assert all(one != other for one, other in itertools.pairwise(beginnings))


def test_a_theme_of_neither_complaint_nor_praise_calls_for_no_remedy(full: Made) -> None:
    _, table = planned(full, "en")
    said = {row[0].text: row[1].text for row in table.rows}
    assert said["Gift cards"].startswith(("No step on “Gift cards”", "Leave “Gift cards” for now"))


def test_no_action_begins_at_a_source_to_be_retired(full: Made) -> None:
    retired = {
        full.snapshot.profile(item.source).source.name for item in full.snapshot.advice if item.verdict == "retire"
    }
    _, table = planned(full, "en")
    assert all(name not in row[1].text for row in table.rows for name in retired)


def test_short_reports_have_no_plan(full: Made) -> None:
    summary = compose(full.snapshot, "en", kind="summary")
    assert with_plan(summary) is summary


def test_a_theme_whose_tone_is_not_known_is_not_treated_as_a_complaint(full: Made) -> None:
    themes = tuple(replace(theme, sentiment=None, started="", trend="steady") for theme in full.snapshot.themes)
    report = compose(replace(full.snapshot, themes=themes), "en")
    assert report.actions
    assert all(action.what.text.startswith("Read what is said on") for action in report.actions)


def test_no_question_is_put_into_a_source_that_is_not_asked_again(full: Made) -> None:
    once = {
        profile.source.name
        for profile in full.snapshot.profiles
        if profile.source.cadence == "one-off"
        or any(advice.source == profile.source.id and advice.verdict == "fix" for advice in full.snapshot.advice)
    }
    _, table = planned(full, "en")
    put = [row[1].text for row in table.rows if row[1].text.startswith("Put one more question")]
    assert all(name not in text for text in put for name in once)
