"""A question is put on the agenda without a mouse, and people are found to ask about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from insight_synth import pipeline
from insight_synth.model import Settings
from insight_synth.store import Workspace
from tests.e2e.conftest import Serve, press, settled, unfold

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

QUESTION = "Would customers buy solar panels from us?"


def test_a_question_is_put_on_the_agenda_and_people_are_found_to_ask(
    page: Page, serve: Serve, ws: Workspace, shop: Path
) -> None:
    from playwright.sync_api import expect

    pipeline.change_settings(ws, Settings(encoder="fast"))
    pipeline.add(ws, [shop])
    pipeline.analyse(ws)
    page.goto(f"{serve(ws.path)}/agenda")
    page.get_by_label("Question", exact=True).fill(QUESTION)
    press(page.get_by_role("button", name="Save the question"))
    settled(page)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    assert [question.text for question in pipeline.questions(ws)] == [QUESTION]
    unfold(page, "Whom to ask next")
    press(page.get_by_role("button", name="Work it out"))
    expect(page.get_by_text("Five questions that lead nobody")).to_be_visible()
    expect(page.get_by_text("solar panels”").first).to_be_visible()
