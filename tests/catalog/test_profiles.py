from __future__ import annotations

from dataclasses import replace

import pytest

from insight_synth import catalog
from insight_synth.model import Event, Export, Mention, Sentiment, Source, SourceProfile, Verbatim


def source(id: str, **fields: object) -> Source:
    return replace(Source(id, id, "complaints"), **fields)  # type: ignore[arg-type]


def said(source: str, number: int, **fields: object) -> Verbatim:
    verbatim = Verbatim(f"{source}{number}", source, "a.csv", "0" * 64, f"row {number}", "It came far too late")
    return replace(verbatim, voice_id=f"{source}{number}", **fields)  # type: ignore[arg-type]


def profile(verbatims: list[Verbatim], id: str = "a", now: str = "2024-12-31", **more: object) -> SourceProfile:
    ids = sorted({verbatim.source for verbatim in verbatims} | {id})
    given = {"exports": [], "events": [], "mentions": []} | more
    found = catalog.source_profiles([source(id) for id in ids], verbatims=verbatims, now=now, **given)  # type: ignore[arg-type]
    return next(one for one in found if one.source.id == id)


def test_rows_are_summed_over_exports() -> None:
    exports = [Export("a", f"{n}.csv", str(n), 1, "csv", "utf-8", 10, 7, 0, 2, 1) for n in (1, 2)]
    found = profile([], exports=exports)
    assert (found.rows, found.verbatims, found.duplicates, found.rejects) == (20, 14, 4, 2)


def test_period_gaps_and_freshness_are_counted_in_months_and_days() -> None:
    dates = ["2024-01-10", "2024-01-20", "2024-01-30", "2024-04-01"]
    found = profile([said("a", n, date=day) for n, day in enumerate(dates)])
    assert (found.first, found.last) == ("2024-01-10", "2024-04-01")
    assert (found.months_with_data, found.months_in_period, found.median_per_month) == (2, 4, 0.5)
    assert found.days_since_last == 274


def test_gaps_are_told_of_the_newest_two_years_apart() -> None:
    """A source may have begun with a record here and there and run without a gap since."""
    early = [said("a", n, date=f"201{n}-06-01") for n in range(5, 9)]
    since = [said("a", 100 + n, date=f"20{20 + n // 12}-{n % 12 + 1:02d}-15") for n in range(23)]
    found = profile([*early, *since])
    assert (found.months_with_data, found.months_in_period) == (27, 78)
    assert (found.recent_with_data, found.recent_months) == (23, 24)


def test_shares_are_of_records_that_are_no_duplicates() -> None:
    found = profile(
        [
            said("a", 1, date="2024-01-01", customer="x", rating=4.0, language="fi"),
            said("a", 2, text="Ok", language="fi"),
            said("a", 3, text="Too late", status="duplicate", date="2024-01-01"),
        ]
    )
    assert (found.dated, found.with_customer, found.with_rating, found.short) == (0.5, 0.5, 0.5, 0.5)
    assert found.languages == {"fi": 2}


def test_a_source_without_records_has_an_empty_profile() -> None:
    found = profile([])
    assert (found.voices, found.days_since_last, found.sentiment, found.dated) == (0, None, None, 0.0)


def test_sentiment_is_the_balance_of_mentions_that_have_one() -> None:
    tones: list[Sentiment] = ["negative", "negative", "positive", "neutral", ""]
    mentions = [
        Mention(f"m{n}", "a1", "a", 0, 2, "It", "en", sentiment=tone, theme_id="t" if n else "")
        for n, tone in enumerate(tones)
    ]
    found = profile([said("a", 1)], mentions=mentions)
    assert found.sentiment == pytest.approx(-0.25)
    assert (found.mentions, found.themed_mentions) == (5, 4)


def test_the_source_whose_voices_are_heard_in_a_larger_one_is_the_copy() -> None:
    original = [said("a", n) for n in range(20)]
    copy = [replace(said("b", n), voice_id=f"a{n}") for n in range(8)] + [said("b", n) for n in range(8, 10)]
    found = profile([*original, *copy], "b")
    assert (found.copy_of, found.overlap) == ("a", 0.8)
    assert profile([*original, *copy], "a").copy_of == ""


def test_of_two_equal_sources_the_later_one_is_the_copy() -> None:
    one = [said("a", n, date="2024-02-01") for n in range(10)]
    two = [replace(said("b", n, date="2024-01-01"), voice_id=f"a{n}") for n in range(10)]
    assert profile([*one, *two], "a").copy_of == "b"
    assert profile([*one, *two], "b").copy_of == ""


def test_a_source_that_shares_some_voices_is_no_copy() -> None:
    shared = [replace(said("b", n), voice_id=f"a{n}") for n in range(5)] + [said("b", n) for n in range(5, 10)]
    assert profile([said("a", n) for n in range(20)] + shared, "b").copy_of == ""


ONCE = "The parcel came three weeks late and nobody could say where it had been all that time."


@pytest.mark.parametrize(
    ("elsewhere", "repeats"),
    [
        ({"text": ONCE, "date": "2024-09-01"}, True),
        ({"text": "The parcel came three weeks late and nobody could say", "date": "2024-09-01"}, True),
        ({"text": "Her parcel was late, she will be called back", "date": "2024-03-03"}, True),
        ({"text": "Logged in the system", "date": "2024-09-01", "source_row_id": "KR-2024-118"}, True),
        ({"text": "Sofas should be easier to find in the web shop", "date": "2024-09-01"}, False),
        ({"text": "Sofas should be easier to find in the web shop"}, False),
    ],
    ids=["same words", "cut", "same days", "same case", "another time", "no date"],
)
def test_a_copy_says_the_same_or_of_the_same_case_and_not_only_by_the_same_people(
    elsewhere: dict[str, str], repeats: bool
) -> None:
    here = [said("a", n, text=ONCE, date="2024-03-02", source_row_id="KR-2024-118") for n in range(20)]
    there = [replace(said("b", n, **elsewhere), voice_id=f"a{n}") for n in range(10)]
    assert bool(profile([*here, *there], "b").copy_of) is repeats


def bought(count: int, segment: str) -> list[Event]:
    return [
        Event(
            f"e{segment}{n}", "till", "t.csv", "0" * 64, f"row {n}", "bought", customer=f"{segment}{n}", segment=segment
        )
        for n in range(count)
    ]


def weighted(business: float, private: float) -> list[Verbatim]:
    """A panel of 60 private and 40 business customers, weighted by group."""
    return [said("a", n, segment="private", weight=private) for n in range(60)] + [
        said("a", n, segment="business", weight=business) for n in range(60, 100)
    ]


TILL = bought(80, "private") + bought(20, "business")


def with_till(verbatims: list[Verbatim]) -> str:
    sources = [source("a"), source("till", kind="transactions")]
    return catalog.source_profiles(sources, [], verbatims, TILL, [], "2024-12-31")[0].weights_off


def test_weights_that_lead_to_the_customer_base_are_right() -> None:
    assert with_till(weighted(business=0.5, private=4 / 3)) == ""


def test_weights_that_lead_away_from_the_customer_base_are_off_and_say_how() -> None:
    fault = with_till(weighted(business=1.75, private=0.5))
    assert fault == (
        "weighting leads away from the customer base: business is 40% of the records, 70% weighted, "
        "20% of the customers elsewhere"
    )


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ([1.0] * 80 + [None] * 20, "20 of 100 records have no weight"),
        ([1.0] * 97 + [0.0, 0.0, -1.0], "3 weights are zero or negative"),
        ([2.5] * 100, "the weights sum to 250 for 100 records instead of 100"),
        ([0.1] * 95 + [18.1] * 5, "they are so uneven that 100 records count as"),
    ],
)
def test_weights_that_cannot_be_used_say_why(weights: list[float | None], says: str) -> None:
    assert says in profile([said("a", n, weight=weight) for n, weight in enumerate(weights)]).weights_off


@pytest.mark.parametrize("weight", [None, 1.0, 1250.0])
def test_no_weights_even_weights_and_weights_that_count_the_population_are_right(weight: float | None) -> None:
    assert profile([said("a", n, weight=weight) for n in range(100)]).weights_off == ""
