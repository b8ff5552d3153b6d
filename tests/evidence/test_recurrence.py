"""Where a theme stands, where it recurs, and that its figures add up."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.evidence import independent_sources, net_sentiment, recurrence, wilson
from insight_synth.model import Mention, Sentiment
from tests.evidence.conftest import MakeMention

OF_EACH = 200  # voices of each source
SOURCES = {"calls": OF_EACH, "complaints": OF_EACH, "reviews": OF_EACH}


def spoken(mention: MakeMention, theme: str, source: str, voices: int, prefix: str = "") -> list[Mention]:
    """One mention of each of ``voices`` voices; equal prefixes give equal voices."""
    return [mention(theme, source, f"{prefix or source + theme}{n}") for n in range(voices)]


def unthemed(mention: MakeMention) -> list[Mention]:
    """Every source's voices, none of them on a theme."""
    return [one for source in SOURCES for one in spoken(mention, "", source, OF_EACH - 60, f"{source}-other")]


def test_a_theme_of_many_voices_in_two_sources_stands_in_both_and_recurs(mention: MakeMention) -> None:
    said = [*unthemed(mention), *spoken(mention, "t", "calls", 30), *spoken(mention, "t", "reviews", 25)]
    told = recurrence(said, {"t": ""}, SOURCES)["t"]
    assert [(row.source, row.stands) for row in told.evidence] == [("calls", True), ("reviews", True)]
    assert told.independent_sources == 2
    assert told.recurs


def test_a_theme_of_one_source_does_not_recur(mention: MakeMention) -> None:
    told = recurrence([*unthemed(mention), *spoken(mention, "t", "calls", 50)], {"t": ""}, SOURCES)["t"]
    assert told.evidence[0].stands
    assert told.independent_sources == 1
    assert not told.recurs


@pytest.mark.parametrize("strays", [1, 2, 4])
def test_a_few_strays_do_not_make_a_theme_recur(mention: MakeMention, strays: int) -> None:
    said = [*unthemed(mention), *spoken(mention, "t", "calls", 50), *spoken(mention, "t", "reviews", strays)]
    told = recurrence(said, {"t": ""}, SOURCES)["t"]
    assert [(row.source, row.stands) for row in told.evidence] == [("calls", True), ("reviews", False)]
    assert not told.recurs


def test_one_voice_never_stands_however_small_the_source_and_however_often_it_speaks(mention: MakeMention) -> None:
    said = [*unthemed(mention), *spoken(mention, "t", "calls", 50)]
    said += [mention("t", "panel", "panelist", text=f"Again for the {n}th time.") for n in range(20)]
    told = recurrence(said, {"t": ""}, {**SOURCES, "panel": 2})["t"]
    assert {row.source: (row.mentions, row.voices, row.stands) for row in told.evidence}["panel"] == (20, 1, False)


def test_many_mentions_of_few_voices_weigh_no_more_than_the_voices(mention: MakeMention) -> None:
    few = [mention("t", "reviews", f"loud{n % 2}") for n in range(60)]
    told = recurrence([*unthemed(mention), *spoken(mention, "t", "calls", 50), *few], {"t": ""}, SOURCES)["t"]
    assert not told.recurs


def test_a_copy_of_a_source_does_not_make_a_theme_recur(mention: MakeMention) -> None:
    said = [*unthemed(mention), *spoken(mention, "t", "reviews", 40, "r"), *spoken(mention, "t", "complaints", 38, "r")]
    told = recurrence(said, {"t": ""}, SOURCES)["t"]
    assert [row.stands for row in told.evidence] == [True, True]
    assert told.voices == 40
    assert told.independent_sources == 1
    assert not told.recurs


def test_a_copy_beside_an_independent_source_leaves_it_recurring_in_two(mention: MakeMention) -> None:
    said = [*unthemed(mention), *spoken(mention, "t", "reviews", 40, "r"), *spoken(mention, "t", "complaints", 38, "r")]
    said += spoken(mention, "t", "calls", 30)
    assert recurrence(said, {"t": ""}, SOURCES)["t"].independent_sources == 2


def test_a_source_counts_as_independent_when_half_its_voices_are_its_own() -> None:
    first = frozenset(f"a{n}" for n in range(20))
    half = frozenset([*(f"a{n}" for n in range(5)), *(f"b{n}" for n in range(5))])
    assert independent_sources({"one": first, "two": half}) == ("one", "two")
    assert independent_sources({"one": first, "two": half | {"a6"}}) == ("one",)


def test_independent_sources_come_largest_first() -> None:
    sources = {name: frozenset(f"{name}{n}" for n in range(size)) for name, size in (("a", 3), ("b", 9), ("c", 3))}
    assert independent_sources(sources) == ("b", "a", "c")


def test_mentions_of_a_sub_theme_count_for_the_theme_above_it(mention: MakeMention) -> None:
    said = [*unthemed(mention), *spoken(mention, "s1", "calls", 25), *spoken(mention, "s2", "reviews", 25)]
    told = recurrence(said, {"t": "", "s1": "t", "s2": "t"}, SOURCES)
    assert (told["t"].size, told["t"].voices) == (50, 50)
    assert told["t"].recurs
    assert not told["s1"].recurs
    assert not told["s2"].recurs
    assert {row.theme_id for row in told["t"].evidence} == {"t"}


def test_a_theme_nobody_speaks_of_any_more_has_no_evidence(mention: MakeMention) -> None:
    told = recurrence(unthemed(mention), {"t": ""}, SOURCES)["t"]
    assert (told.evidence, told.size, told.voices, told.recurs, told.sentiment) == ((), 0, 0, False, None)


def test_evidence_tells_tone_and_period_of_each_source(mention: MakeMention) -> None:
    told: Sequence[tuple[Sentiment, str]] = [
        ("negative", "2025-03-02"), ("negative", ""), ("positive", "2025-01-09"), ("mixed", "2025-02-01"),
        ("neutral", "2025-02-01"), ("", "2025-02-01"),
    ]  # fmt: skip
    said = [mention("t", "calls", sentiment=sentiment, date=date) for sentiment, date in told]
    found = recurrence([*said, *unthemed(mention)], {"t": ""}, SOURCES)["t"]
    row = found.evidence[0]
    assert (row.negative, row.neutral, row.positive, row.mixed, row.mentions) == (2, 1, 1, 1, 6)
    assert (row.first, row.last) == ("2025-01-09", "2025-03-02")
    assert found.sentiment == pytest.approx(-1 / 5)


def test_sentiment_is_unknown_where_none_was_judged() -> None:
    assert net_sentiment({"": 9}) is None
    assert net_sentiment({"negative": 3, "mixed": 1, "": 9}) == pytest.approx(-3 / 4)


PARENTS = {"t1": "", "t2": "", "s1": "t1", "s2": "t1"}
SAID = st.lists(
    st.tuples(
        st.sampled_from(["", "t2", "s1", "s2"]), st.sampled_from(["a", "b", "c"]), st.integers(0, 12),
        st.sampled_from(["negative", "neutral", "positive", "mixed", ""]),
    ),
    min_size=1, max_size=120,
)  # fmt: skip


def made(said: Sequence[tuple[str, str, int, Sentiment]]) -> tuple[list[Mention], dict[str, int]]:
    mentions = [
        Mention(f"v{n}:0-4", f"v{n}", source, 0, 4, "text", "en", theme, sentiment, voice_id=f"p{voice}")
        for n, (theme, source, voice, sentiment) in enumerate(said)
    ]
    heard: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        heard[mention.source].add(mention.voice_id)
    return mentions, {source: len(voices) + 3 for source, voices in heard.items()}  # three who said nothing telling


@given(SAID)
def test_counts_and_shares_add_up(said: Sequence[tuple[str, str, int, Sentiment]]) -> None:
    mentions, voices_of_source = made(said)
    told = recurrence(mentions, PARENTS, voices_of_source)
    assert list(told) == list(PARENTS)
    assert told["t1"].size == told["s1"].size + told["s2"].size
    assert told["t1"].size + told["t2"].size == sum(bool(mention.theme_id) for mention in mentions)
    for one in told.values():
        rows = one.evidence
        assert sum(row.mentions for row in rows) == one.size
        assert max((row.voices for row in rows), default=0) <= one.voices <= sum(row.voices for row in rows)
        assert sorted(rows, key=lambda row: (-row.voices, row.source)) == list(rows)
        assert one.independent_sources <= sum(row.stands for row in rows)
        for row in rows:
            assert row.of_voices == voices_of_source[row.source]
            assert row.share == row.voices / row.of_voices
            assert (row.low, row.high) == wilson(row.voices, row.of_voices)
            assert row.voices >= 2 or not row.stands


@given(SAID, st.randoms(use_true_random=False))
def test_evidence_depends_on_the_set_of_mentions_and_not_on_their_order(
    said: Sequence[tuple[str, str, int, Sentiment]], draw: random.Random
) -> None:
    mentions, voices_of_source = made(said)
    mixed = draw.sample(mentions, len(mentions))
    assert recurrence(mixed, PARENTS, dict(reversed(voices_of_source.items()))) == recurrence(
        mentions, PARENTS, voices_of_source
    )


@given(SAID)
def test_the_tone_of_a_theme_is_that_of_its_sources_together(said: Sequence[tuple[str, str, int, Sentiment]]) -> None:
    mentions, voices_of_source = made(said)
    for one in recurrence(mentions, PARENTS, voices_of_source).values():
        felt = Counter[str]()
        for row in one.evidence:
            felt.update(negative=row.negative, neutral=row.neutral, positive=row.positive, mixed=row.mixed)
        assert one.sentiment == net_sentiment(felt)
        assert one.sentiment is None or -1 <= one.sentiment <= 1
