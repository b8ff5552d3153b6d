"""Where names may be asked for: the settings, and which addresses they may hold. Nothing is sent from here."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from insight_synth.errors import EndpointError, UsageError

__all__ = ["SETTINGS", "Endpoint"]

URL, MODEL = "INSIGHT_SYNTH_NAMES_URL", "INSIGHT_SYNTH_NAMES_MODEL"
KEY, PROXY = "INSIGHT_SYNTH_NAMES_KEY", "INSIGHT_SYNTH_NAMES_PROXY"
SETTINGS: Mapping[str, str] = {
    URL: "the server's address, such as http://localhost:11434/v1",
    MODEL: "the model's name, such as the server lists it",
    KEY: "the key, where the server wants one",
    PROXY: "a proxy to go through; those of the environment are not used",
}
"""The environment variables, the first two needed, with what each holds."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_KEY = re.compile(r"[!-~]{1,4096}")
_MODEL = re.compile(r"[!-~](?:[ -~]{0,198}[!-~])?")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that speaks the chat completions of OpenAI. Key and proxy stand in no representation of it.

    Args:
        url: up to and with ``/v1``; https, or http to this machine or a private network.
        model: as the server knows it.
        key: sent as a bearer token; "" for none.
        proxy: address of a proxy; "" for none, whatever the environment says.
        seconds: after which an answer is no longer waited for.

    Raises:
        UsageError: a value cannot be used.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    proxy: str = field(default="", repr=False)
    seconds: float = 180.0

    def __post_init__(self) -> None:
        parts = _split(self.url)
        if parts.scheme == "http" and (address := _literal(parts.hostname or "")) and not _is_near(address):
            raise _open_http()
        if not _MODEL.fullmatch(self.model):
            raise UsageError(f"{MODEL} is no name of a model", remedy="Give it as the server lists it.")
        if self.key and not _KEY.fullmatch(self.key):
            raise UsageError(f"{KEY} holds signs that no key has", remedy="Set it again, without spaces or line ends.")
        if self.proxy and _parts(self.proxy) is None:
            raise UsageError(f"{PROXY} is no address of a proxy", remedy="Give it as http://host:port.")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Endpoint | None:
        """The endpoint as it is set up; None where the address or the model is not set: then nothing is ever sent."""
        values = {name: environ.get(name, "").strip() for name in SETTINGS}
        if not values[URL] or not values[MODEL]:
            return None
        return cls(values[URL], values[MODEL], values[KEY], values[PROXY])

    @property
    def address(self) -> str:
        """Where requests go."""
        return f"{self.url.rstrip('/')}/chat/completions"

    @property
    def host(self) -> str:
        """The server's name, with its port where that is given."""
        return _split(self.url).netloc.lower()

    def near_address(self) -> str:
        """The address of this machine or network that an http server's name stands for; "" for https.

        Asked once for a conversation, which then goes to that very address: the name cannot come to mean another.

        Raises:
            EndpointError: the name is unknown.
            UsageError: it stands for an address anywhere else.
        """
        parts = _split(self.url)
        if parts.scheme == "https":
            return ""
        try:
            found = socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)
        except OSError:
            raise EndpointError(
                "there is no server of this name", where=self.host, remedy=f"Check {URL}, and that the server runs."
            ) from None
        addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
        if not addresses or not all(_is_near(ipaddress.ip_address(address)) for address in addresses):
            raise _open_http()
        return addresses[0]


def _parts(url: str) -> SplitResult | None:
    """Of an http or https address with a host; None of anything else."""
    try:
        parts = urlsplit(url)
        fit = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    plain = url.isascii() and url.isprintable() and " " not in url
    return parts if fit and plain and parts.scheme in ("http", "https") else None


def _split(url: str) -> SplitResult:
    parts = _parts(url)
    if parts is None:
        raise UsageError(f"{URL} is no address of a server", remedy="Give it as https://host/v1.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(
            f"{URL} holds more than an address", remedy=f"Give it as https://host/v1, and the key in {KEY}."
        )
    return parts


def _open_http() -> UsageError:
    return UsageError(
        f"{URL} would send passages unencrypted over the open network",
        remedy="Use https, or a server on this machine or a private network.",
    )


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_near(address: Address) -> bool:
    """Of this machine or of a private network (RFC 1918, RFC 4193)."""
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or any(mapped in net for net in _PRIVATE if net.version == mapped.version))


_PRIVATE = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
