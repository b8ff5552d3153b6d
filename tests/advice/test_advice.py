"""The advice as a whole: the verdicts of made companies, their reasons in words, how sure they are, in any order."""

from __future__ import annotations

import itertools
import math
import re

import pytest

from insight_synth.advice.changes import CHANGES
from insight_synth.advice.sentences import CITED, REASONS
from insight_synth.advice.spot import filled
from insight_synth.model import Advice, Caveat, Doubt
from tests.advice.conftest import USUAL, Told, advice_on, codes, done, passage, told

BESIDE = (told("complaints", cost=2000.0), told("reviews", cost=1500.0), told("survey", cost=2500.0))
COPIED = {theme: [f"complaints/{theme}/{n}" for n in range(100)] for theme in USUAL}
ASTRAY = Doubt("astray", "business is 90% weighted", {"group": "business", "raw": 0.5, "weighted": 0.9, "base": 0.2})

JUDGED: dict[str, tuple[Told, str]] = {
    "empty": (told("x", {}, months=0, of_months=0, first="", last="", days_since_last=None, dated=0.0), "retire"),
    "unreadable": (told("x", {}, months=0, of_months=0, first="", last="", rejects=90, rows=90), "fix"),
    "copy": (told("x", COPIED, copy_of="complaints", overlap=0.9), "retire"),
    "stopped": (told("x", days_since_last=400, last="2025-10-15"), "retire"),
    "stopped and missed": (told("x", {**USUAL, "queue": 60}, days_since_last=400), "fix"),
    "noise": (told("x", {"late": 100, "stock": 100}, aside=900), "retire"),
    "dear and thin": (told("x", {"late": 12, "refunds": 12, "stock": 12}, cost=90_000.0), "retire"),
    "faulty": (told("x", rows=12_000, rejects=3_000, dated=0.1, weights_off="astray", weight_faults=(ASTRAY,),
                    with_segment=0.2), "fix"),
    "weights in words": (told("x", weights_off="they sum to 3", with_weight=1.0), "fix"),
    "tracked": (told("x"), "track"),
    "cheap": (told("x", cost=90.0), "track"),
    "too few": (told("x", dict.fromkeys(USUAL, 20)), "keep"),
    "few months": (told("x", months=5), "keep"),
    "gaps": (told("x", months=14, of_months=24), "keep"),
    "late": (told("x", days_since_last=80), "keep"),
    "one-off": (told("x", cadence="one-off", months=1), "retire"),
    "one-off alone": (told("x", {**USUAL, "queue": 60}, cadence="one-off", months=1), "keep"),
    "only voice": (told("x", cadence="one-off", months=1, segments={"business": 800}), "keep"),
    "waves": (told("x", cadence="periodic", months=8, of_months=24), "keep"),
    "secondary": (told("x", purpose="secondary"), "keep"),
    "till": (done("x"), "track"),
    "small till": (done("x", events=400), "keep"),
    "till for a month": (done("x", months=1), "keep"),
}  # fmt: skip
every_source = pytest.mark.parametrize("name", JUDGED)


def judged(name: str) -> Advice:
    source = JUDGED[name][0]
    return advice_on(source, *BESIDE, examples={source.id: [passage(source.id)]})[source.id]


@every_source
def test_the_verdict_is_what_an_analyst_would_say(name: str) -> None:
    advice = judged(name)
    assert advice.verdict == JUDGED[name][1], (codes(advice), [reason.text for reason in advice.reasons])


@every_source
def test_every_reason_is_a_whole_sentence_with_its_figure(name: str) -> None:
    advice = judged(name)
    assert advice.change is not None
    assert advice.would_change == advice.change.text
    assert len(codes(advice)) == len(set(codes(advice)))
    for reason in (*advice.reasons, advice.change):
        assert re.fullmatch(r"[A-Z\d].*\.", reason.text)
        assert not set(reason.text) & set("{}")
        assert reason.figure is not None
        for value in reason.figures.values():
            assert isinstance(value, str) or math.isfinite(value)


@every_source
def test_a_sheet_never_argues_against_its_own_verdict(name: str) -> None:
    advice = judged(name)
    signs = {reason.weighs for reason in advice.reasons}
    if advice.verdict == "retire":
        assert "for" not in signs
    if advice.verdict in ("fix", "retire"):
        assert advice.reasons[0].weighs == "against"
    if advice.verdict == "track":
        assert advice.reasons[0].weighs == "for"
    if "stopped" in codes(advice) or "late" in codes(advice):
        assert "fresh" not in codes(advice)


def test_what_people_said_is_cited_and_counts_are_not() -> None:
    for name in JUDGED:
        for reason in judged(name).reasons:
            assert bool(reason.citations) is (reason.code in CITED)


def test_every_fault_says_what_mending_it_brings() -> None:
    advice = judged("faulty")
    assert codes(advice)[:3] == ["weights-astray", "undated", "rejects"]
    told_of = {reason.code: reason for reason in advice.reasons}
    assert told_of["undated"].figures["points_mended"] < told_of["undated"].figures["points"]  # type: ignore[operator]
    assert told_of["rejects"].figures["voices_more"] > 0  # type: ignore[operator]
    assert "mended-weights" in told_of
    assert advice.change is not None
    assert advice.change.code == "change-mended-track"


def test_only_what_came_lately_is_called_fresh() -> None:
    waves = told("x", cadence="periodic", months=8, of_months=24, days_since_last=240)
    given = codes(advice_on(waves, *BESIDE)["x"])
    assert "last-wave" in given
    assert "fresh" not in given


def test_the_change_it_can_show_is_that_of_the_theme_it_speaks_of_most() -> None:
    source = told("x", {**USUAL, "late": 400})
    shown = next(r for r in advice_on(source, *BESIDE)["x"].reasons if r.code == "detects-theme")
    assert shown.figures["theme"] == "late"
    assert shown.figures["share"] == 40.0


def test_of_two_one_offs_that_say_the_same_one_is_kept() -> None:
    said = {"queue": 60, "late": 60}
    once = [told(id_, said, cadence="one-off", months=1, cost=cost) for id_, cost in (("a", 9000.0), ("b", 3000.0))]
    found = advice_on(*once, *BESIDE)
    assert (found["a"].verdict, found["b"].verdict) == ("keep", "keep")  # queue recurs by the two of them alone
    third = told("c", {**USUAL, "queue": 200})
    fourth = advice_on(*once, third, *BESIDE)
    assert (fourth["a"].verdict, fourth["b"].verdict) == ("retire", "keep")
    assert codes(fourth["b"])[0] == "adds-jointly"


def test_a_source_whose_customers_are_known_elsewhere_but_say_other_things_is_no_copy() -> None:
    same = [f"complaints/late/{n}" for n in range(200)]
    source = told("x", {"refunds": same[:100], "stock": same[100:]}, copy_of="complaints", overlap=1.0)
    assert "copy-of" not in codes(advice_on(source, *BESIDE)["x"])


def test_a_source_that_repeats_several_is_a_copy_of_several() -> None:
    said = {theme: [f"{of}/{theme}/{n}" for of in ("complaints", "reviews") for n in range(60)] for theme in USUAL}
    advice = advice_on(told("x", said), *BESIDE)["x"]
    assert advice.verdict == "retire"
    assert advice.reasons[0].figures["sources"] == 2
    assert advice_on(told("x", said), *BESIDE)["complaints"].verdict == "track"


def test_what_compares_with_nothing_at_all_is_not_tracked() -> None:
    grave = Caveat(("x",), "segments", "not comparable", {})
    advice = advice_on(told("x"), *BESIDE, caveats=[grave])["x"]
    assert advice.verdict == "keep"
    assert "not-comparable" in codes(advice)


def test_every_sentence_can_be_filled() -> None:
    texts = [*(sentence[0] for sentence in REASONS.values()), *(sentence[0] for sentence in CHANGES.values())]
    values = {slot: 2 for text in texts for slot in re.findall(r"{(\w+)", text)}
    assert not [text for text in texts if "{" in filled(text, values)]
    assert filled("{n:theme} of {m:theme}", {"n": 1, "m": 2}) == "1 theme of 2 themes"


# ---- how sure, and always the same -----------------------------------------------------------------------------------


@every_source
def test_confidence_is_a_share_of_resamples(name: str) -> None:
    assert 0 < judged(name).confidence < 1


@pytest.mark.parametrize(
    ("near", "far"),
    [(told("x", dated=0.79), told("x", dated=0.5)), (told("x", rejects=84), told("x", rejects=400))],
    ids=["dated", "rejected"],
)
def test_a_verdict_is_surer_farther_from_its_limit(near: Told, far: Told) -> None:
    close, clear = (advice_on(source, *BESIDE)["x"] for source in (near, far))
    assert close.verdict == clear.verdict == "fix"
    assert close.confidence < 0.95 < clear.confidence


def test_the_order_of_sources_changes_no_advice() -> None:
    sources = (*BESIDE, JUDGED["noise"][0])
    usual = advice_on(*sources)
    for order in itertools.islice(itertools.permutations(sources), 0, 24, 7):
        assert advice_on(*order) == usual


def test_advice_comes_in_the_order_of_the_profiles() -> None:
    assert list(advice_on(*reversed(BESIDE))) == ["survey", "reviews", "complaints"]
