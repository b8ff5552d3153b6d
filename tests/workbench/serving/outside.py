"""A server's outside around Streamlit's own routes for files, without Streamlit's runtime."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette import starlette_routes

from insight_synth.workbench.serving import Address, addresses
from insight_synth.workbench.serving.application import around

SESSION = "a-session"


class Outside:
    """A running server as browsers reach it, and what it holds."""

    def __init__(self, address: Address) -> None:
        self.media = MemoryMediaFileStorage("/media")
        self.uploads = MemoryUploadedFileManager("/_stcore/upload_file")
        routes = [
            *addresses.routes(),
            *starlette_routes.create_media_routes(self.media, ""),
            *starlette_routes.create_upload_routes(_Runtime(), self.uploads, ""),
            WebSocketRoute("/_stcore/stream", _stream),
        ]
        self.app = Starlette(routes=routes, middleware=around(address))

    def download(self, content: bytes) -> str:
        """The address of a file to download."""
        name = self.media.load_and_get_id(content, "text/csv", MediaFileKind.DOWNLOADABLE, "mentions.csv")
        return str(self.media.get_url(name))

    def browser(self, url: str = "http://localhost:8501", **cookies: str) -> TestClient:
        return TestClient(self.app, base_url=url, cookies=cookies, follow_redirects=False)


class _Runtime:
    def is_active_session(self, session: str) -> bool:
        return session == SESSION


async def _stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()
