from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import ReadFile, WriteFile


def zipped(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, "a,b\n")
    return data.getvalue()


def workbook() -> bytes:
    data = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["text"])
    book.active.append(["late"])
    book.save(data)
    return data.getvalue()


PAGE = b"<!DOCTYPE html><html><body><p>Late</p></body></html>"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("report.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        ("data.json", zipped("a.csv"), "zip archive"),
        ("table.xlsx", PAGE, "HTML"),
        ("table.csv", workbook(), "XLSX"),
        ("table.csv", PAGE, "HTML"),
        ("table.csv", b'[{"text": "late"}, {"text": "lost"}]', "JSON"),
        ("page.html", b"id,text\n1,late\n", "delimited text"),
        ("data.json", b"id,text\n1,late\n", "delimited text"),
        ("letters.csv", zipped("word/document.xml"), "Word"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office"),
        ("noise.csv", bytes(range(256)) * 20, "not text"),
        ("feed.csv", b'<?xml version="1.0"?><feed><entry/></feed>', "XML"),
    ],
)
def test_a_file_that_is_not_what_its_ending_says_is_refused_by_name_with_a_remedy(
    write: WriteFile, name: str, content: bytes, says: str
) -> None:
    file = write(name, content)
    with pytest.raises(BadInput, match=says) as caught:
        list(ingest.read_rows(file).rows)
    assert str(file) in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl", "a.xlsx", "a.html", "a.mbox"])
@pytest.mark.parametrize("content", [b"", b"\n \n", b"\0\0\0"])
def test_an_empty_file_says_so(write: WriteFile, name: str, content: bytes) -> None:
    with pytest.raises(BadInput, match="empty"):
        ingest.read_rows(write(name, content))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        ingest.read_rows(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        (b"id,text\n1,late\n", "csv"),
        (b'{"text": "late"}\n{"text": "lost"}\n', "jsonl"),
        (b'[{"text": "late"}]', "json"),
        (PAGE, "html"),
        (workbook(), "xlsx"),
        (b"From a@b.fi Mon Jan  1 00:00:00 2024\nFrom: a@b.fi\nSubject: Late\n\nLate.\n", "mbox"),
        (b"From: a@b.fi\nSubject: Late\nDate: Mon, 1 Jan 2024 10:00:00 +0200\n\nLate.\n", "mbox"),
    ],
)
def test_without_a_telling_ending_the_content_decides(write: WriteFile, content: bytes, reader: str) -> None:
    assert ingest.read_rows(write("delivery", content)).reader == reader


def test_json_lines_under_a_json_ending_are_read(read: ReadFile) -> None:
    assert read("a.json", '{"text": "late"}\n{"text": "lost"}\n').reading.reader == "jsonl"
