"""Deciding on sources in the browser: on a source's page, and after a what-if; each taken back; facts corrected."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from insight_synth import pipeline
from insight_synth.store import Workspace
from insight_synth.workbench.wording import NAMES, Wording
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def field(app: AppTest, kind: str, label: str) -> Any:
    return next(widget for widget in app.get(kind) if widget.label == label)


@pytest.mark.parametrize("language", sorted(NAMES))
def test_a_source_is_decided_on_and_the_decision_is_taken_back(
    open_page: Open, analysed_shop: Workspace, language: str
) -> None:
    words = Wording(language)
    app = open_page(analysed_shop.path, "source", language, source="till")
    field(app, "radio", words.text("decided.what")).set_value("retire")
    field(app, "text_input", words.text("decided.why")).set_value("Nobody *reads* it")
    press(app, words.text("decided.save"))
    made = pipeline.source_decisions(analysed_shop)["till"]
    assert (made.verdict, made.note) == ("retire", "Nobody *reads* it")
    readable = texts(app)
    assert "Nobody \\*reads\\* it" in readable  # beside the advice, and no markup
    assert words.text("decided.still_counts") in readable
    press(app, words.text("decided.undo"))
    assert pipeline.source_decisions(analysed_shop) == {}
    assert not app.exception


def test_what_a_what_if_took_away_is_retired_once_confirmed_and_brought_back(
    open_page: Open, analysed_shop: Workspace
) -> None:
    words = Wording("en")
    app = open_page(analysed_shop.path, "sources")
    app.multiselect(key="without").set_value(["complaints", "till"]).run()
    assert pipeline.source_decisions(analysed_shop) == {}
    press(app, words.say("decided.confirm", sources=2))
    assert set(pipeline.source_decisions(analysed_shop)) == {"complaints", "till"}
    assert app.multiselect(key="without").value == []
    assert {row for row in app.dataframe[0].value[words.text("catalogue.decided")] if row}
    app.button(key="undo_last").click().run()
    assert pipeline.source_decisions(analysed_shop) == {}
    assert not app.exception


def test_a_retired_source_keeps_its_page_with_every_row(open_page: Open, analysed_shop: Workspace, stub: Any) -> None:
    words = Wording("en")
    pipeline.decide_source(analysed_shop, "reviews", "retire")
    pipeline.analyse(analysed_shop, encoder=stub)
    app = open_page(analysed_shop.path, "source", source="reviews")
    day = words.show(pipeline.source_decisions(analysed_shop)["reviews"].made_at[:10], "date")
    assert words.say("decided.left_out", day=day) in texts(app)
    assert words.text("source.audit") in texts(app)
    assert len(app.dataframe[0].value) == 1
    listed = open_page(analysed_shop.path, "sources").dataframe[0].value[words.text("figure.source")]
    assert "reviews" in set(listed)


def test_what_is_known_of_a_source_is_corrected_and_taken_back(open_page: Open, analysed_shop: Workspace) -> None:
    words = Wording("en")
    app = open_page(analysed_shop.path, "source", source="till")
    field(app, "text_input", words.text("figure.owner")).set_value("Finance")
    field(app, "number_input", words.text("facts.cost")).set_value(900.0)
    press(app, words.text("facts.save"))
    source = pipeline.described_sources(analysed_shop)["till"]
    assert (source.owner, source.cost_per_year) == ("Finance", 900.0)
    app.button(key="facts_undo").click().run()
    source = pipeline.described_sources(analysed_shop)["till"]
    assert (source.owner, source.cost_per_year) == ("", None)
    assert not app.exception
