"""Which scale a column of ratings is on, and where a rating stands on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.ingest.ratings import RatingColumn, Scale, percent


def scale_of(*values: str, column: str = "") -> str:
    seen = RatingColumn()
    for value in values:
        seen.see(value)
    scale = seen.scale(column)
    return scale.name if scale else ""


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        (["1", "3", "5"], "1–5"),
        (["0", "3", "5"], "0–5"),
        (["1", "6"], "1–7"),
        (["2", "9"], "1–10"),
        (["0", "9"], "0–10"),
        (["15", "80"], "0–100"),
        (["-2", "1"], "−2…2"),
        (["-4", "5"], "−5…5"),
        (["0.25", "0.9"], "0–1"),
        (["0", "1", "1"], "0–1"),
        (["1", "1", "1"], "1–5"),
        (["4,5", "2,5"], "1–5"),
        (["", "n/a", "none"], ""),
        (["4000", "2500"], ""),
    ],
)
def test_a_plain_column_is_on_the_smallest_usual_scale_that_holds_it(values: list[str], scale: str) -> None:
    assert scale_of(*values) == scale


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        (["4/5", "3/5"], "1–5"), (["3/10", "4/10"], "1–10"), (["0/10", "4/10"], "0–10"), (["3 out of 4"], "1–4"),
        (["3 z 6", "2 z 6"], "1–6"), (["14/20"], "0–20"), (["5 %", "3%"], "0–100"), (["★★☆☆☆", "★☆☆☆☆"], "1–5"),
        (["★★★☆☆☆"], "1–6"), (["★★", "★★★"], "1–5"), (["2 stars", "1 star"], "1–5"), (["2 tähteä"], "1–5"),
    ],
)  # fmt: skip
def test_a_scale_that_is_written_beside_the_ratings_is_believed(values: list[str], scale: str) -> None:
    seen = RatingColumn()
    for value in values:
        seen.see(value)
    found = seen.scale("")
    assert found is not None
    assert (found.name, found.told) == (scale, True)


@pytest.mark.parametrize(
    ("column", "values", "scale"),
    [
        ("Q4 Recommend (0-10)", ["3", "4"], "0–10"),
        ("Viihtyvyys (1-7)", ["3", "4"], "1–7"),
        ("Ocena od 1 do 6", ["3", "4"], "1–6"),
        ("Arvosana 4–10", ["7", "9"], "4–10"),
        ("NPS", ["5", "3"], "0–10"),
        ("Suositteletko meitä?", ["9", "3"], "0–10"),
        ("Polecisz nas?", ["5", "3"], "1–5"),
        ("Survey 2024-25", ["5", "3"], "1–5"),
        ("Grade (1-5)", ["50", "70"], "0–100"),
    ],
)
def test_the_columns_name_may_tell_the_scale_unless_the_ratings_belie_it(
    column: str, values: list[str], scale: str
) -> None:
    assert scale_of(*values, column=column) == scale


def test_a_typing_error_does_not_stretch_the_scale() -> None:
    assert scale_of(*["1", "4", "5"] * 200, "55", "0") == "1–5"


def test_a_scale_is_certain_where_both_ends_occur_often_enough() -> None:
    few, many = RatingColumn(), RatingColumn()
    for value in ("1", "5", "4"):
        few.see(value)
    for value in ["1", "5", "4"] * 10:
        many.see(value)
    assert few.scale() == Scale(1, 5, told=False)
    assert many.scale() == Scale(1, 5, told=True)


@pytest.mark.parametrize(("rating", "scale", "expected"), [(1, (1, 5), 0), (5, (1, 5), 100), (0, (-2, 2), 50)])
def test_percent_runs_from_the_worst_to_the_best(rating: float, scale: tuple[float, float], expected: float) -> None:
    assert percent(rating, Scale(*scale)) == expected


def test_a_rating_outside_the_scale_has_no_percent() -> None:
    assert percent(55, Scale(1, 5)) is None


VALUES = st.lists(st.one_of(st.integers(-12, 120).map(str), st.sampled_from(["4/5", "80 %", "★★☆", "x", "0.5"])))


@given(VALUES, st.integers(0, 100))
def test_parts_of_a_column_tell_together_what_the_whole_tells(values: list[str], cut: int) -> None:
    whole, first, second = RatingColumn(), RatingColumn(), RatingColumn()
    for position, value in enumerate(values):
        whole.see(value)
        (first if position < cut else second).see(value)
    first.merge(RatingColumn.from_json(second.to_json()))
    assert first.scale("x") == whole.scale("x")
    assert first.to_json() == whole.to_json()


@given(VALUES)
def test_the_scale_holds_nearly_all_ratings(values: list[str]) -> None:
    seen = RatingColumn()
    for value in values:
        seen.see(value)
    scale = seen.scale()
    if scale is not None:
        assert scale.low < scale.high
