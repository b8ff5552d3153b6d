from __future__ import annotations

import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import ReadFile, WriteFile


def test_an_array_gives_an_item_each_with_the_digits_as_written(read: ReadFile) -> None:
    found = read("a.json", '[{"id": 1, "score": 4.50, "ok": true, "note": null}, {"id": 2, "late": "x"}]')
    assert found.values == [{"id": "1", "score": "4.50", "ok": "true", "note": ""}, {"id": "2", "late": "x"}]
    assert found.reading.columns == ("id", "score", "ok", "note", "late")
    assert [row.locator for row in found.rows] == ["item 1", "item 2"]


def test_nested_objects_become_dotted_columns(read: ReadFile) -> None:
    found = read("a.json", '[{"user": {"name": "A", "home": {"city": "Oulu"}}, "tags": ["x", "y"]}]')
    assert found.values == [{"user.name": "A", "user.home.city": "Oulu", "tags": "x\ny"}]


def test_the_array_inside_an_object_is_found_and_noted(read: ReadFile) -> None:
    found = read("a.json", '{"meta": {"pages": [{"n": 1}]}, "data": {"reviews": [{"text": "a"}, {"text": "b"}]}}')
    assert [row["text"] for row in found.values] == ["a", "b"]
    assert found.reading.notes == ["records found in data.reviews"]


def test_broken_json_names_line_and_column(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="line 2, column") as caught:
        ingest.read_rows(write("a.json", '[{"text": "a"},\n {"text": }]'))
    assert caught.value.remedy


def test_json_nested_without_end_is_refused(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="nested too deeply"):
        ingest.read_rows(write("a.json", "[" * 200_000))


def test_a_broken_line_is_a_reject_that_names_its_line(read: ReadFile) -> None:
    found = read("a.jsonl", '{"text": "a"}\n{"text": broken\n\n{"text": "c"}\n')
    assert [(row.locator, bool(row.problem)) for row in found.rows] == [
        ("line 1", False), ("line 2", True), ("line 4", False),
    ]  # fmt: skip
    assert found.rows[1].raw.strip() == '{"text": broken'
    assert found.reading.columns == ("text",)


def test_a_reddit_listing_is_read_without_harm(read: ReadFile) -> None:
    found = read("a.json", '[{"kind": "Listing", "data": {"children": [{"data": {"body": "x"}}], "after": null}}]')
    assert len(found.rows) == 1
