"""What ``add`` says of an export and ``quarantine`` of those held back, and that a decision is taken and taken back."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from insight_synth import cli
from tests.conftest import write_source

Run = Callable[..., tuple[int, str, str]]

STARTS = ("The parcel came", "My order arrived", "This delivery was", "Your driver turned up")
ENDS = ("two weeks late", "without a word to me", "at the wrong door", "with a broken plate", "after I had left home")
NOTES = ("A man at the till said", "One family asked", "Somebody on the phone told us", "A regular customer swore")
POLISH = ("Paczka przyszła za późno", "Talerz był zepsuty", "Nikt nie odebrał telefonu", "Proszę o zwrot pieniędzy")


def rows(count: int, prefix: str, starts: tuple[str, ...] = STARTS, date: str = "2025-03-15") -> list[dict[str, str]]:
    return [
        {"id": f"{prefix}{n}", "date": date, "text": f"{starts[n % len(starts)]} {ENDS[n % 5]}, case {n} of {prefix}"}
        for n in range(count)
    ]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        status = cli.run([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return call


@pytest.fixture
def delivered(run: Run, tmp_path: Path) -> Path:
    """A source whose second export has lost most of its dates."""
    folder = write_source(tmp_path / "complaints", rows(80, "A"), file="april.csv")
    run("add", folder, "-w", "w", "-q")
    return write_source(folder, [*rows(10, "B"), *rows(50, "C", date="")], file="may.csv")


def verbatims(run: Run) -> list[dict[str, str]]:
    run("export", "verbatims", "-o", "out.csv", "-w", "w")
    with Path("out.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_add_names_what_is_held_back_why_and_what_to_type(run: Run, delivered: Path) -> None:
    status, out, err = run("add", delivered, "-w", "w", "-q")
    assert (status, err) == (0, "")
    assert "HELD BACK: 1 export is kept and counted nowhere until someone decides." in out
    assert "83 % of its records have no date; before it was 0 %" in out
    assert "insight-synth quarantine -w w --accept complaints/may.csv" in out
    assert "80 verbatims + 0 events" not in out
    assert "140 verbatims + 0 events + 0 duplicates + 0 rejects = 140 = rows" in out


def test_add_as_json_says_it_on_standard_error(run: Run, delivered: Path) -> None:
    status, out, err = run("add", delivered, "-w", "w", "-q", "--json")
    april, may = json.loads(out)
    assert status == 0
    assert "1 export held back" in err
    assert (april["state"], april["doubts"], may["state"]) == ("accepted", [], "quarantined")
    assert may["doubts"][0]["figures"] == {"field": "date", "now": 83, "before": 0}
    assert may["audit"]["missing"]["date"] == 50


def test_a_file_that_belongs_to_another_source_is_held_back(run: Run, tmp_path: Path) -> None:
    complaints = write_source(tmp_path / "complaints", rows(60, "A"), file="april.csv")
    run("add", complaints, "-w", "w", "-q")
    notes = write_source(tmp_path / "notes", rows(60, "N", NOTES), file="april.csv")
    run("add", notes, "-w", "w", "-q")  # a source that came after the complaints
    write_source(complaints, rows(60, "N", NOTES), file="may.csv")
    assert "100 % of its texts stand in the source notes too; before it was 0 %" in run("add", complaints, "-w", "w")[1]


def test_a_source_that_repeats_another_is_known_for_it(run: Run, tmp_path: Path) -> None:
    collected = write_source(tmp_path / "collected", rows(60, "R"), "reviews", file="april.csv")
    run("add", collected, "-w", "w", "-q")
    run("add", write_source(tmp_path / "reviews", rows(120, "R"), "reviews"), "-w", "w", "-q")
    write_source(collected, rows(120, "R")[60:], "reviews", file="may.csv")
    assert "HELD BACK" not in run("add", collected, "-w", "w", "-q")[1]


def test_a_delivery_that_repeats_all_before_it_is_accepted(run: Run, tmp_path: Path) -> None:
    folder = write_source(tmp_path / "complaints", rows(60, "A"), file="april.csv")
    run("add", folder, "-w", "w", "-q")
    write_source(folder, rows(65, "A"), file="may.csv")
    _, out, _ = run("add", folder, "-w", "w", "-q")
    assert "HELD BACK" not in out
    assert "changed: 92 % of its rows were delivered before" in out


def test_what_is_held_back_is_listed_and_stays_so(run: Run, delivered: Path) -> None:
    run("add", delivered, "-w", "w", "-q")
    status, out, _ = run("quarantine", "-w", "w")
    assert status == 0
    assert "complaints/may.csv (60 rows" in out
    assert "83 % of its records have no date" in out
    assert "known already, HELD BACK" in run("add", delivered, "-w", "w", "-q")[1]


def test_a_decision_is_taken_and_taken_back(run: Run, delivered: Path) -> None:
    run("add", delivered, "-w", "w", "-q")

    def counting() -> int:
        return sum(row["status"] == "active" for row in verbatims(run))

    assert counting() == 80
    status, out, _ = run("quarantine", "-w", "w", "--accept", "complaints/may.csv")
    assert (status, out.splitlines()[0]) == (
        0, "complaints/may.csv: accepted; its 60 verbatims and 0 events count from the next analysis on"
    )  # fmt: skip
    assert counting() == 140
    assert run("quarantine", "-w", "w")[1] == "Nothing is held back.\n"
    run("quarantine", "-w", "w", "--hold", "complaints/may.csv")
    assert "HELD BACK" in run("quarantine", "-w", "w")[1]
    run("quarantine", "-w", "w", "--leave-out", "complaints/may.csv")
    assert "Left out, and counted nowhere (1):" in run("quarantine", "-w", "w")[1]
    assert counting() == 80


def test_an_export_is_found_by_the_first_digits_of_its_sha256(run: Run, delivered: Path) -> None:
    run("add", delivered, "-w", "w", "-q")
    held = json.loads(run("quarantine", "-w", "w", "--json")[1])
    assert [(export["name"], export["state"]) for export in held] == [("may.csv", "quarantined")]
    decided = json.loads(run("quarantine", "-w", "w", "--json", "--accept", f"complaints/{held[0]['sha256'][:8]}")[1])
    assert [(export["name"], export["state"]) for export in decided] == [("may.csv", "accepted")]


@pytest.mark.parametrize("name", ["may.csv", "complaints/", "complaints/june.csv", "reviews/may.csv"])
def test_an_export_that_is_not_there_is_a_wrong_call(run: Run, delivered: Path, name: str) -> None:
    run("add", delivered, "-w", "w", "-q")
    status, out, err = run("quarantine", "-w", "w", "--accept", name)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_add_tells_what_an_export_looks_like_and_what_is_new(run: Run, tmp_path: Path) -> None:
    folder = write_source(tmp_path / "complaints", rows(40, "A"), file="april.csv")
    run("add", folder, "-w", "w", "-q")
    last = [*rows(100, "B", date="2025-09-01"), {"id": "B100", "date": "2025-09-01", "text": ""}]
    last[0]["text"] = "Please call me on +358 40 123 4567 about the lamp"
    write_source(folder, last, file="september.csv")
    _, out, _ = run("add", folder, "-w", "w", "-q")
    assert "complaints/september.csv: 2025-09-01; English" in out
    assert "1 reject: 1 empty text" in out
    assert "personal data: 1 phone; marked out in everything that leaves the workspace" in out
    assert "changed: 101 rows; its earlier exports had 40" in out
    assert "changed: nothing is dated between 2025-03-15 and 2025-09-01" in out
    assert "complaints/april.csv:" not in out


def test_of_many_exports_only_what_asks_for_attention_is_told(run: Run, tmp_path: Path) -> None:
    for number in range(5):
        write_source(tmp_path / "all" / f"shop-{number}", rows(30, f"S{number}-"))
    _, out, _ = run("add", tmp_path / "all", "-w", "w", "-q")
    assert "shop-3: 2025-03-15; English" in out
    assert "half of the texts" not in out
    assert "add --json" in out


def test_names_and_columns_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    folder = write_source(tmp_path / "notes", rows(60, "A"), file="one.csv")
    run("add", folder, "-w", "w", "-q")
    odd = [{**row, "\x1b[31mred": "x"} for row in rows(60, "B", POLISH)]
    write_source(folder, odd, file="two\x1b[31m.csv")
    _, out, _ = run("add", folder, "-w", "w", "-q")
    assert "new columns" in out
    assert "\x1b" not in out
