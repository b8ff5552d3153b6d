"""What would be lost without sources is what is not there when only the others are asked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.advice import AgendaWitnesses, Spoken, what_if, without
from insight_synth.advice.what_if import covered, loss, questions_lost
from insight_synth.evidence import witnesses
from insight_synth.model import Question
from tests.advice.conftest import Told, heard_in, told, witnessed

COMMON = {"late": 120, "refunds": 120, "stock": 120}
SOURCES = (
    told("shop", {**COMMON, "prices": 90}, cost=900.0),
    told("web", {**COMMON, "queue": 80}),
    told("app", {"late": 100, "queue": 70, "stock": 90}, cost=400.0),
)


def test_a_theme_only_one_source_speaks_of_is_lost_with_it() -> None:
    found = what_if(heard_in(*SOURCES), {"shop"})
    assert found.themes_lost == ("prices",)
    assert found.themes_weakened == ("refunds",)
    assert found.coverage_after < found.coverage_before


@pytest.mark.parametrize("gone", [("shop",), ("web",), ("app",), ("shop", "web"), ("web", "app")])
def test_what_is_lost_is_what_an_analysis_of_the_others_lacks(gone: tuple[str, ...]) -> None:
    found = what_if(heard_in(*SOURCES), gone)
    full = witnesses(heard_in(*SOURCES))
    others = witnesses(heard_in(*(source for source in SOURCES if source.id not in gone)))
    stands = {theme for theme, row in zip(others.themes, others.stands, strict=True) if row.any()}
    recurs = {theme for theme, row in zip(others.themes, others.recurs, strict=True) if row}
    stood = {theme for theme, row in zip(full.themes, full.stands, strict=True) if row.any()}
    recurred = {theme for theme, row in zip(full.themes, full.recurs, strict=True) if row}
    assert set(found.themes_lost) == stood - stands
    assert set(found.themes_weakened) == recurred - recurs - set(found.themes_lost)


def test_coverage_counts_two_independent_witnesses_in_full_and_one_half() -> None:
    assert covered(witnessed("abc", "ab", "a", "", "abc", repeat=["ab"])).tolist() == [0.5, 0.5, 0.0, 1.0]


def test_a_sub_theme_is_not_named_beside_its_lost_parent() -> None:
    before, after = witnessed("ab", "a", "a", "ab"), witnessed("b", "", "", "b")
    found = loss(before, after, {"t000": "", "t001": "t000", "t002": ""})
    assert found.themes_lost == ("t000",)
    assert found.themes_weakened == ("t002",)


def test_a_theme_never_counts_as_better_covered_with_fewer_sources() -> None:
    before, after = witnessed("abc", "a", "ab"), witnessed("bc", "bc", "b")
    found = loss(before, after, {"t000": "", "t001": ""})
    assert (found.coverage_before, found.coverage_after) == (0.75, 0.5)


letters = st.lists(st.text("abcd", max_size=4), min_size=1, max_size=6)


@given(letters, st.sets(st.sampled_from("abcd"), max_size=3), st.sampled_from("abcd"))
def test_coverage_falls_or_stays_with_every_source_that_goes(stand: list[str], gone: set[str], more: str) -> None:
    """Where standing is left as it is; judged anew it may shift between the sources that are left."""
    parents = {f"t{at:03d}": "" for at in range(len(stand))}

    def after(removed: set[str]) -> float:
        left = "".join(name for name in "abcd" if name not in removed)
        rest = witnessed(left, *("".join(name for name in theme if name in left) for theme in stand))
        return loss(witnessed("abcd", *stand), rest, parents).coverage_after

    assert after(gone | {more}) <= after(gone) <= after(set())


voices = st.dictionaries(st.sampled_from(["late", "refunds", "stock", "prices"]), st.integers(0, 60), max_size=4)


@settings(max_examples=40, deadline=None)
@given(st.lists(voices, min_size=2, max_size=4), st.data())
def test_coverage_never_rises_when_sources_go(says: list[dict[str, int]], data: st.DataObject) -> None:
    sources = [told(f"s{at}", said, aside=20) for at, said in enumerate(says)]
    gone = data.draw(st.sets(st.sampled_from([source.id for source in sources]), max_size=len(sources) - 1))
    found = what_if(heard_in(*sources), gone)
    assert 0 <= found.coverage_after <= found.coverage_before <= 1
    assert not set(found.themes_lost) & set(found.themes_weakened)


# ---- the agenda, and several sources together ------------------------------------------------------------------------

QUESTIONS = [Question("q1", "?", priority=1), Question("q2", "?", priority=2), Question("q3", "?", priority=3)]
COUNTED = {
    "q1": {"shop": frozenset("abcd"), "web": frozenset("efgh")},
    "q2": {"shop": frozenset("abcd")},
    "q3": {"app": frozenset("abcd"), "web": frozenset("abcx")},
}


def agenda() -> AgendaWitnesses:
    return AgendaWitnesses.of([source.id for source in SOURCES], QUESTIONS, COUNTED)


def test_a_question_is_answered_by_two_that_do_not_repeat_each_other() -> None:
    assert agenda().covered().tolist() == [1.0, 0.5, 0.5]
    assert agenda().coverage() == pytest.approx((3 * 1 + 2 * 0.5 + 1 * 0.5) / 6)


def test_questions_are_lost_with_the_last_source_that_answers_them() -> None:
    assert questions_lost(agenda(), {"shop"}) == (("q2",), ("q1",))
    assert questions_lost(agenda(), {"web"}) == ((), ("q1",))


def removal(*gone: str, sources: tuple[Told, ...] = SOURCES):  # type: ignore[no-untyped-def]
    heard = heard_in(*sources)
    mentions = [mention for source in sources for mention in source.mentions]
    spoken = Spoken.of(mentions, heard.sources, heard.parents, "2026-11-16")
    return without(gone, [source.profile for source in sources], heard, spoken, agenda())


def test_taking_several_away_tells_what_each_would_bring_back() -> None:
    found = removal("shop", "web")
    assert found.removed == ("shop", "web")
    assert set(found.what_if.themes_lost) == {"prices", "refunds"}
    assert found.questions_lost == ("q1", "q2")
    back = {entry.source: entry for entry in found.put_back}
    assert back["shop"].themes == ("prices", "refunds")
    assert set(back["web"].themes) == {"refunds"}
    assert back["shop"].questions == ("q1", "q2")
    assert back["shop"].coverage == pytest.approx(removal("web").what_if.coverage_after)


def test_what_is_saved_is_the_known_cost_and_the_unknown_is_named() -> None:
    found = removal("shop", "web")
    assert found.saved_per_year == 900.0
    assert found.cost_unknown == ("web",)


def test_a_copy_is_none_once_its_original_is_gone() -> None:
    said = {theme: [f"shop/{theme}/{n}" for n in range(100)] for theme in COMMON}
    copy = told("web", said, copy_of="shop", overlap=1.0)
    changes = removal("shop", sources=(SOURCES[0], copy, SOURCES[2])).verdicts
    assert ("web", "retire") in {(change.source, change.before) for change in changes}
    assert all(change.after != "retire" for change in changes if change.source == "web")
