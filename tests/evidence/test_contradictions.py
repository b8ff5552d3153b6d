"""Who contradicts whom: by what is felt, or by silence; and that nobody does by chance or by nature."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from scipy.stats import binomtest, norm
from statsmodels.stats.contingency_tables import StratifiedTable

from insight_synth.evidence import Recurrence, contradictions
from insight_synth.evidence.contradictions import _beyond_usual, _majority
from insight_synth.evidence.feelings import Feelings, Felt
from insight_synth.evidence.intervals import wilson
from insight_synth.model import Contradiction, Evidence, Source, SourceProfile

SIZE = 400
NEUTRAL = {source: Felt(60, 40, 60) for source in ("calls", "reviews", "web", "forum", "shop")}


def profile(source: str, voices: int = SIZE, copy_of: str = "") -> SourceProfile:
    return SourceProfile(
        source=Source(source, source, "reviews"), exports=(), rows=voices, verbatims=voices, events=0, duplicates=0,
        rejects=0, voices=voices, mentions=voices, themed_mentions=voices, first="", last="", months_with_data=1,
        months_in_period=1, days_since_last=0, median_per_month=1, dated=1, with_customer=1, with_segment=1,
        with_rating=1, with_weight=0, short=0, languages={}, segments={}, copy_of=copy_of,
    )  # fmt: skip


def told(voices: Mapping[str, int], standing: int = 9, theme: str = "t", of: int = SIZE) -> Recurrence:
    """A theme that stands in sources with as many voices as ``standing`` or more."""
    rows = tuple(
        Evidence(theme, source, n, n, of, n / of, *wilson(n, of), stands=n >= standing)
        for source, n in sorted(voices.items(), key=lambda item: (-item[1], item[0]))
    )
    stands = tuple(row.source for row in rows if row.stands)
    return Recurrence(rows, sum(voices.values()), sum(voices.values()), len(stands), None, 0.001, stands)


def felt(**by_source: Felt) -> Feelings:
    on = {("t", source): one for source, one in by_source.items()}
    return Feelings(on, {source: NEUTRAL[source] for source in by_source})


def found(feels: Feelings, **voices: int) -> tuple[Contradiction, ...]:
    return contradictions({"t": told(voices)}, feels, {"t": ""}, [profile(source) for source in voices])


def test_two_sources_that_feel_the_opposite_contradict_each_other() -> None:
    (one,) = found(felt(calls=Felt(25, 5, 2), reviews=Felt(1, 4, 20)), calls=40, reviews=40)
    assert (one.theme_id, one.kind, one.left, one.right) == ("t", "sentiment", "calls", "reviews")
    assert one.figures["left_score"] == pytest.approx(-23 / 32, abs=1e-4)
    assert one.figures["right_score"] == pytest.approx(19 / 25, abs=1e-4)
    assert one.p_value < 0.01


@pytest.mark.parametrize(
    "reviews",
    [
        Felt(20, 5, 1),  # against it too
        Felt(3, 20, 4),  # neutral
        Felt(0, 1, 4),  # hardly anybody
        Felt(9, 0, 12),  # may be chance
    ],
)
def test_others_do_not(reviews: Felt) -> None:
    assert found(felt(calls=Felt(25, 5, 2), reviews=reviews), calls=40, reviews=40) == ()


def test_a_complaints_register_does_not_contradict_a_review_site_by_being_one() -> None:
    feels = Feelings(
        {("t", "calls"): Felt(25, 0, 2), ("t", "reviews"): Felt(5, 0, 20)},
        {"calls": Felt(250, 0, 20), "reviews": Felt(50, 0, 200)},
    )
    assert found(feels, calls=40, reviews=40) == ()


def test_a_copy_does_not_contradict_what_it_copies_nor_who_has_too_few_voices() -> None:
    feels = felt(calls=Felt(25, 5, 2), reviews=Felt(1, 4, 20))
    assert found(feels, calls=40, reviews=3) == ()  # the theme does not stand there


def test_a_sub_theme_does_not_repeat_what_the_theme_above_it_says() -> None:
    feels = Feelings(
        {(theme, source): one for theme in ("t", "s") for source, one in
         (("calls", Felt(25, 5, 2)), ("reviews", Felt(1, 4, 20)))}, NEUTRAL
    )  # fmt: skip
    rows = {theme: told({"calls": 40, "reviews": 40}, theme=theme) for theme in ("t", "s")}
    profiles = [profile("calls"), profile("reviews")]
    assert [one.theme_id for one in contradictions(rows, feels, {"t": "", "s": "t"}, profiles)] == ["t"]
    assert len(contradictions(rows, feels, {"t": "", "s": ""}, profiles)) == 2


def test_a_large_source_that_says_nothing_of_what_all_others_do_is_silent() -> None:
    (one,) = found(felt(), calls=60, reviews=30, web=40, forum=0)
    assert (one.kind, one.left, one.right) == ("silence", "calls", "forum")
    assert one.figures == {"voices": 0, "of_voices": 400, "expected": 30.0, "share": 0.15, "sources": 3}
    assert one.p_value == pytest.approx(binomtest(0, 400, 30 / 400, "less").pvalue)


def test_a_small_source_is_not_silent_only_small() -> None:
    rows = {"t": told({"calls": 60, "reviews": 30, "web": 40})}
    profiles = [*(profile(source) for source in ("calls", "reviews", "web")), profile("forum", voices=20)]
    assert contradictions(rows, felt(), {"t": ""}, profiles) == ()


def test_nobody_is_silent_on_a_theme_of_few_sources_nor_a_copy() -> None:
    assert found(felt(), calls=60, reviews=30, web=0, forum=0, shop=0) == ()
    rows = {"t": told({"calls": 60, "reviews": 30, "web": 40})}
    others = [profile(source) for source in ("calls", "reviews", "web")]
    assert contradictions(rows, felt(), {"t": ""}, [*others, profile("copy", copy_of="forum")]) == ()


def test_hardly_any_pair_contradicts_by_chance() -> None:
    rng = np.random.default_rng(2)
    sources, themes = [*NEUTRAL], [f"t{at}" for at in range(60)]
    on = {(t, s): Felt(*rng.multinomial(30, [0.4, 0.2, 0.4]).tolist()) for t in themes for s in sources}
    rows = {t: told(dict.fromkeys(sources, 40), theme=t) for t in themes}
    told_of = contradictions(rows, Feelings(on, NEUTRAL), dict.fromkeys(themes, ""), [profile(s) for s in sources])
    assert len(told_of) <= 1


def test_the_sign_test_is_that_of_scipy() -> None:
    for these, those in ((9, 2), (5, 5), (0, 4), (30, 11)):
        assert _majority(these, those) == pytest.approx(binomtest(these, these + those, 0.5, "greater").pvalue)


def test_the_test_beyond_the_usual_is_that_of_two_odds_ratios() -> None:
    """Woolf's, against the log odds ratios and errors of statsmodels with ½ added to each count."""
    here, usual = (Felt(25, 0, 4), Felt(6, 0, 18)), (Felt(60, 0, 40), Felt(50, 0, 50))
    tables = [np.array([[a.negative, a.positive], [b.negative, b.positive]]) + 0.5 for a, b in (here, usual)]
    logs = [StratifiedTable([table]).logodds_pooled for table in tables]
    errors = [(1 / table).sum() for table in tables]
    z = (logs[0] - logs[1]) / np.sqrt(sum(errors))
    assert _beyond_usual(*here, *usual) == pytest.approx(norm.sf(z))
