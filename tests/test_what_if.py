"""Sources taken away: what is said to be lost is what is lost when their exports are left out and all is analysed."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import _what_if, pipeline
from insight_synth.advice import AgendaWitnesses, Spoken
from insight_synth.errors import NotAnalysed, UsageError
from insight_synth.evidence import Heard, Ties
from insight_synth.model import Mention, Question, Snapshot, Verbatim
from insight_synth.store import Workspace, records
from tests.conftest import StubEncoder, write_source

GARDEN = [
    f"The garden {chair} {wobbles} on {grass} grass, number {n}"
    for n, (chair, wobbles, grass) in enumerate(
        (chair, wobbles, grass)
        for chair in ("chair", "chairs", "furniture")
        for wobbles in ("wobbles", "collapsed", "wobbles badly")
        for grass in ("wet", "flat")
    )
]


@pytest.fixture
def company(ws: Workspace, shop: Path, stub: StubEncoder, tmp_path: Path) -> Workspace:
    """The shop, and notes on a subject that only they have."""
    rows = [{"id": f"N{n}", "date": f"2025-{n % 12 + 1:02d}-20", "text": text} for n, text in enumerate(GARDEN)]
    write_source(tmp_path / "shop" / "notes", rows, "frontline-notes")
    pipeline.add(ws, [shop])
    pipeline.analyse(ws, encoder=stub)
    return ws


def standing(shown: Snapshot) -> set[str]:
    return {theme.id for theme in shown.themes if any(row.stands for row in theme.evidence)}


def recurring(shown: Snapshot) -> set[str]:
    return {theme.id for theme in shown.themes if theme.recurs}


def uppermost(themes: set[str], beside: set[str], shown: Snapshot) -> set[str]:
    """Without those whose parent is named too."""
    above = {theme.id: theme.parent for theme in shown.themes}
    return {theme for theme in themes if above[theme] not in themes | beside}


def leave_out(ws: Workspace, source: str) -> None:
    with ws.read() as connection:
        exports = [export for export in records.exports(connection) if export.source == source]
    for export in exports:
        pipeline.decide(ws, source, export.sha256, "left out")


def lost_by_leaving_out(ws: Workspace, source: str, encoder: StubEncoder | None = None) -> tuple[set[str], set[str]]:
    """Themes that stand nowhere any more, and those that no longer recur, by an analysis without the source."""
    before = pipeline.snapshot(ws)
    leave_out(ws, source)
    pipeline.analyse(ws, encoder=encoder)
    after = pipeline.snapshot(ws)
    lost = standing(before) - standing(after)
    return uppermost(lost, set(), before), uppermost(recurring(before) - recurring(after) - lost, lost, before)


def test_what_is_said_to_be_lost_is_lost(company: Workspace, stub: StubEncoder) -> None:
    """Of a source with less than a quarter of the mentions: without more, themes are found anew and under other ids."""
    said = _what_if.what_if(company, ["notes"]).what_if
    assert said == pipeline.snapshot(company).advice_on("notes").what_if
    lost, weakened = lost_by_leaving_out(company, "notes", stub)
    assert (set(said.themes_lost), set(said.themes_weakened)) == (lost, weakened)
    assert lost or weakened


def test_taking_sources_away_changes_nothing_in_the_workspace(company: Workspace) -> None:
    before = pipeline.snapshot(company)
    found = _what_if.what_if(company, ["notes", "reviews"])
    assert {back.source for back in found.put_back} == {"notes", "reviews"}
    assert pipeline.snapshot(company) == before


@pytest.mark.parametrize("gone", [[], ["nobody"], ["complaints", "notes", "reviews", "till"]])
def test_a_what_if_that_cannot_be_asked_is_refused(company: Workspace, gone: list[str]) -> None:
    with pytest.raises(UsageError):
        _what_if.what_if(company, gone)


def test_nothing_is_asked_before_an_analysis(ws: Workspace) -> None:
    with pytest.raises(NotAnalysed):
        _what_if.what_if(ws, ["notes"])


def test_what_is_kept_comes_back_as_it_was_without_an_id_of_a_record() -> None:
    verbatims = [
        Verbatim(f"verbatim-{n}", source, "", "", "", f"parcel {n} came late again today", voice_id=f"voice-{n}")
        for n, source in enumerate(["shop", "web"] * 8)
    ]  # fmt: skip
    mentions = [
        Mention(f"{v.id}:0-9", v.id, v.source, 0, 9, v.text[:9], "en", "t1", "negative", 0.8, v.voice_id, "2026-01-01")
        for v in verbatims
    ]
    heard = Heard.of(mentions, {"t1": ""}, {"shop": 8, "web": 8}, Ties.of(verbatims))
    spoken = Spoken.of(mentions, heard.sources, heard.parents, "2026-02-01")
    agenda = AgendaWitnesses.of(["shop", "web"], [Question("q", "?")], {"q": {"web": frozenset(["voice-1"])}})
    kept = _what_if.to_bytes(heard, spoken, agenda)
    again, told, asked = _what_if.from_bytes(kept)
    assert again.without({"shop"}).voices().tolist() == heard.without({"shop"}).voices().tolist() == [[8]]
    assert told.felt.tolist() == spoken.felt.tolist() == [8, 8]
    assert asked is not None
    assert asked.covered().tolist() == [0.5]
    import io

    import numpy as np

    with np.load(io.BytesIO(kept)) as read:
        held = b"".join(read[name].tobytes() for name in read.files)
    assert b"verbatim-" not in held
    assert b"voice-" not in held
