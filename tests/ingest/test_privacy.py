from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth import ingest


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ("matti.meikalainen@posti.fi", "e-mail"), ("131052-308T", "identity number"),
        ("131052A308T", "identity number"),
        ("44051401359", "identity number"), ("526-000-12-46", "business number"), ("0112038-9", "business number"),
        ("FI21 1234 5600 0007 85", "IBAN"), ("PL61109010140000071219812874", "IBAN"), ("4111 1111 1111 1111", "card"),
        ("+358 40 123 4567", "phone"), ("040-1234567", "phone"), ("0401234567", "phone"), ("601 234 567", "phone"),
        ("+48601234567", "phone"), ("@kauppa_fi", "handle"),
    ],
)  # fmt: skip
def test_personal_data_is_replaced_and_its_span_known(found: str, kind: str) -> None:
    text = f"Soita {found}, kiitos."
    redacted = ingest.redact(text)
    assert redacted.text == f"Soita [{kind}], kiitos."
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
    ],
)
def test_numbers_that_only_look_alike_stay(text: str) -> None:
    assert ingest.redact(text).text == text


@given(st.text(max_size=80))
def test_what_is_not_in_a_span_stays_to_the_letter(text: str) -> None:
    redacted = ingest.redact(text)
    rebuilt, at = "", 0
    for span in redacted.spans:
        rebuilt += text[at : span.start] + f"[{span.kind}]"
        at = span.end
    assert redacted.text == rebuilt + text[at:]


def test_redacting_twice_changes_nothing() -> None:
    once = ingest.redact("Kirjoita a@b.fi tai soita 040 1234567").text
    assert ingest.redact(once).text == once
