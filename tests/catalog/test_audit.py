"""The audit of an export: every row counted, in parts or whole, in bounded memory."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.catalog import Tally
from insight_synth.catalog.audit import MOST_WORDS, OTHER
from insight_synth.model import Audit, Event, Verbatim
from insight_synth.store import codec


def verbatim(text: str = "Late again", **fields: object) -> Verbatim:
    return Verbatim("i", "shop", "export.csv", "0", "row 2", text, **fields)  # type: ignore[arg-type]


def audit_of(*verbatims: Verbatim, mapped: tuple[str, ...] = ("text", "date", "customer")) -> Audit:
    tally = Tally(mapped)
    for each in verbatims:
        tally.add_verbatim(each)
    return tally.audit()


def test_rows_are_records_and_rejects() -> None:
    tally = Tally()
    tally.add_verbatim(verbatim())
    tally.add_event(Event("i", "shop", "export.csv", "0", "row 3", "bought"))
    tally.add_reject("empty text")
    tally.add_reject("an agent's reply, kept apart", set_apart=True)
    found = tally.audit()
    assert (found.rows, found.records, sum(found.rejects.values()), found.set_apart) == (4, 2, 2, 1)


@pytest.mark.parametrize(
    ("reasons", "general"),
    [
        (["17 fields where the header has 3", "4 fields where the header has 3"], "… fields where the header has …"),
        (["no column 'Text' here", 'no column "Body" here'], "no column … here"),
        (["an agent's reply, the customer's kept"], "an agent's reply, the customer's kept"),
    ],
)
def test_reasons_that_differ_in_numbers_or_names_are_one(reasons: list[str], general: str) -> None:
    tally = Tally()
    for reason in reasons:
        tally.add_reject(reason)
    assert tally.audit().rejects == {general: len(reasons)}


def test_only_mapped_fields_are_missed() -> None:
    found = audit_of(verbatim(date="2025-01-31"), verbatim(customer="k"), verbatim(product="mug"))
    assert found.missing == {"date": 2, "customer": 2}


def test_a_rating_of_zero_is_not_missing_and_events_miss_no_rating() -> None:
    assert audit_of(verbatim(rating=0.0), verbatim(), mapped=("rating",)).missing == {"rating": 1}
    tally = Tally(("rating", "value", "id"))
    tally.add_event(Event("i", "till", "export.csv", "0", "row 3", "bought", value=0.0))
    assert tally.audit().missing == {"id": 1, "value": 0}


def test_the_period_runs_from_the_oldest_to_the_newest_date() -> None:
    found = audit_of(verbatim(date="2025-02-01"), verbatim(), verbatim(date="2024-12-31"), verbatim(date="2025-01-01"))
    assert (found.first, found.last) == ("2024-12-31", "2025-02-01")


def test_texts_are_counted_by_their_words() -> None:
    assert audit_of(verbatim("one"), verbatim("two words"), verbatim("w " * 900)).words == {1: 1, 2: 1, MOST_WORDS: 1}


def test_unreadable_characters_and_mended_texts_are_counted() -> None:
    mended = verbatim("HyvÃ¤", repaired="Hyvä")
    found = audit_of(verbatim("Pyyd\ufffdn"), verbatim("Cre\x8dme"), mended, verbatim("Hyvä"))
    assert (found.garbled, found.repaired) == (2, 1)


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        ("Yst?v?llinen palvelu", 1), ("Nie dzia?a mi aplikacja", 1), ("They don?t answer", 1), ("Why? because.", 0),
        ("Why?Because", 0), ("https://shop.example/?id=a?b", 0), ("see www.shop.example/search?q=mug", 0),
    ],
)  # fmt: skip
def test_a_question_mark_within_a_word_stands_for_a_lost_letter(text: str, garbled: int) -> None:
    assert audit_of(verbatim(text)).garbled == garbled


def test_languages_are_the_records_own_unless_the_source_declares_one() -> None:
    tally = Tally()
    tally.add_verbatim(verbatim(language="fi"))
    tally.add_verbatim(verbatim(language="fi"), language="pl")
    tally.add_verbatim(verbatim(language="fi"), language="")
    assert tally.audit().languages == {"": 1, "fi": 1, "pl": 1}


def test_personal_data_is_counted_by_kind() -> None:
    tally = Tally()
    tally.add_verbatim(verbatim(), {"phone": 2, "e-mail": 1})
    tally.add_verbatim(verbatim(), {"phone": 1})
    assert tally.audit().personal == {"phone": 3, "e-mail": 1}


def test_counts_are_bounded_and_still_add_up() -> None:
    tally = Tally(("rating",))
    for number in range(3000):
        tally.add_verbatim(verbatim("word " * number, rating=float(number)), {f"kind {number}": 1})
        tally.add_reject("".join(chr(97 + int(digit)) for digit in str(number)))
    found = tally.audit()
    for counts in (found.ratings, found.personal, found.rejects):
        assert len(counts) <= 201
        assert sum(counts.values()) == 3000
        assert counts[OTHER] > 0
    assert len(found.words) <= MOST_WORDS + 1
    assert len(json.dumps(tally.to_json())) < 20_000


def test_ratings_are_kept_as_given_to_two_digits() -> None:
    ratings = (4.0, 4.5, 0.25, 87.0, 87.4, 100.0)
    found = audit_of(*(verbatim(rating=rating) for rating in ratings))
    assert found.ratings == {"87": 2, "0.2": 1, "100": 1, "4": 1, "4.5": 1}


def test_what_only_the_whole_knows_is_named_at_the_end() -> None:
    found = Tally().audit(
        duplicates=1, superseding=2, near_duplicates=3, elsewhere={"reviews": 4}, boilerplate=5, columns=["a", "b"],
        rating_scale="1–5",
    )  # fmt: skip
    assert found == Audit(
        duplicates=1, superseding=2, near_duplicates=3, elsewhere={"reviews": 4}, boilerplate=5, columns=("a", "b"),
        rating_scale="1–5",
    )  # fmt: skip


ROWS = st.lists(
    st.one_of(
        st.sampled_from(["17 fields", "broken", "empty text"]),
        st.builds(
            verbatim,
            st.text(max_size=20),
            date=st.sampled_from(["", "2025-01-01", "2024-05-05"]),
            rating=st.sampled_from([None, 1.0, 4.5]),
            language=st.sampled_from(["", "fi", "pl"]),
            repaired=st.sampled_from(["", "x"]),
        ),
    )
)


@given(ROWS, st.integers(0, 20))
def test_an_export_counted_in_two_processes_has_the_same_audit(rows: list[str | Verbatim], cut: int) -> None:
    def counted(part: list[str | Verbatim]) -> Tally:
        tally = Tally(("date", "rating"))
        for row in part:
            if isinstance(row, str):
                tally.add_reject(row)
            else:
                tally.add_verbatim(row, {"phone": 1})
        return tally

    whole = counted(rows)
    parts = Tally()
    for part in (rows[:cut], rows[cut:]):
        parts.merge(Tally.from_json(json.loads(json.dumps(counted(part).to_json()))))
    assert parts.audit() == whole.audit()
    assert codec.from_json(Audit, codec.to_json(whole.audit())) == whole.audit()
