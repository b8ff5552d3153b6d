"""Where a passage stands is told in the reader's language; names in it are nobody's words to translate."""

from __future__ import annotations

import pytest

from insight_synth.report.catalogue import Catalogue
from insight_synth.report.places import KINDS, place_in_words


def words(language: str) -> dict[str, str]:
    catalogue = Catalogue(language)
    return {f"place_{kind}": catalogue.text(f"label.place_{kind}") for kind in (*KINDS, "sheet")}


@pytest.mark.parametrize(
    ("locator", "told"),
    [
        ("row 209", "rivi 209"),
        ("sheet row 7 row 12", "taulukko row 7 rivi 12"),
        ("sheet Palautteet 2025 row 3", "taulukko Palautteet 2025 rivi 3"),
        ("archive row 1/notes.json item 4", "archive row 1/notes.json kohta 4"),
        ("post 12 comment 3", "kirjoitus 12 kommentti 3"),
        ("item 3", "kohta 3"),
        ("p. 3, box 2", "p. 3, box 2"),
        ("", ""),
    ],
)
def test_a_place_is_told_in_finnish(locator: str, told: str) -> None:
    assert place_in_words(locator, words("fi")) == told


def test_in_english_a_place_is_as_it_is_stored() -> None:
    assert place_in_words("sheet Notes row 9", words("en")) == "sheet Notes row 9"


def test_a_report_of_before_keeps_its_words() -> None:
    assert place_in_words("sheet Notes row 9", {}) == "sheet Notes row 9"
