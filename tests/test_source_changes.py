"""A source.toml that changed: what is taken over, what is read anew, and that nothing happens without a change."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from insight_synth import pipeline
from insight_synth.errors import BadInput, WorkspaceError
from insight_synth.store import Workspace, erasures, records, schema
from tests.conftest import StubEncoder, write_source

ROWS = [
    {"id": str(n), "date": f"2025-01-{n + 1:02d}", "customer": f"K-1000{n}", "segment": "YR" if n % 2 else "HE",
     "title": f"Title {n}", "text": text}
    for n, text in enumerate(
        ["The parcel came late", "The mug was broken", "Staff were rude to me", "The parcel came late again"]
    )
]  # fmt: skip


def dump(ws: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with ws.read() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in schema.metadata.tables.items()
        }


def change(folder: Path, old: str, new: str) -> None:
    toml = folder / "source.toml"
    text = toml.read_text(encoding="utf-8")
    assert old in text
    toml.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_source(tmp_path / "complaints", ROWS)


def test_adding_again_changes_no_table(analysed_shop: Workspace, shop: Path) -> None:
    told: list[str] = []
    before = dump(analysed_shop)
    assert all(export.known for export in pipeline.add(analysed_shop, [shop], told=told.append))
    assert dump(analysed_shop) == before
    assert told == []


def test_what_describes_a_source_is_taken_over(ws: Workspace, folder: Path) -> None:
    pipeline.add(ws, [folder])
    before = dump(ws)
    change(folder, 'name = "complaints"', 'name = "Complaints"\nowner = "Care"\ncost_per_year = 900')
    told: list[str] = []
    (export,) = pipeline.add(ws, [folder], told=told.append)
    after = dump(ws)
    assert export.known
    assert told == ["complaints: taken over from source.toml: name, owner, cost_per_year"]
    assert {name for name in after if after[name] != before[name]} == {"sources", "meta"}
    assert "Care" in str(after["sources"])
    assert pipeline.add(ws, [folder], told=told.append)[0].known
    assert dump(ws) == after
    assert len(told) == 1


def test_other_columns_read_the_exports_anew(ws: Workspace, folder: Path) -> None:
    pipeline.add(ws, [folder])
    change(folder, 'text = "text"', 'text = ["title", "text"]')
    told: list[str] = []
    (export,) = pipeline.add(ws, [folder], told=told.append)
    assert (export.known, export.rows, export.verbatims) == (False, 4, 4)
    assert told[1] == "complaints: 1 of 1 exports read anew, as columns changed"
    with ws.read() as connection:
        assert records.verbatims(connection)[0].text == "Title 0\nThe parcel came late"
        assert len(records.verbatims(connection)) == 4
    after = dump(ws)
    pipeline.add(ws, [folder])
    assert dump(ws) == after


def test_reading_anew_gives_what_a_new_workspace_would_hold(ws: Workspace, folder: Path, tmp_path: Path) -> None:
    write_source(folder, [*ROWS[2:], {**ROWS[0], "id": "77"}], file="later.csv")
    pipeline.add(ws, [folder])
    change(folder, 'text = "text"', 'text = ["title", "text"]')
    change(folder, "[columns]\n", '[segments]\n"YR" = "business"\n[columns]\n')
    pipeline.add(ws, [folder])
    with Workspace.open(tmp_path / "new", create=True) as new:
        pipeline.add(new, [folder])
        found, fresh = dump(ws), dump(new)
    secret = list(schema.verbatims.c.keys()).index("customer")  # each workspace has its own key

    def told(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
        return [row[:secret] + row[secret + 1 :] for row in rows]

    assert told(found["verbatims"]) == told(fresh["verbatims"])
    assert found["exports"] == fresh["exports"]
    assert "duplicate" in str(found["verbatims"])
    assert "business" in str(found["verbatims"])


def test_verbatims_that_stay_keep_their_themes(
    analysed_shop: Workspace, shop: Path, stub: StubEncoder, tmp_path: Path
) -> None:
    before = dump(analysed_shop)
    change(shop / "complaints", 'customer = "customer"\n', "")
    pipeline.add(analysed_shop, [shop])
    after = dump(analysed_shop)
    assert after["mentions"] == before["mentions"]
    assert after["citations"] == before["citations"]
    shown = pipeline.snapshot(analysed_shop)
    assert pipeline.is_outdated(analysed_shop, shown)
    again = pipeline.analyse(analysed_shop, encoder=stub)
    assert not again.unchanged
    assert {theme.id for theme in again.snapshot.themes} == {theme.id for theme in shown.themes}
    assert not pipeline.is_outdated(analysed_shop, again.snapshot)


def test_a_change_taken_back_is_analysed_again(analysed_shop: Workspace, shop: Path, stub: StubEncoder) -> None:
    first = pipeline.snapshot(analysed_shop)
    for old, new in (('text = "text"', 'text = ["id", "text"]'), ('text = ["id", "text"]', 'text = "text"')):
        change(shop / "complaints", old, new)
        pipeline.add(analysed_shop, [shop])
    again = pipeline.analyse(analysed_shop, encoder=stub)
    assert (again.unchanged, again.snapshot.fingerprint) == (False, first.fingerprint)
    assert again.snapshot.totals == first.totals
    assert all(theme.quotes for theme in again.snapshot.top_themes)


def test_a_verbatim_source_may_become_one_of_events(ws: Workspace, folder: Path) -> None:
    pipeline.add(ws, [folder])
    change(folder, 'text = "text"', 'event = "title"')
    (export,) = pipeline.add(ws, [folder])
    assert (export.verbatims, export.events) == (0, 4)
    with ws.read() as connection:
        assert records.verbatims(connection) == []
        assert [event.event for event in records.events(connection)] == [f"Title {n}" for n in range(4)]


def test_a_column_that_is_nowhere_changes_nothing(ws: Workspace, folder: Path) -> None:
    pipeline.add(ws, [folder])
    before = dump(ws)
    change(folder, 'text = "text"', 'text = "txet"')
    with pytest.raises(BadInput, match=r"complaints/export\.csv.*'txet'.*Did you mean 'text'"):
        pipeline.add(ws, [folder])
    assert dump(ws) == before


def test_an_export_of_an_older_layout_stays_as_it_was_read(ws: Workspace, folder: Path) -> None:
    pipeline.add(ws, [folder])
    before = dump(ws)["verbatims"]
    (folder / "new.csv").write_text("id,date,customer,segment,title,words\n9,2025-02-01,K-7,YR,T,New layout\n")
    change(folder, 'text = "text"', 'text = "words"')
    old, new = pipeline.add(ws, [folder])
    assert (old.known, new.known, new.verbatims) == (True, False, 1)
    assert set(before) < set(dump(ws)["verbatims"])


def test_an_export_that_was_erased_from_is_not_read_again(ws: Workspace, folder: Path) -> None:
    write_source(folder, [{**row, "id": f"9{row['id']}", "customer": "K-20000"} for row in ROWS[:2]], file="more.csv")
    pipeline.add(ws, [folder])
    pipeline.erase(ws, "K-10001")
    change(folder, 'text = "text"', 'text = ["title", "text"]')
    told: list[str] = []
    pipeline.add(ws, [folder], told=told.append)
    assert "complaints/export.csv: stays as it was read before: its copy is no longer kept" in told
    with ws.read() as connection:
        texts = [verbatim.text for verbatim in records.verbatims(connection)]
    assert "The parcel came late" in texts  # as read before
    assert "Title 1\nThe mug was broken" in texts  # of another customer, anew
    assert "The mug was broken" not in texts


def test_a_customer_found_by_the_new_columns_who_was_erased_stays_away(ws: Workspace, folder: Path) -> None:
    change(folder, 'customer = "customer"\n', "")
    pipeline.add(ws, [folder])
    with ws.write() as connection:  # as an erasure does before this export arrives
        erasures.bury(connection, ws.tombstone(ws.hash_customer("K-10002")))
    change(folder, "[columns]\n", '[columns]\ncustomer = "customer"\n')
    (export,) = pipeline.add(ws, [folder])
    assert (export.rows, export.verbatims, export.rejects) == (4, 3, 1)
    with ws.read() as connection:
        assert records.stored_copies(connection) == {("complaints", export.sha256): ""}
    assert not [path for path in (ws.path / "exports").rglob("*") if path.is_file()]


def test_a_full_disk_while_reading_anew_leaves_all_as_it_was(
    ws: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.add(ws, [folder])
    before = dump(ws)
    change(folder, 'text = "text"', 'text = ["title", "text"]')

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(records, "add_rejects", full)
    with pytest.raises(WorkspaceError, match="disk is full"):
        pipeline.add(ws, [folder])
    assert dump(ws) == before


def test_an_encoding_that_a_person_states_is_the_one_its_exports_are_read_in(ws: Workspace, tmp_path: Path) -> None:
    folder = write_source(tmp_path / "complaints", [{"id": "1", "text": "x"}])
    (folder / "export.csv").write_bytes("id,text\n1,Zażółć gęślą jaźń\n".encode("cp1250"))
    change(folder, 'language = "en"', 'language = "pl"\nencoding = "mac-latin2"')
    pipeline.add(ws, [folder])
    change(folder, "mac-latin2", "cp1250")
    pipeline.add(ws, [folder])
    with ws.read() as connection:
        assert [verbatim.text for verbatim in records.verbatims(connection)] == ["Zażółć gęślą jaźń"]
