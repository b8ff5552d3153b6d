"""Every answer says how browsers may use it, whoever gives it."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from insight_synth.workbench.serving import Address
from insight_synth.workbench.serving.headers import SecurityHeaders
from tests.workbench.serving.outside import Outside


@pytest.mark.parametrize("path", ["/", "/nowhere", "/own/page.js", "/media/none.csv", "/_stcore/upload_file/a/b"])
@pytest.mark.parametrize("host", ["localhost:8501", "evil.example"])
def test_every_answer_carries_them_refusals_too(outside: Outside, path: str, host: str) -> None:
    headers = outside.browser().get(path, headers={"host": host}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "cache-control" in headers
    assert [name for name in headers if name.startswith("access-control-") or name in ("server", "x-powered-by")] == []


def test_a_page_may_use_this_server_only_and_run_no_script_of_its_own_text(outside: Outside) -> None:
    policy = outside.browser().get("/").headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"
    assert "unsafe-eval" not in policy
    assert "http" not in policy.replace("https:", "http:")


def test_a_file_that_is_handed_out_is_no_page_and_is_not_kept(outside: Outside) -> None:
    answer = outside.browser().get(outside.download(b"<script>alert(1)</script>"))
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="mentions.csv"'


def test_cookies_are_secure_where_the_address_is(outside: Outside) -> None:
    public = Address(8501, "https://workbench.example.org")
    answer = PlainTextResponse("ok", headers={"set-cookie": "who=me; Path=/; HttpOnly; SameSite=lax"})
    app = SecurityHeaders(answer, public)
    secure = TestClient(app, base_url=public.origin).get("/").headers
    plain = TestClient(app, base_url="http://localhost:8501").get("/").headers
    assert secure["set-cookie"].endswith("; Secure")
    assert secure["strict-transport-security"] == "max-age=31536000"
    assert secure["content-security-policy"].endswith("upgrade-insecure-requests")
    assert "Secure" not in plain["set-cookie"]
    assert "strict-transport-security" not in plain
