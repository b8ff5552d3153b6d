"""One of each kind of personal data, planted wherever an export has room for it, in no output of any kind."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pypdf
import pytest

from insight_synth import cli, encode, pipeline
from insight_synth.jobs import queue
from insight_synth.store import Workspace
from tests.conftest import StubEncoder, write_source

PERSONAL = {
    "e-mail": "matti.meikalainen@posti.example", "spelled e-mail": "maija (at) firma.fi",
    "HETU": "131052-308T", "PESEL": "44051401359", "NIP": "526-000-12-46", "Y-tunnus": "0112038-9",
    "IBAN": "FI21 1234 5600 0007 85", "card": "4111 1111 1111 1111", "phone": "+358 40 123 4567",
    "Polish phone": "600 100 200", "handle": "@matti_m", "address": "Mannerheimintie 12 A 5, 00100 Helsinki",
}  # fmt: skip
PIECES = (
    *PERSONAL.values(), "meikalainen", "maija (at)", "308T", "44051401", "526-000", "0112038", "1234 5600", "4111 1111",
    "123 4567", "100 200", "matti_m", "Mannerheimintie", "anna@posti",
)  # fmt: skip
TABLES = ("verbatims", "mentions", "events", "rejects", "themes", "evidence", "advice", "citations")


@pytest.fixture
def planted(ws: Workspace, stub: StubEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(encode, "load_encoder", lambda *_: StubEncoder())
    told = list(PERSONAL.values())
    rows: list[dict[str, object]] = []
    for number in range(72):
        what, other = told[number % 12], told[(number * 5 + 1) % 12]
        filler = " ".join(["word"] * number)
        rows.append(
            {
                "id": f"row {number}: {what}", "date": f"2025-{number % 12 + 1:02d}-15", "customer": f"K{number}",
                "segment": told[number % 3], "product": f"Mug for {other}", "rating": "5",
                "text": f"The late parcel came and {what} was on it. The late parcel, {filler}, and {other} on it.",
            }
        )  # fmt: skip
    rows += [{**rows[0], "id": f"r{number}", "text": ""} for number in range(3)]
    rows += [{**rows[1], "id": f"d{number}", "rating": f"see {what}", "date": what} for number, what in enumerate(told)]
    write_source(tmp_path / "in" / "notes", rows, file="anna@posti.example.csv")
    write_source(tmp_path / "in" / "reviews", [{**row, "id": f"x{row['id']}"} for row in rows[:72]], "reviews")
    bought = [
        {"id": f"row {number}: {what}", "date": "2025-03-03", "customer": f"K{number}", "event": f"bought, see {what}",
         "product": what, "segment": what, "value": "12.5"}
        for number, what in enumerate(told)
    ]  # fmt: skip
    write_source(tmp_path / "in" / "till", bought, "transactions")
    pipeline.add(ws, [tmp_path / "in"])
    pipeline.analyse(ws, encoder=stub)
    return ws


def left_in(text: str) -> list[str]:
    return [piece for piece in PIECES if piece in text]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_no_export_carries_personal_data(planted: Workspace, tmp_path: Path, ending: str) -> None:
    import pyarrow.parquet as pq

    for what in TABLES:
        out = tmp_path / f"{what}.{ending}"
        assert pipeline.export_table(planted, what, out) > 0 or what in {"themes", "evidence"}
        text = repr(pq.read_table(out).to_pylist()) if ending == "parquet" else out.read_text(encoding="utf-8")
        assert left_in(text) == [], what
        if what in {"verbatims", "rejects"}:
            assert "[card" in text or "[phone" in text or "[e-mail" in text


def test_the_owner_can_have_the_texts_as_stored(planted: Workspace, tmp_path: Path) -> None:
    pipeline.export_table(planted, "verbatims", tmp_path / "v.csv", as_stored=True)
    text = (tmp_path / "v.csv").read_text(encoding="utf-8")
    assert [what for what in PERSONAL.values() if what not in text] == []


def test_marks_keep_every_offset_valid(planted: Workspace, tmp_path: Path) -> None:
    found: dict[str, list[dict[str, str]]] = {}
    for what in ("verbatims", "mentions", "citations"):
        pipeline.export_table(planted, what, tmp_path / f"{what}.csv")
        with (tmp_path / f"{what}.csv").open(encoding="utf-8", newline="") as stream:
            found[what] = list(csv.DictReader(stream))
    whole = {row["verbatim_id"]: row["text"] for row in found["verbatims"]}
    for row in (*found["mentions"], *found["citations"]):
        assert row["text"] == whole[row["verbatim_id"]][int(row["start"]) : int(row["end"])]


@pytest.mark.parametrize("ending", ["html", "md", "xlsx", "docx", "json", "pdf"])
def test_no_report_carries_personal_data(planted: Workspace, tmp_path: Path, ending: str) -> None:
    out = pipeline.write_report(planted, tmp_path / f"report.{ending}")
    if ending == "pdf":
        reader = pypdf.PdfReader(out)
        text = " ".join(page.extract_text() for page in reader.pages)
        text += " ".join(part.decode("utf-8", "replace") for parts in reader.attachments.values() for part in parts)
        assert pipeline.verify(planted, out) == []
    elif ending in {"xlsx", "docx"}:
        with zipfile.ZipFile(out) as parts:
            text = " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    else:
        text = out.read_text(encoding="utf-8")
    assert left_in(text) == []


@pytest.mark.parametrize(
    "command",
    [("themes",), ("themes", "--json"), ("advise",), ("advise", "--json"), ("search", "late parcel", "-n", "200", "-q"),
     ("search", "late parcel", "-n", "200", "-q", "--json"), ("search", "+358 40 123 4567", "-q"),
     ("add", "in"), ("add", "in", "--json"), ("add", "more/4111 1111 1111 1111.csv", "--source", "notes"),
     ("add", "nowhere/44051401359.csv")],
    ids=" ".join,
)  # fmt: skip
def test_nothing_printed_carries_personal_data(
    planted: Workspace,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "4111 1111 1111 1111.csv").write_text("wrong,columns\n0112038-9,131052-308T\n", "utf-8")
    cli.run([*command, "-w", "ws"])
    shown = capsys.readouterr()
    assert shown.out or shown.err
    assert left_in(shown.out) == []
    assert left_in(shown.err) == []
    if "--json" in command:
        json.loads(shown.out)


def test_no_answer_of_the_analyst_carries_personal_data(
    planted: Workspace, stub: StubEncoder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agenda = '[[questions]]\ntext = "Why did the late parcel come?"\nowner = "anna@posti.example"\n'
    pipeline.set_agenda(planted, agenda)
    theme = pipeline.analyse(planted, encoder=stub).snapshot.top_themes[0].id
    pipeline.follow(planted, theme=theme, action=f"Called {PERSONAL['phone']}", on="2025-06-01")
    pipeline.follow(planted, theme=theme, group=PERSONAL["e-mail"])
    pipeline.follow(planted, event=f"bought, see {PERSONAL['phone']}")
    commands = [
        ["hunch", "The late parcel came", "-q"], ["hunch", f"Parcels of {PERSONAL['handle']} come late", "-q"],
        ["ask", "-q"], ["ask", "Why did the late parcel come?", "-q"], ["agenda", "show"],
        ["effect", "list"], ["effect", "show", "i1"], ["effect", "show", "i2"], ["effect", "show", "i3"],
        ["what-if", "--without", "reviews"], ["digest"], ["compare"],
    ]  # fmt: skip
    for command in [*commands, *([*command, "--json"] for command in commands)]:
        assert cli.run([*command, "-w", str(tmp_path / "ws")]) == 0, command
        shown = capsys.readouterr()
        assert shown.out, command
        assert left_in(shown.out + shown.err) == [], command
        if "--json" in command:
            json.loads(shown.out)
    for command in (["follow", "--event", "sold"], ["follow", "--theme", theme, "--group", "nobody"], ["show", "i9"]):
        assert cli.run(["effect", *command, "-w", str(tmp_path / "ws")]) == 2
        assert left_in(capsys.readouterr().err) == [], command


def test_a_first_add_prints_none_of_it(
    planted: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for more in ((), ("--json",)):
        cli.run(["add", "in", "-w", f"new{len(more)}", *more])
        shown = capsys.readouterr()
        assert "notes" in shown.out
        assert left_in(shown.out) == []
        assert left_in(shown.err) == []


def test_an_unexpected_errors_log_carries_none_of_it(
    planted: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"row 7: {PERSONAL['phone']} and {PERSONAL['PESEL']}")

    monkeypatch.setattr(pipeline, "themes_json", fail)
    assert cli.run(["themes", "--json", "-w", str(tmp_path / "ws")]) == 1
    shown = capsys.readouterr().err
    log = Path(shown.rsplit("Details: ", 1)[1].strip())
    assert left_in(shown) == []
    assert left_in(log.read_text(encoding="utf-8")) == []
    log.unlink()


def test_a_failed_jobs_message_carries_none_of_it(planted: Workspace) -> None:
    job_id = queue.enqueue(planted, "analyse")
    job = queue.claim(planted, "worker", 0.0)
    assert job is not None
    queue.finish(planted, job, "failed", f"row 3: {PERSONAL['e-mail']}")
    found = queue.find(planted, job_id)
    assert found is not None
    assert "[e-mail" in found.message
    assert left_in(found.message) == []


