"""An erased customer is gone from every row, passage, vector, quotation, file and byte, and stays gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.encode import VectorCache
from insight_synth.errors import UsageError
from insight_synth.store import Workspace, analyses, decisions, model_state, records
from tests.conftest import StubEncoder, sentences, write_source

CUSTOMER = "KUND00007"


def files_with(ws: Workspace, needle: str) -> list[str]:
    return sorted(
        path.relative_to(ws.path).parts[0]
        for path in ws.path.rglob("*")
        if path.is_file() and needle.encode() in path.read_bytes()
    )


def words_of(ws: Workspace, customer: str) -> list[str]:
    hashed = ws.hash_customer(customer)
    with ws.read() as connection:
        return [verbatim.text for verbatim in records.verbatims(connection) if verbatim.customer == hashed]


def test_nothing_of_the_customer_is_left_in_any_file(analysed_shop: Workspace) -> None:
    ws = analysed_shop
    (said,) = words_of(ws, CUSTOMER)
    hashed = ws.hash_customer(CUSTOMER)
    assert files_with(ws, CUSTOMER) == ["exports", "exports"]
    assert files_with(ws, hashed) == ["workspace.db"]
    proof = pipeline.erase(ws, CUSTOMER)
    assert proof.holds
    assert (proof.removed.verbatims, proof.removed.events, len(proof.copies)) == (1, 1, 2)
    assert proof.removed.mentions >= 1
    assert [files_with(ws, trace) for trace in (CUSTOMER, hashed, said)] == [[], [], []]


def test_the_proof_finds_what_was_left_behind(analysed_shop: Workspace) -> None:
    (analysed_shop.path / "reports").mkdir()
    (analysed_shop.path / "exports" / "forgotten.txt").write_text(f"a copy that names {CUSTOMER}", encoding="utf-8")
    proof = pipeline.erase(analysed_shop, CUSTOMER)
    assert not proof.holds
    assert any("exports" in line and "FOUND 1" in line for line in proof.lines())


def test_rows_still_add_up_after_an_erasure(analysed_shop: Workspace) -> None:
    pipeline.erase(analysed_shop, CUSTOMER)
    with analysed_shop.read() as connection:
        exports = records.exports(connection)
        rejects = records.rejects(connection)
    assert [e.rows for e in exports] == [e.verbatims + e.events + e.duplicates + e.rejects for e in exports]
    assert [(r.reason, r.raw) for r in rejects] == [("the customer was erased from this workspace", "")] * 2


def test_the_vectors_of_the_customers_words_are_gone(analysed_shop: Workspace, stub: StubEncoder) -> None:
    (said,) = words_of(analysed_shop, CUSTOMER)
    cache = VectorCache.of(analysed_shop.vectors, stub)
    assert cache.get([said])[1].all()
    assert pipeline.erase(analysed_shop, CUSTOMER).vectors == 1
    assert not cache.get([said])[1].any()


def test_names_with_the_id_and_what_was_kept_of_mentions_are_gone(analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0].id
    with analysed_shop.write() as connection:
        decisions.put(connection, decisions.Made("rename", theme, name=f"What {CUSTOMER} complained of"))
        model_state.put_state(connection, "themes", b"ids of mentions")
    assert pipeline.erase(analysed_shop, CUSTOMER).holds
    with analysed_shop.read() as connection:
        assert model_state.state(connection, "themes") is None
        assert decisions.names(connection) == {}


def test_quotations_of_the_customer_are_gone(analysed_shop: Workspace) -> None:
    with analysed_shop.read() as connection:
        quoted = next(quotes[0] for quotes in analyses.citations(connection).values() if quotes)
        row = next(v for v in records.verbatims(connection) if v.id == quoted.verbatim_id)
    number = int(row.source_row_id[1:])
    pipeline.erase(analysed_shop, f"{'KUND' if row.source == 'complaints' else 'NICK'}{number:05d}")
    with analysed_shop.read() as connection:
        left = {quote.verbatim_id for quotes in analyses.citations(connection).values() for quote in quotes}
    assert quoted.verbatim_id not in left


def test_the_copy_of_an_export_goes_even_where_no_column_named_the_customer(ws: Workspace, tmp_path: Path) -> None:
    folder = write_source(
        tmp_path / "notes", [{"text": "A note of somebody else entirely", "unmapped": CUSTOMER, "id": "1"}]
    )
    pipeline.add(ws, [folder])
    assert len(pipeline.erase(ws, CUSTOMER).copies) == 1
    assert files_with(ws, CUSTOMER) == []


def test_the_same_words_from_an_unknown_author_go_too_and_another_customers_stay(ws: Workspace, tmp_path: Path) -> None:
    template = sentences("late", 1)[0]
    own = "My own and very particular complaint about the green teapot"
    write_source(
        tmp_path / "complaints",
        [{"id": "1", "customer": CUSTOMER, "text": own}, {"id": "2", "customer": CUSTOMER, "text": template},
         {"id": "3", "customer": "KUND00099", "text": template}],
    )  # fmt: skip
    write_source(tmp_path / "aggregator", [{"id": "9", "text": own}], "reviews")
    pipeline.add(ws, [tmp_path / "complaints", tmp_path / "aggregator"])
    proof = pipeline.erase(ws, CUSTOMER)
    assert proof.holds
    assert (proof.removed.verbatims, proof.shared) == (3, 1)
    with ws.read() as connection:
        assert [verbatim.text for verbatim in records.verbatims(connection)] == [template]


def test_a_duplicate_takes_the_place_of_an_erased_original(ws: Workspace, tmp_path: Path) -> None:
    same = {"id": "1", "text": "The very same words in two rows here"}
    folder = write_source(tmp_path / "notes", [{**same, "customer": CUSTOMER}, {**same, "customer": "KUND00002"}])
    (export,) = pipeline.add(ws, [folder])
    assert (export.verbatims, export.duplicates) == (1, 1)
    pipeline.erase(ws, CUSTOMER)
    with ws.read() as connection:
        (left,) = records.verbatims(connection)
        (counted,) = records.exports(connection)
    assert (left.status, left.duplicate_of, left.customer) == ("active", "", ws.hash_customer("KUND00002"))
    assert (counted.rows, counted.verbatims, counted.duplicates, counted.rejects) == (2, 1, 0, 1)


def test_stored_reports_go_and_others_are_named(analysed_shop: Workspace, tmp_path: Path) -> None:
    inside = analysed_shop.reports / "old.pdf"
    inside.parent.mkdir()
    inside.write_bytes(b"%PDF")
    outside = tmp_path / "board.pdf"
    outside.write_bytes(b"%PDF")
    with analysed_shop.write() as connection:
        analyses.put_report(connection, str(outside), "0", "f", "en")
    proof = pipeline.erase(analysed_shop, CUSTOMER)
    assert not inside.exists()
    assert outside.exists()
    assert proof.elsewhere == (str(outside),)
    assert any("board.pdf" in line for line in proof.lines())


def test_an_unknown_customer_is_said_to_be_unknown(analysed_shop: Workspace) -> None:
    proof = pipeline.erase(analysed_shop, "NOBODY-99999")
    assert not proof.known
    assert proof.holds
    assert re.search("held nothing", proof.lines()[0])


def test_erasing_nobody_is_a_wrong_call(analysed_shop: Workspace) -> None:
    with pytest.raises(UsageError, match="no customer"):
        pipeline.erase(analysed_shop, "  ")


def test_an_analysis_after_an_erasure_still_works(analysed_shop: Workspace, stub: StubEncoder) -> None:
    before = pipeline.snapshot(analysed_shop).totals
    pipeline.erase(analysed_shop, CUSTOMER)
    after = pipeline.analyse(analysed_shop, encoder=stub).snapshot.totals
    assert (after.verbatims, after.events, after.rejects) == (before.verbatims - 1, before.events - 1, 2)


def test_what_was_corrected_is_forgotten_with_its_vectors(ws: Workspace, tmp_path: Path, stub: StubEncoder) -> None:
    rows = [
        {"id": str(at), "date": "2025-01-02", "customer": f"K-1000{at}", "text": f"{text} at number {at}"}
        for at, text in enumerate(["The parcel came late", "The mug was broken", "Rude staff"])
    ]
    folder = write_source(tmp_path / "complaints", rows, file="january.csv")
    pipeline.add(ws, [folder])
    pipeline.analyse(ws, encoder=stub)
    write_source(folder, [{**rows[0], "text": "The parcel came to the wrong door"}], file="march.csv")
    pipeline.add(ws, [folder])
    pipeline.analyse(ws, encoder=stub)
    proof = pipeline.erase(ws, "K-10000")
    assert proof.holds
    assert (proof.removed.verbatims, proof.vectors) == (2, 2)


def test_agenda_indicators_and_what_if_forget_the_customer_too(analysed_shop: Workspace, stub: StubEncoder) -> None:
    ws = analysed_shop
    pipeline.set_agenda(ws, f'# {CUSTOMER} asked\n[[questions]]\ntext = "Why did {CUSTOMER} leave?"\n')
    shown = pipeline.analyse(ws, encoder=stub).snapshot
    pipeline.follow(ws, theme=shown.top_themes[0].id, action=f"Called {CUSTOMER}", on="2025-03-01")
    with ws.read() as connection:
        assert model_state.state(connection, "what-if")
    assert files_with(ws, CUSTOMER) == ["exports", "exports", "workspace.db"]
    assert pipeline.erase(ws, CUSTOMER).holds
    assert files_with(ws, CUSTOMER) == []
    with ws.read() as connection:
        assert model_state.state(connection, "what-if") is None
    assert [question.text for question in pipeline.questions(ws)] == ["Why did erased leave?"]
    assert [(indicator.of, indicator.action) for indicator in pipeline.indicators(ws)] == [(shown.top_themes[0].id, "")]
    assert pipeline.snapshot(ws).answers == ()
    assert pipeline.what_if(ws, ["complaints"]).removed == ("complaints",)


def test_an_agenda_that_names_nobody_erased_stays_as_it_was(analysed_shop: Workspace, stub: StubEncoder) -> None:
    agenda = '[[questions]]\ntext = "Why do parcels come late?"\npriority = 1\n'
    pipeline.set_agenda(analysed_shop, agenda)
    answers = [answer.state for answer in pipeline.analyse(analysed_shop, encoder=stub).snapshot.answers]
    pipeline.erase(analysed_shop, "1")
    pipeline.erase(analysed_shop, CUSTOMER)
    assert pipeline.agenda_text(analysed_shop) == agenda
    assert [answer.state for answer in pipeline.snapshot(analysed_shop).answers] == answers
