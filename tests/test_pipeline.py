"""From exports to a report that verifies, and to one that does not once a letter was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import BadInput, InsightSynthError, NotAnalysed, UsageError, WorkspaceError
from insight_synth.store import Workspace, analyses
from tests.conftest import StubEncoder


@pytest.mark.parametrize("ending", ["pdf", "html", "md", "xlsx", "docx", "json"])
def test_a_report_is_written_in_the_format_of_its_ending(analysed_shop: Workspace, tmp_path: Path, ending: str) -> None:
    out = pipeline.write_report(analysed_shop, tmp_path / f"report.{ending}")
    assert out.stat().st_size > 1000
    assert [path.name for path in tmp_path.glob(".*")] == []
    with analysed_shop.read() as connection:
        assert analyses.report_paths(connection) == [str(out.resolve())]


def test_the_same_analysis_gives_the_same_bytes(analysed_shop: Workspace, tmp_path: Path) -> None:
    one, two = (pipeline.write_report(analysed_shop, tmp_path / name).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert one == two


def test_a_report_verifies_and_a_changed_letter_is_named(analysed_shop: Workspace, tmp_path: Path) -> None:
    pdf = pipeline.write_report(analysed_shop, tmp_path / "report.pdf")
    assert pipeline.verify(analysed_shop, pdf) == []
    quote = next(theme.quotes[0] for theme in pipeline.snapshot(analysed_shop).themes if theme.quotes)
    with analysed_shop.write() as connection:
        connection.exec_driver_sql(
            "UPDATE verbatims SET text = substr(text, 1, ?) || 'q' || substr(text, ?) WHERE id = ?",
            (quote.start, quote.start + 2, quote.verbatim_id),
        )
    found = pipeline.verify(analysed_shop, pdf)
    assert found
    assert any(quote.locator in str(entry) for entry in found)


def test_verifying_what_is_no_report_is_one_line(analysed_shop: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        pipeline.verify(analysed_shop, tmp_path / "nowhere.pdf")
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.4 no report")
    with pytest.raises(BadInput):
        pipeline.verify(analysed_shop, tmp_path / "letter.pdf")


def test_a_report_needs_an_analysis_a_known_language_and_a_known_ending(
    ws: Workspace, shop: Path, stub: StubEncoder, tmp_path: Path
) -> None:
    pipeline.add(ws, [shop])
    with pytest.raises(NotAnalysed):
        pipeline.write_report(ws, tmp_path / "r.pdf")
    pipeline.analyse(ws, encoder=stub)
    with pytest.raises(UsageError, match="en, fi, pl"):
        pipeline.write_report(ws, tmp_path / "r.pdf", "sv")
    with pytest.raises(UsageError):
        pipeline.write_report(ws, tmp_path / "r.rtf")
    assert list(tmp_path.glob("*r.*")) == []


def test_the_findings_that_matter_recur_and_are_complained_of_first(analysed_shop: Workspace) -> None:
    findings = pipeline.findings_that_matter(pipeline.snapshot(analysed_shop))
    assert len(findings) == 3
    assert [theme.recurs for theme in findings] == sorted((theme.recurs for theme in findings), reverse=True)


def test_the_demo_refuses_a_workspace_of_other_sources(ws: Workspace, shop: Path, tmp_path: Path) -> None:
    pipeline.add(ws, [shop])
    with pytest.raises(WorkspaceError, match="holds other sources"):
        pipeline.demo(tmp_path / "r.pdf", ws.path, encoder=StubEncoder())


def test_the_demo_goes_all_the_way_and_a_second_time_does_nothing_new(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: StubEncoder
) -> None:
    (tmp_path / "here").mkdir()
    shop.rename(tmp_path / "here" / "sources")
    monkeypatch.setattr(pipeline, "_demo_sources", lambda: tmp_path / "here" / "sources")
    first = pipeline.demo(tmp_path / "r.pdf", tmp_path / "demo", encoder=stub).read_bytes()
    asked = len(stub.asked)
    second = pipeline.demo(tmp_path / "r.pdf", tmp_path / "demo", encoder=stub).read_bytes()
    assert second == first
    assert len(stub.asked) == asked
    with Workspace.open(tmp_path / "demo") as ws:
        assert pipeline.snapshot(ws).demo


def test_every_deliberate_error_is_one_line() -> None:
    error = BadInput("the file is empty", where="a.csv", remedy="Export it again.")
    assert str(error) == "a.csv: the file is empty. Export it again."
    assert isinstance(error, InsightSynthError)
