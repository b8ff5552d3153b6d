"""What is held back and what is not: only a large and certain difference from what the source delivered before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.catalog import changes, doubts
from insight_synth.model import Audit

USUAL = Audit(
    rows=210,
    records=200,
    rejects={"empty text": 6, "… fields where the header has …": 4},
    boilerplate=4,
    near_duplicates=2,
    elsewhere={"forum": 4},
    repaired=2,
    missing={"date": 0, "customer": 60},
    first="2025-01-01",
    last="2025-03-31",
    languages={"fi": 190, "en": 10},
    words={1: 10, 8: 60, 15: 70, 40: 60},
    ratings={"1": 20, "2": 20, "3": 30, "4": 60, "5": 70},
    rating_scale="1–5",
    personal={"phone": 8},
    columns=("Pvm", "Teksti"),
)
"""Two hundred texts, as a source delivers them each quarter."""


def codes(audit: Audit, *earlier: Audit) -> list[str]:
    return [doubt.code for doubt in doubts(audit, earlier)]


@pytest.mark.parametrize(
    ("changed", "code", "text"),
    [
        ({"languages": {"pl": 168, "fi": 32}}, "language", "84 % of its texts are Polish; before it was 0 %"),
        ({"languages": {"pl": 100, "en": 90, "fi": 10}}, "language",
         "95 % of its texts are Polish or English; before it was 5 %"),
        ({"missing": {"date": 100, "customer": 60}}, "missing", "50 % of its records have no date; before it was 0 %"),
        ({"rows": 400, "rejects": {"empty text": 6, "broken": 194}}, "faulty",
         "48 % of its rows could not be read; before it was 2 %"),
        ({"rows": 800, "rejects": {"empty text": 600}}, "empty", "75 % of its rows say nothing; before it was 3 %"),
        ({"rows": 400, "rejects": {"empty text": 200}}, "empty",
         "50 % of its rows say nothing; before it was 3 %"),
        ({"ratings": {"5": 200}}, "rating-range", "its ratings run from 5 to 5 only; before, 65 % lay beyond"),
        ({"garbled": 80}, "garbled", "40 % of its texts hold unreadable characters; before it was 0 %"),
        ({"repaired": 120}, "mojibake", "60 % of its texts came in a wrong encoding; before it was 1 %"),
        ({"words": {1: 200}}, "length", "half of its texts have 1 words or fewer; before it was 15"),
        ({"words": {120: 200}}, "length", "half of its texts have 120 words or fewer; before it was 15"),
        ({"words": {2: 130, 15: 70}}, "length", "half of its texts have 2 words or fewer; before it was 15"),
        ({"words": {2: 99, 15: 101}}, "short", "50 % of its texts have one or two words; before it was 5 %"),
        ({"ratings": {"20": 40, "60": 60, "100": 100}, "rating_scale": "0–100"}, "rating-scale",
         "its ratings are on a scale of 0–100; before it was 1–5"),
        ({"ratings": {"1": 90, "2": 90, "3": 20}}, "rating-range",
         "its ratings run from 1 to 3 only; before, 65 % lay beyond"),
        ({"ratings": {"1": 195, "5": 5}}, "rating-shift", "its mean rating is 3 % of the scale; before it was 68 %"),
        ({"boilerplate": 100}, "boilerplate",
         "50 % of its texts say nothing or the same words again and again; before it was 2 %"),
        ({"near_duplicates": 120}, "repeats", "60 % of its texts repeat another of them; before it was 1 %"),
        ({"elsewhere": {"reviews": 190, "forum": 4}}, "elsewhere",
         "95 % of its texts stand in the source reviews too; before it was 0 %"),
        ({"personal": {"e-mail": 250}}, "personal",
         "it holds 125 pieces of personal data in a hundred texts; before it was 4"),
    ],
)  # fmt: skip
def test_an_export_unlike_those_before_is_doubted_with_both_figures(
    changed: dict[str, object], code: str, text: str
) -> None:
    found = doubts(replace(USUAL, **changed), [USUAL])  # type: ignore[arg-type]
    assert [(doubt.code, doubt.text) for doubt in found] == [(code, text)]


def test_ratings_turned_round_are_told_where_they_lean_to_one_side() -> None:
    leaning = replace(USUAL, ratings={"1": 10, "2": 20, "3": 40, "4": 90, "5": 40})
    turned = replace(USUAL, ratings={"5": 10, "4": 20, "3": 40, "2": 90, "1": 40})
    assert codes(turned, leaning) == ["rating-turned"]


def test_ratings_that_are_all_the_same_are_doubted_where_they_were_not() -> None:
    mostly_five = replace(USUAL, ratings={"4": 60, "5": 140})
    assert codes(replace(USUAL, ratings={"5": 200}), mostly_five) == ["rating-range"]
    assert codes(replace(USUAL, ratings={"4": 2, "5": 198}), mostly_five) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"rows": 21_000, "records": 20_000, "missing": {"date": 0, "customer": 6_000}},
        {"duplicates": 195},
        {"superseding": 150},
        {"set_apart": 900, "rows": 1110, "rejects": {"an agent's reply, kept apart": 900, "empty text": 10}},
        {"missing": {"date": 12, "customer": 90}},
        {"missing": {"date": 0, "customer": 60, "weight": 200}},
        {"languages": {"fi": 150, "en": 50}},
        {"words": {4: 100, 30: 100}},
        {"ratings": {"1": 60, "2": 40, "3": 40, "4": 40, "5": 20}},
        {"ratings": {"0": 1, "1": 20, "3": 60, "5": 70}, "rating_scale": "0–5"},
        {"first": "2031-01-01", "last": "2031-02-01"},
        {"columns": ("Pvm", "Teksti", "Kanava")},
    ],
)
def test_what_is_new_but_harmless_is_not_doubted(changed: dict[str, object]) -> None:
    assert codes(replace(USUAL, **changed), USUAL) == []  # type: ignore[arg-type]


def test_a_first_export_is_compared_with_nothing() -> None:
    assert codes(replace(USUAL, languages={"pl": 200}, boilerplate=200, near_duplicates=200)) == []


def test_a_first_export_that_is_plainly_no_data_is_doubted() -> None:
    broken = Audit(rows=100, records=10, rejects={"… fields where the header has …": 90}, words={5: 10})
    silent = Audit(rows=100, rejects={"empty text": 100})
    garbled = Audit(rows=100, records=100, garbled=90, words={5: 100})
    assert [codes(audit) for audit in (broken, silent, garbled)] == [["unusable"], ["unusable"], ["unreadable"]]
    assert doubts(silent, ())[0].text == "100 % of its 100 rows are no feedback, most of them for: empty text"


def test_open_questions_may_be_left_open() -> None:
    assert codes(Audit(rows=1000, records=50, rejects={"empty text": 950}, words={5: 50})) == []


def test_too_few_rows_on_either_side_tell_nothing() -> None:
    polish = Audit(rows=14, records=14, missing={"date": 14}, languages={"pl": 14}, words={1: 14})
    finnish = Audit(rows=19, records=19, missing={"date": 0}, languages={"fi": 19}, words={20: 19})
    assert codes(polish, USUAL) == []
    assert codes(replace(USUAL, languages={"pl": 200}), finnish) == []
    assert codes(replace(USUAL, languages={"pl": 200}), finnish, finnish) == ["language"]


def test_a_difference_that_may_be_chance_is_no_doubt() -> None:
    # 6 of 20 against 0 of 60: a third looks like much, and is not surely a fifth more.
    now = Audit(rows=20, records=20, missing={"date": 6})
    assert codes(now, Audit(rows=60, records=60, missing={"date": 0})) == []
    assert codes(replace(now, records=200, rows=200, missing={"date": 100}), Audit(60, 60, missing={"date": 0})) != []


def test_what_one_earlier_export_showed_is_known_of_the_source() -> None:
    polish = replace(USUAL, languages={"pl": 200})
    many = [USUAL] * 12
    assert codes(polish, *many) == ["language"]
    assert codes(polish, *many, polish) == []


def test_exports_without_an_audit_are_compared_with_nothing() -> None:
    assert codes(replace(USUAL, languages={"pl": 200}), Audit()) == []
    assert changes(USUAL, [Audit()]) == ()


AUDITS = st.builds(
    lambda records, rejects, missing, language, words, rating: Audit(
        rows=records + rejects,
        records=records,
        rejects={"broken": rejects},
        missing={"date": min(missing, records)},
        languages={language: records},
        words={words: records},
        ratings={str(rating): records},
        rating_scale="1–5",
    ),
    st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.sampled_from(["", "fi", "pl"]),
    st.integers(0, 500), st.integers(1, 5),
)  # fmt: skip


@given(AUDITS)
def test_an_export_like_the_one_before_is_never_doubted(audit: Audit) -> None:
    assert set(codes(audit, audit)) <= {"unusable"}
    assert [change.code for change in changes(audit, [audit])] == []


@given(AUDITS, st.lists(AUDITS, max_size=4))
def test_the_order_of_the_earlier_exports_changes_no_doubt(audit: Audit, earlier: list[Audit]) -> None:
    assert doubts(audit, earlier) == doubts(audit, earlier[::-1])


@given(AUDITS, st.lists(AUDITS, max_size=4))
def test_every_doubt_and_change_says_its_figures(audit: Audit, earlier: list[Audit]) -> None:
    said = [(found.text, found.figures) for found in doubts(audit, earlier)]
    said += [(found.text, found.figures) for found in changes(audit, earlier)]
    for text, figures in said:
        assert "{" not in text
        assert all(str(figure) in text for name, figure in figures.items() if name in ("now", "before"))


def test_a_gap_is_told_where_it_is_longer_than_the_source_is_used_to() -> None:
    halves = [("2023-11-01", "2023-11-30"), ("2024-05-01", "2024-05-31"), ("2024-11-01", "2024-11-30")]
    earlier = [replace(USUAL, first=first, last=last) for first, last in halves]
    assert changes(replace(USUAL, first="2025-05-01", last="2025-05-31"), earlier) == ()
    late = changes(replace(USUAL, first="2025-12-01", last="2025-12-31"), earlier)
    assert [change.code for change in late] == ["gap"]


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"rows": 2100}, "2,100 rows; its earlier exports had 210"),
        ({"duplicates": 150}, "71 % of its rows were delivered before"),
        ({"first": "2025-08-01", "last": "2025-08-31"}, "nothing is dated between 2025-03-31 and 2025-08-01"),
        ({"columns": ("Pvm", "Kanava")}, "new columns: Kanava; columns gone: Teksti"),
        ({"words": {30: 200}}, "half of its texts have 30 words or fewer; before it was 15"),
        ({"languages": {"fi": 120, "en": 80}}, "40 % of its texts are English; before it was 5 %"),
        ({"missing": {"date": 0, "customer": 0}}, "0 % of its records have no customer; before it was 30 %"),
        ({"ratings": {"1": 100, "5": 100}}, "its mean rating is 3.0; before it was 3.7"),
    ],
)
def test_harmless_changes_are_told(changed: dict[str, object], text: str) -> None:
    found = changes(replace(USUAL, **changed), [USUAL])  # type: ignore[arg-type]
    assert [change.text for change in found] == [text]
