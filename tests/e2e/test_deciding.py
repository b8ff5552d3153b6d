"""A theme is renamed and hidden with the keyboard alone, and both are undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from insight_synth import pipeline
from insight_synth.store import Workspace
from tests.e2e.conftest import Serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def press(page: Page, name: str, *, key: str = "Enter") -> None:
    """Presses a button without the mouse."""
    button = page.get_by_role("button", name=name).first
    button.focus()
    button.press(key)


def test_a_theme_is_decided_on_without_a_mouse(page: Page, serve: Serve, analysed_shop: Workspace) -> None:
    from playwright.sync_api import expect

    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    page.goto(serve(analysed_shop.path))
    page.get_by_role("link", name="Themes", exact=True).press("Enter")
    page.get_by_role("combobox", name="Open a theme").fill(theme.name())
    page.get_by_role("option", name=theme.name()).first.wait_for()
    page.keyboard.press("Enter")
    press(page, "Rename")
    page.get_by_label("Your name for it").fill("What the board calls it")
    press(page, "Save the name")
    expect(page.get_by_role("heading", name="What the board calls it")).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_role("heading", name=theme.name(), exact=True)).to_be_visible()

    press(page, "Hide", key="Space")
    expect(page.get_by_text("is hidden.")).to_be_visible()
    page.get_by_role("link", name="Themes", exact=True).press("Enter")
    hidden = page.get_by_text(f"with {theme.size} passages")
    expect(hidden).to_be_visible()
    press(page, "Undo")
    expect(hidden).to_be_hidden()
    assert pipeline.decisions_of(analysed_shop) == []
