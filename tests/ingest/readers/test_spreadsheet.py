from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

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


def shaped(*shapes: Callable[[Worksheet], object], rows: list[list[object]]) -> bytes:
    """A workbook of one sheet S, changed by each of ``shapes`` before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "S"
    for row in rows:
        sheet.append(row)
    for shape in shapes:
        shape(sheet)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """The workbook with one part of it changed, or left out where ``change`` gives nothing."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        assert part in old.namelist()
        for entry in old.infolist():
            content = change(old.read(entry)) if entry.filename == part else old.read(entry)
            if content is not None:
                new.writestr(entry, content)
    return changed.getvalue()


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


FIRST_SHEET = "xl/worksheets/sheet1.xml"


def test_numbers_read_as_the_digits_that_are_shown(read: ReadFile) -> None:
    def as_percent(sheet: Worksheet) -> None:
        sheet["B2"].number_format = "0 %"
        sheet["C2"].number_format = '0.0" % of all"'

    header: list[object] = ["sum", "share", "quoted", "long", "time"]
    cells: list[object] = [0.1 + 0.2, 0.25, 0.5, 358240051111110, dt.timedelta(hours=30, minutes=5)]
    found = read("a.xlsx", shaped(as_percent, rows=[header, cells]))
    assert list(found.values[0].values()) == ["0.3", "25%", "0.5", "358240051111110", "30:05:00"]


def test_a_title_is_quoted_in_the_notes(read: ReadFile) -> None:
    found = read("a.xlsx", workbook(S=[["Complaints 2024"], [], ["id", "date", "text"], [1, "x", "late"]]))
    assert "sheet S: 1 row above the header left out: “Complaints 2024”" in found.reading.notes


def test_a_title_merged_over_the_table_is_no_header(read: ReadFile) -> None:
    data = shaped(
        lambda sheet: sheet.merge_cells("A1:C1"), rows=[["Complaints 2024"], ["id", "date", "text"], [1, "x", "late"]]
    )
    assert read("a.xlsx", data).reading.columns == ("id", "date", "text")


def test_a_header_cell_merged_over_two_columns_names_both(read: ReadFile) -> None:
    data = shaped(
        lambda sheet: sheet.merge_cells("B1:C1"), rows=[["id", "comment", None], [1, "late", "lost"], [2, "x", "y"]]
    )
    assert read("a.xlsx", data).reading.columns == ("id", "comment", "comment (2)")


def test_a_group_merged_over_the_names_below_it_goes_before_them(read: ReadFile) -> None:
    def merged(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")

    rows: list[list[object]] = [["id", "Rating", None, "text"], [None, "price", "staff"], [1, 4, 5, "late"]]
    found = read("a.xlsx", shaped(merged, lambda sheet: sheet.merge_cells("D1:D2"), rows=rows))
    assert found.reading.columns == ("id", "Rating – price", "Rating – staff", "text")
    assert [row.locator for row in found.rows] == ["sheet S row 3"]
    assert found.values[0]["text"] == "late"


def test_a_label_merged_over_rows_of_data_stands_in_each_of_them(read: ReadFile) -> None:
    data = shaped(
        lambda sheet: sheet.merge_cells("A2:A4"),
        rows=[["shop", "text"], ["Kamppi", "late"], [None, "lost"], [None, None], ["Oulu", "rude"]],
    )
    found = read("a.xlsx", data)
    assert [list(row.values()) for row in found.values] == [["Kamppi", "late"], ["Kamppi", "lost"], ["Oulu", "rude"]]


def test_a_text_merged_over_a_block_of_cells_is_read_once(read: ReadFile) -> None:
    data = shaped(
        lambda sheet: sheet.merge_cells("A2:B3"), rows=[["a", "b", "c"], ["long text", None, "x"], [None, None, "y"]]
    )
    assert [list(row.values()) for row in read("a.xlsx", data).values] == [["long text", "", "x"], ["", "", "y"]]


def test_hidden_sheets_and_rows_are_read_and_said_to_be_hidden(read: ReadFile) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        hidden = sheet.parent.create_sheet("Old")
        hidden.append(["text"])
        hidden.append(["rude"])
        hidden.sheet_state = "hidden"

    found = read("a.xlsx", shaped(hide, rows=[["text"], ["late"], ["lost"]]))
    assert [row["text"] for row in found.values] == ["late", "lost", "rude"]
    assert "sheet S: hidden rows read too: 1" in found.reading.notes
    assert "sheet Old is hidden; it was read too" in found.reading.notes


def test_a_chart_on_its_own_sheet_is_noted(read: ReadFile) -> None:
    def chart(sheet: Worksheet) -> None:
        bars = BarChart()
        bars.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2), titles_from_data=True)
        sheet.parent.create_chartsheet("Curve").add_chart(bars)

    assert "sheet Curve is a chart and was left out" in read("a.xlsx", shaped(chart, rows=[["a"], [1]])).reading.notes


def test_errors_and_formulas_never_computed_are_empty_and_counted(read: ReadFile) -> None:
    found = read("a.xlsx", workbook(S=[["id", "text", "sum"], [1, "late", "=A2*2"], [2, "#N/A", "=A3"]]))
    assert found.values == [{"id": "1", "text": "late", "sum": ""}, {"id": "2", "text": "", "sum": ""}]
    assert "sheet S: formulas without a saved value, read as empty: 2, the first in C2" in found.reading.notes
    assert "sheet S: cells that hold an error, read as empty: 1, the first in B3" in found.reading.notes


def test_a_formula_gives_the_value_it_was_saved_with(read: ReadFile) -> None:
    data = rewritten(
        workbook(S=[["text"], ["=CONCAT(1)"]]), FIRST_SHEET,
        lambda xml: re.sub(rb'<c r="A2"[^>]*>.*?</c>', b'<c r="A2" t="str"><f>X()</f><v>late</v></c>', xml),
    )  # fmt: skip
    assert read("a.xlsx", data).values == [{"text": "late"}]


def test_a_cell_at_the_far_corner_costs_neither_the_rest_nor_itself(read: ReadFile) -> None:
    def far(sheet: Worksheet) -> None:
        sheet["XFD1048576"] = "stray"

    found = read("a.xlsx", shaped(far, rows=[["id", "text"], [1, "late"]]))
    assert [(row.locator, row.values) for row in found.rows] == [
        ("sheet S row 2", {"id": "1", "text": "late"}),
        ("sheet S row 1048576", {"id": "", "text": "", "column 16384": "stray"}),
    ]
    assert "sheet S: cells right of the header, kept as 'column n': 1" in found.reading.notes


def test_rows_out_of_order_are_all_read(read: ReadFile) -> None:
    data = rewritten(
        workbook(S=[["text"], ["late"], ["lost"]]), FIRST_SHEET,
        lambda xml: re.sub(rb'(<row r="2".*?</row>)(<row r="3".*?</row>)', rb"\2\1", xml),
    )  # fmt: skip
    assert [row.locator for row in read("a.xlsx", data).rows] == ["sheet S row 3", "sheet S row 2"]


def test_a_sheet_that_is_named_but_missing_is_a_problem(read: ReadFile) -> None:
    data = workbook(Oulu=[["text"], ["late"]], Turku=[["text"], ["lost"]])
    found = read("a.xlsx", rewritten(data, "xl/worksheets/sheet2.xml", lambda _: None))
    assert [row.values.get("text") for row in found.rows if not row.problem] == ["late"]
    (problem,) = [row for row in found.rows if row.problem]
    assert problem.locator == "sheet Turku"


def test_a_sheet_that_breaks_off_keeps_its_rows_and_costs_no_other_sheet(read: ReadFile) -> None:
    late: list[list[object]] = [[f"late {number}"] for number in range(200)]
    data = workbook(Oulu=[["text"], *late], Turku=[["text"], ["lost"]])
    found = read("a.xlsx", rewritten(data, FIRST_SHEET, lambda xml: xml[: xml.index(b'<row r="150"')]))
    problems = [row for row in found.rows if row.problem]
    assert [row.locator for row in problems] == ["sheet Oulu row 150"]
    assert len(found.rows) == 148 + 1 + 1
    assert found.rows[-1].values["text"] == "lost"


def test_merged_cells_are_found_wherever_in_a_large_sheet_they_are_told(read: ReadFile) -> None:
    rows: list[list[object]] = [["shop", "text"]]
    rows += [[None if number % 2 else f"shop {number}", f"{number} late"] for number in range(20_000)]
    merges = "".join(f'<mergeCell ref="A{row}:A{row + 1}"/>' for row in range(2, 20_002, 2))
    told = f'</sheetData><mergeCells count="10000">{merges}</mergeCells>'.encode()
    data = rewritten(workbook(S=rows), FIRST_SHEET, lambda xml: xml.replace(b"</sheetData>", told))
    assert [row["shop"] for row in read("a.xlsx", data).values] == [f"shop {n - n % 2}" for n in range(20_000)]


def test_the_example_workbooks_are_read_without_a_problem_row(shared_data: Path) -> None:
    for folder in ("agate-excel-examples", "csvkit-examples"):
        files = sorted((shared_data / "formats" / folder).glob("*.xlsx"))
        assert files
        for file in files:
            if file.name != "test_empty.xlsx":
                rows = list(ingest.read_rows(file).rows)
                assert rows
                assert not any(row.problem for row in rows)


def test_an_example_workbook_without_cells_is_refused_with_a_remedy(shared_data: Path) -> None:
    with pytest.raises(BadInput, match="no sheet has a header") as caught:
        ingest.read_rows(shared_data / "formats" / "agate-excel-examples" / "test_empty.xlsx")
    assert caught.value.remedy


def test_an_example_workbook_gives_the_values_of_its_true_conversion(shared_data: Path) -> None:
    folder = shared_data / "formats" / "csvkit-examples"
    with (folder / "testxlsx_noinference_converted.csv").open(encoding="utf-8", newline="") as true:
        expected = list(csv.reader(true))[1:]
    rows = list(ingest.read_rows(folder / "test.xlsx").rows)
    found = [list(row.values.values()) for row in rows]
    assert found == [[*row[:3], row[3].lower(), *row[4:]] for row in expected]  # we write true, it writes True


def test_parts_of_no_matter_cost_nothing_when_they_are_broken(read: ReadFile) -> None:
    data = workbook(S=[["day", "text"], [dt.date(2025, 3, 1), "late"]])
    data = rewritten(data, "docProps/core.xml", lambda xml: xml.replace(b"2", b"x"))
    data = rewritten(data, "xl/theme/theme1.xml", lambda xml: xml[:100])
    data = rewritten(data, "xl/styles.xml", lambda xml: xml.replace(b'"none"', b'"weird"'))
    assert read("a.xlsx", data).values == [{"day": "2025-03-01", "text": "late"}]


def test_formats_that_cannot_be_read_leave_numbers_and_a_note(read: ReadFile) -> None:
    data = workbook(S=[["day", "text"], [dt.date(2025, 3, 1), "late"]])
    found = read("a.xlsx", rewritten(data, "xl/styles.xml", lambda xml: xml[:100]))
    assert found.values == [{"day": "45717", "text": "late"}]
    assert "the formats of cells could not be read: days may stand as numbers, percentages as fractions" in (
        found.reading.notes
    )


def with_shared_strings(strings: str) -> bytes:
    """A workbook whose cell A2 refers to the first of its shared texts, as most programs write them."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    stated = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    data = workbook(S=[["text"], ["late"]])
    data = rewritten(data, "[Content_Types].xml", lambda xml: xml.replace(b"</Types>", stated))
    data = rewritten(
        data, FIRST_SHEET, lambda xml: re.sub(rb'<c r="A2".*?</c>', b'<c r="A2" t="s"><v>0</v></c>', xml)
    )
    shared = io.BytesIO(data)
    with zipfile.ZipFile(shared, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>')
    return shared.getvalue()


def test_a_shared_text_joins_its_formatted_parts_without_reading_aids(read: ReadFile) -> None:
    runs = '<r><t xml:space="preserve">late </t></r><r><rPr><b/></rPr><t>again_x000D_</t></r>'
    parts = f"<si>{runs}<rPh><t>x</t></rPh></si>"
    assert read("a.xlsx", with_shared_strings(parts)).values == [{"text": "late again\r"}]


def test_texts_beyond_memory_are_refused_before_they_are_unpacked(write: WriteFile) -> None:
    data = with_shared_strings("<si><t>late</t></si>")
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/sharedStrings.xml"))  # in the directory at the end
    size = (600 * 1024 * 1024).to_bytes(4, "little")
    with pytest.raises(BadInput, match="512 MiB") as caught:
        ingest.read_rows(write("a.xlsx", data[: entry + 24] + size + data[entry + 28 :]))
    assert caught.value.remedy
