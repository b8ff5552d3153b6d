"""Whom to ask next: sizes from the book, customers who changed before others, questions that lead nobody."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from statsmodels.stats import rates
from statsmodels.stats.proportion import samplesize_confint_proportion, samplesize_proportions_2indep_onetail

from insight_synth.agenda.asking import Asked, Known, ask_next
from insight_synth.agenda.deviating import deviations, fewer_p, more_of_many_p, more_p
from insight_synth.agenda.neutral import LANGUAGES, faults, five_questions, neutral_topic, topics
from insight_synth.agenda.sampling import answers_needed, answers_to_see, change_seen, samplings
from insight_synth.model import Columns, Event, Language, Mention, Snapshot, Source, Totals, Verbatim

NOW = "2026-10-31"
TILL = Source("till", "Till", "transactions", columns=Columns(event=("event",)))
DESK = Source("desk", "Returns desk", "returns", columns=Columns(text=("why",)))
SOURCES = {"till": TILL, "desk": DESK}
NOTHING = Snapshot(
    "", NOW, "", "auto", {}, Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", ""), (), (), (), ()
)  # fmt: skip


def purchases(customer: str, before: int, recent: int, group: str = "") -> list[Event]:
    dates = ["2026-01-15"] * before + ["2026-10-01"] * recent
    return [
        Event(f"{customer}-{at}", "till", "t.csv", "f" * 64, f"row {at}", "purchase", date=date, customer=customer,
              segment=group)
        for at, date in enumerate(dates)
    ]  # fmt: skip


def returned(customer: str, times: int) -> list[Verbatim]:
    return [
        Verbatim(f"v-{customer}-{at}", "desk", "r.csv", "f" * 64, f"row {at}", "broken", customer=customer,
                 voice_id=f"voice-{customer}")
        for at in range(times)
    ]  # fmt: skip


# ---- how many


@pytest.mark.parametrize("points", [1.0, 3.0, 5.0, 10.0])
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_answers_needed_are_those_of_statsmodels(points: float, share: float) -> None:
    expected = samplesize_confint_proportion(share, points / 100)
    assert answers_needed(points, share=share) == pytest.approx(expected, abs=1)
    assert answers_needed(points, share=share) >= expected - 1e-9


@pytest.mark.parametrize(("of", "answers"), [(500, 218), (1_000, 278), (5_000, 357), (10_000, 370), (1_000_000, 384)])
def test_a_small_population_needs_fewer_as_in_the_published_table(of: int, answers: int) -> None:
    # Krejcie and Morgan 1970, table 1, gives 217, 278, 357, 370, 384, rounded to the nearest; ours are rounded up.
    assert answers_needed(5.0, of) == answers


def test_never_more_answers_than_there_are_customers() -> None:
    assert answers_needed(1.0, 12) == 12
    assert answers_needed(5.0, 0) == 0


@pytest.mark.parametrize("change", [2.0, 5.0, 10.0, 25.0])
@pytest.mark.parametrize("share", [0.2, 0.5])
def test_answers_to_see_a_change_are_those_of_statsmodels(change: float, share: float) -> None:
    expected = samplesize_proportions_2indep_onetail(change / 100, share, 0.8, alpha=0.05, alternative="two-sided")
    assert answers_to_see(change, share) == pytest.approx(expected, abs=1)


def test_the_change_that_is_seen_needs_no_more_answers_than_there_are() -> None:
    seen = change_seen(385)
    assert answers_to_see(seen) <= 385 < answers_to_see(seen - 0.1)


def test_few_customers_are_not_enough_for_a_close_figure() -> None:
    assert [one.enough for one in samplings(20)] == [True, True, True]
    assert [one.enough for one in samplings(0)] == [False, False, False]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="no sample"):
        answers_needed(0)
    with pytest.raises(ValueError, match="no share"):
        answers_to_see(-1)


# ---- who first


def test_fewer_events_are_tested_as_two_poisson_rates() -> None:
    # Two periods of the same rate, one nine times as long as the other.
    expected = rates.test_poisson_2indep(1, 1, 40, 9, method="exact-cond", alternative="smaller").pvalue
    assert fewer_p(1, 40, 0.1) == pytest.approx(expected)


def test_more_returns_are_tested_as_an_exact_poisson_rate() -> None:
    assert more_p(7, 2.0) == pytest.approx(
        rates.test_poisson(7, 1, value=2.0, method="exact-c", alternative="larger").pvalue
    )


def test_many_chances_of_one_kind_are_as_the_binomial() -> None:
    from scipy.stats import binom

    assert more_of_many_p(60, [0.5] * 100) == pytest.approx(binom.sf(59, 100, 0.5), abs=0.002)


def regulars() -> list[Event]:
    return [event for at in range(60) for event in purchases(f"c{at:02}", 30, 10)]


def test_who_buys_clearly_less_than_before_comes_first() -> None:
    found = deviations([*regulars(), *purchases("quiet", 40, 0)], [], SOURCES, NOW)
    fewer = next(one for one in found if one.code == "fewer")
    assert fewer.customers == ("quiet",)
    assert fewer.of_customers == 61


def test_a_season_in_which_all_buy_less_makes_nobody_deviate() -> None:
    assert deviations([event for at in range(60) for event in purchases(f"c{at:02}", 60, 3)], [], SOURCES, NOW) == ()


def test_those_who_stopped_are_named_only_where_chance_would_leave_fewer() -> None:
    some = [event for at in range(40) for event in purchases(f"k{at:02}", 4, 6)]
    gone = [event for at in range(20) for event in purchases(f"s{at:02}", 4, 0)]
    found = deviations([*some, *gone], [], SOURCES, NOW)
    stopped = next(one for one in found if one.code == "stopped")
    assert set(stopped.customers) == {f"s{at:02}" for at in range(20)}
    assert stopped.expected < 20


def test_who_returns_more_than_others_comes_first() -> None:
    back = [verbatim for at in range(10) for verbatim in returned(f"c{at:02}", 1)] + returned("c30", 25)
    found = deviations(regulars(), back, SOURCES, NOW)
    assert [(one.code, one.customers) for one in found] == [("more returns", ("c30",))]


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [*regulars(), *purchases("quiet", 40, 0)]
    assert deviations(rows, [], SOURCES, NOW) == deviations(rows[::-1], [], SOURCES, NOW)


# ---- what to ask


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_questions_are_neutral(language: Language) -> None:
    questions = five_questions("invoices", language)
    assert len(set(questions)) == 5
    assert {question: faults(question, language) for question in questions} == {question: [] for question in questions}
    assert ["invoices" in question for question in questions] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("question", "language", "fault"),
    [
        ("How slow was your refund?", "en", "judges"),
        ("Don't you agree that we answer?", "en", "leads"),
        ("Did you receive the parcel?", "en", "closed"),
        ("What did you expect and what did you get?", "en", "two at once"),
        ("Kuinka hidas toimitus oli?", "fi", "judges"),
        ("Onko sinulla sovellus?", "fi", "closed"),
        ("Dlaczego paczka była spóźniona?", "pl", "judges"),
        ("Czy paczka przyszła?", "pl", "closed"),
    ],
)
def test_a_question_that_is_not_neutral_is_told(question: str, language: Language, fault: str) -> None:
    assert fault in faults(question, language)


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("Do pick-up points close too early?", "en", "pick-up points"),
        ("Why do customers abandon the checkout?", "en", "checkout"),
        ("Miksi asiakkaat joutuvat odottamaan hyvitystä?", "fi", "hyvitys"),
        ("Czy klienci są zadowoleni z aplikacji?", "pl", "aplikacja"),
        ("Is the purchase order number missing on our invoices?", "en", "purchase order number"),
        ("Saapuuko tavara perille rikki?", "fi", "tavara perille"),
        ("Is it too expensive?", "en", ""),
    ],
)
def test_a_topic_takes_no_side(text: str, language: str, topic: str) -> None:
    assert neutral_topic(text, language) == topic


def test_a_theme_names_the_topic_in_other_languages_unless_its_name_judges() -> None:
    names = {"en": "Refund", "fi": "Hyvitys", "pl": "Brak zwrotu"}
    assert topics("How do refunds reach customers?", "en", names) == {"en": "refunds", "fi": "Hyvitys"}


# ---- all of it


def mention(voice: str, group: str) -> Mention:
    return Mention(f"m-{voice}", f"v-{voice}", "desk", 0, 5, "words", "en", voice_id=voice, segment=group)


def asked_about(speaking: Sequence[Mention], events: Sequence[Event], verbatims: Sequence[Verbatim]):  # type: ignore[no-untyped-def]
    known = Known.of(events, verbatims, SOURCES, NOW)
    return ask_next(Asked("q1", "How do invoices arrive?", "en", "open"), speaking, known, NOTHING, {})


def test_a_group_that_is_known_and_did_not_speak_is_missing_and_first() -> None:
    events = [*purchases("a", 1, 1, "business"), *purchases("b", 1, 1, "household"), *purchases("c", 1, 0, "household")]
    found = asked_about([mention(f"v{at}", "household") for at in range(4)], events, [])
    assert [(row.group, row.customers, row.voices, row.missing) for row in found.groups] == [
        ("business", 1, 0, True), ("household", 2, 4, False),
    ]  # fmt: skip


def test_an_event_whose_customers_spoke_of_it_comes_first() -> None:
    other = [
        Event(f"o{at}", "till", "t.csv", "f" * 64, "row 1", "refund asked", date="2026-10-02", customer=f"c{at}")
        for at in range(4)
    ]
    buys = [event for at in range(20) for event in purchases(f"c{at}", 1, 1)]
    spoke = [verbatim for at in range(4) for verbatim in returned(f"c{at}", 1)]
    found = asked_about([mention(f"voice-c{at}", "") for at in range(4)], [*other, *buys], spoke)
    assert [moment.event for moment in found.moments] == ["refund asked", "purchase"]
    assert found.moments[0].spoke == 4
    assert found.moments[0].reason.code == "moment_spoke"


def test_counts_are_of_customers_known_by_hash_wherever_they_are_known() -> None:
    assert asked_about([], purchases("a", 2, 0), returned("b", 1)).customers == 2


def test_what_mostly_staff_speak_of_is_asked_of_them_and_of_no_customer() -> None:
    staff = {**SOURCES, "staff": Source("staff", "Staff survey", "staff-opinions")}
    known = Known.of(purchases("a", 2, 2, "household"), [], staff, NOW)
    own = [Mention(f"s{at}", f"w{at}", "staff", 0, 4, "rota", "en", voice_id=f"w{at}") for at in range(3)]
    about = Asked("q1", "When are rotas published?", "en", "thin")
    found = ask_next(about, [*own, mention("v1", "household")], known, NOTHING, {})
    assert (found.people, found.groups, found.moments, found.customers) == ("staff", (), (), 0)
    assert len(found.questions["en"]) == 5
    assert ask_next(about, [own[0], mention("v1", ""), mention("v2", "")], known, NOTHING, {}).people == "customers"
