"""A theme is renamed and hidden with the keyboard alone, and both are undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from insight_synth import pipeline
from insight_synth.store import Workspace
from tests.e2e.conftest import Serve, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_decisions_on_a_theme_are_undone_without_a_mouse(page: Page, serve: Serve, analysed_shop: Workspace) -> None:
    from playwright.sync_api import expect

    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    page.goto(f"{serve(analysed_shop.path)}/theme?theme={theme.id}")
    decided = page.locator(".st-key-decided")
    press(page.get_by_role("button", name="Rename"))
    page.get_by_label("Your name for it").fill("What the board calls it")
    press(page.get_by_role("button", name="Save the name"))
    expect(page.get_by_role("heading", name="What the board calls it", level=1)).to_be_visible()
    press(decided.get_by_role("button", name="Undo"))
    expect(page.get_by_role("heading", name=theme.name(), exact=True, level=1)).to_be_visible()

    press(page.get_by_role("button", name="Hide", exact=True), "Space")
    expect(decided.get_by_text("is hidden.")).to_be_visible()
    press(page.get_by_role("link", name="Themes", exact=True))
    hidden = page.get_by_text(f"with {theme.size} passages")
    expect(hidden).to_be_visible()
    press(decided.get_by_role("button", name="Undo"))
    expect(hidden).to_be_hidden()
    assert pipeline.decisions_of(analysed_shop) == []
