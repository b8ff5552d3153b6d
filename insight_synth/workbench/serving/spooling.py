"""Uploads go to disk as they arrive: a middleware before Streamlit's own upload route, and the spool it fills.

Streamlit keeps what is uploaded in memory. Here its route gets a stand-in of a few bytes instead, and the page finds
the file by it: memory stays flat, whatever is uploaded. Who may upload is decided by Streamlit (its session, its XSRF
token) and by whatever guard stands before: not a byte is read until Streamlit's route asks for the body.

Looks into no file. Without the middleware (``streamlit run app.py``) the page lays what is in memory into the spool.
"""

from __future__ import annotations

import asyncio
import errno
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from insight_synth.workbench.serving.multipart import Malformed, Part
from insight_synth.workbench.serving.spool import Arriving, Refused, Spool, usual_spool

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["SpoolUploads"]

_UPLOAD = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)")
_AT_ONCE = 1 << 20  # bytes gathered before they are written
_SWEEP_SECONDS = 30.0


class SpoolUploads:
    """ASGI middleware: what Streamlit's upload route would keep in memory is laid into a spool instead.

    PUT streams the one file of the request to disk; DELETE removes it, as does the end of the session. Answers 413
    where a file, all files together or the disk have no room for it. Who starts and stops the server sweeps what killed
    servers left, and closes the spool.
    """

    def __init__(self, app: ASGIApp, spool: Spool | None = None) -> None:
        self.app = app
        self.spool = spool or usual_spool()
        self._sweeping: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _UPLOAD.search(scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] not in ("PUT", "DELETE"):
            await self.app(scope, receive, send)
            return
        key = (found["session"], found["file"])
        if scope["method"] == "DELETE":

            async def forget() -> None:
                await asyncio.to_thread(self.spool.forget, key)

            await self.app(scope, receive, _Answering(send, forget))
            return
        await self._put(key, scope, receive, send)

    async def _put(self, key: tuple[str, str], scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(self.spool, scope, receive)
        kept = False

        async def keep() -> None:
            nonlocal kept
            if body.arriving is not None and body.arriving.whole:
                await asyncio.to_thread(self.spool.keep, key, body.arriving)
                kept = True
                self._see_to_sweeping()

        try:
            await self.app(scope, body, _Answering(send, keep))
        finally:
            if body.arriving is not None and not kept:
                await asyncio.to_thread(body.arriving.discard)

    def _see_to_sweeping(self) -> None:
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.create_task(self._sweep(), name="sweep the spool")

    async def _sweep(self) -> None:
        while self.spool.size:
            await asyncio.sleep(_SWEEP_SECONDS)
            await asyncio.to_thread(self.spool.sweep)


class _Answering:
    """Passes an answer on; where it is a good one, something is done before the browser hears of it."""

    def __init__(self, send: Send, before: Callable[[], Awaitable[None]]) -> None:
        self._send, self._before = send, before

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and 200 <= message["status"] < 300:
            await self._before()
        await self._send(message)


class _Body:
    """A request's body as Streamlit's route gets it: read only when asked for, with a stand-in for its file."""

    def __init__(self, spool: Spool, scope: Scope, receive: Receive) -> None:
        self._spool = spool
        self._headers = {name.lower(): value for name, value in scope["headers"]}
        self._receive = receive
        self._read = False
        self.arriving: Arriving | None = None

    async def __call__(self) -> Message:
        if self._read:
            return await self._receive()
        self._read = True
        try:
            return await self._stand_in()
        except Refused as refusal:
            raise _http_error(413, str(refusal)) from None
        except Malformed as problem:
            raise _http_error(400, str(problem)) from None
        except OSError as problem:
            if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise _http_error(413, "The server's disk is full. Free some space there, then upload again.") from None

    async def _stand_in(self) -> Message:
        part = Part(self._headers.get(b"content-type", b""))
        announced = self._headers.get(b"content-length", b"")
        size = int(announced) if announced.isdigit() else 0
        arriving = self.arriving = await asyncio.to_thread(self._spool.arriving, size)
        gathered = bytearray()
        while True:
            message = await self._receive()
            if message["type"] != "http.request":
                return message  # it was called off: Streamlit's route gives up by itself
            gathered += part.content_of(message.get("body", b""))
            last = not message.get("more_body", False)
            if len(gathered) >= _AT_ONCE or (last and gathered):
                await asyncio.to_thread(arriving.write, bytes(gathered))
                gathered.clear()
            if last:
                break
        part.finish()
        await asyncio.to_thread(arriving.finish)
        return {"type": "http.request", "body": part.with_content(arriving.stand_in), "more_body": False}


def _http_error(status: int, detail: str) -> Exception:
    from starlette.exceptions import HTTPException

    return HTTPException(status, detail)
