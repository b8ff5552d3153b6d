"""The report as HTML in a real browser: judged by axe, light and dark, wide and narrow."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth.report import compose, render
from tests.e2e.conftest import FLAGS, PATIENCE_MS
from tests.report.made_snapshot import HOSTILE, SAID, made_snapshot

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SPOKEN = {"en": (*SAID["en"], "הגיע מאוחר מאוד", *HOSTILE), "fi": SAID["fi"], "pl": (*SAID["pl"], "وصل الطرد متأخرا")}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with everything in it that a report may hold, hostile text among it."""
    made = made_snapshot(themes=8, sources=9, said=SPOKEN)
    return render(compose(made.snapshot, "pl", made.verbatim_text), tmp_path_factory.mktemp("html") / "report.html")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_to_mend(chromium: str, written: Path, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if request.url != written.as_uri() else None)
        page.goto(written.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        browser.close()
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert complaints == []


def test_the_keyboard_comes_to_the_report_first(chromium: str, written: Path) -> None:
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page()
        page.goto(written.as_uri())
        page.keyboard.press("Tab")
        skip = page.locator("a.skip")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        browser.close()
