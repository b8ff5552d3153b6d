"""Claims about compressed files and archives: every member is read, or rejected by name with the reason."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import tempfile
import zipfile
from pathlib import Path
from random import Random

import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from insight_synth.ingest.readers import archives
from insight_synth.model import Row
from tests.ingest.conftest import ReadFile, WriteFile

TABLE = "id;palaute\n1;Myöhässä\n2;Hyvä\n".encode()
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)


def zipped(*members: tuple[str, bytes], links: tuple[str, ...] = ()) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
        for name in links:
            link = zipfile.ZipInfo(name)
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
    return data.getvalue()


def tarred(*members: tuple[str, bytes], mode: str = "w", links: tuple[str, ...] = ()) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        for name in links:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(entry)
    return data.getvalue()


def problems(rows: list[Row]) -> dict[str, str]:
    return {row.locator: row.problem for row in rows if row.problem}


# ---- one compressed file


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv.gz", gzip.compress(TABLE)), ("a.csv.bz2", bz2.compress(TABLE)), ("a.csv.xz", lzma.compress(TABLE))],
    ids=["gz", "bz2", "xz"],
)
def test_a_compressed_table_is_read_as_the_table_it_holds(read: ReadFile, name: str, content: bytes) -> None:
    found = read(name, content)
    assert (found.reading.reader, found.reading.columns) == ("csv", ("id", "palaute"))
    assert [(row.locator, row.values["palaute"]) for row in found.rows] == [("row 2", "Myöhässä"), ("row 3", "Hyvä")]


def test_a_compressed_file_is_held_to_the_ending_within(read: ReadFile) -> None:
    with pytest.raises(BadInput, match="its ending says JSON, but it holds delimited text"):
        read("a.json.gz", gzip.compress(TABLE))


@pytest.mark.parametrize(
    "content",
    [gzip.compress(Random(0).randbytes(9000))[:-500], gzip.compress(TABLE)[:12] + b"\xff" * 30],
    ids=["cut off", "overwritten"],
)
def test_a_damaged_compressed_file_says_so(read: ReadFile, content: bytes) -> None:
    with pytest.raises(BadInput, match="damaged") as caught:
        read("a.csv.gz", content)
    assert caught.value.remedy


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_refused_before_it_is_unpacked(write: WriteFile, pack: object) -> None:
    assert callable(pack)
    file = write("bomb", pack(bytes(80 * 1024 * 1024)))
    with pytest.raises(BadInput, match="times its size"):
        ingest.read_rows(file)


def test_an_archive_within_a_compressed_file_is_not_opened(read: ReadFile) -> None:
    with pytest.raises(BadInput, match="archive within an archive"):
        read("a.gz", gzip.compress(zipped(("a.csv", TABLE))))


# ---- several members


def test_each_member_is_read_by_its_own_reader_and_named_in_the_locator(read: ReadFile) -> None:
    found = read("a.zip", zipped(("comments.csv", TABLE), ("2024/more.json", b'[{"palaute": "Rikki", "score": 1}]')))
    assert found.reading.columns == ("id", "palaute", "score")
    assert [row.locator for row in found.rows] == ["comments.csv row 2", "comments.csv row 3", "2024/more.json item 1"]
    assert [row.values["palaute"] for row in found.rows] == ["Myöhässä", "Hyvä", "Rikki"]


@pytest.mark.parametrize(
    ("name", "mode"), [("a.tar", "w"), ("a.tar.gz", "w:gz"), ("a.tgz", "w:gz"), ("a.tar.xz", "w:xz")]
)
def test_a_tar_is_read_member_by_member(read: ReadFile, name: str, mode: str) -> None:
    found = read(name, tarred(("one.csv", TABLE), ("two.csv", TABLE), mode=mode, links=("three.csv",)))
    assert [row.locator for row in found.rows if not row.problem] == [
        "one.csv row 2", "one.csv row 3", "two.csv row 2", "two.csv row 3"
    ]  # fmt: skip
    assert "link" in problems(found.rows)["three.csv"]


def test_a_member_that_cannot_be_read_is_one_row_with_the_reason(read: ReadFile) -> None:
    found = read("a.zip", zipped(
        ("a.csv", TABLE), ("photo.png", PICTURE), ("report.pdf", b"%PDF-1.7"), ("empty.csv", b""),
        ("inner.zip", zipped(("a.csv", TABLE))), ("wrong.json", TABLE),
    ))  # fmt: skip
    reasons = problems(found.rows)
    assert list(reasons) == ["photo.png", "report.pdf", "empty.csv", "inner.zip", "wrong.json"]
    assert "picture" in reasons["photo.png"]
    assert "PDF" in reasons["report.pdf"]
    assert "empty" in reasons["empty.csv"]
    assert "archive within an archive" in reasons["inner.zip"]
    assert "its ending says JSON" in reasons["wrong.json"]
    assert sum(not row.problem for row in found.rows) == 2


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/evil.csv", "..\\evil.csv", "C:\\evil.csv", "a/../../evil.csv"]
)
def test_a_name_that_leads_out_of_the_archive_is_rejected(read: ReadFile, tmp_path: Path, name: str) -> None:
    found = read("a.zip", zipped(("good.csv", TABLE), (name, TABLE)))
    assert list(problems(found.rows).values()) == ["its name leads out of the archive"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip"]


def test_a_link_is_not_followed(read: ReadFile) -> None:
    found = read("a.zip", zipped(("good.csv", TABLE), links=("passwd.csv",)))
    assert "link" in problems(found.rows)["passwd.csv"]
    assert not any("root" in str(row) for row in found.rows)


def test_a_member_with_a_password_is_rejected(read: ReadFile) -> None:
    content = bytearray(zipped(("good.csv", TABLE), ("secret.csv", TABLE)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag in both places that have it
        content[content.rindex(signature) + offset] |= 1
    assert "password" in problems(read("a.zip", bytes(content)).rows)["secret.csv"]


def test_a_bomb_among_the_members_harms_no_other(read: ReadFile) -> None:
    found = read("a.zip", zipped(("bomb.csv", bytes(80 * 1024 * 1024)), ("good.csv", TABLE)))
    assert "times its size" in problems(found.rows)["bomb.csv"]
    assert sum(not row.problem for row in found.rows) == 2


def test_a_member_of_which_bytes_changed_is_rejected(read: ReadFile) -> None:
    content = bytearray(zipped(("bad.csv", os.urandom(400)), ("good.csv", TABLE)))
    content[100] ^= 0xFF
    found = read("a.zip", bytes(content))
    assert "damaged" in problems(found.rows)["bad.csv"]
    assert sum(not row.problem for row in found.rows) == 2


def test_too_many_members_are_refused(write: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_MOST_MEMBERS", 3)
    with pytest.raises(BadInput, match="more than 3 members"):
        ingest.read_rows(write("a.zip", zipped(*((f"{n}.csv", TABLE) for n in range(4)))))


def test_more_than_may_be_unpacked_in_all_is_refused(write: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_MOST_UNPACKED", 100)
    with pytest.raises(BadInput, match="unpacks to more than"):
        ingest.read_rows(write("a.zip", zipped(*((f"{n}.csv", TABLE) for n in range(9)))))


def test_members_of_one_name_keep_apart(read: ReadFile) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        content = zipped(("a.csv", TABLE), ("a.csv", TABLE))
    locators = [row.locator for row in read("a.zip", content).rows]
    assert len(set(locators)) == len(locators) == 4


def test_what_only_a_system_wrote_is_noted_and_a_readme_set_apart(read: ReadFile) -> None:
    found = read("a.zip", zipped(
        ("a.csv", TABLE), ("__MACOSX/._a.csv", b"\0\5\x16\7"), (".DS_Store", b"\0\0\0\1Bud1"),
        ("README.txt", b"How to read"),
    ))  # fmt: skip
    assert any("2 files that only the system wrote" in note for note in found.reading.notes)
    assert [(row.locator, row.set_apart) for row in found.rows if row.problem] == [("README.txt", True)]


def test_an_archive_of_nothing_that_can_be_read_says_what_is_in_it(write: WriteFile) -> None:
    with pytest.raises(BadInput, match=r"photo\.png: a picture"):
        ingest.read_rows(write("a.zip", zipped(("photo.png", PICTURE))))


def test_nothing_stays_on_the_disk(read: ReadFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    read("a.zip", zipped(("a.csv", TABLE), ("photo.png", PICTURE)))
    read("a.csv.gz", gzip.compress(TABLE))
    with pytest.raises(BadInput):
        read("b.csv.gz", gzip.compress(PICTURE))
    assert list(folder.iterdir()) == []


def test_a_member_lies_under_no_name_while_it_is_read(
    write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    rows = iter(ingest.read_rows(write("a.zip", zipped(("a.csv", TABLE)))).rows)
    next(rows)
    assert [path.is_symlink() for path in folder.rglob("*.csv")] == [True]


def test_what_nobody_reads_to_the_end_goes_too(
    write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    file = write("a.csv.gz", gzip.compress(TABLE))
    before = len(os.listdir("/proc/self/fd"))
    columns = [ingest.read_rows(file).columns for _ in range(5)]
    next(iter(ingest.read_rows(file).rows))
    assert columns == [("id", "palaute")] * 5
    assert list(folder.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == before


def test_an_error_within_names_the_archive_not_the_copy(write: WriteFile) -> None:
    file = write("a.xlsx.gz", gzip.compress(zipped(("xl/workbook.xml", b"<broken"))))
    with pytest.raises(BadInput) as caught:
        list(ingest.read_rows(file).rows)
    assert str(file) in str(caught.value)
    assert "insight-synth-" not in str(caught.value).replace(str(file), "")
