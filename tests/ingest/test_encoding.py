from __future__ import annotations

import pytest

from tests.ingest.conftest import ReadFile

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
