"""Tables and JSON of a workspace: the agreed columns, in three formats, with cells as they are."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import UsageError, WorkspaceError
from insight_synth.store import Workspace, records
from tests.conftest import StubEncoder, write_source

AGREED = {
    "mentions": "mention_id verbatim_id source export locator start end text language theme_id theme parent_theme "
    "sentiment similarity",
    "verbatims": "verbatim_id source export sha256 locator source_row_id date customer segment product rating weight "
    "language text voice_id status",
    "rejects": "source export locator reason raw",
    "events": "event_id source export", "themes": "theme_id theme", "evidence": "theme_id theme source",
    "advice": "source verdict confidence", "citations": "cited_by number mention_id verbatim_id",
}  # fmt: skip


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("what", sorted(AGREED))
def test_a_table_begins_with_the_agreed_columns(analysed_shop: Workspace, tmp_path: Path, what: str) -> None:
    out = tmp_path / "table.csv"
    pipeline.export_table(analysed_shop, what, out)
    agreed = AGREED[what].split()
    assert out.read_text(encoding="utf-8").splitlines()[0].split(",")[: len(agreed)] == agreed


@pytest.mark.parametrize("what", sorted(AGREED))
def test_the_three_formats_hold_the_same(analysed_shop: Workspace, tmp_path: Path, what: str) -> None:
    import pyarrow.parquet as pq

    counts = {pipeline.export_table(analysed_shop, what, tmp_path / f"t.{end}") for end in ("csv", "jsonl", "parquet")}
    assert len(counts) == 1
    lines = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == pq.read_table(tmp_path / "t.parquet").to_pylist()

    def shown(cell: object) -> str:
        return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)

    assert rows_of(tmp_path / "t.csv") == [{name: shown(cell) for name, cell in line.items()} for line in lines]


def test_every_mention_is_there_and_one_in_no_theme_has_an_empty_theme_id(
    analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path
) -> None:
    write_source(tmp_path / "notes", [{"id": "1", "text": "Thanks!"}], "frontline-notes")
    pipeline.add(analysed_shop, [tmp_path / "notes"])
    totals = pipeline.analyse(analysed_shop, encoder=stub).snapshot.totals
    pipeline.export_table(analysed_shop, "mentions", tmp_path / "m.csv")
    rows = rows_of(tmp_path / "m.csv")
    assert len(rows) == totals.mentions
    assert sum(not row["theme_id"] for row in rows) == totals.unthemed
    (thanks,) = [row for row in rows if row["source"] == "notes"]
    assert (thanks["text"], thanks["theme_id"], thanks["theme"]) == ("Thanks!", "", "")


def test_offsets_lead_to_the_stored_text(analysed_shop: Workspace, tmp_path: Path) -> None:
    pipeline.export_table(analysed_shop, "mentions", tmp_path / "m.csv", as_stored=True)
    with analysed_shop.read() as connection:
        texts = {verbatim.id: verbatim.text for verbatim in records.verbatims(connection)}
    for row in rows_of(tmp_path / "m.csv"):
        assert row["text"] == texts[row["verbatim_id"]][int(row["start"]) : int(row["end"])]


def test_text_that_looks_like_a_formula_stays_text(ws: Workspace, tmp_path: Path) -> None:
    texts = [
        "=1+1 is what they charged",
        "+48 is no price",
        "-5 for the service",
        '=HYPERLINK("http://x","y") "q"\nnext',
    ]
    pipeline.add(ws, [write_source(tmp_path / "notes", [{"id": str(n), "text": text} for n, text in enumerate(texts)])])
    pipeline.export_table(ws, "verbatims", tmp_path / "v.csv")
    assert [row["text"] for row in rows_of(tmp_path / "v.csv")] == texts


def test_an_unknown_table_lists_the_known(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="verbatims, mentions, events"):
        pipeline.export_table(ws, "everything", tmp_path / "x.csv")


def test_a_folder_that_does_not_exist_is_a_wrong_call(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="folder does not exist"):
        pipeline.export_table(ws, "verbatims", tmp_path / "nowhere" / "x.csv")


def test_a_full_disk_leaves_the_old_file(
    analysed_shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "v.csv"
    pipeline.export_table(analysed_shop, "verbatims", out)
    before = out.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(csv, "writer", full)
    with pytest.raises(WorkspaceError, match="disk is full"):
        pipeline.export_table(analysed_shop, "verbatims", out)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.part")] == []
