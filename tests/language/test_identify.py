"""A text's language is told from few words, and not told from too few."""

from __future__ import annotations

import pytest

from insight_synth.language import identify

TOLD = [
    ("ei toimi", "fi"),
    ("paketti myöhässä", "fi"),
    ("nie działa", "pl"),
    ("bardzo dobra obsługa", "pl"),
    ("not working", "en"),
    ("The app crashes", "en"),
    ("mycket bra", "sv"),
    ("Sehr gut", "de"),
    ("@united your flight was late again http://t.co/aBc", "en"),
    ("PAKETTI EI TULLUT PERILLE", "fi"),
]


@pytest.mark.parametrize(("text", "language"), TOLD)
def test_a_few_words_tell_the_language(text: str, language: str) -> None:
    assert identify([text]) == [language]


@pytest.mark.parametrize(
    "text", ["", "ok", "12345", "!!!", "😡😡", "@united", "https://example.com/ei/nie/not", "[e-mail]"]
)
def test_too_little_text_tells_nothing(text: str) -> None:
    assert identify([text]) == [""]


def test_a_script_no_expected_language_uses_tells_nothing() -> None:
    assert identify(["Посылка пришла на три недели позже"]) == [""]
    assert identify(["Посылка пришла на три недели позже"], ["en", "ru"]) == ["ru"]


def test_only_expected_languages_are_named() -> None:
    assert identify(["Paketti tuli kolme viikkoa myöhässä"], ["en", "pl"]) != ["fi"]
    assert identify(["Paketti tuli kolme viikkoa myöhässä"], ["fi"]) == ["fi"]
    assert identify(["Paketti tuli"], []) == [""]
    assert identify([]) == []


def test_an_answer_depends_on_no_other_text_and_no_order_of_languages() -> None:
    texts = [text for text, _language in TOLD]
    assert identify(texts[::-1]) == identify(texts)[::-1]
    assert identify(texts, ["de", "sv", "pl", "fi", "en"]) == identify(texts)
