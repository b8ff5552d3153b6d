"""Which answers become suggestions, and why the others do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.ingest.privacy import Redactor
from insight_synth.model import Language
from insight_synth.suggesting import REASONS, Passage, Refusal, ThemeToName
from insight_synth.suggesting.judging import names_of_answer, one_line, refusal

REDACTOR = Redactor()
MADE = ThemeToName(
    "t1",
    {"en": "Parcel"},
    ("parcel", "late"),
    ("Broken mugs",),
    (Passage("The parcel arrived two weeks late.", "en"), Passage("Toimitus myöhästyi taas.", "fi")),
    refused=("Parcel trouble",),
    others=("Rude staff",),
)


@pytest.mark.parametrize(
    ("name", "language", "reason"),
    [
        ("Late parcels", "en", ""), ("Parcels arriving weeks late", "en", ""), ("Late parcel & delivery", "en", ""),
        ("Myöhästynyt toimitus", "fi", ""), ("Toimitusviive", "fi", ""), ("Opóźniony parcel", "pl", ""),
        ("L", "en", "length"), ("", "en", "length"), ("Late parcel " * 6, "en", "length"),
        ("the late parcel is late once more", "en", "words"),
        ("Late\nparcel", "en", "signs"), ("Late\x1b[31m parcel", "en", "signs"), ("Late \u202eparcel", "en", "signs"),
        ("<b>Late parcel</b>", "en", "signs"), ("Late &lt;parcel", "en", "signs"), ("`Late parcel`", "en", "signs"),
        ("**Late parcel**", "en", "signs"), ('"Late parcel"', "en", "signs"), ("Late_parcel", "en", "signs"),
        ("=late parcel", "en", "signs"), ("- late parcel", "en", "signs"), ("Late parcel 📦", "en", "signs"),
        ("Lаte parcel", "en", "signs"), ("{parcel}", "en", "signs"), ("Late parcel […]", "en", "signs"),
        ("Parcel: https://evil.example", "en", "address"), ("parcel www.evil", "en", "address"),
        ("Parcel at shop.example", "en", "address"), ("Parcel anna@example.com", "en", "address"),
        ("Parcel @anna", "en", "address"), ("Parcel +358 40 123 4567", "en", "personal"),
        ("Parcel 210707A6864", "en", "personal"),
        ("parcel", "en", "present"), ("PARCEL!", "en", "present"), ("Broken Mugs", "en", "taken"),
        ("broken  mugs", "en", "taken"), ("rude staff", "en", "taken"), ("Parcel – trouble", "en", "again"),
        ("Free money for everyone", "en", "foreign"), ("The and of", "en", "foreign"), ("2025", "en", "foreign"),
        ("Kallis hinta", "fi", "foreign"),
    ],
)  # fmt: skip
def test_a_name_is_held_to_the_rules(name: str, language: Language, reason: Refusal) -> None:
    assert refusal(name, language, MADE, REDACTOR) == reason


def test_a_name_in_the_words_of_its_own_passages_passes_in_each_language() -> None:
    polish = replace(MADE, keywords=(), passages=(Passage("Paczki przychodzą uszkodzone.", "pl"),))
    assert refusal("Uszkodzona paczka", "pl", polish, REDACTOR) == ""
    assert refusal("Damaged box", "en", polish, REDACTOR) == "foreign"


@pytest.mark.parametrize(
    "answer",
    [
        "", "Late parcels", "null", "[]", '"Late parcels"', "{}", '{"fi": "Myöhässä"}', '{"en": null}', '{"en": 7}',
        '{"en": ["Late parcels"]}', '{"en": "Late parcels", "fi": "Myöhässä"}',
        '{"en": "Late parcels", "note": "as asked"}', '```json\n{"en": "Late parcels"}\n```',
        '{"en": "Late parcels"} {"en": "x"}', '{"en": "Late par', '{"names": {"en": "Late parcels"}}',
        "[" * 100_000, '{"en": "\\ud800"}',
    ],
)  # fmt: skip
def test_an_answer_of_another_form_is_none(answer: str) -> None:
    assert names_of_answer(answer, ["en"]) is None


def test_an_answer_of_the_form_gives_each_language() -> None:
    answer = ' {"fi": "Myöhässä", "en": "Late parcels"}\n'
    assert names_of_answer(answer, ["en", "fi"]) == {"en": "Late parcels", "fi": "Myöhässä"}


@given(st.text(max_size=80))
def test_what_passes_is_plain_and_short_whatever_comes(name: str) -> None:
    shown = one_line(f"{name} parcel")
    if refusal(shown, "en", MADE, REDACTOR):
        return
    assert 2 <= len(shown) <= 60
    assert len(shown.split()) <= 6
    assert shown.isprintable()
    assert not set(shown) & set('<>[]{}`*_#|\\"@=;~^')
    assert REDACTOR.text(shown) == shown


def test_each_reason_is_told_in_words() -> None:
    assert all(text for reason, text in REASONS.items() if reason)
