"""What is said of a belief: voices once each, sides, sources that are independent, and plain silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from insight_synth.agenda.hunches import Belief, hunch, verdict
from insight_synth.model import Kind, Mention, Snapshot, Source, SourceProfile, Theme, Totals, Verbatim
from insight_synth.model.hunches import Hunch, Sides

TEXT = "Refunds arrive quickly"
FOR, AGAINST, BESIDE = "My refund came fast.", "The refund took weeks.", "I asked for a refund."


def profile(id: str, kind: Kind, *, voices: int = 100, events: int = 0) -> SourceProfile:
    return SourceProfile(
        Source(id, f"The {id}", kind), (), voices, voices, events, 0, 0, voices, voices, 0, "2026-01-01", "2026-10-31",
        10, 10, 0, 10.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, {}, {},
    )  # fmt: skip


PROFILES = (
    profile("calls", "contact-reasons"),
    profile("reviews", "reviews"),
    profile("shop", "complaints"),
    profile("survey", "survey", voices=50),
    profile("till", "transactions", voices=0, events=900),
)
THEMES = (
    Theme("t1", {"en": "Refunds"}, size=40, voices=30),
    Theme("t2", {"en": "Lockers"}, size=9, voices=4),
    Theme("t3", {"en": "Slow refunds"}, parent="t1", size=20, voices=15),
)
SHOWN = Snapshot(
    "", "2026-10-31", "", "auto", {}, Totals(5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", ""), PROFILES, THEMES, (), ()
)  # fmt: skip


def says(source: str, text: str, *voices: str, theme: str = "t1", segment: str = "household") -> list[Mention]:
    return [
        Mention(f"{source}-{voice}-{len(text)}:0-{len(text)}", f"{source}-{voice}-{len(text)}", source, 0, len(text),
                text, "en", theme, voice_id=voice, date="2026-03-01", segment=segment)
        for voice in voices
    ]  # fmt: skip


def heard(mentions: Sequence[Mention], text: str = TEXT, *, about: Sequence[Mention] | None = None) -> Hunch:
    """The answer where ``about`` (all mentions unless told otherwise) speak of the belief."""

    def verbatims(ids: Sequence[str]) -> Mapping[str, Verbatim]:
        return {
            one.verbatim_id: Verbatim(one.verbatim_id, one.source, "e.csv", "f" * 64, "row 3", one.text)
            for one in mentions
            if one.verbatim_id in ids
        }

    def said(beginning: str, language: str) -> tuple[int, int]:
        own = [one.text.casefold().split() for one in mentions if one.language in (language, "")]
        return sum(any(word.startswith(beginning) for word in text) for text in own), len(own)

    relevant = {one.id: 0.9 for one in (mentions if about is None else about)}
    belief = Belief.of(text, "en")
    texts = {one for part in belief.texts for asked in part for one in asked}
    return hunch(belief, dict.fromkeys(texts, relevant), mentions, said, SHOWN, verbatims)


def many(source: str, text: str, number: int) -> list[Mention]:
    return says(source, text, *(f"{source}{at}{text[:5]}" for at in range(number)))


@pytest.mark.parametrize(
    ("sides", "sources_for", "sources_against", "expected"),
    [
        (Sides(12, 1, 5), 2, 1, "supported"),
        (Sides(12, 1, 5), 1, 1, "thin"),  # one source, however many voices
        (Sides(1, 12, 0), 1, 3, "contradicted"),
        (Sides(6, 5, 0), 2, 2, "mixed"),
        (Sides(2, 0, 40), 2, 0, "thin"),
        (Sides(0, 0, 40), 0, 0, "no evidence"),
        (Sides(), 0, 0, "no evidence"),
    ],
)
def test_a_verdict_needs_voices_and_independent_sources(
    sides: Sides, sources_for: int, sources_against: int, expected: str
) -> None:
    assert verdict(sides, sources_for, sources_against) == expected


def test_sides_sources_and_quotations_are_those_of_the_voices() -> None:
    found = heard([*many("calls", AGAINST, 8), *many("reviews", AGAINST, 6), *many("shop", FOR, 1),
                   *many("shop", BESIDE, 2)])  # fmt: skip
    assert found.verdict == "contradicted"
    assert found.claim.sides == Sides(1, 14, 2)
    assert [(row.source, row.sides.voices, row.share) for row in found.claim.sources] == [
        ("calls", 8, 0.08), ("reviews", 6, 0.06), ("shop", 3, 0.03),
    ]  # fmt: skip
    assert {quote.text for quote in found.claim.quotes_against} == {AGAINST}
    assert [quote.text for quote in found.claim.quotes_for] == [FOR]
    assert [quote.locator for quote in found.claim.quotes_for] == ["row 3"]


def test_one_voice_in_many_passages_counts_once() -> None:
    found = heard([*says("calls", AGAINST, "a"), *says("calls", "It takes months.", "a"), *says("shop", AGAINST, "a")])
    assert found.claim.sides == Sides(0, 1, 0)


def test_a_voice_that_says_both_takes_no_side_and_is_quoted_for_none() -> None:
    found = heard([*says("calls", FOR, "a"), *says("calls", AGAINST, "a")])
    assert found.claim.sides == Sides(0, 0, 1)
    assert found.claim.quotes_for == found.claim.quotes_against == ()


def test_copies_in_a_second_source_are_no_second_witness() -> None:
    voices = [f"v{at}" for at in range(9)]
    found = heard([*says("calls", AGAINST, *voices), *says("shop", AGAINST, *voices)])
    assert (found.claim.sources_against, found.verdict) == (1, "thin")


def test_a_belief_nobody_speaks_of_has_no_evidence_and_says_who_could_tell() -> None:
    found = heard(many("calls", AGAINST, 5), "Nobody uses the pick-up points", about=[])
    assert (found.verdict, found.claim.sides, found.claim.rank) == ("no evidence", Sides(), 0)
    told = dict(found.could_tell)
    assert told["till"].code == "hunch_behaviour"  # what people do, doing tells
    assert told["survey"].code == "hunch_can_ask"


def test_a_source_that_speaks_beside_the_point_could_tell_more() -> None:
    found = heard(many("shop", BESIDE, 4))
    assert found.verdict == "no evidence"
    assert dict(found.could_tell)["shop"].figures == {"voices": 4}


def test_a_clear_answer_sends_nobody_elsewhere() -> None:
    assert heard([*many("calls", FOR, 8), *many("reviews", FOR, 8)]).could_tell == ()


def test_the_claim_may_hold_and_its_reason_not() -> None:
    belief = "Refunds arrive late because the staff is rude"
    found = heard([*many("calls", AGAINST, 8), *many("reviews", AGAINST, 8)], belief)
    assert found.verdict == "supported"
    assert found.reason is not None
    assert (found.reason.text, found.reason.verdict) == ("the staff is rude", "no evidence")


def test_a_belief_that_claims_nothing_we_can_read_is_said_to_be_so() -> None:
    found = heard(many("calls", FOR, 9), "Customers carry umbrellas")
    assert (found.claim.readable, found.verdict) == (False, "no evidence")


def test_it_is_ranked_among_top_themes_and_named_by_those_it_overlaps() -> None:
    found = heard(
        [*many("calls", AGAINST, 8), *says("shop", BESIDE, "x", theme="t3"), *says("shop", BESIDE, "y", theme="t2")]
    )
    assert (found.claim.rank, found.claim.of_themes) == (2, 2)
    assert [(row.theme_id, row.voices) for row in found.claim.themes] == [("t1", 9), ("t2", 1)]


def test_who_says_it_adds_up_over_groups() -> None:
    found = heard([*many("calls", AGAINST, 3), *says("shop", FOR, "b", segment="business")])
    groups = {row.name: row.sides for row in found.claim.who if row.by == "group"}
    assert groups == {"household": Sides(0, 3, 0), "business": Sides(1, 0, 0)}
    kinds = {row.name: row.sides.voices for row in found.claim.who if row.by == "kind"}
    assert kinds == {"contact-reasons": 3, "complaints": 1}


def test_the_order_of_mentions_changes_nothing() -> None:
    mentions = [*many("calls", AGAINST, 6), *many("reviews", FOR, 6), *many("shop", BESIDE, 6)]
    assert heard(mentions) == heard(mentions[::-1])
