"""Words, their dictionary forms, stop words, and what says nothing."""

from __future__ import annotations

import pytest

from insight_synth.language import lemmas, negations, says_something, stop_words, words


def test_addresses_handles_and_marks_are_not_words() -> None:
    text = "@united see https://t.co/x, mail me@x.com or call [phone] re: check-in, don't [identity number] wait"
    assert [text[a:b] for a, b in words(text)] == ["see", "mail", "or", "call", "re", "check-in", "don't", "wait"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The parcels were delivered", ["the", "parcel", "be", "deliver"]),
        ("fi", "Toimitukset myöhästyivät viikkoa", ["toimitus", "myöhästyä", "viikko"]),
        ("pl", "paczki klientom", ["paczka", "klient"]),
        ("", "Parcels", ["parcels"]),
        ("xx", "Parcels 12", ["parcels", "12"]),
    ],
)
def test_lemmas_are_dictionary_forms_in_order(language: str, text: str, expected: list[str]) -> None:
    assert lemmas(text, language) == expected


@pytest.mark.parametrize("language", ["en", "fi", "pl", "sv", "de"])
def test_stop_words_are_lower_case_and_hold_the_negations(language: str) -> None:
    assert len(stop_words(language)) > 100
    assert negations(language) < stop_words(language)
    assert all(word == word.lower() for word in stop_words(language))


def test_an_unknown_language_has_no_stop_words() -> None:
    assert stop_words("") == stop_words("xx") == frozenset()


def test_colloquial_words_are_stop_words() -> None:
    assert {"mä", "niinku", "oon"} <= stop_words("fi")
    assert {"gonna", "don’t", "don't", "dont"} <= stop_words("en")
    assert {"się", "poprostu"} <= stop_words("pl")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thanks!"), ("en", "Best regards, John Smith"), ("en", "@united http://t.co/x"), ("en", "12345"),
        ("en", "Dear Sir or Madam,"), ("en", "Sent from my iPhone"), ("en", "[e-mail]"), ("en", "..."), ("en", "Yes."),
        ("fi", "Kiitos paljon!"), ("fi", "Terveisin Matti Meikäläinen"), ("fi", "Hei,"), ("fi", "Hyvää päivää"),
        ("pl", "Dzień dobry,"), ("pl", "Pozdrawiam serdecznie, Anna"), ("pl", "Dziękuję bardzo!"), ("", "Kiitos"),
    ],
)  # fmt: skip
def test_greetings_thanks_and_signatures_say_nothing(language: str, text: str) -> None:
    assert not says_something(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Never again"), ("en", "Great service"), ("en", "Where is your customer service?"),
        ("en", "Delivery"), ("en", "Thank you for nothing, the bag is lost"), ("en", "Not good"),
        ("en", "Hi, the app crashes"), ("fi", "Ei toimi"), ("fi", "Kiitos nopeasta toimituksesta"),
        ("pl", "Nie działa"),
        ("pl", "Dzień dobry, paczka nie dotarła"), ("", "paketti katosi"),
    ],
)  # fmt: skip
def test_the_shortest_complaint_says_something(language: str, text: str) -> None:
    assert says_something(text, language)
