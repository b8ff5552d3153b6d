"""Settings of the endpoint: off unless set up, no open http, and a key that is never seen."""

from __future__ import annotations

import socket

import pytest

from insight_synth.errors import EndpointError, UsageError
from insight_synth.suggesting import SETTINGS, Endpoint, ThemeToName, suggest
from tests.suggesting.conftest import KEY

URL, MODEL, KEY_NAME, PROXY = SETTINGS


def test_it_is_off_unless_both_address_and_model_are_set() -> None:
    assert Endpoint.from_environment({}) is None
    assert Endpoint.from_environment({URL: "http://localhost:1/v1", KEY_NAME: KEY}) is None
    assert Endpoint.from_environment({MODEL: "m", URL: " "}) is None
    found = Endpoint.from_environment({URL: "https://api.example.com/v1/", MODEL: "m", KEY_NAME: KEY})
    assert found is not None
    assert (found.address, found.host, found.key) == (
        "https://api.example.com/v1/chat/completions", "api.example.com", KEY,
    )  # fmt: skip


def test_the_key_and_the_proxy_stand_in_no_representation() -> None:
    endpoint = Endpoint("http://localhost:1/v1", "m", KEY, "http://user:secret@proxy:3128")
    for shown in (repr(endpoint), str(endpoint), f"{endpoint}", repr([endpoint])):
        assert KEY not in shown
        assert "secret" not in shown


@pytest.mark.parametrize(
    "url",
    [
        "localhost:11434/v1", "ftp://localhost/v1", "https://", "http://localhost:99999/v1", "http://local host/v1",
        "https://user:pass@example.com/v1", "https://example.com/v1?key=1", "https://example.com/v1#x",
        "http://8.8.8.8/v1", "http://[2001:4860:4860::8888]/v1", "http://169.254.169.254/v1", "http://0.0.0.0:1/v1",
        "https://exämple.com/v1", "https://example.com/v1\n",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        Endpoint(url, "m")
    assert URL in str(refused.value)
    assert "pass" not in str(refused.value).replace("passages", "")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/v1", "http://[::1]:1/v1", "http://10.1.2.3/v1", "http://192.168.0.9:8080/v1",
     "http://[fd00::1]/v1", "http://localhost/v1", "https://8.8.8.8/v1"],
)  # fmt: skip
def test_http_is_for_this_machine_and_private_networks_https_for_all(url: str) -> None:
    assert Endpoint(url, "m").address == f"{url}/chat/completions"


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


def test_a_name_that_leads_into_the_open_network_gets_nothing_over_http(
    monkeypatch: pytest.MonkeyPatch, theme: ThemeToName
) -> None:
    resolving(monkeypatch, "192.168.1.2", "93.184.216.34")
    with pytest.raises(UsageError, match="unencrypted"):
        suggest([theme], Endpoint("http://names.example/v1", "m"), ["en"])


def test_a_name_of_the_own_network_is_asked_for_once_and_its_address_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "192.168.1.2")
    assert Endpoint("http://names.example/v1", "m").near_address() == "192.168.1.2"
    assert Endpoint("https://names.example/v1", "m").near_address() == ""


def test_an_unknown_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(EndpointError, match=URL):
        Endpoint("http://names.example/v1", "m").near_address()


@pytest.mark.parametrize("key", [f"{KEY}\nHost: evil", f"{KEY} x", "sk-ä"])
def test_a_key_that_would_break_a_header_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(UsageError) as refused:
        Endpoint("https://example.com/v1", "m", key)
    assert KEY not in str(refused.value)


@pytest.mark.parametrize(
    "proxy", ["proxy:3128", "socks5://proxy", "http://", "http://[bad", "http://me:secret@p:99999"]
)
def test_a_proxy_that_cannot_be_used_is_refused_and_not_repeated(proxy: str) -> None:
    with pytest.raises(UsageError, match=PROXY) as refused:
        Endpoint("https://example.com/v1", "m", proxy=proxy)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("model", ["modèle", "", " m", "m\nx", "m" * 300])
def test_a_model_without_a_proper_name_is_refused(model: str) -> None:
    with pytest.raises(UsageError, match=MODEL):
        Endpoint("https://example.com/v1", model)
