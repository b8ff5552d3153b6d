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
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_MS = 60_000
Serve = Callable[[Path], str]


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
    return found


@pytest.fixture
def serve(chromium: str) -> Iterator[Serve]:
    """Has `insight-synth serve` at work on a workspace, and gives its address."""
    servers: list[subprocess.Popen[bytes]] = []

    def served(workspace: Path) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        servers.append(
            subprocess.Popen(
                [sys.executable, "-m", "insight_synth", "serve", "-w", str(workspace), "--port", str(port)],
                cwd=ROOT,
                env=os.environ | {"OMP_NUM_THREADS": "1"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        _wait_for(f"http://localhost:{port}/_stcore/health", servers[-1])
        return f"http://localhost:{port}"

    yield served
    for server in servers:
        server.terminate()
        server.wait(20)


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
    """Waits until the page is wholly drawn: what is pressed before is lost where it is drawn anew."""
    page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")


def settled(page: Page) -> None:
    """Waits until the work that was asked for has ended well, and puts away what the page says of it."""
    from playwright.sync_api import expect

    said = page.locator(".st-key-work_ended")
    expect(said).to_contain_text("Done:")
    idle(page)
    said.get_by_role("button").press("Enter")
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
