"""Which sources repeat each other, and that taking one away never makes more of them independent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.evidence import Heard, independent_sources
from insight_synth.evidence.independence import Repeats
from insight_synth.model import Mention

HEARD = st.dictionaries(
    st.sampled_from("abcdef"), st.frozensets(st.sampled_from([f"p{n}" for n in range(9)]), min_size=1), max_size=6
)


def is_independent(sources: tuple[str, ...], heard: Mapping[str, frozenset[str]]) -> bool:
    """The definition, word for word."""
    for source in sources:
        others = frozenset().union(*(heard[other] for other in sources if other != source))
        own = len(heard[source] - others)
        if own < 2 or own < math.ceil(len(heard[source]) / 2):
            return False
    return True


def largest(heard: Mapping[str, frozenset[str]]) -> int:
    return max(
        size for size in range(len(heard) + 1)
        if any(is_independent(chosen, heard) for chosen in combinations(sorted(heard), size))
    )  # fmt: skip


def crowd(name: str, size: int) -> frozenset[str]:
    return frozenset(f"{name}{n}" for n in range(size))


@settings(max_examples=300, deadline=None)
@given(HEARD)
def test_it_is_a_largest_set_of_which_each_has_half_of_its_voices_to_itself(heard: dict[str, frozenset[str]]) -> None:
    found = independent_sources(heard)
    assert is_independent(found, heard)
    assert len(found) == largest(heard)


@settings(max_examples=200, deadline=None)
@given(HEARD, st.sampled_from("abcdef"))
def test_without_a_source_no_more_are_independent(heard: dict[str, frozenset[str]], gone: str) -> None:
    rest = {source: voices for source, voices in heard.items() if source != gone}
    assert len(independent_sources(heard)) - 1 <= len(independent_sources(rest)) <= len(independent_sources(heard))


@settings(max_examples=200, deadline=None)
@given(HEARD)
def test_columns_tell_the_same_as_sets(heard: dict[str, frozenset[str]]) -> None:
    mentions = [
        Mention(f"{source}{voice}:0-1", f"{source}{voice}", source, 0, 1, "x", "en", "t", voice_id=voice)
        for source, voices in heard.items()
        for voice in sorted(voices)
    ]
    repeats = Repeats.of(Heard.of(mentions, {"t": ""}, {source: len(voices) for source, voices in heard.items()}))
    everyone = np.ones((1, len(heard)), dtype=np.bool_)
    assert repeats.independent(everyone).tolist() == [len(independent_sources(heard))]
    apart = repeats.apart()[0]
    for (i, one), (j, other) in combinations(enumerate(sorted(heard)), 2):
        assert apart[i, j] == apart[j, i] == is_independent((one, other), heard)


def test_a_source_that_repeats_two_smaller_ones_does_not_hide_them() -> None:
    forum, reviews = crowd("f", 10), crowd("r", 10)
    assert independent_sources({"all": forum | reviews, "forum": forum, "reviews": reviews}) == ("forum", "reviews")


def test_a_copy_counts_once() -> None:
    assert len(independent_sources({"one": crowd("v", 20), "copy": crowd("v", 19)})) == 1


def test_one_voice_of_its_own_is_not_enough() -> None:
    assert independent_sources({"many": crowd("v", 20), "one": crowd("w", 1)}) == ("many",)


def test_of_nobody_none_is_independent() -> None:
    assert independent_sources({}) == ()


def test_many_sources_that_all_share_voices_are_told_within_bounds() -> None:
    """Beyond what can be tried one by one, a set that holds is still found."""
    everyone = [f"p{n}" for n in range(120)]
    heard = {f"s{at:02d}": frozenset(everyone[at * 3 : at * 3 + 40 + at % 5]) for at in range(26)}
    found = independent_sources(heard)
    assert is_independent(found, heard)
    assert len(found) >= 2
