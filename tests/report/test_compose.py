"""What a report says: figures that can be computed again, quotations that can be opened, in three languages."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from insight_synth.errors import BadInput, UsageError
from insight_synth.model import Language
from insight_synth.report import Report, compose, from_json, to_json
from insight_synth.report.catalogue import LANGUAGES, Catalogue, messages
from insight_synth.report.document import Finding, SourceChart, TimeChart, cited_in, prose_of
from insight_synth.report.figures import value_of
from tests.report.made_snapshot import Made, made_snapshot


def test_every_message_is_written_in_all_three_languages() -> None:
    keys = {language: set(messages(language)) for language in LANGUAGES}
    assert keys["en"] == keys["fi"] == keys["pl"]


def test_a_message_asks_for_the_same_values_in_every_language() -> None:
    english = Catalogue("en")
    for language in ("fi", "pl"):
        other = Catalogue(language)
        for key in messages("en"):
            if key != "reason.weights-off":  # its fault is known in English words only
                assert other.slots(key) == english.slots(key), (language, key)


def test_every_plural_has_the_forms_its_language_needs() -> None:
    needed = {"en": {"one", "other"}, "fi": {"one", "other"}, "pl": {"one", "few", "many", "other"}}
    for language, forms in needed.items():
        for key, message in messages(language).items():
            for found in re.finditer(r"\{\w+\?([^}]*)\}", message):
                assert {form.split("=")[0] for form in found[1].split(";")} == forms, (language, key)


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("en", 1, "1 voice"), ("en", 2, "2 voices"), ("fi", 1, "1 ääni"), ("fi", 2, "2 ääntä"),
        ("pl", 1, "1 głos"), ("pl", 3, "3 głosy"), ("pl", 5, "5 głosów"), ("pl", 22, "22 głosy"),
        ("pl", 112, "112 głosów"),
    ],
)  # fmt: skip
def test_numbers_take_the_word_that_goes_with_them(language: str, number: int, written: str) -> None:
    said = Catalogue(language).say("reason.ample", voices=number, per_month="9").text
    assert written in said


def test_numbers_and_dates_are_written_as_the_language_writes_them() -> None:
    english, finnish, polish = (Catalogue(language) for language in LANGUAGES)
    assert (english.show(0.123, "share"), finnish.show(0.123, "share"), polish.show(0.045, "share")) == (
        "12%", "12\xa0%", "4,5%",
    )  # fmt: skip
    assert (english.show(12345, "count"), finnish.show(12345, "count")) == ("12,345", "12\xa0345")
    assert finnish.date("2026-03-04") == "4. maaliskuuta 2026"
    assert polish.date("2026-03-04") == "4 marca 2026"
    assert finnish.month("2026-04", "in") == "huhtikuussa 2026"
    assert polish.month("2026-09", "in") == "we wrześniu 2026"


def test_every_figure_is_what_its_key_computes(made: Made, reports: dict[str, Report]) -> None:
    for report in reports.values():
        assert report.figures
        for figure in report.figures:
            assert value_of(made.snapshot, figure.key) == figure.value


def test_every_number_in_running_text_is_a_figure_or_fixed_text(reports: dict[str, Report]) -> None:
    report = reports["en"]
    fixed = " ".join(messages("en").values())
    names = " ".join(cited.text for cited in report.citations)
    for section in report.sections:
        for block in section.blocks if section.kind in {"story", "theme", "source"} else ():
            for prose in prose_of(block):
                for span in prose.spans:
                    if not span.figure and not span.cite:
                        for number in re.findall(r"\d+", span.text):
                            assert number in fixed or number in names, (section.id, span.text)


def test_every_citation_has_an_entry_and_every_entry_is_cited(reports: dict[str, Report]) -> None:
    for report in reports.values():
        numbers = {cited.number for cited in report.citations}
        body = [section for section in report.sections if section.kind != "evidence"]
        used = {number for section in body for block in section.blocks for number in cited_in(block)}
        assert used == numbers == set(range(1, len(numbers) + 1))
        evidence = next(section for section in report.sections if section.kind == "evidence")
        assert set(cited_in(evidence.blocks[-1])) == numbers


def test_links_lead_to_sections_that_exist(reports: dict[str, Report]) -> None:
    for report in reports.values():
        present = {section.id for section in report.sections}
        for section in report.sections:
            for block in section.blocks:
                for prose in prose_of(block):
                    assert {span.target for span in prose.spans if span.target} <= present


def test_themes_come_in_the_order_in_which_they_ask_to_be_acted_on(made: Made, reports: dict[str, Report]) -> None:
    shown = [section.id.removeprefix("theme-") for section in reports["en"].sections if section.kind == "theme"]
    weights = [made.snapshot.theme(name).weight for name in shown]
    assert len(set(weights)) > 1
    assert weights == sorted(weights, reverse=True)


def test_the_source_said_to_speak_most_is_not_one_of_few_voices(made: Made, reports: dict[str, Report]) -> None:
    first = reports["en"].findings[0]
    assert "Complaints register" in first.claim.text  # 24 % of 612 voices, not 27 % of the blog's 41


def test_a_theme_of_one_source_is_no_finding(made: Made, reports: dict[str, Report]) -> None:
    titles = {finding.title for finding in reports["en"].findings}
    assert "Shift planning" not in titles
    lone = reports["en"].section("themes-lone")
    assert "Shift planning" in " ".join(prose.text for block in lone.blocks for prose in prose_of(block))


def test_a_reason_without_text_in_the_catalogue_keeps_its_own(reports: dict[str, Report]) -> None:
    sheet = reports["fi"].section("source-complaints")
    said = " ".join(prose.text for block in sheet.blocks for prose in prose_of(block))
    assert "English fallback for something-new." in said


def test_caveats_stand_beside_the_claim(reports: dict[str, Report]) -> None:
    claim = next(block for block in reports["en"].section("theme-t001").blocks if isinstance(block, Finding))
    assert any("one repeats the other" in caveat.text for caveat in claim.caveats)


def test_every_source_that_speaks_of_a_theme_is_in_its_chart(made: Made, reports: dict[str, Report]) -> None:
    chart = next(block for block in reports["en"].section("theme-t002").blocks if isinstance(block, SourceChart))
    speaking = [item for item in made.snapshot.theme("t002").evidence if item.voices]
    assert len(chart.rows) == len(speaking)


def test_a_month_of_few_voices_has_no_point_in_the_chart(made: Made, reports: dict[str, Report]) -> None:
    chart = next(block for block in reports["en"].section("theme-t001").blocks if isinstance(block, TimeChart))
    assert made.snapshot.theme("t001").series.of_voices[5] == 4
    assert [place for place, share in enumerate(chart.shares) if not share] == [5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_survives_json_and_equal_reports_are_equal_text(
    made: Made, reports: dict[str, Report], language: Language
) -> None:
    report = reports[language]
    assert from_json(to_json(report)) == report
    assert to_json(compose(made.snapshot, language)) == to_json(report)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"insight-synth-report-1","report":{"is":"Path"}}'])
def test_a_strangers_json_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        from_json(text)


def test_json_with_a_figure_of_the_wrong_type_is_refused(reports: dict[str, Report]) -> None:
    report = reports["en"]
    value: Any = ("x",)
    first = dataclasses.replace(report.figures[0], value=value)
    wrong = dataclasses.replace(report, figures=(first, *report.figures[1:]))
    with pytest.raises(BadInput, match=r"Figure\.value"):
        from_json(to_json(wrong))


def test_an_unknown_language_is_a_wrong_call(made: Made) -> None:
    with pytest.raises(UsageError):
        compose(made.snapshot, "sv")  # type: ignore[arg-type]


def test_a_snapshot_without_themes_or_advice_still_makes_a_report() -> None:
    bare = dataclasses.replace(made_snapshot(themes=0, sources=1).snapshot, advice=(), caveats=())
    report = compose(bare, "en")
    assert not report.findings
    assert "No theme comes up" in report.section("story").blocks[0].prose.text  # type: ignore[union-attr]


def test_personal_data_does_not_reach_the_report() -> None:
    text = "My number is 040 123 4567 and my address is anna.virtanen@example.com, call me."
    said = dict.fromkeys(("en", "fi", "pl"), (text,))
    report = compose(made_snapshot(said=said).snapshot, "en")
    assert "anna.virtanen@example.com" not in to_json(report)
    assert all(cited.redacted for cited in report.citations)
