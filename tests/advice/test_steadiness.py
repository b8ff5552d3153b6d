"""Same sources, same advice: in any order, any number of times; and how sure it may be."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.advice import advise
from tests.advice.conftest import Told, advice_on, all_parents, done, standing_of, told

ONCE = {"late": 60, "prices": 60}
MIXED = (
    told("complaints"),
    told("omnibus", ONCE, cadence="one-off", cost=9000.0),
    told("panel", ONCE, cadence="one-off", cost=9000.0),
    told("social", {"late": 20}, aside=90, cost=20_000.0),
    told("stopped", {"prices": 40}, days_since_last=300),
)


@st.composite
def sources(draw: st.DrawFn, id: str) -> Told:
    """Any source, over four themes."""
    if draw(st.integers(0, 9)) == 0:
        return done(id, months=draw(st.integers(1, 24)), cadence=draw(st.sampled_from(["continuous", "one-off"])))
    says = draw(st.dictionaries(st.sampled_from(["late", "prices", "refunds", "stock"]), st.integers(2, 80)))
    months = draw(st.integers(1, 24))
    return told(
        id, says, aside=draw(st.sampled_from([0, 10, 120])),
        feels=draw(st.sampled_from(["negative", "positive", ""])),
        cadence=draw(st.sampled_from(["continuous", "periodic", "one-off"])),
        purpose=draw(st.sampled_from(["primary", "primary", "secondary"])),
        cost=draw(st.sampled_from([None, 0.0, 900.0, 90_000.0])), months=months,
        of_months=months + draw(st.sampled_from([0, 0, 6])), dated=draw(st.sampled_from([1.0, 1.0, 0.5])),
        days_since_last=draw(st.sampled_from([None, 3, 100, 800])), rejects=draw(st.sampled_from([0, 0, 100])),
        rows=500, weights_off=draw(st.sampled_from(["", "", "they sum to 3"])),
    )  # fmt: skip


workplaces = st.integers(1, 5).flatmap(lambda n: st.tuples(*(sources(f"s{k}") for k in range(n))))


def test_the_order_of_profiles_changes_no_advice() -> None:
    usual = advice_on(*MIXED)
    assert {advice.verdict for advice in usual.values()} == {"track", "keep", "retire"}
    for order in itertools.permutations(MIXED):
        assert advice_on(*order) == usual


@settings(max_examples=60, deadline=None)
@given(workplaces, st.randoms(use_true_random=False))
def test_no_order_of_anything_changes_any_advice(found: tuple[Told, ...], shuffled: random.Random) -> None:
    mentions = [mention for source in found for mention in source.mentions]
    parents = all_parents(mentions, {"late": "delivery"})
    standing = standing_of(mentions, parents)
    profiles = [source.profile for source in found]
    usual = advise(profiles, mentions, parents, standing, {})
    for listed in (profiles, mentions):
        shuffled.shuffle(listed)
    themes = sorted(parents, reverse=True)
    turned = {theme: dict(reversed(standing[theme].items())) for theme in themes}
    again = advise(profiles, mentions, {theme: parents[theme] for theme in themes}, turned, {})
    assert sorted(again, key=lambda advice: advice.source) == sorted(usual, key=lambda advice: advice.source)


def test_advice_comes_in_the_order_of_the_profiles() -> None:
    assert list(advice_on(*reversed(MIXED))) == [source.id for source in reversed(MIXED)]


@settings(max_examples=60, deadline=None)
@given(workplaces)
def test_any_sources_are_judged_soundly(found: tuple[Told, ...]) -> None:
    given_advice = advice_on(*found)
    assert given_advice == advice_on(*found)
    for source in found:
        advice, profile = given_advice[source.id], source.profile
        assert 0.5 <= advice.confidence <= 0.95
        assert advice.reasons
        assert advice.would_change
        assert not any(set(reason.text) & set("{}") for reason in advice.reasons)
        assert 0 <= advice.what_if.coverage_after <= advice.what_if.coverage_before <= 1
        if advice.verdict == "track":
            assert profile.source.cadence == "continuous"
            assert profile.source.purpose == "primary"
            assert profile.months_with_data >= 12


# ---- how sure --------------------------------------------------------------------------------------------------------


def undated(dated: float) -> Told:
    return told("source", dated=dated)


def rejected(share: float) -> Told:
    return told("source", rows=1000, rejects=round(1000 * share))


def copy(overlap: float) -> Told:
    said = {theme: [f"complaints/{theme}/{n}" for n in range(100)] for theme in ("late", "refunds")}
    return told("source", said, copy_of="complaints", overlap=overlap)


def noise(aside: float) -> Told:
    return told("source", {"late": 60}, aside=int(aside))


def months(months: float) -> Told:
    return told("source", {"late": 100 * int(months), "refunds": 10}, months=int(months))


def silent(days: float) -> Told:
    return told("source", days_since_last=int(days))


@pytest.mark.parametrize(
    ("made", "near", "far"),
    [(undated, 0.79, 0.5), (rejected, 0.1, 0.3), (copy, 0.6, 0.95), (noise, 75, 150), (months, 12, 20),
     (silent, 92, 150)],
    ids=lambda value: value.__name__ if callable(value) else None,
)  # fmt: skip
def test_a_verdict_is_surer_farther_from_its_limit(made: Callable[[float], Told], near: float, far: float) -> None:
    beside = told("complaints"), told("reviews")
    close, clear = (advice_on(made(value), *beside)["source"] for value in (near, far))
    assert close.verdict == clear.verdict
    assert 0.5 <= close.confidence < clear.confidence <= 0.95
    assert close.confidence < 0.6
