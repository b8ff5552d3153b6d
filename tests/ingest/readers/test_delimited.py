from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import ReadFile, WriteFile


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found(read: ReadFile, delimiter: str) -> None:
    found = read("a.csv", f"id{delimiter}text\n1{delimiter}late again\n2{delimiter}fine\n")
    assert found.values == [{"id": "1", "text": "late again"}, {"id": "2", "text": "fine"}]


def test_commas_in_prose_do_not_beat_the_semicolon(read: ReadFile) -> None:
    rows = "".join(f'{n};"Well, it came late, and broken";2024-01-0{n}\n' for n in range(1, 6))
    assert read("a.csv", "nro;teksti;pvm\n" + rows).reading.columns == ("nro", "teksti", "pvm")


def test_one_column_with_commas_in_it_stays_one_column(read: ReadFile) -> None:
    found = read("a.csv", "palaute\nMyöhässä, taas\nHyvä\nRikki, märkä, ja myöhässä\n")
    assert [row["palaute"] for row in found.values] == ["Myöhässä, taas", "Hyvä", "Rikki, märkä, ja myöhässä"]


def test_values_stay_strings(read: ReadFile) -> None:
    found = read("a.csv", "a,b,c,d\n007,NA,None,1.0\n")
    assert found.values == [{"a": "007", "b": "NA", "c": "None", "d": "1.0"}]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(read: ReadFile, line_end: str) -> None:
    found = read("a.csv", line_end.join(["a,b", "1,x", "2,y", ""]))
    assert found.values == [{"a": "1", "b": "x"}, {"a": "2", "b": "y"}]


def test_line_breaks_inside_quotes_belong_to_the_text_and_rows_count_as_in_a_spreadsheet(read: ReadFile) -> None:
    found = read("a.csv", 'id,text\n1,"two\nlines"\n2,one\n')
    assert found.values[0]["text"] == "two\nlines"
    assert [row.locator for row in found.rows] == ["row 2", "row 3"]


def test_lines_above_the_header_are_left_out_and_noted(read: ReadFile) -> None:
    found = read("a.csv", "Complaints 2024\nprinted 1.2.2025\n\nid,date,text\n1,2024-01-01,late\n2,2024-01-02,lost\n")
    assert found.reading.columns == ("id", "date", "text")
    assert [row.locator for row in found.rows] == ["row 5", "row 6"]
    assert "2 lines before the header left out" in found.reading.notes


@pytest.mark.parametrize(
    "above",
    [
        "Raportti;Palautteet;;;\nAika;2024;;;\n;;;;\n",
        "Raportti;Palautteet\nAika;tammikuu 2024\n\n",
        "Raportti;Palautteet;\nTekijä;Matti;\n",
    ],
)
def test_pairs_of_remarks_above_the_header_are_no_header(read: ReadFile, above: str) -> None:
    rows = "".join(f"{n};2024-01-0{n};myöhässä {n};Oulu;{n}\n" for n in range(1, 6))
    found = read("a.csv", above + "nro;pvm;palaute;paikka;arvosana\n" + rows)
    assert found.reading.columns == ("nro", "pvm", "palaute", "paikka", "arvosana")
    assert len(found.rows) == 5


def test_a_header_with_fewer_names_than_the_rows_have_fields_stays_the_header(read: ReadFile) -> None:
    found = read("a.csv", "text,place\nlate,Oulu,x\nlost,Turku,y\nbroken,Pori,z\n")
    assert found.reading.columns == ("text", "place")
    assert [row.raw.strip() for row in found.rows] == ["late,Oulu,x", "lost,Turku,y", "broken,Pori,z"]


def test_a_short_row_is_filled_and_noted(read: ReadFile) -> None:
    found = read("a.csv", "a,b,c\n1,2,3\n1,2\n4,5,6\n")
    assert found.values[1] == {"a": "1", "b": "2", "c": ""}
    assert "1 short row filled with empty fields" in found.reading.notes


def test_a_row_with_too_many_fields_is_a_problem_and_keeps_its_line(read: ReadFile) -> None:
    found = read("a.csv", "a,b\n1,2\n3,4,5\n6,7\n")
    assert [bool(row.problem) for row in found.rows] == [False, True, False]
    assert found.rows[1].problem == "3 fields where the header has 2"
    assert found.rows[1].raw.strip() == "3,4,5"


def test_a_quotation_mark_never_closed_costs_one_row_not_the_rest(read: ReadFile) -> None:
    good = "".join(f"{n},fine\n" for n in range(3, 3000))
    found = read("a.csv", f'id,text\n1,fine\n2,"never closed\n{good}')
    assert len(found.rows) == 2999
    assert [row.locator for row in found.rows if row.problem] == ["row 3"]
    assert found.rows[1].raw == '2,"never closed'


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('1,"He said "no" to me",Oulu', 'He said "no" to me'),
        ('1,"The "best" shop, "ever"",Oulu', 'The "best" shop, "ever"'),
        ('1,"A ""proper"" one and an "improper"",Oulu', 'A "proper" one and an "improper"'),
        ('1,"" so they say,Oulu', '"" so they say'),
    ],
)
def test_quotation_marks_out_of_place_stay_in_the_text(read: ReadFile, line: str, text: str) -> None:
    found = read("a.csv", f"id,text,place\n{line}\n2,fine,Turku\n")
    assert found.values == [{"id": "1", "text": text, "place": "Oulu"}, {"id": "2", "text": "fine", "place": "Turku"}]
    assert not any(row.problem for row in found.rows)


def test_two_quotation_marks_never_closed_swallow_no_row_between_them(read: ReadFile) -> None:
    found = read("a.csv", 'id,text,place\n1,"open,Oulu\n2,fine,Turku\n3,"open too,Pori\n4,fine,Vaasa\n')
    assert len(found.rows) == 4
    assert [row.values["id"] for row in found.rows if not row.problem] == ["2", "4"]


def test_nuls_are_taken_out(read: ReadFile) -> None:
    assert read("a.csv", b"a,b\nx\0y,2\n" + b"plain,text\n" * 20).values[0]["a"] == "xy"


def test_columns_without_a_name_or_with_the_same_name_stay_apart(read: ReadFile) -> None:
    assert read("a.csv", "text,,text\na,b,c\n").values == [{"text": "a", "column 2": "b", "text (2)": "c"}]


def test_a_delimiter_at_the_end_of_every_row_makes_no_column(read: ReadFile) -> None:
    assert read("a.csv", "a;b;\n1;2;\n3;4;\n").values == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


def test_the_delimiter_that_the_first_line_states_is_taken_at_its_word(read: ReadFile) -> None:
    found = read("a.csv", "sep=;\r\nid;text\r\n1;late, again, and wet\r\n")
    assert found.values == [{"id": "1", "text": "late, again, and wet"}]
    assert found.rows[0].locator == "row 2"  # as the spreadsheet counts that hides the first line


def test_decimal_commas_split_nothing(read: ReadFile) -> None:
    found = read("a.csv", "hinta;paino\n1,5;2,5\n3,5;4,5\n5,0;6,5\n")
    assert found.values[0] == {"hinta": "1,5", "paino": "2,5"}


def test_prose_in_one_column_whose_name_has_a_comma_too_is_not_split(read: ReadFile) -> None:
    found = read("a.csv", "Mikä meni hyvin, mikä huonosti\nHyvä, mutta hidas\nKallis, hidas, huono\nOK\n")
    assert [list(values.values()) for values in found.values][2] == ["OK"]
    assert len(found.reading.columns) == 1


def test_a_blank_between_delimiter_and_quotation_mark_is_no_part_of_the_field(read: ReadFile) -> None:
    found = read("a.csv", 'id, text, place\n1, "late, again", Oulu\n2, "fine", Turku\n')
    assert found.values[0] == {"id": "1", "text": "late, again", "place": "Oulu"}


def test_records_that_a_spreadsheet_quoted_whole_are_unwrapped(read: ReadFile) -> None:
    found = read("a.csv", 'id,text\n"1,""late, again"""\n"2,""fine, thanks"""\n')
    assert found.values == [{"id": "1", "text": "late, again"}, {"id": "2", "text": "fine, thanks"}]


def test_tab_separated_text_without_quoting_keeps_its_quotation_marks(read: ReadFile) -> None:
    found = read("a.tsv", 'id\ttext\n1\t"great" hotel\n2\t5" screen broke\n3\t"never again\n4\tfine\n')
    assert [row["text"] for row in found.values] == ['"great" hotel', '5" screen broke', '"never again', "fine"]
    assert not any(row.problem for row in found.rows)


def test_the_header_repeated_between_exports_put_together_is_set_apart(read: ReadFile) -> None:
    found = read("a.csv", "id,text\n1,late\nid,text\n2,lost\n")
    assert [(row.locator, row.set_apart) for row in found.rows] == [("row 2", False), ("row 3", True), ("row 4", False)]


@pytest.mark.parametrize("word", ["Total", "Yhteensä:", "Razem", "SUMMA"])
def test_a_line_of_totals_is_set_apart(read: ReadFile, word: str) -> None:
    found = read("a.csv", f"id;text;score\n1;late;3\n2;lost;4\n{word};;7,0\n")
    assert [row.set_apart for row in found.rows] == [False, False, True]
    assert "totals" in found.rows[2].problem


def test_who_writes_of_a_total_is_heard(read: ReadFile) -> None:
    found = read("a.csv", "text;score;place\nTotal;1;Oulu\nTotal loss, never again;;\n")
    assert not any(row.problem for row in found.rows)


def test_a_remark_below_the_data_is_a_reject_with_its_line(read: ReadFile) -> None:
    found = read("a.csv", "id,text,score\n1,late,3\n2,lost,4\nprinted on 1 March\n")
    assert found.rows[-1].problem == "only 1 of 3 fields"
    assert found.rows[-1].raw.strip() == "printed on 1 March"


def test_without_a_header_the_first_row_stays_data(read: ReadFile) -> None:
    found = read("a.csv", "1;2024-01-05;late\n2;2024-01-06;lost\n3;2024-01-07;fine\n")
    assert [row.locator for row in found.rows] == ["row 1", "row 2", "row 3"]
    assert found.values[0] == {"column 1": "1", "column 2": "2024-01-05", "column 3": "late"}


def test_a_header_of_two_rows_is_no_row_of_data(read: ReadFile) -> None:
    found = read("a.csv", "ID,Why?,Rate us,\n,Open-Ended Response,Price,Staff\n7,Late,2,5\n")
    assert found.reading.columns == ("ID", "Why?", "Rate us – Price", "Rate us – Staff")
    assert [row.locator for row in found.rows] == ["row 3"]


def test_a_line_without_end_costs_one_row_and_little_memory(write: WriteFile) -> None:
    megabyte = b"x" * 1024 * 1024
    file = write("a.csv", b"id,text\n1,fine\n2," + megabyte * 40 + b"\n3,fine\n")
    tracemalloc.start()
    rows = list(ingest.read_rows(file).rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [(row.locator, bool(row.problem)) for row in rows] == [("row 2", False), ("row 3", True), ("row 4", False)]
    assert "16 MiB" in rows[1].problem
    assert rows[1].raw.startswith("2,xxx")
    assert peak < 120 * 1024 * 1024


def test_a_long_line_within_an_open_quotation_costs_two_rows_and_no_more(write: WriteFile) -> None:
    file = write("a.csv", b'id,text\n1,"open\n2,' + b"x" * 17 * 1024 * 1024 + b"\n3,fine\n")
    assert [bool(row.problem) for row in ingest.read_rows(file).rows] == [True, True, False]


def test_one_endless_line_is_refused(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="first line has no end"):
        ingest.read_rows(write("a.csv", b"x" * 5_000_000))


def test_more_columns_than_a_spreadsheet_has_are_refused(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="more than 16,384 columns"):
        ingest.read_rows(write("a.csv", "name," * 20_000 + "\n1,2\n"))


field = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(field, field, field), min_size=1, max_size=12), st.sampled_from(",;\t|"))
def test_whatever_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["first", "second", "third"])
    writer.writerows(rows)
    file = tmp_path_factory.mktemp("csv") / "a.csv"
    file.write_text(text.getvalue(), encoding="utf-8", newline="")
    assert [tuple(row.values.values()) for row in ingest.read_rows(file).rows] == rows


def test_where_quotation_marks_are_escaped_a_missing_value_is_empty(read: ReadFile) -> None:
    found = read("a.csv", 'id,date,text\n1,\\N,"He said \\"no\\" twice"\n2,2024-01-02,\\N\n3,2024-01-03,"C:\\\\New"\n')
    assert [row["text"] for row in found.values] == ['He said "no" twice', "", "C:\\New"]
    assert [row["date"] for row in found.values] == ["", "2024-01-02", "2024-01-03"]
