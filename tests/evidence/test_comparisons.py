"""Shares laid side by side: on one basis, only where sources compare, and different only beyond chance."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth import catalog
from insight_synth.evidence import Recurrence
from insight_synth.evidence.comparing import Panel, common_mix, difference, panels, share_of
from insight_synth.evidence.comparisons import comparisons, sets_that_compare
from insight_synth.model import (
    Caveat,
    ComparedShare,
    Comparison,
    Doubt,
    Event,
    Evidence,
    Mention,
    Source,
    SourceProfile,
    Verbatim,
)

LATE = "late"


def voices(source: str, group: str, of: int, late: int, weight: float | None = None) -> list[tuple[Verbatim, bool]]:
    """``of`` voices of a group, of which the first ``late`` speak of lateness."""
    return [
        (
            Verbatim(
                f"{source}-{group}-{n}", source, "a.csv", "0" * 64, f"row {n}", "Late", date="2024-05-02",
                segment=group, weight=weight, voice_id=f"{source}-{group}-{n}",
            ),
            n < late,
        )
        for n in range(of)
    ]  # fmt: skip


def customers(private: int, business: int) -> list[Event]:
    return [
        Event(f"e{group}{n}", "till", "t.csv", "0" * 64, "row 1", "bought", customer=f"{group}{n}", segment=group)
        for group, count in (("private", private), ("business", business))
        for n in range(count)
    ]


def profile(source: str, verbatims: Sequence[Verbatim], **fields: object) -> SourceProfile:
    found = catalog.source_profiles([Source(source, source, "reviews")], [], verbatims, [], [], "2024-12-31")[0]
    return replace(found, **fields)  # type: ignore[arg-type]


def compared(
    spoken: Sequence[tuple[Verbatim, bool]],
    caveats: Sequence[Caveat] = (),
    events: Sequence[Event] = (),
    **fields: object,
) -> Comparison:
    """The comparison of what is said of lateness in every source."""
    verbatims = [verbatim for verbatim, _ in spoken]
    sources = sorted({verbatim.source for verbatim in verbatims})
    mentions = [
        Mention(f"{v.id}:0-4", v.id, v.source, 0, 4, "Late", "en", LATE if late else "", voice_id=v.voice_id)
        for v, late in spoken
    ]
    rows = tuple(Evidence(LATE, source, 1, 1, 1, 1.0, 0.0, 1.0, stands=True) for source in sources)
    told = {LATE: Recurrence(rows, 10, 10, 2, None)}
    profiles = [profile(source, [v for v in verbatims if v.source == source], **fields) for source in sources]
    reached = catalog.reaches(verbatims, events)
    (found,) = comparisons(told, mentions, {LATE: ""}, verbatims, profiles, caveats, reached)
    return found


def made_panel(weights: np.ndarray) -> Panel:
    """Voices "0", "1", … with these weights."""
    parts = weights / weights.sum()
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    return Panel("a", "weighted", {str(n): n for n in range(len(parts))}, parts, effective, {})


def share(found: Comparison, source: str) -> ComparedShare:
    return next(row for row in found.shares if row.source == source)


# ---- on one basis


def test_without_weights_and_groups_a_share_is_of_voices_with_wilsons_interval() -> None:
    from statsmodels.stats.proportion import proportion_confint

    row = share(compared([*voices("a", "", 120, 30), *voices("b", "", 80, 8)]), "a")
    low, high = proportion_confint(30, 120, method="wilson")
    assert (row.basis, row.voices, row.of_voices) == ("raw", 30, 120)
    assert row.effective == pytest.approx(120)
    assert (row.share, row.low, row.high) == pytest.approx((0.25, low, high))


def test_usable_weights_weigh_and_give_the_mean_that_statsmodels_gives() -> None:
    from statsmodels.stats.weightstats import DescrStatsW

    spoken = [*voices("a", "", 60, 30, weight=0.5), *voices("a", "x", 40, 8, weight=1.75), *voices("b", "", 90, 9)]
    row = share(compared(spoken), "a")
    own = [(late, verbatim.weight) for verbatim, late in spoken if verbatim.source == "a"]
    expected = DescrStatsW(np.array([late for late, _ in own], dtype=float), np.array([weight for _, weight in own]))
    assert row.basis == "weighted"
    assert row.share == pytest.approx(float(expected.mean))
    assert row.effective == pytest.approx(100**2 / (60 * 0.25 + 40 * 1.75**2))


def test_weights_that_cannot_be_used_are_not() -> None:
    spoken = [*voices("a", "", 60, 30, weight=0.5), *voices("a", "x", 40, 8, weight=1.75), *voices("b", "", 90, 9)]
    wrong = (Doubt("sum", "the weights sum to 3"),)
    row = share(compared(spoken, weights_off="the weights sum to 3", weight_faults=wrong), "a")
    assert row.basis == "raw"
    assert row.share == pytest.approx(0.38)


def test_groups_are_brought_to_the_mix_of_the_customers() -> None:
    """Cochran 1977, section 5A.9: the post-stratified mean is the sum of group means times the groups' known shares."""
    spoken = [
        *voices("a", "private", 50, 10), *voices("a", "business", 150, 90),
        *voices("b", "private", 160, 32), *voices("b", "business", 40, 24),
    ]  # fmt: skip
    found = compared(spoken, events=customers(800, 200))
    assert [row.basis for row in found.shares] == ["post-stratified"] * 2
    assert [row.share for row in found.shares] == pytest.approx([0.8 * 0.2 + 0.2 * 0.6] * 2)
    assert share(found, "a").groups == {"business": pytest.approx(0.6), "private": pytest.approx(0.2)}
    assert found.differs == ()
    unweighted = compared(spoken)  # nobody knows the customers: brought to the mix of all voices
    assert [row.share for row in unweighted.shares] == pytest.approx([210 / 400 * 0.2 + 190 / 400 * 0.6] * 2)


def test_post_stratified_voices_are_worth_what_the_variance_formula_says() -> None:
    """With equal shares in all groups Holt and Smith's variance (1979), Σ W² p(1 − p) / n, is p(1 − p) / effective."""
    spoken = [*voices("a", "private", 50, 10), *voices("a", "business", 150, 30), *voices("b", "private", 99, 9)]
    row = share(compared(spoken, events=customers(800, 200)), "a")
    variance = 0.8**2 * 0.16 / 50 + 0.2**2 * 0.16 / 150
    assert 0.16 / row.effective == pytest.approx(variance)


def test_weights_within_groups_and_the_mix_of_groups_are_combined() -> None:
    from statsmodels.stats.weightstats import DescrStatsW

    private = [*voices("a", "private", 30, 12, weight=0.6), *voices("a", "private", 60, 0, weight=1.2)]
    private = [(replace(v, id=f"{v.id}{n}", voice_id=f"{v.voice_id}{n}"), late) for n, (v, late) in enumerate(private)]
    business = voices("a", "business", 100, 50, weight=1.0)
    row = share(compared([*private, *business, *voices("b", "", 90, 9)], events=customers(700, 300)), "a")
    within = DescrStatsW(
        np.array([late for _, late in private], dtype=float), np.array([v.weight for v, _ in private])
    ).mean
    assert row.basis == "post-stratified"
    assert row.share == pytest.approx(0.7 * float(within) + 0.3 * 0.5)


@pytest.mark.parametrize("few", [0, 5, 19])
def test_a_source_with_too_few_voices_of_a_group_stays_as_it_is(few: int) -> None:
    spoken = [*voices("a", "private", 200, 40), *voices("a", "business", few, 0), *voices("b", "private", 100, 9)]
    row = share(compared(spoken, events=customers(500, 500)), "a")
    assert row.basis == "raw"
    assert row.share == pytest.approx(40 / (200 + few))


def test_a_source_that_would_be_left_with_too_little_stays_as_it_is() -> None:
    spoken = [*voices("a", "private", 20, 4), *voices("a", "business", 400, 0), *voices("b", "", 100, 9)]
    assert share(compared(spoken, events=customers(990, 50)), "a").basis == "raw"


def test_voices_of_no_known_group_keep_their_part() -> None:
    spoken = [
        *voices("a", "private", 60, 30), *voices("a", "business", 120, 0), *voices("a", "", 20, 20),
        *voices("b", "private", 99, 9),
    ]  # fmt: skip
    row = share(compared(spoken, events=customers(500, 500)), "a")
    assert row.share == pytest.approx(0.1 * 1.0 + 0.9 * (0.5 * 0.5 + 0.5 * 0.0))


def test_a_voice_weighs_the_mean_of_its_verbatims_and_counts_once() -> None:
    spoken = voices("a", "", 40, 10, weight=1.0)
    twice = [*spoken, (replace(spoken[0][0], id="again", weight=3.0), True)]
    panel = panels([v for v, _ in twice], [profile("a", [v for v, _ in twice])], {})["a"]
    row = share_of(panel, [v.voice_id for v, late in twice if late])
    assert (row.voices, row.of_voices) == (10, 40)
    assert row.share == pytest.approx(11 / 41)


def test_the_mix_for_all_is_that_of_customers_and_else_of_voices_in_groups_that_two_sources_know() -> None:
    said = [v for v, _ in [*voices("a", "private", 60, 0), *voices("b", "private", 20, 0), *voices("b", "Gold", 90, 0)]]
    said += [v for v, _ in [*voices("a", "business", 20, 0), *voices("b", "business", 20, 0)]]
    assert common_mix(catalog.reaches(said, customers(75, 25))) == {"business": 0.25, "private": 0.75}
    assert common_mix(catalog.reaches(said, [])) == pytest.approx({"business": 1 / 3, "private": 2 / 3})


def test_intervals_of_weighted_and_post_stratified_shares_hold_the_truth_nineteen_times_in_twenty() -> None:
    """Samples of 300 that take one group four times as often as another, brought back by weights or by the mix."""
    draw = np.random.default_rng(0)
    held = {"weighted": 0, "post-stratified": 0}
    truth = 0.8 * 0.1 + 0.2 * 0.4
    for _ in range(400):
        private = int(draw.binomial(300, 0.5))
        late = draw.binomial(private, 0.1), draw.binomial(300 - private, 0.4)
        at = np.arange(300)
        weights = np.where(at < private, 0.8 / 0.5, 0.2 / 0.5)
        by_design = made_panel(weights)
        mixed = made_panel(np.where(at < private, 0.8 / private, 0.2 / (300 - private)))
        speaking = [str(n) for n in (*range(late[0]), *range(private, private + late[1]))]
        for basis, panel in (("weighted", by_design), ("post-stratified", mixed)):
            row = share_of(panel, speaking)
            held[basis] += row.low <= truth <= row.high
    assert all(0.92 <= count / 400 <= 0.99 for count in held.values())


# ---- beyond chance


def row(voices: int, of: int) -> ComparedShare:
    return ComparedShare("a", voices / of, 0.0, 1.0, voices, of, float(of), "raw")


@pytest.mark.parametrize(("one", "other"), [((30, 120), (8, 80)), ((60, 400), (90, 410)), ((5, 60), (12, 70))])
def test_the_test_is_the_two_proportion_test_with_n_minus_one(one: tuple[int, int], other: tuple[int, int]) -> None:
    from scipy.stats import chi2
    from statsmodels.stats.proportion import proportions_ztest

    z, _ = proportions_ztest([one[0], other[0]], [one[1], other[1]])
    size = one[1] + other[1]
    assert difference(row(*one), row(*other)) == pytest.approx(float(chi2.sf(z * z * (size - 1) / size, 1)))


def test_where_hardly_anything_is_expected_the_test_is_fishers() -> None:
    from scipy.stats import fisher_exact

    assert difference(row(3, 3), row(0, 300)) == pytest.approx(float(fisher_exact([[3, 0], [0, 300]]).pvalue))


def test_shares_of_nothing_and_of_everything_do_not_differ() -> None:
    assert difference(row(0, 50), row(0, 60)) == difference(row(50, 50), row(60, 60)) == 1.0


def test_pairs_that_differ_are_told_the_greater_share_first() -> None:
    found = compared([*voices("a", "", 200, 20), *voices("b", "", 200, 90), *voices("c", "", 200, 22)])
    assert found.differs == (("b", "c"), ("b", "a"))


def test_of_many_pairs_alike_hardly_any_is_told_to_differ() -> None:
    """Under no difference at all, tests at 5 % would tell one pair in twenty; false discoveries are held over all."""
    draws = np.random.default_rng(0).binomial(200, 0.2, size=(40, 8))
    told = 0
    for numbers in draws:
        spoken = [pair for n, late in enumerate(numbers) for pair in voices(f"s{n}", "", 200, int(late))]
        told += bool(compared(spoken).differs)
    assert told <= 6  # of 40, expected 2: the binomial's 0.99 quantile


# ---- only what compares


def forbidding(*sources: str) -> Caveat:
    return Caveat(sources, "period", "not comparable", {"fault": "apart"})


def three() -> list[tuple[Verbatim, bool]]:
    return [*voices("a", "", 200, 20), *voices("b", "", 200, 90), *voices("c", "", 200, 22)]


def test_two_sources_that_cannot_be_compared_are_not() -> None:
    found = compared(three(), [forbidding("a", "b")])
    assert found.sets == (("a", "c"), ("b", "c"))
    assert found.differs == (("b", "c"),)
    assert found.caveats == (forbidding("a", "b"),)


def test_a_source_that_compares_with_none_is_in_no_set_but_its_share_is_told() -> None:
    found = compared(three(), [forbidding("b")])
    assert (found.sets, found.differs) == ((("a", "c"),), ())
    assert [row.source for row in found.shares] == ["b", "c", "a"]


def test_caveats_stay_beside_the_figures_unless_bringing_groups_together_mends_them() -> None:
    mix = Caveat(("a", "b"), "segments", "caution", {"fault": "mix"})
    late = Caveat(("a", "b"), "period", "caution", {"fault": "hardly"})
    kind = Caveat(("a", "b"), "kind", "note", {"fault": "kind"})
    spoken = [
        *voices("a", "private", 50, 10), *voices("a", "business", 150, 90),
        *voices("b", "private", 160, 32), *voices("b", "business", 40, 24),
    ]  # fmt: skip
    assert compared(spoken, [mix, late, kind], customers(800, 200)).caveats == (late,)
    assert compared(three(), [mix, late, kind]).caveats == (late, mix)


def test_only_top_themes_that_stand_in_two_sources_are_compared_recurring_ones_first() -> None:
    rows = tuple(Evidence(LATE, source, 5, 5, 50, 0.1, 0.0, 1.0, stands=True) for source in ("a", "b"))
    once = (*rows[:1], replace(rows[1], stands=False))
    told = {
        "once": Recurrence(once, 9, 9, 1, None), "loud": Recurrence(rows, 90, 90, 1, None),
        "again": Recurrence(rows, 10, 10, 2, None), "below": Recurrence(rows, 10, 10, 2, None),
    }  # fmt: skip
    parents = {"once": "", "loud": "", "again": "", "below": "again"}
    said = [v for v, _ in [*voices("a", "", 50, 0), *voices("b", "", 50, 0)]]
    mentions = [Mention("m", said[0].id, "a", 0, 4, "Late", "en", "below", voice_id=said[0].voice_id)]
    found = comparisons(told, mentions, parents, said, [], [], catalog.reaches(said, []))
    assert [item.theme_id for item in found] == ["again", "loud"]
    assert share(found[0], "a").voices == 1  # a voice of the theme below counts for the one above


def test_nothing_depends_on_the_order_of_what_is_given() -> None:
    spoken = [*three(), *voices("d", "x", 77, 30, weight=1.5)]
    caveats = [forbidding("a", "b"), Caveat(("c",), "purpose", "caution", {"fault": "secondary"})]
    assert compared(spoken, caveats) == compared(spoken[::-1], caveats[::-1])


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 8), st.data())
def test_sets_are_all_the_largest_in_which_every_two_compare(size: int, data: st.DataObject) -> None:
    sources = [f"s{n}" for n in range(size)]
    edges = {pair for pair in itertools.combinations(sources, 2) if data.draw(st.booleans())}
    graph = {
        one: frozenset(other for other in sources if {(one, other), (other, one)} & edges) for one in sources
    }  # fmt: skip
    agree = [
        frozenset(some)
        for count in range(2, size + 1)
        for some in itertools.combinations(sources, count)
        if edges.issuperset(itertools.combinations(some, 2))
    ]
    expected = [tuple(sorted(some)) for some in agree if not any(some < more for more in agree)]
    assert sorted(sets_that_compare(sources, graph)) == sorted(expected)


def test_with_very_many_largest_sets_every_pair_that_compares_is_still_in_one() -> None:
    sources = [f"s{n:02d}" for n in range(24)]  # twelve pairs of copies: 4,096 largest sets
    graph = {one: frozenset(other for other in sources if int(one[1:]) // 2 != int(other[1:]) // 2) for one in sources}
    found = sets_that_compare(sources, graph)
    together = {pair for clique in found for pair in itertools.combinations(clique, 2)}
    assert together == {pair for pair in itertools.combinations(sources, 2) if pair[1] in graph[pair[0]]}
    assert len(found) <= 100
    assert all(len(clique) == 12 for clique in found)
