"""Starts the workbench's server on this machine and runs it until it is stopped.

The server listens on this machine only. Where people elsewhere shall reach it, a proxy on this machine takes their
requests (https); then people must sign in. Makes the demo's workspace where it is asked to.
"""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from insight_synth.errors import InsightSynthError
from insight_synth.workbench.serving.callers import Address

if TYPE_CHECKING:
    import uvicorn

LISTENS_ON = "127.0.0.1"
VARIABLE = "INSIGHT_SYNTH_WORKSPACE"  # what ``workspaces`` reads, whose import would keep the server from answering
# Streamlit's settings that the server relies on, as its environment variables name them; they go before any file's.
# What each is for: docs/decisions/0012-serving.md.
SETTINGS = {
    "BROWSER_GATHER_USAGE_STATS": "false",
    "CLIENT_SHOW_ERROR_DETAILS": "none",
    "CLIENT_SHOW_ERROR_LINKS": "false",
    "CLIENT_TOOLBAR_MODE": "minimal",
    "GLOBAL_DEVELOPMENT_MODE": "false",
    "LOGGER_LEVEL": "warning",
    "RUNNER_POST_SCRIPT_GC": "false",
    "SERVER_ADDRESS": "localhost",
    "SERVER_DISCONNECTED_SESSION_TTL": "120",
    "SERVER_ENABLE_AGENT_API": "false",
    "SERVER_ENABLE_CORS": "true",
    "SERVER_ENABLE_STATIC_SERVING": "false",
    "SERVER_ENABLE_XSRF_PROTECTION": "true",
    "SERVER_FILE_WATCHER_TYPE": "none",
    "SERVER_HEADLESS": "true",
    "SERVER_MAX_UPLOAD_SIZE": "1024",
    "SERVER_XSRF_COOKIE_SAME_SITE": "strict",
}
_WIDEST_MESSAGE = 16 << 20  # bytes that a browser may send at once over the WebSocket; uploads go another way
_PING_SECONDS = 30.0
_LAST_ANSWERS_SECONDS = 2


def serve(
    script: Path, workspace: Path, address: Address, *, demo: bool = False, say: Callable[[str], None] = print
) -> None:
    """Serves the workbench until it is stopped (SIGINT, SIGTERM).

    Args:
        script: ``app.py``.
        workspace: the workspace to open with; an older one is brought up to date.
        demo: whether to make the demo company's workspace where there is none.
        say: what tells a person how things stand.

    Raises:
        InsightSynthError: the port is taken, the workspace cannot be opened, login is asked for and not set up.
    """
    arriving = listening(address.port)
    try:
        _set(workspace, address)
        bring_up(workspace, demo=demo, say=say)
        server = _server(script, address, say)
        server.run(sockets=[arriving])
        if not server.started:
            raise InsightSynthError("the workbench could not start", remedy="What went wrong stands above.")
    finally:
        arriving.close()


def bring_up(workspace: Path, *, demo: bool = False, say: Callable[[str], None] = print) -> None:
    """Brings an older workspace up to date; makes the demo company's where there is none and it is wanted.

    Raises WorkspaceError where the workspace cannot be opened or made.
    """
    from insight_synth.store import Workspace
    from insight_synth.store.workspace import DATABASE, KEY

    if any((workspace / name).is_file() for name in (DATABASE, KEY)):
        Workspace.open(workspace).close()
    elif demo:
        from insight_synth.workbench import workspaces

        say("Making the demo workspace; its analysis takes a minute or two and shows in the workbench.")
        workspaces.make_demo(workspace)


def listening(port: int) -> socket.socket:
    """A socket that takes connections from this machine. Raises InsightSynthError where the port cannot be had."""
    found = socket.socket()
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((LISTENS_ON, port))
        found.listen()  # who comes before all is ready waits
    except OSError as problem:
        found.close()
        if problem.errno == errno.EADDRINUSE:
            remedy = "Something else listens there, a workbench perhaps; choose another with --port."
            raise InsightSynthError(f"port {port} is in use", remedy=remedy) from None
        if problem.errno == errno.EACCES:
            remedy = "Choose one above 1023 with --port."
            raise InsightSynthError(f"port {port} is not for everyone", remedy=remedy) from None
        raise
    return found


def _server(script: Path, address: Address, say: Callable[[str], None]) -> uvicorn.Server:
    import uvicorn

    from insight_synth.workbench.serving.application import application

    def started() -> None:
        say(f"The workbench is open at {address.origin} (Ctrl-C ends it)")
        threading.Thread(target=_warm, name="warm", daemon=True).start()

    return uvicorn.Server(
        uvicorn.Config(
            application(script, address, started),
            access_log=False,
            lifespan="on",
            log_level="warning",
            proxy_headers=bool(address.public),
            forwarded_allow_ips=LISTENS_ON,
            server_header=False,
            timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
            ws="websockets-sansio",
            ws_per_message_deflate=bool(address.public),  # within a machine it costs more than it saves
            ws_max_size=_WIDEST_MESSAGE,
            ws_ping_interval=_PING_SECONDS,
            ws_ping_timeout=_PING_SECONDS,
        )
    )


def _set(workspace: Path, address: Address) -> None:
    """Settings for what runs in this process and in those it starts; Streamlit reads its own from the environment."""
    os.environ[VARIABLE] = str(workspace.resolve())
    os.environ["STREAMLIT_SERVER_PORT"] = str(address.port)
    os.environ.update({f"STREAMLIT_{name}": value for name, value in SETTINGS.items()})


def _warm() -> None:
    """Reads the parts that pages need, and the passages, before somebody waits for them."""
    from insight_synth.workbench import above, holding, workspaces  # noqa: F401

    if workspaces.is_workspace(path := workspaces.usual_path()):
        holding.read_ahead(path)
