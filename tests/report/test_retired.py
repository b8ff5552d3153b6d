"""The chapter on sources says which were retired by decision, and when; nothing else of them is in the report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insight_synth.model import Language, RetiredSource
from insight_synth.report import compose, discrepancies
from insight_synth.report.catalogue import LANGUAGES, Catalogue
from insight_synth.report.document import prose_of
from tests.report.made_snapshot import made_snapshot

OMNIBUS = RetiredSource("panel-2024", "Panel <b>2025</b>", "2026-11-22", 2, 1204, 8000.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_on_sources_names_what_was_retired_and_when(language: Language) -> None:
    made = made_snapshot()
    shown = replace(made.snapshot, retired=(OMNIBUS,))
    report = compose(shown, language, made.verbatim_text)
    lines = [prose.text for block in report.section("sources").blocks for prose in prose_of(block)]
    (line,) = (line for line in lines if OMNIBUS.name in line)
    show = Catalogue(language).show
    assert show("2026-11-22", "date") in line
    assert show(1204, "count") in line
    assert discrepancies(report, shown, made.verbatim_text) == []
    later = replace(shown, retired=(replace(OMNIBUS, rows=1205),))
    assert discrepancies(report, later, made.verbatim_text)


def test_nothing_is_said_of_retired_sources_where_there_are_none() -> None:
    made = made_snapshot()
    report = compose(made.snapshot, "en", made.verbatim_text)
    lines = [prose.text for block in report.section("sources").blocks for prose in prose_of(block)]
    assert Catalogue("en").text("retired.title") not in lines
