"""A belief held against the voices in the browser."""

from __future__ import annotations

import pytest

from insight_synth import pipeline
from insight_synth.model import Citation, Hunch, HunchGroup, HunchPart, HunchSource, HunchTheme, Reason, Sides
from insight_synth.model.hunches import HunchVerdict
from insight_synth.pipeline import Hit
from insight_synth.store import Workspace
from insight_synth.workbench import session
from insight_synth.workbench.wording import NAMES, Wording
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts

BELIEF = "Parcels come late"
SIDES = Sides(5, 2, 4)


def part(ws: Workspace, verdict: HunchVerdict = "supported", sides: Sides = SIDES) -> HunchPart:
    """The claim, as it is judged, with a quotation of the shop for it."""
    theme = pipeline.snapshot(ws).top_themes[0]
    quote: tuple[Citation, ...] = theme.quotes[:1]
    return HunchPart(
        "claim", BELIEF, verdict, 12, sides, 5 / 7 if sides.in_favour else None, 0.4, 0.9, 2, 1, True,
        sources=(HunchSource("complaints", 8, Sides(4, 1, 2), 48, 7 / 48, 0.1, 0.2),) if sides.voices else (),
        who=(HunchGroup("group", "", SIDES), HunchGroup("kind", "complaints", SIDES)),
        themes=(HunchTheme(theme.id, 6, 6 / 11),), rank=1, of_themes=3, quotes_for=quote,
    )  # fmt: skip


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which beliefs were put to the voices."""
    asked: list[str] = []

    def answer(ws: Workspace, text: str, held: object) -> Hunch:
        asked.append(text)
        claim = part(ws)
        return Hunch(text, "en", claim.verdict, claim, None)

    monkeypatch.setattr(session, "spoken", lambda ws: None)  # no encoder is loaded
    monkeypatch.setattr(pipeline, "hunch", answer)
    return asked


def test_nothing_is_asked_before_somebody_believes_something(
    open_page: Open, analysed_shop: Workspace, answered: list[str]
) -> None:
    app = open_page(analysed_shop.path, "hunches")
    assert Wording("en").text("hunches.how") in texts(app)
    assert answered == []


@pytest.mark.parametrize("language", sorted(NAMES))
def test_a_belief_is_answered_with_voices_quotations_and_sources(
    open_page: Open, analysed_shop: Workspace, answered: list[str], language: str
) -> None:
    app = open_page(analysed_shop.path, "hunches", language, belief=f"  {BELIEF} ")
    assert not app.exception
    assert answered == [BELIEF]
    words, shown = Wording(language), texts(app)
    assert words.text("hunches.told_supported") in shown
    counts = {metric.label: metric.value for metric in app.metric}
    sides = (("in_favour", 5), ("against", 2), ("beside", 4))
    assert counts == {
        words.text(f"hunches.{side}"): words.say("figure.voices_of", voices=count, of=11) for side, count in sides
    }
    assert list(app.dataframe[1].value[words.text("figure.source")]) == ["complaints"]
    quote = pipeline.snapshot(analysed_shop).top_themes[0].quotes[0]
    assert any(quote.text in element.value for element in app.html)


def test_who_says_it_can_be_told_by_kind_of_source(
    open_page: Open, analysed_shop: Workspace, answered: list[str]
) -> None:
    app = open_page(analysed_shop.path, "hunches", belief=BELIEF)
    app.button_group(key="by_claim").set_value("kind").run()
    assert not app.exception
    assert list(app.dataframe[1].value["Kind of source"]) == [Wording("en").kind("complaints")]
    assert answered == [BELIEF]  # worked out once


def test_of_what_nobody_speaks_it_says_which_source_could_tell(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(ws: Workspace, text: str, held: object) -> Hunch:
        claim = part(ws, "no evidence", Sides())
        could = (
            ("till", Reason("hunch_behaviour", "English", 20, figures={"events": 20})),
            ("", Reason("hunch_no_survey", "English")),
            ("complaints", Reason("new code", "Told in English.")),
        )
        return Hunch(text, "en", claim.verdict, claim, None, could)

    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    hits = [Hit(theme.quotes[0], 0.9, ("meaning",), theme.id)] * 9
    monkeypatch.setattr(session, "spoken", lambda ws: None)  # no encoder is loaded
    monkeypatch.setattr(session, "found", lambda ws, text, most: hits)
    monkeypatch.setattr(pipeline, "hunch", answer)
    words = Wording("pl")
    app = open_page(analysed_shop.path, "hunches", "pl", belief=BELIEF)
    shown = texts(app)
    assert words.text("hunches.nobody") in shown
    assert words.text("hunches.near") in [header.value for header in app.header]
    assert words.say("hunches.tell_behaviour", events=20) in shown
    assert words.text("hunches.tell_no_survey") in shown
    assert "Told in English" in shown


def test_a_belief_is_never_markup(open_page: Open, analysed_shop: Workspace, answered: list[str]) -> None:
    app = open_page(analysed_shop.path, "hunches", belief="![x](http://example.org/a.png)")
    assert not app.exception
    assert answered == ["![x](http://example.org/a.png)"]
    assert not any("![x](" in str(element.value) for kind in ("markdown", "header") for element in app.get(kind))
