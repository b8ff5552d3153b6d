"""A server that plays an endpoint for names: it remembers what it was sent and answers as it was told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What the server says to one request."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0  # seconds before it says anything
    drip: float = 0.0  # seconds after each of its bytes


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def data(self) -> Any:
        """What stands in the user's message."""
        return json.loads(self.body["messages"][1]["content"])


class Server:
    """``answers`` are given one after the other, the last again and again; one may be worked out from the request."""

    def __init__(self, address: str) -> None:
        self.url = address
        self.received: list[Received] = []
        self.answers: Sequence[Answer | Callable[[Received], Answer]] = ()


def completion(content: object, **more: Any) -> Answer:
    """A chat completion that says ``content``: a text as it is, else as JSON."""
    said = content if isinstance(content, str) else json.dumps(content)
    body = {"id": "c", "object": "chat.completion", "choices": [{"index": 0, "message": {"content": said}}]}
    return Answer(json.dumps(body).encode(), **more)


def error(status: int, message: str = "no", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(json.dumps({"error": {"message": message}}).encode(), status, named)


@contextmanager
def served() -> Iterator[Server]:
    """The server, listening on a port of this machine as long as the ``with`` lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
            request = Received(self.path, dict(self.headers.items()), text)
            server.received.append(request)
            chosen = server.answers[min(len(server.received), len(server.answers)) - 1]
            answer = chosen(request) if callable(chosen) else chosen
            time.sleep(answer.wait)
            try:
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self._say(answer)
            except OSError:
                self.close_connection = True  # who asked has had enough

        def _say(self, answer: Answer) -> None:
            if not answer.drip:
                self.wfile.write(answer.body)
                return
            for at in range(len(answer.body)):
                self.wfile.write(answer.body[at : at + 1])
                time.sleep(answer.drip)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server = Server(f"http://127.0.0.1:{listening.server_port}/v1")
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
