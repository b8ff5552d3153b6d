"""Every exported report is kept once, whole, with each file it was written to; drafts are kept state by state."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from insight_synth.model import Chosen, Draft, Order, Own, Passage, Plan, Seen, Words
from insight_synth.store import Workspace, drafts, erasures, versions

REPORT = '{"report":"Pakettiautomaatti t\\u00e4ynn\\u00e4, \\ud83d\\ude00 \\ud800"}'
KEPT = versions.Kept(0, "2025-01-02T10:00:00", "Aino", "fi", "full", "", "f1", "a" * 64, "What customers say")
FILE = versions.KeptFile("/reports/board.pdf", "pdf", "b" * 64, "2025-01-02T10:00:00", "Aino")

WRITTEN = Draft(
    words=(
        Words("finding:t001", "fi", "Hyvitys {figure theme:t001/voices count} – ”hidas”", (Seen("figure x", "31"),)),
    ),
    removed=("stop:blog",),
    orders=(Order("findings", ("finding:t002", "finding:t001")),),
    chosen=(Chosen("quotes:t001", (Passage("v1", 3, 40),)),),
    plans=(Plan("action:t001", "Aino", "2026-01-31"),),
    own=(Own("finding:own-1", "t001"),),
)


def keep(connection: Connection, kept: versions.Kept = KEPT, file: versions.KeptFile = FILE) -> int:
    return versions.keep(connection, kept, REPORT, file)


def test_the_same_report_in_another_file_is_the_same_version(ws: Workspace) -> None:
    docx = replace(FILE, path="/reports/board.docx", format="docx", sha256="c" * 64)
    with ws.write() as connection:
        assert [keep(connection), keep(connection, file=docx), keep(connection)] == [1, 1, 1]
        assert keep(connection, replace(KEPT, sha256="d" * 64)) == 2
    with ws.read() as connection:
        assert [(kept.number, kept.files) for kept in versions.history(connection)] == [(2, (FILE,)), (1, (FILE, docx))]
        assert versions.with_sha256(connection, "a" * 64) == versions.of_file(connection, "c" * 64)
        assert versions.kept(connection, 3) is None


def test_a_kept_report_has_its_letters_as_letters(ws: Workspace) -> None:
    with ws.write() as connection:
        number = keep(connection)
    assert "automaatti täynnä, 😀 \\ud800".encode() in (ws.path / "workspace.db").read_bytes()
    with ws.read() as connection:
        assert versions.json_of(connection, number) == '{"report":"Pakettiautomaatti täynnä, 😀 \\ud800"}'


def test_what_an_erasure_left_is_not_taken_for_the_report_that_was_exported(ws: Workspace) -> None:
    with ws.write() as connection:
        versions.put_json(connection, keep(connection), '{"report":""}', "What customers say", 2)
        assert keep(connection) == 2
    with ws.read() as connection:
        second, first = versions.history(connection)
    assert (first.changed, first.erased, second.changed, second.erased) == (True, 2, False, 0)


KEEP = """
import sys
from insight_synth.store import Workspace, versions
with Workspace.open(sys.argv[1]) as ws:
    for number in range(20):
        kept = versions.Kept(0, "", sys.argv[2], "en", "full", "", "f", f"{number:064}", "")
        with ws.write() as connection:
            versions.keep(connection, kept, "{}", versions.KeptFile(f"/{number}.pdf", "pdf", ""))
"""


def test_two_processes_that_export_together_keep_each_report_once(ws: Workspace) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", KEEP, str(ws.path), name]) for name in ("one", "two")]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    with ws.read() as connection:
        found = versions.history(connection)
    assert [kept.number for kept in found] == list(range(20, 0, -1))
    assert {len(kept.files) for kept in found} == {1}


@pytest.mark.parametrize("body", [Draft(), WRITTEN])
def test_a_draft_comes_back_as_it_was_written(ws: Workspace, body: Draft) -> None:
    with ws.write() as connection:
        drafts.put(connection, body, "Aino", "2025-01-02", restores=True)
        assert drafts.newest(connection) == body
        assert drafts.history(connection) == [drafts.Written(body, "Aino", "2025-01-02", restores=True, id=1)]


def test_an_erased_verbatim_is_known_again_and_not_named(ws: Workspace) -> None:
    with ws.write() as connection:
        erasures.bury_verbatims(connection, ws, ["3f2a9c01d4e57b68"])
        erasures.bury_verbatims(connection, ws, ["3f2a9c01d4e57b68", "another"])
        assert erasures.erased(connection, ws, "3f2a9c01d4e57b68")
        assert not erasures.erased(connection, ws, "never there")
        assert erasures.erased_of(connection, ws, ["another", "never there"]) == {"another"}
    assert b"3f2a9c01d4e57b68" not in (ws.path / "workspace.db").read_bytes()
