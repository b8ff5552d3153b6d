"""The first page: each point says who, where, in whose words and how surely, and no two points read alike."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.model import Theme
from insight_synth.report import Report, compose
from insight_synth.report.catalogue import LANGUAGES, messages
from insight_synth.report.document import Text, cited_in, prose_of
from insight_synth.report.quoting import passage
from insight_synth.report.untrusted import printable
from insight_synth.report.weighed import loudest, main_themes
from tests.report.made_analysis import made_analysis
from tests.report.made_snapshot import Made


@pytest.fixture(scope="module")
def full() -> Made:
    return made_analysis()


@pytest.fixture(scope="module")
def told(full: Made) -> dict[str, Report]:
    return {language: compose(full.snapshot, language, full.verbatim_text) for language in ("en", "fi", "pl")}


def inside_marks(text: str, language: str) -> list[str]:
    """What stands in quotation marks in front of a citation's number."""
    marks = {"en": ("“", "”"), "fi": ("”", "”"), "pl": ("„", "”")}[language]
    return re.findall(rf"{marks[0]}((?:(?!{marks[0]}).)+){marks[1]} \[\d+\]", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_point_names_the_sources_that_say_it_most(full: Made, told: dict[str, Report], language: str) -> None:
    report = told[language]
    assert 3 <= len(report.findings) <= 5
    for found, theme in zip(report.findings, main_themes(full.snapshot), strict=True):
        most = loudest(theme)
        assert most is not None
        assert full.snapshot.profile(most.source).source.name in found.claim.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_point_prints_a_quotation_letter_by_letter_and_cites_it(told: dict[str, Report], language: str) -> None:
    report = told[language]
    for found in report.findings:
        cited = [report.citation(number) for number in cited_in(found)]
        printed = inside_marks(found.claim.text, language)
        assert printed
        assert all(any(piece in printable(item.text) for item in cited) for piece in printed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quotation_is_in_the_readers_language_where_there_is_one(
    full: Made, told: dict[str, Report], language: str
) -> None:
    report = told[language]
    for found, theme in zip(report.findings, main_themes(full.snapshot), strict=True):
        if any(quote.language == language for quote in theme.quotes):
            assert report.citation(found.citations[0]).language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_point_says_how_many_how_sure_and_with_which_interval(
    full: Made, told: dict[str, Report], language: str
) -> None:
    report = told[language]
    for found, theme in zip(report.findings, main_themes(full.snapshot), strict=True):
        keys = {report.figure(span.figure).key for span in found.claim.spans if span.figure}
        assert {f"theme:{theme.id}/voices", f"theme:{theme.id}/independent_sources"} <= keys
        assert any(
            {f"theme:{theme.id}/source:{item.source}/{name}" for name in ("share", "low", "high")} <= keys
            for item in theme.evidence
        )
        assert {f"theme:{theme.id}/triangulation/internal", f"theme:{theme.id}/triangulation/external"} <= keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_points_begin_alike(told: dict[str, Report], language: str) -> None:
    openings = [re.sub(r"[\d\W]+", " ", found.claim.text)[:24] for found in told[language].findings]
    assert len(set(openings)) == len(openings)


def test_what_is_new_and_what_is_praised_have_a_place(told: dict[str, Report]) -> None:
    titles = {found.title: found.claim.text for found in told["en"].findings}
    assert titles["The app logs customers out"].startswith("New: this began in April 2026.")
    assert "It is worth protecting." in titles["Friendly shop staff"]


def test_a_theme_of_no_clear_tone_is_no_main_point(full: Made) -> None:
    chosen = main_themes(full.snapshot)
    assert all(theme.sentiment is not None and abs(theme.sentiment) >= 0.25 for theme in chosen)


def test_only_a_theme_that_has_most_voices_is_said_to(full: Made) -> None:
    themes = tuple(replace(theme, voices=400) if not theme.parent else theme for theme in full.snapshot.themes)
    said = " ".join(found.claim.text for found in compose(replace(full.snapshot, themes=themes), "en").findings)
    assert "No other complaint has as many people behind it" not in said


def test_each_action_says_which_source_shows_whether_it_helped(full: Made, told: dict[str, Report]) -> None:
    tracked = {
        full.snapshot.profile(item.source).source.name for item in full.snapshot.advice if item.verdict == "track"
    }
    lines = [
        block.prose.text
        for block in told["en"].section("story").blocks
        if isinstance(block, Text) and block.id.startswith("action:")
    ]
    assert len(lines) == 3
    assert all(any(f"Watch {name}" in line for name in tracked) for line in lines)
    assert len({line.split("“")[0] for line in lines}) == 3


def test_each_source_to_stop_has_its_ground(full: Made, told: dict[str, Report]) -> None:
    story = told["en"].section("story").blocks
    stops = {block.id: block.prose.text for block in story if isinstance(block, Text) and block.id.startswith("stop:")}
    retired = {f"stop:{item.source}" for item in full.snapshot.advice if item.verdict == "retire"}
    assert set(stops) == retired
    assert all(len(text.split(". ")) >= 2 for text in stops.values())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_what_is_printed_of_a_quotation_is_always_a_whole_part_of_it(text: str) -> None:
    part = passage(text)
    assert len(part) <= 160
    assert part in printable(text, lines=True)
    after = printable(text, lines=True).partition(part)[2] if part else ""
    assert not part or len(part) < 100 or not (part[-1:].isalnum() and after[:1].isalnum())


@settings(max_examples=8, deadline=None)
@given(
    tones=st.lists(st.one_of(st.none(), st.floats(-1, 1)), min_size=14, max_size=14),
    trends=st.lists(st.sampled_from(["rising", "falling", "steady", "unclear"]), min_size=14, max_size=14),
)
def test_the_page_can_be_written_whatever_the_tones_and_trends(
    full: Made, tones: list[float | None], trends: list[str]
) -> None:
    tops = [theme.id for theme in full.snapshot.top_themes]

    def changed(theme: Theme) -> Theme:
        if theme.id not in tops:
            return theme
        place = tops.index(theme.id)
        return replace(theme, sentiment=tones[place], trend=trends[place])  # type: ignore[arg-type]

    snapshot = replace(full.snapshot, themes=tuple(changed(theme) for theme in full.snapshot.themes))
    for language in LANGUAGES:
        findings = compose(snapshot, language, kind="summary").findings  # type: ignore[arg-type]
        assert 1 <= len(findings) <= 5
        assert all(found.citations and "{" not in found.claim.text for found in findings)


def test_a_theme_judged_by_nobody_is_not_called_a_complaint(full: Made) -> None:
    themes = tuple(replace(theme, sentiment=None) for theme in full.snapshot.themes)
    said = " ".join(found.claim.text for found in compose(replace(full.snapshot, themes=themes), "en").findings)
    assert "complaint" not in re.sub(r"Complaints register[^.;]*", "", said)
    assert messages("en")["told.praise"].split(":")[0] not in said


def test_sources_of_one_side_are_said_to_be_so_once_and_not_against_an_inside_that_is_not_there(full: Made) -> None:
    profiles = tuple(
        replace(profile, source=replace(profile.source, origin="external")) for profile in full.snapshot.profiles
    )
    report = compose(replace(full.snapshot, profiles=profiles), "en")
    said = " ".join(prose.text for block in report.section("story").blocks for prose in prose_of(block))
    assert said.count("All sources that speak here stand outside the company.") == 1
    assert "none inside" not in said
    assert "inside the company" not in said


def test_a_source_in_which_nobody_speaks_of_a_theme_is_said_to_be_silent(full: Made) -> None:
    silent = tuple(
        replace(found, figures={**found.figures, "voices": 0}) if found.kind == "silence" else found
        for found in full.snapshot.contradictions
    )
    report = compose(replace(full.snapshot, contradictions=silent), "en")
    said = " ".join(prose.text for block in report.section("story").blocks for prose in prose_of(block))
    assert "yet not once among the 310 voices" in said
    assert "where about 38 might be expected" in said
