"""A strategy owner's day without a mouse: a hunch is asked, sources are taken away, a question is put on the agenda."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from insight_synth import pipeline
from insight_synth.store import Workspace
from insight_synth.workbench.wording import Wording
from tests.e2e.conftest import Serve, settled
from tests.e2e.test_deciding import press

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

BELIEF = "Parcels arrive late"
QUESTION = "Would customers buy solar panels from us?"


def test_a_hunch_is_asked_sources_are_taken_away_and_people_found_to_ask(
    page: Page, serve: Serve, ws: Workspace, shop: Path
) -> None:
    from playwright.sync_api import expect

    pipeline.add(ws, [shop])
    pipeline.analyse(ws)
    words = Wording("en")
    page.goto(serve(ws.path))

    page.get_by_role("link", name="Hunches", exact=True).press("Enter")
    page.get_by_label("What do you believe?").fill(BELIEF)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=BELIEF)).to_be_visible()
    found = pipeline.hunch(ws, BELIEF)
    assert found.claim.sides.voices
    told = words.say("hunches.sides_caption", voices=found.claim.sides.voices, mentions=found.claim.mentions)
    expect(page.get_by_text(told)).to_be_visible()
    verdict = words.text(f"hunches.told_{found.verdict.replace(' ', '_')}")
    expect(page.get_by_text(verdict)).to_be_visible()

    page.get_by_role("link", name="Sources", exact=True).press("Enter")
    taken = page.get_by_role("combobox", name="Sources to take away")
    taken.press("ArrowDown")
    taken.press_sequentially("till")
    page.get_by_role("option", name="till").first.wait_for()
    taken.press("ArrowDown")
    taken.press("Enter")
    taken.press("Escape")  # the list stays open for more
    expect(page.get_by_text(words.text("removing.nothing_lost"))).to_be_visible()
    press(page, "Put all back")
    expect(page.get_by_text(words.text("removing.nothing_lost"))).to_be_hidden()

    page.get_by_role("link", name="Agenda", exact=True).press("Enter")
    page.get_by_label("Question", exact=True).fill(QUESTION)
    press(page, "Save the question")
    settled(page)
    expect(page.get_by_text(QUESTION).first).to_be_visible()
    assert [question.text for question in pipeline.questions(ws)] == [QUESTION]
    asking = page.locator("summary", has_text="Whom to ask next")
    asking.focus()
    asking.press("Enter")
    press(page, "Work it out")
    expect(page.get_by_text("Five questions that lead nobody")).to_be_visible()
    expect(page.get_by_text("solar panels”").first).to_be_visible()
