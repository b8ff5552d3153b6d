"""The advice as a whole: the verdicts of made companies, their reasons in words, how sure they are, in any order."""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from pathlib import Path

import pytest

from insight_synth.advice import AgendaWitnesses
from insight_synth.advice.changes import CHANGES
from insight_synth.advice.sentences import REASONS
from insight_synth.advice.spot import filled
from insight_synth.model import Advice, Caveat, Citation, Doubt, Question
from tests.advice.conftest import USUAL, Told, advice_on, codes, done, passage, told

TEXTS = Path(__file__).parents[2] / "insight_synth" / "report" / "texts"
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
    "stale": (told("x", cadence="one-off", months=1, days_since_last=1500), "retire"),
    "stale and missed": (told("x", {**USUAL, "queue": 60}, cadence="one-off", months=1, days_since_last=1500), "fix"),
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
    return advice_on(source, *BESIDE, examples={source.id: one_of_each_theme(source)})[source.id]


def one_of_each_theme(source: Told) -> list[Citation]:
    first = {mention.theme_id: mention.id for mention in reversed(source.mentions)}
    return [passage(source.id, mention=mention_id) for _, mention_id in sorted(first.items())]


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


CITED = {
    "unique-themes", "lone-themes", "alone-themes", "adds-themes", "adds-nothing", "adds-jointly", "clear", "noise",
    "copy-of", "copy-of-several", "only-voice-of",
}  # fmt: skip


def test_what_people_said_is_cited_and_counts_are_not() -> None:
    for name in JUDGED:
        for reason in judged(name).reasons:
            assert bool(reason.citations) is (reason.code in CITED), (name, reason.code)


def test_a_reason_cites_what_it_speaks_of_and_nothing_else() -> None:
    source = told("x", {**USUAL, "queue": 60})
    of_theme = {mention.id: mention.theme_id for mention in source.mentions}
    advice = advice_on(source, *BESIDE, examples={"x": one_of_each_theme(source)})["x"]
    unique = next(reason for reason in advice.reasons if reason.code == "unique-themes")
    assert [of_theme[quote.mention_id] for quote in unique.citations] == ["queue"]
    late = [quote for quote in one_of_each_theme(source) if of_theme[quote.mention_id] == "late"]
    without = advice_on(source, *BESIDE, examples={"x": late})["x"]
    assert not next(reason for reason in without.reasons if reason.code == "unique-themes").citations


def test_a_reason_on_the_agenda_cites_what_speaks_to_its_questions() -> None:
    source = told("x", {**USUAL, "queue": 60})
    quotes = one_of_each_theme(source)
    agenda = AgendaWitnesses.of(
        ["x", *(other.id for other in BESIDE)], [Question("why", "Why do people queue?")],
        {"why": {"x": frozenset({f"x/queue/{n}" for n in range(60)})}},
    )  # fmt: skip
    answering = next(quote for quote in quotes if "queue" in quote.mention_id)
    advice = advice_on(
        source, *BESIDE, agenda=agenda, examples={"x": quotes}, to_the_point={"why": {answering.mention_id}}
    )["x"]
    for reason in advice.reasons:
        if reason.code in ("unique-questions", "agenda"):
            assert reason.citations == (answering,)
    assert {"unique-questions", "agenda"} <= set(codes(advice))


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


def test_of_what_came_once_or_in_waves_nothing_is_said_of_months_and_quarters() -> None:
    for cadence in ("one-off", "periodic"):
        once = told("x", {**USUAL, "queue": 60}, cadence=cadence, months=3, of_months=12)
        given = codes(advice_on(once, *BESIDE)["x"])
        assert not {"few-months", "gaps"} & set(given)
        assert not [code for code in given if code.startswith("detects")]


def test_what_is_years_old_says_so_and_what_to_do() -> None:
    advice = judged("stale and missed")
    assert advice.reasons[0].code == "stale"
    assert advice.reasons[0].figures["years"] == 4
    assert "4 years" in advice.reasons[0].text
    assert advice.change is not None
    assert advice.change.code == "change-stale"
    assert "collected" not in codes(advice)


def test_a_low_share_of_confirmed_passages_speaks_for_nothing() -> None:
    for own, sign in ((400, "for"), (4000, "neutral")):
        source = told("x", {**USUAL, "queue": own})
        clear = next(reason for reason in advice_on(source, *BESIDE)["x"].reasons if reason.code == "clear")
        assert clear.weighs == sign


def test_nobody_is_the_only_voice_of_a_group_where_the_others_name_none() -> None:
    business = told("x", cadence="one-off", months=1, segments={"business": 800})
    silent = [told(other.id, with_segment=0.0, segments={}) for other in BESIDE]
    assert "only-voice-of" in codes(advice_on(business, *BESIDE)["x"])
    assert "only-voice-of" not in codes(advice_on(business, *silent)["x"])


def test_that_groups_are_missing_counts_against_a_source_only_where_others_name_them() -> None:
    nameless = told("x", with_segment=0.0, segments={})
    silent = [told(other.id, with_segment=0.0, segments={}) for other in BESIDE]
    for others, sign in ((BESIDE, "against"), (silent, "neutral")):
        found = next(reason for reason in advice_on(nameless, *others)["x"].reasons if reason.code == "no-groups")
        assert found.weighs == sign
        assert found.text.startswith("None of")


def test_a_source_that_lately_delivers_every_month_may_not_be_silent_for_long_because_it_once_had_gaps() -> None:
    gappy = told("x", months=53, of_months=80, recent_months=24, recent_with_data=24)
    advice = advice_on(gappy, *BESIDE)["x"]
    assert advice.verdict == "track"
    assert advice.change is not None
    assert advice.change.figures["allowed"] == 91


def test_a_verdict_that_hangs_by_little_names_the_other() -> None:
    near = advice_on(told("x", dated=0.8), *BESIDE)["x"]
    assert near.confidence < 0.6
    unsure = next(reason for reason in near.reasons if reason.code.startswith("unsure"))
    assert unsure.code == ("unsure-fix" if near.verdict == "track" else "unsure-track")
    assert unsure.figures["sure"] == round(100 * near.confidence, 1)
    sure = advice_on(told("x", dated=0.5), *BESIDE)["x"]
    assert not [code for code in codes(sure) if code.startswith("unsure")]


def test_a_cost_that_nobody_stated_is_said_to_be_unknown_where_others_cost() -> None:
    assert "cost-unknown" in codes(advice_on(told("x"), *BESIDE)["x"])
    assert "cost-unknown" not in codes(advice_on(told("x"), told("y"))["x"])


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
def test_every_code_has_its_text_in_every_language_from_figures_it_is_given(language: str) -> None:
    texts = tomllib.loads((TEXTS / f"advice.{language}.toml").read_text(encoding="utf-8"))["reason"]
    assert not ({*REASONS, *CHANGES} - {*texts})
    for name in JUDGED:
        advice = judged(name)
        assert advice.change is not None
        for reason in (*advice.reasons, advice.change):
            slots = set(re.findall(r"{([\w]+)", texts[reason.code]))
            assert slots <= {*reason.figures}, reason.code


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
