"""Which sources are tracked, kept, fixed and retired: one smallest source for every rule."""

from __future__ import annotations

import dataclasses

import pytest

from insight_synth.model import Advice, Cadence
from tests.advice.conftest import Told, advice_on, codes, done, told

OTHERS = (told("complaints"), told("reviews"), told("survey"))  # what the judged source is held against
NOISY = {"late": 60, "refunds": 60}, 300  # what it says, and how many say nothing anybody confirms


def judged(source: Told, *others: Told) -> Advice:
    """The advice on ``source`` beside ``others``, or beside three healthy sources that say the usual."""
    return advice_on(source, *(others or OTHERS))[source.id]


# ---- nothing, copies, silence --------------------------------------------------------------------------------------


def test_a_source_with_nothing_usable_is_retired() -> None:
    empty = told("empty", {}, months=0, of_months=0, first="", last="", days_since_last=None, dated=0.0)
    advice = judged(empty)
    assert advice.verdict == "retire"
    assert codes(advice)[0] == "thin"
    assert advice.what_if.coverage_before == advice.what_if.coverage_after


def copied(overlap: float = 0.9, **more: int) -> tuple[Told, Told]:
    """A source and its copy; ``more`` is what the copy says besides."""
    said = {theme: [f"complaints/{theme}/{n}" for n in range(100)] for theme in ("late", "refunds")}
    return told("complaints"), told("archive", {**said, **more}, copy_of="complaints", overlap=overlap)


def test_a_copy_is_retired_and_names_what_it_copies() -> None:
    original, copy = copied()
    advice = judged(copy, original, told("reviews"))
    assert advice.verdict == "retire"
    because = advice.reasons[0]
    assert because.code == "copy-of"
    assert because.figures == {"overlap": 90.0, "other": "complaints"}
    assert because.figure == 90.0
    assert because.weighs == "against"
    assert "complaints" in because.text


def test_the_original_is_not_retired_for_having_a_copy() -> None:
    original, copy = copied()
    assert judged(original, copy, told("reviews")).verdict == "track"


def test_a_source_half_heard_elsewhere_is_no_copy() -> None:
    original, copy = copied(overlap=0.55)
    advice = judged(copy, original, told("reviews"))
    assert advice.verdict != "retire"
    assert "copy-of" not in codes(advice)


def test_a_copy_with_a_theme_of_its_own_is_not_retired() -> None:
    original, copy = copied(prices=20)
    advice = judged(copy, original, told("reviews"))
    assert advice.verdict != "retire"
    assert advice.what_if.themes_lost == ("prices",)


def test_a_source_that_stopped_is_retired() -> None:
    advice = judged(told("stopped", days_since_last=200, last="2026-05-03"))
    assert advice.verdict == "retire"
    assert advice.reasons[0].code == "stopped"
    assert advice.reasons[0].figures == {"last": "2026-05-03", "days": 200}
    assert "fresh" not in codes(advice)


def test_a_source_that_stopped_is_to_be_fixed_where_only_it_speaks_of_a_theme() -> None:
    advice = judged(told("stopped", {"late": 60, "prices": 20}, days_since_last=200))
    assert advice.verdict == "fix"
    assert codes(advice)[:2] == ["stopped", "unique-themes"]


@pytest.mark.parametrize(
    ("cadence", "days", "stopped"),
    [("continuous", 91, False), ("continuous", 92, True), ("periodic", 270, False), ("periodic", 271, True),
     ("one-off", 900, False)],
)  # fmt: skip
def test_how_long_a_source_may_be_silent_depends_on_how_it_delivers(cadence: Cadence, days: int, stopped: bool) -> None:
    """Three of its gaps, here months; three quarters of a year where it comes in waves."""
    assert ("stopped" in codes(judged(told("source", cadence=cadence, days_since_last=days)))) is stopped


def test_a_source_is_given_three_of_its_own_gaps() -> None:
    yearly = told("yearly", cadence="periodic", months=3, of_months=36, days_since_last=360)
    assert judged(yearly).verdict == "keep"
    assert "stopped" in codes(judged(dataclasses.replace(yearly, profile=dataclasses.replace(
        yearly.profile, days_since_last=1100))))  # fmt: skip


# ---- noise -----------------------------------------------------------------------------------------------------------


def test_noise_is_retired() -> None:
    says, aside = NOISY
    advice = judged(told("social", says, aside=aside))
    assert advice.verdict == "retire"
    assert advice.reasons[0].code == "noise"
    assert advice.reasons[0].figure == pytest.approx(28.6)


def test_a_source_others_confirm_is_no_noise_for_being_calm() -> None:
    advice = judged(told("calls", feels="neutral"))
    assert advice.verdict == "track"
    assert "clear" in codes(advice)


def test_noise_that_keeps_a_theme_recurring_is_to_be_fixed() -> None:
    advice = judged(told("social", {"late": 60}, aside=300), told("complaints"), told("reviews", {"refunds": 300}))
    assert advice.what_if.themes_weakened == ("late",)
    assert advice.verdict == "fix"
    assert advice.reasons[0].code == "noise"


def test_a_source_that_alone_complains_of_something_is_no_noise() -> None:
    alone = {"late": 60, "prices": 60}
    assert judged(told("tenders", alone, aside=300, feels="negative")).verdict in {"track", "keep"}
    assert judged(told("tenders", alone, aside=300, feels="positive")).verdict == "retire"
    assert judged(told("tenders", alone, aside=300, feels="neutral")).verdict == "retire"


def test_a_complaint_counts_for_the_theme_above_it_too() -> None:
    staff = told("staff", {"late": 60, "rota": 50, "pay": 50}, aside=400)
    advice = advice_on(staff, *OTHERS, parents={"rota": "work", "pay": "work"})["staff"]
    assert advice.what_if.themes_lost == ("work",)
    assert advice.verdict in {"track", "keep"}


def test_what_stands_in_a_source_and_its_original_only_is_not_confirmed() -> None:
    said = {"prices": [f"complaints/prices/{n}" for n in range(100)]}
    copy = told("archive", {**said, "stock": 20}, feels="neutral", copy_of="complaints", overlap=0.8)
    advice = judged(copy, told("complaints", {"prices": 100}), told("reviews"))
    assert next(reason for reason in advice.reasons if reason.code == "noise").figure == 0.0


# ---- money -----------------------------------------------------------------------------------------------------------


def priced(cost: float, says: dict[str, int] | None = None) -> Advice:
    """The advice on a source of 40 voices in a year, beside two of 150 voices a year at 10 € each."""
    panel = told("panel", says or {"late": 20, "refunds": 20}, cost=cost, months=12)
    return judged(panel, told("complaints", cost=1500.0), told("reviews", cost=1500.0))


def test_costly_and_thin_is_retired() -> None:
    advice = priced(4000.0)
    assert advice.verdict == "retire"
    assert codes(advice)[:2] == ["costly", "thin"]
    assert advice.reasons[0].figures == {"cost": 4000.0, "cost_per_voice": 100.0, "times_median": 10.0}


def test_costly_and_thin_is_to_be_fixed_where_only_it_speaks_of_a_theme() -> None:
    assert priced(4000.0, {"late": 30, "prices": 10}).verdict == "fix"


def test_thin_alone_is_no_ground_to_retire_and_nor_is_costly_alone() -> None:
    assert priced(1200.0).verdict == "keep"
    panel = told("panel", {"late": 150, "refunds": 150}, cost=60_000.0)
    advice = judged(panel, told("complaints", cost=1500.0), told("reviews", cost=1500.0))
    assert advice.verdict == "track"
    assert next(reason for reason in advice.reasons if reason.code == "costly").weighs == "against"


def test_a_cost_is_held_against_the_other_sources_not_against_itself() -> None:
    panel = told("panel", {"late": 20, "refunds": 20}, cost=4000.0, months=12)
    advice = judged(panel, told("complaints", cost=1500.0), told("reviews"))
    assert next(reason for reason in advice.reasons if reason.code == "costly").figures["times_median"] == 10.0


def test_a_source_of_unknown_cost_is_neither_costly_nor_cheap() -> None:
    assert not {"costly", "cheap"} & set(codes(judged(told("source"), told("complaints", cost=1500.0))))


# ---- faults ----------------------------------------------------------------------------------------------------------


def test_weights_that_are_off_are_to_be_fixed() -> None:
    advice = judged(told("panel", weights_off="they sum to 3 for 300 answers"))
    assert advice.verdict == "fix"
    assert advice.reasons[0].code == "weights-off"
    assert "they sum to 3 for 300 answers" in advice.reasons[0].text


@pytest.mark.parametrize(("dated", "verdict"), [(0.79, "fix"), (0.8, "track")])
def test_undated_records_are_to_be_fixed(dated: float, verdict: str) -> None:
    advice = judged(told("notes", dated=dated))
    assert advice.verdict == verdict
    assert (advice.reasons[0].code == "undated") is (verdict == "fix")


def test_a_one_off_needs_no_dates() -> None:
    advice = judged(told("omnibus", {"late": 60, "prices": 30}, cadence="one-off", dated=0.0))
    assert advice.verdict == "keep"
    assert "undated" not in codes(advice)


@pytest.mark.parametrize(("rejects", "verdict"), [(99, "track"), (100, "fix")])
def test_a_tenth_of_the_rows_rejected_is_to_be_fixed(rejects: int, verdict: str) -> None:
    advice = judged(told("web", rows=1000, rejects=rejects))
    assert advice.verdict == verdict
    assert ("rejects" in codes(advice)) is (verdict == "fix")


def test_all_faults_are_named() -> None:
    faulty = told("web", rows=1000, rejects=500, dated=0.1, weights_off="they are all equal")
    assert codes(judged(faulty))[:3] == ["weights-off", "undated", "rejects"]


# ---- tracked or kept -------------------------------------------------------------------------------------------------


def test_a_continuous_gapless_year_of_enough_voices_is_tracked() -> None:
    advice = judged(told("web", {"late": 75, "refunds": 75}, months=12))
    assert advice.verdict == "track"
    assert codes(advice)[:3] == ["continuous", "fresh", "detects"]
    assert next(reason for reason in advice.reasons if reason.code == "detects").weighs == "for"


def test_eleven_months_are_too_few_to_track() -> None:
    advice = judged(told("web", months=11))
    assert advice.verdict == "keep"
    assert "few-months" in codes(advice)


def test_a_series_with_gaps_is_not_tracked() -> None:
    assert judged(told("web", months=16, of_months=20)).verdict == "track"
    assert judged(told("web", months=15, of_months=20)).verdict == "keep"


def test_too_few_voices_are_kept_with_the_smallest_change_they_can_show_against_them() -> None:
    advice = judged(told("web", {"late": 50, "refunds": 50}))
    assert advice.verdict == "keep"
    shown = next(reason for reason in advice.reasons if reason.code == "detects")
    assert shown.weighs == "against"
    # 12.5 voices a quarter: (1.960 + 0.842) √(2 · 0.1 · 0.9 / 12.5) = 33.6 percentage points
    assert shown.figures["points"] == pytest.approx(33.6)
    assert shown.figures["per"] == pytest.approx(12.5, abs=0.15)


def test_more_voices_show_smaller_changes() -> None:
    points = []
    for voices in (75, 150, 600):
        advice = judged(told("web", {"late": voices, "refunds": voices}, months=12))
        points.append(next(r.figures["points"] for r in advice.reasons if r.code == "detects"))
    assert points == [pytest.approx(19.4), pytest.approx(13.7), pytest.approx(6.9)]


@pytest.mark.parametrize("voices", [20, 200, 2000])
@pytest.mark.parametrize("alone", [0, 20])
def test_a_one_off_is_never_tracked(voices: int, alone: int) -> None:
    says = {"late": voices, "refunds": voices} | ({"prices": alone} if alone else {})
    assert judged(told("omnibus", says, cadence="one-off")).verdict == ("keep" if alone else "retire")


def test_a_periodic_source_is_kept() -> None:
    advice = judged(told("waves", cadence="periodic"))
    assert advice.verdict == "keep"
    assert next(reason for reason in advice.reasons if reason.code == "periodic").weighs == "neutral"


def test_a_source_collected_for_another_question_is_never_tracked() -> None:
    advice = judged(told("industry", purpose="secondary"))
    assert advice.verdict == "keep"
    assert next(reason for reason in advice.reasons if reason.code == "secondary").weighs == "against"


def test_adding_nothing_is_no_fault_in_a_source_that_is_tracked() -> None:
    advice = judged(told("web"))
    assert advice.verdict == "track"
    assert next(reason for reason in advice.reasons if reason.code == "adds-nothing").weighs == "neutral"


# ---- what customers do -----------------------------------------------------------------------------------------------


def test_events_without_gaps_for_a_year_are_tracked() -> None:
    advice = judged(done("till", months=12))
    assert advice.verdict == "track"
    assert codes(advice)[:2] == ["behavioural", "continuous"]
    assert advice.reasons[0].figures == {"events": 2400}
    assert not {"noise", "clear", "adds-nothing"} & set(codes(advice))


@pytest.mark.parametrize(
    "till",
    [done("till", months=11), done("till", months=12, of_months=24), done("till", cadence="one-off"),
     done("till", cadence="periodic")],
    ids=["short", "gaps", "one-off", "periodic"],
)  # fmt: skip
def test_events_that_are_no_series_are_kept(till: Told) -> None:
    assert judged(till).verdict == "keep"


def test_events_without_dates_or_with_many_rejects_are_to_be_fixed() -> None:
    assert codes(judged(done("till", dated=0.5)))[0] == "undated"
    assert judged(done("till", dated=0.5)).verdict == "fix"
    assert codes(judged(done("till", rows=2400, rejects=600)))[0] == "rejects"
    assert judged(done("till", rows=2400, rejects=600)).verdict == "fix"


# ---- sources that say the same ---------------------------------------------------------------------------------------

ONCE = {"late": 60, "prices": 60}


def twins(first: float | None, second: float | None) -> dict[str, Advice]:
    """Two one-off sources of 120 voices each that say the same, which a third says as well."""
    return advice_on(
        told("omnibus", ONCE, cadence="one-off", cost=first, months=12),
        told("panel", ONCE, cadence="one-off", cost=second, months=12),
        told("complaints", {"late": 150, "prices": 150}, months=24),
    )


@pytest.mark.parametrize(
    ("omnibus", "panel", "retired"),
    [(9000.0, 3000.0, "omnibus"), (3000.0, 9000.0, "panel"), (None, 3000.0, "panel"), (None, None, "omnibus")],
)
def test_of_two_one_offs_that_say_the_same_the_dearer_is_retired_and_the_other_kept(
    omnibus: float | None, panel: float | None, retired: str
) -> None:
    """A source of unknown cost counts as the cheaper; of two alike, the first by id goes."""
    found = twins(omnibus, panel)
    kept = ({"omnibus", "panel"} - {retired}).pop()
    assert (found[retired].verdict, found[kept].verdict) == ("retire", "keep")
    assert codes(found[retired])[:2] == ["adds-nothing", "one-off"]


def test_the_one_that_is_kept_says_what_it_is_needed_for_jointly() -> None:
    kept = twins(9000.0, 3000.0)["panel"]
    because = kept.reasons[0]
    assert because.code == "adds-jointly"
    assert because.figures == {"lost": 0, "weakened": 2}
    assert because.weighs == "for"
    assert "adds-nothing" not in codes(kept)
    assert kept.what_if.themes_weakened == ()  # alone it would not be missed


def test_two_one_offs_that_are_both_covered_without_each_other_are_both_retired() -> None:
    omnibus = told("omnibus", ONCE, cadence="one-off")
    panel = told("panel", ONCE, cadence="one-off")
    said = {"late": 150, "prices": 150}
    found = advice_on(omnibus, panel, told("complaints", said), told("reviews", said))
    assert found["omnibus"].verdict == found["panel"].verdict == "retire"


def test_a_one_off_is_kept_for_what_a_copy_to_be_retired_seemed_to_cover() -> None:
    said = {"late": 60}
    original, copy = copied()
    omnibus = told("omnibus", said, cadence="one-off")
    found = advice_on(omnibus, original, copy, told("web", {"refunds": 150}))
    assert found["archive"].verdict == "retire"
    assert found["omnibus"].verdict == "keep"
