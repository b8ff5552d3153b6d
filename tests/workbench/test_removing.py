"""Sources taken away in the browser to see what would be lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insight_synth import pipeline
from insight_synth.model import PutBack, Removal, VerdictChange, WhatIf
from insight_synth.store import Workspace
from insight_synth.workbench import workspaces
from insight_synth.workbench.wording import NAMES, Wording
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts


def test_what_is_taken_away_is_told_as_the_command_tells_it(open_page: Open, analysed_shop: Workspace) -> None:
    words = Wording("en")
    app = open_page(analysed_shop.path, "sources")
    app.multiselect(key="without").set_value(["complaints"]).run()
    assert not app.exception
    found = pipeline.what_if(analysed_shop, ["complaints"])
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics[words.text("removing.coverage")] == words.show(found.what_if.coverage_after, "share")
    assert words.say("source.weakened", themes=len(found.what_if.themes_weakened)) in texts(app)
    assert words.say("removing.cost_unknown", sources="complaints") in texts(app)


def test_one_source_has_to_stay(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "sources")
    app.multiselect(key="without").set_value(["complaints", "reviews", "till"]).run()
    assert [warning.value for warning in app.warning] == [Wording("en").text("removing.leave_one")]


def test_those_to_be_retired_are_taken_away_by_one_press_and_put_back_by_another(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = pipeline.snapshot(analysed_shop)
    retired = tuple(replace(entry, verdict="retire") if entry.source == "till" else entry for entry in shown.advice)
    monkeypatch.setattr(workspaces, "snapshot_or_none", lambda ws: replace(shown, advice=retired))
    app = open_page(analysed_shop.path, "sources")
    app.button(key="take_retired").click().run()
    assert app.multiselect(key="without").value == ["till"]
    assert Wording("en").text("removing.nothing_lost") in texts(app)
    app.button(key="take_none").click().run()
    assert app.multiselect(key="without").value == []
    assert not app.exception


@pytest.mark.parametrize("language", sorted(NAMES))
def test_losses_changed_verdicts_and_what_comes_back_are_told(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    themes = [theme.id for theme in pipeline.snapshot(analysed_shop).top_themes]
    found = Removal(
        ("complaints", "till"), WhatIf(tuple(themes[:1]), tuple(themes[1:]), 0.9, 0.4), saved_per_year=1200.0,
        verdicts=(VerdictChange("reviews", "retire", "keep"),),
        put_back=(PutBack("complaints", (themes[0],), (), (), 0.9), PutBack("till", (), (), (), 0.4)),
    )  # fmt: skip
    monkeypatch.setattr(pipeline, "what_if", lambda ws, ids: found)
    words = Wording(language)
    app = open_page(analysed_shop.path, "sources", language)
    app.multiselect(key="without").set_value(["till", "complaints"]).run()
    assert not app.exception
    before, after = words.text("verdict.retire"), words.text("verdict.keep")
    assert words.say("removing.verdict", source="reviews", before=before, after=after) in texts(app)
    back = next(frame.value for frame in app.dataframe if words.text("removing.coverage_with") in frame.value)
    assert list(back[words.text("removing.coverage_with")]) == [words.show(0.9, "share"), words.show(0.4, "share")]
    assert words.say("source.euros", cost=1200) in {metric.value for metric in app.metric}
