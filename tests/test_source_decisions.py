"""Decisions on sources: on record, taken back, and what retiring one does: what the what-if said, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import UsageError
from insight_synth.model import Export, Reject, Snapshot, Verbatim
from insight_synth.store import Workspace, records
from tests import test_what_if
from tests.conftest import StubEncoder, write_source
from tests.test_what_if import recurring, standing, uppermost

WHY = "Nobody reads it."
company = test_what_if.company


def finest(shown: Snapshot) -> set[str]:
    above = {theme.parent for theme in shown.themes}
    return standing(shown) - above


def coverage(shown: Snapshot) -> float:
    return next(iter({round(advice.what_if.coverage_before, 9) for advice in shown.advice}))


def kept(ws: Workspace) -> tuple[list[Export], list[Verbatim], list[Reject]]:
    """What was delivered; whose voice a verbatim is depends on which others count."""
    with ws.read() as connection:
        verbatims = [replace(one, voice_id="") for one in records.verbatims(connection)]
        return records.exports(connection), verbatims, records.rejects(connection)


@pytest.mark.parametrize("gone", [["notes"], ["complaints"], ["complaints", "notes"]])
def test_a_retired_source_is_lost_as_the_what_if_said(
    company: Workspace,
    stub: StubEncoder,
    gone: list[str],
) -> None:
    """Even one with more than a quarter of the mentions: the themes of the others stay what they were."""
    before, said = pipeline.snapshot(company), pipeline.what_if(company, gone)
    for source in gone:
        pipeline.decide_source(company, source, "retire", WHY, by="Aino")
    assert pipeline.is_outdated(company, pipeline.snapshot(company))
    after = pipeline.analyse(company, encoder=stub).snapshot
    assert not pipeline.is_outdated(company, after)
    lost = standing(before) - standing(after)
    assert set(said.what_if.themes_lost) == uppermost(lost, set(), before)
    weakened = recurring(before) - recurring(after) - lost
    assert set(said.what_if.themes_weakened) == uppermost(weakened, lost, before)
    assert coverage(after) * len(finest(after)) == pytest.approx(said.what_if.coverage_after * len(finest(before)))
    assert lost or weakened
    assert [source.source for source in after.retired] == gone
    assert not {profile.source.id for profile in after.profiles} & set(gone)
    assert not {entry.source for theme in after.themes for entry in theme.evidence} & set(gone)


def test_nothing_of_a_retired_source_is_deleted_and_taking_it_back_brings_the_analysis_back(
    company: Workspace,
    stub: StubEncoder,
) -> None:
    before = pipeline.snapshot(company)
    held = kept(company)
    number = pipeline.decide_source(company, "complaints", "retire").number
    without = pipeline.analyse(company, encoder=stub).snapshot
    assert without.fingerprint != before.fingerprint
    assert without.totals.mentions < before.totals.mentions
    assert kept(company) == held
    pipeline.undo_source_decision(company, number)
    stub.asked.clear()
    again = pipeline.analyse(company, encoder=stub).snapshot
    assert not stub.asked  # every vector was kept
    assert {theme.id: (theme.name(), theme.size, theme.voices) for theme in again.themes} == {
        theme.id: (theme.name(), theme.size, theme.voices) for theme in before.themes
    }
    assert (again.totals, again.advice, again.profiles) == (before.totals, before.advice, before.profiles)


def test_a_decision_stands_beside_the_advice_on_record_until_it_is_taken_back(
    company: Workspace,
    stub: StubEncoder,
) -> None:
    advised = pipeline.advice_json(company)
    first = pipeline.decide_source(company, "till", "keep", "  The till\nhas no words.  ", by="Aino")
    second = pipeline.decide_source(company, "till", "fix", by="Ewa")
    pipeline.analyse(company, fresh=True, encoder=stub)
    assert pipeline.source_decisions(company) == {"till": second}
    assert pipeline.advice_json(company) == advised
    assert pipeline.undo_source_decision(company, second.number, by="Aino") == second
    assert pipeline.source_decisions(company) == {"till": first}
    assert (first.note, first.made_by) == ("The till has no words.", "Aino")
    made = pipeline.source_decisions_made(company, "till")
    assert [(one.verdict, one.undone_by) for one in made] == [("keep", ""), ("fix", "Aino")]
    with pytest.raises(UsageError):
        pipeline.undo_source_decision(company, second.number)


def test_what_cannot_be_decided_is_refused(company: Workspace) -> None:
    for source, verdict, note in (("nobody", "keep", ""), ("till", "sell", ""), ("till", "keep", "x" * 501)):
        with pytest.raises(UsageError):
            pipeline.decide_source(company, source, verdict, note)
    for source in ("complaints", "notes", "reviews"):
        pipeline.decide_source(company, source, "retire")
    with pytest.raises(UsageError, match="no source would be left"):
        pipeline.decide_source(company, "till", "retire")


def test_a_further_export_of_a_retired_source_is_kept_and_said_to_count_nowhere(
    company: Workspace,
    stub: StubEncoder,
    tmp_path: Path,
) -> None:
    pipeline.decide_source(company, "notes", "retire")
    before = pipeline.analyse(company, encoder=stub).snapshot
    rows = [{"id": "N99", "date": "2025-11-20", "text": "The garden chair broke under my aunt"}]
    folder = write_source(tmp_path / "shop" / "notes", rows, "frontline-notes", file="later.csv")
    told: list[str] = []
    pipeline.add(company, [folder], told=told.append)
    assert [("counts nowhere" in line and "sources undo 1" in line) for line in told] == [True]
    assert pipeline.is_outdated(company, before)
    again = pipeline.analyse(company, encoder=stub).snapshot
    assert again.totals == before.totals
    assert again.retired[0].exports == before.retired[0].exports + 1


def test_what_is_known_of_a_source_is_changed_without_reading_an_export_anew(
    company: Workspace,
    stub: StubEncoder,
) -> None:
    before = pipeline.snapshot(company).profile("till").source
    changed = pipeline.describe_source(
        company, "till", name="Tills", owner="Finance", information=before.information, cost_per_year=900.0,
        kind=before.kind, origin=before.origin, cadence=before.cadence, purpose=before.purpose,
    )  # fmt: skip
    assert (changed.name, changed.owner, changed.columns) == ("Tills", "Finance", before.columns)
    assert pipeline.is_outdated(company, pipeline.snapshot(company))
    assert pipeline.analyse(company, encoder=stub).snapshot.profile("till").source == changed
