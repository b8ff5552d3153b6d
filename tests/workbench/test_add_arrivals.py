"""Files uploaded together: each is recognised, refused with a remedy, or settled; and what became of them is told."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from insight_synth import jobs, pipeline
from insight_synth.model import Columns
from insight_synth.store import Workspace
from insight_synth.workbench import workspaces
from insight_synth.workbench.incoming import arrivals, bringing, just_read, uploads
from insight_synth.workbench.incoming.arrivals import Arrived
from insight_synth.workbench.incoming.refusals import KEYS, known_refusal
from insight_synth.workbench.wording import NAMES, Wording, messages
from tests.workbench.conftest import Open

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


def next_export(shop: Path, *, start: int, rows: int = 12) -> bytes:
    """The next export of the shop's complaints: the same columns, other rows."""
    header, *lines = (shop / "complaints" / "export.csv").read_text(encoding="utf-8").splitlines()
    return "\n".join([header, *(f"N{start}{line}" for line in lines[start : start + rows])]).encode()


def arrived(ws: Workspace, *files: tuple[str, bytes]) -> list[Arrived]:
    given = [(uuid.uuid4().hex, name, content) for name, content in files]
    return arrivals.sorted_out(given, "a session", workspaces.standing(ws, None))


def test_each_file_is_told_apart_by_what_is_to_be_done_about_it(ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop / "complaints"])
    april = next_export(shop, start=0)
    known = (shop / "complaints" / "export.csv").read_bytes()
    changed = april.replace(b"text", b"comment", 1)
    found = arrived(
        ws,
        ("april.csv", april),
        ("again.csv", april),
        ("known.csv", known),
        ("changed.csv", changed),
        ("photo.csv", PNG),
        ("new.csv", b"when,what\n2025-01-02,It came late\n"),
    )
    assert [(one.name, one.state) for one in found] == [
        ("april.csv", "ready"), ("again.csv", "twice"), ("known.csv", "known"), ("changed.csv", "open"),
        ("photo.csv", "refused"), ("new.csv", "open"),
    ]  # fmt: skip
    assert found[0].source == "complaints"
    assert found[2].export is not None
    assert found[2].export.name == "export.csv"


def test_files_that_need_no_decision_are_read_together(ws: Workspace, shop: Path, no_worker: None) -> None:
    pipeline.add(ws, [shop / "complaints"])
    files = (("april.csv", next_export(shop, start=0)), ("may.csv", next_export(shop, start=12)))
    ready = arrived(ws, *files)
    arrivals.add_ready(ws, ready)
    arrivals.analyse_afterwards(ws)
    assert [job.kind for job in jobs.listed(ws)] == ["add", "analyse"]
    arrivals.analyse_afterwards(ws)
    assert [job.state for job in jobs.listed(ws) if job.kind == "analyse"] == ["cancelled", "queued"]
    (job,) = (job for job in jobs.listed(ws) if job.kind == "add")
    added = pipeline.add(ws, [Path(path) for path in job.arguments["paths"]], job.arguments["source_id"])
    assert [(export.name, export.rows) for export in added] == [("april.csv", 12), ("may.csv", 12)]


def test_what_is_not_wanted_leaves_nothing_on_disk(ws: Workspace) -> None:
    (photo,) = arrived(ws, ("photo.csv", PNG))
    assert photo.file is not None
    assert photo.file.path.exists()
    arrivals.forget([photo], "a session")
    assert not photo.file.path.exists()


def test_content_decides_what_a_file_is_and_not_its_ending(ws: Workspace, no_worker: None) -> None:
    (one,) = arrived(ws, ("list.xlsx", b"date,comment\n2025-01-02,It came late again\n2025-01-03,It broke\n"))
    assert one.looked is not None
    assert one.file is not None
    assert (one.state, one.looked.reading.reader, one.looked.stored) == ("open", "csv", "list_xlsx")
    source = uploads.proposed_source("list", "List", "survey", "", Columns(text=("comment",)))
    (export,) = pipeline.add(ws, [uploads.lay_out(ws, source, one.looked.stored, one.file)])
    assert (export.rows, export.verbatims, export.reader) == (2, 2, "csv")


@pytest.mark.parametrize("language", sorted(NAMES))
def test_why_a_file_is_refused_is_told_in_the_person_s_language(open_page: Open, ws: Workspace, language: str) -> None:
    words = Wording(language)
    app = open_page(ws.path, "add", language)
    app.file_uploader[0].upload("<b>photo</b>.csv", PNG)
    app.run()
    assert not app.exception
    assert app.error[0].value == words.text("refusal.picture")
    app.button(key="add_clear").click().run()
    assert not app.error


def test_every_refusal_known_has_its_text_in_every_language() -> None:
    for language in NAMES:
        assert {f"refusal.{key}" for key in KEYS} <= set(messages(language))


@pytest.mark.parametrize(
    ("what", "key"),
    [
        ("the file is empty", "empty"),
        ("its ending says delimited text, but it is a PDF document", "pdf"),
        ("a RAR archive, which is not read", "archive"),
        ("a picture, a sound or a film, which is not read", "recording"),
        ("a workbook or document with a password, which is not read", "password"),
        ("its ending says an XLSX workbook, but it is a binary workbook (XLSB)", "document"),
        ("not text, and no format that is read", "unknown"),
        ("its header hums", ""),
    ],
)
def test_a_refusal_is_known_by_its_form(what: str, key: str) -> None:
    assert known_refusal(what) == key


def test_a_file_of_a_very_long_name_is_shown_short_and_laid_out_safely() -> None:
    name = "<img src=x> " + "x" * 300 + ".csv"
    assert len(uploads.one_name(name)) <= 80
    assert uploads.one_name(name).endswith("x.csv")
    assert len(uploads.safe_name(name)) <= 120


@pytest.mark.parametrize("language", sorted(NAMES))
def test_what_became_of_the_newest_exports_is_told_and_stays(
    open_page: Open, ws: Workspace, shop: Path, language: str
) -> None:
    words = Wording(language)
    pipeline.add(ws, [shop / "complaints"])
    (shop / "april.csv").write_bytes(next_export(shop, start=0) + b"\nN99,2025-01-01,KUND1,\n")
    pipeline.add(ws, [shop / "april.csv"], "complaints")
    app = open_page(ws.path, "add", language)
    assert not app.exception
    assert [heading.value for heading in app.subheader] == [r"april\.csv", r"export\.csv"]
    told = "\n".join(str(element.value) for element in app.markdown)
    assert words.text("read.adds_up") in told
    assert words.say("read.rejects", rows=1) in told
    assert words.say("read.first", source="complaints") in told
    assert [button.label for button in app.get("download_button")] == [words.say("read.download", rows=1)]


def test_the_sum_of_an_export_is_told_with_every_part(ws: Workspace, shop: Path) -> None:
    (till,) = pipeline.add(ws, [shop / "till"])
    assert just_read.sum_of(till, Wording("en")) == "**20 rows** = 20 events + 0 rejects. The sum adds up."


def test_folders_of_the_server_are_offered_to_nobody_who_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bringing.ways() == ("upload", "folder")
    monkeypatch.setattr("insight_synth.workbench.serving.signed_in.is_set_up", lambda: True)
    assert bringing.ways() == ("upload",)
