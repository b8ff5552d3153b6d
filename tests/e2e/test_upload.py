"""A team brings two files in by a real browser: a messy register, its mapping corrected by keyboard, and a photo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from insight_synth.store import Workspace, records
from tests.e2e.conftest import Serve, choose, idle, press, unfold

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SAID = ("Paczka przyszła za późno", "Kurier zgubił przesyłkę", "Kubek był stłuczony", "Obsługa była nieuprzejma")
NAMES = ("Łódź Widzew", "Kraków Zabłocie", "Żory Śródmieście", "Gdańsk Wrzeszcz Północ")


def register() -> bytes:
    """A register as an old program writes it: a title above the header, semicolons, cp1250, empty rows and a repeat."""
    rows = [
        f"{n};{n % 28 + 1:02}.03.2025;{NAMES[n % 4]};{SAID[n % 4]}, sprawa {n}, proszę pisać: jan{n}@example.com"
        for n in range(40)
    ]
    rows += [rows[0], "40;;;", "41;;;", '42;01.03.2025;Łódź;"=HYPERLINK(""x"")"']
    return ("Rejestr reklamacji;;;\n;;;\nNumer;Data;Sklep;Treść\n" + "\n".join(rows) + "\n").encode("cp1250")


def test_a_messy_export_is_settled_by_keyboard_read_and_its_rejects_are_downloaded(
    page: Page, serve: Serve, ws: Workspace, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    page.goto(f"{serve(ws.path)}/add")
    press(page.get_by_role("switch", name="Analyse right afterwards"), "Space")
    idle(page)
    files: list[FilePayload] = [
        {"name": "rejestr.csv", "mimeType": "text/csv", "buffer": register()},
        {"name": "photo.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(60)},
    ]
    page.locator("input[type=file]").set_input_files(files)
    expect(page.get_by_text("photo.csv cannot be added")).to_be_visible()
    expect(page.get_by_role("heading", name="rejestr.csv")).to_be_visible()
    assert spooled(ws), "what was uploaded lies on disk, beside the workspace"

    choose(page, "Kind", "Complaints")
    expect(page.get_by_text("please check ·")).to_be_visible()  # the shops' names are taken for what people wrote
    choose(page, "What people wrote", "Treść", dropping=1)
    expect(page.get_by_text("Of the first 44 rows, 42 become feedback or events and 2 are rejected.")).to_be_visible()
    expect(page.get_by_text("e-mail addresses (41)")).to_be_visible()
    unfold(page, "Not found in this file; choose a column if there is one")
    choose(page, "Customer group", "Sklep")
    expect(page.get_by_text("your choice").first).to_be_visible()
    press(page.get_by_role("button", name="This is right, add it"))

    expect(page.get_by_role("heading", name="Read last")).to_be_visible()
    expect(
        page.get_by_text("44 rows = 41 pieces of feedback + 1 duplicate + 2 rejects. The sum adds up.")
    ).to_be_visible()
    expect(page.get_by_text("1 row repeats another row of this file: counted once.")).to_be_visible()
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Download the rejects with reasons"))
    download.value.save_as(tmp_path / "rejects.csv")
    lines = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines] == ["Reason", "empty text", "empty text"]
    with ws.read() as connection:
        (export,) = records.exports(connection)
        groups = {verbatim.segment for verbatim in records.verbatims(connection)}
    assert (export.rows, export.encoding) == (44, "cp1250")
    assert set(NAMES) <= groups
    page.reload()
    expect(page.get_by_text("The sum adds up.")).to_be_visible()


def spooled(ws: Workspace) -> list[Path]:
    return [file for file in (ws.path.parent / ".uploads").rglob("*") if file.is_file() and file.suffix != ".lock"]
