"""The catalogue as rows: who is in it, what it costs, and with which others a source compares."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insight_synth import pipeline
from insight_synth.model import Caveat, RetiredSource, Snapshot, Source
from insight_synth.pipeline import SourceDecision
from insight_synth.store import Workspace
from insight_synth.workbench.sources import source_rows, source_tables
from insight_synth.workbench.wording import NAMES, Wording

OMNIBUS = Source("omnibus", "Omnibus", "omnibus", owner="Marketing", cost_per_year=8000.0)
RETIRE = SourceDecision(3, "omnibus", "retire", "Nobody reads it", "Aino", "2026-11-22T10:00:00+00:00")


@pytest.fixture
def shown(analysed_shop: Workspace) -> Snapshot:
    snapshot = pipeline.snapshot(analysed_shop)
    advice = tuple(replace(entry, verdict="retire") if entry.source == "till" else entry for entry in snapshot.advice)
    gone = RetiredSource("omnibus", "Omnibus", "2026-11-22", 1, 30, 8000.0)
    return replace(snapshot, advice=advice, retired=(gone,), caveats=())


def rows_of(shown: Snapshot, decided: dict[str, SourceDecision]) -> tuple[source_rows.SourceRow, ...]:
    sources = {profile.source.id: profile.source for profile in shown.profiles} | {"omnibus": OMNIBUS}
    sources["till"] = replace(sources["till"], cost_per_year=500.0)
    return source_rows.source_rows(sources, shown, decided, [e for p in shown.profiles for e in p.exports])


def test_a_retired_source_stays_in_the_catalogue_and_costs_no_more(shown: Snapshot) -> None:
    rows = rows_of(shown, {"omnibus": RETIRE})
    assert {row.source.id for row in rows} == {"complaints", "reviews", "till", "omnibus"}
    omnibus = next(row for row in rows if row.source.id == "omnibus")
    assert (omnibus.left_out, omnibus.profile, omnibus.advice) == (True, None, None)
    found = source_rows.costs(rows)
    assert (found.of_all, found.saved, found.retired) == (500.0, 8000.0, 1)
    assert (found.advised, found.advised_sources, found.unknown) == (500.0, 1, 2)


def test_a_source_that_is_decided_to_go_is_no_longer_counted_as_advised(shown: Snapshot) -> None:
    rows = rows_of(shown, {"till": replace(RETIRE, source="till")})
    assert source_rows.costs(rows).advised_sources == 0


def test_rows_are_chosen_by_verdict_kind_owner_and_decision(shown: Snapshot) -> None:
    rows = rows_of(shown, {"omnibus": RETIRE})

    def ids(**wanted: list[str]) -> set[str]:
        return {row.source.id for row in source_rows.chosen(rows, **wanted)}

    assert ids() == {"complaints", "reviews", "till", "omnibus"}
    assert ids(verdicts=["retire"]) == {"till"}
    assert ids(kinds=["omnibus", "reviews"]) == {"omnibus", "reviews"}
    assert ids(owners=["Marketing"]) == {"omnibus"}
    assert ids(decisions=["retire"]) == {"omnibus"}
    assert ids(decisions=["retire"], verdicts=["retire"]) == set()


def test_a_source_compares_with_those_that_nothing_stands_between(shown: Snapshot) -> None:
    apart = Caveat(("complaints", "reviews"), "period", "not comparable", {"fault": "apart"})
    mix = Caveat(("complaints", "reviews"), "segments", "caution", {"fault": "mix"})
    assert source_rows.comparable(shown, "complaints") == (("reviews",), (), ())
    assert source_rows.comparable(replace(shown, caveats=(mix,)), "complaints") == ((), ("reviews",), ())
    told = replace(shown, caveats=(mix, apart))
    assert source_rows.comparable(told, "complaints") == ((), (), ("reviews",))
    rows = {row.source.id: row for row in rows_of(told, {})}
    assert [rows[key].compares for key in ("complaints", "reviews", "till", "omnibus")] == [0, 0, None, None]


@pytest.mark.parametrize("language", sorted(NAMES))
def test_the_catalogue_tells_every_source_in_every_language(shown: Snapshot, language: str) -> None:
    words = Wording(language)
    table = source_tables.catalogue(rows_of(shown, {"omnibus": RETIRE}), words)
    assert len(table) == 4
    assert set(source_tables.catalogue_columns(words)) <= set(table.columns)
    decided = table[table[words.text("figure.source")] == "Omnibus"][words.text("catalogue.decided")].iloc[0]
    assert decided.startswith(words.text("verdict.retire"))
