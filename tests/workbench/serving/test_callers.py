"""The server answers under its own names only, and only its own pages may connect to it or change anything."""

from __future__ import annotations

import pytest
from starlette.websockets import WebSocketDisconnect

from insight_synth.errors import UsageError
from insight_synth.workbench.serving import Address
from tests.workbench.serving.outside import SESSION, Outside

PUBLIC = "https://workbench.example.org"


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost", "LOCALHOST:9000"])
def test_this_machines_own_names_are_answered(outside: Outside, host: str) -> None:
    assert outside.browser().get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "192.168.1.5:8501", "me@localhost", "localhost:x", ""],
)
def test_another_name_is_refused_whoever_it_points_to(outside: Outside, host: str) -> None:
    answer = outside.browser().get("/_stcore/health", headers={"host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:3000", "https://localhost:8501", ""])
def test_a_websocket_is_opened_to_pages_of_this_server_only(outside: Outside, origin: str) -> None:
    browser = outside.browser()
    own = {"origin": "http://localhost:8501", "host": "localhost:8501"}
    with browser.websocket_connect("/_stcore/stream", headers=own):
        pass
    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect("/_stcore/stream", headers=own | {"origin": origin}),
    ):
        pass


def test_another_sites_page_changes_nothing(outside: Outside) -> None:
    path = f"/_stcore/upload_file/{SESSION}/a-file"
    refused = outside.browser().delete(path, headers={"origin": "http://evil.example"})
    assert (refused.status_code, refused.text) == (403, "Only pages of this server may change anything.\n")
    without_token = outside.browser().delete(path, headers={"origin": "http://localhost:8501"})
    assert "XSRF" in without_token.text


def test_a_public_address_is_answered_beside_those_of_the_machine() -> None:
    outside = Outside(Address(8501, PUBLIC))
    assert outside.browser(PUBLIC).get("/").status_code == 200
    assert outside.browser().get("/").status_code == 200
    assert outside.browser("https://other.example.org").get("/").status_code == 421


@pytest.mark.parametrize(
    "public", ["http://workbench.example.org", "workbench.example.org", f"{PUBLIC}/path", "https://"]
)
def test_a_public_address_is_an_https_origin(public: str) -> None:
    with pytest.raises(UsageError, match="is no public address"):
        Address(8501, public)
