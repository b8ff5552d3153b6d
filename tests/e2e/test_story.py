"""Two working days in a real browser: what was found is read and taken away, and a messy export is brought in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from insight_synth import pipeline
from insight_synth.store import Workspace, records
from tests.e2e.conftest import Serve, idle, settled

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


def test_themes_are_read_and_the_report_is_built_and_downloaded(
    page: Page, serve: Serve, analysed_shop: Workspace, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    page.goto(serve(analysed_shop.path))
    expect(page.get_by_role("heading", name="Where the work stands")).to_be_visible()
    page.get_by_role("link", name="Themes", exact=True).click()
    expect(page.get_by_role("heading", name="Themes", exact=True)).to_be_visible()

    page.get_by_role("combobox", name="Open a theme").click()
    page.get_by_role("option", name=theme.name()).first.click()
    expect(page.get_by_role("heading", name=theme.name(), exact=True)).to_be_visible()
    expect(page.get_by_text(theme.quotes[0].text).first).to_be_visible()
    idle(page)
    page.get_by_role("button", name="Whole text").first.click()
    expect(page.locator("mark", has_text=theme.quotes[0].text)).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_role("radio", name="Export", exact=True).click()
    page.get_by_role("button", name="Build the report").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    download.value.save_as(tmp_path / "report.pdf")
    assert pipeline.verify(analysed_shop, tmp_path / "report.pdf") == []


def test_a_messy_export_is_mapped_and_a_broken_one_held_back_until_it_is_decided_on(
    page: Page, serve: Serve, ws: Workspace
) -> None:
    from playwright.sync_api import expect

    page.goto(serve(ws.path))
    page.get_by_role("link", name="Add exports", exact=True).first.click()
    page.get_by_text("Analyse right afterwards").click()
    upload(page, "reklamacje-marzec.csv", MARCH)
    page.get_by_role("combobox", name="Kind").click()
    page.get_by_role("option", name="complaints").click()
    expect(page.get_by_text("Paczka przyszła za późno, sprawa 0").first).to_be_visible()
    choose_letters(page, "cp1252 – Western European, Windows")
    expect(page.get_by_text("Paczka przysz³a").first).to_be_visible()
    choose_letters(page, "cp1250 – Central European, Windows")
    expect(page.get_by_text("Paczka przyszła za późno, sprawa 0").first).to_be_visible()
    expect(page.get_by_text("All of the first 60 rows become feedback or events.")).to_be_visible()
    page.get_by_role("button", name="This is right, add it").click()
    settled(page)

    upload(page, "reklamacje-kwiecień.csv", APRIL)
    expect(page.get_by_text("it is probably the next export of that source")).to_be_visible()
    page.get_by_role("button", name="This is right, add it").click()
    settled(page)

    page.get_by_role("link", name="Sources", exact=True).click()
    expect(page.get_by_text("1 export is held back")).to_be_visible()
    expect(page.get_by_text("60 rows in 1 file = 60 verbatims")).to_be_visible()
    page.get_by_role("button", name="Leave it out").click()
    settled(page)
    expect(page.get_by_text("1 export is held back")).to_be_hidden()
    assert states(ws) == {"reklamacje-marzec.csv": "accepted", "reklamacje-kwiecień.csv": "left out"}

    page.get_by_role("combobox", name="Open a source").click()
    page.get_by_role("option", name="reklamacje-marzec").click()
    page.get_by_text("90 rows · left out").click()
    page.get_by_role("button", name="Take the decision back").click()
    settled(page)
    page.get_by_role("button", name="Accept it").click()
    settled(page)
    expect(page.get_by_text("150 rows in 2 files")).to_be_visible()
    assert set(states(ws).values()) == {"accepted"}


def upload(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def choose_letters(page: Page, encoding: str) -> None:
    page.get_by_role("combobox", name="How its letters are read").click()
    page.get_by_role("option", name=encoding, exact=True).click()


def states(ws: Workspace) -> dict[str, str]:
    """What is decided on each export."""
    with ws.read() as connection:
        return {export.name: export.state for export in records.exports(connection)}
