from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import ReadFile, WriteFile


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_every_sheet_with_a_header_is_read_and_named_in_the_locator(read: ReadFile) -> None:
    found = read("a.xlsx", workbook(Oulu=[["id", "text"], [1, "late"]], Tyhja=[], Turku=[["id", "text"], [2, "lost"]]))
    assert [(row.locator, row.values["text"]) for row in found.rows] == [
        ("sheet Oulu row 2", "late"), ("sheet Turku row 2", "lost"),
    ]  # fmt: skip
    assert "sheet Tyhja has no header and was left out" in found.reading.notes


def test_cells_become_text_that_reads_as_in_the_sheet(read: ReadFile) -> None:
    row = [7, 4.5, 3.0, True, dt.datetime(2024, 3, 1), dt.datetime(2024, 3, 1, 12, 30), None, "007"]
    found = read("a.xlsx", workbook(S=[["a", "b", "c", "d", "e", "f", "g", "h"], row]))
    assert list(found.values[0].values()) == [
        "7", "4.5", "3", "true", "2024-03-01", "2024-03-01 12:30:00", "", "007",
    ]  # fmt: skip


def test_titles_above_the_header_are_left_out_and_rows_keep_the_sheets_numbers(read: ReadFile) -> None:
    found = read(
        "a.xlsx", workbook(S=[["Complaints 2024"], [], ["id", "date", "text"], [1, "x", "late"], [], [2, "y", "b"]])
    )
    assert found.reading.columns == ("id", "date", "text")
    assert [row.locator for row in found.rows] == ["sheet S row 4", "sheet S row 6"]


def test_rows_beyond_the_size_a_workbook_states_of_itself_are_read(read: ReadFile) -> None:
    data = workbook(S=[["id", "text"], *[[n, "late"] for n in range(500)]])
    lying = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(lying, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content, count = re.subn(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', content)
                assert count == 1
            new.writestr(entry, content)
    assert len(read("a.xlsx", lying.getvalue()).rows) == 500


def test_a_cell_beyond_the_header_is_kept_under_a_number(read: ReadFile) -> None:
    found = read("a.xlsx", workbook(S=[["id", "text"], [1, "late", "extra"]]))
    assert found.values == [{"id": "1", "text": "late", "column 3": "extra"}]


def test_a_workbook_without_any_header_is_refused(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="no sheet has a header"):
        ingest.read_rows(write("a.xlsx", workbook(S=[])))


def test_a_damaged_workbook_is_refused_with_a_remedy(write: WriteFile) -> None:
    with pytest.raises(BadInput) as caught:
        list(ingest.read_rows(write("a.xlsx", workbook(S=[["text"], ["late"]])[:2000])).rows)
    assert "a.xlsx" in str(caught.value)
    assert caught.value.remedy


def test_entities_that_grow_without_end_are_refused(write: WriteFile) -> None:
    data = workbook(S=[["text"], ["late"]])
    evil = io.BytesIO()
    bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(evil, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = bomb + re.sub(rb"^<\?xml[^>]*\?>", b"", content)
            new.writestr(entry, content)
    with pytest.raises(BadInput, match="cannot be read as XLSX"):
        list(ingest.read_rows(write("a.xlsx", evil.getvalue())).rows)
