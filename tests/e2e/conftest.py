"""The workbench in a real browser: served as people serve it, and watched for what goes wrong unseen."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_MS = 60_000
WORK_MS = 180_000  # an analysis on a machine that does much else
_OPENS_MS, _TRIES, _TOLD = 5_000, 12, 40
_QUIET = """() => new Promise(done => {
  let since = performance.now()
  const look = () => {
    const now = performance.now()
    if (document.querySelector('[data-test-script-state=notRunning]') === null) since = now
    if (now - since > 300) done(); else setTimeout(look, 30)
  }
  look()
})"""
Serve = Callable[[Path], str]


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
    return found


@contextmanager
def serving(workspace: Path) -> Iterator[str]:
    """`insight-synth serve` at work on a workspace; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "insight_synth", "serve", "-w", str(workspace), "--port", str(port)],
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


@pytest.fixture
def serve(chromium: str) -> Iterator[Serve]:
    """Has `insight-synth serve` at work on a workspace, and gives its address."""
    with ExitStack() as servers:
        yield lambda workspace: servers.enter_context(serving(workspace))


@pytest.fixture
def page(chromium: str, serve: Serve) -> Iterator[Page]:  # closed before what serves it is
    """A page of a browser. What it logs as an error, and what it asks of any other machine, fails the test."""
    from playwright.sync_api import expect, sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        opened = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB", accept_downloads=True)
        opened.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("request", lambda request: complaints.append(request.url) if _outside(request.url) else None)
        yield opened
        browser.close()
    assert complaints == []


def idle(page: Page) -> None:
    """Waits until the page is wholly drawn and stays so: what is pressed before is lost where it is drawn anew.

    What was done just now reaches the server a moment later, so one look would find the page idle before its run.
    """
    page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")
    page.evaluate(_QUIET)


def press(button: Locator, key: str = "Enter") -> None:
    """Presses a button or a link without the mouse, once the page is drawn; the first where several match."""
    button.first.wait_for()
    idle(button.page)
    button.first.press(key)


def choose(page: Page, label: str, option: str, *, dropping: int = 0) -> None:
    """Chooses from a list without the mouse, after taking out the last ``dropping`` that are chosen.

    A list closes when the page moves below it, as where a picture is drawn late: then it is opened anew.
    """
    from playwright.sync_api import TimeoutError as TooLate
    from playwright.sync_api import expect

    box = page.get_by_role("combobox", name=label, exact=True)
    wanted = page.get_by_role("option", name=option, exact=True)
    box.wait_for()  # what is folded cannot be reached by keyboard
    several = page.get_by_test_id("stMultiSelect").filter(has=box).count()
    for _ in range(dropping):
        idle(page)
        box.press("Backspace")
    for _ in range(_TRIES):
        idle(page)
        box.fill("")
        box.press_sequentially(option[:_TOLD])
        try:
            wanted.wait_for(timeout=_OPENS_MS)
            for _ in range(page.get_by_role("option").count()):
                if box.get_attribute("aria-activedescendant") == wanted.get_attribute("id", timeout=_OPENS_MS):
                    box.press("Enter")
                    if several:
                        box.press("Escape")  # it stays open for more, and hides the rest of the page from help
                    expect(wanted).to_be_hidden()
                    idle(page)
                    return
                box.press("ArrowDown")
        except TooLate:
            continue
    raise AssertionError(f"{option} cannot be chosen as {label}")


def unfold(page: Page, label: str) -> None:
    """Opens what is folded under a label, without the mouse."""
    press(page.locator("summary", has_text=label))


def settled(page: Page) -> None:
    """Waits until the work that was asked for has ended well, and puts away what the page says of it."""
    from playwright.sync_api import expect

    said = page.locator(".st-key-work_ended")
    expect(said).to_contain_text("Done:", timeout=WORK_MS)
    press(said.get_by_role("button"))
    expect(said).to_be_hidden()


def _outside(url: str) -> bool:
    return not url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:"))


def _wait_for(url: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the workbench did not start: {url}")
