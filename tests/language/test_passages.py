"""A passage is about a sentence, and nothing of the text is lost or changed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.language import passages, words

CASES = [
    ("en", "The parcel was late. Nobody called me.", ["The parcel was late.", "Nobody called me."]),
    ("en", "The parcel was late.The driver was rude.", ["The parcel was late.", "The driver was rude."]),
    ("en", "the bag was lost. nobody helped us.", ["the bag was lost.", "nobody helped us."]),
    ("en", "We live at No. 5 Main St. near Mr. Smith and it took, e.g. in May, three days.", None),
    ("en", "I waited... and waited until nine. Then I left.", ["I waited... and waited until nine.", "Then I left."]),
    ("en", "Still no answer 😡 Nobody picks up the phone", ["Still no answer 😡", "Nobody picks up the phone"]),
    ("en", "It costs 9.95 with v2.1 from shop.example.com/A.B today.", None),
    ("en", '"Why is it late?" she asked me.', None),
    (
        "en",
        "You can write to me@example.com. Please answer by Monday.",
        ["You can write to me@example.com.", "Please answer by Monday."],
    ),
    ("en", "This line was wrapped by the mail program and\ngoes on here.", None),
    ("en", "- parcel came late\n- nobody said sorry\n", ["parcel came late", "nobody said sorry"]),
    ("en", "The box was wet\nThe lamp was broken", ["The box was wet", "The lamp was broken"]),
    ("en", "Would buy again? No! The app crashes daily.", ["Would buy again? No!", "The app crashes daily."]),
    ("fi", "Sohva tuli 3. kerrokseen n. viikon myöhässä, klo 21.30 esim. tiistaina.", None),
    (
        "fi",
        "Paketti katosi. Ei vastausta. Soitin kolme kertaa.",
        ["Paketti katosi. Ei vastausta.", "Soitin kolme kertaa."],
    ),
    ("pl", "Paczka przyszła ok. 3 tyg. za późno, m.in. bez kabla.", None),
    ("pl", "Nie polecam tej firmy.Kurier był niemiły!", ["Nie polecam tej firmy.", "Kurier był niemiły!"]),
    ("de", "Das Paket kam am 3. Mai um 9 Uhr an.", None),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_a_text_is_cut_where_a_reader_would_cut_it(language: str, text: str, expected: list[str] | None) -> None:
    found = [text[start:end] for start, end in passages(text, language)]
    assert found == (expected or [text])


def test_a_run_on_sentence_is_cut_between_clauses() -> None:
    text = "we waited at home all day, and then nobody came to the door with the parcel " * 6
    found = [text[start:end] for start, end in passages(text, "en")]
    assert len(found) > 1
    assert all(len(words(part)) <= 60 for part in found)
    assert all(part.startswith(("we waited", "and then")) for part in found)


def test_a_heading_joins_what_follows_it() -> None:
    text = "Delivery\nThe parcel came three weeks late."
    assert passages(text, "en") == [(0, len(text))]


def test_white_space_alone_has_no_passages() -> None:
    assert passages("", "en") == []
    assert passages(" \r\n\t ", "fi") == []


WORDS = ["late", "Ei", "paczka", "etc.", "3.", "ł", "Ä", "0", "@united", "http://t.co/a.B", "me@x.com", "#lost"]
MARKS = ["...", "…", "!", "?", ".", ",", "- ", "* ", "1) ", '"', ")", "(", "😡", "\u200b"]
BLANKS = [" ", "\n", "\r\n", "\u00a0", "\u2028"]
PIECES = st.sampled_from([*WORDS, *MARKS, *BLANKS])


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200)),
    st.sampled_from(["en", "fi", "pl", ""]),
)
def test_passages_are_in_order_apart_stripped_and_hold_every_word(text: str, language: str) -> None:
    spans = passages(text, language)
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(any(start <= a and b <= end for start, end in spans) for a, b in words(text) if not text[a:b].isdigit())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["late", "and", "parcel,", "so", "it\n", "x"]), min_size=1, max_size=300).map(" ".join))
def test_no_passage_has_more_than_about_sixty_words(text: str) -> None:
    assert all(len(words(text[start:end])) <= 62 for start, end in passages(text, "en"))
