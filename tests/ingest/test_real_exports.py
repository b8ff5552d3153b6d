"""Claims about files that break readers and about real exports, read in place."""

from __future__ import annotations

import json
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


@pytest.mark.parametrize("name", ["dummy.csv.gz", "dummy.xls", "testdbf.dbf", "empty.csv"])
def test_the_csvkit_examples_of_other_formats_are_refused_with_a_remedy(shared_data: Path, name: str) -> None:
    with pytest.raises(BadInput) as caught:
        ingest.read_rows(shared_data / "formats" / "csvkit-examples" / name)
    assert caught.value.remedy


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
