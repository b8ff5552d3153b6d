"""What changed since the analysis before."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth._since import keep
from insight_synth.store import Workspace
from tests.conftest import StubEncoder, sentences, write_source


def test_new_rows_are_told_by_source_and_stay_told_while_nothing_else_comes(
    ws: Workspace, shop: Path, tmp_path: Path, stub: StubEncoder
) -> None:
    pipeline.add(ws, [shop])
    first = pipeline.analyse(ws, encoder=stub).snapshot
    assert pipeline.since_last(ws, first) is None

    more = [{"id": f"N{at}", "date": "2026-01-05", "text": text} for at, text in enumerate(sentences("late", 40, 900))]
    pipeline.add(ws, [write_source(tmp_path / "shop" / "calls", more, "contact-reasons")])
    second = pipeline.analyse(ws, encoder=stub).snapshot
    since = pipeline.since_last(ws, second)
    assert since is not None
    assert (since.until, dict(since.rows), since.new_sources) == (first.totals.last, {"calls": 40}, ("calls",))
    grown = since.grown[0]
    assert {"late", "parcel"} & set(" ".join(grown.theme.keywords).split())
    assert grown.among_new > grown.before

    pipeline.analyse(ws, granularity="auto", fresh=True, encoder=stub)
    assert pipeline.since_last(ws, pipeline.snapshot(ws)) == since


def test_counts_are_kept_without_a_second_look_at_a_database_that_is_being_written(
    analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = pipeline.snapshot(analysed_shop)
    with analysed_shop.write() as connection:
        monkeypatch.setattr(Workspace, "read", lambda _ws: pytest.fail("it would wait for itself"))
        keep(analysed_shop, connection, shown)
