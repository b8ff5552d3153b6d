"""The commands as typed: what they print where, their exit status, and one line for every error."""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from insight_synth import cli, encode, pipeline
from insight_synth.store import Workspace
from tests.conftest import StubEncoder, write_source

COMMANDS = (
    "demo", "add", "analyse", "themes", "advise", "report", "verify", "search", "export", "erase", "serve", "worker",
    "quarantine",
)  # fmt: skip
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in a folder of its own; gives exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(encode, "load_encoder", lambda *_: StubEncoder())

    def call(*arguments: object) -> tuple[int, str, str]:
        status = cli.run([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return call


def one_line(err: str) -> str:
    lines = err.strip().splitlines()
    assert len(lines) == 1, err
    assert lines[0].startswith("insight-synth: ")
    assert "Traceback" not in err
    return lines[0]


def test_help_starts_under_half_a_second_and_lists_every_command() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    shown = subprocess.run(
        [sys.executable, "-m", "insight_synth", "--help"], capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Processor time: what other work on the machine does to the clock is none of the program's doing.
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert [command for command in COMMANDS if f"\n  {command} " not in shown.stdout] == []
    assert taken < 0.5


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from insight_synth.cli import run; run(['--help']); "
        "heavy = {'numpy', 'pandas', 'torch', 'spacy', 'bertopic', 'sqlalchemy', 'sklearn', 'reportlab', 'streamlit'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stderr.strip() == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_takes_a_workspace(run: Run, command: str) -> None:
    status, out, _ = run(command, "--help")
    assert status == 0
    assert "--workspace" in out


def test_version_is_printed(run: Run) -> None:
    status, out, _ = run("--version")
    assert status == 0
    assert out.startswith("insight-synth ")


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["add"], ["report"], ["themes", "--nonsense"], ["serve", "--port", "many"], ["search"]],
)
def test_a_wrong_call_is_one_line_and_exit_2(run: Run, arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    one_line(err)


def test_add_prints_a_table_that_adds_up(run: Run, shop: Path) -> None:
    status, out, err = run("add", shop, "-w", "w", "--quiet")
    assert (status, err) == (0, "")
    assert "complaints/export.csv" in out
    assert "96 verbatims + 20 events + 0 duplicates + 0 rejects = 116 = rows" in out


def test_add_shows_progress_on_standard_error_only(run: Run, shop: Path) -> None:
    _, out, err = run("add", shop, "-w", "w")
    assert "%" not in out
    assert "100 %" in err


def test_add_twice_says_known(run: Run, shop: Path) -> None:
    run("add", shop, "-w", "w")
    status, out, _ = run("add", shop, "-w", "w", "--json")
    assert status == 0
    assert [export["known"] for export in json.loads(out)] == [True, True, True]


def test_add_ends_with_1_where_one_export_fails_and_adds_the_rest(run: Run, shop: Path) -> None:
    (shop / "reviews" / "empty.csv").touch()
    status, out, err = run("add", shop, "-w", "w", "-q")
    assert status == 1
    assert "complaints/export.csv" in out
    assert "empty.csv" in one_line(err)


def bad_column(folder: Path) -> None:
    (folder / "export.csv").write_text("a,b\n1,2\n", encoding="utf-8")


def empty(folder: Path) -> None:
    (folder / "export.csv").write_bytes(b"")


def wrong_ending(folder: Path) -> None:
    (folder / "export.csv").write_bytes(b"PK\x03\x04 this is no table at all" + bytes(range(256)))


def unknown_kind(folder: Path) -> None:
    text = (folder / "source.toml").read_text(encoding="utf-8")
    (folder / "source.toml").write_text(text.replace('"complaints"', '"gossip"'), encoding="utf-8")


def broken_toml(folder: Path) -> None:
    (folder / "source.toml").write_text("name = ", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "status", "named"),
    [
        (bad_column, 1, "export.csv"), (empty, 1, "export.csv"), (wrong_ending, 1, "export.csv"),
        (unknown_kind, 2, "gossip"), (broken_toml, 1, "source.toml"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_line(
    run: Run, tmp_path: Path, spoil: Callable[[Path], None], status: int, named: str
) -> None:
    folder = write_source(tmp_path / "complaints", [{"id": "1", "text": "Something was said here"}])
    spoil(folder)
    found, out, err = run("add", folder, "-w", "w", "-q")
    assert found == status
    assert out == ""
    assert named in one_line(err)
    assert run("add", write_source(tmp_path / "good", [{"text": "Fine words"}]), "-w", "w", "-q")[0] == 0


@pytest.mark.parametrize("command", [["themes"], ["analyse"], ["search", "x"], ["export", "verbatims", "-o", "x.csv"]])
def test_a_missing_workspace_is_one_line_with_the_remedy(run: Run, command: list[str]) -> None:
    status, _, err = run(*command, "-w", "nowhere")
    assert status == 1
    assert "nowhere: no such workspace" in one_line(err)
    assert "-w" in err
    assert not Path("nowhere").exists()


def test_a_folder_of_other_files_is_not_made_a_workspace(run: Run, shop: Path) -> None:
    status, _, err = run("add", shop, "-w", shop, "-q")
    assert status == 1
    assert "is not a workspace" in one_line(err)
    assert not (shop / "workspace.db").exists()


def test_a_workspace_in_use_names_the_process(run: Run, shop: Path) -> None:
    run("add", shop, "-w", "w")
    code = (
        "import time; from insight_synth.store import Workspace\n"
        "with Workspace.open('w') as ws, ws.locked(): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        status, _, err = run("analyse", "-w", "w", "-q")
    finally:
        holder.kill()
        holder.communicate()
    assert status == 1
    assert f"in use by process {holder.pid}" in one_line(err)
    assert run("analyse", "-w", "w", "-q")[0] == 0


def test_a_full_disk_is_one_line_and_the_workspace_unharmed(shop: Path, tmp_path: Path) -> None:
    small = write_source(tmp_path / "small", [{"id": "1", "text": "A first remark"}])
    big = write_source(tmp_path / "big", [{"id": str(n), "text": f"Remark {n} " * 200} for n in range(3000)])
    code = (
        "import resource, sys; from insight_synth import cli\n"
        "assert cli.run(['add', sys.argv[1], '-w', sys.argv[3], '-q']) == 0\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))\n"
        "sys.exit(cli.run(['add', sys.argv[2], '-w', sys.argv[3], '-q']))"
    )
    workspace = tmp_path / "w"
    done = subprocess.run(
        [sys.executable, "-c", code, str(small), str(big), str(workspace)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "disk is full" in one_line(done.stderr)
    with Workspace.open(workspace) as ws:
        assert pipeline.add(ws, [small])[0].known
        assert pipeline.add(ws, [big])[0].verbatims == 3000


def test_analyse_then_themes_and_advice_as_tables_and_json(run: Run, shop: Path) -> None:
    run("add", shop, "-w", "w")
    status, out, err = run("analyse", "-w", "w")
    assert status == 0
    assert "themes" in out
    assert "100 %" in err
    assert "feeling" in run("themes", "-w", "w")[1]
    assert "complaints: " in run("advise", "-w", "w")[1]
    themes = json.loads(run("themes", "--json", "-w", "w")[1])
    keys = {"id", "name", "parent", "size", "voices", "sources", "recurs", "sentiment", "keywords", "quotes"}
    assert all(keys <= theme.keys() for theme in themes)
    assert all(
        {"source", "mentions", "voices", "share", "low", "high"} <= s.keys() for t in themes for s in t["sources"]
    )
    advice = json.loads(run("advise", "--json", "-w", "w")[1])
    assert all({"source", "verdict", "confidence", "reasons", "what_if"} <= entry.keys() for entry in advice)
    lost = {"themes_lost", "themes_weakened", "coverage_before", "coverage_after"}
    assert all(lost <= entry["what_if"].keys() for entry in advice)
    assert all({"code", "text", "figure", "citations"} <= r.keys() for entry in advice for r in entry["reasons"])


def test_a_second_analysis_says_that_nothing_changed(run: Run, shop: Path) -> None:
    run("add", shop, "-w", "w")
    run("analyse", "-w", "w")
    assert "Nothing changed" in run("analyse", "-w", "w")[1]


@pytest.mark.parametrize(
    ("number", "said"), [(13, "Permission denied"), (30, "Read-only file system"), (28, "the disk is full")]
)
def test_a_folder_that_may_not_be_written_is_one_line(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refuse(path: object, *_: object) -> int:
        raise OSError(number, said, str(path))

    monkeypatch.setattr(os, "open", refuse)
    status, _, err = run("add", shop, "-w", "w", "-q")
    assert status == 1
    assert said in one_line(err)


def test_a_report_of_an_unknown_kind_is_refused_before_anything_else(run: Run, shop: Path) -> None:
    run("add", shop, "-w", "w")
    for name in ("x.rtf", "x", "nowhere/x.pdf"):
        status, _, err = run("report", "-o", name, "-w", "w")
        assert status == 2
        assert f"insight-synth: {name}: " in one_line(err)
    status, _, err = run("demo", "-o", "x.rtf", "-w", "demo")
    assert status == 2
    assert ".pdf, .html, .md, .xlsx, .docx, .json" in one_line(err)


def test_a_file_in_place_of_the_workspace_is_a_wrong_call(run: Run, shop: Path) -> None:
    for command in (["themes"], ["add", shop]):
        status, _, err = run(*command, "-w", shop / "till" / "export.csv")
        assert status == 2
        assert "is a file" in one_line(err)


def test_add_says_what_it_took_over_from_a_changed_source_toml(run: Run, shop: Path) -> None:
    run("add", shop, "-w", "w", "-q")
    toml = shop / "till" / "source.toml"
    toml.write_text(toml.read_text().replace('name = "till"', 'name = "Tills"'), encoding="utf-8")
    status, out, _ = run("add", shop, "-w", "w", "-q")
    assert (status, out.splitlines()[-1]) == (0, "till: taken over from source.toml: name")
    assert "taken over" not in run("add", shop, "-w", "w", "-q")[1]


def test_themes_before_an_analysis_say_what_to_do(run: Run, shop: Path) -> None:
    run("add", shop, "-w", "w")
    status, _, err = run("themes", "-w", "w")
    assert status == 1
    assert "insight-synth analyse" in one_line(err)


def test_export_refuses_an_unknown_table_or_ending(run: Run, shop: Path) -> None:
    run("add", shop, "-w", "w")
    assert run("export", "secrets", "-o", "x.csv", "-w", "w")[0] == 2
    status, _, err = run("export", "verbatims", "-o", "x.docx", "-w", "w")
    assert status == 2
    assert ".parquet" in one_line(err)


def test_erase_prints_its_proof(run: Run, shop: Path) -> None:
    run("add", shop, "-w", "w")
    status, out, _ = run("erase", "--customer", "KUND00003", "-w", "w", "-q")
    assert status == 0
    assert "workspace.db: the id: gone" in out
    assert "FOUND" not in out


def test_feedback_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    text = "Broken \x1b[31m mug \x1b[0m and \u202esdrawkcab\u202c teapot again"
    write_source(tmp_path / "notes", [{"id": str(n), "text": f"{text} {n}"} for n in range(12)])
    run("add", tmp_path / "notes", "-w", "w")
    run("analyse", "-w", "w")
    status, out, _ = run("search", "mug", "-w", "w", "-q")
    assert status == 0
    assert "mug" in out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_what_is_printed_is_redacted(run: Run, tmp_path: Path) -> None:
    rows = [{"id": str(n), "text": f"Please write to anna{n}@example.com about the mug"} for n in range(12)]
    write_source(tmp_path / "notes", rows)
    run("add", tmp_path / "notes", "-w", "w")
    run("analyse", "-w", "w")
    for arguments in (["search", "mug"], ["search", "mug", "--json"], ["themes", "--json"], ["advise", "--json"]):
        assert "@example.com" not in run(*arguments, "-w", "w")[1]
    run("export", "verbatims", "-o", "marked.csv", "-w", "w")
    run("export", "verbatims", "-o", "stored.csv", "--as-stored", "-w", "w")
    texts = []
    for name in ("marked.csv", "stored.csv"):
        with Path(name).open(encoding="utf-8", newline="") as stream:
            texts.append([row["text"] for row in csv.DictReader(stream)])
    assert not any("@" in text for text in texts[0])
    assert all("@example.com" in text for text in texts[1])


def test_an_unexpected_error_is_one_line_with_its_log(run: Run, monkeypatch: pytest.MonkeyPatch, shop: Path) -> None:
    run("add", shop, "-w", "w")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a wheel came off\nand rolled away")

    monkeypatch.setattr(pipeline, "analyse", fail)
    status, _, err = run("analyse", "-w", "w", "-q")
    assert status == 1
    line = one_line(err)
    assert "a wheel came off" in line
    log = Path(line.rsplit("Details: ", 1)[1])
    assert "Traceback" in log.read_text(encoding="utf-8")
    log.unlink()


def test_a_theme_renamed_by_the_user_is_shown_by_that_name(run: Run, shop: Path) -> None:
    run("add", shop, "-w", "w")
    run("analyse", "-w", "w")
    with Workspace.open("w") as ws:
        pipeline.rename_theme(ws, pipeline.snapshot(ws).top_themes[0].id, "Named by hand")
    assert "Named by hand" in run("themes", "-w", "w")[1]


def test_themes_say_that_data_came_after_the_analysis(run: Run, shop: Path, tmp_path: Path) -> None:
    run("add", shop, "-w", "w")
    run("analyse", "-w", "w")
    assert run("themes", "-w", "w")[2] == ""
    run("add", write_source(tmp_path / "late", [{"id": "1", "text": "One more remark on mugs"}]), "-w", "w")
    status, out, err = run("themes", "-w", "w")
    assert status == 0
    assert "Data or sources changed" in err
    assert "Data or sources changed" not in out


def test_a_first_add_that_fails_leaves_no_workspace_behind(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert run("add", str(tmp_path / "empty.csv"), "--source", "shop", "--kind", "complaints", "-w", "new")[0] == 1
    assert run("add", str(tmp_path / "nowhere"), "-w", "new")[0] == 2
    assert not (tmp_path / "new").exists()
