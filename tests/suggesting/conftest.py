"""An endpoint to talk to that is nobody's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from insight_synth.suggesting import SETTINGS, Endpoint, Passage, ThemeToName
from tests.suggesting.made_server import Server, served

KEY = "sk-live-Zq81xV-not-to-be-seen"


@pytest.fixture(autouse=True)
def nothing_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as server:
        yield server


@pytest.fixture
def endpoint(server: Server) -> Endpoint:
    return Endpoint(server.url, "small-model", KEY, seconds=5.0)


@pytest.fixture
def theme() -> ThemeToName:
    return ThemeToName(
        "t0001",
        {"en": "Parcel", "fi": "Paketti"},
        ("parcel", "late"),
        ("Broken mugs",),
        (
            Passage("The parcel arrived two weeks late.", "en"),
            Passage("Paketti tuli kaksi viikkoa myöhässä.", "fi"),
        ),
        others=("Rude staff", "Töykeä henkilökunta"),
    )
