"""Claims about files that break readers and about real exports, read in place."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from insight_synth import catalog, ingest
from insight_synth.errors import BadInput


def test_csv_spectrum_is_read_as_its_true_parse_says(shared_data: Path) -> None:
    spectrum = shared_data / "formats" / "csv-spectrum"
    files = sorted((spectrum / "csvs").glob("*.csv"))
    assert len(files) == 11
    for file in files:
        # The checkout has lost the carriage returns of the CRLF variants.
        true = json.loads(
            (spectrum / "json" / f"{file.stem}.json").read_text(encoding="utf-8").replace("\\r\\n", "\\n")
        )
        assert [dict(row.values) for row in ingest.read_rows(file).rows] == true, file.name


@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("mac_newlines.csv", ("a", "b", "c"), 2), ("test_utf16_big.csv", ("a", "b", "c"), 2),
        ("test_utf16_little.csv", ("a", "b", "c"), 2), ("test_utf8_bom.csv", ("foo", "bar", "baz"), 2),
        ("test_latin1.csv", ("a", "b", "c"), 2), ("null_byte.csv", ("a", "b", "c"), 1),
        ("sniff_limit.csv", ("a", "b", "c"), 1), ("dummy.tsv", ("a", "b", "c"), 1), ("dummy.xlsx", ("a", "b", "c"), 1),
        ("test_skip_lines.csv", ("a", "b", "c"), 1), ("bad.csv", ("column_a", "column_b", "column_c"), 3),
        ("iris.csv", ("sepal_length", "sepal_width", "petal_length", "petal_width", "species"), 150),
        ("testjson_multiline.json", ("a", "b", "d"), 2),
    ],
)  # fmt: skip
def test_the_csvkit_examples_are_read(shared_data: Path, name: str, columns: tuple[str, ...], rows: int) -> None:
    reading = ingest.read_rows(shared_data / "formats" / "csvkit-examples" / name)
    assert reading.columns == columns
    assert len(list(reading.rows)) == rows


@pytest.mark.parametrize("name", ["dummy.csv.gz", "dummy.csv.bz2", "dummy.xls", "dummy.xlsx", "dummy.tsv", "dummy.csv"])
def test_one_table_in_six_formats_is_one_table(shared_data: Path, name: str) -> None:
    rows = list(ingest.read_rows(shared_data / "formats" / "csvkit-examples" / name).rows)
    assert [dict(row.values) for row in rows] == [{"a": "1", "b": "2", "c": "3"}]


NOT_READ = {
    "empty.csv": "empty", "test.sql": "script for a database", "test_latin1.sql": "script for a database",
    "test_query.sql": "script for a database", "testdbf.dbf": "dBASE", "testfixed": "fixed width",
    "testfixed_skip_lines": "fixed width", "test_empty.xls": "no sheet", "test_empty.xlsx": "no sheet",
}  # fmt: skip


@pytest.mark.parametrize("folder", ["csvkit-examples", "agate-excel-examples", "survey-exports", "encodings"])
def test_every_example_is_read_or_refused_with_a_reason_a_person_can_act_on(shared_data: Path, folder: str) -> None:
    refused: dict[str, BadInput] = {}
    for file in sorted((shared_data / "formats" / folder).iterdir()):
        try:
            reading = ingest.read_rows(file)
            rows = list(reading.rows)
        except BadInput as error:
            refused[file.name] = error
            continue
        assert rows, file.name
        assert all(name.strip() == name != "" for name in reading.columns), file.name
        assert len(set(reading.columns)) == len(reading.columns), file.name
        assert len({row.locator for row in rows}) == len(rows), file.name
        assert all(set(row.values) <= set(reading.columns) or row.problem for row in rows), file.name
        nothing_written = file.name.startswith(("blanks_converted", "test_empty_columns_"))  # commas alone
        assert any(value for row in rows for value in row.values.values()) is not nothing_written, file.name
    present = {path.name for path in (shared_data / "formats" / folder).iterdir()}
    assert set(refused) == set(NOT_READ) & present
    for name, refusal in refused.items():
        assert NOT_READ[name] in str(refusal)
        assert name in refusal.where
        assert refusal.remedy


@pytest.mark.parametrize(
    ("name", "truth", "sheet"),
    [
        ("test.xls", "testxls_converted.csv", ""), ("test.xlsx", "testxlsx_converted.csv", ""),
        ("test_skip_lines.xls", "testxls_converted.csv", ""), ("test_skip_lines.xlsx", "testxlsx_converted.csv", ""),
        ("sheets.xlsx", "testxlsx_converted.csv", "sheet data "),
        ("sheets.xls", "testxls_converted.csv", "sheet data "),
        ("testjson.json", "testjson_converted.csv", ""), ("testjson_nested.json", "testjson_nested_converted.csv", ""),
        ("testjson_multiline.json", "testjson_multiline_converted.csv", ""),
    ],
)  # fmt: skip
def test_what_an_example_was_converted_to_is_what_is_read(
    shared_data: Path, name: str, truth: str, sheet: str
) -> None:
    folder = shared_data / "formats" / "csvkit-examples"
    reading = ingest.read_rows(folder / name)
    found = [[row.values.get(column, "") for column in reading.columns] for row in reading.rows if sheet in row.locator]
    true = [list(row.values.values()) for row in ingest.read_rows(folder / truth).rows]
    assert [[plain(cell) for cell in row][: len(true[0])] for row in found] == [
        [plain(cell) for cell in row] for row in true
    ]


def plain(cell: str) -> str | float:
    """A value without the forms that a conversion chose: 1.0 for 1, True for true, a midnight for a date."""
    try:
        return float(cell)
    except ValueError:
        moment = re.sub(r"(?<=\d)t(?=\d)", " ", cell.casefold()).removesuffix(" 00:00:00")
        return re.sub(r"^0(?=\d:)", "", moment)


def test_broken_lines_and_lines_above_the_header_are_told_from_the_rest(shared_data: Path) -> None:
    for name, first in (("bad.csv", 2), ("bad_skip_lines.csv", 5)):
        rows = list(ingest.read_rows(shared_data / "formats" / "csvkit-examples" / name).rows)
        assert [row.locator for row in rows] == [f"row {first}", f"row {first + 1}", f"row {first + 2}"]
        assert [row.problem for row in rows] == ["4 fields where the header has 3", "", ""]
        assert "too long" in rows[0].raw


@pytest.mark.parametrize(
    ("name", "rows"), [("no_header_row.csv", 1), ("no_header_row2.csv", 1), ("no_header_row3.csv", 2)]
)
def test_a_table_without_a_header_loses_no_row(shared_data: Path, name: str, rows: int) -> None:
    reading = ingest.read_rows(shared_data / "formats" / "csvkit-examples" / name)
    assert reading.columns == ("column 1", "column 2", "column 3")
    assert len(list(reading.rows)) == rows


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("test_utf8.csv", "ʤ"), ("test_utf8_bom.csv", "ʤ"), ("test_utf16_big.csv", "ʤ"), ("test_utf16_little.csv", "ʤ"),
        ("test_latin1.csv", "©"),
    ],
)  # fmt: skip
def test_the_letter_of_each_encoding_example_comes_out(shared_data: Path, name: str, letter: str) -> None:
    rows = list(ingest.read_rows(shared_data / "formats" / "csvkit-examples" / name).rows)
    assert list(rows[-1].values.values()) == ["4", "5", letter]


def test_a_survey_of_three_header_rows_loses_neither_questions_nor_answers(shared_data: Path) -> None:
    file = shared_data / "formats" / "survey-exports" / "qualtrics_three_row_header.csv"
    ids, questions, imports, *answers = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""))
    reading = ingest.read_rows(file)
    for identity, question, column in zip(ids, questions, reading.columns, strict=True):
        same = identity.replace(" ", "").casefold() == question.replace(" ", "").casefold()
        assert column == (identity if same else f"{identity}: {' '.join(question.split())}")
    assert [list(row.values.values()) for row in reading.rows] == answers
    assert all(cell.startswith('{"ImportId"') for cell in imports)


def test_a_survey_of_two_header_rows_loses_neither_questions_nor_answers(shared_data: Path) -> None:
    file = shared_data / "formats" / "survey-exports" / "surveymonkey_two_row_header_cr_cp1252.csv"
    text = file.read_bytes().decode("cp1252")
    questions, options, *answers = csv.reader(io.StringIO(text, newline=""))
    reading = ingest.read_rows(file)
    question = ""
    for given, option, column in zip(questions, options, reading.columns, strict=True):
        question = " ".join(given.split()) or question
        assert column == (question if option in ("", "Response") else f"{question} – {' '.join(option.split())}")
    assert [list(row.values.values()) for row in reading.rows] == [row for row in answers if row]


def test_two_polish_encodings_of_one_table_give_the_same_rows(shared_data: Path) -> None:
    folder = shared_data / "formats" / "encodings"
    files = ("hotele_cp1250_semicolon.csv", "hotele_iso8859-2_tab.txt")
    readings = [ingest.read_rows(folder / name) for name in files]
    assert [reading.encoding for reading in readings] == ["cp1250", "iso8859-2"]
    rows = [[dict(row.values) for row in reading.rows] for reading in readings]
    assert len(rows[0]) == 400
    # ISO 8859-2 has no typographic quotation marks, so a few rows differ in those alone.
    assert sum(one == other for one, other in zip(*rows, strict=True)) > 380


@pytest.mark.parametrize(
    ("company", "source", "rows"),
    [
        ("airlines", "skytrax-seats", 1258), ("airlines", "tweets-united", 3822),
        ("airlines", "tweets-us-airways", 2913),
        ("airlines", "tweets-virgin-america", 504), ("airlines", "review-pages", 20), ("insurance", "akc", 838),
        ("insurance", "fetch", 2049), ("insurance", "figo", 1803), ("insurance", "lemonade", 1302),
        ("insurance", "pumpkin", 998),
    ],
)  # fmt: skip
def test_every_row_of_the_real_sources_is_accounted_for(
    shared_data: Path, company: str, source: str, rows: int
) -> None:
    folder = shared_data / company / source
    described = catalog.read_source(folder)
    found = []
    for file in catalog.export_files(folder, described):
        found.append(ingest.normalise(ingest.read_rows(file), described, file.name, "0" * 64, str, ("en",)))
    assert sum(one.rows for one in found) == rows
    assert sum(len(one.verbatims) for one in found) == rows
    undated = sum(not verbatim.date for one in found for verbatim in one.verbatims)
    assert undated == (26 if source == "skytrax-seats" else 0)  # dated 1970-01-01 there, which is no date
