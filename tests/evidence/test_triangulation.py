"""How well themes are borne out, and how alike sources feel."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.evidence import Recurrence, feelings, triangulation
from insight_synth.evidence.feelings import Feelings, Felt
from insight_synth.evidence.triangulation import agreement
from insight_synth.model import Kind, Origin, Source
from tests.evidence.conftest import MakeMention

FELT = st.builds(Felt, st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))


def source(id: str, kind: Kind = "reviews", origin: Origin = "external") -> Source:
    return Source(id, id, kind, origin=origin)


def told(sources: Sequence[str], p_value: float = 1e-4) -> dict[str, Recurrence]:
    return {"t": Recurrence((), 90, 100, len(sources), None, p_value, tuple(sources))}


CALLS = source("calls", "contact-reasons", "internal")
NOTES = source("notes", "frontline-notes", "internal")
REVIEWS, FORUM, SITE = source("reviews"), source("forum", "forum"), source("site")
SOURCES = {one.id: one for one in (CALLS, NOTES, REVIEWS, FORUM, SITE)}


@pytest.mark.parametrize(
    ("sources", "p_value", "strength"),
    [
        (["calls", "reviews", "forum"], 1e-4, "strong"),
        (["calls", "reviews", "forum"], 0.02, "fair"),  # chance is not out of the question
        (["reviews", "forum", "site"], 1e-4, "fair"),  # all from outside
        (["calls", "reviews"], 1e-4, "fair"),
        (["reviews", "site"], 1e-4, "weak"),  # of one kind
        (["reviews"], 1.0, "none"),
        ([], 1.0, "none"),
    ],
)
def test_strength_tells_number_kinds_and_sides(sources: list[str], p_value: float, strength: str) -> None:
    found = triangulation(told(sources, p_value), Feelings({}, {}), SOURCES)["t"]
    assert found.strength == strength
    assert found.independent_sources == found.internal + found.external == len(sources)
    assert found.kinds == len({SOURCES[one].kind for one in sources})


def test_sources_that_feel_the_opposite_do_not_bear_out_strongly() -> None:
    on = {("t", "calls"): Felt(30, 0, 0), ("t", "reviews"): Felt(0, 0, 30), ("t", "forum"): Felt(30, 0, 0)}
    found = triangulation(told(["calls", "reviews", "forum"]), Feelings(on, {}), SOURCES)["t"]
    assert found.agreement is not None
    assert found.agreement < 0.5
    assert found.strength == "fair"


@given(st.lists(FELT, max_size=6))
def test_agreement_is_between_nothing_and_all_and_does_not_hang_on_the_order(felt: list[Felt]) -> None:
    found = agreement(felt)
    assert found == agreement(felt[::-1]) or found == pytest.approx(agreement(felt[::-1]), abs=1e-3)
    assert found is None or 0 <= found <= 1
    assert (found is None) == (sum(one.judged >= 5 for one in felt) < 2)


def test_those_who_feel_alike_agree_and_few_voices_are_no_disagreement() -> None:
    assert agreement([Felt(8, 2, 0), Felt(16, 4, 0)]) == pytest.approx(1.0)
    few, many = agreement([Felt(5, 0, 0), Felt(0, 0, 5)]), agreement([Felt(90, 0, 0), Felt(0, 0, 90)])
    assert few is not None
    assert many is not None
    assert few > many
    assert agreement([Felt(9, 0, 0), Felt(0, 0, 4)]) is None


def test_a_voice_has_one_feeling_whatever_it_repeats(mention: MakeMention) -> None:
    said = [mention("s", "calls", "p", "negative") for _ in range(5)]
    said += [mention("s", "calls", "q", "negative"), mention("t2", "calls", "q", "positive")]
    said += [mention("s", "calls", "r", "mixed"), mention("s", "calls", "w", "")]
    found = feelings(said, {"t": "", "s": "t", "t2": ""})
    assert found.about("s", "calls") == found.about("t", "calls") == Felt(2, 1, 0)
    assert found.about("t2", "calls") == Felt(0, 0, 1)
    assert found.of["calls"] == Felt(1, 2, 0)
    assert found.about("t", "web") == Felt()
    assert found.about("t", "calls").score == pytest.approx(-2 / 3)
