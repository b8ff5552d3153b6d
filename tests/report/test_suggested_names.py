"""A report tells which names a model proposed, in the language in which it did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from insight_synth.model import Language, Snapshot
from insight_synth.report import Report, compose, discrepancies, read_attached, render
from insight_synth.report.document import prose_of
from tests.report.made_snapshot import Made

NAME = "Slow parcels"


def with_suggested(made: Made, language: Language, name: str = NAME, model: str = "small-model:8b") -> Snapshot:
    first, *rest = made.snapshot.themes
    named = replace(
        first, user_names={language: name}, suggested_by={language: (model, "localhost:11434", "2026-02-03")}
    )
    return replace(made.snapshot, themes=(named, *rest))


def method_of(report: Report) -> str:
    [section] = [section for section in report.sections if section.id == "method"]
    return "\n".join(prose.text for block in section.blocks for prose in prose_of(block))


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "accepted by a person (3 February 2026)"), ("fi", "ihminen hyväksyi"), ("pl", "zaakceptował ją człowiek")],
)
def test_the_method_names_the_model_and_that_a_person_accepted(made: Made, language: Language, told: str) -> None:
    said = method_of(compose(with_suggested(made, language), language))
    assert all(part in said for part in (NAME, "small-model:8b", "localhost:11434", told))


def test_nothing_is_said_where_no_name_of_that_language_was_suggested(made: Made, reports: dict[str, Report]) -> None:
    assert "model" not in method_of(reports["en"])
    assert method_of(compose(with_suggested(made, "fi"), "en")) == method_of(reports["en"])


def test_a_report_with_a_suggested_name_is_verified_and_fails_once_another_is_given(made: Made, tmp_path: Path) -> None:
    shown = with_suggested(made, "en")
    render(compose(shown, "en", made.verbatims.get), tmp_path / "r.pdf")
    attached = read_attached(tmp_path / "r.pdf")
    assert discrepancies(attached, shown, made.verbatims.get) == []
    by_a_person = replace(shown, themes=(replace(shown.themes[0], suggested_by={}), *shown.themes[1:]))
    assert any("small-model" in str(entry) for entry in discrepancies(attached, by_a_person, made.verbatims.get))


def test_a_hostile_model_name_is_text(made: Made, tmp_path: Path) -> None:
    report = compose(with_suggested(made, "en", model="<img src=x onerror=alert(1)>"), "en")
    render(report, tmp_path / "r.html")
    assert "<img src=x" not in (tmp_path / "r.html").read_text(encoding="utf-8")
