from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from insight_synth import ingest
from insight_synth.model import Event, Verbatim


def said(locator: str, text: str = "late", **fields: object) -> Verbatim:
    return replace(Verbatim("", "shop", "a.csv", "0" * 64, locator, text), **fields)  # type: ignore[arg-type]


def test_the_same_row_id_and_text_is_a_duplicate_whatever_else_changed() -> None:
    first, second = ingest.mark_duplicates(
        [said("row 2", source_row_id="7", rating=1.0), said("row 3", source_row_id="7")]
    )
    assert (first.status, second.status, second.duplicate_of) == ("active", "duplicate", first.id)
    assert second.id != first.id


def test_a_corrected_text_under_the_same_row_id_is_no_duplicate() -> None:
    marked = ingest.mark_duplicates([said("row 2", source_row_id="7"), said("row 3", "very late", source_row_id="7")])
    assert [record.status for record in marked] == ["active", "active"]


def test_without_row_ids_every_field_must_agree() -> None:
    marked = ingest.mark_duplicates(
        [said("row 2", date="2024-01-01"), said("row 3", date="2024-01-02"), said("row 4", date="2024-01-01")]
    )
    assert [record.status for record in marked] == ["active", "active", "duplicate"]


def test_two_customers_with_the_same_words_are_two_records_with_two_ids() -> None:
    marked = ingest.mark_duplicates([said("row 2", customer="x"), said("row 3", customer="y")])
    assert [record.status for record in marked] == ["active", "active"]
    assert marked[0].id != marked[1].id


def test_lines_of_one_receipt_are_events_of_their_own() -> None:
    def bought(product: str, locator: str) -> Event:
        return Event("", "till", "a.csv", "0" * 64, locator, "bought", 5.0, source_row_id="R1", product=product)

    marked = ingest.mark_duplicates([bought("lamp", "row 2"), bought("rug", "row 3"), bought("lamp", "row 4")])
    assert [record.status for record in marked] == ["active", "active", "duplicate"]


def test_what_the_workspace_holds_already_makes_every_row_a_duplicate() -> None:
    kept = ingest.mark_duplicates([said("row 2", customer="x"), said("row 3", customer="y"), said("row 4", "lost")])
    known = {ingest.duplicate_key(record): record.id for record in kept}
    again = ingest.mark_duplicates([replace(record, sha256="1" * 64) for record in kept], known)
    assert [record.duplicate_of for record in again] == [record.id for record in kept]
    assert len({record.id for record in (*kept, *again)}) == 6


@given(st.lists(st.sampled_from(["late", "lost", "broken", "fine"]), max_size=12), st.randoms(use_true_random=False))
def test_ids_come_from_content_not_from_order(texts: list[str], random: Random) -> None:
    rows = [said(f"row {at}", text) for at, text in enumerate(texts, start=2)]
    shuffled = list(rows)
    random.shuffle(shuffled)
    ids = [
        {record.text: record.id for record in ingest.mark_duplicates(order) if record.status == "active"}
        for order in (rows, shuffled)
    ]
    assert ids[0] == ids[1]


def test_an_id_is_sixteen_hexadecimal_digits_and_stays_what_it_was() -> None:
    (record,) = ingest.mark_duplicates([said("row 2", source_row_id="7")])
    assert record.id == ingest.mark_duplicates([said("row 9", source_row_id="7", customer="x")])[0].id
    assert len(record.id) == 16
    assert int(record.id, 16) >= 0
