from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import ingest
from tests.ingest.conftest import NormaliseFile, ReadFile

REPLY = """From matti@posti.fi Mon Mar  4 10:00:00 2024
From: =?utf-8?q?Matti_M=C3=A4ki?= <Matti@Posti.fi>
Subject: =?utf-8?q?My=C3=B6h=C3=A4ss=C3=A4?=
Date: Mon, 4 Mar 2024 10:00:00 +0200
Message-ID: <1@posti.fi>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Paketti ei tullut.

Soitin jo kahdesti.

On Sun, 3 Mar 2024, Shop wrote:
> We are sorry.
> It will come.
--\x20
Matti Mäki
040 123 4567

"""
HTML = """From anna@wp.pl Tue Mar  5 10:00:00 2024
From: anna@wp.pl
Subject: Paczka
Date: Tue, 5 Mar 2024 10:00:00 +0100
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/html; charset=iso-8859-2
Content-Transfer-Encoding: quoted-printable

<p>Paczka przysz=B3a<br>zniszczona.</p>
--b--

"""


def test_a_message_gives_its_own_words_subject_sender_and_day(read: ReadFile) -> None:
    found = read("a.mbox", REPLY + HTML)
    assert found.values[0] == {
        "text": "Paketti ei tullut.\n\nSoitin jo kahdesti.", "title": "Myöhässä", "date": "2024-03-04",
        "customer": "matti@posti.fi", "id": "1@posti.fi",
    }  # fmt: skip
    assert [row.locator for row in found.rows] == ["message 1", "message 2"]


def test_a_message_in_html_only_is_read_as_text(read: ReadFile) -> None:
    assert read("a.mbox", HTML).values[0]["text"] == "Paczka przyszła\nzniszczona."


@pytest.mark.parametrize(
    "tail",
    [
        "-----Original Message-----\nFrom: Shop\nWe are sorry.",
        "Lähettäjä: Shop <a@b.fi>\nLähetetty: 3.3.2024\n\nPahoittelemme.",
        "ma 4. maaliskuuta 2024 klo 9.12 Shop <a@b.fi> kirjoitti:\n> Pahoittelemme.",
        "pon., 4 mar 2024 o 09:12 Shop <a@b.pl> napisał(a):\n> Przepraszamy.",
        "Sent from my iPhone",
        "Wysłane z telefonu",
        "-- \nAnna",
    ],
)
def test_what_was_quoted_or_signed_is_cut_in_three_languages(read: ReadFile, tail: str) -> None:
    mail = f"From: a@b.fi\nSubject: Late\nContent-Type: text/plain; charset=utf-8\n\nIt never came.\n\n{tail}\n"
    assert read("a.eml", mail).values[0]["text"] == "It never came."


def test_prose_that_only_looks_like_an_attribution_stays(read: ReadFile) -> None:
    head = "From: a@b.fi\nSubject: x\nContent-Type: text/plain\n\n"
    mail = head + "On Monday your driver wrote:\nno time.\nFrom: now on I pay.\n"
    assert read("a.eml", mail).values[0]["text"].splitlines() == [
        "On Monday your driver wrote:", "no time.", "From: now on I pay.",
    ]  # fmt: skip


def test_a_separator_line_that_is_not_ascii_stops_nothing(read: ReadFile) -> None:
    assert len(read("a.mbox", HTML.replace("anna@wp.pl Tue", "änna@wp.pl Tue", 1) + REPLY).rows) == 2


def test_subject_and_body_are_joined_where_nothing_is_mapped(normalised: NormaliseFile) -> None:
    found = normalised(REPLY, name="a.mbox")
    assert found.verbatims[0].text == "Myöhässä\nPaketti ei tullut.\n\nSoitin jo kahdesti."
    assert found.verbatims[0].customer == "hash of matti@posti.fi"


def test_raw_mails_are_each_read_as_one_message(shared_data: Path) -> None:
    for file in sorted((shared_data / "formats" / "email").glob("*.eml")):
        reading = ingest.read_rows(file)
        (row,) = list(reading.rows)
        assert reading.reader == "mbox"
        assert row.values["text"].strip(), file.name
