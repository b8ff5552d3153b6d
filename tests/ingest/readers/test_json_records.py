from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth import ingest
from insight_synth.errors import BadInput
from insight_synth.ingest.readers import json_records
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


def test_json_with_a_byte_order_mark_is_read(read: ReadFile) -> None:
    assert read("a.json", b'\xef\xbb\xbf[{"text": "a"}]').values == [{"text": "a"}]


@pytest.mark.parametrize("content", ['[{"text": "a"},\n]', '{"rows": [{"text": "a"}],\n}'])
def test_a_comma_too_many_is_named(write: WriteFile, content: str) -> None:
    with pytest.raises(BadInput, match=r"a comma too many before '[]}]' in line 2") as caught:
        ingest.read_rows(write("a.json", content))
    assert caught.value.remedy


def test_a_document_that_breaks_off_says_so(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="it breaks off in line 2"):
        ingest.read_rows(write("a.json", '[{"text": "a"},\n {"text": '))


def test_documents_one_after_another_are_an_item_each(read: ReadFile) -> None:
    found = read("a.json", '{\n "text": "a"\n}\n{\n "text": "b"\n}\n')
    assert [(row.locator, row.values) for row in found.rows] == [("item 1", {"text": "a"}), ("item 2", {"text": "b"})]
    assert found.reading.notes == ["2 JSON documents one after another, read as an item each"]


def test_a_line_without_end_is_a_problem_row_and_the_rest_is_read(
    read: ReadFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_records, "_LONGEST", 1_000)
    monkeypatch.setattr(json_records, "_CHUNK", 100)
    endless = '{"text": "' + "a" * 5_000 + '"}'
    found = read("a.jsonl", f'{{"text": "first"}}\n{endless}\n{{"text": "last"}}\n{endless}')
    assert [(row.locator, row.values.get("text"), row.problem) for row in found.rows] == [
        ("line 1", "first", ""), ("line 2", None, "a line of more than 1,000 letters"), ("line 3", "last", ""),
        ("line 4", None, "a line of more than 1,000 letters"),
    ]  # fmt: skip
    assert found.reading.notes == ["2 broken lines: see the rejects"]


def test_a_line_nested_without_end_is_a_problem_row(read: ReadFile) -> None:
    found = read("a.jsonl", '{"text": "a"}\n' + '{"a":' * 100_000 + "\n")
    assert [row.problem for row in found.rows] == ["", "nested too deeply to be read"]


@pytest.mark.parametrize("chunk", [7, 64, 4096])
def test_a_large_array_is_read_entry_by_entry_to_the_same_rows(
    read: ReadFile, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    content = '[ {"id": 1, "text": "ä, ]"} ,\n {"id": 2.50, "text": "\\u00e4\\n"}, 17, "x, y", {"late": {"a": [1]}} ]'
    whole = read("a.json", content)
    monkeypatch.setattr(json_records, "_WHOLE", 10)
    monkeypatch.setattr(json_records, "_CHUNK", chunk)
    pieces = read("a.json", content)
    assert pieces.rows == whole.rows
    assert pieces.reading.columns == whole.reading.columns == ("id", "text", "late.a")


def test_a_broken_entry_of_a_large_array_is_named(write: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_records, "_WHOLE", 10)
    with pytest.raises(BadInput, match="item 2: not valid JSON"):
        ingest.read_rows(write("a.json", '[{"text": "a"}, {"text": b}]'))


def test_one_document_larger_than_is_read_says_how_to_save_it(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_records, "_WHOLE", 10)
    monkeypatch.setattr(json_records, "_LARGEST", 10)
    with pytest.raises(BadInput, match="one JSON document of 0 MiB, larger than is read") as caught:
        ingest.read_rows(write("a.json", '{"rows": [{"text": "a"}]}'))
    assert "JSON lines" in caught.value.remedy


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
                    max_leaves=20))  # fmt: skip
def test_any_document_ends_as_rows_of_text_without_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, document: object
) -> None:
    file = tmp_path_factory.mktemp("any") / "a.json"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8", errors="surrogatepass")
    reading = json_records.read_json(file)
    for row in reading.rows:
        assert set(row.values) <= set(reading.columns)
        assert {type(value) for value in row.values.values()} <= {str}


def test_objects_one_a_line_in_a_large_file_are_read_as_lines(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_records, "_WHOLE", 10)
    monkeypatch.setattr(json_records, "_LARGEST", 10)
    reading = json_records.read_json(write("a.json", '{"text": "a"}\n{"text": "b"}\n'))
    assert [(row.locator, row.values["text"]) for row in reading.rows] == [("line 1", "a"), ("line 2", "b")]


def test_answers_of_a_form_are_their_words(read: ReadFile) -> None:
    answers = {"q1": {"questionId": "q1", "textAnswers": {"answers": [{"value": "Kyllä"}, {"value": "Ehkä"}]}}}
    found = read("a.json", json.dumps({"responses": [{"responseId": "r", "answers": answers}]}))
    assert found.values[0]["answers.q1.textAnswers.answers.value"] == "Kyllä\nEhkä"


def test_a_line_of_a_known_shape_nested_to_the_limit_stops_nothing(read: ReadFile) -> None:
    ticket = '{"id": 1, "subject": "s", "requester_id": 2, "description": "Late"%s}'
    deep = ticket % (', "data": ' + '{"data": ' * 800 + "{}" + "}" * 800)
    found = read("a.jsonl", "\n".join([ticket % "", deep, ticket % ""]))
    assert [row.locator for row in found.rows] == ["line 1", "line 2", "line 3"]
