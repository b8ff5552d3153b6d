"""Adding exports: every row is accounted for, nothing twice, and what cannot be used is said in one line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import BadInput, InsightSynthError, UsageError, WorkspaceError
from insight_synth.store import Workspace, records
from tests.conftest import write_source

ROWS = [
    {"id": "1", "date": "2025-01-02", "customer": "K-10001", "text": "The parcel came late"},
    {"id": "2", "date": "2025-01-03", "customer": "K-10002", "text": "The mug was broken"},
    {"id": "2", "date": "2025-01-03", "customer": "K-10002", "text": "The mug was broken"},
    {"id": "3", "date": "2025-01-04", "customer": "K-10003", "text": ""},
]


def stored(ws: Workspace) -> tuple[object, ...]:
    with ws.read() as connection:
        return (
            records.source_texts(connection), records.exports(connection), records.verbatims(connection),
            records.events(connection), records.rejects(connection),
        )  # fmt: skip


def test_every_row_is_a_verbatim_a_duplicate_or_a_reject(ws: Workspace, tmp_path: Path) -> None:
    (export,) = pipeline.add(ws, [write_source(tmp_path / "complaints", ROWS)])
    assert (export.rows, export.verbatims, export.duplicates, export.rejects) == (4, 2, 1, 1)
    with ws.read() as connection:
        assert len(records.verbatims(connection)) == 3
        (reject,) = records.rejects(connection)
    assert reject.reason == "empty text"


def test_rows_add_up_for_every_export_of_a_folder_of_sources(ws: Workspace, shop: Path) -> None:
    exports = pipeline.add(ws, [shop])
    assert [export.source for export in exports] == ["complaints", "reviews", "till"]
    assert [e.rows for e in exports] == [e.verbatims + e.events + e.duplicates + e.rejects for e in exports]
    assert [e.rows for e in exports] == [48, 48, 20]


def test_adding_again_changes_nothing(ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop])
    before = stored(ws)
    again = pipeline.add(ws, [shop])
    assert all(export.known for export in again)
    assert stored(ws) == before


def test_a_longer_export_of_the_same_source_adds_only_its_new_rows(ws: Workspace, tmp_path: Path) -> None:
    pipeline.add(ws, [write_source(tmp_path / "complaints", ROWS[:2], file="january.csv")])
    folder = write_source(
        tmp_path / "complaints", [*ROWS[:2], {**ROWS[0], "id": "9", "text": "New words"}], file="february.csv"
    )
    february = next(export for export in pipeline.add(ws, [folder]) if export.name == "february.csv")
    assert (february.rows, february.verbatims, february.duplicates) == (3, 1, 2)


def test_the_order_of_adding_gives_the_same_verbatims(tmp_path: Path, shop: Path) -> None:
    ids = []
    for name, order in (("one", ["complaints", "reviews"]), ("two", ["reviews", "complaints"])):
        with Workspace.open(tmp_path / name, create=True) as ws:
            pipeline.add(ws, [shop / source for source in order])
            with ws.read() as connection:
                ids.append(sorted(verbatim.id for verbatim in records.verbatims(connection)))
    assert ids[0] == ids[1]


def test_the_export_is_kept_unchanged(ws: Workspace, tmp_path: Path) -> None:
    folder = write_source(tmp_path / "complaints", ROWS)
    (export,) = pipeline.add(ws, [folder])
    copies = [path for path in (ws.path / "exports").rglob("*") if path.is_file()]
    assert [copy.name for copy in copies] == [f"{export.sha256}-export.csv"]
    assert copies[0].read_bytes() == (folder / "export.csv").read_bytes()


def test_customer_ids_are_not_in_the_database(ws: Workspace, tmp_path: Path) -> None:
    pipeline.add(ws, [write_source(tmp_path / "complaints", ROWS[:3])])
    assert b"K-1000" not in (ws.path / "workspace.db").read_bytes()


def test_a_bad_export_is_reported_and_the_others_are_added(ws: Workspace, shop: Path) -> None:
    (shop / "complaints" / "second.csv").write_text("other,columns\n1,2\n", encoding="utf-8")
    failures: list[InsightSynthError] = []
    added = pipeline.add(ws, [shop], failed=failures.append)
    assert [export.name for export in added] == ["export.csv"] * 3
    (failure,) = failures
    assert "second.csv" in str(failure)
    assert "text" in str(failure)


def test_a_failed_export_leaves_no_trace(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_source(tmp_path / "complaints", ROWS)
    before = stored(ws)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(records, "add_rejects", full)
    with pytest.raises(WorkspaceError, match="disk is full"):
        pipeline.add(ws, [folder])
    assert stored(ws) == before
    assert not [path for path in (ws.path / "exports").rglob("*") if path.is_file()]
    monkeypatch.undo()
    assert pipeline.add(ws, [folder])[0].rows == 4


def test_a_single_file_names_its_source_and_kind(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "reviews.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(
            [["date", "review"], ["2025-01-02", "Lovely mugs, quick delivery and fair prices"]]
        )
    with pytest.raises(UsageError, match="--source"):
        pipeline.add(ws, [file])
    with pytest.raises(UsageError, match="--kind"):
        pipeline.add(ws, [file], source_id="web")
    with pytest.raises(UsageError, match=r"unknown kind 'nonsense'.*complaints"):
        pipeline.add(ws, [file], source_id="web", kind="nonsense")
    (export,) = pipeline.add(ws, [file], source_id="web", kind="reviews")
    assert export.verbatims == 1
    assert any("columns proposed" in note and "text = review" in note for note in export.notes)


def test_a_later_file_of_a_known_source_needs_no_kind(ws: Workspace, tmp_path: Path) -> None:
    folder = write_source(tmp_path / "complaints", ROWS[:1])
    pipeline.add(ws, [folder])
    write_source(tmp_path / "later", [{**ROWS[1], "id": "77"}], file="later.csv")
    (export,) = pipeline.add(ws, [tmp_path / "later" / "later.csv"], source_id="complaints")
    assert (export.source, export.verbatims) == ("complaints", 1)
    with pytest.raises(UsageError, match="of kind complaints, not forum"):
        pipeline.add(ws, [tmp_path / "later" / "later.csv"], source_id="complaints", kind="forum")


def test_a_path_that_is_not_there_is_a_wrong_call(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        pipeline.add(ws, [tmp_path / "nowhere"])


def test_a_folder_without_sources_says_what_to_do(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"source\.toml"):
        pipeline.add(ws, [tmp_path / "empty"])


def test_a_missing_column_is_named_with_those_found(ws: Workspace, tmp_path: Path) -> None:
    folder = write_source(tmp_path / "complaints", ROWS)
    (folder / "export.csv").write_text("id,date,customer,Text body\n1,2025-01-01,K,Hello there\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"complaints/export\.csv.*'text'.*Text body"):
        pipeline.add(ws, [folder])


def test_an_erased_customers_rows_are_refused_without_their_words(ws: Workspace, tmp_path: Path) -> None:
    folder = write_source(tmp_path / "complaints", ROWS[:2])
    pipeline.add(ws, [folder])
    pipeline.erase(ws, "K-10001")
    write_source(folder, [{**ROWS[0], "id": "5", "text": "Late once again"}, {**ROWS[1], "id": "6"}], file="more.csv")
    (folder / "export.csv").unlink()
    (more,) = pipeline.add(ws, [folder])
    assert (more.verbatims, more.rejects) == (1, 1)
    with ws.read() as connection:
        refused = [reject for reject in records.rejects(connection) if reject.export == "more.csv"]
        assert records.stored_copies(connection)["complaints", more.sha256] == ""
    assert [(reject.reason, reject.raw) for reject in refused] == [("the customer was erased from this workspace", "")]


def test_a_corrected_row_supersedes_its_older_self_and_says_so(ws: Workspace, tmp_path: Path) -> None:
    pipeline.add(ws, [write_source(tmp_path / "complaints", ROWS[:2], file="january.csv")])
    corrected = [{**ROWS[0], "text": "The parcel came late, and to the wrong door"}, ROWS[1]]
    folder = write_source(tmp_path / "complaints", corrected, file="february.csv")
    january, february = sorted(pipeline.add(ws, [folder]), key=lambda export: export.name, reverse=True)
    assert (february.verbatims, february.duplicates, february.audit.superseding) == (1, 1, 1)
    with ws.read() as connection:
        said = {verbatim.text: verbatim for verbatim in records.verbatims(connection, status=("active", "superseded"))}
        january = next(export for export in records.exports(connection) if export.name == "january.csv")
        assert february in records.exports(connection)
    old, new = said["The parcel came late"], said["The parcel came late, and to the wrong door"]
    assert (old.status, old.duplicate_of, new.status) == ("superseded", new.id, "active")
    assert (january.verbatims, january.duplicates) == (1, 1)


def test_many_rows_are_settled_as_few_are(ws: Workspace, tmp_path: Path) -> None:
    rows = [
        {"id": str(number), "date": "2025-01-02", "customer": f"K-{number}", "text": f"The parcel {number} came late"}
        for number in range(9_000)
    ]
    repeated = [rows[0], rows[4_500], rows[8_999]]
    (export,) = pipeline.add(ws, [write_source(tmp_path / "complaints", [*rows, *repeated])])
    assert (export.rows, export.verbatims, export.duplicates, export.rejects) == (9_003, 9_000, 3, 0)
    with ws.read() as connection:
        kept = records.verbatims(connection)
    assert [verbatim.locator for verbatim in kept] == [f"row {number}" for number in range(2, 9_005)]
    assert {verbatim.source_row_id for verbatim in kept if verbatim.status == "duplicate"} == {"0", "4500", "8999"}


def test_a_copy_left_by_an_add_that_was_killed_is_swept_away(ws: Workspace, tmp_path: Path) -> None:
    stray = ws.path / "exports" / "ab" / f"{'ab' * 32}-export.csv"
    stray.parent.mkdir(parents=True)
    stray.write_text("id,text\n1,someone's words\n", encoding="utf-8")
    (export,) = pipeline.add(ws, [write_source(tmp_path / "complaints", ROWS)])
    assert [path.name for path in (ws.path / "exports").rglob("*") if path.is_file()] == [f"{export.sha256}-export.csv"]


def test_a_month_without_scores_is_no_change_of_shape_in_a_format_without_a_header(
    ws: Workspace, tmp_path: Path
) -> None:
    def delivered(name: str, **more: object) -> Path:
        posts = [{"text": f"The parcel {name} {at} came late", "date": "2025-01-02", **more} for at in range(3)]
        (tmp_path / name).write_text(json.dumps(posts), encoding="utf-8")
        return tmp_path / name

    first = delivered("january.json", rating=4, votes=1)
    (january,) = pipeline.add(ws, [first], source_id="posts", kind="forum")
    (february,) = pipeline.add(ws, [delivered("february.json")], source_id="posts")
    assert (january.verbatims, february.verbatims) == (3, 3)
    (tmp_path / "march.json").write_text('[{"body": "The parcel came late", "date": "2025-03-01"}]', encoding="utf-8")
    with pytest.raises(BadInput, match=r"the column 'text' for 'text' is gone, 'body' is probably its new name"):
        pipeline.add(ws, [tmp_path / "march.json"], source_id="posts")
