"""The team digest: to the people behind one source, about their own data, with requests they can act on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insight_synth.errors import UsageError
from insight_synth.model import Reason
from insight_synth.report import Report, compose
from insight_synth.report.catalogue import LANGUAGES, messages
from insight_synth.report.document import Heading, Text, Verdict, prose_of
from insight_synth.report.figures import value_of
from tests.report.made_analysis import made_analysis
from tests.report.made_snapshot import Made


@pytest.fixture(scope="module")
def full() -> Made:
    return made_analysis()


def digest(made: Made, source: str, language: str = "en") -> Report:
    return compose(made.snapshot, language, made.verbatim_text, kind="digest", about=source)  # type: ignore[arg-type]


def said(report: Report) -> str:
    return "\n".join(prose.text for block in report.sections[0].blocks for prose in prose_of(block))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_gets_a_digest_whose_figures_hold(full: Made, language: str) -> None:
    asked = messages(language)["team.ask"]
    for profile in full.snapshot.profiles:
        report = digest(full, profile.source.id, language)
        assert report.about == profile.source.id
        assert report.sections[0].title == profile.source.name
        assert asked in {block.text for block in report.sections[0].blocks if isinstance(block, Heading)}
        assert all(value_of(full.snapshot, figure.key) == figure.value for figure in report.figures)
        assert all(cited.source == profile.source.id for cited in report.citations)
        assert "{" not in said(report)


def test_a_main_point_names_others_who_say_the_same(full: Made) -> None:
    text = said(digest(full, "complaints"))
    assert "of your 612 voices" in text
    assert "You are not alone in this" in text
    assert "Complaints register, shops & web as well" not in text  # the others, not oneself


def test_what_only_the_team_says_and_where_it_is_silent_is_told(full: Made) -> None:
    only = "Nobody else holds more than stray remarks on this: “Shift planning”."
    assert only in said(digest(full, "staff-opinions"))
    assert "Others speak of this, but your data hardly do: “Late and missed deliveries”" in said(
        digest(full, "complaints-archive")
    )


def test_a_disagreement_is_told_to_both_sides_with_their_own_tone_first(full: Made) -> None:
    assert "(−0.61 against +0.44" in said(digest(full, "reviews"))
    assert "(+0.44 against −0.61" in said(digest(full, "social"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_to_retire_is_told_so_kindly_and_asked_for_nothing_more(full: Made, language: str) -> None:
    report, catalogue = digest(full, "omnibus", language), messages(language)
    verdict = next(block for block in report.sections[0].blocks if isinstance(block, Verdict))
    assert verdict.code == "retire"
    text = said(report)
    assert catalogue["team.ask_retire"] in text
    assert catalogue["team.ask_keep"] not in text
    assert catalogue["team.ask_groups"].split("{")[0] not in text


def test_a_behavioural_source_is_not_told_of_voices_it_cannot_have(full: Made) -> None:
    report = digest(full, "transactions")
    assert "what customers do, not what they say" in said(report)
    assert [section.kind for section in report.sections] == ["team"]


def test_faults_become_requests_with_their_figures(full: Made) -> None:
    text = said(digest(full, "social"))
    assert "Put a date on every entry; 118 have none so far" in text
    assert "Have the weights checked before the next delivery." in text


def test_rows_that_could_not_be_read_are_named(full: Made) -> None:
    profiles = tuple(
        replace(item, rejects=3, rows=item.rows + 3) if item.source.id == "forum" else item
        for item in full.snapshot.profiles
    )
    text = said(digest(Made(replace(full.snapshot, profiles=profiles), full.verbatims), "forum"))
    assert "the rows that could not be read: 3 of" in text


def test_a_source_that_fell_silent_is_asked_for_what_has_come_in_since(full: Made) -> None:
    silent = Reason("stopped", "Its newest …", 367, figures={"last": "2025-10-29", "days": 367, "allowed": 91})
    advice = tuple(
        replace(item, reasons=(silent, *item.reasons)) if item.source == "survey" else item
        for item in full.snapshot.advice
    )
    report = digest(Made(replace(full.snapshot, advice=advice), full.verbatims), "survey")
    assert "Send what has come in since" in said(report)


def test_open_questions_are_passed_on_in_quotation_marks(full: Made) -> None:
    lines = [block.prose.text for block in digest(full, "forum").sections[0].blocks if isinstance(block, Text)]
    assert any("“Do members understand the new points?”" in line for line in lines)


def test_a_digest_of_an_unknown_source_is_a_wrong_call(full: Made) -> None:
    with pytest.raises(UsageError):
        digest(full, "nobody")
