"""A source's sheet and a theme's sources side by side, in the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from insight_synth import pipeline
from insight_synth.model import (
    AgendaShare,
    Answer,
    Caveat,
    ComparedShare,
    Comparison,
    Contradiction,
    Point,
    Question,
    Reason,
    Snapshot,
    SourceDigest,
    Triangulation,
    Worth,
)
from insight_synth.store import Workspace
from insight_synth.workbench import views, workspaces
from insight_synth.workbench.wording import NAMES, Wording
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts

Show = Callable[[Snapshot], None]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Show:
    """Has the pages show another snapshot than the one in the workspace."""
    return lambda other: monkeypatch.setattr(workspaces, "snapshot_or_none", lambda ws: other)


def as_one_line(text: str) -> str:
    """As it stands on a page, where spaces that do not break are spaces."""
    return " ".join(text.split())


def told(shown: Snapshot) -> Snapshot:
    """The shop's snapshot with a digest, a worth, an agenda and a fault to mend for the complaints."""
    themes = [theme.id for theme in shown.top_themes]
    point = Point(themes[0], shown.top_themes[0].quotes[0], 15, 48)
    advice = tuple(
        replace(
            entry,
            worth=Worth(0.5, 0.25, 0.4, 0.02),
            change=Reason("change-delivers", "A new delivery.", 90, figures={"days": 90, "allowed": 30}),
            reasons=(
                *entry.reasons,
                Reason("rejects", "Rows", 3, figures={"rejects": 3, "rows": 51, "voices_more": 2}, weighs="against"),
            ),
        )
        for entry in shown.advice
    )
    question = Question("q1", "Do parcels come late?")
    return replace(
        shown,
        advice=advice,
        digests=(SourceDigest("complaints", (point,), (themes[1],), (themes[2],)),),
        answers=(Answer(question, "answered", 20, 15, 2),),
        agenda_shares=(AgendaShare("complaints", 15, 48, 15 / 48, 0.2, 0.45, ("q1",)),),
    )


@pytest.mark.parametrize("language", sorted(NAMES))
def test_a_source_tells_its_points_its_worth_and_what_would_change_the_verdict(
    open_page: Open, analysed_shop: Workspace, show: Show, language: str
) -> None:
    shown = told(pipeline.snapshot(analysed_shop))
    show(shown)
    app = open_page(analysed_shop.path, "source", language, source="complaints")
    assert not app.exception
    words, readable = Wording(language), texts(app).replace("\\", "")
    assert any(shown.digests[0].points[0].sentence.text in element.value for element in app.html)
    assert words.say("figure.voices_of", voices=15, of=48) in {metric.value for metric in app.metric}
    assert {words.text("sheet.only_here"), words.text("sheet.never")} <= set(readable.replace("**", "").splitlines())
    assert as_one_line(words.change(shown, shown.advice_on("complaints"))) in readable
    assert words.text("digest.mend") in readable
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics[words.text("sheet.worth_themes")] == words.show(0.5, "share")
    assert metrics[words.text("sheet.worth_agenda")] == words.show(0.25, "share")
    assert words.say("sheet.helps", questions=1) in {expander.label for expander in app.expander}


def test_the_sentence_of_a_point_opens_its_verbatim(open_page: Open, analysed_shop: Workspace, show: Show) -> None:
    shown = told(pipeline.snapshot(analysed_shop))
    show(shown)
    app = open_page(analysed_shop.path, "source", source="complaints")
    app.button(key="whole_point_0").click().run()
    assert any(f">{shown.digests[0].points[0].sentence.text}</mark>" in element.value for element in app.html)


REACH = Caveat(("complaints",), "sample", "note", {"fault": "reach", "heard": 10, "base": 20, "share": 0.5})
FEW = Caveat(("complaints",), "sample", "caution", {"fault": "few", "voices": 48, "effective": 48, "interval": 14})
APART = Caveat(("complaints", "reviews"), "period", "not comparable", {"fault": "apart"})
MIX = Caveat(("complaints", "till"), "segments", "caution", {"fault": "mix", "group": "x", "left": 1.0, "right": 0.5})
PARTLY = Caveat(("complaints", "reviews"), "segments", "caution",
                {"fault": "partly", "left": 0.5, "right": 0.1, "names": "a, b"})  # fmt: skip
PARTLY_TOO = replace(PARTLY, sources=("complaints", "till"))


def test_caveats_are_told_by_fault_and_facts_apart_from_obstacles(analysed_shop: Workspace) -> None:
    shown = replace(pipeline.snapshot(analysed_shop), caveats=(REACH, FEW, MIX, PARTLY, PARTLY_TOO, APART))
    obstacles, facts = views.caveats_of(shown, "complaints")
    assert [ground.first for ground in obstacles] == [APART, FEW, MIX, PARTLY]
    assert obstacles[3].others == ("reviews", "till")
    assert [ground.caveats for ground in facts] == [(REACH,)]
    words = Wording("en")
    assert words.caveat(shown, REACH) != words.caveat(shown, FEW)
    assert "10 of 20" in words.caveat(shown, REACH)


@pytest.mark.parametrize("language", sorted(NAMES))
def test_how_many_a_source_reaches_is_not_told_as_too_few_voices(
    open_page: Open, analysed_shop: Workspace, show: Show, language: str
) -> None:
    shown = replace(pipeline.snapshot(analysed_shop), caveats=(REACH, PARTLY, PARTLY_TOO))
    show(shown)
    app = open_page(analysed_shop.path, "source", language, source="complaints")
    assert not app.exception
    words, readable = Wording(language), texts(app).replace("\\", "")
    assert as_one_line(words.caveat(shown, REACH))[1:] in readable
    assert words.text("caveat_short.sample") not in readable
    line = words.say("sheet.line", why=words.text("caveat_case.segments_partly"), sources="reviews; till")
    assert line[1:] in readable
    assert words.say("sheet.pairs", caveats=2) in {expander.label for expander in app.expander}


def side_by_side(shown: Snapshot) -> Snapshot:
    """The shop's snapshot with its first theme borne out, contradicted and compared."""
    theme = shown.top_themes[0]
    shares = (
        ComparedShare("complaints", 0.4, 0.3, 0.5, 15, 48, 40.0, "weighted"),
        ComparedShare("reviews", 0.2, 0.1, 0.3, 12, 48, 48.0, "raw"),
    )
    compared = Comparison(theme.id, shares, (("complaints", "reviews"),), (("complaints", "reviews"),), (PARTLY, REACH))
    borne_out = replace(theme, triangulation=Triangulation(0.001, 2, 2, 1, 1, 0.6, "strong"))
    silence = Contradiction(
        theme.id,
        "silence",
        "complaints",
        "reviews",
        {"sources": 2, "voices": 1, "of_voices": 48, "expected": 9.0},
        0.01,
    )
    return replace(
        shown,
        themes=tuple(borne_out if one.id == theme.id else one for one in shown.themes),
        comparisons=(compared,),
        contradictions=(silence,),
    )


@pytest.mark.parametrize("language", sorted(NAMES))
def test_a_theme_tells_how_well_it_is_borne_out_what_contradicts_and_what_compares(
    open_page: Open, analysed_shop: Workspace, show: Show, language: str
) -> None:
    shown = side_by_side(pipeline.snapshot(analysed_shop))
    show(shown)
    theme = shown.top_themes[0]
    app = open_page(analysed_shop.path, "theme", language, theme=theme.id)
    assert not app.exception
    words, readable = Wording(language), texts(app).replace("\\", "")
    assert words.say("triangulation.strong", kinds=2, internal=1, external=1) in readable
    assert words.text("triangulation.part") in readable
    (contradiction,) = words.contradictions(shown, theme.id)
    assert as_one_line(contradiction) in readable
    assert words.say("together.pair", left="complaints", right="reviews") in readable
    assert as_one_line(words.caveat(shown, PARTLY)) in readable
    assert as_one_line(words.caveat(shown, REACH)) not in readable
    table = next(frame.value for frame in app.dataframe if words.text("compared.col_basis") in frame.value)
    assert list(table[words.text("compared.col_basis")]) == [
        words.text("compared.weighted"),
        words.text("compared.raw"),
    ]


def test_sources_that_compare_with_none_are_not_laid_side_by_side(
    open_page: Open, analysed_shop: Workspace, show: Show
) -> None:
    shown = side_by_side(pipeline.snapshot(analysed_shop))
    show(replace(shown, comparisons=(replace(shown.comparisons[0], sets=(), differs=()),)))
    readable = texts(open_page(analysed_shop.path, "theme", theme=shown.top_themes[0].id))
    assert Wording("en").text("compared.none") in readable


def test_what_became_of_themes_stands_below_them(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from insight_synth.store.analyses import ThemeChange

    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    history = [("2025-11-30", ThemeChange("born", theme.id)), ("2025-12-31", ThemeChange("died", "t900"))]
    monkeypatch.setattr(pipeline, "history_of", lambda ws: history)
    app = open_page(analysed_shop.path, "themes")
    words = Wording("en")
    assert words.say("decision.became", changes=2) in {expander.label for expander in app.expander}
    table = next(frame.value for frame in app.dataframe if words.text("decision.what") in frame.value)
    assert list(table["Theme"]) == ["t900", words.theme(theme)]
    assert list(table[words.text("decision.what")]) == ["gone", "new"]
