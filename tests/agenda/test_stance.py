"""A passage's side on a belief: for, against, or rather beside than wrong, in three languages and across them."""

from __future__ import annotations

import pytest

from insight_synth.agenda.stance import belief_reading, parts, reading, stance

BELIEFS = {
    "on time": [("en", "Deliveries arrive on time"), ("fi", "Toimitukset tulevat ajallaan"), ("pl", "Są na czas")],
    "easy": [("en", "The instructions are easy"), ("fi", "Ohje on helppo"), ("pl", "Instrukcja jest łatwa")],
    "too dear": [("en", "It is too expensive"), ("fi", "Se on liian kallista"), ("pl", "To jest za drogie")],
}  # fmt: skip
FOR = {
    "on time": [("en", "It came on schedule."), ("fi", "Paketti tuli ajoissa"), ("pl", "Paczka przyszła punktualnie")],
    "easy": [("en", "Simple to follow."), ("fi", "Yksinkertainen koota"), ("pl", "Montaż był prosty")],
    "too dear": [("en", "Overpriced."), ("fi", "Ylihintaista tavaraa"), ("pl", "Zawyżone ceny")],
}
AGAINST = {
    "on time": [("en", "It was two weeks late."), ("fi", "Taas myöhässä"), ("pl", "Dostawa opóźniona")],
    "easy": [("en", "Confusing and unclear."), ("fi", "Ohje on sekava"), ("pl", "Niezrozumiała instrukcja")],
    "too dear": [("en", "Quite cheap."), ("fi", "Edullinen"), ("pl", "Bardzo tanio")],
}


def side(belief: tuple[str, str], passage: tuple[str, str]) -> str:
    return stance(belief_reading(belief[1], belief[0]), reading(passage[1], passage[0]))


@pytest.mark.parametrize("subject", BELIEFS)
@pytest.mark.parametrize("spoken", range(3))
def test_what_is_said_in_one_language_counts_for_a_belief_in_any(subject: str, spoken: int) -> None:
    belief = BELIEFS[subject][spoken]
    assert [side(belief, passage) for passage in FOR[subject]] == ["for"] * 3
    assert [side(belief, passage) for passage in AGAINST[subject]] == ["against"] * 3


@pytest.mark.parametrize(
    ("belief", "passage", "expected"),
    [
        (("en", "Nobody uses the app"), ("en", "Everyone uses it."), "against"),
        (("en", "Customers cannot reach anyone by phone"), ("en", "Nobody answers."), "for"),
        (("fi", "Kukaan ei käytä sovellusta"), ("en", "I use it daily"), "against"),
        (("pl", "Nikt nie odbiera telefonu"), ("pl", "odebrali od razu"), "against"),
        (("en", "The food is good"), ("en", "The food wasn't too good either."), "against"),
        (("en", "The flights are delayed"), ("en", "No delays at all."), "against"),
        (("en", "The food is good"), ("en", "It could not have been better."), "for"),
    ],
)
def test_a_denial_turns_a_claim_round(belief: tuple[str, str], passage: tuple[str, str], expected: str) -> None:
    assert side(belief, passage) == expected


@pytest.mark.parametrize(
    "wish", [("en", "money back faster"), ("fi", "rahat takaisin nopeammin"), ("pl", "proszę szybciej zwracać")]
)
def test_who_wishes_it_were_so_says_that_it_is_not(wish: tuple[str, str]) -> None:
    assert side(("en", "Refunds arrive quickly"), wish) == "against"


def test_what_is_better_than_something_is_no_wish() -> None:
    assert side(("en", "Refunds arrive quickly"), ("en", "Faster than I expected")) == "for"


@pytest.mark.parametrize(
    "passage",
    [
        "Is my flight delayed?",  # asks
        "If it is delayed, tell us.",  # supposes
        "Good food but bad food too.",  # no such scale
        "We flew to Oslo.",  # claims nothing
        "It was late at first, then on time.",  # says both
    ],
)
def test_no_side_is_taken_where_none_is_told(passage: str) -> None:
    assert side(("en", "Flights are delayed"), ("en", passage)) == "beside"


def test_a_belief_without_a_claim_has_no_sides() -> None:
    assert side(("en", "Passengers carry umbrellas"), ("en", "Terribly late and rude")) == "beside"


def test_the_subject_of_a_belief_claims_nothing() -> None:
    belief = ("en", "Cancelling a policy is simple")
    assert side(belief, ("en", "I am going to cancel the policy.")) == "beside"
    assert side(belief, ("en", "Getting out of it was a nightmare")) == "against"


def test_general_praise_is_for_a_general_belief_only() -> None:
    assert side(("en", "The furniture is good"), ("en", "A sturdy, durable chair")) == "for"
    assert side(("en", "The screens are too small"), ("en", "Really bad screens")) == "beside"


def test_a_short_text_of_no_known_language_is_read_in_all() -> None:
    assert stance(belief_reading("Staff are friendly", "en"), reading("nice staff", "")) == "for"


@pytest.mark.parametrize(
    ("text", "language", "claim", "reason"),
    [
        ("Nobody uses them because they close early", "en", "Nobody uses them", "they close early"),
        ("Because they close early, nobody uses them.", "en", "nobody uses them", "they close early"),
        ("Kukaan ei käytä niitä, koska ne menevät kiinni", "fi", "Kukaan ei käytä niitä", "ne menevät kiinni"),
        ("Nikt ich nie używa, ponieważ są zamykane", "pl", "Nikt ich nie używa", "są zamykane"),
        ("Refunds are slow", "en", "Refunds are slow", ""),
    ],
)
def test_a_belief_falls_into_claim_and_reason(text: str, language: str, claim: str, reason: str) -> None:
    assert parts(text, language) == (claim, reason)
