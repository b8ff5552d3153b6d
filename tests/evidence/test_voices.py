"""One voice counts once: who is the same person, case or text, and who is not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.evidence import voices
from insight_synth.model import Verbatim
from tests.evidence.conftest import MakeVerbatim

LONG = (
    "The wardrobe I ordered in March was delivered with both doors cracked, and the driver refused to take it back "
    "although the box was already torn open when he carried it up the stairs"
)
TEMPLATE = "We hereby demand that the company keeps its shop in the old harbour open after the end of this year"


def groups(verbatims: Sequence[Verbatim]) -> set[frozenset[str]]:
    """Who shares a voice with whom."""
    found = voices(verbatims)
    return {frozenset(i for i in found if found[i] == voice) for voice in found.values()}


def one_voice(*verbatims: Verbatim) -> bool:
    return len(set(voices(verbatims).values())) == 1


def test_every_verbatim_has_a_voice_and_strangers_have_different_ones(verbatim: MakeVerbatim) -> None:
    strangers = [verbatim("The lockers are full"), verbatim("My refund is late"), verbatim("Rude staff")]
    assert voices(strangers) == {"v001": "v001", "v002": "v002", "v003": "v003"}


def test_no_verbatims_are_no_voices() -> None:
    assert voices([]) == {}


def test_a_customer_is_one_voice_in_every_source(verbatim: MakeVerbatim) -> None:
    assert one_voice(verbatim("The lockers are full", "reviews", "c1"), verbatim("Where is my money", "calls", "c1"))


def test_unknown_customers_are_not_one_voice(verbatim: MakeVerbatim) -> None:
    assert not one_voice(verbatim("The lockers are full"), verbatim("Where is my money"))


def test_a_voice_is_named_by_its_smallest_verbatim(verbatim: MakeVerbatim) -> None:
    said = [verbatim(customer="c1", id="b"), verbatim(customer="c1", id="c"), verbatim(customer="c1", id="a")]
    assert set(voices(said).values()) == {"a"}


def test_the_same_case_in_two_sources_is_one_voice(verbatim: MakeVerbatim) -> None:
    register, call = verbatim("Refund", "complaints", row="RE-20417"), verbatim("Called twice", "calls", row="re-20417")
    assert one_voice(register, call)


@pytest.mark.parametrize("number", ["17", "A1", "row 3", "123456"])
def test_a_row_number_that_any_export_could_carry_is_no_case(verbatim: MakeVerbatim, number: str) -> None:
    assert not one_voice(verbatim("Refund", "complaints", row=number), verbatim("Called", "calls", row=number))


def test_one_case_number_of_two_different_customers_is_two_voices(verbatim: MakeVerbatim) -> None:
    one, other = verbatim("Refund", "complaints", "c1", "RE-20417"), verbatim("Lamp", "calls", "c2", "RE-20417")
    assert not one_voice(one, other)


def test_a_case_joins_a_known_customer_and_an_unknown_one(verbatim: MakeVerbatim) -> None:
    known, unknown = verbatim("Refund", "complaints", "c1", "RE-20417"), verbatim("Lamp", "calls", "", "RE-20417")
    assert one_voice(known, unknown, verbatim("Another day, another matter", "calls", "c1"))


def test_a_long_text_copied_into_another_source_is_one_voice(verbatim: MakeVerbatim) -> None:
    assert one_voice(verbatim(LONG, "reviews"), verbatim(LONG, "aggregator"))


def test_case_and_punctuation_do_not_hide_a_copy(verbatim: MakeVerbatim) -> None:
    assert one_voice(verbatim(LONG, "reviews"), verbatim(LONG.upper().replace(",", " –") + "!!", "aggregator"))


def test_a_long_text_changed_by_a_word_or_cut_at_its_end_is_still_a_copy(verbatim: MakeVerbatim) -> None:
    changed, cut = LONG.replace("March", "April"), " ".join(LONG.split()[:-4])
    assert one_voice(verbatim(LONG, "reviews"), verbatim(changed, "aggregator"), verbatim(cut, "forum"))


def test_two_texts_that_share_only_a_beginning_are_two_voices(verbatim: MakeVerbatim) -> None:
    other = " ".join(LONG.split()[:10]) + " on time, and I have only praise for the two men who built it up for us"
    assert not one_voice(verbatim(LONG), verbatim(other))


def test_a_copy_is_found_in_every_one_of_many(verbatim: MakeVerbatim) -> None:
    draw = random.Random(3)
    texts = [" ".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=30)) for _ in range(150)]
    originals = [verbatim(text, "reviews") for text in texts]
    copies = [verbatim(" ".join([*text.split()[:-1], "zz"]), "aggregator") for text in texts]
    assert groups([*originals, *copies]) == {
        frozenset({one.id, other.id}) for one, other in zip(originals, copies, strict=True)
    }


def test_a_text_two_known_customers_sent_is_one_voice_and_joins_them(verbatim: MakeVerbatim) -> None:
    said = [verbatim(TEMPLATE, customer="c1"), verbatim(TEMPLATE, customer="c2"), verbatim("My lamp", customer="c2")]
    assert one_voice(*said)


def test_a_template_of_three_known_customers_is_one_voice_and_does_not_join_them(verbatim: MakeVerbatim) -> None:
    sent = [verbatim(TEMPLATE, customer=customer) for customer in ("c1", "c2", "c3")]
    own = [verbatim(f"My lamp number {n} broke", customer=f"c{n}") for n in (1, 2, 3)]
    assert groups([*sent, *own]) == {frozenset(one.id for one in sent), *(frozenset({one.id}) for one in own)}


def test_the_customers_own_texts_stay_together_beside_the_template(verbatim: MakeVerbatim) -> None:
    sent = [verbatim(TEMPLATE, customer=customer) for customer in ("c1", "c2", "c3")]
    own = [verbatim("My lamp broke", customer="c1"), verbatim("And my chair creaks", customer="c1")]
    found = voices([*sent, *own])
    assert found[own[0].id] == found[own[1].id] != found[sent[0].id]


def test_a_short_text_of_two_known_customers_is_two_voices(verbatim: MakeVerbatim) -> None:
    assert not one_voice(verbatim("Great service", customer="c1"), verbatim("Great service", customer="c2"))


def test_a_short_text_of_nobody_known_is_one_voice(verbatim: MakeVerbatim) -> None:
    assert one_voice(verbatim("Great service", "reviews"), verbatim("great service!", "forum"))


def test_a_short_text_of_one_known_customer_and_a_stranger_is_one_voice(verbatim: MakeVerbatim) -> None:
    assert one_voice(verbatim("Great service", "reviews", "c1"), verbatim("Great service", "forum"))


def test_a_customer_that_is_a_placeholder_is_nobody(verbatim: MakeVerbatim) -> None:
    anonymous = [verbatim(f"matter number {n}", "survey", "anonymous") for n in range(40)]
    assert len(groups(anonymous)) == 40


def test_a_busy_customer_among_many_is_no_placeholder(verbatim: MakeVerbatim) -> None:
    busy = [verbatim(f"matter number {n}", "survey", "c1") for n in range(40)]
    others = [verbatim(f"question {n}", "survey", f"d{n}") for n in range(200)]
    assert frozenset(one.id for one in busy) in groups([*busy, *others])


def test_a_duplicate_has_the_voice_of_what_it_repeats(verbatim: MakeVerbatim) -> None:
    first = verbatim("Lamp", row="7")
    again = verbatim("Lamp?", row="7", status="duplicate", duplicate_of=first.id)
    assert one_voice(first, again)


def test_a_duplicate_of_a_template_has_the_templates_voice(verbatim: MakeVerbatim) -> None:
    sent = [verbatim(TEMPLATE, customer=customer) for customer in ("c1", "c2", "c3")]
    again = verbatim(TEMPLATE, customer="c1", status="duplicate", duplicate_of=sent[0].id)
    assert one_voice(*sent, again)


def test_sameness_goes_on_from_one_to_the_next(verbatim: MakeVerbatim) -> None:
    chain = [
        verbatim("The lamp", "calls", "c1"), verbatim("The chair", "complaints", "c1", "RE-20417"),
        verbatim(LONG, "reviews", "", "RE-20417"), verbatim(LONG, "aggregator"),
    ]  # fmt: skip
    assert one_voice(*chain)


TEXTS = ["Great service", "No", LONG, LONG.replace("March", "April"), TEMPLATE, "", "My lamp broke", "?!"]
SAID = st.lists(
    st.tuples(
        st.sampled_from(TEXTS), st.sampled_from(["reviews", "calls"]), st.sampled_from(["", "c1", "c2", "c3", "c4"]),
        st.sampled_from(["", "7", "RE-20417", "RE-20418"]), st.sampled_from(["", "", "v000", "v001"]),
    ),
    max_size=10,
)  # fmt: skip


@given(SAID, st.randoms(use_true_random=False))
def test_voices_depend_on_the_set_of_verbatims_and_not_on_their_order(
    said: list[tuple[str, str, str, str, str]], draw: random.Random
) -> None:
    verbatims = [
        Verbatim(f"v{n:03d}", source, "e.csv", "", f"row {n}", text, row, "", customer, duplicate_of=original)
        for n, (text, source, customer, row, original) in enumerate(said)
    ]
    mixed = draw.sample(verbatims, len(verbatims))
    found = voices(verbatims)
    assert voices(mixed) == found
    assert set(found) == {one.id for one in verbatims}
    assert all(found[voice] == voice <= one for one, voice in found.items())


@given(SAID)
def test_ids_name_voices_but_do_not_make_them(said: list[tuple[str, str, str, str, str]]) -> None:
    verbatims = [
        Verbatim(f"v{n:03d}", source, "e.csv", "", f"row {n}", text, row, "", customer)
        for n, (text, source, customer, row, _) in enumerate(said)
    ]
    turned = {one.id: f"w{999 - n:03d}" for n, one in enumerate(verbatims)}
    renamed = [replace(one, id=turned[one.id]) for one in verbatims]
    assert {frozenset(turned[i] for i in group) for group in groups(verbatims)} == groups(renamed)
