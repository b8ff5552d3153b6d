"""What would be lost without sources: themes, witnesses, coverage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.advice import Standing, without

TOP = {"late": "", "refunds": "", "prices": ""}


def voices(prefix: str, n: int = 5) -> frozenset[str]:
    return frozenset(f"{prefix}{k}" for k in range(n))


def heard(**themes: str) -> Standing:
    """``late="shop web"``: the theme stands in those sources, in voices of their own."""
    return {theme: {source: voices(source) for source in sources.split()} for theme, sources in themes.items()}


def test_a_theme_only_one_source_speaks_of_is_lost_with_it() -> None:
    what_if = without(heard(late="shop web", refunds="shop"), TOP, {"shop"})
    assert what_if.themes_lost == ("refunds",)
    assert what_if.themes_weakened == ("late",)


def test_coverage_counts_two_witnesses_in_full_and_one_half() -> None:
    what_if = without(heard(late="shop web", refunds="shop"), TOP, {"shop"})
    assert what_if.coverage_before == pytest.approx((1 + 1 / 2) / 2)
    assert what_if.coverage_after == pytest.approx((1 / 2 + 0) / 2)


def test_a_third_witness_adds_no_coverage() -> None:
    what_if = without(heard(late="app shop web"), TOP, {"app"})
    assert (what_if.coverage_before, what_if.coverage_after) == (1.0, 1.0)
    assert not what_if.themes_lost + what_if.themes_weakened


def test_a_theme_that_stands_nowhere_counts_in_no_coverage() -> None:
    what_if = without({**heard(late="shop web"), "refunds": {}}, TOP, {"shop"})
    assert (what_if.coverage_before, what_if.coverage_after) == (1.0, 0.5)
    assert what_if.themes_lost == ()


def test_a_source_that_stands_nowhere_is_not_missed() -> None:
    what_if = without(heard(late="shop web"), TOP, {"blog"})
    assert what_if.coverage_before == what_if.coverage_after
    assert not what_if.themes_lost + what_if.themes_weakened


def test_nothing_heard_is_no_coverage() -> None:
    what_if = without({}, {}, {"shop"})
    assert (what_if.coverage_before, what_if.coverage_after) == (0.0, 0.0)


def test_a_sub_theme_is_not_named_beside_its_lost_parent() -> None:
    parents = {"delivery": "", "late": "delivery"}
    what_if = without(heard(delivery="shop", late="shop"), parents, {"shop"})
    assert what_if.themes_lost == ("delivery",)


def test_a_sub_theme_is_not_named_beside_its_weakened_parent() -> None:
    parents = {"delivery": "", "late": "delivery"}
    what_if = without(heard(delivery="shop web", late="shop web"), parents, {"shop"})
    assert what_if.themes_weakened == ("delivery",)


def test_a_lost_sub_theme_is_named_where_its_parent_is_still_heard() -> None:
    parents = {"delivery": "", "late": "delivery", "wet": "delivery"}
    what_if = without(heard(delivery="app shop web", late="shop", wet="app web"), parents, {"shop"})
    assert what_if.themes_lost == ("late",)
    assert what_if.themes_weakened == ()


def test_coverage_is_of_the_finest_themes() -> None:
    parents = {"delivery": "", "late": "delivery", "wet": "delivery"}
    what_if = without(heard(delivery="app shop web", late="shop", wet="app web"), parents, {"shop"})
    assert what_if.coverage_before == pytest.approx((1 / 2 + 1) / 2)
    assert what_if.coverage_after == pytest.approx((0 + 1) / 2)


def test_without_a_copy_nothing_is_lost() -> None:
    said = voices("shop", 10)
    standing = {"late": {"shop": said, "archive": frozenset(sorted(said)[:8])}}
    what_if = without(standing, TOP, {"archive"})
    assert not what_if.themes_lost + what_if.themes_weakened
    assert what_if.coverage_before == what_if.coverage_after == 0.5


def test_a_copy_is_no_second_witness_when_the_third_source_goes() -> None:
    said = voices("shop", 10)
    standing = {"late": {"shop": said, "archive": frozenset(sorted(said)[:8]), "web": voices("web")}}
    assert without(standing, TOP, {"web"}).themes_weakened == ("late",)


def test_sources_removed_together_lose_what_neither_loses_alone() -> None:
    standing = heard(late="shop web", refunds="app shop web", prices="app")
    assert without(standing, TOP, {"shop"}).themes_lost == without(standing, TOP, {"web"}).themes_lost == ()
    both = without(standing, TOP, {"shop", "web"})
    assert both.themes_lost == ("late",)
    assert both.themes_weakened == ("refunds",)
    assert both.coverage_after == pytest.approx((0 + 1 / 2 + 1 / 2) / 3)


def test_without_every_source_everything_is_lost() -> None:
    what_if = without(heard(late="shop web", refunds="web"), TOP, {"shop", "web"})
    assert what_if.themes_lost == ("late", "refunds")
    assert what_if.themes_weakened == ()
    assert what_if.coverage_after == 0.0


SOURCES = ("app", "shop", "web", "blog")


@given(
    st.dictionaries(st.sampled_from(sorted(TOP)), st.sets(st.sampled_from(SOURCES)), min_size=1),
    st.sets(st.sampled_from(SOURCES)),
    st.sets(st.sampled_from(SOURCES)),
)
def test_independent_sources_are_missed_the_more_the_more_of_them_go(
    where: dict[str, set[str]], some: set[str], more: set[str]
) -> None:
    standing = {theme: {source: voices(source) for source in sorted(sources)} for theme, sources in where.items()}
    few, many = without(standing, TOP, some), without(standing, TOP, some | more)
    assert 0 <= many.coverage_after <= few.coverage_after <= few.coverage_before == many.coverage_before <= 1
    assert set(few.themes_lost) <= set(many.themes_lost)
    assert not set(many.themes_lost) & set(many.themes_weakened)
    assert set(many.themes_lost) == {theme for theme, sources in where.items() if sources and sources <= some | more}
