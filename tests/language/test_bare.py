"""What is taken off a passage before it is encoded."""

from __future__ import annotations

import pytest

from insight_synth.language import bare


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@united my bag is lost", "my bag is lost"),
        ("Still #delayed, see https://t.co/abc123", "Still delayed, see"),
        ("Kirjoitin osoitteeseen anna@example.org eilen", "Kirjoitin osoitteeseen anna@example.org eilen"),
        ("No address here", "No address here"),
    ],
)
def test_handles_links_and_the_marks_of_tags_go_and_the_words_stay(text: str, left: str) -> None:
    assert bare(text) == left


def test_a_text_of_addresses_only_is_given_back() -> None:
    assert bare("@united https://t.co/x") == "@united https://t.co/x"
