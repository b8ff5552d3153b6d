"""HTML, Markdown and XLSX: the same report, with hostile text inert in each."""

from __future__ import annotations

import itertools
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import html as parser

from insight_synth.errors import UsageError
from insight_synth.model import Series
from insight_synth.report import Report, compose, render
from insight_synth.report.untrusted import printable, safe_link, squeezed
from tests.report.made_snapshot import HOSTILE, Made, made_snapshot


@pytest.fixture(scope="module")
def hostile() -> Report:
    return compose(made_snapshot(said=dict.fromkeys(("en", "fi", "pl"), HOSTILE)).snapshot, "en")


@pytest.mark.parametrize("ending", ["html", "md", "xlsx"])
def test_equal_reports_give_equal_files(made: Made, tmp_path: Path, ending: str) -> None:
    one, two = (render(compose(made.snapshot, "fi"), tmp_path / f"{name}.{ending}") for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("ending", ["html", "md", "xlsx", "pdf"])
@pytest.mark.parametrize("heard", [(), (0, 0, 0), (3, 3, 3), (40, 3, 40), (40, 40, 3)])
def test_months_that_tell_nothing_break_no_chart(
    made: Made, tmp_path: Path, ending: str, heard: tuple[int, ...]
) -> None:
    months = ("2024-01", "2024-02", "2024-03")[: len(heard)]
    series = Series(months, tuple(min(voices, 2) for voices in heard), heard)
    themes = tuple(replace(theme, series=series) for theme in made.snapshot.themes)
    out = render(compose(replace(made.snapshot, themes=themes), "en"), tmp_path / f"report.{ending}")
    assert out.stat().st_size > 2_000


@pytest.mark.parametrize("ending", ["docx", ""])
def test_an_unknown_ending_is_a_wrong_call(reports: dict[str, Report], tmp_path: Path, ending: str) -> None:
    with pytest.raises(UsageError, match="report"):
        render(reports["en"], tmp_path / f"report.{ending}".rstrip("."))


def test_html_carries_no_script_no_outside_file_and_no_markup_of_others(hostile: Report, tmp_path: Path) -> None:
    text = render(hostile, tmp_path / "report.html").read_text(encoding="utf-8")
    page = parser.document_fromstring(text.encode())
    assert not page.xpath("//script | //img | //iframe | //link | //object | //ondraw")
    assert all(link.get("href").startswith("#") for link in page.xpath("//a"))
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert '<img src="/etc/passwd"/>' in page.text_content()


def test_html_links_lead_somewhere_and_pictures_say_what_they_show(reports: dict[str, Report], tmp_path: Path) -> None:
    page = parser.parse(str(render(reports["pl"], tmp_path / "report.html"))).getroot()
    assert page.get("lang") == "pl"
    ids = [element.get("id") for element in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    assert {link.get("href")[1:] for link in page.xpath("//a")} <= set(ids)
    assert all(picture.get("aria-label") for picture in page.xpath("//svg"))
    quoted = page.xpath("//blockquote/p/@lang")
    assert {"fi", "en", "pl"} <= set(quoted)


def test_html_headings_do_not_skip_a_level(reports: dict[str, Report], tmp_path: Path) -> None:
    page = parser.parse(str(render(reports["en"], tmp_path / "report.html"))).getroot()
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_markdown_turns_nobodys_words_into_markup(hostile: Report, tmp_path: Path) -> None:
    from markdown_it import MarkdownIt

    drawn = (
        MarkdownIt("commonmark")
        .enable("table")
        .render(render(hostile, tmp_path / "report.md").read_text(encoding="utf-8"))
    )
    page = parser.document_fromstring(drawn)
    assert not page.xpath("//img | //script | //a | //b | //ondraw")
    assert '<img src="/etc/passwd"/>' in page.text_content()


def test_a_cell_that_looks_like_a_formula_is_a_text(hostile: Report, tmp_path: Path) -> None:
    path = render(hostile, tmp_path / "report.xlsx")
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    with zipfile.ZipFile(path) as held:
        assert not any(b"<f>" in held.read(name) for name in held.namelist())


def test_every_quotation_is_in_every_format(reports: dict[str, Report], tmp_path: Path) -> None:
    report = reports["fi"]
    text = squeezed(parser.parse(str(render(report, tmp_path / "r.html"))).getroot().text_content())
    rows = openpyxl.load_workbook(render(report, tmp_path / "r.xlsx")).worksheets[2].iter_rows(values_only=True)
    cells = {row[2] for row in rows}
    for cited in report.citations:
        assert squeezed(cited.text) in text
        assert printable(cited.text) in cells


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.com", True), ("mailto:a@example.com", True), ("javascript:alert(1)", False),
        ("\x01javascript:alert(1)", False), ("data:text/html,x", False), ("file:///etc/passwd", False), ("//[", False),
    ],
)  # fmt: skip
def test_only_harmless_links_are_kept(address: str, kept: bool) -> None:
    assert bool(safe_link(address)) is kept
