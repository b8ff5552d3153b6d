"""Talking to the endpoint: one request, one answer, within bounds of time, size and patience.

Goes to the one address that is set up: no redirect is followed, and neither proxies nor passwords are taken from the
environment. The key leaves in one header and stands in no error.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn

import httpx
from pydantic import BaseModel, ValidationError

from insight_synth.errors import EndpointError
from insight_synth.suggesting.endpoint import KEY, MODEL, PROXY, URL, Endpoint

__all__ = ["Conversation", "SchemaRejected"]

LARGEST = 262_144
"""Bytes of an answer that are read."""

ATTEMPTS = 4
LONGEST_PAUSE = 30.0
"""Seconds, whatever the server asks for."""

_CONNECT_SECONDS = 10.0
_PASSING = frozenset({429, 500, 502, 503, 504})
_REJECTING = frozenset({400, 422})
_QUOTED = 160  # characters of what a server says of an error


class SchemaRejected(Exception):
    """The server refused the request as it stands; it may know no schemas."""

    def __init__(self, said: EndpointError) -> None:
        self.said = said
        super().__init__("the request was refused")


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice]


class Conversation:
    """Requests to one endpoint, open as long as the ``with`` lasts."""

    def __init__(self, endpoint: Endpoint, pause: Callable[[float], None] = time.sleep) -> None:
        self._endpoint = endpoint
        self._pause = pause
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"}
        self._url = httpx.URL(endpoint.address)
        if near := endpoint.near_address():
            headers["Host"] = self._url.netloc.decode("ascii")
            self._url = self._url.copy_with(host=near)
        if endpoint.key:
            headers["Authorization"] = f"Bearer {endpoint.key}"
        trusted = httpx.create_ssl_context(trust_env=False)
        trusted.load_default_certs()  # what this machine trusts besides, such as a company's own authority
        self._client = httpx.Client(
            headers=headers,
            timeout=httpx.Timeout(endpoint.seconds, connect=min(_CONNECT_SECONDS, endpoint.seconds)),
            follow_redirects=False,
            trust_env=False,
            proxy=endpoint.proxy or None,
            verify=trusted,
        )

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def answer(self, body: str) -> str:
        """What the model answers to a request of this body; "" where it says nothing.

        Raises:
            SchemaRejected: the server refused the request as it is.
            EndpointError: it cannot be reached, refuses, or answers something else.
        """
        for attempt in range(ATTEMPTS):
            status, headers, content = self._sent(body)
            if status not in _PASSING:
                break
            if attempt + 1 < ATTEMPTS:
                self._pause(_pause(headers.get("Retry-After", ""), attempt))
        if status == 200:
            return self._said(content)
        self._refused(status, content)

    def _sent(self, body: str) -> tuple[int, httpx.Headers, bytes]:
        endpoint = self._endpoint
        until = time.monotonic() + endpoint.seconds
        try:
            with self._client.stream("POST", self._url, content=body.encode("utf-8")) as response:
                if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                    raise self._error("sends a compressed answer, which was not asked for")
                content = bytearray()
                for piece in response.iter_raw():
                    content += piece
                    if len(content) > LARGEST:
                        raise self._error(f"sends an answer of more than {LARGEST // 1024} kB")
                    if time.monotonic() > until:
                        raise httpx.ReadTimeout("the whole answer took too long")
                return response.status_code, response.headers, bytes(content)
        except httpx.TimeoutException:
            raise self._error(
                f"did not answer within {endpoint.seconds:g} seconds", "Try a smaller or faster model, or again later."
            ) from None
        except (httpx.ProxyError, httpx.UnsupportedProtocol):
            raise self._error("could not be reached through the proxy", f"Check {PROXY}.") from None
        except httpx.ConnectError:
            raise self._error("could not be reached", f"Start the server, or check {URL}.") from None
        except httpx.HTTPError as problem:
            raise self._error(f"broke off ({type(problem).__name__})", "Try again; see the server's own log.") from None

    def _said(self, content: bytes) -> str:
        try:
            choices = _Completion.model_validate_json(content).choices
        except (ValidationError, ValueError):
            choices = []
        if not choices:
            raise self._error("answers something that is no chat completion", f"Check {URL}; it usually ends in /v1.")
        said = choices[0].message.content or ""
        return "" if self._endpoint.key and self._endpoint.key in said else said

    def _refused(self, status: int, content: bytes) -> NoReturn:
        said = self._reason(content)
        if status in _REJECTING:
            remedy = f"Check that {MODEL} names a chat model of this server."
            raise SchemaRejected(self._error(f"refused the request with status {status}{said}", remedy))
        if status in (401, 403):
            raise self._error(f"did not let us in (status {status})", f"Set {KEY} to a key that may use the model.")
        if status == 404:
            raise self._error(f"knows no such address or model{said}", f"Check {URL} and {MODEL}.")
        if 300 <= status < 400:
            raise self._error("sends us on to another address, which is not followed", f"Set {URL} to the final one.")
        if status in _PASSING:
            what = "is too busy" if status == 429 else "failed"
            raise self._error(f"{what} (status {status}, {ATTEMPTS} attempts){said}", "Try again later.")
        raise self._error(f"answered with status {status}{said}", f"Check {URL}.")

    def _reason(self, content: bytes) -> str:
        """What the server says of an error, as far as it can be shown; it may repeat what it was sent."""
        from insight_synth.ingest.privacy import redact

        try:
            error = json.loads(content)["error"]
            said = error if isinstance(error, str) else error["message"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return ""
        if not isinstance(said, str) or (self._endpoint.key and self._endpoint.key in said):
            return ""
        line = " ".join("".join(sign if sign.isprintable() else " " for sign in said).split()).rstrip(".")
        line = redact(line[: 4 * _QUOTED]).text
        return f": {line if len(line) <= _QUOTED else line[:_QUOTED] + '…'}" if line else ""

    def _error(self, what: str, remedy: str = "") -> EndpointError:
        return EndpointError(f"the server for names {what}", where=self._endpoint.host, remedy=remedy)


def _pause(retry_after: str, attempt: int) -> float:
    """Seconds to wait before the next attempt: what the server asks for, else twice as long each time."""
    try:
        asked = float(retry_after)
    except ValueError:
        try:
            asked = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            asked = 2.0**attempt
    return min(max(asked, 0.0), LONGEST_PAUSE) if asked == asked else LONGEST_PAUSE
