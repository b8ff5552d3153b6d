"""Where login is set up, nothing that carries data answers whoever did not sign in, or may not enter."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string

from insight_synth.errors import UsageError
from insight_synth.workbench.serving import Address, signed_in
from tests.workbench.serving.outside import SESSION, Outside

SECRET = "a secret that nobody can guess, as long as it must be"
ORIGIN = "http://localhost:8501"
COOKIE = "_streamlit_user"
LOGIN = f"""
[auth]
redirect_uri = "{ORIGIN}/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "insight"
client_secret = "hidden"
server_metadata_url = "https://login.example.org/.well-known/openid-configuration"
"""
Secrets = Callable[[str], None]
DAY = 24 * 60 * 60


def cookie(secret: str = SECRET, name: str = COOKIE, **claims: Any) -> str:
    who = {"is_logged_in": True, "origin": ORIGIN, "email": "anna@example.org", "email_verified": True} | claims
    return str(create_signed_value(secret, name, json.dumps(who)), "ascii")


def upload(outside: Outside, **cookies: str) -> int:
    """The status of an upload that is in order but for who sends it."""
    xsrf = generate_xsrf_token_string()
    browser = outside.browser(_streamlit_xsrf=xsrf, **cookies)
    answer = browser.put(
        f"/_stcore/upload_file/{SESSION}/a-file", files={"file": ("a.csv", b"a,b")}, headers={"x-xsrftoken": xsrf}
    )
    return answer.status_code


def test_nobody_is_asked_where_login_is_not_set_up(outside: Outside) -> None:
    assert not signed_in.is_set_up()
    assert outside.browser().get(outside.download(b"rows")).content == b"rows"


def test_who_signed_in_gets_files_and_may_upload(outside: Outside, secrets: Secrets) -> None:
    secrets(LOGIN)
    browser = outside.browser(**{COOKIE: cookie()})
    assert browser.get(outside.download(b"rows")).content == b"rows"
    assert upload(outside, **{COOKIE: cookie()}) == 204


def expired() -> str:
    """A cookie that was signed two months ago."""
    with pytest.MonkeyPatch.context() as clock:
        then = time.time() - 60 * DAY
        clock.setattr(time, "time", lambda: then)
        return cookie()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(lambda: "", id="none"),
        pytest.param(lambda: "nonsense", id="no cookie of ours"),
        pytest.param(lambda: cookie(secret="another secret"), id="forged"),
        pytest.param(lambda: "x" + cookie()[1:], id="altered"),
        pytest.param(lambda: cookie(name="_streamlit_user_tokens"), id="signed for something else"),
        pytest.param(expired, id="expired"),
        pytest.param(lambda: cookie(is_logged_in=False), id="not signed in"),
        pytest.param(lambda: cookie(is_logged_in="yes"), id="nearly signed in"),
        pytest.param(lambda: cookie(origin="http://localhost:9999"), id="signed in elsewhere"),
    ],
)
def test_without_a_valid_cookie_nothing_that_carries_data_answers(
    outside: Outside, secrets: Secrets, value: Callable[[], str]
) -> None:
    secrets(LOGIN)
    cookies = {COOKIE: found} if (found := value()) else {}
    browser = outside.browser(**cookies)
    paths = [outside.download(b"rows"), "/media/none", "/component/x/y.html", "/_stcore/bidi-components/x/y.js"]
    assert {path: browser.get(path).status_code for path in paths} == dict.fromkeys(paths, 401)
    assert upload(outside, **cookies) == 401
    assert outside.uploads.get_files(SESSION, ["a-file"]) == []


def test_the_empty_pages_and_what_they_are_drawn_with_need_no_cookie(outside: Outside, secrets: Secrets) -> None:
    secrets(LOGIN)
    assert [outside.browser().get(path).status_code for path in ("/", "/themes", "/own/page.js")] == [200, 200, 200]


def test_only_people_who_are_named_may_enter(outside: Outside, secrets: Secrets) -> None:
    secrets(LOGIN + 'people = ["@example.org", "Guest@elsewhere.net"]')
    file = outside.download(b"rows")

    def status(**claims: Any) -> int:
        return outside.browser(**{COOKIE: cookie(**claims)}).get(file).status_code

    assert status() == status(email="guest@elsewhere.net") == status(email="Bo@Example.Org") == 200
    assert status(email="eve@elsewhere.net") == status(email="eve@sub.example.org") == 403
    assert status(email="") == status(email="example.org") == 403
    assert status(email_verified=False) == status(email_verified="false") == 403


@pytest.mark.parametrize(
    ("altered", "complaint"),
    [
        (("cookie_secret", "no_secret"), "lacks cookie_secret"),
        (("client_id", "client"), "lacks client_id"),
        ((SECRET, "short"), "shorter than 32 characters"),
        ((":8501", ":9999"), "redirect_uri is not http://localhost:8501/oauth2callback"),
        (("oauth2callback", "callback"), "redirect_uri is not"),
        (("client_secret", 'people = "@example.org"\nclient_secret'), "people is no list"),
    ],
)
def test_a_login_that_cannot_work_is_told_before_the_server_starts(
    secrets: Secrets, altered: tuple[str, str], complaint: str
) -> None:
    secrets(LOGIN.replace(*altered))
    with pytest.raises(UsageError, match=complaint):
        signed_in.check(Address(8501))


def test_others_reach_a_workbench_with_a_login_only() -> None:
    with pytest.raises(UsageError, match="needs a login"):
        signed_in.check(Address(8501, "https://workbench.example.org"))


def test_providers_are_those_that_are_set_up(secrets: Secrets) -> None:
    secrets(LOGIN)
    assert signed_in.providers() == ["default"]
    both = LOGIN.replace("client_id", "unused") + '[auth.google]\nclient_id = "a"\n[auth.microsoft]\nclient_id = "b"\n'
    secrets(both)
    assert signed_in.providers() == ["google", "microsoft"]
