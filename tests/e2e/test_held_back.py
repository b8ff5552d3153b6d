"""An export that differs from what its source delivered before is held back in a browser, until it is decided on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from insight_synth import pipeline
from insight_synth.store import Workspace, records
from tests.e2e.conftest import Serve, choose, press, settled, unfold

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SAID = (
    "Paczka przyszła za późno", "Kurier zgubił przesyłkę", "Kubek był stłuczony", "Obsługa była nieuprzejma",
    "Kolejka ciągnęła się do drzwi", "Żądam zwrotu pieniędzy",
)  # fmt: skip
SOURCE = """
name = "Reklamacje"
kind = "complaints"
exports = ["*.csv"]
columns = { text = "Treść zgłoszenia", date = "Data" }
"""
HEAD = "Rejestr reklamacji, sklepy;;;\n;;;\nNumer;Data;Treść zgłoszenia;Ocena\n"


def register(*rows: str) -> bytes:
    """A register as an old program in Poland writes it: a title above the header, semicolons, cp1250."""
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode("cp1250")


MARCH = register(*(f"{n};{n % 28 + 1:02}.03.2025;{SAID[n % 6]}, sprawa {n}, proszę;{n % 5 + 1}" for n in range(60)))
APRIL = register(*(f"{n};;{'ok' if n % 3 else 'brak'};" for n in range(60, 150)))  # what a broken export button gives


def test_a_broken_export_is_held_back_until_it_is_decided_on(
    page: Page, serve: Serve, ws: Workspace, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    delivered = tmp_path / "reklamacje"
    delivered.mkdir()
    (delivered / "source.toml").write_text(SOURCE, encoding="utf-8")
    for name, content in (("marzec.csv", MARCH), ("kwiecień.csv", APRIL)):
        (delivered / name).write_bytes(content)
        pipeline.add(ws, [delivered])

    held = page.get_by_text("1 export is held back")
    page.goto(f"{serve(ws.path)}/sources")
    expect(held).to_be_visible()
    expect(page.get_by_text("60 rows in 1 file = 60 verbatims")).to_be_visible()
    press(page.get_by_role("button", name="Leave it out"))
    settled(page)
    expect(held).to_be_hidden()
    assert states(ws) == {"marzec.csv": "accepted", "kwiecień.csv": "left out"}

    choose(page, "Open a source", "Reklamacje")
    expect(page.get_by_role("heading", name="Reklamacje", level=1)).to_be_visible()
    unfold(page, "kwiecień.csv · left out")
    press(page.get_by_role("button", name="Take the decision back"))
    settled(page)
    press(page.get_by_role("button", name="Accept it"))
    settled(page)
    expect(page.get_by_text("150 rows in 2 files")).to_be_visible()
    assert set(states(ws).values()) == {"accepted"}


def states(ws: Workspace) -> dict[str, str]:
    """What is decided on each export."""
    with ws.read() as connection:
        return {export.name: export.state for export in records.exports(connection)}
