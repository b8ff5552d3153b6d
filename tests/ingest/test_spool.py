from __future__ import annotations

import os
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.ingest.spool import Segment, SpooledRows, rows_of, spool, unlinked_file
from insight_synth.model import Row


def spooled(rows: list[Row], most: int | None = None) -> SpooledRows:
    descriptor = unlinked_file()
    return SpooledRows(descriptor, spool(rows, descriptor, most))


def numbered(count: int, text: str = "late") -> list[Row]:
    return [Row(f"row {number}", {"id": str(number), "text": text}) for number in range(count)]


anything = st.text(st.characters(), max_size=12)  # lone surrogates, NULs and line breaks too
name = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
row = st.builds(Row, anything, st.dictionaries(name, anything, max_size=4), anything, anything, st.booleans())


@settings(deadline=None)
@given(st.lists(row, max_size=20))
def test_every_row_comes_back_to_the_letter(rows: list[Row]) -> None:
    assert list(spooled(rows)) == rows


def test_a_column_name_that_no_store_takes_is_spelled_out_and_stays_apart() -> None:
    (row,) = spooled([Row("item 1", {f"a{sign}": sign for sign in "\ud800\udfff\0"})])
    assert row.values == {"a\\ud800": "\ud800", "a\\udfff": "\udfff", "a\\u0000": "\0"}


def test_rows_can_be_read_again_and_two_at_a_time() -> None:
    rows = spooled(numbered(600))
    first, second = iter(rows), iter(rows)
    next(first)
    assert [a.locator for a in first] == [b.locator for b in second][1:]
    assert len(rows) == len(list(rows)) == 600


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2000), st.integers(1, 1500))
def test_segments_are_all_rows_in_order_each_once(count: int, size: int) -> None:
    rows = spooled(numbered(count))
    segments = rows.segments(size)
    again = [row for segment in segments for row in rows_of(rows.fileno(), segment)]
    assert again == list(rows)
    assert [segment.first for segment in segments] == [0, *accumulate(segment.rows for segment in segments)][:-1]
    assert max((segment.rows for segment in segments), default=0) <= max(size, 256)


def test_a_segment_is_small_where_rows_are_long() -> None:
    rows = spooled(numbered(400, text="x" * 200_000))
    assert max(segment.length for segment in rows.segments(400)) <= 33_000_000


def test_a_handle_says_where_the_segment_lies() -> None:
    rows = spooled(numbered(1000))
    handle = rows.handle(rows.segments(300)[1])
    assert next(rows_of(rows.fileno(), Segment(**handle))).locator == "row 256"


def test_only_the_first_rows_are_taken_where_asked() -> None:
    taken: list[int] = []

    def endless() -> object:
        while True:
            taken.append(1)
            yield Row("row", {"text": "late"})

    assert len(spooled(endless(), most=300)) == len(taken) == 300  # type: ignore[arg-type]


def test_nothing_in_the_folder_shows_the_spool(tmp_path: Path) -> None:
    descriptor = unlinked_file(str(tmp_path))
    rows = SpooledRows(descriptor, spool(numbered(5), descriptor))
    assert list(tmp_path.iterdir()) == []
    assert os.fstat(descriptor).st_size > 0
    assert len(list(rows)) == 5


def test_the_file_is_closed_with_its_rows() -> None:
    rows = spooled(numbered(5))
    descriptor = rows.fileno()
    del rows
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_a_spool_cut_short_is_no_end_of_rows() -> None:
    rows = spooled(numbered(5))
    os.ftruncate(rows.fileno(), 20)
    with pytest.raises(OSError, match="the spool ends at byte 20, before"):
        list(rows)
