from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth import ingest
from insight_synth.errors import BadInput
from insight_synth.ingest.readers.encoding import repaired
from tests.ingest.conftest import ReadFile, WriteFile

FINNISH = "nro;palaute\n1;Lähetys myöhässä, mökillä ei näkynyt kuljettajaa. Älä käytä!\n2;Hyvää työtä\n"
POLISH = "nr;treść\n1;Paczka przyszła zniszczona, źle się dodzwonić. Łódź, żal.\n2;Obsługa miła i święta cierpliwość\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (FINNISH, "utf-8", "utf-8"),
        (FINNISH, "utf-8-sig", "utf-8"),
        (FINNISH, "utf-16", "utf-16"),
        (FINNISH, "utf-16-le", "utf-16-le"),
        (FINNISH, "cp1252", "cp1252"),
        (POLISH, "utf-8", "utf-8"),
        (POLISH, "cp1250", "cp1250"),
        (POLISH, "iso8859-2", "iso8859-2"),
        (FINNISH.replace("Hyvää", "12 €, Hyvää"), "cp1252", "cp1252"),
        (FINNISH.replace("\n", "\r"), "cp1252", "cp1252"),
        (FINNISH.replace("\n", "\r"), "mac-roman", "mac-roman"),
        (POLISH.replace("\n", "\r"), "mac-latin2", "mac-latin2"),
        (POLISH.replace("\n", "\r"), "cp1250", "cp1250"),
    ],
)
def test_the_letters_come_out_as_written(read: ReadFile, text: str, encoding: str, found: str) -> None:
    got = read("a.csv", text, encoding)
    assert got.reading.encoding == found
    lines = text.splitlines()
    assert [";".join(row.values()) for row in got.values] == lines[1:]
    assert got.reading.columns == tuple(lines[0].split(";"))


def test_one_byte_that_is_not_utf8_deep_in_the_file_is_noticed(read: ReadFile) -> None:
    got = read("a.csv", b"text\n" + b"plain\n" * 300_000 + "myöhässä\n".encode("cp1252"))
    assert got.values[-1] == {"text": "myöhässä"}


def test_a_lone_sign_does_not_make_a_text_polish(read: ReadFile) -> None:
    assert read("a.csv", "a,b\n1,© 2024\n", "cp1252").reading.encoding == "cp1252"


def test_a_text_cut_in_the_middle_of_a_letter_stays_utf8(read: ReadFile) -> None:
    whole = "palaute\n" + "myöhässä ja märkä\n" * 20
    got = read("a.csv", whole.encode()[: -len("ä\n".encode()) + 1])
    assert got.reading.encoding == "utf-8"
    assert got.values[3] == {"palaute": "myöhässä ja märkä"}


def test_two_encodings_put_together_both_come_out_right(read: ReadFile) -> None:
    lines = [f"{n},myöhässä ja märkä\n".encode() for n in range(20)] + ["21,hyvää työtä\n".encode("cp1252")]
    got = read("a.csv", b"id,palaute\n" + b"".join(lines))
    assert got.values[-1]["palaute"] == "hyvää työtä"
    assert got.values[0]["palaute"] == "myöhässä ja märkä"


# ---- what a person says


def test_what_a_person_says_beats_what_would_be_found_out(write: WriteFile) -> None:
    file = write("a.csv", "text\nza¿ó³æ\n", "cp1252")
    assert [dict(row.values) for row in ingest.read_rows(file, encoding="cp1250").rows] == [{"text": "zażółć"}]


def test_what_a_person_says_reaches_the_members_of_an_archive(write: WriteFile) -> None:
    file = write("a.csv.gz", gzip.compress("text\nza¿ó³æ\n".encode("cp1252")))
    assert [dict(row.values) for row in ingest.read_rows(file, encoding="cp1250").rows] == [{"text": "zażółć"}]


def test_a_byte_order_mark_is_no_letter_whatever_a_person_says(write: WriteFile) -> None:
    file = write("a.csv", "text\nmyöhässä\n", "utf-8-sig")
    assert ingest.read_rows(file, encoding="utf-8").columns == ("text",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "Kurier był miły, za¿ó³æ.\n"), ("a.json", '[{"text": "za¿ó³æ"}]'),
        ("a.jsonl", '{"text": "za¿ó³æ"}\n' * 2),
    ],
)  # fmt: skip
def test_notes_and_json_are_read_as_a_person_says(write: WriteFile, name: str, content: str) -> None:
    reading = ingest.read_rows(write(name, content.replace("ł", "³"), "cp1252"), encoding="CP1250")
    assert reading.encoding == "cp1250"
    assert all("zażółć" in row.values["text"] for row in reading.rows)


@pytest.mark.parametrize("said", ["klingon", "base64", "rot13"])
def test_what_is_no_encoding_is_refused(write: WriteFile, said: str) -> None:
    with pytest.raises(BadInput, match="no encoding") as caught:
        ingest.read_rows(write("a.csv", "text\nlate\n"), encoding=said)
    assert "cp1250" in caught.value.remedy


def test_an_encoding_that_the_file_is_not_in_is_refused(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="not in the encoding"):
        ingest.read_rows(write("a.csv", FINNISH, "cp1252"), encoding="utf-8")


# ---- mojibake

LODZ = "Łódź, żółć: paczka przyszła zniszczona, źle się dodzwonić"


@pytest.mark.parametrize(
    ("text", "misread"),
    [
        ("Lähetys oli myöhässä, eikä kukaan vastannut", "cp1252"),
        ("Lähetys oli myöhässä, eikä kukaan vastannut", "cp1250"),
        ("Älä käytä: öljyä, Åland", "latin-1"),
        ("Lähetys oli myöhässä", "mac-roman"),
        (LODZ, "latin-1"),
        (LODZ, "iso8859-2"),
        (LODZ, "mac-roman"),
        ("przyszła zniszczona, źle się dodzwonić", "cp1252"),
        ("przyszła zniszczona, źle się dodzwonić", "cp1250"),
        ("It’s fine – 5 €…", "cp1252"),
    ],
)
def test_text_encoded_twice_is_repaired(text: str, misread: str) -> None:
    assert repaired(text.encode().decode(misread)) == text


@pytest.mark.parametrize(
    "text",
    [
        "The parcel came late",
        "”Hyvää palvelua” – mutta… hinta 5 € / kpl",
        "„Żółta łódź” — Śnieg i mróz…",
        "TÄMÄ EI TOIMI! ÄÄLIÖT… SÄÄ”",
        "TÖITÄ… ÖÖ”",
        "It’s “fine” – naïve café, 5 €",
        "São Paulo, AÇÃO, ação",
        "Ærø – Øst, ÅÄÖ",
        "😀 Kiitos! ❤️",
        "ŁÓDŹ „ŻÓŁW” ŚĆ…",
        "Привет, как дела",
        "f(x) ≈ √2",
    ],
)
def test_text_that_was_read_rightly_stays_as_it_is(text: str) -> None:
    assert repaired(text) == ""


@given(st.text(st.sampled_from("abcdefgäöåąćęłńóśźż ,.!”“–…’€ÄÖÅĄĆĘŁŃÓŚŹŻ\n"), max_size=60))
def test_what_is_repaired_is_repaired_for_good(text: str) -> None:
    assert repaired(repaired(text)) == ""
