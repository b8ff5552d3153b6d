"""What every answer says of how browsers may use it: nothing from elsewhere, in nobody's frame, kept by nobody.

Which headers, and why each: docs/decisions/0012-serving.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from insight_synth.workbench.serving.callers import Address

Header = tuple[bytes, bytes]

_PAGE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # Streamlit's components write their styles into the page
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "media-src": "'self'",
    "worker-src": "'none'",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "about:",  # links within the report's preview, which is a document inside the page
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# A file that the workbench hands out is no page, whatever it says of itself.
_FILE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
_UNUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "geolocation", "gyroscope", "hid", "identity-credentials-get", "magnetometer", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
}
_DROPPED = (b"server", b"x-powered-by")


def page_policy(https: bool = False) -> str:
    """The Content-Security-Policy of the workbench's pages."""
    return "; ".join(f"{what} {where}" for what, where in _PAGE.items()) + (
        "; upgrade-insecure-requests" if https else ""
    )


class SecurityHeaders:
    """ASGI middleware: puts the headers on every answer, whoever gives it, and marks cookies Secure under https."""

    def __init__(self, app: ASGIApp, address: Address) -> None:
        self.app, self.address = app, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        https = (self.address.origin_of(host) or "").startswith("https:")
        path = scope["path"]

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _secured(message.get("headers", ()), path, https)}
            await send(message)

        await self.app(scope, receive, secured)


def _secured(headers: list[Header], path: str, https: bool) -> list[Header]:
    own = dict(_ALWAYS)
    own["content-security-policy"] = _FILE if path.startswith("/media/") else page_policy(https)
    if https:
        own["strict-transport-security"] = "max-age=31536000"
    names = {name.lower() for name, _ in headers}
    if b"cache-control" not in names:
        own["cache-control"] = "no-store"
    replaced = {name.encode() for name in own}
    kept: list[Header] = []
    for name, value in headers:
        name = name.lower()
        # No other site may read anything: that is said by saying nothing.
        if name in replaced or name in _DROPPED or name.startswith(b"access-control-"):
            continue
        if name == b"set-cookie" and https and b"; secure" not in value.lower():
            value += b"; Secure"
        kept.append((name, value))
    return kept + [(name.encode(), value.encode()) for name, value in own.items()]
