"""The workbench as the browser gets it: every page by its address, its language, and what other sites cannot do."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from insight_synth import pipeline
from insight_synth.store import Workspace
from insight_synth.workbench.serving.languages import COOKIE
from insight_synth.workbench.wording import Wording
from tests.e2e.conftest import ROOT, Serve, idle, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_pages_open_by_address_in_a_language_that_sticks(page: Page, serve: Serve, analysed_shop: Workspace) -> None:
    from playwright.sync_api import expect

    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    address = serve(analysed_shop.path)
    whole, heading = page.locator("html"), page.get_by_role("heading", level=1)

    answer = page.goto(f"{address}/theme?theme={theme.id}")  # what the browser logs as an error fails the test
    assert answer is not None
    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "server" not in answer.headers
    idle(page)
    expect(whole).to_have_attribute("lang", "en")
    assert page.evaluate("window.__streamlit.BACKEND_BASE_URL") == f"{address}/"

    page.goto(f"{address}/settings")
    press(page.get_by_test_id("stSidebar").get_by_role("radio", name="FI"), "Space")
    expect(heading).to_have_text(Wording("fi").text("settings.title"))
    expect(whole).to_have_attribute("lang", "fi")
    page.goto(f"{address}/sources")  # as on the next visit: the address says nothing of it
    expect(heading).to_have_text(Wording("fi").text("sources.title"))
    expect(whole).to_have_attribute("lang", "fi")
    press(page.get_by_test_id("stSidebar").get_by_role("radio", name="EN"), "Space")
    expect(whole).to_have_attribute("lang", "en")

    # A script sees the language and the token that forged requests lack, nothing else.
    assert set(re.findall(r"(\w+)=", page.evaluate("document.cookie"))) == {COOKIE, "_streamlit_xsrf"}
    refused = page.request.get(f"{address}/", headers={"Host": "evil.example"})
    gone = [
        page.request.get(f"{address}/{path}").status for path in ("_stcore/metrics", "_stcore/agent/mcp", "nowhere")
    ]
    assert (refused.status, gone) == (421, [404, 404, 404])


def test_ctrl_c_ends_the_server_and_a_taken_port_is_told(analysed_shop: Workspace) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "insight_synth", "serve", "-w", str(analysed_shop.path), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == f"The workbench is open at http://localhost:{port} (Ctrl-C ends it)\n"
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert (second.returncode, second.stdout) == (1, "")
        assert f"port {port} is in use" in second.stderr
        server.send_signal(signal.SIGINT)
        rest, complaints = server.communicate(timeout=60)
    assert (server.returncode, rest, complaints) == (0, "The workbench is closed.\n", "")
