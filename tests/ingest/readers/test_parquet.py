from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput


def rows_of(tmp_path: Path, columns: Mapping[str, Any], **options: Any) -> ingest.Reading:
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table(dict(columns)), file, **options)
    return ingest.read_rows(file)


def values(reading: ingest.Reading) -> list[dict[str, str]]:
    return [dict(row.values) for row in reading.rows]


def test_records_are_numbered_from_one_and_texts_kept_to_the_letter(tmp_path: Path) -> None:
    reading = rows_of(tmp_path, {"id": [7, 8], "text": ["  late\n\nNA ", None]})
    assert reading.reader == "parquet"
    assert reading.columns == ("id", "text")
    assert [(row.locator, dict(row.values)) for row in reading.rows] == [
        ("row 1", {"id": "7", "text": "  late\n\nNA "}), ("row 2", {"id": "8", "text": ""}),
    ]  # fmt: skip


def test_numbers_keep_the_digits_they_were_given(tmp_path: Path) -> None:
    columns = {
        "double": [0.1, 2.0],
        "float": pa.array([0.1, 2.0], pa.float32()),
        "decimal": [Decimal("1.50"), Decimal("-2.00")],
        "none": pa.array([float("nan"), None], pa.float64()),
    }
    assert [list(record.values()) for record in values(rows_of(tmp_path, columns))] == [
        ["0.1", "0.1", "1.50", ""], ["2", "2", "-2.00", ""],
    ]  # fmt: skip


def test_days_and_times_are_iso_and_in_their_own_zone(tmp_path: Path) -> None:
    columns = {
        "day": [dt.date(2025, 3, 1)],
        "midnight": [dt.datetime(2025, 3, 1)],
        "fine": pa.array([1_740_000_000_123_456_789], pa.timestamp("ns")),
        "zoned": pa.array([1_740_000_000], pa.timestamp("s", "Europe/Helsinki")),
        "hour": [dt.time(9, 5)],
    }
    assert list(values(rows_of(tmp_path, columns))[0].values()) == [
        "2025-03-01", "2025-03-01", "2025-02-19 21:20:00.123456789", "2025-02-19 23:20:00+02:00", "09:05:00",
    ]  # fmt: skip


def test_nested_fields_get_dotted_names_and_lists_one_line_an_item(tmp_path: Path) -> None:
    columns = {
        "author": [{"name": "Anna", "shop": {"city": "Oulu"}}, None],
        "tags": [["late", "rude"], []],
        "parts": [[{"n": 1}], None],
    }
    reading = rows_of(tmp_path, columns)
    assert reading.columns == ("author.name", "author.shop.city", "tags", "parts")
    assert values(reading) == [
        {"author.name": "Anna", "author.shop.city": "Oulu", "tags": "late\nrude", "parts": '[{"n": 1}]'},
        dict.fromkeys(reading.columns, ""),
    ]


def test_bytes_are_left_out_and_said_to_be(tmp_path: Path) -> None:
    reading = rows_of(tmp_path, {"text": ["late"], "photo": [b"\xff\xd8"]})
    assert values(reading) == [{"text": "late"}]
    assert reading.notes == ["columns of bytes left out, for they are no text: photo"]


def test_a_damaged_part_is_a_problem_row_and_costs_no_other_part(tmp_path: Path) -> None:
    texts = [f"{number} late {number * 7919 % 1000}" for number in range(3000)]
    reading = rows_of(tmp_path, {"text": texts}, row_group_size=1000, use_dictionary=False)
    file = tmp_path / "a.parquet"
    content = bytearray(file.read_bytes())
    start = pq.read_metadata(file).row_group(1).column(0).data_page_offset
    content[start + 60 : start + 2000] = b"\xff" * 1940
    file.write_bytes(content)
    rows = list(reading.rows)
    assert [row.locator for row in rows if row.problem] == ["rows 1001–2000"]
    assert [row.values["text"] for row in rows if not row.problem] == [*texts[:1000], *texts[2000:]]
    assert rows[-1].locator == "row 3000"


def test_a_damaged_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    file.write_bytes(b"PAR1" + b"x" * 60)
    with pytest.raises(BadInput, match="cannot be read as Parquet") as caught:
        ingest.read_rows(file)
    assert caught.value.remedy
