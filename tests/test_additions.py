"""What became of the exports that came in last."""

from __future__ import annotations

from pathlib import Path

from insight_synth import pipeline
from insight_synth.store import Workspace


def test_duplicates_are_told_by_the_export_they_repeat(ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop / "complaints"])
    lines = (shop / "complaints" / "export.csv").read_text(encoding="utf-8").splitlines()
    new = [f"N{line}" for line in lines[1:4]]
    more = shop / "more.csv"
    more.write_text("\n".join([lines[0], *lines[1:6], new[0], *new]) + "\n", encoding="utf-8")
    (added,) = pipeline.add(ws, [more], "complaints")
    found = pipeline.addition(ws, "complaints", added.sha256)
    assert found is not None
    assert found.export.duplicates == sum(found.repeats.values())
    assert found.repeats["export.csv"] >= 5
    assert [export.name for export in found.before] == ["export.csv"]


def test_the_newest_exports_come_first(ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop / "till"])
    pipeline.add(ws, [shop / "complaints"])
    assert [source for source, _ in pipeline.newest_exports(ws)] == ["complaints", "till"]
    assert len(pipeline.newest_exports(ws, most=1)) == 1


def test_rejects_of_an_export_are_its_own_in_order(ws: Workspace, shop: Path) -> None:
    bad = shop / "bad.csv"
    bad.write_text(
        "id,date,customer,text\n1,2025-01-01,K1,\n2,2025-01-02,K2,Late\n3,2025-01-03,K3,\n", encoding="utf-8"
    )
    pipeline.add(ws, [shop / "complaints"])
    (added,) = pipeline.add(ws, [bad], "complaints")
    found = pipeline.rejects_of(ws, "complaints", added.sha256)
    assert [(reject.export, reject.reason) for reject in found] == [("bad.csv", "empty text")] * 2
    assert pipeline.rejects_of(ws, "complaints", "no such") == []
    assert pipeline.addition(ws, "complaints", "no such") is None
