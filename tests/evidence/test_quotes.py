"""Quotations: to the letter, typical, and from different people and places."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from insight_synth.evidence import citation, quotes
from insight_synth.model import Mention, Verbatim
from tests.evidence.conftest import MakeMention, MakeVerbatim

Vectors = npt.NDArray[np.float32]
SENTENCE = "The parcel came three weeks late and wet."


def unlike(n: int) -> Vectors:
    """n unit rows, no two alike."""
    return np.eye(max(n, 1), dtype=np.float32)[:n]


def about(*cosines: float) -> Vectors:
    """Unit rows at these cosines to one direction, and unlike each other otherwise."""
    rows = np.zeros((len(cosines), len(cosines) + 1))
    rows[:, 0] = cosines
    rows[np.arange(len(cosines)), 1 + np.arange(len(cosines))] = np.sqrt(1 - rows[:, 0] ** 2)
    return rows.astype(np.float32)


def verbatims_of(mentions: Sequence[Mention]) -> dict[str, Verbatim]:
    """For each mention a verbatim with the passage where it says it is."""
    return {
        one.verbatim_id: Verbatim(
            one.verbatim_id, one.source, "export.csv", "f" * 64, "row 7", "x" * one.start + one.text + " And so on.",
            date="2025-03-01", segment="business",
        )
        for one in mentions
    }  # fmt: skip


def test_a_quotation_is_the_verbatims_own_text_between_its_offsets(verbatim: MakeVerbatim) -> None:
    text = "Hei!  Paketti tuli – ”särkynyt” – taas.\nJa myöhässä."
    said = verbatim(text, "reviews", date="2025-03-01", segment="business")
    passage = Mention("v001:6-39", said.id, "reviews", 6, 39, text[6:39], "fi", sentiment="negative", voice_id=said.id)
    (quote,) = quotes([passage], unlike(1), {said.id: said})
    assert quote.text == text[6:39] == "Paketti tuli – ”särkynyt” – taas."
    assert (quote.mention_id, quote.verbatim_id, quote.start, quote.end) == ("v001:6-39", said.id, 6, 39)
    assert (quote.source, quote.export, quote.sha256, quote.locator) == ("reviews", "export.csv", "0" * 64, "row 1")
    assert (quote.language, quote.date, quote.segment, quote.sentiment) == ("fi", "2025-03-01", "business", "negative")
    assert quote == citation(passage, said)


def test_no_two_quotations_are_of_one_voice(mention: MakeMention) -> None:
    said = [mention(voice="loud") for _ in range(6)] + [mention()]
    vectors = about(*(0.9 - n / 100 for n in range(6)), 0.3)
    found = quotes(said, vectors, verbatims_of(said))
    assert [quote.mention_id for quote in found] == [said[0].id, said[-1].id]


def test_no_two_quotations_say_the_same(mention: MakeMention) -> None:
    said = [mention(), mention(), mention()]
    vectors = about(0.8, 0.8, 0.5)
    vectors[1] = vectors[0]
    found = [quote.mention_id for quote in quotes(said, vectors, verbatims_of(said))]
    assert len(found) == 2
    assert said[2].id in found


def test_quotations_are_spread_over_sources(mention: MakeMention) -> None:
    said = [mention(source="calls") for _ in range(10)] + [mention(source="reviews"), mention(source="forum")]
    vectors = about(*(0.82 - n / 1000 for n in range(10)), 0.8, 0.79)
    found = quotes(said, vectors, verbatims_of(said), limit=3)
    assert {quote.source for quote in found} == {"calls", "reviews", "forum"}


def test_quotations_are_spread_over_languages(mention: MakeMention) -> None:
    said = [mention() for _ in range(6)] + [mention(language="fi")]
    vectors = about(*(0.82 - n / 1000 for n in range(6)), 0.8)
    assert {quote.language for quote in quotes(said, vectors, verbatims_of(said), limit=2)} == {"en", "fi"}


def test_the_typical_is_quoted_before_the_untypical(mention: MakeMention) -> None:
    said = [mention() for _ in range(5)]
    found = quotes(said, about(0.1, 0.9, 0.5, 0.9, 0.9), verbatims_of(said))
    assert {quote.mention_id for quote in found[:3]} == {said[i].id for i in (1, 3, 4)}
    assert [quote.mention_id for quote in found[3:]] == [said[2].id, said[0].id]


@pytest.mark.parametrize("text", ["Late.", " ".join([SENTENCE] * 20)])
def test_what_is_of_readable_length_is_quoted_before_a_scrap_or_a_screed(mention: MakeMention, text: str) -> None:
    said = [mention(text=text), mention()]
    assert quotes(said, about(0.7, 0.7), verbatims_of(said), limit=1)[0].text == SENTENCE


def test_a_passage_with_the_themes_words_is_quoted_before_one_without(mention: MakeMention) -> None:
    said = [
        mention(text="It took them three weeks in the end."),
        mention(text="Paketeista yksi tuli kolme viikkoa sitten."),
    ]
    known, vectors = verbatims_of(said), about(0.71, 0.7)
    assert quotes(said, vectors, known, 1)[0].mention_id == said[0].id
    assert quotes(said, vectors, known, 1, words=["paketti", "Paketeissa"])[0].mention_id == said[1].id


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_there_are_no_more_quotations_than_asked_for(mention: MakeMention, limit: int) -> None:
    said = [mention() for _ in range(8)]
    assert len(quotes(said, unlike(8), verbatims_of(said), limit)) == limit


def test_a_theme_without_mentions_has_no_quotations() -> None:
    assert quotes([], unlike(0), {}) == ()


def test_quotations_do_not_depend_on_the_order_of_mentions(mention: MakeMention) -> None:
    draw = random.Random(5)
    said = [
        mention(source=draw.choice("ab"), language=draw.choice(["en", "fi"]), voice=draw.choice(["p", "q", "r", ""]))
        for _ in range(30)
    ]
    vectors = np.random.default_rng(1).normal(size=(30, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    known = verbatims_of(said)
    mixed = draw.sample(range(30), 30)
    assert quotes([said[i] for i in mixed], vectors[mixed], known) == quotes(said, vectors, known)
