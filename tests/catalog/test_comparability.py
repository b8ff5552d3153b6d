from __future__ import annotations

from dataclasses import replace

from insight_synth import catalog
from insight_synth.model import Caveat, Source, SourceProfile

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


def test_two_sources_alike_compare() -> None:
    assert catalog.caveats([like("a"), like("b")]) == ()


def test_few_voices_are_a_caution_and_very_few_forbid() -> None:
    caution, forbidden = only(like("a", voices=80)), only(like("a", voices=20))
    assert (caution.code, caution.severity, caution.figures) == ("sample", "caution", {"voices": 80, "interval": 11})
    assert forbidden.severity == "not comparable"


def test_customer_groups_that_share_no_name_forbid() -> None:
    caveat = only(like("a"), like("b", segments={"Gold": 90, "Silver": 110}))
    assert (caveat.code, caveat.severity, caveat.sources) == ("segments", "not comparable", ("a", "b"))
    assert caveat.figures == {"shared": 0.0, "distance": 1.0}


def test_another_mix_of_the_same_groups_is_a_caution() -> None:
    caveat = only(like("a"), like("b", segments={"private": 50, "business": 150}))
    assert (caveat.code, caveat.severity, caveat.figures["distance"]) == ("segments", "caution", 0.5)


def test_a_source_that_knows_no_groups_is_a_caution_where_others_do() -> None:
    assert only(like("a"), like("b", segments={}, with_segment=0.0)).sources == ("b",)


def test_periods_that_do_not_meet_forbid_and_those_that_hardly_do_are_a_caution() -> None:
    apart = only(like("a"), like("b", first="2025-01-01", last="2025-12-31"))
    hardly = only(like("a"), like("b", first="2024-11-01", last="2026-11-01"))
    assert (apart.code, apart.severity) == ("period", "not comparable")
    assert (hardly.code, hardly.severity, hardly.figures["days"]) == ("period", "caution", 61)


def test_one_off_beside_continuous_is_a_caution() -> None:
    caveat = only(like("a"), like("b", cadence="one-off"))
    assert (caveat.code, caveat.figures) == ("cadence", {"a": "continuous", "b": "one-off"})


def test_a_secondary_purpose_is_a_caution() -> None:
    assert only(like("a", purpose="secondary")).code == "purpose"


def test_weights_off_forbid_and_say_why() -> None:
    caveat = only(like("a", with_weight=1.0, weights_off="3 weights are zero or negative"))
    assert (caveat.code, caveat.severity) == ("weights", "not comparable")
    assert caveat.figures == {"fault": "3 weights are zero or negative"}


def test_a_copy_and_its_original_forbid() -> None:
    caveat = only(like("a"), like("b", copy_of="a", overlap=0.8))
    assert (caveat.code, caveat.figures) == ("copy", {"copy": "b", "original": "a", "overlap": 0.8})


def test_people_asked_beside_people_who_complain_is_noted() -> None:
    caveat = only(like("a"), like("b", kind="survey"))
    assert (caveat.code, caveat.severity) == ("kind", "note")


def test_other_languages_are_noted() -> None:
    assert only(like("a"), like("b", languages={"pl": 200})).figures == {"a": "fi", "b": "pl"}


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
