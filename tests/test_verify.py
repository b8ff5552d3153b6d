"""Verifying from the file alone with the workspace: what was altered is told from what changed and what was erased."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from insight_synth import cli, pipeline
from insight_synth.store import Workspace, records


@pytest.fixture
def page(analysed_shop: Workspace, tmp_path: Path) -> Path:
    """The report as HTML, which is drawn in no time."""
    return pipeline.write_report(analysed_shop, tmp_path / "report.html")


def verify(ws: Workspace, *arguments: object) -> int:
    return cli.run(["verify", "-w", str(ws.path), *map(str, arguments)])


def a_cited_customer(ws: Workspace) -> str:
    quoted = {quote.verbatim_id for theme in pipeline.snapshot(ws).themes for quote in theme.quotes}
    with ws.read() as connection:
        hashed = {entry.customer for entry in records.verbatims(connection, ids=sorted(quoted))}
    return next(name for name in (f"KUND{number:05}" for number in range(100)) if ws.hash_customer(name) in hashed)


def test_an_exported_report_holds_as_the_version_it_is(
    analysed_shop: Workspace, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(analysed_shop, page) == 0
    assert "every figure and quotation holds" in (told := capsys.readouterr().out)
    assert "as exported, version 1" in told


def test_an_erased_record_is_told_from_an_altered_report(
    analysed_shop: Workspace, page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pipeline.erase(analysed_shop, a_cited_customer(analysed_shop)).holds
    assert verify(analysed_shop, page) == 1
    told = capsys.readouterr().out
    assert "Erased since (" in told
    assert "its record was erased" in told
    assert "Not what this workspace exported" not in told

    altered = tmp_path / "altered.html"
    altered.write_bytes(page.read_bytes().replace(b"</h1>", b" 80% are happy</h1>", 1))
    assert verify(analysed_shop, altered, "--json") == 1
    entries = json.loads(capsys.readouterr().out)
    assert [entries[0][name] for name in ("kind", "because", "beside")] == ["page", "altered", "the attached report"]
    assert {"erased"} <= {entry["because"] for entry in entries}


def test_offline_a_file_is_held_to_what_it_carries_and_no_more_is_claimed(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["verify", "--offline", str(page)]) == 0
    told = capsys.readouterr().out
    assert "shows what the report inside it says" in told
    assert "Without the workspace it cannot be told" in told
    altered = tmp_path / "altered.html"
    altered.write_bytes(page.read_bytes().replace(b"</h1>", b" 80% are happy</h1>", 1))
    assert cli.run(["verify", "--offline", str(altered)]) == 1
    assert "80% are happy" in capsys.readouterr().out
    assert cli.run(["verify", "--offline", str(tmp_path / "nowhere.pdf")]) == 2
