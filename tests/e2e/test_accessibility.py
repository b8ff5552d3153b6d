"""Every page for everyone: judged by axe in each language, light and dark, wide and narrow; and walked by keyboard.

Languages, schemes and widths go round over the pages, so that each occurs; ``tools/look_at_pages.py`` does them all.
"""

from __future__ import annotations

from itertools import cycle, product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from insight_synth.store import Workspace
from tests.e2e.conftest import Serve
from tools import look_at_pages
from tools.look_at_pages import LANGUAGES, SCHEMES, WIDTHS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ORDER = "heading-order"  # good practice to axe, a rule to us
EMPTY = ("home-empty", "theme-empty")


def test_every_page_meets_wcag_22_aa_and_says_which_language_it_is_in(
    page: Page, serve: Serve, analysed_shop: Workspace, tmp_path: Path
) -> None:
    known = look_at_pages.sights(analysed_shop.path)
    analysed, none = serve(analysed_shop.path), serve(tmp_path / "none" / "workspace")
    ways = cycle(product(LANGUAGES, SCHEMES, WIDTHS))
    faults, languages, titles = [], {}, {}
    for sight in (sight for sight in known if sight.opened or sight.name in EMPTY):
        language, scheme, width = next(ways)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        look_at_pages.look(page, none if sight.empty else analysed, sight, language)
        found = look_at_pages.judged(page, f"{language} {scheme} {width}", sight.name)
        faults += [fault for fault in found if fault.needed or fault.rule == ORDER]
        titles[sight.name] = page.locator("[data-testid=stMain] h1").count()
        if page.locator("html").get_attribute("lang") != language:
            languages[sight.name] = language
    assert faults == []
    assert languages == {}
    assert {name for name, count in titles.items() if count != 1} == set()


def test_a_keyboard_leads_past_the_menu_into_a_window_and_back(
    page: Page, serve: Serve, analysed_shop: Workspace
) -> None:
    from playwright.sync_api import expect

    theme = next(sight for sight in look_at_pages.sights(analysed_shop.path) if sight.name == "theme")
    look_at_pages.look(page, serve(analysed_shop.path), theme, "fi")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Siirry sisältöön")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid=stMain]")).to_be_focused()

    whole = page.get_by_role("button", name="Koko teksti").first
    whole.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    look_at_pages.drawn(page)
    assert [fault for fault in look_at_pages.judged(page, "", "window") if fault.needed] == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(whole).to_be_focused()
