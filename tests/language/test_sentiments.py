"""The heads that ship tell plain praise from plain complaint in three languages, and abstain when they cannot."""

from __future__ import annotations

import numpy as np
import pytest

from insight_synth.encode import Encoder, load_encoder
from insight_synth.language import sentiments


@pytest.fixture(scope="module")
def multilingual() -> Encoder:
    return load_encoder()


COMPLAINTS = [
    "The parcel came three weeks late.",
    "The driver was rude and the box was broken.",
    "Asiakaspalvelu ei vastaa ja paketti on hukassa.",
    "Sovellus kirjaa minut ulos joka kerta kun avaan sen.",
    "Nie polecam, obsługa fatalna.",
    "Kurier był niemiły i uszkodził paczkę.",
]
PRAISE = [
    "Super fast delivery and lovely staff!",
    "Todella nopea toimitus ja mukava henkilökunta!",
    "Bardzo szybka dostawa i miła obsługa!",
]


def test_plain_complaints_are_negative_and_plain_praise_positive(multilingual: Encoder) -> None:
    assert sentiments(multilingual.raw(COMPLAINTS), multilingual.name) == ["negative"] * len(COMPLAINTS)
    assert sentiments(multilingual.raw(PRAISE), multilingual.name) == ["positive"] * len(PRAISE)


def test_a_question_is_not_a_complaint(multilingual: Encoder) -> None:
    texts = [
        "How do I change my delivery address?",
        "Miten vaihdan toimitusosoitteeni?",
        "Jak mogę zmienić adres dostawy?",
    ]
    assert "negative" not in sentiments(multilingual.raw(texts), multilingual.name)


def test_the_english_encoder_has_a_head_too() -> None:
    english = load_encoder("minilm")
    texts = ["I love these chairs, great quality!", "Terrible service, I am very disappointed."]
    assert sentiments(english.raw(texts), english.name) == ["positive", "negative"]


def test_an_encoder_without_a_head_abstains() -> None:
    assert sentiments(np.eye(3, 384, dtype=np.float32), "some/other-encoder") == ["", "", ""]


def test_no_vectors_give_no_sentiments() -> None:
    assert sentiments(np.zeros((0, 384), np.float32), "multilingual-e5-small") == []


def test_a_vector_that_says_nothing_gets_no_answer() -> None:
    from importlib.resources import files

    with (files("insight_synth.language") / "sentiment_multilingual-e5-small.npz").open("rb") as file:
        centre = np.load(file)["centre"]
    assert sentiments(centre[None, :].astype(np.float32), "multilingual-e5-small") == [""]
