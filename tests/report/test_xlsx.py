"""The workbook: what its sheets hold, numbers as numbers, texts never as formulas, and a package others can open."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from insight_synth.report import Report, compose, from_json, render, to_json
from insight_synth.report.document import Finding, Prose, Span
from insight_synth.report.untrusted import printable
from tests.report.made_snapshot import HOSTILE, Made, made_snapshot

SHEETS = ["Report", "Findings", "Actions", "Figures", "Shares by source", "Shares by month", "Quotations", "Sources"]


@pytest.fixture(scope="module")
def workbook(reports: dict[str, Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(reports["en"], tmp_path_factory.mktemp("xlsx") / "report.xlsx")


@pytest.fixture(scope="module")
def opened(workbook: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(workbook)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    said = {"en": HOSTILE, "fi": ("_x0041_ +1+1 " + "a" * 40_000,), "pl": ("@SUM(A1) -1",)}
    report = compose(made_snapshot(said=said).snapshot, "en")
    return render(report, tmp_path_factory.mktemp("xlsx") / "hostile.xlsx")


def rows(book: openpyxl.Workbook, sheet: str) -> list[tuple[object, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


def test_every_sheet_has_headings_that_stay_and_filter(opened: openpyxl.Workbook) -> None:
    assert [sheet.title for sheet in opened][: len(SHEETS)] == SHEETS
    for sheet in opened:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.max_row > 1


def test_every_finding_action_figure_and_text_is_there(reports: dict[str, Report], opened: openpyxl.Workbook) -> None:
    report = reports["en"]
    claims = {row[2] for row in rows(opened, "Findings")}
    assert all(printable(finding.claim.text) in claims for finding in report.findings)
    assert {row[2] for row in rows(opened, "Actions")} >= {printable(action.what.text) for action in report.actions}
    figures = {row[0]: row for row in rows(opened, "Figures")[1:]}
    for figure in report.figures:
        assert figures[figure.id][1] == printable(figure.key)
        assert figures[figure.id][3] == printable(figure.shown)
    words = {row[2] for row in rows(opened, "All texts")}
    for section in report.sections:
        assert printable(section.title) in words


def test_every_quotation_is_there_with_its_lasting_id(reports: dict[str, Report], opened: openpyxl.Workbook) -> None:
    held = {row[1]: row[3] for row in rows(opened, "Quotations")[1:]}
    assert held == {f"{c.verbatim_id}:{c.start}-{c.end}": printable(c.text) for c in reports["en"].citations}


def test_shares_are_numbers_shown_as_percent(opened: openpyxl.Workbook) -> None:
    sheet = opened["Shares by source"]
    for row in sheet.iter_rows(min_row=2, min_col=5, max_col=7):
        for cell in row:
            assert cell.data_type == "n"
            assert cell.number_format == "0.0%"


def test_nothing_is_a_formula_or_a_link(hostile: Path) -> None:
    book = openpyxl.load_workbook(hostile)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    # To a spreadsheet _x0041_ is the letter A and _x005F_ the underscore (ECMA-376, 22.9.2.19).
    assert any(str(cell.value).startswith("_x005F_x0041_") for cell in cells)
    assert not any(str(cell.value).startswith("_x0041_") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert max(len(str(cell.value)) for cell in cells) <= 32_767
    with zipfile.ZipFile(hostile) as held:
        assert not any(b"<f>" in held.read(name) or b"<hyperlink" in held.read(name) for name in held.namelist()
                       if name.startswith("xl/"))  # fmt: skip


def test_a_sheet_takes_any_title_a_section_may_be_given(reports: dict[str, Report], tmp_path: Path) -> None:
    titles = ["=1+1/[x]*?", "History", "'", "", "x" * 80, "x" * 80]
    sections = tuple(
        replace(section, title=titles[place % len(titles)]) for place, section in enumerate(reports["en"].sections)
    )
    book = openpyxl.load_workbook(render(replace(reports["en"], sections=sections), tmp_path / "r.xlsx"))
    named = [sheet.title for sheet in book]
    assert len({name.casefold() for name in named}) == len(named)
    assert all(0 < len(name) <= 31 and name.casefold() != "history" and name.strip("'") for name in named)


def test_words_that_nothing_computes_are_marked(reports: dict[str, Report], tmp_path: Path) -> None:
    report = reports["en"]
    claim = Prose((Span("We lose "), Span("9,999", mark="by hand"), Span(" a day.")))
    story = replace(report.sections[0], blocks=(Finding("Title", claim, written="edited"), *report.sections[0].blocks))
    book = openpyxl.load_workbook(
        render(replace(report, sections=(story, *report.sections[1:])), tmp_path / "r.xlsx")
    )
    found = next(row for row in rows(book, "Findings") if row[1] == "Title")
    assert found[2] == "We lose 9,999† a day."
    assert found[5] == "reworded by people"
    assert any(row[0] == "†" for row in rows(book, "Report"))


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_the_package_carries_the_report_and_declares_it(small: Made, tmp_path: Path, ending: str) -> None:
    report = compose(small.snapshot, "fi")
    with zipfile.ZipFile(render(report, tmp_path / f"r.{ending}")) as held:
        carried = held.read("insight-synth/report.json").decode()
        types = etree.fromstring(held.read("[Content_Types].xml"))
        related = etree.fromstring(held.read("_rels/.rels"))
        names = held.namelist()
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(held.read(name))
    assert carried == to_json(report)
    assert from_json(carried) == report
    endings = {item.get("Extension"): item.get("ContentType") for item in types}
    assert endings["json"] == "application/json"
    assert "insight-synth/report.json" in [item.get("Target") for item in related]
    declared = {item.get("PartName") for item in types}
    assert all(f"/{name}" in declared or name.rsplit(".", 1)[-1] in endings for name in names)
    assert len({item.get("Id") for item in related}) == len(related)
