"""Claims about what a new row is to those its source delivered before: new, said already, or a correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth import ingest
from insight_synth.model import Event, Verbatim


def said(locator: str, text: str = "late", **fields: object) -> Verbatim:
    return ingest.anew(replace(Verbatim("", "shop", "a.csv", "0" * 64, locator, text), **fields))  # type: ignore[arg-type]


def bought(product: str, locator: str = "row 2", **fields: object) -> Event:
    event = Event("", "till", "a.csv", "0" * 64, locator, "bought", 5.0, source_row_id="R1", product=product)
    return ingest.anew(replace(event, **fields))  # type: ignore[arg-type]


def delivered(*exports: Sequence[Verbatim]) -> list[ingest.Settled[Verbatim]]:
    """One export after the other, each row told the export it stands in."""
    held = ingest.HeldInMemory[Verbatim]()
    found = []
    for number, rows in enumerate(exports):
        rows = [replace(row, sha256=str(number) * 64) for row in rows]
        found.append(ingest.settle(rows, held, ingest.Repeats(ingest.repeated_ids(row.source_row_id for row in rows))))
        held.take(found[-1])
    return found


def statuses(settled: ingest.Settled[Verbatim]) -> list[str]:
    return [record.status for record in settled.records]


# ---- within one export


def test_the_same_row_id_and_text_is_a_duplicate_whatever_else_changed() -> None:
    (found,) = delivered([said("row 2", source_row_id="7", rating=1.0), said("row 3", source_row_id="7")])
    first, second = found.records
    assert (first.status, second.status, second.duplicate_of) == ("active", "duplicate", first.id)
    assert second.id != first.id


def test_messages_of_one_case_are_no_corrections_of_each_other() -> None:
    (found,) = delivered([said("row 2", source_row_id="7"), said("row 3", "very late", source_row_id="7")])
    assert statuses(found) == ["active", "active"]
    assert not found.superseded


def test_without_row_ids_every_field_must_agree() -> None:
    (found,) = delivered(
        [said("row 2", date="2024-01-01"), said("row 3", date="2024-01-02"), said("row 4", date="2024-01-01")]
    )
    assert statuses(found) == ["active", "active", "duplicate"]


def test_two_customers_with_the_same_words_are_two_records_with_two_ids() -> None:
    (found,) = delivered([said("row 2", customer="x"), said("row 3", customer="y")])
    assert statuses(found) == ["active", "active"]
    assert found.records[0].id != found.records[1].id


def test_lines_of_one_receipt_are_events_of_their_own() -> None:
    lines = [bought("lamp", "row 2"), bought("rug", "row 3"), bought("lamp", "row 4")]
    found = ingest.settle(lines, ingest.HeldInMemory[Event](), ingest.Repeats())
    assert [record.status for record in found.records] == ["active", "active", "duplicate"]


# ---- against earlier exports


def test_what_was_delivered_before_makes_every_row_a_duplicate() -> None:
    rows = [said("row 2", customer="x"), said("row 3", customer="y"), said("row 4", "lost")]
    before, again = delivered(rows, rows)
    assert [record.duplicate_of for record in again.records] == [record.id for record in before.records]
    assert len({record.id for record in (*before.records, *again.records)}) == 6


@pytest.mark.parametrize(
    "changed",
    [{"text": "late, and broken"}, {"rating": 2.0}, {"segment": "business"}, {"text": "lost", "rating": 5.0}],
)
def test_a_corrected_row_supersedes_its_older_self(changed: dict[str, object]) -> None:
    row = said("row 2", source_row_id="7", date="2024-01-01", rating=1.0)
    other = said("row 3", "fine", source_row_id="8")
    before, after = delivered([row, other], [ingest.anew(replace(row, **changed)), other])  # type: ignore[arg-type]
    assert statuses(after) == ["active", "duplicate"]
    assert after.superseded == {before.records[0].id: after.records[0].id}


def test_a_field_that_is_only_missing_now_corrects_nothing() -> None:
    row = said("row 2", source_row_id="7", date="2024-01-01", rating=1.0)
    _, after = delivered([row], [ingest.anew(replace(row, rating=None))])
    assert statuses(after) == ["duplicate"]
    assert not after.superseded


def test_a_row_id_used_again_for_something_else_supersedes_nothing() -> None:
    row = said("row 2", "the parcel came late", source_row_id="7", date="2024-01-01")
    other = said("row 2", "rude staff at the till", source_row_id="7", date="2024-03-09")
    someone = ingest.anew(replace(row, text="the parcel came very late", customer="y"))
    for later in (other, someone):
        _, after = delivered([ingest.anew(replace(row, customer="x"))], [later])
        assert statuses(after) == ["active"]
        assert not after.superseded


def test_the_newest_delivery_counts_even_where_it_says_what_was_said_first() -> None:
    row = said("row 2", "late", source_row_id="7", date="2024-01-01")
    corrected = ingest.anew(replace(row, text="very late"))
    first, second, third = delivered([row], [corrected], [row])
    assert third.superseded == {second.records[0].id: third.records[0].id}
    assert len({found.records[0].id for found in (first, second, third)}) == 3


def test_an_id_that_stands_many_times_is_no_key_and_corrects_nothing() -> None:
    case = [said(f"row {at}", f"message {at} of the case", source_row_id="7", date="2024-01-01") for at in range(2, 6)]
    more = said("row 2", "one more message", source_row_id="7", date="2024-01-01")
    _, after = delivered(case, [more])
    assert statuses(after) == ["active"]
    assert not after.superseded


def test_a_corrected_event_supersedes_its_older_self_and_another_event_does_not() -> None:
    held = ingest.HeldInMemory[Event]()
    first = bought("lamp", date="2024-01-01")
    held.take(ingest.settle([first], held, ingest.Repeats(frozenset())))
    corrected = ingest.anew(replace(first, value=4.5, sha256="1" * 64))
    returned = ingest.anew(replace(first, event="returned", sha256="1" * 64))
    assert ingest.settle([corrected], held, ingest.Repeats(frozenset())).superseded == {first.id: corrected.id}
    assert not ingest.settle([returned], held, ingest.Repeats(frozenset())).superseded


# ---- ids


@given(st.lists(st.sampled_from(["late", "lost", "broken", "fine"]), max_size=12), st.randoms(use_true_random=False))
def test_ids_come_from_content_not_from_order(texts: list[str], random: Random) -> None:
    rows = [said(f"row {at}", text) for at, text in enumerate(texts, start=2)]
    shuffled = list(rows)
    random.shuffle(shuffled)
    ids = [
        {record.text: record.id for record in delivered(order)[0].records if record.status == "active"}
        for order in (rows, shuffled)
    ]
    assert ids[0] == ids[1]


def test_an_id_is_sixteen_hexadecimal_digits_whoever_said_it() -> None:
    (record,) = delivered([said("row 2", source_row_id="7")])[0].records
    assert record.id == delivered([said("row 9", source_row_id="7", customer="x")])[0].records[0].id
    assert len(record.id) == 16
    assert int(record.id, 16) >= 0


def test_a_row_held_back_never_takes_the_place_of_one_that_counts() -> None:
    row = said("row 2", source_row_id="7")
    (held_back,) = ingest.held_back([row])
    assert held_back.status == "quarantined"
    assert held_back.id != delivered([row])[0].records[0].id
