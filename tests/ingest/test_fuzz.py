"""Whatever becomes of an exported file's bytes, each of its rows is accounted for or the file refused in one line.

Two thousand files are made in a run, the same in every run: files of every format with bytes flipped, cut out, doubled,
moved and put in, halves of one joined to halves of another, inside archives too.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import shutil
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insight_synth import ingest, pipeline
from insight_synth.errors import BadInput, UsageError
from insight_synth.store import Workspace, records
from tests.ingest import made_files
from tests.ingest.conftest import SHARED

MUTATIONS = 2_000
SOON = 20.0  # seconds a file
LARGEST = 40_000  # bytes of a real file: a larger one takes long and shows no more

MADE = made_files.files()


def corpus() -> dict[str, bytes]:
    """Every made file, and the real ones where they are at hand."""
    found = dict(MADE)
    if SHARED.is_dir():
        for file in sorted((SHARED / "formats").rglob("*")):
            if file.is_file() and file.suffix and file.stat().st_size <= LARGEST:
                found["-".join(file.relative_to(SHARED).parts)] = file.read_bytes()
    return found


CORPUS = corpus()


# ---- what must hold of any file


class Taken:
    """Adds one file after the other as a source of its own, a new workspace for every hundred."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._workspace: Workspace | None = None
        self._columns: dict[str, tuple[str, ...]] = {}

    def accounted_for(self, name: str, content: bytes, columns: str = "") -> str:
        """Adds a file, checks that nothing of it is lost, and tells how it ended: ``added`` or why it was refused.

        ``columns`` is what ``source.toml`` has under ``[columns]``; without it they are proposed.
        """
        workspace = self._next()
        source = f"source-{self._count}"
        folder = self._folder / source
        folder.mkdir()
        (folder / name).write_bytes(content)
        if columns:
            toml = f'name = "S"\nkind = "complaints"\nexports = ["*{Path(name).suffix}"]\n[columns]\n{columns}\n'
            (folder / "source.toml").write_text(toml, encoding="utf-8")
        refusal: BadInput | UsageError | None = None
        started = time.monotonic()
        try:
            if columns:
                (export,) = pipeline.add(workspace, [folder])
            else:
                (export,) = pipeline.add(workspace, [folder / name], source, "complaints")
        except (BadInput, UsageError) as error:
            refusal = error
        assert time.monotonic() - started < SOON
        shutil.rmtree(folder)
        if refusal:
            assert refusal.remedy, f"no remedy: {refusal}"
            assert "\n" not in str(refusal)
            assert "the reader failed on it" not in str(refusal), f"an error nobody foresaw: {refusal}"
            return str(refusal)
        assert export.rows == export.verbatims + export.events + export.duplicates + export.rejects
        with workspace.read() as connection:
            verbatims = records.verbatims(connection, source=source)
            events = records.events(connection, source=source)
            rejects = [reject for reject in records.rejects(connection) if reject.source == source]
        assert (len(verbatims) + len(events), len(rejects)) == (export.rows - export.rejects, export.rejects)
        assert all(reject.locator and reject.reason for reject in rejects)
        assert len({record.locator for record in verbatims}) == len(verbatims), "two rows at one place"
        return "added"

    def mapping(self, name: str, field: str) -> str:
        """A mapping of ``field`` to a column that the file had before it was damaged; "" where it had none."""
        if name not in self._columns:
            file = self._folder / name
            file.write_bytes(CORPUS[name])
            try:
                self._columns[name] = ingest.read_in_child(file).columns
            except BadInput:
                self._columns[name] = ()
        columns = self._columns[name]
        if field == "proposed" or not columns:
            return ""
        return f"{field} = {json.dumps('text' if 'text' in columns else columns[-1])}"

    def _next(self) -> Workspace:
        if self._workspace is None or self._count % 100 == 0:
            self.close()
            self._workspace = Workspace.open(self._folder / f"workspace-{self._count}", create=True)
        self._count += 1
        return self._workspace

    def close(self) -> None:
        if self._workspace is not None:
            self._workspace.close()


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    files = Taken(tmp_path_factory.mktemp("fuzz"))
    yield files
    files.close()


# ---- mutations


def flip(chance: Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes(byte ^ chance.randint(1, 255) for byte in data[at : at + 1]) + data[at + 1 :]


def cut_out(chance: Random, data: bytes) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + data[end:]


def double(chance: Random, data: bytes) -> bytes:
    start, end = _span(chance, data)
    return data[:end] + data[start:end] * chance.choice([1, 1, 3, 40]) + data[end:]


def move(chance: Random, data: bytes) -> bytes:
    start, end = _span(chance, data)
    rest = data[:start] + data[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def cut_off(chance: Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def put_in(chance: Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    snippet = chance.choice(SNIPPETS) if chance.random() < 0.8 else chance.randbytes(chance.randint(1, 20))
    return data[:at] + snippet + data[at:]


def write_over(chance: Random, data: bytes) -> bytes:
    """Numbers that say how much there is, at their extremes."""
    at = chance.randrange(len(data) + 1)
    number = chance.choice([b"\0" * 4, b"\xff" * 4, b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\xff\xff", b"99999999"])
    return data[:at] + number + data[at + len(number) :]


def join_to_another(chance: Random, data: bytes) -> bytes:
    other = CORPUS[chance.choice(sorted(CORPUS))]
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other)) :]


def encode_anew(chance: Random, data: bytes) -> bytes:
    text = data.decode(chance.choice(["utf-8", "latin-1"]), errors="replace")
    encoding = chance.choice(["utf-16", "utf-32", "utf-8-sig", "utf-7", "cp1250", "cp037", "shift_jis"])
    return text.encode(encoding, errors="replace")


def inside(chance: Random, data: bytes) -> bytes:
    """A mutation of what is packed, packed again: damage from outside rarely gets past the checksums."""
    change = chance.choice(PLAIN)
    for unpack, pack in PACKINGS:
        try:
            return pack(change(chance, unpack(data)))
        except (OSError, EOFError, ValueError, lzma.LZMAError, zlib.error):
            continue
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return change(chance, data)
    if members:
        chosen = chance.choice(sorted(members))
        members[chosen] = change(chance, members[chosen])
    return made_files.zipped(members)


def _span(chance: Random, data: bytes) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randint(1, chance.choice([3, 30, 1 + len(data) // 3])))


PLAIN: tuple[Callable[[Random, bytes], bytes], ...] = (
    flip, cut_out, double, move, cut_off, put_in, put_in, write_over, join_to_another, encode_anew,
)  # fmt: skip
PACKINGS: tuple[tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]], ...] = (
    (gzip.decompress, gzip.compress), (bz2.decompress, bz2.compress), (lzma.decompress, lzma.compress),
)  # fmt: skip
SNIPPETS = (
    b"\0", b"\xff", b"\xed\xa0\x80", b"\r", b"\n\n", b'"', b"'", b",", b";", b"\t", b"\x1a", b"\x1b[2J", b"{", b"[",
    b"]}", b"<", b"<!--", b"]]>", b"&amp;", b"&#0;", b"&#xD800;", b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"\\ud800", b"1e999", b"-1", b"NaN", b"9" * 400, b"=1+1", b"PK\3\4", b"PK\5\6" + bytes(18), b"\x1f\x8b\x08",
    b"From a\n", b"\n--b--\n", b'Content-Type: multipart/mixed; boundary=""\n\n', b"=?utf-8?q?=FF?=", b"\xef\xbb\xbf",
    b"\xfe\xff", b"[" * 3_000, b"<a>" * 3_000, b'{"a":' * 3_000, b"x" * 200_000, b",," * 20_000, b'"\n' * 5_000,
)  # fmt: skip


@st.composite
def mutated_files(draw: st.DrawFn) -> tuple[str, str, bytes]:
    """The name of a file, the name it goes under now, and a content of nobody's making."""
    name = draw(st.sampled_from(sorted(MADE)) | st.sampled_from(sorted(CORPUS)))  # most real ones are CSV
    chance = draw(st.randoms(use_true_random=True))  # one seed: where and how is spread evenly then
    data = CORPUS[name]
    for _ in range(chance.choice([1, 1, 2, 3])):
        data = chance.choice((*PLAIN, *[inside] * 5))(chance, data)
    return name, chance.choice(sorted(MADE)) if chance.random() < 0.05 else name, data


# ---- the claims


@pytest.mark.parametrize("name", CORPUS)
def test_every_row_of_every_file_is_accounted_for(taken: Taken, name: str) -> None:
    ended = taken.accounted_for(name, CORPUS[name])
    assert ended == "added" or name not in MADE


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(
    max_examples=MUTATIONS, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(made=mutated_files(), field=st.sampled_from(["text", "text", "event", "proposed"]))
def test_every_row_of_every_damaged_file_is_accounted_for(
    taken: Taken, made: tuple[str, str, bytes], field: str
) -> None:
    before, name, data = made
    taken.accounted_for(name, data, taken.mapping(before, field))
