from __future__ import annotations

import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from insight_synth.model import Columns, Source
from tests.ingest.conftest import NormaliseFile, WriteFile


def test_every_row_ends_as_a_record_or_a_reject(normalised: NormaliseFile) -> None:
    found = normalised("id,comment\n1,late\n2,\n3,   \n4,lost,too many\n5,fine\n", text="comment")
    assert (found.rows, len(found.verbatims), len(found.rejects)) == (5, 2, 3)
    assert [(reject.locator, reject.reason) for reject in found.rejects] == [
        ("row 3", "empty text"), ("row 4", "empty text"), ("row 5", "3 fields where the header has 2"),
    ]  # fmt: skip
    assert found.rejects[2].raw.strip() == "4,lost,too many"


def test_the_text_is_kept_to_the_letter(normalised: NormaliseFile) -> None:
    found = normalised('id,comment\n1,"  So  LATE!!\nagain "\n', text="comment")
    assert found.verbatims[0].text == "  So  LATE!!\nagain "


def test_several_columns_are_joined_by_a_line_break_without_the_empty_ones(normalised: NormaliseFile) -> None:
    found = normalised("a,b,c\nTitle,,Body\n,,Only\n", text=("a", "b", "c"))
    assert [verbatim.text for verbatim in found.verbatims] == ["Title\nBody", "Only"]


@pytest.mark.parametrize(
    ("given", "iso"),
    [
        ("2024-03-08T05:40:39.000Z", "2024-03-08"), ("2024-03-08 05:40", "2024-03-08"), ("13.12.2014", "2014-12-13"),
        ("1.2.2024 klo 9.30", "2024-02-01"), ("20240308", "2024-03-08"), ("45359", "2024-03-08"),
        ("45359.5", "2024-03-08"), ("22nd April 2025", "2025-04-22"), ("April 22, 2025", "2025-04-22"),
        ("3. maaliskuuta 2024", "2024-03-03"), ("12 maja 2023", "2023-05-12"), ("5 października 2023", "2023-10-05"),
        ("Tue, 7 Mar 2017 14:29:24 -0800", "2017-03-07"), ("Tue Feb 24 11:35:52 -0800 2015", "2015-02-24"),
        ("1709876439", "2024-03-08"), ("1709876439000", "2024-03-08"), ("2024/3/8", "2024-03-08"),
        ("8.3.24", "2024-03-08"), ("2024-03", "2024-03-01"), ("soon", ""), ("31.2.2024", ""), ("12345678901234", ""),
        ("0001-01-01", ""),
    ],
)  # fmt: skip
def test_dates_are_read_as_exports_write_them(normalised: NormaliseFile, given: str, iso: str) -> None:
    found = normalised(f'comment,when\nlate,"{given}"\n', text="comment", date="when")
    assert found.verbatims[0].date == iso


@pytest.mark.parametrize(
    ("column", "dates", "note"),
    [
        (["3/4/2024", "25/4/2024"], ["2024-04-03", "2024-04-25"], "dates read day first"),
        (["3/4/2024", "4/25/2024"], ["2024-03-04", "2024-04-25"], "dates read month first"),
        (["3/4/2024", "5/4/2024"], ["2024-04-03", "2024-04-05"], "no date in the column tells"),
        (["3/4/2024 9:15 PM", "5/4/2024 1:00 AM"], ["2024-03-04", "2024-05-04"], "dates read month first"),
        (["3/4/2024", "25/4/2024", "26/4/2024", "4/27/2024"], ["2024-04-03", "2024-04-25", "2024-04-26", "2024-04-27"],
         "some dates only read the other way"),
    ],
)  # fmt: skip
def test_the_whole_column_decides_which_number_is_the_day(
    normalised: NormaliseFile, column: list[str], dates: list[str], note: str
) -> None:
    found = normalised("comment,when\n" + "".join(f"late,{day}\n" for day in column), text="comment", date="when")
    assert [verbatim.date for verbatim in found.verbatims] == dates
    assert any(note in line for line in found.notes)


def test_a_date_that_cannot_be_read_is_counted_with_an_example(normalised: NormaliseFile) -> None:
    found = normalised("comment,when\nlate,2024-01-01\nlost,someday\n", text="comment", date="when")
    assert found.verbatims[1].date == ""
    assert "1 dates could not be read and are empty, as 'someday' in row 3" in found.notes


_MONTHS = [f"2024-{month:02d}-05" for month in range(1, 13)]


@pytest.mark.parametrize(
    ("given", "left_out"),
    [
        ([*_MONTHS, "1970-01-01", "1970-01-01"], {"1970-01-01"}),
        (["1970-01-01", "1970-01-01", "2024-01-05"], {"1970-01-01"}),
        ([*_MONTHS, "2099-12-31", "2099-12-31", "1970-01-01"], {"2099-12-31", "1970-01-01"}),
        (["2024-01-01", "2024-03-01", "2042-03-01"], {"2042-03-01"}),
        ([*_MONTHS, "2052-01-01", "2061-01-01"], {"2052-01-01", "2061-01-01"}),
        ([*_MONTHS, "2027-02-01"], {"2027-02-01"}),
        ([*_MONTHS * 30, "2027-02-01", "2027-02-01"], {"2027-02-01"}),
        (["2019-05-01", "2020-05-01", "2021-05-01", "2024-05-01"], set()),  # a yearly study that left out two years
        ([*_MONTHS, "2027-02-01", "2027-03-01"], set()),  # a second date bears the first out
        (["2004-01-01", *_MONTHS], set()),
        (["2009-01-01", "2024-01-01"], set()),
    ],
)  # fmt: skip
def test_a_date_that_stands_for_none_is_none(normalised: NormaliseFile, given: list[str], left_out: set[str]) -> None:
    found = normalised("comment,when\n" + "".join(f"late,{day}\n" for day in given), text="comment", date="when")
    assert [verbatim.date for verbatim in found.verbatims] == ["" if day in left_out else day for day in given]
    count = sum(day in left_out for day in given)
    notes = [note for note in found.notes if "they count as undated" in note]
    assert [note.startswith(f"{count} rows have a date that stands for none") for note in notes] == [True] * bool(count)


@pytest.mark.parametrize("given", ["1900-01-01", "0001-01-01", "9999-12-31", "01.01.1900", "0000-00-00"])
def test_a_date_out_of_all_bounds_is_none_and_counted(normalised: NormaliseFile, given: str) -> None:
    found = normalised(f"comment,when\nlate,2024-01-01\nlost,{given}\n", text="comment", date="when")
    assert found.verbatims[1].date == ""
    assert any(note.startswith("1 dates could not be read") and given in note for note in found.notes)


@pytest.mark.parametrize(
    ("given", "rating"),
    [
        ("4", 4.0),
        ("4,5", 4.5),
        ("4.5", 4.5),
        ("4/5", 4.0),
        ("3 of 5", 3.0),
        ("★★★☆☆", 3.0),
        ("-1", -1.0),
        ("good", None),
    ],
)
def test_ratings_are_read_on_their_own_scale(normalised: NormaliseFile, given: str, rating: float | None) -> None:
    found = normalised(f'comment,stars\nlate,"{given}"\n', text="comment", rating="stars")
    assert found.verbatims[0].rating == rating


@pytest.mark.parametrize(
    ("given", "value"),
    [("1 234,50 €", 1234.5), ("1.234,50", 1234.5), ("1,234.50", 1234.5), ("-12,90", -12.9), ("EUR 5", 5.0),
     ("1\u00a0000", 1000.0), ("", None)],
)  # fmt: skip
def test_values_of_events_are_read_with_their_marks(normalised: NormaliseFile, given: str, value: float | None) -> None:
    found = normalised(f'what,sum\nbought,"{given}"\n', event="what", value="sum")
    assert found.events[0].value == value
    assert not found.verbatims


def test_segments_take_their_common_name_and_strangers_are_noted(normalised: NormaliseFile) -> None:
    found = normalised("comment,group\na,YR\nb,KU\nc,\n", text="comment", segment="group", segments={"YR": "business"})
    assert [verbatim.segment for verbatim in found.verbatims] == ["business", "KU", ""]
    assert "segments not in [segments] kept as given: 'KU' (1)" in found.notes


def test_customers_are_kept_as_hashes_only(normalised: NormaliseFile) -> None:
    found = normalised("comment,who\na,C-17\nb,\n", text="comment", customer="who")
    assert [verbatim.customer for verbatim in found.verbatims] == ["hash of C-17", ""]


def test_a_missing_column_is_named_with_those_found_and_the_nearest(normalised: NormaliseFile) -> None:
    with pytest.raises(BadInput) as caught:
        normalised("Otsikko,Kuvaus\na,b\n", text="kuvasu")
    assert str(caught.value) == (
        "shop/export.csv: there is no column 'kuvasu' for 'text'. Did you mean 'Kuvaus'? Columns found: Otsikko, Kuvaus"
    )


def test_without_mapping_a_file_without_a_text_column_is_refused(normalised: NormaliseFile) -> None:
    with pytest.raises(BadInput, match="no column is mapped"):
        normalised("a,b\n1,2\n")


def test_rows_of_a_sheet_without_the_text_column_are_rejects_not_lost(write: WriteFile) -> None:
    file = write("a.jsonl", '{"text": "late"}\n{"other": "x"}\n')
    source = Source("s", "S", "reviews", language="en", columns=Columns(text=("text",)))
    found = ingest.normalise(ingest.read_rows(file), source, "a.jsonl", "0" * 64, str)
    assert (len(found.verbatims), [reject.reason for reject in found.rejects]) == (1, ["no column 'text' here"])


def test_letters_that_no_store_takes_are_replaced(write: WriteFile) -> None:
    file = write("a.json", '[{"text": "broken \\ud83d emoji\\u0000"}]')
    source = Source("s", "S", "reviews", language="en", columns=Columns(text=("text",)))
    (verbatim,) = ingest.normalise(ingest.read_rows(file), source, "a.json", "0" * 64, str).verbatims
    assert verbatim.text == "broken \ufffd emoji"


def test_a_named_language_is_taken_as_named(normalised: NormaliseFile) -> None:
    assert normalised("comment\nlate\n", text="comment").verbatims[0].language == "en"


def test_a_customer_who_is_nobody_is_none_rather_than_one_voice_of_many(normalised: NormaliseFile) -> None:
    rows = "".join(f"{who},it came late\n" for who in ("Anonymous", "K-7", "n/a", "-", "Gość", "Guest7"))
    found = normalised(f"who,comment\n{rows}", text="comment", customer="who")
    assert [verbatim.customer for verbatim in found.verbatims] == [
        "", "hash of K-7", "", "", "", "hash of Guest7",
    ]  # fmt: skip
