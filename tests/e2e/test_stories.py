"""Five working days in a real browser, on the demo and on real data: brought in, found, asked, decided, told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from insight_synth import pipeline
from insight_synth.model import Filter, Settings
from insight_synth.store import Workspace, records
from insight_synth.workbench.draft import additions
from insight_synth.workbench.untrusted import one_line
from insight_synth.workbench.wording import Wording
from tests.e2e.conftest import ROOT, choose, idle, press, serving, settled, unfold

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

REAL = ROOT.parent / "shared" / "data"
NAMED = "What the board calls it"
WHY = "Nobody reads it"


@dataclass(frozen=True)
class Messy:
    """An export that no system would call tidy, and what is to be settled about it."""

    file: Path
    kind: str
    wrong: str  # letters in which it is not written
    proposed: int  # columns proposed as what people wrote
    text: str  # the column that holds it
    says: str  # what is written in its first row
    looks: str  # the same in wrong letters


@dataclass(frozen=True)
class Company:
    """A company whose data are analysed, and what people of its trade believe and bring."""

    name: str
    sources: Path
    belief: str
    messy: Messy


@dataclass(frozen=True)
class Served:
    """An analysed company behind an address; each story has a workspace of its own."""

    company: Company
    original: Path
    address: str

    def workspace(self, story: str) -> Workspace:
        folder = self.original.with_name(f"{self.original.name}-{story}")
        shutil.copytree(self.original, folder)
        return Workspace.open(folder)

    def url(self, ws: Workspace, page: str = "", language: str = "en") -> str:
        return f"{self.address}/{page}?lang={language.upper()}&ws={ws.path.name}"


COMPANIES = (
    Company(
        "demo", ROOT / "sources", "The delivery is late",
        Messy(
            ROOT / "sources" / "complaints-finland" / "reklamaatiot.csv", "complaints", "mac-roman", 2, "Kuvaus",
            "Seurannan mukaan minua ei tavoitettu, vaikka kukaan ei ole yrittänyt", "yritt‰nyt",
        ),
    ),
    Company(
        "airlines", REAL / "airlines", "Flights are late",
        Messy(
            REAL / "formats" / "encodings" / "hotele_cp1250_semicolon.csv", "reviews", "cp1252", 1, "text",
            "Jakość średnia", "Jakoœæ œrednia",
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module", params=COMPANIES, ids=lambda company: company.name)
def served(request: pytest.FixtureRequest, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    company: Company = request.param
    if not (company.sources.is_dir() and company.messy.file.is_file()):
        pytest.skip(f"{company.sources} is not there")
    folder = tmp_path_factory.mktemp(company.name) / company.name
    with Workspace.open(folder, create=True) as ws:
        pipeline.change_settings(ws, Settings(encoder="fast"))
        pipeline.add(ws, [company.sources])
        pipeline.analyse(ws)
    with serving(folder) as address:
        yield Served(company, folder, address)


def test_a_team_brings_a_messy_export_and_settles_its_mapping(page: Page, served: Served) -> None:
    from playwright.sync_api import expect

    words, messy = Wording("en"), served.company.messy
    with served.workspace("team") as ws:
        page.goto(served.url(ws))
        press(page.get_by_role("button", name=words.text("home.menu")))
        press(page.get_by_role("button", name=words.text("home.own_open")))
        expect(page.get_by_role("heading", name=words.text("add.title"), level=1)).to_be_visible()
        press(page.get_by_role("switch", name=words.text("add.analyse")), "Space")
        idle(page)
        page.locator("input[type=file]").set_input_files(messy.file)
        choose(page, words.text("add.kind"), words.kind(messy.kind))
        says, looks = (page.get_by_text(text).first for text in (messy.says, messy.looks))
        expect(says).to_be_visible()
        choose(page, words.text("add.encoding"), words.encoding(messy.wrong))
        expect(looks).to_be_visible()
        choose(page, words.text("add.encoding"), words.encoding("cp1250" if messy.wrong == "cp1252" else "cp1252"))
        expect(says).to_be_visible()
        choose(page, words.text("column.text"), messy.text, dropping=messy.proposed)
        press(page.get_by_role("button", name=words.text("add.confirm")))
        settled(page)
        expect(page.get_by_text(words.text("read.adds_up"))).to_be_visible()
    (own,) = (folder for folder in served.original.parent.glob("workspace*") if folder.is_dir())
    with Workspace.open(own) as made, made.read() as connection:
        (export,) = records.exports(connection)
        assert export.name == messy.file.name
        assert export.rows == export.verbatims + export.duplicates + export.rejects > 300
        assert any(verbatim.text.startswith(messy.says) for verbatim in records.verbatims(connection))
    shutil.rmtree(own)  # a workspace beside the others is offered to all


def test_an_owner_finds_a_theme_checks_it_down_to_the_row_renames_and_merges(page: Page, served: Served) -> None:
    from playwright.sync_api import expect

    words = Wording("en")
    with served.workspace("theme") as ws:
        shown = pipeline.snapshot(ws)
        theme, other = shown.top_themes[:2]
        evidence = max(theme.evidence, key=lambda entry: entry.mentions)
        (source,) = (one.source for one in shown.profiles if one.source.id == evidence.source)
        first = pipeline.mentions_page(ws, Filter(theme.id, (source.id,)), limit=1).rows[0].citation
        cell = next(cell for cell in pipeline.row_in_export(ws, first.verbatim_id) if cell.column)

        page.goto(served.url(ws))
        press(page.get_by_role("link", name="Themes", exact=True))
        choose(page, words.text("themes.open"), one_line(words.listed(theme)))
        expect(page.get_by_role("heading", name=words.theme(theme), exact=True, level=1)).to_be_visible()
        choose(page, words.text("theme.read_source"), f"{one_line(source.name)} ({words.show(evidence.voices)})")
        expect(page.get_by_role("heading", level=1)).to_contain_text(source.name)
        told = words.say("mentions.voices", mentions=evidence.mentions, voices=evidence.voices).replace("**", "")
        expect(page.get_by_text(told)).to_be_visible()
        press(page.get_by_role("button", name=words.text("quote.whole")))
        window = page.get_by_role("dialog")
        expect(window.locator("mark").first).to_be_visible()
        expect(window.get_by_text(source.name).first).to_be_visible()
        unfold(page, words.text("verbatim.show_row"))
        expect(window.locator(".st-key-whole_row").get_by_text(cell.column, exact=True)).to_be_visible()
        page.keyboard.press("Escape")
        expect(window).to_be_hidden()

        press(page.get_by_role("link", name=words.text("mentions.open_theme")))
        press(page.get_by_role("button", name=words.text("decision.rename")))
        page.get_by_label(words.text("decision.new_name")).fill(NAMED)
        press(page.get_by_role("button", name=words.text("decision.save")))
        expect(page.get_by_role("heading", name=NAMED, level=1)).to_be_visible()
        press(page.get_by_role("button", name=words.text("decision.merge")))
        choose(page, words.text("decision.merge_into"), one_line(words.theme(other)))
        press(page.get_by_role("button", name=words.text("decision.merge_go"), exact=True))
        settled(page)
        expect(page.get_by_role("heading", name=words.theme(other), exact=True, level=1)).to_be_visible()
        assert [made.kind for made in pipeline.decisions_of(ws)] == ["rename", "merge"]
        merged = pipeline.snapshot(ws)
        assert theme.id not in {one.id for one in merged.top_themes}
        assert merged.theme(other.id).size == other.size + theme.size


def test_an_owner_asks_a_hunch_and_puts_a_voice_into_the_report(page: Page, served: Served) -> None:
    from playwright.sync_api import expect

    words, belief = Wording("en"), served.company.belief
    with served.workspace("hunch") as ws:
        found = pipeline.hunch(ws, belief).claim
        report = pipeline.composed_report(ws, pipeline.snapshot(ws), "en")
        place = next(place for place in additions.places(report) if not place.in_chapter and not place.full)

        page.goto(served.url(ws))
        press(page.get_by_role("link", name="Hunches", exact=True))
        page.get_by_label(words.text("hunches.label")).fill(belief)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=belief)).to_be_visible()
        told = words.say("hunches.sides_caption", voices=found.sides.voices, mentions=found.mentions)
        expect(page.get_by_text(told)).to_be_visible()
        expect(page.get_by_text(words.text(f"hunches.told_{found.verdict.replace(' ', '_')}"))).to_be_visible()

        press(page.get_by_role("tabpanel").get_by_role("button", name=words.text("adding.button")))
        window = page.get_by_role("dialog")
        choose(page, words.text("adding.where"), place.label)
        press(window.get_by_role("button", name=words.text("adding.go"), exact=True))
        expect(window.get_by_text(words.say("adding.done", place=place.label))).to_be_visible()
        chosen = pipeline.draft(ws).quotes(place.item)
        assert chosen is not None
        assert chosen[:-1] == place.passages
        press(window.get_by_role("link", name=words.text("adding.to_report")))
        expect(page.get_by_role("heading", name=words.text("report.title"), level=1)).to_be_visible()


def test_an_owner_retires_a_source_after_a_what_if(page: Page, served: Served) -> None:
    from playwright.sync_api import expect

    words = Wording("en")
    with served.workspace("retire") as ws:
        shown = pipeline.snapshot(ws)
        source = min((one for one in shown.profiles if one.mentions), key=lambda one: one.voices).source
        lost = pipeline.what_if(ws, (source.id,))
        panel, said = page.locator(".st-key-removal"), page.locator(".st-key-decided")

        def take_away() -> None:
            choose(page, words.text("removing.which"), one_line(source.name))
            expect(panel.get_by_text(words.show(lost.what_if.coverage_after, "share")).first).to_be_visible()
            press(panel.get_by_role("button", name=words.say("decided.retire_these", sources=1)))
            page.get_by_label(words.text("decided.why")).fill(WHY)
            press(page.get_by_role("button", name=words.say("decided.confirm", sources=1)))
            expect(said.get_by_text(WHY)).to_be_visible()

        page.goto(served.url(ws))
        press(page.get_by_role("link", name="Sources", exact=True))
        take_away()
        assert pipeline.source_decisions(ws)[source.id].verdict == "retire"
        press(said.get_by_role("button", name=words.text("decided.undo")))
        expect(said).to_be_hidden()
        assert pipeline.source_decisions(ws) == {}
        take_away()
        press(page.get_by_role("button", name=words.text("home.analyse_again")))
        settled(page)
        after = pipeline.snapshot(ws)
        assert [one.source for one in after.retired] == [source.id]
        assert source.id not in {one.source.id for one in after.profiles}


def test_an_owner_builds_previews_and_downloads_the_report_in_finnish(
    page: Page, served: Served, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    words = Wording("fi")
    with served.workspace("report") as ws:
        report = pipeline.composed_report(ws, pipeline.snapshot(ws), "fi")
        page.goto(served.url(ws, language="fi"))
        expect(page.locator("html")).to_have_attribute("lang", "fi")
        press(page.get_by_role("link", name=words.text("report.title"), exact=True))
        press(page.get_by_role("radio", name=words.text("report.view_preview"), exact=True), "Space")
        preview = page.frame_locator("iframe").first.frame_locator("iframe")
        expect(preview.get_by_role("heading", name=report.cover.title).first).to_be_visible()
        press(page.get_by_role("radio", name=words.text("report.view_export"), exact=True), "Space")
        press(page.get_by_role("button", name=words.text("report.build")))
        download = page.get_by_role("button", name=words.text("report.download"))
        download.wait_for()
        with page.expect_download() as fetched:
            press(download)
        fetched.value.save_as(tmp_path / "report.pdf")
        assert pipeline.verify(ws, tmp_path / "report.pdf") == []
