"""Every verdict gives its reasons in words: with figures, passages, and a sentence in every language of the reports."""

from __future__ import annotations

import math
import re

import pytest

from insight_synth.model import Advice, Reason
from insight_synth.report.catalogue import LANGUAGES, Catalogue
from tests.advice.conftest import Told, advice_on, codes, done, passage, told

COPIED = {theme: [f"complaints/{theme}/{n}" for n in range(100)] for theme in ("late", "refunds")}
HEALTHY = (told("complaints", cost=1500.0), told("reviews", cost=1500.0))

JUDGED = {
    "empty": told("empty", {}, months=0, of_months=0, first="", last="", days_since_last=None, dated=0.0),
    "copy": told("archive", COPIED, copy_of="complaints", overlap=0.9),
    "stopped": told("stopped", days_since_last=400, last="2025-10-15"),
    "stopped and missed": told("stopped", {"late": 60, "prices": 20}, days_since_last=400),
    "noise": told("social", {"late": 60}, aside=300),
    "costly and thin": told("panel", {"late": 20, "refunds": 20}, cost=90_000.0),
    "cheap": told("web", cost=900.0),
    "faulty": told("web", rows=12_000, rejects=3_000, dated=0.1, weights_off="they sum to 3", with_segment=0.2),
    "tracked": told("web"),
    "one voice": told("letter", {"late": 1}, months=1),
    "few voices": told("web", {"late": 50, "refunds": 50}),
    "few months": told("web", months=5),
    "one-off": told("omnibus", cadence="one-off", months=1),
    "one-off alone": told("omnibus", {"late": 60, "prices": 30}, cadence="one-off", months=1),
    "waves": told("waves", cadence="periodic", months=8, of_months=24),
    "secondary": told("industry", purpose="secondary"),
    "till": done("till"),
    "till for a month": done("till", months=1),
}

every_source = pytest.mark.parametrize("source", JUDGED.values(), ids=JUDGED)


def judged(source: Told) -> Advice:
    return advice_on(source, *HEALTHY, examples={source.id: [passage(source.id)]})[source.id]


def told_to_stay() -> Advice:
    """The advice on a one-off kept because another that says the same goes."""
    once = {"late": 60, "refunds": 60}
    omnibus, panel = told("omnibus", once, cadence="one-off", cost=9000.0), told("panel", once, cadence="one-off")
    return advice_on(omnibus, panel, HEALTHY[0])["panel"]


def all_reasons() -> list[Reason]:
    found = [reason for source in JUDGED.values() for reason in judged(source).reasons]
    kept_for_two = advice_on(told("web"), told("complaints"))["web"]
    return [*found, *told_to_stay().reasons, *kept_for_two.reasons]


@every_source
def test_every_verdict_has_reasons_in_whole_sentences(source: Told) -> None:
    advice = judged(source)
    assert advice.reasons
    for sentence in (*(reason.text for reason in advice.reasons), advice.would_change):
        assert re.fullmatch(r"[A-Z\d].*\.", sentence)
        assert not set(sentence) & set("{}")


@every_source
def test_no_reason_is_given_twice(source: Told) -> None:
    given = codes(judged(source))
    assert len(given) == len(set(given))


@every_source
def test_figures_of_a_reason_are_numbers_or_words(source: Told) -> None:
    for reason in judged(source).reasons:
        for value in reason.figures.values():
            assert isinstance(value, str) or math.isfinite(value)
        assert reason.figure is None or reason.figure in reason.figures.values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence_in_the_catalogue_and_the_figures_to_fill_it(language: str) -> None:
    catalogue = Catalogue(language)
    for reason in all_reasons():
        assert catalogue.has(f"reason.{reason.code}")
        assert catalogue.slots(f"reason.{reason.code}") <= set(reason.figures)


def test_the_sources_judged_here_give_every_kind_of_reason() -> None:
    assert {reason.code for reason in all_reasons()} == {
        "adds-jointly", "adds-nothing", "adds-themes", "ample", "behavioural", "cheap", "clear", "continuous",
        "copy-of", "costly", "detects", "few-months", "fresh", "no-segments", "noise", "one-off", "periodic",
        "rejects", "secondary", "stopped", "thin", "undated", "unique-themes", "weights-off",
    }  # fmt: skip


def test_a_reason_about_what_is_said_cites_passages_of_the_source() -> None:
    cited = {reason.code for reason in judged(JUDGED["noise"]).reasons if reason.citations}
    assert cited == {"noise", "adds-nothing"}
    for reason in judged(JUDGED["noise"]).reasons:
        assert all(citation.source == "social" for citation in reason.citations)


def test_a_reason_about_counts_and_dates_cites_nothing() -> None:
    quiet = {"ample", "cheap", "continuous", "detects", "fresh"}
    reasons = [reason for reason in judged(JUDGED["cheap"]).reasons if reason.code in quiet]
    assert {reason.code for reason in reasons} == quiet
    assert not any(reason.citations for reason in reasons)


def test_a_source_without_passages_to_show_is_judged_all_the_same() -> None:
    advice = advice_on(JUDGED["noise"], *HEALTHY)["social"]
    assert advice.verdict == judged(JUDGED["noise"]).verdict
    assert not any(reason.citations for reason in advice.reasons)


@every_source
def test_what_argues_for_retiring_stands_against_the_source(source: Told) -> None:
    advice = judged(source)
    assert advice.verdict in {"track", "keep"} or advice.reasons[0].weighs == "against"


@every_source
def test_what_argues_for_tracking_stands_for_the_source(source: Told) -> None:
    advice = judged(source)
    assert advice.verdict != "track" or advice.reasons[0].weighs == "for"


def test_losses_in_the_sentence_are_those_of_the_what_if() -> None:
    advice = judged(JUDGED["one-off alone"])
    because = next(reason for reason in advice.reasons if reason.code == "unique-themes")
    assert because.figures["lost"] == len(advice.what_if.themes_lost) == 1
    assert because.figures["coverage_before"] == pytest.approx(100 * advice.what_if.coverage_before, abs=0.05)
    assert because.figures["coverage_after"] == pytest.approx(100 * advice.what_if.coverage_after, abs=0.05)
