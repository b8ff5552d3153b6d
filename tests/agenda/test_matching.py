"""Which passages speak to a question: by meaning, in any language, and none where nobody speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from insight_synth import encode
from insight_synth.agenda import matching, wording
from insight_synth.agenda.forms import Floats, is_question
from insight_synth.model import Mention, Question

REFUNDS = [
    ("en", "My refund has not come after six weeks."),
    ("en", "I am still waiting for the money from my return."),
    ("en", "The refund took a whole month."),
    ("fi", "Palautuksen rahoja ei ole hyvitetty viiteen viikkoon."),
    ("fi", "Odotan yhä rahojani takaisin palautuksesta."),
    ("pl", "Od miesiąca czekam na zwrot pieniędzy."),
    ("pl", "Zwrot pieniędzy trwał siedem tygodni."),
]
OTHERS = [
    ("en", "The sales assistant was very friendly."), ("en", "The music in the shop is too loud."),
    ("en", "Parking is hard to find on Saturdays."), ("en", "The lamp looks lovely in our hall."),
    ("en", "Opening hours are too short."), ("en", "The new catalogue is beautiful."),
    ("fi", "Myyjä oli todella mukava."), ("fi", "Musiikki soi liian kovalla."),
    ("fi", "Parkkipaikkoja on liian vähän."), ("fi", "Uusi kuvasto on kaunis."),
    ("pl", "Obsługa była bardzo miła."), ("pl", "Muzyka w sklepie gra za głośno."),
    ("pl", "Trudno znaleźć miejsce do parkowania."), ("pl", "Nowy katalog jest piękny."),
]  # fmt: skip


@cache
def vector(text: str) -> tuple[float, ...]:
    return tuple(encode.load_encoder().raw([text])[0].tolist())


def raw(texts: Sequence[str]) -> Floats:
    return np.array([vector(text) for text in texts], np.float32)


@pytest.fixture(scope="module")
def held() -> matching.Said:
    return matching.said(mentions(), raw([text for _, text in REFUNDS + OTHERS]))


def mentions() -> list[Mention]:
    return [
        Mention(f"m{at:02d}", f"v{at}", "reviews", 0, len(text), text, spoken, voice_id=f"voice {at}")
        for at, (spoken, text) in enumerate(REFUNDS + OTHERS)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "How long do refunds take?",
        "Kuinka kauan hyvitystä joutuu odottamaan?",
        "Jak długo czeka się na zwrot pieniędzy?",
    ],
)
def test_a_question_in_any_language_finds_what_speaks_to_it_in_every_language(held: matching.Said, text: str) -> None:
    nearest = [key for key, _ in matching.ranked([text], held, raw, 7)[0]]
    found = [int(key[1:]) for key in nearest]
    assert sum(at < len(REFUNDS) for at in found) >= 6
    assert {(REFUNDS + OTHERS)[at][0] for at in found} == {"en", "fi", "pl"}


def test_nothing_speaks_to_what_nobody_speaks_of(held: matching.Said) -> None:
    asked = ["Do customers want lessons in deep-sea diving?", "Kuinka usein satelliitti vikaantuu?"]
    assert matching.to_the_point(asked, held, raw) == [{}, {}]


def test_what_speaks_to_a_question_is_scored_and_comes_best_first(held: matching.Said) -> None:
    found = matching.relevant([Question("refunds", "How long do refunds take?")], held, raw)["refunds"]
    scores = list(found.values())
    assert found
    assert {int(key[1:]) < len(REFUNDS) for key in found} == {True}
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_the_order_of_passages_changes_nothing(held: matching.Said) -> None:
    other = list(reversed(mentions()))
    turned = matching.said(other, raw([mention.text for mention in other]))
    asked = ["How long do refunds take?"]
    assert matching.to_the_point(asked, turned, raw) == matching.to_the_point(asked, held, raw)
    assert matching.ranked(asked, turned, raw) == matching.ranked(asked, held, raw)


def test_one_question_does_not_change_what_another_finds(held: matching.Said) -> None:
    both = matching.to_the_point(["How long do refunds take?", "Is the music too loud?"], held, raw)
    assert both[0] == matching.to_the_point(["How long do refunds take?"], held, raw)[0]


def test_the_same_words_are_listed_once() -> None:
    twice = [*mentions(), Mention("m99", "v99", "forum", 0, 5, REFUNDS[0][1].upper(), "en", voice_id="other")]
    held = matching.said(twice, raw([mention.text.capitalize() for mention in twice]))
    found = [key for key, _ in matching.ranked(["How long do refunds take?"], held, raw)[0]]
    assert len({"m00", "m99"} & set(found)) == 1


def test_nothing_was_said_so_nothing_speaks() -> None:
    held = matching.said([], np.zeros((0, 384), np.float32))
    assert matching.to_the_point(["Why?"], held, raw) == [{}]
    assert matching.ranked(["Why?"], held, raw) == [[]]


def test_a_question_is_told_by_its_mark() -> None:
    assert is_question("Onko kallis?")
    assert is_question("“Too dear?”")
    assert not is_question("Nobody reads it.")


def test_words_that_mean_the_same_are_alike_across_languages() -> None:
    scores = wording.alike("Is the invoice wrong?", ["Lasku on väärin.", "The invoice is wrong.", "Koira haukkuu."])
    assert scores[1] > scores[0] > scores[2]


def test_inflected_forms_share_a_stem() -> None:
    words = wording.telling_words("Ovatko automaatit täynnä?", "fi")
    assert [word.left_out_of("Ovatko automaatit täynnä?") for word in words][-1] == "Ovatko automaatit?"
    assert any("automaatissa".startswith(word.stem) for word in words)
