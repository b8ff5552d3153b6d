"""Every format that carries the report shows what it carries; one that shows anything else is found out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from insight_synth.errors import BadInput
from insight_synth.report import Report, discrepancies, examined, render, to_json
from tests.report.made_snapshot import Made
from tests.report.verify.planting import PLANTED

CARRYING = ("html", "xlsx", "docx", "json")
PART = "insight-synth/report.json"


@pytest.fixture(scope="module")
def files(short: Report, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A short report in each format that carries it."""
    folder = tmp_path_factory.mktemp("formats")
    return {ending: render(short, folder / f"report.{ending}") for ending in CARRYING}


@pytest.mark.parametrize("ending", CARRYING)
def test_every_figure_and_quotation_resolves_from_every_format(
    ending: str, made: Made, reports: dict[str, Report], tmp_path: Path
) -> None:
    report = reports["fi"]
    read = examined(render(report, tmp_path / f"report.{ending}"))
    assert (read.report, read.format, read.unlike, read.notes) == (report, ending, (), ())
    assert discrepancies(read.report, made.snapshot, made.verbatim_text) == []


def archive(path: Path, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part changed, or put in where there is none; packed otherwise in any case."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as held, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name in sorted(held.namelist()):
            made.writestr(name, change(held.read(name)) if name == part else held.read(name))
        if part and part not in held.namelist():
            made.writestr(part, change(b""))
    return out.getvalue()


def once(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return change


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_an_archive_packed_otherwise_holds(ending: str, files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / f"packed.{ending}"
    path.write_bytes(archive(files[ending], "", bytes))
    assert examined(path).unlike == ()


IN_HTML: dict[str, Callable[[bytes], bytes]] = {
    "a heading": once(b"</h1>", b"!</h1>"),
    "words more": once(b"</main>", b"<p>80% are happy</p></main>"),
    "words behind a comment": once(b"</main>", b"<!-- -->80% are happy</main>"),
    "a picture": once(b"</main>", b"<img src='x.png'></main>"),
    "a script": once(b"</head>", b"<script>1</script></head>"),
    "a style": once(b"</head>", b"<style>p{display:none}</style></head>"),
    "what happens at a click": once(b"<main", b"<main onclick='go()'"),
    "a chart": once(b"<line ", b"<line transform='scale(2)' "),
    "another way of writing": once(b"</head>", b"</HEAD>"),
    "a link": once(b'href="#', b'href="https://example.com/#'),
}


@pytest.mark.parametrize("what", IN_HTML)
def test_a_changed_page_is_found_out(what: str, files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "changed.html"
    path.write_bytes(IN_HTML[what](files["html"].read_bytes()))
    assert {entry.because for entry in examined(path).unlike} == {"altered"}


IN_DOCX: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "words": ("word/document.xml", once(b"</w:t>", b"!</w:t>")),
    "hidden words": ("word/document.xml", once(b"<w:t", b"<w:rPr><w:vanish/></w:rPr><w:t")),
    "words in white": ("word/styles.xml", once(b"</w:rPr>", b'<w:color w:val="FFFFFF"/></w:rPr>')),
    "a field": ("word/document.xml", once(b"<w:t", b"<w:instrText>DDE</w:instrText><w:t")),
    "a picture": ("word/media/image9.png", lambda _: b"picture"),
}


@pytest.mark.parametrize("what", IN_DOCX)
def test_a_changed_document_is_found_out(what: str, files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "changed.docx"
    path.write_bytes(archive(files["docx"], *IN_DOCX[what]))
    assert {entry.because for entry in examined(path).unlike} == {"altered"}


@pytest.mark.parametrize("value", ["999", 999, "=1+1"])
def test_a_changed_cell_is_found_out(value: object, files: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    book.worksheets[0]["B3"] = value
    book.save(tmp_path / "saved.xlsx")
    with zipfile.ZipFile(files["xlsx"]) as held:
        carried = held.read(PART)
    path = tmp_path / "changed.xlsx"
    path.write_bytes(archive(tmp_path / "saved.xlsx", PART, lambda _: carried))
    found = examined(path).unlike
    assert found
    assert any("999" in str(entry) or "1+1" in str(entry) for entry in found)


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_a_changed_report_is_betrayed_by_what_is_shown(
    ending: str, files: dict[str, Path], short: Report, tmp_path: Path
) -> None:
    altered = to_json(PLANTED["a letter of a quotation"](short)).encode()
    path = tmp_path / f"changed.{ending}"
    path.write_bytes(archive(files[ending], PART, lambda _: altered))
    assert examined(path).unlike


def test_a_changed_list_beside_the_report_is_found_out(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "changed.json"
    text = files["json"].read_text(encoding="utf-8")
    path.write_text(text.replace('"locator": "row ', '"locator": "row 9', 1), encoding="utf-8")
    with pytest.raises(BadInput, match="does not agree"):
        examined(path)


def test_markdown_carries_nothing_and_says_so(short: Report, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Markdown carries no evidence"):
        examined(render(short, tmp_path / "report.md"))


def test_an_archive_that_unpacks_without_end_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, made.open("word/document.xml", "w") as part:
        for _ in range(300):
            part.write(bytes(2**20))
    with pytest.raises(BadInput, match="unpacks to more"):
        examined(path)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"<!doctype html><p>hello", b"{}", b"{" * 5000, b'{"format": 1}'])
def test_a_stranger_s_file_is_one_clear_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.file"
    path.write_bytes(content)
    with pytest.raises(BadInput) as error:
        examined(path)
    assert "\n" not in str(error.value)


def test_an_entity_in_a_document_is_not_followed(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "entity.docx"
    head = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    changed = archive(
        files["docx"],
        "word/document.xml",
        lambda data: data.replace(b"?>", b"?>" + head, 1).replace(b"</w:t>", b"&e;</w:t>", 1),
    )
    path.write_bytes(changed)
    shown = " ".join(str(entry) for entry in examined(path).unlike)
    assert Path("/etc/hostname").read_text(encoding="utf-8").strip() not in shown
