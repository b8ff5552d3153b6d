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


def test_a_lone_carriage_return_within_a_text_ends_no_row(analysed_shop: Workspace, tmp_path: Path) -> None:
    write_source(tmp_path / "notes", [{"id": "1", "text": "Two\rlines"}], "frontline-notes")
    pipeline.add(analysed_shop, [tmp_path / "notes"])
    pipeline.export_table(analysed_shop, "verbatims", tmp_path / "v.csv")
    assert "Two\rlines" in [row["text"] for row in rows_of(tmp_path / "v.csv")]


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


@pytest.fixture
def telling(ws: Workspace, stub: StubEncoder, tmp_path: Path) -> Workspace:
    """Verbatims full of personal data, in long sentences too, where passages end within a number."""
    told = ["matti.meikalainen@posti.fi", "+358 40 123 4567", "131052-308T", "FI21 1234 5600 0007 85", "@kauppa_fi"]
    texts = [f"The parcel was late, write to {a} or call {b}. My account is {a}." for a in told for b in told]
    texts += [" ".join(["late parcel", *["word"] * number, "+358 40 123 4567", *["word"] * 70]) for number in range(70)]
    pipeline.add(ws, [write_source(tmp_path / "notes", [{"id": str(n), "text": text} for n, text in enumerate(texts)])])
    pipeline.analyse(ws, encoder=stub)
    return ws


def test_offsets_hold_within_what_is_exported_redacted(telling: Workspace, tmp_path: Path) -> None:
    for what in ("verbatims", "mentions", "citations"):
        pipeline.export_table(telling, what, tmp_path / f"{what}.csv")
    texts = {row["verbatim_id"]: row["text"] for row in rows_of(tmp_path / "verbatims.csv")}
    quoting = [*rows_of(tmp_path / "mentions.csv"), *rows_of(tmp_path / "citations.csv")]
    quoting += [
        {key: str(value) for key, value in quote.items()}
        for theme in pipeline.themes_json(telling)
        for quote in theme["quotes"]
    ]
    assert len(quoting) > 100
    for row in quoting:
        assert row["text"] == texts[row["verbatim_id"]][int(row["start"]) : int(row["end"])]


def test_nothing_personal_is_left_where_a_passage_ends_within_it(telling: Workspace, tmp_path: Path) -> None:
    pipeline.export_table(telling, "mentions", tmp_path / "m.csv")
    found = [row["text"] for row in rows_of(tmp_path / "m.csv")]
    assert sum("[phone·········]" in text for text in found) > 20
    left = ("123 4567", "+358", "4567", "posti.fi", "308T", "0007", "@kauppa")
    assert [text for text in found if any(piece in text for piece in left)] == []
    hits = pipeline.search(telling, "late parcel", limit=200, load=lambda _: StubEncoder())
    shown = [pipeline.redacted(hit.citation, telling).text for hit in hits]
    assert [text for text in shown if any(piece in text for piece in left)] == []


def test_the_demo_keeps_its_offsets_when_redacted(ws: Workspace, tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    pipeline.add(ws, [root / "sources"])
    pipeline.export_table(ws, "verbatims", tmp_path / "v.csv")
    with ws.read() as connection:
        stored = {verbatim.id: verbatim.text for verbatim in records.verbatims(connection)}
    rows = rows_of(tmp_path / "v.csv")
    marked = [row for row in rows if row["text"] != stored[row["verbatim_id"]]]
    assert len(marked) > 20
    assert all(len(row["text"]) == len(stored[row["verbatim_id"]]) for row in rows)


def test_a_themes_parent_is_an_id(analysed_shop: Workspace, tmp_path: Path) -> None:
    pipeline.export_table(analysed_shop, "mentions", tmp_path / "m.csv")
    themes = {theme.id: theme for theme in pipeline.snapshot(analysed_shop).themes}
    for row in rows_of(tmp_path / "m.csv"):
        parent = themes[row["theme_id"]].parent if row["theme_id"] else ""
        assert row["parent_theme"] == parent
        assert row["parent_theme_name"] == (themes[parent].name() if parent else "")
    assert {theme["parent"] for theme in pipeline.themes_json(analysed_shop)} <= {None, *themes}


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
