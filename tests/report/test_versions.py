"""Two reports compared: every planted change of the data and of the words is found, and nothing else."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from insight_synth.errors import UsageError
from insight_synth.model import Chosen, Draft, Order, Passage, Theme
from insight_synth.report import Report, compose
from insight_synth.report.document import Finding, Prose, Section, Span, Written
from insight_synth.report.versions import changes_between
from insight_synth.report.versions_words import count_lines, data_lines, word_lines
from tests.report.made_snapshot import Made


def with_theme(made: Made, theme_id: str, **changes: Any) -> Report:
    themes = tuple(
        dataclasses.replace(theme, **changes) if theme.id == theme_id else theme for theme in made.snapshot.themes
    )
    return compose(dataclasses.replace(made.snapshot, themes=themes, fingerprint="another"))


def theme(made: Made, theme_id: str) -> Theme:
    return next(theme for theme in made.snapshot.themes if theme.id == theme_id)


def saying(report: Report, item: str, text: str, written: Written = "edited") -> Report:
    """The report with a person's words in one finding."""

    def said(section: Section) -> Section:
        blocks = tuple(
            dataclasses.replace(block, claim=Prose((Span(text),)), written=written)
            if isinstance(block, Finding) and block.id == item
            else block
            for block in section.blocks
        )
        return dataclasses.replace(section, blocks=blocks)

    return dataclasses.replace(report, sections=tuple(map(said, report.sections)))


def test_a_report_and_itself_are_the_same(reports: dict[str, Report]) -> None:
    for language, report in reports.items():
        changes = changes_between(report, report)
        assert changes.same
        assert not any(dataclasses.astuple(changes.counts))
        assert len(count_lines(changes)) == 2, language


def test_changed_figures_are_told_by_theme_with_what_they_count(made: Made, reports: dict[str, Report]) -> None:
    changes = changes_between(reports["en"], with_theme(made, "t001", voices=9000))
    (group, *others) = [group for group in changes.figures if group.of == "theme"]
    (voices,) = [change for change in group.changed if change.key == "theme:t001/voices"]
    assert (group.id, group.name, voices.name, voices.now) == ("t001", "Late and missed deliveries", "voices", "9,000")
    assert group.changed[0] == voices
    assert all(voices.weight >= change.weight for other in others for change in other.changed)
    assert f"voices {voices.was} → 9,000" in next(line for line in data_lines(changes) if group.name in line)


def test_a_figure_that_is_printed_alike_is_no_change(made: Made, reports: dict[str, Report]) -> None:
    series = theme(made, "t001").series
    moved = dataclasses.replace(series, voices=(*series.voices[:-1], series.voices[-1]))
    assert not changes_between(reports["en"], with_theme(made, "t001", series=moved)).counts.figures


def test_themes_that_went_came_or_are_called_otherwise_are_named(made: Made, reports: dict[str, Report]) -> None:
    renamed = with_theme(made, "t001", user_names={"en": "Deliveries that come late"})
    (change,) = changes_between(reports["en"], renamed).themes
    assert (change.what, change.was, change.now) == (
        "renamed", "Late and missed deliveries", "Deliveries that come late",
    )  # fmt: skip
    without = dataclasses.replace(
        made.snapshot, themes=tuple(theme for theme in made.snapshot.themes if "t002" not in (theme.id, theme.parent))
    )
    fewer = compose(without)
    assert ("went", "t002") in {(one.what, one.theme_id) for one in changes_between(reports["en"], fewer).themes}
    assert ("came", "t002") in {(one.what, one.theme_id) for one in changes_between(fewer, reports["en"]).themes}


def test_another_verdict_on_a_source_is_told_in_words(made: Made, reports: dict[str, Report]) -> None:
    advice = tuple(
        dataclasses.replace(one, verdict="fix") if one.source == "blog" else one for one in made.snapshot.advice
    )
    (change,) = changes_between(reports["en"], compose(dataclasses.replace(made.snapshot, advice=advice))).verdicts
    assert (change.source, change.was, change.now) == ("blog", "Keep", "Fix")


def test_quotations_are_told_as_new_gone_and_changed(reports: dict[str, Report]) -> None:
    old = reports["en"]
    first, second, *rest = old.citations
    moved = dataclasses.replace(first, start=first.start + 1)
    new = dataclasses.replace(old, citations=(moved, dataclasses.replace(second, text="Otherwise."), *rest))
    found = {(change.what, change.was_number, change.now_number) for change in changes_between(old, new).quotations}
    assert found == {("new", 0, 1), ("gone", 1, 0), ("changed", 2, 2)}


def test_a_persons_words_are_told_and_new_figures_in_drafted_ones_are_not(
    made: Made, reports: dict[str, Report]
) -> None:
    old, item = reports["en"], "finding:t001"
    edited = saying(old, item, "We must deliver on time.")
    (change,) = changes_between(old, edited).words
    assert (change.item, change.how, change.now) == (item, "edited", "We must deliver on time.")
    assert changes_between(edited, old).words[0].how == "reset"
    assert changes_between(edited, saying(old, item, "We must deliver.")).words[0].was == "We must deliver on time."
    assert "We must deliver on time." in word_lines(changes_between(old, edited))[0]
    assert not changes_between(old, with_theme(made, "t001", voices=theme(made, "t001").voices + 7)).words


def test_a_drafted_sentence_is_told_only_where_no_figure_explains_it(reports: dict[str, Report]) -> None:
    old = saying(reports["en"], "finding:t001", "Said so.", "drafted")
    new = saying(reports["en"], "finding:t001", "Said otherwise.", "drafted")
    assert [change.how for change in changes_between(old, new).words] == ["drafted"]
    assert not changes_between(reports["en"], new).words


def test_order_choice_and_what_is_left_out_are_told(reports: dict[str, Report]) -> None:
    old = reports["en"]
    story = old.sections[0]
    left = tuple(block for block in story.blocks if getattr(block, "id", "") != "fix")
    draft = Draft(
        removed=("fix",),
        orders=(Order("findings", ("finding:t002",)),),
        chosen=(Chosen("quotes:t001", (Passage("v", 0, 4),)),),
    )
    new = dataclasses.replace(old, draft=draft, sections=(dataclasses.replace(story, blocks=left), *old.sections[1:]))
    found = {(change.how, change.item) for change in changes_between(old, new).words}
    assert found == {("removed", "fix"), ("order", "findings"), ("quotations", "quotes:t001")}


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
def test_every_change_can_be_said_in_every_language(made: Made, reports: dict[str, Report], language: str) -> None:
    other = compose(
        dataclasses.replace(made.snapshot, themes=made.snapshot.themes[1:], fingerprint="another"),
        language,  # type: ignore[arg-type]
    )
    changes = changes_between(reports[language], saying(other, "finding:t002", "Omin sanoin."))
    lines = [*count_lines(changes), *data_lines(changes), *word_lines(changes)]
    assert len(lines) > 10
    assert not [line for line in lines if "{" in line or "versions." in line]


def test_reports_in_two_languages_or_of_two_kinds_are_not_compared(made: Made, reports: dict[str, Report]) -> None:
    for other in (reports["fi"], dataclasses.replace(reports["en"], kind="summary")):
        with pytest.raises(UsageError, match="cannot be compared"):
            changes_between(reports["en"], other)
