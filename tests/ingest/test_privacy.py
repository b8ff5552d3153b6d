from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth import ingest, language


@pytest.mark.parametrize(
    ("found", "word"),
    [
        ("matti.meikalainen@posti.fi", "e-mail"), ("a@b.fi", "mail"),
        ("131052-308T", "identity"), ("131052A308T", "identity"), ("44051401359", "identity"),
        ("526-000-12-46", "business"), ("5260001246", "business"), ("0112038-9", "company"),
        ("FI21 1234 5600 0007 85", "IBAN"), ("4111 1111 1111 1111", "card"),
        ("+358 40 123 4567", "phone"), ("040-1234567", "phone"), ("601 234 567", "phone"),
        ("Mannerheimintie 12 A 5, 00100 Helsinki", "address"),
        ("ul. Długa 5/7, 00-950 Warszawa", "address"), ("12 Baker Street, London NW1 6XE", "address"),
        ("matti (at) firma.fi", "e-mail"), ("FI01120389", "business"), ("PL5260001246", "business"),
        ("3782-822463-10005", "card"), ("131052-308t", "identity"), ("fi2112345600000785", "IBAN"),
        ("(09) 123 456", "phone"), ("0048 600 100 200", "phone"),
        ("@kauppa_fi", "handle"), ("@joanna", "user"), ("@ab", "@"),
    ],
)  # fmt: skip
def test_personal_data_is_replaced_by_a_mark_of_the_same_length(found: str, word: str) -> None:
    text = f"Soita {found}, kiitos."
    redacted = ingest.redact(text)
    mark = f"[{word.ljust(len(found) - 2, '·')}]"
    assert redacted.text == f"Soita {mark}, kiitos."
    assert [text[span.start : span.end] for span in redacted.spans] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "131052-308U",  # wrong check letter
        "44051401358",  # wrong check digit
        "4111 1111 1111 1112",  # fails Luhn
        "FI21 1234 5600 0007 86",
        "0112038-8",
        "Tilaus 12.05.2024 klo 10.30, tai 2024-05-12",
        "hinta 1 234 567,50 €",
        "flight 0123, seat 12A, 15 000 km",
        "order 7654321",
        "5 @ 3 euros",
        "Tilausnumero 44051401359, viite 5260001246",  # pass a checksum, but are named
        "Zamówienie nr 5260001246 z 12.05.2024",
        "Tracking number 4111111111111111",
        "HX-123456-789 v10.0.19045, open 0900-1700, 24/7",
        "123 456 789 zł, 600-100-200 mm",
        "Valtatie 4 oli tukossa 5 minuuttia",
    ],
)
def test_numbers_that_only_look_alike_stay(text: str) -> None:
    assert ingest.redact(text).text == text


@pytest.mark.parametrize(
    "text",
    ["hetu:131052-308T", "PESEL 44051401359.", "(44051401359)", "Kortti 4111\u00a01111\u00a01111\u00a01111!",
     "NIP5260001246", "2025,44051401359,4"],
)  # fmt: skip
def test_a_number_is_found_beside_punctuation_and_its_label(text: str) -> None:
    (span,) = ingest.redact(text).spans
    assert text[span.start : span.end].strip("0123456789-T\u00a0") == ""
    assert span.end - span.start >= 10


@pytest.mark.parametrize("sign", ["1", "@", "a", " ", "1 ", "a.", "a@", "12-", "(", "+358 "])
def test_the_cost_of_a_hostile_text_grows_with_its_length_only(sign: str) -> None:
    text = sign * (200_000 // len(sign))
    start = time.process_time()
    assert len(ingest.redact(text).text) == len(text)
    assert time.process_time() - start < 2.0


@given(st.text(max_size=80))
def test_what_is_not_in_a_span_stays_to_the_letter(text: str) -> None:
    redacted = ingest.redact(text)
    covered = {at for span in redacted.spans for at in range(span.start, span.end)}
    assert len(redacted.text) == len(text)
    assert [redacted.text[at] for at in range(len(text)) if at not in covered] == [
        text[at] for at in range(len(text)) if at not in covered
    ]


_PERSONAL = st.sampled_from(
    ["a@b.fi", "matti@posti.example.fi", "131052-308T", "5260001246", "0112038-9", "040-1234567", "+358 40 123 4567",
     "FI21 1234 5600 0007 85", "4111111111111111", "@ab", "@x_y", "@kauppa_fi"]
)  # fmt: skip


@given(st.lists(st.one_of(_PERSONAL, st.sampled_from(["soita", "tai", "·", "[", "]", ".", ",", "7"]))))
def test_redacting_twice_changes_nothing(parts: list[str]) -> None:
    text = " ".join(parts)
    once = ingest.redact(text).text
    assert len(once) == len(text)
    assert ingest.redact(once).text == once
    assert not any("@" in part for part in once.replace("[@", "").split())


def test_marks_are_not_words() -> None:
    text = ingest.redact("Mail a@b.fi, matti@posti.fi, 0112038-9, 131052-308T or @joanna now").text
    assert [text[start:end] for start, end in language.words(text)] == ["Mail", "or", "now"]
