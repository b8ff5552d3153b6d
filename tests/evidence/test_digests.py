"""Digests: whole sentences of the source itself, none twice, no thanks and replies, silences that mean something."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from insight_synth.evidence import recurrence
from insight_synth.evidence.digests import MOST_POINTS, digests
from insight_synth.model import Evidence, Mention, Source, SourceDigest, Verbatim

Vectors = npt.NDArray[np.float32]
SOURCES = {name: Source(name, f"The {name} of Kotikulma", "reviews") for name in ("calls", "letters", "forum", "shops")}

SAID = {
    "late": "The parcel arrived three weeks after the promised delivery date.",
    "broken": "The table leg was cracked when the parcel was opened.",
    "refund": "The refund for the returned lamp never reached my account.",
    "queue": "The phone queue lasted forty minutes before an agent answered.",
    "app": "The loyalty points vanished when the card moved to the phone.",
    "manual": "The assembly instructions lack a drawing of the second shelf.",
    "price": "The basket price was higher than the price on the shelf.",
    "lockers": "The parcel locker was full and the box went to another town.",
    "invoice": "The invoice lacks the purchase order number of our company.",
    "thanks": "Thanks so much, have a nice day!",
}  # fmt: skip


class Company:
    """Mentions made theme by theme, each voice its own; a theme's vectors lie close together."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.verbatims: dict[str, Verbatim] = {}
        self.rows: list[Vectors] = []
        self.parents: dict[str, str] = {}
        self._draw = np.random.default_rng(7)

    def speaks(
        self, theme: str, source: str, times: int, text: str = "", parent: str = "", spread: float = 0.4
    ) -> Company:
        """``times`` voices of the source say ``text``, or what is usual of the theme."""
        self.parents.setdefault(theme, parent)
        if parent:
            self.parents.setdefault(parent, "")
        axis = list(SAID).index(theme) if theme in SAID else len(self.parents) + 20
        for _ in range(times):
            name = f"v{len(self.mentions):05d}"
            said = text or SAID[theme]
            self.verbatims[name] = Verbatim(name, source, "e.csv", "0" * 64, f"row {len(self.mentions)}", said)
            self.mentions.append(
                Mention(f"{name}:0-{len(said)}", name, source, 0, len(said), said, "en", theme, "negative", 0.8, name)
            )
            row = np.zeros(64)
            row[axis] = 1.0
            row += spread / 8 * self._draw.normal(size=64)
            self.rows.append((row / np.linalg.norm(row)).astype(np.float32))
        return self

    def quiet(self, source: str, times: int) -> Company:
        """``times`` voices that speak of no theme."""
        for _ in range(times):
            self.mentions.append(replace(self._nothing(source), theme_id="", similarity=0.0))
        return self

    def _nothing(self, source: str) -> Mention:
        name, said = f"v{len(self.mentions):05d}", "Nothing else to add on that matter today."
        self.verbatims[name] = Verbatim(name, source, "e.csv", "0" * 64, f"row {len(self.mentions)}", said)
        row = self._draw.normal(size=64)
        self.rows.append((row / np.linalg.norm(row)).astype(np.float32))
        return Mention(f"{name}:0-{len(said)}", name, source, 0, len(said), said, "en", voice_id=name)

    def digests(self, sources: Mapping[str, Source] = SOURCES, order: Sequence[int] = ()) -> dict[str, SourceDigest]:
        rows = list(order) or list(range(len(self.mentions)))
        voices = {source: sum(m.source == source for m in self.mentions) for source in sorted(sources)}
        told = recurrence(self.mentions, self.parents, voices)
        told = {theme: replace(one, evidence=standing(one.evidence)) for theme, one in told.items()}
        found = digests(
            sources, self.parents, told, [self.mentions[at] for at in rows], np.array(self.rows)[rows], self.verbatims
        )
        return {digest.source: digest for digest in found}


def standing(rows: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The rows, each of which stands from three voices on: what is more than chance is not the claim here."""
    return tuple(replace(row, stands=row.voices >= 3) for row in rows)


@pytest.fixture
def company() -> Company:
    """Two sources that say nine things, most voices on the first."""
    made = Company()
    for place, theme in enumerate(list(SAID)[:9]):
        for source in ("calls", "letters"):
            made.speaks(theme, source, 30 - 2 * place)
    return made


def test_a_digest_has_at_most_seven_points_those_of_most_voices(company: Company) -> None:
    points = company.digests()["calls"].points
    assert len(points) == MOST_POINTS
    assert [point.theme_id for point in points][:5] == list(SAID)[:5]
    assert [point.voices for point in points] == sorted((point.voices for point in points), reverse=True)


def test_a_point_is_the_sources_own_sentence_to_the_letter(company: Company) -> None:
    for digest in company.digests().values():
        for point in digest.points:
            stored = company.verbatims[point.sentence.verbatim_id]
            assert stored.source == digest.source == point.sentence.source
            assert stored.text[point.sentence.start : point.sentence.end] == point.sentence.text


def test_a_points_voices_are_those_of_the_evidence(company: Company) -> None:
    first = company.digests()["calls"].points[0]
    assert (first.voices, first.of_voices) == (30, sum(30 - 2 * place for place in range(9)))


def test_thanks_and_greetings_are_no_point_however_many_say_them() -> None:
    made = Company().speaks("thanks", "calls", 90).speaks("late", "calls", 20).speaks("late", "letters", 20)
    digest = made.speaks("thanks", "letters", 5).quiet("letters", 60).digests()["calls"]
    assert [point.theme_id for point in digest.points] == ["late"]
    assert digest.only_here == ()


@pytest.mark.parametrize(
    "text",
    [
        "Please send us a direct message so that we can help you.",
        "https://example.com/a-story-on-parcels and lockers",
        "WHY IS THE PARCEL NEVER ON TIME",
        "Manchester to Kuala Lumpur via Dubai.",
    ],
)  # fmt: skip
def test_replies_links_shouts_and_names_are_no_points(text: str) -> None:
    made = Company().speaks("replies", "calls", 40, text).speaks("late", "calls", 20).quiet("letters", 60)
    assert [point.theme_id for point in made.digests()["calls"].points] == ["late"]


def test_handles_before_a_sentence_are_left_out_of_it() -> None:
    made = Company().speaks("late", "calls", 20, f"@shop @helpdesk {SAID['late']}").quiet("letters", 60)
    point = made.digests()["calls"].points[0]
    assert point.sentence.text == SAID["late"]
    stored = made.verbatims[point.sentence.verbatim_id].text
    assert stored[point.sentence.start : point.sentence.end] == SAID["late"]


def test_a_whole_readable_sentence_is_taken_before_a_scrap() -> None:
    made = Company().speaks("late", "calls", 20, "parcel late again").speaks("late", "calls", 20)
    assert made.quiet("letters", 60).digests()["calls"].points[0].sentence.text == SAID["late"]


def test_two_themes_that_say_the_same_make_one_point() -> None:
    made = Company().speaks("late", "calls", 30).quiet("letters", 90)
    made.parents["twin"] = ""
    twins = [replace(m, theme_id="twin") for m in made.mentions[:12]]
    made.mentions[:12] = twins
    assert len(made.digests()["calls"].points) == 1


def test_a_theme_at_the_top_speaks_once_before_any_speaks_twice() -> None:
    made = Company()
    for place in range(8):
        made.speaks(f"part{place}", "calls", 40 - place, SAID["late"], parent="delivery")
    made.speaks("refund", "calls", 8).quiet("letters", 300)
    found = {point.theme_id for point in made.digests()["calls"].points}
    assert "refund" in found


def test_what_a_source_dwells_on_has_a_place_among_larger_points(company: Company) -> None:
    company.speaks("own", "calls", 12, SAID["invoice"])
    company.quiet("letters", 200)
    found = [point.theme_id for point in company.digests()["calls"].points]
    assert "own" in found


def test_only_here_are_themes_that_stand_in_no_other_source(company: Company) -> None:
    company.speaks("own", "calls", 25, "The loading ramp at the depot is too steep for trolleys.")
    found = company.digests()
    assert found["calls"].only_here == ("own",)
    assert found["letters"].only_here == ()


def test_a_theme_and_the_one_above_it_are_named_once_where_both_stand_only_here(company: Company) -> None:
    text = "The loading ramp at the depot is too steep for trolleys."
    company.speaks("ramp", "calls", 25, text, parent="depot").speaks("dock", "calls", 15, text, parent="depot")
    assert company.digests()["calls"].only_here == ("depot",)


def test_a_part_of_what_everybody_speaks_of_is_nothing_only_one_source_says() -> None:
    made = Company()
    for source in ("calls", "letters"):
        made.speaks("delays", source, 30, SAID["late"], parent="delivery").quiet(source, 40)
    made.parents["dates"] = "delivery"
    made.mentions[:12] = [replace(mention, theme_id="dates") for mention in made.mentions[:12]]
    assert made.digests()["calls"].only_here == ()


def test_a_word_of_the_sources_name_that_is_no_name_in_the_text_bars_nothing() -> None:
    sources = {"seat-reviews": Source("seat-reviews", "Seat reviews", "reviews"), "letters": SOURCES["letters"]}
    made = Company().speaks("narrow", "seat-reviews", 30, "The seat was hard and far too narrow for a long flight.")
    assert made.quiet("letters", 60).digests(sources)["seat-reviews"].only_here == ("narrow",)


def test_phrases_of_letters_are_no_points() -> None:
    said = "Proszę o potwierdzenie otrzymania tej wiadomości."
    made = Company().speaks("closing", "calls", 40, said).speaks("late", "calls", 20).quiet("letters", 60)
    made.mentions = [replace(one, language="pl") if one.theme_id == "closing" else one for one in made.mentions]
    assert [point.theme_id for point in made.digests()["calls"].points] == ["late"]


def test_a_theme_held_together_by_the_sources_name_is_nothing_only_it_says() -> None:
    made = Company().speaks("name", "calls", 40, "Kotikulma is a shop with nice lamps and chairs.")
    digest = made.quiet("letters", 60).digests()["calls"]
    assert (digest.points, digest.only_here) == ((), ())


def test_a_large_source_without_a_word_on_what_others_say_is_silent_on_it() -> None:
    made = Company()
    for source in ("calls", "letters", "forum"):
        made.speaks("late", source, 30).speaks("refund", source, 20).quiet(source, 60)
    made.speaks("refund", "shops", 20).quiet("shops", 90)
    found = made.digests()
    assert found["shops"].never == ("late",)
    assert found["calls"].never == ()


def test_a_source_too_small_to_have_spoken_is_not_called_silent() -> None:
    made = Company()
    for source in ("calls", "letters", "forum"):
        made.speaks("late", source, 10).speaks("refund", source, 20).quiet(source, 60)
    made.speaks("refund", "shops", 4).quiet("shops", 4)
    assert made.digests()["shops"].never == ()


def test_silence_on_thanks_is_not_told() -> None:
    made = Company()
    for source in ("calls", "letters", "forum"):
        made.speaks("thanks", source, 40).speaks("refund", source, 20)
    made.speaks("refund", "shops", 20).quiet("shops", 90)
    assert made.digests()["shops"].never == ()


def test_a_source_that_says_nothing_has_no_digest(company: Company) -> None:
    assert set(company.digests()) == {"calls", "letters"}


def test_digests_do_not_depend_on_the_order_of_mentions(company: Company) -> None:
    order = random.Random(3).sample(range(len(company.mentions)), len(company.mentions))
    assert company.digests(order=order) == company.digests()
