"""Who may talk to the server: requests under one of its own names, and from pages of its own.

A page of another site cannot reach it by a name that it makes point here (DNS rebinding), nor open its WebSocket, nor
change anything. Who a person is, is not asked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from insight_synth.errors import UsageError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_LOCAL = ("localhost", "127.0.0.1", "::1")
_SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Address:
    """Where people reach the workbench."""

    port: int
    public: str = (
        ""  # the origin that a proxy serves it under, as https://workbench.example.org; else this machine only
    )

    def __post_init__(self) -> None:
        parts = urlsplit(self.public)
        if self.public and (parts.scheme != "https" or not parts.netloc or parts.path not in ("", "/") or parts.query):
            remedy = "Give one as https://workbench.example.org, without a path."
            raise UsageError(f"{self.public!r} is no public address", remedy=remedy)

    @property
    def origin(self) -> str:
        """The address to tell people, without a path."""
        return self.public.rstrip("/") or f"http://localhost:{self.port}"

    def origin_of(self, host: str) -> str | None:
        """The origin of pages served under a Host header; None where it is no name of this server.

        A local name may have any port: it may be forwarded.
        """
        host = host.lower()
        if self.public and host == urlsplit(self.public).netloc.lower():
            return self.origin.lower()
        parts = _split(host)
        return f"http://{host}" if parts in _LOCAL else None


class KnownCallers:
    """ASGI middleware: 421 under a name that is not the server's, 403 from a page that is not.

    A WebSocket must say which page opens it: browsers always do.
    """

    def __init__(self, app: ASGIApp, address: Address) -> None:
        self.app, self.address = app, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        own = self.address.origin_of(_only(scope, b"host"))
        origin = _only(scope, b"origin").lower()
        if own is None:
            await refuse(scope, receive, send, 421, "This server is not known under that name.")
        elif scope["type"] == "websocket" and origin != own:
            await refuse(scope, receive, send, 403, "Only pages of this server may connect.")
        elif scope["type"] == "http" and scope["method"] not in _SAFE and origin not in ("", own):
            await refuse(scope, receive, send, 403, "Only pages of this server may change anything.")
        else:
            await self.app(scope, receive, send)


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, text: str) -> None:
    """Answers a request with a status and a line of text; a WebSocket is not opened."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": text})
        return
    from starlette.responses import PlainTextResponse

    await PlainTextResponse(text + "\n", status_code=status)(scope, receive, send)


def _only(scope: Scope, name: bytes) -> str:
    """A header that may come once; what comes twice is nobody's."""
    values = [value for key, value in scope["headers"] if key == name]
    return values[0].decode("latin-1") if len(values) == 1 else ""


def _split(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    return parts.hostname if parts.netloc == host and "@" not in host else None
