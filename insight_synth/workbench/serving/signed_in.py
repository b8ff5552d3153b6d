"""Whether login is set up, and whether a request comes from somebody who signed in and may enter.

Streamlit signs people in (OpenID Connect) and keeps who they are in a signed cookie; its upload route and its files do
not ask for it, so the server does, with Streamlit's own functions. Signing in itself is ``workbench/signing_in.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from insight_synth.errors import UsageError
from insight_synth.workbench.serving import addresses
from insight_synth.workbench.serving.callers import Address, refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_NEEDED = ("redirect_uri", "cookie_secret")
_SHORTEST_SECRET = 32


def is_set_up() -> bool:
    """Whether people must sign in: whether ``secrets.toml`` has a section ``[auth]``."""
    return bool(_settings())


def providers() -> list[str]:
    """The names of the identity providers to choose from; a single one without a name of its own is ``default``."""
    settings = _settings()
    named = [str(name) for name, value in settings.items() if isinstance(value, Mapping) and "client_id" in value]
    return (["default"] if "client_id" in settings else []) + named


def check(address: Address) -> None:
    """Raises UsageError where login is set up but cannot work, or others shall reach the workbench and it is not."""
    from streamlit.auth_util import get_origin_from_redirect_uri, get_validated_redirect_uri, is_authlib_installed

    settings, origin = _settings(), address.origin
    if not settings:
        if address.public:
            raise _wrong("a workbench that others can reach needs a login: [auth]")
        return
    missing = [key for key in _NEEDED if not settings.get(key)] or ([] if providers() else ["client_id"])
    if missing:
        raise _wrong(f"[auth] lacks {' and '.join(missing)}")
    if not isinstance(settings.get("people", []), list):
        raise _wrong('people is no list, as ["@example.org"]')
    if len(str(settings["cookie_secret"])) < _SHORTEST_SECRET:
        raise _wrong(f"cookie_secret is shorter than {_SHORTEST_SECRET} characters: it could be guessed")
    if get_validated_redirect_uri() is None or get_origin_from_redirect_uri() != origin:
        raise _wrong(f"redirect_uri is not {origin}/oauth2callback")
    if not is_authlib_installed():
        raise UsageError("login needs the package Authlib", remedy='Install it: pip install "Authlib>=1.3.2".')


def may_enter(claims: Mapping[str, Any]) -> bool:
    """Whether somebody whom an identity provider tells of may enter.

    ``people`` in ``[auth]`` names e-mail addresses, or whole domains as ``@example.org``; without it whoever the
    provider lets in may enter. An address that the provider says is not verified is nobody's.
    """
    people = _settings().get("people")
    if people is None:
        return True
    address = str(claims.get("email") or "").lower()
    person, at, domain = address.rpartition("@")
    if not person or str(claims.get("email_verified")).lower() == "false":  # some providers write it as a text
        return False
    return bool({address, at + domain} & {str(entry).lower() for entry in people})


def claims_in(cookies: Mapping[str, str]) -> dict[str, Any] | None:
    """What the provider told of whom these cookies belong to; None where nobody signed in, or a cookie is not ours, is
    altered or too old."""
    from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri
    from streamlit.web.server.server_util import AUTH_COOKIE_NAME, get_cookie_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

    secret = get_cookie_secret()

    def one(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(secret, name, value.encode("latin-1", "replace")) if value else None

    return _claims(get_cookie_with_chunks(one, AUTH_COOKIE_NAME), get_origin_from_redirect_uri())


class OnlySignedIn:
    """ASGI middleware: 401 for whatever carries data where nobody signed in, 403 where who did may not enter.

    The empty pages, Streamlit's own files and its connection are let through: over that ``app.py`` asks to sign in
    before it shows anything.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.needed = is_set_up()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.needed or scope["type"] != "http" or _open_to_all(scope["path"]):
            await self.app(scope, receive, send)
            return
        from starlette.requests import HTTPConnection

        claims = claims_in(HTTPConnection(scope).cookies)
        if claims is None:
            await refuse(scope, receive, send, 401, "Sign in first.")
        elif not may_enter(claims):
            await refuse(scope, receive, send, 403, "You may not enter this workbench.")
        else:
            await self.app(scope, receive, send)


def _open_to_all(path: str) -> bool:
    shell = addresses.PAGES | addresses.SHELL | addresses.SIGNING_IN
    return path in shell or path.rstrip("/") in addresses.PAGES or path.startswith(addresses.SHELL_BELOW)


def _claims(cookie: bytes | None, origin: str | None) -> dict[str, Any] | None:
    import json

    try:
        claims = json.loads(cookie or b"null")
    except ValueError:
        return None
    if not isinstance(claims, dict) or claims.get("is_logged_in") is not True or claims.get("origin") != origin:
        return None
    return claims


def _settings() -> Mapping[str, Any]:
    from streamlit.auth_util import get_secrets_auth_section

    return get_secrets_auth_section() or {}


def _wrong(what: str) -> UsageError:
    return UsageError(what, where="secrets.toml", remedy="How it is set up: docs/users/running-the-workbench.md.")
