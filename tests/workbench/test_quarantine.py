"""Exports that are held back: told with their figures, decided on, and the decision taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from insight_synth import jobs, pipeline
from insight_synth.catalog import gate
from insight_synth.model import Audit, Doubt, Export
from insight_synth.store import Workspace, records
from insight_synth.workbench import audits, workspaces
from insight_synth.workbench.places import Name
from insight_synth.workbench.wording import NAMES, Wording, messages
from tests.conftest import StubEncoder, write_source
from tests.workbench.conftest import Open


@pytest.fixture
def held(ws: Workspace, shop: Path, stub: StubEncoder) -> Export:
    """An export of the complaints that lacks what the earlier one had, in the analysed shop."""
    pipeline.add(ws, [shop])
    pipeline.analyse(ws, encoder=stub)
    empty = [{"id": f"H{n}", "date": "", "customer": "", "text": "ok" if n % 3 else f"fine {n}"} for n in range(90)]
    write_source(shop / "complaints", empty, file="strange.csv")
    added = pipeline.add(ws, [shop / "complaints"])
    (found,) = (export for export in added if export.name == "strange.csv")
    assert found.state == "quarantined"
    return found


def readable(app: AppTest) -> str:
    shown = [str(element.value) for kind in ("markdown", "caption") for element in app.get(kind)]
    shown += [f"{element.title}\n{element.value}" for element in app.warning]
    return "\n".join(shown).replace("\\", "")


def state(ws: Workspace, export: Export) -> str:
    with ws.read() as connection:
        found = records.export(connection, export.source, export.sha256)
    assert found is not None
    return found.state


@pytest.mark.parametrize("name", ["home", "sources", "source"])
@pytest.mark.parametrize("language", sorted(NAMES))
def test_what_is_held_back_is_told_with_its_doubts(
    open_page: Open, ws: Workspace, held: Export, name: Name, language: str
) -> None:
    app = open_page(ws.path, name, language, source="complaints")
    assert not app.exception
    words = Wording(language)
    assert words.say("quarantine.title", exports=1) in readable(app)
    for doubt in held.doubts:
        assert words.doubt(doubt, {}).replace("\\", "") in readable(app)


def test_a_held_back_export_counts_in_no_sum(open_page: Open, ws: Workspace, held: Export) -> None:
    assert f"1 file with {held.rows} rows does not count" in readable(open_page(ws.path, "sources"))


def test_accepting_is_the_worker_s_work_and_can_be_taken_back(open_page: Open, ws: Workspace, held: Export) -> None:
    app = open_page(ws.path)
    app.button(key=f"accepted_complaints_{held.sha256[:12]}").click().run()
    (job,) = jobs.listed(ws)
    assert (job.kind, job.arguments["state"]) == ("decide", "accepted")
    assert Wording("en").text("quarantine.deciding") in readable(app)
    jobs.work(ws, until_empty=True)
    assert state(ws, held) == "accepted"
    app = open_page(ws.path, "source", source="complaints")
    assert Wording("en").text("quarantine.accepted_despite") in readable(app)
    app.button(key=f"quarantined_complaints_{held.sha256[:12]}").click().run()
    jobs.work(ws, until_empty=True)
    assert state(ws, held) == "quarantined"


def test_leaving_it_out_is_the_other_way(open_page: Open, ws: Workspace, held: Export) -> None:
    app = open_page(ws.path, "source", source="complaints")
    app.button(key=f"left out_complaints_{held.sha256[:12]}").click().run()
    jobs.work(ws, until_empty=True)
    assert state(ws, held) == "left out"
    shown = workspaces.standing(ws, pipeline.snapshot(ws))
    assert held.sha256 not in {export.sha256 for export in (*shown.accepted, *shown.held_back)}


def test_a_source_can_be_looked_at_before_any_analysis(open_page: Open, ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop])
    app = open_page(ws.path, "source", source="complaints")
    assert not app.exception
    assert app.title[0].value == "complaints"
    facts = {row.iloc[0]: row.iloc[1] for _, row in app.table[0].value.iterrows()}
    assert facts["Rows (earlier: on average)"] == str(workspaces.standing(ws, None).exports[0].rows)


def test_every_doubt_has_its_text_in_every_language() -> None:
    codes = {*gate._TEXTS, "language"}
    for language in NAMES:
        assert codes <= {key.removeprefix("doubt.") for key in messages(language) if key.startswith("doubt.")}


def test_a_doubt_without_a_text_here_is_told_in_english() -> None:
    assert Wording("fi").doubt(Doubt("unheard-of", "it hums"), {}) == "it hums"


def test_a_reason_out_of_the_data_is_no_markup() -> None:
    figures: dict[str, float | int | str] = {"now": 90, "rows": 100, "reason": "**bold** [x](http://evil.example)"}
    said = Wording("en").doubt(Doubt("unusable", "", figures), {})
    assert "[x](" not in said
    assert "http://" not in said


def test_facts_stand_beside_those_of_the_exports_before() -> None:
    one = Export("s", "one", "1", 1, "csv", "", 50, 50, 0, 0, 0, audit=Audit(rows=50, records=50, words={4: 50}))
    two = Export("s", "two", "2", 1, "csv", "", 10, 8, 0, 0, 2, audit=Audit(rows=10, rejects={"empty text": 2}))
    assert audits.earlier_than(one, [one, two]) == ()
    facts = {fact.key: fact for fact in audits.facts(two.audit, audits.earlier_than(two, [one, two]))}
    assert (facts["rows"].now, facts["rows"].before) == (10, 50)
    assert (facts["rejected"].now, facts["rejected"].before) == (0.2, 0.0)
