"""Agenda, digests, comparisons and the rest in a report: told in words, cited, computed again, absent where not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdf
import pytest

from insight_synth.advice.changes import CHANGES
from insight_synth.advice.sentences import REASONS
from insight_synth.model import Reason
from insight_synth.report import Report, compose, discrepancies, read_attached, render
from insight_synth.report.catalogue import LANGUAGES, Catalogue, messages
from insight_synth.report.caveats import caveat_prose
from insight_synth.report.document import Finding, SourceChart, Table, prose_of
from insight_synth.report.ledger import Ledger
from insight_synth.report.reasons import reason_prose
from insight_synth.report.untrusted import squeezed
from tests.report.made_analysis import made_analysis
from tests.report.made_snapshot import Made, made_snapshot


@pytest.fixture(scope="module")
def full() -> Made:
    return made_analysis()


@pytest.fixture(scope="module")
def told(full: Made) -> dict[str, Report]:
    return {language: compose(full.snapshot, language, full.verbatim_text) for language in ("en", "fi", "pl")}


def said(report: Report, section: str) -> str:
    return "\n".join(prose.text for block in report.section(section).blocks for prose in prose_of(block))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_and_quotation_of_the_new_parts_can_be_verified(
    full: Made, told: dict[str, Report], language: str
) -> None:
    kinds = {figure.key.partition(":")[0].partition("/")[0] for figure in told[language].figures}
    assert {"agenda", "question", "speaks", "digest", "comparison", "contradiction", "cheapest"} <= kinds
    assert discrepancies(told[language], full.snapshot, full.verbatim_text) == []


def test_a_changed_figure_of_each_new_part_is_found(full: Made, told: dict[str, Report]) -> None:
    shown, report = full.snapshot, told["en"]
    answer, digest, compared = shown.answers[0], shown.digests[0], shown.comparisons[0]
    point = replace(digest.points[0], voices=digest.points[0].voices + 1)
    share = replace(compared.shares[0], low=0.0)
    for changed in (
        replace(shown, answers=(replace(answer, voices=answer.voices + 1), *shown.answers[1:])),
        replace(shown, digests=(replace(digest, points=(point, *digest.points[1:])), *shown.digests[1:])),
        replace(shown, comparisons=(replace(compared, shares=(share, *compared.shares[1:])), *shown.comparisons[1:])),
        replace(shown, cheapest=shown.cheapest[1:]),
        replace(shown, contradictions=shown.contradictions[1:]),
    ):
        assert discrepancies(report, changed, full.verbatim_text)


def test_every_number_in_the_new_parts_is_a_figure_or_fixed_text(told: dict[str, Report]) -> None:
    report, fixed = told["en"], " ".join(messages("en").values())
    names = " ".join(cited.text for cited in report.citations)
    for section in report.sections:
        for block in section.blocks if section.kind in {"agenda", "question", "source", "compared"} else ():
            for prose in prose_of(block):
                for span in prose.spans:
                    if not span.figure and not span.cite:
                        for number in re.findall(r"\d+", span.text):
                            assert number in fixed or number in names, (section.id, span.text)


def test_questions_stand_by_customer_group_with_their_state(full: Made, told: dict[str, Report]) -> None:
    parts = [section for section in told["en"].sections if section.kind == "question"]
    asked = {answer.question.text: answer for answer in full.snapshot.answers}
    groups = [asked[part.title].question.group for part in parts]
    assert groups == sorted(groups)
    for part in parts:
        claim = next(block for block in part.blocks if isinstance(block, Finding))
        assert claim.claim.text.lower().startswith(asked[part.title].state)


def test_a_question_shows_who_speaks_to_it_and_in_which_words(told: dict[str, Report]) -> None:
    part = next(section for section in told["en"].sections if section.title == "Why do deliveries come late?")
    assert any(isinstance(block, SourceChart) and block.rows for block in part.blocks)
    assert next(block for block in part.blocks if isinstance(block, Finding)).citations


def test_sources_that_contradict_each_other_on_a_question_are_named(told: dict[str, Report]) -> None:
    part = next(section for section in told["en"].sections if section.title.startswith("Czy klienci"))
    assert "is more negative" in "".join(prose.text for block in part.blocks for prose in prose_of(block))


def test_each_source_has_its_main_points_in_its_own_words(full: Made, told: dict[str, Report]) -> None:
    cited = {item.number: item for item in told["fi"].citations}
    for digest in full.snapshot.digests:
        table = next(
            block for block in told["fi"].section(f"source-{digest.source}").blocks if isinstance(block, Table)
        )
        assert len(table.rows) == len(digest.points)
        for row in table.rows:
            number = next(span.cite for span in row[0].spans if span.cite)
            assert cited[number].source == digest.source


def test_a_sheet_says_what_only_the_source_says_and_where_it_is_silent(told: dict[str, Report]) -> None:
    sheet = said(told["en"], "source-staff-opinions")
    assert "No other source holds more than stray passages on “Shift planning”." in sheet
    assert "All but silent on what others speak of: “Late and missed deliveries”" in said(
        told["en"], "source-complaints-archive"
    )


def test_a_sheet_says_what_the_source_adds_and_what_would_change_the_verdict(told: dict[str, Report]) -> None:
    sheet = said(told["en"], "source-reviews")
    assert "11% of the themes heard anywhere, 20% of the agenda" in sheet
    assert "± 1.2%" in sheet
    assert "Silence for 31 days, or fewer than 84 voices a quarter; now it brings 120." in sheet


def test_faults_stand_apart_with_what_mending_them_brings(told: dict[str, Report]) -> None:
    assert "To mend. " in said(told["en"], "source-social")
    assert "With a date on the other 118 it could show a change of 6.1 percentage points" in said(
        told["en"], "source-social"
    )


def test_only_sources_that_compare_are_laid_side_by_side(full: Made, told: dict[str, Report]) -> None:
    tables = [block for block in told["en"].section("compared").blocks if isinstance(block, Table)]
    shown = [comparison for comparison in full.snapshot.comparisons if comparison.sets]
    for table, comparison in zip(tables, shown, strict=True):
        together = {source for sources in comparison.sets for source in sources}
        assert {row[1].spans[0].target.removeprefix("source-") for row in table.rows} == together
    first = tables[0]
    assert [cell.text for cell in first.rows[0]][-2:] == ["b c", "b c"]
    assert "No two sources in which this theme stands may be laid side by side." in said(told["en"], "compared")


def test_a_theme_says_how_well_it_is_borne_out(told: dict[str, Report]) -> None:
    claim = next(block for block in told["en"].section("theme-t001").blocks if isinstance(block, Finding))
    assert "borne out strongly by sources of 4 kinds: 3 inside the company, 2 outside. They agree in tone." in (
        claim.claim.text
    )


def test_contradictions_are_those_that_were_found(told: dict[str, Report]) -> None:
    story = said(told["en"], "story")
    assert "On “Parcel lockers”, Opinie klientów w sklepie internetowym sounds negative (−0.61)" in story
    assert "1 of 310 voices, where about 38 might be expected" in story


def test_the_cheapest_set_is_told_with_its_cost_and_what_it_leaves_out(told: dict[str, Report]) -> None:
    overview = said(told["en"], "sources")
    assert "4 of 13 sources are enough for every theme that recurs to go on recurring" in overview
    assert "They are: " in overview  # the shorter of two lists is enough
    assert "Not needed for that" not in overview


def test_nothing_new_is_said_where_there_is_nothing_to_say() -> None:
    report = compose(made_snapshot().snapshot, "en")
    kinds = {section.kind for section in report.sections}
    assert kinds.isdisjoint({"agenda", "question", "compared"})
    headings = {getattr(block, "text", "") for section in report.sections for block in section.blocks}
    assert headings.isdisjoint({messages("en")[key] for key in ("digest.points", "digest.change", "cheapest.title")})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_that_is_a_quotation_gets_no_second_marks(full: Made, language: str) -> None:
    quoted = {"en": "“waiting for the bus”", "fi": "”bussia odotellessa”", "pl": "„czekając na autobus”"}
    first = replace(full.snapshot.themes[0], names=quoted)
    report = compose(replace(full.snapshot, themes=(first, *full.snapshot.themes[1:])), language)  # type: ignore[arg-type]
    text = "".join(prose.text for section in report.sections for block in section.blocks for prose in prose_of(block))
    assert quoted[language] in text
    assert not re.search(r"[“”„]{2}", text)


def test_the_story_still_stays_on_one_page_and_the_pdf_holds(
    full: Made, told: dict[str, Report], tmp_path: Path
) -> None:
    path = render(told["fi"], tmp_path / "full.pdf")
    last = squeezed(told["fi"].section("story").blocks[-1].prose.text)  # type: ignore[union-attr]
    assert last in squeezed(pypdf.PdfReader(path).pages[2].extract_text())
    assert discrepancies(read_attached(path), full.snapshot, full.verbatim_text) == []


def test_the_workbook_has_a_sheet_for_each_kind_of_table(told: dict[str, Report], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(render(told["en"], tmp_path / "full.xlsx"))
    assert {
        "The agenda what was asked", "What share of each source speak", "Its main points", "Shares laid side by side",
    } <= {sheet.title for sheet in book}  # fmt: skip
    rows = list(book["The agenda what was asked"].iter_rows(values_only=True))
    assert rows[1][:3] == ("All customers", "Why do deliveries come late?", "answered")


def test_markdown_and_html_tell_the_agenda_and_the_digests(told: dict[str, Report], tmp_path: Path) -> None:
    for ending in ("md", "html"):
        text = render(told["pl"], tmp_path / f"full.{ending}").read_text(encoding="utf-8")
        assert "o co pytano" in text
        assert "Najważniejsze, co mówi" in text


@pytest.mark.parametrize("language", ["fi", "pl"])
def test_every_ground_and_change_has_words_of_its_own(language: str) -> None:
    catalogue = Catalogue(language)
    english = {code: sentence[0] for table in (REASONS, CHANGES) for code, sentence in table.items()}
    for code in english:
        message = f"reason.{code}"
        assert catalogue.has(message), code
        assert catalogue.text(message) != english[code], code


@pytest.mark.parametrize(("code", "figures"), [
    ("detects-theme", {"points": 9.1, "share": 26.3}),
    ("detects-question", {"points": 9.1, "share": 26.3}),
    ("cheap", {"cost_per_voice": 3.4, "times_median": 0.2}),
])  # fmt: skip
def test_a_ground_of_an_earlier_analysis_is_told_in_the_reports_language(
    full: Made, code: str, figures: dict[str, float]
) -> None:
    advice = full.snapshot.advice[0]
    old = replace(advice, reasons=(Reason(code, "Only in English.", None, (), figures, "for"),))
    ledger = Ledger(replace(full.snapshot, advice=(old, *full.snapshot.advice[1:])), Catalogue("fi"))
    said_of_it = reason_prose(ledger, old, old.reasons[0]).text
    assert said_of_it != "Only in English."
    assert str(figures.get("points", figures.get("cost_per_voice"))).replace(".", ",") in said_of_it


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_obstacle_is_told_in_words_of_the_language(full: Made, language: str) -> None:
    catalogue = Catalogue(language)
    held = (caveat for comparison in full.snapshot.comparisons for caveat in comparison.caveats)
    for caveat in (*full.snapshot.caveats, *held):
        assert catalogue.has(f"caveat_short.{caveat.code}")
        assert caveat_prose(Ledger(full.snapshot, catalogue), caveat)
