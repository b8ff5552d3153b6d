from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import ingest
from insight_synth.ingest.readers import messages
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
        "customer": "matti@posti.fi", "id": "1@posti.fi", "in_reply_to": "", "attachments": "",
        "quoted": "On Sun, 3 Mar 2024, Shop wrote:\n> We are sorry.\n> It will come.",
        "signature": "-- \nMatti Mäki\n040 123 4567",
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


def mail(body: str, kind: str = "text/plain; charset=utf-8", *headers: str) -> str:
    return "\n".join(["From: a@b.fi", "Subject: Late", f"Content-Type: {kind}", *headers, "", body])


PARTED = """--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain; charset=utf-8

Kuva liitteenä.
--c
Content-Type: text/html; charset=utf-8

<p>Kuva <b>liitteenä</b>.</p>
--c--
--b
Content-Type: image/png
Content-Disposition: attachment; filename="=?utf-8?q?s=C3=A4rki.png?="
Content-Transfer-Encoding: base64

AAAA
--b
Content-Type: text/plain
Content-Disposition: attachment; filename=log.txt

not the sender's words
--b
Content-Type: message/rfc822

Subject: Old complaint

Someone else's words.
--b--
"""


def test_one_form_of_the_text_is_read_and_attachments_are_only_named(read: ReadFile) -> None:
    (row,) = read("a.eml", mail(PARTED, "multipart/mixed; boundary=b")).values
    assert row["text"] == "Kuva liitteenä."
    assert row["attachments"] == "särki.png\nlog.txt\nOld complaint"


def test_a_plain_form_that_only_points_at_the_html_is_passed_over(read: ReadFile) -> None:
    parts = (
        "--c\nContent-Type: text/plain\n\nYour program does not show HTML.\n"
        "--c\nContent-Type: text/html\n\n<p>The boiler was cold for a whole week.</p>\n--c--\n"
    )
    (row,) = read("a.eml", mail(parts, "multipart/alternative; boundary=c")).values
    assert row["text"] == "The boiler was cold for a whole week."


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("us-ascii", "utf-8"), ("iso-8859-1", "utf-8"), ("utf-8", "cp1252"), ("x-unknown", "utf-8"), ("", "cp1252"),
        ("iso-8859-15", "iso8859-15"), ("windows-1252", "cp1252"),
    ],
)  # fmt: skip
def test_no_letter_is_lost_to_a_wrong_charset(read: ReadFile, stated: str, written: str) -> None:
    kind = f"text/plain; charset={stated}" if stated else "text/plain"
    content = mail("Hyvää päivää, tilaus on myöhässä.", kind).encode(written)
    assert read("a.eml", content).values[0]["text"] == "Hyvää päivää, tilaus on myöhässä."


@pytest.mark.parametrize("encoding", ["utf-8", "iso8859-2"])
def test_raw_letters_in_a_header_are_read(read: ReadFile, encoding: str) -> None:
    content = mail("x").replace("Subject: Late", "Subject: Spóźniona paczka, źle zapakowana").encode(encoding)
    assert read("a.eml", content).values[0]["title"] == "Spóźniona paczka, źle zapakowana"


def test_base64_and_quoted_printable_bodies_are_decoded(read: ReadFile) -> None:
    encoded = mail("UGFjemthIHByenlzesWCYS4=", "text/plain; charset=utf-8", "Content-Transfer-Encoding: base64")
    assert read("a.eml", encoded).values[0]["text"] == "Paczka przyszła."
    quoted = mail("Paczka przysz=C5=82a.", "text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable")
    assert read("a.eml", quoted).values[0]["text"] == "Paczka przyszła."


def test_lines_that_a_program_wrapped_are_put_together(read: ReadFile) -> None:
    body = "The lift has been \nbroken since \nMay.\n\n> When \n> did it stop?\n Indented."
    (row,) = read("a.eml", mail(body, "text/plain; format=flowed")).values
    assert row["text"] == "The lift has been broken since May.\n\nIndented."
    assert row["quoted"] == "> When did it stop?"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("Auto-Submitted: auto-replied", "an automatic reply, kept apart"),
        ("X-Autoreply: yes", "an automatic reply, kept apart"), ("Auto-Submitted: no", ""),
        ("Content-Type: multipart/report; boundary=b", "a delivery report, kept apart"),
    ],
)  # fmt: skip
def test_automatic_replies_and_reports_are_kept_apart(read: ReadFile, header: str, reason: str) -> None:
    content = f"From: a@b.fi\nSubject: Out\n{header}\n\nI am away.\n"
    (row,) = read("a.eml", content).rows
    assert (row.problem, row.set_apart) == (reason, bool(reason))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Mon, 4 Mar 2024 23:30:00 -1130", "2024-03-04"), ("4 Mar 2024 10:00 XYZ", "2024-03-04"),
        ("Mon, 04 Mar 24 10:00:00 EST", "2024-03-04"), ("Mon, 4 Mar 2024 10:00:00 +0200 (EET)", "2024-03-04"),
        ("ma 4 maaliskuuta 2024", "ma 4 maaliskuuta 2024"),
    ],
)  # fmt: skip
def test_the_day_is_the_senders_whatever_the_zone(read: ReadFile, written: str, day: str) -> None:
    assert read("a.eml", mail("x", "text/plain", f"Date: {written}")).values[0]["date"] == day


def test_a_mail_without_date_takes_the_day_it_arrived(read: ReadFile) -> None:
    content = "Received: from x by y; Tue, 5 Mar 2024 08:00:00 +0200\n" + mail("x")
    assert read("a.eml", content).values[0]["date"] == "2024-03-05"


def test_a_paragraph_that_begins_with_from_parts_no_mails(read: ReadFile) -> None:
    box = REPLY.replace("Soitin jo kahdesti.", "From here on I wait.\n\n>From escaped to plain.") + HTML
    found = read("a.mbox", box)
    assert len(found.rows) == 2
    assert found.values[0]["text"] == "Paketti ei tullut.\n\nFrom here on I wait.\n\nFrom escaped to plain."


def test_a_mail_larger_than_is_read_is_a_problem_row_and_the_rest_is_read(
    read: ReadFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_LARGEST", 2_000)
    found = read("a.mbox", REPLY.replace("Soitin", "Soitin\n" * 500) + HTML)
    assert [bool(row.problem) for row in found.rows] == [True, False]
    assert found.rows[0].raw.startswith("From: =?utf-8?q?Matti")


def test_parts_nested_without_end_stop_nothing(read: ReadFile) -> None:
    nested = "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(300))
    (row,) = read("a.eml", mail(nested, "multipart/mixed; boundary=b0")).rows
    assert row.values["title"] == "Late" if not row.problem else row.problem.startswith("a mail")
