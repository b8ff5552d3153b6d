from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import ReadFile, WriteFile

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def cell(text: str = "", value: str = "", kind: str = "string", repeated: int = 1) -> str:
    again = f'table:number-columns-repeated="{repeated}"'
    if not text:
        return f"<table:table-cell {again}/>"
    given = {"float": f'office:value="{value}"', "percentage": f'office:value="{value}"'}.get(kind, "")
    given = f'office:{kind}-value="{value}"' if kind in ("date", "boolean", "time") else given
    return f'<table:table-cell {again} office:value-type="{kind}" {given}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def ods(*sheets: str, start: str = "", manifest: str = "") -> bytes:
    tables = "".join(f'<table:table table:name="S{at}">{rows}</table:table>' for at, rows in enumerate(sheets, start=1))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{manifest}'
            "</manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{start}<office:document-content {NAMESPACES}>'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        )
    return data.getvalue()


def test_an_ods_sheet_gives_its_cells_as_text_under_its_own_row_numbers(read: ReadFile) -> None:
    found = read(
        "a.ods",
        ods(
            row(cell("id"), cell("text"), cell("day"), cell("paid"), cell("sum"))
            + row(cell(repeated=5), repeated=2)
            + row(
                cell("1", "1", "float"), cell("late"), cell("1.3.2025", "2025-03-01", "date"),
                cell("TRUE", "true", "boolean"), cell("1,50", "1.5", "float"),
            )
            + row(cell(repeated=16384), repeated=1_048_570)
        ),
    )  # fmt: skip
    assert found.reading.reader == "ods"
    assert [row.locator for row in found.rows] == ["sheet S1 row 4"]
    assert found.values == [{"id": "1", "text": "late", "day": "2025-03-01", "paid": "true", "sum": "1.5"}]


def test_every_ods_sheet_is_read_under_the_columns_of_all(read: ReadFile) -> None:
    found = read("a.ods", ods(row(cell("id")) + row(cell("x")), row(cell("text")) + row(cell("late"))))
    assert found.reading.columns == ("id", "text")
    assert [row.locator for row in found.rows] == ["sheet S1 row 2", "sheet S2 row 2"]


def test_an_error_is_no_customers_word(read: ReadFile) -> None:
    found = read("a.ods", ods(row(cell("a"), cell("b")) + row(cell("x"), cell("#DIV/0!"))))
    assert found.values == [{"a": "x", "b": ""}]


@pytest.mark.parametrize(
    "rows",
    [
        row(cell("a", repeated=16384), repeated=1_048_576),
        row(cell("a")) + row(cell(), repeated=1_048_574) + row(cell(repeated=16383), cell("x")),
    ],
)
def test_a_sheet_that_unfolds_beyond_memory_is_refused_before_it_does(write: WriteFile, rows: str) -> None:
    with pytest.raises(BadInput, match="too many cells") as caught:
        ingest.read_rows(write("a.ods", ods(rows)))
    assert caught.value.remedy


def test_entities_in_an_ods_file_are_refused(write: WriteFile) -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(BadInput, match="entities"):
        ingest.read_rows(write("a.ods", ods(row(cell("a")) + row(cell("b")), start=bomb)))


def test_a_protected_ods_file_is_refused_as_such(write: WriteFile) -> None:
    secret = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    with pytest.raises(BadInput, match="protected by a password"):
        ingest.read_rows(write("a.ods", ods(row(cell("a")), manifest=secret)))


def test_a_damaged_ods_file_is_refused_with_a_remedy(write: WriteFile) -> None:
    whole = ods(row(cell("a")) + row(cell("b")))
    with pytest.raises(BadInput) as caught:
        ingest.read_rows(write("a.ods", whole.replace(b"</office:body>", b"</office:bodi>")))
    assert caught.value.remedy


def test_words_that_lost_what_parted_them_are_counted(read: ReadFile) -> None:
    broken = cell("late").replace("late", "late<text:line-break/>lost")
    notes = read("a.ods", ods(row(cell("text")) + row(broken))).reading.notes
    assert notes == ["tabs or breaks within cells not read, the words around them joined: 1"]


# ---- XLS files cannot be written here: real ones, read in place ---------------------------------------------------


@pytest.mark.parametrize(
    "name", ["test", "test_sheets", "test_skip_lines", "test_numeric_column_name", "test_ambiguous_date"]
)
def test_an_xls_example_gives_the_rows_of_its_xlsx_twin(shared_data: Path, name: str) -> None:
    folder = shared_data / "formats" / "agate-excel-examples"
    old, new = (ingest.read_rows(folder / f"{name}.{ending}") for ending in ("xls", "xlsx"))
    assert old.reader == "xls"
    assert old.columns == new.columns
    assert [(row.locator, row.values) for row in old.rows] == [(row.locator, row.values) for row in new.rows]


def test_zeros_are_values(shared_data: Path) -> None:
    rows = list(ingest.read_rows(shared_data / "formats" / "agate-excel-examples" / "test_zeros.xls").rows)
    assert [list(row.values.values()) for row in rows] == [["0", "0", "0"], ["1", "1", "0"], ["2", "1", "0"]]


def test_the_first_day_of_1900_is_read_as_that_day(shared_data: Path) -> None:
    reading = ingest.read_rows(shared_data / "formats" / "agate-excel-examples" / "test_ambiguous_date.xls")
    assert [dict(row.values) for row in reading.rows] == [{"s": "1900-01-01"}]


def test_an_xls_example_gives_the_values_of_its_true_conversion(shared_data: Path) -> None:
    folder = shared_data / "formats" / "csvkit-examples"
    with (folder / "testxlsx_noinference_converted.csv").open(encoding="utf-8", newline="") as true:
        expected = list(csv.reader(true))[1:]
    found = [list(row.values.values()) for row in ingest.read_rows(folder / "test.xls").rows]
    assert found == [[*row[:3], row[3].lower(), *row[4:]] for row in expected]  # we write true, it writes True


def test_every_xls_example_is_read_or_refused_with_a_remedy(shared_data: Path) -> None:
    files = sorted((shared_data / "formats").glob("*/*.xls"))
    refused = []
    for file in files:
        try:
            assert all(not row.problem for row in ingest.read_rows(file).rows)
        except BadInput as error:
            refused.append((file.name, bool(error.remedy)))
    assert len(files) == 11
    assert refused == [("test_empty.xls", True)]
