from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.ingest.readers.own_words import own_words, own_words_of_markup

PIECES = (
    "It never came.", "", "   ", "> quoted", ">> deeper", "-- ", "--", "-----Original Message-----", "Sent: Monday",
    "On Mon, 4 Mar 2024 at 10:00, Shop <a@b.fi> wrote:", "ma 4.3.2024 klo 9.12 Kauppa <a@b.fi> kirjoitti:",
    "W dniu 4.03.2024 o 09:12, Sklep pisze:", "Am 04.03.2024 schrieb X:", "From: Shop <a@b.fi>", "Lähettäjä: Kauppa",
    "Lähetetty: maanantai", "Terveisin", "Pozdrawiam,", "Best regards,", "Matti Mäki", "Sent from my iPhone", "Thanks",
    "________________________",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=25))
def test_every_line_that_is_not_blank_is_in_exactly_one_of_the_three(lines: list[str]) -> None:
    body = "\n".join(lines)
    parted = own_words(body)
    kept = [*parted.text.split("\n"), *parted.quoted.split("\n"), *parted.signature.split("\n")]
    normal = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert Counter(line.rstrip() for line in kept if line.strip()) == Counter(
        line.rstrip() for line in normal if line.strip()
    )


@pytest.mark.parametrize(
    "below",
    [
        "On Mon, 4 Mar 2024 at 10:00, Shop <a@b.fi> wrote:\n> We are sorry.",
        "On Mon, 4 Mar 2024 at 10:00, Shop\n<a@b.fi> wrote:\n\n> We are sorry.",
        "On Mon, 4 Mar 2024 at 10:00, Shop <a@b.fi> wrote:\n\nWe are sorry.\nIt will come.",
        "ma 4. maaliskuuta 2024 klo 9.12 Kauppa <a@b.fi> kirjoitti:\n> Pahoittelemme.",
        "Kauppa <a@b.fi> kirjoitti 4.3.2024 kello 9.12:\n\n> Pahoittelemme.",
        "pon., 4 mar 2024 o 09:12 Sklep <a@b.pl> napisał(a):\n> Przepraszamy.",
        "W dniu 4.03.2024 o 09:12, Sklep pisze:\n> Przepraszamy.",
        "Den mån 4 mars 2024 kl 09:12 skrev Butiken <a@b.se>:\n> Förlåt.",
        "Am Mo., 4. März 2024 um 09:12 Uhr schrieb Laden <a@b.de>:\n> Entschuldigung.",
        "-----Original Message-----\nFrom: Shop\nWe are sorry.",
        "-----Ursprüngliche Nachricht-----\nVon: Laden\nEntschuldigung.",
        "-----Alkuperäinen viesti-----\nLähettäjä: Kauppa\nPahoittelemme.",
        "From: Shop <a@b.fi>\nSent: Monday, March 4, 2024 9:12 AM\nTo: Anna\nSubject: Late\n\nWe are sorry.",
        "Lähettäjä: Kauppa <a@b.fi>\nLähetetty: 4.3.2024\n\nPahoittelemme.",
        "Od: Sklep <a@b.pl>\nWysłano: 4 marca 2024\nDo: Anna\n\nPrzepraszamy.",
        "Från: Butiken <a@b.se>\nSkickat: den 4 mars 2024\n\nFörlåt.",
        "Von: Laden <a@b.de>\nGesendet: Montag\n\nEntschuldigung.",
        "---------- Forwarded message ---------\nFrom: Shop\nWe are sorry.",
    ],
)
def test_the_mail_below_a_reply_is_quoted_whatever_introduces_it(below: str) -> None:
    parted = own_words(f"It never came.\n\n{below}\n")
    assert parted.text == "It never came."
    assert parted.quoted == below
    assert parted.signature == ""


@pytest.mark.parametrize(
    "end",
    [
        "-- \nAnna Berg\n040 123 4567", "Best regards,\nAnna Berg", "Regards\n\nAnna Berg\nTampere\n040 123 4567",
        "Ystävällisin terveisin\nAnna Berg", "Pozdrawiam serdecznie,\nAnna Berg", "Z poważaniem\nAnna Berg",
        "Med vänlig hälsning\nAnna Berg", "Mit freundlichen Grüßen\nAnna Berg", "Thanks,\nAnna", "Sent from my iPhone",
        "Lähetetty iPhonesta", "Wysłane z telefonu", "Pozdrawiam",
    ],
)  # fmt: skip
def test_a_signature_is_cut_and_kept(end: str) -> None:
    parted = own_words(f"It never came.\n\n{end}\n")
    assert (parted.text, parted.signature, parted.quoted) == ("It never came.", end, "")


@pytest.mark.parametrize(
    "body",
    [
        "On Monday your driver wrote:\nno time.\nFrom: now on I pay.",
        "Thanks,\nbut the second one is broken too, and nobody answers.",
        "Thanks\nWhy does nobody answer?",
        "Best,\nby far, was the old timetable of the line to the harbour, which you cut without asking.",
        "Two models:\n--\nThe first breaks.\n" + "The second is loud.\n" * 15,
        "I asked, and he wrote: no.",
        "5 > 4, and that is\n all I say.",
    ],
)
def test_prose_that_only_looks_so_stays_whole(body: str) -> None:
    parted = own_words(body)
    assert parted.text == body.rstrip()
    assert parted.quoted == parted.signature == ""


def test_answers_between_and_below_quoted_lines_are_the_writers_own() -> None:
    parted = own_words("> Which size?\nForty-two.\n> Which colour?\nBlue.\n-- \nAnna\n> old\nAnd thanks for asking.")
    assert parted.text == "Forty-two.\nBlue.\nAnd thanks for asking."
    assert parted.quoted == "> Which size?\n> Which colour?\n> old"
    assert parted.signature == "-- \nAnna"


def test_what_programs_mark_as_quoted_or_signed_in_markup_is_told_apart() -> None:
    gmail = (
        '<div dir="ltr">Rikki taas.<br><br>Voiko palauttaa?</div><div class="gmail_signature">Matti Mäki<br>Oulu</div>'
        '<br><div class="gmail_quote"><div class="gmail_attr">ma 4.3.2024 klo 9.12 Kauppa kirjoitti:</div>'
        "<blockquote><p>Hei!</p><blockquote>Vanha</blockquote></blockquote></div>"
    )
    parted = own_words_of_markup(gmail)
    assert parted.text == "Rikki taas.\nVoiko palauttaa?"
    assert parted.signature == "--\nMatti Mäki\nOulu"
    assert parted.quoted.split("\n")[1:] == ["> Hei!", "> Vanha"]


def test_all_below_outlooks_line_is_the_mail_replied_to() -> None:
    outlook = (
        "<div><p>Nadal nie działa.</p></div><div id='appendonsend'></div><hr>"
        "<div id='divRplyFwdMsg'><b>Od:</b> Sklep</div><div><p>Proszę poczekać.</p></div>"
    )
    parted = own_words_of_markup(outlook)
    assert parted.text == "Nadal nie działa."
    assert parted.quoted == "> Od: Sklep\n> Proszę poczekać."


@pytest.mark.parametrize(
    ("hostile", "word", "times"),
    [
        ("<div class=x>" * 50_000 + "deep", "deep", 1), ("<blockquote>" * 5_000 + "deep", "deep", 1),
        ("<b class=x>" * 20_000 + "deep", "deep", 1), ("Thanks\n" * 20_000, "Thanks", 20_000),
        ("--\n" * 20_000, "--", 20_000), ("On 1.1.2024 10:00 a@b wrote\n" * 20_000, "wrote", 20_000),
        ("_ " * 200_000 + "deep", "deep", 1),
    ],
)  # fmt: skip
def test_a_hostile_body_loses_nothing_and_ends_soon(hostile: str, word: str, times: int) -> None:
    parted = own_words_of_markup(hostile) if hostile.startswith("<") else own_words(hostile)
    assert (parted.text + parted.quoted + parted.signature).count(word) == times
