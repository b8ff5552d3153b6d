"""Which addresses lead where: the pages, the workbench's own files, what Streamlit needs; all others say that they lead
nowhere. What Streamlit offers and nobody needs here (metrics, its interface for programs) is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from insight_synth.workbench.places import PLACES
from insight_synth.workbench.serving import index_page
from insight_synth.workbench.serving.languages import COOKIE, PARAMETER, language_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PAGES = frozenset({"/", *(f"/{place.name}" for place in PLACES if place.name != "home")})
SIGNING_IN = frozenset({"/auth/login", "/auth/logout", "/oauth2callback"})
# What a browser needs before it shows anything; none of it tells of any data.
SHELL = frozenset({"/favicon.png", "/_stcore/health", "/_stcore/host-config", "/_stcore/stream"})
SHELL_BELOW = ("/static/", "/own/")
# What carries data, or takes it.
DATA_BELOW = ("/media/", "/component/", "/_stcore/bidi-components/", "/_stcore/upload_file/")


def routes() -> list[Route]:
    """The pages and the workbench's own files."""
    pages = [Route(path, _page) for path in sorted(PAGES)]
    return [*pages, Route("/own/{name}", _asset)]


class KnownAddresses:
    """ASGI middleware: 404 with a page that says so wherever an address leads nowhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _leads_somewhere(scope["path"]):
            await _elsewhere(Request(scope))(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _leads_somewhere(path: str) -> bool:
    return path in PAGES | SHELL | SIGNING_IN or path.startswith(SHELL_BELOW + DATA_BELOW)


def _elsewhere(request: Request) -> Response:
    page = request.url.path.rstrip("/")
    if page == "/home":
        page = "/"
    if page in PAGES:  # written with a slash at its end
        return RedirectResponse(str(request.url.replace(scheme="", netloc="", path=page)), 308)
    return HTMLResponse(index_page.no_such_page(_language(request, asked=True)), 404)


async def _page(request: Request) -> Response:
    page = index_page.index_page(_language(request, asked=True), _language(request, asked=False))
    return HTMLResponse(page, headers={"cache-control": "no-cache", "vary": "Cookie, Accept-Language"})


async def _asset(request: Request) -> Response:
    asset = index_page.assets().get(request.path_params["name"])
    if asset is None:
        raise HTTPException(404)
    current = request.query_params.get("v") == asset.version
    keep = "public, immutable, max-age=31536000" if current else "no-cache"
    return Response(asset.content, media_type=asset.media_type, headers={"cache-control": keep})


def _language(request: Request, *, asked: bool) -> str:
    wanted = request.query_params.get(PARAMETER) if asked else None
    return language_of(wanted, request.cookies.get(COOKIE), request.headers.get("accept-language"))
