"""One working day in a real browser: see the themes, open one, have the PDF built, and take it away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.store import Workspace

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_MS = 60_000


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
    return found


@pytest.fixture
def address(analysed_shop: Workspace) -> Iterator[str]:
    """The workbench at work on the analysed shop, as `insight-synth serve` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "insight_synth", "serve", "-w", str(analysed_shop.path), "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


def test_themes_are_read_and_the_report_is_built_and_downloaded(
    chromium: str, address: str, analysed_shop: Workspace, tmp_path: Path
) -> None:
    from playwright.sync_api import expect, sync_playwright

    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB", accept_downloads=True)
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if _outside(request.url, address) else None)

        page.goto(address)
        expect(page.get_by_role("heading", name="Where the work stands")).to_be_visible()
        page.get_by_role("link", name="Themes", exact=True).click()
        expect(page.get_by_role("heading", name="Themes", exact=True)).to_be_visible()

        page.get_by_role("combobox", name="Open a theme").click()
        page.get_by_role("option", name=theme.name()).first.click()
        expect(page.get_by_role("heading", name=theme.name(), exact=True)).to_be_visible()
        expect(page.get_by_text(theme.quotes[0].text).first).to_be_visible()
        page.get_by_role("button", name="Whole text").first.click()
        expect(page.locator("mark", has_text=theme.quotes[0].text)).to_be_visible()
        page.keyboard.press("Escape")

        page.get_by_role("link", name="Report", exact=True).click()
        page.get_by_role("button", name="Build the report").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
        download.value.save_as(tmp_path / "report.pdf")
        browser.close()
    assert pipeline.verify(analysed_shop, tmp_path / "report.pdf") == []
    assert complaints == []


def _outside(url: str, address: str) -> bool:
    return not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))


def _wait_for(url: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the workbench did not start: {url}")
