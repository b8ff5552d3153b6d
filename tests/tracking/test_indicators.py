"""An indicator as a whole: which sources, what changed, before and since, and what to beware of."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from insight_synth.model import Caveat, Event, Mention, Source, SourceProfile
from insight_synth.model.effect import Indicator
from insight_synth.tracking import Heard, followed, followed_sources, months_between

MONTHS = months_between("2024-01", "2025-12")
NOW = "2025-12-31"
PARENTS = {"late": "", "late-parcel": "late", "rude": ""}
THEME = Indicator("i1", "theme", "late", "Late")


def profile(source: str, *, cadence: str = "continuous", **changed: object) -> SourceProfile:
    known: dict[str, object] = {
        "exports": (), "rows": 900, "verbatims": 900, "events": 0, "duplicates": 0, "rejects": 0, "voices": 900,
        "mentions": 900, "themed_mentions": 900, "first": "2024-01-01", "last": NOW, "months_with_data": 24,
        "months_in_period": 24, "days_since_last": 0, "median_per_month": 40.0, "dated": 1.0, "with_customer": 1.0,
        "with_segment": 1.0, "with_rating": 0.0, "with_weight": 0.0, "short": 0.0, "languages": {}, "segments": {},
    }  # fmt: skip
    return SourceProfile(source=Source(source, source, "complaints", cadence=cadence), **{**known, **changed})  # type: ignore[arg-type]


def said(
    source: str, share: Sequence[float], a_month: int = 40, segment: str = "household", day: int = 15
) -> list[Mention]:
    """Every month as many voices, of whom this share speaks of late parcels, the others of rude staff."""
    found = []
    for month, part in zip(MONTHS, share, strict=True):
        for number in range(a_month):
            voice = f"{source}-{segment}-{month}-{number}"
            theme = "late-parcel" if number < round(part * a_month) else "rude"
            date = f"{month}-{1 + (11 * number + day) % 28:02d}"
            found.append(
                Mention(f"{voice}:0-4", voice, source, 0, 4, "text", "en", theme, "", 0.9, voice, date, segment)
            )
    return found


def heard(mentions: Sequence[Mention], profiles: Sequence[SourceProfile] = (), **more: object) -> Heard:
    sources = sorted({mention.source for mention in mentions})
    given = Heard(mentions, (), {}, PARENTS, tuple(profiles) or tuple(map(profile, sources)), (), {}, NOW)
    return replace(given, **more)  # type: ignore[arg-type]


def step(month: int, before: float = 0.1, after: float = 0.3) -> list[float]:
    return [before if at < month else after for at in range(len(MONTHS))]


def codes(indicator: Indicator, data: Heard) -> set[str]:
    return {caveat.code for caveat in followed(indicator, data).caveats}


# ---- sources


@pytest.mark.parametrize(
    ("unfit", "code"),
    [
        (profile("b", copy_of="a", overlap=0.9), "copy"),
        (profile("b", dated=0.3), "undated"),
        (profile("b", voices=12), "sample"),
        (profile("b", months_with_data=4, months_in_period=20), "unsteady"),
        (profile("b", cadence="one-off"), "unsteady"),
    ],
)
def test_a_source_that_cannot_be_followed_is_left_out_with_why(unfit: SourceProfile, code: str) -> None:
    mentions = said("a", [0.2] * 24) + said("b", [0.3] * 24)
    sources, left_out = followed_sources(mentions, {"late-parcel"}, (profile("a"), unfit), (), {})
    assert sources == ("a",)
    assert [(out.source, out.code) for out in left_out] == [("b", code)]
    assert left_out[0].text.endswith(".")


def test_what_is_advised_to_be_fixed_or_retired_is_not_followed_unless_there_is_nothing_else() -> None:
    mentions = said("a", [0.2] * 24) + said("b", [0.3] * 24)
    profiles = (profile("a"), profile("b"))
    sources, left_out = followed_sources(mentions, {"late-parcel"}, profiles, (), {"a": "track", "b": "retire"})
    assert (sources, left_out[0].code) == (("a",), "verdict")
    assert followed_sources(mentions, {"late-parcel"}, profiles, (), {"a": "fix", "b": "fix"})[0] == ("a", "b")


def test_of_two_sources_that_do_not_compare_the_one_that_says_more_is_followed() -> None:
    mentions = said("a", [0.1] * 24) + said("b", [0.3] * 24)
    clash = Caveat(("a", "b"), "segments", "not comparable", {"shared": 0.0})
    sources, left_out = followed_sources(mentions, {"late-parcel"}, (profile("a"), profile("b")), (clash,), {})
    assert (sources, left_out[0].source, left_out[0].code) == (("b",), "a", "segments")
    mild = replace(clash, severity="caution")
    assert followed_sources(mentions, {"late-parcel"}, (profile("a"), profile("b")), (mild,), {})[0] == ("a", "b")


def test_sources_that_are_named_are_counted_whatever_speaks_against_them() -> None:
    mentions = said("a", [0.2] * 24) + said("b", [0.3] * 24)
    data = heard(mentions, (profile("a"), profile("b", dated=0.1)))
    assert followed(replace(THEME, sources=("b",)), data).sources == ("b",)
    assert followed(THEME, data).sources == ("a",)


# ---- what became of it


def test_a_theme_is_followed_with_its_sub_themes_and_its_change_is_told() -> None:
    effect = followed(THEME, heard(said("a", step(14))))
    assert [(change.month, change.kind) for change in effect.changes] == [(MONTHS[14], "step")]
    assert (effect.chart.first, effect.chart.last) == (MONTHS[0], MONTHS[13])
    assert effect.chart.centre == pytest.approx(0.1)
    assert effect.chart.points[14].signals == ("beyond",)


def test_a_source_that_begins_midway_is_no_change_of_the_theme() -> None:
    loud = [mention for mention in said("b", [0.7] * 24) if mention.date[:7] >= MONTHS[10]]
    effect = followed(THEME, heard(said("a", [0.1] * 24) + loud))
    assert effect.sources == ("a", "b")
    assert effect.changes == ()
    assert effect.before_after is None


def test_an_action_that_worked_shows_before_and_since() -> None:
    acted = replace(THEME, action="Second courier", on="2025-03-01")
    effect = followed(acted, heard(said("a", step(14, 0.3, 0.1))))
    found = effect.before_after
    assert found is not None
    assert (found.before, found.after, found.difference) == pytest.approx((0.3, 0.1, -0.2))
    assert (found.first, found.last, found.of_before, found.of_after) == ("2024-03-01", NOW, 480, 400)
    assert found.moved
    assert found.low < -0.2 < found.high < 0
    assert effect.chart.last == "2025-02"


def test_an_action_that_changed_nothing_is_told_so() -> None:
    found = followed(replace(THEME, on="2025-03-01"), heard(said("a", [0.2] * 24))).before_after
    assert found is not None
    assert not found.moved


def test_the_groups_an_action_was_not_for_stand_beside_it() -> None:
    mentions = said("a", step(14, 0.3, 0.1)) + said("a", [0.3] * 24, segment="business")
    effect = followed(replace(THEME, group="household", on="2025-03-01"), heard(mentions))
    assert effect.control is not None
    assert effect.beyond_control is not None
    assert effect.control.difference == pytest.approx(0.0)
    assert effect.beyond_control == pytest.approx((-0.2, effect.beyond_control[1], effect.beyond_control[2]))
    assert effect.beyond_control[2] < 0


def test_the_newest_month_is_judged_by_what_it_has_and_marked_as_not_over() -> None:
    mentions = [m for m in said("a", [0.1] * 23 + [0.5]) if m.date <= "2025-12-10"]
    effect = followed(THEME, heard(mentions, now="2025-12-10"))
    newest = effect.chart.points[-1]
    assert (newest.complete, newest.month) == (False, "2025-12")
    assert newest.of < 40
    assert newest.signals == ("beyond",)
    assert all(point.complete for point in effect.chart.points[:-1])


def test_following_day_by_day_changes_nothing_that_lies_behind() -> None:
    mentions = said("a", step(14))
    for now in ("2025-11-05", "2025-11-20", "2025-12-31"):
        effect = followed(THEME, heard([m for m in mentions if m.date <= now], now=now))
        assert [change.month for change in effect.changes] == [MONTHS[14]]
        assert effect.chart.points[20].value == pytest.approx(0.3)


def test_a_rise_in_the_newest_weeks_is_an_early_sign() -> None:
    mentions = said("a", [0.1] * 23 + [0.4])
    assert followed(THEME, heard(mentions)).weeks[-1].out
    assert not followed(THEME, heard(said("a", [0.1] * 24))).weeks[-1].out


def test_an_event_that_becomes_frequent_in_the_newest_weeks_is_an_early_sign() -> None:
    often = {"2025-12-20", "2025-12-22", "2025-12-24", "2025-12-26", "2025-12-28", "2025-12-30"}
    days = [f"{month}-{day:02d}" for month in MONTHS for day in (3, 10, 17, 24, 27)] + sorted(often) * 4
    events = [Event(f"{day}{at}", "till", "f", "", "", "bought", date=day) for at, day in enumerate(days)]
    events.append(Event("last", "till", "f", "", "", "looked", date=NOW))
    indicator = Indicator("i2", "event", "bought", "bought")
    assert followed(indicator, heard([], events=events)).weeks[-1].out
    calm = [event for event in events if event.date not in often or event.event == "looked"]
    assert not followed(indicator, heard([], events=calm)).weeks[-1].out


def test_a_step_is_dated_to_its_day() -> None:
    mentions = said("a", step(14))
    (change,) = followed(THEME, heard(mentions)).changes
    assert change.first_day <= change.day <= change.last_day
    assert change.first_day <= f"{MONTHS[14]}-01" <= change.last_day
    assert "2025-02-20" <= change.day <= "2025-03-10"


def test_behaviour_stands_beside_since_the_newest_step_where_no_action_is_named() -> None:
    mentions = said("a", step(14))
    customers = {m.verbatim_id: m.verbatim_id for m in mentions}
    buyers = [m.verbatim_id for m in mentions if m.date[:7] == MONTHS[15]]
    events = [
        Event(f"{who}{month}", "till", "f", "", "", "bought", date=f"{month}-05", customer=who)
        for who in buyers
        for month in (MONTHS[10], MONTHS[18])
    ]
    effect = followed(THEME, heard(mentions, customers=customers, events=events))
    assert effect.behaviour_on == effect.changes[0].day
    (row,) = effect.behaviour
    assert (row.event, row.customers, row.others) == ("bought", 12, 28)


def test_an_event_is_followed_a_month_from_its_sources_first_record_on() -> None:
    events = [
        Event(f"{month}{n}", "till", "f", "", "", "bought", date=f"{month}-{n % 28 + 1:02d}")
        for at, month in enumerate(MONTHS)
        for n in range(30 if at < 12 else 60)
    ]
    effect = followed(Indicator("i2", "event", "bought", "bought", on="2025-01-01"), heard([], events=events))
    assert [(change.month, change.kind) for change in effect.changes] == [("2025-01", "step")]
    assert effect.before_after is not None
    assert (effect.before_after.before, effect.before_after.after) == pytest.approx((30, 60), rel=0.01)
    assert (effect.chart.kind, effect.sources) == ("u", ("till",))


# ---- what to beware of


def test_a_change_before_the_action_casts_doubt_on_it() -> None:
    data = heard(said("a", step(10)))
    assert "moving-before" in codes(replace(THEME, on="2025-04-01"), data)
    assert "moving-before" not in codes(replace(THEME, on="2024-11-01"), data)


def test_a_change_long_after_the_action_is_told() -> None:
    assert "changed-since" in codes(replace(THEME, on="2024-09-01"), heard(said("a", step(16))))


def test_few_voices_on_a_side_are_told() -> None:
    told = codes(replace(THEME, on="2025-12-20"), heard(said("a", [0.2] * 24)))
    assert "few-after" in told
    assert "few-before" not in told


def test_the_same_change_among_others_is_told() -> None:
    mentions = said("a", step(14)) + said("a", step(14), segment="business")
    assert "others-too" in codes(replace(THEME, group="household", on="2025-03-01"), heard(mentions))


def test_where_nothing_carries_a_date_there_is_nothing_to_count() -> None:
    mentions = [replace(mention, date="") for mention in said("a", step(12))]
    bought = [Event("e1", "till", "", "", "", "purchase", customer="c1")]
    data = heard(mentions, now="", customers={mentions[0].verbatim_id: "c1"}, events=bought)
    effect = followed(replace(THEME, on="2025-01-01"), data)
    assert (effect.before_after, effect.behaviour, effect.changes) == (None, (), ())
    assert "nothing-to-count" in {caveat.code for caveat in effect.caveats}


def test_months_without_data_and_undated_voices_are_told() -> None:
    mentions = [m for m in said("a", [0.2] * 24) if m.date[:7] != "2025-05"]
    mentions = [replace(m, date="") if at % 3 == 0 else m for at, m in enumerate(mentions)]
    effect = followed(THEME, heard(mentions))
    assert effect.missing == ("2025-05",)
    assert effect.undated > 50
    assert {"gaps", "undated", "one-source"} <= {caveat.code for caveat in effect.caveats}


def test_a_theme_nobody_dates_has_nothing_to_count() -> None:
    mentions = [replace(m, date="") for m in said("a", [0.2] * 24)]
    effect = followed(replace(THEME, on="2025-03-01"), heard(mentions, (profile("a", dated=0.0),)))
    assert {caveat.code for caveat in effect.caveats} == {"nothing-to-count"}
    assert (effect.chart.points, effect.changes, effect.before_after) == ((), (), None)


def test_every_caveat_is_a_sentence() -> None:
    acted = replace(THEME, on="2025-12-20")
    for caveat in followed(acted, heard(said("a", list(np.linspace(0.1, 0.5, 24))))).caveats:
        assert caveat.text[0].isupper()
        assert caveat.text.endswith(".")


def test_an_effect_does_not_depend_on_the_order_of_rows() -> None:
    mentions = said("a", step(14)) + said("b", step(14, 0.2, 0.4))
    acted = replace(THEME, on="2025-03-01")
    one = followed(acted, heard(mentions))
    random.Random(0).shuffle(mentions)
    assert followed(acted, heard(mentions)) == one


def test_limits_rest_on_the_level_just_before_the_newest_step_and_older_months_are_no_sign() -> None:
    share = [0.5 if at < 8 else 0.1 if at < 18 else 0.4 for at in range(24)]
    effect = followed(THEME, heard(said("a", share)))
    assert [change.month for change in effect.changes] == [MONTHS[8], MONTHS[18]]
    assert (effect.chart.first, effect.chart.last) == (MONTHS[8], MONTHS[17])
    assert effect.chart.centre == pytest.approx(0.1)
    assert {point.signals for point in effect.chart.points[:18]} == {()}
    assert all("beyond" in point.signals for point in effect.chart.points[18:])


def test_a_source_that_stopped_gives_no_early_sign() -> None:
    mentions = [m for m in said("a", [0.1] * 15 + [0.5] * 9) if m.date < "2025-04-25"]
    assert followed(THEME, heard(mentions)).weeks == ()


def test_many_months_without_data_are_told_by_their_number() -> None:
    mentions = [m for m in said("a", [0.2] * 24) if m.date[:7] not in MONTHS[4:9]]
    (gap,) = [caveat for caveat in followed(THEME, heard(mentions)).caveats if caveat.code == "gaps"]
    assert gap.text == f"No data in 5 months since {MONTHS[4]}: that is not zero."
