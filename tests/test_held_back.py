"""What is held back counts nowhere until someone decides; a decision settles the source anew and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import UsageError
from insight_synth.model import Export
from insight_synth.store import Workspace, records
from tests.conftest import StubEncoder, sentences, write_source

POLISH = [
    f"Paczka przyszła dwa tygodnie za późno, a kubek był pęknięty i nikt nie odpowiada na wiadomość numer {at}"
    for at in range(60)
]


def month(number: int, texts: list[str] | None = None) -> list[dict[str, object]]:
    said = texts or [text for subject in ("late", "broken", "staff") for text in sentences(subject, 20, number * 100)]
    return [
        {"id": f"C{number}{at:03d}", "date": f"2025-{number:02d}-{at % 28 + 1:02d}", "customer": f"K{number}{at:04d}",
         "rating": at % 5 + 1, "text": text}
        for at, text in enumerate(said)
    ]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in (1, 2, 3):
        write_source(tmp_path / "complaints", month(number), file=f"2025-0{number}.csv")
    return tmp_path / "complaints"


@pytest.fixture
def april(ws: Workspace, folder: Path) -> Export:
    """Sixty Polish texts in a source that was English so far."""
    pipeline.add(ws, [folder])
    write_source(folder, month(4, POLISH), file="2025-04.csv")
    export = next(export for export in pipeline.add(ws, [folder]) if export.name == "2025-04.csv")
    assert export.state == "quarantined"
    return export


def statuses(ws: Workspace, name: str) -> set[str]:
    with ws.read() as connection:
        return {verbatim.status for verbatim in records.verbatims(connection) if verbatim.export == name}


def test_ordinary_months_are_let_in(ws: Workspace, folder: Path) -> None:
    assert [export.state for export in pipeline.add(ws, [folder])] == ["accepted"] * 3


def test_rows_held_back_add_up_all_the_same(april: Export) -> None:
    assert april.rows == april.verbatims + april.duplicates + april.rejects == 60


def test_nothing_of_it_counts_in_an_analysis(ws: Workspace, april: Export, stub: StubEncoder) -> None:
    assert statuses(ws, april.name) == {"quarantined"}
    totals = pipeline.analyse(ws, encoder=stub).snapshot.totals
    assert (totals.exports, totals.rows, totals.verbatims) == (3, 180, 180)
    assert not any("paczka" in text.lower() for text in stub.asked)


def test_once_accepted_it_counts_and_the_analysis_is_out_of_date(
    ws: Workspace, april: Export, stub: StubEncoder
) -> None:
    shown = pipeline.analyse(ws, encoder=stub).snapshot
    assert pipeline.decide(ws, "complaints", april.sha256[:8], "accepted").state == "accepted"
    assert statuses(ws, april.name) == {"active"}
    assert pipeline.is_outdated(ws, shown)
    assert pipeline.analyse(ws, encoder=stub).snapshot.totals.verbatims == 240


def test_a_decision_can_be_taken_back_without_a_trace(ws: Workspace, april: Export) -> None:
    def kept() -> object:
        with ws.read() as connection:
            return records.verbatims(connection), records.exports(connection), records.rejects(connection)

    before = kept()
    pipeline.decide(ws, "complaints", april.name, "accepted")
    pipeline.decide(ws, "complaints", april.name, "quarantined")
    assert kept() == before


def test_left_out_it_counts_as_little(ws: Workspace, april: Export, stub: StubEncoder) -> None:
    assert pipeline.decide(ws, "complaints", april.name, "left out").state == "left out"
    assert pipeline.analyse(ws, encoder=stub).snapshot.totals.verbatims == 180


def test_rows_that_repeat_an_export_count_themselves_when_that_is_taken_out(ws: Workspace, folder: Path) -> None:
    pipeline.add(ws, [folder])
    write_source(folder, [*month(3), *month(5)[:30]], file="2025-05.csv")
    may = next(export for export in pipeline.add(ws, [folder]) if export.name == "2025-05.csv")
    assert (may.verbatims, may.duplicates) == (30, 60)
    pipeline.decide(ws, "complaints", "2025-03.csv", "left out")
    with ws.read() as connection:
        exports = {export.name: export for export in records.exports(connection)}
    assert (exports["2025-05.csv"].verbatims, exports["2025-05.csv"].duplicates) == (90, 0)


def test_an_export_that_is_not_there_is_answered_with_those_that_are(ws: Workspace, april: Export) -> None:
    with pytest.raises(UsageError, match=r"has no '2025-09\.csv'.*2025-04\.csv"):
        pipeline.decide(ws, "complaints", "2025-09.csv", "accepted")
    with pytest.raises(UsageError, match="source nowhere has no"):
        pipeline.decide(ws, "nowhere", april.name, "accepted")
