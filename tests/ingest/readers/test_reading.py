from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import ReadFile, WriteFile


def zipped(name: str, content: bytes = b"a,b\n") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, content)
    return data.getvalue()


def ole(stream: str) -> bytes:
    """What begins and names a stream as an old Office file does."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(100)


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
        ("letter.doc", ole("WordDocument"), "old Word document"),
        ("table.xlsx", ole("EncryptedPackage"), "password"),
        ("slides.ppt", ole("PowerPoint Document"), "presentation"),
        ("mail.msg", ole("__properties_version1.0"), "Outlook message"),
        ("table.dbf", b"\x03\x6e\x0c\x03" + b"\x08\0\0\0\xa1\x01\x70\0" + bytes(400), "dBASE"),
        ("dump.sql", b"-- MySQL dump\nCREATE TABLE `feedback` (\n  `id` int\n);\n", "script for a database"),
        ("dump.txt", b"-- dump\nINSERT INTO feedback VALUES (1,'late');\n", "script for a database"),
        ("voice.mp3", b"ID3\x03" + bytes(100), "transcribed"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0" + bytes(100), "picture"),
        ("table.xlsb", zipped("xl/workbook.bin"), "XLSB"),
        ("slides.pptx", zipped("ppt/presentation.xml"), "presentation"),
        ("text.odt", zipped("mimetype", b"application/vnd.oasis.opendocument.text"), "OpenDocument text"),
        ("old.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40), "7z"),
        ("letter.rtf", rb"{\rtf1\ansi late}", "rich text"),
        (
            "columns.txt",
            b"Name          Date        Score\nMatti         2024-01-01  4\nLiisa Maria   2024-01-02  5\n",
            "fixed width",
        ),
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


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("table.xls", b"id\ttext\n1\tlate\n2\tlost\n", "csv"),
        ("table.xls", b"<html><body><table><tr><th>id<th>text<tr><td>1<td>late</table></body></html>", "html"),
        ("table.xls", workbook(), "xlsx"),
        ("table.txt", b"id;text\n1;late, and wet\n2;lost, too\n", "csv"),
        ("table.txt", b"id\ttext\n1\tIt came late, and wet; all of it\n2\tlost\n", "csv"),
        ("table.txt", b"sep=;\nid;text\n1;late\n", "csv"),
        ("table.log", b"id,text\n1,late\n2,lost\n", "csv"),
        ("notes.txt", b"The customer called, angry.\nAnother one, happy.\nA third, calm.\n", "notes"),
        ("notes.txt", b"2024-01-03 Matti: price; again.\n\n2024-01-04 Liisa: late; again.\n", "notes"),
        ("notes.txt", b"One long paragraph about a parcel that never came.\n", "notes"),
        ("notes.md", b"# Tuesday\n\n- a, b\n- c, d\n", "notes"),
        ("chat.txt", b"1.2.2024, 12:15 - Matti: Hei\n1.2.2024, 12:16 - Liisa: Moi, moi, moi\n", "notes"),
        ("ios.txt", b"[12.3.2025, 14.05.01] Anna: Hei\n[12.3.2025, 14.06.02] Matti: Moi\n", "notes"),
        ("ios.txt", "[3/12/25, 2:05:01\u202fPM] Anna: Hi\n[3/12/25, 2:06:02\u202fPM] Matt: Hello\n".encode(), "notes"),
        ("dump.xml", b"<posts><row Id='1' Body='&lt;p&gt;late&lt;/p&gt;'/><row Id='2' Body='lost'/></posts>", "xml"),
        ("page.xml", b"<?xml version='1.0'?><!DOCTYPE html><html><body><p>Late again</p></body></html>", "html"),
    ],
)  # fmt: skip
def test_an_ending_that_promises_little_leaves_it_to_the_content(
    write: WriteFile, name: str, content: bytes, reader: str
) -> None:
    assert ingest.read_rows(write(name, content)).reader == reader


def test_json_lines_under_a_json_ending_are_read(read: ReadFile) -> None:
    assert read("a.json", '{"text": "late"}\n{"text": "lost"}\n').reading.reader == "jsonl"
