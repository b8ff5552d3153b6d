"""What a text claims by its letters alone, in each language."""

from __future__ import annotations

import pytest

from insight_synth.report.editing.claims import canonical, claims


def found(text: str, language: str) -> list[str]:
    return [text[claim.start : claim.end] for claim in claims(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "claimed"),
    [
        ("en", "360 voices, 12.5% of 1,234; −0.71", ["360", "12.5%", "1,234", "−0.71"]),
        ("en", "half of them, a third, twice as many, two of three", ["half", "a third", "twice", "two", "three"]),
        ("fi", "1 234 ääntä, 12,5 %, puolet, kaksinkertaistui", ["1 234", "12,5 %", "puolet", "kaksinkertaistui"]),
        ("pl", "1 234 głosów, 12,5%, połowa, dwa z trzech", ["1 234", "12,5%", "połowa", "dwa", "trzech"]),
        ("en", "10%–14% and ½ and ٣٦", ["10%", "14%", "½", "٣٦"]),
        ("en", "They say “never again, not once more” and “no”", ["“never again, not once more”"]),
        ("fi", "Sanotaan ”tosi hidas toimitus” tai ”hidas”", ["”tosi hidas toimitus”"]),
        ("en", "XIV sources, MCCV voices, USD5000, over900, 五十, ¹, 🔟",
         ["XIV", "MCCV", "USD5000", "over900", "五", "十", "¹", "🔟"]),
        ("en", "‹the worst flight›, `the worst flight`, ＂the worst flight＂, <<the worst flight>>",
         ["‹the worst flight›", "`the worst flight`", "＂the worst flight＂", "<the worst flight>"]),
        ("en", "It was “the worst\nflight of all” of 2040.", ["“the worst\nflight of all”", "2040"]),
        ("pl", "Mówią „bardzo wolna dostawa” lub „wolna”", ["„bardzo wolna dostawa”"]),
    ],
)  # fmt: skip
def test_numbers_words_for_numbers_and_quotations_are_claims(language: str, text: str, claimed: list[str]) -> None:
    assert found(text, language) == claimed


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "One of the causes is the Q3 plan for B2B; customers’ voices and sellers’ notes in XL"),
        ("en", "1. Call them\n2. Write to them"),
        ("fi", "Yksi syy on yhteinen, kolmas kerta ei ole laskettu"),
        ("pl", "Jeden powód jest wspólny"),
    ],
)
def test_articles_names_and_enumerations_are_none(language: str, text: str) -> None:
    assert found(text, language) == []


def test_one_number_is_the_same_however_it_is_written() -> None:
    assert {canonical(text, "en") for text in ("1,234", "1234", "1 234", "1\u00a0234")} == {"1234"}
    assert {canonical(text, "fi") for text in ("12,5 %", "12,5\u00a0%", "12,5%", "12,50 %", "12,5 prosenttia")} == {
        "12.5%"
    }
    assert canonical("−0.71", "en") == canonical("-0.71", "en") == "-0.71"
    assert canonical("12", "en") != canonical("12%", "en")


def test_dates_tell_their_last_day() -> None:
    told = {
        "en": "31 March 2027, March 2026, by 2028.",
        "fi": "31. maaliskuuta 2027, maaliskuussa 2026, vuonna 2028.",
        "pl": "31 marca 2027, w marcu 2026, do 2028.",
    }
    for language, text in told.items():
        assert [claim.value for claim in claims(text, language)] == ["2027-03-31", "2026-03-31", "2028-12-31"]


def test_a_share_of_a_thousand_is_no_count() -> None:
    assert canonical("12‰", "en") != canonical("12", "en")
