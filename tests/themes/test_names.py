"""Themes are named by phrases people would choose: whole, in their language, unlike each other, and lasting."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pytest

from insight_synth.themes.names import NamedTheme, name_themes, read_passages
from insight_synth.themes.telling import quotation

DIMENSIONS = 64


@dataclass
class Passages:
    """Made passages: texts, languages, vectors about their theme's direction, the themes."""

    texts: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)

    def theme(self, texts: Sequence[str], language: str = "en", parent: int = -1) -> int:
        """Adds a theme with these passages."""
        self.parents.append(parent)
        self.more(len(self.parents) - 1, texts, language)
        return len(self.parents) - 1

    def more(self, theme: int, texts: Sequence[str], language: str = "en") -> None:
        """Adds passages to a theme."""
        self.texts += texts
        self.languages += [language] * len(texts)
        self.labels += [theme] * len(texts)

    def vectors(self) -> npt.NDArray[np.float32]:
        """Unit rows about the direction of each passage's theme; a sub-theme's lies near its parent's."""
        draw = np.random.default_rng(5)
        own = np.linalg.qr(draw.normal(size=(DIMENSIONS, DIMENSIONS)))[0][: len(self.parents)]
        centres = [own[t] + (own[p] if p >= 0 else 0) for t, p in enumerate(self.parents)]
        rows = [(centres[t] if t >= 0 else 0) + 0.15 * draw.normal(size=DIMENSIONS) for t in self.labels]
        made = np.array(rows, dtype=np.float32)
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)

    def named(self, taken: dict[int, dict[str, str]] | None = None) -> list[NamedTheme]:
        """The names of all themes."""
        read = read_passages(self.texts, self.languages)
        labels, parents = np.array(self.labels, dtype=np.int64), np.array(self.parents, dtype=np.int64)
        return name_themes(self.texts, self.languages, read, self.vectors(), labels, parents, taken)


def said(patterns: Sequence[str], around: Sequence[str]) -> list[str]:
    """Each pattern in each surrounding."""
    return [
        f"{before} {pattern}{after}" for pattern in patterns for before, _, after in (a.partition("|") for a in around)
    ]


EN_AROUND = ["Yesterday I saw that |.", "Hello, |, please help.", "Why is it that |?", "I am angry because |!"]
FI_AROUND = ["Taas kerran |.", "Hei, |, auttakaa.", "Miksi |?", "Olen vihainen, koska |!"]
PL_AROUND = ["Wczoraj |.", "Dzień dobry, |, proszę o pomoc.", "Dlaczego |?", "Jestem zła, bo |!"]


def english() -> Passages:
    made = Passages()
    made.theme(
        said(["my card is not working", "the card isn't working abroad", "your card was not working"], EN_AROUND)
    )
    made.theme(said(["the exchange rate was wrong", "this exchange rate is too low", "your exchange rate"], EN_AROUND))
    made.theme(said(["they lost my luggage", "the luggage was lost", "lost luggage in Oslo"], EN_AROUND))
    made.theme(said(["I need to top up my phone", "we top up the phone", "top up failed"], EN_AROUND))
    return made


def finnish() -> Passages:
    made = Passages()
    made.theme(said(["toimitus on myöhässä", "toimitus oli taas myöhässä", "toimitus myöhässä"], FI_AROUND), "fi")
    made.theme(said(["koko ei sovi", "housujen koko ei sovi", "koko ei sovi minulle"], FI_AROUND), "fi")
    made.theme(
        said(["sain lokeron koodin väärin", "lokeron koodi puuttui", "lokeron koodia ei tullut"], FI_AROUND), "fi"
    )
    return made


def polish() -> Passages:
    made = Passages()
    made.theme(said(["opóźniona dostawa mebli", "znowu opóźniona dostawa", "opóźniona dostawa"], PL_AROUND), "pl")
    made.theme(
        said(["kurier nie przyjechał", "wasz kurier nie przyjechał", "kurier znowu nie przyjechał"], PL_AROUND), "pl"
    )
    made.theme(said(["brak zwrotu pieniędzy", "czekam na zwrot pieniędzy", "zwrot pieniędzy"], PL_AROUND), "pl")
    return made


# ---- the phrase


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(english, ["Card not working", "Exchange rate", "Lost luggage", "Top up phone"], id="en"),
        pytest.param(finnish, ["Toimitus myöhässä", "Koko ei sovi", "Lokeron koodi"], id="fi"),
        pytest.param(polish, ["Opóźniona dostawa", "Kurier nie przyjechał", "Zwrot pieniędzy"], id="pl"),
    ],
)
def test_a_theme_is_named_by_the_phrase_its_people_use(made: object, expected: list[str]) -> None:
    passages = made()  # type: ignore[operator]
    assert [theme.name for theme in passages.named()] == expected


def test_what_people_put_differently_is_one_phrase() -> None:
    made = Passages()
    made.theme(
        said(["my flight was cancelled", "the flight has been cancelled", "our flight got cancelled"], EN_AROUND)
    )
    made.theme(said(["the seat is too narrow", "narrow seats", "what narrow seat"], EN_AROUND))
    assert made.named()[0].name == "Flight cancelled"


def test_a_name_is_never_an_opinion_a_greeting_a_time_or_a_number() -> None:
    made = Passages()
    made.theme(said(["great, great, great", "terrible", "today 24 hours"], ["Hello | thanks.", "Monday |!", "| 2015."]))
    made.theme(said(["the parcel was wet", "a wet parcel"], EN_AROUND))
    name = made.named()[0].name
    assert name.startswith("“")
    assert made.named()[1].name in ("Wet parcel", "Parcel wet")


def test_the_name_of_a_company_alone_names_nothing() -> None:
    made = Passages()
    places = [
        "I flew with Velair and the legroom was small",
        "Again Velair gave me no legroom",
        "so little legroom, Velair",
    ]
    made.theme(said(places, EN_AROUND))
    made.theme(said(["the soup on Velair was cold", "cold soup, thanks Velair"], EN_AROUND))
    names = [theme.name for theme in made.named()]
    assert "legroom" in names[0].lower()
    assert all("velair" not in name.lower() for name in names)


def test_handles_and_links_are_no_words_of_a_name() -> None:
    made = Passages()
    made.theme(said(["@velair lost bag http://x.example/bag", "@velair my bag is lost"], EN_AROUND))
    made.theme(said(["@velair the soup was cold", "cold soup @velair"], EN_AROUND))
    assert [theme.name for theme in made.named()] == ["Lost bag", "Cold soup"]


def test_small_words_inside_a_name_are_kept_and_none_stands_at_its_edge() -> None:
    made = Passages()
    made.theme(
        said(["about a lost or stolen wallet", "my lost or stolen wallet", "a lost or stolen wallet"], EN_AROUND)
    )
    made.theme(said(["my proof of purchase", "the proof of purchase is gone", "no proof of purchase"], EN_AROUND))
    assert [theme.name for theme in made.named()] == ["Lost or stolen wallet", "Proof of purchase"]


def test_a_single_inflected_word_is_shown_in_its_base_form() -> None:
    made = Passages()
    made.theme(said(["näin laskun", "laskussa luki", "lasku tuli", "laskuja oli", "laskun sain"], FI_AROUND), "fi")
    made.theme(said(["tuolissa oli", "tuoli oli", "tuolin sain", "tuolit"], FI_AROUND), "fi")
    assert [theme.name for theme in made.named()] == ["Lasku", "Tuoli"]


@pytest.mark.parametrize(
    ("language", "texts", "expected"),
    [
        pytest.param("sv", ["leveransen är sen", "sen leverans", "en sen leverans"], "leverans", id="sv"),
        pytest.param(
            "de", ["die Lieferung ist da", "kaputte Lieferung", "eine kaputte Lieferung"], "lieferung", id="de"
        ),
        pytest.param("et", ["tarne hilines", "tarne hilines jälle", "tarne hilines"], "tarne", id="et"),
    ],
)
def test_other_languages_are_named_too(language: str, texts: list[str], expected: str) -> None:
    made = Passages()
    made.theme(said(texts, ["|.", "| 1", "| 2", "| 3"]), language)
    made.theme(said(["xenon qvist", "qvist xenon"], ["|.", "| 1", "| 2"]), language)
    assert expected in made.named()[0].name.lower()


# ---- names beside each other


def family() -> Passages:
    made = Passages()
    made.parents.append(-1)
    made.theme(
        said(["the refund is not showing up", "my refund isn't showing up", "refund not showing up"], EN_AROUND),
        parent=0,
    )
    made.theme(
        said(["refund in the wrong currency", "a refund in wrong currency", "wrong currency refund"], EN_AROUND),
        parent=0,
    )
    made.theme(said(["the chair leg broke", "a broken chair leg", "chair leg is broken"], EN_AROUND))
    return made


def test_a_theme_is_named_by_what_its_sub_themes_share_and_they_by_what_parts_them() -> None:
    names = [theme.name for theme in family().named()]
    assert names[0] == "Refund"
    assert "showing up" in names[1]
    assert "currency" in names[2].lower()


def test_two_themes_of_the_same_words_get_different_names() -> None:
    made = Passages()
    for _ in range(3):
        made.theme(said(["the parcel locker is full", "a full parcel locker by the station"], EN_AROUND))
    names = [theme.name for theme in made.named()]
    assert len({frozenset(name.lower().split()) for name in names}) == 3


def test_a_theme_no_phrase_speaks_for_is_named_by_a_quotation_not_by_two_unrelated_words() -> None:
    made = Passages()
    made.theme([f"Well it is what it is, no {a}{b}" for a in "bdfgklm" for b in ("aq", "ex", "ix", "ov")])
    made.theme(said(["the parcel was wet", "a wet parcel"], EN_AROUND))
    name = made.named()[0].name
    assert name[0] == "“"
    assert name[-1] == "”"
    assert any(text.startswith(name[1:-1].rstrip("…")) for text in made.texts)


# ---- languages


def test_a_theme_is_named_in_each_language_from_words_of_that_language() -> None:
    made = english()
    more = finnish()
    made.more(0, [text for text, label in zip(more.texts, more.labels, strict=True) if label == 0], "fi")
    names = made.named()[0].names
    assert names == {"en": "Card not working", "fi": "Toimitus myöhässä"}


def test_a_language_with_too_few_words_in_a_theme_gives_it_its_own_short_quotation_or_none() -> None:
    made = english()
    made.more(1, ["kurssi oli väärä"], "fi")
    assert "fi" not in made.named()[1].names or "kurssi" in made.named()[1].names["fi"].lower()
    assert list(made.named()[2].names) == ["en"]


# ---- the sentence


def test_the_telling_sentence_holds_the_words_of_the_name_and_is_of_readable_length() -> None:
    made = english()
    made.more(0, ["CARD NOT WORKING CARD NOT WORKING", "card", "card not working " * 20])
    for number, theme in enumerate(made.named()):
        sentence = made.texts[theme.sentence_row]
        assert made.labels[theme.sentence_row] == number
        assert 4 <= len(sentence.split()) <= 25
        assert not sentence.isupper()
    assert "card" in made.texts[made.named()[0].sentence_row].lower()


# ---- lasting names


def test_a_name_a_theme_had_before_stays_while_its_words_stand_in_it() -> None:
    made = english()
    names = made.named({1: {"en": "Wrong exchange rate"}})
    assert names[1].name == "Wrong exchange rate"
    assert names[0].name == "Card not working"


def test_a_name_whose_words_are_gone_from_the_theme_is_given_up() -> None:
    assert english().named({1: {"en": "Burnt toast"}})[1].name == "Exchange rate"


def test_a_kept_name_is_given_to_no_other_theme() -> None:
    names = english().named({3: {"en": "Top up"}, 2: {"en": "Top up"}})
    assert [theme.name for theme in names].count("Top up") == 1


def test_a_theme_without_passages_keeps_its_name_and_one_without_a_name_has_none() -> None:
    made = english()
    made.parents += [-1, -1]
    names = made.named({4: {"en": "Burnt toast", "fi": "Palanut leipä"}})
    assert names[4].names == {"en": "Burnt toast", "fi": "Palanut leipä"}
    assert (names[5].name, names[5].sentence_row) == ("", -1)


# ---- same data, same answer; speed


def test_naming_again_gives_the_same() -> None:
    assert english().named() == english().named()


def test_reading_and_naming_ten_thousand_passages_takes_little_processor_time() -> None:
    made = Passages()
    draw = np.random.default_rng(1)
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("rt", "lk", "mp", "nd")]
    for _ in range(30):
        own = draw.choice(words, 12, replace=False)
        made.theme(
            [f"I have my {' '.join(draw.choice(own, 3))} and the {draw.choice(words)} was it" for _ in range(330)]
        )
    vectors = made.vectors()
    labels, parents = np.array(made.labels), np.array(made.parents)
    begun = time.process_time()
    name_themes(made.texts, made.languages, read_passages(made.texts, made.languages), vectors, labels, parents)
    assert time.process_time() - begun < 5  # about 0.6 where nothing else runs


def test_two_themes_are_not_named_by_nearly_the_same_quotation() -> None:
    texts = ["now I was on hold for an hour", "I was on hold for an hour", "nobody was there at all"]
    read = read_passages(texts, ["en"] * 3)
    used: set[str] = set()
    found = [quotation([row, 2], texts, read, "en", {"hold"}, used) for row in (0, 1)]
    assert found == ["“now I was on hold for an hour”", "“nobody was there at all”"]


# ---- names that say enough

AROUND = EN_AROUND[:2]


def test_a_word_that_stands_in_many_themes_gives_way_to_a_phrase_around_it() -> None:
    made = Passages()
    made.theme(said(["a new card", "my new card", "the new card", "this card", "my card", "his card"], AROUND))
    for other in ("declined", "frozen", "swallowed"):
        made.theme(said([f"my card was {other}", f"the card got {other}", f"{other} card", f"card {other}"], AROUND))
    assert made.named()[0].name == "New card"


def test_two_words_that_each_cover_half_of_a_theme_name_it_together() -> None:
    made = Passages()
    mixed = [f"the {word}{number}" for number in ("", " 1", " 2") for word in ("kettle", "toaster")]
    mixed += [f"a {word}" for word in ("plate", "lamp", "chair", "stool", "mug")]
    made.theme(said(mixed, AROUND))
    made.theme(said(["the parcel was wet", "a wet parcel", "wet parcel again"], EN_AROUND))
    assert set(made.named()[0].name.lower().split()) == {"kettle", "and", "toaster"}


def test_a_name_in_a_second_language_means_what_the_first_one_means() -> None:
    """Half of a theme's Polish passages lie with its English name, half beside it: both words are as usual."""
    words = [
        a + b
        for a in ("brim", "clod", "drin", "flum", "grot")
        for b in ("ak", "el", "ig", "op", "us", "yx", "am", "on")
    ]
    texts = [f"my delayed parcel {i}" for i in range(40)] + words
    texts += [f"ta paczka {i}" for i in range(8)] + [f"ta herbata {i}" for i in range(8)]
    languages = ["en"] * 80 + ["pl"] * 16
    labels = np.zeros(len(texts), dtype=np.int64)
    texts += [f"broken lamp {i}" for i in range(40)]
    languages += ["en"] * 40
    labels = np.concatenate([labels, np.ones(40, dtype=np.int64)])
    vectors = np.zeros((len(texts), 8), dtype=np.float32)
    vectors[:40, 0] = vectors[80:88, 0] = 1  # the parcels
    vectors[:96, 2] = 0.7
    vectors[40:80, 1] = vectors[88:96, 1] = 1  # the rest
    vectors[96:, 3] = 1
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    read = read_passages(texts, languages)
    named = name_themes(texts, languages, read, vectors, labels, np.array([-1, -1]))
    assert named[0].names["en"] == "Delayed parcel"
    assert "paczka" in named[0].names["pl"].lower()


def test_of_two_polish_nouns_the_head_is_shown_in_its_base_form() -> None:
    made = Passages()
    made.theme([f"{number}: statusu przesyłki {b}" for number in range(4) for b in ("dziś", "wczoraj", "znowu")], "pl")
    made.theme([f"{a} zimna zupa {b}" for a in ("Była", "Jest", "Taka") for b in ("dziś", "wczoraj", "znowu")], "pl")
    assert made.named()[0].name == "Status przesyłki"


def test_a_sub_theme_is_not_named_by_its_themes_word_and_another_that_few_passages_hold() -> None:
    made = Passages()
    top = made.theme([])
    seats = [
        f"the seat {tail} {n}"
        for tail in ("by the aisle", "is torn", "reclines", "squeaks", "hurts")
        for n in "bcdfghklmnprs"
    ]
    made.theme([*seats, "my car seat in row b", "a car seat in row c"], parent=top)
    made.theme([f"the seat upgrade {n}" for n in "bcdfghklmn"], parent=top)
    made.theme([f"the soup was cold {n}" for n in "bcdfghklmn"])
    assert made.named()[1].name != "Car seat"


def test_a_quotation_for_a_name_holds_no_code_and_comes_from_near_the_middle() -> None:
    texts = ["my booking is EBHSET thanks", "somebody hung up on me", "they hung up again then", "nothing works here"]
    read = read_passages(texts, ["en"] * 4)
    assert quotation([0, 1, 2, 3], texts, read, "en", set(), set()) == "“somebody hung up on me”"


def test_no_two_names_of_a_language_are_the_same() -> None:
    made = Passages()
    for _ in range(3):
        made.theme(said(["the blue lamp", "a blue lamp", "my lamp", "the bulb of the lamp"], AROUND))
    for language, names in _by_language(made).items():
        assert max(Counter(names).values()) == 1, language


def _by_language(made: Passages) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for theme in made.named():
        for language, name in theme.names.items():
            found.setdefault(language, []).append(name.lower())
    return found
