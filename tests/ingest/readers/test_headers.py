"""Claims about headers of one row and several: names come from all of them, and no row of data is taken for one."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.ingest.readers.headers import Header, columns_of, start_of_header
from tests.ingest.conftest import ReadFile


def table(*lines: str) -> list[list[str]]:
    return [line.split("|") for line in lines]


# ---- SurveyMonkey and its like


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Respondent ID|Start Date|What could we do better?", "||Open-Ended Response"),
        ("Vastaajan tunnus|Aloituspäivä|Mitä voisimme parantaa?", "||Avoin vastaus"),
        ("Identyfikator respondenta|Data|Co możemy poprawić?", "||Odpowiedź otwarta"),
        ("Respondent-ID|Startdatum|Vad kan vi göra bättre?", "||Öppet svar"),
    ],
)
def test_a_question_answered_in_words_is_named_by_itself(first: str, second: str) -> None:
    header = columns_of(table(first, second, "101|2024-01-01|Nothing", "102|2024-01-02|More staff"))
    assert (header.columns, header.rows) == (tuple(first.split("|")), 2)


def test_a_question_is_carried_over_its_options() -> None:
    header = columns_of(table(
        "Vastaajan tunnus|Mitä kanavaa käytit?|||Kuinka tyytyväinen olit?|",
        "|Myymälä|Verkkokauppa|Muu, mikä?|Hinta|Laatu",
        "101|Myymälä||kirpputori|4|5",
        "102||Verkkokauppa||2|3",
    ))  # fmt: skip
    assert header.rows == 2
    assert header.columns == (
        "Vastaajan tunnus", "Mitä kanavaa käytit? – Myymälä", "Mitä kanavaa käytit? – Verkkokauppa",
        "Mitä kanavaa käytit? – Muu, mikä?", "Kuinka tyytyväinen olit? – Hinta", "Kuinka tyytyväinen olit? – Laatu",
    )  # fmt: skip


def test_options_at_the_end_are_kept_where_the_first_row_stops_before_them() -> None:
    header = columns_of(table("ID|Pochwały|Oceń nas", "|Odpowiedź otwarta|Cena|Jakość", "1|miło|4|5"))
    assert header.columns == ("ID", "Pochwały", "Oceń nas – Cena", "Oceń nas – Jakość")


def test_options_in_an_unknown_language_are_told_by_the_answers_that_repeat_them() -> None:
    header = columns_of(table("Nr|Minkä valitsit?|||Arviosi|", "|Juna|Bussi|Auto|Nouto|Paluu", "7|Juna||Auto|4|2"))
    assert header.rows == 2
    assert header.columns[2] == "Minkä valitsit? – Bussi"


# ---- Qualtrics and its like


IMPORT_IDS = '{"ImportId":"_recordId"}|{"ImportId":"QID1"}|{"ImportId":"QID2_1"}|{"ImportId":"QID2_2"}'


def test_ids_and_questions_are_both_kept_and_import_ids_are_no_answer() -> None:
    notes: list[str] = []
    header = columns_of(table(
        "ResponseId|Q1|Q2_1|Q2_2",
        "Response ID|How was it?|Rate us - Price|Rate us - Price",
        IMPORT_IDS,
        "R_1|Fine|4|5",
    ), notes)  # fmt: skip
    assert header.rows == 3
    assert header.columns == ("ResponseId", "Q1: How was it?", "Q2_1: Rate us - Price", "Q2_2: Rate us - Price")
    assert any("import ids" in note for note in notes)


def test_import_ids_right_below_the_questions_are_left_out_too() -> None:
    header = columns_of(table("Response ID|How was it?|Price|Quality", IMPORT_IDS, "R_1|Fine|4|5"))
    assert (header.rows, header.columns[1]) == (2, "How was it?")


def test_ids_over_questions_without_import_ids_are_told_by_the_names_they_share() -> None:
    header = columns_of(table(
        "StartDate|EndDate|ResponseId|Q1", "Start Date|End Date|Response ID|Miksi?", "2024-01-01|2024-01-01|R_1|Muuten"
    ))  # fmt: skip
    assert (header.rows, header.columns[3]) == (2, "Q1: Miksi?")


# ---- merged cells


def test_groups_in_merged_cells_are_joined_with_the_names_below() -> None:
    header = columns_of(table("Asiakas|Arvosanat||Kommentti", "|Nopeus|Hinta|", "A1|4|5|hyvä", "A2|3|1|hidas"))
    assert header == Header(("Asiakas", "Arvosanat – Nopeus", "Arvosanat – Hinta", "Kommentti"), 2)


# ---- what must stay data


@pytest.mark.parametrize(
    "lines",
    [
        ("id|text|", "1|late|x", "2|lost|y"),
        ("id|text||", "A1|late|x|y", "A2|lost|x|z"),
        ("name||age", "Matti|Virtanen|unknown", "Liisa|Korhonen|Turku"),
        ("id|text", "|Response", "2|fine"),
        ("id|text|score|", "|Vastaus||", "2|fine|3|", "3|fine|4|"),
        ("name||", "|Virtanen|Oulu", "Liisa|Korhonen|Turku"),
        ("StartDate|Text|Id", "2024-01-01|late|R_1", "2024-01-02|lost|R_2"),
        ("Question", "Why?", "How?"),
        ("Date|Comment", "2024-01-01|late", "2024-01-02|lost"),
        ("Country|2013|2014", "Finland|1|2", "Poland|3|4"),
        ("2013|2014", "1|2"),
        ("1: bad|2: good", "late|nice", "lost|quick"),
    ],
)
def test_a_row_of_data_is_never_taken_for_a_header(lines: tuple[str, ...]) -> None:
    assert columns_of(table(*lines)).rows == 1


words = st.text("abcdefghijABCÄÖäöąęłż", min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_below_a_full_header_every_row_of_words_and_numbers_is_data(data: st.DataObject) -> None:
    width = data.draw(st.integers(2, 6))
    names = [f"name {position}" for position in range(width)]
    cell = st.one_of(words, st.integers(0, 9999).map(str), st.just(""), st.dates().map(str))
    rows = data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), max_size=6))
    assert columns_of([names, *rows]).rows == 1


# ---- no header at all


@pytest.mark.parametrize(
    "lines",
    [
        ("1|2|3", "4|5|6"),
        ("1|2|3",),
        ("1|2024-01-05|late again", "2|2024-01-06|fine", "3|2024-01-09|lost"),
        ("3.1.2024 10:15|Oulu|myöhässä", "4.1.2024 11:20|Turku|rikki", "5.1.2024 09:00|Pori|hyvä"),
    ],
)
def test_a_first_row_that_is_plainly_data_stays_data_and_is_noted(lines: tuple[str, ...]) -> None:
    notes: list[str] = []
    assert columns_of(table(*lines), notes) == Header(("column 1", "column 2", "column 3"), 0)
    assert any("no header row" in note for note in notes)


# ---- nameless columns


def test_a_nameless_column_that_holds_something_gets_a_number_and_an_empty_one_nothing() -> None:
    assert columns_of(table("a|b||", "1|2|3|", "4|5||")).columns == ("a", "b", "column 3")


def test_a_thousand_columns_of_one_name_get_a_thousand_names() -> None:
    assert len(set(columns_of([["text"] * 1000]).columns)) == 1000


# ---- where it starts


def test_a_sparse_row_of_questions_above_full_options_belongs_to_the_header() -> None:
    rows = table("ID|Oceń nas||||", "|Cena|Jakość|Czas|Wybór|Obsługa", "1|2|3|4|5|1", "2|2|3|4|5|1")
    assert start_of_header(rows, 1) == 0


@pytest.mark.parametrize("above", ["Raport||||", "Raport:|reklamacje|||", "||||"])
def test_a_title_above_the_header_does_not(above: str) -> None:
    rows = table(above, "nr|data|treść|ocena|miejsce", "1|2024-01-01|późno|2|Łódź", "2|2024-01-02|źle|1|Łódź")
    assert start_of_header(rows, 1) == 1


def test_a_survey_in_a_workbook_has_the_columns_it_has_as_csv(read: ReadFile) -> None:
    lines = table("ID|Oceń nas||||", "|Cena|Jakość|Czas|Wybór|Obsługa", "1|2|3|4|5|1", "2|2|3|4|5|1")
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append([cell or None for cell in line])
    data = io.BytesIO()
    book.save(data)
    sheet = read("a.xlsx", data.getvalue())
    text = read("a.csv", "".join(",".join(line) + "\n" for line in lines))
    assert sheet.reading.columns == text.reading.columns
    assert sheet.values == text.values
    assert len(sheet.rows) == 2


def test_groups_above_names_are_known_over_a_single_row_of_data() -> None:
    grouped = table("Palaute|||Vastaaja|", "Teksti|Arvosana|Päivä|Nimi|Ryhmä", "Kauppa oli sotkuinen|1|2025-02-03|C|KU")
    assert columns_of(grouped).columns[:3] == ("Palaute – Teksti", "Palaute – Arvosana", "Palaute – Päivä")
    assert columns_of(grouped[:1] + grouped[2:]).rows == 1
