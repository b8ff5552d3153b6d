"""The summary: the story with the facts it rests on, and no quotation that it does not cite."""

from __future__ import annotations

import pytest

from insight_synth.report import compose
from insight_synth.report.catalogue import LANGUAGES
from insight_synth.report.document import Facts, cited_in
from insight_synth.report.figures import value_of
from tests.report.made_analysis import made_analysis
from tests.report.made_snapshot import Made


@pytest.fixture(scope="module")
def full() -> Made:
    return made_analysis()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_is_the_story_and_its_quotations(full: Made, language: str) -> None:
    summary = compose(full.snapshot, language, full.verbatim_text, kind="summary")  # type: ignore[arg-type]
    whole = compose(full.snapshot, language, full.verbatim_text)  # type: ignore[arg-type]
    assert [section.kind for section in summary.sections] == ["story", "evidence"]
    assert [found.title for found in summary.findings] == [found.title for found in whole.findings]
    story, evidence = summary.sections
    used = {number for block in story.blocks for number in cited_in(block)}
    assert used == set(cited_in(evidence.blocks[-1])) == {cited.number for cited in summary.citations}
    assert all(value_of(full.snapshot, figure.key) == figure.value for figure in summary.figures)


def test_a_summary_says_what_it_rests_on_before_anything_else(full: Made) -> None:
    facts = compose(full.snapshot, "en", kind="summary").sections[0].blocks[0]
    assert isinstance(facts, Facts)
    said = {label: value.text for label, value in facts.rows}
    assert {"Period", "Sources", "Feedback"} == set(said)
    assert "15 sources" in said["Sources"]
