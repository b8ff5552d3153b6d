"""Hidden themes stand in no list of a report, which says how many they are; it can be verified like any other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from insight_synth.model import Snapshot
from insight_synth.report import Report, compose, discrepancies, read_attached, render
from insight_synth.report.document import prose_of
from tests.report.made_snapshot import Made


@pytest.fixture
def hidden(made: Made) -> Snapshot:
    """The made snapshot with its first recurring theme hidden."""
    gone = made.snapshot.recurring_themes[0].id
    return replace(
        made.snapshot,
        themes=tuple(replace(theme, hidden=gone in (theme.id, theme.parent)) for theme in made.snapshot.themes),
    )


def said(report: Report) -> str:
    return "\n".join(prose.text for section in report.sections for block in section.blocks for prose in prose_of(block))


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
def test_a_hidden_theme_is_in_no_list_but_told_of(made: Made, hidden: Snapshot, language: str) -> None:
    report = compose(hidden, language, made.verbatims.get)  # type: ignore[arg-type]
    gone = made.snapshot.recurring_themes[0]
    assert f"theme-{gone.id}" not in {section.id for section in report.sections}
    assert gone.name(language) not in said(report)
    figures = {figure.key: figure.value for figure in report.figures}
    assert figures["count/hidden_themes"] == len(hidden.hidden_themes)
    assert figures["count/hidden_mentions"] == gone.size
    assert figures["totals/mentions"] == made.snapshot.totals.mentions


def test_nothing_is_said_of_hidden_themes_where_there_are_none(reports: dict[str, Report]) -> None:
    assert not any("hidden" in figure.key for report in reports.values() for figure in report.figures)


def test_a_report_holds_while_the_same_themes_are_hidden(made: Made, hidden: Snapshot, tmp_path: Path) -> None:
    render(compose(hidden, "en", made.verbatims.get), tmp_path / "r.pdf")
    attached = read_attached(tmp_path / "r.pdf")
    assert discrepancies(attached, hidden, made.verbatims.get) == []
    assert discrepancies(attached, made.snapshot, made.verbatims.get) != []
