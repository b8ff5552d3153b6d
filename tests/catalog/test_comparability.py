from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from insight_synth import catalog
from insight_synth.catalog import Reach
from insight_synth.model import Caveat, Doubt, Event, Source, SourceProfile, Verbatim

FINE = SourceProfile(
    source=Source("a", "A", "reviews"), exports=(), rows=200, verbatims=200, events=0, duplicates=0, rejects=0,
    voices=200, mentions=300, themed_mentions=250, first="2023-01-01", last="2024-12-31", months_with_data=24,
    months_in_period=24, days_since_last=0, median_per_month=8.0, dated=1.0, with_customer=1.0, with_segment=1.0,
    with_rating=0.0, with_weight=0.0, short=0.0, languages={"fi": 200}, segments={"private": 150, "business": 50},
)  # fmt: skip


def like(id: str, **fields: object) -> SourceProfile:
    """A profile without fault, but for ``fields``; those of its source among them."""
    described = {name: fields.pop(name) for name in ("kind", "cadence", "purpose") if name in fields}
    return replace(FINE, source=replace(FINE.source, id=id, **described), **fields)  # type: ignore[arg-type]


def only(*profiles: SourceProfile) -> Caveat:
    (caveat,) = catalog.caveats(profiles)
    return caveat


def faults(*profiles: SourceProfile, **reached: Reach) -> list[str]:
    """The faults found where sources reached whom ``reached`` says; notes apart."""
    found = catalog.caveats(profiles, reached)
    return [str(caveat.figures["fault"]) for caveat in found if caveat.severity != "note"]


def reach(months: range = range(1, 25), **fields: object) -> Reach:
    """200 voices, two in three private, 8 records a month from January 2023 on, but for ``fields``."""
    every = {f"{2023 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}": 8 for month in months}
    return replace(Reach(200, 200.0, every, {"private": 150, "business": 50}), **fields)  # type: ignore[arg-type]


# ---- what profiles alone tell


def test_two_sources_alike_compare() -> None:
    assert catalog.caveats([like("a"), like("b")]) == ()


def test_few_voices_are_a_caution_and_very_few_forbid() -> None:
    caution, forbidden = only(like("a", voices=80)), only(like("a", voices=20))
    assert (caution.code, caution.severity) == ("sample", "caution")
    assert caution.figures == {"fault": "few", "voices": 80, "effective": 80, "interval": 11}
    assert forbidden.severity == "not comparable"


def test_the_interval_is_that_of_wilson_for_a_half() -> None:
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(40, 80, method="wilson")
    assert only(like("a", voices=80)).figures["interval"] == round(100 * (high - low) / 2)


def test_customer_groups_that_share_no_name_forbid() -> None:
    caveat = only(like("a"), like("b", segments={"Gold": 90, "Silver": 110}))
    assert (caveat.code, caveat.severity, caveat.sources) == ("segments", "not comparable", ("a", "b"))
    assert caveat.figures == {"fault": "disjoint", "shared": 0.0, "distance": 1.0}


def test_another_mix_of_the_same_groups_is_a_caution() -> None:
    caveat = only(like("a"), like("b", segments={"private": 50, "business": 150}))
    assert (caveat.code, caveat.severity, caveat.figures["distance"]) == ("segments", "caution", 0.5)
    assert (caveat.figures["group"], caveat.figures["left"], caveat.figures["right"]) == ("private", 0.75, 0.25)


def test_a_source_that_knows_no_groups_is_a_caution_where_others_do() -> None:
    assert only(like("a"), like("b", segments={}, with_segment=0.0)).sources == ("b",)


def test_periods_that_do_not_meet_forbid_and_those_that_hardly_do_are_a_caution() -> None:
    apart = only(like("a"), like("b", first="2025-01-01", last="2025-12-31"))
    hardly = only(like("a"), like("b", first="2024-11-01", last="2026-11-01"))
    assert (apart.code, apart.severity) == ("period", "not comparable")
    assert (hardly.code, hardly.severity, hardly.figures["months"]) == ("period", "caution", 2)


def test_one_off_beside_continuous_is_a_caution_and_rounds_compare() -> None:
    caveat = only(like("a"), like("b", cadence="one-off"))
    assert (caveat.code, caveat.figures) == ("cadence", {"fault": "one-off", "left": "continuous", "right": "one-off"})
    assert catalog.caveats([like("a", cadence="periodic"), like("b", cadence="one-off")]) == ()


def test_a_month_of_data_long_ago_is_no_continuous_source() -> None:
    caveat = only(like("a", first="2023-01-01", last="2023-01-31", months_in_period=1, days_since_last=200))
    assert (caveat.code, caveat.figures) == ("cadence", {"fault": "ended", "months": 1, "days": 200})


def test_a_secondary_purpose_is_a_caution() -> None:
    assert only(like("a", purpose="secondary")).code == "purpose"


def test_every_fault_of_weights_forbids_and_says_which() -> None:
    wrong = (Doubt("negative", "3 weights are zero or negative", {"negative": 3}), Doubt("missing", "", {"missing": 9}))
    found = catalog.caveats([like("a", with_weight=1.0, weights_off="off", weight_faults=wrong)])
    assert [caveat.severity for caveat in found] == ["not comparable"] * 2
    assert [caveat.figures for caveat in found] == [
        {"fault": "missing", "missing": 9}, {"fault": "negative", "negative": 3}
    ]  # fmt: skip


def test_usable_weights_are_noted_with_what_they_cost() -> None:
    (caveat,) = catalog.caveats([like("a", with_weight=1.0)], {"a": reach(effective=120.0)})
    assert (caveat.severity, caveat.figures["effective"]) == ("note", 120)


def test_a_copy_and_its_original_forbid() -> None:
    caveat = only(like("a"), like("b", copy_of="a", overlap=0.8))
    assert (caveat.severity, caveat.figures["copy"], caveat.figures["original"]) == ("not comparable", "b", "a")


def test_people_asked_beside_people_who_complain_is_noted() -> None:
    caveat = only(like("a"), like("b", kind="survey"))
    assert (caveat.severity, caveat.figures) == ("note", {"fault": "kind", "left": "public", "right": "asked"})


def test_other_languages_are_noted() -> None:
    caveat = only(like("a"), like("b", languages={"pl": 150, "fi": 50}))
    assert (caveat.severity, caveat.figures["left"], caveat.figures["right"]) == ("note", "fi", "pl")


def test_sources_without_voices_have_no_figures_to_compare() -> None:
    assert (
        catalog.caveats([like("a"), like("till", kind="transactions", voices=0, events=900, first="2030-01-01")]) == ()
    )


def test_caveats_do_not_depend_on_the_order_of_profiles_and_the_gravest_come_first() -> None:
    profiles = [like("c", voices=10), like("a", purpose="secondary"), like("b", languages={"pl": 9}, cadence="one-off")]
    found = catalog.caveats(profiles)
    assert found == catalog.caveats(profiles[::-1])
    assert [caveat.severity for caveat in found] == sorted(
        (caveat.severity for caveat in found), key=["not comparable", "caution", "note"].index
    )


# ---- groups


def till(private: int, business: int) -> Reach:
    """What customers did: who there is."""
    customers = {f"p{n}": "private" for n in range(private)} | {f"b{n}": "business" for n in range(business)}
    return Reach(0, 0.0, customers=customers)


def test_a_source_that_hears_a_group_too_often_is_biased_where_customers_are_known() -> None:
    assert faults(like("a"), a=reach(), till=till(760, 240)) == []
    assert faults(like("a"), a=reach(), till=till(400, 600)) == ["biased"]


def test_a_group_of_customers_that_is_never_heard_is_told() -> None:
    (caveat,) = [
        caveat
        for caveat in catalog.caveats([like("a")], {"a": reach(groups={"private": 200}), "till": till(600, 400)})
        if caveat.code == "segments"
    ]
    assert caveat.figures == {"fault": "unreached", "group": "business", "voices": 0, "of": 200, "base": 0.4}


def test_few_voices_are_too_few_to_tell_a_bias() -> None:
    small = reach(voices=10, effective=10.0, groups={"private": 6, "business": 4})
    assert faults(like("a"), a=small, till=till(760, 240)) == ["few"]


def test_groups_that_no_other_source_knows_are_unmapped() -> None:
    given = {"private": 100, "business": 40, "TAL": 60}
    found = catalog.caveats([like("a"), like("b"), like("c")], {"a": reach(groups=given), "b": reach(), "c": reach()})
    (caveat,) = [caveat for caveat in found if caveat.figures["fault"] == "unmapped"]
    assert (caveat.sources, caveat.figures["share"], caveat.figures["names"]) == (("a",), 0.3, "TAL")
    assert "partly" in [caveat.figures["fault"] for caveat in found if caveat.sources == ("a", "b")]


def test_many_of_an_exports_groups_in_one_are_noted() -> None:
    source = replace(FINE.source, segments={"1-9": "business", "10-49": "business", "50+": "business", "P": "private"})
    (caveat,) = catalog.caveats([replace(FINE, source=source)])
    assert (caveat.severity, caveat.figures["group"], caveat.figures["values"]) == ("note", "business", 3)


def test_the_same_customers_in_other_groups_mean_other_definitions() -> None:
    same = {f"c{n}": "private" for n in range(60)}
    other = {f"c{n}": "business" if n < 20 else "private" for n in range(60)}
    assert faults(like("a"), like("b"), a=reach(customers=same), b=reach(customers=same)) == []
    assert faults(like("a"), like("b"), a=reach(customers=same), b=reach(customers=other)) == ["disagree"]


def test_sources_that_mostly_hear_people_the_other_never_hears_forbid() -> None:
    mostly_others = reach(groups={"business": 150, "private": 50})
    assert faults(like("a"), like("b"), a=reach(groups={"private": 200}), b=mostly_others) == ["disjoint"]


# ---- time


def test_a_silence_that_is_against_a_sources_rhythm_is_a_gap() -> None:
    broken = replace(reach(), months={m: n for m, n in reach().months.items() if not "2023-06" <= m <= "2023-10"})
    (caveat,) = catalog.caveats([like("a")], {"a": broken})
    assert caveat.figures == {"fault": "gaps", "months": 5, "of": 24, "first": "2023-06", "last": "2023-10"}


def test_a_survey_every_quarter_has_no_gaps_and_covers_its_period() -> None:
    for every in (3, 4, 6):
        waves = reach(range(1, 25, every))
        assert faults(like("a"), like("b", cadence="periodic"), a=reach(), b=waves) == []


def test_periods_are_held_against_each_other_by_months_with_data() -> None:
    left = replace(reach(), months=dict.fromkeys(["2023-01", "2023-02", "2024-11", "2024-12"], 50))
    right = replace(reach(range(6, 16)))
    assert "apart" in faults(like("a", cadence="one-off"), like("b", cadence="one-off"), a=left, b=right)


def test_one_heard_early_and_one_heard_late_in_the_same_time_is_a_caution() -> None:
    early = {f"2023-{month:02d}": 40 if month < 7 else 2 for month in range(1, 13)}
    late = {f"2023-{month:02d}": 2 if month < 7 else 40 for month in range(1, 13)}
    assert faults(like("a"), like("b"), a=replace(reach(), months=early), b=replace(reach(), months=late)) == ["uneven"]


# ---- reach


def test_how_many_of_the_known_customers_a_source_heard_is_noted() -> None:
    heard = reach(customers={f"p{n}": "" for n in range(50)} | {"stranger": ""})
    found = catalog.caveats([like("a")], {"a": heard, "till": till(750, 250)})
    (caveat,) = [caveat for caveat in found if caveat.figures["fault"] == "reach"]
    assert (caveat.severity, caveat.figures["heard"], caveat.figures["base"]) == ("note", 50, 1000)


@pytest.mark.parametrize(
    ("again", "severity", "fault"), [(0, "note", "shared"), (119, "note", "shared"), (120, "not comparable", "copy")]
)
def test_the_same_people_are_noted_and_forbid_where_most_say_the_same_in_both(
    again: int, severity: str, fault: str
) -> None:
    heard = {
        one: reach(shared={other: 150}, repeated={other: again}) for one, other in (("a", "b"), ("b", "a"))
    }  # fmt: skip
    (caveat,) = catalog.caveats([like("a"), like("b")], heard)
    assert (caveat.code, caveat.severity, caveat.figures["fault"]) == ("copy", severity, fault)
    assert catalog.caveats([like("a"), like("b")], {"a": reach(shared={"b": 20}), "b": reach(shared={"a": 20})}) == ()


def test_two_copies_of_a_third_are_copies_of_each_other() -> None:
    one, other = like("b", copy_of="a", overlap=0.9), like("c", copy_of="a", overlap=0.8)
    heard = {"a": reach(repeated={"b": 180, "c": 160}), "b": reach(repeated={"a": 180, "c": 150})}
    found = catalog.caveats([like("a"), one, other], {**heard, "c": reach(repeated={"a": 160, "b": 150})})
    assert [caveat.sources for caveat in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found[2].figures["overlap"] == 0.75


def test_reach_is_counted_in_voices_and_customers() -> None:
    def said(number: int, **fields: object) -> Verbatim:
        one = Verbatim(f"a{number}", "a", "a.csv", "0" * 64, f"row {number}", "Late", date="2024-05-02")
        return replace(one, **fields)  # type: ignore[arg-type]

    given = [
        said(1, voice_id="x", segment="private", customer="k1", weight=1.0),
        said(2, voice_id="x", segment="private", customer="k1", weight=3.0),
        said(3, voice_id="y", segment="business", customer="k2", weight=1.0),
        said(4, voice_id="z", status="duplicate"),
    ]
    bought = [Event("e1", "till", "t.csv", "0" * 64, "row 1", "bought", customer="k1", segment="business")]
    found = catalog.reaches(given, bought)
    assert (found["a"].voices, found["a"].groups) == (2, {"business": 1, "private": 1})
    assert found["a"].effective == pytest.approx(9 / 5)  # weights 2 and 1
    assert found["a"].months == {"2024-05": 3}
    assert catalog.customer_base(found) == {"k1": "business"}
    assert catalog.reaches(given[::-1], bought) == found


# ---- what is written of it


def test_every_fault_is_in_the_users_page() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs" / "users" / "comparing-sources.md").read_text(encoding="utf-8")
    code = "".join(
        (root / "insight_synth" / "catalog" / f"{name}.py").read_text(encoding="utf-8")
        for name in ("comparability", "groups", "periods", "weights")
    )
    told = set(re.findall(r'"fault": "([a-z-]+)"', code)) | set(re.findall(r'Doubt\(\s*"([a-z-]+)"', code))
    assert len(told) > 25
    assert {fault for fault in told if f"`{fault}`" not in page} == set()
