"""An export that differs from what its source delivered before is held back in a browser, until it is decided on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from insight_synth.store import Workspace, records
from tests.e2e.conftest import Serve, choose, idle, press, settled, unfold

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SAID = (
    "Paczka przyszła za późno", "Kurier zgubił przesyłkę", "Kubek był stłuczony", "Obsługa była nieuprzejma",
    "Kolejka ciągnęła się do drzwi", "Żądam zwrotu pieniędzy",
)  # fmt: skip
HEAD = "Rejestr reklamacji, sklepy;;;\n;;;\nNumer;Data;Treść zgłoszenia;Ocena\n"


def register(*rows: str) -> bytes:
    """A register as an old program in Poland writes it: a title above the header, semicolons, cp1250."""
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode("cp1250")


MARCH = register(*(f"{n};{n % 28 + 1:02}.03.2025;{SAID[n % 6]}, sprawa {n}, proszę;{n % 5 + 1}" for n in range(60)))
APRIL = register(*(f"{n};;{'ok' if n % 3 else 'brak'};" for n in range(60, 150)))  # what a broken export button gives


def test_a_broken_export_is_held_back_until_it_is_decided_on(page: Page, serve: Serve, ws: Workspace) -> None:
    from playwright.sync_api import expect

    held = page.get_by_text("1 export is held back")
    page.goto(f"{serve(ws.path)}/add")
    press(page.get_by_role("switch", name="Analyse right afterwards"), "Space")
    upload(page, "reklamacje-marzec.csv", MARCH)
    choose(page, "Kind", "Complaints")
    press(page.get_by_role("button", name="This is right, add it"))
    settled(page)
    upload(page, "reklamacje-kwiecień.csv", APRIL)
    expect(page.get_by_text("it is probably the next export of that source")).to_be_visible()
    press(page.get_by_role("button", name="This is right, add it"))
    settled(page)

    press(page.get_by_role("link", name="Sources", exact=True))
    expect(held).to_be_visible()
    expect(page.get_by_text("60 rows in 1 file = 60 verbatims")).to_be_visible()
    press(page.get_by_role("button", name="Leave it out"))
    settled(page)
    expect(held).to_be_hidden()
    assert states(ws) == {"reklamacje-marzec.csv": "accepted", "reklamacje-kwiecień.csv": "left out"}

    choose(page, "Open a source", "reklamacje-marzec")
    expect(page.get_by_role("heading", name="reklamacje-marzec", level=1)).to_be_visible()
    unfold(page, "reklamacje-kwiecień.csv · left out")
    press(page.get_by_role("button", name="Take the decision back"))
    settled(page)
    press(page.get_by_role("button", name="Accept it"))
    settled(page)
    expect(page.get_by_text("150 rows in 2 files")).to_be_visible()
    assert set(states(ws).values()) == {"accepted"}


def upload(page: Page, name: str, content: bytes) -> None:
    idle(page)
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def states(ws: Workspace) -> dict[str, str]:
    """What is decided on each export."""
    with ws.read() as connection:
        return {export.name: export.state for export in records.exports(connection)}
