from __future__ import annotations

import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import ReadFile, WriteFile

SS = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'


def workbook(*rows: str, name: str = "S", more: str = "") -> str:
    sheet = f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table></Worksheet>'
    return f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {SS}>{sheet}{more}</Workbook>'


def row(*cells: str, index: str = "") -> str:
    return f"<Row{f' ss:Index={chr(34)}{index}{chr(34)}' if index else ''}>{''.join(cells)}</Row>"


def cell(text: str, kind: str = "String", attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_a_workbook_in_xml_gives_its_rows_under_the_sheets_numbers(read: ReadFile) -> None:
    header = row(*(cell(name) for name in ("id", "text", "day", "sum", "paid", "bad")))
    values = row(
        cell("7", "Number"), cell("late"), cell("2025-03-01T00:00:00.000", "DateTime"),
        cell("0.30000000000000004", "Number"), cell("1", "Boolean"), cell("#N/A", "Error"), index="5",
    )  # fmt: skip
    found = read("a.xls", workbook(header, values))
    assert found.rows[0].locator == "sheet S row 5"
    assert found.values == [{"id": "7", "text": "late", "day": "2025-03-01", "sum": "0.3", "paid": "true", "bad": ""}]


def test_cells_that_skip_columns_and_merged_cells_keep_their_place(read: ReadFile) -> None:
    header = row(cell("shop"), cell("id"), cell("text"))
    first = row(cell("Oulu", attributes='ss:MergeDown="1"'), cell("1", "Number"), cell("late"))
    second = row(cell("lost", attributes='ss:Index="3"'))
    found = read("a.xls", workbook(header, first, second))
    assert [list(record.values()) for record in found.values] == [["Oulu", "1", "late"], ["Oulu", "", "lost"]]


def test_every_sheet_of_a_workbook_in_xml_is_read(read: ReadFile) -> None:
    more = f'<Worksheet ss:Name="T"><Table>{row(cell("text"))}{row(cell("lost"))}</Table></Worksheet>'
    found = read("a.xml", workbook(row(cell("text")), row(cell("late")), more=more))
    assert [row.locator for row in found.rows] == ["sheet S row 2", "sheet T row 2"]


def test_a_workbook_in_xml_that_breaks_off_keeps_what_stands_before(read: ReadFile) -> None:
    content = workbook(row(cell("text")), *[row(cell(f"late {number}")) for number in range(200)])
    found = read("a.xls", content[: content.index("late 150")])
    assert len([row for row in found.rows if not row.problem]) == 150
    assert found.rows[-1].locator == "sheet S row 152"
    assert found.rows[-1].problem.startswith("the sheet cannot be read from here on")


def test_a_workbook_in_xml_without_sheets_is_refused_with_a_remedy(write: WriteFile) -> None:
    with pytest.raises(BadInput) as caught:
        ingest.read_rows(write("a.xls", f'<?xml version="1.0"?><Workbook {SS}><Styles/></Workbook>'))
    assert caught.value.remedy
